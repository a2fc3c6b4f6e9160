//! Plugins that are switched off, changed behind yun's back, or crash again and again.

use std::{fs, os::unix::fs::PermissionsExt as _};

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, sha256};

use super::{LIST, install, row, saved, stored};

fn with_two_things(cloud: &Cloud) -> Home<'_> {
    let home = Home::with_profile(cloud);
    let library = saved(&home, "two-things");
    install(&home, &library).arguments(["--yes"]).run().succeeds();
    home
}

#[test]
fn what_is_disabled_is_not_used_until_it_is_enabled() {
    let cloud = Cloud::with(World::default());
    let home = with_two_things(&cloud);
    for (id, list) in [("two-things", LIST), ("ecs", ["ecs", "list", "-o", "ids"])] {
        home.yun(["plugin", "disable", id])
            .succeeds()
            .says(&["is disabled"]);
        home.yun(["plugin", "disable", id]).succeeds().says(&["already"]);
        let ran = home.command(list).arguments(["-o", "json"]).run().exits(8);
        assert_eq!(ran.error()["code"], "plugin_disabled");
        ran.says(&["yun plugin enable"]);
        assert_eq!(row(&home, id).unwrap()["state"], "disabled");
        home.yun(["plugin", "verify"]).succeeds();
        home.yun(["plugin", "verify", id]).exits(8);
        home.yun(["plugin", "enable", id])
            .succeeds()
            .says(&["is enabled"]);
        home.yun(["plugin", "enable", id]).succeeds().says(&["already"]);
        home.yun(list).succeeds();
    }
    home.yun(["plugin", "disable", "nothing"])
        .exits(2)
        .says(&["nothing"]);
    home.yun(["plugin", "remove", "ecs", "--yes"])
        .exits(2)
        .says(&["ships with yun"]);
}

#[test]
fn a_library_that_was_changed_after_it_was_installed_is_not_loaded() {
    let cloud = Cloud::with(World::default());
    let home = with_two_things(&cloud);
    let library = home
        .path("data/plugins")
        .join(&stored(&home)[0])
        .join(yun_tests::harness::library_name("two-things"));
    let before = sha256(&library);
    fs::set_permissions(&library, fs::Permissions::from_mode(0o600)).unwrap();
    let mut bytes = fs::read(&library).unwrap();
    bytes.push(0);
    fs::write(&library, bytes).unwrap();
    assert_ne!(sha256(&library), before);
    for runner in [
        yun_tests::harness::Runner::Child,
        yun_tests::harness::Runner::InProcess,
    ] {
        let ran = home
            .command(["two", "list", "-o", "json"])
            .runner(runner)
            .run()
            .exits(8);
        assert_eq!(ran.error()["code"], "plugin_changed");
    }
    assert_eq!(row(&home, "two-things").unwrap()["state"], "untrusted");
    let verified = home.yun(["plugin", "verify"]).exits(8).stdout;
    assert!(verified.contains("untrusted"), "{verified}");
    let examined = home.yun(["doctor"]).stdout;
    assert!(examined.contains("changed afterwards"), "{examined}");
    // What is installed again is as it should be.
    let saved = home
        .path("saved")
        .join(yun_tests::harness::library_name("two-things"));
    install(&home, &saved).arguments(["--yes"]).run().succeeds();
    home.yun(LIST).succeeds();
}

#[test]
fn what_is_installed_is_known_by_its_id_whatever_becomes_of_its_file() {
    let cloud = Cloud::with(World::default());
    let home = with_two_things(&cloud);
    let saved = home
        .path("saved")
        .join(yun_tests::harness::library_name("two-things"));
    install(&home, &saved)
        .arguments(["--yes", "--grant", "none"])
        .run()
        .succeeds();
    let place = home.path("data/plugins").join(&stored(&home)[0]);
    fs::remove_dir_all(&place).unwrap();
    assert_eq!(row(&home, "two-things").unwrap()["state"], "broken");
    home.yun(["plugin", "verify", "two-things"]).exits(8);
    home.yun(["plugin", "info", "two-things"]).succeeds();
    // What was withheld stays so, though nobody knows any more what was asked for then.
    install(&home, &saved).arguments(["--yes"]).run().succeeds();
    assert_eq!(super::info(&home, "two-things")["granted"], serde_json::json!([]));
    fs::remove_dir_all(&place).unwrap();
    home.yun(["plugin", "remove", "two-things", "--yes"]).succeeds();
    assert!(row(&home, "two-things").is_none());
}

#[test]
fn names_of_what_is_switched_off_stay_taken() {
    let cloud = Cloud::with(World::default());
    let home = with_two_things(&cloud);
    home.yun(["plugin", "disable", "two-things"]).succeeds();
    let other = saved(&home, "two-things");
    yun_tests::harness::replace_in_manifest(&other, r#""id": "two-things""#, r#""id": "two-thingz""#);
    install(&home, &other)
        .arguments(["--yes"])
        .run()
        .exits(8)
        .says(&["twothings"]);
}

#[test]
fn what_crashes_again_and_again_is_quarantined_until_somebody_enables_it() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let library = saved(&home, "misbehaves");
    install(&home, &library).arguments(["--yes"]).run().succeeds();
    let crash = || {
        home.yun(["misbehaves", "list", "-o", "json", "--filter", "how=abort"])
            .exits(8)
    };
    for _ in 0..2 {
        let error = crash().error();
        assert_eq!(error["code"], "plugin_crashed");
        assert!(error["hint"].is_null(), "{error}");
    }
    let error = crash().error();
    assert_eq!(error["code"], "plugin_crashed");
    assert!(
        error["hint"]
            .as_str()
            .unwrap()
            .contains("yun plugin enable misbehaves"),
        "{error}"
    );
    let ran = home.yun(["misbehaves", "list", "-o", "json"]).exits(8);
    assert_eq!(ran.error()["code"], "plugin_quarantined");
    assert_eq!(row(&home, "misbehaves").unwrap()["state"], "quarantined");
    home.yun(["ecs", "list"]).succeeds();
    home.yun(["plugin", "enable", "misbehaves"]).succeeds();
    home.yun(["misbehaves", "list"]).succeeds();
    assert_eq!(crash().error()["code"], "plugin_crashed", "it starts anew");
}

#[test]
fn what_takes_too_long_is_no_crash_and_quarantines_nothing() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let library = saved(&home, "misbehaves");
    install(&home, &library).arguments(["--yes"]).run().succeeds();
    // The first region's end does not end the command.
    let list =
        "misbehaves list -o json --filter how=hang --timeout 1 -r cn-hangzhou -r cn-beijing --concurrency 1";
    for _ in 0..3 {
        let ran = home.command(list.split(' ')).run().exits(8);
        for error in ran.errors() {
            assert_eq!(error["code"], "plugin_timeout", "{error}");
        }
    }
    assert_eq!(row(&home, "misbehaves").unwrap()["state"], "ok");
    assert!(!home.path("data/crashes.toml").exists());
}

#[test]
fn a_record_that_cannot_be_read_is_told_and_stops_nothing_else() {
    let cloud = Cloud::with(World::default());
    let home = with_two_things(&cloud);
    let record = home.path("data/plugins.toml");
    let sound = fs::read_to_string(&record).unwrap();
    fs::write(&record, "format = [").unwrap();
    for verb in [
        &["plugin", "list"][..],
        &["plugin", "verify"],
        &["plugin", "disable", "ecs"],
    ] {
        home.yun(verb.iter().copied())
            .exits(1)
            .says(&["plugins.toml", "damaged"]);
    }
    home.yun(["ecs", "list"]).succeeds();
    home.yun(LIST).exits(2).says(&["plugins.toml"]);
    assert_eq!(
        fs::read_to_string(&record).unwrap(),
        "format = [",
        "it is left as it was"
    );
    fs::write(&record, sound.replace("format = 1", "format = 2")).unwrap();
    home.yun(["plugin", "list"]).exits(1).says(&["newer version"]);
    // A file that names another place is no record of ours.
    fs::write(&record, sound.replace("file = \"", "file = \"../../")).unwrap();
    home.yun(["plugin", "list"]).exits(1).says(&["damaged"]);
    fs::write(&record, sound).unwrap();
    home.yun(LIST).succeeds();
}

#[cfg(unix)]
#[test]
fn a_record_that_others_can_write_is_not_believed() {
    use std::os::unix::fs::PermissionsExt;
    let cloud = Cloud::with(World::default());
    let home = with_two_things(&cloud);
    let mode =
        |path: &str, mode| fs::set_permissions(home.path(path), fs::Permissions::from_mode(mode)).unwrap();
    for (path, open, closed) in [("data/plugins.toml", 0o606, 0o600), ("data", 0o707, 0o700)] {
        mode(path, open);
        let ran = home.yun(["plugin", "list"]).exits(1);
        ran.says(&[
            "plugins.toml",
            "may have been changed by somebody else",
            "others can change",
            "chmod",
        ]);
        home.yun(LIST).exits(2);
        home.yun(["ecs", "list"]).succeeds();
        mode(path, closed);
        home.yun(LIST).succeeds();
    }
}
