//! How fast models are trained and served here: training beside transformers with PyTorch; serving beside FastAPI with
//! PyTorch, FastAPI with ONNX Runtime, and ONNX Runtime alone.
//!
//! `make bench-ml` runs all of it; words after `--` choose parts, for instance
//! `cargo bench … --bench ml -- kobert headlines int8 gisa onnxruntime`. The peers come from PyPI into a throw-away
//! environment in the cache; where that can't be made, they are left out, and the reason is said. Prints the machine,
//! Markdown tables, and the ratios.

mod bundle;
mod choice;
mod peers;
mod report;
mod serving;
mod texts;
mod training;

use choice::{Choice, Named};
use report::Report;

#[tokio::main]
async fn main() {
    let choice = Choice::of(std::env::args().skip(1).filter(|word| !word.starts_with("--")));
    let scratch = tempfile::tempdir().expect("there is room for temporary files");
    let peers = match peers::Peers::prepare() {
        Ok(peers) => Some(peers),
        Err(problem) => {
            println!("The peers are left out: {problem}.\n");
            None
        }
    };
    println!("{}; the build that `make run` starts; clients on the same cores.", tests::machine::machine());
    let source = texts::Source::find();
    println!("Texts: {}. Nothing is remembered between requests.\n", source.description());

    if choice.takes(training::Part::Train) {
        training::run(&source, peers.as_ref(), scratch.path());
    }
    if !choice.takes(training::Part::Serve) {
        return;
    }
    let labels = serving::labels().await;
    let mut report = Report::default();
    for shape in bundle::Shape::ALL.iter().copied().filter(|shape| choice.takes(*shape)) {
        let bundle = bundle::Bundle::random(shape, &labels, &source, scratch.path());
        for length in texts::Length::ALL.iter().copied().filter(|length| choice.takes(*length)) {
            let bench = serving::Bench { bundle: &bundle, length, texts: source.texts(length), choice: &choice };
            bench.run(peers.as_ref(), &mut report).await;
        }
    }
    report.ratios();
}
