//! `--version` and `--help` work when everything else is broken.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use yun_tests::harness::{Built, Home, Layout};

fn version() -> String {
    format!("yun {}\n", env!("CARGO_PKG_VERSION"))
}

#[test]
fn the_version_is_one_line() {
    let home = Home::alone();
    for flag in ["--version", "-V"] {
        let ran = home.yun([flag]).succeeds();
        assert_eq!((ran.stdout, ran.stderr), (version(), String::new()));
    }
}

#[test]
fn nothing_at_all_is_needed_for_the_version() {
    let layout = Layout::install();
    let garbage = tempfile::tempdir().unwrap();
    for plugin in ["ecs", "access-key"] {
        fs::write(layout.plugin(plugin), "garbage").unwrap();
    }
    let mut home = Home::alone();
    home.install(&layout);
    home.write_config("= broken");
    home.write("data/secrets.toml", "= broken");
    home.write("cache/manifests.json", "= broken");
    home.add_plugin_directory(garbage.path());
    home.add_plugin_directory("/does/not/exist");
    fs::write(garbage.path().join("libyun_plugin_garbage.so"), "garbage").unwrap();
    for folder in ["config", "data", "cache"] {
        fs::set_permissions(home.path(folder), fs::Permissions::from_mode(0o000)).unwrap();
    }
    let nowhere = |flag: &str| {
        let command = home.command([flag]);
        ["HOME", "PATH", "LANG"]
            .into_iter()
            .fold(command, |command, name| command.without(name))
    };
    let ran = nowhere("--version").run().succeeds();
    assert_eq!((ran.stdout, ran.stderr), (version(), String::new()));
    assert!(nowhere("--help").run().succeeds().stdout.contains("profile"));
    let ran = nowhere("--version")
        .without("YUN_CONFIG_DIR")
        .without("YUN_DATA_DIR")
        .without("YUN_CACHE_DIR")
        .run();
    assert_eq!(ran.succeeds().stdout, version());
    let ran = nowhere("--help")
        .without("YUN_CONFIG_DIR")
        .without("YUN_DATA_DIR")
        .without("YUN_CACHE_DIR")
        .run();
    ran.succeeds();
    for folder in ["config", "data", "cache"] {
        fs::set_permissions(home.path(folder), fs::Permissions::from_mode(0o700)).unwrap();
    }
}

#[test]
fn the_version_touches_nothing() {
    let home = Home::alone();
    home.yun(["--version"]).succeeds();
    for folder in ["config", "data", "cache"] {
        assert!(!home.path(folder).exists(), "{folder} was made");
    }
}

#[test]
fn help_fits_a_terminal_and_names_every_command() {
    let home = Home::alone();
    let help = home.yun(["--help"]).succeeds().stdout;
    for word in [
        "profile",
        "whoami",
        "plugin",
        "ecs",
        "--profile",
        "--region",
        "--output",
        "--runner",
        "--lang",
    ] {
        assert!(help.contains(word), "{word} is missing:\n{help}");
    }
    assert_eq!(
        home.yun(Vec::<String>::new()).succeeds().stdout,
        help,
        "alone, it shows what there is"
    );
    assert!(Built::get().yun().is_file());
}
