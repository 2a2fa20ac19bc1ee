//! What was found when a dataset was built.

use async_graphql::{Object, SimpleObject};
use domain::dataset::{CloseArticles, Report};

use super::dataset::Split;

pub struct DatasetReport(pub Report);

/// What was found when a dataset was built.
#[Object]
impl DatasetReport {
    /// Version of the rules that made it: how texts are read, how near-duplicates are found.
    async fn rule_version(&self) -> &str {
        &self.0.rule_version
    }

    /// The manifest's first line, which names label set, classes, rules, ratios and seed.
    async fn manifest_header(&self) -> &str {
        &self.0.manifest_header
    }

    /// Rows of each class in each split, in the label set's order.
    async fn classes(&self) -> Vec<ClassCount> {
        let counts = self.0.classes.iter().map(|class| ClassCount {
            label_key: class.key.clone(),
            train: class.train,
            validation: class.validation,
            test: class.test,
        });
        counts.collect()
    }

    /// Lengths of title and body together.
    async fn lengths(&self) -> Vec<LengthBin> {
        let bins = self.0.lengths.iter().map(|bin| LengthBin {
            from_characters: bin.from_characters,
            to_characters: bin.to_characters,
            count: bin.count,
        });
        bins.collect()
    }

    /// Rows that say the same.
    async fn duplicates(&self) -> DuplicateReport {
        let duplicates = &self.0.duplicates;
        let largest = duplicates.largest.iter().map(|cluster| LargeCluster {
            source_key: cluster.source.clone(),
            external_id: cluster.external_id.clone(),
            title: cluster.title.clone(),
            size: cluster.size,
        });
        DuplicateReport {
            clusters: duplicates.clusters,
            duplicate_clusters: duplicates.duplicate_clusters,
            duplicates: duplicates.duplicates,
            exact_duplicates: duplicates.exact_duplicates,
            largest: largest.collect(),
        }
    }

    /// The proof that none of them crosses a split.
    async fn leaks(&self) -> LeakReport {
        let leaks = &self.0.leaks;
        LeakReport {
            similarity_threshold: leaks.similarity_threshold,
            clusters_across_splits: leaks.clusters_across_splits,
            most_similar: leaks.most_similar.as_ref().map(SimilarArticles::from),
            most_similar_template_twins: leaks.most_similar_template_twins.as_ref().map(SimilarArticles::from),
        }
    }
}

/// Rows of a class.
#[derive(SimpleObject)]
pub struct ClassCount {
    /// Key of the class.
    label_key: String,
    /// Rows in train.
    train: u64,
    /// Rows in validation.
    validation: u64,
    /// Rows in test.
    test: u64,
}

/// Rows whose length lies in a range.
#[derive(SimpleObject)]
pub struct LengthBin {
    /// Shortest length.
    from_characters: u32,
    /// First length beyond; null in the last bin.
    to_characters: Option<u32>,
    /// Rows.
    count: u64,
}

/// Rows that say the same in the same words.
#[derive(SimpleObject)]
pub struct DuplicateReport {
    /// Clusters, those of a single row included.
    clusters: u64,
    /// Clusters of several rows.
    duplicate_clusters: u64,
    /// Rows beyond the first of their cluster.
    duplicates: u64,
    /// Those of them that equal another row after normalisation.
    exact_duplicates: u64,
    /// The biggest clusters, biggest first; at most ten.
    largest: Vec<LargeCluster>,
}

/// A big cluster of near-duplicates, named by the first of its articles.
#[derive(SimpleObject)]
pub struct LargeCluster {
    /// Key of the article's source.
    source_key: String,
    /// The article's name there.
    external_id: String,
    /// The article's title.
    title: String,
    /// Rows in the cluster.
    size: u64,
}

/// The proof that no cluster of near-duplicates crosses a split.
#[derive(SimpleObject)]
pub struct LeakReport {
    /// Jaccard similarity from which two texts count as duplicates.
    similarity_threshold: f64,
    /// Clusters with rows in several splits: 0.
    clusters_across_splits: u64,
    /// The two most similar rows in two splits.
    most_similar: Option<SimilarArticles>,
    /// The two most similar rows in two splits that were judged to be two reports of one template, such as the weather.
    most_similar_template_twins: Option<SimilarArticles>,
}

/// Two similar rows in two splits.
#[derive(SimpleObject)]
pub struct SimilarArticles {
    /// Jaccard similarity of their character n-grams, 0 to 1.
    similarity: f64,
    /// One of the two.
    first: SimilarArticle,
    /// The other.
    second: SimilarArticle,
}

/// One of two similar rows.
#[derive(SimpleObject)]
pub struct SimilarArticle {
    /// Key of the article's source.
    source_key: String,
    /// The article's name there.
    external_id: String,
    /// The article's title.
    title: String,
    /// The part the row belongs to.
    split: Split,
}

impl From<&CloseArticles> for SimilarArticles {
    fn from(pair: &CloseArticles) -> Self {
        let article = |index: usize| {
            let (source_key, external_id) = pair.articles[index].clone();
            SimilarArticle {
                source_key,
                external_id,
                title: pair.titles[index].clone(),
                split: pair.splits[index].into(),
            }
        };
        Self { similarity: pair.similarity, first: article(0), second: article(1) }
    }
}
