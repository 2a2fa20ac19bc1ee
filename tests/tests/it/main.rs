//! Everything together, one file a noun.

mod article;
mod article_import;
mod cli;
mod dataset;
mod deployment;
mod event;
mod feedback;
mod graphql;
mod migration;
mod queue;
mod server;
mod serving;
mod spine;
