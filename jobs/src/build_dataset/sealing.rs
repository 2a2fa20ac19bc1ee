//! From chosen articles to rows with splits, a manifest, a rows file and a report.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use domain::{
    artifact::ArtifactStore,
    dataset::{ClassCounts, CloseArticles, Duplicates, LargeCluster, Leaks, LengthBin, Report, Seal, Selection, Split},
    id::ArticleId,
};
use tokio_util::sync::CancellationToken;

use super::{
    candidates::Candidate,
    manifest::{self, Hasher, Header, Row},
    texts::{Gathered, Texts},
};
use crate::{
    JobError,
    near_duplicate::{CrossSplitPair, LeakReport},
    split::{self, SplitItem, SplitRatios, assign_splits},
};

/// First lengths, in characters, of the histogram's bins.
const BINS: [u32; 16] = [0, 10, 15, 20, 25, 30, 35, 40, 50, 70, 100, 200, 500, 1_000, 2_000, 5_000];

/// Everything a dataset is sealed from.
pub(super) struct Unsealed {
    /// In the order of their keys.
    pub(super) chosen: Vec<Candidate>,
    pub(super) texts: Texts,
    pub(super) header: Header,
    pub(super) selection: Selection,
    pub(super) rows_path: PathBuf,
}

/// What a dataset is sealed with, and its rows.
pub(super) struct Sealing {
    pub(super) rows: Vec<SealedRow>,
    pub(super) seal: Seal,
}

/// A row whose place is its position.
pub(super) struct SealedRow {
    pub(super) article_id: ArticleId,
    pub(super) class: usize,
    pub(super) content_hash: [u8; 32],
    pub(super) split: Split,
    pub(super) cluster: u32,
}

impl Unsealed {
    /// Finds duplicates, splits, writes the rows file into the store.
    pub(super) fn seal(self, artifacts: &ArtifactStore, cancelled: CancellationToken) -> Result<Sealing, JobError> {
        let check = || if cancelled.is_cancelled() { Err(JobError::Cancelled) } else { Ok(()) };
        let Gathered { path: texts_path, duplicates, hashes } = self.texts.into_parts();
        let clusters = duplicates.finish();
        check()?;

        let items: Vec<SplitItem<'_>> = self
            .chosen
            .iter()
            .zip(clusters.ids())
            .map(|(one, cluster)| SplitItem { key: &one.key, label: one.class, cluster: cluster.0 })
            .collect();
        let ratios = self.selection.ratios;
        let ratios = SplitRatios::new(ratios.train, ratios.validation, ratios.test)
            .map_err(|error| JobError::permanent("INVALID", error.to_string()))?;
        let splits = assign_splits(&items, ratios, self.selection.seed);
        let splits: Vec<Split> = splits.into_iter().map(of_domain).collect();
        check_splits(&splits, ratios)?;
        check()?;

        let leaks = clusters.leak_report(&splits.iter().map(|split| Some(*split as u8)).collect::<Vec<_>>());
        check()?;
        let rows: Vec<SealedRow> = self
            .chosen
            .iter()
            .zip(clusters.ids())
            .zip(&splits)
            .zip(hashes)
            .map(|(((one, cluster), split), content_hash)| SealedRow {
                article_id: one.id,
                class: one.class,
                content_hash,
                split: *split,
                cluster: u32::try_from(cluster.0).unwrap_or(u32::MAX),
            })
            .collect();
        drop(clusters);

        let header = serde_json::to_string(&self.header).map_err(std::io::Error::from)?;
        let mut writer = RowsFile {
            classes: self.header.class_keys(),
            hasher: Hasher::new(&header),
            file: BufWriter::new(File::create(&self.rows_path)?),
            lengths: [0; BINS.len()],
            titles: positions_named_in(&leaks).into_iter().map(|position| (position, String::new())).collect(),
        };
        writer.write(&self.chosen, &rows, &texts_path, &cancelled)?;
        let (manifest_sha256, lengths, titles) = writer.finish()?;
        let rows_sha256 = artifacts.adopt_file(&self.rows_path).map_err(domain::Error::from)?;
        let names = Names { chosen: &self.chosen, titles: &titles };
        let report = Report {
            rule_version: manifest::rule_version(),
            manifest_header: header,
            classes: class_counts(self.header.class_keys(), &rows),
            lengths: length_bins(&lengths),
            duplicates: names.duplicates(&leaks),
            leaks: names.leaks(&leaks),
        };
        let row_count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        Ok(Sealing { rows, seal: Seal { manifest_sha256, rows_sha256, row_count, report } })
    }
}

fn of_domain(split: split::Split) -> Split {
    match split {
        split::Split::Train => Split::Train,
        split::Split::Validation => Split::Validation,
        split::Split::Test => Split::Test,
    }
}

/// A split that was asked for must have rows.
fn check_splits(splits: &[Split], ratios: SplitRatios) -> Result<(), JobError> {
    for wanted in split::Split::ALL {
        let name = of_domain(wanted);
        if ratios.of(wanted) > 0.0 && !splits.contains(&name) {
            return Err(JobError::permanent(
                "SPLIT_WITHOUT_ROWS",
                format!(
                    "{} articles are too few to put one in {}; select more, or set that ratio to 0",
                    splits.len(),
                    name.key()
                ),
            ));
        }
    }
    Ok(())
}

/// The rows file and the manifest's hash, as they grow.
struct RowsFile<'a> {
    classes: &'a [String],
    hasher: Hasher,
    file: BufWriter<File>,
    lengths: [u64; BINS.len()],
    /// Titles the report wants, by position.
    titles: HashMap<u32, String>,
}

impl RowsFile<'_> {
    fn write(
        &mut self,
        chosen: &[Candidate],
        rows: &[SealedRow],
        texts: &Path,
        cancelled: &CancellationToken,
    ) -> Result<(), JobError> {
        for (position, ((candidate, row), text)) in chosen.iter().zip(rows).zip(Texts::read_back(texts)?).enumerate() {
            if position % 1_000 == 0 && cancelled.is_cancelled() {
                return Err(JobError::Cancelled);
            }
            let (title, body) = text?;
            let characters = title.chars().count() + body.chars().count();
            let bin = BINS.iter().rposition(|from| characters >= *from as usize).unwrap_or(0);
            self.lengths[bin] += 1;
            if let Some(wanted) = self.titles.get_mut(&(position as u32)) {
                wanted.clone_from(&title);
            }
            let row = Row {
                source: candidate.key.source_key.clone(),
                external_id: candidate.key.external_id.clone(),
                title,
                body,
                label: self.classes[row.class].clone(),
                split: row.split,
                content_hash: hex::encode(row.content_hash),
                cluster: row.cluster,
                erased: false,
            };
            self.hasher.add(&row).map_err(std::io::Error::from)?;
            serde_json::to_writer(&mut self.file, &row).map_err(std::io::Error::from)?;
            self.file.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(mut self) -> std::io::Result<(String, [u64; BINS.len()], HashMap<u32, String>)> {
        self.file.flush()?;
        Ok((self.hasher.finish(), self.lengths, self.titles))
    }
}

fn class_counts(classes: &[String], rows: &[SealedRow]) -> Vec<ClassCounts> {
    let mut counts: Vec<ClassCounts> =
        classes.iter().map(|key| ClassCounts { key: key.clone(), train: 0, validation: 0, test: 0 }).collect();
    for row in rows {
        let counts = &mut counts[row.class];
        match row.split {
            Split::Train => counts.train += 1,
            Split::Validation => counts.validation += 1,
            Split::Test => counts.test += 1,
        }
    }
    counts
}

/// The bins from the first to the last that isn't empty.
fn length_bins(counts: &[u64; BINS.len()]) -> Vec<LengthBin> {
    let first = counts.iter().position(|count| *count > 0).unwrap_or(0);
    let last = counts.iter().rposition(|count| *count > 0).unwrap_or(0);
    (first..=last)
        .map(|bin| LengthBin {
            from_characters: BINS[bin],
            to_characters: BINS.get(bin + 1).copied(),
            count: counts[bin],
        })
        .collect()
}

/// What the search for duplicates says, by position and split number.
type Found = LeakReport<u32, u8>;

fn positions_named_in(found: &Found) -> Vec<u32> {
    let pairs = [&found.most_similar_across_splits, &found.most_similar_template_twins];
    let of_pairs = pairs.into_iter().flatten().flat_map(|pair| [pair.keys.0, pair.keys.1]);
    found.largest_clusters.iter().map(|cluster| cluster.key).chain(of_pairs).collect()
}

/// Turns positions into names that mean something to people.
struct Names<'a> {
    chosen: &'a [Candidate],
    titles: &'a HashMap<u32, String>,
}

impl Names<'_> {
    fn name(&self, position: u32) -> (String, String) {
        let key = &self.chosen[position as usize].key;
        (key.source_key.clone(), key.external_id.clone())
    }

    fn title(&self, position: u32) -> String {
        self.titles.get(&position).cloned().unwrap_or_default()
    }

    fn duplicates(&self, found: &Found) -> Duplicates {
        let largest = found.largest_clusters.iter().map(|cluster| {
            let (source, external_id) = self.name(cluster.key);
            LargeCluster { source, external_id, title: self.title(cluster.key), size: cluster.size as u64 }
        });
        Duplicates {
            clusters: found.clusters as u64,
            duplicate_clusters: found.duplicate_clusters as u64,
            duplicates: found.duplicates as u64,
            exact_duplicates: found.exact_duplicates as u64,
            largest: largest.collect(),
        }
    }

    fn leaks(&self, found: &Found) -> Leaks {
        Leaks {
            similarity_threshold: found.similarity_threshold,
            clusters_across_splits: found.clusters_across_splits as u64,
            most_similar: found.most_similar_across_splits.as_ref().map(|pair| self.pair(pair)),
            most_similar_template_twins: found.most_similar_template_twins.as_ref().map(|pair| self.pair(pair)),
        }
    }

    fn pair(&self, pair: &CrossSplitPair<u32, u8>) -> CloseArticles {
        let split = |number: u8| Split::ALL[usize::from(number)];
        CloseArticles {
            similarity: pair.similarity,
            articles: [self.name(pair.keys.0), self.name(pair.keys.1)],
            titles: [self.title(pair.keys.0), self.title(pair.keys.1)],
            splits: [split(pair.splits.0), split(pair.splits.1)],
        }
    }
}
