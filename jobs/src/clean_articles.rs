//! Judges articles by a rule set, writes down what would change, puts it in force, or takes it back.
//!
//! Judging goes over the selected articles twice. The first pass asks the rules that look at one article alone, and
//! signs every text that isn't signed yet (`sign`). Then whoever says the same is found among all articles that are in
//! force, and the earliest of each group is kept (`groups`). The second pass writes the changes (`propose`). Everything
//! decided is a function of the articles and the rules: judging again gives the same, and applying that changes nothing.
//!
//! What is written before a run has proposed is seen by nobody, so a killed attempt begins anew; signatures that it
//! stored are not made again. Applying and undoing go on after the last chunk that was committed.

mod boilerplate;
mod groups;
mod normalise;
mod propose;
mod sign;
mod text_rules;

use domain::{
    cleaning_change, cleaning_rule_set,
    cleaning_run::{self, Model, Status},
    database::DatabaseTransaction,
    id::CleaningRunId,
    job::Kind,
};
use serde::{Deserialize, Serialize};

pub use self::text_rules::{Judged, Rules};
use crate::{Job, JobContext, JobEnd, JobError};

/// Judges articles by a rule set, puts the decisions in force, or takes them back: whatever its run stands at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CleanArticles {
    /// The cleaning run.
    pub cleaning_run_id: CleaningRunId,
}

impl Job for CleanArticles {
    const KIND: Kind = Kind::CleanArticles;

    async fn run(&self, context: &JobContext) -> Result<(), JobError> {
        let transaction = context.begin().await?;
        let Some(mut run) = cleaning_run::start(&transaction, self.cleaning_run_id).await? else { return Ok(()) };
        context.database.commit(transaction).await?;
        if run.status == Status::Running {
            let report = self.judge(context, &run).await?;
            let transaction = context.begin().await?;
            run = cleaning_run::propose(&transaction, run.id, &report).await?;
            if run.status == Status::Proposed {
                return Ok(context.complete(transaction).await?);
            }
            context.database.commit(transaction).await?;
        }
        move_decisions(context, run).await
    }

    async fn give_up(&self, transaction: &DatabaseTransaction, end: &JobEnd) -> domain::Result<()> {
        cleaning_run::give_up(transaction, self.cleaning_run_id, end).await
    }
}

impl CleanArticles {
    async fn judge(&self, context: &JobContext, run: &Model) -> Result<cleaning_run::Report, JobError> {
        self.forget(context).await?;
        let connection = context.database.connection();
        let rule_set = cleaning_rule_set::find(connection, run.rule_set_id).await?;
        let rules = Rules::new(rule_set.settings()?);
        let selection = run.selection()?;
        let signed = sign::sign(context, &selection, &rules).await?;
        let groups = groups::find(context, signed, &rules).await?;
        let proposal = propose::Proposal { run, rule_set_version: rule_set.version, rules: &rules, groups: &groups };
        proposal.write(context, &selection).await
    }

    /// Deletes what an attempt that didn't finish proposed.
    async fn forget(&self, context: &JobContext) -> Result<(), JobError> {
        loop {
            let transaction = context.begin().await?;
            let are_left = cleaning_change::remove_some(&transaction, self.cleaning_run_id).await?;
            context.database.commit_quietly(transaction).await?;
            if !are_left {
                return Ok(());
            }
            context.check()?;
        }
    }
}

/// Puts a run's decisions in force, or what was before them, chunk by chunk.
async fn move_decisions(context: &JobContext, mut run: Model) -> Result<(), JobError> {
    let total = run.change_count.max(1) as f64;
    let mut moved = 0;
    loop {
        let transaction = context.begin().await?;
        let reached = match run.status {
            Status::Undoing => cleaning_run::undo_chunk(&transaction, &run).await?,
            _ => cleaning_run::apply_chunk(&transaction, &run).await?,
        };
        if reached.is_none() {
            cleaning_run::finish(&transaction, &run).await?;
            return Ok(context.complete(transaction).await?);
        }
        context.database.commit_quietly(transaction).await?;
        fail::fail_point!("clean_articles::chunk_moved", |_| Err(JobError::transient("KILLED", "at a fail point")));
        run.cursor = reached;
        moved += cleaning_change::BATCH;
        let verb = if run.status == Status::Undoing { "taken back" } else { "applied" };
        context.progress(moved as f64 / total, format!("{moved} changes {verb}")).await?;
    }
}
