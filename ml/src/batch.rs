//! Groups rows of like length and pads each group to its longest.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Batches whose rows are sorted by length together: large enough to save padding, small enough to stay random.
const BATCHES_PER_BUCKET: usize = 50;

/// Rows of one shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaddedBatch {
    /// `[rows, length]`, row by row; padded with the padding id.
    pub ids: Vec<i64>,
    /// `[rows, length]`; 1 where there is a token, 0 where there is padding.
    pub mask: Vec<i64>,
    /// Number of rows.
    pub rows: usize,
    /// Tokens in the longest row.
    pub length: usize,
}

/// Pads rows of token ids with `pad_id` at their ends to the longest of them.
pub fn pad(rows: &[&[u32]], pad_id: u32) -> PaddedBatch {
    let length = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let mut ids = vec![i64::from(pad_id); rows.len() * length];
    let mut mask = vec![0; rows.len() * length];
    for (index, row) in rows.iter().enumerate() {
        let from = index * length;
        for (at, &id) in row.iter().enumerate() {
            ids[from + at] = i64::from(id);
            mask[from + at] = 1;
        }
    }
    PaddedBatch { ids, mask, rows: rows.len(), length }
}

/// How large a training batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchSize {
    /// So many rows.
    Rows(usize),
    /// As many rows as fit into so many tokens, padding included; a row longer than that is alone.
    Tokens(usize),
}

/// Indices of the rows of each training batch of one epoch: random, yet with rows of like length together.
/// The same lengths, size, seed and epoch give the same batches.
pub fn shuffled(lengths: &[usize], size: BatchSize, seed: u64, epoch: u32) -> Vec<Vec<usize>> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(u64::from(epoch));
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.shuffle(&mut random);
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for bucket in order.chunks_mut(size.usual_rows(lengths) * BATCHES_PER_BUCKET) {
        bucket.sort_by_key(|&row| lengths[row]);
        match size {
            BatchSize::Rows(rows) => batches.extend(bucket.chunks(rows).map(<[usize]>::to_vec)),
            BatchSize::Tokens(tokens) => fill(bucket, lengths, tokens, &mut batches),
        }
    }
    batches.shuffle(&mut random);
    batches
}

impl BatchSize {
    /// Rows in a batch of rows of the usual length.
    fn usual_rows(self, lengths: &[usize]) -> usize {
        match self {
            BatchSize::Rows(rows) => rows,
            BatchSize::Tokens(tokens) => (tokens * lengths.len() / lengths.iter().sum::<usize>().max(1)).max(1),
        }
    }
}

/// Cuts rows that are sorted by length into batches of at most `tokens`.
fn fill(rows: &[usize], lengths: &[usize], tokens: usize, batches: &mut Vec<Vec<usize>>) {
    let mut batch: Vec<usize> = Vec::new();
    for &row in rows {
        // The row is the longest so far, so all are padded to it.
        if !batch.is_empty() && (batch.len() + 1) * lengths[row] > tokens {
            batches.push(std::mem::take(&mut batch));
        }
        batch.push(row);
    }
    if !batch.is_empty() {
        batches.push(batch);
    }
}

/// Indices of the rows of each batch when order doesn't matter: shortest rows first.
pub fn sorted(lengths: &[usize], batch_size: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&row| lengths[row]);
    order.chunks(batch_size).map(<[usize]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: BatchSize = BatchSize::Rows(8);

    #[test]
    fn padding_reaches_the_longest_row_and_is_masked() {
        let batch = pad(&[&[2, 9, 3], &[2, 3]], 7);
        assert_eq!((batch.rows, batch.length), (2, 3));
        assert_eq!(batch.ids, [2, 9, 3, 2, 3, 7]);
        assert_eq!(batch.mask, [1, 1, 1, 1, 1, 0]);
    }

    #[test]
    fn every_row_is_in_one_batch_and_seed_and_epoch_decide_which() {
        let lengths: Vec<usize> = (0..1003).map(|n| n * 37 % 60 + 2).collect();
        let batches = shuffled(&lengths, ROWS, 1, 0);
        let mut rows: Vec<usize> = batches.iter().flatten().copied().collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..1003).collect::<Vec<_>>());
        assert_eq!(batches, shuffled(&lengths, ROWS, 1, 0));
        assert_ne!(batches, shuffled(&lengths, ROWS, 1, 1));
        assert_ne!(batches, shuffled(&lengths, ROWS, 2, 0));
    }

    #[test]
    fn bucketing_wastes_little_on_padding() {
        let lengths: Vec<usize> = (0..4000).map(|n| n * 37 % 60 + 2).collect();
        let tokens: usize = lengths.iter().sum();
        let padded: usize = shuffled(&lengths, BatchSize::Rows(16), 1, 0)
            .iter()
            .map(|batch| batch.len() * batch.iter().map(|&row| lengths[row]).max().unwrap())
            .sum();
        assert!((padded as f64) < 1.1 * tokens as f64, "{padded} for {tokens}");
    }

    #[test]
    fn a_budget_of_tokens_is_kept_and_used_and_no_row_is_lost() {
        let lengths: Vec<usize> = (0..4000).map(|n| n * 37 % 60 + 2).chain([700]).collect();
        let batches = shuffled(&lengths, BatchSize::Tokens(640), 1, 0);
        let mut rows: Vec<usize> = batches.iter().flatten().copied().collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..4001).collect::<Vec<_>>());
        let padded = |batch: &Vec<usize>| batch.len() * batch.iter().map(|&row| lengths[row]).max().unwrap();
        assert!(batches.iter().all(|batch| padded(batch) <= 640 || *batch == [4000]));
        let used: usize = batches.iter().map(padded).sum();
        assert!(used as f64 > 0.9 * 640.0 * batches.len() as f64, "{used} in {}", batches.len());
    }
}
