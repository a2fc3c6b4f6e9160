//! `profile rename`: another name in the same place, with everything that belongs to it, or nothing at all.

use std::{fs, os::unix::fs::PermissionsExt as _};

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::Home;

#[test]
fn everything_that_belongs_to_it_follows() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("other", &cloud.read_only_keys());
    home.yun(["profile", "use", "dev"]).succeeds();
    let config = format!("# mine\n{}", home.read("config/config.toml"));
    home.write_config(&config.replace("mode =", "future = 1 # stays\nmode ="));
    let before = home.read("config/config.toml");
    home.yun(["profile", "rename", "dev", "生产 账号"])
        .succeeds()
        .says(&["\"dev\"", "生产 账号"]);
    let expected = before
        .replace("\"dev\"", "\"生产 账号\"")
        .replace("[profiles.dev", "[profiles.\"生产 账号\"");
    assert_eq!(home.read("config/config.toml"), expected);
    let secrets = home.read("data/secrets.toml");
    assert!(
        secrets.contains("生产 账号") && !secrets.contains("dev"),
        "the secrets have moved"
    );
    home.yun(["whoami"]).succeeds();
    home.yun(["whoami", "-p", "other"]).succeeds();
    home.yun(["whoami", "-p", "dev"]).exits(2);
}

#[test]
fn the_new_name_must_be_free_and_a_name() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("other", &cloud.read_only_keys());
    let before = (home.read("config/config.toml"), home.read("data/secrets.toml"));
    for (old, new, said) in [
        ("dev", "other", "\"other\""),
        ("dev", "dev", "\"dev\""),
        ("deev", "new", "\"dev\""),
        ("dev", " new", "\" new\""),
        ("dev", "", "1 to 128"),
    ] {
        home.yun(["profile", "rename", old, new]).exits(2).says(&[said]);
    }
    home.yun(["profile", "rename", "dev"]).exits(2).says(&["NEW"]);
    home.yun(["profile", "rename"]).exits(2).says(&["OLD"]);
    assert_eq!(
        (home.read("config/config.toml"), home.read("data/secrets.toml")),
        before
    );
}

#[test]
fn what_cannot_be_written_leaves_both_files_as_they_are() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let before = (home.read("config/config.toml"), home.read("data/secrets.toml"));
    // Something of that name is in the way of the file that is written beside, whoever runs the test.
    for (directory, file) in [("data", "secrets.toml"), ("config", "config.toml")] {
        let path = home.path(directory).join(file);
        let lock = home.path(directory).join(format!("{file}.lock"));
        fs::remove_file(&lock).unwrap();
        fs::create_dir(&lock).unwrap();
        home.yun(["profile", "rename", "dev", "new"])
            .exits(1)
            .says(&[file]);
        fs::remove_dir(&lock).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(
            (home.read("config/config.toml"), home.read("data/secrets.toml")),
            before
        );
    }
    home.yun(["profile", "rename", "dev", "new"]).succeeds();
}

#[test]
fn a_profile_that_others_name_keeps_their_reference() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("refers");
    home.command([
        "profile", "add", "role", "--mode", "Refers", "--source", "dev", "--file", "x",
    ])
    .arguments(["--region", "cn-hangzhou", "--no-verify"])
    .run()
    .succeeds();
    home.yun(["profile", "rename", "dev", "新 名称"]).succeeds();
    let shown = home
        .yun(["profile", "show", "role", "-o", "json"])
        .succeeds()
        .json();
    assert_eq!(shown["source"], "yun", "every profile has a source of that kind");
    assert_eq!(shown["field_source"], "新 名称");
}

#[test]
fn what_may_still_say_the_old_name_is_told() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml");
    home.write_config(&format!(
        "{config}\n[profiles.gone]\nmode = \"Gone\"\nregion = \"cn-beijing\"\nfields = {{ source = \"dev\", other = \"x\" }}\n\
         [profiles.broken]\nmode = 5\nfields = {{ source = \"dev\" }}\n"
    ));
    let ran = home.yun(["profile", "rename", "dev", "new"]).succeeds();
    let ran = ran.says(&["\"gone\"", "\"broken\"", "source"]);
    assert!(!ran.stderr.contains("other"), "{}", ran.stderr);
}

#[test]
fn a_profile_whose_secrets_lie_elsewhere_keeps_its_name_and_stays() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml").replace("\"file\"", "\"vault\"");
    home.write_config(&config);
    for arguments in [&["rename", "dev", "new"][..], &["remove", "dev"]] {
        home.command(["profile"])
            .arguments(arguments)
            .run()
            .exits(2)
            .says(&["vault"]);
    }
    assert_eq!(home.read("config/config.toml"), config);
}
