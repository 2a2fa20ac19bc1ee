//! Cleaning: proposed, applied, undone; what is kept, and why the rest isn't.

use std::collections::{HashMap, HashSet};

use domain::{
    Error, Timestamp,
    article::{self, NewArticle},
    cleaning_decision::Outcome,
    cleaning_rule::{Change, Rule},
    cleaning_rule_set,
    cleaning_run::{self, NewCleaning, Selection, Status},
    dataset::{self, Recipe},
    job,
};
use jobs::{
    build_dataset::manifest::read_rows,
    sample_data::{SampleArticle, SampleData},
};
use tests::{
    background::{Background, build, until},
    cleaning::{article as find, classes, clean, clean_and_apply, decision, decisions, rested, store},
    database::{Backend, TestDatabase},
    on_every_database,
};

const STORY: &str = "정부가 내년부터 청년 주거 지원을 확대하는 새 대책을 발표하고 국회와 예산을 협의하기로 했다";

fn at(moment: i64, article: NewArticle) -> NewArticle {
    NewArticle { published_at: Some(Timestamp(moment)), ..article }
}

/// One article for each thing that the rules do.
fn newsroom() -> Vec<NewArticle> {
    let story = |id: &str, title: &str, body: &str| NewArticle::new(id, title, body);
    vec![
        at(
            20,
            story(
                "kept",
                STORY,
                "(서울=한빛뉴스) 홍길동 기자 = 국회는 다음 주 논의를 시작한다.\nⓒ 한빛뉴스 무단전재 금지",
            ),
        ),
        at(30, story("copy", STORY, "국회는 다음 주 논의를 시작한다.")),
        at(
            40,
            story(
                "near",
                &format!("[속보] {}", STORY.replace("새 대책", "종합 대책")),
                "국회는 다음 주 논의를 시작한다.",
            ),
        ),
        at(50, story("short", "짧다", "")),
        at(60, story("english", "Government announces new housing plan for youth", "")),
        at(70, story("notice", "[부고] 김아무개씨 부친상", "빈소 한빛병원")),
        at(80, story("paid", "[광고] 이 가을 가장 좋은 선물을 고르는 방법", "")),
        at(90, story("entities", "&quot;코스피&quot;  3,000선&nbsp;회복, 외국인 순매수 이어져", "")),
    ]
}

async fn rejected(test: &TestDatabase, external_id: &str) -> Option<Rule> {
    decision(test, external_id).await.rule
}

on_every_database! {
    async fn each_rule_rejects_its_own_and_the_raw_articles_stay(test: &TestDatabase) {
        let worker = Background::start(test);
        store(test, newsroom()).await;
        let run = clean(test, NewCleaning::default()).await;
        assert_eq!((run.status, run.article_count, run.change_count), (Status::Proposed, 8, 8), "{run:?}");
        assert_eq!(decisions(test).await, [], "a proposal changes nothing");
        let report = run.report().unwrap().unwrap();
        assert_eq!((report.kept, report.rejected, report.text_changed), (2, 6, 2));
        assert_eq!((report.changes.kept, report.changes.rejected), (2, 6));

        let applied = cleaning_run::request_apply(&test.database, run.id).await.unwrap();
        assert_eq!(rested(test, applied.id).await.status, Status::Applied);
        for (name, rule) in [
            ("kept", None),
            ("copy", Some(Rule::ExactDuplicate)),
            ("near", Some(Rule::NearDuplicate)),
            ("short", Some(Rule::TooShort)),
            ("english", Some(Rule::NotKorean)),
            ("notice", Some(Rule::Notice)),
            ("paid", Some(Rule::Advertisement)),
            ("entities", None),
        ] {
            assert_eq!(rejected(test, name).await, rule, "{name}");
        }
        let kept = decision(test, "kept").await;
        assert_eq!(kept.cleaned_body.as_deref(), Some("국회는 다음 주 논의를 시작한다."));
        let entities = decision(test, "entities").await;
        assert_eq!(entities.cleaned_title.as_deref(), Some("\"코스피\" 3,000선 회복, 외국인 순매수 이어져"));
        let near = decision(test, "near").await;
        assert_eq!(near.duplicate_of, Some(find(test, "kept").await.id));
        assert!(near.evidence().unwrap().unwrap().measured.unwrap() >= 0.6, "{near:?}");
        let raw = find(test, "entities").await;
        assert!(raw.title.starts_with("&quot;"), "raw articles are never changed");
        worker.stop().await;
    }

    async fn applying_again_changes_nothing_and_undoing_restores_exactly(test: &TestDatabase) {
        let worker = Background::start(test);
        store(test, newsroom()).await;
        let first = clean_and_apply(test).await;
        let before = decisions(test).await;

        let again = clean(test, NewCleaning::default()).await;
        assert_eq!(again.change_count, 0, "the same rules decide the same");

        let strict = [Change { rule: Rule::TooShort, enabled: None, threshold: Some(60.0) }];
        let rules = cleaning_rule_set::change(&test.database, &strict, "kim").await.unwrap();
        assert_eq!(rules.version, 2);
        let second = clean_and_apply(test).await;
        assert!(second.change_count > 0);
        assert_ne!(decisions(test).await, before);

        let refused = cleaning_run::request_undo(&test.database, first.id).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "only the run on top is undone");
        let stale = cleaning_run::request_apply(&test.database, again.id).await;
        assert!(matches!(stale, Err(Error::Conflict(_))), "a proposal holds against what it was made on");

        cleaning_run::request_undo(&test.database, second.id).await.unwrap();
        assert_eq!(rested(test, second.id).await.status, Status::Undone);
        assert_eq!(decisions(test).await, before);
        cleaning_run::request_undo(&test.database, first.id).await.unwrap();
        assert_eq!(rested(test, first.id).await.status, Status::Undone);
        assert_eq!(decisions(test).await, []);

        cleaning_run::request_apply(&test.database, first.id).await.unwrap();
        rested(test, first.id).await;
        let redone: Vec<_> = decisions(test).await.into_iter().map(|one| one.recorded().unwrap().decision).collect();
        let before: Vec<_> = before.into_iter().map(|one| one.recorded().unwrap().decision).collect();
        assert_eq!(redone, before);
        worker.stop().await;
    }

    async fn the_earliest_is_kept_also_when_it_arrives_last(test: &TestDatabase) {
        let worker = Background::start(test);
        let story = |id: &str, moment| at(moment, NewArticle::new(id, STORY, ""));
        store(test, vec![story("second", 20), story("third", 30)]).await;
        clean_and_apply(test).await;
        assert_eq!(rejected(test, "third").await, Some(Rule::ExactDuplicate));

        store(test, vec![at(10, NewArticle::new("first", STORY.replace("새 대책", "종합 대책"), ""))]).await;
        let run = clean_and_apply(test).await;
        let first = find(test, "first").await.id;
        for name in ["second", "third"] {
            let decision = decision(test, name).await;
            assert_eq!((decision.rule, decision.duplicate_of), (Some(Rule::NearDuplicate), Some(first)), "{name}");
        }
        cleaning_run::request_undo(&test.database, run.id).await.unwrap();
        rested(test, run.id).await;
        assert_eq!(rejected(test, "second").await, None);
        worker.stop().await;
    }

    async fn cleaning_new_articles_alone_looks_at_all_that_are_in_force(test: &TestDatabase) {
        let worker = Background::start(test);
        store(test, vec![at(20, NewArticle::new("old", STORY, ""))]).await;
        clean_and_apply(test).await;
        let other = "코스피가 외국인 매수에 힘입어 하루 만에 반등해 거래를 마쳤다";
        store(test, vec![
            at(30, NewArticle::new("later", STORY.replace("새 대책", "종합 대책"), "")),
            at(40, NewArticle::new("other", other, "")),
            at(10, NewArticle::new("earlier", STORY.replace("내년부터", "내년 초부터"), "")),
        ])
        .await;
        let only_new = |from| Selection { published_from: Some(Timestamp(from)), ..Selection::default() };
        let new = NewCleaning { selection: only_new(30), applies_when_ready: true, ..NewCleaning::default() };
        let run = clean(test, new).await;
        assert_eq!((run.status, run.article_count), (Status::Applied, 2), "{run:?}");
        assert_eq!(rejected(test, "later").await, Some(Rule::NearDuplicate));
        assert_eq!(rejected(test, "other").await, None);
        assert_eq!(rejected(test, "old").await, None);

        // One that is earlier takes the place of the one that was kept, outside the selection.
        let until = Selection { published_to: Some(Timestamp(15)), ..Selection::default() };
        let new = NewCleaning { selection: until, applies_when_ready: true, ..NewCleaning::default() };
        assert_eq!(clean(test, new).await.article_count, 1);
        let earlier = find(test, "earlier").await.id;
        for name in ["old", "later"] {
            assert_eq!(decision(test, name).await.duplicate_of, Some(earlier), "{name}");
        }
        worker.stop().await;
    }

    async fn copies_with_other_labels_have_no_right_class(test: &TestDatabase) {
        let worker = Background::start(test);
        let classes = classes(test).await;
        let story = |id: &str, moment, class| NewArticle { label_class_id: Some(class), ..at(moment, NewArticle::new(id, STORY, "")) };
        store(test, vec![story("economy", 10, classes[0]), story("politics", 20, classes[1])]).await;
        clean_and_apply(test).await;
        let first = decision(test, "economy").await;
        assert_eq!(first.rule, Some(Rule::LabelConflict));
        assert_eq!(first.evidence().unwrap().unwrap().labels.len(), 2);
        assert_eq!(rejected(test, "politics").await, Some(Rule::ExactDuplicate));
        worker.stop().await;
    }

    async fn a_text_that_changed_since_counts_as_not_cleaned(test: &TestDatabase) {
        let worker = Background::start(test);
        let classes = classes(test).await;
        let label = |number: usize| classes[number % classes.len()];
        let titles = SampleData::new(5, 80).map(|article| article.title);
        let articles = titles.enumerate().map(|(number, title)| NewArticle {
            label_class_id: Some(label(number)),
            ..NewArticle::new(number.to_string(), format!("&quot;{title}&quot;"), "")
        });
        let articles: Vec<NewArticle> = articles.collect();
        store(test, articles.clone()).await;
        clean_and_apply(test).await;
        let kept = decisions(test).await.iter().filter(|one| one.outcome == Outcome::Kept).count() as i64;

        let clean = build(test, dataset::Selection::of("daum")).await;
        assert_eq!(clean.row_count, Some(kept), "{:?}", clean.error);
        assert_eq!(clean.selection().unwrap().only_clean, Some(true), "as soon as anything was cleaned");
        let path = test.artifacts.file_path(clean.rows_sha256.as_ref().unwrap()).unwrap();
        assert!(read_rows(&path).unwrap().all(|row| row.unwrap().title.starts_with('"')), "cleaned text is sealed");
        let raw = dataset::Selection { only_clean: Some(false), ..dataset::Selection::of("daum") };
        assert_eq!(build(test, raw.clone()).await.row_count, Some(80));

        let changed = NewArticle::new("3", "다른 제목이 된 세 번째 소식입니다", "");
        store(test, vec![NewArticle { label_class_id: articles[3].label_class_id, ..changed }]).await;
        assert_eq!(build(test, dataset::Selection::of("daum")).await.row_count, Some(kept - 1));

        let by_recipe = dataset::Selection { recipe: Recipe::HangulOnly, ..raw.clone() };
        let header = |dataset: &dataset::Model| dataset.report().unwrap().unwrap().manifest_header;
        let hangul = build(test, by_recipe).await;
        assert!(header(&hangul).contains("hangul_only"), "{}", header(&hangul));
        assert_ne!(hangul.manifest_sha256, build(test, raw).await.manifest_sha256);
        assert!(header(&clean).contains(r#""cleaning_rule_set":1"#), "{}", header(&clean));
        worker.stop().await;
    }
}

fn many(count: usize) -> Vec<NewArticle> {
    let sample = SampleData::new(5, count as u64);
    sample
        .map(|one| NewArticle {
            published_at: Some(one.published_at.into()),
            ..NewArticle::new(one.external_id, one.title, "")
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attempts_that_are_killed_in_every_phase_leave_nothing_half_done() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    store(&test, many(2_000)).await;
    let worker = Background::start(&test);
    let undisturbed = clean_and_apply(&test).await;
    let expected: Vec<_> = decisions(&test).await.into_iter().map(|one| one.recorded().unwrap().decision).collect();
    assert_eq!(expected.len(), 2_000);
    cleaning_run::request_undo(&test.database, undisturbed.id).await.unwrap();
    rested(&test, undisturbed.id).await;

    for point in ["clean_articles::chunk_proposed", "clean_articles::chunk_moved"] {
        // The second chunk of the first attempt is its last.
        fail::cfg(point, "1*off->1*return->off").unwrap();
    }
    let disturbed = clean_and_apply(&test).await;
    let job = job::newest_for_subject(test.database.connection(), disturbed.id.0).await.unwrap().unwrap();
    assert!(job.attempts > 1, "{job:?}");
    fail::cfg("clean_articles::chunk_moved", "1*off->1*return->off").unwrap();
    let found: Vec<_> = decisions(&test).await.into_iter().map(|one| one.recorded().unwrap().decision).collect();
    assert_eq!(found, expected);
    cleaning_run::request_undo(&test.database, disturbed.id).await.unwrap();
    assert_eq!(rested(&test, disturbed.id).await.status, Status::Undone);
    fail::remove("clean_articles::chunk_moved");
    fail::remove("clean_articles::chunk_proposed");
    assert_eq!(decisions(&test).await, []);
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_that_is_stopped_goes_on_or_is_undone() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    store(&test, many(3_000)).await;
    let worker = Background::start(&test);
    let run = clean(&test, NewCleaning::default()).await;
    worker.stop().await;
    for goes_on in [true, false] {
        // Without a worker: what waits is stopped at once.
        cleaning_run::request_apply(&test.database, run.id).await.unwrap();
        let stopped = cleaning_run::request_cancel(&test.database, run.id).await.unwrap();
        assert_eq!(stopped.status, Status::Interrupted);
        let other = cleaning_run::head(test.database.connection()).await.unwrap();
        assert_eq!(other.busy, Some(run.id), "nobody else may apply meanwhile");
        let worker = Background::start(&test);
        let ended = if goes_on {
            cleaning_run::request_apply(&test.database, run.id).await.unwrap();
            let applied = rested(&test, run.id).await;
            assert_eq!((applied.status, decisions(&test).await.len()), (Status::Applied, 3_000));
            cleaning_run::request_undo(&test.database, run.id).await.unwrap();
            rested(&test, run.id).await
        } else {
            cleaning_run::request_undo(&test.database, run.id).await.unwrap();
            rested(&test, run.id).await
        };
        assert_eq!((ended.status, decisions(&test).await), (Status::Undone, vec![]));
        worker.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn judging_stops_within_two_seconds() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    store(&test, many(20_000)).await;
    let worker = Background::start(&test);
    let run = cleaning_run::request(&test.database, &NewCleaning::default()).await.unwrap();
    until(&test.database, async || {
        let now = cleaning_run::find(test.database.connection(), run.id).await.unwrap();
        (now.status == Status::Running).then_some(())
    })
    .await;
    let asked = std::time::Instant::now();
    cleaning_run::request_cancel(&test.database, run.id).await.unwrap();
    assert_eq!(rested(&test, run.id).await.status, Status::Cancelled);
    assert!(asked.elapsed().as_secs_f64() < 2.0, "{:?}", asked.elapsed());
    worker.stop().await;
}

/// The sample feed plants wire copies of its stories, edited as papers do, among daily reports of one template.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planted_copies_are_found_and_reports_of_one_template_are_kept() {
    let test = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let worker = Background::start(&test);
    let planted: Vec<SampleArticle> = SampleData::new(11, 8_000).collect();
    let articles = planted.iter().map(|one| NewArticle {
        published_at: Some(one.published_at.into()),
        ..NewArticle::new(&one.external_id, &one.title, &one.body)
    });
    store(&test, articles.collect()).await;
    clean_and_apply(&test).await;
    let all = article::page_after(test.database.connection(), article::Filter::default(), None, 10_000).await.unwrap();
    let names: HashMap<_, _> = all.into_iter().map(|one| (one.id, one.external_id)).collect();
    // A group is a story with its copies: an article and the one that is kept in its stead must be of one group.
    let story = |name: &str| -> String {
        let one = planted.iter().find(|one| one.external_id == name).unwrap();
        one.copy_of.clone().unwrap_or_else(|| name.to_owned())
    };
    let (mut right, mut wrong) = (0_u32, 0_u32);
    let mut found: HashSet<String> = HashSet::new();
    for decision in decisions(&test).await {
        if let Some(kept) = decision.duplicate_of {
            let (own, kept) = (&names[&decision.article_id], &names[&kept]);
            let is_right = story(own) == story(kept);
            right += u32::from(is_right);
            wrong += u32::from(!is_right);
            if is_right {
                found.insert(own.clone());
                found.insert(kept.clone());
            }
        }
    }
    let copies: Vec<&SampleArticle> = planted.iter().filter(|one| one.copy_of.is_some()).collect();
    let recall = copies.iter().filter(|one| found.contains(&one.external_id)).count() as f64 / copies.len() as f64;
    let precision = f64::from(right) / f64::from(right + wrong);
    println!("{} planted copies: precision {precision:.4}, recall {recall:.4}", copies.len());
    assert!(copies.len() > 100, "{}", copies.len());
    assert!(precision >= 0.95 && recall >= 0.95, "precision {precision}, recall {recall}");
    worker.stop().await;
}
