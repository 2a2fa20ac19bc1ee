//! Which handler runs which kind of job.

use std::{collections::HashMap, sync::Arc};

use domain::{
    database::DatabaseTransaction,
    job::{self, JobEnd, Kind},
};
use futures::future::BoxFuture;

use crate::{Job, JobContext, JobError};

/// The handlers a worker has, by kind. It claims no other jobs.
#[derive(Clone, Default)]
pub struct Registry {
    handlers: HashMap<Kind, Arc<dyn Handler>>,
}

impl Registry {
    /// No handlers.
    pub fn new() -> Self {
        Self::default()
    }

    /// With `J` for the jobs of its kind.
    #[must_use]
    pub fn with<J: Job>(mut self) -> Self {
        self.handlers.insert(J::KIND, Arc::new(Typed::<J>(std::marker::PhantomData)));
        self
    }

    /// The kinds that have a handler.
    pub fn kinds(&self) -> Vec<Kind> {
        self.handlers.keys().copied().collect()
    }

    pub(crate) fn handler(&self, kind: Kind) -> Option<Arc<dyn Handler>> {
        self.handlers.get(&kind).cloned()
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Registry").field(&self.kinds()).finish()
    }
}

/// A [`Job`] whose type is forgotten; it reads its payload itself.
pub(crate) trait Handler: Send + Sync {
    fn run<'a>(&'a self, payload: &'a str, context: &'a JobContext) -> BoxFuture<'a, Result<(), JobError>>;

    fn give_up<'a>(
        &'a self,
        transaction: &'a DatabaseTransaction,
        job: &'a job::Model,
        end: &'a JobEnd,
    ) -> BoxFuture<'a, domain::Result<()>>;
}

struct Typed<J>(std::marker::PhantomData<fn() -> J>);

impl<J: Job> Handler for Typed<J> {
    fn run<'a>(&'a self, payload: &'a str, context: &'a JobContext) -> BoxFuture<'a, Result<(), JobError>> {
        Box::pin(async move {
            let job: J = serde_json::from_str(payload)
                .map_err(|error| JobError::permanent("PAYLOAD", format!("the job's payload can't be read: {error}")))?;
            job.run(context).await
        })
    }

    fn give_up<'a>(
        &'a self,
        transaction: &'a DatabaseTransaction,
        job: &'a job::Model,
        end: &'a JobEnd,
    ) -> BoxFuture<'a, domain::Result<()>> {
        Box::pin(async move {
            match serde_json::from_str::<J>(&job.payload) {
                Ok(payload) => payload.give_up(transaction, end).await,
                Err(_) => job::close_subject(transaction, job, end).await,
            }
        })
    }
}
