//! Plugins that panic, abort, hang, exit, and answer nonsense: an error of that call, and nothing else is harmed.

use serde_json::Value;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Invocation, Ran, Runner, in_both_runners};

/// Two regions, in the first of which alone the plugin does as it is told.
pub(super) const TWO_REGIONS: [&str; 6] = [
    "-r",
    "cn-beijing",
    "-r",
    "cn-shanghai",
    "--filter",
    "only_in=cn-beijing",
];

fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::with_profile(cloud);
    home.add_fixture("misbehaves");
    home
}

fn list(home: &Home<'_>, how: &str, runner: Runner) -> Invocation {
    home.command([
        "misbehaves",
        "list",
        "-o",
        "json",
        "--filter",
        &format!("how={how}"),
    ])
    .runner(runner)
}

fn plugin_error(ran: &Ran) -> Value {
    let error = ran.error();
    assert_eq!(
        (error["kind"].as_str(), error["plugin"].as_str()),
        (Some("plugin"), Some("misbehaves")),
        "{error}"
    );
    error
}

#[test]
fn what_behaves_works() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = list(&home, "ok", runner).run().succeeds();
        assert_eq!(ran.ids(), ["m-cn-hangzhou"]);
    });
}

#[test]
fn a_panic_is_an_error_with_its_place_and_the_process_lives() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = list(&home, "panic", runner).run().exits(8);
        let message = plugin_error(&ran)["message"].as_str().unwrap().to_owned();
        assert!(
            message.contains("listed on purpose") && message.contains("lib.rs:"),
            "{message}"
        );
        let ran = list(&home, "panic", runner).arguments(TWO_REGIONS).run().exits(3);
        assert_eq!(ran.ids(), ["m-cn-shanghai"]);
        assert_eq!(ran.error()["region"], "cn-beijing");
        let ran = home
            .command(["misbehaves", "show", "m-panic", "-o", "json"])
            .runner(runner)
            .run()
            .exits(8);
        assert!(
            plugin_error(&ran)["message"]
                .as_str()
                .unwrap()
                .contains("lib.rs:")
        );
    });
}

#[test]
fn a_panic_of_each_thing_when_it_is_dropped_is_caught() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let list = list(&home, "ok", Runner::InProcess).variable("YUN_TEST_PANIC_IN_EVERY_DROP", "1");
    list.run().succeeds();
}

#[test]
fn a_child_that_aborts_or_exits_is_an_error_of_that_call_alone() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for how in ["abort", "exit"] {
        let ran = list(&home, how, Runner::Child).run().exits(8);
        let message = plugin_error(&ran)["message"].as_str().unwrap().to_owned();
        assert!(message.contains("libyun_plugin_misbehaves"), "{message}");
        let regions = ["-r", "all", "--filter", "only_in=cn-beijing"];
        let ran = list(&home, how, Runner::Child).arguments(regions).run().exits(3);
        assert_eq!(
            ran.rows().len(),
            7,
            "every other region is answered: {}",
            ran.stderr
        );
        assert_eq!(ran.error()["region"], "cn-beijing");
    }
}

#[test]
fn a_hang_ends_with_its_time() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = list(&home, "hang", runner)
            .arguments(["--timeout", "2"])
            .run()
            .exits(8);
        assert_eq!(plugin_error(&ran)["code"], "plugin_timeout");
        let hanging = list(&home, "hang", runner).arguments(TWO_REGIONS);
        let ran = hanging.arguments(["--timeout", "2"]).run().exits(3);
        assert_eq!(ran.ids(), ["m-cn-shanghai"]);
    });
}

#[test]
fn a_plugin_that_asks_is_told_when_its_time_is_over() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = list(&home, "cancelled", runner)
            .arguments(["--timeout", "1"])
            .run();
        assert!([8, 130].contains(&ran.code), "{}: {}", ran.code, ran.stderr);
    });
}

#[test]
fn rows_that_are_no_rows_are_the_plugins_error() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = list(&home, "garbage", runner).run().exits(8);
        plugin_error(&ran);
        assert_eq!(ran.stdout, "");
    });
}

#[test]
fn a_token_that_repeats_ends_the_list_with_an_error() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = list(&home, "same-token", runner).run().exits(7);
        assert_eq!(ran.error()["code"], "token_repeats");
        assert_eq!(ran.error()["plugin"], "misbehaves");
    });
}

#[test]
fn what_a_plugin_logs_or_tells_reaches_stderr_and_cannot_steer_it() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        for how in ["log", "progress"] {
            let ran = list(&home, how, runner).arguments(["-vvv"]).run().succeeds();
            assert_eq!(ran.ids(), ["m-cn-hangzhou"]);
            assert!(!ran.stderr.contains('\u{1b}'), "{:?}", ran.stderr);
        }
        let ran = list(&home, "log", runner).arguments(["-v"]).run().succeeds();
        ran.says(&["on purpose", "misbehaves"]);
    });
}

#[test]
fn what_a_plugin_prints_in_a_child_never_reaches_the_answer() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let ran = list(&home, "stdout", Runner::Child).run().succeeds();
    assert_eq!(ran.ids(), ["m-cn-hangzhou"]);
    assert!(!ran.stdout.contains("printed on purpose"));
}

#[test]
fn what_a_plugin_answers_cannot_steer_a_terminal() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let steering = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    in_both_runners(|runner| {
        for format in ["table", "ids", "json"] {
            let list = home.command([
                "misbehaves",
                "list",
                "-q",
                "-o",
                format,
                "--filter",
                "how=control",
            ]);
            let ran = list.runner(runner).run().succeeds();
            assert!(!ran.stdout.contains(steering), "{format}: {:?}", ran.stdout);
            let shown = home.command(["misbehaves", "list", "--filter", "how=error"]);
            let ran = shown.runner(runner).run().exits(6);
            assert!(!ran.stderr.contains(steering), "{format}: {:?}", ran.stderr);
        }
    });
}

#[test]
fn a_credential_mode_that_fails_is_an_error_of_the_command() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let keys = cloud.keys();
    let mut saved = vec!["dev".to_owned()];
    in_both_runners(|runner| {
        saved.push(format!("ok {}", runner.word()));
        let add = |how: &str| {
            home.command([
                "profile",
                "add",
                &format!("{how} {}", runner.word()),
                "--mode",
                "Misbehaves",
            ])
            .arguments([
                "--region",
                "us-west-1",
                "--how",
                how,
                "--access-key-id",
                &keys.access_key_id,
            ])
            .arguments(["--timeout", "2", "-o", "json"])
            .secret(&keys)
            .runner(runner)
            .run()
        };
        let ran = add("panic").exits(8);
        let error = plugin_error(&ran);
        assert!(
            error["message"].as_str().unwrap().contains("resolved on purpose"),
            "{error}"
        );
        assert_eq!(plugin_error(&add("hang").exits(8))["code"], "plugin_timeout");
        // A credential mode signs nothing: it is asked before there is anything to sign with.
        let ran = add("api").exits(8);
        assert_eq!(plugin_error(&ran)["code"], "no_credentials");
        if runner == Runner::Child {
            plugin_error(&add("abort").exits(8));
        }
        add("ok").succeeds();
        let ran = home
            .command(["ecs", "list", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.rows().len(), 1);
    });
    let rows = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    let mut names: Vec<_> = rows.iter().map(|row| row["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    saved.sort_unstable();
    assert_eq!(names, saved, "of those that failed none was saved");
}
