//! JSON Schema of the types that write themselves as something else than serde would derive.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{
    manifest::{ApiAction, Capability},
    protocol::{Cell, Row},
};

impl JsonSchema for Capability {
    fn schema_name() -> Cow<'static, str> {
        "Capability".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        const FIELD: &str = r"\{[a-z][a-z0-9_]*\}";
        let api = r"api:[A-Za-z0-9_-]+/([A-Za-z0-9_-]+\*?|\*)";
        let http = format!(r"http:({FIELD}|unix:(/\S+|{FIELD})|https?://[^/\s]+)");
        let others = format!(r"(process|file):({FIELD}|[^{{\s].*)|env:[A-Za-z_][A-Za-z0-9_]*");
        json_schema!({
            "description": "One service that the plugin uses. `{field}` stands for what the profile's field of that \
                key holds, so that the person who made the profile decides.",
            "type": "string",
            "pattern": format!("^({api}|{http}|{others}|browser|prompt|secrets|profiles)$"),
            "examples": [
                "api:Ecs/Describe*", "http:https://*.example.com", "http:{url_field}", "http:unix:{path_field}",
                "process:{command_field}", "file:{path_field}", "env:NAME", "browser", "prompt", "secrets", "profiles"
            ]
        })
    }
}

impl JsonSchema for ApiAction {
    fn schema_name() -> Cow<'static, str> {
        "ApiAction".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An API action with its product.",
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]+/[A-Za-z0-9_-]+$",
            "examples": ["Ecs/StopInstances"]
        })
    }
}

impl JsonSchema for Row {
    fn schema_name() -> Cow<'static, str> {
        "Row".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "One resource: cells under the keys of the manifest's columns; `id`, a text, is always there.",
            "type": "object",
            "properties": { "id": { "type": "string", "minLength": 1 } },
            "required": ["id"],
            "additionalProperties": generator.subschema_for::<Cell>()
        })
    }
}
