//! Where a run computes, and how much of the machine it used.

use tch::{Cuda, Device};

use crate::parameters::DeviceChoice;

use super::error::TrainError;

/// The device a person chose, if this machine and this libtorch have it.
pub fn open(choice: DeviceChoice) -> Result<Device, TrainError> {
    let count = if Cuda::is_available() { Cuda::device_count() } else { 0 };
    match choice {
        DeviceChoice::Cpu => Ok(Device::Cpu),
        DeviceChoice::Auto if count == 0 => Ok(Device::Cpu),
        DeviceChoice::Auto => Ok(Device::Cuda(0)),
        DeviceChoice::Cuda(number) if (number as i64) < count => Ok(Device::Cuda(number)),
        DeviceChoice::Cuda(number) if count == 0 => Err(TrainError::Device(format!(
            "device is cuda:{number}, but there is no GPU here that this libtorch can use"
        ))),
        DeviceChoice::Cuda(number) => {
            Err(TrainError::Device(format!("device is cuda:{number}, but the GPUs here are 0 to {}", count - 1)))
        }
    }
}

/// A device's name as a person writes it.
pub fn name(device: Device) -> String {
    match device {
        Device::Cuda(number) => format!("cuda:{number}"),
        Device::Cpu => "cpu".into(),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// CPU threads that `threads` asks for; 0 asks for all.
pub fn threads(threads: u32) -> u32 {
    match threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from) as u32,
        threads => threads,
    }
}

/// Most memory this process held at once, in bytes, where the system tells (Linux, `VmHWM` in proc(5)).
pub fn peak_rss_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
