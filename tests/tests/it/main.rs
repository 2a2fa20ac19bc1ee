//! Everything together, one file a noun.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as promised")]

mod api_token;
mod article;
mod article_import;
mod audit_entry;
mod base_model;
mod baseline;
mod cleaning_run;
mod cli;
mod crawl;
mod dataset;
mod deployment;
mod deployment_request;
mod evaluation;
mod event;
mod feedback;
mod fetch;
mod gate;
mod graphql;
mod host_turn;
mod member;
mod migration;
mod pipeline_run;
mod prediction;
mod queue;
mod relabelling;
mod schedule;
mod server;
mod serving;
mod session;
mod sign_in;
mod source;
mod spine;
mod subscription;
mod sweep;
mod takedown;
mod training_run;
mod trusted_document;
mod usage_history;
mod webhook;
