//! Failures that are provoked for real, each told by its name with what to do, none of them a hang.

use std::process::{Command, Stdio};

use ml::train::{Preparation, prepare_base};
use ml::trainer_protocol::{BaseReference, CheckpointPlan, Failed, FailureCode, TrainerEvent};

use crate::checkpoint::{encoder, folder, tiny_config, write_safetensors};
use crate::job::{Events, Job};

/// Runs the trainer of a job by a shell script, which finds the trainer in `$0` and the job folder in `$1`.
fn failed(job: &Job, shell: &[&str], script: &str) -> Failed {
    let trainer = job.command();
    let mut process = Command::new(shell[0])
        .args(&shell[1..])
        .args(["-c", script])
        .arg(trainer.get_program())
        .args(trainer.get_args())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let last = Events::of(&mut process).last();
    let code = process.wait().unwrap().code();
    match last {
        Some(TrainerEvent::Failed(failed)) => {
            assert_eq!(code, Some(i32::from(failed.code.exit_code())));
            assert!(!failed.message.is_empty() && !failed.fix.is_empty());
            failed
        }
        other => panic!("expected a failure, got {other:?} and exit code {code:?}"),
    }
}

fn with_checkpoints() -> Job {
    let mut job = Job::new(360);
    job.request.checkpoints =
        Some(CheckpointPlan { dir: "checkpoints".into(), every_steps: Some(5), ..CheckpointPlan::default() });
    job
}

#[test]
fn a_disk_that_is_full_of_checkpoints_is_named() {
    let job = with_checkpoints();
    std::fs::create_dir(job.path("checkpoints")).unwrap();
    // Room for the first checkpoint, not for the second beside it.
    let script = "mount -t tmpfs -o size=2300k tmpfs \"$1/checkpoints\" && exec \"$0\" \"$1\"";
    let failed = failed(&job, &["unshare", "--user", "--map-root-user", "--mount", "sh"], script);
    assert_eq!(failed.code, FailureCode::DiskFull, "{}", failed.message);
    assert!(failed.message.contains("checkpoints") && failed.fix.contains("resume the run"), "{failed:?}");
}

#[test]
fn a_disk_that_is_full_when_the_bundle_is_written_is_named() {
    let mut job = Job::new(180);
    job.request.parameters.epochs = 1;
    std::fs::create_dir(job.path("bundle")).unwrap();
    let script = "mount -t tmpfs -o size=200k tmpfs \"$1/bundle\" && exec \"$0\" \"$1\"";
    let failed = failed(&job, &["unshare", "--user", "--map-root-user", "--mount", "sh"], script);
    assert_eq!(failed.code, FailureCode::DiskFull, "{}", failed.message);
}

#[test]
fn a_limit_on_a_files_size_is_told_and_kills_nobody() {
    let job = with_checkpoints();
    let failed = failed(&job, &["sh"], "ulimit -f 200; exec \"$0\" \"$1\"");
    assert_eq!(failed.code, FailureCode::DiskFull, "{}", failed.message);
    assert!(!job.path("checkpoints/unfinished").exists(), "half a checkpoint stays behind");
}

#[test]
fn memory_that_runs_out_is_named() {
    let mut job = Job::new(3000);
    let parameters = &mut job.request.parameters;
    (parameters.base_model, parameters.batch_size, parameters.threads) = ("scratch-small".into(), 1024, 1);
    let failed = failed(&job, &["sh"], "ulimit -v 1500000; exec \"$0\" \"$1\"");
    assert_eq!(failed.code, FailureCode::OutOfMemory, "{}", failed.message);
    assert!(failed.fix.contains("batch_size"), "{}", failed.fix);
}

#[test]
fn a_gpu_that_is_not_there_is_named() {
    let mut job = Job::new(90);
    job.request.parameters.device = "cuda:99".into();
    let failed = failed(&job, &["sh"], "exec \"$0\" \"$1\"");
    assert_eq!(failed.code, FailureCode::DeviceMissing);
    assert!(failed.message.starts_with("device is cuda:99, but"), "{}", failed.message);
}

#[test]
fn a_loss_that_is_not_a_number_is_named_with_its_step() {
    // A published checkpoint of finite numbers that no 32-bit sum can hold.
    let published = folder(&tiny_config());
    let mut weights = encoder(&serde_json::from_value(tiny_config()).unwrap());
    weights.get_mut("encoder.layer.1.output.dense.bias").unwrap().1.fill(3e38);
    write_safetensors(published.path(), &weights);
    let mut job = Job::new(180);
    let base = prepare_base(&Preparation {
        folder: published.path().into(),
        out: job.path("base"),
        name: Some("huge".into()),
        source: None,
        text_prefix: String::new(),
        pooling: None,
    });
    let sha256 = base.unwrap().sha256().to_owned();
    job.request.base = Some(BaseReference { name: "huge".into(), folder: "base".into(), sha256 });
    job.request.parameters.base_model = "huge".into();
    (job.request.parameters.max_length, job.request.preprocessing.max_length) = (8, 8);
    let failed = failed(&job, &["sh"], "exec \"$0\" \"$1\"");
    assert_eq!(failed.code, FailureCode::NanLoss, "{}", failed.message);
    assert!(failed.message.contains("step 1 (epoch 1)") && failed.fix.contains("learning_rate"), "{failed:?}");
}
