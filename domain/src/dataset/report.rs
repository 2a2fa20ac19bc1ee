//! What was found when a dataset was built.

use serde::{Deserialize, Serialize};

use super::Split;

/// What was found when a dataset was built.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of the rules that made it: how texts are read, how near-duplicates are found.
    pub rule_version: String,
    /// The first line of the manifest, which names label set, classes, rules, ratios and seed.
    pub manifest_header: String,
    /// Rows of each class in each split, in the label set's order.
    pub classes: Vec<ClassCounts>,
    /// Lengths of title and body together.
    pub lengths: Vec<LengthBin>,
    /// Rows that say the same.
    pub duplicates: Duplicates,
    /// The proof that none of them crosses a split.
    pub leaks: Leaks,
}

/// Rows of a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassCounts {
    /// Key of the class.
    pub key: String,
    /// Rows in train.
    pub train: u64,
    /// Rows in validation.
    pub validation: u64,
    /// Rows in test.
    pub test: u64,
}

/// Rows whose length, in characters, lies in a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LengthBin {
    /// Shortest length.
    pub from_characters: u32,
    /// First length beyond; `None` in the last bin.
    pub to_characters: Option<u32>,
    /// Rows.
    pub count: u64,
}

/// Rows that say the same in the same words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Duplicates {
    /// Clusters, those of a single row included.
    pub clusters: u64,
    /// Clusters of several rows.
    pub duplicate_clusters: u64,
    /// Rows beyond the first of their cluster.
    pub duplicates: u64,
    /// Those of them that equal another row after normalisation.
    pub exact_duplicates: u64,
    /// The biggest clusters, biggest first; at most ten.
    pub largest: Vec<LargeCluster>,
}

/// A big cluster, named by the first of its articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LargeCluster {
    /// Key of the article's source.
    pub source: String,
    /// The article's id there.
    pub external_id: String,
    /// The article's title.
    pub title: String,
    /// Rows in the cluster.
    pub size: u64,
}

/// The proof that no cluster crosses a split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leaks {
    /// Jaccard similarity from which two texts count as duplicates.
    pub similarity_threshold: f64,
    /// Clusters with rows in several splits; must be 0.
    pub clusters_across_splits: u64,
    /// The two most similar rows in two splits.
    pub most_similar: Option<CloseArticles>,
    /// The two most similar rows in two splits that were judged to be two reports of one template.
    pub most_similar_template_twins: Option<CloseArticles>,
}

/// Two similar rows in two splits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CloseArticles {
    /// Jaccard similarity of their character n-grams, 0 to 1.
    pub similarity: f64,
    /// Source and external id of each.
    pub articles: [(String, String); 2],
    /// Their titles.
    pub titles: [String; 2],
    /// Their splits.
    pub splits: [Split; 2],
}
