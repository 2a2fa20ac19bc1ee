//! Pages of a list that is at hand: computed, not stored. A cursor is an item's place.

use super::{Edge, Page, Paging};
use crate::{Error, InvalidField, Result};

/// The page of `items` that is asked for.
///
/// # Errors
/// [`Error::Invalid`] when a cursor isn't one of this kind of list.
pub fn slice<M: Clone>(items: &[M], paging: &Paging) -> Result<Page<M>> {
    let mut invalid = Vec::new();
    let mut place = |field: &str, cursor: &Option<String>| {
        let place = cursor.as_deref().map(str::parse::<usize>);
        if matches!(place, Some(Err(_))) {
            invalid.push(InvalidField::new(field, "is not a cursor of this list"));
        }
        place.and_then(std::result::Result::ok)
    };
    let after = place("after", &paging.after);
    let before = place("before", &paging.before);
    if !invalid.is_empty() {
        return Err(Error::Invalid(invalid));
    }
    let limit = paging.limit as usize;
    let mut start = after.map_or(0, |place| place.saturating_add(1)).min(items.len());
    let mut end = before.unwrap_or(items.len()).clamp(start, items.len());
    if paging.backwards {
        start = start.max(end.saturating_sub(limit));
    } else {
        end = end.min(start.saturating_add(limit));
    }
    let edge = |place: usize| Edge { cursor: place.to_string(), node: items[place].clone() };
    Ok(Page { edges: (start..end).map(edge).collect(), has_next: end < items.len(), has_previous: start > 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(first: Option<i64>, after: Option<&str>, last: Option<i64>, before: Option<&str>) -> Result<Page<u32>> {
        let items: Vec<u32> = (0..10).collect();
        slice(&items, &Paging::new(first, after.map(Into::into), last, before.map(Into::into))?)
    }

    fn nodes(page: &Page<u32>) -> Vec<u32> {
        page.edges.iter().map(|edge| edge.node).collect()
    }

    #[test]
    fn pages_follow_one_another_both_ways() {
        let first = page(Some(4), None, None, None).unwrap();
        assert_eq!((nodes(&first), first.has_next, first.has_previous), (vec![0, 1, 2, 3], true, false));
        let second = page(Some(40), Some(&first.edges[3].cursor), None, None).unwrap();
        assert_eq!((nodes(&second), second.has_next, second.has_previous), ((4..10).collect(), false, true));
        let last = page(None, None, Some(3), None).unwrap();
        assert_eq!((nodes(&last), last.has_next, last.has_previous), (vec![7, 8, 9], false, true));
        let earlier = page(None, None, Some(3), Some(&last.edges[0].cursor)).unwrap();
        assert_eq!(nodes(&earlier), [4, 5, 6]);
        assert!(nodes(&page(Some(3), Some("99"), None, None).unwrap()).is_empty());
    }

    #[test]
    fn what_is_not_a_cursor_is_named() {
        let error = page(Some(3), Some("x"), None, None).unwrap_err().to_string();
        assert!(error.starts_with("after:"), "{error}");
    }
}
