//! How a model is run on one machine.

use serde::{Deserialize, Serialize};

/// How a model is run on one machine: what [`super::tune()`] chooses, or settings fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Batches computed at the same time.
    pub sessions: usize,
    /// Threads inside one computation.
    pub intra_threads: usize,
    /// Whether these threads wait for work by spinning, which is quicker and keeps cores busy with nothing.
    pub spinning: bool,
    /// Most tokens in a batch, padding included: larger ones are no faster a token.
    pub token_budget: usize,
    /// What a batch costs beside its tokens, as a number of tokens. Padding that costs less than the batches it saves
    /// pays.
    pub batch_overhead_tokens: usize,
}

impl Default for Plan {
    /// Safe everywhere: one session of one thread.
    fn default() -> Self {
        Plan { sessions: 1, intra_threads: 1, spinning: false, token_budget: 2048, batch_overhead_tokens: 16 }
    }
}
