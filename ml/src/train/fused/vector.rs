//! Arithmetic that the compiler turns into vector instructions.
//!
//! A [`kernel!`] is compiled three times, for AVX-512, for AVX2 and for any processor; which one runs is found out at run
//! time. Numbers go through it in [`Lanes`], whose operations become one instruction each.

/// Numbers that are computed together; widths and buffers are multiples of it.
pub(in crate::train) const LANES: usize = 16;
/// Numbers that are computed together.
pub(in crate::train) type Lanes = [f32; LANES];

/// Defines a function that is compiled for several kinds of processors. `FUSED` says in its body whether a product and a
/// sum are one instruction, as [`multiply_add`] wants to know.
macro_rules! kernel {
    ($(#[$meta:meta])* $visibility:vis fn $name:ident($($argument:ident: $kind:ty),* $(,)?) $body:block) => {
        $(#[$meta])*
        $visibility fn $name($($argument: $kind),*) {
            #[inline(always)]
            #[allow(clippy::extra_unused_type_parameters, reason = "some kernels have no products to fuse")]
            fn body<const FUSED: bool>($($argument: $kind),*) $body
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "instructions that not every processor has")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
                fn avx512($($argument: $kind),*) {
                    body::<true>($($argument),*);
                }
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($argument: $kind),*) {
                    body::<true>($($argument),*);
                }
                let has_avx2 = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
                let has_avx512 = is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl");
                if has_avx2 && has_avx512 {
                    // SAFETY: the processor has these instructions.
                    return unsafe { avx512($($argument),*) };
                }
                if has_avx2 {
                    // SAFETY: the processor has these instructions.
                    return unsafe { avx2($($argument),*) };
                }
            }
            body::<false>($($argument),*);
        }
    };
}
pub(in crate::train) use kernel;

/// `a · b + c`.
#[inline(always)]
pub(in crate::train) fn multiply_add<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    // Without the instruction the standard library's own would be a call.
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// Lanes from the place `at` on.
#[inline(always)]
pub(in crate::train) fn load(numbers: &[f32], at: usize) -> Lanes {
    numbers[at..at + LANES].try_into().expect("so many are taken")
}

/// Lanes from 16-bit numbers.
#[inline(always)]
pub(in crate::train) fn load_short(numbers: &[u16], at: usize) -> Lanes {
    let numbers: &[u16; LANES] = numbers[at..at + LANES].try_into().expect("so many are taken");
    let mut lanes = [0.0; LANES];
    for (lane, number) in lanes.iter_mut().zip(numbers) {
        *lane = widened(*number);
    }
    lanes
}

/// Writes lanes to the place `at`.
#[inline(always)]
pub(in crate::train) fn store(numbers: &mut [f32], at: usize, lanes: Lanes) {
    numbers[at..at + LANES].copy_from_slice(&lanes);
}

/// Writes lanes as 16-bit numbers, rounded to nearest.
#[inline(always)]
pub(in crate::train) fn store_short(numbers: &mut [u16], at: usize, lanes: Lanes) {
    let numbers: &mut [u16; LANES] = (&mut numbers[at..at + LANES]).try_into().expect("so many are taken");
    for (number, lane) in numbers.iter_mut().zip(lanes) {
        *number = shortened(lane);
    }
}

/// Adds lanes to what is at the place `at`.
#[inline(always)]
pub(in crate::train) fn accumulate(numbers: &mut [f32], at: usize, lanes: Lanes) {
    let sums = zip(load(numbers, at), lanes, |sum, lane| sum + lane);
    store(numbers, at, sums);
}

/// A function of each lane.
#[inline(always)]
pub(in crate::train) fn map(lanes: Lanes, function: impl Fn(f32) -> f32) -> Lanes {
    let mut result = [0.0; LANES];
    for (result, lane) in result.iter_mut().zip(lanes) {
        *result = function(lane);
    }
    result
}

/// A function of two lanes each.
#[inline(always)]
pub(in crate::train) fn zip(left: Lanes, right: Lanes, function: impl Fn(f32, f32) -> f32) -> Lanes {
    let mut result = [0.0; LANES];
    for ((result, left), right) in result.iter_mut().zip(left).zip(right) {
        *result = function(left, right);
    }
    result
}

/// The sum of all lanes, always in the same order.
#[inline(always)]
pub(in crate::train) fn sum(lanes: Lanes) -> f32 {
    let mut half = [0.0; LANES / 2];
    for (index, half) in half.iter_mut().enumerate() {
        *half = lanes[index] + lanes[index + LANES / 2];
    }
    half.iter().sum()
}

/// A 16-bit number (bfloat16) in 32 bits.
#[inline(always)]
pub(in crate::train) fn widened(number: u16) -> f32 {
    f32::from_bits(u32::from(number) << 16)
}

/// The nearest 16-bit number (bfloat16), ties to even.
#[inline(always)]
pub(in crate::train) fn shortened(number: f32) -> u16 {
    let bits = number.to_bits();
    let rounded = bits.wrapping_add(0x7FFF + ((bits >> 16) & 1));
    // What isn't a number stays so, whatever its bits.
    (if number.is_nan() { 0x7FC0_0000 } else { rounded } >> 16) as u16
}

/// eˣ, to 2 units in the last place; x is kept within what 32 bits hold.
#[inline(always)]
pub(in crate::train) fn exp<const FUSED: bool>(x: f32) -> f32 {
    /// 1.5 · 2²³: adding it rounds to an integer, which its lowest bits then hold.
    const ROUND: f32 = 12_582_912.0;
    /// ln 2 in two parts, the first with zeros at its end.
    const LN2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
    let x = x.clamp(-87.0, 88.0);
    let shifted = multiply_add::<FUSED>(x, std::f32::consts::LOG2_E, ROUND);
    let whole = shifted - ROUND;
    let rest = multiply_add::<FUSED>(whole, -LN2[1], multiply_add::<FUSED>(whole, -LN2[0], x));
    // Minimax polynomial of Cephes' expf.
    let mut polynomial = 1.987_569_1e-4;
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        polynomial = multiply_add::<FUSED>(polynomial, rest, coefficient);
    }
    let small = multiply_add::<FUSED>(polynomial, rest * rest, rest) + 1.0;
    let power = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    small * f32::from_bits(power)
}

#[cfg(test)]
mod tests {
    use super::*;

    kernel! {
        fn exps(from: &[f32], to: &mut [f32]) {
            for at in (0..from.len()).step_by(LANES) {
                store(to, at, map(load(from, at), exp::<FUSED>));
            }
        }
    }

    #[test]
    fn exponentials_are_right_over_the_whole_range() {
        let from: Vec<f32> = (0..16_000).map(|n| (n as f32 - 8000.0) / 92.0).collect();
        let mut to = vec![0.0; from.len()];
        exps(&from, &mut to);
        for (x, y) in from.iter().zip(to) {
            let expected = f64::from(*x).exp();
            assert!((f64::from(y) - expected).abs() <= 3e-7 * expected, "exp({x}) = {y}, not {expected}");
        }
    }

    #[test]
    fn sixteen_bit_numbers_round_as_libtorch_rounds() {
        let numbers = [0.0, -0.0, 1.0, 1.003_906_3, 1.011_718_8, -3.3e38, 3.4e38, 1e-40, f32::INFINITY, f32::NAN, 0.1];
        let short = tch::Tensor::from_slice(&numbers).to_kind(tch::Kind::BFloat16).to_kind(tch::Kind::Float);
        let expected = Vec::<f32>::try_from(short).unwrap();
        for (number, expected) in numbers.iter().zip(expected) {
            let found = widened(shortened(*number));
            assert!(found == expected || found.is_nan() && expected.is_nan(), "{number}: {found}, not {expected}");
        }
    }
}
