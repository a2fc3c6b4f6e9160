//! Places where others keep their accounts: an installed plugin has them when it was granted them, and not before.

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Home, Key, Layout, Stdout};

use super::{info, install};

/// A home whose yun ships without the mode that is to be installed.
fn without_sts_token<'cloud>(cloud: &'cloud Cloud, layout: &Layout) -> Home<'cloud> {
    layout.take_away("sts-token");
    let mut home = Home::new(cloud);
    home.install(layout);
    let keys = cloud.keys();
    let profile = json!({
        "name": "theirs", "mode": "StsToken", "access_key_id": keys.access_key_id,
        "access_key_secret": keys.access_key_secret, "sts_token": "token", "region_id": "cn-beijing",
    });
    home.write_aliyun(json!({"current": "theirs", "profiles": [profile]}).to_string());
    home
}

fn status(home: &Home<'_>) -> Value {
    let rows = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    let theirs = rows.iter().find(|row| row["name"] == "theirs");
    theirs.map_or(Value::Null, |row| row["status"].clone())
}

#[test]
fn profiles_of_others_are_taken_over_with_a_grant_alone() {
    let cloud = Cloud::with(World::default());
    let layout = Layout::install();
    let home = without_sts_token(&cloud, &layout);
    assert_ne!(status(&home), "ok");
    let library = Built::get().plugin("sts-token");
    install(&home, &library)
        .arguments(["--yes"])
        .run()
        .succeeds()
        .says(&["not granted: aliyun_cli, environment", "modes: StsToken"]);
    assert_ne!(status(&home), "ok", "nobody granted it");
    assert_eq!(
        info(&home, "sts-token")["not_granted"],
        json!(["aliyun_cli", "environment"])
    );
    install(&home, &library)
        .arguments(["--yes", "--grant", "aliyun_cli"])
        .run()
        .succeeds();
    assert_eq!(status(&home), "ok");
    assert_eq!(info(&home, "sts-token")["granted"], json!(["aliyun_cli"]));
}

#[test]
fn somebody_at_a_terminal_is_asked_for_each() {
    let cloud = Cloud::with(World::default());
    let layout = Layout::install();
    let home = without_sts_token(&cloud, &layout);
    let library = Built::get().plugin("sts-token");
    let terminal = install(&home, &library).at_terminal(100, 60, Stdout::Shown);
    terminal.answers("Install sts-token and grant it this?", "y");
    terminal.answers(
        "take over profiles of Alibaba Cloud CLI of these modes: StsToken?",
        "y",
    );
    terminal
        .waits_for("be used for the profile that environment variables make?")
        .presses(Key::Enter);
    terminal.finish().succeeds();
    assert_eq!(info(&home, "sts-token")["granted"], json!(["aliyun_cli"]));
    assert_eq!(status(&home), "ok");
}
