//! `plugin trust`: which keys it takes, and what it says of the others.

use std::fs;

use serde_json::json;
use yun_tests::harness::{Home, Ran, Signer, mode_of};

use super::{trust, trusted};

#[test]
fn a_key_is_trusted_listed_and_taken_away() {
    let home = Home::alone();
    let (acme, other) = (Signer::new(), Signer::new());
    home.yun(["plugin", "trust"])
        .succeeds()
        .says(&["no key is trusted"]);
    assert!(trusted(&home).is_empty());
    let ran = trust(&home, &acme, "Acme 公司");
    assert_eq!(ran.stdout, "", "what is said is no data");
    ran.says(&[
        "Acme 公司",
        &acme.id(),
        "is trusted: what this key signs is installed without a question",
    ]);
    trust(&home, &other, "Other");
    assert_eq!(mode_of(&home.path("data/trusted-keys.toml")), 0o600);
    let rows = trusted(&home);
    let row = rows
        .iter()
        .find(|row| row["id"] == acme.id())
        .expect("it is listed");
    let csv = home.yun(["plugin", "trust", "-o", "csv"]).succeeds().stdout;
    assert!(csv.starts_with("id,name,key,trusted_at\n"), "{csv}");
    assert_eq!(
        (&row["name"], &row["key"]),
        (&"Acme 公司".into(), &acme.key().into())
    );
    let csv = home
        .yun(["plugin", "trust", "-o", "csv", "--columns", "name,key"])
        .succeeds()
        .stdout;
    assert!(
        csv.starts_with("name,key\n") && csv.contains(&format!("Acme 公司,{}\n", acme.key())),
        "{csv}"
    );
    let named = home
        .yun(["plugin", "trust", "--query", "[?name=='Other'].id", "-o", "json"])
        .succeeds();
    assert_eq!(named.json(), json!([other.id()]));
    home.yun(["plugin", "trust", "--columns", "names"]).exits(2);

    home.yun(["plugin", "trust", "--remove", "Acme 公司"])
        .succeeds()
        .says(&["is trusted no longer"]);
    home.yun(["plugin", "trust", "--remove", &other.key()]).succeeds();
    assert!(trusted(&home).is_empty());
    trust(&home, &other, "Other");
    home.yun(["plugin", "trust", "--remove", &other.id().to_lowercase()])
        .succeeds();
    home.yun(["plugin", "trust", "--remove", "Other"])
        .exits(2)
        .says(&["no key that is trusted is called \"Other\""]);
    let error = home
        .yun(["plugin", "trust", "--remove", &acme.key(), "-o", "json"])
        .exits(2)
        .error();
    assert_eq!(error["code"], "key_unknown");
}

#[test]
fn a_key_is_read_from_its_file_or_from_standard_input() {
    let home = Home::alone();
    let (named, usual, piped) = (Signer::new(), Signer::new(), Signer::new());
    let file = home.write(
        "named.pub",
        named.key_file("  Acme \u{1b}[31m公司").replace('\n', "\r\n"),
    );
    home.yun(["plugin", "trust", file.to_str().unwrap()]).succeeds();
    let comment = format!("minisign public key {}", usual.id());
    let file = home.write("usual.pub", usual.key_file(&comment));
    home.yun(["plugin", "trust", file.to_str().unwrap()]).succeeds();
    let object = home
        .command(["plugin", "trust", "-", "--name", "Piped", "-o", "json"])
        .stdin(piped.key_file("somebody"))
        .run()
        .succeeds();
    assert_eq!(object.stderr, "");
    assert_eq!(object.json()["id"], piped.id());
    let rows = trusted(&home);
    let name = |signer: &Signer| rows.iter().find(|row| row["id"] == signer.id()).unwrap()["name"].clone();
    assert_eq!(
        name(&named),
        "Acme [31m公司",
        "without what would steer a terminal"
    );
    assert_eq!(name(&usual), usual.id().as_str());
    assert_eq!(name(&piped), "Piped");
}

#[test]
fn trusting_twice_is_harmless_and_says_so() {
    let home = Home::alone();
    let acme = Signer::new();
    trust(&home, &acme, "Acme");
    let before = home.read("data/trusted-keys.toml");
    home.yun(["plugin", "trust", &acme.key()])
        .succeeds()
        .says(&["Acme", "was trusted already"]);
    home.yun(["plugin", "trust", &acme.key(), "--lang", "zh"])
        .succeeds()
        .says(&["此前已受信任"]);
    assert_eq!(home.read("data/trusted-keys.toml"), before);
    home.yun(["plugin", "trust", &acme.key(), "--name", "New"])
        .succeeds()
        .says(&["was trusted already, as Acme", "New"]);
    assert_eq!(trusted(&home)[0]["name"], "New");
}

/// Fails with this code and exit code 2, in both languages, and keeps nothing.
fn refused(home: &Home<'_>, run: impl Fn(&str) -> Ran, code: &str) {
    let ran = run("en").exits(2);
    assert_eq!(ran.error()["code"], code, "{}", ran.stderr);
    assert!(ran.error()["hint"].is_string(), "{}", ran.stderr);
    let message = run("zh").exits(2).error()["message"].as_str().unwrap().to_owned();
    assert!(!message.is_ascii(), "{message}");
    assert!(trusted(home).is_empty());
}

#[test]
fn a_secret_key_is_refused_and_not_repeated() {
    let home = Home::alone();
    let acme = Signer::new();
    let file = acme.secret_file();
    let line = file.lines().nth(1).unwrap().to_owned();
    let path = home.write("acme.key", &file);
    for given in [line.as_str(), path.to_str().unwrap()] {
        let run = |language: &str| {
            let ran = home.yun(["plugin", "trust", given, "-o", "json", "--lang", language]);
            assert!(!ran.stderr.contains(&line[10..40]), "{}", ran.stderr);
            ran
        };
        refused(&home, run, "key_secret");
    }
    let piped = |language: &str| {
        let run = home.command(["plugin", "trust", "-", "-o", "json", "--lang", language]);
        run.stdin(file.clone()).run()
    };
    refused(&home, piped, "key_secret");
    // What is left of one is not repeated either.
    for cut in [&line[20..], &line[..60]] {
        let ran = home.yun(["plugin", "trust", cut]).exits(2);
        assert!(!ran.stderr.contains(&cut[10..30]), "{}", ran.stderr);
    }
    let ran = home.yun(["plugin", "trust", "--remove", &line[20..]]).exits(2);
    assert!(!ran.stderr.contains(&line[30..50]), "{}", ran.stderr);
}

#[test]
fn what_is_no_key_is_refused_by_name() {
    let home = Home::alone();
    let acme = Signer::new();
    let (signature, key) = (acme.sign(b"x"), acme.key());
    let cases: [(&[u8], &str); 7] = [
        (b"", "key_empty"),
        (b"\n \r\n", "key_empty"),
        (b"hello", "key_invalid"),
        (&[0xff, 0xfe, 0x00], "key_invalid"),
        (&[b'A'; 20_000], "key_invalid"),
        (signature.as_bytes(), "key_is_signature"),
        (&key.as_bytes()[..50], "key_invalid"),
    ];
    for (content, code) in cases {
        let path = home.write("given.pub", content);
        let of_file = |language: &str| {
            home.yun([
                "plugin",
                "trust",
                path.to_str().unwrap(),
                "-o",
                "json",
                "--lang",
                language,
            ])
        };
        refused(&home, of_file, code);
        let piped = |language: &str| {
            let run = home.command(["plugin", "trust", "-", "-o", "json", "--lang", language]);
            run.stdin(content).run()
        };
        refused(&home, piped, code);
    }
    let named =
        |language: &str| home.yun(["plugin", "trust", "no/such.pub", "-o", "json", "--lang", language]);
    refused(&home, named, "key_missing");
    let directory = home.path("").to_str().unwrap().to_owned();
    let error = home
        .yun(["plugin", "trust", &directory, "-o", "json"])
        .exits(1)
        .error();
    assert_eq!(error["code"], "read_failed");
    home.yun(["plugin", "trust", "", "-o", "json"]).exits(2);
    home.yun(["plugin", "trust", "--name", "Acme"]).exits(2);
    home.yun(["plugin", "trust", &acme.key(), "--remove", "Acme"])
        .exits(2);
}

#[test]
fn a_name_or_an_id_that_is_taken_is_refused() {
    let home = Home::alone();
    let (acme, other) = (Signer::new(), Signer::new());
    trust(&home, &acme, "Acme");
    let code = |arguments: &[&str]| {
        let run = home
            .command(["plugin", "trust"])
            .arguments(arguments)
            .arguments(["-o", "json"]);
        run.run().exits(2).error()["code"].clone()
    };
    assert_eq!(code(&[&other.key(), "--name", "Acme"]), "key_name_taken");
    for name in ["", "a\nb", &acme.id(), &"x".repeat(65)] {
        assert_eq!(
            code(&[&other.key(), "--name", name]),
            "key_name_invalid",
            "{name}"
        );
    }
    // The id of the one in the key of the other.
    let forged = format!("{}{}", &acme.key()[..14], &other.key()[14..]);
    assert_eq!(code(&[&forged, "--name", "New"]), "key_id_taken");
    assert_eq!(trusted(&home).len(), 1);
}

#[test]
fn processes_that_trust_keys_at_once_lose_none() {
    let home = Home::alone();
    let signers: Vec<Signer> = (0..6).map(|_| Signer::new()).collect();
    let running: Vec<_> = signers
        .iter()
        .map(|signer| home.command(["plugin", "trust", &signer.key()]).start())
        .collect();
    for run in running {
        run.finish().succeeds();
    }
    let mut ids: Vec<String> = signers.iter().map(Signer::id).collect();
    ids.sort();
    let listed: Vec<_> = trusted(&home)
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed, ids);
}

#[test]
fn the_keys_that_are_trusted_complete() {
    let home = Home::alone();
    let acme = Signer::new();
    trust(&home, &acme, "Acme");
    let reply = |current: &str, before: &[&str]| {
        let run = home
            .command(["__complete", "zsh", current])
            .arguments(before)
            .run();
        run.succeeds().stdout
    };
    let keys = |current: &str| reply(current, &["plugin", "trust", "--remove"]);
    assert!(
        keys("=A").contains(&format!("Acme\t{}", acme.id())),
        "{}",
        keys("=A")
    );
    let verbs = reply("=tr", &["plugin"]);
    assert!(verbs.contains("trust"), "{verbs}");
    fs::write(home.path("data/trusted-keys.toml"), "damaged").unwrap();
    assert!(!keys("=").contains("Acme"));
}
