//! Places where nothing can be written, or that do not exist.

use std::{fs, path::Path};

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Home};

use super::{Row, files, is_chinese};

/// What writes files, with nobody to be asked.
const WRITING: [&str; 6] = [
    "profile use dev",
    "profile rename dev new",
    "profile remove dev",
    "profile edit dev --region cn-beijing --no-verify",
    "settings set output json",
    "settings unset color",
];

/// A process that may not write a byte into any file is as one on a full disk, whoever runs it.
#[test]
fn a_disk_that_takes_nothing_changes_nothing_and_is_named() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun(["settings", "set", "color", "never"]).succeeds();
    let before = files(&home);
    let add = format!(
        "profile add new --mode AccessKey -r cn-beijing --no-verify --access-key-id {} --access-key-secret env:S",
        cloud.keys().access_key_id
    );
    for line in WRITING.into_iter().chain([add.as_str()]) {
        for locale in ["C.UTF-8", "zh_CN.UTF-8"] {
            // Without the trap the signal would end the process.
            let script = format!("trap '' XFSZ; ulimit -f 0; exec \"$YUN\" {line}");
            let ran = home
                .program("bash", ["-c", &script])
                .variable("YUN", Built::get().yun())
                .variable("S", &cloud.keys().access_key_secret)
                .variable("LANG", locale)
                .run()
                .exits(1);
            assert_eq!(
                is_chinese(&ran.stderr),
                locale.starts_with("zh"),
                "{}",
                ran.stderr
            );
            assert!(ran.stderr.contains(".toml"), "{}", ran.stderr);
            assert_eq!(before, files(&home), "`{line}` leaves something behind");
        }
    }
    home.yun(["whoami"]).succeeds();
}

#[test]
fn a_file_in_the_place_of_a_directory() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let file = home.write("a-file", "");
    home.set("YUN_CONFIG_DIR", file.join("below"));
    Row::new("settings set output json", "write_failed", &["a-file"])
        .exits(1)
        .check(&home);
    home.set("YUN_CONFIG_DIR", home.path("config"));
    home.set("YUN_DATA_DIR", file);
    let row = Row::new("profile rename dev new", "read_failed", &["a-file"]);
    row.exits(1).check(&home);
}

#[test]
fn a_home_that_does_not_exist_is_made_when_it_is_needed() {
    let mut home = Home::alone();
    for variable in ["YUN_CONFIG_DIR", "YUN_DATA_DIR", "YUN_CACHE_DIR"] {
        home.unset(variable);
    }
    home.set("HOME", home.path("not/there/yet"));
    home.yun(["profile", "list"]).succeeds();
    home.yun(["settings", "list"]).succeeds();
    assert!(
        !home.path("not/there/yet/.config").exists(),
        "what only reads makes nothing"
    );
    home.yun(["settings", "set", "color", "never"]).succeeds();
    assert!(home.path("not/there/yet/.config/yun/config.toml").is_file());
}

#[test]
fn no_home_no_locale_and_relative_bases() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    for variable in ["HOME", "LANG", "YUN_CONFIG_DIR", "YUN_DATA_DIR", "YUN_CACHE_DIR"] {
        home.unset(variable);
    }
    // The account database may know a home where no variable does.
    home.set("HOME", "relative/home");
    for line in ["whoami", "profile list", "settings set color never"] {
        Row::new(line, "home_unknown", &["YUN_CONFIG_DIR"])
            .hint(&["HOME", "YUN_CONFIG_DIR"])
            .check(&home);
    }
    for line in ["--version", "--help", "plugin list", "completion bash"] {
        home.yun(line.split(' ')).succeeds();
    }
    // Relative base directories are ignored, as their specification has it.
    home.set("XDG_CONFIG_HOME", "relative");
    Row::new("whoami", "home_unknown", &["YUN_CONFIG_DIR"]).check(&home);
    assert!(!home.path("relative").exists());
    home.set("YUN_CONFIG_DIR", home.path("config"));
    home.set("YUN_DATA_DIR", home.path("data"));
    home.unset("LANG");
    let ran = home.yun(["whoami"]).succeeds();
    assert!(!is_chinese(&ran.stdout) && !Path::new(&home.path("relative")).exists());
    assert_eq!(
        fs::read_dir(home.path(""))
            .unwrap()
            .filter_map(Result::ok)
            .count(),
        3
    );
}
