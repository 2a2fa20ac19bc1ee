//! One answer beside the truth, as it is stored: JSON Lines, one object a row, in the order of the rows evaluated.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Characters of a text that are kept with an answer: a headline whole, the beginning of an article.
pub const EXCERPT_CHARACTERS: usize = 300;

/// One answer beside the truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluatedRow {
    /// The article's id in the database.
    pub article_id: String,
    /// Key of the article's source.
    pub source: String,
    /// The article's id there.
    pub external_id: String,
    /// When it was published, as year and month ("2026-01"); absent if nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
    /// Characters of the text the model was given, before it was cut into tokens.
    pub characters: u32,
    /// The text's first [`EXCERPT_CHARACTERS`].
    pub text: String,
    /// Key of the true class.
    pub label: String,
    /// Key of the class answered.
    pub predicted: String,
    /// Its probability.
    pub probability: f32,
    /// The probability of each class, in the model's order, as they would be served.
    pub probabilities: Vec<f32>,
}

impl EvaluatedRow {
    /// Whether the answer is right.
    pub fn is_right(&self) -> bool {
        self.label == self.predicted
    }
}

/// The first [`EXCERPT_CHARACTERS`] of a text.
pub fn excerpt(text: &str) -> String {
    text.chars().take(EXCERPT_CHARACTERS).collect()
}

/// Appends a row to a file of rows.
pub fn write(row: &EvaluatedRow, writer: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *writer, row)?;
    writer.write_all(b"\n")
}

/// Streams the rows of a file, holding one line at a time.
pub fn read(path: &Path) -> io::Result<impl Iterator<Item = io::Result<EvaluatedRow>> + use<>> {
    let lines = BufReader::with_capacity(1 << 18, File::open(path)?).lines();
    Ok(lines.map(|line| Ok(serde_json::from_str(&line?)?)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A row about article `number`; `probabilities` decide the answer among the classes "0", "1" ….
    pub(in crate::evaluation) fn row(number: usize, truth: usize, probabilities: &[f32]) -> EvaluatedRow {
        let predicted = crate::metrics::argmax(probabilities);
        EvaluatedRow {
            article_id: format!("article-{number}"),
            source: ["north", "south"][number % 2].into(),
            external_id: number.to_string(),
            month: (!number.is_multiple_of(3)).then(|| format!("2026-{:02}", number % 12 + 1)),
            characters: (number * 7 % 90) as u32,
            text: format!("제목 {number}"),
            label: truth.to_string(),
            predicted: predicted.to_string(),
            probability: probabilities[predicted],
            probabilities: probabilities.to_vec(),
        }
    }

    #[test]
    fn rows_survive_their_file() {
        let rows = [row(0, 0, &[0.9, 0.1]), row(1, 0, &[0.25, 0.75])];
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut writer = File::create(file.path()).unwrap();
        for row in &rows {
            write(row, &mut writer).unwrap();
        }
        let back: Vec<EvaluatedRow> = read(file.path()).unwrap().map(Result::unwrap).collect();
        assert_eq!(back, rows);
        assert!(back[0].is_right() && !back[1].is_right());
    }

    #[test]
    fn an_excerpt_is_cut_between_characters() {
        assert_eq!(excerpt(&"가".repeat(EXCERPT_CHARACTERS + 1)).chars().count(), EXCERPT_CHARACTERS);
        assert_eq!(excerpt("짧다"), "짧다");
    }
}
