//! Products of matrices too small for libtorch: those of one attention head over one text.

use super::vector::{LANES, Lanes, load, multiply_add, store};

/// Rows computed together.
const ROWS: usize = 4;

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
    let whole = left.rows / ROWS * ROWS;
    for row in (0..whole).step_by(ROWS) {
        rows::<FUSED, ROWS>(left, row, right, width, result);
    }
    for row in whole..left.rows {
        rows::<FUSED, 1>(left, row, right, width, result);
    }
}

#[inline(always)]
fn rows<const FUSED: bool, const COUNT: usize>(
    left: Left<'_>,
    first: usize,
    right: &[f32],
    width: usize,
    result: &mut [f32],
) {
    for column in (0..width).step_by(LANES) {
        let mut sums: [Lanes; COUNT] = [[0.0; LANES]; COUNT];
        for inner in 0..left.inner {
            let right = load(right, inner * width + column);
            for (row, sums) in sums.iter_mut().enumerate() {
                let factor = left.numbers[(first + row) * left.strides[0] + inner * left.strides[1]];
                for (sum, right) in sums.iter_mut().zip(right) {
                    *sum = multiply_add::<FUSED>(factor, right, *sum);
                }
            }
        }
        for (row, sums) in sums.into_iter().enumerate() {
            store(result, (first + row) * width + column, sums);
        }
    }
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
