//! The three schemas, draft 2020-12.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use yun_plugin_api::{
    Error,
    manifest::Manifest,
    protocol::{Done, OpenRequest, credential::*, method, resource::*, service::*},
    testing::answers::Answers,
};

use crate::{rules, source};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What has a name of its own in a schema.
type Definitions = Map<String, Value>;

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().into_generator()
}

/// The manifest, `manifest.json`: stricter than a host, which passes over keys that it does not know.
pub(crate) fn manifest() -> Value {
    let mut schema = root::<Manifest>("The manifest of a yun plugin");
    let definitions = schema["$defs"].as_object_mut().expect("it has definitions");
    tag_by_kind(definitions);
    for definition in definitions.values_mut() {
        close(definition);
    }
    close(&mut schema);
    schema["properties"]["$schema"] =
        json!({ "type": "string", "description": "Where an editor finds this schema." });
    without_null(&mut schema);
    for (name, key, rule) in rules::of_manifest() {
        let owner = match name {
            "Manifest" => &mut schema,
            name => &mut schema["$defs"][name],
        };
        let place = &mut owner["properties"][key];
        assert!(place.is_object(), "{name}.{key} is a key of a manifest");
        add(place, rule);
    }
    for (name, rule) in rules::of_types() {
        let place = &mut schema["$defs"][name];
        assert!(place.is_object(), "{name} is a type of a manifest");
        add(place, rule);
    }
    schema
}

/// An answers file, `answers.json`.
pub(crate) fn answers() -> Value {
    let mut schema = root::<Answers>("The answers file of a yun plugin");
    // Here a kind that is not known is a slip of the pen.
    let error = &mut schema["$defs"]["Error"];
    close(error);
    schema
}

/// The protocol: an object with a key for each method, and under it request and answer.
pub(crate) fn protocol() -> Value {
    let mut generator = generator();
    let mut methods = Map::new();
    for (name, description) in source::methods() {
        let (request, answer) = of_method(&name, &mut generator);
        methods.insert(
            name,
            json!({
                "description": description,
                "type": "object",
                "properties": { "request": request, "answer": answer },
                "required": ["request", "answer"],
                "additionalProperties": false
            }),
        );
    }
    let open = reference::<OpenRequest>(&mut generator);
    let error = reference::<Error>(&mut generator);
    let mut definitions = generator.take_definitions(true);
    for definition in definitions.values_mut() {
        tidy(definition);
    }
    json!({
        "$schema": DRAFT,
        "title": "The protocol between yun and its plugins",
        "description": "What each method of protocol 1 is asked with and answers with, in JSON. Any method may answer \
            with `error` instead. Readers pass over keys that they do not know.",
        "type": "object",
        "properties": {
            "open": open,
            "error": error,
            "methods": { "type": "object", "properties": methods, "additionalProperties": false }
        },
        "additionalProperties": false,
        "$defs": definitions
    })
}

/// What a method is asked with and answers with.
fn of_method(name: &str, generator: &mut SchemaGenerator) -> (Value, Value) {
    fn pair<Q: JsonSchema, A: JsonSchema>(generator: &mut SchemaGenerator) -> (Value, Value) {
        (reference::<Q>(generator), reference::<A>(generator))
    }
    let of = match name {
        method::CREDENTIAL_CHECK => pair::<CheckRequest, CheckAnswer>,
        method::CREDENTIAL_RESOLVE => pair::<ResolveRequest, ResolveAnswer>,
        method::CREDENTIAL_LOGIN | method::CREDENTIAL_STATUS => pair::<SessionRequest, SessionAnswer>,
        method::CREDENTIAL_LOGOUT => pair::<SessionRequest, Done>,
        method::RESOURCE_LIST => pair::<ListRequest, ListPage>,
        method::RESOURCE_GET => pair::<GetRequest, GetAnswer>,
        method::RESOURCE_ACT => pair::<ActRequest, ActAnswer>,
        method::RESOURCE_VIEW => pair::<ViewRequest, ViewAnswer>,
        method::RESOURCE_REGIONS => pair::<RegionsRequest, RegionsAnswer>,
        method::RESOURCE_ACCESS => pair::<AccessRequest, AccessAnswer>,
        method::API_CALL => pair::<ApiCall, serde_json::Value>,
        method::HTTP_REQUEST => pair::<HttpRequest, HttpResponse>,
        method::PROCESS_RUN => pair::<ProcessRun, ProcessOutput>,
        method::BROWSER_AUTHORIZE => pair::<Authorization, Authorized>,
        method::BROWSER_OPEN => pair::<OpenPage, Done>,
        method::BROWSER_PROOF_KEY => pair::<Done, ProofKey>,
        method::PROMPT_ASK => pair::<Question, Answer>,
        method::PROMPT_SHOW => pair::<Show, Done>,
        method::FILE_READ => pair::<FileRead, FileContent>,
        method::ENV_GET | method::SECRET_GET => pair::<Wanted, yun_plugin_api::protocol::service::Value>,
        method::SECRET_PUT => pair::<SecretPut, Done>,
        method::SECRET_REMOVE => pair::<Wanted, Done>,
        method::PROFILE_CREDENTIALS => pair::<SourceCredentials, ResolveAnswer>,
        method::LOG => pair::<LogRecord, Done>,
        method::PROGRESS => pair::<Progress, Done>,
        method::CANCELLED => pair::<Done, Cancelled>,
        unknown => panic!("the method {unknown} is new: say here what it is asked with"),
    };
    of(generator)
}

fn reference<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

fn root<T: JsonSchema>(title: &str) -> Value {
    let mut schema = generator().into_root_schema_for::<T>().to_value();
    tidy(&mut schema);
    schema["title"] = title.into();
    schema
}

/// Descriptions in plain words, and none of the numbers' formats that only Rust knows.
fn tidy(schema: &mut Value) {
    each(schema, &mut |object| {
        if let Some(Value::String(description)) = object.get_mut("description") {
            *description = source::plain(description);
        }
        if object.get("format").is_some_and(|format| {
            format
                .as_str()
                .is_some_and(|format| format.starts_with("uint") || format.starts_with("int"))
        }) {
            object.remove("format");
        }
    });
}

/// Refuses keys that are none, which are slips of the pen.
fn close(schema: &mut Value) {
    each(schema, &mut |object| {
        let has_keys = object.get("properties").is_some_and(Value::is_object);
        if has_keys && object.get("type").is_some_and(|kind| kind == "object") {
            object.insert("additionalProperties".to_owned(), false.into());
        }
    });
}

/// What may be left out is left out rather than null.
fn without_null(schema: &mut Value) {
    each(schema, &mut |object| {
        if let Some(Value::Array(kinds)) = object.get_mut("type") {
            kinds.retain(|kind| kind != "null");
            if let [kind] = kinds.as_slice() {
                let kind = kind.clone();
                object.insert("type".to_owned(), kind);
            }
        }
        let Some(Value::Array(choices)) = object.get_mut("anyOf") else {
            return;
        };
        choices.retain(|choice| choice["type"] != "null");
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            object.extend(only);
        }
    });
}

/// The two things that a library provides are told apart by `kind`, which stands in each, so that each can be closed.
fn tag_by_kind(definitions: &mut Definitions) {
    let provided = definitions["Provided"]["oneOf"]
        .as_array()
        .cloned()
        .expect("one of several");
    let mut one_of = Vec::new();
    for variant in provided {
        let kind = variant["properties"]["kind"]["const"]
            .as_str()
            .expect("a tag")
            .to_owned();
        let target = variant["$ref"].as_str().expect("a definition");
        let name = target.rsplit('/').next().expect("a name").to_owned();
        let definition = &mut definitions[&name];
        definition["properties"]["kind"] = json!({ "const": kind, "description": variant["description"] });
        let required = definition["required"]
            .as_array_mut()
            .expect("some keys are required");
        required.insert(0, "kind".into());
        one_of.push(json!({ "$ref": target }));
    }
    definitions["Provided"]["oneOf"] = one_of.into();
}

/// Adds a rule to a schema; keywords of the same name are joined where they are objects.
fn add(place: &mut Value, rule: Value) {
    let (Some(object), Value::Object(rule)) = (place.as_object_mut(), rule) else {
        return;
    };
    for (keyword, value) in rule {
        match object.get_mut(&keyword) {
            Some(present) if present.is_object() && value.is_object() => {
                if present.get("$ref").is_some() {
                    let both = json!({ "allOf": [present.take(), value] });
                    *present = both;
                } else {
                    add(present, value);
                }
            }
            _ => drop(object.insert(keyword, value)),
        }
    }
}

/// Visits every object of a schema, the inner ones first.
fn each(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(|value| each(value, visit)),
        Value::Object(object) => {
            object.values_mut().for_each(|value| each(value, visit));
            visit(object);
        }
        _ => {}
    }
}
