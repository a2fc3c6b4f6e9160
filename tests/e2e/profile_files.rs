//! The files that hold profiles: their modes, many writers at once, a file that does not parse.

use std::{fs, path::Path};

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, mode_of};

#[test]
fn files_belong_to_their_owner_alone() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun(["ecs", "list", "-r", "all"]).succeeds();
    for directory in ["config", "data", "cache"] {
        assert_eq!(mode_of(&home.path(directory)), 0o700, "{directory}");
        assert_private(&home.path(directory));
    }
    assert!(home.secrets_file().is_file() && home.config_file().is_file());
}

fn assert_private(directory: &Path) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_eq!(mode_of(&path), 0o700, "{}", path.display());
            assert_private(&path);
        } else {
            assert_eq!(mode_of(&path), 0o600, "{}", path.display());
        }
    }
}

#[test]
fn sixteen_processes_at_once_lose_nothing() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.write_config("# mine, and to stay\n[settings]\nlanguage = \"en\" # this too\n");
    let keys = cloud.keys();
    let names: Vec<String> = (0..16).map(|number| format!("profile-{number:02}")).collect();
    let running: Vec<_> = names
        .iter()
        .map(|name| {
            home.adding(name, &keys.access_key_id)
                .arguments(["--no-verify"])
                .secret(&keys)
                .start()
        })
        .collect();
    for one in running {
        one.finish().succeeds();
    }
    let listed = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    let mut found: Vec<_> = listed
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect();
    found.sort();
    assert_eq!(found, names);
    assert_eq!(
        home.read("data/secrets.toml")
            .matches(&keys.access_key_secret)
            .count(),
        16
    );
    let config = home.read("config/config.toml");
    assert!(
        config.contains("# mine, and to stay") && config.contains("# this too"),
        "{config}"
    );
    for name in &names {
        home.yun(["whoami", "-p", name]).succeeds();
    }
}

#[test]
fn of_two_processes_that_take_the_same_name_one_wins() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    let start = || {
        home.adding("same", &keys.access_key_id)
            .arguments(["--no-verify"])
            .secret(&keys)
            .start()
    };
    let running: Vec<_> = (0..8).map(|_| start()).collect();
    let mut codes: Vec<i32> = running.into_iter().map(|one| one.finish().code).collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 2, 2, 2, 2, 2, 2, 2]);
    home.yun(["whoami"]).succeeds();
}
