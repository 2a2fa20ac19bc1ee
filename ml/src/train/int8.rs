//! Makes the graph with 8-bit weights, compares it with the exact one, and keeps it if it costs little.

use std::path::Path;

use crate::batch::sorted;
use crate::bundle::BundleFile;
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
/// Texts by which the harm of 8 bits to one product is judged.
const HARM_ROWS: usize = 64;
/// One layer's feed-forward output in so many may stay in 32 bits: a twelfth of all products.
const LAYERS_PER_EXACT: usize = 4;
/// Texts computed together, as a busy server does.
const BATCH_SIZE: usize = 32;
/// Texts whose answers are kept for a self-test.
const REFERENCE_CASES: usize = 32;
/// Least |Δlogit| a self-test allows: other processors round activations to other steps.
const LEAST_TOLERANCE: f32 = 0.05;

/// Writes `quantisation.json` and, if it is kept, `model.int8.onnx` into a folder that isn't sealed yet. `exact` is
/// the folder's `model.onnx`.
///
/// All products are tried in 8 bits first. If that costs too much, the feed-forward outputs that it harms most stay in
/// 32: their inputs, behind GELU, have the widest range, and one outlier takes the steps from all other values.
pub fn quantise(
    trained: &Trained<'_>,
    folder: &Path,
    exact: &[u8],
    validation: &Texts,
    runtime: &Runtime,
) -> Result<QuantisationOutcome, TrainError> {
    let trial = Trial { trained, runtime, validation };
    let fp32 = trial.classifier(exact.to_vec())?;
    let rows = Rows::of(validation, MOST_ROWS, &fp32);
    let exact_logits = rows.logits(&fp32)?;
    let mut graph = onnx::export_int8(trained.config, trained.variables, &[])?;
    let mut int8 = trial.classifier(graph.clone())?;
    let mut logits = rows.logits(&int8)?;
    let figures = |exact_products: Vec<String>, bytes_int8: usize, logits: &[Vec<f32>]| {
        let (before, after) = (rows.metrics(trained, &exact_logits), rows.metrics(trained, logits));
        let outcome = QuantisationOutcome {
            kept: false,
            reason: String::new(),
            exact_products,
            rows: rows.texts.len() as u64,
            flips: rows.flips(trained, &exact_logits, logits).len() as u64,
            accuracy_fp32: before.accuracy,
            accuracy_int8: after.accuracy,
            macro_f1_fp32: before.macro_f1,
            macro_f1_int8: after.macro_f1,
            allowed_loss: ALLOWED_LOSS,
            bytes_fp32: exact.len() as u64,
            bytes_int8: bytes_int8 as u64,
        };
        outcome.decide()
    };
    let mut outcome = figures(Vec::new(), graph.len(), &logits);
    if !outcome.kept {
        let harmed = trial.most_harmed(&fp32)?;
        graph = onnx::export_int8(trained.config, trained.variables, &harmed)?;
        int8 = trial.classifier(graph.clone())?;
        logits = rows.logits(&int8)?;
        outcome = figures(harmed, graph.len(), &logits);
    }
    let flips = rows.flips(trained, &exact_logits, &logits);
    let mut reference = Int8Reference::default();
    if outcome.kept {
        write(folder, BundleFile::OnnxInt8, &graph)?;
        reference = rows.reference(&fp32, &int8)?;
    }
    write_json(folder, BundleFile::Quantisation, &Quantisation { outcome: outcome.clone(), flips, reference })?;
    Ok(outcome)
}

/// What graphs are tried with.
struct Trial<'t> {
    trained: &'t Trained<'t>,
    runtime: &'t Runtime,
    validation: &'t Texts,
}

impl Trial<'_> {
    fn classifier(&self, onnx: Vec<u8>) -> Result<Classifier, TrainError> {
        // All cores, as nothing else is done meanwhile.
        let options = ClassifierOptions { intra_threads: 0, ..ClassifierOptions::default() };
        Ok(Classifier::from_parts(self.runtime, self.trained.parts(onnx), options)?)
    }

    /// Paths of the feed-forward outputs, one layer in [`LAYERS_PER_EXACT`], whose return to 32 bits brings the logits
    /// nearest to the exact ones.
    fn most_harmed(&self, fp32: &Classifier) -> Result<Vec<String>, TrainError> {
        let rows = Rows::of(self.validation, HARM_ROWS, fp32);
        let exact = rows.logits(fp32)?;
        let layers = self.trained.config.num_hidden_layers as usize;
        let mut harm = Vec::with_capacity(layers);
        for layer in 0..layers {
            let path = format!("encoder.layer.{layer}.output.dense");
            let graph = onnx::export_int8(self.trained.config, self.trained.variables, std::slice::from_ref(&path))?;
            let logits = rows.logits(&self.classifier(graph)?)?;
            let pairs = logits.iter().flatten().zip(exact.iter().flatten());
            let distance: f64 = pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum();
            harm.push((distance, path));
        }
        harm.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut paths: Vec<String> =
            harm.into_iter().map(|(_, path)| path).take(layers.div_ceil(LAYERS_PER_EXACT)).collect();
        paths.sort();
        Ok(paths)
    }
}

/// The texts compared.
struct Rows<'v> {
    texts: Vec<&'v str>,
    labels: Vec<usize>,
    encodings: Vec<Encoding>,
}

impl<'v> Rows<'v> {
    /// The split, thinned out evenly if it is large.
    fn of(validation: &'v Texts, most: usize, classifier: &Classifier) -> Self {
        let stride = validation.texts.len().div_ceil(most).max(1);
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

#[cfg(test)]
mod tests {
    use tch::nn::VarStore;
    use tch::{Device, no_grad};

    use super::*;
    use crate::config::ModelConfig;
    use crate::labels::{Label, Labels};
    use crate::parameters::BaseModel;
    use crate::preprocessing::Preprocessing;
    use crate::tokenizer::Tokenizer;
    use crate::train::model::BertClassifier;
    use crate::train::perturbation::perturb;

    #[test]
    fn a_product_that_eight_bits_ruin_stays_in_thirty_two() {
        let label = |key: &str| Label { key: key.into(), name_ko: key.into(), name_en: key.into() };
        let labels = Labels(vec![label("a"), label("b"), label("c")]);
        let words = ["서울", "부산", "날씨", "야구", "환율", "국회", "영화"];
        let texts: Vec<String> =
            (0..49).map(|n| format!("{} {} {}", words[n % 7], words[n / 7], words[n * 3 % 7])).collect();
        let tokenizer = Tokenizer::train(&texts, 300, &Preprocessing::new(16)).unwrap();
        let size = tokenizer.vocabulary_size();
        let config = ModelConfig::scratch(BaseModel::ScratchTiny, size, 16, 0.1, &labels);
        tch::manual_seed(5);
        let store = VarStore::new(Device::Cpu);
        let model = BertClassifier::new(&store.root(), &config);
        perturb(store.variables(), 0.2);
        let variables = store.variables();
        no_grad(|| {
            // One neuron of layer 1 is always at 10,000 and read by nobody: the others, which decide the answer, fall
            // between two steps.
            let _ = variables["encoder.layer.1.intermediate.dense.bias"].get(7).fill_(1e4);
            let mut output = variables["encoder.layer.1.output.dense.weight"].shallow_clone();
            output *= 20.0;
            let _ = output.select(1, 7).fill_(0.0);
        });
        let preprocessing = Preprocessing::new(16);
        let trained = Trained {
            model: &model,
            variables: &variables,
            config: &config,
            tokenizer: &tokenizer,
            labels: &labels,
            preprocessing: &preprocessing,
        };
        let runtime = Runtime::from_env().unwrap();
        let onnx = onnx::export(&config, &variables).unwrap();
        let exact =
            Classifier::from_parts(&runtime, trained.parts(onnx.clone()), ClassifierOptions::default()).unwrap();
        let answer = |text: &String| argmax(&exact.logits(&[exact.encode(text)]).unwrap()[0]);
        let validation = Texts { labels: texts.iter().map(answer).collect(), texts };
        let folder = tempfile::tempdir().unwrap();
        let outcome = quantise(&trained, folder.path(), &onnx, &validation, &runtime).unwrap();
        assert_eq!(outcome.exact_products, ["encoder.layer.1.output.dense"]);
        assert_eq!((outcome.accuracy_fp32, outcome.kept), (1.0, outcome.accuracy_int8 >= 0.997));
        assert_eq!(folder.path().join("model.int8.onnx").exists(), outcome.kept);
    }
}
