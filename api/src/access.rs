//! Who may have what: every field of the schema has its decision here, and nowhere else. Routes have theirs where the
//! router lists them.
//!
//! The gate enforces it before anything of a document is executed. A field that nobody has decided on is an
//! administrator's, and a test over the whole schema fails until somebody has.

use std::fmt;

use domain::member_role::Role;

/// Who may have a field or take a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not.
    Public,
    /// Every member.
    Viewer,
    /// Who changes data.
    Editor,
    /// Who trains and deploys.
    Trainer,
    /// Editors and trainers.
    Contributor,
    /// Administrators.
    Administrator,
}

impl Access {
    /// Whether somebody may who `allows` says of each role whether they may do what it may.
    pub fn is_given_to(self, allows: impl Fn(Role) -> bool) -> bool {
        match self {
            Self::Public => true,
            Self::Viewer => allows(Role::Viewer),
            Self::Editor => allows(Role::Editor),
            Self::Trainer => allows(Role::Trainer),
            Self::Contributor => allows(Role::Editor) || allows(Role::Trainer),
            Self::Administrator => allows(Role::Administrator),
        }
    }
}

impl fmt::Display for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Public => "anybody",
            Self::Viewer => "a member",
            Self::Editor => "an editor",
            Self::Trainer => "a trainer",
            Self::Contributor => "an editor or a trainer",
            Self::Administrator => "an administrator",
        })
    }
}

/// What a field is that nobody has decided on.
pub const UNDECIDED: Access = Administrator;

/// Who may have a field; `None` if nobody has decided.
pub fn of(ty: &str, field: &str) -> Option<Access> {
    if let Some((.., access)) = FIELDS.iter().find(|(of, name, _)| (*of, *name) == (ty, field)) {
        return Some(*access);
    }
    // A list's page is as public as what it lists.
    let noun = ty.strip_suffix("Connection").or_else(|| ty.strip_suffix("Edge")).unwrap_or(ty);
    TYPES.iter().find(|(name, _)| *name == noun).map(|(_, access)| *access)
}

use Access::{Administrator, Contributor, Editor, Public, Trainer, Viewer};

/// All fields of a type, but for those of [`FIELDS`].
const TYPES: &[(&str, Access)] = &[
    ("ApiToken", Viewer),
    ("Article", Viewer),
    ("ArticleEvent", Viewer),
    ("ArticleImport", Viewer),
    ("ArticleLabelled", Viewer),
    ("ArticleTakenDown", Viewer),
    ("ArticlesImported", Viewer),
    ("ArticlesRelabelled", Viewer),
    ("Attributions", Public),
    ("AuditEntry", Administrator),
    ("BaseModel", Viewer),
    ("BaseModelKeyReport", Viewer),
    ("BaselineRegistered", Viewer),
    ("ClassComparison", Viewer),
    ("ClassCount", Viewer),
    ("ClassMetrics", Public),
    ("ClassProbability", Public),
    ("ClassShare", Viewer),
    ("CleaningChange", Viewer),
    ("CleaningChangeCounts", Viewer),
    ("CleaningDecision", Viewer),
    ("CleaningEvent", Viewer),
    ("CleaningEvidence", Viewer),
    ("CleaningReport", Viewer),
    ("CleaningRuleCount", Viewer),
    ("CleaningRuleSet", Viewer),
    ("CleaningRuleSetting", Viewer),
    ("CleaningRun", Viewer),
    ("CleaningSelection", Viewer),
    ("CleaningTextDiff", Viewer),
    ("CleaningThreshold", Viewer),
    ("ComparedTrainingRun", Viewer),
    ("CoveragePoint", Public),
    ("Crawl", Viewer),
    ("CrawlEvent", Viewer),
    ("CrawlFieldCoverage", Viewer),
    ("CrawlHealth", Viewer),
    ("CrawlHealthReason", Viewer),
    ("CrawlMoved", Viewer),
    ("CrawlPage", Viewer),
    ("CrawlPageFailed", Viewer),
    ("CrawlProgressed", Viewer),
    ("CrawlSectionProgress", Viewer),
    ("CrawlYield", Viewer),
    ("CreatedApiToken", Viewer),
    ("Dataset", Viewer),
    ("DatasetEvent", Viewer),
    ("DatasetMoved", Viewer),
    ("DatasetPreview", Viewer),
    ("DatasetReport", Viewer),
    ("DatasetRow", Viewer),
    ("DatasetSelection", Viewer),
    ("Deployment", Public),
    ("DeploymentEvent", Viewer),
    ("DeploymentRequest", Viewer),
    ("DeploymentRequestEvent", Viewer),
    ("DifferenceInterval", Viewer),
    ("DuplicateReport", Viewer),
    ("Evaluation", Viewer),
    ("EvaluationCalibration", Viewer),
    ("EvaluationEvent", Viewer),
    ("EvaluationMetrics", Public),
    ("EvaluationMistake", Viewer),
    ("EvaluationMoved", Viewer),
    ("EvaluationSlice", Viewer),
    ("Feedback", Public),
    ("ImportRefusal", Viewer),
    ("Invitation", Administrator),
    ("InvitedMember", Administrator),
    ("Job", Viewer),
    ("JobEvent", Viewer),
    ("JobMoved", Viewer),
    ("LabelChange", Viewer),
    ("LabelClass", Public),
    ("LabelSet", Public),
    ("LargeCluster", Viewer),
    ("LeakReport", Viewer),
    ("LengthBin", Viewer),
    ("LossCurve", Viewer),
    ("McNemarTest", Viewer),
    ("Me", Public),
    ("Member", Viewer),
    ("ModelCalibration", Public),
    ("ModelFile", Viewer),
    ("ModelUsage", Viewer),
    ("ModelVersion", Public),
    ("ModelVersionComparison", Viewer),
    ("ModelVersionRegistered", Viewer),
    ("PageInfo", Public),
    ("ParameterDifference", Viewer),
    ("ParityProof", Public),
    ("PipelineCleaning", Viewer),
    ("PipelineCrawl", Viewer),
    ("PipelineEvent", Viewer),
    ("PipelinePlan", Viewer),
    ("PipelineRun", Viewer),
    ("PipelineStep", Viewer),
    ("PipelineStepMoved", Viewer),
    ("PipelineTraining", Viewer),
    ("Prediction", Public),
    ("PredictionTiming", Public),
    ("PreviewedClass", Viewer),
    ("Quantisation", Viewer),
    ("QuantisationFlip", Viewer),
    ("RelabelledPrediction", Viewer),
    ("Relabelling", Viewer),
    ("ReliabilityBin", Public),
    ("RowFlip", Viewer),
    ("Schedule", Viewer),
    ("ScheduleEvent", Viewer),
    ("ScheduledCleaning", Viewer),
    ("ScheduledDataset", Viewer),
    ("ScheduledPipeline", Viewer),
    ("ScheduledTraining", Viewer),
    ("SelectorTrial", Editor),
    ("Session", Viewer),
    ("Settings", Viewer),
    ("SignInWay", Public),
    ("SimilarArticle", Viewer),
    ("SimilarArticles", Viewer),
    ("Source", Viewer),
    ("SourceDefinition", Viewer),
    ("SourcePermission", Viewer),
    ("SourceSection", Viewer),
    ("SplitRatios", Viewer),
    ("Sweep", Viewer),
    ("SweepDecision", Viewer),
    ("SweepDimension", Viewer),
    ("SweepEvent", Viewer),
    ("SweepMoved", Viewer),
    ("SweepRunEnded", Viewer),
    ("SweepRunLaunched", Viewer),
    ("SweepRunStopped", Viewer),
    ("SweepSetting", Viewer),
    ("SweepStopping", Viewer),
    ("SweepStrategy", Viewer),
    ("SweepTrial", Viewer),
    ("Takedown", Viewer),
    ("TextDiff", Viewer),
    ("TrainingEpoch", Viewer),
    ("TrainingParameterRange", Viewer),
    ("TrainingParameters", Viewer),
    ("TrainingRun", Viewer),
    ("TrainingRunComparison", Viewer),
    ("TrainingRunEvent", Viewer),
    ("TrainingRunMoved", Viewer),
    ("TrainingRunResumed", Viewer),
    ("TrainingSetting", Viewer),
    ("TrainingStep", Viewer),
    ("Webhook", Administrator),
    ("WebhookDelivery", Administrator),
    ("WebhookWithSecret", Administrator),
    ("UsagePiece", Viewer),
    ("WordAttribution", Public),
];

/// Fields of the three roots, and those that differ from the rest of their type.
const FIELDS: &[(&str, &str, Access)] = &[
    ("Query", "errorCodes", Public),
    ("Query", "lastEventId", Viewer),
    ("Query", "labelSets", Public),
    ("Query", "labelSet", Public),
    ("Query", "sources", Viewer),
    ("Query", "source", Viewer),
    ("Query", "crawls", Viewer),
    ("Query", "crawl", Viewer),
    ("Query", "articleImports", Viewer),
    ("Query", "articleImport", Viewer),
    ("Query", "articles", Viewer),
    ("Query", "article", Viewer),
    ("Query", "datasets", Viewer),
    ("Query", "dataset", Viewer),
    ("Query", "datasetPreview", Viewer),
    ("Query", "baseModels", Viewer),
    ("Query", "baseModel", Viewer),
    ("Query", "trainingParameterRanges", Viewer),
    ("Query", "trainingBaseModels", Viewer),
    ("Query", "trainingRuns", Viewer),
    ("Query", "trainingRun", Viewer),
    ("Query", "compareTrainingRuns", Viewer),
    ("Query", "sweeps", Viewer),
    ("Query", "sweep", Viewer),
    ("Query", "modelVersions", Viewer),
    ("Query", "modelVersion", Public),
    ("Query", "evaluations", Viewer),
    ("Query", "evaluation", Viewer),
    ("Query", "compareModelVersions", Viewer),
    ("Query", "deployments", Viewer),
    ("Query", "activeDeployment", Public),
    ("Query", "deploymentAt", Viewer),
    ("Query", "predictions", Viewer),
    ("Query", "prediction", Viewer),
    ("Query", "predictionAttributions", Public),
    ("Query", "modelUsage", Viewer),
    ("Query", "usageHistory", Viewer),
    ("Query", "jobs", Viewer),
    ("Query", "job", Viewer),
    ("Query", "crawlPage", Viewer),
    ("Query", "me", Public),
    ("Query", "signInWay", Public),
    ("Query", "mySessions", Viewer),
    ("Query", "members", Administrator),
    ("Query", "member", Administrator),
    ("Query", "invitations", Administrator),
    ("Query", "apiTokens", Viewer),
    ("Query", "auditEntries", Administrator),
    ("Query", "settings", Viewer),
    ("Query", "deploymentRequests", Viewer),
    ("Query", "webhooks", Administrator),
    ("Query", "webhook", Administrator),
    ("Query", "webhookDeliveries", Administrator),
    ("Query", "webhookDelivery", Administrator),
    ("Query", "relabellings", Viewer),
    ("Query", "takedowns", Viewer),
    ("Query", "cleaningRuleSets", Viewer),
    ("Query", "usualCleaningRules", Viewer),
    ("Query", "cleaningRuns", Viewer),
    ("Query", "cleaningRun", Viewer),
    ("Query", "pipelineRuns", Viewer),
    ("Query", "pipelineRun", Viewer),
    ("Query", "schedules", Viewer),
    ("Query", "schedule", Viewer),
    ("Mutation", "importArticles", Editor),
    ("Mutation", "labelArticle", Editor),
    ("Mutation", "buildDataset", Editor),
    ("Mutation", "addBaseModel", Trainer),
    ("Mutation", "removeBaseModel", Trainer),
    ("Mutation", "startTrainingRun", Trainer),
    ("Mutation", "cancelTrainingRun", Trainer),
    ("Mutation", "resumeTrainingRun", Trainer),
    ("Mutation", "evaluateModelVersion", Trainer),
    ("Mutation", "cancelEvaluation", Trainer),
    ("Mutation", "startSweep", Trainer),
    ("Mutation", "cancelSweep", Trainer),
    ("Mutation", "deployModelVersion", Trainer),
    ("Mutation", "rollbackDeployment", Trainer),
    ("Mutation", "predict", Public),
    ("Mutation", "predictBatch", Public),
    ("Mutation", "giveFeedback", Public),
    ("Mutation", "retryJob", Contributor),
    ("Mutation", "cancelJob", Contributor),
    ("Mutation", "createSource", Editor),
    ("Mutation", "updateSource", Editor),
    ("Mutation", "recordSourcePermission", Administrator),
    ("Mutation", "revokeSourcePermission", Administrator),
    ("Mutation", "trySelector", Editor),
    ("Mutation", "startCrawl", Editor),
    ("Mutation", "pauseCrawl", Editor),
    ("Mutation", "resumeCrawl", Editor),
    ("Mutation", "cancelCrawl", Editor),
    ("Mutation", "acceptCrawl", Editor),
    ("Mutation", "reExtractCrawl", Editor),
    ("Mutation", "signOutSession", Viewer),
    ("Mutation", "signOutEverywhere", Viewer),
    ("Mutation", "setMemberRole", Administrator),
    ("Mutation", "suspendMember", Administrator),
    ("Mutation", "reinstateMember", Administrator),
    ("Mutation", "inviteMember", Administrator),
    ("Mutation", "revokeInvitation", Administrator),
    ("Mutation", "createApiToken", Viewer),
    ("Mutation", "revokeApiToken", Viewer),
    ("Mutation", "setFourEyes", Administrator),
    ("Mutation", "requestDeployment", Trainer),
    ("Mutation", "approveDeployment", Trainer),
    ("Mutation", "rejectDeployment", Trainer),
    ("Mutation", "createWebhook", Administrator),
    ("Mutation", "updateWebhook", Administrator),
    ("Mutation", "deleteWebhook", Administrator),
    ("Mutation", "rotateWebhookSecret", Administrator),
    ("Mutation", "testWebhook", Administrator),
    ("Mutation", "replayWebhookDelivery", Administrator),
    ("Mutation", "relabelArticles", Editor),
    ("Mutation", "undoRelabelling", Editor),
    ("Mutation", "unlabelArticle", Editor),
    ("Mutation", "relabelPrediction", Editor),
    ("Mutation", "takeDownArticle", Editor),
    ("Mutation", "changeCleaningRules", Editor),
    ("Mutation", "cleanArticles", Editor),
    ("Mutation", "applyCleaning", Editor),
    ("Mutation", "undoCleaning", Editor),
    ("Mutation", "cancelCleaning", Editor),
    ("Mutation", "startPipelineRun", Trainer),
    ("Mutation", "cancelPipelineRun", Trainer),
    ("Mutation", "retryPipelineRun", Trainer),
    ("Mutation", "createSchedule", Contributor),
    ("Mutation", "changeSchedule", Contributor),
    ("Mutation", "removeSchedule", Contributor),
    ("Subscription", "articleEvents", Viewer),
    ("Subscription", "datasetEvents", Viewer),
    ("Subscription", "trainingRunEvents", Viewer),
    ("Subscription", "evaluationEvents", Viewer),
    ("Subscription", "sweepEvents", Viewer),
    ("Subscription", "deploymentEvents", Viewer),
    ("Subscription", "deploymentRequestEvents", Viewer),
    ("Subscription", "jobEvents", Viewer),
    ("Subscription", "crawlEvents", Viewer),
    ("Subscription", "cleaningEvents", Viewer),
    ("Subscription", "pipelineEvents", Viewer),
    ("Subscription", "scheduleEvents", Viewer),
    // A stranger asks who they are, and is told nobody.
    ("Member", "id", Public),
    ("Member", "name", Public),
    ("Member", "role", Public),
    // What serves is public; who decided that, and why, isn't.
    ("Deployment", "actor", Viewer),
    ("Deployment", "reason", Viewer),
    ("Deployment", "fromVersion", Viewer),
    ("ModelVersion", "trainingRun", Viewer),
    ("ModelVersion", "evaluations", Viewer),
    ("ModelVersion", "deployments", Viewer),
    ("ModelVersion", "predictions", Viewer),
    ("ModelVersion", "files", Viewer),
    ("ModelVersion", "quantisation", Viewer),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{gate::Shape, graphql};

    #[test]
    fn every_field_of_the_schema_has_a_decision_and_no_decision_is_about_nothing() {
        let shape = Shape::of(&graphql::sdl()).unwrap();
        let mut undecided: Vec<_> = shape
            .fields()
            .filter(|(ty, field)| of(ty, field).is_none())
            .map(|(ty, field)| format!("{ty}.{field}"))
            .collect();
        undecided.sort();
        assert!(undecided.is_empty(), "decide in api/src/access.rs who may have {}", undecided.join(", "));

        let there: HashSet<(&str, &str)> = shape.fields().collect();
        for (ty, field, _) in FIELDS {
            assert!(there.contains(&(*ty, *field)), "there is no {ty}.{field}");
        }
        for (ty, _) in TYPES {
            assert!(there.iter().any(|(of, _)| of == ty), "there is no type {ty}");
        }
        let (mut fields, mut types) = (HashSet::new(), HashSet::new());
        assert!(FIELDS.iter().all(|(ty, field, _)| fields.insert((ty, field))), "a field is decided on twice");
        assert!(TYPES.iter().all(|(ty, _)| types.insert(ty)), "a type is decided on twice");
        assert!(
            ["Query", "Mutation", "Subscription"].iter().all(|root| !types.contains(root)),
            "roots are decided field by field"
        );
    }

    #[test]
    fn strangers_may_predict_judge_and_see_what_serves() {
        let open: HashSet<_> = FIELDS
            .iter()
            .filter(|(ty, _, access)| ["Query", "Mutation", "Subscription"].contains(ty) && *access == Public)
            .map(|(_, field, _)| *field)
            .collect();
        let expected = [
            "errorCodes",
            "labelSets",
            "labelSet",
            "modelVersion",
            "activeDeployment",
            "me",
            "signInWay",
            "predictionAttributions",
            "predict",
            "predictBatch",
            "giveFeedback",
        ];
        assert_eq!(open, expected.into());
    }

    #[test]
    fn a_role_has_what_it_needs_and_no_more() {
        use Role as R;
        let all = [None, Some(R::Viewer), Some(R::Editor), Some(R::Trainer), Some(R::Administrator)];
        for (access, given) in [
            (Public, [true, true, true, true, true]),
            (Viewer, [false, true, true, true, true]),
            (Editor, [false, false, true, false, true]),
            (Trainer, [false, false, false, true, true]),
            (Contributor, [false, false, true, true, true]),
            (Administrator, [false, false, false, false, true]),
        ] {
            let found =
                all.map(|role: Option<R>| access.is_given_to(|needed| role.is_some_and(|role| role.allows(needed))));
            assert_eq!(found, given, "{access}");
        }
    }
}
