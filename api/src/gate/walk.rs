//! The document as a tree: each fragment is walked once, whatever spreads it.

use std::collections::HashMap;

use async_graphql::{
    Name,
    parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet},
};

use super::{MAX_DEPTH, Refusal, shape::Shape};
use crate::access::Access;

/// How much a document, or a part of it, asks for once its fragments are spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Fields and spreads.
    pub selections: u64,
    /// Fields that are given another name.
    pub aliases: u64,
    /// Levels of fields.
    pub depth: usize,
}

/// Deepest nesting of selections that is followed: fields, inline fragments and spreads.
const MAX_FOLLOWED: usize = 4 * MAX_DEPTH;

/// Walks all operations of a document. `ask` hears of every field that can be reached, with who may have it; `None` for
/// a field that every type has or that tells about the schema. Fields that don't exist are left to validation.
///
/// # Errors
/// What `ask` refuses; a fragment that spreads itself; a nesting without end.
pub fn walk(
    shape: &Shape,
    document: &ExecutableDocument,
    ask: impl Fn(String, Option<Access>) -> Result<(), Refusal>,
) -> Result<Size, Refusal> {
    let mut walk = Walk { shape, document, ask, known: HashMap::new() };
    let mut sum = Size::default();
    for (_, operation) in document.operations.iter() {
        let root = match operation.node.ty {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        };
        sum = sum.beside(walk.of(root, &operation.node.selection_set.node, 0)?);
    }
    // Validation walks those, too, that no operation spreads.
    for name in document.fragments.keys() {
        sum = sum.or(walk.fragment(name, 0)?);
    }
    Ok(sum)
}

struct Walk<'a, Ask> {
    shape: &'a Shape,
    document: &'a ExecutableDocument,
    ask: Ask,
    /// Fragments that were walked, and (as `None`) those being walked.
    known: HashMap<&'a Name, Option<Size>>,
}

impl<'a, Ask: Fn(String, Option<Access>) -> Result<(), Refusal>> Walk<'a, Ask> {
    fn of(&mut self, ty: &'a str, set: &'a SelectionSet, nesting: usize) -> Result<Size, Refusal> {
        if nesting > MAX_FOLLOWED {
            return Err(Refusal::TooLarge("the document's fields are nested too deeply".into()));
        }
        let nesting = nesting + 1;
        let mut sum = Size::default();
        for item in &set.items {
            let size = match &item.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let below = self.field(ty, name)?;
                    let mut size = self.of(below, &field.node.selection_set.node, nesting)?;
                    size.depth += 1;
                    size.aliases = size.aliases.saturating_add(field.node.alias.is_some().into());
                    size
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let ty = condition.map_or(ty, |condition| condition.node.on.node.as_str());
                    self.of(ty, &fragment.node.selection_set.node, nesting)?
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, nesting)?,
            };
            sum = sum.beside(Size { selections: size.selections.saturating_add(1), ..size });
        }
        Ok(sum)
    }

    /// The type of a field that may be had.
    fn field(&self, ty: &str, name: &str) -> Result<&'a str, Refusal> {
        let path = || format!("{ty}.{name}");
        match name {
            "__typename" => Ok(""),
            _ if name.starts_with("__") => (self.ask)(path(), None).map(|()| ""),
            _ => match self.shape.field(ty, name) {
                Some(field) => (self.ask)(path(), Some(field.access)).map(|()| field.ty.as_str()),
                None => Ok(""),
            },
        }
    }

    fn fragment(&mut self, name: &'a Name, nesting: usize) -> Result<Size, Refusal> {
        match self.known.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => return Err(Refusal::TooLarge(format!("fragment {name} spreads itself"))),
            None => {}
        }
        // One that isn't there is refused by validation.
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Size::default()) };
        self.known.insert(name, None);
        let ty = fragment.node.type_condition.node.on.node.as_str();
        let size = self.of(ty, &fragment.node.selection_set.node, nesting)?;
        self.known.insert(name, Some(size));
        Ok(size)
    }
}

impl Size {
    fn beside(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            depth: self.depth.max(other.depth),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            selections: self.selections.max(other.selections),
            aliases: self.aliases.max(other.aliases),
            depth: self.depth.max(other.depth),
        }
    }
}
