//! Fitting the temperature of a trained model.

use crate::batch::sorted;
use crate::calibration::Calibration;

use super::data::Encoded;
use super::error::TrainError;
use super::evaluate::{BATCH_SIZE, logits};
use super::model::BertClassifier;

/// Fits a temperature to the model's answers on the validation split.
pub fn calibrate(model: &BertClassifier, validation: &Encoded) -> Result<Calibration, TrainError> {
    let mut all = vec![Vec::new(); validation.rows.len()];
    for batch in sorted(&validation.lengths(), BATCH_SIZE) {
        let rows: Vec<&[u32]> = batch.iter().map(|&row| validation.rows[row].as_slice()).collect();
        for (row, logits) in batch.iter().zip(logits(model, &rows)?) {
            all[*row] = logits;
        }
    }
    Ok(Calibration::fit(&all, &validation.labels, "validation"))
}
