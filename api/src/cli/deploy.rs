//! `gisa deploy`

use api::{configuration::Configuration, variant};
use clap::Args;
use domain::{
    deployment::{self, Deploy as Wish},
    id::ModelVersionId,
    model_variant::ModelVariant,
    model_version,
};
use sea_orm::DatabaseConnection;

use super::{
    failure::{Failure, Outcome},
    ground::{self, Ground},
    output::Output,
};

/// Have a model version serve. Every server follows within half a second, without dropping a request.
#[derive(Debug, Args)]
pub struct Deploy {
    /// The version's number or id
    version: String,
    /// Which graph of its bundle computes: fp32, or int8, which is faster and nearly as accurate
    #[arg(long, default_value_t)]
    variant: ModelVariant,
    /// Refuse unless this version (number or id; none for nothing) serves now [default: whatever serves now]
    #[arg(long, value_name = "VERSION")]
    expect: Option<String>,
    /// Why, for the ledger
    #[arg(long, default_value = "")]
    reason: String,
}

impl Deploy {
    /// Deploys and reports.
    pub async fn run(self, configuration: Configuration, output: Output) -> Outcome {
        let ground = Ground::open(configuration).await?;
        let connection = ground.database.connection();
        let version = find_version(connection, &self.version).await?;
        variant::check(&ground.artifacts, &version, self.variant)?;
        let expected_active_version_id = match self.expect.as_deref() {
            None => deployment::active(connection).await?.map(|row| row.to_version_id),
            Some("none") => None,
            Some(expected) => Some(find_version(connection, expected).await?.id),
        };
        let wish = Wish {
            to_version_id: version.id,
            variant: self.variant,
            expected_active_version_id,
            actor: ground::author().name,
            reason: self.reason,
        };
        let row = deployment::deploy(&ground.acting("gisa deploy"), wish).await?;
        let value = serde_json::json!({
            "deploymentId": row.id, "revision": row.revision, "modelVersionId": version.id, "number": version.number,
            "variant": row.variant, "fromVersionId": row.from_version_id,
        });
        output.result(
            &value,
            &format!(
                "model version {} serves from here on as {} (revision {})",
                version.number, row.variant, row.revision
            ),
        );
        Ok(())
    }
}

/// The version with this number or id.
pub async fn find_version(connection: &DatabaseConnection, text: &str) -> Outcome<model_version::Model> {
    if let Ok(number) = text.parse::<i64>() {
        Ok(model_version::find_by_number(connection, number).await?)
    } else if let Ok(id) = text.parse::<ModelVersionId>() {
        Ok(model_version::find(connection, id).await?)
    } else {
        Err(Failure::new(format!("\"{text}\" is neither a model version's number nor its id")))
    }
}
