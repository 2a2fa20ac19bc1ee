//! `gisa base-model trim`

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use domain::{base_model, dataset, id::DatasetId};
use ml::{
    base_model::BaseModelFolder,
    dataset::RowReader,
    text::recipe,
    vocabulary_trimming::{Report, trim_folder},
};
use serde_json::json;

use crate::cli::{
    failure::{Failure, Outcome},
    ground::Ground,
    output::Output,
};

/// Characters that new texts are spelt in where no longer piece fits: Hangul syllables and letters, ASCII.
const ALPHABET: [std::ops::RangeInclusive<char>; 3] = ['가'..='힣', 'ㄱ'..='ㅣ', '!'..='~'];

/// Cut a base model's vocabulary to the pieces that texts like yours need, and prove that these texts are cut into the
/// same pieces as before. Most of a multilingual model is the embedding of pieces that no Korean text has.
#[derive(Debug, Args)]
pub struct Trim {
    /// A base model's name, or a folder in Hugging Face's layout with model.safetensors
    source: String,
    /// The folder to write; it must not exist
    out: PathBuf,
    /// A file of texts, one a line; may be given several times
    #[arg(long, value_name = "FILE", required_unless_present = "dataset")]
    corpus: Vec<PathBuf>,
    /// A sealed dataset whose texts are taken
    #[arg(long, value_name = "ID")]
    dataset: Option<DatasetId>,
    /// What is put before every text, such as "query: "; a base model that was added says so itself
    #[arg(long, value_name = "TEXT")]
    prefix: Option<String>,
    /// Characters whose own pieces are kept beside the corpus's, beyond Hangul and ASCII
    #[arg(long, value_name = "CHARACTERS", default_value = "", hide_default_value = true)]
    alphabet: String,
}

impl Trim {
    /// Trims and reports.
    pub async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let (folder, registered_prefix) = self.find_source(ground).await?;
        let rows = self.find_rows(ground).await?;
        let prefix = self.prefix.clone().unwrap_or(registered_prefix);
        let (out, shown, adds) = (self.out.clone(), self.out.display().to_string(), prefix.clone());
        let trimmed = tokio::task::spawn_blocking(move || self.trim(&folder, rows.as_deref(), &prefix)).await;
        let report = trimmed.map_err(|error| Failure::new(format!("trimming broke off: {error}")))??;
        let value = json!({ "folder": out, "report": report });
        let prefix = if adds.is_empty() { String::new() } else { format!(" --prefix {adds:?}") };
        let text = format!("{}\nto train from it: gisa base-model add NAME --folder {shown}{prefix}", proof(&report));
        output.result(&value, &text);
        Ok(())
    }

    /// Where the base model lies, and what it puts before texts.
    async fn find_source(&self, ground: &Ground) -> Outcome<(PathBuf, String)> {
        let folder = PathBuf::from(&self.source);
        if folder.is_dir() {
            return Ok((folder, String::new()));
        }
        let base = base_model::find_by_name(ground.database.connection(), &self.source).await.map_err(|_| {
            Failure::new(format!("{} is neither a folder nor a base model's name", self.source))
                .with_fix("gisa base-model list")
        })?;
        let sha256 = base.sha256.ok_or_else(|| Failure::new(format!("base model {} isn't ready", base.name)))?;
        let folder = ground.artifacts.base_path(&sha256)?;
        BaseModelFolder::open(&folder).map_err(|error| Failure::new(error.to_string()))?;
        Ok((folder, base.text_prefix))
    }

    /// Where the rows of the dataset lie, if one is named.
    async fn find_rows(&self, ground: &Ground) -> Outcome<Option<PathBuf>> {
        let Some(id) = self.dataset else { return Ok(None) };
        let dataset = dataset::find(ground.database.connection(), id).await?;
        let rows = dataset.rows_sha256.ok_or_else(|| Failure::new("the dataset isn't sealed; wait for its build"))?;
        Ok(Some(ground.artifacts.file_path(&rows)?))
    }

    fn trim(self, folder: &Path, rows: Option<&Path>, prefix: &str) -> Outcome<Report> {
        let mut texts = Vec::new();
        for file in &self.corpus {
            let corpus = fs::read_to_string(file)
                .map_err(|error| Failure::new(format!("--corpus: {} can't be read: {error}", file.display())))?;
            texts.extend(corpus.lines().map(|line| recipe(line, "")));
        }
        if let Some(rows) = rows {
            for row in RowReader::open(rows).map_err(|error| Failure::new(error.to_string()))? {
                let row = row.map_err(|error| Failure::new(error.to_string()))?;
                texts.push(recipe(&row.title, &row.body));
            }
        }
        texts.iter_mut().for_each(|text| text.insert_str(0, prefix));
        let more: HashSet<char> = self.alphabet.chars().collect();
        let is_kept =
            |character: char| ALPHABET.iter().any(|range| range.contains(&character)) || more.contains(&character);
        trim_folder(folder, texts.iter().map(String::as_str), is_kept, &self.out)
            .map_err(|error| Failure::new(error.to_string()))
    }
}

/// What trimming did, as a person reads it.
fn proof(report: &Report) -> String {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    format!(
        "{} of {} pieces are left, {:.1} of {:.1} MB\nproof: {} texts were cut before and after, each into the same pieces",
        report.pieces_after,
        report.pieces_before,
        megabytes(report.bytes_after),
        megabytes(report.bytes_before),
        report.texts_checked
    )
}
