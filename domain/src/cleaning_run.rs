//! A cleaning run: articles judged by a rule set, shown before anything changes, then applied, and taken back exactly.
//!
//! A run first proposes: its changes are stored beside what is in force, which stays as it is. Applying puts the
//! proposed decisions in force, chunk by chunk; undoing puts back what was there before. Both set each article to a
//! value that is written down, so doing a chunk twice does nothing twice, and one that was killed half-way is finished
//! by the next attempt.
//!
//! What is in force is the pile of applied runs, of which the *head* names the top. A proposal holds against the top it
//! was made on: it is applied only while that is still on top, and only the top is undone.

mod head; // which run is in force
mod request; // what people ask for
mod selection; // which articles are judged
mod transition; // what the job reports

use sea_orm::{Select, entity::prelude::*};
use serde::{Deserialize, Serialize};

pub use head::{Head, head};
pub use request::{NewCleaning, enqueue, request, request_apply, request_cancel, request_undo};
pub use selection::{Candidate, Selection, candidates};
pub use transition::{apply_chunk, finish, give_up, propose, reopen, start, undo_chunk};

use crate::{
    Error, Result, Timestamp,
    cleaning_rule::Rule,
    event::{self, NewEvent, Topic},
    id::{ArticleId, CleaningRuleSetId, CleaningRunId},
};

/// A cleaning run.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cleaning_run")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CleaningRunId,
    /// The rules.
    pub rule_set_id: CleaningRuleSetId,
    /// Which articles, as JSON ([`Selection`]).
    pub selection: String,
    /// Whether it is applied as soon as it has proposed.
    pub applies_when_ready: bool,
    /// Where it stands.
    pub status: Status,
    /// If it is interrupted: from which status.
    pub interrupted: Option<Status>,
    /// The run that was on top when it proposed.
    pub base_run_id: Option<CleaningRunId>,
    /// The last article that the application, or its undoing, has reached.
    pub cursor: Option<ArticleId>,
    /// Articles judged.
    pub article_count: i64,
    /// Articles about which it would decide, or has decided, otherwise.
    pub change_count: i64,
    /// What it found, as JSON ([`Report`]).
    pub report: Option<String>,
    /// Who asked for it.
    pub requested_by: String,
    /// Why it failed, as a code.
    pub error_code: Option<String>,
    /// Why it failed, as a sentence.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it began to judge.
    pub started_at: Option<Timestamp>,
    /// When it had judged, or given up.
    pub finished_at: Option<Timestamp>,
    /// When it came in force.
    pub applied_at: Option<Timestamp>,
    /// When it was taken back.
    pub undone_at: Option<Timestamp>,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Where a cleaning run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::N(16))", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It waits for a worker.
    Queued,
    /// It judges.
    Running,
    /// It has judged; nothing has changed yet.
    Proposed,
    /// Its decisions are coming in force.
    Applying,
    /// Its decisions are in force.
    Applied,
    /// Its decisions are being taken back.
    Undoing,
    /// Its decisions were taken back.
    Undone,
    /// Application or undoing stopped half-way: go on with it, or undo.
    Interrupted,
    /// It couldn't judge.
    Failed,
    /// Somebody stopped it before it had judged.
    Cancelled,
}

/// What a run found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Articles judged.
    pub articles: u64,
    /// Of these, articles that are kept.
    pub kept: u64,
    /// Of these, articles that are rejected.
    pub rejected: u64,
    /// Of those kept, articles whose text differs from the raw one.
    pub text_changed: u64,
    /// Articles by the rule that rejects them, in the order of the rules; rules that reject none are listed with 0.
    pub by_rule: Vec<RuleCount>,
    /// Changes against what is in force, by kind.
    pub changes: ChangeCounts,
}

/// How many articles a rule rejects.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleCount {
    /// The rule.
    pub rule: Rule,
    /// Articles judged that it rejects.
    pub rejected: u64,
    /// Articles whose text it changes.
    pub text_changed: u64,
}

/// Changes against what is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeCounts {
    /// Articles that weren't decided about and are kept.
    pub kept: u64,
    /// Articles that were kept, or not decided about, and are rejected.
    pub rejected: u64,
    /// Articles that were rejected and are kept.
    pub restored: u64,
    /// Articles of which the reason, the evidence or the cleaned text is another.
    pub revised: u64,
}

impl ChangeCounts {
    /// All of them.
    pub fn total(self) -> u64 {
        self.kept + self.rejected + self.restored + self.revised
    }
}

impl Model {
    /// Which articles.
    pub fn selection(&self) -> Result<Selection> {
        Ok(serde_json::from_str(&self.selection)?)
    }

    /// What it found; `None` until it has proposed.
    pub fn report(&self) -> Result<Option<Report>> {
        Ok(self.report.as_deref().map(serde_json::from_str).transpose()?)
    }
}

/// What a watcher of a cleaning run is told, as the payload of an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the table documents them")]
pub struct Change {
    pub cleaning_run_id: CleaningRunId,
    pub status: Status,
    pub article_count: i64,
    pub change_count: i64,
    pub error_code: Option<String>,
    pub error: Option<String>,
}

/// Which runs to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only runs that stand here.
    pub status: Option<Status>,
    /// Only runs by these rules.
    pub rule_set_id: Option<CleaningRuleSetId>,
}

impl Filter {
    /// Narrows `select` to what the filter lets through.
    pub fn apply(self, mut select: Select<Entity>) -> Select<Entity> {
        if let Some(status) = self.status {
            select = select.filter(Column::Status.eq(status));
        }
        if let Some(rule_set_id) = self.rule_set_id {
            select = select.filter(Column::RuleSetId.eq(rule_set_id));
        }
        select
    }
}

/// The run `id`.
pub async fn find(connection: &impl ConnectionTrait, id: CleaningRunId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("cleaning run", id))
}

/// Those of `ids` that exist, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[CleaningRunId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

async fn announce(transaction: &impl ConnectionTrait, run: &Model) -> Result<()> {
    let change = Change {
        cleaning_run_id: run.id,
        status: run.status,
        article_count: run.article_count,
        change_count: run.change_count,
        error_code: run.error_code.clone(),
        error: run.error.clone(),
    };
    event::append(transaction, vec![NewEvent::new(Topic::Cleaning, run.id.0, &change)?]).await
}
