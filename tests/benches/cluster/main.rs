//! How fast, and in how much memory, articles that say the same are found: titles with bodies, ours beside datasketch.
//!
//! `make bench-cluster` runs all of it; numbers after `--` choose how many articles (100000 and 1000000 if there are none).
//! Ours is what cleaning does with a text: normalise it, sign it, look up its neighbours among all before, read their
//! texts back, compare them exactly, and insert it. datasketch, from PyPI in a throw-away environment in the cache, makes
//! a MinHash of as many values over the same shingles, asks a `MinHashLSH` of the same bands for candidates, and inserts
//! it; it confirms nothing. Above [`MOST_FOR_PEER`] articles it is left out: it would take many minutes.
//!
//! One thread each. Then the insertion of single articles into the full index is timed.

use std::{
    fs::File,
    io::{BufWriter, Write},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use jobs::{
    near_duplicate::neighbours::{Neighbours, Prepared, same},
    sample_data::SampleData,
};
use serde_json::Value;

/// Articles up to which datasketch is asked.
const MOST_FOR_PEER: u64 = 100_000;
/// What cleaning takes for a near-duplicate if nobody says otherwise.
const THRESHOLD: f64 = 0.6;
/// Articles inserted one by one into the full index.
const SINGLES: u64 = 5_000;

fn main() {
    let asked: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let counts = if asked.is_empty() { vec![100_000, 1_000_000] } else { asked };
    let scratch = tempfile::tempdir().expect("there is room for temporary files");
    println!("{}; the build that `make run` starts.\n", tests::machine::machine());
    println!("| articles | contender | seconds | articles/s | peak memory (MiB) | index (MiB) | duplicates |");
    println!("|---:|---|---:|---:|---:|---:|---:|");
    for count in counts {
        let texts = Texts::write(count, scratch.path());
        let ours = Ours::cluster(&texts);
        println!(
            "| {count} | Gisa | {:.1} | {:.0} | {} | {} | {} |",
            ours.seconds,
            count as f64 / ours.seconds,
            peak_mebibytes(),
            ours.index.size_bytes() >> 20,
            ours.duplicates
        );
        if count <= MOST_FOR_PEER {
            match datasketch(&texts.lines) {
                Ok(theirs) => {
                    let seconds = theirs["seconds"].as_f64().unwrap_or(f64::NAN);
                    println!(
                        "| {count} | datasketch {} | {seconds:.1} | {:.0} | {} | – | {} |",
                        theirs["version"].as_str().unwrap_or_default(),
                        count as f64 / seconds,
                        theirs["peak_mebibytes"],
                        theirs["with_candidates"]
                    );
                    println!("\nOurs is {:.1} times as fast.\n", seconds / ours.seconds);
                }
                Err(problem) => println!("\ndatasketch is left out: {problem}.\n"),
            }
        } else {
            println!("\ndatasketch is left out at {count} articles: at its pace above it would take many minutes.\n");
        }
        singles(ours, &texts);
    }
}

/// Titles with bodies in a file, so that what is held in memory is the index.
struct Texts {
    file: File,
    /// Where each begins, and behind the last.
    starts: Vec<u64>,
    /// The same as lines, for the peer.
    lines: PathBuf,
}

impl Texts {
    fn write(count: u64, folder: &Path) -> Self {
        let (path, lines) = (folder.join("texts"), folder.join("texts.txt"));
        let mut texts = BufWriter::new(File::create(&path).expect("a file is made"));
        let mut of_peer = BufWriter::new(File::create(&lines).expect("a file is made"));
        let mut starts = vec![0];
        for article in SampleData::new(7, count + SINGLES.min(count / 10)) {
            let text = ml::text::recipe(&article.title, &article.body);
            texts.write_all(text.as_bytes()).expect("the file is written");
            starts.push(starts.last().copied().unwrap_or_default() + text.len() as u64);
            if (starts.len() as u64) <= count + 1 {
                writeln!(of_peer, "{text}").expect("the file is written");
            }
        }
        texts.flush().expect("the file is written");
        of_peer.flush().expect("the file is written");
        Self { file: File::open(path).expect("the file is there"), starts, lines }
    }

    fn count(&self) -> usize {
        let all = self.starts.len() - 1;
        all - (SINGLES as usize).min(all / 11)
    }

    fn read(&self, number: usize) -> Prepared {
        let (from, to) = (self.starts[number], self.starts[number + 1]);
        let mut bytes = vec![0; (to - from) as usize];
        self.file.read_exact_at(&mut bytes, from).expect("the file is read");
        Prepared::of(&String::from_utf8(bytes).expect("it was written as UTF-8"))
    }
}

struct Ours {
    index: Neighbours,
    seconds: f64,
    duplicates: usize,
}

impl Ours {
    fn cluster(texts: &Texts) -> Self {
        let begun = Instant::now();
        let mut ours = Self { index: Neighbours::with_capacity(texts.count()), seconds: 0.0, duplicates: 0 };
        for number in 0..texts.count() {
            ours.insert(texts, number);
        }
        ours.seconds = begun.elapsed().as_secs_f64();
        ours
    }

    fn insert(&mut self, texts: &Texts, number: usize) {
        let text = texts.read(number);
        let signature = text.signature();
        let candidates = self.index.candidates(&signature);
        if !candidates.is_empty() {
            let neighbours: Vec<Prepared> = candidates.iter().map(|number| texts.read(*number as usize)).collect();
            self.duplicates += usize::from(!same(&text, &neighbours, THRESHOLD).is_empty());
        }
        self.index.insert(&signature);
    }
}

fn singles(mut ours: Ours, texts: &Texts) {
    let mut milliseconds: Vec<f64> = (texts.count()..texts.starts.len() - 1)
        .map(|number| {
            let begun = Instant::now();
            ours.insert(texts, number);
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| milliseconds[((milliseconds.len() - 1) as f64 * share) as usize];
    println!(
        "Inserting one more at {}: p50 {:.3} ms, p99 {:.3} ms, worst of {} {:.3} ms.\n",
        texts.count(),
        at(0.5),
        at(0.99),
        milliseconds.len(),
        at(1.0)
    );
}

/// The most memory this process has held.
fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default() >> 10
}

fn datasketch(lines: &Path) -> Result<Value, String> {
    let cache = std::env::var_os("CACHE").map(PathBuf::from).ok_or("CACHE isn't set; use make bench-cluster")?;
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
    let folder = cache.join("bench-datasketch");
    let set_up = Command::new("python3").arg(scripts.join("setup_datasketch.py")).arg(&folder).status();
    if !set_up.is_ok_and(|status| status.success()) {
        return Err("its environment can't be made; see above".into());
    }
    let mut command = Command::new(folder.join("bin/python"));
    command.arg(scripts.join("cluster_datasketch.py")).arg(lines).env_remove("LD_LIBRARY_PATH").stdin(Stdio::null());
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err("it failed; see above".into());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}
