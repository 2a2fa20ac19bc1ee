//! A model's figures over a split.

use tch::{Device, Kind, Reduction, Tensor, no_grad};

use crate::batch::{PaddedBatch, pad, sorted};
use crate::labels::Labels;
use crate::metrics::{ConfusionMatrix, Metrics, argmax};

use super::data::Encoded;
use super::error::TrainError;
use super::model::{BertClassifier, Mode};
use super::process;

/// Rows measured together.
pub(super) const BATCH_SIZE: usize = 128;

/// Measures the model over a split, without dropout and in 32 bits; breaks off when the run must stop.
pub fn evaluate(model: &BertClassifier, split: &Encoded, labels: &Labels) -> Result<Metrics, TrainError> {
    let mut confusion = ConfusionMatrix::new(labels.len());
    let mut loss = 0.0;
    for batch in sorted(&split.lengths(), BATCH_SIZE) {
        if let Some(cause) = process::stop_requested() {
            return Err(TrainError::Interrupted(cause));
        }
        let rows: Vec<&[u32]> = batch.iter().map(|&row| split.rows[row].as_slice()).collect();
        let truth: Vec<i64> = batch.iter().map(|&row| split.labels[row] as i64).collect();
        let (ids, mask) = tensors(&pad(&rows, model.pad_id()), model.device());
        let logits = no_grad(|| model.forward(&ids, &mask, Mode::EXACT));
        let truth = Tensor::from_slice(&truth).to_device(model.device());
        loss += logits.cross_entropy_loss::<Tensor>(&truth, None, Reduction::Sum, -100, 0.0).double_value(&[]);
        for (row, logits) in batch.iter().zip(Vec::<Vec<f32>>::try_from(&logits)?) {
            confusion.record(split.labels[*row], argmax(&logits));
        }
    }
    Ok(confusion.metrics(loss / split.rows.len() as f64, labels.keys()))
}

/// Logits of one batch: `[rows][labels]`.
pub fn logits(model: &BertClassifier, rows: &[&[u32]]) -> Result<Vec<Vec<f32>>, TrainError> {
    let (ids, mask) = tensors(&pad(rows, model.pad_id()), model.device());
    let logits = no_grad(|| model.forward(&ids, &mask, Mode::EXACT));
    Ok(Vec::<Vec<f32>>::try_from(logits.to_kind(Kind::Float))?)
}

/// Ids and mask of a batch on a device, each `[rows, length]`.
pub fn tensors(batch: &PaddedBatch, device: Device) -> (Tensor, Tensor) {
    let shape = [batch.rows as i64, batch.length as i64];
    let tensor = |values: &[i64]| Tensor::from_slice(values).view(shape).to_device(device);
    (tensor(&batch.ids), tensor(&batch.mask))
}
