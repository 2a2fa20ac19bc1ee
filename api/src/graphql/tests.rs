//! What is promised of the schema as a whole.

use serde_json::Value;

use super::{builder, sdl};

#[test]
fn the_committed_schema_is_the_one_the_server_has() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == sdl(), "schema.graphql is out of date; print it anew with `make schema`");
}

#[tokio::test]
async fn everything_in_the_schema_is_described() {
    let document = "{ __schema { types { name kind description
        fields(includeDeprecated: true) { name description args { name description } }
        inputFields { name description } enumValues(includeDeprecated: true) { name description } } } }";
    let response = builder().finish().execute(document).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    let data = response.data.into_json().unwrap();
    let mut missing = Vec::new();
    for kind in list(&data["__schema"]["types"]) {
        let name = kind["name"].as_str().unwrap();
        // What GraphQL itself defines.
        if name.starts_with("__") || ["Boolean", "Float", "ID", "Int", "String"].contains(&name) {
            continue;
        }
        let mut check = |path: String, described: &Value| {
            if described["description"].as_str().is_none_or(|text| text.trim().is_empty()) {
                missing.push(path);
            }
        };
        check(name.to_owned(), kind);
        for part in ["fields", "inputFields", "enumValues"] {
            for item in list(&kind[part]) {
                let path = format!("{name}.{}", item["name"].as_str().unwrap());
                check(path.clone(), item);
                for argument in list(&item["args"]) {
                    check(format!("{path}({})", argument["name"].as_str().unwrap()), argument);
                }
            }
        }
    }
    assert!(missing.is_empty(), "without a description: {missing:#?}");
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
