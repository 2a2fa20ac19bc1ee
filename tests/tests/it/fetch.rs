//! Hostile sites: where no request may go, what no answer may do, and how long to keep away.

use std::{
    io::{self, Write},
    net::IpAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use domain::{Timestamp, source_definition::Definition};
use flate2::{
    Compression,
    write::{GzEncoder, ZlibEncoder},
};
use futures::future::BoxFuture;
use jobs::fetch::{FetchError, Fetched, Fetcher, Limits, Lookup, Settings, SystemLookup, Validators, turns::Alone};
use tests::{
    clock::TestClock,
    site::{Reply, Site},
};

const NOW: Timestamp = Timestamp(1_800_000_000_000_000);

fn definition(site: &Site, change: impl Fn(&mut Definition)) -> Definition {
    let mut definition = Definition::parse(&site.definition()).unwrap();
    change(&mut definition);
    definition
}

fn settings(clock: &TestClock) -> Settings {
    Settings {
        user_agent: "gisa/test (+desk@example.com)".into(),
        limits: Limits::default(),
        clock: clock.handle(),
        lookup: Arc::new(SystemLookup),
        seed: 5,
        turns: Arc::new(Alone),
    }
}

fn fetcher(site: &Site) -> Fetcher {
    Fetcher::new(&definition(site, |_| ()), settings(&TestClock::at(NOW))).unwrap()
}

async fn fetch(fetcher: &Fetcher, address: &str) -> Result<Fetched, FetchError> {
    fetcher.fetch(&address.parse().unwrap(), &Validators::default()).await
}

async fn code(fetcher: &Fetcher, address: &str) -> &'static str {
    fetch(fetcher, address).await.map_or_else(|error| error.code, |_| "OK")
}

#[tokio::test]
async fn no_redirect_leads_where_the_source_may_not_ask() {
    let site = Site::start(10).await;
    let fetcher = fetcher(&site);
    for target in [
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://10.0.0.1/",
        "http://192.168.0.1/",
        "http://example.com/",
        "http://localhost.example.com/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "gopher://127.0.0.1:70/",
        "http://root:secret@127.0.0.1/",
        "http://127.0.0.1:5432/",
    ] {
        let from = format!("{}/away", site.origin);
        site.behaviour().replies.insert("/away".into(), [Reply::status(302).with("location", target)].into());
        assert_eq!(code(&fetcher, &from).await, "ADDRESS_REFUSED", "{target}");
    }
    // A page may move within the source, ten times but not eleven.
    for (hops, expected) in [(10, "OK"), (11, "TOO_MANY_REDIRECTS")] {
        for hop in 0..hops {
            let next = if hop + 1 == hops { "/society".to_owned() } else { format!("/hop{}", hop + 1) };
            site.behaviour().always.insert(format!("/hop{hop}"), Reply::status(301).with("location", next));
        }
        assert_eq!(code(&fetcher, &format!("{}/hop0", site.origin)).await, expected);
    }
    assert_eq!(code(&fetcher, &format!("{}/nowhere", site.origin)).await, "NOT_FOUND");
}

#[tokio::test]
async fn a_public_source_asks_no_machine_of_this_network_in_any_notation() {
    let site = Site::start(10).await;
    let port = site.origin.rsplit(':').next().unwrap().to_owned();
    // A source that isn't local, whose host's name is at this machine.
    let public = definition(&site, |definition| {
        definition.local = false;
        definition.hosts = ["localhost", "127.0.0.1", "news.example.com"].map(|host| format!("{host}:{port}")).to_vec();
    });
    #[derive(Debug)]
    struct Inside;
    impl Lookup for Inside {
        fn lookup(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
            // A public address beside one that isn't: the name as a whole is refused.
            Box::pin(async { Ok(vec!["1.1.1.1".parse().unwrap(), "127.0.0.1".parse().unwrap()]) })
        }
    }
    let lookup = Arc::new(Inside);
    let fetcher = Fetcher::new(&public, Settings { lookup, ..settings(&TestClock::at(NOW)) }).unwrap();
    for host in ["localhost", "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "news.example.com"] {
        let address = format!("http://{host}:{port}/society");
        let error = fetch(&fetcher, &address).await.unwrap_err();
        // For a name robots.txt is asked for first, and refused for the same reason.
        let is_refused = error.code == "ADDRESS_REFUSED"
            || (error.code == "ROBOTS_DISALLOWED" && error.message.contains("loopback"));
        assert!(is_refused, "{host}: {error:?}");
    }
    assert_eq!(site.counts().len(), 0, "nothing was asked for");
}

#[tokio::test]
async fn a_name_that_changes_its_address_is_checked_at_every_connection() {
    #[derive(Debug)]
    struct Changing(Mutex<Vec<&'static str>>);
    impl Lookup for Changing {
        fn lookup(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
            let next = self.0.lock().unwrap().remove(0);
            Box::pin(async move { Ok(vec![next.parse().unwrap()]) })
        }
    }
    let site = Site::start(10).await;
    let port = site.origin.rsplit(':').next().unwrap();
    let local = definition(&site, |definition| definition.hosts = vec!["localhost".into()]);
    // Good for robots.txt and for the page; then it points elsewhere.
    let lookup = Arc::new(Changing(Mutex::new(vec!["127.0.0.1", "127.0.0.1", "169.254.169.254", "10.0.0.1"])));
    let fetcher = Fetcher::new(&local, Settings { lookup, ..settings(&TestClock::at(NOW)) }).unwrap();
    // No connection is kept, so that each request looks the name up.
    for path in ["/robots.txt", "/society", "/politics"] {
        let answer = site.newsroom().answer(path, "");
        let reply = Reply::page(answer.body).with("connection", "close");
        site.behaviour().always.insert(path.into(), reply);
    }
    assert_eq!(code(&fetcher, &format!("http://localhost:{port}/society")).await, "OK");
    for _ in 0..2 {
        assert_eq!(code(&fetcher, &format!("http://localhost:{port}/politics")).await, "ADDRESS_REFUSED");
    }
    assert_eq!(site.counts().get("/politics"), None);
}

fn zeros(mut encoder: impl Write, megabytes: usize) {
    let zeros = vec![b'0'; 1 << 20];
    for _ in 0..megabytes {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.flush().unwrap();
}

#[tokio::test]
async fn a_small_answer_that_swells_is_cut_at_five_mebibytes() {
    let site = Site::start(10).await;
    let fetcher = fetcher(&site);
    const MEGABYTES: usize = 1_024;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    zeros(&mut gzip, MEGABYTES);
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::fast());
    zeros(&mut deflate, 64);
    let zstd = zstd::bulk::compress(&vec![b'0'; 64 << 20], 1).unwrap();
    let (gzip, deflate) = (gzip.finish().unwrap(), deflate.finish().unwrap());
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4_096, 1, 22);
    zeros(&mut brotli, MEGABYTES);
    let brotli = brotli.into_inner();
    assert!(gzip.len() < 6 << 20 && zstd.len() < 1 << 20 && brotli.len() < 1 << 20, "{} {}", gzip.len(), zstd.len());
    for (encoding, body) in [("gzip", gzip), ("deflate", deflate), ("zstd", zstd), ("br", brotli)] {
        let reply = Reply::page(body).with("content-encoding", encoding);
        site.behaviour().always.insert("/bomb".into(), reply);
        let started = Instant::now();
        assert_eq!(code(&fetcher, &format!("{}/bomb", site.origin)).await, "TOO_LARGE", "{encoding}");
        assert!(started.elapsed() < Duration::from_secs(5), "{encoding} was unpacked as a whole");
    }
    // What is said to be compressed and isn't, what is compressed twice or in a way nobody asked for.
    for (encoding, expected) in
        [("gzip", "ENCODING"), ("zstd", "ENCODING"), ("br", "ENCODING"), ("compress", "ENCODING")]
    {
        let reply = Reply::page("<p>not compressed at all, whatever is said</p>").with("content-encoding", encoding);
        site.behaviour().always.insert("/bomb".into(), reply);
        assert_eq!(code(&fetcher, &format!("{}/bomb", site.origin)).await, expected, "{encoding}");
    }
    let whole = Reply::page("0".repeat(5 << 20));
    site.behaviour().always.insert("/bomb".into(), whole);
    assert_eq!(code(&fetcher, &format!("{}/bomb", site.origin)).await, "OK");
    site.behaviour().always.insert("/bomb".into(), Reply::page("0".repeat((5 << 20) + 1)));
    assert_eq!(code(&fetcher, &format!("{}/bomb", site.origin)).await, "TOO_LARGE");
    let image = Reply { headers: vec![("content-type", "image/png".into())], ..Reply::page("png") };
    site.behaviour().always.insert("/bomb".into(), image);
    assert_eq!(code(&fetcher, &format!("{}/bomb", site.origin)).await, "NOT_A_PAGE");
}

#[tokio::test]
async fn a_page_that_drips_is_cut_in_time() {
    let site = Site::start(10).await;
    let limits = Limits { page_time: Duration::from_millis(400), ..Limits::default() };
    let clock = TestClock::at(NOW);
    let fetcher = Fetcher::new(&definition(&site, |_| ()), Settings { limits, ..settings(&clock) }).unwrap();
    let drip = Reply { drip: Some(Duration::from_millis(20)), ..Reply::page("0".repeat(10_000)) };
    site.behaviour().always.insert("/drip".into(), drip);
    let started = Instant::now();
    let error = fetch(&fetcher, &format!("{}/drip", site.origin)).await.unwrap_err();
    assert_eq!((error.code, error.is_transient), ("TOO_SLOW", true));
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

/// A source on this machine that is asked as politely as one on the web.
fn polite(site: &Site) -> Definition {
    definition(site, |definition| {
        definition.politeness.delay_seconds = 1.0;
        definition.politeness.jitter = 0.5;
        definition.politeness.max_delay_seconds = 120.0;
    })
}

#[tokio::test]
async fn a_host_is_asked_once_a_second_and_by_somebody_it_can_reach() {
    let site = Site::start(10).await;
    let clock = TestClock::at(NOW);
    let fetcher = Fetcher::new(&polite(&site), settings(&clock)).unwrap();
    for section in ["society", "politics", "culture", "sports", "digital"] {
        fetch(&fetcher, &format!("{}/{section}", site.origin)).await.unwrap();
    }
    let waits = clock.waits();
    assert_eq!(waits.len(), 5, "robots.txt went at once: {waits:?}");
    assert!(waits.iter().all(|wait| (0.9..=1.6).contains(&wait.as_secs_f64())), "{waits:?}");
    assert!((clock.shows().0 - NOW.0) as f64 / 1e6 >= 5.0);
    assert!(site.behaviour().asked.iter().all(|asked| asked.user_agent == "gisa/test (+desk@example.com)"));
}

#[tokio::test]
async fn retry_after_is_obeyed_to_the_second_in_both_forms() {
    let site = Site::start(10).await;
    let page = format!("{}/society", site.origin);
    let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(1_800_000_000 + 200));
    for (value, at_least) in [("120".to_owned(), 120), (date, 195)] {
        let clock = TestClock::at(NOW);
        let fetcher = Fetcher::new(&polite(&site), settings(&clock)).unwrap();
        site.behaviour()
            .replies
            .insert("/society".into(), [Reply::status(429).with("retry-after", value.clone())].into());
        let error = fetch(&fetcher, &page).await.unwrap_err();
        assert_eq!((error.code, error.status, error.is_transient), ("HTTP_STATUS", Some(429), true));
        let told = clock.shows();
        let until = fetcher.not_before().unwrap();
        fetch(&fetcher, &page).await.unwrap();
        assert!(clock.shows() >= until, "{value}: asked before it was time");
        assert!((until.0 - told.0) / 1_000_000 >= at_least - 5 && clock.shows().0 - until.0 < 2_000_000, "{value}");
    }
}

#[tokio::test]
async fn a_dead_host_is_asked_a_few_times_and_given_up() {
    let site = Site::start(10).await;
    let clock = TestClock::at(NOW);
    let fetcher = Fetcher::new(&polite(&site), settings(&clock)).unwrap();
    site.behaviour().always.insert("/society".into(), Reply::status(500));
    let mut codes = Vec::new();
    for _ in 0..40 {
        codes.push(code(&fetcher, &format!("{}/society", site.origin)).await);
    }
    let asked = site.counts()["/society"];
    assert_eq!(asked, 15, "three times five, with rests between");
    assert!(
        codes[..15].iter().all(|code| *code == "HTTP_STATUS") && codes[15..].iter().all(|code| *code == "HOST_DOWN")
    );
    assert!((clock.shows().0 - NOW.0) / 1_000_000 > 120, "it was left alone for a while");
}

#[tokio::test]
async fn robots_txt_is_obeyed_as_rfc_9309_says() {
    let of = |status: u16, body: &str| Reply { status, ..Reply::page(body) }.with("content-type", "text/plain");
    let disallow = "User-agent: *\nDisallow: /s\nAllow: /soc\nCrawl-delay: 7\n";
    for (robots, society, sports) in [
        (of(200, disallow), "OK", "ROBOTS_DISALLOWED"),
        (of(200, ""), "OK", "OK"),
        (of(200, "User-agent: gisa\nDisallow: /society\nUser-agent: *\nDisallow: /"), "ROBOTS_DISALLOWED", "OK"),
        (of(404, "no such page"), "OK", "OK"),
        (of(403, "keep out"), "OK", "OK"),
        (of(500, "oops"), "ROBOTS_DISALLOWED", "ROBOTS_DISALLOWED"),
        (of(503, "busy"), "ROBOTS_DISALLOWED", "ROBOTS_DISALLOWED"),
        (of(429, "busy"), "ROBOTS_DISALLOWED", "ROBOTS_DISALLOWED"),
        (Reply::status(302).with("location", "/robots2.txt"), "OK", "ROBOTS_DISALLOWED"),
        (Reply::status(302).with("location", "/robots.txt"), "ROBOTS_DISALLOWED", "ROBOTS_DISALLOWED"),
        (Reply::status(302).with("location", "http://10.0.0.1/robots.txt"), "ROBOTS_DISALLOWED", "ROBOTS_DISALLOWED"),
    ] {
        let site = Site::start(10).await;
        site.behaviour().always.insert("/robots2.txt".into(), of(200, disallow));
        site.behaviour().always.insert("/robots.txt".into(), robots.clone());
        let clock = TestClock::at(NOW);
        let fetcher = Fetcher::new(&definition(&site, |_| ()), settings(&clock)).unwrap();
        assert_eq!(code(&fetcher, &format!("{}/society", site.origin)).await, society, "{robots:?}");
        assert_eq!(code(&fetcher, &format!("{}/sports", site.origin)).await, sports, "{robots:?}");
        let redirected = robots.status == 302 && robots.headers[0].1 == "/robots.txt";
        assert_eq!(site.counts()["/robots.txt"], if redirected { 6 } else { 1 }, "it is asked for once: {robots:?}");
        if robots.body == disallow.as_bytes() {
            fetch(&fetcher, &format!("{}/society", site.origin)).await.unwrap();
            assert!(clock.waits().last().unwrap().as_secs() >= 6, "Crawl-delay: {:?}", clock.waits());
        }
        // Believed for a day, not for two.
        if society == "OK" {
            clock.advance(Duration::from_secs(23 * 3_600));
            fetch(&fetcher, &format!("{}/society", site.origin)).await.unwrap();
            assert_eq!(site.counts()["/robots.txt"], 1);
            clock.advance(Duration::from_secs(2 * 3_600));
            fetch(&fetcher, &format!("{}/society", site.origin)).await.unwrap();
            assert_eq!(site.counts()["/robots.txt"], 2);
        }
    }
}

#[tokio::test]
async fn what_is_known_is_asked_for_conditionally() {
    let site = Site::start(10).await;
    let fetcher = fetcher(&site);
    let modified = "Tue, 14 Nov 2023 22:15:20 GMT".to_owned();
    let reply = Reply::page("<p>x").with("etag", "\"v1\"").with("last-modified", modified.clone());
    site.behaviour().replies.insert("/page".into(), [reply, Reply::status(304)].into());
    let url = format!("{}/page", site.origin).parse().unwrap();
    let first = fetcher.fetch(&url, &Validators::default()).await.unwrap();
    assert_eq!(first.validators, Validators { etag: Some("\"v1\"".into()), last_modified: Some(modified.clone()) });
    let second = fetcher.fetch(&url, &first.validators).await.unwrap();
    assert_eq!((second.status, second.body.len()), (304, 0));
    let asked = site.behaviour().asked.last().cloned().unwrap();
    assert_eq!((asked.if_none_match, asked.if_modified_since), (Some("\"v1\"".into()), Some(modified)));
}

/// What Protego 0.7.0 says of generated files; `tests/benches/crawl/robots_cases.py 9309 60` prints them.
const KNOWN_ANSWERS: &str = include_str!("fetch/robots_known_answers.jsonl");

#[test]
fn what_protego_denies_is_never_asked_for() {
    let (mut cases, mut allowed_by_both) = (0, 0);
    for line in KNOWN_ANSWERS.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let robots = case["robots"].as_str().unwrap();
        let rules = jobs::fetch::robots::Rules::parse(robots.as_bytes());
        for (address, protego) in case["allowed"].as_object().unwrap() {
            // An address is resolved before it is asked for: nobody ever sends these as they are written.
            if address.contains("/./") || address.contains("/../") {
                continue;
            }
            let (ours, protego) = (rules.allows(&address.parse().unwrap()), protego.as_bool().unwrap());
            assert!(protego || !ours, "Protego denies {address} by\n{robots}");
            cases += 1;
            allowed_by_both += usize::from(ours && protego);
        }
    }
    // Refusing everything would pass the above.
    assert!(cases > 500 && allowed_by_both * 2 > cases, "{allowed_by_both} of {cases}");
}
