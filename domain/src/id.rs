//! One type an id, so that no id can stand where another is meant. All are UUID v7: sorted by creation.

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, later in order than all made before it in this process.
            #[expect(clippy::new_without_default, reason = "a default id would not be one id")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )* };
}

ids! {
    /// Names a label set.
    LabelSetId,
    /// Names a class of a label set.
    LabelClassId,
    /// Names a source.
    SourceId,
    /// Names a version of a source's definition.
    SourceDefinitionId,
    /// Names a permission to crawl a source.
    SourcePermissionId,
    /// Names a crawl.
    CrawlId,
    /// Names a page of a crawl.
    CrawlPageId,
    /// Names an import.
    ArticleImportId,
    /// Names an article.
    ArticleId,
    /// Names a version of the cleaning rules.
    CleaningRuleSetId,
    /// Names a cleaning run.
    CleaningRunId,
    /// Names a relabelling.
    RelabellingId,
    /// Names a takedown.
    TakedownId,
    /// Names a schedule.
    ScheduleId,
    /// Names a pipeline run.
    PipelineRunId,
    /// Names a dataset.
    DatasetId,
    /// Names a base model.
    BaseModelId,
    /// Names a sweep.
    SweepId,
    /// Names a training run.
    TrainingRunId,
    /// Names a model version.
    ModelVersionId,
    /// Names an evaluation.
    EvaluationId,
    /// Names a row of the deployment ledger.
    DeploymentId,
    /// Names a prediction.
    PredictionId,
    /// Names a reader's feedback.
    FeedbackId,
    /// Names a member.
    MemberId,
    /// Names an invitation.
    InvitationId,
    /// Names a session.
    SessionId,
    /// Names an API token.
    ApiTokenId,
    /// Names a deployment that waits for a second person.
    DeploymentRequestId,
    /// Names a webhook.
    WebhookId,
    /// Names a message to a webhook.
    WebhookDeliveryId,
    /// Names a job.
    JobId,
    /// Names a worker, new at every start.
    WorkerId,
    /// Names a schedule.
    JobScheduleId,
}
