//! The operation of a document that is executed, and what it asks for at its root.

use std::collections::HashSet;

use async_graphql::{
    Name, Request,
    parser::types::{ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet},
};

/// The operations that may be executed: the one with this name, or without a name all, of which there should be one.
pub fn chosen<'d>(
    document: &'d ExecutableDocument,
    name: Option<&'d str>,
) -> impl Iterator<Item = &'d OperationDefinition> {
    let is_chosen = move |operation: Option<&Name>| {
        name.is_none_or(|name| operation.is_none_or(|operation| operation.as_str() == name))
    };
    document
        .operations
        .iter()
        .filter(move |(operation, _)| is_chosen(*operation))
        .map(|(_, definition)| &definition.node)
}

/// Whether a request changes something. One that doesn't parse changes nothing.
pub fn is_mutation(request: &mut Request) -> bool {
    let name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else { return false };
    chosen(document, name.as_deref()).any(|operation| operation.ty == OperationType::Mutation)
}

/// The fields of an operation's root, wherever in the document they stand. What is spread twice is there once: it has the
/// same names in the answer.
pub fn root_fields<'d>(document: &'d ExecutableDocument, operation: &'d OperationDefinition) -> Vec<&'d Field> {
    let mut fields = Vec::new();
    let mut seen: HashSet<&Name> = HashSet::new();
    let mut waiting: Vec<&SelectionSet> = vec![&operation.selection_set.node];
    while let Some(set) = waiting.pop() {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => fields.push(&field.node),
                Selection::InlineFragment(fragment) => waiting.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if seen.insert(name)
                        && let Some(fragment) = document.fragments.get(name)
                    {
                        waiting.push(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
    fields
}
