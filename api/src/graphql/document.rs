//! How large a document is once its fragments are spread.
//!
//! async-graphql's own limits walk a fragment anew at every spread, so a few hundred bytes of fragments that spread
//! each other twice keep them busy for minutes. Here each fragment is walked once.

use std::collections::HashMap;

use async_graphql::{
    Name,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

/// Most fields and spreads in a document, fragments spread.
pub const MAX_SELECTIONS: u64 = 10_000;

/// Deepest nesting that is measured, spreads included; the schema allows less.
const MAX_NESTING: usize = 128;

/// Fields and spreads of all operations, fragments spread; `None` if a fragment spreads itself, or the nesting is far
/// deeper than the schema allows.
pub fn selections(document: &ExecutableDocument) -> Option<u64> {
    let mut sizes = Sizes { document, known: HashMap::new() };
    document.operations.iter().try_fold(0, |sum: u64, (_, operation)| {
        Some(sum.saturating_add(sizes.of(&operation.node.selection_set.node, 0)?))
    })
}

struct Sizes<'a> {
    document: &'a ExecutableDocument,
    /// Fragments that were walked, and (as `None`) those being walked.
    known: HashMap<&'a Name, Option<u64>>,
}

impl<'a> Sizes<'a> {
    fn of(&mut self, set: &'a SelectionSet, nesting: usize) -> Option<u64> {
        if nesting > MAX_NESTING {
            return None;
        }
        let nesting = nesting + 1;
        set.items.iter().try_fold(0, |sum: u64, item| {
            let below = match &item.node {
                Selection::Field(field) => self.of(&field.node.selection_set.node, nesting)?,
                Selection::InlineFragment(fragment) => self.of(&fragment.node.selection_set.node, nesting)?,
                Selection::FragmentSpread(spread) => self.of_fragment(&spread.node.fragment_name.node, nesting)?,
            };
            Some(sum.saturating_add(1).saturating_add(below))
        })
    }

    fn of_fragment(&mut self, name: &'a Name, nesting: usize) -> Option<u64> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        // One that isn't there is refused by validation.
        let Some(fragment) = self.document.fragments.get(name) else { return Some(0) };
        self.known.insert(name, None);
        let size = self.of(&fragment.node.selection_set.node, nesting)?;
        self.known.insert(name, Some(size));
        Some(size)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn size(document: &str) -> Option<u64> {
        selections(&parse_query(document).unwrap())
    }

    #[test]
    fn fragments_count_wherever_they_are_spread() {
        assert_eq!(size("{ a { b c } ... on Query { d } }"), Some(5));
        assert_eq!(size("{ ...F ...F } fragment F on Query { a b }"), Some(6));
    }

    #[test]
    fn fragments_that_double_each_other_are_measured_at_once() {
        let mut document = "{ ...F0 }".to_owned();
        for n in 0..60 {
            document += &format!(" fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1);
        }
        document += " fragment F60 on Query { a }";
        assert!(size(&document).unwrap() > 1 << 60);
    }

    #[test]
    fn fragments_without_end_have_no_size() {
        assert_eq!(size("{ ...F } fragment F on Query { a { ...G } } fragment G on Query { ...F ...F }"), None);
        let chain: String = (0..1_000).map(|n| format!(" fragment F{n} on Query {{ ...F{} }}", n + 1)).collect();
        assert_eq!(size(&format!("{{ ...F0 }}{chain}")), None, "nor has a chain that would exhaust the stack");
    }
}
