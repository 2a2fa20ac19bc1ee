//! From token states to the loss and back. It is small, so libtorch's own derivatives do.

use tch::{Reduction, Tensor};

use crate::config::{ModelConfig, Pooling};
use crate::train::error::TrainError;

use super::noise::Noise;
use super::vector::LANES;
use super::weights::Variables;

/// Variables of a linear function.
type Linear = [Tensor; 2];

/// What turns token states into logits.
pub(super) struct Head {
    pooling: Pooling,
    pooler: Option<Linear>,
    classifier: Linear,
    dropout: f64,
    /// Paths of the variables, as gradients come.
    pub(super) paths: Vec<String>,
}

/// What a batch's loss is.
#[derive(Debug)]
pub struct Objective {
    /// Weight of each class, where they have any.
    pub class_weights: Option<Tensor>,
    /// Probability mass taken from the right class and spread over all.
    pub label_smoothing: f64,
}

impl Objective {
    /// The same, for another thread.
    pub(super) fn share(&self) -> Self {
        let class_weights = self.class_weights.as_ref().map(Tensor::shallow_clone);
        Objective { class_weights, label_smoothing: self.label_smoothing }
    }

    /// Mean loss of logits `[rows, classes]`, weighted by class.
    pub fn loss(&self, logits: &Tensor, truth: &Tensor) -> Tensor {
        logits.cross_entropy_loss(truth, self.class_weights.as_ref(), Reduction::Mean, -100, self.label_smoothing)
    }
}

/// A loss, and gradients by what went into it.
pub(super) struct Learnt {
    pub(super) loss: f64,
    /// By each text's pooled state, `[texts, width]`.
    pub(super) by_pooled: Tensor,
    /// By the head's variables.
    pub(super) by_variables: Vec<Tensor>,
}

impl Head {
    pub(super) fn new(variables: &Variables, config: &ModelConfig) -> Self {
        let linear = |path: &str| {
            ["weight", "bias"].map(|what| variables[&format!("{path}.{what}")].detach().set_requires_grad(true))
        };
        let pooling = config.classifier_pooling;
        let has_pooler = pooling == Pooling::Pooler;
        let names = if has_pooler { vec!["pooler.dense", "classifier"] } else { vec!["classifier"] };
        Head {
            pooling,
            pooler: has_pooler.then(|| linear("pooler.dense")),
            classifier: linear("classifier"),
            dropout: config.classifier_dropout(),
            paths: names.iter().flat_map(|name| ["weight", "bias"].map(|what| format!("{name}.{what}"))).collect(),
        }
    }

    /// Whether a text is the mean of its tokens, rather than its first.
    pub(super) fn is_mean(&self) -> bool {
        self.pooling == Pooling::Mean
    }

    /// `share` times the mean loss of the texts whose states are `pooled`, `[texts, width]`.
    pub(super) fn learn(
        &self,
        pooled: &[f32],
        truth: &[i64],
        objective: &Objective,
        share: f64,
        seed: u64,
    ) -> Result<Learnt, TrainError> {
        let shape = [truth.len() as i64, (pooled.len() / truth.len()) as i64];
        let pooled = Tensor::from_slice(pooled).view(shape).set_requires_grad(true);
        let mut states = match &self.pooler {
            Some([weight, bias]) => pooled.linear(weight, Some(bias)).tanh(),
            None => pooled.shallow_clone(),
        };
        if self.dropout > 0.0 {
            let noise = Noise::new(seed, u32::MAX, self.dropout);
            let factors: Vec<f32> = (0..states.numel()).step_by(LANES).flat_map(|at| noise.factors(at)).collect();
            // Not in place: without a pooler the states are `pooled` itself.
            states = Tensor::from_slice(&factors[..pooled.numel()]).view(shape) * states;
        }
        let [weight, bias] = &self.classifier;
        let logits = states.linear(weight, Some(bias));
        let loss = objective.loss(&logits, &Tensor::from_slice(truth)) * share;
        let mut sources = vec![&pooled];
        sources.extend(self.pooler.iter().flatten());
        sources.extend(&self.classifier);
        let mut gradients = Tensor::f_run_backward(&[&loss], &sources, false, false)?;
        let by_pooled = gradients.remove(0).contiguous();
        Ok(Learnt { loss: loss.double_value(&[]), by_pooled, by_variables: gradients })
    }
}
