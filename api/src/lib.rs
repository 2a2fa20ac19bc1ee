//! Gisa's server: GraphQL over HTTP and WebSocket, the live classifier, and what it takes to watch them.
//!
//! In reading order:

pub mod configuration; // every setting, read once
pub mod services; // what resolvers and routes reach for

pub mod classifier; // the model in service: batches, swaps, follows the ledger
pub mod prediction_log; // answers on their way into the database
pub mod variant; // whether a bundle has the graph that is asked for

pub mod graphql; // the schema: one file a noun

pub mod download; // datasets and evaluations on their way out
pub mod frontend; // the embedded pages
pub mod graphql_http; // GraphQL over HTTP
pub mod health; // alive? ready? figures
pub mod server; // the router, and stopping in order
pub mod telemetry; // logs and metrics
pub mod upload; // files on their way in
pub mod websocket; // GraphQL over WebSocket: graphql-transport-ws

pub use server::{App, router, serve};
