//! A fresh, migrated database per test: always on SQLite, and on PostgreSQL and MySQL/MariaDB where
//! `GISA_TEST_POSTGRES_URL` and `GISA_TEST_MYSQL_URL` name a server on which databases may be created.
//!
//! [`on_every_database!`](crate::on_every_database) makes three tests of one function. Where a server isn't named the
//! test says that it is skipped; with `GISA_TEST_REQUIRE_DATABASES` set it fails instead.

use std::panic::AssertUnwindSafe;

use domain::{Database, artifact::ArtifactStore};
use futures::{FutureExt as _, future::LocalBoxFuture};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tempfile::TempDir;

use crate::template;

/// Makes three tests, one for each database, of each function.
///
/// ```text
/// on_every_database! {
///     async fn a_name_that_promises(test: &TestDatabase) { … }
/// }
/// ```
#[macro_export]
macro_rules! on_every_database {
    ($($(#[$attribute:meta])* async fn $name:ident($test:ident: &TestDatabase) $body:block)*) => { $(
        mod $name {
            #[allow(unused_imports, reason = "a short body may need none of the file's imports")]
            use super::*;

            $(#[$attribute])*
            async fn promise($test: &$crate::database::TestDatabase) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::database::run($crate::database::Backend::Sqlite, |test| Box::pin(promise(test))).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::database::run($crate::database::Backend::Postgres, |test| Box::pin(promise(test))).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn mysql() {
                $crate::database::run($crate::database::Backend::MySql, |test| Box::pin(promise(test))).await;
            }
        }
    )* };
}

/// One of the databases Gisa runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file in a temporary folder.
    Sqlite,
    /// A database on the server of `GISA_TEST_POSTGRES_URL`.
    Postgres,
    /// A database on the server of `GISA_TEST_MYSQL_URL`.
    MySql,
}

/// A database of a test's own, and a folder for its files.
pub struct TestDatabase {
    /// The database, migrated and seeded.
    pub database: Database,
    /// An artifact store in the test's folder.
    pub artifacts: ArtifactStore,
    /// What another process connects with.
    pub url: String,
    /// A folder that goes with the test.
    pub folder: TempDir,
    /// Which database it is.
    pub backend: Backend,
    server: Option<(String, String)>,
}

impl TestDatabase {
    /// Makes a database on `backend`; `None` where there is no such server.
    ///
    /// # Panics
    /// When the server is named but doesn't answer, or isn't named though `GISA_TEST_REQUIRE_DATABASES` is set.
    pub async fn create(backend: Backend) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (url, server) = match backend {
            Backend::Sqlite => {
                let path = folder.path().join("gisa.db");
                template::copy_sqlite(&path).await;
                (format!("sqlite:{}", path.display()), None)
            }
            Backend::Postgres => Self::on_server(backend, "GISA_TEST_POSTGRES_URL").await?,
            Backend::MySql => Self::on_server(backend, "GISA_TEST_MYSQL_URL").await?,
        };
        let database = Database::connect(&url, 8).await.expect("the test's database answers");
        let artifacts = ArtifactStore::open(folder.path().join("artifacts")).expect("an artifact store");
        Some(Self { database, artifacts, url, folder, backend, server })
    }

    /// Another pool on the same database, as another process would have.
    pub async fn connect_again(&self) -> Database {
        Database::connect(&self.url, 4).await.expect("the test's database answers again")
    }

    /// Runs one statement.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn execute(&self, sql: &str) {
        self.database.connection().execute_unprepared(sql).await.expect("the statement is sound");
    }

    /// Drops the database. Called by [`run`] after the test, also when it panicked.
    async fn remove(self) {
        let _ = self.database.connection().clone().close().await;
        if let Some((server, name)) = self.server {
            let connection = sea_orm::Database::connect(server.as_str()).await.expect("the database server answers");
            let force = if self.backend == Backend::Postgres { " WITH (FORCE)" } else { "" };
            if self.backend == Backend::MySql {
                disconnect_all(&connection, &name).await;
            }
            connection.execute_unprepared(&format!("DROP DATABASE {name}{force}")).await.expect("the database goes");
        }
    }

    async fn on_server(backend: Backend, variable: &str) -> Option<(String, Option<(String, String)>)> {
        let Ok(server) = std::env::var(variable) else {
            assert!(std::env::var_os("GISA_TEST_REQUIRE_DATABASES").is_none(), "{variable} must be set");
            return None;
        };
        let name = format!("gisa_{}", uuid::Uuid::now_v7().simple());
        let connection = sea_orm::Database::connect(server.as_str()).await.expect("the database server answers");
        let (base, _) = server.rsplit_once('/').expect("the server's URL names a database");
        match backend {
            Backend::Postgres => template::copy_postgres(&connection, base, &name).await,
            _ => template::copy_mysql(&connection, base, &name).await,
        }
        Some((format!("{base}/{name}"), Some((server, name))))
    }
}

/// Ends what a test that panicked left connected, as PostgreSQL's `WITH (FORCE)` does: an open transaction there would
/// have `DROP DATABASE` wait for it.
async fn disconnect_all(server: &DatabaseConnection, name: &str) {
    let sql = format!("SELECT id FROM information_schema.processlist WHERE db = '{name}'");
    let statement = Statement::from_string(DbBackend::MySql, sql);
    for row in server.query_all_raw(statement).await.expect("the server lists its connections") {
        let id: i64 = row.try_get_by_index(0).expect("a connection has a number");
        // It may have ended on its own in this moment.
        let _ = server.execute_unprepared(&format!("KILL {id}")).await;
    }
}

/// Runs `test` on a fresh database of `backend`, or says that it is skipped.
pub async fn run(backend: Backend, test: impl for<'a> FnOnce(&'a TestDatabase) -> LocalBoxFuture<'a, ()>) {
    let Some(made) = TestDatabase::create(backend).await else {
        println!("SKIPPED: no {backend:?} server is named");
        return;
    };
    let outcome = AssertUnwindSafe(test(&made)).catch_unwind().await;
    made.remove().await;
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}
