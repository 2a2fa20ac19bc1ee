//! That what cleaning decided is one whole while a dataset is built from it.

use domain::{
    cleaning_rule_set,
    cleaning_run::{self, Head},
    database::DatabaseTransaction,
    dataset::Selection,
};

use crate::{JobContext, JobError};

/// What of cleaning is in force, if only what it keeps is taken.
pub(super) struct Cleaning {
    head: Option<Head>,
    /// The version of the rules that are in force.
    pub(super) rule_set_version: Option<i32>,
}

impl Cleaning {
    /// What is in force now.
    ///
    /// # Errors
    /// `CLEANING_UNDER_WAY` while a cleaning run is being applied or undone.
    pub(super) async fn of(context: &JobContext, selection: &Selection) -> Result<Self, JobError> {
        if selection.only_clean != Some(true) {
            return Ok(Self { head: None, rule_set_version: None });
        }
        let connection = context.database.connection();
        let head = cleaning_run::head(connection).await?;
        if head.busy.is_some() {
            return Err(under_way());
        }
        let mut rule_set_version = None;
        if let Some(applied) = head.applied {
            let run = cleaning_run::find(connection, applied).await?;
            rule_set_version = Some(cleaning_rule_set::find(connection, run.rule_set_id).await?.version);
        }
        Ok(Self { head: Some(head), rule_set_version })
    }

    /// Refuses to seal what was chosen under other decisions than those in force.
    pub(super) async fn check_unchanged(&self, transaction: &DatabaseTransaction) -> Result<(), JobError> {
        match self.head {
            Some(head) if cleaning_run::head(transaction).await? != head => Err(under_way()),
            _ => Ok(()),
        }
    }
}

fn under_way() -> JobError {
    let message =
        "a cleaning run is being applied or undone; the dataset is built again when it is done, or retry it later";
    JobError::transient("CLEANING_UNDER_WAY", message)
}
