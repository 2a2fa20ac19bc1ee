//! Files of articles on their way in.

use std::{
    fs::File,
    time::{Duration, SystemTime},
};

use domain::{
    Error, Timestamp, article, article_import,
    article_import::{Format, NewImport, Status},
    crawl, event,
    event::Topic,
    job, label_set, source,
};
use jobs::export::export_articles;
use sea_orm::{ActiveValue::Set, EntityTrait};
use tests::{
    background::{Background, ended_import, import, request_import, until},
    database::{Backend, TestDatabase},
    on_every_database,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Rows read, inserted, unchanged, updated, refused.
fn counts(import: &article_import::Model) -> [i64; 5] {
    [import.rows_read, import.inserted, import.unchanged, import.updated, import.refused]
}

/// All articles of a source by external id, without what differs between two imports of the same file.
async fn articles(test: &TestDatabase, source_key: &str) -> Vec<article::Model> {
    let connection = test.database.connection();
    let source = source::find_by_key(connection, source_key).await.unwrap();
    let filter = article::Filter { source_id: Some(source.id), ..Default::default() };
    let mut articles = article::page_after(connection, filter, None, 1_000_000).await.unwrap();
    articles.sort_by(|a, b| a.external_id.cmp(&b.external_id));
    articles
}

async fn reasons(test: &TestDatabase, import: &article_import::Model) -> Vec<(i64, String, String)> {
    let refusals = article_import::refusals(test.database.connection(), import.id, 0, 100).await.unwrap();
    refusals.into_iter().map(|refusal| (refusal.row_number, refusal.field, refusal.reason)).collect()
}

/// A file of `rows` sound articles of two classes, of which one in ten comes from a crawl.
fn sound(rows: std::ops::Range<usize>) -> String {
    let mut file = "id,title,label,date,crawl\n".to_owned();
    for row in rows {
        let label = if row % 2 == 0 { "경제" } else { "sports" };
        let crawl = if row % 10 == 0 { "morning" } else { "" };
        file += &format!("a-{row:06},\"기사 {row}, 제목\",{label},2026-01-02 03:04:05,{crawl}\n");
    }
    file
}

/// Makes the upload `key` look as if it had been written two days ago.
fn age(test: &TestDatabase, key: &str) {
    let file = File::options().write(true).open(test.artifacts.upload_path(key).unwrap()).unwrap();
    file.set_modified(SystemTime::now() - 2 * DAY).unwrap();
}

on_every_database! {
    async fn an_upload_goes_a_day_after_nothing_needs_it_and_no_sooner(test: &TestDatabase) {
        let database = &test.database;
        let forgotten = |content: &str| {
            let (key, path) = test.artifacts.new_upload();
            std::fs::write(path, content).unwrap();
            key
        };
        let (old, new) = (forgotten("old"), forgotten("new"));
        let waiting = request_import(test, "press", "daum", Format::Csv, b"id,title\n").await;
        let failed = request_import(test, "press", "daum", Format::Csv, b"id,title\n").await;
        for key in [&old, &waiting.upload_key, &failed.upload_key] {
            age(test, key);
        }
        let transaction = database.begin().await.unwrap();
        article_import::fail(&transaction, failed.id, "it was broken").await.unwrap();
        database.commit(transaction).await.unwrap();

        let remaining = || test.artifacts.uploads_written_before(SystemTime::now() + DAY).unwrap();
        assert_eq!(jobs::sweep_uploads(database, &test.artifacts, DAY).await.unwrap(), 1);
        let mut kept = vec![new, waiting.upload_key.clone(), failed.upload_key.clone()];
        kept.sort();
        assert_eq!(remaining(), kept, "what is new, waits, or failed a moment ago may be needed yet");

        // As if two days had gone by since it failed.
        let long_ago = Timestamp::now().plus_seconds(-2.0 * DAY.as_secs_f64());
        let finished = article_import::ActiveModel {
            id: Set(failed.id),
            finished_at: Set(Some(long_ago)),
            ..Default::default()
        };
        article_import::Entity::update(finished).exec(database.connection()).await.unwrap();
        assert_eq!(jobs::sweep_uploads(database, &test.artifacts, DAY).await.unwrap(), 1);
        assert!(!remaining().contains(&failed.upload_key) && remaining().contains(&waiting.upload_key));
    }

    async fn a_file_imported_twice_changes_nothing_the_second_time(test: &TestDatabase) {
        let worker = Background::start(test);
        let file = sound(0..2_345);
        let first = import(test, "press", "daum", Format::Csv, file.as_bytes()).await;
        assert_eq!((first.status, counts(&first)), (Status::Succeeded, [2_345, 2_345, 0, 0, 0]));
        let before = articles(test, "press").await;
        assert_eq!(before.len(), 2_345);
        assert_eq!(before[7].title, "기사 7, 제목");
        assert_eq!(before[7].published_at.unwrap().to_datetime().to_rfc3339(), "2026-01-01T18:04:05+00:00");
        let crawl = crawl::find(test.database.connection(), before[10].crawl_id.unwrap()).await.unwrap();
        assert_eq!(crawl.external_id, "morning");
        assert_eq!(before.iter().filter(|article| article.crawl_id == Some(crawl.id)).count(), 235);

        let second = import(test, "press", "daum", Format::Csv, file.as_bytes()).await;
        assert_eq!((second.status, counts(&second)), (Status::Succeeded, [2_345, 0, 2_345, 0, 0]));
        assert_eq!(articles(test, "press").await, before);
        assert!(!test.artifacts.upload_path(&first.upload_key).unwrap().exists(), "an upload goes when it is read");
        worker.stop().await;
    }

    async fn what_differs_is_updated_in_place_and_the_last_row_of_an_id_holds(test: &TestDatabase) {
        let worker = Background::start(test);
        import(test, "press", "daum", Format::Csv, "id,title,label,url\n1,하나,사회,http://a\n2,둘,,\n".as_bytes()).await;
        let before = articles(test, "press").await;
        let file = "id,title,label,url\n1,하나,,\n2,둘 더,문화,\n3,셋,,\n3,셋 더,,\n2,둘 더,문화,\n";
        let second = import(test, "press", "daum", Format::Csv, file.as_bytes()).await;
        assert_eq!(counts(&second), [5, 1, 2, 2, 0]);
        let after = articles(test, "press").await;
        assert_eq!(after[0], before[0], "what the file doesn't say stays");
        assert_eq!((after[1].id, after[1].title.as_str()), (before[1].id, "둘 더"));
        assert!(after[1].label_class_id.is_some() && after[1].article_import_id == Some(second.id));
        assert_eq!((after.len(), after[2].title.as_str()), (3, "셋 더"));
        worker.stop().await;
    }

    async fn rows_are_refused_one_by_one_with_number_field_and_reason(test: &TestDatabase) {
        let worker = Background::start(test);
        let mut file = b"\xef\xbb\xbfid,title,label,published_at\r\n".to_vec();
        file.extend("1,좋은 제목,정치,\r\n2,날씨,날씨,\r\n3, \u{200b},,\r\n,이름 없음,,\r\n5,".as_bytes());
        file.extend(b"\xb0\xa1 EUC-KR,,\r\n6,a\0b,,\r\n7,too,many,cells,here\r\n");
        file.extend(format!("8,{},,\r\n9,때,,어제\r\n10,끝,Politics,2026-11-22T09:00:00+09:00", "가".repeat(2_001)).as_bytes());
        let import = import(test, "press", "daum", Format::Csv, &file).await;
        assert_eq!((import.status, counts(&import)), (Status::Succeeded, [10, 2, 0, 0, 8]));
        let expected = [
            (2, "label", "unknown_label"),
            (3, "title", "empty_text"),
            (4, "external_id", "missing_external_id"),
            (5, "title", "bad_encoding"),
            (6, "title", "bad_encoding"),
            (7, "row", "malformed_row"),
            (8, "title", "too_long"),
            (9, "published_at", "bad_date"),
        ];
        assert_eq!(reasons(test, &import).await, expected.map(|(row, field, reason)| (row, field.into(), reason.into())));
        let stored = articles(test, "press").await;
        assert_eq!(stored[0].label_class_id, stored[1].label_class_id, "정치 and Politics are one class");
        worker.stop().await;
    }

    async fn an_import_killed_between_chunks_ends_as_if_it_had_not_been(test: &TestDatabase) {
        let worker = Background::start(test);
        let mut file = sound(0..3_500);
        for row in [1_500, 2_500] {
            file = file.replace(&format!("a-{row:06},"), ",");
        }
        import(test, "undisturbed", "daum", Format::Csv, file.as_bytes()).await;
        fail::cfg("import_articles::chunk_stored", "1*off->1*return->1*return->off").unwrap();
        let import = import(test, "disturbed", "daum", Format::Csv, file.as_bytes()).await;
        fail::remove("import_articles::chunk_stored");
        assert_eq!((import.status, counts(&import)), (Status::Succeeded, [3_500, 3_498, 0, 0, 2]));
        let filter = job::Filter { subject_id: Some(import.id.0), ..Default::default() };
        let jobs = filter.apply(job::Entity::find()).all(test.database.connection()).await.unwrap();
        assert_eq!(jobs[0].attempts, 3, "it was killed twice");
        let rows: Vec<i64> = reasons(test, &import).await.into_iter().map(|(row, ..)| row).collect();
        assert_eq!(rows, [1_501, 2_501]);
        let named = |articles: Vec<article::Model>| -> Vec<_> {
            articles.into_iter().map(|one| (one.external_id, one.content_hash, one.label_class_id)).collect()
        };
        assert_eq!(named(articles(test, "disturbed").await), named(articles(test, "undisturbed").await));
        worker.stop().await;
    }

    async fn all_formats_bring_the_same_articles(test: &TestDatabase) {
        let worker = Background::start(test);
        let file = "external_id,title,body,label,published_at,url,crawl,collected_at\n\
            1,\"제목, \"\"따옴표\"\" 와\n줄\",본문\t탭,경제,2026-11-22T00:00:00.123456Z,https://a.kr/1,evening,2026-11-23\n\
            2, 제목만 ,,,,,,2026-11-23\n\
            3,=1+1,'--,sports,2026-11-21,,evening,2026-11-23\n";
        import(test, "original", "daum", Format::Csv, file.as_bytes()).await;
        let original = articles(test, "original").await;
        assert_eq!(original[0].title, "제목, \"따옴표\" 와\n줄");
        for format in [Format::Csv, Format::Tsv, Format::Jsonl, Format::Parquet] {
            let filter = article::Filter { source_id: Some(original[0].source_id), ..Default::default() };
            let mut exported = Vec::new();
            let count = export_articles(&test.database, filter, format, &mut exported).await.unwrap();
            assert_eq!(count, 3);
            let key = format!("{format:?}").to_lowercase();
            let imported = import(test, &key, "daum", format, &exported).await;
            assert_eq!((imported.status, counts(&imported)), (Status::Succeeded, [3, 3, 0, 0, 0]), "{format:?}");
            for (one, other) in original.iter().zip(articles(test, &key).await) {
                let same = article::Model {
                    id: other.id,
                    source_id: other.source_id,
                    crawl_id: other.crawl_id,
                    article_import_id: other.article_import_id,
                    labelled_at: other.labelled_at,
                    created_at: other.created_at,
                    updated_at: other.updated_at,
                    ..one.clone()
                };
                assert_eq!(other, same, "{format:?}");
                assert_eq!(other.crawl_id.is_some(), one.crawl_id.is_some());
            }
        }
        worker.stop().await;
    }

    async fn a_cancelled_import_keeps_what_it_stored_and_can_be_continued(test: &TestDatabase) {
        let worker = Background::start(test);
        let requested = request_import(test, "press", "daum", Format::Csv, sound(0..40_000).as_bytes()).await;
        let connection = test.database.connection();
        until(&test.database, async || {
            let import = article_import::find(connection, requested.id).await.unwrap();
            (import.rows_read > 0).then_some(())
        })
        .await;
        let filter = job::Filter { subject_id: Some(requested.id.0), ..Default::default() };
        let job = filter.apply(job::Entity::find()).one(connection).await.unwrap().unwrap();
        let asked = std::time::Instant::now();
        job::request_cancel(&test.database, job.id).await.unwrap();
        let import = ended_import(&test.database, requested.id).await;
        assert_eq!(import.status, Status::Cancelled);
        assert!(asked.elapsed().as_secs_f64() < 2.0, "cancelling took {:?}", asked.elapsed());
        assert!(import.rows_read < 40_000);
        assert_eq!(articles(test, "press").await.len() as i64, import.rows_read);

        job::retry(&test.database, job.id).await.unwrap();
        let import = ended_import(&test.database, requested.id).await;
        assert_eq!((import.status, counts(&import)), (Status::Succeeded, [40_000, 40_000, 0, 0, 0]));
        let events = event::after(connection, Topic::Article, Some(import.id.0), 0, 10_000).await.unwrap();
        assert!(events.last().unwrap().payload.contains(r#""status":"succeeded","rows_read":40000"#));
        worker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn json_lines_are_refused_one_by_one() {
    let test = on_sqlite().await;
    let worker = Background::start(&test);
    let file = "\u{feff}{\"id\": 1, \"title\": \"숫자 이름\", \"label\": null, \"extra\": [1]}\n\n\
        {\"guid\": \"2\", \"headline\": \"다른 이름\", \"category\": \"IT\"}\r\n\
        {\"id\": \"3\", \"title\": [\"no\"]}\n\
        [1]\n\
        {\"id\": \"5\", \"title\":\n\
        {\"id\": \"6\", \"title\": \"\\u0000\"}\n\
        {\"id\": \"7\", \"title\": \"끝\"}";
    let imported = import(&test, "press", "daum", Format::Jsonl, file.as_bytes()).await;
    assert_eq!(counts(&imported), [7, 3, 0, 0, 4]);
    let reasons = reasons(&test, &imported).await;
    let found: Vec<_> = reasons.iter().map(|(row, field, reason)| (*row, field.as_str(), reason.as_str())).collect();
    assert_eq!(
        found,
        [
            (3, "title", "malformed_row"),
            (4, "row", "malformed_row"),
            (5, "row", "malformed_row"),
            (6, "title", "bad_encoding")
        ]
    );
    assert_eq!(articles(&test, "press").await[0].external_id, "1");
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spreadsheet_without_ids_saved_in_korean_is_imported_and_known_again() {
    let test = on_sqlite().await;
    let worker = Background::start(&test);
    let file = "제목,분류\n코스피 상승 마감,경제\n개막전 매진,스포츠\n";
    // "제목,분류" and so on as Excel saves it.
    let (cp949, _, _) = encoding_rs::EUC_KR.encode(file);
    let first = import(&test, "press", "daum", Format::Csv, &cp949).await;
    assert_eq!((first.status, counts(&first)), (Status::Succeeded, [2, 2, 0, 0, 0]));
    let again = import(&test, "press", "daum", Format::Csv, file.as_bytes()).await;
    assert_eq!(counts(&again), [2, 0, 2, 0, 0], "the same articles in UTF-8");
    let articles = articles(&test, "press").await;
    assert!(articles.iter().any(|article| article.title == "개막전 매진" && article.label_class_id.is_some()));
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_not_what_it_should_be_fails_saying_why() {
    let test = on_sqlite().await;
    let worker = Background::start(&test);
    let open_quote = format!("id,title\n1,\"{}", "가나다\n".repeat(1_000_000));
    for (format, file, expected) in [
        (
            Format::Csv,
            "id,headlin\n1,a\n".as_bytes(),
            "the file needs a column of titles (title, headline, 제목) or of texts (body, content, text, 본문); it has: id, headlin",
        ),
        (Format::Parquet, b"id,title\n1,a\n", "the Parquet file can't be read"),
        (Format::Csv, open_quote.as_bytes(), "row 1 is longer than 8 MiB; a quote may have been left open"),
    ] {
        let import = import(&test, "press", "daum", format, file).await;
        assert_eq!((import.status, import.rows_read), (Status::Failed, 0));
        let error = import.error.unwrap();
        assert!(error.contains(expected), "{error}");
    }
    worker.stop().await;
}

/// Measures what is promised of a million rows; takes a minute, hence only with `GISA_LONG_TESTS=1`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_million_rows_are_imported_in_bounded_memory() {
    if std::env::var("GISA_LONG_TESTS").as_deref() != Ok("1") {
        println!("SKIPPED: GISA_LONG_TESTS is not 1");
        return;
    }
    for backend in [Backend::Sqlite, Backend::Postgres, Backend::MySql] {
        let rows = if backend == Backend::Sqlite { 1_000_000 } else { 100_000 };
        let Some(test) = TestDatabase::create(backend).await else { continue };
        let file = sound(0..rows);
        let requested = request_import(&test, "press", "daum", Format::Csv, file.as_bytes()).await;
        drop(file);
        let before = resident_mebibytes();
        let worker = Background::start(&test);
        let started = std::time::Instant::now();
        let import = ended_import(&test.database, requested.id).await;
        let seconds = started.elapsed().as_secs_f64();
        let grown = resident_mebibytes() - before;
        println!("{backend:?}: {rows} rows in {seconds:.1} s: {:.0} rows/s, {grown} MiB", rows as f64 / seconds);
        assert_eq!(import.inserted, rows as i64);
        assert!(grown < 200, "memory grew by {grown} MiB");
        worker.stop().await;
    }
}

/// Memory this process holds.
fn resident_mebibytes() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<i64>().unwrap() / 1024
}

#[tokio::test]
async fn an_import_is_refused_with_every_field_at_fault() {
    let test = on_sqlite().await;
    let new = NewImport {
        source_key: "Not a key".into(),
        source_name: Some("가".repeat(201)),
        label_set_key: Some("nothing".into()),
        file_name: String::new(),
        format: Format::Csv,
        upload_key: String::new(),
        size_bytes: 0,
    };
    let Err(Error::Invalid(fields)) = article_import::request(&test.database, new).await else {
        panic!("it must be refused");
    };
    let fields: Vec<&str> = fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["source_key", "source_name", "file_name", "upload_key", "file", "label_set_key"]);
    assert!(source::all(test.database.connection()).await.unwrap().is_empty());
    assert_eq!(label_set::all(test.database.connection()).await.unwrap().len(), 2);
}

async fn on_sqlite() -> TestDatabase {
    TestDatabase::create(Backend::Sqlite).await.unwrap()
}
