//! Two models that answered the same rows.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::bootstrap::{self, Cell, Interval, Options};
use super::mcnemar::{McNemar, mcnemar};
use super::row::{self, EvaluatedRow};
use crate::metrics::{ClassMetrics, ConfusionMatrix, Metrics};

/// Below this probability a difference isn't put down to chance.
const SIGNIFICANT: f64 = 0.05;

/// Two models that answered the same rows.
#[derive(Debug, Clone)]
pub struct Comparison {
    keys: Vec<String>,
    cells: Vec<Cell>,
    fixed: Vec<Flip>,
    broken: Vec<Flip>,
}

/// Which way a row flipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Wrong by the first, right by the second.
    Fixed,
    /// Right by the first, wrong by the second.
    Broken,
}

/// A row that exactly one of the two answered right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flip {
    /// The article's id in the database.
    pub article_id: String,
    /// The beginning of its text.
    pub text: String,
    /// Key of the true class.
    pub label: String,
    /// Key of the class the first answered.
    pub first: String,
    /// Its probability.
    pub first_probability: f32,
    /// Key of the class the second answered.
    pub second: String,
    /// Its probability.
    pub second_probability: f32,
}

/// Figures of one class by both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClassDifference {
    /// By the first.
    pub first: ClassMetrics,
    /// By the second.
    pub second: ClassMetrics,
    /// F1 by the second minus F1 by the first.
    pub f1_difference: f64,
}

/// What the tests say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The second is better by macro-F1, and by more than chance.
    SecondIsBetter,
    /// The first is better by macro-F1, and by more than chance.
    FirstIsBetter,
    /// One test sees a difference, the other doesn't.
    Unclear,
    /// Chance explains what difference there is.
    NoDifference,
}

/// Why two sets of rows can't be compared.
#[derive(Debug, thiserror::Error)]
pub enum ComparisonError {
    /// They aren't about the same articles.
    #[error(
        "the evaluated rows differ: {only_first} only in the first, {only_second} only in the second (such as article \
         {example}); evaluate both on the same dataset and split again"
    )]
    OtherRows {
        /// Rows that only the first has.
        only_first: usize,
        /// Rows that only the second has.
        only_second: usize,
        /// The article of one of them.
        example: String,
    },
    /// A row has two truths.
    #[error(
        "article {article_id} is labelled \"{first}\" in the first and \"{second}\" in the second; evaluate both again"
    )]
    OtherLabel {
        /// The row's article.
        article_id: String,
        /// Its class in the first.
        first: String,
        /// Its class in the second.
        second: String,
    },
    /// A class that isn't among these.
    #[error("article {article_id}: there is no class \"{key}\" among the models'")]
    UnknownClass {
        /// The row's article.
        article_id: String,
        /// The class.
        key: String,
    },
    /// The stored rows can't be read.
    #[error("the stored rows can't be read: {0}")]
    Io(#[from] io::Error),
}

/// What is remembered of a row of the first model while the second's are read.
struct First {
    truth: u16,
    answer: u16,
    probability: f32,
}

impl Comparison {
    /// Joins two files of rows by article; `keys` are the classes of both. Blocks.
    pub fn read(first: &Path, second: &Path, keys: &[String]) -> Result<Self, ComparisonError> {
        Comparison::join(row::read(first)?, row::read(second)?, keys)
    }

    /// Joins two sets of rows by article.
    pub fn join(
        first: impl Iterator<Item = io::Result<EvaluatedRow>>,
        second: impl Iterator<Item = io::Result<EvaluatedRow>>,
        keys: &[String],
    ) -> Result<Self, ComparisonError> {
        let positions: HashMap<&str, u16> = keys.iter().map(String::as_str).zip(0..).collect();
        let position = |row: &EvaluatedRow, key: &str| {
            let unknown = || ComparisonError::UnknownClass { article_id: row.article_id.clone(), key: key.to_owned() };
            positions.get(key).copied().ok_or_else(unknown)
        };
        let mut waiting: HashMap<String, First> = HashMap::new();
        for row in first {
            let row = row?;
            let (truth, answer) = (position(&row, &row.label)?, position(&row, &row.predicted)?);
            waiting.insert(row.article_id, First { truth, answer, probability: row.probability });
        }
        let mut comparison =
            Comparison { keys: keys.to_vec(), cells: Vec::new(), fixed: Vec::new(), broken: Vec::new() };
        let (mut only_second, mut example) = (0, None);
        for row in second {
            let row = row?;
            let (truth, answer) = (position(&row, &row.label)?, position(&row, &row.predicted)?);
            let Some(first) = waiting.remove(&row.article_id) else {
                only_second += 1;
                example.get_or_insert(row.article_id);
                continue;
            };
            if first.truth != truth {
                let first = keys[usize::from(first.truth)].clone();
                return Err(ComparisonError::OtherLabel { article_id: row.article_id, first, second: row.label });
            }
            comparison.push(Cell { truth, first: first.answer, second: answer }, first.probability, row);
        }
        if only_second > 0 || !waiting.is_empty() {
            let example = example.or_else(|| waiting.keys().min().cloned()).unwrap_or_default();
            return Err(ComparisonError::OtherRows { only_first: waiting.len(), only_second, example });
        }
        // The surest mistakes first: those show best what changed.
        let by = |probability: fn(&Flip) -> f32| move |a: &Flip, b: &Flip| probability(b).total_cmp(&probability(a));
        comparison.fixed.sort_by(by(|flip| flip.first_probability));
        comparison.broken.sort_by(by(|flip| flip.second_probability));
        Ok(comparison)
    }

    fn push(&mut self, cell: Cell, first_probability: f32, row: EvaluatedRow) {
        self.cells.push(cell);
        let flips = match (cell.first == cell.truth, cell.second == cell.truth) {
            (false, true) => &mut self.fixed,
            (true, false) => &mut self.broken,
            _ => return,
        };
        flips.push(Flip {
            article_id: row.article_id,
            text: row.text,
            label: row.label,
            first: self.keys[usize::from(cell.first)].clone(),
            first_probability,
            second: row.predicted,
            second_probability: row.probability,
        });
    }

    /// Rows both answered.
    pub fn rows(&self) -> u64 {
        self.cells.len() as u64
    }

    /// Rows on which they gave different answers, right or wrong.
    pub fn disagreements(&self) -> u64 {
        self.cells.iter().filter(|cell| cell.first != cell.second).count() as u64
    }

    /// Rows that exactly one answered right, surest mistake first.
    pub fn flips(&self, direction: Direction) -> &[Flip] {
        match direction {
            Direction::Fixed => &self.fixed,
            Direction::Broken => &self.broken,
        }
    }

    /// Whether they are equally often right.
    pub fn mcnemar(&self) -> McNemar {
        mcnemar(self.broken.len() as u64, self.fixed.len() as u64)
    }

    /// How sure the difference of macro-F1 is, second minus first. Blocks; see [`bootstrap::macro_f1_difference`].
    pub fn macro_f1_difference(&self, options: Options) -> Interval {
        bootstrap::macro_f1_difference(&self.cells, self.keys.len(), options)
    }

    /// Figures of each class by both, in order.
    pub fn classes(&self) -> Vec<ClassDifference> {
        let (first, second) = self.metrics();
        let pairs = first.classes.into_iter().zip(second.classes);
        let difference = |(first, second): (ClassMetrics, ClassMetrics)| {
            let f1_difference = second.f1 - first.f1;
            ClassDifference { first, second, f1_difference }
        };
        pairs.map(difference).collect()
    }

    /// Figures of the first and of the second. Without probabilities of all classes there is no loss: it is 0.
    pub fn metrics(&self) -> (Metrics, Metrics) {
        let figures = |answer: fn(&Cell) -> u16| {
            let mut confusion = ConfusionMatrix::new(self.keys.len());
            for cell in &self.cells {
                confusion.record(cell.truth.into(), answer(cell).into());
            }
            confusion.metrics(0.0, self.keys.iter().map(String::as_str))
        };
        (figures(|cell| cell.first), figures(|cell| cell.second))
    }
}

impl Verdict {
    /// Weighs both tests: a model is better if the interval of the difference excludes 0 and McNemar's test agrees.
    pub fn of(mcnemar: &McNemar, macro_f1: &Interval) -> Self {
        match (macro_f1.excludes_zero(), mcnemar.p_value < SIGNIFICANT) {
            (true, true) if macro_f1.difference > 0.0 => Verdict::SecondIsBetter,
            (true, true) => Verdict::FirstIsBetter,
            (false, false) => Verdict::NoDifference,
            _ => Verdict::Unclear,
        }
    }

    /// The verdict as a sentence about models called `first` and `second`.
    pub fn sentence(self, first: &str, second: &str, mcnemar: &McNemar, macro_f1: &Interval) -> String {
        let points = |share: f64| format!("{:+.2}", share * 100.0);
        let figures = format!(
            "macro-F1 {} points, 95 % interval {} to {}; McNemar p = {:.4}, {} fixed and {} broken",
            points(macro_f1.difference),
            points(macro_f1.low),
            points(macro_f1.high),
            mcnemar.p_value,
            mcnemar.only_second_right,
            mcnemar.only_first_right,
        );
        match self {
            Verdict::SecondIsBetter => format!("{second} is better than {first} ({figures})"),
            Verdict::FirstIsBetter => format!("{second} is worse than {first} ({figures})"),
            Verdict::NoDifference => {
                format!("no difference between {first} and {second} that chance doesn't explain ({figures})")
            }
            Verdict::Unclear => {
                format!("the tests disagree whether {first} and {second} differ; more rows would tell ({figures})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::row::tests::row;

    /// Answers of a model that is wrong where `is_wrong` says so; classes "0", "1", "2".
    fn answers(rows: usize, is_wrong: impl Fn(usize) -> bool) -> Vec<EvaluatedRow> {
        let answer = |n: usize| {
            let mut probabilities = [0.1, 0.1, 0.1];
            probabilities[if is_wrong(n) { (n + 1) % 3 } else { n % 3 }] = 0.8 - n as f32 * 1e-4;
            row(n, n % 3, &probabilities)
        };
        (0..rows).map(answer).collect()
    }

    fn compare(first: Vec<EvaluatedRow>, second: Vec<EvaluatedRow>) -> Result<Comparison, ComparisonError> {
        let keys: Vec<String> = (0..3).map(|n| n.to_string()).collect();
        Comparison::join(first.into_iter().map(Ok), second.into_iter().map(Ok), &keys)
    }

    #[test]
    fn rows_are_joined_by_article_whatever_their_order() {
        let mut second = answers(300, |n| n % 30 == 0);
        second.reverse();
        let comparison = compare(answers(300, |n| n % 5 == 0), second).unwrap();
        assert_eq!((comparison.rows(), comparison.disagreements()), (300, 50));
        assert_eq!(comparison.flips(Direction::Fixed).len(), 50);
        assert!(comparison.flips(Direction::Broken).is_empty());
        let probabilities: Vec<f32> = comparison.flips(Direction::Fixed).iter().map(|f| f.first_probability).collect();
        assert!(probabilities.windows(2).all(|two| two[0] >= two[1]));
        let flip = &comparison.flips(Direction::Fixed)[0];
        assert_eq!((flip.article_id.as_str(), flip.label.as_str(), flip.first.as_str()), ("article-5", "2", "0"));

        let mcnemar = comparison.mcnemar();
        assert_eq!((mcnemar.only_first_right, mcnemar.only_second_right), (0, 50));
        let interval = comparison.macro_f1_difference(Options::default());
        let (first, second) = comparison.metrics();
        assert!((interval.difference - (second.macro_f1 - first.macro_f1)).abs() < 1e-12);
        assert_eq!(Verdict::of(&mcnemar, &interval), Verdict::SecondIsBetter);
        let sentence = Verdict::SecondIsBetter.sentence("version 1", "version 2", &mcnemar, &interval);
        assert!(sentence.starts_with("version 2 is better than version 1 (macro-F1 +"), "{sentence}");
        let classes = comparison.classes();
        assert_eq!(classes.iter().map(|class| class.first.support).sum::<u64>(), 300);
        assert!(classes.iter().all(|class| class.f1_difference > 0.0));
    }

    #[test]
    fn a_difference_that_chance_explains_is_called_so() {
        let comparison = compare(answers(300, |n| n % 50 == 0), answers(300, |n| n % 50 == 1)).unwrap();
        let (mcnemar, interval) = (comparison.mcnemar(), comparison.macro_f1_difference(Options::default()));
        assert_eq!((mcnemar.only_first_right, mcnemar.only_second_right), (6, 6));
        assert_eq!(Verdict::of(&mcnemar, &interval), Verdict::NoDifference);
        let worse = compare(answers(300, |_| false), answers(300, |n| n % 4 == 0)).unwrap();
        let (mcnemar, interval) = (worse.mcnemar(), worse.macro_f1_difference(Options::default()));
        assert_eq!(Verdict::of(&mcnemar, &interval), Verdict::FirstIsBetter);
        let significant = super::super::mcnemar(0, 50);
        let doubtful = Interval { difference: 0.01, low: -0.01, high: 0.03, resamples: 2000 };
        assert_eq!(Verdict::of(&significant, &doubtful), Verdict::Unclear);
    }

    #[test]
    fn other_rows_or_other_labels_are_refused_with_an_example() {
        let error = compare(answers(10, |_| false), answers(12, |_| false)).unwrap_err().to_string();
        assert!(error.contains("0 only in the first, 2 only in the second (such as article article-10)"), "{error}");
        let error = compare(answers(10, |_| false), answers(9, |_| false)).unwrap_err().to_string();
        assert!(error.contains("1 only in the first, 0 only in the second (such as article article-9)"), "{error}");
        let mut relabelled = answers(10, |_| false);
        relabelled[4].label = "2".into();
        let error = compare(answers(10, |_| false), relabelled).unwrap_err().to_string();
        assert!(error.contains("article article-4 is labelled \"1\" in the first and \"2\" in the second"), "{error}");
    }
}
