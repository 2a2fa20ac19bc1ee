//! Whose a checkpoint is: the request that its weights are a function of.

use std::collections::BTreeMap;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::to_json;

/// SHA-256 of a request.
pub(super) fn hash(request: &Value) -> String {
    hex::encode(Sha256::digest(to_json(request)))
}

/// What two requests differ in, in words.
pub(super) fn differences(there: &Value, here: &Value) -> Vec<String> {
    let (mut left, mut right) = (BTreeMap::new(), BTreeMap::new());
    flatten("", there, &mut left);
    flatten("", here, &mut right);
    let shown = |value: Option<&&Value>| value.map_or("absent".to_owned(), |value| value.to_string());
    let mut paths: Vec<&String> = left.keys().chain(right.keys()).collect();
    paths.sort();
    paths.dedup();
    let differing = paths.into_iter().filter(|path| left.get(*path) != right.get(*path));
    differing
        .map(|path| format!("{path} is {} there and {} here", shown(left.get(path)), shown(right.get(path))))
        .collect()
}

fn flatten<'v>(path: &str, value: &'v Value, leaves: &mut BTreeMap<String, &'v Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, value, leaves);
            }
        }
        leaf => {
            leaves.insert(path.to_owned(), leaf);
        }
    }
}
