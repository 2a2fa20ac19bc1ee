//! The GraphQL schema: one file a noun, each with its type, queries, mutations and subscription.
//!
//! In reading order: the ground first ([`error`], [`connection`], `loader`, `event`), then the nouns. Types wrap the
//! domain's; resolvers load, call one domain function, and return.
//!
//! Conventions: a lookup by id gives null when there is nothing, a mutation refuses with `NOT_FOUND`; a mutation that
//! starts work returns the row it made; times are UTC; durations and sizes have their unit in the name.

mod boundary; // around every request: its size, its loaders, its errors
pub mod connection; // pages of a list, Relay's way
mod document; // how much a document asks for
pub mod error; // the public error codes
mod event; // subscriptions: replay, then follow
mod int64; // numbers that Int can't hold
mod loader; // many rows at once

mod article;
mod article_event;
mod article_import;
mod base_model;
mod comparison; // two versions on the same rows
mod crawl;
mod dataset;
mod dataset_report;
mod dataset_row;
mod dataset_selection; // what a dataset takes
mod deployment;
mod evaluation;
mod evaluation_report; // what an evaluation measured
mod job;
mod label_set; // classes, as data
mod metrics;
mod model_variant; // which graph of a bundle computes
mod model_version;
mod prediction;
mod source;
mod sweep;
mod sweep_search; // what a sweep tries
mod training_curve; // steps and epochs
mod training_parameters;
mod training_run;
mod training_run_comparison;
mod usage;

use async_graphql::{Context, Enum, MergedObject, MergedSubscription, Schema as GraphQlSchema, SchemaBuilder};
use domain::page::Direction;

use crate::services::Services;
use loader::Loaders;

/// The schema the server answers with.
pub type Schema = GraphQlSchema<Query, Mutation, Subscription>;

/// The id of the request a document came with, as a value in the request's (or the connection's) data. It goes into
/// every error's extensions and into the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// Deepest nesting of fields.
const MAX_DEPTH: usize = 32;
/// Most fields in an answer, pages counted in full.
const MAX_COMPLEXITY: usize = 50_000;
/// Deepest nesting of the document itself.
const MAX_RECURSION: usize = 48;
/// Most directives on one field.
const MAX_DIRECTIVES: usize = 8;

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    error::ErrorQuery,
    event::EventQuery,
    label_set::LabelSetQuery,
    source::SourceQuery,
    crawl::CrawlQuery,
    article_import::ArticleImportQuery,
    article::ArticleQuery,
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
    prediction::PredictionQuery,
    usage::UsageQuery,
    job::JobQuery,
);

/// What can be changed. Fields of one document run one after the other.
#[derive(MergedObject, Default)]
pub struct Mutation(
    article_import::ArticleImportMutation,
    article::ArticleMutation,
    dataset::DatasetMutation,
    base_model::BaseModelMutation,
    training_run::TrainingRunMutation,
    evaluation::EvaluationMutation,
    sweep::SweepMutation,
    deployment::DeploymentMutation,
    prediction::PredictionMutation,
    job::JobMutation,
);

/// What can be watched. Every event has an id, ids grow, and `after` replays what came after one: a client that
/// reconnects with the last id it saw misses nothing and sees nothing twice, whichever process it reaches. Without
/// `after` a subscription starts now; with `after: "0"` it starts at the beginning.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    article_event::ArticleSubscription,
    dataset::DatasetSubscription,
    training_run::TrainingRunSubscription,
    evaluation::EvaluationSubscription,
    sweep::SweepSubscription,
    deployment::DeploymentSubscription,
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

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .limit_depth(MAX_DEPTH)
        .limit_complexity(MAX_COMPLEXITY)
        .limit_recursive_depth(MAX_RECURSION)
        .limit_directives(MAX_DIRECTIVES)
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

/// Who acts. Until members exist there is one: whoever reaches the loopback interface.
fn actor(_: &Context<'_>) -> String {
    "administrator".into()
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
