//! How fast models are trained and served here: training beside transformers with PyTorch; serving beside FastAPI with
//! PyTorch, FastAPI with ONNX Runtime, and ONNX Runtime alone.
//!
//! `make bench-ml` runs all of it; words after `--` choose parts, for instance
//! `cargo bench … --bench ml -- kobert headlines int8 gisa onnxruntime`. The peers come from PyPI into a throw-away
//! environment in the cache; where that can't be made, they are left out, and the reason is said. Prints the machine,
//! Markdown tables, and the ratios.

mod bundle;
mod choice;
mod epoch;
mod inputs;
mod peers;
mod report;
mod serving;
mod texts;
mod trainer;
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
    inputs::report();
    let source = texts::Source::find();
    println!("Texts: {}. Nothing is remembered between requests.\n", source.description());

    let labels = serving::labels().await;
    let mut report = Report::default();
    for shape in bundle::Shape::ALL.iter().copied().filter(|shape| choice.takes(*shape)) {
        let bundle = bundle::Bundle::make(shape, &labels, &source, scratch.path());
        let [trains, epochs] = [training::Part::Train, training::Part::Epoch].map(|part| choice.takes(part));
        let has_peer = shape != bundle::Shape::Baseline;
        if has_peer && (trains || epochs) {
            let trainee = trainer::Trainee::prepare(shape, &bundle, source.labelled(), scratch.path());
            if trains {
                training::run(&trainee, source.labelled(), &choice, peers.as_ref());
            }
            // From random weights there is nothing to compare.
            if epochs && shape.weights().is_some() {
                epoch::run(&trainee, source.labelled(), &choice, peers.as_ref());
            }
        }
        if !choice.takes(training::Part::Serve) {
            continue;
        }
        for length in texts::Length::ALL.iter().copied().filter(|length| choice.takes(*length)) {
            if !has_peer && length == texts::Length::Bodies {
                continue;
            }
            let bench = serving::Bench { bundle: &bundle, length, texts: source.texts(length), choice: &choice };
            bench.run(peers.as_ref(), &mut report).await;
        }
    }
    report.ratios();
}
