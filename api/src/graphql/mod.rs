//! The GraphQL schema: one file a noun, each with its type, queries, mutations and subscription.
//!
//! In reading order: the ground first ([`error`], [`connection`], `loader`, `event`), then the nouns. Types wrap the
//! domain's; resolvers load, call one domain function, and return.
//!
//! Conventions: a lookup by id gives null when there is nothing, a mutation refuses with `NOT_FOUND`; a mutation that
//! starts work returns the row it made; times are UTC; durations and sizes have their unit in the name.

mod boundary; // around every request: its size, its loaders, its errors
pub mod connection; // pages of a list, Relay's way
pub mod error; // the public error codes
mod event; // subscriptions: replay, then follow
mod int64; // numbers that Int can't hold
mod loader; // many rows at once

mod api_token;
mod article;
mod article_event;
mod article_import;
mod attribution; // which words an answer rests on
mod audit_entry;
mod base_model;
mod cleaning_decision;
mod cleaning_report; // what a cleaning run found
mod cleaning_rule;
mod cleaning_run;
mod cleaning_selection; // what a cleaning run judges
mod comparison; // two versions on the same rows
mod crawl;
mod crawl_event; // what happens to crawls
mod crawl_health; // how well they went
mod crawl_page;
mod dataset;
mod dataset_preview; // what it would hold
mod dataset_report;
mod dataset_row;
mod dataset_selection; // what a dataset takes
mod deployment;
mod deployment_request;
mod evaluation;
mod evaluation_event;
mod evaluation_report; // what an evaluation measured
mod feedback; // what readers say of predictions
mod invitation;
mod job;
mod label_set; // classes, as data
mod member;
mod metrics;
mod model_bundle; // its files, and what its 8-bit weights cost
mod model_variant; // which graph of a bundle computes
mod model_version;
mod pipeline_plan; // what a pipeline run does
mod pipeline_run;
mod prediction;
mod relabelling;
mod schedule;
mod schedule_action; // what a schedule starts
mod session;
mod setting;
mod source;
mod source_definition; // versions, permissions, trials
mod sweep;
mod sweep_event;
mod sweep_search; // what a sweep tries
mod takedown;
mod text_diff;
mod training_curve; // steps and epochs
mod training_parameters;
mod training_run;
mod training_run_comparison;
mod training_run_event; // what happens to them
mod usage;
mod webhook;
mod webhook_delivery;

use std::sync::LazyLock;

use async_graphql::{Context, Enum, MergedObject, MergedSubscription, Schema as GraphQlSchema, SchemaBuilder};
use domain::{member_role::Role, page::Direction};

use crate::{
    caller::{Caller, MemberIdentity},
    cost, gate,
    services::Services,
};
use loader::Loaders;

/// The schema the server answers with.
pub type Schema = GraphQlSchema<Query, Mutation, Subscription>;

/// The id of the request a document came with, as a value in the request's (or the connection's) data. It goes into
/// every error's extensions and into the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// Most fields in an answer, pages counted in full, that any role may be given.
const MAX_COMPLEXITY: usize = cost::MAX_BUDGET;
/// Deepest nesting of the document itself; the gate has refused what is deeper than it allows.
const MAX_RECURSION: usize = 2 * gate::MAX_NESTING;

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    error::ErrorQuery,
    event::EventQuery,
    label_set::LabelSetQuery,
    source::SourceQuery,
    crawl::CrawlQuery,
    crawl_page::CrawlPageQuery,
    article_import::ArticleImportQuery,
    article::ArticleQuery,
    relabelling::RelabellingQuery,
    takedown::TakedownQuery,
    cleaning_rule::CleaningRuleQuery,
    cleaning_run::CleaningRunQuery,
    dataset::DatasetQuery,
    base_model::BaseModelQuery,
    training_parameters::TrainingParametersQuery,
    training_run::TrainingRunQuery,
    training_run_comparison::TrainingRunComparisonQuery,
    sweep::SweepQuery,
    model_version::ModelVersionQuery,
    evaluation::EvaluationQuery,
    comparison::ComparisonQuery,
    deployment::DeploymentQuery,
    pipeline_run::PipelineRunQuery,
    schedule::ScheduleQuery,
    prediction::PredictionQuery,
    attribution::AttributionQuery,
    usage::UsageQuery,
    job::JobQuery,
    session::SessionQuery,
    member::MemberQuery,
    invitation::InvitationQuery,
    api_token::ApiTokenQuery,
    audit_entry::AuditEntryQuery,
    setting::SettingQuery,
    deployment_request::DeploymentRequestQuery,
    webhook::WebhookQuery,
    webhook_delivery::WebhookDeliveryQuery,
);

/// What can be changed. Fields of one document run one after the other.
#[derive(MergedObject, Default)]
pub struct Mutation(
    source_definition::SourceMutation,
    crawl::CrawlMutation,
    article_import::ArticleImportMutation,
    article::ArticleMutation,
    relabelling::RelabellingMutation,
    takedown::TakedownMutation,
    cleaning_rule::CleaningRuleMutation,
    cleaning_run::CleaningRunMutation,
    dataset::DatasetMutation,
    base_model::BaseModelMutation,
    training_run::TrainingRunMutation,
    evaluation::EvaluationMutation,
    sweep::SweepMutation,
    pipeline_run::PipelineRunMutation,
    schedule::ScheduleMutation,
    deployment::DeploymentMutation,
    prediction::PredictionMutation,
    job::JobMutation,
    session::SessionMutation,
    member::MemberMutation,
    invitation::InvitationMutation,
    api_token::ApiTokenMutation,
    setting::SettingMutation,
    deployment_request::DeploymentRequestMutation,
    webhook::WebhookMutation,
    webhook_delivery::WebhookDeliveryMutation,
);

/// What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
/// reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
/// `after` a subscription starts now; with `after: "0"` it starts at the beginning.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    article_event::ArticleSubscription,
    crawl_event::CrawlSubscription,
    cleaning_run::CleaningSubscription,
    dataset::DatasetSubscription,
    training_run_event::TrainingRunSubscription,
    evaluation_event::EvaluationSubscription,
    sweep_event::SweepSubscription,
    pipeline_run::PipelineSubscription,
    schedule::ScheduleSubscription,
    deployment::DeploymentSubscription,
    deployment_request::DeploymentRequestSubscription,
    job::JobSubscription,
);

/// The schema over these services.
pub fn schema(services: Services) -> Schema {
    builder().extension(boundary::RequestBoundary).data(services).finish()
}

/// The schema in GraphQL's schema definition language, as `schema.graphql` holds it.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().use_space_ident().include_specified_by();
    builder().finish().sdl_with_options(options)
}

/// What documents are checked against before they are executed.
fn shape() -> &'static gate::Shape {
    static SHAPE: LazyLock<gate::Shape> =
        LazyLock::new(|| gate::Shape::of(&sdl()).expect("async-graphql prints schemas that it can read"));
    &SHAPE
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .limit_complexity(MAX_COMPLEXITY)
        .limit_recursive_depth(MAX_RECURSION)
}

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Direction")]
pub enum SortDirection {
    /// Smallest, oldest or first in the alphabet comes first.
    Ascending,
    /// Largest, newest or last in the alphabet comes first.
    Descending,
}

fn services<'a>(context: &Context<'a>) -> &'a Services {
    context.data_unchecked()
}

fn connection<'a>(context: &Context<'a>) -> &'a sea_orm::DatabaseConnection {
    services(context).database.connection()
}

fn loaders<'a>(context: &Context<'a>) -> &'a Loaders {
    context.data_unchecked()
}

/// Who asks; somebody who isn't signed in, where no request came by the network.
fn caller(context: &Context<'_>) -> Caller {
    let known = context.data_opt::<Caller>().cloned();
    known.unwrap_or_else(|| Caller::anonymous(std::net::Ipv4Addr::UNSPECIFIED.into()))
}

/// The name under which the caller acts.
fn actor(context: &Context<'_>) -> String {
    caller(context).name().to_owned()
}

/// The member who asks.
fn member_who_asks(context: &Context<'_>) -> error::Result<MemberIdentity> {
    caller(context).member.ok_or_else(error::Failure::unauthenticated)
}

/// Refuses callers who may not do what needs `needed`.
fn require(context: &Context<'_>, needed: Role) -> error::Result<()> {
    let caller = caller(context);
    match caller.member {
        _ if caller.allows(needed) => Ok(()),
        Some(_) => Err(error::Failure::forbidden(format!("this needs the role {needed}"))),
        None => Err(error::Failure::unauthenticated()),
    }
}

/// What a lookup found: null rather than an error when there is nothing.
fn found<T>(result: domain::Result<T>) -> error::Result<Option<T>> {
    match result {
        Ok(row) => Ok(Some(row)),
        Err(domain::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests;
