//! What is not installed, and why. Nothing of it is left in the store.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use yun_tests::harness::{Built, Home, Layout, foreign_architecture, replace_in_manifest};

use super::{install, saved, stored};

/// Installs what `make` leaves, and expects this exit code, error code, and words.
fn refused(make: impl FnOnce(&Home<'_>) -> PathBuf, code: i32, error_code: &str, words: &[&str]) {
    let home = Home::alone();
    let path = make(&home);
    let ran = install(&home, &path)
        .arguments(["--yes", "-o", "json"])
        .run()
        .exits(code);
    let error = ran.error();
    assert_eq!(error["code"], error_code, "{error}");
    let ran = install(&home, &path).arguments(["--yes"]).run().exits(code);
    ran.says(words);
    assert!(stored(&home).is_empty(), "{:?}", stored(&home));
    assert!(!home.path("data/plugins.toml").exists());
}

#[test]
fn what_is_no_one_library() {
    refused(
        |home| home.path("nothing.so"),
        2,
        "library_missing",
        &["nothing.so"],
    );
    refused(
        |home| {
            let directory = home.path("empty");
            fs::create_dir_all(&directory).unwrap();
            directory
        },
        2,
        "library_missing",
        &["empty", "libyun_plugin_"],
    );
    refused(
        |home| {
            saved(home, "two-things");
            saved(home, "shelves").parent().unwrap().to_owned()
        },
        2,
        "library_ambiguous",
        &["libyun_plugin_shelves", "libyun_plugin_two_things"],
    );
}

#[test]
fn files_that_are_no_plugins() {
    let text = |home: &Home<'_>| home.write("a.so", "no library");
    refused(text, 8, "plugin_not_a_library", &["a.so"]);
    let pipe = |home: &Home<'_>| {
        let path = home.path("pipe.so");
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        path
    };
    refused(pipe, 8, "plugin_not_a_file", &["pipe.so"]);
    let cut = |home: &Home<'_>| {
        let path = saved(home, "two-things");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() / 3]).unwrap();
        path
    };
    refused(cut, 8, "plugin_truncated", &["two_things"]);
    let open_to_all = |home: &Home<'_>| {
        let path = saved(home, "two-things");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
        path
    };
    refused(open_to_all, 8, "plugin_writable_by_others", &["two_things"]);
    let foreign = |home: &Home<'_>| {
        let path = saved(home, "two-things");
        foreign_architecture(&path);
        path
    };
    refused(foreign, 8, "plugin_architecture", &["built for"]);
    refused(
        |home| saved(home, "no-manifest"),
        8,
        "plugin_without_manifest",
        &["manifest"],
    );
}

#[test]
fn plugins_that_do_not_open_or_speak_another_protocol() {
    refused(
        |home| saved(home, "panics-on-open"),
        8,
        "plugin_not_opened",
        &["panics"],
    );
    let newer = |home: &Home<'_>| {
        let path = saved(home, "two-things");
        replace_in_manifest(&path, r#"{ "min": 1, "max": 1 }"#, r#"{ "min": 2, "max": 2 }"#);
        path
    };
    refused(newer, 8, "plugin_protocol", &["protocol 2", "newer yun"]);
}

#[test]
fn names_that_belong_to_others() {
    let id = |home: &Home<'_>| {
        let path = saved(home, "shelves");
        replace_in_manifest(&path, r#""id": "shelves""#, r#""id": "managed""#);
        path
    };
    refused(id, 8, "plugin_name_taken", &["managed"]);
    let resource_type = |home: &Home<'_>| {
        let path = saved(home, "two-things");
        replace_in_manifest(&path, r#""type": "two""#, r#""type": "ecs""#);
        path
    };
    refused(resource_type, 8, "plugin_name_taken", &["ecs"]);
    let mode = |home: &Home<'_>| {
        let path = saved(home, "two-things");
        replace_in_manifest(&path, r#""mode": "TwoThings""#, r#""mode": "AccessKey""#);
        path
    };
    refused(mode, 8, "plugin_name_taken", &["accesskey"]);
}

#[test]
fn a_name_that_ships_stays_taken_while_its_own_library_does_not_work() {
    let layout = Layout::install();
    fs::write(
        layout.plugin("ecs"),
        fs::read(Built::get().plugin("ecs")).unwrap(),
    )
    .unwrap();
    replace_in_manifest(
        &layout.plugin("ecs"),
        r#"{ "min": 1, "max": 1 }"#,
        r#"{ "min": 2, "max": 2 }"#,
    );
    let mut home = Home::alone();
    home.install(&layout);
    let path = saved(&home, "two-things");
    replace_in_manifest(&path, r#""type": "two""#, r#""type": "ecs""#);
    install(&home, &path)
        .arguments(["--yes"])
        .run()
        .exits(8)
        .says(&["\"ecs\""]);
}
