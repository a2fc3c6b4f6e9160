//! Panics, in each method and when the plugin is dropped: in both runners an error of that call.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Ran, Runner, in_both_runners};

use super::{fails, home};

/// Adds a profile of the hostile mode, which fails where `how` says.
fn add(home: &Home<'_>, cloud: &Cloud, name: &str, how: &str, runner: Runner, verify: bool) -> Ran {
    let keys = cloud.keys();
    let command = home
        .command([
            "profile",
            "add",
            name,
            "--mode",
            "Misdeeds",
            "--region",
            "cn-hangzhou",
        ])
        .arguments(["--how", how, "--access-key-id", &keys.access_key_id, "-o", "json"]);
    let command = if verify {
        command
    } else {
        command.arguments(["--no-verify"])
    };
    command.secret(&keys).runner(runner).run()
}

#[test]
fn a_panic_in_any_method_of_a_mode_is_an_error_of_that_call() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let name = |method: &str| format!("{method} {}", runner.word());
        for method in ["check", "login", "resolve"] {
            let how = format!("{method}:panic");
            let ran = add(&home, &cloud, &name(method), &how, runner, true);
            let error = fails(ran, "plugin_panic");
            assert!(error["message"].as_str().unwrap().contains("ends.rs:"), "{error}");
        }
        for (method, words) in [
            ("login", ["login", ""]),
            ("logout", ["logout", ""]),
            ("resolve", ["whoami", "-p"]),
        ] {
            let profile = format!("later {}", name(method));
            add(&home, &cloud, &profile, &format!("{method}:panic"), runner, false).succeeds();
            let words = words.into_iter().filter(|word| !word.is_empty());
            let ran = home
                .command(words.chain([profile.as_str(), "-o", "json"]))
                .runner(runner)
                .run();
            fails(ran, "plugin_panic");
        }
        // Whether somebody is logged in is not said then; the list of profiles is there.
        let profile = name("status");
        add(&home, &cloud, &profile, "status:panic", runner, false).succeeds();
        let command = home.command(["profile", "list", "-o", "json"]);
        let rows = command.runner(runner).run().succeeds().rows();
        assert!(rows.iter().any(|row| row["name"] == profile.as_str()), "{rows:?}");
        // Whatever was tried, the other profile works.
        home.command(["whoami", "-p", "dev"])
            .runner(runner)
            .run()
            .succeeds();
    });
}

#[test]
fn a_panic_in_any_method_of_a_type_is_an_error_of_that_call() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        for line in [
            "misdeeds list --filter how=panic",
            "misdeeds list --filter how=panic-payload",
            "misdeeds show get-panic",
            "misdeeds tale view-panic",
            "misdeed-regions list -r all",
        ] {
            let command = home.command(line.split(' ')).arguments(["-o", "json"]);
            let ran = command.runner(runner).run();
            let error = ran
                .errors()
                .into_iter()
                .find(|error| error["code"] == "plugin_panic");
            let error = error.unwrap_or_else(|| panic!("`{line}` says nothing of a panic:\n{}", ran.stderr));
            assert_eq!(error["plugin"], "misdeeds", "{line}");
            assert!(ran.code == 8, "`{line}`: {} {}", ran.code, ran.stderr);
        }
        // Whether an empty list is the truth is not known then, and that is said.
        let list = home.command(["misdeed-access", "list", "-o", "json"]);
        let ran = list.runner(runner).run().succeeds();
        assert_eq!(ran.stdout.trim(), "[]");
        ran.says(&["cannot be told"]);
        let poke = [
            "misdeeds",
            "poke",
            "act-panic",
            "--yes",
            "-o",
            "json",
            "--no-wait",
        ];
        let ran = home.command(poke).runner(runner).run().exits(8);
        let result = &ran.rows()[0];
        assert_eq!(
            (result["id"].as_str(), result["ok"].as_bool()),
            (Some("act-panic"), Some(false)),
            "{result}"
        );
        assert_eq!(result["error"]["code"], "plugin_panic", "{result}");
    });
}

#[test]
fn a_panic_of_each_thing_that_is_dropped_and_of_a_thread_of_its_own_changes_nothing() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        // Both types and the mode panic when they are dropped, at the end of each command.
        for how in ["nothing", "thread-panics"] {
            let ran = super::list(&home, how, runner).run().succeeds();
            assert_eq!(ran.ids(), ["m-cn-hangzhou"]);
        }
    });
}

#[test]
fn a_panic_while_the_library_is_opened_is_an_error_of_the_call() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("panics-on-open");
    let plugins = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    let broken = plugins.iter().find(|row| row["state"] == "broken").unwrap();
    let noun = broken["provides"].to_string();
    let noun = noun
        .split('"')
        .find(|word| word.contains("panics"))
        .unwrap_or("panics-on-open")
        .to_owned();
    in_both_runners(|runner| {
        let ran = home
            .command([noun.as_str(), "list", "-o", "json"])
            .runner(runner)
            .run();
        fails(ran, "plugin_not_opened");
    });
}
