//! The trainer as a process: events on standard output, signals, the parent's death.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
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

/// Why the run must stop, once it must.
static STOP: OnceLock<&str> = OnceLock::new();
/// Whether a [`Deferral`] lives.
static DEFERRED: AtomicBool = AtomicBool::new(false);

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

/// While one lives, a first SIGTERM or SIGINT doesn't end the process: whoever holds it asks [`stop_requested`] again
/// and again, and brings its work to a good end.
#[derive(Debug)]
pub struct Deferral(());

impl Deferral {
    /// Begins to defer. There is one at a time.
    pub fn begin() -> Self {
        DEFERRED.store(true, Ordering::SeqCst);
        Deferral(())
    }
}

impl Drop for Deferral {
    fn drop(&mut self) {
        DEFERRED.store(false, Ordering::SeqCst);
    }
}

/// Why the run must stop, once it must.
pub fn stop_requested() -> Option<&'static str> {
    STOP.get().copied()
}

/// Watches for SIGTERM, SIGINT and the parent's death from now on; any of them ends the process at once (a first signal
/// only if there is no [`Deferral`]), with a `failed` event unless the run has ended. Call before any other thread is
/// started.
pub fn watch() -> io::Result<()> {
    let signals = block_stop_signals()?;
    let parent = std::os::unix::process::parent_id();
    std::thread::Builder::new().name("stop-signals".into()).spawn(move || {
        loop {
            let cause = match wait_for(&signals, PARENT_CHECK) {
                // The kernel's own parent-death signal goes by thread: a server may end the thread that started us.
                _ if std::os::unix::process::parent_id() != parent => "the process that started the run ended",
                Some(signal) => {
                    let cause = if signal == libc::SIGTERM { "SIGTERM was received" } else { "SIGINT was received" };
                    let is_first = STOP.set(cause).is_ok();
                    if is_first && DEFERRED.load(Ordering::SeqCst) {
                        continue;
                    }
                    cause
                }
                // Whoever deferred it ended without asking again.
                None => match stop_requested() {
                    Some(cause) if !DEFERRED.load(Ordering::SeqCst) => cause,
                    _ => continue,
                },
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

/// Keeps SIGTERM and SIGINT from every thread, for [`wait_for`] to take. Keeps SIGXFSZ too, for good: a write beyond a
/// limit on a file's size is an error to tell, not a death.
#[expect(unsafe_code, reason = "the standard library has no signal masks")]
fn block_stop_signals() -> io::Result<libc::sigset_t> {
    // SAFETY: the sets are initialised by `sigemptyset` before they are read; null asks for no old mask.
    unsafe {
        let mut signals = std::mem::zeroed();
        libc::sigemptyset(&mut signals);
        libc::sigaddset(&mut signals, libc::SIGTERM);
        libc::sigaddset(&mut signals, libc::SIGINT);
        let mut blocked = signals;
        libc::sigaddset(&mut blocked, libc::SIGXFSZ);
        match libc::pthread_sigmask(libc::SIG_BLOCK, &blocked, std::ptr::null_mut()) {
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
