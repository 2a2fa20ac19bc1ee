//! Evaluations: measured as readers are answered, whole or not at all, compared on the same rows.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{collections::HashMap, time::Duration};

use domain::{
    Error,
    article::{self, LabelOrigin},
    article_import::{self, Format},
    dataset::{self, Selection},
    dataset_row,
    evaluation::{self, NewEvaluation, Rows, Split, Status},
    evaluation_mistake, job, label_set, model_version,
};
use jobs::{
    export::export_evaluation,
    sample_data::{SampleData, write_csv},
};
use ml::evaluation::{EvaluatedRow, Report, row, slice::Dimension};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use tests::{
    background::{Background, build, import, until},
    bundle,
    database::{self, Backend, TestDatabase},
    fixture,
    graphql::{Gateway, StatementCount},
    on_every_database,
    process::Process,
};
use tracing_subscriber::layer::SubscriberExt;

fn csv(seed: u64, count: u64) -> Vec<u8> {
    let mut file = Vec::new();
    write_csv(SampleData::new(seed, count), &mut file).unwrap();
    file
}

/// An import of generated headlines, and a dataset of everything.
async fn prepared(test: &TestDatabase) -> (article_import::Model, dataset::Model) {
    let import = import(test, "sample", "daum", Format::Csv, &csv(7, 400)).await;
    assert_eq!(import.status, article_import::Status::Succeeded);
    let dataset = build(test, Selection::of("daum")).await;
    assert_eq!(dataset.status, dataset::Status::Sealed);
    (import, dataset)
}

fn of(version: &model_version::Model, rows: Rows) -> NewEvaluation {
    NewEvaluation { model_version_id: version.id, rows, split: None, again: false }
}

async fn ended(test: &TestDatabase, id: domain::id::EvaluationId) -> evaluation::Model {
    until(&test.database, async || {
        let evaluation = evaluation::find(test.database.connection(), id).await.unwrap();
        (!matches!(evaluation.status, Status::Queued | Status::Running)).then_some(evaluation)
    })
    .await
}

async fn evaluated(test: &TestDatabase, new: NewEvaluation) -> evaluation::Model {
    let requested = evaluation::request(&test.database, new).await.unwrap();
    let evaluation = ended(test, requested.id).await;
    assert_eq!(evaluation.status, Status::Succeeded, "{:?}", evaluation.error);
    evaluation
}

fn stored(test: &TestDatabase, evaluation: &evaluation::Model) -> Vec<EvaluatedRow> {
    let path = test.artifacts.file_path(evaluation.rows_sha256.as_deref().unwrap()).unwrap();
    row::read(&path).unwrap().map(Result::unwrap).collect()
}

fn report(evaluation: &evaluation::Model) -> Report {
    serde_json::from_str(evaluation.report.as_deref().unwrap()).unwrap()
}

on_every_database! {
    async fn a_version_is_measured_on_the_test_split_and_every_figure_adds_up(test: &TestDatabase) {
        let worker = Background::start(test);
        let (_, dataset) = prepared(test).await;
        let version = bundle::version(test, &dataset, 2).await;
        let evaluation = evaluated(test, of(&version, Rows::Dataset(dataset.id))).await;
        let filter = dataset_row::Filter {
            dataset_id: Some(dataset.id),
            split: Some(dataset::Split::Test),
            ..Default::default()
        };
        let connection = test.database.connection();
        let sealed = filter.apply(dataset_row::Entity::find()).all(connection).await.unwrap();

        let rows = stored(test, &evaluation);
        let ids = |ids: Vec<String>| { let mut ids = ids; ids.sort(); ids };
        assert_eq!(
            ids(rows.iter().map(|row| row.article_id.clone()).collect()),
            ids(sealed.iter().map(|row| row.article_id.to_string()).collect())
        );
        let right = rows.iter().filter(|row| row.is_right()).count();
        assert_eq!((evaluation.row_count, evaluation.split), (Some(rows.len() as i64), Split::Test));
        assert!((evaluation.accuracy.unwrap() - right as f64 / rows.len() as f64).abs() < 1e-12);
        assert!(evaluation.accuracy > Some(0.3), "the bundle has learnt something: {:?}", evaluation.accuracy);
        for row in &rows {
            assert!((row.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-4);
            assert!(row.probabilities.iter().all(|p| *p <= row.probability));
        }
        let report = report(&evaluation);
        assert_eq!(report.metrics.confusion.0.iter().flatten().sum::<u64>(), rows.len() as u64);
        assert_eq!(report.calibration.bins.iter().map(|bin| bin.count).sum::<u64>(), rows.len() as u64);
        assert!(report.calibration.temperature != 1.0, "the bundle's temperature is applied");
        assert_eq!(report.coverage.last().unwrap().coverage, 1.0);
        for dimension in [Dimension::Length, Dimension::Source, Dimension::Month] {
            let slices = report.slices.iter().filter(|slice| slice.dimension == dimension);
            assert_eq!(slices.map(|slice| slice.rows).sum::<u64>(), rows.len() as u64, "{dimension:?}");
        }
        assert!(report.slices.iter().any(|slice| slice.key.starts_with("20")), "months are known");
        let mistakes = evaluation::mistakes(connection, evaluation.id).await.unwrap();
        assert_eq!(mistakes.len(), (rows.len() - right).min(200));
        assert!(mistakes.windows(2).all(|two| two[0].probability >= two[1].probability));
        let wrong: HashMap<_, _> = rows.iter().map(|row| (row.article_id.as_str(), row)).collect();
        for mistake in &mistakes {
            let row = wrong[mistake.article_id.to_string().as_str()];
            assert!(!row.is_right() && row.text == mistake.text);
            assert!(mistake.label_probability <= mistake.probability);
        }

        // The same once more: nothing is measured twice, unless it is asked for; and then the same comes out.
        let same = evaluation::request(&test.database, of(&version, Rows::Dataset(dataset.id))).await.unwrap();
        assert_eq!(same.id, evaluation.id);
        let again = NewEvaluation { again: true, ..of(&version, Rows::Dataset(dataset.id)) };
        let again = evaluated(test, again).await;
        assert_eq!((again.sequence, &again.rows_sha256), (2, &evaluation.rows_sha256));
        assert_eq!(again.report, evaluation.report);
        let whole = NewEvaluation { split: Some(Split::All), ..of(&version, Rows::Dataset(dataset.id)) };
        assert_eq!(evaluated(test, whole).await.row_count, dataset.row_count);
        worker.stop().await;
    }

    async fn an_evaluation_killed_at_any_point_ends_once_and_the_same(test: &TestDatabase) {
        let worker = Background::start(test);
        let (_, dataset) = prepared(test).await;
        let version = bundle::version(test, &dataset, 2).await;
        let undisturbed = evaluated(test, of(&version, Rows::Dataset(dataset.id))).await;
        let again = NewEvaluation { again: true, ..of(&version, Rows::Dataset(dataset.id)) };
        fail::cfg("evaluate_model::gathered", "1*return->off").unwrap();
        fail::cfg("evaluate_model::answered", "1*return->off").unwrap();
        let requested = evaluation::request(&test.database, again).await.unwrap();
        let connection = test.database.connection();
        let filter = job::Filter { subject_id: Some(requested.id.0), ..Default::default() };
        let job = async || filter.clone().apply(job::Entity::find()).one(connection).await.unwrap().unwrap();
        until(&test.database, async || (job().await.attempts == 2 && job().await.error_code.is_some()).then_some(())).await;
        let between = evaluation::find(connection, requested.id).await.unwrap();
        assert_eq!((between.report, between.rows_sha256, between.accuracy), (None, None, None));
        assert!(evaluation::mistakes(connection, requested.id).await.unwrap().is_empty());
        let disturbed = ended(test, requested.id).await;
        assert_eq!((disturbed.status, &disturbed.report), (Status::Succeeded, &undisturbed.report));
        assert_eq!(disturbed.rows_sha256, undisturbed.rows_sha256);
        let mistakes = evaluation_mistake::Entity::find().count(connection).await.unwrap();
        let each = evaluation::mistakes(connection, undisturbed.id).await.unwrap().len() as u64;
        assert_eq!(mistakes, 2 * each);
        assert_eq!(job().await.attempts, 3);
        worker.stop().await;
    }

    async fn requests_for_the_same_at_once_become_one(test: &TestDatabase) {
        let worker = Background::start(test);
        let (_, dataset) = prepared(test).await;
        worker.stop().await;
        let version = bundle::version(test, &dataset, 2).await;
        let requests = (0..8).map(|_| evaluation::request(&test.database, of(&version, Rows::Dataset(dataset.id))));
        let made = futures::future::try_join_all(requests).await.unwrap();
        assert!(made.iter().all(|evaluation| evaluation.id == made[0].id));
        let filter = job::Filter { kind: Some(job::Kind::EvaluateModel), ..Default::default() };
        assert_eq!(filter.apply(job::Entity::find()).count(test.database.connection()).await.unwrap(), 1);

        // Nobody works: it is cancelled at once, and asking again begins another.
        let cancelled = evaluation::request_cancel(&test.database, made[0].id).await.unwrap();
        assert_eq!(cancelled.status, Status::Cancelled);
        let again = evaluation::request_cancel(&test.database, made[0].id).await;
        assert!(matches!(again, Err(Error::Conflict(_))));
        let next = evaluation::request(&test.database, of(&version, Rows::Dataset(dataset.id))).await.unwrap();
        assert_eq!((next.sequence, next.status), (2, Status::Queued));
    }

    async fn rows_of_other_classes_are_refused_naming_both_label_sets(test: &TestDatabase) {
        let worker = Background::start(test);
        let (_, dataset) = prepared(test).await;
        let version = bundle::version(test, &dataset, 2).await;
        let file = "id,title,label\n".to_owned() + &(0..30).map(|n| format!("{n},제목 {n},정치\n")).collect::<String>();
        let other = import(test, "other", "klue-ynat", Format::Csv, file.as_bytes()).await;
        assert_eq!((other.status, other.refused), (article_import::Status::Succeeded, 0));
        let gateway = Gateway::new(test);
        let document = "mutation($input: EvaluateModelVersionInput!) { evaluateModelVersion(input: $input) { id } }";
        let refused = async |input: Value| {
            let error = gateway.error(document, json!({ "input": input })).await;
            assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{error}");
            error["extensions"]["fields"][0].clone()
        };
        let field = refused(json!({ "versionId": version.id, "importId": other.id })).await;
        assert_eq!(field["field"], "input.importId");
        let message = field["message"].as_str().unwrap();
        for words in ["klue-ynat (", "it-science", "the model version's is daum (", "digital"] {
            assert!(message.contains(words), "{message}");
        }
        let split = refused(json!({ "versionId": version.id, "importId": other.id, "split": "TEST" })).await;
        assert_eq!(split["field"], "input.split");
        let both = json!({ "versionId": version.id, "importId": other.id, "datasetId": dataset.id });
        assert_eq!(refused(both).await["field"], "input.importId");
        assert_eq!(refused(json!({ "versionId": version.id })).await["field"], "input.datasetId");
        worker.stop().await;
    }

    async fn an_import_is_measured_on_its_labelled_articles(test: &TestDatabase) {
        let worker = Background::start(test);
        let (first, dataset) = prepared(test).await;
        let version = bundle::version(test, &dataset, 2).await;
        let evaluation = evaluated(test, of(&version, Rows::Import(first.id))).await;
        assert_eq!((evaluation.row_count, evaluation.split), (Some(first.inserted), Split::All));
        let rows = stored(test, &evaluation);
        assert!(rows.iter().all(|row| row.source == "sample" && row.month.is_some()));
        let mut file = Vec::new();
        let count = export_evaluation(&test.artifacts, &evaluation, Format::Csv, &mut file).unwrap();
        let file = String::from_utf8(file).unwrap();
        assert_eq!((count, file.lines().next().unwrap()), (rows.len() as u64,
            "external_id,text,label,predicted,probability,label_probability,characters,month,source,article_id"));
        let mut lines = Vec::new();
        assert_eq!(export_evaluation(&test.artifacts, &evaluation, Format::Jsonl, &mut lines).unwrap(), count);
        let sha256 = domain::artifact::sha256_of_file(
            &test.artifacts.file_path(evaluation.rows_sha256.as_deref().unwrap()).unwrap()).unwrap();
        assert_eq!(Some(sha256), evaluation.rows_sha256);
        assert_eq!(String::from_utf8(lines).unwrap().lines().count(), rows.len());
        let mut parquet = Vec::new();
        assert_eq!(export_evaluation(&test.artifacts, &evaluation, Format::Parquet, &mut parquet).unwrap(), count);
        assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
        let whole = evaluation::download(test.database.connection(), evaluation).await.unwrap();
        assert_eq!(whole["report"]["metrics"]["rows"], count);
        let worst = &whole["worst_mistakes"][0];
        assert!(worst["label"].is_string() && worst["predicted"].is_string() && worst["rank"] == 1, "{worst}");
        worker.stop().await;
    }

    async fn two_versions_are_compared_on_the_rows_both_answered(test: &TestDatabase) {
        let worker = Background::start(test);
        let (first, dataset) = prepared(test).await;
        let (a, b) = (bundle::version(test, &dataset, 1).await, bundle::version(test, &dataset, 4).await);
        let gateway = Gateway::new(test);
        let document = "query($a: UUID!, $b: UUID!, $import: UUID) {
            compareModelVersions(a: $a, b: $b, importId: $import) {
                a { number } b { number } evaluationA { accuracy macroF1 } evaluationB { accuracy macroF1 }
                rows disagreements verdict verdictInWords
                mcnemar { onlyARight onlyBRight statistic pValue }
                macroF1Difference { difference low high resamples }
                classes { a { labelKey f1 support } b { f1 } f1Difference }
                fixed: flips(direction: FIXED, first: 3) { totalCount pageInfo { hasNextPage endCursor }
                    nodes { labelKey aKey aProbability bKey bProbability text article { id } articleId } }
                broken: flips(direction: BROKEN) { totalCount nodes { labelKey aKey bKey } }
            } }";
        let compare = json!({ "a": a.id, "b": b.id });
        let missing = gateway.error(document, compare.clone()).await;
        assert_eq!(missing["extensions"]["code"], "CONFLICT");
        let message = missing["message"].as_str().unwrap();
        assert!(message.contains("model version 1") && message.contains("model version 2"), "{message}");
        evaluated(test, of(&a, Rows::Dataset(dataset.id))).await;
        let missing = gateway.error(document, compare.clone()).await;
        let message = missing["message"].as_str().unwrap();
        assert!(message.contains("the test split of dataset") && message.contains("of model version 2"), "{message}");
        assert!(!message.contains("model version 1"), "{message}");
        evaluated(test, of(&b, Rows::Dataset(dataset.id))).await;

        let compared = gateway.data(document, compare.clone()).await["compareModelVersions"].take();
        assert_eq!((&compared["a"]["number"], &compared["b"]["number"]), (&json!(1), &json!(2)));
        let figure = |path: &str| compared.pointer(path).and_then(Value::as_f64).unwrap();
        let difference = figure("/evaluationB/macroF1") - figure("/evaluationA/macroF1");
        assert!((figure("/macroF1Difference/difference") - difference).abs() < 1e-9, "{compared}");
        assert!(figure("/macroF1Difference/low") <= difference && difference <= figure("/macroF1Difference/high"));
        assert_eq!(figure("/macroF1Difference/resamples"), 2000.0);
        let (fixed, broken) = (figure("/fixed/totalCount"), figure("/broken/totalCount"));
        assert_eq!((figure("/mcnemar/onlyBRight"), figure("/mcnemar/onlyARight")), (fixed, broken));
        let gained = (figure("/evaluationB/accuracy") - figure("/evaluationA/accuracy")) * figure("/rows");
        assert!((gained - (fixed - broken)).abs() < 1e-6, "{compared}");
        assert!(fixed > 3.0 && compared["fixed"]["pageInfo"]["hasNextPage"] == true, "{compared}");
        for flip in compared["fixed"]["nodes"].as_array().unwrap() {
            assert!(flip["labelKey"] == flip["bKey"] && flip["labelKey"] != flip["aKey"], "{flip}");
            assert_eq!(flip["article"]["id"], flip["articleId"]);
        }
        for flip in compared["broken"]["nodes"].as_array().unwrap() {
            assert!(flip["labelKey"] == flip["aKey"] && flip["labelKey"] != flip["bKey"], "{flip}");
        }
        assert!(compared["verdictInWords"].as_str().unwrap().contains("version 2"), "{compared}");
        let swapped = gateway.data(document, json!({ "a": b.id, "b": a.id })).await["compareModelVersions"].take();
        assert_eq!(swapped["mcnemar"]["pValue"], compared["mcnemar"]["pValue"]);
        assert_eq!(gateway.data(document, compare.clone()).await["compareModelVersions"], compared, "it is the same again");
        let itself = gateway.error(document, json!({ "a": a.id, "b": a.id })).await;
        assert_eq!(itself["extensions"]["fields"][0]["field"], "b");

        // An article that was relabelled between two evaluations makes their rows differ.
        let on_import = json!({ "a": a.id, "b": b.id, "import": first.id });
        evaluated(test, of(&a, Rows::Import(first.id))).await;
        let connection = test.database.connection();
        let article = article::Entity::find().one(connection).await.unwrap().unwrap();
        let classes = label_set::classes(connection, dataset.label_set_id).await.unwrap();
        let other = classes.iter().find(|class| Some(class.id) != article.label_class_id).unwrap();
        article::label(&test.database, article.id, other.id, LabelOrigin::Member, "anna").await.unwrap();
        evaluated(test, of(&b, Rows::Import(first.id))).await;
        let differ = gateway.error(document, on_import).await;
        assert_eq!(differ["extensions"]["code"], "CONFLICT");
        let message = differ["message"].as_str().unwrap();
        assert!(message.contains(&article.id.to_string()) && message.contains("is labelled"), "{message}");
        worker.stop().await;
    }

    async fn one_query_shows_everything_the_console_needs_and_walks_to_the_dataset(test: &TestDatabase) {
        let worker = Background::start(test);
        let (_, dataset) = prepared(test).await;
        let version = bundle::version(test, &dataset, 2).await;
        let gateway = Gateway::new(test);
        let start = "mutation($input: EvaluateModelVersionInput!) { evaluateModelVersion(input: $input) { id status split } }";
        let input = json!({ "versionId": version.id, "datasetId": dataset.id });
        let started = gateway.data(start, json!({ "input": input })).await["evaluateModelVersion"].take();
        assert_eq!(started["split"], "TEST");
        ended(test, started["id"].as_str().unwrap().parse().unwrap()).await;
        let document = "query($id: UUID!) { evaluation(id: $id) { status rowCount accuracy macroF1 weightedF1
            metrics { confusion classes { labelKey precision recall f1 support } }
            calibration { temperature expectedCalibrationError expectedCalibrationErrorAtTemperature1 brierScore
                negativeLogLikelihood bins { from to count meanProbability accuracy } }
            coverage { threshold coverage accuracy answered } thresholdFor(accuracy: 0.9) { threshold accuracy }
            slices(dimension: LENGTH) { dimension key rows accuracy accuracyLow accuracyHigh macroF1 isSmall }
            worstMistakes(first: 2) { totalCount pageInfo { endCursor hasNextPage }
                nodes { rank text probability labelProbability label { key } predicted { key } article { title } } }
            reportPath rowsPath(format: CSV) labelSet { key }
            jobs { nodes { kind status subject { ... on Evaluation { id } } } }
            modelVersion { number evaluations(split: TEST) { nodes { id } } trainingRun { dataset { id manifestSha256 } } }
            dataset { id } articleImport { id } } }";
        let shown = gateway.data(document, json!({ "id": started["id"] })).await["evaluation"].take();
        assert_eq!(shown["status"], "SUCCEEDED", "{shown}");
        assert_eq!(shown["metrics"]["confusion"].as_array().unwrap().len(), 8);
        assert_eq!(shown["calibration"]["bins"].as_array().unwrap().len(), 15);
        assert!(shown["thresholdFor"].is_null() || shown["thresholdFor"]["accuracy"].as_f64() >= Some(0.9));
        let slices = shown["slices"].as_array().unwrap();
        assert!(!slices.is_empty() && slices.iter().all(|slice| slice["dimension"] == "LENGTH"));
        let worst = &shown["worstMistakes"]["nodes"];
        assert_eq!((&worst[0]["rank"], &worst[1]["rank"]), (&json!(1), &json!(2)));
        assert!(worst[0]["label"]["key"] != worst[0]["predicted"]["key"] && worst[0]["article"]["title"].is_string());
        assert_eq!(shown["rowsPath"], format!("/evaluations/{}/rows?format=csv", started["id"].as_str().unwrap()));
        assert_eq!(shown["modelVersion"]["trainingRun"]["dataset"]["id"], shown["dataset"]["id"]);
        assert_eq!(shown["modelVersion"]["evaluations"]["nodes"], json!([{ "id": started["id"] }]));
        let job = json!([{ "kind": "EVALUATE_MODEL", "status": "SUCCEEDED", "subject": { "id": started["id"] } }]);
        assert_eq!(shown["jobs"]["nodes"], job);
        let next = "query($id: UUID!, $after: String) { evaluation(id: $id) { worstMistakes(first: 1, after: $after) {
            nodes { rank } } } }";
        let cursor = &shown["worstMistakes"]["pageInfo"]["endCursor"];
        let next = gateway.data(next, json!({ "id": started["id"], "after": cursor })).await;
        assert_eq!(next["evaluation"]["worstMistakes"]["nodes"], json!([{ "rank": 3 }]));
        worker.stop().await;
    }
}

#[tokio::test]
async fn a_longer_list_of_evaluations_takes_no_more_statements() {
    let count = StatementCount::default();
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(count.clone()));
    database::run(Backend::Sqlite, |test| {
        Box::pin(async move {
            let versions = fixture::model_versions(&test.database, 6).await;
            let dataset = dataset::Entity::find().one(test.database.connection()).await.unwrap().unwrap();
            for version in &versions {
                let rows = Rows::Dataset(dataset.id);
                let new = NewEvaluation { model_version_id: *version, rows, split: None, again: false };
                evaluation::request(&test.database, new).await.unwrap();
            }
            let gateway = Gateway::new(test);
            let list = async |first: usize| {
                let document = format!(
                    "{{ evaluations(first: {first}) {{ nodes {{ id dataset {{ name }} labelSet {{ key }}
                    worstMistakes(first: 2) {{ nodes {{ label {{ key }} article {{ title }} }} }} jobs {{ nodes {{ kind }} }}
                    modelVersion {{ number evaluations {{ nodes {{ id }} }} trainingRun {{ dataset {{ id }} }} }} }} }} }}"
                );
                count.take();
                let data = gateway.data(&document, Value::Null).await;
                assert_eq!(data["evaluations"]["nodes"].as_array().unwrap().len(), first);
                count.take()
            };
            let few = list(2).await;
            assert_eq!(list(6).await, few);
        })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evaluation_whose_worker_is_killed_is_finished_by_another() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let worker = Background::start(&test);
    let import = import(&test, "sample", "daum", Format::Csv, &csv(7, 20_000)).await;
    assert_eq!(import.status, article_import::Status::Succeeded);
    let dataset = fixture::sealed_dataset(&test.database).await;
    let version = bundle::version(&test, &dataset, 2).await;
    worker.stop().await;

    let requested = evaluation::request(&test.database, of(&version, Rows::Import(import.id))).await.unwrap();
    let connection = test.database.connection();
    let filter = job::Filter { subject_id: Some(requested.id.0), ..Default::default() };
    let job = async || filter.clone().apply(job::Entity::find()).one(connection).await.unwrap().unwrap();
    let killed = Process::worker(&test);
    let began = std::time::Instant::now();
    let mut pause = tokio::time::interval(Duration::from_millis(5));
    // Another process commits: nothing rings here.
    while job().await.progress_note.is_none_or(|note| !note.starts_with("answered")) {
        assert!(began.elapsed() < Duration::from_secs(60), "{:?}", job().await);
        pause.tick().await;
    }
    killed.kill().await;
    let between = evaluation::find(connection, requested.id).await.unwrap();
    assert_eq!((between.status, between.report), (Status::Running, None));

    let worker = Background::start(&test);
    let evaluation = ended(&test, requested.id).await;
    assert_eq!((evaluation.status, evaluation.row_count), (Status::Succeeded, Some(import.inserted)));
    assert_eq!(job().await.attempts, 2);
    assert_eq!(stored(&test, &evaluation).len() as i64, import.inserted);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_evaluation_stops_within_two_seconds() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let worker = Background::start(&test);
    let import = import(&test, "sample", "daum", Format::Csv, &csv(7, 20_000)).await;
    let dataset = fixture::sealed_dataset(&test.database).await;
    let version = bundle::version(&test, &dataset, 2).await;
    let requested = evaluation::request(&test.database, of(&version, Rows::Import(import.id))).await.unwrap();
    until(&test.database, async || {
        let filter = job::Filter { subject_id: Some(requested.id.0), ..Default::default() };
        let job = filter.apply(job::Entity::find()).one(test.database.connection()).await.unwrap().unwrap();
        job.progress_note.is_some_and(|note| note.starts_with("answered")).then_some(())
    })
    .await;
    let asked = std::time::Instant::now();
    evaluation::request_cancel(&test.database, requested.id).await.unwrap();
    let stopped = ended(&test, requested.id).await;
    assert_eq!((stopped.status, stopped.report), (Status::Cancelled, None));
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    worker.stop().await;
}
