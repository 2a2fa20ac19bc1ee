//! Answering rows as readers are answered: the same text recipe, tokenizer, session and temperature.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use ml::{
    evaluation::{
        EvaluatedRow, Evaluator, Report,
        row::{excerpt, write},
    },
    metrics::argmax,
    serve::{Classifier, softmax},
    tokenizer::Encoding,
};

use super::gather::{self, Input};
use crate::JobError;

/// Rows held at a time; among them, those of like length are answered together.
const WINDOW: usize = 4_096;
/// Most tokens of a batch, padding included. Small enough that a cancelled job stops soon.
const TOKEN_BUDGET: usize = 2_048;
/// Most rows of a batch.
const MOST_ROWS: usize = 64;

/// Answers the rows of `inputs`, writes the answers to `outputs` in the same order, and measures them. `tell` is called
/// after every batch with the number of rows answered; its error ends the work.
pub(super) fn classify(
    classifier: &Classifier,
    inputs: &Path,
    outputs: &Path,
    tell: impl Fn(u64) -> Result<(), JobError>,
) -> Result<(Report, Vec<EvaluatedRow>), JobError> {
    let mut evaluator = Evaluator::new(classifier.labels(), classifier.temperature());
    let mut file = BufWriter::with_capacity(1 << 18, File::create(outputs)?);
    let mut rows = gather::read(inputs)?;
    let mut answered = 0;
    loop {
        let window: Vec<Input> = rows.by_ref().take(WINDOW).collect::<Result<_, _>>()?;
        if window.is_empty() {
            break;
        }
        let encodings: Vec<Encoding> = window.iter().map(|input| classifier.encode(&input.text)).collect();
        let mut logits: Vec<Vec<f32>> = vec![Vec::new(); window.len()];
        for batch in batches(&encodings) {
            let chosen: Vec<Encoding> = batch.iter().map(|row| encodings[*row].clone()).collect();
            let computed = classifier
                .logits(&chosen)
                .map_err(|error| JobError::permanent("MODEL_FAILED", format!("the model can't answer: {error}")))?;
            for (row, values) in batch.iter().zip(computed) {
                logits[*row] = values;
            }
            answered += batch.len() as u64;
            tell(answered)?;
        }
        for (input, logits) in window.into_iter().zip(&logits) {
            let row = answer(classifier, input, logits);
            evaluator.record(&row).map_err(|error| JobError::permanent("LABELS_DIFFER", error.to_string()))?;
            write(&row, &mut file)?;
        }
    }
    file.flush()?;
    Ok(evaluator.finish())
}

fn answer(classifier: &Classifier, input: Input, logits: &[f32]) -> EvaluatedRow {
    let probabilities = softmax(logits, classifier.temperature());
    let predicted = argmax(logits);
    EvaluatedRow {
        article_id: input.article_id,
        source: input.source,
        external_id: input.external_id,
        month: input.month,
        characters: u32::try_from(input.text.chars().count()).unwrap_or(u32::MAX),
        text: excerpt(&input.text),
        label: input.label,
        predicted: classifier.labels().0[predicted].key.clone(),
        probability: probabilities[predicted],
        probabilities,
    }
}

/// Positions of the rows of each batch: rows of like length, as many as the token budget takes.
fn batches(encodings: &[Encoding]) -> Vec<Vec<usize>> {
    let length = |row: usize| encodings[row].ids.len();
    let mut order: Vec<usize> = (0..encodings.len()).collect();
    order.sort_by_key(|row| length(*row));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for row in order {
        match batches.last_mut() {
            // Sorted, so this row is the longest of the batch.
            Some(batch) if batch.len() < MOST_ROWS && (batch.len() + 1) * length(row) <= TOKEN_BUDGET => {
                batch.push(row)
            }
            _ => batches.push(vec![row]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_is_in_one_batch_within_the_budget(lengths in prop::collection::vec(1usize..600, 0..300)) {
            let encodings: Vec<Encoding> =
                lengths.iter().map(|length| Encoding { ids: vec![1; *length], truncated: false }).collect();
            let batches = batches(&encodings);
            for batch in &batches {
                let longest = batch.iter().map(|row| lengths[*row]).max().unwrap();
                prop_assert!(batch.len() == 1 || longest * batch.len() <= TOKEN_BUDGET && batch.len() <= MOST_ROWS);
            }
            let mut rows: Vec<usize> = batches.into_iter().flatten().collect();
            rows.sort_unstable();
            prop_assert_eq!(rows, (0..lengths.len()).collect::<Vec<_>>());
        }
    }
}
