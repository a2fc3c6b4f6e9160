//! `profile add` and `whoami`: who is asked, what is saved, where secrets may come from.

use serde_json::json;
use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, in_both_runners};

fn nothing_is_saved(home: &Home<'_>) {
    assert!(!home.config_file().exists(), "config.toml was written");
    assert!(!home.secrets_file().exists(), "secrets.toml was written");
}

#[test]
fn a_profile_is_verified_saved_and_used() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        cloud.clear_requests();
        let home = Home::new(&cloud);
        let keys = cloud.keys();
        let ran = home
            .adding("dev", &keys.access_key_id)
            .secret(&keys)
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.stdout, "", "what a person reads is on stderr");
        ran.says(&["acs:ram::1234567890123456:user/developer", "dev"]);
        assert_eq!(cloud.calls("GetCallerIdentity"), 1);
        let listed = home.yun(["profile", "list", "-o", "json"]).succeeds().json();
        let expected = json!([{
            "name": "dev", "mode": "AccessKey", "region": "cn-hangzhou", "resource_group": null,
            "current": true, "source": "yun", "status": "ok",
        }]);
        assert_eq!(listed, expected);
    });
}

#[test]
fn whoami_says_who_the_credentials_belong_to() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let home = Home::new(&cloud);
        home.add_profile("dev", &cloud.keys());
        home.add_profile("boss", &cloud.account_keys());
        let who = |name: &str| {
            let command = home.command(["whoami", "-o", "json", "-p", name]);
            command.runner(runner).run().succeeds().json()
        };
        let expected = json!({
            "profile": "dev", "mode": "AccessKey", "account_id": "1234567890123456",
            "arn": "acs:ram::1234567890123456:user/developer", "identity_type": "RAMUser", "expires_at": null,
        });
        assert_eq!(who("dev"), expected);
        assert_eq!(who("boss")["identity_type"], "Account");
    });
}

#[test]
fn a_wrong_secret_is_refused_and_nothing_is_saved() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let home = Home::new(&cloud);
        let mut keys = cloud.keys();
        keys.access_key_secret = "WrongSecretWithoutAnyOwner0001".to_owned();
        let ran = home
            .adding("dev", &keys.access_key_id)
            .secret(&keys)
            .runner(runner)
            .run()
            .exits(4);
        assert!(
            !ran.stderr.contains(&keys.access_key_secret) && !ran.stderr.contains("ACS3-HMAC"),
            "{}",
            ran.stderr
        );
        ran.says(&["secret is wrong", "hint:"]);
        nothing_is_saved(&home);
    });
}

#[test]
fn an_unknown_and_a_disabled_key_are_refused_and_nothing_is_saved() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    let ran = home
        .adding("dev", "LTAI5tNobodyZZZZZZZZZZZZ")
        .secret(&keys)
        .arguments(["-o", "json"])
        .run()
        .exits(4);
    assert_eq!(ran.error()["code"], "InvalidAccessKeyId.NotFound");
    nothing_is_saved(&home);
    cloud.world(|world| world.user("reader").keys[0].active = false);
    let disabled = cloud.read_only_keys();
    let ran = home
        .adding("dev", &disabled.access_key_id)
        .secret(&disabled)
        .arguments(["-o", "json"])
        .run()
        .exits(4);
    assert_eq!(ran.error()["code"], "InvalidAccessKeyId.Inactive");
    nothing_is_saved(&home);
}

#[test]
fn a_clock_that_is_wrong_is_named() {
    let cloud = Cloud::with(World::default());
    cloud.set_clock_offset(yun_tests::cloud::TimeDelta::minutes(20));
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    home.adding("dev", &keys.access_key_id)
        .secret(&keys)
        .run()
        .exits(4)
        .says(&["clock"]);
}

#[test]
fn without_verification_nobody_is_asked() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    home.adding("later", "LTAI5tNobodyZZZZZZZZZZZZ")
        .secret(&keys)
        .arguments(["--no-verify"])
        .run()
        .succeeds();
    assert_eq!(cloud.requests().len(), 0);
    home.yun(["whoami"]).exits(4).says(&["AccessKey"]);
}

#[test]
fn without_use_the_current_profile_stays() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let keys = cloud.read_only_keys();
    home.adding("other", &keys.access_key_id)
        .secret(&keys)
        .arguments(["--no-use"])
        .run()
        .succeeds();
    let arn = home.yun(["whoami", "-o", "json"]).succeeds().json()["arn"].clone();
    assert_eq!(arn, "acs:ram::1234567890123456:user/developer");
}

#[test]
fn a_secret_comes_from_a_variable_a_file_or_standard_input() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    // Below `given` a test may keep a secret.
    let file = home.write("given/secret", format!("{}\n", keys.access_key_secret));
    let from_file = format!("file:{}", file.display());
    home.adding("file", &keys.access_key_id)
        .arguments(["--access-key-secret", &from_file])
        .run()
        .succeeds();
    home.adding("stdin", &keys.access_key_id)
        .arguments(["--access-key-secret", "-"])
        .stdin(format!("{}\r\n", keys.access_key_secret))
        .run()
        .succeeds();
    home.adding("variable", &keys.access_key_id)
        .secret(&keys)
        .run()
        .succeeds();
    for name in ["file", "stdin", "variable"] {
        home.yun(["whoami", "-p", name]).succeeds();
    }
}

#[test]
fn a_source_without_a_secret_is_named() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    for (source, named) in [
        ("env:NOT_SET", "NOT_SET"),
        ("file:/does/not/exist", "/does/not/exist"),
        ("-", "empty"),
    ] {
        let command = home
            .adding("dev", "LTAI5tNobodyZZZZZZZZZZZZ")
            .arguments(["--access-key-secret", source]);
        command.run().exits(2).says(&[named]);
    }
    nothing_is_saved(&home);
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn a_literal_secret_is_refused_and_not_echoed() {
    const LITERAL: &str = "Literal-Secret-4711";
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    for arguments in [
        &["--access-key-secret", LITERAL][..],
        &["--access-key-secret=Literal-Secret-4711"],
        &["--access-key-secert", LITERAL],
        &["--access-key-secert=Literal-Secret-4711"],
        &[LITERAL],
        &["-o", "json", "--access-key-secret", LITERAL],
        &["--lang", "zh", "--access-key-secret", LITERAL],
    ] {
        let ran = home
            .adding("dev", "LTAI5tNobodyZZZZZZZZZZZZ")
            .arguments(arguments)
            .run()
            .exits(2);
        assert!(
            !ran.stderr.contains("4711") && !ran.stdout.contains("4711"),
            "{}",
            ran.stderr
        );
    }
    let ran = home
        .adding("dev", "x")
        .arguments(["--access-key-secret", LITERAL])
        .run();
    ran.says(&["env:NAME", "file:PATH", "-"]);
    nothing_is_saved(&home);
}

#[test]
fn a_name_that_is_taken_is_refused() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let before = (home.read("config/config.toml"), home.read("data/secrets.toml"));
    let keys = cloud.read_only_keys();
    home.adding("dev", &keys.access_key_id)
        .secret(&keys)
        .run()
        .exits(2)
        .says(&["\"dev\"", "hint:"]);
    assert_eq!(
        (home.read("config/config.toml"), home.read("data/secrets.toml")),
        before
    );
    assert_eq!(cloud.requests().len(), 0, "it is known before anybody is asked");
}

#[test]
fn names_may_be_chinese_and_hold_spaces() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("生产 账号", &cloud.keys());
    home.add_profile("a.b \"quoted\" 🚀", &cloud.read_only_keys());
    assert_eq!(
        home.yun(["whoami", "-p", "生产 账号", "-o", "json"])
            .succeeds()
            .json()["profile"],
        "生产 账号"
    );
    let listed = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    let names: Vec<_> = listed.iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["生产 账号", "a.b \"quoted\" 🚀"]);
    home.yun(["profile", "use", "生产 账号"]).succeeds();
    assert_eq!(
        home.yun(["whoami", "-o", "json"]).succeeds().json()["profile"],
        "生产 账号"
    );
    for name in ["", " ", "a\nb", "\u{1b}[31m"] {
        let ran = home
            .adding(name, "x")
            .arguments(["--access-key-secret", "env:HOME", "--no-verify"])
            .run()
            .exits(2);
        assert!(!ran.stderr.contains('\u{1b}'), "{}", ran.stderr);
    }
}

#[test]
fn a_user_who_may_not_list_regions_can_still_be_added() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("regionless", &cloud.no_regions_keys());
    home.add_profile("outsider", &cloud.denied_keys());
}

#[test]
fn what_is_missing_is_named_when_nobody_can_be_asked() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let run = |arguments: &[&str]| {
        home.command(["profile", "add", "dev", "--no-input"])
            .arguments(arguments)
            .run()
            .exits(2)
    };
    run(&["--region", "cn-hangzhou"]).says(&["--mode", "AccessKey"]);
    run(&["--mode", "AccessKey", "--region", "cn-hangzhou"]).says(&["access-key-id"]);
    run(&[
        "--mode",
        "AccessKey",
        "--region",
        "cn-hangzhou",
        "--access-key-id",
        "x",
    ])
    .says(&["access-key-secret"]);
    run(&[
        "--mode",
        "AccessKey",
        "--access-key-id",
        "x",
        "--access-key-secret",
        "env:HOME",
    ])
    .says(&["--region"]);
    nothing_is_saved(&home);
}

#[test]
fn a_mode_is_known_in_any_case_and_by_its_alias() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    for mode in ["accesskey", "ACCESSKEY", "ak"] {
        home.command(["profile", "add", mode, "--mode", mode, "--region", "cn-beijing"])
            .arguments(["--access-key-id", &keys.access_key_id])
            .secret(&keys)
            .run()
            .succeeds();
    }
    let listed = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    assert!(listed.iter().all(|row| row["mode"] == "AccessKey"), "{listed:?}");
}

#[test]
fn a_cloud_that_does_not_answer_is_not_a_wrong_secret() {
    let cloud = Cloud::with(World::default());
    cloud.add_fault(Fault::unavailable());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    home.adding("dev", &keys.access_key_id)
        .secret(&keys)
        .run()
        .exits(7);
    nothing_is_saved(&home);
}
