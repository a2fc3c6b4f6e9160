//! The credential mode `Lasting`: each method of a mode, and each service that one may use, seen to work.

use yun_tests::cloud::{Cloud, Document, World};
use yun_tests::harness::{Home, Invocation, Runner, Stdout};

use super::with_each_build;
use crate::services::login::{led_back, page, parameter, with_browser};

/// A new profile of the mode, its pair still to be named.
fn adding(home: &Home<'_>, runner: Runner) -> Invocation {
    home.command(["profile", "add", "old", "--mode", "enduring"])
        .arguments(["--region", "cn-hangzhou", "-v"])
        .runner(runner)
}

/// With the pair of the user who may do everything.
fn with_pair(invocation: Invocation, cloud: &Cloud) -> Invocation {
    let keys = cloud.keys();
    invocation
        .arguments(["--access-key-id", &keys.access_key_id])
        .secret(&keys)
}

#[test]
fn every_service_answers() {
    let cloud = Cloud::with(World::default());
    let address = cloud.serve("/lasting", Document::new("served"));
    with_each_build(&cloud, |home, runner| {
        let note = home.write("given/note", "in the note\n");
        let add = adding(home, runner)
            .arguments(["--address", &address, "--command", "printf 'it %s' ran", "--note"])
            .arguments([note])
            .variable("YUN_TEST_LASTING", "a value");
        with_pair(add, &cloud).run().succeeds().says(&[
            "check: asked",
            "logging in to old",
            "proof: 128",
            "login: done",
            "session: 16",
            "env: a value",
            "file: in the note",
            "process: 0 it ran",
            "http: 200 served",
            "cancelled: false",
            "api: 1234567890123456",
        ]);
        let fetched = cloud.requests().into_iter().rfind(|one| one.path == "/lasting");
        assert!(fetched.is_some(), "the address was asked");
        let list = home.command(["ecs", "list", "-p", "old", "-r", "us-west-1", "-o", "json"]);
        assert_eq!(list.runner(runner).run().succeeds().rows().len(), 1);
    });
}

#[test]
fn the_credentials_of_another_profile_are_handed_over_and_take_on_a_role() {
    let cloud = Cloud::with(World::default());
    let role = cloud.role_arn("operator");
    with_each_build(&cloud, |home, runner| {
        let add = adding(home, runner).arguments(["--source", "dev", "--role-arn", &role]);
        let add = add.arguments(["--duration-seconds", "900"]);
        let source = format!("source: {}", cloud.keys().access_key_id);
        add.run().succeeds().says(&[&source]);
        let who = home.command(["whoami", "-o", "json", "-p", "old"]).runner(runner);
        let arn = who.run().succeeds().json()["arn"].clone();
        assert!(arn.as_str().unwrap().contains(":assumed-role/operator/"), "{arn}");
    });
}

#[test]
fn what_the_check_finds_is_said_in_both_languages() {
    let cloud = Cloud::with(World::default());
    with_each_build(&cloud, |home, runner| {
        for (language, odd, short) in [
            (
                "en",
                "LTAI odd has a space in it",
                "a session lasts 900 to 43200 seconds",
            ),
            ("zh", "LTAI odd 中含有空格", "会话时长为 900 至 43200 秒"),
        ] {
            let add = |id: &str, duration: &str| {
                let add = adding(home, runner).secret(&cloud.keys());
                let add = add.arguments(["--access-key-id", id, "--duration-seconds", duration]);
                add.arguments(["--lang", language]).run().exits(2)
            };
            add("LTAI odd", "900").says(&[odd, "--access-key-id"]);
            add("LTAI", "5").says(&[short, "--duration-seconds"]);
        }
    });
}

#[test]
fn an_error_of_the_mode_is_worded_by_its_manifest() {
    let cloud = Cloud::with(World::default());
    with_each_build(&cloud, |home, runner| {
        for (language, said) in [("en", "old is to get no credentials"), ("zh", "old 不应获得凭证")] {
            let add = with_pair(adding(home, runner), &cloud).arguments(["--refuses", "--lang", language]);
            let ran = add.arguments(["-o", "json"]).run().exits(4);
            let error = ran.error();
            assert_eq!(error["code"], "lasting_refused", "{error}");
            assert_eq!(error["hint"], "refuse no more");
            assert!(error["message"].as_str().unwrap().contains(said), "{error}");
        }
    });
}

#[test]
fn a_login_holds_until_it_is_ended() {
    let cloud = Cloud::with(World::default());
    with_each_build(&cloud, |home, runner| {
        let run = |line: &str| home.command(line.split(' ')).runner(runner).run();
        with_pair(adding(home, runner), &cloud).run().succeeds();
        let status = || {
            let rows = run("profile list -o json").succeeds().rows();
            rows.iter().find(|row| row["name"] == "old").unwrap()["status"].clone()
        };
        assert_eq!(status(), "logged-in");
        run("logout old -v").succeeds().says(&["logout: done"]);
        assert_eq!(status(), "logged-out");
        let error = run("whoami -p old -o json").exits(4).error();
        assert_eq!(error["code"], "login_required", "{error}");
        run("login old -v").succeeds().says(&["login: done"]);
        assert_eq!(status(), "logged-in");
        run("whoami -p old").succeeds();
    });
}

#[test]
fn a_page_leads_back_and_what_it_says_is_kept() {
    let cloud = Cloud::with(World::default());
    let address = cloud.serve("/lasting", Document::new("served"));
    with_each_build(&cloud, |home, runner| {
        with_browser(home);
        let add = adding(home, runner).arguments(["--way", "browser", "--address", &address]);
        let adding = with_pair(add, &cloud).start();
        let page = page(home);
        assert!(page.starts_with(&format!("{address}?challenge=")), "{page}");
        let state = parameter(&page, "state");
        let answer = led_back(&page, &format!("code=of-the-page&state={state}"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        adding.finish().succeeds().says(&["login: done", "session: 11"]);
        assert!(home.read("data/secrets.toml").contains("of-the-page"));
    });
}

#[test]
fn a_person_is_asked() {
    let cloud = Cloud::with(World::default());
    let address = cloud.serve("/lasting", Document::new("served"));
    with_each_build(&cloud, |home, runner| {
        with_browser(home);
        let add = adding(home, runner).arguments(["--way", "person", "--address", &address]);
        let add = with_pair(add, &cloud).arguments(["--lang", "zh"]);
        let terminal = add.at_terminal(140, 40, Stdout::Piped);
        terminal.waits_for("WXYZ").answers("页面上的词", "xyzzy");
        terminal.finish().succeeds().says(&["login: done", "session: 5"]);
        assert_eq!(page(home), address);
        assert!(home.read("data/secrets.toml").contains("xyzzy"));
    });
}
