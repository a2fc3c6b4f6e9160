//! `profile edit`: what was given changes, everything else stays, and what does not work is not saved.

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::Home;

fn shown(home: &Home<'_>, name: &str) -> serde_json::Value {
    home.yun(["profile", "show", name, "-o", "json"])
        .succeeds()
        .json()
}

#[test]
fn only_what_was_given_changes() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("生产 账号", &cloud.keys());
    let config = home.read("config/config.toml");
    home.write_config(
        &format!("# mine\n{config}")
            .replace("mode = \"AccessKey\"", "mode = \"AccessKey\" # mode\nfuture = 1")
            .replace(
                "[profiles.\"生产 账号\".fields]\n",
                "[profiles.\"生产 账号\".fields]\n# id\n",
            ),
    );
    let before = home.read("config/config.toml");
    cloud.clear_requests();
    home.yun(["profile", "edit", "生产 账号", "--region", "cn-beijing"])
        .succeeds()
        .says(&["acs:ram::", "生产 账号"]);
    assert_eq!(cloud.calls("GetCallerIdentity"), 1, "it is verified");
    let after = home.read("config/config.toml");
    assert_eq!(after, before.replace("cn-hangzhou", "cn-beijing"));
    home.yun(["profile", "edit", "生产 账号", "--resource-group", "rg-1"])
        .succeeds();
    assert_eq!(shown(&home, "生产 账号")["resource_group"], "rg-1");
    home.yun(["profile", "edit", "生产 账号", "--no-resource-group"])
        .succeeds();
    assert_eq!(home.read("config/config.toml"), after);
    home.yun(["whoami"]).succeeds();
}

#[test]
fn another_key_is_verified_with_its_secret() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let other = cloud.read_only_keys();
    let before = (home.read("config/config.toml"), home.read("data/secrets.toml"));
    home.command(["profile", "edit", "dev", "--access-key-id", &other.access_key_id])
        .run()
        .exits(4)
        .says(&["secret is wrong"]);
    let after = (home.read("config/config.toml"), home.read("data/secrets.toml"));
    assert_eq!(after, before, "a failed verification changes nothing");
    home.command(["profile", "edit", "dev", "--access-key-id", &other.access_key_id])
        .secret(&other)
        .run()
        .succeeds();
    let arn = home.yun(["whoami", "-o", "json"]).succeeds().json()["arn"].clone();
    assert_eq!(arn, "acs:ram::1234567890123456:user/reader");
}

#[test]
fn without_verification_nobody_is_asked() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun([
        "profile",
        "edit",
        "dev",
        "--region",
        "xx-nowhere-1",
        "--no-verify",
    ])
    .succeeds();
    assert_eq!(cloud.requests().len(), 0);
    assert_eq!(shown(&home, "dev")["region"], "xx-nowhere-1");
    home.yun(["profile", "edit", "dev", "--region", "cn-hangzou"])
        .exits(2)
        .says(&["\"cn-hangzhou\""]);
    assert_eq!(shown(&home, "dev")["region"], "xx-nowhere-1");
}

#[test]
fn another_mode_keeps_the_fields_that_it_has_too() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("two-things");
    home.add_fixture("misbehaves");
    home.yun(["profile", "edit", "dev", "--mode", "misbehaves"])
        .exits(2)
        .says(&["--how"]);
    home.yun(["profile", "edit", "dev", "--mode", "misbehaves", "--how", "ok"])
        .succeeds();
    let edited = shown(&home, "dev");
    assert_eq!(
        (&edited["mode"], &edited["how"], &edited["access_key_secret"]),
        (&json!("Misbehaves"), &json!("ok"), &json!("***"))
    );
    home.yun(["profile", "edit", "dev", "--mode", "TwoThings"])
        .succeeds();
    let edited = shown(&home, "dev");
    assert_eq!(edited["mode"], "TwoThings");
    assert!(edited.get("how").is_none(), "{edited}");
    home.yun([
        "profile",
        "edit",
        "dev",
        "--unset",
        "access-key-secret",
        "--no-verify",
    ])
    .succeeds();
    assert_eq!(shown(&home, "dev")["access_key_secret"], json!(null));
    assert!(!home.read("data/secrets.toml").contains("dev"));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let before = home.read("config/config.toml");
    let edit = |arguments: &[&str]| {
        home.command(["profile", "edit", "dev"])
            .arguments(arguments)
            .run()
            .exits(2)
    };
    edit(&[]).says(&["nothing was given", "--region", "--access-key-id", "--unset"]);
    edit(&["--unset", "access_key_id"]).says(&["--access-key-id"]);
    edit(&["--unset", "colour"]).says(&["colour", "--access-key-id"]);
    edit(&["--unset", "access-key-id", "--access-key-id", "x"]).says(&["--unset access-key-id"]);
    edit(&["--resource-group", "rg", "--no-resource-group"]).says(&["--no-resource-group"]);
    edit(&["--access-key-id", "two words"]).says(&["--access-key-id", "right form"]);
    edit(&["--access-key-secret", "Literal-4711"]).says(&["env:NAME"]);
    edit(&["-r", "cn-beijing", "-r", "cn-hangzhou"]);
    home.yun(["profile", "edit", "deev", "--region", "cn-beijing"])
        .exits(2)
        .says(&["\"dev\""]);
    home.yun(["profile", "edit"]).exits(2).says(&["NAME"]);
    assert_eq!(home.read("config/config.toml"), before);
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn processes_that_edit_at_once_lose_nothing() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let other = cloud.read_only_keys();
    let edits = [
        home.command(["profile", "edit", "dev", "--region", "cn-beijing"]),
        home.command(["profile", "edit", "dev", "--resource-group", "rg-1"]),
        home.command(["profile", "edit", "dev", "--access-key-id", &other.access_key_id]),
        home.command(["profile", "edit", "dev"]).secret(&other),
    ];
    let running: Vec<_> = edits
        .into_iter()
        .map(|edit| edit.arguments(["--no-verify"]).start())
        .collect();
    for one in running {
        one.finish().succeeds();
    }
    let edited = shown(&home, "dev");
    assert_eq!(
        (&edited["region"], &edited["resource_group"]),
        (&json!("cn-beijing"), &json!("rg-1"))
    );
    home.yun(["whoami"]).succeeds();
}
