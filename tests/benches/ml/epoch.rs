//! One epoch by `gisa-trainer` and by transformers with PyTorch, on the same splits: how good the models are then, and what
//! it took.

use std::time::Instant;

use ml::trainer_protocol::TrainerEvent;

use crate::{
    choice::{Choice, Named},
    peers::Peers,
    serving::Contender,
    trainer::{BATCH, Row, Trainee, row},
};

/// Trains on so many headlines, or on all there are, and prints a table.
///
/// # Panics
/// When a trainer fails.
pub fn run(trainee: &Trainee, rows: &[(String, String)], choice: &Choice, peers: Option<&Peers>) {
    let rows: Vec<Row<'_>> = rows.iter().map(|(title, label)| row(title, label)).collect();
    let rows = &rows[..choice.number("rows").unwrap_or(rows.len()).min(rows.len())];
    trainee.write_job("epoch", rows, "bf16");
    println!(
        "| one epoch of {}, {} headlines, 80/10/10, bf16 | macro-F1 | accuracy | seconds of steps | seconds in all | peak memory, MB |",
        trainee.shape.name(),
        rows.len()
    );
    println!("| --- | --- | --- | --- | --- | --- |");
    if choice.takes(Contender::Gisa) {
        let begun = Instant::now();
        let mut seconds = 0.0;
        let mut last = Instant::now();
        let finished = trainee.train("epoch", |event, _| {
            if matches!(event, TrainerEvent::Step(_)) {
                seconds += last.elapsed().as_secs_f64();
            }
            last = Instant::now();
            true
        });
        let finished = finished.expect("it ends by itself");
        print(
            "gisa-trainer, with evaluation, export, 8 bits and proof",
            [
                finished.test.macro_f1,
                finished.test.accuracy,
                seconds,
                begun.elapsed().as_secs_f64(),
                finished.peak_rss_bytes.unwrap_or_default() as f64,
            ],
        );
    }
    if let Some(peers) = peers.filter(|_| choice.takes(Contender::Torch)) {
        let arguments = [BATCH.to_string(), "0".into(), "0".into(), "bf16".into(), "bucketed".into()];
        let begun = Instant::now();
        let seen = peers.finetune(&trainee.bundle(), &trainee.rows("epoch"), &arguments);
        let number = |field: &str| seen[field].as_f64().unwrap_or(f64::NAN);
        print(
            "transformers + PyTorch, with evaluation",
            [
                number("macro_f1"),
                number("accuracy"),
                number("seconds"),
                begun.elapsed().as_secs_f64(),
                number("peak_bytes"),
            ],
        );
    }
    println!();
}

fn print(what: &str, [macro_f1, accuracy, steps, all, bytes]: [f64; 5]) {
    println!("| {what} | {macro_f1:.4} | {accuracy:.4} | {steps:.0} | {all:.0} | {:.0} |", bytes / 1e6);
}
