//! Who says the same: groups of articles, of which the earliest is kept.
//!
//! Articles outside the selection take part as they are in force. Those that are copies of one another there stay so;
//! a selected article may join them, or turn out to be earlier than the one that is kept.

use std::collections::{BTreeSet, HashMap};

use domain::{
    article, article_signature,
    cleaning_decision::{self, Outcome},
    cleaning_rule::Rule,
    id::{ArticleId, LabelClassId},
    label_set,
};

use super::{
    sign::{PAGE, Signed, prepared},
    text_rules::Rules,
};
use crate::{
    JobContext, JobError,
    near_duplicate::neighbours::{METHOD, Neighbours, Prepared, Signature, same},
};

/// Rows without text read with one statement.
const ROWS: u64 = 5_000;
/// Articles whose neighbours are read at once.
const CHUNK: usize = 64;

/// The groups of all articles that take part.
pub(super) struct Groups {
    /// By time, then by id.
    members: Vec<Member>,
    places: HashMap<ArticleId, u32>,
    /// For each member, an earlier one of its group, or itself.
    parents: Vec<u32>,
    /// By the earliest member, keys of the labels that a group's members have, if they contradict one another.
    conflicts: HashMap<u32, Vec<String>>,
    /// Groups, by their earliest member, that have a selected one.
    touched: BTreeSet<u32>,
}

/// An article that takes part.
#[derive(Clone, Copy, Debug)]
struct Member {
    id: ArticleId,
    at: i64,
    class: Option<LabelClassId>,
    fingerprint: u128,
    is_selected: bool,
    /// What it is a copy of so far, if it isn't selected.
    copy_of: Option<ArticleId>,
}

/// What an article's group says about it.
pub(super) enum Place<'a> {
    /// It is the earliest that says so, and its copies agree on its label.
    Kept,
    /// It is the earliest that says so, but its copies have other labels.
    Contradicted(&'a [String]),
    /// Another is kept in its stead.
    Copy {
        of: ArticleId,
        /// Whether the two are equal once they are normalised.
        is_exact: bool,
    },
}

impl Groups {
    /// What its group says about an article; `None` if it takes no part.
    pub(super) fn place(&self, id: ArticleId) -> Option<Place<'_>> {
        let place = *self.places.get(&id)?;
        let first = self.first(place);
        if first == place {
            return Some(self.conflicts.get(&first).map_or(Place::Kept, |labels| Place::Contradicted(labels)));
        }
        let (own, kept) = (self.members[place as usize], self.members[first as usize]);
        Some(Place::Copy { of: kept.id, is_exact: own.fingerprint == kept.fingerprint })
    }

    /// Articles outside the selection about which a selected one may have changed the decision.
    pub(super) fn outside(&self) -> Vec<ArticleId> {
        let is_touched = |(place, member): &(u32, &Member)| {
            let of_selected =
                |id: ArticleId| self.places.get(&id).is_none_or(|of| self.members[*of as usize].is_selected);
            !member.is_selected
                && (self.touched.contains(&self.first(*place)) || member.copy_of.is_some_and(of_selected))
        };
        let mut ids: Vec<ArticleId> =
            (0..).zip(&self.members).filter(is_touched).map(|(_, member)| member.id).collect();
        ids.sort_unstable();
        ids
    }

    fn first(&self, mut place: u32) -> u32 {
        while self.parents[place as usize] != place {
            place = self.parents[place as usize];
        }
        place
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.first(one), self.first(other));
        self.parents[one.max(other) as usize] = one.min(other);
    }
}

/// Finds the groups.
pub(super) async fn find(context: &JobContext, signed: Vec<Signed>, rules: &Rules) -> Result<Groups, JobError> {
    let mut members = members(context, signed).await?;
    let signatures = signatures(context, &mut members).await?;
    members.retain(|member| signatures.contains_key(&member.id));
    members.sort_unstable_by_key(|member| (member.at, member.id));
    let places: HashMap<ArticleId, u32> = (0..).zip(&members).map(|(place, member)| (member.id, place)).collect();
    let parents = (0..members.len() as u32).collect();
    let mut groups = Groups { members, places, parents, conflicts: HashMap::new(), touched: BTreeSet::new() };
    for place in 0..groups.members.len() as u32 {
        // Copies so far stay copies, unless what they are copies of is being judged itself.
        if let Some(of) = groups.members[place as usize].copy_of
            && let Some(of) = groups.places.get(&of).copied()
            && !groups.members[of as usize].is_selected
        {
            groups.join(place, of);
        }
    }
    let finds_near = rules.is_on(Rule::NearDuplicate);
    if finds_near || rules.is_on(Rule::ExactDuplicate) {
        let firsts = join_equal(&mut groups);
        if finds_near {
            join_near(context, &mut groups, &signatures, (firsts, rules.threshold(Rule::NearDuplicate))).await?;
        }
    }
    for place in 0..groups.members.len() as u32 {
        if groups.members[place as usize].is_selected {
            let first = groups.first(place);
            groups.touched.insert(first);
        }
    }
    if rules.is_on(Rule::LabelConflict) {
        groups.conflicts = conflicts(context, &groups).await?;
    }
    Ok(groups)
}

/// The selected articles that take part, and all others that are in force.
async fn members(context: &JobContext, signed: Vec<Signed>) -> Result<Vec<Member>, JobError> {
    let connection = context.database.connection();
    let selected: HashMap<ArticleId, bool> = signed.iter().map(|one| (one.id, one.takes_part)).collect();
    let member = |one: &Signed| Member {
        id: one.id,
        at: one.at,
        class: one.class,
        fingerprint: 0,
        is_selected: true,
        copy_of: None,
    };
    let mut members: Vec<Member> = signed.iter().filter(|one| one.takes_part).map(member).collect();
    let mut after = None;
    loop {
        let page = cleaning_decision::page_after(connection, after, ROWS).await?;
        let Some(last) = page.last() else { return Ok(members) };
        after = Some(last.0);
        let others = page.into_iter().filter(|(id, outcome, rule, _)| {
            let is_about_others =
                matches!(rule, Some(Rule::ExactDuplicate | Rule::NearDuplicate | Rule::LabelConflict));
            !selected.contains_key(id) && (*outcome == Outcome::Kept || is_about_others)
        });
        let copies: HashMap<ArticleId, Option<ArticleId>> = others.map(|(id, _, _, of)| (id, of)).collect();
        let ids: Vec<ArticleId> = copies.keys().copied().collect();
        for ids in ids.chunks(PAGE as usize) {
            for (id, at, class) in article::moments(connection, ids).await? {
                let copy_of = copies.get(&id).copied().flatten();
                members.push(Member { id, at: at.0, class, fingerprint: 0, is_selected: false, copy_of });
            }
        }
        context.progress(0.34, format!("{} articles take part", members.len())).await?;
    }
}

/// The signatures of those that take part, whose fingerprints are filled in.
async fn signatures(context: &JobContext, members: &mut [Member]) -> Result<HashMap<ArticleId, Signature>, JobError> {
    let wanted: HashMap<ArticleId, usize> = members.iter().enumerate().map(|(at, member)| (member.id, at)).collect();
    let mut signatures = HashMap::with_capacity(members.len());
    let mut after = None;
    loop {
        let page = article_signature::page_after(context.database.connection(), METHOD, after, ROWS).await?;
        let Some(last) = page.last() else { return Ok(signatures) };
        after = Some(last.article_id);
        for row in page {
            let Some(at) = wanted.get(&row.article_id) else { continue };
            let fingerprint = u128::from_str_radix(&row.fingerprint, 16).ok();
            let Some(signature) = fingerprint.and_then(|print| Signature::from_bytes(print, &row.bands)) else {
                continue;
            };
            members[*at].fingerprint = signature.fingerprint;
            signatures.insert(row.article_id, signature);
        }
        context.check()?;
    }
}

/// Joins texts that are equal once they are normalised. Gives the earliest of each, in order.
fn join_equal(groups: &mut Groups) -> Vec<u32> {
    let mut first_of: HashMap<u128, u32> = HashMap::with_capacity(groups.members.len());
    let mut firsts = Vec::new();
    for place in 0..groups.members.len() as u32 {
        let first = *first_of.entry(groups.members[place as usize].fingerprint).or_insert(place);
        if first == place {
            firsts.push(place);
        } else {
            groups.join(place, first);
        }
    }
    firsts
}

/// Joins texts that say the same in almost the same words. `firsts` are members whose texts differ.
async fn join_near(
    context: &JobContext,
    groups: &mut Groups,
    signatures: &HashMap<ArticleId, Signature>,
    (firsts, threshold): (Vec<u32>, f64),
) -> Result<(), JobError> {
    let mut index = Neighbours::with_capacity(firsts.len());
    for place in &firsts {
        index.insert(&signatures[&groups.members[*place as usize].id]);
    }
    // A text that only articles outside have is compared by those that are selected.
    let mut is_asked = vec![false; firsts.len()];
    let number_of: HashMap<u128, usize> = firsts
        .iter()
        .enumerate()
        .map(|(number, place)| (groups.members[*place as usize].fingerprint, number))
        .collect();
    for member in groups.members.iter().filter(|member| member.is_selected) {
        is_asked[number_of[&member.fingerprint]] = true;
    }
    let asked: Vec<usize> = (0..firsts.len()).filter(|number| is_asked[*number]).collect();
    for (done, chunk) in asked.chunks(CHUNK).enumerate() {
        let mut wanted: Vec<(u32, Vec<u32>)> = Vec::new();
        for number in chunk {
            let place = firsts[*number];
            let met = index.candidates(&signatures[&groups.members[place as usize].id]);
            let others: Vec<u32> =
                met.into_iter().filter(|met| *met as usize != *number).map(|met| firsts[met as usize]).collect();
            // Of two that are both asked, each sees all its neighbours; joining twice is joining once.
            if !others.is_empty() {
                wanted.push((place, others));
            }
        }
        let texts = texts(context, groups, &wanted).await?;
        let joined = tokio::task::spawn_blocking(move || compare(&wanted, &texts, threshold))
            .await
            .map_err(|error| JobError::permanent("PANIC", error.to_string()))?;
        for (one, other) in joined {
            groups.join(one, other);
        }
        let share = (done * CHUNK) as f64 / asked.len() as f64;
        context.progress(0.34 + 0.33 * share, format!("{} articles compared", done * CHUNK)).await?;
    }
    Ok(())
}

/// The texts of the places that are to be compared.
async fn texts(
    context: &JobContext,
    groups: &Groups,
    wanted: &[(u32, Vec<u32>)],
) -> Result<HashMap<u32, Prepared>, JobError> {
    let places: BTreeSet<u32> =
        wanted.iter().flat_map(|(place, others)| others.iter().chain([place])).copied().collect();
    let ids: Vec<ArticleId> = places.iter().map(|place| groups.members[*place as usize].id).collect();
    let mut texts = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(PAGE as usize) {
        for text in article::texts(context.database.connection(), ids).await? {
            texts.insert(groups.places[&text.id], prepared(&text.title, &text.body));
        }
    }
    Ok(texts)
}

fn compare(wanted: &[(u32, Vec<u32>)], texts: &HashMap<u32, Prepared>, threshold: f64) -> Vec<(u32, u32)> {
    let mut joined = Vec::new();
    for (place, others) in wanted {
        let Some(text) = texts.get(place) else { continue };
        let (places, neighbours): (Vec<u32>, Vec<Prepared>) =
            others.iter().filter_map(|other| Some((*other, texts.get(other)?.clone()))).unzip();
        joined.extend(same(text, &neighbours, threshold).into_iter().map(|(found, _)| (*place, places[found])));
    }
    joined
}

/// The groups whose members have different labels of one label set.
async fn conflicts(context: &JobContext, groups: &Groups) -> Result<HashMap<u32, Vec<String>>, JobError> {
    let connection = context.database.connection();
    let mut classes = HashMap::new();
    for set in label_set::all(connection).await? {
        for class in label_set::classes(connection, set.id).await? {
            classes.insert(class.id, (class.label_set_id, class.key));
        }
    }
    let mut labels: HashMap<u32, BTreeSet<LabelClassId>> = HashMap::new();
    for (place, member) in (0..).zip(&groups.members) {
        let first = groups.first(place);
        if let Some(class) = member.class
            && groups.touched.contains(&first)
        {
            labels.entry(first).or_default().insert(class);
        }
    }
    let mut conflicts = HashMap::new();
    for (first, labels) in labels {
        let mut by_set: HashMap<_, BTreeSet<String>> = HashMap::new();
        for (set, key) in labels.iter().filter_map(|class| classes.get(class)) {
            by_set.entry(*set).or_default().insert(key.clone());
        }
        let contradicting: BTreeSet<String> = by_set.into_values().filter(|keys| keys.len() > 1).flatten().collect();
        if !contradicting.is_empty() {
            conflicts.insert(first, contradicting.into_iter().collect());
        }
    }
    Ok(conflicts)
}
