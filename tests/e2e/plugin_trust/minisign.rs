//! Held against minisign itself: what it signs is taken here, and what is signed here it takes.

use yun_tests::harness::{Home, Signer, is_installed, mentions_missing};

use super::{info, install, saved, trust};

/// Whether the program is there; where everything is tested it has to be.
fn is_there() -> bool {
    is_installed("minisign") || mentions_missing("minisign")
}

#[test]
fn minisign_takes_what_the_tests_sign() {
    let home = Home::alone();
    if !is_there() {
        return;
    }
    let acme = Signer::new();
    let library = saved(&home, "two-things");
    acme.sign_file(&library);
    let verify = ["-V", "-P", &acme.key(), "-m", library.to_str().unwrap()].map(str::to_owned);
    home.program("minisign", verify.clone()).run().succeeds();
    super::next(&library);
    home.program("minisign", verify).run().exits(1);
}

#[test]
fn what_minisign_signs_is_installed_in_both_its_ways() {
    let home = Home::alone();
    if !is_there() {
        return;
    }
    let minisign = |arguments: &[&str]| {
        home.program("minisign", arguments.iter().copied())
            .run()
            .succeeds()
    };
    minisign(&["-G", "-W", "-p", "acme.pub", "-s", "acme.key"]);
    let library = saved(&home, "two-things");
    let path = library.to_str().unwrap();
    let key = home.path("acme.pub");
    home.yun(["plugin", "trust", key.to_str().unwrap(), "--name", "Acme"])
        .succeeds();
    for kind in [&[][..], &["-l"]] {
        minisign(
            &[
                &["-S", "-s", "acme.key", "-t", "版本 0.1.0", "-m", path][..],
                kind,
            ]
            .concat(),
        );
        let ran = install(&home, &library).run().succeeds();
        ran.says(&["Signed by Acme"]);
        let about = info(&home, "two-things");
        assert_eq!(
            (&about["signature"], &about["signed_by"]),
            (&"trusted".into(), &"Acme".into())
        );
    }
    let secret = home.path("acme.key");
    let error = home
        .yun(["plugin", "trust", secret.to_str().unwrap(), "-o", "json"])
        .exits(2)
        .error();
    assert_eq!(error["code"], "key_secret");
    // A key with a password is no less secret.
    let made = home
        .program("minisign", ["-G", "-p", "b.pub", "-s", "b.key"])
        .stdin("password\npassword\n")
        .run();
    made.succeeds();
    let secret = home.path("b.key");
    let error = home
        .yun(["plugin", "trust", secret.to_str().unwrap(), "-o", "json"])
        .exits(2)
        .error();
    assert_eq!(error["code"], "key_secret");
    trust(&home, &Signer::new(), "Other");
}
