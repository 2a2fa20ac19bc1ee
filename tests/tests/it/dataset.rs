//! Datasets: the same everywhere, without leaks, sealed.

use std::{collections::HashMap, fs};

use domain::{
    Error, Timestamp, article, article_import,
    article_import::Format,
    dataset,
    dataset::{NewDataset, Ratios, Selection, Split, Status},
    dataset_row, job, source,
};
use jobs::{
    build_dataset::manifest::{VerifyError, read_rows, verify},
    export::export_dataset,
    sample_data::{SampleArticle, SampleData, write_csv},
};
use sea_orm::EntityTrait;
use tests::{
    background::{Background, build, ended_dataset, import},
    database::{Backend, TestDatabase},
    on_every_database,
};

/// The manifest of [`pinned`] articles: on every machine and database. When it changes, so must a rule's version.
const MANIFEST: &str = "578cab3f3d06ffbe5558fa89aeb49bb808378c024cf62194dab7be5bd59cef33";

/// A few articles that never change.
fn pinned() -> String {
    let mut file = "id,title,body,label\n".to_owned();
    let classes = ["사회", "정치", "경제", "국제", "문화", "연예", "스포츠", "IT"];
    for (class, name) in classes.iter().enumerate() {
        for number in 0..10 {
            let words: Vec<String> =
                (0..5).map(|word| format!("{}{}", name, (class * 31 + number * 7 + word * 13) % 97)).collect();
            file += &format!("{class}-{number},{},본문 {number},{name}\n", words.join(" "));
        }
    }
    file
}

fn sample() -> Vec<SampleArticle> {
    SampleData::new(7, 1_200).collect()
}

fn selection() -> Selection {
    Selection { max_per_class: Some(100), min_characters: 20, seed: 11, ..Selection::of("daum") }
}

fn csv(articles: Vec<SampleArticle>) -> Vec<u8> {
    let mut file = Vec::new();
    write_csv(articles.into_iter(), &mut file).unwrap();
    file
}

async fn bring(test: &TestDatabase, articles: Vec<SampleArticle>) {
    let imported = import(test, "sample", "daum", Format::Csv, &csv(articles)).await;
    assert_eq!((imported.status, imported.refused), (article_import::Status::Succeeded, 0));
}

async fn all_rows(test: &TestDatabase, dataset: &dataset::Model) -> Vec<dataset_row::Model> {
    dataset::rows(test.database.connection(), dataset.id, None, 1_000_000).await.unwrap()
}

on_every_database! {
    async fn the_same_selection_has_the_same_hash_everywhere_in_any_order_of_arrival(test: &TestDatabase) {
        let worker = Background::start(test);
        let mut articles = sample();
        let turn = test.url.len() * 7 % articles.len();
        articles.rotate_left(turn);
        let late = articles.split_off(500);
        bring(test, late).await;
        bring(test, articles).await;
        let dataset = build(test, selection()).await;
        assert_eq!((dataset.status, dataset.error.as_deref()), (Status::Sealed, None));
        verify(&test.artifacts, &dataset).unwrap();

        let elsewhere = on_sqlite().await;
        let other_worker = Background::start(&elsewhere);
        bring(&elsewhere, sample()).await;
        let other = build(&elsewhere, selection()).await;
        assert_eq!((&dataset.manifest_sha256, &dataset.rows_sha256), (&other.manifest_sha256, &other.rows_sha256));
        other_worker.stop().await;

        import(test, "pinned", "daum", Format::Csv, pinned().as_bytes()).await;
        let of_pinned = Selection { sources: vec!["pinned".into()], ..Selection::of("daum") };
        assert_eq!(build(test, of_pinned).await.manifest_sha256.as_deref(), Some(MANIFEST));

        let other = Selection { seed: 12, ..selection() };
        assert_ne!(build(test, other).await.manifest_sha256, dataset.manifest_sha256);
        worker.stop().await;
    }

    async fn one_changed_character_changes_the_hash(test: &TestDatabase) {
        let worker = Background::start(test);
        let mut articles = sample();
        bring(test, articles.clone()).await;
        let all = Selection { max_per_class: None, ..selection() };
        let before = build(test, all.clone()).await;
        articles[0].body.push('.');
        bring(test, articles).await;
        let after = build(test, all.clone()).await;
        assert_eq!(before.row_count, after.row_count);
        assert_ne!(before.manifest_sha256, after.manifest_sha256);
        let again = build(test, all).await;
        assert_eq!((again.manifest_sha256, again.rows_sha256), (after.manifest_sha256, after.rows_sha256));
        worker.stop().await;
    }

    async fn no_cluster_crosses_a_split_and_the_report_adds_up(test: &TestDatabase) {
        let worker = Background::start(test);
        bring(test, sample()).await;
        let dataset = build(test, Selection::of("daum")).await;
        assert_eq!(dataset.row_count, Some(1_200));
        let rows = all_rows(test, &dataset).await;
        assert_eq!(rows.len(), 1_200);
        let mut split_of = HashMap::new();
        for row in &rows {
            assert_eq!(*split_of.entry(row.cluster).or_insert(row.split), row.split, "cluster {}", row.cluster);
        }
        assert!(split_of.len() < rows.len(), "the sample has copies");
        let report = dataset.report().unwrap().unwrap();
        assert_eq!(report.duplicates.clusters, split_of.len() as u64);
        assert_eq!(report.leaks.clusters_across_splits, 0);
        let closest = report.leaks.most_similar.unwrap();
        assert!(closest.similarity < report.leaks.similarity_threshold);
        assert!(closest.titles.iter().all(|title| !title.is_empty()));
        assert_eq!(report.lengths.iter().map(|bin| bin.count).sum::<u64>(), 1_200);
        for counts in &report.classes {
            let total = counts.train + counts.validation + counts.test;
            let share = counts.train as f64 / total as f64;
            assert!((share - 0.8).abs() < 0.05, "{}: {share} in train", counts.key);
            assert!(counts.validation > 0 && counts.test > 0);
        }
        assert_eq!(report.classes.iter().map(|counts| counts.train).sum::<u64>(),
            rows.iter().filter(|row| row.split == Split::Train).count() as u64);
        worker.stop().await;
    }

    async fn a_build_killed_while_storing_rows_shows_nothing_and_ends_the_same(test: &TestDatabase) {
        let worker = Background::start(test);
        let articles: Vec<_> = SampleData::new(3, 5_000).collect();
        bring(test, articles).await;
        let undisturbed = build(test, Selection::of("daum")).await;
        fail::cfg("build_dataset::chunk_stored", "1*off->1*return->1*return->off").unwrap();
        let new = NewDataset { name: "disturbed".into(), selection: Selection::of("daum") };
        let requested = dataset::request(&test.database, new).await.unwrap();
        let connection = test.database.connection();
        let filter = job::Filter { subject_id: Some(requested.id.0), ..Default::default() };
        tests::background::until(&test.database, async || {
            let job = filter.clone().apply(job::Entity::find()).one(connection).await.unwrap().unwrap();
            (job.attempts == 1 && job.error_code.is_some()).then_some(())
        })
        .await;
        assert_eq!(all_rows(test, &requested).await, [], "rows of an unsealed dataset aren't seen");
        let disturbed = ended_dataset(&test.database, requested.id).await;
        fail::remove("build_dataset::chunk_stored");
        assert_eq!((disturbed.status, disturbed.row_count), (Status::Sealed, Some(5_000)));
        assert_eq!(disturbed.manifest_sha256, undisturbed.manifest_sha256);
        let rows = all_rows(test, &disturbed).await;
        assert_eq!(rows.len(), 5_000);
        for (row, position) in rows.iter().zip(0..) {
            assert_eq!(row.position, position);
        }
        let of_article = dataset::datasets_of_article(connection, &[rows[0].article_id]).await.unwrap();
        let ids: Vec<_> = of_article.iter().map(|(_, dataset)| dataset.id).collect();
        assert_eq!(ids, [undisturbed.id, disturbed.id]);
        worker.stop().await;
    }

    async fn a_selection_takes_what_it_names_and_no_label_of_a_model(test: &TestDatabase) {
        let worker = Background::start(test);
        let articles = sample();
        bring(test, articles.clone()).await;
        let connection = test.database.connection();
        let sample = source::find_by_key(connection, "sample").await.unwrap();
        let middle = Timestamp::from(articles[600].published_at);
        let earlier = Selection { published_to: Some(middle), ..Selection::of("daum") };
        let later = Selection { published_from: Some(middle), sources: vec!["sample".into()], ..Selection::of("daum") };
        let (earlier, later) = (build(test, earlier).await, build(test, later).await);
        assert_eq!(earlier.row_count.unwrap() + later.row_count.unwrap(), 1_200);

        let filter = article::Filter { source_id: Some(sample.id), ..Default::default() };
        let first = &article::page_after(connection, filter, None, 1).await.unwrap()[0];
        let class = first.label_class_id.unwrap();
        article::label(&test.database, first.id, class, article::LabelOrigin::Model, "v1").await.unwrap();
        assert_eq!(build(test, Selection::of("daum")).await.row_count, Some(1_199));

        let crawls = vec![first.crawl_id.unwrap()];
        let of_crawl = Selection { crawls: crawls.clone(), ..Selection::of("daum") };
        let built = build(test, of_crawl).await;
        let filter = article::Filter { crawl_id: Some(crawls[0]), ..Default::default() };
        let expected = article::page_after(connection, filter, None, 10_000).await.unwrap();
        let expected = expected.iter().filter(|one| one.label_class_id.is_some() && one.id != first.id).count();
        assert!(built.row_count == Some(expected as i64) || built.status == Status::Failed, "{built:?}");
        worker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_selection_that_cannot_train_is_refused_by_name() {
    let test = on_sqlite().await;
    let worker = Background::start(&test);
    let empty = build(&test, Selection::of("daum")).await;
    assert_eq!((empty.status, empty.error_code.as_deref()), (Status::Failed, Some("EMPTY_SELECTION")));

    let without_sports: Vec<_> = sample().into_iter().filter(|article| article.label != "sports").collect();
    bring(&test, without_sports).await;
    let missing = build(&test, Selection::of("daum")).await;
    assert_eq!(missing.error_code.as_deref(), Some("CLASS_WITHOUT_ROWS"));
    assert!(missing.error.unwrap().starts_with("no selected article is labelled sports;"));
    assert_eq!(build(&test, Selection::of("klue-ynat")).await.error_code.as_deref(), Some("EMPTY_SELECTION"));

    bring(&test, sample()).await;
    let uneven = Ratios { train: 0.999, validation: 0.001, test: 0.0 };
    let small = Selection { max_per_class: Some(1), ratios: uneven, ..Selection::of("daum") };
    let small = build(&test, small).await;
    assert_eq!(small.error_code.as_deref(), Some("SPLIT_WITHOUT_ROWS"), "{small:?}");
    worker.stop().await;
}

#[tokio::test]
async fn a_selection_is_refused_with_every_field_at_fault() {
    let test = on_sqlite().await;
    let wrong = Selection {
        sources: vec!["nowhere".into()],
        crawls: vec![domain::id::CrawlId::new()],
        max_per_class: Some(0),
        ratios: Ratios { train: 0.5, validation: 0.1, test: 0.1 },
        ..Selection::of("nothing")
    };
    let new = NewDataset { name: " ".into(), selection: wrong };
    let Err(Error::Invalid(fields)) = dataset::request(&test.database, new).await else {
        panic!("it must be refused");
    };
    let fields: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "name",
            "selection.max_per_class",
            "selection.ratios",
            "selection.label_set_key",
            "selection.sources",
            "selection.crawls"
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_were_changed_after_sealing_are_found_out() {
    let test = on_sqlite().await;
    let worker = Background::start(&test);
    bring(&test, sample()).await;
    let dataset = build(&test, selection()).await;
    let path = test.artifacts.file_path(dataset.rows_sha256.as_ref().unwrap()).unwrap();
    let sound = fs::read_to_string(&path).unwrap();
    let rows: Vec<_> = read_rows(&path).unwrap().map(Result::unwrap).collect();

    fs::write(&path, sound.replacen(&rows[3].title, &format!("{}!", rows[3].title), 1)).unwrap();
    let error = verify(&test.artifacts, &dataset).unwrap_err();
    assert!(matches!(error, VerifyError::RowChanged { .. }), "{error}");
    for changed in [
        sound.replacen("\"train\"", "\"test\"", 1),
        sound.lines().skip(1).map(|line| format!("{line}\n")).collect(),
        sound.replacen("\"cluster\":0", "\"cluster\":1", 1),
    ] {
        fs::write(&path, changed).unwrap();
        let error = verify(&test.artifacts, &dataset).unwrap_err();
        assert!(matches!(error, VerifyError::ManifestDiffers { .. }), "{error}");
    }
    fs::remove_file(&path).unwrap();
    assert!(matches!(verify(&test.artifacts, &dataset), Err(VerifyError::Unreadable { .. })));
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dataset_exported_and_imported_elsewhere_is_the_same_dataset() {
    let test = on_sqlite().await;
    let worker = Background::start(&test);
    bring(&test, sample()).await;
    let dataset = build(&test, selection()).await;
    for format in [Format::Csv, Format::Tsv, Format::Jsonl, Format::Parquet] {
        let mut exported = Vec::new();
        let count = export_dataset(&test.artifacts, &dataset, format, &mut exported).unwrap();
        assert_eq!(Some(count as i64), dataset.row_count);
        let elsewhere = on_sqlite().await;
        let other_worker = Background::start(&elsewhere);
        let imported = import(&elsewhere, "sample", "daum", format, &exported).await;
        assert_eq!(imported.inserted as u64, count, "{format:?}: {:?}", imported.error);
        let again = build(&elsewhere, selection()).await;
        assert_eq!(again.manifest_sha256, dataset.manifest_sha256, "{format:?}");
        other_worker.stop().await;
    }
    worker.stop().await;
}

/// Measures what is promised of 100,000 headlines, with the real ones where they are (twice over, since they are fewer).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_headlines_are_imported_and_sealed_within_a_minute() {
    let test = on_sqlite().await;
    let worker = Background::start(&test);
    let Ok(path) = std::env::var("GISA_YNAT_CSV") else {
        println!("SKIPPED: GISA_YNAT_CSV doesn't name the file of real headlines");
        return;
    };
    let file = fs::read(path).unwrap();
    let mut rows = 0;
    let started = std::time::Instant::now();
    for source in ["one", "two", "three"] {
        rows += import(&test, source, "klue-ynat", Format::Csv, &file).await.inserted;
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{rows} headlines imported in {seconds:.1} s: {:.0} rows/s", rows as f64 / seconds);
    let started = std::time::Instant::now();
    let dataset = build(&test, Selection::of("klue-ynat")).await;
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(dataset.row_count, Some(rows), "{:?}", dataset.error);
    println!("{rows} headlines sealed in {seconds:.1} s");
    let once = build(&test, Selection { sources: vec!["one".into()], ..Selection::of("klue-ynat") }).await;
    println!("{:#?}", once.report().unwrap().unwrap());
    assert!(seconds < 60.0);
    worker.stop().await;
}

async fn on_sqlite() -> TestDatabase {
    TestDatabase::create(Backend::Sqlite).await.unwrap()
}
