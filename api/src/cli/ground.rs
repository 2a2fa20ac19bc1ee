//! What most subcommands stand on: the database, with its schema current, and the artifact store.

use std::{path::PathBuf, sync::Arc};

use api::{
    configuration::Configuration,
    page_trial::{self, PageTrial},
};
use domain::{
    Database,
    artifact::ArtifactStore,
    author::{Act, Author},
    label_set,
};
use migrations::{Migrator, MigratorTrait};

use super::failure::{DATABASE, Failure, Outcome};

/// The database, with its schema current, and the artifact store.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Every setting.
    pub configuration: Configuration,
    /// The database.
    pub database: Database,
    /// Uploads, sealed rows and bundles.
    pub artifacts: ArtifactStore,
}

impl Ground {
    /// Opens both; migrates if that is allowed, refuses an old schema if it isn't.
    pub async fn open(configuration: Configuration) -> Outcome<Self> {
        let database = connect(&configuration).await?;
        if configuration.migrates_at_start() {
            migrate(&database).await?;
        }
        let pending = pending_migrations(&database).await?;
        if !pending.is_empty() {
            return Err(Failure {
                exit_code: DATABASE,
                message: format!("the database's schema is old; to apply: {}", pending.join(", ")),
                fix: Some("run `gisa migrate up`, or set auto_migrate".into()),
            });
        }
        label_set::seed(&database).await?;
        jobs::sources::seed(&database).await?;
        let artifacts = ArtifactStore::open(configuration.artifacts_folder())?;
        Ok(Self { configuration, database, artifacts })
    }

    /// The database, through which whoever runs this command does `action`: the audit log is told.
    pub fn acting(&self, action: &str) -> Database {
        acting(&self.database, action)
    }

    /// What job handlers are told about this machine.
    pub fn job_settings(&self) -> Arc<jobs::Settings> {
        Arc::new(jobs::Settings {
            trainer: self.configuration.trainer_path(),
            ort_dylib: self.configuration.onnxruntime_path().unwrap_or_default(),
            libtorch: self.configuration.libtorch_path(),
            scratch_days: self.configuration.scratch_days,
            base_model: self.configuration.base_model(),
            crawler: self.crawler(),
            ..jobs::Settings::default()
        })
    }

    /// How sites are asked.
    pub fn crawler(&self) -> jobs::Crawler {
        jobs::Crawler { contact: self.configuration.crawler_contact.clone(), ..jobs::Crawler::default() }
    }

    /// Tries a source's definition on a page.
    pub fn page_trial(&self) -> PageTrial {
        let (database, crawler) = (self.database.clone(), self.crawler());
        page_trial::wire(move |trial| {
            let (database, crawler) = (database.clone(), crawler.clone());
            async move {
                let page_trial::Trial { source_key, address, html, selector } = trial;
                let trial = jobs::try_selector::Trial { source_key, address, html, selector };
                let found = jobs::try_selector::run(&database, &crawler, trial).await?;
                let article = found.article;
                Ok(page_trial::Found {
                    charset: found.charset,
                    final_url: found.final_url,
                    matches: found.matches,
                    title: article.title,
                    body: article.body,
                    published_at: article.published_at,
                    press: article.press,
                    missing: article.missing.into_iter().map(str::to_owned).collect(),
                })
            }
        })
    }

    /// The options of a worker in this process.
    pub fn worker_options(&self) -> jobs::WorkerOptions {
        let mut options = jobs::WorkerOptions::new(self.database.clone(), self.artifacts.clone(), self.job_settings());
        options.concurrency = self.configuration.worker_concurrency;
        options.keep_uploads = self.configuration.keep_uploads();
        // Whatever else has to end needs some of the time, too.
        options.drain = options.drain.min(self.configuration.shutdown() / 2);
        options
    }

    /// Why training can't work here, if it can't.
    pub fn trainer_problem(&self) -> Option<String> {
        let trainer = self.configuration.trainer_path();
        (!trainer.is_file()).then(|| {
            let path = trainer.display();
            format!(
                "there is no trainer at {path}; build it with `cargo build -p ml --features train`, or set trainer_path"
            )
        })
    }
}

/// Whoever runs this command, by the system's name for them.
pub fn author() -> Author {
    let named = ["USER", "LOGNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    Author::command_line(named.into_iter().find(|name| !name.is_empty()).as_deref().unwrap_or("an unnamed user"))
}

/// The database, through which whoever runs this command does `action`.
pub fn acting(database: &Database, action: &str) -> Database {
    database.acting(Arc::new(Act::doing(author(), action)))
}

/// Connects to the database, making the data folder for one that lies there.
pub async fn connect(configuration: &Configuration) -> Outcome<Database> {
    let url = configuration.database_url();
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = PathBuf::from(path.trim_start_matches("//").split('?').next().unwrap_or_default());
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                Failure::new(format!("the folder {} can't be made: {error}", folder.display()))
                    .with_fix("set data_folder to a folder that can be written to")
            })?;
        }
    }
    Ok(Database::connect(&url, configuration.database_connections).await?)
}

/// Applies all migrations.
pub async fn migrate(database: &Database) -> Outcome {
    if let Err(error) = Migrator::up(database.connection(), None).await {
        // Another process that starts at the same moment may have been first.
        let pending = pending_migrations(database).await?;
        if !pending.is_empty() {
            return Err(Failure {
                exit_code: DATABASE,
                message: format!("the migration {} failed: {error}", pending[0]),
                fix: Some("what was applied before it stays applied; see `gisa migrate status`".into()),
            });
        }
    }
    Ok(())
}

/// Names of migrations that aren't applied.
pub async fn pending_migrations(database: &Database) -> Outcome<Vec<String>> {
    let pending = Migrator::get_pending_migrations_read_only(database.connection()).await;
    let pending = pending.map_err(domain::Error::from)?;
    Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
}
