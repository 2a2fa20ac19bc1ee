//! Tensors as a safetensors file, one tensor in memory at a time, made durable and hashed on the way.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::path::Path;

use safetensors::{Dtype, SafeTensors, View};
use sha2::{Digest, Sha256};
use tch::{Device, Kind, Tensor};

/// Writes 32-bit tensors under their names; returns the file's SHA-256. The file is durable then, its folder's entry
/// isn't.
pub fn write(path: &Path, tensors: &HashMap<String, Tensor>) -> io::Result<String> {
    let ordered: BTreeMap<&str, Stored> =
        tensors.iter().map(|(name, tensor)| (name.as_str(), Stored::new(tensor))).collect();
    // Hugging Face's loader wants to know whose layout this is.
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    safetensors::serialize_to_file(ordered, Some(metadata), path).map_err(|error| match error {
        safetensors::SafeTensorError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    })?;
    let mut file = File::open(path)?;
    file.sync_all()?;
    let mut hash = Sha256::new();
    io::copy(&mut file, &mut hash)?;
    Ok(hex::encode(hash.finalize()))
}

/// Reads the tensors of a file's bytes.
pub fn read(bytes: &[u8]) -> Result<HashMap<String, Tensor>, String> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
    file.iter()
        .map(|(name, view)| {
            if view.dtype() != Dtype::F32 {
                return Err(format!("{name} isn't in 32 bits"));
            }
            let shape: Vec<i64> = view.shape().iter().map(|&size| size as i64).collect();
            let tensor = Tensor::f_from_data_size(view.data(), &shape, Kind::Float);
            tensor.map(|tensor| (name.to_owned(), tensor)).map_err(|error| error.to_string())
        })
        .collect()
}

/// A tensor as the file has it; its bytes are fetched when they are written.
struct Stored<'t> {
    tensor: &'t Tensor,
    shape: Vec<usize>,
}

impl<'t> Stored<'t> {
    fn new(tensor: &'t Tensor) -> Self {
        Stored { tensor, shape: tensor.size().iter().map(|&size| size as usize).collect() }
    }
}

impl View for Stored<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        let tensor = self.tensor.detach().to_device(Device::Cpu).to_kind(Kind::Float).contiguous();
        let mut bytes = vec![0; self.data_len()];
        tensor.copy_data_u8(&mut bytes, tensor.numel());
        Cow::Owned(bytes)
    }

    fn data_len(&self) -> usize {
        self.shape.iter().product::<usize>() * size_of::<f32>()
    }
}
