//! The rules that a manifest must keep.

mod credential;
mod printable;
mod resource;

use std::{collections::HashSet, fmt};

use credential::{check_aliyun_modes, check_capability, check_credential};
use resource::{check_calls, check_columns, check_verbs};

use super::{
    Field, FieldType, Manifest, Provided, RESERVED_FLAGS, RESERVED_TYPES, RESERVED_VERBS, ResourceManifest,
    SCHEMA, Text,
};

/// A rule that a manifest breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManifestError {
    /// It is not JSON of the right shape.
    Malformed {
        /// What the JSON reader says, with line and column.
        reason: String,
    },
    /// It is of a schema that this version does not read.
    Schema {
        /// The manifest's schema.
        found: u64,
    },
    /// A value breaks a rule.
    Invalid {
        /// Where, `provides[0].fields[2].key` for instance.
        place: String,
        /// The rule, a fragment: `is reserved`.
        rule: String,
    },
}

impl fmt::Display for ManifestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { reason } => write!(formatter, "the manifest is malformed: {reason}"),
            Self::Schema { found } => {
                write!(
                    formatter,
                    "the manifest is of schema {found}, and only {SCHEMA} is understood"
                )
            }
            Self::Invalid { place, rule } => write!(formatter, "the manifest's {place} {rule}"),
        }
    }
}

impl std::error::Error for ManifestError {}

/// Reads the schema alone first, so that a newer manifest is named as such rather than as malformed.
pub(super) fn parse(json: &[u8]) -> Result<Manifest, ManifestError> {
    #[derive(serde::Deserialize)]
    struct OnlySchema {
        schema: u64,
    }
    let malformed = |error: serde_json::Error| ManifestError::Malformed {
        reason: error.to_string(),
    };
    let OnlySchema { schema } = serde_json::from_slice(json).map_err(malformed)?;
    if schema != u64::from(SCHEMA) {
        return Err(ManifestError::Schema { found: schema });
    }
    let manifest: Manifest = serde_json::from_slice(json).map_err(malformed)?;
    check(&manifest)?;
    // What was read is UTF-8.
    let unprintable = std::str::from_utf8(json).ok().and_then(printable::unprintable);
    if let Some(c) = unprintable {
        let rule = format!(
            "must hold nothing that cannot be shown, such as \\u{:04x}",
            u32::from(c)
        );
        return Err(invalid("text", rule));
    }
    Ok(manifest)
}

type Outcome = Result<(), ManifestError>;

fn invalid(place: impl Into<String>, rule: impl Into<String>) -> ManifestError {
    ManifestError::Invalid {
        place: place.into(),
        rule: rule.into(),
    }
}

fn check(manifest: &Manifest) -> Outcome {
    if !is_word(&manifest.id, '-') || manifest.id.len() > 64 {
        return Err(invalid(
            "id",
            "must be lower-case letters, digits and -, at most 64",
        ));
    }
    text("name", &manifest.name)?;
    text("description", &manifest.description)?;
    if manifest.version.is_empty()
        || manifest
            .version
            .chars()
            .any(|c| c.is_whitespace() || c.is_control())
    {
        return Err(invalid("version", "must be a version such as 1.2.3"));
    }
    if manifest.protocol.min == 0 || manifest.protocol.min > manifest.protocol.max {
        return Err(invalid(
            "protocol",
            "must be a range whose min is at least 1 and at most its max",
        ));
    }
    if manifest.provides.is_empty() {
        return Err(invalid("provides", "must name one thing at least"));
    }
    for (code, message) in &manifest.messages {
        text(&format!("messages.{code}"), message)?;
    }
    for capability in &manifest.capabilities {
        check_capability(manifest, capability)?;
    }
    let mut modes = HashSet::new();
    let mut types = HashSet::new();
    for (index, provided) in manifest.provides.iter().enumerate() {
        let place = format!("provides[{index}]");
        match provided {
            Provided::Credential(credential) => check_credential(&place, credential, &mut modes)?,
            Provided::Resource(resource) => {
                check_resource(&place, resource, &mut types)?;
                for action in &resource.actions {
                    check_calls(&place, manifest, action)?;
                }
            }
            Provided::Unknown => {}
        }
    }
    check_aliyun_modes(manifest)
}

fn check_resource(place: &str, resource: &ResourceManifest, taken: &mut HashSet<String>) -> Outcome {
    text(&format!("{place}.title"), &resource.title)?;
    text(&format!("{place}.help"), &resource.help)?;
    for name in std::iter::once(&resource.resource_type).chain(&resource.aliases) {
        let at = format!("{place}.type");
        if !is_word(name, '-') {
            return Err(invalid(at, "must be lower-case letters, digits and -"));
        }
        if RESERVED_TYPES.contains(&name.as_str()) {
            return Err(invalid(at, format!("\"{name}\" is reserved")));
        }
        if !taken.insert(name.clone()) {
            return Err(invalid(at, format!("\"{name}\" is named twice")));
        }
    }
    check_columns(place, resource)?;
    let mut filters = HashSet::new();
    for (index, filter) in resource.filters.iter().enumerate() {
        let at = format!("{place}.filters[{index}]");
        key(&at, &filter.key, &mut filters)?;
        text(&format!("{at}.title"), &filter.title)?;
        text(&format!("{at}.help"), &filter.help)?;
        if (filter.field_type == FieldType::Choice) == filter.choices.is_empty() {
            return Err(invalid(at, "must have choices exactly if its type is choice"));
        }
    }
    check_verbs(place, resource)
}

fn check_fields(place: &str, fields: &[Field]) -> Outcome {
    let mut keys = HashSet::new();
    for (index, field) in fields.iter().enumerate() {
        let at = format!("{place}[{index}]");
        key(&at, &field.key, &mut keys)?;
        text(&format!("{at}.title"), &field.title)?;
        text(&format!("{at}.help"), &field.help)?;
        if (field.field_type == FieldType::Choice) == field.choices.is_empty() {
            return Err(invalid(at, "must have choices exactly if its type is choice"));
        }
        if field.field_type == FieldType::Secret && field.default.is_some() {
            return Err(invalid(at, "must have no default, since it is a secret"));
        }
        if let Some(other) = &field.required_unless {
            if !fields.iter().any(|field| &field.key == other) {
                return Err(invalid(
                    at,
                    format!("names the field {other}, which does not exist"),
                ));
            }
        }
    }
    Ok(())
}

fn key<'a>(place: &str, key: &'a str, taken: &mut HashSet<&'a str>) -> Outcome {
    let at = format!("{place}.key");
    if !is_word(key, '_') {
        return Err(invalid(at, "must be lower-case letters, digits and _"));
    }
    if RESERVED_FLAGS.contains(&key.replace('_', "-").as_str()) {
        return Err(invalid(at, format!("\"{key}\" is reserved")));
    }
    if !taken.insert(key) {
        return Err(invalid(at, format!("\"{key}\" is named twice")));
    }
    Ok(())
}

fn verb<'a>(place: &str, name: &'a str, taken: &mut HashSet<&'a str>) -> Outcome {
    let at = format!("{place}.name");
    if !is_word(name, '-') {
        return Err(invalid(at, "must be lower-case letters, digits and -"));
    }
    if RESERVED_VERBS.contains(&name) {
        return Err(invalid(at, format!("\"{name}\" is reserved")));
    }
    if !taken.insert(name) {
        return Err(invalid(at, format!("\"{name}\" is named twice")));
    }
    Ok(())
}

fn text(place: &str, text: &Text) -> Outcome {
    for (language, text) in [("en", &text.en), ("zh", &text.zh)] {
        if text.trim().is_empty() {
            return Err(invalid(format!("{place}.{language}"), "must not be empty"));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(invalid(
                format!("{place}.{language}"),
                "must have no control characters",
            ));
        }
    }
    Ok(())
}

/// Lower-case ASCII letters and digits with `separator` inside, beginning with a letter.
fn is_word(word: &str, separator: char) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && !word.ends_with(separator)
        && word
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator)
}

#[cfg(test)]
mod tests;
