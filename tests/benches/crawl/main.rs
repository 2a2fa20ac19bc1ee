//! How fast pages are read, beside BeautifulSoup on the same pages, and whether robots.txt is understood as Protego
//! understands it. Prints the machine and Markdown tables.
//!
//! `make bench-crawl` runs it; the peers come from PyPI into a throw-away environment in the cache.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use domain::source_definition::Definition;
use jobs::{
    extraction::{Rules, charset},
    fetch::robots,
    sample_site::SampleSite,
    sources::SAMPLE_DEFINITION,
};
use serde_json::Value;
use tests::machine;

/// Pages that are read.
const PAGES: u64 = 1_000;
/// Generated robots.txt files.
const ROBOTS_FILES: usize = 2_000;
/// Their seed.
const ROBOTS_SEED: usize = 1;
/// Links in the navigation that a portal's pages carry around an article.
const NAVIGATION: usize = 400;

fn main() {
    println!("{}; build: the one `make run` starts.\n", machine::machine());
    let peers = Peers::prepare();
    let pages = pages();
    let portal: Vec<String> = pages.iter().take(300).map(|page| in_portal(page)).collect();
    println!("| pages | size | Gisa, 1 thread | BeautifulSoup, html.parser | BeautifulSoup, lxml | ratios |");
    println!("| --- | --- | --- | --- | --- | --- |");
    reading(&peers, "as the sample newsroom serves them", &pages);
    reading(&peers, "the same among a portal's navigation", &portal);
    agreement(&peers);
}

/// Pages of articles, as text.
fn pages() -> Vec<String> {
    let site = SampleSite::new(42, PAGES);
    let rules = rules();
    let definition = Definition::parse(SAMPLE_DEFINITION).expect("it is shipped");
    let layout = definition.layout("paged").expect("it is shipped");
    let mut pages = Vec::new();
    for section in &definition.sections {
        for number in 1..=site.list_pages() {
            let path = format!("/breakingnews/{}", section.key);
            let list = site.answer(&path, &format!("page={number}"));
            let base = format!("http://127.0.0.1{path}").parse().expect("it is an address");
            let found = rules.list(layout, &String::from_utf8_lossy(&list.body), &base).expect("the layout is sound");
            for (id, _) in found.articles {
                let answer = site.answer(&format!("/v/{id}"), "");
                pages.push(charset::decode(&answer.body, Some(answer.content_type), None).0);
            }
        }
    }
    pages.sort();
    pages.dedup();
    pages
}

/// A page among as many links as a portal puts around an article.
fn in_portal(page: &str) -> String {
    let item = |number: usize| {
        format!(
            "<li class=\"item item{number}\"><a href=\"/channel/{number}\" class=\"link_menu\" data-tiara=\"menu{number}\">\
             <strong class=\"tit\">차림 {number}</strong><span class=\"desc\">바로 가기</span></a></li>"
        )
    };
    let menu: String = (0..NAVIGATION).map(item).collect();
    page.replacen("<body>", &format!("<body><nav><ul>{menu}</ul></nav>"), 1)
}

fn rules() -> Rules {
    let definition = Definition::parse(SAMPLE_DEFINITION).expect("it is shipped");
    Rules::new(&definition).expect("it is sound")
}

fn reading(peers: &Peers, what: &str, pages: &[String]) {
    let rules = rules();
    let usable = |pages: &[String]| pages.iter().filter(|page| rules.article(page).is_usable()).count();
    usable(&pages[..pages.len() / 10]);
    let started = Instant::now();
    let ours = usable(pages);
    let own = pages.len() as f64 / started.elapsed().as_secs_f64();
    let theirs = ["html.parser", "lxml"].map(|parser| {
        let (speed, usable) = peers.read(pages, parser);
        assert_eq!(usable, ours, "{parser} reads other pages than we do");
        speed
    });
    let bytes = pages.iter().map(String::len).sum::<usize>() / pages.len();
    println!(
        "| {} pages {what} | {:.1} kB | {own:.0}/s | {:.0}/s | {:.0}/s | {:.1}×, {:.1}× |",
        pages.len(),
        bytes as f64 / 1e3,
        theirs[0],
        theirs[1],
        own / theirs[0],
        own / theirs[1],
    );
}

fn agreement(peers: &Peers) {
    let (mut cases, mut stricter, mut laxer) = (0, 0, 0);
    for line in peers.robots_cases().lines() {
        let case: Value = serde_json::from_str(line).expect("a case is JSON");
        let rules = robots::Rules::parse(case["robots"].as_str().expect("it has a file").as_bytes());
        for (address, protego) in case["allowed"].as_object().expect("it has addresses") {
            let ours = rules.allows(&address.parse().expect("it is an address"));
            let protego = protego.as_bool().expect("it is a verdict");
            cases += 1;
            stricter += usize::from(protego && !ours);
            if ours && !protego {
                laxer += 1;
                eprintln!("allowed here, denied by Protego: {address} by\n{}\n", case["robots"]);
            }
        }
    }
    println!("\n| robots.txt | addresses | allowed here, denied by Protego 0.7.0 | denied here, allowed by Protego |");
    println!("| --- | --- | --- | --- |");
    println!("| {ROBOTS_FILES} generated files | {cases} | {laxer} | {stricter} |");
    assert_eq!(laxer, 0, "what Protego denies must not be asked for");
}

/// BeautifulSoup and Protego.
struct Peers {
    python: PathBuf,
    scripts: PathBuf,
}

impl Peers {
    /// Makes their environment in the cache, unless it is there.
    fn prepare() -> Self {
        let cache = std::env::var_os("CACHE").map(PathBuf::from).expect("CACHE is set by make bench-crawl");
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/crawl");
        let folder = cache.join("bench-crawl-peers");
        let made = Command::new("python3").arg(scripts.join("setup.py")).arg(&folder).status();
        assert!(made.is_ok_and(|status| status.success()), "the peers' environment can't be made; see above");
        Self { python: folder.join("bin/python"), scripts }
    }

    /// Pages a second, and how many were usable.
    fn read(&self, pages: &[String], parser: &str) -> (f64, usize) {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        for page in pages {
            writeln!(file, "{}", Value::from(page.as_str())).expect("it can be written");
        }
        let script = self.run("beautiful_soup.py", &[&file.path().display().to_string(), parser]);
        let result: Value = serde_json::from_str(&script).expect("the result is JSON");
        let number = |field: &str| result[field].as_f64().expect("the result has figures");
        (number("pages_per_second"), number("usable") as usize)
    }

    fn robots_cases(&self) -> String {
        self.run("robots_cases.py", &[&ROBOTS_SEED.to_string(), &ROBOTS_FILES.to_string()])
    }

    fn run(&self, script: &str, arguments: &[&str]) -> String {
        let output = Command::new(&self.python).arg(self.scripts.join(script)).args(arguments).output();
        let output = output.expect("python can be run");
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the result is text")
    }
}
