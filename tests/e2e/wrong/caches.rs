//! Caches that are damaged: never an error, and made anew.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, TimeDelta, World};
use yun_tests::harness::Home;

/// The one file of the region cache.
fn region_file(home: &Home<'_>) -> PathBuf {
    let files = fs::read_dir(home.path("cache/regions")).unwrap();
    let files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

fn lists_everything(home: &Home<'_>) {
    let list = ["ecs", "list", "-r", "all", "-o", "json"];
    let ran = home.yun(list).succeeds();
    assert_eq!((ran.rows().len(), ran.stderr.as_str()), (192, ""));
}

#[test]
fn regions_that_are_damaged_are_asked_for_again() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    lists_everything(&home);
    let file = region_file(&home);
    let sound: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let with = |key: &str, value: Value| {
        let mut changed = sound.clone();
        changed[key] = value;
        changed.to_string()
    };
    let text = sound.to_string();
    for damaged in [
        String::new(),
        text[..text.len() / 2].to_owned(),
        "[]".to_owned(),
        "null".to_owned(),
        "\u{0}\u{0}\u{0}".to_owned(),
        with("format", json!(99)),
        with("format", json!("1")),
        with("asked_at", json!("2999-01-01T00:00:00Z")),
        with("asked_at", json!("soon")),
        with("asked_at", json!(0)),
        with("regions", json!([])),
        with("regions", json!(null)),
        with("regions", json!({})),
        with("regions", json!([{"RegionId": "evil.example.com/"}])),
        with("regions", json!([{"RegionId": "\u{1b}[31m"}])),
        with("regions", json!([{"RegionId": 7}])),
    ] {
        fs::write(&file, &damaged).unwrap();
        cloud.clear_requests();
        lists_everything(&home);
        assert_eq!(cloud.calls("DescribeRegions"), 1, "{damaged}");
        let anew: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(anew["regions"], sound["regions"], "made anew after {damaged}");
    }
    fs::write(&file, [0xff, 0xfe]).unwrap();
    lists_everything(&home);
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    lists_everything(&home);
}

#[test]
fn manifests_that_are_damaged_are_read_again() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    lists_everything(&home);
    let file = home.path("cache/manifests.json");
    let sound: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let with = |key: &str, value: Value| {
        let mut changed = sound.clone();
        changed[key] = value;
        changed.to_string()
    };
    let text = sound.to_string();
    for damaged in [
        String::new(),
        String::from_utf8_lossy(&text.as_bytes()[..text.len() / 2]).into_owned(),
        "[]".to_owned(),
        "7".to_owned(),
        with("format", json!(99)),
        with("format", json!(null)),
        with("libraries", json!([])),
        with("libraries", json!({"/nowhere": 7})),
        text.replace("\"identity\"", "\"identitee\""),
        text.replace("\"ecs\"", "\"esc\"")
            .replace("\"size\":", "\"size\":1"),
    ] {
        fs::write(&file, &damaged).unwrap();
        lists_everything(&home);
        let anew: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(anew["format"], sound["format"], "made anew after {damaged:.80}");
        assert_eq!(
            anew["libraries"], sound["libraries"],
            "made anew after {damaged:.80}"
        );
    }
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    lists_everything(&home);
}

#[test]
fn a_place_for_caches_that_cannot_be_had_costs_time_and_nothing_else() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let file = home.write("a-file", "");
    for place in [
        file.clone(),
        file.join("below"),
        "/proc/nothing/here".into(),
        "/dev/null".into(),
    ] {
        home.set("YUN_CACHE_DIR", place);
        lists_everything(&home);
    }
    home.unset("YUN_CACHE_DIR");
    home.unset("HOME");
    lists_everything(&home);
}

/// A machine whose clock was set back finds a list from the future: nobody knows how old it is.
#[test]
fn regions_of_the_future_are_asked_for_again() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    lists_everything(&home);
    let file = region_file(&home);
    let mut content: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let asked_at = content["asked_at"].as_str().unwrap().to_owned();
    let asked_at: chrono::DateTime<chrono::Utc> = asked_at.parse().unwrap();
    for (offset, asked) in [
        (TimeDelta::hours(1), 1),
        (TimeDelta::hours(-1), 0),
        (TimeDelta::hours(-25), 1),
    ] {
        content["asked_at"] = json!((asked_at + offset).to_rfc3339());
        fs::write(&file, content.to_string()).unwrap();
        cloud.clear_requests();
        lists_everything(&home);
        assert_eq!(cloud.calls("DescribeRegions"), asked, "{offset}");
    }
}
