//! Which waiting requests go into one batch.

/// Bounds of a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Most tokens, padding included.
    pub token_budget: usize,
    /// Most requests.
    pub max_batch: usize,
    /// What a batch costs beside its tokens, as a number of tokens.
    pub batch_overhead_tokens: usize,
}

/// Positions of the requests to compute together, ascending, given the waiting requests' lengths in order of arrival.
///
/// The oldest is always among them, so that none waits for ever; the others are those nearest to it in length, as long
/// as padding them costs less than computing each of them in a batch of its own. A request that is longer than the
/// whole budget goes alone.
pub(super) fn choose(lengths: &[usize], bounds: Bounds) -> Vec<usize> {
    if lengths.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|&position| lengths[position]);
    let oldest = order.iter().position(|&position| position == 0).expect("position 0 is in the order");

    let (mut from, mut to) = (oldest, oldest + 1);
    let mut tokens = lengths[0];
    let fits = |longest: usize, count: usize, tokens: usize| {
        count <= bounds.max_batch
            && longest * count <= bounds.token_budget
            && longest * count - tokens <= bounds.batch_overhead_tokens * (count - 1)
    };
    loop {
        let (count, longest) = (to - from + 1, lengths[order[to - 1]]);
        let shorter = from.checked_sub(1).map(|at| lengths[order[at]]).filter(|&l| fits(longest, count, tokens + l));
        let longer = order.get(to).map(|&at| lengths[at]).filter(|&l| fits(l, count, tokens + l));
        match (shorter, longer) {
            (Some(shorter), Some(longer)) if lengths[0] - shorter < longer - lengths[0] => {
                from -= 1;
                tokens += shorter;
            }
            (_, Some(longer)) => {
                to += 1;
                tokens += longer;
            }
            (Some(shorter), None) => {
                from -= 1;
                tokens += shorter;
            }
            (None, None) => break,
        }
    }
    let mut chosen = order[from..to].to_vec();
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { token_budget: 100, max_batch: 4, batch_overhead_tokens: 2 };

    #[test]
    fn like_lengths_go_together_and_the_oldest_is_always_among_them() {
        let three = Bounds { max_batch: 3, ..BOUNDS };
        assert_eq!(choose(&[20, 3, 21, 60, 19], three), [0, 2, 4]);
        assert_eq!(choose(&[3, 20, 21, 60, 4], BOUNDS), [0, 4]);
    }

    #[test]
    fn neither_budget_nor_batch_is_exceeded_and_none_is_left_for_ever() {
        let mut lengths: Vec<usize> = (0..500).map(|n| n * 37 % 120 + 1).collect();
        let mut batches = 0;
        while !lengths.is_empty() {
            let chosen = choose(&lengths, BOUNDS);
            assert_eq!(chosen[0], 0);
            let longest = chosen.iter().map(|&at| lengths[at]).max().unwrap();
            assert!(chosen.len() == 1 || longest * chosen.len() <= BOUNDS.token_budget);
            assert!(chosen.len() <= BOUNDS.max_batch);
            for at in chosen.into_iter().rev() {
                lengths.remove(at);
            }
            batches += 1;
        }
        assert!(batches < 500);
    }

    #[test]
    fn equal_requests_fill_the_batch_in_order_of_arrival() {
        assert_eq!(choose(&[10; 9], BOUNDS), [0, 1, 2, 3]);
        assert_eq!(choose(&[60; 3], BOUNDS), [0]);
        assert_eq!(choose(&[500, 1], BOUNDS), [0]);
        assert!(choose(&[], BOUNDS).is_empty());
    }
}
