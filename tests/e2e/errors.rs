//! Errors with `-o json`: one object a line on stderr, always with every key.

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, Ran};

const KEYS: [&str; 9] = [
    "kind",
    "code",
    "message",
    "hint",
    "request_id",
    "retryable",
    "profile",
    "region",
    "plugin",
];

fn has_every_key(ran: &Ran) {
    assert_eq!(ran.stdout, "", "{}", ran.words);
    for line in ran.stderr.lines() {
        let object: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("{}: {line}", ran.words));
        let error = object["error"].as_object().unwrap();
        let mut keys: Vec<_> = error.keys().map(String::as_str).collect();
        keys.sort_unstable();
        let mut wanted = KEYS;
        wanted.sort_unstable();
        assert_eq!(keys, wanted, "{line}");
        assert!(
            error["message"].as_str().is_some_and(|text| !text.is_empty()),
            "{line}"
        );
        assert!(
            error["retryable"].is_boolean() && error["kind"].is_string() && error["code"].is_string(),
            "{line}"
        );
    }
    assert!(!ran.errors().is_empty(), "{}", ran.words);
}

#[test]
fn every_error_is_an_object_with_every_key() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for arguments in [
        &["ecs", "list", "-p", "nobody"][..],
        &["ecs", "list", "--columns", "nothing"],
        &["ecs", "list", "--nothing"],
        &["ecs", "list", "-r", "cn-hangzou"],
        &["ecs", "show", "i-nobody"],
        &["ecs", "list", "--limit", "x"],
        &["ecs", "list", "--timeout", "x"],
        &["nothing"],
        &["profile", "use", "nobody"],
        &["profile", "remove", "nobody"],
        &["profile", "add", "dev"],
    ] {
        let ran = home
            .command(arguments.iter().copied())
            .arguments(["-o", "json"])
            .run();
        assert_ne!(ran.code, 0);
        has_every_key(&ran);
        let ran = home.command(["-o", "json"]).arguments(arguments).run();
        has_every_key(&ran);
    }
    cloud.add_fault(Fault::unavailable().action("DescribeInstances"));
    has_every_key(
        &home
            .yun(["ecs", "list", "-r", "cn-beijing", "-r", "us-west-1", "-o", "json"])
            .exits(7),
    );
    home.write_config("broken");
    has_every_key(&home.yun(["ecs", "list", "-o", "json"]).exits(2));
}

#[test]
fn an_error_says_whom_it_concerns() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    cloud.add_fault(
        Fault::error(404, "InvalidDiskId.NotFound", "The disk \u{1b}[31mis gone").action("DescribeInstances"),
    );
    let ran = home.yun(["ecs", "list", "-o", "json"]).exits(6);
    let error = ran.error();
    assert_eq!(error["code"], "InvalidDiskId.NotFound");
    assert_eq!(
        (error["profile"].as_str(), error["region"].as_str()),
        (Some("dev"), Some("cn-hangzhou"))
    );
    assert_eq!(
        (error["plugin"].as_str(), error["retryable"].as_bool()),
        (Some("ecs"), Some(false))
    );
    assert!(
        error["request_id"].as_str().is_some_and(|id| id.len() > 10),
        "{error}"
    );
    let text = home.yun(["ecs", "list"]).exits(6);
    assert!(!text.stderr.contains('\u{1b}'), "{:?}", text.stderr);
    text.says(&[
        "error: dev / cn-hangzhou: ",
        "InvalidDiskId.NotFound",
        "request: ",
    ]);
}

#[test]
fn different_failures_of_all_are_a_failure() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    cloud.add_fault(Fault::error(403, "Forbidden.RAM", "no").region("cn-beijing"));
    cloud.add_fault(Fault::error(404, "InvalidX.NotFound", "no").region("us-west-1"));
    home.yun(["ecs", "list", "-r", "cn-beijing", "-r", "us-west-1"])
        .exits(1)
        .says(&["cn-beijing", "us-west-1"]);
}
