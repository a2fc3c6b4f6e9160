//! `plugin schema` and the reference: they follow from the types, take every manifest that there is, and refuse what an
//! author gets wrong.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use yun_tests::harness::{Built, Home};

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// What the reference's own program says; nothing if all is well.
fn reference<'a>(arguments: impl IntoIterator<Item = &'a Path>) -> String {
    let output = Command::new(Built::get().reference())
        .args(arguments)
        .output()
        .unwrap();
    assert_eq!(output.stderr, b"", "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn faults(schema: &str, files: &[PathBuf]) -> Vec<String> {
    let words = ["validate", schema].map(Path::new);
    let said = reference(words.into_iter().chain(files.iter().map(PathBuf::as_path)));
    said.lines().map(str::to_owned).collect()
}

/// The files of this name in the folders of a folder.
fn below(folder: &str, name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository().join(folder)).unwrap();
    let files = entries.map(|entry| entry.unwrap().path().join(name));
    files.filter(|file| file.is_file()).collect()
}

#[test]
fn what_is_committed_follows_from_the_types() {
    assert_eq!(reference([Path::new("check")]), "");
}

#[test]
fn the_host_prints_what_is_committed() {
    let home = Home::alone();
    let committed =
        |name: &str| fs::read_to_string(repository().join(format!("plugin-api/schema/{name}.json"))).unwrap();
    assert_eq!(
        home.yun(["plugin", "schema"]).succeeds().stdout,
        committed("manifest")
    );
    for name in ["manifest", "protocol", "answers"] {
        let ran = home.yun(["plugin", "schema", name]).succeeds();
        assert_eq!(ran.stdout, committed(name));
        assert_eq!(
            ran.json()["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
    }
    let query = ["plugin", "schema", "--query", "properties.id.maxLength"];
    assert_eq!(home.yun(query).succeeds().stdout, "64\n");
    home.yun(["plugin", "schema", "manifests"])
        .exits(2)
        .says(&["manifest, protocol, answers"]);
    home.yun(["plugin", "schema", "-o", "csv"]).exits(2);
}

#[test]
fn every_manifest_and_every_answers_file_passes() {
    let manifests: Vec<_> = [below("plugins", "manifest.json"), below("tests", "manifest.json")].concat();
    assert!(manifests.len() >= 14, "{manifests:?}");
    assert_eq!(faults("manifest", &manifests), Vec::<String>::new());
    let answers: Vec<_> = [below("plugins", "answers.json"), below("tests", "answers.json")].concat();
    assert_eq!(faults("answers", &answers), Vec::<String>::new());

    let home = Home::alone();
    for kind in ["credential", "resource"] {
        let arguments = ["plugin", "new", "acme", "--kind", kind, "--path", kind];
        home.yun(arguments).succeeds();
        let file = |name: &str| vec![home.path(kind).join(name)];
        assert_eq!(faults("manifest", &file("manifest.json")), Vec::<String>::new());
        assert_eq!(faults("answers", &file("answers.json")), Vec::<String>::new());
    }
}

/// Writes the document once for each slip of a pen, and tells which of them pass nevertheless.
fn passing(schema: &str, whole: &Value, slips: &[(&str, Value)]) -> Vec<String> {
    let home = Home::alone();
    let mut files = Vec::new();
    for (number, (pointer, value)) in slips.iter().enumerate() {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        let mut document = whole.clone();
        let place = document
            .pointer_mut(parent)
            .unwrap_or_else(|| panic!("{pointer} has a place"));
        match (place, value) {
            (Value::Object(object), Value::Null) => assert!(object.remove(key).is_some(), "{pointer}"),
            (Value::Object(object), value) => drop(object.insert(key.to_owned(), value.clone())),
            (Value::Array(list), value) => list[key.parse::<usize>().unwrap()] = value.clone(),
            _ => panic!("{pointer} has no place"),
        }
        files.push(home.write(format!("{number:03}.json"), document.to_string()));
    }
    let found = faults(schema, &files);
    let is_found = |file: &PathBuf| {
        found
            .iter()
            .any(|fault| fault.starts_with(file.to_str().unwrap()))
    };
    let passed = slips.iter().zip(&files).filter(|(_, file)| !is_found(file));
    passed
        .map(|((pointer, value), _)| format!("{pointer} = {value}"))
        .collect()
}

/// The document of a new plugin of this kind.
fn document(kind: &str, name: &str) -> Value {
    let home = Home::alone();
    home.yun(["plugin", "new", "acme", "--kind", kind, "--path", "crate"])
        .succeeds();
    serde_json::from_str(&home.read(format!("crate/{name}"))).unwrap()
}

#[test]
fn what_is_wrong_with_a_credential_mode_is_found() {
    let slips = [
        ("/schema", json!(2)),
        ("/id", json!("Acme")),
        ("/id", json!("acme-")),
        ("/id", json!("a".repeat(65))),
        ("/id", Value::Null),
        ("/name", json!("Acme")),
        ("/name/zh", Value::Null),
        ("/name/en", json!(" ")),
        ("/name/fr", json!("Acme")),
        ("/version", json!("1.0")),
        ("/version", json!("v1.0.0")),
        ("/authors", json!("me")),
        ("/license", Value::Null),
        ("/protocol/min", json!(0)),
        ("/capability", json!([])),
        ("/capabilities/0", json!("https://keys.example.com")),
        ("/capabilities/0", json!("http:ftp://keys.example.com")),
        ("/capabilities/0", json!("api:Sts")),
        ("/capabilities/0", json!("env:1")),
        ("/capabilities/0", json!("browsers")),
        ("/reads", json!(["Sts/*"])),
        ("/provides", json!([])),
        ("/provides/0/kind", json!("credentials")),
        ("/provides/0/kind", Value::Null),
        ("/provides/0/mode", json!(" Acme")),
        ("/provides/0/type", json!("acme")),
        ("/provides/0/recommended", json!("yes")),
        ("/provides/0/fields/0/key", json!("Service")),
        ("/provides/0/fields/0/key", json!("dry_run")),
        ("/provides/0/fields/0/type", json!("uri")),
        ("/provides/0/fields/0/type", json!("choice")),
        (
            "/provides/0/fields/0/choices",
            json!([{"value": "a", "title": {"en": "a", "zh": "a"}}]),
        ),
        ("/provides/0/fields/0/title", Value::Null),
        ("/provides/0/fields/0/Required", json!(true)),
        ("/messages/token_missing", json!("there is no token")),
    ];
    assert_eq!(
        passing("manifest", &document("credential", "manifest.json"), &slips),
        Vec::<String>::new()
    );
    let secret = [(
        "/provides/0/fields/1",
        json!({
            "key": "token", "type": "secret", "default": "t", "title": {"en": "a", "zh": "a"}, "help": {"en": "a", "zh": "a"}
        }),
    )];
    assert_eq!(
        passing("manifest", &document("credential", "manifest.json"), &secret),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_wrong_with_a_resource_type_is_found() {
    let action = "/provides/0/actions/0";
    let at = |key: &str| format!("{action}{key}");
    let slips: Vec<(String, Value)> = vec![
        ("/provides/0/type".into(), json!("profile")),
        ("/provides/0/type".into(), json!("Disks")),
        ("/provides/0/aliases".into(), json!(["regions"])),
        ("/provides/0/scope".into(), json!("zonal")),
        ("/provides/0/get_batch".into(), json!(0)),
        ("/provides/0/columns/0/key".into(), json!("ident")),
        ("/provides/0/columns/4/key".into(), json!("raw")),
        ("/provides/0/columns/4/kind".into(), json!("date")),
        ("/provides/0/columns/2/tones/failed".into(), json!("red")),
        ("/provides/0/filters/0/type".into(), json!("url")),
        ("/provides/0/filters/0/key".into(), json!("limit")),
        ("/provides/0/filters/1/choices".into(), Value::Null),
        (at("/name"), json!("list")),
        (at("/risk"), json!("dangerous")),
        (at("/risk"), Value::Null),
        (at("/batch"), json!(0)),
        (at("/batch"), json!("1")),
        (at("/calls"), json!(["ModifySnapshotAttribute"])),
        (at("/calls"), json!(["Ecs/Modify*"])),
        (at("/dry_run"), json!("yes")),
        (at("/params/0/type"), json!("secret")),
        (at("/statesetting"), json!(true)),
        (at("/waits"), json!({"until": "accomplished"})),
        (
            at("/refused_when"),
            json!([{"column": "status", "is": "failed", "code": "Failed"}]),
        ),
    ];
    let slips: Vec<(&str, Value)> = slips
        .iter()
        .map(|(at, value)| (at.as_str(), value.clone()))
        .collect();
    assert_eq!(
        passing("manifest", &document("resource", "manifest.json"), &slips),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_wrong_with_answers_is_found() {
    let answer = "/api/Ecs~1DescribeSnapshots";
    assert!(document("resource", "answers.json").pointer(answer).is_some());
    let slips = [
        ("/apis", json!({})),
        ("/http", json!({})),
        ("/actions/acme/rename/ids", Value::Null),
        ("/actions/acme/rename/id", json!("s-1")),
        ("/fields", json!({"Acme": {"service": 1}})),
    ];
    assert_eq!(
        passing("answers", &document("resource", "answers.json"), &slips),
        Vec::<String>::new()
    );
}

#[test]
fn a_message_of_the_protocol_is_as_the_schema_says() {
    let page = json!({"rows": [{"id": "s-1", "size": 40, "tags": ["a"], "gone": null}], "token": "2"});
    let call = json!({"product": "Ecs", "version": "2014-05-26", "action": "DescribeSnapshots", "params": {},
        "auth": "profile"});
    let messages = json!({
        "open": {"protocol": 1, "host_version": "0.1.0"},
        "error": {"kind": "not_found", "code": "c", "message": "m"},
        "methods": {
            "resource.list": {"request": {"type": "acme", "region": "cn-hangzhou"}, "answer": page},
            "api.call": {"request": call, "answer": {"any": "thing"}},
        }
    });
    let home = Home::alone();
    let file = home.write("messages.json", messages.to_string());
    assert_eq!(faults("protocol", &[file]), Vec::<String>::new());
    let list = "/methods/resource.list";
    let at = |key: &str| format!("{list}{key}");
    let slips = [
        ("/error/kind".to_owned(), json!("unheard_of")),
        (at("/request/region"), Value::Null),
        (at("/answer/rows/0/id"), json!(1)),
        (at("/answer/rows/0/size"), json!({})),
        (at("/reply"), json!({})),
        ("/methods/resource.paint".to_owned(), json!({})),
        ("/methods/api.call/request/auth".to_owned(), json!("nobody")),
    ];
    let slips: Vec<(&str, Value)> = slips
        .iter()
        .map(|(at, value)| (at.as_str(), value.clone()))
        .collect();
    assert_eq!(passing("protocol", &messages, &slips), Vec::<String>::new());
}
