//! Two model versions compared on the same rows.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::{
    evaluation::{self, Pair},
    id::ModelVersionId,
    page::Paging,
};
use ml::evaluation::{
    Comparison, McNemar,
    bootstrap::{Interval, Options},
    comparison::{ClassDifference, ComparisonError, Direction, Flip, Verdict},
};
use tokio::sync::{OnceCell, Semaphore};
use uuid::Uuid;

use super::{
    article::Article,
    connection::{self, Connection, cost},
    error::{Failure, Result},
    evaluation::{Evaluation, EvaluationSplit, rows},
    loaders,
    metrics::ClassMetrics,
    model_version::ModelVersion,
    services,
};

/// Comparisons computed at the same time: each may use every core for a moment.
static COMPUTING: Semaphore = Semaphore::const_new(2);

pub struct ModelVersionComparison {
    pair: Pair,
    comparison: Arc<Comparison>,
    interval: OnceCell<Interval>,
}

/// Which of the two answers better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ComparisonVerdict {
    /// `b` has the higher macro-F1, and by more than chance: the interval excludes 0 and McNemar's test agrees.
    BIsBetter,
    /// `a` has the higher macro-F1, and by more than chance.
    AIsBetter,
    /// One test sees a difference, the other doesn't: more rows would tell.
    Unclear,
    /// Chance explains what difference there is.
    NoDifference,
}

/// Which way a row flipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Direction")]
pub enum FlipDirection {
    /// `a` is wrong, `b` is right.
    Fixed,
    /// `a` is right, `b` is wrong.
    Broken,
}

/// Two model versions compared on the rows that both were evaluated on.
#[Object]
impl ModelVersionComparison {
    /// The one version.
    async fn a(&self) -> ModelVersion {
        ModelVersion(self.pair.first_version.clone())
    }

    /// The other version.
    async fn b(&self) -> ModelVersion {
        ModelVersion(self.pair.second_version.clone())
    }

    /// The evaluation of `a` that is compared: its newest on these rows.
    async fn evaluation_a(&self) -> Evaluation {
        Evaluation(self.pair.first.clone())
    }

    /// The evaluation of `b` that is compared: its newest on these rows.
    async fn evaluation_b(&self) -> Evaluation {
        Evaluation(self.pair.second.clone())
    }

    /// Rows compared.
    async fn rows(&self) -> u64 {
        self.comparison.rows()
    }

    /// Rows that the two answered differently, right or wrong.
    async fn disagreements(&self) -> u64 {
        self.comparison.disagreements()
    }

    /// Whether the two are equally often right.
    async fn mcnemar(&self) -> McNemarTest {
        self.comparison.mcnemar().into()
    }

    /// Macro-F1 of `b` minus that of `a`, with its interval.
    async fn macro_f1_difference(&self) -> Result<DifferenceInterval> {
        let interval = self.interval().await?;
        Ok(DifferenceInterval {
            difference: interval.difference,
            low: interval.low,
            high: interval.high,
            resamples: interval.resamples,
        })
    }

    /// Figures of each class by both, in the order of the classes of `a`.
    async fn classes(&self) -> Vec<ClassComparison> {
        self.comparison.classes().into_iter().map(Into::into).collect()
    }

    /// Rows that exactly one of them answered right, the surest mistake first.
    #[graphql(complexity = "cost(first, last, child_complexity)")]
    async fn flips(
        &self,
        #[graphql(desc = "Which way.")] direction: FlipDirection,
        #[graphql(desc = "How many, counted from the start: 1 to 200.")] first: Option<i64>,
        #[graphql(desc = "Start after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many, counted from the end: 1 to 200.")] last: Option<i64>,
        #[graphql(desc = "End before this cursor.")] before: Option<String>,
    ) -> Result<Connection<RowFlip>> {
        let flips = self.comparison.flips(direction.into());
        connection::of_slice(flips, Paging::new(first, after, last, before))
    }

    /// Which of the two answers better.
    async fn verdict(&self) -> Result<ComparisonVerdict> {
        let verdict = Verdict::of(&self.comparison.mcnemar(), &self.interval().await?);
        Ok(match verdict {
            Verdict::SecondIsBetter => ComparisonVerdict::BIsBetter,
            Verdict::FirstIsBetter => ComparisonVerdict::AIsBetter,
            Verdict::Unclear => ComparisonVerdict::Unclear,
            Verdict::NoDifference => ComparisonVerdict::NoDifference,
        })
    }

    /// The verdict as a sentence, with its figures.
    async fn verdict_in_words(&self) -> Result<String> {
        let (mcnemar, interval) = (self.comparison.mcnemar(), self.interval().await?);
        let name = |number: i64| format!("version {number}");
        let (a, b) = (name(self.pair.first_version.number), name(self.pair.second_version.number));
        Ok(Verdict::of(&mcnemar, &interval).sentence(&a, &b, &mcnemar, &interval))
    }
}

impl ModelVersionComparison {
    /// Drawn once, however many fields need it.
    async fn interval(&self) -> Result<Interval> {
        let draw = || {
            let comparison = self.comparison.clone();
            compute(move || Ok(comparison.macro_f1_difference(Options::default())))
        };
        Ok(*self.interval.get_or_try_init(draw).await?)
    }
}

/// Runs `work` where it may compute and block.
async fn compute<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn = COMPUTING.acquire().await.map_err(Failure::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)?
}

/// McNemar's test over the rows that exactly one of two versions answered right.
#[derive(SimpleObject)]
pub struct McNemarTest {
    /// Rows that only `a` answered right.
    only_a_right: u64,
    /// Rows that only `b` answered right.
    only_b_right: u64,
    /// χ² with continuity correction; null with fewer than 25 such rows, where the exact binomial test is made.
    statistic: Option<f64>,
    /// Probability of a difference at least this large if both were equally often right, 0 to 1.
    p_value: f64,
}

impl From<McNemar> for McNemarTest {
    fn from(test: McNemar) -> Self {
        Self {
            only_a_right: test.only_first_right,
            only_b_right: test.only_second_right,
            statistic: test.statistic,
            p_value: test.p_value,
        }
    }
}

/// A difference and its 95 % interval, by the percentile bootstrap over rows; the same rows give the same interval.
#[derive(SimpleObject)]
pub struct DifferenceInterval {
    /// The difference over the rows as they are, -1 to 1.
    difference: f64,
    /// Low end of the interval.
    low: f64,
    /// High end of the interval.
    high: f64,
    /// Resamples drawn.
    resamples: u32,
}

/// Figures of one class by two versions.
#[derive(SimpleObject)]
pub struct ClassComparison {
    /// By `a`.
    a: ClassMetrics,
    /// By `b`.
    b: ClassMetrics,
    /// F1 by `b` minus F1 by `a`.
    f1_difference: f64,
}

impl From<ClassDifference> for ClassComparison {
    fn from(class: ClassDifference) -> Self {
        Self { a: class.first.into(), b: class.second.into(), f1_difference: class.f1_difference }
    }
}

pub struct RowFlip(Flip);

impl From<Flip> for RowFlip {
    fn from(flip: Flip) -> Self {
        Self(flip)
    }
}

/// A row that exactly one of two versions answered right.
#[Object]
impl RowFlip {
    /// The first 300 characters of the text, as it was evaluated.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// Key of the class the article is labelled with.
    async fn label_key(&self) -> &str {
        &self.0.label
    }

    /// Key of the class `a` answered.
    async fn a_key(&self) -> &str {
        &self.0.first
    }

    /// Its probability, 0 to 1.
    async fn a_probability(&self) -> f32 {
        self.0.first_probability
    }

    /// Key of the class `b` answered.
    async fn b_key(&self) -> &str {
        &self.0.second
    }

    /// Its probability, 0 to 1.
    async fn b_probability(&self) -> f32 {
        self.0.second_probability
    }

    /// The article's id.
    async fn article_id(&self) -> &str {
        &self.0.article_id
    }

    /// The article as it is now.
    async fn article(&self, context: &Context<'_>) -> Result<Article> {
        let id = self.0.article_id.parse().map_err(Failure::internal)?;
        Ok(Article(loaders(context).get::<domain::id::ArticleId>(id).await?))
    }
}

#[derive(Default)]
pub struct ComparisonQuery;

#[Object]
impl ComparisonQuery {
    /// Compares two model versions on rows that both were evaluated on, from their stored answers. Refused with `CONFLICT`
    /// when an evaluation is missing, saying which to start, or when the evaluated rows differ.
    async fn compare_model_versions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The one version's id: the one in service, say.")] a: Uuid,
        #[graphql(desc = "The other version's id: the candidate, say.")] b: Uuid,
        #[graphql(desc = "The dataset evaluated on; the one both learnt from, if left out.")] dataset_id: Option<Uuid>,
        #[graphql(desc = "The import evaluated on, instead of a dataset.")] import_id: Option<Uuid>,
        #[graphql(desc = "Which rows of the dataset: TEST if left out. Leave it out for an import.")] split: Option<
            EvaluationSplit,
        >,
    ) -> Result<ModelVersionComparison> {
        let rows = rows(dataset_id, import_id)?;
        let versions = (ModelVersionId(a), ModelVersionId(b));
        let pair = evaluation::pair(super::connection(context), versions, rows, split.map(Into::into)).await?;
        let path = |model: &evaluation::Model| {
            let sha256 = model.rows_sha256.as_deref().unwrap_or_default();
            services(context).artifacts.file_path(sha256).map_err(domain::Error::from)
        };
        let (first, second, classes) = (path(&pair.first)?, path(&pair.second)?, pair.classes.clone());
        let comparison = compute(move || Ok(Comparison::read(&first, &second, &classes)?)).await?;
        Ok(ModelVersionComparison { pair, comparison: Arc::new(comparison), interval: OnceCell::new() })
    }
}

impl From<ComparisonError> for Failure {
    fn from(error: ComparisonError) -> Self {
        match error {
            ComparisonError::Io(_) => Failure::internal(error),
            other => domain::Error::Conflict(other.to_string()).into(),
        }
    }
}
