//! A file that anybody wrote, under manifests that take two of its modes over.

use yun_plugin_api::manifest::Manifest;

use super::*;

const MANIFEST: &str = r#"{"schema":1,"id":"modes","name":{"en":"a","zh":"甲"},"description":{"en":"a","zh":"甲"},
"version":"1.0.0","authors":[],"license":"Apache-2.0","protocol":{"min":1,"max":1},"provides":[
{"kind":"credential","mode":"Pair","title":{"en":"a","zh":"甲"},"help":{"en":"a","zh":"甲"},"stores":["kept"],
"fields":[{"key":"id","title":{"en":"a","zh":"甲"},"help":{"en":"a","zh":"甲"},"type":"text","required":true},
{"key":"password","title":{"en":"a","zh":"甲"},"help":{"en":"a","zh":"甲"},"type":"secret","pattern":"[a-z]+"},
{"key":"seconds","title":{"en":"a","zh":"甲"},"help":{"en":"a","zh":"甲"},"type":"number"}],
"aliyun_cli":[{"mode":"AK","fields":{"access_key_id":"id","access_key_secret":"password","expired_seconds":"seconds"},
"values":{"id":{"a":"b"}},"keeps":{"sts_token":"kept"},"inferred_from":["access_key_id"]}]}],
"aliyun_cli_refused":[{"mode":"Anonymous","reason":{"en":"a","zh":"甲"},"inferred_from":["bearer_token"]}]}"#;

/// Reads a file; what can be used of it has a name, a region and no flaw.
pub fn aliyun_cli(bytes: &[u8]) {
    let manifest = Manifest::parse(MANIFEST.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let catalog = Catalog::of_manifests([manifest]);
    let found = parse(Path::new("config.json"), bytes, &catalog);
    let names: HashSet<_> = found.profiles.iter().map(|profile| &profile.name).collect();
    assert_eq!(names.len(), found.profiles.len(), "each name is there once");
    for profile in &found.profiles {
        match profile.used() {
            Ok((used, _)) => assert_eq!(used.name, profile.name),
            Err(error) => assert!(profile.flaw().is_some() && !error.to_string().is_empty()),
        }
    }
    let is_there = |current: &String| {
        found
            .profiles
            .iter()
            .any(|profile| profile.name.as_str() == current)
    };
    assert!(found.current.as_ref().is_none_or(is_there));
}
