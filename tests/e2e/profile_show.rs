//! `profile show` and what `profile list` says of a profile: everything that is saved, and no secret.

use std::fs;

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::Home;

#[test]
fn everything_is_shown_but_secrets() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    home.adding("生产 账号", &keys.access_key_id)
        .arguments(["--resource-group", "rg-1"])
        .secret(&keys)
        .run()
        .succeeds();
    cloud.clear_requests();
    let expected = json!({
        "name": "生产 账号", "mode": "AccessKey", "region": "cn-hangzhou", "resource_group": "rg-1",
        "current": true, "source": "yun", "status": "ok", "path": home.config_file(), "reason": null, "signature": "v3", "secret_store": "file",
        "endpoints": [], "access_key_id": keys.access_key_id, "access_key_secret": "***",
    });
    for arguments in [
        &["profile", "show", "-o", "json"][..],
        &["profile", "show", "生产 账号", "-o", "json"],
        &["profile", "show", "-p", "生产 账号", "-o", "json"],
    ] {
        assert_eq!(home.yun(arguments.iter().copied()).succeeds().json(), expected);
    }
    let text = home.yun(["profile", "show"]).succeeds().stdout;
    for part in ["生产 账号", "AccessKey Secret", "***", "rg-1"] {
        assert!(text.contains(part), "{text}");
    }
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn what_the_mode_does_not_know_is_named_and_hidden() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml");
    home.write_config(&format!(
        "{config}left_over = \"Value-4711\"\naccess_key_secret = \"Value-4712\"\nname = \"Value-4713\"\n"
    ));
    let shown = home.yun(["profile", "show", "-o", "json"]).succeeds();
    assert!(!shown.stdout.contains("Value-"), "{}", shown.stdout);
    let shown = shown.json();
    assert_eq!(shown["left_over"], "***");
    assert_eq!(
        (&shown["name"], &shown["field_name"]),
        (&json!("dev"), &json!("***"))
    );
}

#[test]
fn a_profile_without_what_it_needs_is_incomplete() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    fs::remove_file(home.secrets_file()).unwrap();
    let shown = home.yun(["profile", "show", "-o", "json"]).succeeds().json();
    assert_eq!(
        (&shown["status"], &shown["access_key_secret"]),
        (&json!("incomplete"), &json!(null))
    );
    assert_eq!(shown["reason"], "the mode AccessKey needs --access-key-secret");
    let listed = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    assert_eq!(listed[0]["status"], "incomplete");
    let chinese = home.yun(["profile", "list", "--lang", "zh"]).succeeds().stdout;
    assert!(
        chinese.contains("不完整") && !chinese.contains("incomplete"),
        "{chinese}"
    );
}

#[test]
fn secrets_that_cannot_be_read_are_no_obstacle_to_the_list() {
    use std::os::unix::fs::PermissionsExt as _;
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    fs::set_permissions(home.secrets_file(), fs::Permissions::from_mode(0o644)).unwrap();
    let listed = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    assert_eq!(listed[0]["status"], "secrets-unreadable");
    let shown = home.yun(["profile", "show", "-o", "json"]).succeeds().json();
    assert_eq!(shown["status"], "secrets-unreadable");
}

#[test]
fn one_that_does_not_exist_and_several_are_refused() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun(["profile", "show", "deev"]).exits(2).says(&["\"dev\""]);
    home.yun(["profile", "show", "-p", "dev", "-p", "dev2"])
        .exits(2)
        .says(&["one profile"]);
    home.yun(["profile", "show", "dev", "-p", "dev"])
        .exits(2)
        .says(&["--profile"]);
    Home::alone().yun(["profile", "show"]).exits(4);
}
