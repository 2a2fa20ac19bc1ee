//! The identity of a dataset: SHA-256 over a text that says everything about it.
//!
//! The text's first line is a JSON object, the [`Header`]: format, label set with its ordered classes, the rules by
//! which texts are read and near-duplicates found, ratios and seed. Each further line is a JSON array that says one
//! row: source key, external id, content hash, class key, split, and the position of the first row of its cluster of
//! near-duplicates. Rows are in the order of source key and external id, byte by byte. JSON is written as serde_json
//! does: no spaces, fields in this order; every line ends with a line feed.
//!
//! Source key and external id name an article, since they are the same on every machine; row ids are not.

use std::{io, path::Path};

use domain::{
    article,
    artifact::ArtifactStore,
    dataset::{self, Recipe, Selection, Split},
    label_class,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::near_duplicate::Options;

/// Changes whenever near-duplicates are found by other rules under equal options.
const NEAR_DUPLICATE_VERSION: u32 = 1;

/// Changes whenever equal articles, ratios and seeds are limited or split otherwise.
const SPLIT_VERSION: u32 = 1;

/// Characters of an article that are compared with those of others; headlines are far shorter, and of long articles
/// the beginning tells. Bounds what a build holds in memory.
const COMPARED_CHARACTERS: usize = 500;

/// How near-duplicates are found in datasets.
pub fn near_duplicate_options() -> Options {
    Options { maximum_characters: COMPARED_CHARACTERS, ..Options::default() }
}

/// The versions of all rules that shape a dataset, in a few words.
pub fn rule_version() -> String {
    format!("text-recipe-{}+near-duplicate-{NEAR_DUPLICATE_VERSION}+split-{SPLIT_VERSION}", ml::text::RECIPE_VERSION)
}

/// The recipe of `ml` that a selection names.
pub fn text_recipe(recipe: Recipe) -> ml::text::Recipe {
    match recipe {
        Recipe::TitleBody => ml::text::Recipe::TitleBody,
        Recipe::Title => ml::text::Recipe::Title,
        Recipe::HangulOnly => ml::text::Recipe::HangulOnly,
    }
}

/// The first line of a manifest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Header {
    format: &'static str,
    label_set: String,
    /// Keys, in order.
    classes: Vec<String>,
    rules: String,
    near_duplicate: NearDuplicate,
    /// Train, validation, test.
    ratios: [f64; 3],
    seed: u64,
    /// What of an article models read, if it isn't title and body.
    #[serde(skip_serializing_if = "Option::is_none")]
    recipe: Option<&'static str>,
    /// The version of the cleaning rules in force, if only what they keep was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    cleaning_rule_set: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct NearDuplicate {
    similarity_threshold: f64,
    shingle_size: usize,
    maximum_characters: usize,
    bands: usize,
    rows_per_band: usize,
    largest_bucket: usize,
    template_fillers: usize,
}

impl Header {
    /// The header of a dataset built under this program's rules and, if only what cleaning keeps is taken, a version of
    /// the cleaning rules.
    pub fn new(selection: &Selection, classes: &[label_class::Model], cleaning_rule_set: Option<i32>) -> Self {
        // Taken apart, so that a new option can't be forgotten here.
        let Options {
            similarity_threshold,
            shingle_size,
            maximum_characters,
            bands,
            rows_per_band,
            largest_bucket,
            template_fillers,
        } = near_duplicate_options();
        Self {
            format: "gisa-dataset-1",
            label_set: selection.label_set_key.clone(),
            classes: classes.iter().map(|class| class.key.clone()).collect(),
            rules: rule_version(),
            near_duplicate: NearDuplicate {
                similarity_threshold,
                shingle_size,
                maximum_characters,
                bands,
                rows_per_band,
                largest_bucket,
                template_fillers,
            },
            ratios: [selection.ratios.train, selection.ratios.validation, selection.ratios.test],
            seed: selection.seed,
            recipe: Some(text_recipe(selection.recipe)).filter(|recipe| !recipe.is_usual()).map(|recipe| recipe.name()),
            cleaning_rule_set,
        }
    }

    /// Keys of the classes, in order.
    pub(super) fn class_keys(&self) -> &[String] {
        &self.classes
    }
}

/// A row as the rows file has it: JSON Lines, one object a row, in the order of the manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Key of the article's source.
    pub source: String,
    /// The article's id there.
    pub external_id: String,
    /// Its title.
    pub title: String,
    /// Its body; may be empty.
    pub body: String,
    /// Key of its class.
    pub label: String,
    /// Its split.
    pub split: Split,
    /// See [`article::content_hash`]; of the text as it was sealed, which cleaning may have changed.
    pub content_hash: String,
    /// Position of the first row of its cluster of near-duplicates.
    pub cluster: u32,
    /// Whether the text was taken down since: title and body are empty, the hash tells what they were.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

/// A manifest's hash as it grows.
pub(super) struct Hasher(Sha256);

impl Hasher {
    pub(super) fn new(header: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(header);
        hash.update("\n");
        Self(hash)
    }

    pub(super) fn add(&mut self, row: &Row) -> serde_json::Result<()> {
        let line = (&row.source, &row.external_id, &row.content_hash, &row.label, row.split, row.cluster);
        self.0.update(serde_json::to_vec(&line)?);
        self.0.update("\n");
        Ok(())
    }

    pub(super) fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

/// Why a dataset's rows can't be trusted.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It isn't sealed.
    #[error("dataset {0} is not sealed")]
    NotSealed(domain::id::DatasetId),
    /// The rows file can't be read.
    #[error("the rows of dataset {id} can't be read: {message}")]
    Unreadable {
        /// The dataset.
        id: domain::id::DatasetId,
        /// Why.
        message: String,
    },
    /// A row's text isn't what was sealed.
    #[error("row {position} of dataset {id} was changed after it was sealed; build the dataset again")]
    RowChanged {
        /// The dataset.
        id: domain::id::DatasetId,
        /// Position of the row, from 0.
        position: u64,
    },
    /// The rows aren't those that were sealed.
    #[error("the rows of dataset {id} have the manifest {found}, not {expected}; build the dataset again")]
    ManifestDiffers {
        /// The dataset.
        id: domain::id::DatasetId,
        /// The hash it was sealed with.
        expected: String,
        /// The hash its rows have.
        found: String,
    },
}

/// Proves that the rows file of a sealed dataset is what was sealed: hashes every text and the manifest anew.
///
/// Reads the whole file and hashes it (some hundred thousand headlines a second): call it where blocking is allowed.
pub fn verify(artifacts: &ArtifactStore, dataset: &dataset::Model) -> Result<(), VerifyError> {
    let id = dataset.id;
    let unreadable = |error: &dyn std::fmt::Display| VerifyError::Unreadable { id, message: error.to_string() };
    let report = dataset.report().map_err(|error| unreadable(&error))?;
    let (Some(report), Some(rows), Some(expected)) = (report, &dataset.rows_sha256, &dataset.manifest_sha256) else {
        return Err(VerifyError::NotSealed(id));
    };
    let path = artifacts.file_path(rows).map_err(|error| unreadable(&error))?;
    let mut hasher = Hasher::new(&report.manifest_header);
    for (row, position) in read_rows(&path).map_err(|error| unreadable(&error))?.zip(0..) {
        let row = row.map_err(|error| unreadable(&error))?;
        // Of an erased text the hash is left, and the manifest is made of hashes: the dataset's identity still holds.
        let is_erased = row.erased && row.title.is_empty() && row.body.is_empty();
        if !is_erased && article::content_hash(&row.title, &row.body) != row.content_hash {
            return Err(VerifyError::RowChanged { id, position });
        }
        hasher.add(&row).map_err(|error| unreadable(&error))?;
    }
    let found = hasher.finish();
    if found != *expected {
        return Err(VerifyError::ManifestDiffers { id, expected: expected.clone(), found });
    }
    Ok(())
}

/// Streams the rows of a rows file.
pub fn read_rows(path: &Path) -> io::Result<impl Iterator<Item = io::Result<Row>>> {
    use io::BufRead;
    let lines = io::BufReader::with_capacity(1 << 18, std::fs::File::open(path)?).lines();
    Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
}
