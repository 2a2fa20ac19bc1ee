//! `gisa sample-data`

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use jobs::sample_data;

use super::{
    failure::{Failure, Outcome},
    output::Output,
};

/// Generate Korean headlines of eight sections from grammars. The same seed and count give the same bytes everywhere.
#[derive(Debug, Args)]
pub struct SampleData {
    /// Which articles
    #[arg(long, default_value_t = 42)]
    seed: u64,
    /// How many articles
    #[arg(long, default_value_t = sample_data::DEFAULT_COUNT, value_parser = clap::value_parser!(u64).range(1..=sample_data::MAXIMUM_COUNT))]
    count: u64,
    /// The CSV file to write; - for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
}

impl SampleData {
    /// Writes the file.
    pub fn run(self, output: Output) -> Outcome {
        let articles = sample_data::SampleData::new(self.seed, self.count);
        let is_file = self.output != Path::new("-");
        let mut writer: Box<dyn Write> = if is_file {
            Box::new(File::create(&self.output).map_err(|error| self.failed(&error))?)
        } else {
            Box::new(std::io::stdout().lock())
        };
        let mut buffered = BufWriter::new(&mut writer);
        let written = sample_data::write_csv(articles, &mut buffered).map_err(|error| self.failed(&error));
        written.and_then(|()| buffered.flush().map_err(|error| self.failed(&error)))?;
        if is_file {
            let value = serde_json::json!({ "file": self.output, "articles": self.count, "seed": self.seed });
            output.result(&value, &format!("{} articles in {}", self.count, self.output.display()));
        }
        Ok(())
    }

    fn failed(&self, error: &dyn std::error::Error) -> Failure {
        Failure::new(format!("{} can't be written: {error}", self.output.display()))
    }
}
