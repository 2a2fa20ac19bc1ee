//! `gisa migrate`

use api::configuration::Configuration;
use clap::{Args, Subcommand};
use migrations::{Migrator, MigratorTrait};

use super::{
    failure::{DATABASE, Failure, Outcome},
    ground,
    output::Output,
};

/// Bring the database's schema up to date, or look at it.
#[derive(Debug, Args)]
pub struct Migrate {
    #[command(subcommand)]
    direction: Option<Direction>,
}

#[derive(Debug, Subcommand)]
enum Direction {
    /// Apply every migration that is missing (the default)
    Up,
    /// Take back the latest migrations, WITH THE DATA in what they made
    Down {
        /// How many
        #[arg(long, default_value_t = 1)]
        steps: u32,
    },
    /// List migrations and whether they are applied
    Status,
}

impl Migrate {
    /// Does it.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let database = ground::connect(&configuration).await?;
        let before = ground::pending_migrations(&database).await?;
        match self.direction.unwrap_or(Direction::Up) {
            Direction::Up => ground::migrate(&database).await?,
            Direction::Down { steps } => {
                let taken_back = Migrator::down(database.connection(), Some(steps)).await;
                taken_back.map_err(|error| Failure {
                    exit_code: DATABASE,
                    message: format!("a migration can't be taken back: {error}"),
                    fix: Some("see `gisa migrate status`".into()),
                })?;
            }
            Direction::Status => {}
        }
        let pending = ground::pending_migrations(&database).await?;
        let all: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        let applied: Vec<&String> = all.iter().filter(|name| !pending.contains(name)).collect();
        let value = serde_json::json!({ "applied": applied, "pending": pending });
        let mut lines: Vec<String> = all
            .iter()
            .map(|name| format!("{name}  {}", if pending.contains(name) { "pending" } else { "applied" }))
            .collect();
        if before == pending {
            lines.push("nothing was changed".into());
        }
        output.result(&value, &lines.join("\n"));
        Ok(())
    }
}
