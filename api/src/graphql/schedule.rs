//! Schedules: what is done by the clock.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use domain::{event::Topic, id::ScheduleId, schedule};
use futures::Stream;
use uuid::Uuid;

use super::{
    actor,
    error::{self, Result},
    event, found,
    schedule_action::{ScheduleAction, ScheduleActionInput},
    services,
};

/// Times to come that are shown.
const SHOWN_TIMES: usize = 5;

/// What becomes of a tick that nobody looked at in time, because no server ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "schedule::Missed")]
pub enum MissedTicks {
    /// They pass.
    Skip,
    /// They are made up for, once however many there were.
    RunOnce,
}

/// What became of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "schedule::Outcome")]
pub enum ScheduleOutcome {
    /// The action was started.
    Started,
    /// Nobody looked in time, and such ticks pass.
    Missed,
    /// What the tick before started was still at work.
    Overlapped,
    /// The action was refused; `lastError` says why.
    Refused,
}

pub struct Schedule(schedule::Model);

/// What is done by the clock, in Korean time. However many servers there are, a tick fires once.
#[Object]
impl Schedule {
    /// Its id.
    async fn id(&self) -> Uuid {
        self.0.id.0
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// When, in Korean time: minute, hour, day, month and weekday as cron has them.
    async fn cron(&self) -> &str {
        &self.0.cron
    }

    /// What it starts.
    async fn action(&self) -> Result<ScheduleAction> {
        ScheduleAction::of(self.0.action()?)
    }

    /// What becomes of ticks that nobody looked at in time.
    async fn missed(&self) -> MissedTicks {
        self.0.missed.into()
    }

    /// Whether it rests.
    async fn paused(&self) -> bool {
        self.0.paused
    }

    /// The next five times at which it fires; none while it rests.
    async fn next_times(&self) -> Result<Vec<DateTime<Utc>>> {
        if self.0.paused {
            return Ok(Vec::new());
        }
        Ok(self.0.next_times(SHOWN_TIMES)?.into_iter().map(|time| time.to_datetime()).collect())
    }

    /// When its last tick was.
    async fn last_at(&self) -> Option<DateTime<Utc>> {
        self.0.last_at.map(|time| time.to_datetime())
    }

    /// What became of that.
    async fn last_outcome(&self) -> Option<ScheduleOutcome> {
        self.0.last_outcome.map(Into::into)
    }

    /// Id of the row that it started last: a cleaning run, dataset, training run or pipeline run.
    async fn last_subject_id(&self) -> Option<Uuid> {
        self.0.last_subject_id
    }

    /// Why the last tick started nothing.
    async fn last_error(&self) -> Option<&str> {
        self.0.last_error.as_deref()
    }

    /// Who made it.
    async fn created_by(&self) -> &str {
        &self.0.created_by
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at.to_datetime()
    }

    /// When a person last changed it.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.updated_at.to_datetime()
    }
}

#[derive(Default)]
pub struct ScheduleQuery;

#[Object]
impl ScheduleQuery {
    /// All schedules, by name.
    async fn schedules(&self, context: &Context<'_>) -> Result<Vec<Schedule>> {
        Ok(schedule::all(super::connection(context)).await?.into_iter().map(Schedule).collect())
    }

    /// The schedule with this id.
    async fn schedule(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The schedule's id.")] id: Uuid,
    ) -> Result<Option<Schedule>> {
        Ok(found(schedule::find(super::connection(context), ScheduleId(id)).await)?.map(Schedule))
    }
}

/// A schedule to be made.
#[derive(InputObject)]
pub struct CreateScheduleInput {
    /// Its name, unique: 1 to 200 characters.
    name: String,
    /// When, in Korean time, as cron has it: "30 6 * * MON-FRI" is half past six on weekdays.
    cron: String,
    /// What it starts.
    action: ScheduleActionInput,
    /// What becomes of ticks that nobody looked at in time.
    #[graphql(default_with = "MissedTicks::RunOnce")]
    missed: MissedTicks,
}

/// What is to be different of a schedule; what is left out stays.
#[derive(InputObject)]
pub struct ChangeScheduleInput {
    /// The schedule's id.
    id: Uuid,
    /// Its name.
    name: Option<String>,
    /// When.
    cron: Option<String>,
    /// What it starts.
    action: Option<ScheduleActionInput>,
    /// What becomes of ticks that nobody looked at in time.
    missed: Option<MissedTicks>,
    /// Whether it rests. One that wakes fires from its next tick on.
    paused: Option<bool>,
}

#[derive(Default)]
pub struct ScheduleMutation;

#[Object]
impl ScheduleMutation {
    /// Makes a schedule and returns it.
    async fn create_schedule(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "When it starts what.")] input: CreateScheduleInput,
    ) -> Result<Schedule> {
        let new = schedule::NewSchedule {
            name: input.name,
            cron: input.cron,
            action: input.action.complete()?,
            missed: input.missed.into(),
            created_by: actor(context),
        };
        let created = schedule::create(&services(context).database, new).await;
        Ok(Schedule(created.map_err(error::in_input)?))
    }

    /// Changes, pauses or wakes a schedule and returns it.
    async fn change_schedule(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is to be different.")] input: ChangeScheduleInput,
    ) -> Result<Schedule> {
        let change = schedule::Change {
            name: input.name,
            cron: input.cron,
            action: input.action.map(ScheduleActionInput::complete).transpose()?,
            missed: input.missed.map(Into::into),
            paused: input.paused,
        };
        let changed = schedule::change(&services(context).database, ScheduleId(input.id), change).await;
        Ok(Schedule(changed.map_err(error::in_input)?))
    }

    /// Deletes a schedule and returns what it was. What it started goes on.
    async fn remove_schedule(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The schedule's id.")] id: Uuid,
    ) -> Result<Schedule> {
        Ok(Schedule(schedule::remove(&services(context).database, ScheduleId(id)).await?))
    }
}

/// A schedule fired, or was changed.
#[derive(SimpleObject)]
pub struct ScheduleEvent {
    /// Its place in the order of all events; give the last one seen as `after` to continue.
    event_id: ID,
    /// When it happened.
    at: DateTime<Utc>,
    /// The schedule's id.
    schedule_id: Uuid,
    /// Its name then.
    name: String,
    /// What happened: `created`, `changed`, `removed` or `fired`.
    kind: String,
    /// What became of the tick, if it fired.
    outcome: Option<ScheduleOutcome>,
    /// Id of the row that it started.
    subject_id: Option<Uuid>,
    /// Why it started nothing.
    error: Option<String>,
}

#[derive(Default)]
pub struct ScheduleSubscription;

#[Subscription]
impl ScheduleSubscription {
    /// What happens to schedules, or to one of them.
    async fn schedule_events(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Only this schedule.")] id: Option<Uuid>,
        #[graphql(desc = "Begin after this event; now, if left out.")] after: Option<ID>,
    ) -> Result<impl Stream<Item = Result<ScheduleEvent>>> {
        event::follow(context, Topic::Schedule, id, after, |event| {
            let told: schedule::Told = serde_json::from_str(&event.payload)?;
            Ok(ScheduleEvent {
                event_id: event::id(&event),
                at: event.created_at.to_datetime(),
                schedule_id: event.subject_id,
                name: told.name,
                kind: told.kind,
                outcome: told.outcome.map(Into::into),
                subject_id: told.subject_id,
                error: told.error,
            })
        })
        .await
    }
}
