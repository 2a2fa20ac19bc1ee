//! Fitting: one linear support vector machine a class against all others, with squared hinge loss and L2 penalty, by
//! dual coordinate descent with shrinking (Hsieh, Chang, Lin, Keerthi & Sundararajan, "A Dual Coordinate Descent Method
//! for Large-scale Linear SVM", 2008; LIBLINEAR's solver 1).

use std::collections::HashMap;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::ngrams::{LEAD_ID, NgramEncoder};

use super::{Linear, Rows};

/// Weight of the loss beside the penalty.
const COST: f64 = 0.5;
/// Largest spread of projected gradients at which a class is fitted.
const TOLERANCE: f64 = 0.001;
/// Most passes over the rows.
const MOST_PASSES: usize = 200;
/// Most n-grams of all rows together, 256 MB of them: of more, evenly spread rows are left out.
const MOST_NUMBERS: usize = 1 << 26;
/// Fixes the order in which rows are visited; not the run's seed, so that runs on one dataset share a baseline.
const SEED: u64 = 1;

/// Rows as n-grams that are numbered by how many rows have them, most first: the ones looked at most lie together.
struct Problem {
    /// Where each row's n-grams begin in `numbers`, and the end.
    begins: Vec<usize>,
    numbers: Vec<u32>,
    /// One over the row's length before scaling; 0 for a row without n-grams.
    scales: Vec<f64>,
    /// The square of each n-gram's inverse document frequency.
    squares: Vec<f64>,
    labels: Vec<usize>,
}

/// Fits a classifier to rows. The same rows give the same numbers.
pub fn fit(encoder: &NgramEncoder, rows: Rows<'_>, classes: usize) -> Linear {
    let (problem, ids) = Problem::new(encoder, rows);
    let fitted: Vec<(Vec<f64>, f64)> = (0..classes).into_par_iter().map(|class| problem.fit_class(class)).collect();
    let width = classes + 1;
    let mut table = vec![0.0f32; encoder.vocabulary_size() * width];
    for (number, &id) in ids.iter().enumerate() {
        let row = &mut table[id as usize * width..][..width];
        for (value, (weights, _)) in row.iter_mut().zip(&fitted) {
            *value = weights[number] as f32;
        }
        row[classes] = problem.squares[number] as f32;
    }
    let bias = fitted.iter().map(|(_, bias)| *bias as f32).collect();
    Linear { classes, table, bias, features: ids.len(), fitted_rows: problem.labels.len() }
}

impl Problem {
    /// Encodes the rows; also the id behind each number.
    fn new(encoder: &NgramEncoder, rows: Rows<'_>) -> (Self, Vec<u32>) {
        let encoded: Vec<Vec<u32>> = rows.texts.par_iter().map(|text| encoder.encode(text).ids).collect();
        let total: usize = encoded.iter().map(Vec::len).sum();
        let stride = total.div_ceil(MOST_NUMBERS).max(1);
        let labels: Vec<usize> = rows.labels.iter().copied().step_by(stride).collect();
        let encoded: Vec<Vec<u32>> = encoded.into_iter().step_by(stride).collect();

        let mut counts = vec![0u32; encoder.vocabulary_size()];
        encoded.iter().flatten().for_each(|&id| counts[id as usize] += 1);
        counts[LEAD_ID as usize] = 0;
        let mut ids: Vec<u32> = (0..counts.len() as u32).filter(|&id| counts[id as usize] > 0).collect();
        ids.sort_by_key(|&id| (std::cmp::Reverse(counts[id as usize]), id));
        let numbers: HashMap<u32, u32> = ids.iter().copied().zip(0..).collect();
        // As in scikit-learn: ln((1 + rows) / (1 + rows with it)) + 1.
        let frequency =
            |id: &u32| libm::log((1.0 + encoded.len() as f64) / (1.0 + f64::from(counts[*id as usize]))) + 1.0;
        let squares: Vec<f64> = ids.iter().map(|id| frequency(id).powi(2)).collect();

        let mut problem = Problem { begins: vec![0], numbers: Vec::new(), scales: Vec::new(), squares, labels };
        for row in &encoded {
            let begin = problem.numbers.len();
            problem.numbers.extend(row.iter().filter_map(|id| numbers.get(id)));
            problem.numbers[begin..].sort_unstable();
            let square: f64 = problem.numbers[begin..].iter().map(|&number| problem.squares[number as usize]).sum();
            problem.scales.push(if square > 0.0 { 1.0 / square.sqrt() } else { 0.0 });
            problem.begins.push(problem.numbers.len());
        }
        (problem, ids)
    }

    /// Weights of one class, each times its n-gram's inverse document frequency, and the bias.
    ///
    /// With `x` a row's frequencies scaled to length 1, its score is `scale · Σ frequency · w`: so what is kept of each
    /// n-gram is `frequency · w`, to which a step along the row adds `step · scale · frequency²`.
    fn fit_class(&self, class: usize) -> (Vec<f64>, f64) {
        let rows = self.labels.len();
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        let mut weights = vec![0.0f64; self.squares.len()];
        let mut bias = 0.0;
        let mut duals = vec![0.0f64; rows];
        let mut order: Vec<u32> = (0..rows as u32).collect();
        let mut active = rows;
        let mut bound = f64::INFINITY;
        let diagonal = 1.0 / (2.0 * COST);
        for _ in 0..MOST_PASSES {
            let (mut largest, mut smallest) = (f64::NEG_INFINITY, f64::INFINITY);
            order[..active].shuffle(&mut random);
            let mut at = 0;
            while at < active {
                let row = order[at] as usize;
                let numbers = &self.numbers[self.begins[row]..self.begins[row + 1]];
                let sign = if self.labels[row] == class { 1.0 } else { -1.0 };
                let sum: f64 = numbers.iter().map(|&number| weights[number as usize]).sum();
                let gradient = sign * (sum * self.scales[row] + bias) - 1.0 + duals[row] * diagonal;
                let projected = if duals[row] > 0.0 {
                    gradient
                } else if gradient > bound {
                    // Far from ever counting: looked at again at the end.
                    active -= 1;
                    order.swap(at, active);
                    continue;
                } else {
                    gradient.min(0.0)
                };
                largest = largest.max(projected);
                smallest = smallest.min(projected);
                if projected.abs() > 1e-12 {
                    // The row's own length is 1, or 0 without n-grams; the bias adds 1.
                    let curvature = diagonal + 1.0 + f64::from(u8::from(self.scales[row] > 0.0));
                    let before = duals[row];
                    duals[row] = (before - gradient / curvature).max(0.0);
                    let step = (duals[row] - before) * sign;
                    let scaled = step * self.scales[row];
                    for &number in numbers {
                        weights[number as usize] += scaled * self.squares[number as usize];
                    }
                    bias += step;
                }
                at += 1;
            }
            if largest - smallest <= TOLERANCE || active == 0 {
                if active == rows {
                    break;
                }
                (active, bound) = (rows, f64::INFINITY);
            } else {
                bound = if largest > 0.0 { largest } else { f64::INFINITY };
            }
        }
        (weights, bias)
    }
}
