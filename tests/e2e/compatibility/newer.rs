//! A plugin of a later yun that speaks protocol 1 too, `tests/plugins/newer`: what this host does not know is passed over
//! where it only tells something, and is no way around anything.

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Invocation, Runner, in_both_runners};

fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::with_profile(cloud);
    home.add_fixture("newer");
    home
}

/// `yun newer LINE -o json` in this runner.
fn newer(home: &Home<'_>, runner: Runner, line: &str) -> Invocation {
    home.command(["newer"])
        .arguments(line.split(' '))
        .arguments(["-o", "json"])
        .runner(runner)
}

#[test]
fn it_is_used_as_a_plugin_of_the_protocol_that_both_speak() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let listed = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    let listed = listed.iter().find(|row| row["id"] == "newer").unwrap();
    assert_eq!(
        (&listed["state"], &listed["provides"]),
        (&json!("ok"), &json!(["newer", "Newer"])),
        "what it provides beside them is not shown"
    );
    in_both_runners(|runner| {
        let rows = newer(&home, runner, "list").run().succeeds().rows();
        assert_eq!(rows[0]["spoken"], 1, "of 1 to 3 and 1 that is 1");
    });
}

#[test]
fn columns_of_unknown_kinds_are_shown_as_text_and_unknown_cells_not_at_all() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let row = newer(&home, runner, "list").run().succeeds().rows().remove(0);
        let expected = json!({
            "id": "n-1", "name": "", "status": "Dozing", "region": "cn-hangzhou", "spoken": 1, "age": 90,
            "parts": ["leaf", "root"]
        });
        assert_eq!(row, expected);
        for (language, age) in [("en", "Age"), ("zh", "时长")] {
            let table = home.command(["newer", "list", "--lang", language]).runner(runner);
            let table = table.run().succeeds().stdout;
            for part in [age, "90", "leaf, root", "Dozing"] {
                assert!(table.contains(part), "{table}");
            }
        }
        // A cell that is no cell of protocol 1 at all is an answer in another form than the protocol's.
        let error = newer(&home, runner, "list --filter how=tree")
            .run()
            .exits(8)
            .error();
        assert_eq!(
            (error["code"].as_str(), error["plugin"].as_str()),
            (Some("plugin_answer"), Some("newer"))
        );
    });
}

#[test]
fn a_filter_of_an_unknown_type_is_taken_as_text() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let rows = newer(&home, runner, "list --filter since=yesterday")
            .run()
            .succeeds()
            .rows();
        assert_eq!(rows[0]["name"], "yesterday");
    });
}

#[test]
fn unknown_keys_in_every_answer_are_passed_over() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let shown = newer(&home, runner, "show n-1").run().succeeds().json();
        assert_eq!(
            (&shown["name"], &shown["raw"]),
            (&json!("asked for"), &json!({"any": "thing"}))
        );
        let view = newer(&home, runner, "dream n-1").run().succeeds().json();
        assert_eq!(view["text"], "electric sheep\n");
        let woken = newer(&home, runner, "wake n-1").run().succeeds().rows();
        assert_eq!(
            (&woken[0]["ok"], &woken[0]["status"]),
            (&json!(true), &json!("Awake"))
        );
        // An error of a kind that is not known is one of none of the known kinds.
        let error = newer(&home, runner, "list --filter how=weary")
            .run()
            .exits(1)
            .error();
        assert_eq!(
            (error["kind"].as_str(), error["code"].as_str()),
            (Some("failed"), Some("newer_weary"))
        );
    });
}

#[test]
fn what_it_asks_of_the_host_that_this_one_does_not_have_is_refused() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let name = |how: &str| {
            let ran = newer(&home, runner, &format!("list --filter how={how}"))
                .run()
                .succeeds();
            ran.rows()[0]["name"].clone()
        };
        assert_eq!(
            name("teleport"),
            "unknown_service",
            "a capability of that name grants nothing"
        );
        assert_eq!(
            name("more"),
            "answered",
            "unknown keys and levels of a log are passed over"
        );
    });
}

#[test]
fn an_action_of_an_unknown_risk_is_taken_for_one_that_destroys() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let error = newer(&home, runner, "recolor n-1").run().exits(2).error();
        assert_eq!(error["code"], "confirmation_needed", "{error}");
        newer(&home, runner, "recolor n-1 --yes").run().succeeds();
    });
}

#[test]
fn credentials_of_an_unknown_kind_are_said_to_take_a_newer_yun() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let keys = cloud.keys();
        let add = |name: &str, form: &str, language: &str| {
            home.command(["profile", "add", name, "--mode", "Newer", "--region", "us-west-1"])
                .arguments(["--form", form, "--access-key-id", &keys.access_key_id])
                .arguments(["--lang", language, "-o", "json"])
                .secret(&keys)
                .runner(runner)
                .run()
        };
        let name = format!("keys {}", runner.word());
        add(&name, "keys", "en").succeeds();
        let list = home
            .command(["ecs", "list", "-o", "json", "-p", &name])
            .runner(runner);
        assert_eq!(list.run().succeeds().rows().len(), 1);
        for (language, said) in [("en", "use a newer yun"), ("zh", "请升级 yun")] {
            let error = add("certificate", "certificate", language).exits(8).error();
            assert!(error["message"].as_str().unwrap().contains(said), "{error}");
            assert_eq!(error["plugin"], "newer", "{error}");
        }
    });
}
