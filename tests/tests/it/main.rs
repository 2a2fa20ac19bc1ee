//! Everything together, one file a noun.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as promised")]

mod article;
mod article_import;
mod base_model;
mod cli;
mod dataset;
mod deployment;
mod evaluation;
mod event;
mod feedback;
mod graphql;
mod migration;
mod queue;
mod server;
mod serving;
mod spine;
mod subscription;
mod sweep;
mod training_run;
