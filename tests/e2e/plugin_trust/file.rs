//! The file of the trusted keys: damaged, newer, or in the hands of others.

use std::{fs, os::unix::fs::PermissionsExt as _};

use yun_tests::harness::{Home, Signer};

use super::{install, saved, stored, trust};

#[test]
fn what_cannot_be_relied_on_is_an_error_and_nothing_of_it_is_lost() {
    let home = Home::alone();
    let (acme, other) = (Signer::new(), Signer::new());
    let library = saved(&home, "two-things");
    acme.sign_file(&library);
    trust(&home, &acme, "Acme");
    let path = home.path("data/trusted-keys.toml");
    let sound = home.read(&path);
    let cases = [
        (sound.replace("format = 1", "format = 2"), "trusted_keys_newer"),
        (sound.replace(&acme.key(), &other.key()), "trusted_keys_damaged"),
        (sound.replace("name = ", "nom = "), "trusted_keys_damaged"),
        (sound[..sound.len() - 9].to_owned(), "trusted_keys_damaged"),
    ];
    for (text, code) in cases {
        assert_ne!(text, sound);
        fs::write(&path, &text).unwrap();
        for run in [
            home.command(["plugin", "trust"]),
            home.command(["plugin", "trust", &other.key()]),
            home.command(["plugin", "trust", "--remove", "Acme"]),
            home.command(["plugin", "verify"]),
            install(&home, &library).arguments(["--yes"]),
        ] {
            let error = run.arguments(["-o", "json"]).run().exits(1).error();
            assert_eq!(error["code"], code, "{error}");
            assert!(
                error["message"].as_str().unwrap().contains("trusted-keys.toml"),
                "{error}"
            );
        }
        assert_eq!(home.read(&path), text);
        // What does not depend on it goes on.
        home.yun(["plugin", "list"])
            .succeeds()
            .says(&["trusted-keys.toml"]);
        let findings = home.yun(["doctor", "--offline", "-o", "json"]).rows();
        let told = |row: &serde_json::Value| {
            row["detail"]
                .as_str()
                .is_some_and(|text| text.contains("trusted-keys.toml"))
        };
        assert!(findings.iter().any(told), "{findings:?}");
    }
    assert_eq!(stored(&home), None);
    fs::write(&path, &sound).unwrap();
    install(&home, &library).run().succeeds();
}

#[test]
fn keys_that_others_could_have_put_there_are_not_used() {
    let home = Home::alone();
    let acme = Signer::new();
    let library = saved(&home, "two-things");
    acme.sign_file(&library);
    trust(&home, &acme, "Acme");
    let path = home.path("data/trusted-keys.toml");
    for mode in [0o666, 0o602] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = install(&home, &library)
            .arguments(["-o", "json"])
            .run()
            .exits(1)
            .error();
        assert_eq!(error["code"], "trusted_keys_unsafe", "{error}");
        home.yun(["plugin", "trust", "--lang", "zh"])
            .exits(1)
            .says(&["其他用户", "chmod 600"]);
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let nobody = 65534;
    // Another user's, where the tests may give a file away.
    if std::os::unix::fs::chown(&path, Some(nobody), None).is_ok() {
        let error = install(&home, &library)
            .arguments(["-o", "json"])
            .run()
            .exits(1)
            .error();
        assert_eq!(error["code"], "trusted_keys_unsafe", "{error}");
        std::os::unix::fs::chown(&path, Some(rustix::process::geteuid().as_raw()), None).unwrap();
        // The user's, and a group's that is not the user's own.
        std::os::unix::fs::chown(&path, None, Some(nobody)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o660)).unwrap();
        let ran = home.yun(["plugin", "trust"]).exits(1);
        ran.says(&["a group that others may be in", "chmod 600"]);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    assert_eq!(stored(&home), None);
    install(&home, &library).run().succeeds();
}
