//! What a plugin may not ask for: each refusal in both runners, and nothing of it reaches the cloud.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, in_both_runners};

use crate::mailbox::Mailbox;

fn refused(how: &str, code: &str) {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("misbehaves");
    in_both_runners(|runner| {
        cloud.clear_requests();
        let list = home.command([
            "misbehaves",
            "list",
            "-o",
            "json",
            "--filter",
            &format!("how={how}"),
        ]);
        let ran = list.arguments(["-v"]).runner(runner).run().exits(8);
        let error = ran.error();
        assert_eq!(
            (error["kind"].as_str(), error["code"].as_str()),
            (Some("plugin"), Some(code)),
            "{error}"
        );
        assert_eq!(error["plugin"], "misbehaves");
        assert_eq!(cloud.requests().len(), 0);
        assert!(
            ran.stderr
                .lines()
                .any(|line| line.contains("WARN") && line.contains("refused")),
            "it is logged: {}",
            ran.stderr
        );
    });
}

#[test]
fn an_api_action_that_the_manifest_does_not_declare() {
    refused("undeclared", "capability_missing");
}

#[test]
fn a_change_while_listing() {
    refused("change", "change_not_allowed");
}

#[test]
fn the_handle_of_a_call_that_has_ended() {
    refused("dead-id", "call_ended");
}

#[test]
fn an_id_that_nobody_gave_out() {
    refused("guessed-id", "call_ended");
}

#[test]
fn a_service_that_there_is_not() {
    refused("unknown-service", "unknown_service");
}

#[test]
fn the_id_of_another_plugins_running_call() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("misbehaves");
    home.add_fixture("two-things");
    let mailbox = Mailbox::open();
    home.set("YUN_ENDPOINT_URL_MAILBOX", mailbox.url());
    home.command([
        "profile",
        "add",
        "lender",
        "--mode",
        "TwoThings",
        "--region",
        "cn-beijing",
        "--lends",
        "--no-verify",
    ])
    .run()
    .succeeds();
    in_both_runners(|runner| {
        cloud.clear_requests();
        // The lender's credential call lives until its id has been used by the other plugin, for the other profile.
        let ran = home
            .command([
                "misbehaves",
                "list",
                "-o",
                "json",
                "-p",
                "lender",
                "-p",
                "dev",
                "--timeout",
                "20",
            ])
            .arguments(["--filter", "how=other-id"])
            .runner(runner)
            .run();
        let codes: Vec<_> = ran
            .errors()
            .iter()
            .map(|error| (error["profile"].clone(), error["code"].clone()))
            .collect();
        assert_eq!(codes.len(), 2, "{}", ran.stderr);
        assert!(codes.contains(&("lender".into(), "lent".into())), "{codes:?}");
        assert!(codes.contains(&("dev".into(), "call_ended".into())), "{codes:?}");
        assert_eq!(ran.code, 1, "they failed differently");
        assert_eq!(cloud.requests().len(), 0);
    });
}
