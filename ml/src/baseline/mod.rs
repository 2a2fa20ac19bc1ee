//! The linear baseline: what every trained model must beat, and a model to deploy where microseconds matter.
//!
//! - [`fit`]: a linear support vector machine over sets of hashed character n-grams ([`crate::ngrams`]), in seconds on a
//!   processor, without libtorch
//! - [`graph`]: its ONNX graph
//!
//! Features are binary, weighted by inverse document frequency and scaled to length 1, as in scikit-learn's
//! `TfidfTransformer`; both are folded into one table, so that the graph is a look-up, a sum and a division. A
//! temperature fitted on the validation split makes its margins probabilities. The same rows give the same bundle, bit
//! for bit, whatever the run's parameters: runs on one dataset share it.

pub mod fit;
pub mod graph;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Instant;

use safetensors::tensor::{Dtype, TensorView};

use crate::architecture::{Architecture, LinearConfig};
use crate::bundle::{Bundle, BundleFile};
use crate::calibration::{Calibration, probabilities};
use crate::labels::Labels;
use crate::metrics::{ConfusionMatrix, Metrics, argmax};
use crate::ngrams::{LEAD_ID, NgramEncoder};
use crate::parity::{Parity, ParityCase, ParityFault, ParityReference, texts};
use crate::preprocessing::Preprocessing;
use crate::sealed_folder::{FolderFile, SealedFolderError, write, write_json};
use crate::serve::classifier::Parts;
use crate::serve::{Classifier, ClassifierError, ClassifierOptions, Runtime, prove};
use crate::text_encoder::TextEncoder;
use crate::tokenizer::TokenizerError;

/// Most ids of a text: the n-grams of its first 680 characters or so.
const MAX_LENGTH: u32 = 2048;
/// Buckets, as a power of two, where the classes are few.
const BUCKET_BITS: u32 = 19;
/// Most numbers in the table: with many classes there are fewer buckets.
const MOST_NUMBERS: usize = 1 << 25;

/// Rows of one split: texts after the text recipe, and for each the position of its label.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'r> {
    /// The texts.
    pub texts: &'r [String],
    /// As many positions.
    pub labels: &'r [usize],
}

/// The rows of a dataset; no split is empty.
#[derive(Debug, Clone, Copy)]
pub struct Splits<'r> {
    /// Fitted.
    pub train: Rows<'r>,
    /// Sets the temperature.
    pub validation: Rows<'r>,
    /// Measured once.
    pub test: Rows<'r>,
}

/// A fitted classifier.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    /// Number of classes.
    pub classes: usize,
    /// For each id the weight of each class and, last, the square of the n-gram's inverse document frequency: `[ids,
    /// classes + 1]`, row by row. Ids that no training row has, and the one that leads, are zeros.
    pub table: Vec<f32>,
    /// A bias for each class.
    pub bias: Vec<f32>,
    /// N-grams that training rows have.
    pub features: usize,
    /// Rows it was fitted to: all of the training split, unless they are too long together.
    pub fitted_rows: usize,
}

/// A baseline whose bundle is sealed.
#[derive(Debug)]
pub struct Made {
    /// The bundle.
    pub bundle: Bundle,
    /// Everything measured on the test split.
    pub test: Metrics,
    /// Weights that aren't zero because no row has their n-gram.
    pub parameters_count: u64,
    /// Rows it was fitted to.
    pub fitted_rows: u64,
    /// How long all of it took.
    pub seconds: f64,
}

/// Why there is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The bundle can't be written.
    #[error("baseline: {0}")]
    Bundle(#[from] SealedFolderError),
    /// Its n-grams can't be described.
    #[error("baseline: {0}")]
    Encoder(#[from] TokenizerError),
    /// ONNX Runtime refuses its graph.
    #[error("baseline: {0}")]
    Classifier(#[from] ClassifierError),
    /// ONNX Runtime computes something else than was fitted.
    #[error("baseline: {0}")]
    Parity(#[from] ParityFault),
}

/// Fits a baseline, measures it, and seals its bundle in an existing, empty folder. `samples` are texts for the parity
/// proof, beside its own.
///
/// # Errors
/// When the folder can't be written, or ONNX Runtime doesn't compute what was fitted.
pub fn make(
    folder: &Path,
    labels: &Labels,
    splits: Splits<'_>,
    samples: &[String],
    runtime: &Runtime,
) -> Result<Made, BaselineError> {
    let begun = Instant::now();
    let preprocessing = Preprocessing::new(MAX_LENGTH);
    let encoder = NgramEncoder::new(bucket_bits(labels.len()), &preprocessing)?;
    let linear = fit::fit(&encoder, splits.train, labels.len());
    let answers = |rows: Rows<'_>| -> Vec<Vec<f32>> {
        rows.texts.iter().map(|text| linear.logits(&encoder.encode(text).ids)).collect()
    };
    let calibration = Calibration::fit(&answers(splits.validation), splits.validation.labels, "validation");
    let test = measure(&answers(splits.test), splits.test.labels, labels);

    let architecture = Architecture::Linear(LinearConfig::new(encoder.vocabulary_size(), MAX_LENGTH, labels));
    let onnx = graph::export(&linear);
    write_json(folder, BundleFile::Config, &architecture)?;
    write(folder, BundleFile::Tokenizer, encoder.to_json().as_bytes())?;
    write_json(folder, BundleFile::Labels, labels)?;
    write_json(folder, BundleFile::Preprocess, &preprocessing)?;
    write(folder, BundleFile::Weights, &linear.safetensors()?)?;
    write(folder, BundleFile::Onnx, &onnx)?;
    write_json(folder, BundleFile::Calibration, &calibration)?;

    let encoder = TextEncoder::Ngrams(encoder);
    let case = |text: String| {
        let ids = encoder.encode(&text).ids;
        ParityCase { logits: linear.logits(&ids), text, ids }
    };
    let reference = ParityReference {
        computed_by: "none; 64-bit arithmetic of gisa-trainer".into(),
        labels: labels.keys().map(str::to_owned).collect(),
        cases: texts(&encoder, samples.iter().cloned()).into_iter().map(case).collect(),
    };
    let parts = Parts { architecture, encoder: encoder.clone(), labels: labels.clone(), preprocessing, onnx };
    let classifier = Classifier::from_parts(runtime, parts, ClassifierOptions::default())?;
    let report = prove(&classifier, &reference)?;
    write_json(folder, BundleFile::Parity, &Parity { report, reference })?;
    Ok(Made {
        bundle: Bundle::seal(folder)?,
        test,
        parameters_count: ((linear.features + 1) * labels.len()) as u64,
        fitted_rows: linear.fitted_rows as u64,
        seconds: begun.elapsed().as_secs_f64(),
    })
}

impl Linear {
    /// Logits of a text's ids, in label order: for each class the sum of its weights over the root of the summed squares
    /// of the inverse document frequencies, and its bias; the bias alone for a text of unknown n-grams.
    pub fn logits(&self, ids: &[u32]) -> Vec<f32> {
        let mut sums = vec![0.0f64; self.classes + 1];
        for &id in ids.iter().filter(|id| **id != LEAD_ID) {
            let row = &self.table[id as usize * sums.len()..][..sums.len()];
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
        }
        let length = sums[self.classes].max(f64::from(graph::LEAST_SQUARE)).sqrt();
        self.bias.iter().zip(sums).map(|(bias, sum)| (sum / length + f64::from(*bias)) as f32).collect()
    }

    /// `table` and `bias`, under these names.
    fn safetensors(&self) -> Result<Vec<u8>, SealedFolderError> {
        let bytes = |values: &[f32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
        let (table, bias) = (bytes(&self.table), bytes(&self.bias));
        let width = self.classes + 1;
        let invalid = |error: safetensors::SafeTensorError| SealedFolderError::Invalid {
            file: BundleFile::Weights.name().into(),
            reason: error.to_string(),
        };
        let view = |shape: Vec<usize>, bytes| TensorView::new(Dtype::F32, shape, bytes).map_err(invalid);
        let tensors = BTreeMap::from([
            ("bias", view(vec![self.classes], &bias)?),
            ("table", view(vec![self.table.len() / width, width], &table)?),
        ]);
        safetensors::serialize(tensors, None::<HashMap<String, String>>).map_err(invalid)
    }
}

/// As many buckets as the table has room for.
fn bucket_bits(classes: usize) -> u32 {
    let fitting = (MOST_NUMBERS / (classes + 1)).max(1).ilog2();
    BUCKET_BITS.min(fitting)
}

fn measure(logits: &[Vec<f32>], truth: &[usize], labels: &Labels) -> Metrics {
    let mut confusion = ConfusionMatrix::new(labels.len());
    let mut loss = 0.0;
    for (logits, &truth) in logits.iter().zip(truth) {
        confusion.record(truth, argmax(logits));
        loss -= probabilities(logits, 1.0)[truth].max(f64::MIN_POSITIVE).ln();
    }
    confusion.metrics(loss / truth.len() as f64, labels.keys())
}

#[cfg(test)]
mod tests;
