//! `gisa print-schema`

use std::io::Write;

use super::failure::Outcome;

/// Prints the schema as `schema.graphql` holds it.
pub fn run() -> Outcome {
    // A reader that has left wants no more.
    let _ = std::io::stdout().write_all(api::graphql::sdl().as_bytes());
    Ok(())
}
