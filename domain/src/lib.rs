//! The nouns of Gisa: one module a noun, holding its table, its queries and its allowed transitions.
//!
//! In reading order: the ground first ([`database`], [`id`], [`timestamp`], [`error`]), then the path a headline takes
//! from a file to an answer.
//!
//! Nothing here knows HTTP, GraphQL, apalis, libtorch or ONNX Runtime.

pub mod database; // connecting, transactions, waking those who wait for a change
pub mod error; // what can go wrong, without a word that a client must not see
pub mod id; // one type an id
pub mod timestamp; // UTC, microseconds

pub mod article; // the raw article and its label
pub mod article_import; // a file of articles on its way in, and its report
pub mod base_model; // a published encoder that runs start from
pub mod crawl; // one collection of articles from a source
pub mod dataset; // a sealed selection of labelled articles
pub mod dataset_row; // one of its rows
pub mod deployment; // the ledger of what serves
pub mod evaluation; // a version measured on labelled rows
pub mod evaluation_mistake; // one of its surest wrong answers
pub mod feedback; // what the reader said of it
pub mod import_refusal; // a row that was refused
pub mod label_class; // one of them
pub mod label_set; // named, ordered classes
pub mod model_variant; // which graph of a bundle computes
pub mod model_version; // an immutable, proven bundle
pub mod prediction; // an answer given to a reader
pub mod source; // where articles come from
pub mod sweep; // a search for better parameters
pub mod sweep_trial; // one combination it tries
pub mod training_epoch; // an evaluation on the way
pub mod training_run; // one training of one model
pub mod training_step; // a point of its curve

pub mod artifact; // files named by hash
pub mod event; // what a person may watch, in one order
pub mod job; // work in the background
pub mod job_schedule; // work that starts by the clock
pub mod page; // a page of a list, by keyset
pub mod worker; // who does it

pub use database::Database;
pub use error::{Error, InvalidField, Result};
pub use timestamp::Timestamp;
