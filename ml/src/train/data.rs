//! A dataset's rows as token ids.

use std::collections::HashMap;
use std::path::Path;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::dataset::{RowReader, Split};
use crate::labels::Labels;
use crate::parameters::TrainingParameters;
use crate::subword::{SubwordSampler, Word};
use crate::text::Recipe;
use crate::tokenizer::{SpecialTokens, Tokenizer};

use super::error::TrainError;

/// Separates the random numbers that alter rows from those that order batches.
const AUGMENTATION_STREAM: u64 = 1 << 32;

/// Texts of one split, after the text recipe, with positions of their labels.
#[derive(Debug, Default)]
pub struct Texts {
    /// The texts.
    pub texts: Vec<String>,
    /// For each text, the position of its label.
    pub labels: Vec<usize>,
}

/// The three splits of a dataset.
#[derive(Debug, Default)]
pub struct Splits {
    /// Fitted.
    pub train: Texts,
    /// Chooses the best epoch.
    pub validation: Texts,
    /// Looked at once, at the end.
    pub test: Texts,
}

/// Token ids of one split, with positions of their labels.
#[derive(Debug)]
pub struct Encoded {
    /// Token ids of each row.
    pub rows: Vec<Vec<u32>>,
    /// For each row, the position of its label.
    pub labels: Vec<usize>,
}

impl Splits {
    /// Reads a rows file. Every label must be known and no split empty.
    pub fn read(rows_file: &Path, labels: &Labels, recipe: Recipe) -> Result<Self, TrainError> {
        let positions: HashMap<&str, usize> = labels.keys().enumerate().map(|(index, key)| (key, index)).collect();
        let mut splits = Splits::default();
        let mut reader = RowReader::open(rows_file)?;
        while let Some(row) = reader.next() {
            let row = row?;
            let Some(&label) = positions.get(row.label.as_str()) else {
                let place = format!("rows_file {}, line {}", rows_file.display(), reader.line());
                return Err(TrainError::UnusableDataset(format!(
                    "{place}: label \"{}\" isn't one of the run's",
                    row.label
                )));
            };
            let split = match row.split {
                Split::Train => &mut splits.train,
                Split::Validation => &mut splits.validation,
                Split::Test => &mut splits.test,
            };
            split.texts.push(recipe.apply(&row.title, &row.body));
            split.labels.push(label);
        }
        for (name, split) in [("train", &splits.train), ("validation", &splits.validation), ("test", &splits.test)] {
            if split.texts.is_empty() {
                return Err(TrainError::UnusableDataset(format!(
                    "rows_file {}: split {name} is empty",
                    rows_file.display()
                )));
            }
        }
        Ok(splits)
    }
}

impl Encoded {
    /// Encodes a split as serving will.
    pub fn exact(texts: &Texts, tokenizer: &Tokenizer) -> Self {
        let rows = texts.texts.iter().map(|text| tokenizer.encode(text).ids).collect();
        Encoded { rows, labels: texts.labels.clone() }
    }

    /// Lengths of the rows in tokens.
    pub fn lengths(&self) -> Vec<usize> {
        self.rows.iter().map(Vec::len).collect()
    }
}

/// The training split, altered anew each epoch so that a small dataset isn't learnt by heart.
pub struct TrainingRows {
    rows: Rows,
    labels: Vec<usize>,
    special: SpecialTokens,
    max_length: usize,
    subword_sampling: f64,
    token_dropout: f64,
    seed: u64,
}

/// What rows are altered from.
enum Rows {
    /// Words by number, which the sampler cuts in several ways; each different word is kept once.
    Words { words: Vec<Word>, rows: Vec<Vec<u32>>, sampler: SubwordSampler },
    /// Token ids, from a tokenizer that knows only one way.
    Ids(Vec<Vec<u32>>),
}

impl TrainingRows {
    /// Cuts the training split into words, or into tokens if the tokenizer can't cut a word in several ways.
    pub fn new(texts: &Texts, tokenizer: &Tokenizer, parameters: &TrainingParameters) -> Self {
        let rows = match SubwordSampler::new(tokenizer) {
            Some(sampler) => Rows::of_words(texts, tokenizer, sampler),
            None => Rows::Ids(Encoded::exact(texts, tokenizer).rows),
        };
        TrainingRows {
            rows,
            labels: texts.labels.clone(),
            special: tokenizer.special(),
            max_length: tokenizer.max_length(),
            subword_sampling: parameters.subword_sampling,
            token_dropout: parameters.token_dropout,
            seed: parameters.seed,
        }
    }

    /// For each row, the position of its label.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The rows of one epoch, fixed by seed and epoch.
    pub fn epoch(&self, epoch: u32) -> Encoded {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(AUGMENTATION_STREAM + u64::from(epoch));
        let mut rows = Vec::with_capacity(self.labels.len());
        for row in 0..self.labels.len() {
            let mut ids = match &self.rows {
                Rows::Words { words, rows, sampler } => {
                    let words = rows[row].iter().map(|&number| &words[number as usize]);
                    sampler.encode(words, self.subword_sampling, self.max_length, &mut random)
                }
                Rows::Ids(rows) => rows[row].clone(),
            };
            if self.token_dropout > 0.0 {
                for id in ids.iter_mut().filter(|id| !self.special.contains(**id)) {
                    if random.random_bool(self.token_dropout) {
                        *id = self.special.unk;
                    }
                }
            }
            rows.push(ids);
        }
        Encoded { rows, labels: self.labels.clone() }
    }
}

impl Rows {
    fn of_words(texts: &Texts, tokenizer: &Tokenizer, sampler: SubwordSampler) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut words = Vec::new();
        let mut rows = Vec::with_capacity(texts.texts.len());
        for text in &texts.texts {
            let mut row = Vec::new();
            // Every word is at least one token: later ones would be cut off.
            for word in tokenizer.words(text).into_iter().take(tokenizer.max_length()) {
                let number = *numbers.entry(word).or_insert_with_key(|word| {
                    words.push(Word { text: word.clone(), best: tokenizer.word_ids(word) });
                    (words.len() - 1) as u32
                });
                row.push(number);
            }
            rows.push(row);
        }
        Rows::Words { words, rows, sampler }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocessing::Preprocessing;

    fn texts() -> Texts {
        let words = ["삼성전자", "반도체 수출", "야구 감독", "국회 본회의"];
        Texts {
            texts: (0..60).map(|n| format!("{} {}", words[n % 4], words[n / 3 % 4])).collect(),
            labels: vec![0; 60],
        }
    }

    #[test]
    fn without_alteration_training_rows_are_what_serving_sees() {
        let texts = texts();
        let tokenizer = Tokenizer::train(&texts.texts, 256, &Preprocessing::new(8)).unwrap();
        let parameters = TrainingParameters { subword_sampling: 0.0, token_dropout: 0.0, ..Default::default() };
        let rows = TrainingRows::new(&texts, &tokenizer, &parameters);
        assert_eq!(rows.epoch(1).rows, Encoded::exact(&texts, &tokenizer).rows);
    }

    #[test]
    fn alteration_is_fixed_by_seed_and_epoch() {
        let texts = texts();
        let tokenizer = Tokenizer::train(&texts.texts, 256, &Preprocessing::new(8)).unwrap();
        let rows = TrainingRows::new(&texts, &tokenizer, &TrainingParameters::default());
        assert_eq!(rows.epoch(1).rows, rows.epoch(1).rows);
        assert_ne!(rows.epoch(1).rows, rows.epoch(2).rows);
    }
}
