//! What every GraphQL document passes before anything of it is validated or executed: how large it is, and whether its
//! sender may have what it asks for.
//!
//! async-graphql's own limits walk a fragment anew at every spread, so a few hundred bytes of fragments that spread
//! each other twice keep them busy for minutes; `__typename`, aliases and tokens cost nothing there. Here a document is
//! read once, byte by byte, before it is parsed, and each of its fragments is walked once afterwards: time and memory
//! are linear in its length.

mod characters; // what no text may hold
mod lexer; // the document as text
mod shape; // the schema, as far as documents are checked against it
mod walk; // the document as a tree

pub use shape::Shape;

use async_graphql::{Request, parser::types::ExecutableDocument};

use crate::{access::Access, caller::Caller};

/// Longest document, in bytes. Texts to predict belong into variables, but the longest fits here too.
pub const MAX_BYTES: usize = 64 << 10;
/// Most tokens.
pub const MAX_TOKENS: usize = 1_000;
/// Deepest nesting of brackets of any kind.
pub const MAX_NESTING: usize = 64;
/// Most directives.
pub const MAX_DIRECTIVES: usize = 32;
/// Most aliases, once fragments are spread.
pub const MAX_ALIASES: u64 = 15;
/// Most fields and spreads, once fragments are spread.
pub const MAX_SELECTIONS: u64 = 2_000;
/// Deepest nesting of fields, once fragments are spread.
pub const MAX_DEPTH: usize = 32;

/// Why a document isn't executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is larger than documents may be; the sentence says in which way.
    TooLarge(String),
    /// A text in it holds U+0000.
    Nul {
        /// Where: a variable's path, or `query`.
        path: String,
    },
    /// It asks for something that only members may have.
    SignInNeeded {
        /// What it asks for, as `Type.field`.
        field: String,
    },
    /// It asks for something that the caller's role doesn't allow.
    RoleNeeded {
        /// What it asks for, as `Type.field`.
        field: String,
        /// Who may have it.
        access: Access,
    },
}

/// Whether the text of a document is small enough to be parsed.
///
/// # Errors
/// [`Refusal::TooLarge`] naming the limit.
pub fn measure(document: &str) -> Result<(), Refusal> {
    let bytes = document.len();
    if bytes > MAX_BYTES {
        return Err(too_large("bytes", bytes, MAX_BYTES));
    }
    let lexed = lexer::lex(document);
    for (what, count, maximum) in [
        ("tokens", lexed.tokens, MAX_TOKENS),
        ("levels of brackets", lexed.nesting, MAX_NESTING),
        ("directives", lexed.directives, MAX_DIRECTIVES),
    ] {
        if count > maximum {
            return Err(too_large(what, count, maximum));
        }
    }
    Ok(())
}

/// Whether a request may be executed for its sender. A document that doesn't parse passes, to be refused for that.
///
/// # Errors
/// [`Refusal`], nothing having been executed.
pub fn admit(shape: &Shape, request: &mut Request, caller: &Caller, introspection: Access) -> Result<(), Refusal> {
    measure(&request.query)?;
    if let Some(path) = characters::nul_in(request) {
        return Err(Refusal::Nul { path });
    }
    match request.parsed_query() {
        Ok(document) => check(shape, document, caller, introspection),
        Err(_) => Ok(()),
    }
}

fn check(shape: &Shape, document: &ExecutableDocument, caller: &Caller, introspection: Access) -> Result<(), Refusal> {
    let size = walk::walk(shape, document, |field, access| {
        let access = access.unwrap_or(introspection);
        if access.is_given_to(|role| caller.allows(role)) {
            return Ok(());
        }
        Err(match caller.member {
            Some(_) => Refusal::RoleNeeded { field, access },
            None => Refusal::SignInNeeded { field },
        })
    })?;
    for (what, count, maximum) in [
        ("fields once its fragments are spread", size.selections, MAX_SELECTIONS),
        ("aliases once its fragments are spread", size.aliases, MAX_ALIASES),
        ("levels of fields", size.depth as u64, MAX_DEPTH as u64),
    ] {
        if count > maximum {
            return Err(too_large(what, count, maximum));
        }
    }
    Ok(())
}

fn too_large(what: &str, count: impl std::fmt::Display, maximum: impl std::fmt::Display) -> Refusal {
    Refusal::TooLarge(format!("the document has {count} {what}; at most {maximum} are taken"))
}

#[cfg(test)]
mod tests;
