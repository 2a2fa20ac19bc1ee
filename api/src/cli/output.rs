//! Results for people or for machines.

use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::failure::Failure;

/// Where results go: sentences, or one JSON object a line. Results are written to standard output, progress and errors
/// to standard error.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    json: bool,
}

impl Output {
    /// For machines if `json`, else for people.
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// Writes a result: `value` for machines, `text` for people.
    pub fn result(self, value: &impl Serialize, text: &str) {
        let line = if self.json { to_json(value) } else { text.to_owned() };
        // A reader that has left wants no more.
        let _ = writeln!(std::io::stdout(), "{line}");
    }

    /// Writes a step on the way.
    pub fn progress(self, value: &impl Serialize, text: &str) {
        let line = if self.json { to_json(value) } else { text.to_owned() };
        let _ = writeln!(std::io::stderr(), "{line}");
    }

    /// Writes what went wrong.
    pub fn failure(self, failure: &Failure) {
        let Failure { message, fix, .. } = failure;
        if self.json {
            let value = serde_json::json!({ "error": { "message": message, "fix": fix } });
            let _ = writeln!(std::io::stderr(), "{value}");
            return;
        }
        let _ = writeln!(std::io::stderr(), "gisa: {message}");
        if let Some(fix) = fix {
            let _ = writeln!(std::io::stderr(), "      {fix}");
        }
    }

    /// A progress bar on a terminal; else nothing.
    pub fn bar(self) -> ProgressBar {
        let is_shown = !self.json && std::io::stderr().is_terminal();
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{spinner} [{bar:32}] {percent:>3} % {elapsed} {msg}");
        let bar = ProgressBar::with_draw_target(Some(1000), target);
        bar.set_style(style.expect("the template is sound"));
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        bar
    }

    /// Whether machines read it.
    pub fn is_json(self) -> bool {
        self.json
    }
}

/// A state as its JSON has it.
pub fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("results are plain data")
}
