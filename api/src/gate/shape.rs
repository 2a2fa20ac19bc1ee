//! The schema, as far as documents are checked against it: which type a field has and who may have it.

use std::collections::HashMap;

use async_graphql::parser::{
    parse_schema,
    types::{FieldDefinition, TypeKind, TypeSystemDefinition},
};

use crate::access::{self, Access};

/// The types that have fields.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    types: HashMap<String, HashMap<String, FieldShape>>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldShape {
    /// Its type's name, without lists.
    pub ty: String,
    /// Who may have it. Nobody has decided on a field without: it is an administrator's.
    pub access: Access,
}

impl Shape {
    /// Reads a schema in GraphQL's schema definition language.
    ///
    /// # Errors
    /// When it isn't one.
    pub fn of(sdl: &str) -> Result<Self, String> {
        let document = parse_schema(sdl).map_err(|error| error.to_string())?;
        let mut types = HashMap::new();
        for definition in document.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let name = definition.node.name.node.to_string();
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => continue,
            };
            let fields = fields.into_iter().map(|field| field_shape(&name, &field.node)).collect();
            types.insert(name, fields);
        }
        Ok(Self { types })
    }

    /// Every field, as `(type, field)`.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.types.iter().flat_map(|(ty, fields)| fields.keys().map(move |field| (ty.as_str(), field.as_str())))
    }

    pub(super) fn field(&self, ty: &str, field: &str) -> Option<&FieldShape> {
        self.types.get(ty)?.get(field)
    }
}

fn field_shape(ty: &str, field: &FieldDefinition) -> (String, FieldShape) {
    let name = field.name.node.to_string();
    let access = access::of(ty, &name).unwrap_or(access::UNDECIDED);
    let of = field.ty.node.to_string();
    let of = of.trim_matches(['[', ']', '!']).to_owned();
    (name, FieldShape { ty: of, access })
}
