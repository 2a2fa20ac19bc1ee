//! A line of the audit log: who changed what, from where, before and after.
//!
//! Lines are written in the transaction of the change they tell of, by [`Database::commit`](crate::Database::commit) of
//! a database that acts for somebody. Each holds the hash of the one before it, and its own: the SHA-256 of everything
//! it says. So whoever edits, drops or inserts a line has to rewrite all lines after it, and whoever has noted the
//! newest hash elsewhere can tell.

use sea_orm::{
    ConnectionTrait, QueryOrder, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use sha2::{Digest, Sha256};

use crate::{
    Error, Result, Timestamp,
    author::{Act, AuthorKind, Change},
    id::MemberId,
};

/// What the first line holds as the hash before it.
pub const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Lines that are verified at once.
const VERIFY_PAGE: u64 = 1_000;

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// 1, 2, 3 …, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// What the author signed in with.
    pub author_kind: AuthorKind,
    /// The author's name at that time.
    pub author_name: String,
    /// The member who did it.
    pub member_id: Option<MemberId>,
    /// The session or API token it was done with.
    pub credential_id: Option<Uuid>,
    /// The network address it was done from.
    pub address: Option<String>,
    /// The request it was done by.
    pub request_id: Option<String>,
    /// What was done: a mutation's name, or a command.
    pub action: String,
    /// What was asked for, as JSON.
    pub input: Option<String>,
    /// What was changed.
    pub noun: Option<String>,
    /// Which row of it.
    pub subject_id: Option<String>,
    /// The row's state before, as JSON.
    pub before_state: Option<String>,
    /// The row's state after, as JSON.
    pub after_state: Option<String>,
    /// The hash of the line before.
    pub previous_hash: String,
    /// The SHA-256 of this line, the hash before it included.
    pub hash: String,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Which lines to list; every field that is set narrows the list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// By this member.
    pub member_id: Option<MemberId>,
    /// Of this action.
    pub action: Option<String>,
    /// About this noun.
    pub noun: Option<String>,
    /// About this row.
    pub subject_id: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Until before this moment.
    pub to: Option<Timestamp>,
}

impl Filter {
    /// Narrows a query.
    pub fn apply(self, query: Select<Entity>) -> Select<Entity> {
        query
            .apply_if(self.member_id, |query, id| query.filter(Column::MemberId.eq(id)))
            .apply_if(self.action, |query, action| query.filter(Column::Action.eq(action)))
            .apply_if(self.noun, |query, noun| query.filter(Column::Noun.eq(noun)))
            .apply_if(self.subject_id, |query, id| query.filter(Column::SubjectId.eq(id)))
            .apply_if(self.from, |query, from| query.filter(Column::At.gte(from)))
            .apply_if(self.to, |query, to| query.filter(Column::At.lt(to)))
    }
}

/// The state of the chain.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// How many lines there are.
    pub entries: i64,
    /// The newest line's hash; note it elsewhere, and later lines can't hide that this one was changed.
    pub head: String,
}

/// The first line that isn't as it was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Broken {
    /// Which line.
    pub sequence: i64,
    /// What is wrong with it.
    pub problem: String,
}

impl Model {
    /// The SHA-256 of all that the line says, in hexadecimal digits: of a JSON array of its columns in their order,
    /// [`Model::hash`] left out.
    pub fn digest(&self) -> String {
        let said = serde_json::json!([
            self.sequence,
            self.at.0,
            self.author_kind,
            self.author_name,
            self.member_id,
            self.credential_id,
            self.address,
            self.request_id,
            self.action,
            self.input,
            self.noun,
            self.subject_id,
            self.before_state,
            self.after_state,
            self.previous_hash,
        ]);
        hex::encode(Sha256::digest(said.to_string()))
    }
}

/// Appends what `act` does to the log, in the transaction of the change: a line for each of `changes`, or one for the
/// action if it has none yet.
pub(crate) async fn append(connection: &impl ConnectionTrait, act: &Act, changes: Vec<Change>) -> Result<()> {
    let doing = act.now();
    let Some(action) = doing.action else { return Ok(()) };
    let mut changes: Vec<Option<Change>> = changes.into_iter().map(Some).collect();
    if changes.is_empty() {
        if doing.is_written {
            return Ok(());
        }
        changes.push(None);
    }
    // The row stays locked until the transaction ends, so lines are chained in the order of commits.
    head::Entity::update_many()
        .col_expr(head::Column::Sequence, Expr::col(head::Column::Sequence).add(changes.len() as i64))
        .filter(head::Column::Id.eq(1))
        .exec(connection)
        .await?;
    let head = find_head(connection).await?;
    let (mut sequence, mut previous_hash) = (head.sequence - changes.len() as i64, head.hash);
    let author = &act.author;
    let short = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let mut lines = Vec::with_capacity(changes.len());
    for change in changes {
        sequence += 1;
        let (noun, subject_id, before, after) = match change {
            Some(change) => (Some(change.noun.to_owned()), Some(change.subject_id), change.before, change.after),
            None => (None, None, None, None),
        };
        let mut line = Model {
            sequence,
            at: Timestamp::now(),
            author_kind: author.kind,
            author_name: short(&author.name, 200),
            member_id: author.member_id,
            credential_id: author.credential_id,
            address: author.address.as_deref().map(|address| short(address, 64)),
            request_id: author.request_id.as_deref().map(|id| short(id, 128)),
            action: short(&action, 64),
            input: doing.input.clone(),
            noun,
            subject_id,
            before_state: before.map(|state| state.to_string()),
            after_state: after.map(|state| state.to_string()),
            previous_hash,
            hash: String::new(),
        };
        line.hash = line.digest();
        previous_hash = line.hash.clone();
        lines.push(ActiveModel::from(line));
    }
    Entity::insert_many(lines).exec_without_returning(connection).await?;
    head::Entity::update_many()
        .col_expr(head::Column::Hash, Expr::value(previous_hash))
        .filter(head::Column::Id.eq(1))
        .exec(connection)
        .await?;
    Ok(())
}

/// Reads the whole log and recomputes its chain.
///
/// # Errors
/// [`Error::Database`]. A broken chain is no error but the inner result.
pub async fn verify(connection: &impl ConnectionTrait) -> Result<Result<Verified, Broken>> {
    let (mut sequence, mut hash) = (0, NO_HASH.to_owned());
    // What is written meanwhile isn't looked at.
    let head = find_head(connection).await?;
    loop {
        let page = Entity::find()
            .filter(Column::Sequence.gt(sequence))
            .filter(Column::Sequence.lte(head.sequence))
            .order_by_asc(Column::Sequence)
            .limit(VERIFY_PAGE)
            .all(connection)
            .await?;
        let is_last = (page.len() as u64) < VERIFY_PAGE;
        for line in page {
            let broken = |problem: &str| Ok(Err(Broken { sequence: sequence + 1, problem: problem.to_owned() }));
            if line.sequence != sequence + 1 {
                return broken("is missing");
            }
            if line.previous_hash != hash {
                return broken("doesn't follow the line before it");
            }
            if line.digest() != line.hash {
                return broken("doesn't say what its hash was made of");
            }
            (sequence, hash) = (line.sequence, line.hash);
        }
        if is_last {
            break;
        }
    }
    Ok(if (head.sequence, &head.hash) == (sequence, &hash) {
        Ok(Verified { entries: sequence, head: hash })
    } else {
        Err(Broken { sequence: sequence + 1, problem: "is missing: the newest lines were dropped".into() })
    })
}

/// The hash of one line; none if there is no such line.
pub async fn hash_of(connection: &impl ConnectionTrait, sequence: i64) -> Result<Option<String>> {
    Ok(Entity::find_by_id(sequence).one(connection).await?.map(|line| line.hash))
}

async fn find_head(connection: &impl ConnectionTrait) -> Result<head::Model> {
    let head = head::Entity::find_by_id(1).one(connection).await?;
    head.ok_or_else(|| Error::Internal("the head of the audit log is missing".into()))
}

mod head {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub sequence: i64,
        pub hash: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
