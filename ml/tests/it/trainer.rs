//! The trainer as its parent sees it.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ml::bundle::Bundle;
use ml::trainer_protocol::{FailureCode, Phase, TrainerEvent};

use crate::job::{Events, Job, classifier, headline};

/// The most a stop request may take.
const STOP_LIMIT: Duration = Duration::from_secs(2);

/// A job that would run for minutes.
fn endless() -> Job {
    let mut job = Job::new(3000);
    job.request.parameters.epochs = 500;
    job.request.parameters.early_stopping_patience = None;
    job
}

fn failure(event: &TrainerEvent) -> (FailureCode, &str) {
    match event {
        TrainerEvent::Failed(failed) => (failed.code, &failed.message),
        other => panic!("expected a failure, got {other:?}"),
    }
}

#[test]
fn a_run_tells_its_story_in_order_and_learns() {
    let job = Job::new(720);
    let ended = job.run();
    assert_eq!(ended.exit_code, Some(0));
    let phases: Vec<Phase> = ended
        .events
        .iter()
        .filter_map(|event| match event {
            TrainerEvent::Phase { name } => Some(*name),
            _ => None,
        })
        .collect();
    let expected = [
        Phase::Tokenizer,
        Phase::Baseline,
        Phase::Training,
        Phase::Evaluating,
        Phase::Exporting,
        Phase::Quantising,
        Phase::Proving,
    ];
    assert_eq!(phases, expected);

    let Some(started) = ended.events.iter().find_map(|event| match event {
        TrainerEvent::Started(started) => Some(started),
        _ => None,
    }) else {
        panic!("no started event")
    };
    assert_eq!((started.train_rows, started.validation_rows, started.test_rows), (480, 120, 120));
    assert_eq!(started.total_steps, 6 * 30);

    let Some(baseline) = ended.events.iter().find_map(|event| match event {
        TrainerEvent::Baseline(baseline) => Some(baseline),
        _ => None,
    }) else {
        panic!("no baseline")
    };
    assert_eq!(Bundle::open(&job.path("baseline")).unwrap().sha256(), baseline.bundle_sha256);
    assert_eq!((baseline.fitted_rows, baseline.test.rows), (480, 120));
    assert!(baseline.test.macro_f1 > 0.99, "{baseline:?}");

    let steps: Vec<u64> = ended
        .events
        .iter()
        .filter_map(|event| match event {
            TrainerEvent::Step(step) => Some(step.step),
            _ => None,
        })
        .collect();
    assert_eq!(steps, (1..=steps.len() as u64).collect::<Vec<_>>());

    let epochs: Vec<_> = ended
        .events
        .iter()
        .filter_map(|event| match event {
            TrainerEvent::Epoch(epoch) => Some(epoch),
            _ => None,
        })
        .collect();
    let best = epochs.iter().rev().find(|epoch| epoch.best).unwrap();
    assert!(epochs.iter().all(|epoch| epoch.macro_f1 <= best.macro_f1));
    let TrainerEvent::Finished(finished) = ended.last() else { panic!("{:?}", ended.last()) };
    assert_eq!(finished.best_epoch, best.epoch);
    assert!(finished.test.macro_f1 > 0.95, "{}", finished.test.macro_f1);
    assert!(finished.parity.cases >= 200);
    let quantisation = finished.quantisation.as_ref().unwrap();
    assert!(quantisation.kept && quantisation.rows == 120, "{quantisation:?}");

    let classifier = classifier(&job.path("bundle"));
    assert_eq!(classifier.bundle_sha256(), finished.bundle_sha256);
    let right = (0..60).filter(|&number| {
        let (key, text) = headline(number);
        let logits = classifier.logits(&[classifier.encode(&text)]).unwrap().remove(0);
        classifier.labels().0[ml::metrics::argmax(&logits)].key == key
    });
    assert!(right.count() >= 57);
}

#[test]
fn the_same_request_gives_the_same_bundle_bit_for_bit() {
    let bundles: Vec<String> = (0..2)
        .map(|_| {
            let mut job = Job::new(180);
            job.request.parameters.epochs = 2;
            job.request.parameters.threads = 2;
            let TrainerEvent::Finished(finished) = job.run().events.pop().unwrap() else { panic!("the run failed") };
            finished.bundle_sha256
        })
        .collect();
    assert_eq!(bundles[0], bundles[1]);
}

#[test]
fn another_seed_gives_another_model() {
    let bundles: Vec<String> = [1, 2]
        .map(|seed| {
            let mut job = Job::new(90);
            job.request.parameters.epochs = 1;
            job.request.parameters.seed = seed;
            let TrainerEvent::Finished(finished) = job.run().events.pop().unwrap() else { panic!("the run failed") };
            finished.bundle_sha256
        })
        .into();
    assert_ne!(bundles[0], bundles[1]);
}

#[test]
fn sigterm_ends_a_run_at_once_with_a_true_status() {
    let job = endless();
    let mut process = job.command().spawn().unwrap();
    let mut events = Events::of(&mut process);
    assert!(events.any(|event| matches!(event, TrainerEvent::Step(_))));
    let asked = Instant::now();
    let killed = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let last = events.last().unwrap();
    assert_eq!(failure(&last).0, FailureCode::Interrupted);
    assert_eq!(process.wait().unwrap().code(), Some(i32::from(FailureCode::Interrupted.exit_code())));
    assert!(asked.elapsed() < STOP_LIMIT, "{:?}", asked.elapsed());
    assert!(!job.path("bundle/manifest.json").exists());
}

#[test]
fn a_trainer_does_not_outlive_its_parent() {
    let job = endless();
    let trainer = job.command();
    let mut parent = Command::new("sh")
        .args(["-c", "\"$0\" \"$1\" & wait"])
        .arg(trainer.get_program())
        .args(trainer.get_args())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut events = Events::of(&mut parent);
    assert!(events.any(|event| matches!(event, TrainerEvent::Step(_))));
    let asked = Instant::now();
    parent.kill().unwrap();
    parent.wait().unwrap();
    // The output closes only when the orphan is gone.
    assert_eq!(failure(&events.last().unwrap()).0, FailureCode::Interrupted);
    assert!(asked.elapsed() < STOP_LIMIT, "{:?}", asked.elapsed());
}

#[test]
fn a_trainer_nobody_reads_ends() {
    let job = endless();
    let mut process = job.command().spawn().unwrap();
    let mut output = process.stdout.take().unwrap();
    output.read_exact(&mut [0; 1]).unwrap();
    drop(output);
    assert_eq!(process.wait().unwrap().code(), Some(131));
}

#[test]
fn impossible_requests_are_refused_by_field() {
    let mut job = Job::new(90);
    job.request.parameters.epochs = 0;
    job.request.parameters.dropout = 0.9;
    let ended = job.run();
    let (code, message) = failure(ended.last());
    assert_eq!(code, FailureCode::InvalidRequest);
    assert!(message.contains("epochs must be") && message.contains("dropout must be"), "{message}");
    assert_eq!(ended.exit_code, Some(i32::from(code.exit_code())));

    let mut job = Job::new(90);
    job.request.preprocessing.max_length = 25;
    assert!(failure(job.run().last()).1.contains("preprocessing.max_length is 25"));

    let job = Job::new(90);
    std::fs::create_dir(job.path("bundle")).unwrap();
    std::fs::write(job.path("bundle/old"), "").unwrap();
    assert!(failure(job.run().last()).1.contains("isn't empty"));

    let job = Job::new(90);
    let mut command = job.command();
    std::fs::remove_file(job.path("request.json")).unwrap();
    let mut process = command.spawn().unwrap();
    let last = Events::of(&mut process).last().unwrap();
    assert!(failure(&last).1.contains("request.json"));
    process.wait().unwrap();
}

#[test]
fn unusable_rows_are_named() {
    let job = Job::new(90);
    let row = r#"{"source":"s","external_id":"1","title":"t","body":"","label":"weather","split":"train"}"#;
    std::fs::write(job.path("rows.jsonl"), format!("{row}\n")).unwrap();
    let ended = job.run();
    let (code, message) = failure(ended.last());
    assert_eq!(code, FailureCode::DatasetUnreadable);
    assert!(message.contains("line 1") && message.contains("weather"), "{message}");

    std::fs::write(job.path("rows.jsonl"), format!("{}\n", row.replace("weather", "sports"))).unwrap();
    std::fs::remove_dir_all(job.path("bundle")).unwrap();
    assert!(failure(job.run().last()).1.contains("split validation is empty"));
}

#[test]
fn a_missing_onnx_runtime_is_found_before_training() {
    let job = Job::new(90);
    let mut process = job.command().env_remove("ORT_DYLIB_PATH").spawn().unwrap();
    let events: Vec<TrainerEvent> = Events::of(&mut process).collect();
    assert_eq!(events.len(), 1);
    let (code, message) = failure(&events[0]);
    assert_eq!(code, FailureCode::RuntimeMissing);
    assert!(message.contains("ORT_DYLIB_PATH"), "{message}");
    process.wait().unwrap();
}

#[test]
fn help_and_wrong_usage_need_no_job() {
    let trainer = || Command::new(env!("CARGO_BIN_EXE_gisa-trainer"));
    let help = trainer().arg("--help").output().unwrap();
    assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("JOB_FOLDER"));
    assert_eq!(trainer().output().unwrap().status.code(), Some(2));
}

#[test]
fn sixteen_bit_training_learns_too() {
    let mut job = Job::new(360);
    job.request.parameters.precision = ml::parameters::Precision::Bf16;
    let ended = job.run();
    let TrainerEvent::Finished(finished) = ended.last() else { panic!("{:?}", ended.last()) };
    assert!(finished.test.macro_f1 > 0.9, "{}", finished.test.macro_f1);
}
