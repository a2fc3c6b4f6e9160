//! The page to read, `REFERENCE.md`: the schemas as tables.

use std::{collections::BTreeMap, fmt::Write as _};

use serde_json::{Map, Value};

use crate::source;

const HEAD: &str = "\
# Reference

Everything that a manifest, an answers file and the protocol may say. It is written from the types of `yun-plugin-api`
and their comments, as is the JSON Schema of each, which `yun plugin schema [manifest|protocol|answers]` prints and
which `schema/` has. How to use it all is in [GUIDE.md](GUIDE.md) and [AUTHORING.md](AUTHORING.md).

In the tables, what is *required* must be there; of what is not, the default is named, and — means that it may be absent.
";

/// The page.
pub(crate) fn write(manifest: &Value, protocol: &Value, answers: &Value) -> String {
    let mut page = Page {
        text: HEAD.to_owned(),
        sections: BTreeMap::new(),
    };
    page.part("Manifest", "`manifest.json`, embedded in the library.", manifest);
    let note = "Being declared is not enough for an API action that changes something: it passes only within an action \
        of the manifest whose `calls` lists it.";
    let _ = write!(
        page.text,
        "\n### What each capability lets through\n\n{}\n\n{note}\n",
        source::capabilities()
    );
    page.part("Answers files", "`answers.json`, beside the manifest.", answers);
    page.protocol(protocol);
    page.text
}

struct Page {
    text: String,
    /// By anchor, the definition that has a section already.
    sections: BTreeMap<String, Value>,
}

/// A schema, its definitions, and what its part of the page is called.
#[derive(Clone, Copy)]
struct Part<'a> {
    name: &'a str,
    definitions: &'a Map<String, Value>,
}

impl Part<'_> {
    fn definition(&self, name: &str) -> &Value {
        self.definitions
            .get(name)
            .unwrap_or_else(|| panic!("{name} is defined"))
    }
}

impl Page {
    fn part(&mut self, name: &str, about: &str, schema: &Value) {
        let part = Part {
            name,
            definitions: schema["$defs"].as_object().expect("it has definitions"),
        };
        let _ = write!(self.text, "\n## {name}\n\n{about} {}\n", text(schema));
        self.table(part, schema);
        self.below(part, schema);
    }

    fn protocol(&mut self, schema: &Value) {
        let part = Part {
            name: "protocol",
            definitions: schema["$defs"].as_object().expect("it has definitions"),
        };
        let _ = write!(self.text, "\n## Protocol\n\n{}\n", text(schema));
        let methods = schema["properties"]["methods"]["properties"]
            .as_object()
            .expect("methods");
        let described: Vec<(String, String)> = source::methods();
        for (title, is_in) in [
            (
                "Of credential modes",
                (|name| name.starts_with("credential.")) as fn(&str) -> bool,
            ),
            ("Of resource types", |name| name.starts_with("resource.")),
            ("Services of the host", |name| {
                !name.starts_with("credential.") && !name.starts_with("resource.")
            }),
        ] {
            let _ = write!(
                self.text,
                "\n### {title}\n\n| Method | What | Request | Answer |\n|---|---|---|---|\n"
            );
            for (name, description) in described.iter().filter(|(name, _)| is_in(name)) {
                let types = &methods[name]["properties"];
                let (request, answer) = (
                    self.shape(part, &types["request"]),
                    self.shape(part, &types["answer"]),
                );
                let what = description.strip_prefix("Host service: ").unwrap_or(description);
                // What follows the colon is the request, which has a column of its own.
                let what = what.split(": `").next().unwrap_or(what);
                let what = what
                    .split(", `")
                    .next()
                    .unwrap_or(what)
                    .trim_end_matches(['.', ':']);
                let what = what.split(", answered by").next().unwrap_or(what);
                let _ = writeln!(
                    self.text,
                    "| `{name}` | {} | {request} | {answer} |",
                    capital(what)
                );
            }
        }
        for (_, method) in methods {
            self.below(part, &method["properties"]["request"]);
            self.below(part, &method["properties"]["answer"]);
        }
        self.below(part, &schema["properties"]["error"]);
        self.below(part, &schema["properties"]["open"]);
    }

    /// Sections for the definitions that a schema speaks of, and for those that these speak of.
    fn below(&mut self, part: Part<'_>, schema: &Value) {
        for name in named(schema) {
            let definition = part.definition(&name);
            let (heading, is_new) = self.heading(part, &name);
            if !is_new || is_simple(definition) {
                continue;
            }
            self.sections.insert(anchor(&heading), definition.clone());
            let _ = write!(self.text, "\n### {heading}\n\n{}\n", text(definition));
            self.table(part, definition);
            self.below(part, definition);
        }
    }

    /// What a definition's section is called, and whether there is none yet.
    fn heading(&self, part: Part<'_>, name: &str) -> (String, bool) {
        let definition = part.definition(name);
        let plain = name.to_owned();
        let own = format!("{name} ({})", part.name.to_lowercase());
        for heading in [plain, own] {
            match self.sections.get(&anchor(&heading)) {
                None => return (heading, true),
                Some(written) if same(written, definition) => return (heading, false),
                Some(_) => {}
            }
        }
        panic!("{name} has three meanings");
    }

    fn table(&mut self, part: Part<'_>, schema: &Value) {
        if let Some(properties) = schema["properties"].as_object() {
            self.keys(part, schema, properties);
        } else if let Some(values) = schema["oneOf"].as_array() {
            self.values(part, values);
        } else if let Some(values) = schema["enum"].as_array() {
            let values: Vec<String> = values.iter().map(|value| format!("`{}`", bare(value))).collect();
            let _ = write!(self.text, "\nOne of {}.\n", values.join(", "));
        }
    }

    fn keys(&mut self, part: Part<'_>, schema: &Value, properties: &Map<String, Value>) {
        if properties.is_empty() {
            return;
        }
        let _ = write!(
            self.text,
            "\n| Key | Holds | Default | What |\n|---|---|---|---|\n"
        );
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let optional = properties
            .keys()
            .map(String::as_str)
            .filter(|key| !required.contains(key));
        for key in required.iter().copied().chain(optional) {
            let property = &properties[key];
            let default = match (required.contains(&key), property.get("default")) {
                (true, _) => "*required*".to_owned(),
                (false, None) if property["type"] == "boolean" => "`false`".to_owned(),
                (false, Some(Value::Null) | None) => "—".to_owned(),
                (false, Some(default)) => match bare(default).as_str() {
                    "{}" | "[]" => "—".to_owned(),
                    default => format!("`{default}`"),
                },
            };
            let shape = self.shape(part, property);
            let _ = writeln!(
                self.text,
                "| `{key}` | {shape} | {default} | {} |",
                cell(property)
            );
        }
    }

    fn values(&mut self, part: Part<'_>, values: &[Value]) {
        if values.iter().all(|value| value.get("$ref").is_some()) {
            let shapes: Vec<String> = values.iter().map(|value| self.shape(part, value)).collect();
            let _ = write!(self.text, "\nOne of: {}.\n", shapes.join(", "));
            return;
        }
        let _ = write!(self.text, "\n| Value | What |\n|---|---|\n");
        for value in values {
            let shown = match (value.get("const"), value["enum"].as_array()) {
                (Some(constant), _) => format!("`{}`", bare(constant)),
                (None, Some(values)) => {
                    let values: Vec<String> =
                        values.iter().map(|value| format!("`{}`", bare(value))).collect();
                    values.join(", ")
                }
                (None, None) => self.variant(part, value),
            };
            let _ = writeln!(self.text, "| {shown} | {} |", cell(value));
        }
    }

    /// A variant that is an object: `{"kind": "keys", …}` with what else is in it.
    fn variant(&self, part: Part<'_>, value: &Value) -> String {
        let tag = |key: &str, property: &Value| match property.get("const") {
            Some(constant) => format!("`\"{key}\": \"{}\"`", bare(constant)),
            None => format!("`{key}`: {}", self.shape(part, property)),
        };
        let properties = value["properties"].as_object();
        let mut parts: Vec<String> = properties
            .into_iter()
            .flatten()
            .map(|(key, property)| tag(key, property))
            .collect();
        if value.get("$ref").is_some() {
            parts.push(self.shape(part, &Value::from_iter([("$ref", value["$ref"].clone())])));
        }
        match parts.is_empty() {
            true => self.shape(part, value),
            false => parts.join(" and "),
        }
    }

    /// What a value is, in a few words.
    fn shape(&self, part: Part<'_>, schema: &Value) -> String {
        if let Some(target) = schema["$ref"].as_str() {
            let name = target.rsplit('/').next().unwrap_or(target);
            let definition = part.definition(name);
            if is_simple(definition) {
                return simple(name, definition);
            }
            let (heading, _) = self.heading(part, name);
            return format!("[{name}](#{})", anchor(&heading));
        }
        if let Some(constant) = schema.get("const") {
            return format!("`{}`", bare(constant));
        }
        for several in ["anyOf", "oneOf"] {
            if let Some(choices) = schema[several].as_array() {
                let choices = choices.iter().filter(|choice| choice["type"] != "null");
                let shapes: Vec<String> = choices.map(|choice| self.shape(part, choice)).collect();
                return shapes.join(" or ");
            }
        }
        let all = schema["allOf"].as_array();
        if let Some(first) = all.and_then(|all| all.iter().find(|each| each.get("$ref").is_some())) {
            return self.shape(part, first);
        }
        let kinds: Vec<&str> = match &schema["type"] {
            Value::String(kind) => vec![kind.as_str()],
            Value::Array(kinds) => kinds
                .iter()
                .filter_map(Value::as_str)
                .filter(|kind| *kind != "null")
                .collect(),
            _ => Vec::new(),
        };
        match kinds.as_slice() {
            ["string"] => "text".to_owned(),
            ["integer"] => "whole number".to_owned(),
            ["number"] => "number".to_owned(),
            ["boolean"] => "`true` or `false`".to_owned(),
            ["array"] => format!("list of {}", self.shape(part, &schema["items"])),
            ["object"] if schema["additionalProperties"].is_object() => {
                format!("object of {}", self.shape(part, &schema["additionalProperties"]))
            }
            _ => "any JSON".to_owned(),
        }
    }
}

/// Whether a definition is said in a few words rather than in a section.
fn is_simple(definition: &Value) -> bool {
    definition["type"] == "string" && definition.get("oneOf").is_none() && definition.get("enum").is_none()
        || definition["properties"].as_object().is_some_and(Map::is_empty)
        || definition["type"] == "object" && definition.get("properties").is_none()
}

fn simple(name: &str, definition: &Value) -> String {
    match (name, definition["type"].as_str()) {
        ("Capability", _) => "[capability](#what-each-capability-lets-through)".to_owned(),
        ("ApiAction", _) => "`Product/Action`".to_owned(),
        (_, Some("string")) => "text".to_owned(),
        _ => "`{}`".to_owned(),
    }
}

/// The names of the definitions that a schema speaks of, in the order of its keys, required ones first.
fn named(schema: &Value) -> Vec<String> {
    let mut names = Vec::new();
    collect(schema, &mut names);
    names
}

fn collect(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, names)),
        Value::Object(object) => {
            let target = object.get("$ref").and_then(Value::as_str);
            if let Some(name) = target.and_then(|target| target.rsplit('/').next())
                && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned());
            }
            let inner = object.iter().filter(|(key, _)| *key != "$defs");
            inner.for_each(|(_, value)| collect(value, names));
        }
        _ => {}
    }
}

/// Whether two definitions say the same of a type: one of them may be closed.
fn same(one: &Value, other: &Value) -> bool {
    let keys = |value: &Value| -> Option<Vec<String>> {
        Some(value["properties"].as_object()?.keys().cloned().collect())
    };
    one["description"] == other["description"] && keys(one) == keys(other)
}

fn text(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().to_owned()
}

fn cell(schema: &Value) -> String {
    text(schema)
        .replace("\n\n", " ")
        .replace('\n', " ")
        .replace('|', "\\|")
}

fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The anchor that a heading gets where the page is shown.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
