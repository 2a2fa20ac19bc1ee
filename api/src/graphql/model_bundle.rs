//! What a model version's bundle holds: its files, and what its 8-bit weights cost.

use std::path::PathBuf;

use async_graphql::{Context, Object, SimpleObject};
use domain::model_version;
use ml::{
    bundle::BundleFile,
    quantisation::{self, QuantisationOutcome},
    sealed_folder::{FolderFile, MANIFEST, Manifest},
};

use super::{
    error::{Failure, Result},
    int64::Int64,
    loader::TakedownsIn,
    loaders, services,
};

/// A file of a model version's bundle.
#[derive(SimpleObject)]
pub struct ModelFile {
    /// Its name.
    name: String,
    /// Its size.
    bytes: Int64,
    /// SHA-256 of its contents, hexadecimal. That of `manifest.json` names the bundle.
    sha256: String,
    /// Where members download it, on this server.
    path: String,
}

/// The files of a version's bundle by name, with the manifest that lists the others.
pub async fn files(context: &Context<'_>, version: &model_version::Model) -> Result<Vec<ModelFile>> {
    let (folder, id) = (folder(context, version)?, version.id);
    let read = aside(move || {
        let (manifest, sha256) = Manifest::read(&folder).map_err(Failure::internal)?;
        let bytes = folder.join(MANIFEST).metadata().map_err(Failure::internal)?.len();
        Ok((manifest, sha256, bytes))
    });
    let (manifest, sha256, bytes) = read.await?;
    let file = |name: String, sha256: String, bytes: u64| ModelFile {
        path: format!("/model-versions/{id}/files/{name}"),
        name,
        bytes: Int64(i64::try_from(bytes).unwrap_or(i64::MAX)),
        sha256,
    };
    let mut files: Vec<_> =
        manifest.files.into_iter().map(|(name, entry)| file(name, entry.sha256, entry.bytes)).collect();
    files.push(file(MANIFEST.to_owned(), sha256, bytes));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

pub struct Quantisation {
    measured: quantisation::Quantisation,
    /// Whether an article that the version learnt from was taken down: the bundle can't say which of its texts that is.
    hides_texts: bool,
}

/// What 8-bit weights would cost or do cost a model version, measured on the validation split.
#[Object]
impl Quantisation {
    /// Whether the version has the 8-bit graph.
    async fn kept(&self) -> bool {
        self.outcome().kept
    }

    /// Why, in English.
    async fn reason(&self) -> &str {
        &self.outcome().reason
    }

    /// Matrix products that stayed in 32 bits.
    async fn exact_products(&self) -> &[String] {
        &self.outcome().exact_products
    }

    /// Texts compared.
    async fn rows(&self) -> Int64 {
        int64(self.outcome().rows)
    }

    /// Texts whose class changed.
    async fn flip_count(&self) -> Int64 {
        int64(self.outcome().flips)
    }

    /// Accuracy with 32-bit weights, 0 to 1.
    async fn accuracy_fp32(&self) -> f64 {
        self.outcome().accuracy_fp32
    }

    /// Accuracy with 8-bit weights, 0 to 1.
    async fn accuracy_int8(&self) -> f64 {
        self.outcome().accuracy_int8
    }

    /// Macro-F1 with 32-bit weights, 0 to 1.
    async fn macro_f1_fp32(&self) -> f64 {
        self.outcome().macro_f1_fp32
    }

    /// Macro-F1 with 8-bit weights, 0 to 1.
    async fn macro_f1_int8(&self) -> f64 {
        self.outcome().macro_f1_int8
    }

    /// Most accuracy that 8-bit weights may cost, 0 to 1.
    async fn allowed_loss(&self) -> f64 {
        self.outcome().allowed_loss
    }

    /// Size of the graph with 32-bit weights.
    async fn bytes_fp32(&self) -> Int64 {
        int64(self.outcome().bytes_fp32)
    }

    /// Size of the graph with 8-bit weights.
    async fn bytes_int8(&self) -> Int64 {
        int64(self.outcome().bytes_int8)
    }

    /// The texts whose class changed, as they come in the split.
    #[graphql(complexity = "1 + first.min(200) as usize * child_complexity")]
    async fn flips(
        &self,
        #[graphql(desc = "How many at most; 200 is the most.", default = 50)] first: u32,
    ) -> Vec<QuantisationFlip> {
        let flips = self.measured.flips.iter().take(first.min(200) as usize);
        flips.map(|flip| QuantisationFlip::new(flip.clone(), self.hides_texts)).collect()
    }
}

impl Quantisation {
    fn outcome(&self) -> &QuantisationOutcome {
        &self.measured.outcome
    }
}

/// A text that the 8-bit graph gives another class.
#[derive(SimpleObject)]
pub struct QuantisationFlip {
    /// The text; null once an article that the version learnt from was taken down, since the bundle can't say which of
    /// its texts that is.
    text: Option<String>,
    /// Key of its class in the dataset.
    label_key: String,
    /// Key of the class with 32-bit weights.
    from_key: String,
    /// Key of the class with 8-bit weights.
    to_key: String,
    /// The probability of its class with 32-bit weights, 0 to 1.
    probability_fp32: f32,
    /// The probability of its class with 8-bit weights, 0 to 1.
    probability_int8: f32,
}

impl QuantisationFlip {
    fn new(flip: quantisation::Flip, hides_text: bool) -> Self {
        let quantisation::Flip { text, label, from, to, probability_fp32, probability_int8 } = flip;
        let text = (!hides_text).then_some(text);
        Self { text, label_key: label, from_key: from, to_key: to, probability_fp32, probability_int8 }
    }
}

/// What a version's bundle says of 8-bit weights, if it says anything.
pub async fn quantisation(context: &Context<'_>, version: &model_version::Model) -> Result<Option<Quantisation>> {
    let path = folder(context, version)?.join(BundleFile::Quantisation.name());
    let read = aside(move || match std::fs::read(path) {
        Ok(contents) => Ok(Some(serde_json::from_slice(&contents)?)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::internal(error)),
    });
    let Some(measured) = read.await? else { return Ok(None) };
    let run = loaders(context).get(version.training_run_id).await?;
    let hides_texts = !loaders(context).get(TakedownsIn(run.dataset_id)).await?.is_empty();
    Ok(Some(Quantisation { measured, hides_texts }))
}

fn folder(context: &Context<'_>, version: &model_version::Model) -> Result<PathBuf> {
    services(context).artifacts.bundle_path(&version.bundle_sha256).map_err(Failure::internal)
}

/// Reads on a blocking thread.
async fn aside<T: Send + 'static>(read: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(read).await.map_err(Failure::internal)?
}

fn int64(count: u64) -> Int64 {
    Int64(i64::try_from(count).unwrap_or(i64::MAX))
}
