//! A loaded bundle.

use std::path::Path;

use ort::session::builder::GraphOptimizationLevel;
use ort::session::{Session, SessionInputValue};
use ort::value::Tensor;

use crate::architecture::Architecture;
use crate::batch::{PaddedBatch, pad};
use crate::bundle::{Bundle, BundleFile, Variant};
use crate::calibration::{Calibration, CalibrationError};
use crate::config::ConfigError;
use crate::labels::{Labels, LabelsError};
use crate::metrics::argmax;
use crate::parity::{Parity, ParityFault, ParityFaultCode, ParityReference, TOLERANCE};
use crate::preprocessing::{Preprocessing, PreprocessingError};
use crate::quantisation::{Int8Reference, Quantisation};
use crate::sealed_folder::SealedFolderError;
use crate::text_encoder::TextEncoder;
use crate::tokenizer::{Encoding, TokenizerError};

use super::plan::Plan;
use super::prove::largest_difference;
use super::runtime::Runtime;
use super::sessions::SessionPool;

/// Texts [`Classifier::self_test`] looks at.
const SELF_TEST_CASES: usize = 8;

/// Which graph of a bundle is loaded, and how much of the machine it may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassifierOptions {
    /// The graph.
    pub variant: Variant,
    /// Threads inside one computation; 0 means one a core.
    pub intra_threads: usize,
    /// Computations at the same time. 0 counts as 1.
    pub sessions: usize,
    /// Whether threads wait for work by spinning. Off, so that idle servers don't burn a core.
    pub spinning: bool,
}

impl Default for ClassifierOptions {
    fn default() -> Self {
        ClassifierOptions::new(Variant::Fp32, &Plan::default())
    }
}

impl ClassifierOptions {
    /// A variant, run as a plan says.
    pub fn new(variant: Variant, plan: &Plan) -> Self {
        let Plan { sessions, intra_threads, spinning, .. } = *plan;
        ClassifierOptions { variant, intra_threads, sessions, spinning }
    }
}

/// Why a bundle can't be loaded or run.
#[derive(Debug, thiserror::Error)]
pub enum ClassifierError {
    /// The folder isn't a sound bundle.
    #[error("bundle: {0}")]
    Bundle(#[from] SealedFolderError),
    /// Its architecture is unknown here.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Its tokenizer is unusable.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// Its labels are unusable.
    #[error(transparent)]
    Labels(#[from] LabelsError),
    /// Its texts were prepared in another way.
    #[error(transparent)]
    Preprocessing(#[from] PreprocessingError),
    /// Its temperature is unusable.
    #[error(transparent)]
    Calibration(#[from] CalibrationError),
    /// `labels.json` and `config.json` disagree, or the self-test failed.
    #[error(transparent)]
    Parity(#[from] ParityFault),
    /// ONNX Runtime refused.
    #[error("ONNX Runtime: {0}")]
    Runtime(String),
    /// The graph isn't a classifier of ours.
    #[error("model.onnx: {0}")]
    Graph(String),
    /// An encoding made for another model.
    #[error("encoding: token id {id} isn't in the vocabulary of {size}")]
    TokenOutOfRange {
        /// The id.
        id: u32,
        /// Ids the model knows.
        size: usize,
    },
    /// An encoding made for another model.
    #[error("encoding: {length} tokens, the model reads 1 to {maximum}")]
    Length {
        /// Tokens given.
        length: usize,
        /// Most tokens the model reads.
        maximum: usize,
    },
}

/// A model ready to classify, from any number of threads at once.
pub struct Classifier {
    sessions: SessionPool,
    encoder: TextEncoder,
    labels: Labels,
    preprocessing: Preprocessing,
    architecture: Architecture,
    sha256: String,
    parity: Option<Parity>,
    temperature: f64,
    not_sure_below: Option<f64>,
    /// Known answers of 8-bit weights, if these are what was loaded.
    int8: Option<Int8Reference>,
}

/// The files a classifier needs, sealed or not.
pub(crate) struct Parts {
    pub architecture: Architecture,
    pub encoder: TextEncoder,
    pub labels: Labels,
    pub preprocessing: Preprocessing,
    pub onnx: Vec<u8>,
}

impl Parts {
    /// What a sealed bundle holds, with one of its graphs.
    pub(super) fn read(bundle: &Bundle, variant: Variant) -> Result<Self, ClassifierError> {
        let preprocessing: Preprocessing = bundle.read_json(BundleFile::Preprocess)?;
        preprocessing.validate()?;
        Ok(Parts {
            architecture: bundle.read_json(BundleFile::Config)?,
            encoder: TextEncoder::from_json(&bundle.read(BundleFile::Tokenizer)?, &preprocessing)?,
            labels: bundle.read_json(BundleFile::Labels)?,
            preprocessing,
            onnx: bundle.read(variant.file())?,
        })
    }
}

impl Classifier {
    /// Checks the bundle's files against its manifest and loads its ONNX model.
    pub fn load(runtime: &Runtime, bundle: &Path, options: ClassifierOptions) -> Result<Self, ClassifierError> {
        let bundle = Bundle::open(bundle)?;
        let mut classifier = Classifier::from_parts(runtime, Parts::read(&bundle, options.variant)?, options)?;
        classifier.parity = Some(bundle.read_json(BundleFile::Parity)?);
        if options.variant == Variant::Int8 {
            let quantisation: Option<Quantisation> =
                bundle.has(BundleFile::Quantisation).then(|| bundle.read_json(BundleFile::Quantisation)).transpose()?;
            classifier.int8 = Some(quantisation.map(|quantisation| quantisation.reference).unwrap_or_default());
        }
        classifier.sha256 = bundle.sha256().to_owned();
        if bundle.has(BundleFile::Calibration) {
            let calibration: Calibration = bundle.read_json(BundleFile::Calibration)?;
            calibration.validate()?;
            classifier.temperature = calibration.temperature;
            classifier.not_sure_below = calibration.not_sure_below.map(|point| point.threshold);
        }
        Ok(classifier)
    }

    /// A classifier over files that aren't sealed yet; its SHA-256 is empty.
    pub(crate) fn from_parts(
        runtime: &Runtime,
        parts: Parts,
        options: ClassifierOptions,
    ) -> Result<Self, ClassifierError> {
        let Parts { architecture, encoder, labels, preprocessing, onnx } = parts;
        architecture.validate()?;
        labels.validate()?;
        preprocessing.validate()?;
        check_label_order(labels.keys(), architecture.labels())?;
        let (tokens, known) = (encoder.vocabulary_size(), architecture.vocabulary_size());
        if tokens > known {
            let message = format!("has {tokens} tokens, the model {known}");
            return Err(TokenizerError::Invalid(message).into());
        }
        let count = options.sessions.max(1);
        let sessions: Result<Vec<Session>, ClassifierError> =
            (0..count).map(|_| session(runtime, &onnx, options)).collect();
        Ok(Classifier {
            sessions: SessionPool::new(sessions?),
            encoder,
            labels,
            preprocessing,
            architecture,
            sha256: String::new(),
            parity: None,
            temperature: 1.0,
            not_sure_below: None,
            int8: None,
        })
    }

    /// Token ids of any text, after the text recipe.
    pub fn encode(&self, text: &str) -> Encoding {
        self.encode_prepared(&self.prepare(text))
    }

    /// The text recipe's result for any text: what [`Classifier::encode_prepared`] takes.
    pub fn prepare(&self, text: &str) -> String {
        self.preprocessing.recipe.apply(text, "")
    }

    /// Token ids of a text that went through [`Classifier::prepare`].
    pub fn encode_prepared(&self, prepared: &str) -> Encoding {
        self.encoder.encode(prepared)
    }

    /// Logits of each encoding, in label order: `[encodings][labels]`.
    ///
    /// The encodings are padded to the longest of them and computed together. Blocks until a session is free.
    pub fn logits(&self, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ClassifierError> {
        if encodings.is_empty() {
            return Ok(Vec::new());
        }
        self.check_encodings(encodings)?;
        let rows: Vec<&[u32]> = encodings.iter().map(|encoding| encoding.ids.as_slice()).collect();
        let batch = pad(&rows, self.architecture.pad_id());
        run(&mut self.sessions.check_out(), batch, self.architecture.classes())
    }

    /// Classes, in the order of the logits.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Longest input in tokens.
    pub fn max_length(&self) -> usize {
        self.encoder.max_length()
    }

    /// An id that any text may have, for texts that only their length matters of.
    pub fn common_id(&self) -> u32 {
        self.encoder.common_id()
    }

    /// How texts are prepared.
    pub fn preprocessing(&self) -> &Preprocessing {
        &self.preprocessing
    }

    /// Architecture.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// Name of the bundle.
    pub fn bundle_sha256(&self) -> &str {
        &self.sha256
    }

    /// By what its logits are divided before they become probabilities; 1 for a bundle without a calibration.
    pub fn temperature(&self) -> f64 {
        self.temperature
    }

    /// Below which probability its calibration suggests that an answer isn't sure; absent if no threshold brings the
    /// answers to the wanted accuracy, or nothing was calibrated.
    pub fn not_sure_below(&self) -> Option<f64> {
        self.not_sure_below
    }

    /// What training made of the proof's texts; absent while a bundle is being made.
    pub fn parity_reference(&self) -> Option<&ParityReference> {
        self.parity.as_ref().map(|parity| &parity.reference)
    }

    /// Classifies a few texts whose answers are known and compares: warms the sessions up, and finds a library or a
    /// machine that computes something else. 32-bit weights must give training's logits and labels; 8-bit ones what
    /// they gave when they were made, as nearly as 8 bits allow.
    pub fn self_test(&self) -> Result<(), ClassifierError> {
        if let Some(reference) = &self.int8 {
            let stride = (reference.cases.len() / SELF_TEST_CASES).max(1);
            for case in reference.cases.iter().step_by(stride) {
                self.test_case(&case.text, &case.ids, &case.logits, reference.tolerance)?;
            }
            return Ok(());
        }
        let Some(reference) = self.parity_reference() else { return Ok(()) };
        check_label_order(self.labels.keys(), reference.labels.iter().map(String::as_str))?;
        let stride = (reference.cases.len() / SELF_TEST_CASES).max(1);
        for case in reference.cases.iter().step_by(stride) {
            let logits = self.test_case(&case.text, &case.ids, &case.logits, TOLERANCE)?;
            if argmax(&logits) != argmax(&case.logits) {
                return Err(fault(ParityFaultCode::LabelFlipped, &case.text, "another label than in training").into());
            }
        }
        Ok(())
    }

    /// Logits of a text, which must be the known ones within `tolerance`.
    fn test_case(&self, text: &str, ids: &[u32], known: &[f32], tolerance: f32) -> Result<Vec<f32>, ClassifierError> {
        let encoding = self.encode(text);
        if encoding.ids != ids {
            return Err(fault(ParityFaultCode::TokenIdsDiffer, text, "other token ids than in training").into());
        }
        let logits = self.logits(&[encoding])?.remove(0);
        let difference = largest_difference(&logits, known);
        if difference > tolerance {
            return Err(fault(ParityFaultCode::LogitsDiffer, text, &format!("|Δlogit| {difference:e}")).into());
        }
        Ok(logits)
    }

    fn check_encodings(&self, encodings: &[Encoding]) -> Result<(), ClassifierError> {
        let size = self.architecture.vocabulary_size();
        let maximum = self.architecture.max_tokens();
        for encoding in encodings {
            let length = encoding.ids.len();
            if length == 0 || length > maximum {
                return Err(ClassifierError::Length { length, maximum });
            }
            if let Some(&id) = encoding.ids.iter().find(|id| **id as usize >= size) {
                return Err(ClassifierError::TokenOutOfRange { id, size });
            }
        }
        Ok(())
    }
}

/// Labels must be the model's, in the model's order.
pub(super) fn check_label_order<'a>(
    labels: impl Iterator<Item = &'a str>,
    model: impl Iterator<Item = &'a str>,
) -> Result<(), ParityFault> {
    let (labels, model): (Vec<_>, Vec<_>) = (labels.collect(), model.collect());
    if labels == model {
        return Ok(());
    }
    let message = format!("labels.json has {labels:?}, the model's logits are {model:?}");
    Err(ParityFault { code: ParityFaultCode::LabelOrder, message })
}

/// A fault about one text; long texts are shown by their beginning.
pub(super) fn fault(code: ParityFaultCode, text: &str, what: &str) -> ParityFault {
    let shown: String = text.chars().take(40).collect();
    ParityFault { code, message: format!("text {shown:?}: {what}") }
}

/// Runs one padded batch: `[rows][classes]`.
pub(crate) fn run(session: &mut Session, batch: PaddedBatch, classes: usize) -> Result<Vec<Vec<f32>>, ClassifierError> {
    let shape = [batch.rows, batch.length];
    let failed = |error: ort::Error| ClassifierError::Runtime(error.to_string());
    let inputs: Vec<(&str, SessionInputValue<'_>)> = vec![
        ("input_ids", Tensor::from_array((shape, batch.ids)).map_err(failed)?.into()),
        ("attention_mask", Tensor::from_array((shape, batch.mask)).map_err(failed)?.into()),
    ];
    let outputs = session.run(inputs).map_err(failed)?;
    let (shape, logits) = outputs["logits"].try_extract_tensor::<f32>().map_err(failed)?;
    if **shape != [batch.rows as i64, classes as i64] {
        return Err(ClassifierError::Graph(format!("logits have shape {shape:?}")));
    }
    Ok(logits.chunks(classes).map(<[f32]>::to_vec).collect())
}

/// A session over a model's bytes, with the inputs and outputs a classifier has.
pub(crate) fn session(runtime: &Runtime, onnx: &[u8], options: ClassifierOptions) -> Result<Session, ClassifierError> {
    let failed = |error: &dyn std::fmt::Display| ClassifierError::Runtime(error.to_string());
    let mut builder = Session::builder(&runtime.environment)
        .map_err(|error| failed(&error))?
        .with_optimization_level(GraphOptimizationLevel::All)
        .map_err(|error| failed(&error))?
        .with_intra_threads(options.intra_threads)
        .map_err(|error| failed(&error))?
        .with_intra_op_spinning(options.spinning)
        .map_err(|error| failed(&error))?;
    let session = builder.commit_from_memory(onnx).map_err(|error| failed(&error))?;
    let expected = ["input_ids", "attention_mask"];
    let inputs: Vec<&str> = session.inputs().iter().map(|input| input.name()).collect();
    let outputs: Vec<&str> = session.outputs().iter().map(|output| output.name()).collect();
    if inputs != expected || outputs != ["logits"] {
        return Err(ClassifierError::Graph(format!(
            "inputs {inputs:?} and outputs {outputs:?}; expected {expected:?} and [\"logits\"]"
        )));
    }
    Ok(session)
}
