use std::{collections::BTreeSet, thread};

use super::*;

const SMALL: Files<'_> = &[
    ("Cargo.toml", b"[workspace]"),
    ("plugin-api/src/lib.rs", b"//! It."),
];

fn home() -> (tempfile::TempDir, Environment) {
    let home = tempfile::tempdir().expect("a directory");
    let environment = Environment::of_variables([("YUN_DATA_DIR", home.path())]);
    (home, environment)
}

/// Tells whether a folder was put in place anew.
#[cfg(unix)]
fn identity(directory: &Path) -> u64 {
    std::os::unix::fs::MetadataExt::ino(&fs::metadata(directory).expect("is there"))
}

#[test]
fn it_has_all_that_its_crates_name_and_nothing_of_the_hosts() {
    let names: BTreeSet<&str> = files().iter().map(|(name, _)| *name).collect();
    for name in [
        "LICENSE",
        "plugin-api/AUTHORING.md",
        "plugin-api/abi/src/lib.rs",
        "plugin-api/examples/team_hosts.rs",
        "plugin-api/src/lib.rs",
    ] {
        assert!(names.contains(name), "{name}");
    }
    let text = |name: &str| {
        let (_, content) = files().iter().find(|(known, _)| *known == name).expect(name);
        str::from_utf8(content).expect("text")
    };
    let workspace = text("Cargo.toml");
    let workspace: toml_edit::DocumentMut = workspace.parse().expect("TOML");
    let inherited = workspace["workspace"]["dependencies"]
        .as_table()
        .expect("a table");
    let inherited: Vec<&str> = inherited.iter().map(|(name, _)| name).collect();
    assert!(
        inherited.contains(&"abi_stable") && inherited.contains(&"zeroize"),
        "{inherited:?}"
    );
    assert!(!inherited.contains(&"tokio"), "{inherited:?}");
    for manifest in ["plugin-api/Cargo.toml", "plugin-api/abi/Cargo.toml"] {
        let manifest: toml_edit::DocumentMut = text(manifest).parse().expect("TOML");
        let dependencies = manifest["dependencies"].as_table().expect("a table");
        for (name, _) in dependencies {
            assert!(inherited.contains(&name), "{name} can be inherited");
        }
    }
}

#[cfg(unix)]
#[test]
fn one_that_is_whole_is_left_alone() {
    let (_home, environment) = home();
    let sdk = Sdk::lay_out(&environment).expect("lays it out");
    let before = identity(&sdk.directory);
    // What cargo leaves there is nobody's harm.
    fs::write(sdk.directory.join("Cargo.lock"), "").expect("writes");
    let again = Sdk::lay_out(&environment).expect("finds it");
    assert_eq!(identity(&again.directory), before);
    assert!(sdk.plugin_api().join("Cargo.toml").is_file());
    let left: Vec<_> = fs::read_dir(sdk.directory.parent().expect("a folder"))
        .expect("lists")
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name.to_string_lossy().starts_with(".new-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn one_that_is_damaged_cut_or_older_is_replaced() {
    let (_home, environment) = home();
    let sdk = Sdk::lay_out(&environment).expect("lays it out");
    let lib = sdk.plugin_api().join("src/lib.rs");
    let damages: [&dyn Fn(); 4] = [
        &|| fs::write(&lib, "//! cut").expect("writes"),
        &|| fs::remove_file(&lib).expect("removes"),
        &|| fs::write(sdk.plugin_api().join("src/of_an_older_one.rs"), "").expect("writes"),
        &|| {
            fs::remove_dir_all(&sdk.directory).expect("removes");
            fs::write(&sdk.directory, "a file").expect("writes");
        },
    ];
    for damage in damages {
        damage();
        Sdk::lay_out(&environment).expect("lays it out again");
        assert!(is_laid_out(files(), &sdk.directory));
        assert!(!sdk.plugin_api().join("src/of_an_older_one.rs").exists());
    }
}

#[test]
fn several_at_once_leave_one_that_is_whole() {
    let (_home, environment) = home();
    let directory = Sdk::lay_out(&environment).expect("lays it out").directory;
    let workers: Vec<_> = (0..8)
        .map(|number| {
            let (environment, directory) = (environment.clone(), directory.clone());
            thread::spawn(move || {
                if number % 2 == 0 {
                    // Another takes it apart meanwhile, or has done so already.
                    let _ = fs::remove_file(directory.join("plugin-api/Cargo.toml"));
                }
                Sdk::lay_out(&environment).map(drop)
            })
        })
        .collect();
    for worker in workers {
        worker.join().expect("no panic").expect("lays it out");
    }
    Sdk::lay_out(&environment).expect("lays it out");
    assert!(is_laid_out(files(), &directory));
}

#[test]
fn where_folders_cannot_change_places_the_old_one_is_moved_away() {
    let home = tempfile::tempdir().expect("a directory");
    let place = home.path().join("0.1.0");
    replace(SMALL, &place).expect("there is none yet");
    assert!(is_laid_out(SMALL, &place));
    fs::write(place.join("plugin-api/src/more.rs"), "").expect("writes");
    replace(SMALL, &place).expect("replaces");
    assert!(is_laid_out(SMALL, &place));
}

#[cfg(unix)]
#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    let (home, environment) = home();
    fs::write(home.path().join("sdk"), "a file").expect("writes");
    let error = Sdk::lay_out(&environment).expect_err("a file is no directory");
    assert!(error.to_string().contains("sdk"), "{error}");
}
