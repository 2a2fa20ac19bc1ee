//! Connecting, transactions, and waking those who wait for a change.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::{
    AccessMode, ConnAcquireErr, ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult,
    IsolationLevel, QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    entity::prelude::async_trait, sqlx::postgres::PgListener,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::AbortHandle,
    time::timeout,
};

use crate::{
    Error, Result, audit_entry,
    author::{Act, Change},
};

/// The oldest SQLite that is free of the WAL corruption bug its makers fixed in 3.51.3.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// How long a connection waits for another's lock before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// The channel on which processes that share a PostgreSQL database tell one another of changes.
const CHANNEL: &str = "gisa_change";

/// A pool of connections to one database, and the bell that rings when this process has committed a change. On
/// PostgreSQL it rings too when another process has committed an event.
#[derive(Clone, Debug)]
pub struct Database {
    connection: DatabaseConnection,
    changed: Arc<watch::Sender<u64>>,
    /// On SQLite, whose one writer at a time is whoever asks at the right moment: a queue in order of arrival.
    turns: Option<Arc<Semaphore>>,
    _listener: Option<Arc<Listener>>,
    /// Who changes things through this handle; the audit log is told.
    act: Option<Arc<Act>>,
}

/// A transaction begun by [`Database::begin`]. Dropped without [`Database::commit`], it is rolled back.
#[derive(Debug)]
pub struct DatabaseTransaction {
    inner: sea_orm::DatabaseTransaction,
    act: Option<Arc<Act>>,
    changes: Mutex<Vec<Change>>,
    /// Its turn to write; dropped after `inner`, so that the next writer finds the lock free.
    _turn: Option<OwnedSemaphorePermit>,
}

/// The task that listens for other processes' changes; it ends with the last clone of its database.
#[derive(Debug)]
struct Listener(AbortHandle);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Database {
    /// Connects to `url` (`sqlite:`, `postgres:` or `mysql:`) with at most `max_connections` connections, and checks
    /// that the connections are what we rely on.
    ///
    /// # Errors
    /// When the database doesn't answer, or a SQLite connection isn't in WAL mode with full synchronisation and
    /// foreign keys.
    pub async fn connect(url: &str, max_connections: u32) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(max_connections)
            .min_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|sqlite| {
                use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
                sqlite
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(BUSY_TIMEOUT)
            });
        let connection = sea_orm::Database::connect(options).await?;
        let changed = Arc::new(watch::Sender::new(0));
        let mut database = Self { connection, changed, turns: None, _listener: None, act: None };
        match database.backend() {
            DbBackend::Sqlite => {
                database.check_sqlite(max_connections).await?;
                database.turns = Some(Arc::new(Semaphore::new(1)));
            }
            DbBackend::Postgres => database._listener = Some(listen(url, Arc::clone(&database.changed)).await?),
            _ => {}
        }
        Ok(database)
    }

    /// The pool, for reading and for single statements.
    pub fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Which of the three databases this is.
    pub fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    /// Begins a transaction that may write.
    ///
    /// On SQLite it takes the write lock at once, since a reader that turns writer can't wait for its turn, and this
    /// process' writers take it in the order in which they asked; elsewhere it reads what others have committed,
    /// statement by statement.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        let turn = match &self.turns {
            Some(turns) => Some(
                timeout(BUSY_TIMEOUT, Arc::clone(turns).acquire_owned())
                    .await
                    .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?
                    .expect("the queue of writers is never closed"),
            ),
            None => None,
        };
        let options = match self.backend() {
            DbBackend::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..Default::default()
            },
            _ => TransactionOptions {
                isolation_level: Some(IsolationLevel::ReadCommitted),
                access_mode: Some(AccessMode::ReadWrite),
                ..Default::default()
            },
        };
        let inner = self.connection.begin_with_options(options).await?;
        Ok(DatabaseTransaction { inner, act: self.act.clone(), changes: Mutex::default(), _turn: turn })
    }

    /// The same database, through which `act` happens: what is committed on it is in the audit log, in the same
    /// transaction.
    #[must_use]
    pub fn acting(&self, act: Arc<Act>) -> Self {
        Self { act: Some(act), ..self.clone() }
    }

    /// Commits, then wakes everybody in this process who waits for a change.
    pub async fn commit(&self, transaction: DatabaseTransaction) -> Result<()> {
        transaction.tell_audit_log().await?;
        fail::fail_point!("database::before_commit");
        transaction.inner.commit().await?;
        self.wake();
        Ok(())
    }

    /// Commits what nobody waits for.
    pub async fn commit_quietly(&self, transaction: DatabaseTransaction) -> Result<()> {
        Ok(transaction.inner.commit().await?)
    }

    /// Wakes everybody in this process who waits for a change.
    pub fn wake(&self) {
        self.changed.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A receiver that changes whenever this process has committed something.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// How long a follower may wait for [`Database::changes`] before it looks for itself: other processes' changes ring
    /// no bell here, except on PostgreSQL, where looking only guards against a lost message.
    pub fn patience(&self) -> Duration {
        match self.backend() {
            DbBackend::Postgres => Duration::from_secs(5),
            _ => Duration::from_millis(400),
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.connection.ping().await?)
    }

    async fn check_sqlite(&self, connections: u32) -> Result<()> {
        let mut held = Vec::new();
        for _ in 0..connections {
            // Held until all are checked, so that each is another connection of the pool.
            let one = self.connection.begin().await?;
            for (pragma, expected) in [
                ("journal_mode", "wal"),
                ("synchronous", "2"),
                ("foreign_keys", "1"),
                ("busy_timeout", &BUSY_TIMEOUT.as_millis().to_string()),
            ] {
                let found = pragma_value(&one, pragma).await?;
                if found != expected {
                    return Err(Error::Internal(format!("SQLite's {pragma} is {found}, must be {expected}")));
                }
            }
            held.push(one);
        }
        let version = scalar(&held[0], "SELECT sqlite_version()").await?;
        let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
        let mut part = || parts.next().unwrap_or(0);
        if (part(), part(), part()) < OLDEST_SQLITE {
            return Err(Error::Internal(format!("SQLite {version} is too old, must be at least 3.51.3")));
        }
        Ok(())
    }
}

impl DatabaseTransaction {
    /// Notes for the audit log, if somebody acts, how the transaction changes a row.
    pub fn note(&self, change: impl FnOnce() -> Change) {
        if self.act.is_some() {
            self.changes.lock().unwrap_or_else(PoisonError::into_inner).push(change());
        }
    }

    async fn tell_audit_log(&self) -> Result<()> {
        let Some(act) = &self.act else { return Ok(()) };
        let changes = std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner));
        audit_entry::append(self, act, changes).await?;
        act.written();
        Ok(())
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for DatabaseTransaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(statement).await
    }
}

/// Tells other processes, once `transaction` commits, that something has changed.
pub(crate) async fn notify(transaction: &impl ConnectionTrait) -> Result<()> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await?;
    }
    Ok(())
}

/// Rings `changed` at every notification, on a connection of its own.
async fn listen(url: &str, changed: Arc<watch::Sender<u64>>) -> Result<Arc<Listener>> {
    let internal = |error: sea_orm::sqlx::Error| Error::Internal(format!("LISTEN {CHANNEL}: {error}"));
    let mut listener = PgListener::connect(url).await.map_err(internal)?;
    listener.listen(CHANNEL).await.map_err(internal)?;
    let task = tokio::spawn(async move {
        loop {
            // It connects again by itself. What was said meanwhile is lost, hence a ring in any case.
            if let Err(error) = listener.try_recv().await {
                tracing::warn!(%error, "the database's notifications are interrupted");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            changed.send_modify(|count| *count = count.wrapping_add(1));
        }
    });
    Ok(Arc::new(Listener(task.abort_handle())))
}

async fn pragma_value(connection: &impl ConnectionTrait, pragma: &str) -> Result<String> {
    scalar(connection, &format!("PRAGMA {pragma}")).await
}

async fn scalar(connection: &impl ConnectionTrait, sql: &str) -> Result<String> {
    let row = connection
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, sql.to_owned()))
        .await?
        .ok_or_else(|| Error::Internal(format!("{sql} gave no row")))?;
    if let Ok(text) = row.try_get_by_index::<String>(0) {
        return Ok(text);
    }
    Ok(row.try_get_by_index::<i64>(0)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_pooled_sqlite_connection_is_durable_and_checks_foreign_keys() {
        let folder = std::env::temp_dir().join(format!("gisa-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("gisa.db").display());
        Database::connect(&url, 4).await.unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[tokio::test]
    async fn writers_on_sqlite_take_turns_in_the_order_in_which_they_asked() {
        let folder = std::env::temp_dir().join(format!("gisa-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("gisa.db").display());
        let database = Database::connect(&url, 8).await.unwrap();
        let first = database.begin().await.unwrap();
        let order = Mutex::new(Vec::new());
        let mut writers: Vec<_> = (0..6)
            .map(|number| {
                let (database, order) = (&database, &order);
                Box::pin(async move {
                    let transaction = database.begin().await.unwrap();
                    order.lock().unwrap().push(number);
                    database.commit(transaction).await.unwrap();
                })
            })
            .collect();
        // Each asks in turn before any may write.
        for writer in &mut writers {
            assert!(futures::poll!(writer).is_pending());
        }
        drop(first);
        futures::future::join_all(writers.into_iter().rev()).await;
        assert_eq!(order.into_inner().unwrap(), [0, 1, 2, 3, 4, 5]);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
