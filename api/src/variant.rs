//! Whether a model version's bundle has the graph that is asked for.

use std::{fs, path::Path};

use domain::{Error, Result, artifact::ArtifactStore, model_variant::ModelVariant, model_version};
use ml::{bundle::BundleFile, quantisation::Quantisation, sealed_folder::FolderFile};

use crate::classifier::of_bundle;

/// Refuses a variant that the version's bundle doesn't have, with the reason that the bundle gives.
///
/// Looks at names only: whoever loads the bundle checks its contents.
///
/// # Errors
/// [`Error::Invalid`] for the field `variant`.
pub fn check(artifacts: &ArtifactStore, version: &model_version::Model, variant: ModelVariant) -> Result<()> {
    // Every bundle has this one; one that was lost is the loader's to report.
    if variant == ModelVariant::Fp32 {
        return Ok(());
    }
    let folder = artifacts.bundle_path(&version.bundle_sha256)?;
    if folder.join(of_bundle(variant).file().name()).is_file() {
        return Ok(());
    }
    let reason = reason(&folder).unwrap_or_else(|| "it was made without one".into());
    let message = format!("model version {} has no {variant} graph ({reason}); take fp32", version.number);
    Err(Error::invalid("variant", message))
}

/// Why the bundle has no 8-bit graph, if it says.
fn reason(folder: &Path) -> Option<String> {
    let contents = fs::read(folder.join(BundleFile::Quantisation.name())).ok()?;
    serde_json::from_slice::<Quantisation>(&contents).ok().map(|quantisation| quantisation.outcome.reason)
}
