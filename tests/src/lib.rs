//! What the integration tests stand on: a database per test, on every database there is.

pub mod background; // a worker with the real handlers, and waiting for what it does
pub mod bundle; // tiny trained bundles
pub mod cleaning; // articles to clean, and waiting for it
pub mod clock; // time, moved by hand
pub mod database; // a fresh, migrated database that goes when the test ends
pub mod fixture; // rows that tests need but do not test
pub mod graphql; // the real schema, with a model that needs no files
pub mod hostile; // documents that would keep a server busy
pub mod hub; // a model hub on this machine, which may behave badly
pub mod identity_provider; // an OpenID Connect provider on this machine, which may lie
pub mod load; // many readers at once
pub mod machine; // what a benchmark ran on
pub mod member; // people, and what they sign in with
pub mod newsroom; // what an administrator does, through GraphQL
pub mod portal; // the real router on a port, and a browser
pub mod process; // the real gisa as a process that can be killed
pub mod published_model; // a tiny encoder as people publish them
pub mod receiver; // a receiver of webhooks on this machine, which may behave badly
pub mod site; // a newsroom on this machine, which may behave badly
pub mod template; // a migrated database from which each test's own is copied
