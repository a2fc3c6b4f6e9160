//! Which profile is meant, by a name and by none.

use serde_json::json;

use super::super::aliyun_cli::tests::catalog;
use super::*;

/// A home with these profiles of yun's own and of Alibaba Cloud CLI's, each with what is current.
fn home(own: (&[&str], &str), aliyun: (&[&str], &str)) -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: String| {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("makes");
        std::fs::write(path, text).expect("writes");
    };
    let tables = own
        .0
        .iter()
        .map(|name| format!("[profiles.{name}]\nmode = \"Role\"\nregion = \"cn-beijing\"\n"));
    write(
        ".config/yun/config.toml",
        format!("current = \"{}\"\n{}", own.1, tables.collect::<String>()),
    );
    let profiles: Vec<_> = aliyun
        .0
        .iter()
        .map(|name| json!({"name": name, "mode": "EcsRamRole", "region_id": "us-west-1"}))
        .collect();
    let text = json!({"current": aliyun.1, "profiles": profiles});
    write(".aliyun/config.json", text.to_string());
    home
}

fn found(home: &tempfile::TempDir, variables: &[(&str, &str)]) -> Profiles {
    let place = home.path().to_str().expect("a text");
    let variables = [&[("HOME", place)], variables].concat();
    Profiles::load(&Environment::of_variables(variables), &catalog()).expect("loads")
}

const PAIR: [(&str, &str); 2] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "i"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s"),
];

#[test]
fn the_first_who_has_a_name_is_meant() {
    let home = home((&["b", "a"], ""), (&["c", "a"], ""));
    let profiles = found(&home, &PAIR);
    assert_eq!(profiles.names(), ["b", "a", "c", "environment"]);
    let regions = ["a", "c", "environment"].map(|name| {
        let profile = profiles.profile(name).expect("usable");
        (profiles.source(name).word(), profile.region.as_str().to_owned())
    });
    assert_eq!(
        regions
            .each_ref()
            .map(|(source, region)| (*source, region.as_str())),
        [
            ("yun", "cn-beijing"),
            ("aliyun-cli", "us-west-1"),
            ("environment", "cn-hangzhou"),
        ]
    );
    assert!(profiles.path("a").expect("a file").ends_with("config.toml"));
    assert!(profiles.path("c").expect("a file").ends_with("config.json"));
    assert!(profiles.path("environment").is_none());
    assert_eq!(profiles.importable(), ["c", "environment"]);
    let unknown = profiles.profile("enviroment").expect_err("none is called so");
    assert_eq!(
        unknown.advice(crate::text::Language::English).as_deref(),
        Some("did you mean \"environment\"?")
    );
}

#[test]
fn own_profiles_called_environment_win() {
    let home = home((&["environment"], ""), (&[], ""));
    let profiles = found(&home, &PAIR);
    assert_eq!(profiles.names(), ["environment"]);
    assert_eq!(profiles.source("environment"), Source::Yun);
}

#[test]
fn only_own_ones_are_edited() {
    let home = home((&["a"], ""), (&["a", "c"], ""));
    let profiles = found(&home, &PAIR);
    profiles.check_own("a").expect("yun's own");
    for (name, code) in [
        ("c", "profile_read_only"),
        ("environment", "profile_read_only"),
        ("x", "profile_unknown"),
    ] {
        let error = profiles.check_own(name).expect_err("not yun's own");
        assert_eq!((error.code(), error.exit_code()), (code, 2));
    }
}

#[test]
fn the_nearest_choice_counts() {
    let choices = [
        ("YUN_PROFILE", "1"),
        ("ALIBABA_CLOUD_PROFILE", "2"),
        ("ALIBABACLOUD_PROFILE", "3"),
        ("ALICLOUD_PROFILE", "4"),
    ];
    let full = home((&["a"], "a"), (&["c"], "c"));
    for (at, (_, name)) in choices.iter().enumerate() {
        let set = [&PAIR[..], &choices[at..]].concat();
        assert_eq!(found(&full, &set).in_use(), Some(*name));
    }
    let empty = choices.map(|(variable, _)| (variable, ""));
    assert_eq!(found(&full, &empty).in_use(), Some("a"), "empty is unset");
    assert_eq!(found(&full, &PAIR).in_use(), Some("a"));
    let without_own = home((&["a"], ""), (&["c"], "c"));
    assert_eq!(found(&without_own, &PAIR).in_use(), Some("c"));
    let dangling = home((&["a"], ""), (&["c"], "a"));
    assert_eq!(
        found(&dangling, &PAIR).in_use(),
        Some("environment"),
        "that CLI's current is one of its own, or none"
    );
    assert_eq!(found(&dangling, &[]).in_use(), None);
    let gone = home((&["a"], "gone"), (&["c"], "c"));
    assert_eq!(
        found(&gone, &[]).in_use(),
        Some("gone"),
        "nothing is guessed in its place"
    );
}
