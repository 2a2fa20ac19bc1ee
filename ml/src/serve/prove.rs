//! The parity proof: a loaded classifier against what training computed.

use crate::metrics::argmax;
use crate::parity::{
    MINIMUM_CASES, ParityFault, ParityFaultCode, ParityReference, ParityReport, TOLERANCE, ragged_batches,
};
use crate::tokenizer::Encoding;

use super::classifier::{Classifier, check_label_order, fault};

/// Runs every text of the reference alone and in ragged batches.
///
/// Holds if token ids are identical, no logit differs from training's by more than [`TOLERANCE`], none depends on
/// its batch by more than that, and no likeliest label differs. The first fault found is returned.
pub fn prove(classifier: &Classifier, reference: &ParityReference) -> Result<ParityReport, ParityFault> {
    check_label_order(classifier.labels().keys(), reference.labels.iter().map(String::as_str))?;
    let cases = &reference.cases;
    if cases.len() < MINIMUM_CASES {
        let message = format!("{} texts; a proof needs at least {MINIMUM_CASES}", cases.len());
        return Err(ParityFault { code: ParityFaultCode::TooFewCases, message });
    }
    let mut encodings = Vec::with_capacity(cases.len());
    for case in cases {
        let encoding = classifier.encode_prepared(&case.text);
        if encoding.ids != case.ids {
            let what = format!("token ids {:?}, in training {:?}", encoding.ids, case.ids);
            return Err(fault(ParityFaultCode::TokenIdsDiffer, &case.text, &what));
        }
        encodings.push(encoding);
    }

    let mut report = ParityReport {
        cases: cases.len() as u32,
        batches: 0,
        max_single_difference: 0.0,
        max_batch_difference: 0.0,
        max_batch_to_single_difference: 0.0,
        tolerance: TOLERANCE,
    };
    let mut singles = Vec::with_capacity(cases.len());
    for (case, encoding) in cases.iter().zip(&encodings) {
        let logits = run(classifier, std::slice::from_ref(encoding))?.remove(0);
        let difference = largest_difference(&logits, &case.logits);
        if difference > TOLERANCE {
            let what = format!("|Δlogit| {difference:e} between ONNX Runtime and training, allowed {TOLERANCE:e}");
            return Err(fault(ParityFaultCode::LogitsDiffer, &case.text, &what));
        }
        if argmax(&logits) != argmax(&case.logits) {
            return Err(fault(
                ParityFaultCode::LabelFlipped,
                &case.text,
                "ONNX Runtime and training choose different labels",
            ));
        }
        report.max_single_difference = report.max_single_difference.max(difference);
        singles.push(logits);
    }
    for rows in ragged_batches(cases.len()) {
        let batch: Vec<Encoding> = rows.iter().map(|&row| encodings[row].clone()).collect();
        for (logits, &row) in run(classifier, &batch)?.iter().zip(&rows) {
            let case = &cases[row];
            let to_single = largest_difference(logits, &singles[row]);
            let to_reference = largest_difference(logits, &case.logits);
            if to_single > TOLERANCE || to_reference > TOLERANCE {
                let what = format!(
                    "|Δlogit| {to_single:e} between alone and in a batch, {to_reference:e} from training, allowed {TOLERANCE:e}"
                );
                return Err(fault(ParityFaultCode::BatchDiffers, &case.text, &what));
            }
            if argmax(logits) != argmax(&case.logits) {
                return Err(fault(ParityFaultCode::LabelFlipped, &case.text, "the label depends on the batch"));
            }
            report.max_batch_difference = report.max_batch_difference.max(to_reference);
            report.max_batch_to_single_difference = report.max_batch_to_single_difference.max(to_single);
        }
        report.batches += 1;
    }
    Ok(report)
}

/// Largest |a - b|; infinite if lengths differ or a difference isn't a number.
pub(crate) fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return f32::INFINITY;
    }
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, |largest, difference| if difference.is_nan() { f32::INFINITY } else { largest.max(difference) })
}

fn run(classifier: &Classifier, encodings: &[Encoding]) -> Result<Vec<Vec<f32>>, ParityFault> {
    classifier
        .logits(encodings)
        .map_err(|error| ParityFault { code: ParityFaultCode::NotRunnable, message: error.to_string() })
}
