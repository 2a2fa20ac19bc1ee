//! Rows of an embedding in a safetensors file, copied byte for byte.

use std::collections::HashMap;

use safetensors::tensor::{SafeTensors, TensorView};

/// Ends of the names of what has a row for every token: the embedding, and the layers of a masked-language-model head.
const BY_TOKEN: [&str; 6] = [
    "word_embeddings.weight",
    "predictions.decoder.weight",
    "predictions.decoder.bias",
    "predictions.bias",
    "lm_head.decoder.weight",
    "lm_head.bias",
];

/// The file with only the kept rows of what has a row for every token; everything else as it is.
pub(super) fn select_rows(file: &[u8], kept: &[u32]) -> Result<Vec<u8>, String> {
    let tensors = SafeTensors::deserialize(file).map_err(|error| error.to_string())?;
    let (_, header) = SafeTensors::read_metadata(file).map_err(|error| error.to_string())?;
    let metadata: Option<HashMap<String, String>> = header.metadata().clone();
    let mut selected = Vec::new();
    let mut embeddings = 0;
    for (name, tensor) in tensors.iter() {
        let is_by_token = BY_TOKEN.iter().any(|end| name.ends_with(end));
        embeddings += usize::from(name.ends_with(BY_TOKEN[0]));
        let (shape, bytes) = if is_by_token { rows(name, &tensor, kept)? } else { whole(&tensor) };
        selected.push((name.to_owned(), tensor.dtype(), shape, bytes));
    }
    if embeddings != 1 {
        return Err(format!("has {embeddings} tensors named …{}; a base model has one", BY_TOKEN[0]));
    }
    selected.sort_by(|a, b| a.0.cmp(&b.0));
    let views: Result<Vec<_>, _> = selected
        .iter()
        .map(|(name, kind, shape, bytes)| Ok((name.as_str(), TensorView::new(*kind, shape.clone(), bytes)?)))
        .collect();
    let views = views.map_err(|error: safetensors::SafeTensorError| error.to_string())?;
    safetensors::serialize(views, metadata).map_err(|error| error.to_string())
}

/// Shape and bytes of a tensor.
type Contents = (Vec<usize>, Vec<u8>);

fn whole(tensor: &TensorView<'_>) -> Contents {
    (tensor.shape().to_vec(), tensor.data().to_vec())
}

fn rows(name: &str, tensor: &TensorView<'_>, kept: &[u32]) -> Result<Contents, String> {
    let (&count, rest) = tensor.shape().split_first().ok_or_else(|| format!("{name} is a single number"))?;
    let width = tensor.data().len() / count.max(1);
    let mut bytes = Vec::with_capacity(width * kept.len());
    for &row in kept {
        let row = row as usize;
        if row >= count {
            return Err(format!("{name} has {count} rows, the tokenizer an id {row}"));
        }
        bytes.extend_from_slice(&tensor.data()[row * width..][..width]);
    }
    Ok(([&[kept.len()], rest].concat(), bytes))
}
