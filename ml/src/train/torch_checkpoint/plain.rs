//! Writes checked tensors as the archive that libtorch's reader understands: a plain dictionary.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use zip::write::FileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::CheckpointError;
use super::value::IndexedTensor;

/// Folder inside the archive.
const ROOT: &str = "plain";
/// Version of the archive's layout, as `torch.save` writes it.
const VERSION: &[u8] = b"3\n";

/// Writes an archive of `tensors`; `copy` writes one tensor's whole storage and returns how many bytes those were.
pub(super) fn write(
    path: &Path,
    tensors: &BTreeMap<&str, &IndexedTensor>,
    mut copy: impl FnMut(&IndexedTensor, &mut dyn Write) -> Result<u64, CheckpointError>,
) -> Result<(), CheckpointError> {
    let failed = |error: zip::result::ZipError| CheckpointError::Io(error.into());
    let options = FileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
    let mut archive = ZipWriter::new(BufWriter::new(File::create(path)?));
    archive.start_file(format!("{ROOT}/data.pkl"), options).map_err(failed)?;
    archive.write_all(&dictionary(tensors))?;
    archive.start_file(format!("{ROOT}/version"), options).map_err(failed)?;
    archive.write_all(VERSION)?;
    let mut written = BTreeSet::new();
    for tensor in tensors.values() {
        if !written.insert(&tensor.storage) {
            continue;
        }
        archive.start_file(format!("{ROOT}/data/{}", tensor.storage), options).map_err(failed)?;
        let expected = tensor.storage_size * tensor.kind.element_size();
        let bytes = copy(tensor, &mut archive)?;
        if bytes != expected {
            return Err(CheckpointError::Malformed(format!(
                "storage {} has {bytes} bytes, its index says {expected}",
                tensor.storage
            )));
        }
    }
    archive.finish().map_err(failed)?.flush()?;
    Ok(())
}

/// A pickle of protocol 2: `{key: torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, False, {})}`.
fn dictionary(tensors: &BTreeMap<&str, &IndexedTensor>) -> Vec<u8> {
    let mut pickle = vec![0x80, 2, b'}', b'('];
    for (key, tensor) in tensors {
        text(&mut pickle, key);
        pickle.extend(b"ctorch._utils\n_rebuild_tensor_v2\n((");
        text(&mut pickle, "storage");
        pickle.extend(b"ctorch\n");
        pickle.extend(tensor.kind.class_name().as_bytes());
        pickle.push(b'\n');
        text(&mut pickle, &tensor.storage);
        text(&mut pickle, "cpu");
        number(&mut pickle, tensor.storage_size);
        pickle.extend(b"tQ");
        number(&mut pickle, tensor.offset);
        for sizes in [&tensor.shape, &tensor.strides] {
            pickle.push(b'(');
            for size in sizes {
                number(&mut pickle, *size as u64);
            }
            pickle.push(b't');
        }
        pickle.push(0x89);
        pickle.extend(b"ccollections\nOrderedDict\n)RtR");
    }
    pickle.extend(b"u.");
    pickle
}

fn text(pickle: &mut Vec<u8>, text: &str) {
    pickle.push(b'X');
    // Texts come from an index that is far smaller than 4 GB.
    pickle.extend((text.len() as u32).to_le_bytes());
    pickle.extend(text.as_bytes());
}

fn number(pickle: &mut Vec<u8>, number: u64) {
    match u8::try_from(number) {
        Ok(byte) => pickle.extend([b'K', byte]),
        Err(_) => {
            // libtorch reads long numbers of exactly eight bytes.
            pickle.extend([0x8a, 8]);
            pickle.extend(number.to_le_bytes());
        }
    }
}
