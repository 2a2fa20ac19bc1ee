//! The trainer as a process: events on standard output, signals, the parent's death.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::base_model::preparation::PreparationEvent;
use crate::trainer_protocol::TrainerEvent;

use super::error::interrupted;

/// How often the parent is looked for.
const PARENT_CHECK: Duration = Duration::from_millis(500);
/// Exit code when nobody reads the events any more.
const ORPHANED_EXIT_CODE: i32 = 131;

/// Whether the last event was printed. Held while printing, so that lines never mix.
static ENDED: Mutex<bool> = Mutex::new(false);

/// Prints one event as a line of JSON. Ends the process if nobody reads it; prints nothing after the last event.
pub fn print(event: &TrainerEvent) {
    print_line(event, matches!(event, TrainerEvent::Finished(_) | TrainerEvent::Failed(_)));
}

/// Prints the only event of a base model's preparation.
pub fn print_prepared(event: &PreparationEvent) {
    print_line(event, true);
}

fn print_line(event: &impl Serialize, is_last: bool) {
    let mut ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
    if *ended {
        return;
    }
    *ended = is_last;
    let mut line = serde_json::to_vec(event).expect("events hold only finite numbers and strings");
    line.push(b'\n');
    let mut output = io::stdout().lock();
    if output.write_all(&line).and_then(|()| output.flush()).is_err() {
        exit_now(ORPHANED_EXIT_CODE);
    }
}

/// Watches for SIGTERM, SIGINT and the parent's death from now on; any of them ends the process at once, with a
/// `failed` event unless the run has ended. Call before any other thread is started.
pub fn watch() -> io::Result<()> {
    let signals = block_stop_signals()?;
    let parent = std::os::unix::process::parent_id();
    std::thread::Builder::new().name("stop-signals".into()).spawn(move || {
        loop {
            let cause = match wait_for(&signals, PARENT_CHECK) {
                Some(libc::SIGTERM) => "SIGTERM was received",
                Some(_) => "SIGINT was received",
                // The kernel's own parent-death signal goes by thread: a server may end the thread that started us.
                None if std::os::unix::process::parent_id() != parent => "the process that started the run ended",
                None => continue,
            };
            let event = interrupted(cause);
            let code = event.code.exit_code();
            print(&TrainerEvent::Failed(event));
            exit_now(i32::from(code));
        }
    })?;
    Ok(())
}

/// Ends the process without running libtorch's destructors under its busy threads.
#[expect(unsafe_code, reason = "the standard library's exit runs destructors")]
fn exit_now(code: i32) -> ! {
    // SAFETY: `_exit` has no preconditions.
    unsafe { libc::_exit(code) }
}

/// Keeps SIGTERM and SIGINT from every thread, for [`wait_for`] to take.
#[expect(unsafe_code, reason = "the standard library has no signal masks")]
fn block_stop_signals() -> io::Result<libc::sigset_t> {
    // SAFETY: the set is initialised by `sigemptyset` before it is read; null asks for no old mask.
    unsafe {
        let mut signals = std::mem::zeroed();
        libc::sigemptyset(&mut signals);
        libc::sigaddset(&mut signals, libc::SIGTERM);
        libc::sigaddset(&mut signals, libc::SIGINT);
        match libc::pthread_sigmask(libc::SIG_BLOCK, &signals, std::ptr::null_mut()) {
            0 => Ok(signals),
            error => Err(io::Error::from_raw_os_error(error)),
        }
    }
}

/// The next blocked signal of the set, or `None` after `timeout`.
#[expect(unsafe_code, reason = "the standard library can't wait for signals")]
fn wait_for(signals: &libc::sigset_t, timeout: Duration) -> Option<i32> {
    let timeout = libc::timespec { tv_sec: timeout.as_secs() as libc::time_t, tv_nsec: timeout.subsec_nanos().into() };
    // SAFETY: both pointers are to live values; null asks for no details of the signal.
    let signal = unsafe { libc::sigtimedwait(signals, std::ptr::null_mut(), &timeout) };
    (signal > 0).then_some(signal)
}
