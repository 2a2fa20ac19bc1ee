//! 32-bit matrices as 8-bit ones with a scale a column or a row.
//!
//! Symmetric, rounded to nearest, and kept within ±[`LARGEST`]: on processors without 8-bit dot products (AVX2) ONNX
//! Runtime adds pairs of products of an unsigned activation (up to 255) and a signed weight in 16 bits, and 2 · 255 ·
//! 64 is the most that fits. Where there are such instructions (VNNI, AMX) the numbers come out the same.

use tch::{Kind, Tensor};

use super::error::TrainError;
use super::onnx::values;

/// Largest magnitude of a quantised weight.
pub const LARGEST: f32 = 64.0;

/// A matrix in 8 bits: each value is its integer times a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantisedMatrix {
    /// Integers, row by row.
    pub values: Vec<i8>,
    /// Scales, one a column or one a row.
    pub scales: Vec<f32>,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
}

/// Quantises `[rows, columns]` with a scale a column: an output channel of `input · matrix`.
pub fn quantise_columns(matrix: &Tensor) -> Result<QuantisedMatrix, TrainError> {
    quantise(matrix, 0)
}

/// Quantises `[rows, columns]` with a scale a row: an entry of a table.
pub fn quantise_rows(matrix: &Tensor) -> Result<QuantisedMatrix, TrainError> {
    quantise(matrix, 1)
}

/// One scale for all values along `axis`.
fn quantise(matrix: &Tensor, axis: i64) -> Result<QuantisedMatrix, TrainError> {
    let matrix = matrix.detach().to_kind(Kind::Float);
    let (rows, columns) = matrix.size2()?;
    // A channel of zeros has any scale.
    let scales =
        (matrix.abs().amax([axis].as_slice(), true) / f64::from(LARGEST)).clamp_min(f64::from(f32::MIN_POSITIVE));
    let integers = (&matrix / &scales).round().clamp(f64::from(-LARGEST), f64::from(LARGEST)).to_kind(Kind::Int8);
    Ok(QuantisedMatrix {
        values: Vec::<i8>::try_from(integers.contiguous().flatten(0, -1))?,
        scales: values(&scales)?,
        rows: rows as usize,
        columns: columns as usize,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_within_half_a_step_of_its_channels_scale() {
        tch::manual_seed(1);
        let matrix = Tensor::randn([5, 7], (Kind::Float, tch::Device::Cpu))
            * Tensor::from_slice(&[1e-6f32, 1.0, 50.0, 0.1, 3.0, 1e3, 0.0]);
        let exact = values(&matrix).unwrap();
        for (quantised, by_row) in
            [(quantise_columns(&matrix).unwrap(), false), (quantise_rows(&matrix).unwrap(), true)]
        {
            assert_eq!((quantised.rows, quantised.columns), (5, 7));
            assert_eq!(quantised.scales.len(), if by_row { 5 } else { 7 });
            for (index, (integer, exact)) in quantised.values.iter().zip(&exact).enumerate() {
                let scale = quantised.scales[if by_row { index / 7 } else { index % 7 }];
                assert!(f32::from(*integer).abs() <= LARGEST);
                assert!((f32::from(*integer) * scale - exact).abs() <= scale * 0.501, "{index}");
            }
        }
    }
}
