//! What a dataset would hold, before it is built.

use async_graphql::{Object, SimpleObject};
use domain::dataset::{Counted, MOST_COUNTED, Preview};

use super::{int64::Int64, label_set::LabelClass};

pub struct DatasetPreview(pub Preview);

/// What a selection would take, counted by class.
#[Object]
impl DatasetPreview {
    /// Every class of the label set, in order.
    #[graphql(complexity = "10 * child_complexity")]
    async fn classes(&self) -> Vec<PreviewedClass> {
        let class = |(class, counted): &(_, Counted)| PreviewedClass {
            label: LabelClass(Clone::clone(class)),
            articles: int64(counted.articles),
            copies: int64(counted.articles - counted.texts),
            taken: int64(counted.taken),
        };
        self.0.classes.iter().map(class).collect()
    }

    /// Articles in all.
    async fn articles(&self) -> Int64 {
        int64(self.sum(|counted| counted.articles))
    }

    /// How many of them the limit per class leaves.
    async fn taken(&self) -> Int64 {
        int64(self.sum(|counted| counted.taken))
    }

    /// Articles whose title and body another one of their class has to the letter. Near-duplicates are found when the
    /// dataset is built.
    async fn copies(&self) -> Int64 {
        int64(self.sum(|counted| counted.articles - counted.texts))
    }

    /// Whether that is all; otherwise there are more articles than are counted while somebody waits (300,000).
    async fn is_complete(&self) -> bool {
        self.0.is_complete
    }

    /// Articles that are counted at most.
    async fn most_counted(&self) -> Int64 {
        int64(MOST_COUNTED)
    }

    /// Whether only what cleaning keeps is taken, as it was asked for or is usual.
    async fn only_clean(&self) -> bool {
        self.0.only_clean
    }
}

impl DatasetPreview {
    fn sum(&self, of: impl Fn(&Counted) -> u64) -> u64 {
        self.0.classes.iter().map(|(_, counted)| of(counted)).sum()
    }
}

/// What a selection would take of one class.
#[derive(SimpleObject)]
pub struct PreviewedClass {
    /// The class.
    label: LabelClass,
    /// Articles, each copy for itself.
    articles: Int64,
    /// Articles whose title and body another one of the class has to the letter.
    copies: Int64,
    /// How many of the articles the limit per class leaves.
    taken: Int64,
}

fn int64(count: u64) -> Int64 {
    Int64(i64::try_from(count).unwrap_or(i64::MAX))
}
