//! A base model's weights into a model's variables.

use safetensors::SafeTensors;
use safetensors::tensor::Dtype;
use tch::nn::VarStore;
use tch::{Kind, Tensor, no_grad};

use crate::base_model::{BaseModelFile, BaseModelFolder};
use crate::sealed_folder::{FolderFile, SealedFolderError};

use super::error::TrainError;

/// Where a model's variables came from. Both lists are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadReport {
    /// Paths that took the base model's weights.
    pub loaded: Vec<String>,
    /// Paths that keep their fresh weights: the head, and a pooler that the base model lacks.
    pub fresh: Vec<String>,
}

/// Copies the base model's weights, widened to 32 bits, over the variables of the same path; the others keep what
/// they were made with.
pub fn load_base(store: &mut VarStore, base: &BaseModelFolder) -> Result<LoadReport, TrainError> {
    let bytes = base.read(BaseModelFile::Weights)?;
    let invalid = |reason: String| SealedFolderError::Invalid { file: BaseModelFile::Weights.name().into(), reason };
    let weights = SafeTensors::deserialize(&bytes).map_err(|error| invalid(error.to_string()))?;
    let mut report = LoadReport { loaded: Vec::new(), fresh: Vec::new() };
    for (path, mut variable) in store.variables() {
        let Ok(view) = weights.tensor(&path) else {
            report.fresh.push(path);
            continue;
        };
        let kind = match view.dtype() {
            Dtype::F32 => Kind::Float,
            Dtype::F16 => Kind::Half,
            Dtype::BF16 => Kind::BFloat16,
            other => return Err(invalid(format!("{path} holds {other:?}")).into()),
        };
        let shape: Vec<i64> = view.shape().iter().map(|size| *size as i64).collect();
        if shape != variable.size() {
            return Err(invalid(format!("{path} is {shape:?}, the model has {:?}", variable.size())).into());
        }
        let stored = Tensor::f_from_data_size(view.data(), &shape, kind)?;
        no_grad(|| variable.f_copy_(&stored))?;
        report.loaded.push(path);
    }
    report.loaded.sort();
    report.fresh.sort();
    Ok(report)
}
