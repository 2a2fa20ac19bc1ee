//! Pipeline runs: each step launched by the end of the one before, cancelled and retried as a whole.

use domain::{
    Error,
    article::NewArticle,
    cleaning_run, crawl, dataset, evaluation,
    event::{self, Topic},
    id::{CleaningRunId, CrawlId, DatasetId, TrainingRunId},
    model_version,
    pipeline_run::{self, CleanStep, CrawlStep, Model, NewPipeline, Plan, Status, TrainStep},
    pipeline_step::{self, Kind},
    source_definition::{self, NewDefinition},
    training_run,
};
use serde_json::json;
use tests::{
    background::{Background, until},
    cleaning::{classes, store},
    database::{Backend, TestDatabase},
    graphql::Gateway,
    on_every_database,
    site::{Reply, Site},
};

fn plan(label_set_key: &str) -> Plan {
    let parameters = serde_json::to_string(&ml::parameters::TrainingParameters::default()).unwrap();
    Plan {
        crawl: None,
        clean: Some(CleanStep::default()),
        dataset: dataset::Selection::of(label_set_key),
        train: Some(TrainStep { base_model: "scratch-tiny".into(), parameters }),
        evaluate: true,
    }
}

fn new(plan: Plan) -> NewPipeline {
    NewPipeline { name: "nightly".into(), plan, requested_by: "kim".into() }
}

async fn articles(test: &TestDatabase) {
    let classes = classes(test).await;
    let article = |number: usize| {
        let words: String =
            "가나다라마바사아자차카타파하".chars().cycle().skip(number * 5).take(12 + number % 9).collect();
        let class = classes[number % classes.len()];
        NewArticle {
            label_class_id: Some(class),
            ..NewArticle::new(number.to_string(), format!("{number}번째 {words}"), "")
        }
    };
    store(test, (0..120).map(article).collect()).await;
}

async fn steps(test: &TestDatabase, run: &Model) -> Vec<pipeline_step::Model> {
    pipeline_step::of_runs(test.database.connection(), &[run.id]).await.unwrap()
}

/// Waits until the step of this kind stands so.
async fn stands(test: &TestDatabase, run: &Model, kind: Kind, status: pipeline_step::Status) -> pipeline_step::Model {
    until(&test.database, async || {
        steps(test, run).await.into_iter().find(|step| step.kind == kind && step.status == status)
    })
    .await
}

/// Ends the training run as its job would, with a version.
async fn trained(test: &TestDatabase, id: TrainingRunId) {
    let transaction = test.database.begin().await.unwrap();
    let version = model_version::NewModelVersion {
        training_run_id: id,
        bundle_sha256: "0".repeat(64),
        architecture: "scratch-tiny".into(),
        parameter_count: 1,
        size_bytes: 1,
        parity: "{}".into(),
        test_metrics: "{}".into(),
        calibration: None,
    };
    let version = model_version::register(&transaction, version).await.unwrap();
    training_run::succeed(&transaction, id, version.id).await.unwrap();
    evaluation::enqueue_after_training(&transaction, &version).await.unwrap();
    test.database.commit(transaction).await.unwrap();
}

on_every_database! {
    async fn each_step_is_launched_by_the_end_of_the_one_before(test: &TestDatabase) {
        articles(test).await;
        let run = pipeline_run::request(&test.database, new(plan("daum"))).await.unwrap();
        let kinds: Vec<Kind> = steps(test, &run).await.iter().map(|step| step.kind).collect();
        assert_eq!(kinds, [Kind::Clean, Kind::Dataset, Kind::Train, Kind::Evaluate]);
        let worker = Background::start(test);
        let clean = stands(test, &run, Kind::Clean, pipeline_step::Status::Succeeded).await;
        let cleaned = cleaning_run::find(test.database.connection(), CleaningRunId(clean.subject_id.unwrap())).await.unwrap();
        assert_eq!(cleaned.status, cleaning_run::Status::Applied);
        let built = stands(test, &run, Kind::Dataset, pipeline_step::Status::Succeeded).await;
        let dataset = dataset::find(test.database.connection(), DatasetId(built.subject_id.unwrap())).await.unwrap();
        assert_eq!((dataset.name.as_str(), dataset.selection().unwrap().only_clean), ("nightly", Some(true)));
        worker.stop().await;

        // There is no trainer here: its job's end is played.
        let train = steps(test, &run).await.remove(2);
        assert!(matches!(train.status, pipeline_step::Status::Running | pipeline_step::Status::Failed), "{train:?}");
    }

    async fn what_a_pipeline_crawls_is_cleaned_and_frozen(test: &TestDatabase) {
        let site = Site::start(120).await;
        let definition = NewDefinition {
            source_key: "sample".into(),
            text: site.definition(),
            comment: None,
            actor: "a test".into(),
            expected_version: None,
        };
        source_definition::create(&test.database, definition).await.unwrap();
        let crawl = CrawlStep { source_key: "sample".into(), pages_per_section: Some(3) };
        let plan = Plan { crawl: Some(crawl), train: None, evaluate: false, ..plan("daum") };
        let run = pipeline_run::request(&test.database, new(plan)).await.unwrap();
        let worker = Background::start(test);
        let built = stands(test, &run, Kind::Dataset, pipeline_step::Status::Succeeded).await;
        worker.stop().await;
        let crawled = stands(test, &run, Kind::Crawl, pipeline_step::Status::Succeeded).await;
        let crawled = crawl::find(test.database.connection(), CrawlId(crawled.subject_id.unwrap())).await.unwrap();
        let dataset = dataset::find(test.database.connection(), DatasetId(built.subject_id.unwrap())).await.unwrap();
        let rows = dataset.row_count.unwrap();
        assert!(rows > 50 && rows <= i64::from(crawled.articles_new), "{rows} of {}", crawled.articles_new);
    }

    async fn a_degraded_crawl_stops_its_pipeline_until_somebody_accepts_it(test: &TestDatabase) {
        articles(test).await;
        let site = Site::start(120).await;
        site.behaviour().always.insert("/breakingnews/sports?page=1".into(), Reply::page("<ul class=new></ul>"));
        let definition = NewDefinition {
            source_key: "sample".into(),
            text: site.definition(),
            comment: None,
            actor: "a test".into(),
            expected_version: None,
        };
        source_definition::create(&test.database, definition).await.unwrap();
        let crawl = CrawlStep { source_key: "sample".into(), pages_per_section: None };
        let plan = Plan { crawl: Some(crawl), clean: None, train: None, evaluate: false, ..plan("daum") };
        let run = pipeline_run::request(&test.database, new(plan)).await.unwrap();
        let worker = Background::start(test);
        let failed = until(&test.database, async || {
            steps(test, &run).await.into_iter().find(|step| step.kind == Kind::Crawl && step.finished_at.is_some())
        })
        .await;
        assert_eq!(failed.error_code.as_deref(), Some("CRAWL_DEGRADED"), "{failed:?}");
        let id = CrawlId(failed.subject_id.unwrap());
        crawl::accept(&test.database, id, "kim", "sports has a new layout; the rest is as it was").await.unwrap();
        pipeline_run::request_retry(&test.database, run.id).await.unwrap();
        let done = stands(test, &run, Kind::Crawl, pipeline_step::Status::Succeeded).await;
        assert_eq!(done.subject_id, failed.subject_id, "it isn't crawled again");
        let built = until(&test.database, async || {
            steps(test, &run).await.into_iter().find(|step| step.kind == Kind::Dataset && step.finished_at.is_some())
        })
        .await;
        assert_eq!(built.status, pipeline_step::Status::Succeeded, "{built:?}");
        worker.stop().await;
    }

    async fn a_step_that_fails_fails_the_run_which_goes_on_from_there(test: &TestDatabase) {
        let without_articles = Plan { clean: None, train: None, evaluate: false, ..plan("daum") };
        let run = pipeline_run::request(&test.database, new(without_articles)).await.unwrap();
        let worker = Background::start(test);
        let failed = stands(test, &run, Kind::Dataset, pipeline_step::Status::Failed).await;
        assert_eq!(failed.error_code.as_deref(), Some("EMPTY_SELECTION"));
        let run = pipeline_run::find(test.database.connection(), run.id).await.unwrap();
        assert_eq!(run.status, Status::Failed);
        articles(test).await;
        pipeline_run::request_retry(&test.database, run.id).await.unwrap();
        let done = stands(test, &run, Kind::Dataset, pipeline_step::Status::Succeeded).await;
        assert_eq!((done.subject_id, done.error_code), (failed.subject_id, None), "the same dataset is built");
        let run = pipeline_run::find(test.database.connection(), run.id).await.unwrap();
        assert_eq!(run.status, Status::Succeeded);
        assert!(matches!(pipeline_run::request_retry(&test.database, run.id).await, Err(Error::Conflict(_))));
        worker.stop().await;
    }

    async fn a_run_is_cancelled_with_its_step_and_goes_on_later(test: &TestDatabase) {
        articles(test).await;
        let only_data = Plan { train: None, evaluate: false, ..plan("daum") };
        let run = pipeline_run::request(&test.database, new(only_data)).await.unwrap();
        let cancelled = pipeline_run::request_cancel(&test.database, run.id).await.unwrap();
        assert_eq!(cancelled.status, Status::Cancelled);
        let statuses: Vec<_> = steps(test, &run).await.iter().map(|step| step.status).collect();
        assert_eq!(statuses, [pipeline_step::Status::Cancelled, pipeline_step::Status::Waiting]);
        assert!(matches!(pipeline_run::request_cancel(&test.database, run.id).await, Err(Error::Conflict(_))));
        pipeline_run::request_retry(&test.database, run.id).await.unwrap();
        let worker = Background::start(test);
        stands(test, &run, Kind::Dataset, pipeline_step::Status::Succeeded).await;
        let run = pipeline_run::find(test.database.connection(), run.id).await.unwrap();
        assert_eq!(run.status, Status::Succeeded);
        let told = event::after(test.database.connection(), Topic::Pipeline, Some(run.id.0), 0, 100).await.unwrap();
        assert!(told.last().unwrap().payload.contains("succeeded"), "{told:?}");
        worker.stop().await;
    }

    async fn training_and_evaluation_follow_and_end_the_run(test: &TestDatabase) {
        articles(test).await;
        let run = pipeline_run::request(&test.database, new(Plan { clean: None, ..plan("daum") })).await.unwrap();
        let dataset = DatasetId(steps(test, &run).await[0].subject_id.unwrap());
        let transaction = test.database.begin().await.unwrap();
        let report = dataset::Report { rule_version: "r".into(), manifest_header: "{}".into(), classes: vec![], lengths: vec![], duplicates: serde_json::from_value(json!({ "clusters": 0, "duplicate_clusters": 0, "duplicates": 0, "exact_duplicates": 0, "largest": [] })).unwrap(), leaks: serde_json::from_value(json!({ "similarity_threshold": 0.6, "clusters_across_splits": 0, "most_similar": null, "most_similar_template_twins": null })).unwrap() };
        let seal = dataset::Seal { manifest_sha256: "0".repeat(64), rows_sha256: "0".repeat(64), row_count: 0, report };
        dataset::seal(&transaction, dataset, seal).await.unwrap();
        test.database.commit(transaction).await.unwrap();
        let train = steps(test, &run).await.remove(1);
        assert_eq!(train.status, pipeline_step::Status::Running, "{train:?}");
        let training = TrainingRunId(train.subject_id.unwrap());
        let transaction = test.database.begin().await.unwrap();
        training_run::begin(&transaction, training).await.unwrap();
        test.database.commit(transaction).await.unwrap();
        trained(test, training).await;
        let evaluate = steps(test, &run).await.remove(2);
        assert_eq!(evaluate.status, pipeline_step::Status::Running, "{evaluate:?}");
        let id = domain::id::EvaluationId(evaluate.subject_id.unwrap());
        assert_eq!(evaluation::find(test.database.connection(), id).await.unwrap().dataset_id, Some(dataset));
        let transaction = test.database.begin().await.unwrap();
        let end = domain::job::JobEnd::Failed { code: "NO_ROWS".into(), message: "none".into() };
        evaluation::give_up(&transaction, id, &end).await.unwrap();
        test.database.commit(transaction).await.unwrap();
        let run = pipeline_run::find(test.database.connection(), run.id).await.unwrap();
        assert_eq!((run.status, steps(test, &run).await[2].error_code.as_deref()), (Status::Failed, Some("NO_ROWS")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_starts_watches_and_cancels_a_pipeline() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let gateway = Gateway::new(&test);
    let start = "mutation($input: StartPipelineRunInput!) { startPipelineRun(input: $input) {
        id status steps { kind status subject { __typename ... on CleaningRun { status } } }
    } }";
    let plan = json!({ "clean": {}, "dataset": { "labelSetKey": "daum" } });
    let run =
        gateway.data(start, json!({ "input": { "name": "once", "plan": plan } })).await["startPipelineRun"].take();
    assert_eq!(run["steps"][0]["subject"], json!({ "__typename": "CleaningRun", "status": "QUEUED" }));
    assert_eq!(run["steps"][1], json!({ "kind": "DATASET", "status": "WAITING", "subject": null }));
    let wrong = json!({ "dataset": { "labelSetKey": "nothing", "sourceKeys": ["nowhere"] }, "evaluate": true });
    let error = gateway.error(start, json!({ "input": { "name": "", "plan": wrong } })).await;
    let fields: Vec<&str> = error["extensions"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        fields,
        ["input.name", "input.plan.dataset.labelSetKey", "input.plan.dataset.sourceKeys", "input.plan.evaluate"]
    );
    let cancel = "mutation($id: UUID!) { cancelPipelineRun(id: $id) { status steps { status subject { ... on CleaningRun { status } } } } }";
    let cancelled = gateway.data(cancel, json!({ "id": run["id"] })).await;
    assert_eq!(cancelled["cancelPipelineRun"]["status"], "CANCELLED");
    assert_eq!(
        cancelled["cancelPipelineRun"]["steps"][0],
        json!({ "status": "CANCELLED", "subject": { "status": "CANCELLED" } })
    );
}
