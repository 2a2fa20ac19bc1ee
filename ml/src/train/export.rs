//! The bundle's files and the parity proof.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use safetensors::tensor::{Dtype, TensorView};
use tch::Tensor;

use crate::bundle::{Bundle, BundleFile};
use crate::config::ModelConfig;
use crate::labels::Labels;
use crate::parity::{
    Parity, ParityCase, ParityFault, ParityFaultCode, ParityReference, TOLERANCE, ragged_batches, texts,
};
use crate::preprocessing::Preprocessing;
use crate::sealed_folder::{FolderFile, SealedFolderError, write, write_json};
use crate::serve::classifier::Parts;
use crate::serve::prove::largest_difference;
use crate::serve::{Classifier, ClassifierOptions, Runtime, prove};
use crate::tokenizer::Tokenizer;

use super::LIBTORCH_VERSION;
use super::error::TrainError;
use super::evaluate::logits;
use super::model::BertClassifier;
use super::onnx;

/// A trained model and all it needs to be used.
pub struct Trained<'t> {
    /// The model, with the weights to keep.
    pub model: &'t BertClassifier,
    /// The model's variables by path.
    pub variables: &'t HashMap<String, Tensor>,
    /// Architecture.
    pub config: &'t ModelConfig,
    /// Tokenizer.
    pub tokenizer: &'t Tokenizer,
    /// Classes, in the order of the logits.
    pub labels: &'t Labels,
    /// How texts are prepared.
    pub preprocessing: &'t Preprocessing,
}

impl Trained<'_> {
    /// Writes every file but the proof into an existing, empty folder; returns the ONNX model.
    pub fn write(&self, folder: &Path) -> Result<Vec<u8>, TrainError> {
        let onnx = onnx::export(self.config, self.variables)?;
        write_json(folder, BundleFile::Config, self.config)?;
        write(folder, BundleFile::Tokenizer, self.tokenizer.to_json()?.as_bytes())?;
        write_json(folder, BundleFile::Labels, self.labels)?;
        write_json(folder, BundleFile::Preprocess, self.preprocessing)?;
        write(folder, BundleFile::Weights, &self.safetensors()?)?;
        write(folder, BundleFile::Onnx, &onnx)?;
        Ok(onnx)
    }

    /// What a classifier needs, around one of the model's graphs.
    pub(super) fn parts(&self, onnx: Vec<u8>) -> Parts {
        Parts {
            architecture: self.config.clone().into(),
            encoder: self.tokenizer.clone().into(),
            labels: self.labels.clone(),
            preprocessing: self.preprocessing.clone(),
            onnx,
        }
    }

    /// Proves that ONNX Runtime agrees with libtorch, writes the proof and seals the folder.
    pub fn prove_and_seal(
        &self,
        folder: &Path,
        onnx: Vec<u8>,
        samples: &[String],
        runtime: &Runtime,
    ) -> Result<(Bundle, Parity), TrainError> {
        let reference = self.reference(samples)?;
        let classifier = Classifier::from_parts(runtime, self.parts(onnx), ClassifierOptions::default())?;
        let report = prove(&classifier, &reference)?;
        let parity = Parity { report, reference };
        write_json(folder, BundleFile::Parity, &parity)?;
        Ok((Bundle::seal(folder)?, parity))
    }

    /// libtorch's answers for the proof's texts; libtorch itself must not depend on the batch either.
    fn reference(&self, samples: &[String]) -> Result<ParityReference, TrainError> {
        let mut cases = Vec::new();
        for text in texts(&self.tokenizer.clone().into(), samples.iter().cloned()) {
            let ids = self.tokenizer.encode(&text).ids;
            let logits = logits(self.model, &[&ids])?.remove(0);
            cases.push(ParityCase { text, ids, logits });
        }
        for batch in ragged_batches(cases.len()) {
            let rows: Vec<&[u32]> = batch.iter().map(|&row| cases[row].ids.as_slice()).collect();
            for (logits, &row) in logits(self.model, &rows)?.iter().zip(&batch) {
                let difference = largest_difference(logits, &cases[row].logits);
                if difference > TOLERANCE {
                    let message = format!(
                        "libtorch: |Δlogit| {difference:e} between alone and in a batch, allowed {TOLERANCE:e}"
                    );
                    return Err(ParityFault { code: ParityFaultCode::BatchDiffers, message }.into());
                }
            }
        }
        let labels = self.labels.keys().map(str::to_owned).collect();
        Ok(ParityReference { computed_by: LIBTORCH_VERSION.into(), labels, cases })
    }

    fn safetensors(&self) -> Result<Vec<u8>, TrainError> {
        let mut contents: BTreeMap<&str, (Vec<usize>, Vec<u8>)> = BTreeMap::new();
        for (path, variable) in self.variables {
            let shape = variable.size().iter().map(|size| *size as usize).collect();
            let bytes = onnx::values(variable)?.iter().flat_map(|value| value.to_le_bytes()).collect();
            contents.insert(path, (shape, bytes));
        }
        let invalid = |error: safetensors::SafeTensorError| SealedFolderError::Invalid {
            file: BundleFile::Weights.name().into(),
            reason: error.to_string(),
        };
        let views: Result<Vec<_>, _> = contents
            .iter()
            .map(|(path, (shape, bytes))| Ok((*path, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
            .collect();
        // Hugging Face's loader wants to know whose layout this is.
        let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
        Ok(safetensors::serialize(views.map_err(invalid)?, Some(metadata)).map_err(invalid)?)
    }
}
