//! Libraries that harm while they are installed, and installed ones that are changed afterwards.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
};

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Home, in_both_runners, library_name, replace_in_manifest};

use super::{fails, loads::constructor, texts::shows_nothing_raw};

/// A copy of a hostile plugin that is in no directory of plugins.
fn copy(home: &Home<'_>, name: &str) -> PathBuf {
    let content = fs::read(Built::get().hostile().join(library_name(name))).unwrap();
    home.write(format!("downloads/{}", library_name(name)), content)
}

fn install(home: &Home<'_>, library: &Path) -> yun_tests::harness::Ran {
    let words = [
        "plugin",
        "install",
        library.to_str().unwrap(),
        "--yes",
        "-o",
        "json",
    ];
    home.yun(words)
}

/// Installs the harmless plugin and returns its file in the store.
fn installed(home: &Home<'_>) -> PathBuf {
    install(home, &copy(home, "tiny")).succeeds();
    assert_eq!(
        home.yun(["xcs", "list", "-o", "json"]).succeeds().ids(),
        ["tiny-1"]
    );
    let rows = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    let row = rows.iter().find(|row| row["id"] == "tiny-id").unwrap();
    row["path"].as_str().unwrap().into()
}

#[test]
fn a_library_that_was_changed_after_it_was_installed_is_not_loaded() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let stored = installed(&home);
    fs::set_permissions(&stored, fs::Permissions::from_mode(0o700)).unwrap();
    let mut bytes = fs::read(&stored).unwrap();
    bytes.push(0);
    fs::write(&stored, bytes).unwrap();
    in_both_runners(|runner| {
        let list = home.command(["xcs", "list", "-o", "json"]);
        fails(list.runner(runner).run(), "plugin_changed");
    });
    let rows = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    let row = rows.iter().find(|row| row["id"] == "tiny-id").unwrap();
    assert_eq!(row["state"], "untrusted", "{row}");
}

#[test]
fn another_library_in_the_place_of_an_installed_one_is_not_loaded() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let stored = installed(&home);
    let other = copy(&home, "in-constructor");
    constructor(&other, "abort");
    fs::remove_file(&stored).unwrap();
    symlink(&other, &stored).unwrap();
    in_both_runners(|runner| {
        // Had its constructor run, the host or the child were gone.
        let ran = home.command(["xcs", "list", "-o", "json"]).runner(runner).run();
        assert!([2, 8].contains(&ran.code), "{}: {}", ran.code, ran.stderr);
        assert_ne!(ran.error()["code"], "plugin_crashed");
    });
    let rows = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    let in_use = rows
        .iter()
        .any(|row| row["origin"] == "installed" && row["state"] == "ok");
    assert!(!in_use, "{rows:?}");
}

#[test]
fn a_link_that_leads_elsewhere_once_it_was_installed_changes_nothing() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let tiny = copy(&home, "tiny");
    let other = copy(&home, "in-constructor");
    constructor(&other, "abort");
    let link = home.path(format!("downloads/{}", library_name("link")));
    symlink(&tiny, &link).unwrap();
    install(&home, &link).succeeds();
    fs::remove_file(&link).unwrap();
    symlink(&other, &link).unwrap();
    assert_eq!(
        home.yun(["xcs", "list", "-o", "json"]).succeeds().ids(),
        ["tiny-1"]
    );
    home.yun(["plugin", "verify"]).succeeds();
}

#[test]
fn a_library_that_harms_while_it_is_probed_is_not_installed() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let library = copy(&home, "in-constructor");
    for (word, code) in [
        ("abort", "plugin_crashed"),
        ("exit", "plugin_crashed"),
        ("hang", "plugin_timeout"),
    ] {
        constructor(&library, word);
        let error = install(&home, &library).exits(8).error();
        assert_eq!(error["code"], code, "{word}: {error}");
        let rows = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
        assert!(
            rows.iter().all(|row| row["origin"] == "bundled"),
            "{word}: {rows:?}"
        );
    }
    install(&home, &copy(&home, "lies")).exits(8);
}

#[test]
fn names_of_others_are_not_installed() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for change in [("XccessKey", "AccessKey"), ("\"xcs\"", "\"ecs\"")] {
        let library = copy(&home, "tiny");
        replace_in_manifest(&library, change.0, change.1);
        let ran = install(&home, &library);
        assert_ne!(ran.code, 0, "{change:?}: {}", ran.stdout);
        let rows = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
        assert!(
            rows.iter().all(|row| row["origin"] == "bundled"),
            "{change:?}: {rows:?}"
        );
    }
}

#[test]
fn a_library_whose_texts_steer_is_not_installed_and_nothing_of_it_is_shown() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for steering in ["\\u001b[31m", "\u{202e}"] {
        let library = copy(&home, "tiny");
        let padding = "x".repeat("Tiny name 1234567890".len() - steering.len());
        replace_in_manifest(&library, "Tiny name 1234567890", &format!("{steering}{padding}"));
        let words = ["plugin", "install", library.to_str().unwrap(), "--yes"];
        let ran = home.yun(words).exits(8);
        shows_nothing_raw(&ran);
    }
}
