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
pub mod article_signature; // what near-duplicates of an article are found by
pub mod base_model; // a published encoder that runs start from
pub mod cleaning_change; // what a cleaning run would change of one article
pub mod cleaning_decision; // what cleaning has decided about an article
pub mod cleaning_rule; // the rules there are, and their settings
pub mod cleaning_rule_set; // a version of those settings
pub mod cleaning_run; // articles judged by a rule set, applied or taken back
pub mod crawl; // one collection of articles from a source
pub mod crawl_listing; // which list named which article
pub mod crawl_page; // one page of it
pub mod crawl_section; // one of its sections, with its counts
pub mod dataset; // a sealed selection of labelled articles
pub mod dataset_row; // one of its rows
pub mod deployment; // the ledger of what serves
pub mod evaluation; // a version measured on labelled rows
pub mod evaluation_mistake; // one of its surest wrong answers
pub mod feedback; // what the reader said of it
pub mod host_turn; // when a host may be asked next
pub mod import_refusal; // a row that was refused
pub mod label_class; // one of them
pub mod label_set; // named, ordered classes
pub mod model_variant; // which graph of a bundle computes
pub mod model_version; // an immutable, proven bundle
pub mod pipeline_run; // cleaning, dataset, training and evaluation in one
pub mod pipeline_step; // one of those
pub mod prediction; // an answer given to a reader
pub mod prediction_label; // what they asked, as an article with a label
pub mod raw_page; // a page as it was fetched
pub mod relabelling; // labels changed by a person, with what they were before
pub mod schedule; // what is done by the clock
pub mod source; // where articles come from
pub mod source_definition; // how it is crawled, as data, in versions
pub mod source_permission; // who allowed it to be crawled against its robots.txt
pub mod sweep; // a search for better parameters
pub mod sweep_trial; // one combination it tries
pub mod takedown; // an article whose text had to go
pub mod training_epoch; // an evaluation on the way
pub mod training_run; // one training of one model
pub mod training_step; // a point of its curve
pub mod training_stretch; // what a drawing of many must not lose
pub mod usage_history; // how models were used over a time

pub mod api_token; // what their programs sign in with
pub mod audit_entry; // what they did, in a chain of hashes
pub mod author; // who changes something, and from where
pub mod deployment_request; // a deployment that waits for a second person
pub mod invitation; // how they became one
pub mod member; // a person who may sign in
pub mod member_role; // what they may do
pub mod refresh_token; // what keeps them so
pub mod secret;
pub mod session; // where they are signed in
pub mod setting; // what they decide for the whole installation
pub mod sign_in_attempt; // a sign-in on its way through the provider // what is handed out once and kept as a hash

pub mod artifact; // files named by hash
pub mod event; // what a person may watch, in one order
pub mod job; // work in the background
pub mod job_schedule; // work that starts by the clock
mod naming; // part of a name
pub mod network_address; // which may be connected to
pub mod page; // a page of a list, by keyset
pub mod sealing_key; // what must be read again by us alone
pub mod webhook; // where integrators want to be told
pub mod webhook_delivery; // what they were told
pub mod webhook_event; // what they can be told of
pub mod worker; // who does it

pub use database::Database;
pub use error::{Error, InvalidField, Result};
pub use timestamp::Timestamp;
