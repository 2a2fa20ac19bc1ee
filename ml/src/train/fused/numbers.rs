//! The numbers of tensors on the CPU, as slices: tch has no view of them.

use tch::{Device, Kind, Tensor};

/// The 32-bit numbers of a tensor, row by row.
///
/// # Panics
/// When they are of another kind or don't lie together.
#[expect(unsafe_code, reason = "tch has no view of a tensor's numbers")]
pub(in crate::train) fn exact(tensor: &Tensor) -> &[f32] {
    check(tensor, Kind::Float);
    // SAFETY: so many 32-bit numbers lie there for as long as the tensor, and whoever writes to them borrows it mutably.
    unsafe { std::slice::from_raw_parts(tensor.data_ptr().cast::<f32>(), tensor.numel()) }
}

/// The same, to write to.
///
/// # Panics
/// As [`exact`].
#[expect(unsafe_code, reason = "tch has no view of a tensor's numbers")]
pub(in crate::train) fn exact_mut(tensor: &mut Tensor) -> &mut [f32] {
    check(tensor, Kind::Float);
    // SAFETY: as in `exact`; a tensor that shares the numbers isn't used at the same time.
    unsafe { std::slice::from_raw_parts_mut(tensor.data_ptr().cast::<f32>(), tensor.numel()) }
}

/// The 16-bit numbers (bfloat16) of a tensor, row by row.
///
/// # Panics
/// As [`exact`].
#[expect(unsafe_code, reason = "tch has no view of a tensor's numbers")]
pub(in crate::train) fn short(tensor: &Tensor) -> &[u16] {
    check(tensor, Kind::BFloat16);
    // SAFETY: as in `exact`, of 16 bits each.
    unsafe { std::slice::from_raw_parts(tensor.data_ptr().cast::<u16>(), tensor.numel()) }
}

/// The same, to write to.
///
/// # Panics
/// As [`exact`].
#[expect(unsafe_code, reason = "tch has no view of a tensor's numbers")]
pub(in crate::train) fn short_mut(tensor: &mut Tensor) -> &mut [u16] {
    check(tensor, Kind::BFloat16);
    // SAFETY: as in `exact_mut`, of 16 bits each.
    unsafe { std::slice::from_raw_parts_mut(tensor.data_ptr().cast::<u16>(), tensor.numel()) }
}

fn check(tensor: &Tensor, kind: Kind) {
    let sound = tensor.device() == Device::Cpu && tensor.kind() == kind && tensor.is_contiguous();
    assert!(sound, "a tensor here is on the CPU, contiguous and of kind {kind:?}: {tensor:?}");
}
