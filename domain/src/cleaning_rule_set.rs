//! A version of the cleaning rules' settings. Versions are numbered from 1 and never change; the newest is the one that
//! cleaning uses unless it is told another.

use sea_orm::{QueryOrder, entity::prelude::*};
use serde_json::{Value, json};

use crate::{
    Database, Error, Result, Timestamp, author,
    cleaning_rule::{self, Change, Rule, Setting},
    id::CleaningRuleSetId,
};

/// Requests for a new version at the same moment that are sorted out.
const MOST_RACES: usize = 10;

/// A version of the cleaning rules' settings.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cleaning_rule_set")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CleaningRuleSetId,
    /// 1, 2, 3 …
    pub version: i32,
    /// How each rule is set, as JSON.
    pub rules: String,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// How each rule is set, in the order in which rules are asked.
    pub fn settings(&self) -> Result<Vec<Setting>> {
        Ok(serde_json::from_str(&self.rules)?)
    }
}

/// The rule set `id`.
pub async fn find(connection: &impl ConnectionTrait, id: CleaningRuleSetId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("cleaning rule set", id))
}

/// Those of `ids` that exist, in any order.
pub async fn find_many(connection: &impl ConnectionTrait, ids: &[CleaningRuleSetId]) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?)
}

/// The rule set of this version.
pub async fn find_by_version(connection: &impl ConnectionTrait, version: i32) -> Result<Model> {
    let found = Entity::find().filter(Column::Version.eq(version)).one(connection).await?;
    found.ok_or_else(|| Error::not_found("cleaning rule set", version))
}

/// The newest version; `None` until there is one.
pub async fn newest(connection: &impl ConnectionTrait) -> Result<Option<Model>> {
    Ok(Entity::find().order_by_desc(Column::Version).one(connection).await?)
}

/// The newest version. If there is none, version 1 is made of the usual settings.
pub async fn current(transaction: &impl ConnectionTrait) -> Result<Model> {
    if let Some(newest) = newest(transaction).await? {
        return Ok(newest);
    }
    let usual: Vec<Setting> = Rule::ALL.into_iter().map(Setting::usual).collect();
    insert(transaction, 1, &usual, "Gisa").await
}

/// Makes a version that differs from the newest by `changes`. If it wouldn't differ, the newest is given.
///
/// # Errors
/// [`Error::Invalid`] with every threshold at fault.
pub async fn change(database: &Database, changes: &[Change], by: &str) -> Result<Model> {
    for _ in 0..MOST_RACES {
        let transaction = database.begin().await?;
        match change_once(&transaction, changes, by).await {
            Ok((before, rule_set)) => {
                if before.version != rule_set.version {
                    transaction.note(|| {
                        author::Change::of("cleaning rule set", rule_set.id).from(state(&before)).to(state(&rule_set))
                    });
                }
                database.commit(transaction).await?;
                return Ok(rule_set);
            }
            // Somebody made the same version at this moment: theirs is the newest in the next round.
            Err(error) if error.is_unique_violation() => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::Conflict("the rules were changed too often at once; try again".into()))
}

/// The version that was the newest, and the one that is.
async fn change_once(transaction: &impl ConnectionTrait, changes: &[Change], by: &str) -> Result<(Model, Model)> {
    let newest = current(transaction).await?;
    let before = newest.settings()?;
    // Code that was changed since counts as a change, too.
    let now = before.iter().map(|setting| Setting { version: setting.rule.version(), ..*setting }).collect();
    let after = cleaning_rule::change(now, changes).map_err(Error::Invalid)?;
    if after == before {
        return Ok((newest.clone(), newest));
    }
    let made = insert(transaction, newest.version + 1, &after, by).await?;
    Ok((newest, made))
}

/// What the audit log keeps of a version.
fn state(rule_set: &Model) -> Value {
    json!({ "version": rule_set.version, "rules": serde_json::from_str::<Value>(&rule_set.rules).unwrap_or_default() })
}

async fn insert(transaction: &impl ConnectionTrait, version: i32, rules: &[Setting], by: &str) -> Result<Model> {
    let model = Model {
        id: CleaningRuleSetId::new(),
        version,
        rules: serde_json::to_string(rules)?,
        created_by: by.chars().take(200).collect(),
        created_at: Timestamp::now(),
    };
    Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(transaction).await?;
    Ok(model)
}
