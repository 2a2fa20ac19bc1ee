//! Gisa's server: GraphQL over HTTP and WebSocket, the live classifier, and what it takes to watch them.
//!
//! In reading order:

#![recursion_limit = "256"] // the merged query root is a deep type

pub mod configuration; // every setting, read once
pub mod page_trial; // a definition on a single page
pub mod services; // what resolvers and routes reach for

pub mod caller; // who asks
pub mod live_credentials;
pub mod session_key; // what signs their sessions
pub mod sign_in; // how people get in // what tells connections that theirs has ended

pub mod classifier; // the model in service: batches, swaps, follows the ledger
pub mod prediction_log; // answers on their way into the database
pub mod variant; // whether a bundle has the graph that is asked for

pub mod access; // who may have what: every field
pub mod address; // where a request comes from
pub mod cost; // how much one may ask for
pub mod gate; // what every document passes before it is executed
pub mod operation; // which operation of a document is executed, and its root
pub mod rate_limit; // how often anybody may ask
pub mod trusted_document; // what documents they may send by name, or at all

pub mod graphql; // the schema: one file a noun

pub mod download; // datasets and evaluations on their way out
pub mod frontend; // the embedded pages
pub mod graphql_http; // GraphQL over HTTP
pub mod health; // alive? ready? figures
pub mod listener; // connections
pub mod model_file; // files of model versions on their way out
pub mod server; // the router, and stopping in order
pub mod telemetry; // logs and metrics
pub mod upload; // files on their way in
pub mod websocket; // GraphQL over WebSocket: graphql-transport-ws

pub use server::{App, router, serve};
