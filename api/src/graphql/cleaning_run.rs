//! Cleaning runs: articles judged by the rules, shown, applied, undone.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use domain::{
    cleaning_change, cleaning_run,
    event::Topic,
    id::CleaningRunId,
    job,
    page::{Direction, Order, Paging},
};
use futures::Stream;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    actor,
    cleaning_decision::{CleaningChange, CleaningChangeKind},
    cleaning_report::CleaningReport,
    cleaning_rule::{CleaningRule, CleaningRuleSet},
    cleaning_selection::{CleaningSelection, CleaningSelectionInput},
    connection::{self, Connection, cost},
    error::{self, Result},
    event, found,
    int64::Int64,
    job::Job,
    loaders, services,
};

pub struct CleaningRun(pub cleaning_run::Model);

impl From<cleaning_run::Model> for CleaningRun {
    fn from(model: cleaning_run::Model) -> Self {
        Self(model)
    }
}

/// Where a cleaning run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "cleaning_run::Status")]
pub enum CleaningRunStatus {
    /// It waits for a worker.
    Queued,
    /// It judges; what is in force stays as it is.
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
    /// Application or undoing stopped half-way: apply it to go on, or undo it.
    Interrupted,
    /// It couldn't judge; `error` says why.
    Failed,
    /// Somebody stopped it before it had judged.
    Cancelled,
}

/// Articles judged by a version of the cleaning rules: proposed first, then applied, and undone exactly.
#[Object]
impl CleaningRun {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Where it stands.
    async fn status(&self) -> CleaningRunStatus {
        self.0.status.into()
    }

    /// Which articles it judges.
    async fn selection(&self) -> Result<CleaningSelection> {
        Ok(self.0.selection()?.into())
    }

    /// Whether it is applied as soon as it has proposed.
    async fn applies_when_ready(&self) -> bool {
        self.0.applies_when_ready
    }

    /// What it found, once it has proposed.
    async fn report(&self) -> Result<Option<CleaningReport>> {
        Ok(self.0.report()?.map(CleaningReport))
    }

    /// Who asked for it.
    async fn requested_by(&self) -> &str {
        &self.0.requested_by
    }

    /// Why it failed or was interrupted, as a code.
    async fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Why it failed or was interrupted, as a sentence.
    async fn error(&self) -> Option<&str> {
        self.0.error.as_deref()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When it began to judge.
    async fn started_at(&self) -> Option<DateTime<Utc>> {
        self.0.started_at.map(|time| time.to_datetime())
    }

    /// When it had judged, or gave up.
    async fn finished_at(&self) -> Option<DateTime<Utc>> {
        self.0.finished_at.map(|time| time.to_datetime())
    }

    /// When it came in force.
    async fn applied_at(&self) -> Option<DateTime<Utc>> {
        self.0.applied_at.map(|time| time.to_datetime())
    }

    /// When it was taken back.
    async fn undone_at(&self) -> Option<DateTime<Utc>> {
        self.0.undone_at.map(|time| time.to_datetime())
    }

    /// The rules it judges by.
    async fn rule_set(&self, context: &Context<'_>) -> Result<CleaningRuleSet> {
        Ok(CleaningRuleSet(loaders(context).get(self.0.rule_set_id).await?))
    }

    /// What it would change, or has changed: samples, or all of it page by page.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "Relay's paging arguments are flat")]
    async fn changes(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only changes of this kind.")] kind: Option<CleaningChangeKind>,
        #[graphql(desc = "Only rejections by this rule.")] rule: Option<CleaningRule>,
    ) -> Result<Connection<CleaningChange>> {
        let filter = cleaning_change::Filter {
            cleaning_run_id: self.0.id,
            kind: kind.map(Into::into),
            rule: rule.map(Into::into),
        };
        let order = Order::by_unique(cleaning_change::Column::ArticleId, Direction::Ascending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(cleaning_change::Entity::find()), order, paging).await
    }

    /// The jobs that work for it, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn jobs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Job>> {
        let filter = job::Filter { subject_id: Some(self.0.id.0), ..Default::default() };
        let order = Order::by_unique(job::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list_of_row(context, filter.apply(job::Entity::find()), order, paging).await
    }
}

/// Which cleaning runs to list; every field that is set narrows the list.
#[derive(Default, InputObject)]
pub struct CleaningRunFilter {
    /// Only runs that stand here.
    status: Option<CleaningRunStatus>,
}

#[derive(Default)]
pub struct CleaningRunQuery;

#[Object]
impl CleaningRunQuery {
    /// Cleaning runs, newest first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn cleaning_runs(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
        #[graphql(desc = "Which runs.", default)] filter: CleaningRunFilter,
    ) -> Result<Connection<CleaningRun>> {
        let filter = cleaning_run::Filter { status: filter.status.map(Into::into), rule_set_id: None };
        let order = Order::by_unique(cleaning_run::Column::Id, Direction::Descending);
        let paging = Paging::new(first, after, last, before);
        connection::list(context, filter.apply(cleaning_run::Entity::find()), order, paging).await
    }

    /// The cleaning run with this id.
    async fn cleaning_run(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run's id.")] id: Uuid,
    ) -> Result<Option<CleaningRun>> {
        Ok(found(cleaning_run::find(super::connection(context), CleaningRunId(id)).await)?.map(CleaningRun))
    }
}

/// Articles to be cleaned.
#[derive(InputObject)]
pub struct CleanArticlesInput {
    /// Which articles; all if left out.
    #[graphql(default)]
    selection: CleaningSelectionInput,
    /// By which version of the rules; the newest if left out.
    rule_set_version: Option<i32>,
    /// Apply it as soon as it has proposed, without anybody looking.
    #[graphql(default)]
    applies_when_ready: bool,
}

#[derive(Default)]
pub struct CleaningRunMutation;

#[Object]
impl CleaningRunMutation {
    /// Queues a cleaning run and returns it. It proposes what would change; `applyCleaning` has that come in force.
    async fn clean_articles(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which articles, by which rules.")] input: CleanArticlesInput,
    ) -> Result<CleaningRun> {
        let new = cleaning_run::NewCleaning {
            selection: input.selection.into(),
            rule_set_version: input.rule_set_version,
            applies_when_ready: input.applies_when_ready,
            requested_by: actor(context),
        };
        let run = cleaning_run::request(&services(context).database, &new).await;
        Ok(CleaningRun(run.map_err(|error| error::in_input(as_client_calls_it(error)))?))
    }

    /// Has a proposed cleaning run come in force, or one that was interrupted go on, and returns it. Refused with
    /// `CONFLICT` if another run was applied or undone since it proposed.
    async fn apply_cleaning(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run's id.")] id: Uuid,
    ) -> Result<CleaningRun> {
        Ok(CleaningRun(cleaning_run::request_apply(&services(context).database, CleaningRunId(id)).await?))
    }

    /// Takes an applied cleaning run back, exactly, and returns it. Only the run applied last can be undone.
    async fn undo_cleaning(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run's id.")] id: Uuid,
    ) -> Result<CleaningRun> {
        Ok(CleaningRun(cleaning_run::request_undo(&services(context).database, CleaningRunId(id)).await?))
    }

    /// Stops what is being done of a cleaning run, within two seconds, and returns it as it stands.
    async fn cancel_cleaning(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The run's id.")] id: Uuid,
    ) -> Result<CleaningRun> {
        Ok(CleaningRun(cleaning_run::request_cancel(&services(context).database, CleaningRunId(id)).await?))
    }
}

/// The domain calls three fields otherwise.
fn as_client_calls_it(mut error: domain::Error) -> domain::Error {
    if let domain::Error::Invalid(fields) = &mut error {
        for field in fields {
            match field.field.as_str() {
                "selection.sources" => field.field = "selection.source_keys".into(),
                "selection.crawls" => field.field = "selection.crawl_ids".into(),
                "selection.imports" => field.field = "selection.import_ids".into(),
                _ => {}
            }
        }
    }
    error
}

/// A cleaning run moved.
#[derive(SimpleObject)]
pub struct CleaningEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// The run's id.
    cleaning_run_id: Uuid,
    /// Where it stood.
    status: CleaningRunStatus,
    /// Changes it proposes or has made.
    change_count: Int64,
    /// Why it failed or was interrupted, as a code.
    error_code: Option<String>,
    /// The same in words.
    error: Option<String>,
}

#[derive(Default)]
pub struct CleaningSubscription;

#[Subscription]
impl CleaningSubscription {
    /// What happens to cleaning runs, or to one of them; how far one is, its job's events tell.
    async fn cleaning_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this run.")] id: Option<Uuid>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<CleaningEvent>>> {
        event::follow(context, Topic::Cleaning, id, after, |event| {
            let change: cleaning_run::Change = serde_json::from_str(&event.payload)?;
            Ok(CleaningEvent {
                event_id: event::id(&event),
                at: event.created_at.to_datetime(),
                cleaning_run_id: change.cleaning_run_id.0,
                status: change.status.into(),
                change_count: Int64(change.change_count),
                error_code: change.error_code,
                error: change.error,
            })
        })
        .await
    }
}
