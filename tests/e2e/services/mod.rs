//! Every service of the host, asked by a plugin byte for byte and in both runners: what is granted works, what is not
//! declared or not of this call is refused, and no service goes beyond its limits.

mod http;
pub(crate) mod login;
mod process;

use std::{fs, path::Path};

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Document, World};
use yun_tests::harness::{Home, Invocation, Ran, Runner, in_both_runners, library_name, replace_in_manifest};

const FIXTURE: &str = "asks-for-everything";

/// One request of the fixture's.
#[derive(Clone)]
struct Asked {
    service: &'static str,
    request: String,
    moment: &'static str,
    fields: Vec<String>,
}

/// Asks while credentials are resolved.
fn asked(service: &'static str, request: &Value) -> Asked {
    Asked {
        service,
        request: request.to_string(),
        moment: "resolve",
        fields: Vec::new(),
    }
}

impl Asked {
    /// Gives the profile a field.
    fn with(mut self, field: &str, value: impl AsRef<Path>) -> Self {
        let value = value.as_ref().to_str().expect("UTF-8").to_owned();
        self.fields.extend([format!("--{field}"), value]);
        self
    }

    /// Asks at another moment.
    fn when(mut self, moment: &'static str) -> Self {
        self.moment = moment;
        self
    }

    /// A profile that asks; it is never saved, since asking is how resolving its credentials ends.
    fn invocation(&self, home: &Home<'_>, runner: Runner) -> Invocation {
        home.command([
            "profile",
            "add",
            "asks",
            "--mode",
            "Asks",
            "--region",
            "cn-hangzhou",
        ])
        .arguments([
            "-v",
            "-o",
            "json",
            "--service",
            self.service,
            "--moment",
            self.moment,
        ])
        .arguments(["--asked", "env:YUN_TEST_REQUEST"])
        .variable("YUN_TEST_REQUEST", &self.request)
        .arguments(&self.fields)
        .runner(runner)
    }

    fn run(&self, home: &Home<'_>, runner: Runner) -> Ran {
        self.invocation(home, runner).run()
    }

    /// Checks that the service answers, and that its answer holds this.
    #[track_caller]
    fn is_answered(&self, home: &Home<'_>, runner: Runner, holding: &str) -> Ran {
        let ran = self.run(home, runner).exits(1);
        let error = ran.error();
        assert_eq!(
            error["code"], "answered",
            "{} {}: {error}",
            self.service, self.request
        );
        let answer = error["message"].as_str().unwrap();
        assert!(answer.contains(holding), "{} answers {answer}", self.service);
        ran
    }

    /// Checks that it is an error with this code, in a command that exits so.
    #[track_caller]
    fn fails(&self, home: &Home<'_>, runner: Runner, code: &str, exit: i32) -> Ran {
        let ran = self.run(home, runner);
        let error = ran.error();
        assert_eq!(error["code"], code, "{} {}: {error}", self.service, self.request);
        let ran = ran.exits(exit);
        // A breach of the rules is the plugin's, and whoever looks for it finds it.
        if exit == 8 {
            assert_eq!(
                (error["kind"].as_str(), error["plugin"].as_str()),
                (Some("plugin"), Some(FIXTURE))
            );
        }
        ran
    }
}

fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::with_profile(cloud);
    home.add_fixture(FIXTURE);
    home.set("YUN_TEST_ASKED", "a value");
    home
}

fn is_logged(ran: &Ran) -> bool {
    let is_refusal = |line: &str| line.contains("WARN") && line.contains("refused") && line.contains(FIXTURE);
    ran.stderr.lines().any(is_refusal)
}

/// A request to each service that a mode may use while it resolves credentials, and what its answer holds.
fn each_service(home: &Home<'_>, cloud: &Cloud) -> Vec<(Asked, &'static str)> {
    let url = cloud.serve("/asked", Document::new(r#"{"hello": 1}"#));
    let file = home.write("given/file", "in the file");
    let keys = cloud.keys();
    let keys = json!({"access_key_id": keys.access_key_id, "access_key_secret": keys.access_key_secret});
    let identity = |auth: Value| json!({"product": "Sts", "version": "2015-04-01", "action": "GetCallerIdentity", "params": {}, "auth": auth});
    let named = |name: &str| json!({"name": name});
    let show = json!({"text": {"en": "shown", "zh": "显示"}});
    vec![
        (
            asked("http.request", &json!({"method": "GET", "url": url})).with("url", &url),
            r#"{\"hello\": 1}"#,
        ),
        (
            asked("process.run", &json!({"command": "printf %s hello"})).with("command", "printf %s hello"),
            r#""output":"hello""#,
        ),
        (
            asked(
                "process.run",
                &json!({"command": "sh", "arguments": ["-c", "echo hello"]}),
            ),
            r#""code":0"#,
        ),
        (
            asked("file.read", &json!({"path": file})).with("file", &file),
            "in the file",
        ),
        (asked("env.get", &named("YUN_TEST_ASKED")), "a value"),
        (asked("env.get", &named("YUN_TEST_UNSET")), r#""value":null"#),
        (asked("secret.get", &named("kept")), r#""value":null"#),
        (asked("secret.put", &json!({"name": "kept", "value": "v"})), "{}"),
        (asked("secret.remove", &named("kept")), "{}"),
        (
            asked("profile.credentials", &json!({"field": "source"})).with("source", "dev"),
            "LTAI",
        ),
        (asked("api.call", &identity(json!({"keys": keys}))), "AccountId"),
        (asked("prompt.show", &show), "{}"),
    ]
}

#[test]
fn what_is_declared_is_granted() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let all = each_service(&home, &cloud);
    in_both_runners(|runner| {
        for (asked, holding) in &all {
            let ran = asked.is_answered(&home, runner, holding);
            assert!(!is_logged(&ran), "{}", ran.stderr);
        }
    });
}

#[test]
fn what_is_not_declared_is_refused() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    let library = home.plugin_directory().join(library_name(FIXTURE));
    // The same library, whose manifest declares nothing.
    replace_in_manifest(&library, "\"capabilities\"", "\"capabilitiez\"");
    let mut all = each_service(&home, &cloud);
    let question = json!({"title": {"en": "a", "zh": "甲"}, "kind": "text"});
    all.push((asked("prompt.ask", &question), ""));
    all.push((asked("browser.proof_key", &json!({})).when("login"), ""));
    all.push((
        asked("browser.open", &json!({"url": cloud.url()})).when("login"),
        "",
    ));
    let page = json!({"url": cloud.url(), "path": "/back"});
    all.push((asked("browser.authorize", &page).when("login"), ""));
    cloud.clear_requests();
    in_both_runners(|runner| {
        for (asked, _) in &all {
            let ran = asked.fails(&home, runner, "capability_missing", 8);
            assert!(is_logged(&ran), "{}: {}", asked.service, ran.stderr);
        }
    });
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn what_is_declared_is_refused_outside_its_call() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let all = each_service(&home, &cloud);
    cloud.clear_requests();
    in_both_runners(|runner| {
        for (asked, _) in &all {
            let ran = asked
                .clone()
                .when("check")
                .fails(&home, runner, "not_in_this_call", 8);
            assert!(is_logged(&ran), "{}: {}", asked.service, ran.stderr);
        }
        for (service, request) in [
            ("browser.proof_key", json!({})),
            ("browser.open", json!({"url": cloud.url()})),
            ("browser.authorize", json!({"url": cloud.url(), "path": "/back"})),
        ] {
            asked(service, &request).fails(&home, runner, "login_required", 4);
            asked(service, &request)
                .when("check")
                .fails(&home, runner, "not_in_this_call", 8);
        }
    });
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn what_is_none_of_the_modes_is_refused() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let file = home.write("given/file", "text");
    let call = |more: Value| {
        let mut call = json!({"product": "Sts", "version": "2015-04-01", "action": "GetCallerIdentity",
                              "params": {}, "auth": "none"});
        call.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        asked("api.call", &call)
    };
    in_both_runners(|runner| {
        for (asked, code, exit) in [
            (
                asked("secret.put", &json!({"name": "other", "value": "v"})),
                "secret_undeclared",
                8,
            ),
            // A field's secret is the profile's, not the mode's to read or change.
            (
                asked("secret.get", &json!({"name": "asked"})),
                "secret_undeclared",
                8,
            ),
            (
                asked("profile.credentials", &json!({"field": "url"})),
                "field_no_profile",
                8,
            ),
            (
                asked("profile.credentials", &json!({"field": "source"})),
                "field_missing",
                4,
            ),
            (
                asked("env.get", &json!({"name": "HOME"})),
                "capability_missing",
                8,
            ),
            (
                asked("file.read", &json!({"path": "/etc/passwd"})).with("file", &file),
                "capability_missing",
                8,
            ),
            (call(json!({"action": "AssumeRole"})), "capability_missing", 8),
            (call(json!({"auth": "profile"})), "no_credentials", 8),
            (
                call(json!({"params": {"Action": "AssumeRole"}})),
                "api_call_malformed",
                8,
            ),
            (
                call(json!({"secret_params": {"Action": "AssumeRole"}})),
                "api_call_malformed",
                8,
            ),
            (call(json!({"endpoint": "sts.example"})), "capability_missing", 8),
            (call(json!({"endpoint": "a/b"})), "url_refused", 8),
            (asked("teleport", &json!({})), "unknown_service", 8),
        ] {
            asked.fails(&home, runner, code, exit);
        }
    });
}

#[test]
fn an_api_call_without_keys_is_sent_unsigned() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        cloud.clear_requests();
        let call = json!({"product": "Sts", "version": "2015-04-01", "action": "GetCallerIdentity", "params": {},
                          "auth": "none"});
        let ran = asked("api.call", &call).run(&home, runner);
        assert_ne!(ran.code, 0);
        let requests = cloud.requests();
        assert_eq!(requests.len(), 1, "{}", ran.stderr);
        assert_eq!(requests[0].signature, None);
    });
}

#[test]
fn what_is_no_request_is_a_clean_error() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let services = [
        "api.call",
        "http.request",
        "process.run",
        "file.read",
        "env.get",
        "secret.get",
        "secret.put",
        "profile.credentials",
        "prompt.ask",
        "log",
        "progress",
    ];
    in_both_runners(|runner| {
        for service in services {
            for request in ["{", "[]", "\"text\"", "{}"] {
                let mut asked = asked(service, &Value::Null);
                asked.request = request.to_owned();
                asked.fails(&home, runner, "decode", 8);
            }
        }
    });
}

#[test]
fn a_file_is_text_of_a_megabyte_at_most() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let read = |path: &Path| asked("file.read", &json!({"path": path})).with("file", path);
    let largest = home.write("given/largest", "x".repeat(1024 * 1024));
    let larger = home.write("given/larger", "x".repeat(1024 * 1024 + 1));
    let binary = home.write("given/binary", [0xff, 0xfe]);
    let closed = home.write("given/closed", "text");
    fs::create_dir(home.path("given/directory")).unwrap();
    // Who has the machine to himself may read everything: a link to itself is unreadable to anybody.
    fs::remove_file(&closed).unwrap();
    std::os::unix::fs::symlink(&closed, &closed).unwrap();
    in_both_runners(|runner| {
        for (path, code) in [
            (&home.path("given/missing"), "file_missing"),
            (&home.path("given/directory"), "file_unreadable"),
            (&closed, "file_unreadable"),
            (&larger, "file_too_large"),
            (&binary, "file_not_text"),
        ] {
            let ran = read(path).fails(&home, runner, code, 4);
            assert!(
                ran.error()["message"].as_str().unwrap().contains("given/"),
                "{}",
                ran.stderr
            );
        }
        read(&largest).is_answered(&home, runner, "xxx");
        let in_home = Path::new("~/given/short");
        home.write("given/short", "found in the home");
        read(in_home).is_answered(&home, runner, "found in the home");
    });
}

#[test]
fn a_secret_is_kept_with_the_profile_and_with_no_other() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let name = format!("keeper {}", runner.word());
        home.command([
            "profile",
            "add",
            &name,
            "--mode",
            "Asks",
            "--region",
            "cn-hangzhou",
            "--no-verify",
        ])
        .arguments(["--service", "secret.put", "--asked", "env:YUN_TEST_REQUEST"])
        .variable(
            "YUN_TEST_REQUEST",
            r#"{"name": "kept", "value": "kept for later"}"#,
        )
        .run()
        .succeeds();
        let whoami = || {
            let ran = home
                .command(["whoami", "-o", "json", "-p", &name])
                .runner(runner)
                .run();
            ran.error()["message"].as_str().unwrap().to_owned()
        };
        let then = |service: &str, request: &str| {
            home.command(["profile", "edit", &name, "--no-verify", "--service", service])
                .arguments(["--asked", "env:YUN_TEST_REQUEST"])
                .variable("YUN_TEST_REQUEST", request)
                .run()
                .succeeds();
        };
        assert_eq!(whoami(), "{}");
        let stored = home.read("data/secrets.toml");
        assert_eq!(
            stored.matches("kept = \"kept for later\"").count(),
            1,
            "the store holds it once"
        );
        assert!(!home.read("config/config.toml").contains("kept for later"));
        then("secret.get", r#"{"name": "kept"}"#);
        assert_eq!(whoami(), r#"{"value":"kept for later"}"#);
        then("secret.remove", r#"{"name": "kept"}"#);
        assert_eq!(whoami(), "{}");
        assert!(!home.read("data/secrets.toml").contains("kept for later"));
        then("secret.get", r#"{"name": "kept"}"#);
        assert_eq!(whoami(), r#"{"value":null}"#);
    });
}
