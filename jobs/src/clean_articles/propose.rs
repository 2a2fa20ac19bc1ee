//! The second pass: what would be decided about each article, and where that differs from what is in force.

use std::collections::HashMap;

use domain::{
    Timestamp, article,
    cleaning_change::{self, Kind},
    cleaning_decision::{self, Decision, Evidence, Outcome, Recorded},
    cleaning_rule::Rule,
    cleaning_run::{self, ChangeCounts, Report, RuleCount, Selection},
    id::ArticleId,
};

use super::{
    groups::{Groups, Place},
    sign::{PAGE, prepared},
    text_rules::{Rules, round},
};
use crate::{JobContext, JobError, near_duplicate::neighbours::Prepared};

/// What changes are written from.
pub(super) struct Proposal<'a> {
    pub(super) run: &'a cleaning_run::Model,
    pub(super) rule_set_version: i32,
    pub(super) rules: &'a Rules,
    pub(super) groups: &'a Groups,
}

impl Proposal<'_> {
    /// Writes every change, and gives what was found.
    pub(super) async fn write(&self, context: &JobContext, selection: &Selection) -> Result<Report, JobError> {
        let counts = Rule::ALL.map(|rule| RuleCount { rule, rejected: 0, text_changed: 0 });
        let mut report = Report { by_rule: counts.to_vec(), ..Report::default() };
        let connection = context.database.connection();
        let mut after: Option<ArticleId> = None;
        loop {
            let page = cleaning_run::candidates(connection, selection, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            let texts: HashMap<ArticleId, Prepared> = HashMap::new();
            let kept = self.kept_texts(context, page.iter().map(|one| one.id), texts).await?;
            let mut decided = Vec::with_capacity(page.len());
            for one in page {
                let judged = self.rules.judge(&one.title, &one.body);
                let is_changed = judged.title != one.title || judged.body != one.body;
                if judged.is_stripped {
                    count(&mut report, Rule::Boilerplate, |counts| counts.text_changed += 1);
                } else if is_changed {
                    count(&mut report, Rule::Normalise, |counts| counts.text_changed += 1);
                }
                let decision = Decision {
                    cleaned_title: (judged.title != one.title).then_some(judged.title),
                    cleaned_body: (judged.body != one.body).then_some(judged.body),
                    ..Decision::kept(one.content_hash)
                };
                let decision = match judged.rejection {
                    Some((rule, evidence)) => decision.rejected(rule, evidence),
                    None => {
                        let own = || prepared(&one.title, &one.body);
                        self.place(one.id, decision, own, &kept)
                    }
                };
                report.articles += 1;
                match decision.rule {
                    Some(rule) => {
                        report.rejected += 1;
                        count(&mut report, rule, |counts| counts.rejected += 1);
                    }
                    None => {
                        report.kept += 1;
                        report.text_changed += u64::from(is_changed);
                    }
                }
                decided.push((one.id, decision));
            }
            self.store(context, decided, &mut report.changes).await?;
            let share = 0.67 + 0.3 * (1.0 - 1.0 / (1.0 + report.articles as f64 / 50_000.0));
            context.progress(share, format!("{} articles judged", report.articles)).await?;
        }
        self.write_outside(context, &mut report.changes).await?;
        Ok(report)
    }

    /// What a selected article did to the decisions about others.
    async fn write_outside(&self, context: &JobContext, changes: &mut ChangeCounts) -> Result<(), JobError> {
        let connection = context.database.connection();
        for ids in self.groups.outside().chunks(PAGE as usize) {
            let mut own = HashMap::new();
            for text in article::texts(connection, ids).await? {
                own.insert(text.id, prepared(&text.title, &text.body));
            }
            let kept = self.kept_texts(context, ids.iter().copied(), HashMap::new()).await?;
            let mut decided = Vec::new();
            for before in cleaning_decision::find_many(connection, ids).await? {
                let (id, before) = (before.article_id, before.recorded()?.decision);
                let Some(text) = own.get(&id) else { continue };
                let plain =
                    Decision { outcome: Outcome::Kept, rule: None, rule_version: None, evidence: None, ..before };
                decided.push((id, self.place(id, plain, || text.clone(), &kept)));
            }
            self.store(context, decided, changes).await?;
            context.progress(0.98, "looking at copies outside the selection").await?;
        }
        Ok(())
    }

    /// The texts of the articles that are kept in the stead of any of `ids`.
    async fn kept_texts(
        &self,
        context: &JobContext,
        ids: impl Iterator<Item = ArticleId>,
        mut texts: HashMap<ArticleId, Prepared>,
    ) -> Result<HashMap<ArticleId, Prepared>, JobError> {
        let near = |id| match self.groups.place(id) {
            Some(Place::Copy { of, is_exact: false }) => Some(of),
            _ => None,
        };
        let mut wanted: Vec<ArticleId> = ids.filter_map(near).collect();
        wanted.sort_unstable();
        wanted.dedup();
        for text in article::texts(context.database.connection(), &wanted).await? {
            texts.insert(text.id, prepared(&text.title, &text.body));
        }
        Ok(texts)
    }

    /// `decision` as its group leaves it.
    fn place(
        &self,
        id: ArticleId,
        decision: Decision,
        own: impl FnOnce() -> Prepared,
        kept: &HashMap<ArticleId, Prepared>,
    ) -> Decision {
        match self.groups.place(id) {
            None | Some(Place::Kept) => decision,
            Some(Place::Contradicted(labels)) => {
                decision.rejected(Rule::LabelConflict, Evidence { labels: labels.to_vec(), ..Evidence::default() })
            }
            Some(Place::Copy { of, is_exact: true }) if self.rules.is_on(Rule::ExactDuplicate) => {
                let evidence = Evidence { kept_article_id: Some(of), ..Evidence::default() };
                decision.rejected(Rule::ExactDuplicate, evidence)
            }
            Some(Place::Copy { of, is_exact }) => {
                let similarity = kept.get(&of).filter(|_| !is_exact).map_or(1.0, |kept| own().similarity(kept));
                let evidence = Evidence {
                    measured: Some(round(similarity)),
                    threshold: Some(self.rules.threshold(Rule::NearDuplicate)),
                    kept_article_id: Some(of),
                    ..Evidence::default()
                };
                decision.rejected(Rule::NearDuplicate, evidence)
            }
        }
    }

    /// Stores what differs from what is in force.
    async fn store(
        &self,
        context: &JobContext,
        decided: Vec<(ArticleId, Decision)>,
        counts: &mut ChangeCounts,
    ) -> Result<(), JobError> {
        let ids: Vec<ArticleId> = decided.iter().map(|(id, _)| *id).collect();
        let before = cleaning_decision::find_many(context.database.connection(), &ids).await?;
        let mut before: HashMap<ArticleId, cleaning_decision::Model> =
            before.into_iter().map(|one| (one.article_id, one)).collect();
        let mut changes = Vec::new();
        for (article_id, decision) in decided {
            let before = before.remove(&article_id).map(cleaning_decision::Model::recorded).transpose()?;
            let outcome = before.as_ref().map(|before| before.decision.outcome);
            let kind = match (outcome, decision.outcome) {
                _ if before.as_ref().is_some_and(|before| before.decision == decision) => continue,
                (None, Outcome::Kept) => Kind::Kept,
                (None | Some(Outcome::Kept), Outcome::Rejected) => Kind::Rejected,
                (Some(Outcome::Rejected), Outcome::Kept) => Kind::Restored,
                _ => Kind::Revised,
            };
            match kind {
                Kind::Kept => counts.kept += 1,
                Kind::Rejected => counts.rejected += 1,
                Kind::Restored => counts.restored += 1,
                Kind::Revised => counts.revised += 1,
            }
            let rule = decision.rule;
            let after = Recorded {
                decision,
                rule_set_version: self.rule_set_version,
                cleaning_run_id: self.run.id,
                decided_at: Timestamp::default(),
            };
            changes.push(cleaning_change::Model {
                cleaning_run_id: self.run.id,
                article_id,
                kind,
                rule,
                before: before.as_ref().map(serde_json::to_string).transpose().map_err(domain::Error::from)?,
                after: serde_json::to_string(&after).map_err(domain::Error::from)?,
            });
        }
        if changes.is_empty() {
            return Ok(());
        }
        let transaction = context.begin().await?;
        cleaning_change::insert(&transaction, changes).await?;
        context.database.commit_quietly(transaction).await?;
        fail::fail_point!("clean_articles::chunk_proposed", |_| Err(JobError::transient("KILLED", "at a fail point")));
        Ok(())
    }
}

fn count(report: &mut Report, rule: Rule, change: impl FnOnce(&mut RuleCount)) {
    if let Some(counts) = report.by_rule.iter_mut().find(|counts| counts.rule == rule) {
        change(counts);
    }
}
