//! `gisa article`

use api::configuration::Configuration;
use clap::{Args, Subcommand};
use domain::{
    event::Topic,
    id::{ArticleId, RelabellingId},
    label_set,
    relabelling::{self, NewRelabelling},
    takedown::{self, NewTakedown},
};
use serde_json::json;

use super::{failure::Outcome, ground::Ground, output::Output, watch};

/// Who acts from a terminal.
const ACTOR: &str = "command line";

/// Change articles' labels, or take a text down.
#[derive(Debug, Subcommand)]
pub enum Article {
    /// Give articles a class, over whatever they had
    Relabel(Relabel),
    /// Give back the labels that a relabelling changed
    UndoRelabel {
        /// The relabelling's id
        relabelling: RelabellingId,
    },
    /// Take an article's text down for good, wherever it is stored
    TakeDown(TakeDown),
}

/// Give articles a class, over whatever they had. What that was is kept; `gisa article undo-relabel` gives it back.
#[derive(Debug, Args)]
pub struct Relabel {
    /// The articles' ids
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<ArticleId>,
    /// Key of the label set
    #[arg(long, value_name = "KEY")]
    label_set: String,
    /// Key of the class
    #[arg(long, value_name = "KEY")]
    label: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Take an article's text down for good: from the article, its cleaning decisions, the files of sealed datasets and
/// evaluations. Its hash stays. It can't be undone.
#[derive(Debug, Args)]
pub struct TakeDown {
    /// The article's id
    article: ArticleId,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Article {
    /// Does what was asked and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        match self {
            Self::Relabel(relabel) => relabel.run(&ground, output).await,
            Self::UndoRelabel { relabelling } => {
                let undone = relabelling::undo(&ground.acting("gisa article undo-relabel"), relabelling, ACTOR).await?;
                let value = json!({ "relabellingId": undone.id, "articles": undone.article_count });
                output.result(&value, &format!("{} articles have the label they had before", undone.article_count));
                Ok(())
            }
            Self::TakeDown(take_down) => take_down.run(&ground, output).await,
        }
    }
}

impl Relabel {
    async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let class = label_set::class_by_key(ground.database.connection(), &self.label_set, &self.label).await?;
        let new = NewRelabelling {
            article_ids: self.articles,
            label_class_id: class.id,
            reason: self.reason,
            made_by: ACTOR.into(),
        };
        let made = relabelling::request(&ground.acting("gisa article relabel"), new).await?;
        let value = json!({ "relabellingId": made.id, "articles": made.article_count, "label": class.key });
        let text = format!(
            "{} articles are labelled {} now; take it back with: gisa article undo-relabel {}",
            made.article_count, class.key, made.id
        );
        output.result(&value, &text);
        Ok(())
    }
}

impl TakeDown {
    async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let new = NewTakedown { article_id: self.article, reason: self.reason, requested_by: ACTOR.into() };
        let takedown = takedown::request(&ground.acting("gisa article take-down"), new).await?;
        watch::run(ground, output, takedown.id.0, Topic::Article, |_, _| {}).await?;
        let takedown = takedown::find(ground.database.connection(), takedown.id).await?;
        let value = json!({
            "takedownId": takedown.id, "articleId": takedown.article_id, "status": takedown.status,
            "datasets": takedown.dataset_count, "contentHash": takedown.content_hash,
        });
        let text = format!(
            "the text of article {} is gone; {} sealed datasets held it, and stay verifiable by its hash",
            takedown.article_id, takedown.dataset_count
        );
        output.result(&value, &text);
        Ok(())
    }
}
