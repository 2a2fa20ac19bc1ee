//! AdamW (Loshchilov & Hutter 2019), over tensors whose state can be read and restored.

use tch::{Kind, Tensor, no_grad};

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// One trained tensor and its running moments.
pub struct Slot {
    /// The variable's path in the model.
    pub name: String,
    /// The trained tensor.
    pub parameter: Tensor,
    /// Running mean of the gradient; same shape.
    pub first_moment: Tensor,
    /// Running mean of the squared gradient; same shape.
    pub second_moment: Tensor,
    decays: bool,
}

/// The optimiser of one run. Its whole state is `steps` and the slots' moments.
pub struct AdamW {
    /// One per trained tensor, in the order of their names.
    pub slots: Vec<Slot>,
    /// Steps made.
    pub steps: u64,
    weight_decay: f64,
}

impl AdamW {
    /// An optimiser over named tensors. Biases and layer norms aren't decayed.
    pub fn new(mut parameters: Vec<(String, Tensor)>, weight_decay: f64) -> Self {
        parameters.sort_by(|a, b| a.0.cmp(&b.0));
        let slot = |(name, parameter): (String, Tensor)| Slot {
            first_moment: parameter.zeros_like(),
            second_moment: parameter.zeros_like(),
            decays: decays(&name),
            name,
            parameter,
        };
        AdamW { slots: parameters.into_iter().map(slot).collect(), steps: 0, weight_decay }
    }

    /// Forgets all gradients.
    pub fn zero_grad(&mut self) {
        for slot in &mut self.slots {
            slot.parameter.zero_grad();
        }
    }

    /// Scales all gradients so that their global L2 norm is at most `maximum`; returns the norm before.
    pub fn clip_gradients(&mut self, maximum: f64) -> f64 {
        no_grad(|| {
            let gradients: Vec<Tensor> = self.gradients();
            let squares: Vec<Tensor> = gradients.iter().map(|gradient| gradient.norm().square()).collect();
            let norm = Tensor::stack(&squares, 0).sum(Kind::Double).sqrt().double_value(&[]);
            if norm > maximum {
                for mut gradient in gradients {
                    let _ = gradient.g_mul_scalar_(maximum / (norm + 1e-6));
                }
            }
            norm
        })
    }

    /// One step along the present gradients.
    pub fn step(&mut self, learning_rate: f64) {
        self.steps += 1;
        let steps = i32::try_from(self.steps).unwrap_or(i32::MAX);
        let correction1 = 1.0 - BETA1.powi(steps);
        let correction2 = 1.0 - BETA2.powi(steps);
        no_grad(|| {
            for slot in &mut self.slots {
                let gradient = slot.parameter.grad();
                if !gradient.defined() {
                    continue;
                }
                if slot.decays {
                    let _ = slot.parameter.g_mul_scalar_(1.0 - learning_rate * self.weight_decay);
                }
                let _ = slot.first_moment.lerp_(&gradient, 1.0 - BETA1);
                let scaled = gradient * (1.0 - BETA2).sqrt();
                let _ = slot.second_moment.g_mul_scalar_(BETA2).addcmul_(&scaled, &scaled);
                let mut root = slot.second_moment.sqrt();
                let _ = root.g_mul_scalar_(1.0 / correction2.sqrt()).g_add_scalar_(EPSILON);
                let direction = &slot.first_moment * (-learning_rate / correction1);
                let _ = slot.parameter.addcdiv_(&direction, &root);
            }
        });
    }

    fn gradients(&self) -> Vec<Tensor> {
        self.slots.iter().map(|slot| slot.parameter.grad()).filter(Tensor::defined).collect()
    }
}

/// Weight matrices and embeddings decay; biases and layer norms don't.
fn decays(name: &str) -> bool {
    !name.ends_with(".bias") && !name.contains("LayerNorm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_agree_with_the_formula_worked_by_hand() {
        let weight = Tensor::from_slice(&[1.0f32, -2.0]).set_requires_grad(true);
        let bias = Tensor::from_slice(&[0.5f32]).set_requires_grad(true);
        let named = vec![("a.weight".to_owned(), weight.shallow_clone()), ("a.bias".to_owned(), bias.shallow_clone())];
        let mut optimiser = AdamW::new(named, 0.1);
        let (mut w, mut m, mut v) = ([1.0f64, -2.0], [0.0; 2], [0.0; 2]);
        for step in 1..=5 {
            optimiser.zero_grad();
            (weight.square().sum(Kind::Float) + bias.sum(Kind::Float)).backward();
            optimiser.step(0.01);
            for i in 0..2 {
                let g = 2.0 * w[i];
                w[i] *= 1.0 - 0.01 * 0.1;
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                let (mh, vh) = (m[i] / (1.0 - 0.9f64.powi(step)), v[i] / (1.0 - 0.999f64.powi(step)));
                w[i] -= 0.01 * mh / (vh.sqrt() + 1e-8);
                assert!((weight.double_value(&[i as i64]) - w[i]).abs() < 1e-5);
            }
            // No decay: a constant gradient moves the bias by the learning rate exactly.
            assert!((bias.double_value(&[0]) - (0.5 - 0.01 * f64::from(step))).abs() < 1e-5);
        }
    }

    #[test]
    fn clipping_scales_to_the_maximum_and_reports_the_norm_before() {
        let weight = Tensor::from_slice(&[3.0f32, 4.0]).set_requires_grad(true);
        let mut optimiser = AdamW::new(vec![("w".to_owned(), weight.shallow_clone())], 0.0);
        (weight.square().sum(Kind::Float) * 0.5).backward();
        assert!((optimiser.clip_gradients(1.0) - 5.0).abs() < 1e-6);
        assert!((weight.grad().norm().double_value(&[]) - 1.0).abs() < 1e-5);
        assert!((optimiser.clip_gradients(2.0) - 1.0).abs() < 1e-5);
    }
}
