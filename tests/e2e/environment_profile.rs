//! The profile that environment variables make.

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Invocation};

use super::aliyun_cli::{file, pair};

fn with_pair<'a>(home: &'a Home<'_>, prefix: &str, cloud: &Cloud) -> impl Fn(&str) -> Invocation + use<'a> {
    let keys = cloud.keys();
    let variables = [
        ("ACCESS_KEY_ID", keys.access_key_id),
        ("ACCESS_KEY_SECRET", keys.access_key_secret),
    ]
    .map(|(name, value)| (format!("{prefix}_{name}"), value));
    move |line| {
        let invocation = home.command(line.split(' '));
        variables.iter().fold(invocation, |invocation, (name, value)| {
            invocation.variable(name, value)
        })
    }
}

#[test]
fn each_spelling_makes_one_and_nothing_is_stored() {
    let cloud = Cloud::with(World::default());
    for prefix in ["ALIBABA_CLOUD", "ALIBABACLOUD", "ALICLOUD"] {
        let home = Home::new(&cloud);
        let run = with_pair(&home, prefix, &cloud);
        let who = run("whoami -o json").run().succeeds().json();
        assert_eq!(
            (&who["profile"], &who["mode"]),
            (&json!("environment"), &json!("AccessKey"))
        );
        run("ecs list -r all").run().succeeds();
        run("profile verify").run().succeeds();
        let region = format!("{prefix}_REGION_ID");
        let row = run("profile list -o json")
            .variable(&region, "us-west-1")
            .run()
            .succeeds()
            .rows();
        assert_eq!(
            row,
            [
                json!({"name": "environment", "mode": "AccessKey", "region": "us-west-1",
            "resource_group": null, "current": true, "source": "environment", "status": "ok"})
            ]
        );
        let shown = run("profile show -o json").run().succeeds().json();
        assert_eq!(
            [&shown["region"], &shown["path"]],
            [&json!("cn-hangzhou"), &json!(null)]
        );
        assert_eq!(shown["access_key_secret"], "***");
        assert!(!home.config_file().exists() && !home.secrets_file().exists());
    }
}

#[test]
fn it_comes_last_and_ones_own_of_that_name_wins() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let run = with_pair(&home, "ALIBABA_CLOUD", &cloud);
    let who = || run("whoami -o json").run().succeeds().json()["profile"].clone();
    assert_eq!(who(), "environment");
    home.write_aliyun(file("theirs", &[pair("theirs", &cloud.read_only_keys())]));
    assert_eq!(who(), "theirs");
    home.add_profile("own", &cloud.account_keys());
    assert_eq!(who(), "own");
    let chosen = run("whoami -p environment -o json").run().succeeds().json();
    assert_eq!(chosen["profile"], "environment");
    home.add_profile("environment", &cloud.account_keys());
    let rows = run("profile list -o json").run().succeeds().rows();
    let sources: Vec<_> = rows
        .iter()
        .map(|row| (row["name"].as_str(), row["source"].as_str()))
        .collect();
    assert_eq!(
        sources,
        [
            (Some("own"), Some("yun")),
            (Some("environment"), Some("yun")),
            (Some("theirs"), Some("aliyun-cli"))
        ]
    );
}

#[test]
fn half_of_it_makes_none_and_what_does_not_fit_names_its_variable() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    let id = || {
        home.command(["whoami", "-o", "json"])
            .variable("ALIBABA_CLOUD_ACCESS_KEY_ID", &keys.access_key_id)
    };
    id().run().exits(4);
    id().variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "")
        .run()
        .exits(4);
    id().variable("ALICLOUD_ACCESS_KEY_SECRET", &keys.access_key_secret)
        .run()
        .exits(4);
    let odd = id().variable(
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        format!("{} ", keys.access_key_secret),
    );
    let error = odd.run().exits(2).error();
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("ALIBABA_CLOUD_ACCESS_KEY_SECRET"),
        "{error}"
    );
    let run = with_pair(&home, "ALIBABA_CLOUD", &cloud);
    let error = run("whoami -o json")
        .variable("ALIBABA_CLOUD_REGION_ID", "Mars")
        .run()
        .exits(2)
        .error();
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("ALIBABA_CLOUD_REGION_ID"),
        "{error}"
    );
    let rows = run("profile list -o json")
        .variable("ALIBABA_CLOUD_REGION_ID", "Mars")
        .run()
        .succeeds()
        .rows();
    assert_eq!(
        (&rows[0]["status"], &rows[0]["region"]),
        (&json!("invalid"), &json!(null))
    );
}

#[test]
fn the_mode_for_which_the_most_is_set_is_taken() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::new(&cloud);
    home.add_fixture("refers");
    let run = with_pair(&home, "ALIBABA_CLOUD", &cloud);
    let mode = |invocation: Invocation| invocation.run().succeeds().json()["mode"].clone();
    assert_eq!(mode(run("whoami -o json")), "AccessKey");
    assert_eq!(
        mode(run("whoami -o json").variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/x")),
        "Refers"
    );
}

#[test]
fn it_is_not_edited_and_is_imported_if_it_is_named() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let run = with_pair(&home, "ALIBABA_CLOUD", &cloud);
    let ran = run("profile remove environment --yes -o json").run().exits(2);
    assert_eq!(ran.error()["code"], "profile_read_only");
    assert_eq!(
        run("profile import --all -o json").run().succeeds().rows().len(),
        0
    );
    let rows = run("profile import environment --as kept -o json")
        .run()
        .succeeds()
        .rows();
    assert_eq!(
        rows,
        [json!({"name": "kept", "mode": "AccessKey", "region": "cn-hangzhou", "ok": true, "error": null})]
    );
    home.yun(["whoami", "-p", "kept"]).succeeds();
    let config = home.read("config/config.toml");
    assert!(
        !config.contains("current"),
        "it is current by itself, for as long as it is there: {config}"
    );
}
