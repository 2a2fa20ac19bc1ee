//! One of the places that settings come from, and what is wrong with what it says.

use figment::{
    Profile,
    value::{Dict, Map, Value},
};
use serde::Serialize;

use super::{Configuration, ConfigurationError};
use crate::sign_in::settings as sign_in;

/// Variables of other programs, by the field they set.
const FOREIGN: [(&str, &str); 5] = [
    ("DATABASE_URL", "database_url"),
    ("ORT_DYLIB_PATH", "onnxruntime_path"),
    ("LIBTORCH", "libtorch_path"),
    ("HF_ENDPOINT", "hub_url"),
    ("HF_TOKEN", "hub_token"),
];

/// A variable's value as a number, a truth value or text.
fn parsed(text: &str) -> Value {
    text.parse().unwrap_or_else(|never: std::convert::Infallible| match never {})
}

/// Names of all fields.
fn fields(defaults: &impl Serialize) -> Vec<String> {
    let defaults = Value::serialize(defaults).expect("the defaults can be written down");
    defaults.into_dict().unwrap_or_default().into_keys().collect()
}

/// Fields set by variables. Other `GISA_` variables aren't settings: tests and `make` have their own.
pub fn from_environment(variables: impl IntoIterator<Item = (String, String)>) -> Result<Dict, ConfigurationError> {
    let (fields, sign_in_fields) = (fields(&Configuration::default()), fields(&sign_in::Settings::default()));
    let mut sign_in = Dict::new();
    let mut found = Dict::new();
    let mut own = Dict::new();
    for (name, value) in variables {
        if value.is_empty() {
            continue;
        }
        if let Some((_, field)) = FOREIGN.iter().find(|(variable, _)| *variable == name) {
            found.insert((*field).to_owned(), Value::from(value));
        } else if let Some(field) = name.strip_prefix("GISA_").map(str::to_lowercase)
            && fields.contains(&field)
        {
            let text = [
                "database_url",
                "log_filter",
                "data_folder",
                "trainer_path",
                "onnxruntime_path",
                "libtorch_path",
                "hub_url",
                "hub_token",
                "base_model_folder",
            ];
            let value = if text.contains(&field.as_str()) { Value::from(value) } else { parsed(&value) };
            own.insert(field, value);
        } else if let Some(field) = name.strip_prefix("GISA_SIGN_IN_").map(str::to_lowercase) {
            let is_known = sign_in_fields.contains(&field);
            if is_known {
                let value = if field == "local" { parsed(&value) } else { Value::from(value) };
                sign_in.insert(field, value);
            }
        }
    }
    if !sign_in.is_empty() {
        own.insert("sign_in".to_owned(), Value::from(sign_in));
    }
    // Ours say what is meant for Gisa alone.
    found.extend(own);
    Ok(found)
}

/// figment's errors, without the values: one may be a password.
pub fn say(error: figment::Error) -> String {
    error
        .into_iter()
        .map(|error| {
            let field = error.path.join(".");
            let place = error.metadata.as_ref().map_or_else(String::new, |metadata| match &metadata.source {
                Some(source) => format!(" (in {source})"),
                None => format!(" (in the {})", metadata.name),
            });
            let kind = match &error.kind {
                figment::error::Kind::InvalidType(_, expected) => format!("must be {expected}"),
                figment::error::Kind::InvalidValue(_, expected) => format!("must be {expected}"),
                figment::error::Kind::UnknownField(field, _) => format!("there is no setting \"{field}\""),
                figment::error::Kind::UnknownVariant(variant, known) => {
                    format!("can't be \"{variant}\", must be one of {}", known.join(", "))
                }
                other => other.to_string(),
            };
            if field.is_empty() { format!("{kind}{place}") } else { format!("{field}: {kind}{place}") }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Values from one place, for figment.
pub struct Layer(pub &'static str, pub Dict);

impl figment::Provider for Layer {
    fn metadata(&self) -> figment::Metadata {
        figment::Metadata::named(self.0)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.1.clone())]))
    }
}
