//! Two versions measured on the same rows.

use sea_orm::{QueryOrder, entity::prelude::*};

use super::{Column, Model, Rows, Split, Status, request};
use crate::{
    Error, Result,
    id::{DatasetId, ModelVersionId},
    label_set, model_version, training_run,
};

/// Two versions measured on the same rows.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The first version.
    pub first_version: model_version::Model,
    /// The second version.
    pub second_version: model_version::Model,
    /// The newest evaluation of the first version on the rows.
    pub first: Model,
    /// The newest evaluation of the second version on the rows.
    pub second: Model,
    /// Keys of the first version's classes, in order.
    pub classes: Vec<String>,
}

/// The newest evaluations of two versions on `rows`: of the dataset both learnt from, if left out.
///
/// # Errors
/// [`Error::Conflict`] when one is missing, saying which to start; [`Error::Invalid`] when the versions are one, or no
/// rows are named and they learnt from different datasets; [`Error::NotFound`].
pub async fn pair(
    connection: &impl ConnectionTrait,
    versions: (ModelVersionId, ModelVersionId),
    rows: Option<Rows>,
    split: Option<Split>,
) -> Result<Pair> {
    let first_version = model_version::find(connection, versions.0).await?;
    let second_version = model_version::find(connection, versions.1).await?;
    if first_version.id == second_version.id {
        return Err(Error::invalid("b", "is the version it would be compared with; name another"));
    }
    let rows = match rows {
        Some(rows) => rows,
        None => Rows::Dataset(common_dataset(connection, &first_version, &second_version).await?),
    };
    let place = request::locate(connection, rows, split).await?;
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for version in [&first_version, &second_version] {
        let newest = request::on(version.id, &place)
            .filter(Column::Status.eq(Status::Succeeded))
            .order_by_desc(Column::Sequence)
            .one(connection)
            .await?;
        match newest {
            Some(evaluation) => found.push(evaluation),
            None => missing.push(version),
        }
    }
    let (Some(second), Some(first)) = (found.pop(), found.pop()) else {
        return Err(Error::Conflict(what_is_missing(&missing, rows, place.split)));
    };
    let classes = label_set::classes(connection, first_version.label_set_id).await?;
    let classes = classes.into_iter().map(|class| class.key).collect();
    Ok(Pair { first_version, second_version, first, second, classes })
}

async fn common_dataset(
    connection: &impl ConnectionTrait,
    first: &model_version::Model,
    second: &model_version::Model,
) -> Result<DatasetId> {
    let first = training_run::find(connection, first.training_run_id).await?.dataset_id;
    let second = training_run::find(connection, second.training_run_id).await?.dataset_id;
    if first == second {
        return Ok(first);
    }
    let message = format!("the versions learnt from different datasets ({first} and {second}); name one of them");
    Err(Error::invalid("dataset_id", message))
}

fn what_is_missing(missing: &[&model_version::Model], rows: Rows, split: Split) -> String {
    let on = match rows {
        Rows::Dataset(id) => format!("the {} of dataset {id}", part(split)),
        Rows::Import(id) => format!("import {id}"),
    };
    let wanted: Vec<String> =
        missing.iter().map(|version| format!("model version {} ({})", version.number, version.id)).collect();
    format!("there is no finished evaluation on {on} of {}; start it and wait for it", wanted.join(" and of "))
}

fn part(split: Split) -> &'static str {
    match split {
        Split::Train => "training split",
        Split::Validation => "validation split",
        Split::Test => "test split",
        Split::All => "whole",
    }
}
