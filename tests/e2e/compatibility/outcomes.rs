//! Plugins that are for another host than this one, in one thing each: what becomes of them, worded in both languages.
//!
//! They are copies of the lasting plugins in whose manifest one thing was changed. The table in `plugin-api/AUTHORING.md`,
//! "Which versions work together", says the same.

use std::path::{Path, PathBuf};

use serde_json::json;
use yun_tests::cloud::{Cloud, Instance, World};
use yun_tests::harness::{Home, Lasting, in_both_runners, library_name, replace_in_manifest};

const MODE: &str = "lasting-mode";
const KIND: &str = "lasting-type";

/// A home with a copy of one of the plugins, in whose manifest a text is another one of the same length.
fn home_with<'cloud>(cloud: &'cloud Cloud, name: &str, from: &str, to: &str) -> (Home<'cloud>, PathBuf) {
    let mut home = Home::with_profile(cloud);
    let build = Lasting::committed().unwrap_or_else(|_| Lasting::of_today());
    let library = home.add_library(&library_name(name), &build.file_of(name));
    replace_in_manifest(&library, from, to);
    (home, library)
}

/// What is refused before it is loaded: where it is used, where it is listed, and where it is installed.
#[test]
fn what_is_for_another_host_is_refused_and_says_what_to_do() {
    let cloud = Cloud::with(World::default());
    let one = r#""protocol": { "min": 1, "max": 1 }"#;
    for (name, from, to, code, english, chinese) in [
        (
            KIND,
            one,
            r#""protocol": { "min": 2, "max": 2 }"#,
            "plugin_protocol",
            "it speaks protocol 2 and this version of yun 1: use a newer yun",
            "它使用协议 2，而当前 yun 支持 1：请升级 yun",
        ),
        (
            MODE,
            one,
            r#""protocol": { "min": 2, "max": 3 }"#,
            "plugin_protocol",
            "it speaks protocol 2–3 and this version of yun 1: use a newer yun",
            "它使用协议 2–3，而当前 yun 支持 1：请升级 yun",
        ),
        (
            KIND,
            r#""schema": 1"#,
            r#""schema": 2"#,
            "plugin_manifest_invalid",
            "the manifest is of schema 2, and only 1 is understood",
            "schema 2",
        ),
        (
            MODE,
            r#""type": "number""#,
            r#""type": "moment""#,
            "plugin_too_new",
            "it needs a newer version of yun: duration_seconds is of a kind that this one does not know",
            "需要更新版本的 yun：duration_seconds 的类型不受支持",
        ),
        (
            KIND,
            r#""type": "bool""#,
            r#""type": "beam""#,
            "plugin_too_new",
            "it needs a newer version of yun: force is of a kind that this one does not know",
            "需要更新版本的 yun：force 的类型不受支持",
        ),
        (
            KIND,
            r#""scope": "regional""#,
            r#""scope": "galactic""#,
            "plugin_too_new",
            "it needs a newer version of yun: lasting is of a kind that this one does not know",
            "需要更新版本的 yun：lasting 的类型不受支持",
        ),
    ] {
        let (home, library) = home_with(&cloud, name, from, to);
        for (language, said) in [("en", english), ("zh", chinese)] {
            let line: &[&str] = match (name, code) {
                // What it provides cannot be read: its file's name is all there is.
                (_, "plugin_manifest_invalid") => &["lasting-type", "list"],
                (KIND, _) => &["lasting", "list"],
                _ => &[
                    "profile",
                    "add",
                    "p",
                    "--mode",
                    "Lasting",
                    "--region",
                    "cn-hangzhou",
                ],
            };
            in_both_runners(|runner| {
                let used = home.command(line).arguments(["-o", "json", "--lang", language]);
                let error = used.runner(runner).run().exits(8).error();
                assert_eq!(error["code"], code, "{to}: {error}");
                let message = error["message"].as_str().unwrap();
                assert!(message.contains(said), "{to}: {message}");
                assert!(message.contains(&library_name(name)), "{to}: {message}");
            });
            let listed = home
                .yun(["plugin", "list", "--lang", language, "-o", "json"])
                .succeeds()
                .rows();
            let listed = listed.iter().find(|row| row["origin"] == "path").unwrap();
            assert_eq!(listed["state"], "incompatible", "{to}");
            assert!(
                listed["reason"].as_str().unwrap().contains(said),
                "{to}: {listed}"
            );
            let install = ["plugin", "install", "--yes", "--lang", language];
            home.command(install)
                .arguments([&library])
                .run()
                .exits(8)
                .says(&[said]);
        }
        // The others are none the worse for it.
        home.yun(["ecs", "list", "-r", "us-west-1"]).succeeds();
    }
}

#[test]
fn a_range_that_begins_with_the_hosts_protocol_is_spoken_as_that() {
    let cloud = Cloud::with(World::default());
    let (home, _) = home_with(&cloud, KIND, r#""min": 1, "max": 1"#, r#""min": 1, "max": 3"#);
    in_both_runners(|runner| {
        let list = home.command(["lasting", "list", "-r", "us-west-1", "-o", "json"]);
        assert_eq!(list.runner(runner).run().succeeds().rows().len(), 1);
    });
}

/// A plugin that does not declare `dry_run` never hears of one: the host takes down what it would send, and sends nothing.
#[test]
fn what_declares_no_dry_run_is_not_asked_for_one() {
    let mut world = World::empty();
    world.instances = vec![Instance::new("cn-hangzhou", "i-1")];
    let cloud = Cloud::with(world);
    let (home, _) = home_with(&cloud, KIND, r#""dry_run": "native""#, r#""dry_ruN": "native""#);
    in_both_runners(|runner| {
        for (language, said) in [
            ("en", "would send Ecs/StopInstances"),
            ("zh", "Ecs/StopInstances"),
        ] {
            cloud.clear_requests();
            let halt = home.command(["lasting", "halt", "i-1", "--dry-run", "--lang", language]);
            let ran = halt.runner(runner).run().succeeds().says(&[said]);
            assert!(
                !ran.stderr.contains("DryRun"),
                "it did not hear of one: {}",
                ran.stderr
            );
            assert_eq!(cloud.calls("StopInstances"), 0);
        }
        assert!(cloud.world(|world| world.deeds.is_empty()));
        assert_eq!(
            cloud.world(|world| world.instance("i-1").status.clone()),
            "Running"
        );
    });
}

#[test]
fn a_capability_that_is_not_known_grants_nothing_and_is_in_nobodys_way() {
    let cloud = Cloud::with(World::default());
    let (home, library) = home_with(&cloud, MODE, "env:YUN_TEST_LASTING", "moon:UN_TEST_LASTING");
    let keys = cloud.keys();
    in_both_runners(|runner| {
        let add = home.command([
            "profile",
            "add",
            "p",
            "--mode",
            "Lasting",
            "--region",
            "cn-hangzhou",
        ]);
        let add = add.arguments(["--access-key-id", &keys.access_key_id, "-o", "json"]);
        let error = add.secret(&keys).runner(runner).run().exits(8).error();
        assert_eq!(
            (error["code"].as_str(), error["plugin"].as_str()),
            (Some("capability_missing"), Some(MODE))
        );
        let gone = home.command(["whoami", "-p", "p"]).runner(runner).run();
        assert_ne!(gone.code, 0, "what failed was not saved");
    });
    for (language, said) in [("en", "moon:"), ("zh", "moon:")] {
        let info = home
            .command(["plugin", "info", MODE, "--lang", language])
            .run()
            .succeeds();
        assert!(info.stdout.contains(said), "{}", info.stdout);
    }
    home.command(["plugin", "install", "--yes"])
        .arguments([library])
        .run()
        .succeeds();
}

/// What a newer host asks of an older plugin: methods that it does not have, and keys that it does not know. `plugin check`
/// asks so, and finds whether they made a difference.
#[test]
fn a_newer_hosts_requests_are_answered_as_far_as_they_are_known() {
    let home = Home::alone();
    let build = Lasting::committed().unwrap_or_else(|_| Lasting::of_today());
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("compatibility/protocol-1");
    for (name, folder) in [(MODE, "credential"), (KIND, "resource")] {
        let check = home.command(["plugin", "check", "-o", "json"]);
        let check = check.arguments([build.file_of(name)]);
        let answers = sources.join(folder).join("answers.json");
        let ran = check.arguments([Path::new("--answers"), &answers]).run();
        for rule in ["unknown-method", "unknown-members", "broken-input", "answer-form"] {
            let of_rule: Vec<_> = ran.rows().into_iter().filter(|row| row["rule"] == rule).collect();
            let statuses: Vec<_> = of_rule.iter().map(|row| row["status"].clone()).collect();
            assert!(
                !statuses.is_empty() && statuses.iter().all(|status| *status == json!("passed")),
                "{of_rule:?}"
            );
        }
    }
}
