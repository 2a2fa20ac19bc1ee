//! How deep in the model a variable is: what is frozen, and at which share of the learning rate the rest learns.

use tch::Tensor;

use crate::parameters::TrainingParameters;

use super::adamw::Trained;

/// Picks the variables that are trained, each with its share of the learning rate, and freezes the others.
///
/// Above the embeddings (depth 0) and the encoder's `layers` (depths 1 to `layers`) is the head. Depth `d` learns at
/// `decay^(layers + 1 - d)` of the rate (layer-wise decay as in ULMFiT, Howard & Ruder 2018, and BERT's successors).
pub fn trained(
    variables: impl IntoIterator<Item = (String, Tensor)>,
    layers: u32,
    parameters: &TrainingParameters,
) -> Vec<Trained> {
    let frozen = parameters.frozen_layers.min(layers);
    let mut trained = Vec::new();
    for (name, tensor) in variables {
        let depth = depth(&name, layers);
        if frozen > 0 && depth <= frozen {
            let _ = tensor.set_requires_grad(false);
            continue;
        }
        let rate = parameters.layer_learning_rate_decay.powi((layers + 1 - depth) as i32);
        trained.push(Trained { name, tensor, rate });
    }
    trained
}

/// 0 for embeddings, n for the n-th encoder layer from below, `layers + 1` for what is above them.
fn depth(name: &str, layers: u32) -> u32 {
    let mut parts = name.split('.');
    while let Some(part) = parts.next() {
        match part {
            "embeddings" => return 0,
            "layer" => {
                if let Some(number) = parts.next().and_then(|number| number.parse::<u32>().ok()) {
                    return (number + 1).min(layers);
                }
            }
            _ => {}
        }
    }
    layers + 1
}

#[cfg(test)]
mod tests {
    use tch::{Device, Kind};

    use super::*;

    const NAMES: [&str; 5] = [
        "embeddings.word_embeddings.weight",
        "encoder.layer.0.output.dense.bias",
        "encoder.layer.1.attention.self.query.weight",
        "pooler.dense.weight",
        "classifier.weight",
    ];

    fn pick(frozen_layers: u32, layer_learning_rate_decay: f64) -> (Vec<(String, f64)>, Vec<Tensor>) {
        let variables: Vec<(String, Tensor)> = NAMES
            .iter()
            .map(|name| (name.to_string(), Tensor::zeros([1], (Kind::Float, Device::Cpu)).set_requires_grad(true)))
            .collect();
        let tensors = variables.iter().map(|(_, tensor)| tensor.shallow_clone()).collect();
        let parameters = TrainingParameters { frozen_layers, layer_learning_rate_decay, ..Default::default() };
        let picked = trained(variables, 2, &parameters).into_iter().map(|trained| (trained.name, trained.rate));
        (picked.collect(), tensors)
    }

    #[test]
    fn each_layer_learns_slower_than_the_one_above() {
        let (picked, _) = pick(0, 0.5);
        let rates: Vec<f64> = picked.iter().map(|(_, rate)| *rate).collect();
        assert_eq!(rates, [0.125, 0.25, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn frozen_layers_take_the_embeddings_along_and_never_the_head() {
        let (picked, tensors) = pick(1, 1.0);
        assert_eq!(picked.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), NAMES[2..]);
        let learning: Vec<bool> = tensors.iter().map(Tensor::requires_grad).collect();
        assert_eq!(learning, [false, false, true, true, true]);
        assert_eq!(pick(99, 1.0).0.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), NAMES[3..]);
    }
}
