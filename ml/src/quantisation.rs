//! What 8-bit weights cost, and whether they were kept (`quantisation.json`).

use serde::{Deserialize, Serialize};

/// Most accuracy on the validation split that 8-bit weights may cost, as a share: 0.3 points.
pub const ALLOWED_LOSS: f64 = 0.003;

/// `quantisation.json`: how the 8-bit graph compared with the exact one, in ONNX Runtime, on the validation split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quantisation {
    /// The figures and the decision.
    pub outcome: QuantisationOutcome,
    /// Every text whose label changed.
    pub flips: Vec<Flip>,
    /// What the 8-bit graph answered when it was made; empty if it wasn't kept.
    pub reference: Int8Reference,
}

/// The figures, and whether the 8-bit graph was kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuantisationOutcome {
    /// Whether the bundle holds the 8-bit graph.
    pub kept: bool,
    /// Why, for a person.
    pub reason: String,
    /// Paths of the matrix products that stayed in 32 bits: those that 8 bits harm most, if all of them cost too much.
    pub exact_products: Vec<String>,
    /// Texts compared.
    pub rows: u64,
    /// Texts whose label changed.
    pub flips: u64,
    /// Accuracy of the exact graph.
    pub accuracy_fp32: f64,
    /// Accuracy of the 8-bit graph.
    pub accuracy_int8: f64,
    /// Macro-F1 of the exact graph.
    pub macro_f1_fp32: f64,
    /// Macro-F1 of the 8-bit graph.
    pub macro_f1_int8: f64,
    /// Most accuracy it may cost, as a share.
    pub allowed_loss: f64,
    /// Size of the exact graph.
    pub bytes_fp32: u64,
    /// Size of the 8-bit graph.
    pub bytes_int8: u64,
}

/// A text that the 8-bit graph gives another label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flip {
    /// The text.
    pub text: String,
    /// Key of its label in the dataset.
    pub label: String,
    /// Key of the exact graph's label.
    pub from: String,
    /// Key of the 8-bit graph's label.
    pub to: String,
    /// The exact graph's probability of its label.
    pub probability_fp32: f32,
    /// The 8-bit graph's probability of its label.
    pub probability_int8: f32,
}

/// Answers of the 8-bit graph for a self-test. Activations are quantised by the range of their batch, so texts are
/// compared alone, and not as closely as in 32 bits.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Int8Reference {
    /// Largest |Δlogit| a machine may show: what 8 bits themselves cost on these texts, and at least a little.
    pub tolerance: f32,
    /// The texts.
    pub cases: Vec<Int8Case>,
}

/// One text and what the 8-bit graph made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Int8Case {
    /// The text, after [`crate::text::recipe`].
    pub text: String,
    /// Token ids.
    pub ids: Vec<u32>,
    /// Logits for the text alone, in label order.
    pub logits: Vec<f32>,
}

impl QuantisationOutcome {
    /// Decides by accuracy, and says why.
    pub fn decide(mut self) -> Self {
        let lost = self.accuracy_fp32 - self.accuracy_int8;
        self.kept = lost <= self.allowed_loss;
        let (points, allowed) = (100.0 * lost, 100.0 * self.allowed_loss);
        let verb = if self.kept { "kept" } else { "left out" };
        self.reason = format!(
            "{verb}: 8-bit weights ({} products in 32) cost {points:.2} points of accuracy on {} validation texts ({:.4} to {:.4}); {allowed:.2} are allowed",
            self.exact_products.len(),
            self.rows,
            self.accuracy_fp32,
            self.accuracy_int8
        );
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(accuracy_fp32: f64, accuracy_int8: f64) -> QuantisationOutcome {
        QuantisationOutcome {
            kept: false,
            reason: String::new(),
            exact_products: Vec::new(),
            rows: 1000,
            flips: 0,
            accuracy_fp32,
            accuracy_int8,
            macro_f1_fp32: accuracy_fp32,
            macro_f1_int8: accuracy_int8,
            allowed_loss: ALLOWED_LOSS,
            bytes_fp32: 4,
            bytes_int8: 1,
        }
        .decide()
    }

    #[test]
    fn eight_bits_are_kept_within_the_allowed_loss_and_the_reason_has_the_figures() {
        assert!(outcome(0.90, 0.8975).kept && outcome(0.90, 0.91).kept);
        let refused = outcome(0.90, 0.89);
        assert!(!refused.kept);
        assert!(refused.reason.starts_with("left out") && refused.reason.contains("1.00 points"), "{}", refused.reason);
    }
}
