//! Text in, numbers out: everything Gisa knows about models, and nothing about databases or networks.
//!
//! Read in this order:
//!
//! Shared by training and serving, with neither libtorch nor ONNX Runtime:
//! - [`text`]: the one recipe that turns a title and a body into the string a model reads
//! - [`labels`]: the ordered classes of a model
//! - [`parameters`]: what a person may set on a training run, with ranges
//! - [`search_space`]: what a sweep tries
//! - [`dataset`]: reads the rows of a sealed dataset
//! - [`tokenizer`]: applies any Hugging Face tokenizer, makes one of what a published model comes with
//!   ([`tokenizer::convert`]), or trains one (`unigram`: its reproducible training); [`subword`] samples segmentations
//!   for training
//! - [`ngrams`]: texts to sets of hashed character n-grams, for the linear baseline; [`text_encoder`]: either of the two
//! - [`vocabulary_trimming`]: cuts a base model's vocabulary to what a corpus needs
//! - [`batch`]: groups rows of like length and pads them
//! - [`metrics`]: confusion matrix, accuracy, F1
//! - [`evaluation`]: everything measured over answered rows, and two models compared on the same rows
//! - [`calibration`]: the temperature that makes probabilities mean what they say
//! - [`config`]: an encoder's architecture, in Hugging Face's names; [`architecture`]: that, or a linear model's
//! - [`onnx`]: ONNX graphs, written node by node
//! - [`preprocessing`]: what was done to a text before a model saw it
//! - [`sealed_folder`]: a folder whose files are fixed by a manifest
//! - [`base_model`]: the sealed folder a pretrained encoder is trained from
//! - [`bundle`]: the sealed folder a trained model travels in
//! - [`parity`]: the texts, logits and verdict by which ONNX Runtime is shown to agree with training
//! - [`quantisation`]: what 8-bit weights cost a model, and whether they were kept
//! - [`trainer_protocol`]: what the training job and `gisa-trainer` say to each other
//!
//! Behind features:
//! - `serve` (`serve` feature, ONNX Runtime): load a bundle, classify, prove parity
//! - `baseline` (`serve` feature): the linear classifier that stands beside every trained model
//! - `train` (`train` feature, libtorch): the model, the training loop, ONNX export

pub mod architecture;
pub mod base_model;
pub mod batch;
pub mod bundle;
pub mod calibration;
pub mod config;
pub mod dataset;
pub mod evaluation;
pub mod labels;
pub mod metrics;
pub mod ngrams;
pub mod onnx;
pub mod parameters;
pub mod parity;
pub mod preprocessing;
pub mod quantisation;
pub mod sealed_folder;
pub mod search_space;
pub mod subword;
pub mod text;
pub mod text_encoder;
pub mod tokenizer;
pub mod trainer_protocol;
mod unigram;
pub mod vocabulary_trimming;

#[cfg(feature = "serve")]
pub mod baseline;
#[cfg(feature = "serve")]
pub mod serve;
#[cfg(feature = "train")]
pub mod train;
