//! A killed run goes on from its last checkpoint and ends with the weights of an unbroken one, bit for bit.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use ml::parameters::Precision;
use ml::trainer_protocol::{CheckpointPlan, Failed, FailureCode, Started, Step, TrainerEvent};
use rand::Rng;

use crate::job::{Events, Job};

/// Steps of the runs here: 3 epochs of 15.
const STEPS: u64 = 45;

/// A short run that makes a checkpoint every few steps.
fn job() -> Job {
    job_in(Precision::Fp32)
}

/// The same in 16 bits has its own way to compute a step, in two threads.
fn job_in(precision: Precision) -> Job {
    let mut job = Job::new(360);
    if precision == Precision::Bf16 {
        job.request.parameters.precision = precision;
        job.request.parameters.threads = 2;
    }
    job.request.parameters.epochs = 3;
    job.request.checkpoints =
        Some(CheckpointPlan { dir: "checkpoints".into(), every_steps: Some(7), ..Default::default() });
    job
}

fn started(events: &[TrainerEvent]) -> &Started {
    let started = events.iter().find_map(|event| match event {
        TrainerEvent::Started(started) => Some(started),
        _ => None,
    });
    started.unwrap_or_else(|| panic!("no started event: {:?}", events.last()))
}

/// The curve as whoever listened to several attempts has it: what a resumed one goes beyond is dropped.
#[derive(Default)]
struct Listener {
    steps: Vec<Step>,
    epochs: Vec<(u32, f64, f64)>,
    resumed: Vec<u64>,
}

impl Listener {
    fn hear(&mut self, event: &TrainerEvent) {
        match event {
            TrainerEvent::Started(started) => {
                self.steps.truncate(started.resumed_from_step as usize);
                self.epochs.truncate(started.resumed_epochs as usize);
                self.resumed.push(started.resumed_from_step);
            }
            TrainerEvent::Step(step) => self.steps.push(step.clone()),
            TrainerEvent::Epoch(epoch) => self.epochs.push((epoch.epoch, epoch.train_loss, epoch.macro_f1)),
            _ => {}
        }
    }

    /// One attempt, killed once step `kill_at` is told; true if it ended before that.
    fn attempt(&mut self, job: &mut Job, kill_at: Option<u64>) -> bool {
        let plan = job.request.checkpoints.as_mut().unwrap();
        (plan.recorded_steps, plan.recorded_epochs) = (self.steps.len() as u64, self.epochs.len() as u32);
        let mut process = job.attempt();
        for event in Events::of(&mut process) {
            self.hear(&event);
            if kill_at.is_some_and(|step| self.steps.last().is_some_and(|last| last.step >= step)) {
                process.kill().unwrap();
                process.wait().unwrap();
                return false;
            }
        }
        assert_eq!(process.wait().unwrap().code(), Some(0));
        true
    }

    /// Compares with what an unbroken run told. JSON's decimals may lose a float's last bit.
    fn assert_tells_what(&self, unbroken: &Listener) {
        let numbers: Vec<u64> = self.steps.iter().map(|step| step.step).collect();
        assert_eq!(numbers, (1..=STEPS).collect::<Vec<_>>());
        for (one, other) in self.steps.iter().zip(&unbroken.steps) {
            let figures = |step: &Step| [step.loss, step.learning_rate, step.gradient_norm];
            assert!(is_close(&figures(one), &figures(other)), "{one:?} {other:?}");
        }
        assert_eq!(self.epochs.len(), unbroken.epochs.len());
        for (one, other) in self.epochs.iter().zip(&unbroken.epochs) {
            assert!(one.0 == other.0 && is_close(&[one.1, one.2], &[other.1, other.2]), "{one:?} {other:?}");
        }
    }
}

fn is_close(one: &[f64], other: &[f64]) -> bool {
    one.iter().zip(other).all(|(one, other)| (one - other).abs() <= 1e-12 * other.abs())
}

fn weights(job: &Job) -> Vec<u8> {
    fs::read(job.path("bundle/model.safetensors")).unwrap()
}

fn unbroken() -> (Listener, Vec<u8>) {
    unbroken_in(Precision::Fp32)
}

fn unbroken_in(precision: Precision) -> (Listener, Vec<u8>) {
    let mut job = job_in(precision);
    let mut listener = Listener::default();
    assert!(listener.attempt(&mut job, None));
    (listener, weights(&job))
}

/// Names of the checkpoints a job has, oldest first.
fn checkpoints(job: &Job) -> Vec<PathBuf> {
    let entries = fs::read_dir(job.path("checkpoints")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> =
        entries.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("step-")).collect();
    folders.sort();
    folders
}

fn failed(job: &Job) -> Failed {
    let mut process = job.attempt();
    let last = Events::of(&mut process).last().unwrap();
    process.wait().unwrap();
    match last {
        TrainerEvent::Failed(failed) => failed,
        other => panic!("expected a failure, got {other:?}"),
    }
}

#[test]
fn a_run_killed_again_and_again_ends_with_the_weights_and_the_curve_of_an_unbroken_one() {
    for precision in [Precision::Fp32, Precision::Bf16] {
        let (unbroken, expected) = unbroken_in(precision);
        let mut job = job_in(precision);
        let mut listener = Listener::default();
        for step in [3, 9, 17, 31, 44] {
            assert!(!listener.attempt(&mut job, Some(step)));
            // What a kill in the middle of a checkpoint leaves.
            fs::create_dir_all(job.path("checkpoints/unfinished")).unwrap();
            fs::write(job.path("checkpoints/unfinished/weights.safetensors"), "half").unwrap();
        }
        assert!(listener.attempt(&mut job, None));
        assert_eq!(listener.resumed[..2], [0, 0], "a run killed before its first checkpoint begins anew");
        assert!(listener.resumed[2..].iter().all(|step| *step > 0 && step % 7 == 0), "{:?}", listener.resumed);
        listener.assert_tells_what(&unbroken);
        assert!(weights(&job) == expected, "the weights differ");
    }
}

#[test]
fn a_listener_that_missed_the_last_steps_is_told_them_again() {
    let (unbroken, expected) = unbroken();
    let mut job = job();
    let mut listener = Listener::default();
    assert!(!listener.attempt(&mut job, Some(40)));
    // The server died too and had recorded less than the checkpoint has, an epoch less even.
    listener.steps.truncate(12);
    listener.epochs.clear();
    assert!(listener.attempt(&mut job, None));
    listener.assert_tells_what(&unbroken);
    assert!(weights(&job) == expected, "the weights differ");
}

#[test]
fn a_run_asked_to_stop_loses_no_step() {
    let (unbroken, expected) = unbroken();
    let mut job = job();
    let mut process = job.attempt();
    let mut events = Vec::new();
    for event in Events::of(&mut process) {
        if matches!(&event, TrainerEvent::Step(step) if step.step == 10) {
            let killed = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap();
            assert!(killed.success());
        }
        events.push(event);
    }
    assert_eq!(process.wait().unwrap().code(), Some(i32::from(FailureCode::Interrupted.exit_code())));
    let mut listener = Listener::default();
    events.iter().for_each(|event| listener.hear(event));
    let told = listener.steps.len() as u64;
    let [.., TrainerEvent::Checkpoint(made), TrainerEvent::Failed(last)] = events.as_slice() else {
        panic!("{:?}", events.last())
    };
    assert_eq!((made.step, last.code), (told, FailureCode::Interrupted));
    assert!(listener.attempt(&mut job, None));
    assert_eq!(listener.resumed, [0, told]);
    listener.assert_tells_what(&unbroken);
    assert!(weights(&job) == expected, "the weights differ");
}

#[test]
fn a_damaged_checkpoint_is_named_and_the_one_before_is_used() {
    let (_, expected) = unbroken();
    for damage in ["cut weights", "changed moments", "no state", "empty manifest"] {
        let mut job = job();
        assert!(!Listener::default().attempt(&mut job, Some(30)));
        let [older, newest] = checkpoints(&job).try_into().unwrap();
        match damage {
            "cut weights" => {
                let file = fs::OpenOptions::new().write(true).open(newest.join("weights.safetensors")).unwrap();
                file.set_len(1000).unwrap();
            }
            "changed moments" => {
                let mut bytes = fs::read(newest.join("moments.safetensors")).unwrap();
                *bytes.last_mut().unwrap() ^= 1;
                fs::write(newest.join("moments.safetensors"), bytes).unwrap();
            }
            "no state" => fs::remove_file(newest.join("state.json")).unwrap(),
            _ => fs::write(newest.join("manifest.json"), "").unwrap(),
        }
        let mut process = job.attempt();
        let events: Vec<TrainerEvent> = Events::of(&mut process).collect();
        assert_eq!(process.wait().unwrap().code(), Some(0), "{damage}: {:?}", events.last());
        let started = started(&events);
        let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(name(&older), format!("step-{:012}", started.resumed_from_step), "{damage}");
        assert!(started.refused_checkpoints[0].starts_with(&name(&newest)), "{:?}", started.refused_checkpoints);
        assert!(weights(&job) == expected, "{damage}: the weights differ");
    }
}

#[test]
fn if_no_checkpoint_is_whole_the_run_fails_by_name() {
    let mut job = job();
    assert!(!Listener::default().attempt(&mut job, Some(30)));
    for folder in checkpoints(&job) {
        fs::write(folder.join("state.json"), "{}").unwrap();
    }
    let failed = failed(&job);
    assert_eq!(failed.code, FailureCode::CheckpointCorrupt);
    for folder in checkpoints(&job) {
        assert!(failed.message.contains(folder.file_name().unwrap().to_str().unwrap()), "{}", failed.message);
    }
    assert!(failed.message.contains("state.json has SHA-256"), "{}", failed.message);
    assert!(failed.fix.contains("delete the named folder"), "{}", failed.fix);
}

#[test]
fn another_requests_checkpoint_is_refused_by_what_differs() {
    let mut job = job();
    assert!(!Listener::default().attempt(&mut job, Some(10)));
    job.request.parameters.seed = 43;
    job.request.dataset_sha256 = "another".into();
    let failed = failed(&job);
    assert_eq!(failed.code, FailureCode::CheckpointMismatch);
    let expected = "belongs to another run: dataset_sha256 is \"synthetic\" there and \"another\" here, \
        parameters.seed is 42 there and 43 here";
    assert!(failed.message.ends_with(expected), "{}", failed.message);
}

#[test]
fn two_checkpoints_are_kept_and_share_the_best_weights() {
    use std::os::unix::fs::MetadataExt;
    let mut job = job();
    job.request.parameters.epochs = 2;
    assert!(Listener::default().attempt(&mut job, None));
    let kept = checkpoints(&job);
    let names: Vec<&str> = kept.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["step-000000000021", "step-000000000028"]);
    let file = |folder: &PathBuf| fs::metadata(folder.join("best.safetensors")).unwrap().ino();
    assert_eq!(file(&kept[0]), file(&kept[1]));
}

/// The same at any step, with a table; `GISA_LONG_TESTS=1` and `--no-capture` show it.
#[test]
fn twenty_random_kills_change_no_bit_of_the_weights() {
    if std::env::var_os("GISA_LONG_TESTS").is_none() {
        eprintln!("SKIPPED: set GISA_LONG_TESTS=1 to run it");
        return;
    }
    let [exact, short] = [Precision::Fp32, Precision::Bf16].map(|precision| (precision, unbroken_in(precision)));
    println!("| kill | precision | at step | resumed from | weights |\n| ---: | --- | ---: | ---: | --- |");
    for kill in 1..=20 {
        let step = rand::rng().random_range(1..STEPS);
        let (precision, (unbroken, expected)) = if kill % 2 == 0 { &exact } else { &short };
        let mut job = job_in(*precision);
        let mut listener = Listener::default();
        let reached = if listener.attempt(&mut job, Some(step)) { STEPS } else { listener.steps.len() as u64 };
        assert!(listener.attempt(&mut job, None));
        let verdict = if weights(&job) == *expected { "equal" } else { "DIFFERENT" };
        println!("| {kill} | {precision:?} | {reached} | {} | {verdict} |", listener.resumed.last().unwrap());
        assert_eq!(verdict, "equal");
        listener.assert_tells_what(unbroken);
    }
}
