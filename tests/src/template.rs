//! A migrated and seeded database from which each test's own is copied: the migrations are seconds of work on MariaDB, a
//! copy is a moment. There is one template for each build of the tests on each server; whoever comes first makes it.

use std::{
    env, fs,
    future::Future,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use domain::Database;
use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// How long a template that nobody used is kept.
const KEPT: Duration = Duration::from_hours(24);

/// Brings an empty database to where every test begins.
///
/// # Panics
/// When a migration fails.
pub async fn migrate(database: &Database) {
    Migrator::up(database.connection(), None).await.expect("the migrations go up");
    domain::label_set::seed(database).await.expect("the label sets are seeded");
}

/// Copies a migrated SQLite database to `target`.
///
/// # Panics
/// When files can't be written.
pub async fn copy_sqlite(target: &Path) {
    let (name, folder) = (name(), folder());
    let template = folder.join(format!("{name}.db"));
    in_turn(&name, "sqlite", async {
        if template.exists() {
            return;
        }
        forget_old(&folder, "db", |_| async {}).await;
        let unfinished = folder.join(format!("{name}.unfinished"));
        let _ = fs::remove_file(&unfinished);
        let url = format!("sqlite:{}?mode=rwc", unfinished.display());
        let database = Database::connect(&url, 1).await.expect("a database file is made");
        migrate(&database).await;
        // The last connection that closes moves the write-ahead log into the file.
        database.connection().clone().close().await.expect("it closes");
        fs::rename(&unfinished, &template).expect("the template is put in place");
    })
    .await;
    fs::copy(&template, target).expect("the template is copied");
}

/// Makes a migrated database `target` on a PostgreSQL server.
///
/// # Panics
/// When the server refuses.
pub async fn copy_postgres(server: &DatabaseConnection, base: &str, target: &str) {
    let (name, folder) = (name(), folder());
    in_turn(&name, "postgres", async {
        let there = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
        if !rows(server, &there).await.is_empty() {
            fs::write(folder.join(format!("{name}.pg")), "").expect("its use is noted");
            return;
        }
        forget_old(&folder, "pg", |old| async move { run(server, &format!("DROP DATABASE IF EXISTS {old}")).await })
            .await;
        let unfinished = format!("{name}_unfinished");
        run(server, &format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)")).await;
        run(server, &format!("CREATE DATABASE {unfinished}")).await;
        let database = Database::connect(&format!("{base}/{unfinished}"), 1).await.expect("it answers");
        migrate(&database).await;
        drop(database);
        // Neither a rename nor a copy suffers anybody's being connected.
        run(server, &format!("ALTER DATABASE {unfinished} ALLOW_CONNECTIONS false")).await;
        let end = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname";
        rows(server, &format!("{end} = '{unfinished}'")).await;
        run(server, &format!("ALTER DATABASE {unfinished} RENAME TO {name}")).await;
        fs::write(folder.join(format!("{name}.pg")), "").expect("its use is noted");
    })
    .await;
    run(server, &format!("CREATE DATABASE {target} TEMPLATE {name}")).await;
}

/// Makes a migrated database `target` on a MySQL or MariaDB server, which knows no templates: by the statements that
/// describe one.
///
/// # Panics
/// When the server refuses.
pub async fn copy_mysql(server: &DatabaseConnection, base: &str, target: &str) {
    let (name, folder) = (name(), folder());
    let script = folder.join(format!("{name}.sql"));
    in_turn(&name, "mysql", async {
        if script.exists() {
            return;
        }
        forget_old(&folder, "sql", |_| async {}).await;
        run(server, &format!("DROP DATABASE IF EXISTS {name}")).await;
        run(server, &format!("CREATE DATABASE {name}")).await;
        let database = Database::connect(&format!("{base}/{name}"), 1).await.expect("it answers");
        migrate(&database).await;
        let statements = described(database.connection()).await;
        let _ = database.connection().clone().close().await;
        run(server, &format!("DROP DATABASE {name}")).await;
        let unfinished = folder.join(format!("{name}.sql-unfinished"));
        fs::write(&unfinished, statements).expect("the statements are kept");
        fs::rename(&unfinished, &script).expect("the statements are put in place");
    })
    .await;
    let statements = fs::read_to_string(&script).expect("the statements are there");
    run(server, &format!("CREATE DATABASE {target}; USE {target}; SET FOREIGN_KEY_CHECKS = 0; {statements}")).await;
}

/// The statements that make this MySQL database again, with its rows.
async fn described(connection: &DatabaseConnection) -> String {
    let mut statements = String::new();
    for table in texts(connection, "SHOW TABLES", 0).await {
        statements += &texts(connection, &format!("SHOW CREATE TABLE `{table}`"), 1).await[0];
        statements += ";\n";
        let columns = format!(
            "SELECT IF(data_type LIKE '%int' OR data_type = 'double',
                CONCAT('IFNULL(`', column_name, '`, \"NULL\")'),
                CONCAT('IFNULL(CONCAT(\"x''\", HEX(`', column_name, '`), \"''\"), \"NULL\")'))
            FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '{table}'
            ORDER BY ordinal_position"
        );
        let quoted = texts(connection, &columns, 0).await.join(", \",\", ");
        for row in texts(connection, &format!("SELECT CONCAT({quoted}) FROM `{table}`"), 0).await {
            statements += &format!("INSERT INTO `{table}` VALUES ({row});\n");
        }
    }
    statements
}

/// Does `work` while no other process does the like for this template.
async fn in_turn(name: &str, server: &str, work: impl Future<Output = ()>) {
    let path = folder().join(format!("{name}.{server}-lock"));
    let lock = fs::File::create(path).expect("a lock file is made");
    lock.lock().expect("the lock is had");
    work.await;
}

/// Removes templates that no test used for a day: files with this extension, and what `drop` removes by their name.
async fn forget_old<Dropped: Future<Output = ()>>(folder: &Path, extension: &str, drop: impl Fn(String) -> Dropped) {
    for file in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = file.path();
        let modified = file.metadata().and_then(|metadata| metadata.modified());
        let unused = modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > KEPT));
        if unused && path.extension().is_some_and(|found| found == extension) {
            if let Some(name) = path.file_stem() {
                drop(name.to_string_lossy().into_owned()).await;
            }
            let _ = fs::remove_file(path);
        }
    }
}

fn folder() -> PathBuf {
    let folder = env::temp_dir().join("gisa-test-templates");
    fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

/// What this build's templates are called: another build may have other migrations.
fn name() -> String {
    let program = env::current_exe().expect("a test knows its program");
    let metadata = fs::metadata(&program).expect("the program is there");
    let mut hasher = DefaultHasher::new();
    (&program, metadata.len(), metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH)).hash(&mut hasher);
    format!("gisa_template_{:016x}", hasher.finish())
}

async fn run(connection: &DatabaseConnection, sql: &str) {
    if let Err(error) = connection.execute_unprepared(sql).await {
        panic!("{error}, asked to {}", sql.chars().take(200).collect::<String>());
    }
}

async fn rows(connection: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    connection.query_all_raw(statement).await.expect("the statement is sound")
}

/// One column of the answer.
async fn texts(connection: &DatabaseConnection, sql: &str, column: usize) -> Vec<String> {
    let rows = rows(connection, sql).await;
    rows.iter().map(|row| row.try_get_by_index(column).expect("the column is a text")).collect()
}
