//! What administrators decide for the whole installation, while it runs.

use sea_orm::{ConnectionTrait, entity::prelude::*, sea_query::OnConflict};
use serde_json::json;

use crate::{Database, Result, Timestamp, author::Change};

/// The name of the setting that a deployment needs two people.
const FOUR_EYES: &str = "four_eyes";

/// A setting that was changed.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "setting")]
pub struct Model {
    /// Its name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Its value, as JSON.
    pub value: String,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What is decided for the whole installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether a deployment needs two people: one who asks and another who approves.
    pub four_eyes: bool,
}

/// What is decided at this time.
pub async fn read(connection: &impl ConnectionTrait) -> Result<Settings> {
    let four_eyes = Entity::find_by_id(FOUR_EYES).one(connection).await?;
    let four_eyes = four_eyes.map(|row| serde_json::from_str(&row.value)).transpose()?;
    Ok(Settings { four_eyes: four_eyes.unwrap_or_default() })
}

/// Decides whether a deployment needs two people.
pub async fn set_four_eyes(database: &Database, is_needed: bool, by: &str) -> Result<Settings> {
    let transaction = database.begin().await?;
    let before = read(&transaction).await?;
    let row = Model {
        name: FOUR_EYES.into(),
        value: serde_json::to_string(&is_needed)?,
        changed_by: by.chars().take(200).collect(),
        changed_at: Timestamp::now(),
    };
    let over = OnConflict::column(Column::Name)
        .update_columns([Column::Value, Column::ChangedBy, Column::ChangedAt])
        .to_owned();
    Entity::insert(ActiveModel::from(row)).on_conflict(over).exec_without_returning(&transaction).await?;
    let (before, after) = (json!(before.four_eyes), json!(is_needed));
    transaction.note(|| Change::of("setting", FOUR_EYES).from(before).to(after));
    database.commit(transaction).await?;
    Ok(Settings { four_eyes: is_needed })
}
