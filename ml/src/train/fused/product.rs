//! Products of matrices too small for libtorch: those of one attention head over one text.

use super::vector::{LANES, Lanes, multiply_add};

/// Rows computed together.
const ROWS: usize = 4;
/// Most products that are added up.
pub(super) const MOST_INNER: usize = 128;

/// `rows × inner` numbers, each at `row · strides[0] + column · strides[1]`: a matrix or its transpose.
#[derive(Clone, Copy)]
pub(super) struct Left<'m> {
    pub(super) numbers: &'m [f32],
    pub(super) rows: usize,
    pub(super) inner: usize,
    pub(super) strides: [usize; 2],
}

/// `left · right`, where `right` and the result have `width` numbers a row, a multiple of [`LANES`].
#[inline(always)]
pub(super) fn product<const FUSED: bool>(left: Left<'_>, right: &[f32], width: usize, result: &mut [f32]) {
    let columns = width / LANES;
    let (right, _) = right[..left.inner * width].as_chunks::<LANES>();
    let (result, _) = result[..left.rows * width].as_chunks_mut::<LANES>();
    let mut panel = [[0.0f32; ROWS]; MOST_INNER];
    for row in (0..left.rows).step_by(ROWS) {
        let rows = ROWS.min(left.rows - row);
        let panel = &mut panel[..left.inner];
        for (inner, factors) in panel.iter_mut().enumerate() {
            for (number, factor) in factors.iter_mut().enumerate().take(rows) {
                *factor = left.numbers[(row + number) * left.strides[0] + inner * left.strides[1]];
            }
        }
        for column in 0..columns {
            let [s0, s1, s2, s3] = sums::<FUSED>(panel, right.iter().skip(column).step_by(columns));
            for (number, sums) in [s0, s1, s2, s3].into_iter().take(rows).enumerate() {
                result[(row + number) * columns + column] = sums;
            }
        }
    }
}

/// Lanes of some rows' sums. Each row's are a variable of their own and nothing is checked within the loop: otherwise the
/// compiler computes number by number.
#[inline(always)]
fn sums<'r, const FUSED: bool>(panel: &[[f32; ROWS]], right: impl Iterator<Item = &'r Lanes>) -> [Lanes; ROWS] {
    let (mut s0, mut s1, mut s2, mut s3) = ([0.0; LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for (factors, right) in panel.iter().zip(right) {
        for lane in 0..LANES {
            s0[lane] = multiply_add::<FUSED>(factors[0], right[lane], s0[lane]);
            s1[lane] = multiply_add::<FUSED>(factors[1], right[lane], s1[lane]);
            s2[lane] = multiply_add::<FUSED>(factors[2], right[lane], s2[lane]);
            s3[lane] = multiply_add::<FUSED>(factors[3], right[lane], s3[lane]);
        }
    }
    [s0, s1, s2, s3]
}

#[cfg(test)]
mod tests {
    use super::super::vector::kernel;
    use super::*;

    kernel! {
        fn multiply(left: Left<'_>, right: &[f32], width: usize, result: &mut [f32]) {
            product::<FUSED>(left, right, width, result);
        }
    }

    #[test]
    fn a_matrix_and_its_transpose_are_multiplied() {
        let (rows, inner, width) = (7, 5, 32);
        let numbers: Vec<f32> = (0..rows * inner).map(|n| (n % 11) as f32 - 4.0).collect();
        let right: Vec<f32> = (0..inner * width).map(|n| (n % 7) as f32 - 3.0).collect();
        let mut transposed = vec![0.0; rows * inner];
        for row in 0..rows {
            for column in 0..inner {
                transposed[column * rows + row] = numbers[row * inner + column];
            }
        }
        let mut results = [vec![0.0; rows * width], vec![0.0; rows * width]];
        multiply(Left { numbers: &numbers, rows, inner, strides: [inner, 1] }, &right, width, &mut results[0]);
        multiply(Left { numbers: &transposed, rows, inner, strides: [1, rows] }, &right, width, &mut results[1]);
        assert_eq!(results[0], results[1]);
        for row in 0..rows {
            for column in 0..width {
                let expected: f32 = (0..inner).map(|at| numbers[row * inner + at] * right[at * width + column]).sum();
                assert_eq!(results[0][row * width + column], expected);
            }
        }
    }
}
