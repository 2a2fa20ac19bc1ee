//! `gisa clean`

use api::configuration::Configuration;
use clap::{Args, Subcommand};
use domain::{
    Database, Timestamp, article,
    cleaning_change::{self, Kind},
    cleaning_rule::{self, Rule, Setting},
    cleaning_rule_set,
    cleaning_run::{self, Model, NewCleaning, Report, Selection, Status},
    event::Topic,
    id::{ArticleImportId, CleaningRunId, CrawlId},
};
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use serde_json::{Value, json};

use super::{
    dataset::moment,
    failure::{Failure, Outcome},
    ground::{Ground, acting},
    output::{Output, word},
    watch,
};

/// Samples of each kind of change that are shown.
const SAMPLES: u64 = 3;
/// Characters of a title that are shown.
const SHOWN_CHARACTERS: usize = 60;

/// Clean articles by rules: see what would change, apply it, take it back.
#[derive(Debug, Subcommand)]
pub enum Clean {
    /// Judge articles and show what would change; with --apply, change it
    Run(Run),
    /// Have a proposed cleaning run come in force
    Apply {
        /// The cleaning run's id
        run: CleaningRunId,
    },
    /// Take the cleaning run applied last back, exactly
    Undo {
        /// The cleaning run's id
        run: CleaningRunId,
    },
    /// Show what a cleaning run found, with samples
    Show {
        /// The cleaning run's id
        run: CleaningRunId,
    },
    /// List the cleaning runs, newest first
    List,
    /// Show how the rules are set, or set them otherwise
    Rules(Rules),
}

/// Judge articles by the newest rules and show what would change. Nothing changes without --apply.
#[derive(Debug, Args)]
pub struct Run {
    /// Only articles of this source; may be given several times
    #[arg(long, value_name = "KEY")]
    source: Vec<String>,
    /// Only articles that this crawl collected; may be given several times
    #[arg(long, value_name = "ID")]
    crawl: Vec<CrawlId>,
    /// Only articles that this import brought; may be given several times
    #[arg(long, value_name = "ID")]
    import: Vec<ArticleImportId>,
    /// Only articles published at this moment (2026-01-31 or 2026-01-31T12:00:00Z) or later
    #[arg(long, value_parser = moment)]
    from: Option<Timestamp>,
    /// Only articles published before this moment
    #[arg(long, value_parser = moment)]
    to: Option<Timestamp>,
    /// By this version of the rules [default: the newest]
    #[arg(long, value_name = "N")]
    rules: Option<i32>,
    /// Apply it as soon as it is known
    #[arg(long)]
    apply: bool,
}

/// Show how the rules are set, or make a version that is set otherwise.
#[derive(Debug, Args)]
pub struct Rules {
    /// Set a rule: too_short=20, near_duplicate=0.7, notice=off, notice=on; may be given several times
    #[arg(long = "set", value_name = "RULE=VALUE", value_parser = change)]
    changes: Vec<cleaning_rule::Change>,
}

fn change(text: &str) -> Result<cleaning_rule::Change, String> {
    let (key, value) = text.split_once('=').ok_or("must be RULE=VALUE, such as too_short=20 or notice=off")?;
    let keys = Rule::ALL.map(Rule::key).join(", ");
    let rule = Rule::of_key(key).ok_or_else(|| format!("there is no rule {key}; there are {keys}"))?;
    Ok(match value {
        "on" => cleaning_rule::Change { rule, enabled: Some(true), threshold: None },
        "off" => cleaning_rule::Change { rule, enabled: Some(false), threshold: None },
        number => {
            let threshold = number.parse().map_err(|_| "the value must be on, off or a number".to_owned())?;
            cleaning_rule::Change { rule, enabled: None, threshold: Some(threshold) }
        }
    })
}

impl Clean {
    /// Does what was asked and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let database = &ground.database;
        match self {
            Self::Run(run) => run.run(&ground, output).await,
            Self::Apply { run } => {
                let run = cleaning_run::request_apply(&ground.acting("gisa clean apply"), run).await?;
                finish(&ground, output, run.id, Status::Applied).await
            }
            Self::Undo { run } => {
                let run = cleaning_run::request_undo(&ground.acting("gisa clean undo"), run).await?;
                finish(&ground, output, run.id, Status::Undone).await
            }
            Self::Show { run } => {
                let run = cleaning_run::find(database.connection(), run).await?;
                show(database, output, &run).await
            }
            Self::List => list(database, output).await,
            Self::Rules(rules) => rules.run(database, output).await,
        }
    }
}

impl Run {
    async fn run(self, ground: &Ground, output: Output) -> Outcome {
        let selection = Selection {
            sources: self.source,
            crawls: self.crawl,
            imports: self.import,
            published_from: self.from,
            published_to: self.to,
        };
        let new = NewCleaning {
            selection,
            rule_set_version: self.rules,
            applies_when_ready: self.apply,
            requested_by: "command line".into(),
        };
        let run = cleaning_run::request(&ground.acting("gisa clean run"), &new).await?;
        watch::run(ground, output, run.id.0, Topic::Cleaning, |_, _| {}).await?;
        let run = cleaning_run::find(ground.database.connection(), run.id).await?;
        show(&ground.database, output, &run).await
    }
}

impl Rules {
    async fn run(self, database: &Database, output: Output) -> Outcome {
        let rule_set = if self.changes.is_empty() {
            cleaning_rule_set::newest(database.connection()).await?
        } else {
            Some(
                cleaning_rule_set::change(&acting(database, "gisa clean rules"), &self.changes, "command line")
                    .await
                    .map_err(explain)?,
            )
        };
        let (version, settings) = match &rule_set {
            Some(rule_set) => (Some(rule_set.version), rule_set.settings()?),
            None => (None, Rule::ALL.into_iter().map(Setting::usual).collect()),
        };
        let heading =
            version.map_or_else(|| "the usual rules".to_owned(), |version| format!("rules, version {version}"));
        let mut lines = vec![heading];
        lines.extend(settings.iter().map(|setting| {
            let state = if setting.enabled { "on" } else { "off" };
            let threshold = setting.threshold.map_or_else(String::new, |value| value.to_string());
            format!("{:<16} {state:<4} {threshold:>6}  {}", setting.rule.key(), setting.rule.description())
        }));
        output.result(&json!({ "version": version, "rules": settings }), &lines.join("\n"));
        Ok(())
    }
}

/// Fields are places of `--set` here.
fn explain(error: domain::Error) -> Failure {
    match error {
        domain::Error::Invalid(fields) => {
            let lines: Vec<String> =
                fields.into_iter().map(|field| format!("the threshold {}", field.message)).collect();
            Failure::new(lines.join("\n"))
        }
        other => other.into(),
    }
}

/// Follows a run that is being applied or undone.
async fn finish(ground: &Ground, output: Output, id: CleaningRunId, expected: Status) -> Outcome {
    watch::run(ground, output, id.0, Topic::Cleaning, |_, _| {}).await?;
    let run = cleaning_run::find(ground.database.connection(), id).await?;
    if run.status != expected {
        return Err(Failure::new(format!("the cleaning run is {}", word(&run.status))));
    }
    let value = json!({ "cleaningRunId": run.id, "status": run.status, "changes": run.change_count });
    let verb = if expected == Status::Undone { "taken back" } else { "in force" };
    output.result(&value, &format!("{} changes of cleaning run {id} are {verb}", run.change_count));
    Ok(())
}

async fn list(database: &Database, output: Output) -> Outcome {
    let all = cleaning_run::Entity::find().order_by_desc(cleaning_run::Column::Id).all(database.connection()).await;
    let all = all.map_err(domain::Error::from)?;
    let values: Vec<Value> = all
        .iter()
        .map(|run| json!({ "cleaningRunId": run.id, "status": run.status, "articles": run.article_count, "changes": run.change_count }))
        .collect();
    let lines: Vec<String> = all
        .iter()
        .map(|run| {
            let status = word(&run.status);
            format!("{}  {status:<11}  {:>9} articles  {:>9} changes", run.id, run.article_count, run.change_count)
        })
        .collect();
    output.result(&values, &if lines.is_empty() { "nothing was cleaned yet".to_owned() } else { lines.join("\n") });
    Ok(())
}

async fn show(database: &Database, output: Output, run: &Model) -> Outcome {
    let report = run.report()?;
    let mut lines = vec![format!("cleaning run {}: {}", run.id, word(&run.status))];
    if let Some(report) = &report {
        lines.extend(table(report));
    }
    let mut samples = Vec::new();
    for kind in [Kind::Rejected, Kind::Restored, Kind::Revised] {
        for rule in [None].into_iter().chain(Rule::ALL.map(Some)) {
            samples.extend(sample(database, run.id, kind, rule).await?);
        }
    }
    if !samples.is_empty() {
        lines.extend([String::new(), "for example:".to_owned()]);
        lines.extend(samples.iter().map(|(text, _)| text.clone()));
    }
    if run.status == Status::Proposed && run.change_count > 0 {
        lines.extend([String::new(), format!("nothing has changed yet; apply it with: gisa clean apply {}", run.id)]);
    }
    lines.extend(run.error.clone());
    let value = json!({
        "cleaningRunId": run.id, "status": run.status, "report": report, "errorCode": run.error_code, "error": run.error,
        "samples": samples.iter().map(|(_, value)| value).collect::<Vec<_>>(),
    });
    output.result(&value, &lines.join("\n"));
    Ok(())
}

/// Some changes of this kind: of rejections, those by `rule`; of others, whatever the rule, if that is `None`.
async fn sample(
    database: &Database,
    id: CleaningRunId,
    kind: Kind,
    rule: Option<Rule>,
) -> Outcome<Vec<(String, Value)>> {
    if (kind == Kind::Rejected) == rule.is_none() {
        return Ok(Vec::new());
    }
    let filter = cleaning_change::Filter { cleaning_run_id: id, kind: Some(kind), rule };
    let some = filter.apply(cleaning_change::Entity::find()).order_by_asc(cleaning_change::Column::ArticleId);
    let some = some.limit(SAMPLES).all(database.connection()).await.map_err(domain::Error::from)?;
    let mut samples = Vec::new();
    for change in some {
        let article = article::find(database.connection(), change.article_id).await?;
        let after = change.after()?.decision;
        let title: String = article.title.chars().take(SHOWN_CHARACTERS).collect();
        let reason = after.rule.map_or("kept", Rule::key);
        let seen = after.evidence.as_ref();
        let detail = match (seen.and_then(|seen| seen.matched.as_deref()), seen.and_then(|seen| seen.measured)) {
            (Some(words), _) => format!(" ({words})"),
            (None, Some(value)) => format!(" ({value})"),
            _ => String::new(),
        };
        let text = format!("  {:<9} {reason}{detail}: {title}", word(&kind));
        let value = json!({ "articleId": article.id, "kind": kind, "title": article.title, "after": after });
        samples.push((text, value));
    }
    Ok(samples)
}

fn table(report: &Report) -> Vec<String> {
    let changes = report.changes;
    let mut lines = vec![
        format!("{} articles: {} kept, {} rejected", report.articles, report.kept, report.rejected),
        format!("of those kept, {} have another text than the raw one", report.text_changed),
        format!(
            "changes: {} newly kept, {} rejected, {} restored, {} revised",
            changes.kept, changes.rejected, changes.restored, changes.revised
        ),
        String::new(),
        format!("{:<16} {:>9} {:>12}", "rule", "rejects", "changes text"),
    ];
    lines.extend(
        report
            .by_rule
            .iter()
            .map(|count| format!("{:<16} {:>9} {:>12}", count.rule.key(), count.rejected, count.text_changed)),
    );
    lines
}
