//! `gisa export`

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use api::configuration::Configuration;
use clap::Args;
use domain::{article_import::Format, dataset, id::DatasetId};

use super::{
    failure::{Failure, Outcome},
    ground::Ground,
    import::format,
    output::Output,
};

/// Write the rows of a sealed dataset to a file, which `gisa import` reads again.
#[derive(Debug, Args)]
pub struct Export {
    /// The dataset's id
    dataset: DatasetId,
    /// csv, tsv, jsonl or parquet [default: what the file's name ends in]
    #[arg(long, value_parser = format)]
    format: Option<Format>,
    /// The file to write; - for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

impl Export {
    /// Writes the file.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let is_file = self.output != Path::new("-");
        let name = self.output.to_string_lossy();
        let format = self.format.or_else(|| Format::of_file_name(&name)).ok_or_else(|| {
            Failure::new("nothing says how the file shall be written")
                .with_fix("add --format csv, tsv, jsonl or parquet, or name a file with -o")
        })?;
        let ground = Ground::open(configuration).await?;
        let dataset = dataset::find(ground.database.connection(), self.dataset).await?;
        let path = self.output.clone();
        let written = tokio::task::spawn_blocking(move || {
            let failed =
                |error: &dyn std::fmt::Display| Failure::new(format!("{} can't be written: {error}", path.display()));
            if !is_file {
                let writer = BufWriter::new(std::io::stdout());
                return jobs::export::export_dataset(&ground.artifacts, &dataset, format, writer)
                    .map_err(|error| failed(&error));
            }
            // Whoever reads the file finds all of it or none.
            let unfinished = path.with_extension("unfinished");
            let mut file = BufWriter::new(File::create(&unfinished).map_err(|error| failed(&error))?);
            let rows = jobs::export::export_dataset(&ground.artifacts, &dataset, format, &mut file)
                .map_err(|error| failed(&error))
                .and_then(|rows| file.flush().map(|()| rows).map_err(|error| failed(&error)))
                .and_then(|rows| std::fs::rename(&unfinished, &path).map(|()| rows).map_err(|error| failed(&error)));
            if rows.is_err() {
                let _ = std::fs::remove_file(&unfinished);
            }
            rows
        });
        let rows = written.await.map_err(|error| Failure::new(format!("the export broke off: {error}")))??;
        if is_file {
            let value = serde_json::json!({ "file": self.output, "rows": rows });
            output.result(&value, &format!("{rows} rows in {}", self.output.display()));
        }
        Ok(())
    }
}
