//! The `gisa` program: serves, works, and does from a terminal what the console does from a browser.
//!
//! This alone brings the server, the jobs and the migrations together; see `cli`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
