//! Random changes to fresh weights, for tests: fresh biases are zeros and fresh scales ones, which would hide a mistake.

use std::collections::{BTreeMap, HashMap};

use tch::{Tensor, no_grad};

/// Adds normal noise of the given standard deviation to every variable, in the order of their names: a map's own order
/// changes from process to process, and with it what each variable would draw from the seed.
pub(super) fn perturb(variables: HashMap<String, Tensor>, deviation: f64) {
    let ordered: BTreeMap<String, Tensor> = variables.into_iter().collect();
    no_grad(|| {
        for mut variable in ordered.into_values() {
            variable += variable.randn_like() * deviation;
        }
    });
}
