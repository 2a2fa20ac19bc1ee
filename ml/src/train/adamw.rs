//! AdamW (Loshchilov & Hutter 2019), over tensors whose state can be read and restored.
//!
//! On the CPU a step is one pass over weights, moments and gradients: written with libtorch's operators it is a dozen, and
//! each of them fetches every number from memory anew.

use std::collections::HashMap;

use rayon::prelude::*;
use tch::{Device, TchError, Tensor, no_grad};

use super::fused::numbers::{exact, exact_mut};
use super::fused::vector::{LANES, kernel, multiply_add, sum, zip};

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f64 = 1e-8;
/// Numbers that one thread moves at a time.
const CHUNK: usize = 1 << 16;
const FIRST_MOMENT: &str = ".first_moment";
const SECOND_MOMENT: &str = ".second_moment";

/// A variable to be trained.
#[derive(Debug)]
pub struct Trained {
    /// Its path in the model.
    pub name: String,
    /// The variable.
    pub tensor: Tensor,
    /// Its share of the learning rate.
    pub rate: f64,
}

/// One trained tensor and its running moments.
struct Slot {
    trained: Trained,
    /// Running mean of the gradient; same shape.
    first_moment: Tensor,
    /// Running mean of the squared gradient; same shape.
    second_moment: Tensor,
    decays: bool,
}

/// The optimiser of one run. Its whole state is `steps` and the moments.
pub struct AdamW {
    /// One per trained tensor, in the order of their names.
    slots: Vec<Slot>,
    /// Steps made.
    pub steps: u64,
    weight_decay: f64,
}

impl AdamW {
    /// An optimiser over variables. Biases and layer norms aren't decayed.
    pub fn new(mut variables: Vec<Trained>, weight_decay: f64) -> Self {
        variables.sort_by(|a, b| a.name.cmp(&b.name));
        let slot = |trained: Trained| Slot {
            first_moment: trained.tensor.zeros_like(),
            second_moment: trained.tensor.zeros_like(),
            decays: decays(&trained.name),
            trained,
        };
        AdamW { slots: variables.into_iter().map(slot).collect(), steps: 0, weight_decay }
    }

    /// Gradients of a scalar by each trained tensor, in order; undefined for one that it doesn't depend on.
    pub fn gradients(&self, loss: &Tensor) -> Result<Vec<Tensor>, TchError> {
        let tensors: Vec<&Tensor> = self.slots.iter().map(|slot| &slot.trained.tensor).collect();
        Tensor::f_run_backward(&[loss], &tensors, false, false)
    }

    /// Paths of the trained tensors, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().map(|slot| slot.trained.name.as_str())
    }

    /// One step along gradients given in the order of [`AdamW::gradients`], each times `scale` ([`clipping`]).
    pub fn step(&mut self, gradients: &[Tensor], scale: f64, learning_rate: f64) {
        self.steps += 1;
        let steps = i32::try_from(self.steps).unwrap_or(i32::MAX);
        let correction1 = 1.0 - BETA1.powi(steps);
        let correction2 = 1.0 - BETA2.powi(steps);
        no_grad(|| {
            for (slot, gradient) in self.slots.iter_mut().zip(gradients) {
                if !gradient.defined() {
                    continue;
                }
                if slot.trained.tensor.device() == Device::Cpu {
                    let decay = if slot.decays { self.weight_decay } else { 0.0 };
                    let learning_rate = learning_rate * slot.trained.rate;
                    slot.move_in_one_pass(gradient, &Pass::new(scale, learning_rate, decay, correction1, correction2));
                    continue;
                }
                let gradient = gradient * scale;
                let learning_rate = learning_rate * slot.trained.rate;
                let parameter = &mut slot.trained.tensor;
                if slot.decays {
                    let _ = parameter.g_mul_scalar_(1.0 - learning_rate * self.weight_decay);
                }
                let _ = slot.first_moment.lerp_(&gradient, 1.0 - BETA1);
                let scaled = gradient * (1.0 - BETA2).sqrt();
                let _ = slot.second_moment.g_mul_scalar_(BETA2).addcmul_(&scaled, &scaled);
                let mut root = slot.second_moment.sqrt();
                let _ = root.g_mul_scalar_(1.0 / correction2.sqrt()).g_add_scalar_(EPSILON);
                let direction = &slot.first_moment * (-learning_rate / correction1);
                let _ = parameter.addcdiv_(&direction, &root);
            }
        });
    }

    /// The moments by name: all of the state but `steps`.
    pub fn moments(&self) -> HashMap<String, Tensor> {
        let named = |slot: &Slot| {
            let name = &slot.trained.name;
            [
                (format!("{name}{FIRST_MOMENT}"), slot.first_moment.shallow_clone()),
                (format!("{name}{SECOND_MOMENT}"), slot.second_moment.shallow_clone()),
            ]
        };
        self.slots.iter().flat_map(named).collect()
    }

    /// Goes back to where another optimiser over the same variables was; the error names what doesn't fit.
    pub fn restore(&mut self, steps: u64, moments: &HashMap<String, Tensor>) -> Result<(), String> {
        for slot in &mut self.slots {
            let name = &slot.trained.name;
            copy(&mut slot.first_moment, &format!("{name}{FIRST_MOMENT}"), moments)?;
            copy(&mut slot.second_moment, &format!("{name}{SECOND_MOMENT}"), moments)?;
        }
        self.steps = steps;
        Ok(())
    }
}

/// Copies the tensor called `name` into `target`.
pub fn copy(target: &mut Tensor, name: &str, tensors: &HashMap<String, Tensor>) -> Result<(), String> {
    let source = tensors.get(name).ok_or_else(|| format!("{name} is missing"))?;
    if source.size() != target.size() {
        return Err(format!("{name} has shape {:?} instead of {:?}", source.size(), target.size()));
    }
    no_grad(|| target.copy_(source));
    Ok(())
}

/// The gradients' global L2 norm, and by what they must be multiplied so that it is at most `maximum`. Undefined ones count
/// for nothing.
pub fn clipping(gradients: &[Tensor], maximum: f64) -> (f64, f64) {
    let norm = gradients.iter().filter(|gradient| gradient.defined()).map(squares).sum::<f64>().sqrt();
    (norm, if norm > maximum { maximum / (norm + 1e-6) } else { 1.0 })
}

/// The sum of a tensor's squares. Chunks are added up in their order, so threads change nothing.
fn squares(gradient: &Tensor) -> f64 {
    if gradient.device() != Device::Cpu {
        return gradient.norm().square().double_value(&[]);
    }
    let gradient = gradient.contiguous();
    let chunks: Vec<f32> = exact(&gradient).par_chunks(CHUNK).map(chunk_squares).collect();
    chunks.into_iter().map(f64::from).sum()
}

fn chunk_squares(numbers: &[f32]) -> f32 {
    let mut total = 0.0;
    add_squares(numbers, &mut total);
    total
}

kernel! {
    fn add_squares(numbers: &[f32], total: &mut f32) {
        let (lanes, rest) = numbers.as_chunks::<LANES>();
        let mut sums = [0.0; LANES];
        for lanes in lanes {
            sums = zip(sums, *lanes, |sum, number| multiply_add::<FUSED>(number, number, sum));
        }
        *total += sum(sums) + rest.iter().map(|number| number * number).sum::<f32>();
    }
}

/// The numbers of one step, the same for a whole tensor.
struct Pass {
    scale: f32,
    keep: f32,
    rate: f32,
    root_scale: f32,
}

impl Pass {
    fn new(scale: f64, learning_rate: f64, decay: f64, correction1: f64, correction2: f64) -> Self {
        Pass {
            scale: scale as f32,
            keep: (1.0 - learning_rate * decay) as f32,
            rate: (learning_rate / correction1) as f32,
            root_scale: (1.0 / correction2.sqrt()) as f32,
        }
    }
}

kernel! {
    /// Moves the numbers of one chunk.
    fn pass(numbers: &Pass, weights: &mut [f32], first: &mut [f32], second: &mut [f32], gradients: &[f32]) {
        const KEEP1: f32 = BETA1 as f32;
        const KEEP2: f32 = BETA2 as f32;
        const TAKE1: f32 = (1.0 - BETA1) as f32;
        const TAKE2: f32 = (1.0 - BETA2) as f32;
        let moments = first.iter_mut().zip(second.iter_mut());
        for ((weight, gradient), (first, second)) in weights.iter_mut().zip(gradients).zip(moments) {
            let gradient = gradient * numbers.scale;
            *first = KEEP1 * *first + TAKE1 * gradient;
            *second = KEEP2 * *second + TAKE2 * gradient * gradient;
            let root = second.sqrt() * numbers.root_scale + EPSILON as f32;
            *weight = numbers.keep * *weight - numbers.rate * *first / root;
        }
    }
}

impl Slot {
    /// A step of a tensor on the CPU. Each number is moved by itself, so how they are shared among threads changes none.
    fn move_in_one_pass(&mut self, gradient: &Tensor, numbers: &Pass) {
        let gradient = gradient.contiguous();
        let weights = exact_mut(&mut self.trained.tensor);
        let (first, second) = (exact_mut(&mut self.first_moment), exact_mut(&mut self.second_moment));
        let gradients = exact(&gradient);
        let chunks = weights.par_chunks_mut(CHUNK).zip(first.par_chunks_mut(CHUNK)).zip(second.par_chunks_mut(CHUNK));
        chunks.zip(gradients.par_chunks(CHUNK)).for_each(|(((weights, first), second), gradients)| {
            pass(numbers, weights, first, second, gradients);
        });
    }
}

/// Weight matrices and embeddings decay; biases and layer norms don't.
fn decays(name: &str) -> bool {
    !name.ends_with(".bias") && !name.contains("LayerNorm")
}

#[cfg(test)]
mod tests {
    use tch::Kind;

    use super::*;

    fn variable(name: &str, values: &[f32], rate: f64) -> Trained {
        Trained { name: name.into(), tensor: Tensor::from_slice(values).set_requires_grad(true), rate }
    }

    #[test]
    fn steps_agree_with_the_formula_worked_by_hand() {
        let (weight, bias) = (variable("a.weight", &[1.0, -2.0], 1.0), variable("a.bias", &[0.5], 0.5));
        let (w_tensor, b_tensor) = (weight.tensor.shallow_clone(), bias.tensor.shallow_clone());
        let mut optimiser = AdamW::new(vec![weight, bias], 0.1);
        let (mut w, mut m, mut v) = ([1.0f64, -2.0], [0.0; 2], [0.0; 2]);
        for step in 1..=5 {
            let loss = w_tensor.square().sum(Kind::Float) + b_tensor.sum(Kind::Float);
            optimiser.step(&optimiser.gradients(&loss).unwrap(), 1.0, 0.01);
            for i in 0..2 {
                let g = 2.0 * w[i];
                w[i] *= 1.0 - 0.01 * 0.1;
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                let (mh, vh) = (m[i] / (1.0 - 0.9f64.powi(step)), v[i] / (1.0 - 0.999f64.powi(step)));
                w[i] -= 0.01 * mh / (vh.sqrt() + 1e-8);
                assert!((w_tensor.double_value(&[i as i64]) - w[i]).abs() < 1e-5);
            }
            // No decay: a constant gradient moves the bias by its share of the learning rate exactly.
            assert!((b_tensor.double_value(&[0]) - (0.5 - 0.005 * f64::from(step))).abs() < 1e-5);
        }
    }

    #[test]
    fn clipping_scales_to_the_maximum_and_reports_the_norm() {
        let weight = variable("w", &[3.0, 4.0], 1.0);
        let loss = weight.tensor.square().sum(Kind::Float) * 0.5;
        let optimiser = AdamW::new(vec![weight, variable("unused", &[1.0], 1.0)], 0.0);
        let gradients = optimiser.gradients(&loss).unwrap();
        assert!(!gradients[0].defined());
        let (norm, scale) = clipping(&gradients, 1.0);
        assert!((norm - 5.0).abs() < 1e-6 && (scale - 0.2).abs() < 1e-6);
        assert_eq!(clipping(&gradients, 6.0).1, 1.0);
    }

    #[test]
    fn a_scaled_step_is_a_step_along_scaled_gradients_however_long_the_tensor() {
        tch::manual_seed(3);
        let values = Tensor::randn([3 * CHUNK as i64 + 5], (Kind::Float, Device::Cpu));
        let gradient = values.randn_like();
        let moved = |gradient: &Tensor, scale: f64| {
            let weight = values.copy();
            let trained = Trained { name: "a.weight".into(), tensor: weight.shallow_clone(), rate: 1.0 };
            let mut optimiser = AdamW::new(vec![trained], 0.1);
            for _ in 0..3 {
                optimiser.step(std::slice::from_ref(gradient), scale, 0.01);
            }
            weight
        };
        let (scaled, along) = (moved(&gradient, 0.25), moved(&(&gradient * 0.25), 1.0));
        assert!(scaled.equal(&along) && !scaled.equal(&values));
        // The same with a gradient whose numbers don't lie together.
        let spread = Tensor::stack(&[&gradient, &gradient], 1).select(1, 0);
        assert!(!spread.is_contiguous() && moved(&spread, 0.25).equal(&scaled));
    }

    #[test]
    fn a_restored_optimiser_goes_on_bit_for_bit() {
        let fit = |optimiser: &mut AdamW, weight: &Tensor, steps: u32| {
            for _ in 0..steps {
                let gradients = optimiser.gradients(&(weight - 1.0).square().sum(Kind::Float)).unwrap();
                optimiser.step(&gradients, 1.0, 0.01);
            }
        };
        let first = variable("w", &[3.0, -4.0], 1.0);
        let weight = first.tensor.shallow_clone();
        let mut whole = AdamW::new(vec![first], 0.1);
        fit(&mut whole, &weight, 3);
        let half = Tensor::zeros_like(&weight.detach());
        no_grad(|| half.shallow_clone().copy_(&weight));
        let half = half.set_requires_grad(true);
        let second = Trained { name: "w".into(), tensor: half.shallow_clone(), rate: 1.0 };
        let mut resumed = AdamW::new(vec![second], 0.1);
        resumed.restore(whole.steps, &whole.moments()).unwrap();
        fit(&mut whole, &weight, 3);
        fit(&mut resumed, &half, 3);
        assert!(weight.equal(&half));
        assert_eq!(resumed.restore(1, &HashMap::new()), Err("w.first_moment is missing".into()));
    }
}
