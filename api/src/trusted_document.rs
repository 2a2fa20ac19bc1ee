//! Documents that are known before anybody sends them: the console's, which its build wrote down, and those of a file.
//!
//! A client may name one by its SHA-256 instead of sending it. With `only`, whatever isn't among them is refused, in full
//! or by name: strangers can't ask for what nobody thought of.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Request, Value};
use sha2::{Digest, Sha256};

use crate::{frontend, graphql::error::ErrorCode};

/// What may come before the digits of a document's id.
const ID_PREFIX: &str = "sha256:";

/// Documents that are known. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct TrustedDocuments {
    by_hash: Arc<HashMap<[u8; 32], String>>,
    only: bool,
}

/// Why a document isn't executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The public code.
    pub code: ErrorCode,
    /// What is wrong and what would be accepted.
    pub message: String,
}

impl TrustedDocuments {
    /// The console's documents and these. With `only`, no others are executed.
    ///
    /// # Errors
    /// When none are known and no others were to be executed: nothing could be asked.
    pub fn with(further: Vec<String>, only: bool) -> Result<Self, String> {
        let known = Self::of(frontend::documents().into_iter().chain(further), only);
        if only && known.by_hash.is_empty() {
            return Err("trusted_documents_only: no document is known; build the frontend (make build), or name a \
                        trusted_documents_file"
                .into());
        }
        Ok(known)
    }

    /// These documents.
    pub fn of(texts: impl IntoIterator<Item = String>, only: bool) -> Self {
        let by_hash = texts.into_iter().map(|text| (Sha256::digest(&text).into(), text)).collect();
        Self { by_hash: Arc::new(by_hash), only }
    }

    /// How many are known.
    pub fn len(&self) -> usize {
        self.by_hash.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.by_hash.is_empty()
    }

    /// Gives a request that names its document the document, and refuses one that may not be executed. `id` is the
    /// request's `documentId`; `extensions.persistedQuery.sha256Hash` says the same.
    ///
    /// # Errors
    /// [`Refusal`], nothing having been executed.
    pub fn admit(&self, request: &mut Request, id: Option<&str>) -> Result<(), Refusal> {
        let named = match id.map(str::to_owned).or_else(|| persisted_query(request)) {
            Some(name) => Some(hash_of(&name)?),
            None => None,
        };
        if request.query.is_empty() {
            let Some(named) = named else { return Ok(()) };
            // Clients of Apollo's know this sentence: they send the document itself then.
            let document = self.by_hash.get(&named).ok_or_else(|| Refusal {
                code: ErrorCode::PersistedQueryNotFound,
                message: "PersistedQueryNotFound".into(),
            })?;
            request.query.clone_from(document);
            return Ok(());
        }
        if !self.only && named.is_none() {
            return Ok(());
        }
        let sent: [u8; 32] = Sha256::digest(&request.query).into();
        if named.is_some_and(|named| named != sent) {
            let message = "sha256Hash: isn't the SHA-256 of query".to_owned();
            return Err(Refusal { code: ErrorCode::BadRequest, message });
        }
        if self.only && !self.by_hash.contains_key(&sent) {
            let message = "query: only documents that this server knows are executed here".to_owned();
            return Err(Refusal { code: ErrorCode::UntrustedDocument, message });
        }
        Ok(())
    }
}

/// The name that a request's extensions give its document.
fn persisted_query(request: &Request) -> Option<String> {
    let Value::Object(persisted) = request.extensions.get("persistedQuery")? else { return None };
    match persisted.get("sha256Hash")? {
        Value::String(name) => Some(name.clone()),
        _ => None,
    }
}

fn hash_of(name: &str) -> Result<[u8; 32], Refusal> {
    let mut hash = [0; 32];
    let digits = name.strip_prefix(ID_PREFIX).unwrap_or(name);
    hex::decode_to_slice(digits, &mut hash).map(|()| hash).map_err(|_| Refusal {
        code: ErrorCode::BadRequest,
        message: "documentId: must be the document's SHA-256, 64 hexadecimal digits".into(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KNOWN: &str = "{ one }";

    fn hash(text: &str) -> String {
        hex::encode(Sha256::digest(text))
    }

    fn admitted(only: bool, request: serde_json::Value, id: Option<&str>) -> Result<String, ErrorCode> {
        let mut request: Request = serde_json::from_value(request).unwrap();
        let documents = TrustedDocuments::of([KNOWN.to_owned()], only);
        documents.admit(&mut request, id).map(|()| request.query).map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_known_document_may_be_named_in_either_way() {
        for only in [false, true] {
            let named =
                |name: &str| json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": name } } });
            assert_eq!(admitted(only, named(&hash(KNOWN)), None), Ok(KNOWN.into()));
            for id in [hash(KNOWN), format!("sha256:{}", hash(KNOWN)), hash(KNOWN).to_uppercase()] {
                assert_eq!(admitted(only, json!({}), Some(&id)), Ok(KNOWN.into()));
            }
            assert_eq!(admitted(only, named(&hash("{ two }")), None), Err(ErrorCode::PersistedQueryNotFound));
            assert_eq!(admitted(only, named("one"), None), Err(ErrorCode::BadRequest));
            let both = json!({ "query": "{ two }", "extensions": { "persistedQuery": { "sha256Hash": hash(KNOWN) } } });
            assert_eq!(admitted(only, both, None), Err(ErrorCode::BadRequest), "a name is no licence for another text");
        }
    }

    #[test]
    fn where_only_known_documents_are_executed_no_other_is() {
        assert_eq!(admitted(false, json!({ "query": "{ two }" }), None), Ok("{ two }".into()));
        assert_eq!(admitted(true, json!({ "query": "{ two }" }), None), Err(ErrorCode::UntrustedDocument));
        assert_eq!(admitted(true, json!({ "query": "{ one  }" }), None), Err(ErrorCode::UntrustedDocument));
        assert_eq!(admitted(true, json!({ "query": KNOWN }), None), Ok(KNOWN.into()));
        let named =
            json!({ "query": "{ two }", "extensions": { "persistedQuery": { "sha256Hash": hash("{ two }") } } });
        assert_eq!(admitted(true, named, None), Err(ErrorCode::UntrustedDocument), "nothing is learnt from clients");
    }

    #[test]
    fn a_server_that_could_answer_nothing_doesnt_start() {
        let console = frontend::documents().len();
        assert_eq!(TrustedDocuments::with(Vec::new(), true).is_err(), console == 0);
        assert_eq!(TrustedDocuments::with(vec!["{ theirs }".into()], true).unwrap().len(), console + 1);
    }
}
