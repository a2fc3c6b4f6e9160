//! What takes the place of what was signed, and the setting that lets in nothing else.

use yun_tests::{
    cloud::{Cloud, World},
    harness::{Home, Signer, Stdout, sha256},
};

use super::{info, install, installed_signed, next, saved, stored, trust};

/// An installed plugin that Acme signed, and its next version, not signed.
fn signed_before(home: &Home<'_>) -> (Signer, std::path::PathBuf) {
    let (acme, library) = installed_signed(home);
    std::fs::remove_file(format!("{}.minisig", library.display())).unwrap();
    next(&library);
    (acme, library)
}

#[test]
fn what_was_signed_is_not_replaced_by_what_is_not_unless_a_person_says_so() {
    let home = Home::alone();
    let other = Signer::new();
    let (acme, library) = signed_before(&home);
    let old = stored(&home);
    for signer in [None, Some(&other)] {
        if let Some(signer) = signer {
            signer.sign_file(&library);
        }
        let ran = install(&home, &library).arguments(["--yes"]).run().exits(2);
        ran.says(&[
            "Careful",
            &acme.id(),
            "--yes does not answer for that",
            "yun plugin remove two-things",
        ]);
        let error = install(&home, &library)
            .arguments(["--yes", "-q", "-o", "json"])
            .run()
            .exits(2)
            .errors();
        assert_eq!(error.last().unwrap()["code"], "signature_lost");
        assert_eq!(stored(&home), old);
    }
    let terminal = install(&home, &library)
        .arguments(["--yes"])
        .at_terminal(100, 60, Stdout::Shown);
    terminal
        .waits_for("Careful")
        .answers("Replace two-things 0.1.0 with 0.2.0 and grant it this?", "n");
    terminal.finish().exits(130);
    assert_eq!(stored(&home), old);
    let terminal = install(&home, &library)
        .arguments(["--yes", "--lang", "zh"])
        .at_terminal(100, 60, Stdout::Shown);
    terminal
        .waits_for("请注意")
        .answers("要将 two-things 0.1.0 替换为 0.2.0", "y");
    terminal.finish().succeeds();
    assert_eq!(info(&home, "two-things")["signature"], "unknown_key");
    // From now on nothing was signed before.
    install(&home, &library).arguments(["--yes"]).run().succeeds();
}

#[test]
fn a_key_that_is_trusted_since_counts_as_well() {
    let home = Home::alone();
    let acme = Signer::new();
    let library = saved(&home, "two-things");
    let beside = acme.sign_file(&library);
    install(&home, &library).arguments(["--yes"]).run().succeeds();
    trust(&home, &acme, "Acme");
    std::fs::remove_file(beside).unwrap();
    next(&library);
    let old = stored(&home);
    let ran = install(&home, &library).arguments(["--yes"]).run().exits(2);
    ran.says(&["Careful", &acme.id(), "yun plugin remove two-things"]);
    assert_eq!(stored(&home), old);
}

#[test]
fn removing_it_first_says_that_it_is_meant() {
    let home = Home::alone();
    let (_, library) = signed_before(&home);
    home.yun(["plugin", "remove", "two-things", "--yes"]).succeeds();
    install(&home, &library).arguments(["--yes"]).run().succeeds();
    assert_eq!(stored(&home), Some(sha256(&library)));
}

#[test]
fn another_key_that_is_trusted_may_take_over_and_it_is_said() {
    let home = Home::alone();
    let other = Signer::new();
    let (acme, library) = signed_before(&home);
    trust(&home, &other, "Other");
    other.sign_file(&library);
    install(&home, &library).run().succeeds().says(&[
        "Signed by Other",
        "was signed by another key that was trusted",
        &acme.id(),
    ]);
    assert_eq!(info(&home, "two-things")["signed_by"], "Other");
}

#[test]
fn a_setting_lets_in_what_a_trusted_key_signed_and_nothing_else() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let (acme, other) = (Signer::new(), Signer::new());
    trust(&home, &acme, "Acme");
    let library = saved(&home, "two-things");
    install(&home, &library).arguments(["--yes"]).run().succeeds();
    home.yun(["settings", "set", "plugin-signatures", "required"])
        .succeeds();
    next(&library);
    for signer in [None, Some(&other)] {
        if let Some(signer) = signer {
            signer.sign_file(&library);
        }
        for arguments in [&[][..], &["--yes"]] {
            let run = install(&home, &library)
                .arguments(arguments)
                .arguments(["-o", "json"])
                .run();
            let error = run.exits(8).error();
            assert_eq!(error["code"], "signature_required");
            assert!(
                error["message"].as_str().unwrap().contains("plugin-signatures"),
                "{error}"
            );
        }
    }
    let terminal = install(&home, &library)
        .arguments(["--lang", "zh"])
        .at_terminal(80, 40, Stdout::Shown);
    terminal.waits_for("plugin-signatures");
    terminal.finish().exits(8);
    // What is installed works as before.
    let list = ["two", "list", "-o", "ids"];
    assert_eq!(home.yun(list).succeeds().stdout, "t-1\nt-2\n");
    assert_eq!(info(&home, "two-things")["version"], "0.1.0");
    acme.sign_file(&library);
    install(&home, &library).run().succeeds();
    assert_eq!(info(&home, "two-things")["version"], "0.2.0");
    // A word that is not known is no permission.
    let config = home.read(home.config_file());
    home.write_config(&config.replace("\"required\"", "\"requird\""));
    install(&home, &library)
        .arguments(["--yes"])
        .run()
        .exits(2)
        .says(&["plugin-signatures"]);
}
