//! What the types do not say and the manifest's rules do (`plugin-api/src/manifest/validate`), as JSON Schema.

use serde_json::{Value, json};
use yun_plugin_api::manifest::{RESERVED_FLAGS, RESERVED_TYPES, RESERVED_VERBS, SCHEMA};

/// Lower-case letters and digits with a separator inside, a letter first.
fn word(separator: char) -> Value {
    json!({ "pattern": format!("^[a-z]([a-z0-9{separator}]*[a-z0-9])?$") })
}

fn text() -> Value {
    json!({ "pattern": r"\S" })
}

fn at_least_one() -> Value {
    json!({ "minimum": 1 })
}

/// A key that becomes an option: none that yun has itself.
fn option() -> Value {
    let reserved: Vec<String> = RESERVED_FLAGS.iter().map(|flag| flag.replace('-', "_")).collect();
    merged(word('_'), json!({ "not": { "enum": reserved } }))
}

fn verb() -> Value {
    merged(word('-'), json!({ "not": { "enum": RESERVED_VERBS } }))
}

fn merged(mut one: Value, other: Value) -> Value {
    if let (Some(one), Value::Object(other)) = (one.as_object_mut(), other) {
        one.extend(other);
    }
    one
}

/// Type, key, and what is added to the schema of that key's value.
pub(crate) fn of_manifest() -> Vec<(&'static str, &'static str, Value)> {
    let mode = || json!({ "pattern": r"^\S(.*\S)?$" });
    let reserved_type = || merged(word('-'), json!({ "not": { "enum": RESERVED_TYPES } }));
    let each = |rule: Value| json!({ "items": rule });
    let of_keys = |rule: Value| json!({ "propertyNames": rule });
    vec![
        ("Text", "en", text()),
        ("Text", "zh", text()),
        ("ProtocolRange", "min", at_least_one()),
        ("ProtocolRange", "max", at_least_one()),
        ("Manifest", "schema", json!({ "const": SCHEMA })),
        ("Manifest", "id", merged(word('-'), json!({ "maxLength": 64 }))),
        (
            "Manifest",
            "version",
            json!({ "pattern": r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$" }),
        ),
        ("Manifest", "provides", json!({ "minItems": 1 })),
        ("CredentialManifest", "mode", mode()),
        ("CredentialManifest", "aliases", each(mode())),
        ("CredentialManifest", "stores", each(word('_'))),
        ("AliyunCliMode", "mode", mode()),
        ("AliyunCliMode", "fields", of_keys(word('_'))),
        ("AliyunCliMode", "keeps", of_keys(word('_'))),
        ("AliyunCliMode", "inferred_from", each(word('_'))),
        ("AliyunCliRefusal", "mode", mode()),
        ("AliyunCliRefusal", "inferred_from", each(word('_'))),
        (
            "EnvironmentRule",
            "fields",
            json!({ "minProperties": 1, "propertyNames": { "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" } }),
        ),
        ("Field", "key", option()),
        ("FilterManifest", "key", option()),
        (
            "FilterManifest",
            "type",
            json!({ "enum": ["text", "choice", "number"] }),
        ),
        ("ResourceManifest", "type", reserved_type()),
        ("ResourceManifest", "aliases", each(reserved_type())),
        ("ResourceManifest", "get_batch", at_least_one()),
        (
            "Column",
            "key",
            merged(
                word('_'),
                json!({ "not": { "enum": ["profile", "resource_type", "raw"] } }),
            ),
        ),
        ("Action", "name", verb()),
        ("Action", "batch", at_least_one()),
        (
            "Action",
            "params",
            each(json!({ "properties": { "type": { "not": { "enum": ["secret", "profile"] } } } })),
        ),
        ("ActionRefusal", "code", word('_')),
        ("View", "name", verb()),
        (
            "View",
            "params",
            each(json!({ "properties": { "type": { "not": { "enum": ["secret", "profile"] } } } })),
        ),
        ("Lack", "name", verb()),
        ("ResourceManifest", "columns", always_there()),
    ]
}

/// The columns that every type has.
fn always_there() -> Value {
    let has = |key: &str| json!({ "contains": { "properties": { "key": { "const": key } } } });
    let all = ["id", "name", "status", "region"].map(has);
    json!({ "allOf": all })
}

/// What is said of a type as a whole: `choices` exactly where the type is `choice`, and no default for a secret.
pub(crate) fn of_types() -> Vec<(&'static str, Value)> {
    let is = |kind: &str| json!({ "properties": { "type": { "const": kind } } });
    let choices = json!({
        "if": is("choice"),
        "then": { "required": ["choices"], "properties": { "choices": { "minItems": 1 } } },
        "else": { "properties": { "choices": { "maxItems": 0 } } }
    });
    let secret = json!({ "if": is("secret"), "then": { "properties": { "default": false } } });
    vec![
        ("Field", json!({ "allOf": [choices, secret] })),
        ("FilterManifest", json!({ "allOf": [choices] })),
    ]
}
