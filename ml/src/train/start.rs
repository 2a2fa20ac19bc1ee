//! What a run starts from: an architecture with fresh weights, or a registered base model.

use std::path::Path;

use tch::Device;
use tch::nn::VarStore;

use crate::base_model::{BaseModelError, BaseModelFile, BaseModelFolder};
use crate::config::ModelConfig;
use crate::parameters::Base;
use crate::preprocessing::Preprocessing;
use crate::tokenizer::Tokenizer;
use crate::trainer_protocol::{BaseReference, TrainerRequest};

use super::base_weights::load_base;
use super::data::Splits;
use super::error::TrainError;
use super::model::BertClassifier;

/// A model that hasn't learnt yet, and how texts reach it.
pub struct Start {
    /// How texts are prepared: the request's way, and the base's prefix.
    pub preprocessing: Preprocessing,
    /// The base's tokenizer, or one trained on the dataset.
    pub tokenizer: Tokenizer,
    /// Architecture, with a head over the run's labels.
    pub config: ModelConfig,
    /// The model's variables.
    pub store: VarStore,
    /// The model over them.
    pub model: BertClassifier,
}

impl Start {
    /// Makes ready what the request's parameters name.
    pub fn new(
        request: &TrainerRequest,
        job_folder: &Path,
        splits: &Splits,
        device: Device,
    ) -> Result<Self, TrainError> {
        let base = request.parameters.base().map_err(|error| TrainError::InvalidRequest(error.message))?;
        match (base, &request.base) {
            (Base::Scratch(base), None) => {
                let parameters = &request.parameters;
                let (vocabulary_size, labels) = (parameters.vocabulary_size as usize, &request.labels);
                let preprocessing = request.preprocessing.clone();
                let tokenizer = Tokenizer::train(&splits.train.texts, vocabulary_size, &preprocessing)?;
                let vocabulary = tokenizer.vocabulary_size();
                let config = ModelConfig::scratch(base, vocabulary, parameters.max_length, parameters.dropout, labels);
                let pooling = parameters.pooling.unwrap_or(config.classifier_pooling);
                Ok(Self::build(request, device, preprocessing, tokenizer, config.with_head(labels, pooling)))
            }
            (Base::Registered(name), Some(reference)) if name == reference.name => {
                Self::of_base(request, &job_folder.join(&reference.folder), reference, device)
            }
            (_, reference) => {
                let named = reference.as_ref().map_or("none", |reference| &reference.name);
                let asked = &request.parameters.base_model;
                Err(TrainError::InvalidRequest(format!(
                    "parameters.base_model is {asked}, the request's base is {named}"
                )))
            }
        }
    }

    fn of_base(
        request: &TrainerRequest,
        folder: &Path,
        reference: &BaseReference,
        device: Device,
    ) -> Result<Self, TrainError> {
        let parameters = &request.parameters;
        let base = BaseModelFolder::open(folder)?;
        if base.sha256() != reference.sha256 {
            let (found, expected) = (base.sha256(), &reference.sha256);
            let message = format!("{} has SHA-256 {found} instead of {expected}", folder.display());
            return Err(BaseModelError::Inconsistent(message).into());
        }
        let most = base.config().max_tokens();
        if i64::from(parameters.max_length) > most {
            return Err(TrainError::InvalidRequest(format!(
                "max_length must be at most {most} for {}; got {}",
                reference.name, parameters.max_length
            )));
        }
        let prefix = base.description().text_prefix.clone();
        let preprocessing = Preprocessing { prefix, ..request.preprocessing.clone() };
        let tokenizer = Tokenizer::from_json(&base.read(BaseModelFile::Tokenizer)?, &preprocessing)?;
        let pooling = parameters.pooling.unwrap_or(base.description().pooling);
        let encoder = ModelConfig { hidden_dropout_prob: parameters.dropout, ..base.config().clone() };
        let config = encoder.with_head(&request.labels, pooling);
        let mut start = Self::build(request, device, preprocessing, tokenizer, config);
        let report = load_base(&mut start.store, &base)?;
        eprintln!("gisa-trainer: {} of {} is fresh: {}", report.fresh.len(), reference.name, report.fresh.join(", "));
        Ok(start)
    }

    /// A model with fresh weights, fixed by the seed.
    fn build(
        request: &TrainerRequest,
        device: Device,
        preprocessing: Preprocessing,
        tokenizer: Tokenizer,
        config: ModelConfig,
    ) -> Self {
        tch::manual_seed(request.parameters.seed as i64);
        let store = VarStore::new(device);
        let model = BertClassifier::new(&store.root(), &config);
        Start { preprocessing, tokenizer, config, store, model }
    }
}
