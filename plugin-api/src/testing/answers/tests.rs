use serde_json::json;

use super::*;
use crate::{
    ApiCall, HttpRequest, HttpResponse, ProcessRun, Question, QuestionKind, Secret, manifest::Text,
    testing::FakeHost,
};

fn parsed(json: serde_json::Value) -> Answers {
    Answers::parse(&json.to_string()).expect("well formed")
}

fn refused(json: serde_json::Value) -> String {
    Answers::parse(&json.to_string())
        .expect_err("malformed")
        .to_string()
}

#[test]
fn the_first_entry_whose_parameters_match_answers_again_and_again() {
    let answers = parsed(json!({"api": {"Ecs/DescribeDisks": [
        {"when": {"NextToken": "2", "Size": 10}, "body": "second"},
        {"when": {"NextToken": null, "Token": "t"}, "body": "by secret"},
        {"when": {"NextToken": null}, "body": "first"}
    ]}}));
    let call = || ApiCall::new("Ecs", "2014-05-26", "DescribeDisks");
    let body = |call: &ApiCall| answers.api(call).map(|found| found.expect("a body"));
    assert_eq!(body(&call()), Some(json!("first")));
    assert_eq!(body(&call()), Some(json!("first")));
    let second = call().param("NextToken", "2").param("Size", "10");
    assert_eq!(body(&second), Some(json!("second")));
    assert_eq!(body(&call().param("NextToken", "2")), None);
    let secret = call().secret_param("Token", Secret::new("t".to_owned()));
    assert_eq!(body(&secret), Some(json!("by secret")));
    assert!(answers.api(&ApiCall::new("Ecs", "1", "DescribeVpcs")).is_none());
}

#[test]
fn requests_are_told_apart_by_all_that_they_are() {
    let answers = parsed(json!({"http": [
        {"when": {"method": "put", "url": "http://100.100.100.200/token"}, "body": "t-1"},
        {"when": {"headers": {"X-Token": "t-1"}}, "status": 201, "headers": {"etag": "e"}, "body": {"a": 1}},
        {"when": {"body": "grant_type=refresh"}, "error": {"kind": "unavailable", "code": "timeout", "message": "m"}},
        {"when": {"unix_socket": "/run/a.sock"}, "status": 204},
        {"when": {"url": "https://vault.example/v1/*"}, "body": "any"}
    ]}));
    let ask = |request: &HttpRequest| {
        let found = answers.http(request)?;
        Some(found.map_or_else(
            |error| error.code,
            |response| format!("{} {}", response.status, response.body.expose()),
        ))
    };
    let put = HttpRequest::new("PUT", "http://100.100.100.200/token");
    assert_eq!(ask(&put).as_deref(), Some("200 t-1"));
    let secret = HttpRequest::get("https://a").secret_header("x-token", Secret::new("t-1".to_owned()));
    assert_eq!(ask(&secret).as_deref(), Some(r#"201 {"a":1}"#));
    let form = HttpRequest::post("https://a").form([("grant_type", "refresh_token")]);
    assert_eq!(ask(&form).as_deref(), Some("timeout"));
    let mut socket = HttpRequest::get("http://agent/keys");
    socket.unix_socket = Some("/run/a.sock".to_owned());
    assert_eq!(ask(&socket).as_deref(), Some("204 "));
    assert_eq!(
        ask(&HttpRequest::get("https://vault.example/v1/x")).as_deref(),
        Some("200 any")
    );
    assert_eq!(ask(&HttpRequest::get("https://vault.example/v2/x")), None);
}

#[test]
fn programs_pages_people_and_places_answer_too() {
    let answers = parsed(json!({
        "programs": [{"when": {"command": "sso", "arguments": ["--json"]}, "stdout": "{}"},
                     {"when": {"command": "killed"}, "exit_code": null}],
        "pages": [{"when": {"url": "https://login.example/*"}, "parameters": {"code": "c"}}],
        "replies": [{"when": {"title": "Code"}, "reply": "123"}],
        "files": {"/t": "token"}, "environment": {"A": "b"},
        "kept": {"Vault": {"session": "s"}},
        "profiles": {"base": {"access_key_id": "LTAI", "access_key_secret": "k"}},
        "regions": {"disks": "cn-beijing"}
    }));
    let mut run = ProcessRun::new("sso");
    assert!(answers.program(&run).is_none());
    run.arguments = vec!["--json".to_owned()];
    let ended = answers.program(&run).expect("an entry").expect("no error");
    assert_eq!((ended.code, ended.output.expose()), (Some(0), "{}"));
    let killed = answers.program(&ProcessRun::new("killed")).expect("an entry");
    assert_eq!(killed.expect("no error").code, None);
    let page = answers
        .page("https://login.example/x?y")
        .expect("an entry")
        .expect("no error");
    assert_eq!(page.parameters["code"].expose(), "c");
    assert!(answers.page("https://other.example/").is_none());
    let ask = |title: &str| {
        let title = Text {
            en: title.to_owned(),
            zh: "码".to_owned(),
        };
        let question = Question {
            title,
            help: None,
            kind: QuestionKind::Text,
            choices: Vec::new(),
        };
        answers
            .reply(&question)
            .map(|reply| reply.expect("no error").expose().to_owned())
    };
    assert_eq!(ask("Code").as_deref(), Some("123"));
    assert_eq!(ask("Name"), None);
    assert_eq!(answers.file("/t").expect("a file").expose(), "token");
    assert_eq!(answers.variable("A").expect("a variable").expose(), "b");
    assert_eq!(answers.kept("Vault", "session").expect("kept").expose(), "s");
    assert!(
        answers
            .profile("base")
            .and_then(crate::ResolveAnswer::into_keys)
            .is_some()
    );
    assert_eq!(
        (answers.region("disks"), answers.region("others")),
        ("cn-beijing", "cn-hangzhou")
    );
}

#[test]
fn a_malformed_file_is_refused_with_the_place() {
    assert!(refused(json!({"apis": {}})).contains("unknown field `apis`"));
    assert!(refused(json!({"api": {"Ecs": []}})).contains("api.Ecs is not an API action"));
    assert!(refused(json!({"api": {"Ecs/Describe*": []}})).contains("is not an API action"));
    assert!(
        refused(json!({"api": {"Ecs/X": [{"when": {"A": []}, "body": 1}]}})).contains("api.Ecs/X[0].when")
    );
    let neither = "has neither an answer nor an error";
    for list in ["http", "pages", "programs", "replies"] {
        assert!(refused(json!({list: [{}]})).contains(neither), "{list}");
    }
    let error = json!({"kind": "failed", "code": "c", "message": "m"});
    let both = json!({"api": {"Ecs/X": [{"body": null}, {"body": null, "error": error}]}});
    assert!(refused(both).contains("api.Ecs/X[1] must not have both"));
    let kind = json!({"http": [{"error": {"kind": "missing", "code": "c", "message": "m"}}]});
    assert!(refused(kind).contains("no error kind \"missing\""));
    assert!(
        Answers::parse("{")
            .expect_err("cut")
            .to_string()
            .contains("line 1")
    );
}

#[test]
fn what_the_manifest_does_not_have_is_refused_with_its_name() {
    let title = json!({"en": "a", "zh": "甲"});
    let column = |key| json!({"key": key, "title": title, "kind": "text"});
    let field = |key, kind| json!({"key": key, "title": title, "help": title, "type": kind});
    let manifest = json!({
        "schema": 1, "id": "team", "name": title, "description": title, "version": "1.0.0", "authors": [],
        "license": "Apache-2.0", "protocol": {"min": 1, "max": 1},
        "provides": [
            {"kind": "credential", "mode": "Vault", "title": title, "help": title, "stores": ["session"],
             "fields": [field("url", "url"), field("password", "secret")]},
            {"kind": "resource", "type": "disks", "title": title, "help": title,
             "columns": [column("id"), column("name"), column("status"), column("region")],
             "filters": [{"key": "tag", "title": title, "help": title, "type": "text"}]}
        ]
    });
    let manifest = Manifest::parse(manifest.to_string().as_bytes()).expect("valid");
    let whole = parsed(json!({
        "fields": {"Vault": {"url": "https://a", "password": "p"}}, "kept": {"Vault": {"session": "s"}},
        "filters": {"disks": {"tag": "x"}}, "regions": {"disks": "cn-beijing"}
    }));
    whole.fits(&manifest).expect("fits");
    let fields = whole
        .fields_of(manifest.credentials().next().expect("a mode"))
        .expect("given");
    assert_eq!(fields.text("url"), Some("https://a"));
    assert_eq!(fields.secret("password").map(Secret::expose), Some("p"));
    for (place, unknown) in [
        ("fields.Volt", json!({"fields": {"Volt": {}}})),
        ("fields.Vault.uri", json!({"fields": {"Vault": {"uri": "x"}}})),
        ("kept.Volt", json!({"kept": {"Volt": {}}})),
        ("kept.Vault.other", json!({"kept": {"Vault": {"other": "x"}}})),
        ("regions.disk", json!({"regions": {"disk": "x"}})),
        ("filters.disk", json!({"filters": {"disk": {}}})),
        ("filters.disks.tags", json!({"filters": {"disks": {"tags": "x"}}})),
        (
            "actions.disks.stop",
            json!({"actions": {"disks": {"stop": {"ids": []}}}}),
        ),
        (
            "views.disks.logs",
            json!({"views": {"disks": {"logs": {"id": "d"}}}}),
        ),
    ] {
        let error = parsed(unknown).fits(&manifest).expect_err(place);
        assert!(
            error.to_string().contains(&format!("{place} is no")),
            "{place}: {error}"
        );
    }
}

/// Answers with what the service says, and forgets what it kept.
struct Session;

impl crate::CredentialMode for Session {
    fn resolve(
        &self,
        host: &crate::Host,
        _: crate::ResolveRequest,
    ) -> Result<crate::ResolveAnswer, crate::Error> {
        let kept = host.secret("session")?;
        host.remove_secret("session")?;
        let body = host.http(&HttpRequest::get("https://a.example/keys"))?.body;
        let keys = crate::Keys {
            access_key_id: body.expose().to_owned(),
            access_key_secret: kept.unwrap_or_default(),
            security_token: None,
        };
        Ok(crate::ResolveAnswer::permanent(keys))
    }
}

fn session(answers: &str) -> FakeHost {
    let title = json!({"en": "a", "zh": "甲"});
    let manifest = json!({
        "schema": 1, "id": "team", "name": title, "description": title, "version": "1.0.0", "authors": [],
        "license": "Apache-2.0", "protocol": {"min": 1, "max": 1},
        "capabilities": ["secrets", "http:https://a.example"],
        "provides": [{"kind": "credential", "mode": "Session", "title": title, "help": title, "stores": ["session"]}]
    });
    let plugin = crate::Plugin::new().credential_mode("Session", Session);
    FakeHost::new(&manifest.to_string(), plugin).answers(answers)
}

#[test]
fn a_fake_host_answers_from_its_script_first_and_then_from_the_file() {
    let answers =
        r#"{"http": [{"body": "file"}], "kept": {"Session": {"session": "s-1"}}, "fields": {"Session": {}}}"#;
    let host =
        session(answers).http_answer("GET", "https://a.example/keys", HttpResponse::new(200, "script"));
    assert_eq!(
        host.stored_now("session")
            .map(|secret| secret.expose().to_owned())
            .as_deref(),
        Some("s-1")
    );
    let resolve = || {
        let request = crate::ResolveRequest {
            mode: "Session".to_owned(),
            profile: "work".to_owned(),
            region: "cn-hangzhou".to_owned(),
            fields: host.fields("Session"),
        };
        let keys = host
            .resolve(request)
            .expect("resolves")
            .into_keys()
            .expect("keys");
        (
            keys.access_key_id.clone(),
            keys.access_key_secret.expose().to_owned(),
        )
    };
    assert_eq!(resolve(), ("script".to_owned(), "s-1".to_owned()));
    assert_eq!(resolve(), ("file".to_owned(), String::new()));
    assert_eq!(resolve(), ("file".to_owned(), String::new()));
    assert!(host.stored_now("session").is_none());
}

#[test]
#[should_panic(expected = "the answers file's fields.Volt is no mode of the manifest")]
fn a_fake_host_refuses_a_file_that_does_not_fit() {
    let _host = session(r#"{"fields": {"Volt": {}}}"#);
}
