//! Secrets in the system's keyring: a real one, on a bus of the test's own.

use std::fs;

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Keyring, Ran, in_both_runners};

/// A home with a keyring, and the profile `dev` in it.
fn kept(cloud: &Cloud) -> (Home<'_>, Keyring) {
    let mut home = Home::new(cloud);
    let keyring = Keyring::start(&mut home);
    home.add_profile("dev", &cloud.keys());
    (home, keyring)
}

fn store_of(home: &Home, profile: &str) -> Value {
    let shown = home.yun(["profile", "show", profile, "-o", "json"]).succeeds();
    shown.json()["secret_store"].clone()
}

fn statuses(home: &Home) -> Vec<(String, String)> {
    let rows = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| (text(row, "name"), text(row, "status")))
        .collect()
}

fn doctor(home: &Home) -> Vec<Value> {
    let ran = home.yun(["doctor", "--offline", "-o", "json"]);
    let rows: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    rows.into_iter().filter(|row| row["check"] == "keyring").collect()
}

/// The error has this code, exits with 4 and says what to do, in both languages.
fn refused(run: impl Fn(&str) -> Ran, code: &str) {
    for language in ["en", "zh"] {
        let ran = run(language).exits(4);
        let error = ran.error();
        assert_eq!(error["code"], code, "{error}");
        assert!(
            error["hint"].as_str().is_some_and(|hint| !hint.is_empty()),
            "{error}"
        );
    }
}

fn whoami(home: &Home, profile: &'static str) -> impl Fn(&str) -> Ran {
    move |language| home.yun(["whoami", "-p", profile, "-o", "json", "--lang", language])
}

#[test]
fn a_profile_lives_in_the_keyring_from_its_first_day_to_its_last() {
    let cloud = Cloud::with(World::default());
    let (home, keyring) = kept(&cloud);
    assert_eq!(keyring.labels(), ["yun: dev"]);
    assert_eq!(store_of(&home, "dev"), "keyring");
    assert!(
        home.read("config/config.toml")
            .contains("secret_store = \"keyring\"")
    );
    assert!(!home.secrets_file().exists());
    home.assert_no_secret_in_files();
    in_both_runners(|runner| {
        home.command(["whoami"]).runner(runner).run().succeeds();
    });
    assert_eq!(statuses(&home), [("dev".to_owned(), "ok".to_owned())]);
    let keys = cloud.keys();
    home.command(["profile", "edit", "dev", "--region", "cn-beijing"])
        .secret(&keys)
        .run()
        .succeeds();
    home.yun(["profile", "rename", "dev", "生产 账号"]).succeeds();
    assert_eq!(keyring.labels(), ["yun: 生产 账号"]);
    home.yun(["whoami"]).succeeds();
    home.yun(["profile", "remove", "生产 账号", "--yes"]).succeeds();
    assert!(keyring.labels().is_empty());
    assert!(!home.secrets_file().exists());
}

#[test]
fn secrets_move_with_the_setting_there_and_back() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_profile("prod", &cloud.keys());
    assert_eq!(store_of(&home, "prod"), "file");
    let keyring = Keyring::start(&mut home);
    // What is in the file is used from there whatever there is by now, and stays there when it is edited.
    home.yun(["profile", "edit", "dev", "--region", "cn-beijing"])
        .succeeds();
    assert_eq!(
        (store_of(&home, "dev"), keyring.labels().len()),
        (json!("file"), 0)
    );
    home.yun(["settings", "set", "secret-store", "keyring"])
        .succeeds()
        .says(&["keyring", "dev, prod"]);
    assert_eq!(keyring.labels(), ["yun: dev", "yun: prod"]);
    assert!(
        !fs::read_to_string(home.secrets_file())
            .unwrap()
            .contains("access_key")
    );
    home.yun(["whoami", "--all-profiles"]).succeeds();
    home.yun(["settings", "set", "secret-store", "file"]).succeeds();
    assert!(keyring.labels().is_empty());
    home.yun(["whoami", "--all-profiles"]).succeeds();
    home.yun(["settings", "unset", "secret-store"]).succeeds();
    assert_eq!(keyring.labels(), ["yun: dev", "yun: prod"]);
    home.yun(["whoami", "--all-profiles"]).succeeds();
}

#[test]
fn both_stores_serve_one_configuration() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let keyring = Keyring::start(&mut home);
    home.add_profile("kept", &cloud.keys());
    assert_eq!(
        (store_of(&home, "dev"), store_of(&home, "kept")),
        (json!("file"), json!("keyring"))
    );
    let ran = home.yun(["whoami", "--all-profiles", "-o", "json"]).succeeds();
    assert_eq!(ran.rows().len(), 2);
    home.yun(["profile", "rename", "kept", "k"]).succeeds();
    home.yun(["profile", "remove", "dev", "--yes"]).succeeds();
    assert_eq!(keyring.labels(), ["yun: k"]);
}

#[test]
fn a_locked_keyring_is_named_and_the_others_keep_working() {
    let cloud = Cloud::with(World::default());
    let (home, keyring) = kept(&cloud);
    keyring.lock();
    refused(whoami(&home, "dev"), "keyring_locked");
    assert_eq!(statuses(&home), [("dev".to_owned(), "secrets-locked".to_owned())]);
    assert_eq!(store_of(&home, "dev"), "keyring");
    let found = doctor(&home);
    assert_eq!(
        (found.len(), &found[0]["status"]),
        (1, &json!("error")),
        "{found:?}"
    );
    // A new one goes where nobody has to be asked.
    home.add_profile("other", &cloud.keys());
    assert_eq!(store_of(&home, "other"), "file");
    let ran = home.yun(["whoami", "--all-profiles", "-o", "json"]).exits(3);
    assert_eq!(ran.rows().len(), 1);
    let before = home.read("config/config.toml");
    for place in ["file", "auto", "keyring"] {
        let set = |language: &str| {
            home.yun([
                "settings",
                "set",
                "secret-store",
                place,
                "-o",
                "json",
                "--lang",
                language,
            ])
        };
        refused(set, "keyring_locked");
    }
    for change in [
        &["profile", "remove", "dev", "--yes"][..],
        &["profile", "rename", "dev", "d"],
        &["profile", "edit", "dev", "--region", "cn-beijing", "--no-verify"],
    ] {
        home.yun(change.iter().copied()).exits(4).says(&["locked"]);
    }
    assert_eq!(home.read("config/config.toml"), before);
}

#[test]
fn a_prompt_that_cannot_be_shown_is_no_wait_without_end() {
    let cloud = Cloud::with(World::default());
    let (mut home, keyring) = kept(&cloud);
    keyring.lock();
    home.set("DISPLAY", ":does-not-exist");
    let error = home.yun(["whoami", "-o", "json"]).exits(4).error();
    assert_eq!(error["code"], "keyring_denied", "{error}");
    let error = home.yun(["whoami", "-o", "json", "--no-input"]).exits(4).error();
    assert_eq!(error["code"], "keyring_locked", "{error}");
}

#[test]
fn a_keyring_that_is_gone_is_named_and_there_is_a_way_on() {
    let cloud = Cloud::with(World::default());
    let (home, mut keyring) = kept(&cloud);
    home.add_profile("second", &cloud.keys());
    keyring.end();
    refused(whoami(&home, "dev"), "keyring_absent");
    assert_eq!(statuses(&home)[0].1, "secrets-unreadable");
    assert_eq!(doctor(&home)[0]["status"], "error");
    let set = |language: &str| {
        home.yun([
            "settings",
            "set",
            "secret-store",
            "keyring",
            "-o",
            "json",
            "--lang",
            language,
        ])
    };
    refused(set, "keyring_absent");
    // The setting changes; what cannot be reached stays where it is, and is said to.
    let ran = home.yun(["settings", "set", "secret-store", "file"]).exits(3);
    ran.says(&["dev", "second", "no keyring answers"]);
    assert_eq!(store_of(&home, "dev"), "keyring");
    // Secrets given anew need no old ones.
    let keys = cloud.keys();
    home.command(["profile", "edit", "dev"])
        .secret(&keys)
        .run()
        .succeeds();
    assert_eq!(store_of(&home, "dev"), "file");
    home.yun(["whoami", "-p", "dev"]).succeeds();
    home.yun(["profile", "remove", "second", "--yes"])
        .succeeds()
        .says(&["still in it"]);
    // Nothing was lost: what it held is there again with it.
    keyring.run(Some("a password of the keyring"));
    assert_eq!(keyring.labels(), ["yun: dev", "yun: second"]);
}

#[test]
fn a_keyring_that_nobody_has_unlocked_yet_is_locked() {
    let cloud = Cloud::with(World::default());
    let (home, mut keyring) = kept(&cloud);
    keyring.end();
    keyring.run(None);
    refused(whoami(&home, "dev"), "keyring_locked");
}

#[test]
fn two_configurations_of_one_user_have_items_of_their_own() {
    let cloud = Cloud::with(World::default());
    let (home, keyring) = kept(&cloud);
    let elsewhere = |arguments: &[&str]| {
        home.command(arguments.iter().copied())
            .variable("YUN_CONFIG_DIR", home.path("elsewhere"))
    };
    let keys = cloud.keys();
    home.adding("dev", &keys.access_key_id)
        .variable("YUN_CONFIG_DIR", home.path("elsewhere"))
        .secret(&keys)
        .run()
        .succeeds();
    assert_eq!(keyring.labels(), ["yun: dev", "yun: dev"]);
    elsewhere(&["profile", "remove", "dev", "--yes"]).run().succeeds();
    assert_eq!(keyring.labels(), ["yun: dev"]);
    home.yun(["whoami"]).succeeds();
    // A copy of the configuration does not find what is the other's, and the doctor says so.
    fs::create_dir_all(home.path("elsewhere")).unwrap();
    fs::copy(home.config_file(), home.path("elsewhere/config.toml")).unwrap();
    let ran = elsewhere(&["doctor", "--offline", "-o", "json"]).run().exits(1);
    let rows: Vec<Value> = serde_json::from_str(&ran.stdout).unwrap();
    let row = rows.iter().find(|row| row["check"] == "keyring").unwrap();
    assert_eq!(row["status"], "error");
    for part in ["\"dev\"", "elsewhere"] {
        assert!(row["detail"].as_str().unwrap().contains(part), "{row}");
    }
}

#[test]
fn the_doctor_tells_how_the_keyring_is() {
    let cloud = Cloud::with(World::default());
    let (home, _keyring) = kept(&cloud);
    let found = doctor(&home);
    assert_eq!((found.len(), &found[0]["status"]), (1, &json!("ok")), "{found:?}");
    let alone = Home::alone();
    let found = doctor(&alone);
    assert_eq!((found.len(), &found[0]["status"]), (1, &json!("ok")), "{found:?}");
}
