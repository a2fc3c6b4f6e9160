//! The reference of manifest, protocol and answers files: JSON Schema and a page to read, from the types.
//!
//! `cargo run` writes them into `plugin-api/`; `cargo run -- check` says whether what is there follows from the types;
//! `cargo run -- validate SCHEMA FILE…` holds files against one of the schemas, `manifest` for instance, and answers with
//! a line for each that does not pass.

mod page;
mod rules;
mod schemas;
mod source;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::Value;

/// What is written: the path in `plugin-api/`, and the content.
fn files() -> Vec<(&'static str, String)> {
    let (manifest, protocol, answers) = (schemas::manifest(), schemas::protocol(), schemas::answers());
    let page = page::write(&manifest, &protocol, &answers);
    let json = |schema: &Value| format!("{schema:#}\n");
    vec![
        ("schema/manifest.json", json(&manifest)),
        ("schema/protocol.json", json(&protocol)),
        ("schema/answers.json", json(&answers)),
        ("REFERENCE.md", page),
    ]
}

fn plugin_api() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugin-api")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the arguments are read"
)]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let faults = match words.as_slice() {
        [] => write(),
        ["check"] => check(),
        ["validate", schema, files @ ..] => validate(schema, files),
        _ => vec!["give nothing, check, or validate SCHEMA FILE…".to_owned()],
    };
    for fault in &faults {
        println!("{fault}");
    }
    match faults.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn write() -> Vec<String> {
    let write = |(path, content): (&str, String)| {
        let path = plugin_api().join(path);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        let written = folder.and_then(|()| fs::write(&path, content));
        written.err().map(|error| format!("{}: {error}", path.display()))
    };
    files().into_iter().filter_map(write).collect()
}

fn check() -> Vec<String> {
    let differs = |(path, content): (&str, String)| {
        let found = fs::read_to_string(plugin_api().join(path)).unwrap_or_default();
        (found != content).then(|| format!("plugin-api/{path} does not follow from the types: write it anew"))
    };
    files().into_iter().filter_map(differs).collect()
}

fn validate(schema: &str, paths: &[&str]) -> Vec<String> {
    let name = format!("schema/{schema}.json");
    let Some((_, text)) = files().into_iter().find(|(path, _)| *path == name) else {
        return vec![format!("there is no schema {schema}")];
    };
    let schema: Value = serde_json::from_str(&text).expect("what was just written is JSON");
    let mut compiler = boon::Compiler::new();
    let mut compiled = boon::Schemas::new();
    compiler
        .add_resource("schema.json", schema)
        .expect("the schema can be added");
    let index = compiler
        .compile("schema.json", &mut compiled)
        .unwrap_or_else(|error| panic!("the schema is a schema: {error:#}"));
    let fault = |path: &&str| {
        let read = fs::read_to_string(path).map_err(|error| error.to_string());
        let value =
            read.and_then(|text| serde_json::from_str::<Value>(&text).map_err(|error| error.to_string()));
        let judged = value.and_then(|value| {
            compiled
                .validate(&value, index)
                .map_err(|error| error.to_string().replace('\n', " "))
        });
        judged.err().map(|fault| format!("{path}: {fault}"))
    };
    paths.iter().filter_map(fault).collect()
}
