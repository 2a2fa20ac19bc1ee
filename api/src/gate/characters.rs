//! The one character that no text may hold: U+0000, which PostgreSQL can't store and C takes for an end.

use async_graphql::{Request, Value};

/// Where a request's texts have a NUL: a variable's path, or `query` for the document itself. `None` if nowhere.
pub fn nul_in(request: &Request) -> Option<String> {
    if in_document(&request.query) {
        return Some("query".into());
    }
    request.variables.iter().find_map(|(name, value)| in_value(name.to_string(), value))
}

fn in_value(path: String, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then_some(path),
        Value::List(items) => {
            items.iter().enumerate().find_map(|(position, item)| in_value(format!("{path}.{position}"), item))
        }
        Value::Object(fields) => fields.iter().find_map(|(name, field)| in_value(format!("{path}.{name}"), field)),
        _ => None,
    }
}

/// As it is, or as `\u0000` behind an even number of backslashes.
fn in_document(document: &str) -> bool {
    let is_escape = |(at, _): (usize, &str)| {
        let backslashes = document[..at].bytes().rev().take_while(|byte| *byte == b'\\').count();
        backslashes % 2 == 0
    };
    document.contains('\0') || document.match_indices("\\u0000").any(is_escape)
}

#[cfg(test)]
mod tests {
    use async_graphql::Variables;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_nul_is_found_wherever_it_stands() {
        let found =
            |document: &str, variables| nul_in(&Request::new(document).variables(Variables::from_json(variables)));
        assert_eq!(found("{ a(b: \"c\") }", json!({ "d": "e", "f": ["g", { "h": 1, "i": null }] })), None);
        assert_eq!(found("{ a(b: \"\0\") }", json!({})).as_deref(), Some("query"));
        assert_eq!(found(r#"{ a(b: "x\u0000") }"#, json!({})).as_deref(), Some("query"));
        assert_eq!(found(r#"{ a(b: "x\\\u0000") }"#, json!({})).as_deref(), Some("query"));
        assert_eq!(found(r#"{ a(b: "x\\u0000") }"#, json!({})), None, "that is a backslash and a word");
        let input = json!({ "input": { "names": ["a", "b\0"] } });
        assert_eq!(found("{ a }", input).as_deref(), Some("input.names.1"));
    }
}
