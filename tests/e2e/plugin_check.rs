//! `plugin check`: every plugin that ships keeps every rule, and one that breaks a rule is found by that rule alone.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use yun_tests::harness::{Built, Home, Invocation, Ran, SHIPPED, foreign_architecture, library_name};

/// Where the names of the rules to be broken stand in the fixture's file, and how many bytes they may take.
const MARK: &[u8] = b"YUN-FIXTURE-BREAKS:";
const ROOM: usize = 400;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn check(home: &Home<'_>, library: &Path, answers: Option<&Path>) -> Invocation {
    let check = home.command(["plugin", "check", "-o", "json"]);
    let check = check.arguments([library]);
    match answers {
        Some(answers) => check.arguments([Path::new("--answers"), answers]),
        None => check,
    }
}

/// Replaces what stands behind `mark` in a file by `text` and blanks.
fn write_over(path: &Path, mark: &[u8], text: &str, room: usize) {
    let mut bytes = fs::read(path).expect("the library is there");
    let found = bytes.windows(mark.len()).position(|window| window == mark);
    let start = found.expect("the mark is there") + mark.len();
    assert!(text.len() <= room, "{} bytes for {}", room, text.len());
    bytes[start..start + room].fill(b' ');
    bytes[start..start + text.len()].copy_from_slice(text.as_bytes());
    fs::write(path, bytes).expect("the library can be written");
}

/// The fixture that breaks these rules, with its answers.
fn breaking(home: &mut Home<'_>, rules: &[&str]) -> (PathBuf, PathBuf) {
    let library = home.add_fixture("breaks-rules");
    write_over(&library, MARK, &rules.join(","), ROOM);
    (library, root().join("tests/plugins/breaks-rules/answers.json"))
}

/// The rules whose findings have this status.
fn rules(ran: &Ran, status: &str) -> BTreeSet<String> {
    let rows = ran.rows();
    let found = rows.iter().filter(|row| row["status"] == status);
    found
        .map(|row| row["rule"].as_str().expect("a text").to_owned())
        .collect()
}

/// What was found of one rule.
fn messages(ran: &Ran, rule: &str) -> Vec<String> {
    let rows = ran.rows();
    let found = rows.iter().filter(|row| row["rule"] == rule);
    found
        .map(|row| row["message"].as_str().expect("a text").to_owned())
        .collect()
}

/// Checks that exactly these rules were found broken, each by a finding that says this and names a mend.
#[track_caller]
fn found(ran: &Ran, expected: &[(&str, &str)]) {
    let names: BTreeSet<String> = expected.iter().map(|(rule, _)| (*rule).to_owned()).collect();
    assert_eq!(rules(ran, "failed"), names, "{}", ran.stdout);
    for (rule, said) in expected {
        let messages = messages(ran, rule);
        assert!(
            messages.iter().any(|message| message.contains(said)),
            "{rule}: {messages:?}"
        );
    }
    let rows = ran.rows();
    let mut failed = rows.iter().filter(|row| row["status"] == "failed");
    assert!(failed.all(|row| row["mend"].is_string()), "{}", ran.stdout);
}

#[test]
fn every_plugin_that_ships_keeps_every_rule_and_hardly_one_is_skipped() {
    let home = Home::alone();
    for plugin in SHIPPED {
        let answers = root().join("plugins").join(plugin).join("answers.json");
        let ran = check(&home, &Built::get().plugin(plugin), Some(&answers)).run();
        let ran = ran.succeeds();
        for status in ["failed", "skipped", "remark"] {
            assert_eq!(rules(&ran, status), BTreeSet::new(), "{plugin}: {}", ran.stdout);
        }
        assert!(rules(&ran, "passed").len() > 25, "{plugin}: {}", ran.stdout);
    }
}

#[test]
fn the_fixture_keeps_every_rule_unless_it_is_told_otherwise() {
    let mut home = Home::alone();
    let (library, answers) = breaking(&mut home, &[]);
    let ran = check(&home, &library, Some(&answers)).run().succeeds();
    assert_eq!(
        rules(&ran, "passed").len(),
        44,
        "every rule was tried: {}",
        ran.stdout
    );
    assert_eq!(
        ran.rows().iter().filter(|row| row["status"] != "passed").count(),
        0
    );
    for row in ran.rows() {
        let keys: Vec<&String> = row.as_object().expect("an object").keys().collect();
        assert_eq!(keys.len(), 5, "{row}");
        assert!(row["subject"].is_string() && row["mend"].is_null(), "{row}");
    }
}

#[test]
fn what_is_provided_wrongly_is_found_by_its_rule_alone() {
    let mut home = Home::alone();
    let broken = [
        ("unknown-method", "check.unknown: an answer"),
        ("broken-input", "sent {\"…: an answer"),
        (
            "unknown-members",
            "with members that no version knows: the error decode",
        ),
        ("declared-services", "does not declare api:Vpc/DescribeVpcs"),
        ("secrets-hidden", "credential.resolve: a secret stands in log"),
        ("client-token", "the action stop does not send"),
        ("actions", "does not say what became of b-2"),
        ("regions", "come twice: cn-hangzhou"),
        ("access", "no_access"),
        ("views", "the view events fails: unsupported"),
        ("filters", "the filter state=Running fails: state_unknown"),
        ("rows-complete", "the row of b-1 has no status"),
        ("cells-fit", "cpu of b-1 is no number"),
        ("ids-unique", "b-1 comes twice"),
        ("get", "b-2 is listed, and not found"),
        ("paging-ends", "the token \"2\" comes twice"),
        ("dry-run", "the action stop was told not_sent and does not say so"),
        ("check-fields", "the good field account is refused"),
        ("missing-fields", "without account, which is required"),
        ("keys", "lack an id, a secret or a token"),
        ("login", "credential.status says another state"),
    ];
    let mut names: Vec<&str> = broken.iter().map(|(rule, _)| *rule).collect();
    names.push("plain-texts");
    let (library, answers) = breaking(&mut home, &names);
    let ran = check(&home, &library, Some(&answers)).run().exits(8);
    found(&ran, &broken);
    assert_eq!(rules(&ran, "remark"), BTreeSet::from(["plain-texts".to_owned()]));
}

#[test]
fn what_shows_only_when_something_goes_wrong_is_found_too() {
    let mut home = Home::alone();
    let names = [
        "large-input",
        "same-answer",
        "live-calls",
        "no-panic",
        "views-that-end",
        "one-request",
        "dry-run-native",
        "keys-that-end",
        "login-that-stays",
        "error-texts-params",
        "secrets-hidden-in-answers",
    ];
    let (library, answers) = breaking(&mut home, &names);
    let ran = check(&home, &library, Some(&answers)).run().exits(8);
    let expected = [
        ("large-input", "signal 6"),
        ("same-answer", "resource.list answers otherwise"),
        ("live-calls", "api.call is asked for outside any call"),
        ("no-panic", "the plugin panicked: an id, at "),
        // The list gives the first of each page alone, and the answers have no such request.
        ("get", "b-1 is listed, and not found by its id"),
        ("one-request", "sent 2 of the requests"),
        ("views", "says neither where it stands"),
        (
            "dry-run",
            "the action start sends in its dry run what is no dry run",
        ),
        ("declared-services", "Ecs/StartInstances is no dry run"),
        ("keys", "expired at 2020-01-02T03:04:05Z"),
        ("login", "credential.status says another state"),
        ("error-texts", "the error login_needed has no param account"),
        ("secrets-hidden", "a secret stands in error"),
    ];
    found(&ran, &expected);
    assert!(!ran.stdout.contains("planted"), "no secret is told");
}

#[test]
fn what_ends_or_never_ends_is_a_finding_and_the_check_goes_on() {
    let mut home = Home::alone();
    let (library, answers) = breaking(&mut home, &["no-crash"]);
    let ran = check(&home, &library, Some(&answers)).run().exits(8);
    assert!(rules(&ran, "failed").contains("no-crash"));
    assert!(messages(&ran, "no-crash")[0].contains("resource.list: its process ended by itself with code 0"));
    assert!(rules(&ran, "passed").contains("keys"), "{}", ran.stdout);

    let (library, answers) = breaking(&mut home, &["in-time"]);
    let ran = check(&home, &library, Some(&answers))
        .arguments(["--timeout", "2"])
        .run();
    found(&ran.exits(8), &[("in-time", "resource.list does not end")]);
}

#[test]
fn who_goes_on_after_the_end_is_found() {
    let mut home = Home::alone();
    let (library, answers) = breaking(&mut home, &["cancel", "deadline"]);
    let ran = check(&home, &library, Some(&answers))
        .arguments(["--timeout", "8"])
        .run()
        .exits(8);
    assert!(
        messages(&ran, "cancel")[0].contains("goes on after it was cancelled"),
        "{}",
        ran.stdout
    );
    assert!(messages(&ran, "deadline")[0].contains("goes on after its services have timed out"));
}

#[test]
fn answers_and_errors_that_cannot_be_read_are_found() {
    let mut home = Home::alone();
    for (way, said) in [
        ("answer-form", "resource.list answers in a form"),
        ("answer-form-of-errors", "cannot be read"),
    ] {
        let (library, answers) = breaking(&mut home, &[way]);
        let ran = check(&home, &library, Some(&answers)).run().exits(8);
        assert!(messages(&ran, "answer-form")[0].contains(said), "{}", ran.stdout);
    }
    let (library, answers) = breaking(&mut home, &["error-texts"]);
    let ran = check(&home, &library, Some(&answers)).run().exits(8);
    assert!(
        messages(&ran, "error-texts")[0].contains("without_a_text"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_library_that_does_not_open_is_one_finding_and_nothing_else_is_claimed() {
    let mut home = Home::alone();
    for (way, said) in [
        ("opens", "not opened on purpose"),
        ("opens-as-another", "something else of itself"),
    ] {
        let (library, answers) = breaking(&mut home, &[way]);
        let ran = check(&home, &library, Some(&answers)).run().exits(8);
        found(&ran, &[("opens", said)]);
        assert_eq!(messages(&ran, "keys"), ["not tried: the library was not run"]);
    }
    let (library, _) = breaking(&mut home, &[]);
    foreign_architecture(&library);
    let ran = check(&home, &library, None).run().exits(8);
    found(&ran, &[("manifest", "it is refused: ")]);
    let none = home.add_fixture("no-manifest");
    let ran = check(&home, &none, None).run().exits(8);
    found(&ran, &[("manifest", "it is refused: ")]);
    assert_eq!(rules(&ran, "skipped").len(), 43);
}

#[test]
fn what_the_manifest_says_wrongly_is_found_with_its_place() {
    let mut home = Home::alone();
    let (library, answers) = breaking(&mut home, &[]);
    let text =
        fs::read_to_string(root().join("tests/plugins/breaks-rules/manifest.json")).expect("the manifest");
    let mut manifest: Value = serde_json::from_str(&text).expect("JSON");
    manifest["version"] = "1.0".into();
    manifest["authors"] = serde_json::json!([]);
    manifest["provides"][0]["help"]["zh"] = "What one rule is broken by".into();
    manifest["capabilities"] = serde_json::json!([
        "api:Ecs/DescribeInstances",
        "api:Ecs/DescribeRegions",
        "api:Ecs/StartInstances",
        "api:Ecs/StopInstances",
        "http:https://breaks.example",
        "secrets",
        "env:NEVER"
    ]);
    let mut bytes = fs::read(&library).expect("the library is there");
    let at = bytes
        .windows(text.len())
        .position(|window| window == text.as_bytes());
    let (at, new) = (at.expect("the manifest is in the library"), manifest.to_string());
    bytes[at..at + text.len()].fill(b' ');
    bytes[at..at + new.len()].copy_from_slice(new.as_bytes());
    fs::write(&library, bytes).expect("the library can be written");
    let ran = check(&home, &library, Some(&answers)).run().exits(8);
    let expected = [
        ("manifest-version", "not a semantic version"),
        ("manifest-authors", "authors names nobody"),
        ("manifest-languages", "breaks.help stands in English only"),
    ];
    found(&ran, &expected);
    assert_eq!(
        messages(&ran, "capabilities-used"),
        ["nothing was done that needs env:NEVER"]
    );
}

#[test]
fn without_answers_what_needs_them_is_skipped_and_says_so() {
    let mut home = Home::alone();
    let (library, answers) = breaking(&mut home, &[]);
    let ran = check(&home, &library, None).run().succeeds();
    let skipped = rules(&ran, "skipped");
    for rule in ["paging-ends", "get", "keys", "login", "check-fields"] {
        assert!(skipped.contains(rule), "{rule}: {}", ran.stdout);
    }
    assert!(rules(&ran, "passed").contains("no-panic"));
    let rows = ran.rows();
    let skipped = rows.iter().find(|row| row["rule"] == "keys").expect("told");
    assert!(
        skipped["mend"].as_str().expect("a mend").contains("answers.json"),
        "{skipped}"
    );

    // Beside the library it is found by itself, in the directory of a crate as well.
    let target = home.path("crate/target/debug");
    fs::create_dir_all(&target).expect("a directory");
    fs::copy(&library, target.join(library_name("breaks-rules"))).expect("copies");
    home.write(
        "crate/Cargo.toml",
        "[package]\nname = \"yun-plugin-breaks-rules\"\n",
    );
    fs::copy(answers, home.path("crate/answers.json")).expect("copies");
    let ran = home.yun(["plugin", "check", "crate"]).succeeds();
    assert!(
        ran.stderr.contains("checking ") && ran.stderr.contains("target/debug"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .ends_with("passed: 50, failed: 0, skipped: 0, remarks: 0\n"),
        "{}",
        ran.stderr
    );
}

#[test]
fn wrong_arguments_are_no_findings() {
    let mut home = Home::alone();
    let (library, _) = breaking(&mut home, &[]);
    let ran = home.yun(["plugin", "check", "nowhere"]).exits(2);
    assert_eq!(ran.stdout, "");
    home.command(["plugin", "check"]).run().exits(2);
    let unreadable = check(&home, &library, Some(&home.path("none.json")))
        .run()
        .exits(2);
    assert_eq!(unreadable.error()["code"], "answers_unreadable");
    for (text, said) in [
        ("{", "line 1"),
        (r#"{"apis": {}}"#, "unknown field"),
        (
            r#"{"fields": {"Volt": {}}}"#,
            "fields.Volt is no mode of the manifest",
        ),
    ] {
        let answers = home.write("answers.json", text);
        let ran = check(&home, &library, Some(&answers)).run().exits(2);
        let error = ran.error();
        assert_eq!(error["code"], "answers_invalid");
        assert!(
            error["message"].as_str().expect("a text").contains(said),
            "{error}"
        );
    }
}

#[test]
fn people_read_it_in_both_languages() {
    let mut home = Home::alone();
    let (library, answers) = breaking(&mut home, &["regions"]);
    let args = |lang: &str| {
        let args = ["plugin", "check", "--lang", lang, "--answers"].map(Into::into);
        home.command(
            args.into_iter()
                .chain([answers.clone().into_os_string(), library.clone().into()]),
        )
    };
    let ran = args("en").run().exits(8);
    assert!(
        ran.stdout.contains("failed  regions") || ran.stdout.contains("failed   regions"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("→ answer resource.regions with region ids"),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("failed: 1"), "{}", ran.stderr);
    let ran = args("zh").run().exits(8);
    assert!(
        ran.stdout.contains("失败") && ran.stdout.contains("→ 在 resource.regions 中返回地域 ID"),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("失败：1"), "{}", ran.stderr);
}
