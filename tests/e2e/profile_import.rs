//! `profile import`: what others keep becomes yun's own, or says why it does not.

use std::{fs, os::unix::fs::PermissionsExt as _};

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Key, Stdout};

use super::aliyun_cli::{file, pair};

fn names(home: &Home<'_>) -> Vec<(String, String)> {
    let rows = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| (text(&row["name"]), text(&row["source"])))
        .collect()
}

#[test]
fn a_copy_works_when_the_file_is_gone() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let path = home.write_aliyun(file(
        "b",
        &[pair("a 甲", &cloud.keys()), pair("b", &cloud.read_only_keys())],
    ));
    let ran = home.yun(["profile", "import", "a 甲", "-o", "json"]).succeeds();
    assert_eq!(
        ran.rows(),
        [json!({"name": "a 甲", "mode": "AccessKey", "region": "cn-beijing", "ok": true, "error": null})]
    );
    let config = home.read("config/config.toml");
    assert!(
        !config.contains("current") && config.contains("[profiles.\"a 甲\".fields]"),
        "{config}"
    );
    let text = home.yun(["profile", "import", "b"]).succeeds();
    assert!(text.stderr.contains("\"b\" is imported"), "{}", text.stderr);
    assert!(
        home.read("config/config.toml").starts_with("current = \"b\""),
        "as it was there"
    );
    fs::remove_file(path).unwrap();
    for name in ["a 甲", "b"] {
        home.yun(["whoami", "-p", name]).succeeds();
    }
    assert_eq!(
        names(&home),
        [("a 甲".into(), "yun".into()), ("b".into(), "yun".into())]
    );
}

#[test]
fn all_of_them_go_on_after_one_that_fails() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("taken", &cloud.account_keys());
    home.write_aliyun(file(
        "b",
        &[
            pair("taken", &cloud.keys()),
            json!({"name": "rsa", "mode": "RsaKeyPair"}),
            json!({"name": "half", "mode": "AK", "access_key_id": "x"}),
            pair("b", &cloud.keys()),
        ],
    ));
    let before = home.read("config/config.toml");
    let ran = home.yun(["profile", "import", "--all", "-o", "json"]).exits(3);
    let done: Vec<_> = ran
        .rows()
        .iter()
        .map(|row| (row["name"].clone(), row["ok"].clone()))
        .collect();
    assert_eq!(
        done,
        [
            (json!("rsa"), json!(false)),
            (json!("half"), json!(false)),
            (json!("b"), json!(true)),
        ]
    );
    assert!(
        ran.rows()[0]["error"].as_str().unwrap().contains("RSA"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.errors().len(), 2, "{}", ran.stderr);
    ran.says(&["taken"]);
    let after = home.read("config/config.toml");
    assert!(
        after.starts_with(&before),
        "yun's own stays, and stays current: {after}"
    );
    let again = home.yun(["profile", "import", "--all"]).exits(4);
    again.says(&["RSA", "access_key_secret"]);
    let chinese = home
        .yun(["profile", "import", "rsa", "--lang", "zh"])
        .exits(4)
        .stderr;
    assert!(chinese.contains("弃用"), "{chinese}");
}

#[test]
fn another_name_and_what_is_taken() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("a", &cloud.account_keys());
    home.write_aliyun(file(
        "a",
        &[pair("a", &cloud.keys()), pair("theirs", &cloud.keys())],
    ));
    let before = (home.read("config/config.toml"), home.read("data/secrets.toml"));
    for (line, code, said) in [
        ("profile import a", "profile_exists", "--as NEW"),
        ("profile import theirs a", "profile_exists", "--as NEW"),
        (
            "profile import theirs --as a",
            "profile_exists",
            "yun profile edit",
        ),
        ("profile import c", "profile_unknown", "yun profile list"),
        ("profile import tiers", "profile_unknown", "\\\"theirs\\\""),
        ("profile import a theirs --as c", "argument_conflict", "--as"),
        ("profile import theirs --all", "argument_conflict", "--all"),
        ("profile import --all --as c", "argument_conflict", "--a"),
        ("profile import", "argument_missing", "--all: theirs"),
    ] {
        let ran = home
            .command(line.split(' '))
            .arguments(["-o", "json"])
            .run()
            .exits(2);
        assert_eq!(ran.error()["code"], code, "{line}");
        assert!(ran.stderr.contains(said), "{line}: {}", ran.stderr);
        assert_eq!(
            before,
            (home.read("config/config.toml"), home.read("data/secrets.toml"))
        );
    }
    home.yun(["profile", "import", "a", "--as", "a of theirs"])
        .succeeds()
        .says(&["\"a of theirs\""]);
    let who = home
        .yun(["whoami", "-p", "a of theirs", "-o", "json"])
        .succeeds()
        .json();
    assert_eq!(who["identity_type"], "RAMUser", "{who}");
    let nothing = Home::new(&cloud);
    nothing
        .yun(["profile", "import"])
        .exits(2)
        .says(&["none to import"]);
    assert_eq!(
        nothing
            .yun(["profile", "import", "--all", "-o", "json"])
            .succeeds()
            .stdout
            .trim(),
        "[]"
    );
}

#[test]
fn what_the_mode_keeps_is_copied_too() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::new(&cloud);
    home.add_fixture("refers");
    let keys = cloud.keys();
    home.write_aliyun(file(
        "web",
        &[
            json!({"name": "web", "mode": "TeamOAuth", "access_key_id": keys.access_key_id,
        "access_key_secret": keys.access_key_secret, "oauth_site_type": "cn", "oidc_token_file": "/x",
        "oauth_refresh_token": "r3fresh-4711", "oauth_refresh_token_expire": 1_800_000_000}),
        ],
    ));
    let ran = home.yun(["profile", "import", "web"]).succeeds();
    assert!(!ran.stdout.contains("r3fresh") && !ran.stderr.contains("r3fresh"));
    let secrets = home.read("data/secrets.toml");
    assert!(secrets.contains("refresh_token = \"r3fresh-4711\""));
    assert!(secrets.contains("refresh_expires_at = \"1800000000\""));
    let config = home.read("config/config.toml");
    assert!(
        config.contains("flavour = \"one\"") && !config.contains("r3fresh"),
        "{config}"
    );
    // An edit of the profile keeps what is the mode's.
    home.yun(["profile", "edit", "web", "--region", "cn-beijing"])
        .succeeds();
    assert!(home.read("data/secrets.toml").contains("r3fresh-4711"));
}

#[test]
fn neither_place_changes_when_one_cannot() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.write_aliyun(file("", &[pair("a", &cloud.read_only_keys())]));
    fs::set_permissions(home.secrets_file(), fs::Permissions::from_mode(0o644)).unwrap();
    let before = (home.read("config/config.toml"), home.read("data/secrets.toml"));
    let ran = home.yun(["profile", "import", "a", "-o", "json"]).exits(4);
    assert_eq!(ran.error()["code"], "secrets_exposed");
    assert_eq!(ran.rows()[0]["ok"], false);
    assert_eq!(
        before,
        (home.read("config/config.toml"), home.read("data/secrets.toml"))
    );
}

#[test]
fn on_a_terminal_one_is_picked() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("a", &cloud.account_keys());
    home.write_aliyun(file(
        "c",
        &[
            pair("a", &cloud.keys()),
            pair("b", &cloud.keys()),
            pair("c", &cloud.keys()),
        ],
    ));
    let terminal = home
        .command(["profile", "import"])
        .at_terminal(100, 30, Stdout::Shown);
    terminal.waits_for("? Which profile is to be imported?");
    terminal.waits_for("> b").presses(Key::Down);
    terminal.waits_for("> c").presses(Key::Enter);
    terminal.finish().succeeds();
    assert!(home.read("config/config.toml").contains("[profiles.c]"));
    assert!(!home.read("config/config.toml").contains("[profiles.b]"));
}
