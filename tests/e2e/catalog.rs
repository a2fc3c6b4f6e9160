//! `plugin list`, and what becomes of files that are no good.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{
    Built, Home, SHIPPED, foreign_architecture, in_both_runners, library_name, replace_in_manifest,
    replace_in_section, sha256,
};

fn plugins(home: &Home<'_>) -> Vec<Value> {
    home.yun(["plugin", "list", "-o", "json"]).succeeds().rows()
}

fn plugin(home: &Home<'_>, path: &Path) -> Value {
    let path = fs::canonicalize(path).unwrap();
    let all = plugins(home);
    all.iter()
        .find(|row| row["path"] == path.to_str().unwrap())
        .cloned()
        .unwrap_or_else(|| panic!("{all:?}"))
}

/// Checks that a library is listed as no good, that its noun says so and names the file, and that others work.
fn is_refused(home: &Home<'_>, path: &Path, noun: &str, state: &str, reason: &str) -> Value {
    let listed = plugin(home, path);
    assert_eq!(listed["state"], state, "{listed}");
    let said = listed["reason"].as_str().unwrap();
    assert!(said.contains(reason), "{said:?} should say {reason:?}");
    let name = path.file_name().unwrap().to_str().unwrap();
    in_both_runners(|runner| {
        let ran = home
            .command([noun, "list", "-o", "json"])
            .runner(runner)
            .run()
            .exits(8);
        let error = ran.error();
        assert_eq!(error["kind"], "plugin", "{error}");
        assert!(error["message"].as_str().unwrap().contains(name), "{error}");
    });
    home.yun(["ecs", "list", "-r", "us-west-1"]).succeeds();
    listed
}

#[test]
fn shipped_plugins_are_listed_with_all_that_is_known_of_them() {
    let home = Home::alone();
    let listed = plugins(&home);
    assert_eq!(
        listed
            .iter()
            .map(|row| row["id"].as_str().unwrap())
            .collect::<Vec<_>>(),
        SHIPPED
    );
    for row in &listed {
        let mut keys: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        assert_eq!(
            keys,
            [
                "id",
                "key_id",
                "origin",
                "path",
                "provides",
                "reason",
                "runner",
                "sha256",
                "signature",
                "signed_by",
                "state",
                "version"
            ]
        );
        let path = Built::get().plugin(row["id"].as_str().unwrap());
        assert_eq!(row["sha256"], sha256(&path));
        assert_eq!(row["path"], fs::canonicalize(path).unwrap().to_str().unwrap());
        let rest = [
            &row["origin"],
            &row["runner"],
            &row["state"],
            &row["reason"],
            &row["version"],
        ];
        assert_eq!(
            rest,
            ["bundled", "in-process", "ok", "", "0.1.0"]
                .map(|text| match text {
                    "" => Value::Null,
                    text => text.into(),
                })
                .each_ref()
        );
    }
    assert_eq!(listed[0]["provides"], serde_json::json!(["AccessKey"]));
    let of = |id: &str| &listed.iter().find(|row| row["id"] == id).unwrap()["provides"];
    assert_eq!(*of("ecs"), serde_json::json!(["ecs"]));
    assert_eq!(
        *of("ecs-ram-role"),
        serde_json::json!(["EcsRamRole", "RamRoleArnWithRoleName"])
    );
    assert_eq!(
        home.yun(["plugin", "list", "-o", "ids"]).succeeds().stdout,
        SHIPPED.join("\n") + "\n"
    );
    assert!(home.yun(["plugin", "list"]).succeeds().stdout.lines().count() == 1 + SHIPPED.len());
}

#[test]
fn a_directory_for_development_is_used_and_said_to_be() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let path = home.add_fixture("two-things");
    let listed = plugin(&home, &path);
    assert_eq!(
        (&listed["origin"], &listed["runner"]),
        (&"path".into(), &"child".into())
    );
    assert_eq!(listed["provides"], serde_json::json!(["TwoThings", "two"]));
    in_both_runners(|runner| {
        let ran = home
            .command(["two", "list", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.ids(), ["t-1", "t-2"]);
        let ran = home.command(["two", "list"]).runner(runner).run().succeeds();
        ran.says(&["YUN_PLUGIN_PATH", "two-things"]);
        let shown = home
            .command(["two", "show", "t-2", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds()
            .json();
        assert_eq!(
            (shown["id"].as_str(), shown["raw"].as_str()),
            (Some("t-2"), Some("t-2"))
        );
    });
}

#[test]
fn both_things_of_one_library_work_together() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::new(&cloud);
    home.add_fixture("two-things");
    let keys = cloud.keys();
    in_both_runners(|runner| {
        let name = runner.word();
        home.command([
            "profile",
            "add",
            name,
            "--mode",
            "twothings",
            "--region",
            "cn-beijing",
        ])
        .arguments(["--access-key-id", &keys.access_key_id])
        .secret(&keys)
        .runner(runner)
        .run()
        .succeeds();
        let ran = home
            .command(["two", "list", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.rows()[0]["region"], "cn-beijing");
        let ran = home
            .command(["ecs", "list", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.rows().len(), 30);
    });
}

#[test]
fn files_that_are_no_libraries_are_reported() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let directory = home.plugin_directory();
    let text = directory.join(library_name("prose"));
    fs::write(&text, "once upon a time").unwrap();
    let listed = is_refused(&home, &text, "prose", "broken", "not a library");
    assert_eq!(
        listed["id"],
        library_name("prose"),
        "what has no manifest is listed by its file's name"
    );
    let empty = directory.join(library_name("empty"));
    fs::write(&empty, "").unwrap();
    is_refused(&home, &empty, "empty", "broken", "");
    let folder = directory.join(library_name("folder"));
    fs::create_dir(&folder).unwrap();
    is_refused(&home, &folder, "folder", "untrusted", "regular file");
    let pipe = directory.join(library_name("pipe"));
    mkfifo(&pipe);
    is_refused(&home, &pipe, "pipe", "untrusted", "regular file");
    let plain = home.add_fixture("no-manifest");
    is_refused(&home, &plain, "no-manifest", "broken", "no manifest");
    // What is not named like a plugin is none of anybody's business.
    fs::write(directory.join("README.so"), "").unwrap();
    assert_eq!(plugins(&home).len(), SHIPPED.len() + 5);
}

fn mkfifo(path: &Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

#[test]
fn a_truncated_library_is_reported_wherever_it_was_cut() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let path = home.add_fixture("two-things");
    let whole = fs::read(&path).unwrap();
    for length in [
        4,
        30,
        64,
        1000,
        whole.len() / 3,
        whole.len() / 2,
        whole.len() - 1000,
    ] {
        fs::write(&path, &whole[..length]).unwrap();
        let listed = plugin(&home, &path);
        assert_eq!(
            listed["state"],
            "broken",
            "cut after {length} of {} bytes: {listed}",
            whole.len()
        );
        let ran = home.yun(["two", "list"]);
        assert_ne!(ran.code, 0, "cut after {length} bytes: {}", ran.stdout);
        home.yun(["ecs", "list", "-r", "us-west-1"]).succeeds();
    }
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let copy = home.plugin_directory().join(library_name("two"));
    fs::rename(&path, &copy).unwrap();
    is_refused(&home, &copy, "two", "broken", "cut");
}

#[test]
fn a_library_of_another_architecture_is_reported() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let path = home.add_fixture("two-things");
    foreign_architecture(&path);
    is_refused(&home, &path, "two", "incompatible", std::env::consts::ARCH);
}

#[test]
fn a_library_for_another_protocol_is_reported() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let path = home.add_fixture("two-things");
    replace_in_manifest(&path, r#""min": 1, "max": 1"#, r#""min": 2, "max": 3"#);
    let listed = is_refused(&home, &path, "two", "incompatible", "2–3");
    assert!(
        listed["reason"].as_str().unwrap().contains("newer yun"),
        "{listed}"
    );
    assert_eq!(listed["id"], "two-things");
}

#[test]
fn a_library_of_another_schema_is_reported() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let path = home.add_library(
        &library_name("two"),
        &Built::get().fixtures().join(library_name("two-things")),
    );
    replace_in_manifest(&path, r#""schema": 1"#, r#""schema": 7"#);
    is_refused(&home, &path, "two", "incompatible", "schema 7");
}

#[test]
fn a_library_that_panics_when_opened_is_reported() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let path = home.add_fixture("panics-on-open");
    is_refused(&home, &path, "panics-on-open", "broken", "opened on purpose");
}

#[test]
fn a_library_that_says_another_thing_once_loaded_is_not_used() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let path = home.add_fixture("two-things");
    replace_in_section(&path, r#""version": "0.1.0""#, r#""version": "9.1.0""#);
    is_refused(&home, &path, "two", "broken", "manifest");
}

#[test]
fn a_library_that_others_can_change_is_not_loaded() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let path = home.add_fixture("two-things");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    let listed = plugin(&home, &path);
    assert_eq!(listed["state"], "untrusted", "{listed}");
    let ran = home.yun(["two", "list"]);
    assert_ne!(ran.code, 0);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    home.yun(["two", "list"]).succeeds();
    fs::set_permissions(home.plugin_directory(), fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(plugin(&home, &path)["state"], "untrusted");
}

#[test]
fn names_that_are_taken_are_refused_to_whoever_comes_later() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let fixture = Built::get().fixtures().join(library_name("two-things"));
    for (name, from, to) in [
        ("takes-type", r#""type": "two""#, r#""type": "ecs""#),
        ("takes-mode", r#""mode": "TwoThings""#, r#""mode": "aCCESSkEY""#),
        ("takes-id", r#""id": "two-things""#, r#""id": "access-key""#),
    ] {
        let path = home.add_library(&library_name(name), &fixture);
        replace_in_manifest(&path, from, to);
        let listed = plugin(&home, &path);
        assert_eq!(listed["state"], "untrusted", "{name}: {listed}");
    }
    let ran = home
        .yun(["ecs", "list", "-r", "us-west-1", "-o", "json"])
        .succeeds();
    assert_eq!(ran.rows().len(), 1, "the shipped one still serves it");
    home.yun(["whoami"]).succeeds();
    // Of two copies of one plugin the first counts.
    home.add_library(&library_name("two-things"), &fixture);
    home.add_library(&library_name("two-things-again"), &fixture);
    let states: Vec<_> = plugins(&home)
        .iter()
        .filter(|row| row["id"] == "two-things")
        .map(|row| row["state"].clone())
        .collect();
    assert_eq!(
        states.iter().filter(|state| *state == "ok").count(),
        1,
        "{states:?}"
    );
    home.yun(["two", "list"]).succeeds();
}

#[test]
fn a_replaced_library_is_read_anew() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let path = home.add_fixture("two-things");
    home.yun(["two", "list"]).succeeds();
    let other = home.path("other.so");
    fs::copy(&path, &other).unwrap();
    replace_in_manifest(&other, r#""type": "two""#, r#""type": "duo""#);
    fs::rename(&other, &path).unwrap();
    home.yun(["two", "list"]).exits(2);
    home.yun(["duo", "list"]).exits(8);
}

#[test]
fn a_broken_cache_is_of_no_consequence() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun(["ecs", "list", "-r", "us-west-1"]).succeeds();
    fs::write(home.path("cache/manifests.json"), "{\"broken").unwrap();
    home.yun(["ecs", "list", "-r", "us-west-1"]).succeeds();
}
