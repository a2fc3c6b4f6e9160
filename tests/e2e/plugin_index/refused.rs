//! Indexes that are not used: expired, old, signed otherwise than before, broken, of a newer format.

use yun_tests::cloud::{Cloud, Document, World};
use yun_tests::harness::{Home, Index, Publisher, Signer, Version};

use super::publisher::{assert_nothing_left, home, trusted_signer};

/// Searches and installs, and expects this error of both, and that nothing changed.
fn refused(home: &Home<'_>, code: i32, error_code: &str, words: &[&str]) {
    let seen = std::fs::read(home.path("data/indexes.toml")).ok();
    for arguments in [&["search"][..], &["install", "two-things", "--yes"]] {
        let ran = home.yun(["plugin"].iter().chain(arguments).chain(&["-o", "json"]));
        let error = ran.errors().into_iter().last().unwrap_or_default();
        assert_eq!(error["code"], error_code, "{}", ran.stderr);
        let told = format!("{} {}", error["message"], error["hint"]);
        for word in words {
            assert!(told.contains(word), "{told} has {word}");
        }
        assert!(!error["hint"].is_null(), "{error}");
        ran.exits(code);
    }
    assert_nothing_left(home);
    assert_eq!(std::fs::read(home.path("data/indexes.toml")).ok(), seen);
}

fn two_things() -> Version {
    Version::missing("two-things", "0.2.0")
}

#[test]
fn one_that_has_expired() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let mut index = Index::of([two_things()]);
    index.expires = "2026-01-01T08:00:00+08:00".into();
    publisher.publish(&index);
    refused(
        &home,
        8,
        "index_expired",
        &[&publisher.url(), "2026-01-01T00:00:00Z", "clock"],
    );
}

#[test]
fn one_that_is_older_than_was_seen() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    publisher.publish(&Index::of([two_things()]).serial(42));
    home.yun(["plugin", "search"]).succeeds();
    home.yun(["plugin", "search"]).succeeds();
    publisher.publish(&Index::of([two_things()]).serial(41));
    refused(
        &home,
        8,
        "index_rolled_back",
        &[&publisher.url(), "serial is 41", "42 was seen", "indexes.toml"],
    );
    // At another address it is another index.
    let other = Publisher::at(&cloud, "/other/");
    other.publish(&Index::of([two_things()]));
    home.yun(["plugin", "search", "--index", &other.url()]).succeeds();
    publisher.publish(&Index::of([two_things()]).serial(43));
    home.yun(["plugin", "search"]).succeeds();
    // What differs only behind the question mark is another too, and is not written down.
    let with = |key: &str| format!("{}?key={key}", publisher.url());
    let search = |key: &str| home.yun(["plugin", "search", "--index", &with(key)]);
    search("s3cr3t-one").succeeds();
    publisher.publish(&Index::of([two_things()]).serial(7));
    search("s3cr3t-two").succeeds();
    search("s3cr3t-one").exits(8).says(&["43 was seen"]);
    let seen = std::fs::read_to_string(home.path("data/indexes.toml")).unwrap();
    assert!(!seen.contains("s3cr3t"), "{seen}");
    assert_eq!(seen.matches("index.toml#sha256:").count(), 2, "{seen}");
    // What the hint says helps.
    publisher.publish(&Index::of([two_things()]).serial(1));
    refused(&home, 8, "index_rolled_back", &[]);
    home.write("data/indexes.toml", "format = 1\n");
    home.yun(["plugin", "search"]).succeeds();
    // What was seen is not known where that cannot be read.
    home.write("data/indexes.toml", "format = \n");
    refused(&home, 1, "indexes_damaged", &["indexes.toml"]);
    home.write("data/indexes.toml", "format = 2\n");
    let error = home.yun(["plugin", "search", "-o", "json"]).exits(1).error();
    assert_eq!(error["code"], "indexes_newer");
}

#[test]
fn one_that_was_signed_by_a_trusted_key_and_is_not_any_more() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let (signer, other, stranger) = (trusted_signer(&home), Signer::new(), Signer::new());
    home.yun(["plugin", "trust", &other.key(), "--name", "Other"])
        .succeeds();
    let text = Index::of([two_things()]).text();
    publisher.put("index.toml", Document::new(text.as_str()));
    let sign = |by: &Signer| {
        publisher.put("index.toml.minisig", Document::new(by.sign(text.as_bytes())));
    };
    // Unsigned, or by somebody who is not trusted, is said in a line.
    let ran = home.yun(["plugin", "search"]).succeeds();
    ran.says(&["is not signed"]);
    sign(&stranger);
    let ran = home.yun(["plugin", "search"]).succeeds();
    ran.says(&[&stranger.id(), "which is not trusted"]);
    sign(&signer);
    let ran = home.yun(["plugin", "search"]).succeeds();
    assert_eq!(ran.stderr, "");
    // From now on it is theirs.
    for by in [&other, &stranger] {
        sign(by);
        refused(
            &home,
            8,
            "index_signer",
            &[&by.id(), &signer.id(), "indexes.toml"],
        );
    }
    publisher.take_away("index.toml.minisig");
    refused(&home, 8, "index_signer", &["not signed any more", &signer.id()]);
    // A key that is trusted no longer makes room for another that is, and for nobody else.
    home.yun(["plugin", "trust", "--remove", "Acme"]).succeeds();
    sign(&signer);
    refused(&home, 8, "index_signer", &[&signer.id(), "no longer trusted"]);
    publisher.take_away("index.toml.minisig");
    refused(&home, 8, "index_signer", &[]);
    sign(&stranger);
    refused(&home, 8, "index_signer", &[]);
    sign(&other);
    home.yun(["plugin", "search"]).succeeds();
}

#[test]
fn what_nobody_signed_does_not_make_what_a_trusted_key_signed_old() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    publisher.publish(&Index::of([two_things()]).serial(900));
    home.yun(["plugin", "search"]).succeeds();
    let signer = trusted_signer(&home);
    let publish = |serial: u64| {
        let text = Index::of([two_things()]).serial(serial).text();
        publisher.put("index.toml", Document::new(text.as_str()));
        publisher.put("index.toml.minisig", Document::new(signer.sign(text.as_bytes())));
    };
    publish(70);
    for _ in 0..2 {
        home.yun(["plugin", "search"]).succeeds();
    }
    publish(65);
    let known = "indexes.toml";
    refused(&home, 8, "index_rolled_back", &["65", "70", known]);
}

#[test]
fn one_whose_signature_is_bad() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let signer = Signer::new();
    home.yun(["plugin", "trust", &signer.key()]).succeeds();
    publisher.publish(&Index::of([two_things()]));
    for signature in [
        signer.sign(b"another index").as_bytes(),
        b"<html>all that there is not is this page</html>",
        b"",
        b"\xff\xfe",
    ] {
        publisher.put("index.toml.minisig", Document::new(signature));
        refused(&home, 8, "signature_bad", &[&publisher.url()]);
    }
}

#[test]
fn one_that_is_broken_or_of_a_newer_format() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let whole = Index::of([two_things()]).text();
    for (text, words) in [
        (
            whole.replace("serial = 1", "serial = = 1"),
            &["line 3", "column"][..],
        ),
        (whole.replace("0.2.0", "0.2"), &["line 12"]),
        (whole.replace("sha256 = ", "sha512 = "), &["sha256"]),
        (String::new(), &["line 1", "format"]),
        ("<html></html>".into(), &["line 1"]),
    ] {
        publisher.put("index.toml", Document::new(text));
        refused(&home, 8, "index_broken", words);
    }
    publisher.put("index.toml", Document::new(b"\xff\xfe".as_slice()));
    refused(&home, 8, "index_broken", &["is no text"]);
    publisher.put("index.toml", Document::new("format = 2\nplugins = 7\n"));
    refused(&home, 8, "index_newer", &["format 2", "newer yun"]);
    // What a newer one of this format has beside is left alone.
    let newer = whole.replace("serial = 1", "serial = 1\nmirrors = [\"x\"]");
    publisher.put("index.toml", Document::new(newer));
    home.yun(["plugin", "search"]).succeeds();
}

#[test]
fn one_that_is_larger_than_four_mebibytes() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let mut endless = Document::new("# more\n".repeat(1024));
    endless.endless = true;
    publisher.put("index.toml", endless);
    let error = home.yun(["plugin", "search", "-o", "json"]).exits(8).error();
    assert_eq!(error["code"], "fetched_too_large");
    assert!(error["message"].as_str().unwrap().contains("4 MiB"), "{error}");
}
