//! `pytorch_model.bin`, read without running anything in it.
//!
//! A checkpoint is an index (a pickle) and raw storages, in a zip archive or, before PyTorch 1.6, one after the
//! other. libtorch's own reader, `Tensor::loadz_multi`, reads the archive if the index is a plain dictionary, but
//! `torch.save` writes a model's state as an ordered one, which that reader doesn't know. So the [`index`] is read by
//! a strict reader of our own that refuses everything but tensors; what is wanted of it is written to a [`plain`]
//! archive whose index holds nothing but what was checked; and that is what libtorch gets to see.

pub mod index;
mod plain;
pub mod value;

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use tch::Tensor;
use zip::{CompressionMethod, ZipArchive};

use value::{IndexedTensor, Value};

/// What a file begins with that was written before PyTorch 1.6: a pickle of `torch.serialization.MAGIC_NUMBER`.
const OLD_MAGIC: [u8; 15] = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, b'.'];
/// Indices are tens of kilobytes; this is room for any model and none for a bomb.
const LARGEST_INDEX: u64 = 64 << 20;

/// Why a checkpoint wasn't read. Nothing in it was executed.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// It holds something that a dictionary of tensors doesn't need.
    #[error("pytorch_model.bin is refused: {0}; nothing in it was executed")]
    Refused(String),
    /// It isn't a checkpoint, or a damaged one.
    #[error("pytorch_model.bin can't be read: {0}")]
    Malformed(String),
    /// It can't be read, or the archive can't be written.
    #[error("pytorch_model.bin: {0}")]
    Io(#[from] io::Error),
    /// libtorch refused the checked archive.
    #[error("libtorch: {0}")]
    Torch(#[from] tch::TchError),
}

/// A checkpoint whose index was read and found harmless.
#[derive(Debug)]
pub struct TorchCheckpoint {
    file: File,
    storages: Storages,
    tensors: BTreeMap<String, IndexedTensor>,
}

#[derive(Debug)]
enum Storages {
    /// Entries below this folder of the archive.
    Archive { root: String },
    /// Position in the file, by key.
    Sequence(HashMap<String, u64>),
}

impl TorchCheckpoint {
    /// Reads the index.
    pub fn open(path: &Path) -> Result<Self, CheckpointError> {
        let mut file = File::open(path)?;
        let mut head = Vec::new();
        file.by_ref().take(OLD_MAGIC.len() as u64).read_to_end(&mut head)?;
        file.rewind()?;
        if head.starts_with(b"PK\x03\x04") {
            Self::open_archive(file)
        } else if head == OLD_MAGIC {
            Self::open_sequence(file)
        } else {
            Err(CheckpointError::Malformed("it isn't a file that torch.save wrote".into()))
        }
    }

    /// Its tensors, by key.
    pub fn tensors(&self) -> &BTreeMap<String, IndexedTensor> {
        &self.tensors
    }

    /// The tensors of these keys, through libtorch's reader. `scratch` is a file that is written and deleted.
    pub fn load(mut self, keys: &[&str], scratch: &Path) -> Result<HashMap<String, Tensor>, CheckpointError> {
        let wanted: BTreeMap<&str, &IndexedTensor> =
            self.tensors.iter().filter(|(key, _)| keys.contains(&key.as_str())).map(|(k, t)| (k.as_str(), t)).collect();
        let written = match &self.storages {
            Storages::Archive { root } => {
                let mut archive = archive(&mut self.file)?;
                plain::write(scratch, &wanted, |tensor, output| {
                    let name = format!("{root}/data/{}", tensor.storage);
                    let mut entry = stored(&mut archive, &name)?;
                    Ok(io::copy(&mut entry, output)?)
                })
            }
            Storages::Sequence(positions) => plain::write(scratch, &wanted, |tensor, output| {
                let position = positions.get(tensor.storage.as_ref());
                let position = position.ok_or_else(|| malformed(&format!("storage {} is missing", tensor.storage)))?;
                self.file.seek(SeekFrom::Start(*position))?;
                let bytes = tensor.storage_size * tensor.kind.element_size();
                Ok(io::copy(&mut self.file.by_ref().take(bytes), output)?)
            }),
        };
        let loaded = written.and_then(|()| Ok(Tensor::loadz_multi(scratch)?));
        std::fs::remove_file(scratch)?;
        Ok(loaded?.into_iter().collect())
    }

    fn open_archive(mut file: File) -> Result<Self, CheckpointError> {
        let mut archive = archive(&mut file)?;
        let root = archive.file_names().find_map(|name| {
            let root = name.strip_suffix("/data.pkl")?;
            (!root.contains('/')).then(|| root.to_owned())
        });
        let root = root.ok_or_else(|| malformed("it has no data.pkl"))?;
        let order = format!("{root}/byteorder");
        if archive.file_names().any(|name| name == order) {
            let mut text = String::new();
            stored(&mut archive, &order)?.take(16).read_to_string(&mut text)?;
            if text != "little" {
                return Err(malformed("it was written on a big-endian machine"));
            }
        }
        let mut bytes = Vec::new();
        let entry = stored(&mut archive, &format!("{root}/data.pkl"))?;
        if entry.size() > LARGEST_INDEX {
            return Err(malformed("its index is larger than any model's"));
        }
        entry.take(LARGEST_INDEX).read_to_end(&mut bytes)?;
        let (value, _) = index::read(&bytes)?;
        let tensors = by_key(value)?;
        for tensor in tensors.values() {
            let name = format!("{root}/data/{}", tensor.storage);
            let size = stored(&mut archive, &name)?.size();
            if size != tensor.storage_size.saturating_mul(tensor.kind.element_size()) {
                return Err(malformed(&format!("{name} has {size} bytes, its index says otherwise")));
            }
        }
        Ok(TorchCheckpoint { file, storages: Storages::Archive { root }, tensors })
    }

    /// Magic number, version, machine, index, keys of the storages, and the storages, each led by its size.
    fn open_sequence(mut file: File) -> Result<Self, CheckpointError> {
        let total = file.metadata()?.len();
        let mut bytes = Vec::new();
        file.by_ref().take(LARGEST_INDEX).read_to_end(&mut bytes)?;
        let (_magic, rest) = index::read(&bytes)?;
        let (version, rest) = index::read(rest)?;
        if !matches!(version, Value::Integer(1001)) {
            return Err(malformed("it has another version than 1001"));
        }
        let (machine, rest) = index::read(rest)?;
        let Value::Dictionary(machine) = machine else { return Err(malformed("it doesn't say how it was written")) };
        if machine.iter().any(|(key, value)| &**key == "little_endian" && matches!(value, Value::Bool(false))) {
            return Err(malformed("it was written on a big-endian machine"));
        }
        let (value, rest) = index::read(rest)?;
        let tensors = by_key(value)?;
        let (keys, rest) = index::read(rest)?;
        let Value::List(keys) = keys else { return Err(malformed("it doesn't list its storages")) };
        let sizes: HashMap<&str, u64> = tensors
            .values()
            .map(|tensor| (&*tensor.storage, tensor.storage_size.saturating_mul(tensor.kind.element_size())))
            .collect();
        let mut positions = HashMap::new();
        let mut position = (bytes.len() - rest.len()) as u64;
        for key in &keys {
            let Value::Text(key) = key else { return Err(malformed("a storage without a key")) };
            let Some(size) = sizes.get(&**key) else { return Err(malformed("a storage that no tensor uses")) };
            position += 8;
            positions.insert(key.as_ref().to_owned(), position);
            let Some(end) = position.checked_add(*size).filter(|end| *end <= total) else {
                return Err(malformed("it ends in the middle of its storages"));
            };
            position = end;
        }
        if sizes.keys().any(|key| !positions.contains_key(*key)) {
            return Err(malformed("it doesn't hold all its storages"));
        }
        Ok(TorchCheckpoint { file, storages: Storages::Sequence(positions), tensors })
    }
}

fn by_key(value: Value) -> Result<BTreeMap<String, IndexedTensor>, CheckpointError> {
    let mut tensors = BTreeMap::new();
    for (key, tensor) in index::tensors(value)? {
        if tensors.insert(key.clone(), tensor).is_some() {
            return Err(CheckpointError::Refused(format!("it holds {key} twice")));
        }
    }
    Ok(tensors)
}

fn archive(file: &mut File) -> Result<ZipArchive<&mut File>, CheckpointError> {
    ZipArchive::new(file).map_err(|error| malformed(&error.to_string()))
}

/// An entry as `torch.save` writes it: not compressed, so that it takes no more room than the file.
fn stored<'a>(archive: &'a mut ZipArchive<&mut File>, name: &str) -> Result<zip::read::ZipFile<'a>, CheckpointError> {
    let entry = archive.by_name(name).map_err(|error| malformed(&format!("{name}: {error}")))?;
    if entry.compression() != CompressionMethod::Stored || entry.size() != entry.compressed_size() {
        return Err(malformed(&format!("{name} is compressed, which torch.save never does")));
    }
    Ok(entry)
}

fn malformed(what: &str) -> CheckpointError {
    CheckpointError::Malformed(what.to_owned())
}
