//! Makes the graph with 8-bit weights, compares it with the exact one, and keeps it if it costs little.

use std::path::Path;

use crate::batch::sorted;
use crate::bundle::{BundleFile, Variant};
use crate::metrics::{ConfusionMatrix, Metrics, argmax};
use crate::quantisation::{ALLOWED_LOSS, Flip, Int8Case, Int8Reference, Quantisation, QuantisationOutcome};
use crate::sealed_folder::{write, write_json};
use crate::serve::prove::largest_difference;
use crate::serve::{Classifier, ClassifierOptions, Runtime, softmax};
use crate::tokenizer::Encoding;

use super::data::Texts;
use super::error::TrainError;
use super::export::Trained;
use super::onnx;

/// Most validation texts compared: enough to see a loss of 0.3 points, few enough for a large model on a slow machine.
const MOST_ROWS: usize = 5000;
/// Texts computed together, as a busy server does.
const BATCH_SIZE: usize = 32;
/// Texts whose answers are kept for a self-test.
const REFERENCE_CASES: usize = 32;
/// Least |Δlogit| a self-test allows: other processors round activations to other steps.
const LEAST_TOLERANCE: f32 = 0.05;

/// Writes `quantisation.json` and, if it is kept, `model.int8.onnx` into a folder that isn't sealed yet. `exact` is
/// the folder's `model.onnx`.
pub fn quantise(
    trained: &Trained<'_>,
    folder: &Path,
    exact: &[u8],
    validation: &Texts,
    runtime: &Runtime,
) -> Result<QuantisationOutcome, TrainError> {
    let graph = onnx::export(trained.config, trained.variables, Variant::Int8)?;
    let (bytes_fp32, bytes_int8) = (exact.len() as u64, graph.len() as u64);
    let load = |onnx: Vec<u8>| {
        // All cores, as nothing else is done meanwhile.
        let options = ClassifierOptions { intra_threads: 0, ..ClassifierOptions::default() };
        Classifier::from_parts(runtime, trained.parts(onnx), options)
    };
    let (fp32, int8) = (load(exact.to_vec())?, load(graph.clone())?);
    let rows = Rows::of(validation, &fp32);
    let (exact_logits, int8_logits) = (rows.logits(&fp32)?, rows.logits(&int8)?);
    let (exact_metrics, int8_metrics) = (rows.metrics(trained, &exact_logits), rows.metrics(trained, &int8_logits));
    let flips = rows.flips(trained, &exact_logits, &int8_logits);
    let outcome = QuantisationOutcome {
        kept: false,
        reason: String::new(),
        rows: rows.texts.len() as u64,
        flips: flips.len() as u64,
        accuracy_fp32: exact_metrics.accuracy,
        accuracy_int8: int8_metrics.accuracy,
        macro_f1_fp32: exact_metrics.macro_f1,
        macro_f1_int8: int8_metrics.macro_f1,
        allowed_loss: ALLOWED_LOSS,
        bytes_fp32,
        bytes_int8,
    }
    .decide();
    let mut reference = Int8Reference::default();
    if outcome.kept {
        write(folder, BundleFile::OnnxInt8, &graph)?;
        reference = rows.reference(&fp32, &int8)?;
    }
    write_json(folder, BundleFile::Quantisation, &Quantisation { outcome: outcome.clone(), flips, reference })?;
    Ok(outcome)
}

/// The texts compared.
struct Rows<'v> {
    texts: Vec<&'v str>,
    labels: Vec<usize>,
    encodings: Vec<Encoding>,
}

impl<'v> Rows<'v> {
    /// The split, thinned out evenly if it is large.
    fn of(validation: &'v Texts, classifier: &Classifier) -> Self {
        let stride = validation.texts.len().div_ceil(MOST_ROWS).max(1);
        let texts: Vec<&str> = validation.texts.iter().map(String::as_str).step_by(stride).collect();
        let labels = validation.labels.iter().copied().step_by(stride).collect();
        let encodings = texts.iter().map(|text| classifier.encode(text)).collect();
        Rows { texts, labels, encodings }
    }

    /// Logits of every text, computed in batches of like length.
    fn logits(&self, classifier: &Classifier) -> Result<Vec<Vec<f32>>, TrainError> {
        let lengths: Vec<usize> = self.encodings.iter().map(|encoding| encoding.ids.len()).collect();
        let mut logits = vec![Vec::new(); self.texts.len()];
        for batch in sorted(&lengths, BATCH_SIZE) {
            let encodings: Vec<Encoding> = batch.iter().map(|&row| self.encodings[row].clone()).collect();
            for (&row, answer) in batch.iter().zip(classifier.logits(&encodings)?) {
                logits[row] = answer;
            }
        }
        Ok(logits)
    }

    fn metrics(&self, trained: &Trained<'_>, logits: &[Vec<f32>]) -> Metrics {
        let mut confusion = ConfusionMatrix::new(trained.labels.len());
        let mut loss = 0.0;
        for (&label, logits) in self.labels.iter().zip(logits) {
            confusion.record(label, argmax(logits));
            loss -= f64::from(softmax(logits, 1.0)[label].max(f32::MIN_POSITIVE)).ln();
        }
        confusion.metrics(loss / self.texts.len() as f64, trained.labels.keys())
    }

    fn flips(&self, trained: &Trained<'_>, exact: &[Vec<f32>], int8: &[Vec<f32>]) -> Vec<Flip> {
        let keys: Vec<&str> = trained.labels.keys().collect();
        let flip = |row: usize| {
            let (from, to) = (argmax(&exact[row]), argmax(&int8[row]));
            (from != to).then(|| Flip {
                text: self.texts[row].to_owned(),
                label: keys[self.labels[row]].to_owned(),
                from: keys[from].to_owned(),
                to: keys[to].to_owned(),
                probability_fp32: softmax(&exact[row], 1.0)[from],
                probability_int8: softmax(&int8[row], 1.0)[to],
            })
        };
        (0..self.texts.len()).filter_map(flip).collect()
    }

    /// The 8-bit graph's answers for a few texts alone, and how far they may be off.
    fn reference(&self, fp32: &Classifier, int8: &Classifier) -> Result<Int8Reference, TrainError> {
        let mut reference = Int8Reference { tolerance: LEAST_TOLERANCE, cases: Vec::new() };
        let stride = self.texts.len().div_ceil(REFERENCE_CASES).max(1);
        for row in (0..self.texts.len()).step_by(stride) {
            let encoding = self.encodings[row].clone();
            let exact = fp32.logits(std::slice::from_ref(&encoding))?.remove(0);
            let logits = int8.logits(std::slice::from_ref(&encoding))?.remove(0);
            reference.tolerance = reference.tolerance.max(largest_difference(&logits, &exact));
            reference.cases.push(Int8Case { text: self.texts[row].to_owned(), ids: encoding.ids, logits });
        }
        Ok(reference)
    }
}
