//! A named, ordered list of classes.

use sea_orm::{QueryOrder, entity::prelude::*};

use crate::{
    Database, Error, InvalidField, Result, Timestamp,
    id::{LabelClassId, LabelSetId},
    label_class,
};

/// A named, ordered list of classes.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "label_set")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LabelSetId,
    /// Unique key ("daum", "klue-ynat").
    pub key: String,
    /// Name shown in Korean.
    pub name_ko: String,
    /// Name shown in English.
    pub name_en: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// None are needed: queries join by column.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A label set to be made, with its classes in order.
#[derive(Clone, Debug)]
pub struct NewLabelSet {
    /// Unique key.
    pub key: String,
    /// Name shown in Korean.
    pub name_ko: String,
    /// Name shown in English.
    pub name_en: String,
    /// The classes in order: key, Korean name, English name.
    pub classes: Vec<(String, String, String)>,
}

/// Makes the two label sets every installation starts with, unless they are there: Daum's eight sections ("daum")
/// and KLUE-YNAT's seven topics ("klue-ynat").
pub async fn seed(database: &Database) -> Result<()> {
    let daum = [
        ("society", "사회", "Society"),
        ("politics", "정치", "Politics"),
        ("economic", "경제", "Economy"),
        ("foreign", "국제", "World"),
        ("culture", "문화", "Culture"),
        ("entertain", "연예", "Entertainment"),
        ("sports", "스포츠", "Sports"),
        ("digital", "IT", "IT"),
    ];
    let ynat = [
        ("it-science", "IT과학", "IT and science"),
        ("economy", "경제", "Economy"),
        ("society", "사회", "Society"),
        ("life-culture", "생활문화", "Life and culture"),
        ("world", "세계", "World"),
        ("sports", "스포츠", "Sports"),
        ("politics", "정치", "Politics"),
    ];
    for (key, name_ko, name_en, classes) in
        [("daum", "다음 뉴스", "Daum News", &daum[..]), ("klue-ynat", "KLUE-YNAT", "KLUE-YNAT", &ynat[..])]
    {
        let new = NewLabelSet {
            key: key.into(),
            name_ko: name_ko.into(),
            name_en: name_en.into(),
            classes: classes.iter().map(|(key, ko, en)| ((*key).into(), (*ko).into(), (*en).into())).collect(),
        };
        match create(database, new).await {
            Ok(_) | Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Makes a label set.
///
/// # Errors
/// [`Error::Invalid`] for an empty or repeated key or fewer than two classes, [`Error::Conflict`] when the key is taken.
pub async fn create(database: &Database, new: NewLabelSet) -> Result<Model> {
    check(&new)?;
    let taken = || Error::Conflict(format!("there is already a label set with the key \"{}\"", new.key));
    let transaction = database.begin().await?;
    if Entity::find().filter(Column::Key.eq(&new.key)).one(&transaction).await?.is_some() {
        return Err(taken());
    }
    let model = Model {
        id: LabelSetId::new(),
        key: new.key.clone(),
        name_ko: new.name_ko.clone(),
        name_en: new.name_en.clone(),
        created_at: Timestamp::now(),
    };
    let inserted = Entity::insert(ActiveModel::from(model.clone())).exec_without_returning(&transaction).await;
    if let Err(error) = inserted.map_err(Error::from) {
        return Err(if error.is_unique_violation() { taken() } else { error });
    }
    let classes = new.classes.iter().zip(0..).map(|((key, name_ko, name_en), position)| {
        label_class::ActiveModel::from(label_class::Model {
            id: LabelClassId::new(),
            label_set_id: model.id,
            position,
            key: key.clone(),
            name_ko: name_ko.clone(),
            name_en: name_en.clone(),
        })
    });
    label_class::Entity::insert_many(classes).exec_without_returning(&transaction).await?;
    database.commit(transaction).await?;
    Ok(model)
}

/// All label sets, by key.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Key).all(connection).await?)
}

/// The label set `id`.
pub async fn find(connection: &impl ConnectionTrait, id: LabelSetId) -> Result<Model> {
    Entity::find_by_id(id).one(connection).await?.ok_or_else(|| Error::not_found("label set", id))
}

/// The label set with this key.
pub async fn find_by_key(connection: &impl ConnectionTrait, key: &str) -> Result<Model> {
    let found = Entity::find().filter(Column::Key.eq(key)).one(connection).await?;
    found.ok_or_else(|| Error::not_found("label set", key))
}

/// The classes of a label set, in order.
pub async fn classes(connection: &impl ConnectionTrait, id: LabelSetId) -> Result<Vec<label_class::Model>> {
    classes_of(connection, &[id]).await
}

/// The class `key` of the label set `set_key`.
///
/// # Errors
/// [`Error::NotFound`] for an unknown label set; [`Error::Invalid`], naming those there are, for an unknown class.
pub async fn class_by_key(connection: &impl ConnectionTrait, set_key: &str, key: &str) -> Result<label_class::Model> {
    let set = find_by_key(connection, set_key).await?;
    let classes = classes(connection, set.id).await?;
    let keys: Vec<&str> = classes.iter().map(|class| class.key.as_str()).collect();
    let message = format!("must be one of {}", keys.join(", "));
    classes.into_iter().find(|class| class.key == key).ok_or_else(|| Error::invalid("label_key", message))
}

/// The classes of several label sets, each set's in order.
pub async fn classes_of(connection: &impl ConnectionTrait, ids: &[LabelSetId]) -> Result<Vec<label_class::Model>> {
    Ok(label_class::Entity::find()
        .filter(label_class::Column::LabelSetId.is_in(ids.iter().copied()))
        .order_by_asc(label_class::Column::LabelSetId)
        .order_by_asc(label_class::Column::Position)
        .all(connection)
        .await?)
}

fn check(new: &NewLabelSet) -> Result<()> {
    let mut invalid = Vec::new();
    if new.key.trim().is_empty() || new.key.len() > 64 {
        invalid.push(InvalidField::new("key", "must have 1 to 64 bytes"));
    }
    if new.classes.len() < 2 {
        invalid.push(InvalidField::new("classes", "a label set needs at least two classes"));
    }
    for (index, (key, ..)) in new.classes.iter().enumerate() {
        if key.trim().is_empty() || key.len() > 64 {
            invalid.push(InvalidField::new(format!("classes.{index}.key"), "must have 1 to 64 bytes"));
        }
        if new.classes[..index].iter().any(|(earlier, ..)| earlier == key) {
            invalid.push(InvalidField::new(format!("classes.{index}.key"), format!("\"{key}\" occurs twice")));
        }
    }
    if invalid.is_empty() { Ok(()) } else { Err(Error::Invalid(invalid)) }
}
