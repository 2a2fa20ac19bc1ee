//! A crawl that is killed goes on: nothing lost, nothing doubled, nothing that was recorded asked for again.

use std::{
    env,
    process::Stdio,
    sync::atomic::{AtomicUsize, Ordering},
};

use domain::Database;
use domain::artifact::ArtifactStore;
use jobs::WorkerOptions;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::*;

const URL: &str = "GISA_TEST_CRAWLER_URL";
const FOLDER: &str = "GISA_TEST_CRAWLER_FOLDER";
const POINT: &str = "GISA_TEST_CRAWLER_POINT";

/// A worker in a process of its own, which stands still at a failure point, to be killed there.
struct Crawling {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Crawling {
    fn spawn(test: &TestDatabase, point: &str) -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "crawl::kill::worker_process", "--nocapture"])
            .env(URL, &test.url)
            .env(FOLDER, test.artifacts.root())
            .env(POINT, point)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    async fn reached(&mut self) {
        let reached = timeout(Duration::from_secs(60), async {
            while let Some(line) = self.lines.next_line().await.unwrap() {
                if line.contains("REACHED") {
                    return;
                }
            }
            panic!("the worker process ended");
        });
        reached.await.expect("the worker process reaches its failure point");
    }

    async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// Not a promise of its own: what [`Crawling`] runs. Without its environment it does nothing.
#[test]
fn worker_process() {
    let Ok(url) = env::var(URL) else { return };
    static HITS: AtomicUsize = AtomicUsize::new(0);
    // "crawl_articles::page_stored 7" stands still when it comes there for the seventh time.
    let point = env::var(POINT).unwrap_or_default();
    if let Some((point, hit)) = point.split_once(' ') {
        let hit: usize = hit.parse().unwrap();
        fail::cfg_callback(point, move || {
            if HITS.fetch_add(1, Ordering::SeqCst) + 1 == hit {
                println!("REACHED");
                loop {
                    std::thread::park();
                }
            }
        })
        .unwrap();
    }
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap().block_on(async {
        let database = Database::connect(&url, 4).await.unwrap();
        let artifacts = ArtifactStore::open(env::var(FOLDER).unwrap()).unwrap();
        let options = WorkerOptions::new(database, artifacts, Default::default());
        jobs::run_worker(options, CancellationToken::new()).await.unwrap();
    });
}

/// What holds of a crawl whose workers were killed `kills` times, each with at most `in_hand` pages on their way.
async fn nothing_lost_or_doubled(
    test: &TestDatabase,
    site: &Site,
    crawl: &crawl::Model,
    (kills, in_hand): (usize, usize),
) {
    assert!(matches!(crawl.status, Status::Succeeded), "{:?}", crawl.error);
    let pages = pages(test, crawl).await;
    let stored = articles(test).await;
    let mut ids: Vec<&str> = stored.iter().map(|article| article.external_id.as_str()).collect();
    ids.sort_unstable();
    let doubled = ids.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert_eq!(doubled, 0);
    let done = |page: &&crawl_page::Model| page.kind == Kind::Article && page.status == crawl_page::Status::Stored;
    assert_eq!(pages.iter().filter(done).count(), stored.len(), "every stored page has its article");
    assert_eq!(crawl.articles_new as usize, stored.len());
    assert!(pages.iter().all(|page| page.status != crawl_page::Status::Queued));
    // A page that was on its way in a kill is asked for again; one that was recorded never is.
    let counts = site.counts();
    let asked_again: usize = pages
        .iter()
        .map(|page| {
            let path = page.url.trim_start_matches(site.origin.as_str());
            counts.get(path).copied().unwrap_or(0) - page.attempts as usize
        })
        .sum();
    assert!(asked_again <= kills * in_hand, "{asked_again} pages were asked for again after {kills} kills");
}

/// Everything that an undisturbed crawl of the same site stores.
async fn undisturbed(site: &Site) -> usize {
    let test = TestDatabase::create(tests::database::Backend::Sqlite).await.unwrap();
    crawl(&test, site, NewCrawl { pages_per_section: Some(2), ..of_sample() }).await;
    let stored = articles(&test).await.len();
    site.behaviour().asked.clear();
    stored
}

on_every_database! {
    async fn a_crawl_killed_at_the_worst_moments_loses_and_doubles_nothing(test: &TestDatabase) {
        let site = Site::start(120).await;
        let expected = undisturbed(&site).await;
        define(test, site.definition().replace("concurrency = 16", "concurrency = 4")).await;
        let crawl = crawl::request(&test.database, NewCrawl { pages_per_section: Some(2), ..of_sample() }).await.unwrap();
        // With the page in hand but not recorded; with it recorded; with everything recorded but the end.
        let moments = ["crawl_articles::page_fetched 5", "crawl_articles::page_stored 3", "crawl_articles::before_end 1"];
        for moment in moments {
            // A killed worker's job is taken back by the next one.
            let mut process = Crawling::spawn(test, moment);
            process.reached().await;
            process.kill().await;
        }
        let worker = Background::start(test);
        let ended = until_it(test, &crawl, |crawl| crawl.status.is_end()).await;
        worker.stop().await;
        nothing_lost_or_doubled(test, &site, &ended, (moments.len(), 4)).await;
        assert_eq!(articles(test).await.len(), expected);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_and_double_nothing() {
    if env::var("GISA_LONG_TESTS").as_deref() != Ok("1") {
        println!("SKIPPED: GISA_LONG_TESTS is not 1");
        return;
    }
    const KILLS: usize = 50;
    tests::database::run(tests::database::Backend::Sqlite, |test| {
        Box::pin(async move {
            let site = Site::start(1_200).await;
            define(test, site.definition().replace("concurrency = 16", "concurrency = 2")).await;
            let new = NewCrawl { pages_per_section: Some(12), ..of_sample() };
            let crawl = crawl::request(&test.database, new).await.unwrap();
            let mut kills = 0;
            while kills < KILLS && !crawl::find(test.database.connection(), crawl.id).await.unwrap().status.is_end() {
                // Where it strikes is spread over everything a step does, by turns.
                let point = ["page_fetched", "page_stored"][kills % 2];
                let mut process = Crawling::spawn(test, &format!("crawl_articles::{point} {}", 1 + kills * 7 % 9));
                process.reached().await;
                process.kill().await;
                kills += 1;
            }
            let worker = Background::start(test);
            let ended = until_it(test, &crawl, |crawl| crawl.status.is_end()).await;
            worker.stop().await;
            println!("{kills} kills, {} articles, {} requests", ended.articles_new, ended.requests);
            assert_eq!(kills, KILLS, "the crawl ended before it was killed often enough");
            nothing_lost_or_doubled(test, &site, &ended, (KILLS, 2)).await;
        })
    })
    .await;
}
