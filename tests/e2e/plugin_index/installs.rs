//! `plugin install NAME[@VERSION]`.

use std::fs;

use serde_json::json;
use yun_tests::cloud::{Cloud, Document, World};
use yun_tests::harness::{Index, Publisher, Stdout, Version, library_name};

use super::publisher::{assert_nothing_left, home, library, make, stored, trusted_signer};

#[test]
fn the_newest_that_fits_is_installed_and_newer_ones_are_passed_over_in_a_line_each() {
    let cloud = Cloud::with(World::default());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    home.add_profile("dev", &cloud.keys());
    let made = make(&publisher, &home, "two-things", "0.2.0");
    publisher.publish(&Index::of([
        Version::missing("two-things", "0.1.9"),
        made.clone(),
        Version {
            protocol: (2, 2),
            ..Version::missing("two-things", "1.0.0")
        },
        Version {
            platform: "sparc-sun-solaris".into(),
            ..Version::missing("two-things", "0.9.0")
        },
        Version {
            yanked: Some("it loses data".into()),
            ..Version::missing("two-things", "0.3.0")
        },
        Version::missing("two-things", "1.0.0-rc.1"),
    ]));
    home.yun(["two", "list"]).exits(2);
    let ran = home.yun(["plugin", "install", "two-things", "--yes"]).succeeds();
    assert_eq!(ran.stdout, "");
    let ran = ran.says(&[
        "two-things 1.0.0 is passed over: it speaks protocol 2, and this yun 1",
        "two-things 1.0.0-rc.1 is passed over: it is a prerelease",
        "two-things 0.9.0 is passed over: it has no file for",
        "two-things 0.3.0 is passed over: it was withdrawn: it loses data",
        "is not signed",
        "two-things 0.2.0 is installed",
    ]);
    assert!(!ran.stderr.contains("0.1.9"), "{}", ran.stderr);
    let about = home
        .yun(["plugin", "info", "two-things", "-o", "json"])
        .succeeds()
        .json();
    let from = format!("{}/plugins/{}", cloud.https_url(), made.url);
    assert_eq!(
        (&about["version"], &about["installed_from"], &about["index"]),
        (&json!("0.2.0"), &json!(from), &json!(publisher.url()))
    );
    assert_eq!(about["sha256"], made.sha256);
    assert!(about["confinement"].as_str().unwrap().starts_with("confined"));
    assert_eq!(stored(&home), [made.sha256]);
    assert_eq!(
        home.yun(["two", "list", "-o", "ids"]).succeeds().stdout,
        "t-1\nt-2\n"
    );
    home.yun(["plugin", "remove", "two-things", "--yes"]).succeeds();
    assert!(stored(&home).is_empty());
}

#[test]
fn a_version_that_is_named_is_taken_withdrawn_ones_and_prereleases_too() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let old = make(&publisher, &home, "two-things", "0.1.1");
    let withdrawn = Version {
        yanked: Some("it loses data".into()),
        ..make(&publisher, &home, "two-things", "0.3.0")
    };
    let newest = make(&publisher, &home, "two-things", "0.2.0");
    publisher.publish(&Index::of([
        old,
        withdrawn,
        newest,
        Version {
            protocol: (2, 2),
            ..Version::missing("two-things", "2.0.0")
        },
    ]));
    let install = |what: &str| home.yun(["plugin", "install", what, "--yes"]);
    let version = || {
        let about = home
            .yun(["plugin", "info", "two-things", "-o", "json"])
            .succeeds();
        about.json()["version"].as_str().unwrap().to_owned()
    };
    install("two-things@0.1.1").succeeds();
    assert_eq!(version(), "0.1.1");
    install("two-things@0.3.0")
        .succeeds()
        .says(&["was withdrawn: it loses data"]);
    assert_eq!(version(), "0.3.0");
    for (what, code, words) in [
        ("two-things@2.0.0", 8, "it speaks protocol 2"),
        ("two-things@0.2.1", 6, "there is no two-things 0.2.1"),
        ("two-things@0.2", 2, "is no version"),
        ("two-things@latest", 2, "is no version"),
        ("two-thinks", 6, "did you mean \"two-things\"?"),
        ("nothing-like-it", 6, "plugin search"),
    ] {
        install(what).exits(code).says(&[words]);
        assert_eq!(version(), "0.3.0", "{what}");
    }
}

#[test]
fn json_is_what_was_installed_and_where_it_came_from() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.2.0")]));
    let ran = home
        .yun(["plugin", "install", "two-things", "--yes", "-o", "json"])
        .succeeds();
    let object = ran.json();
    assert_eq!(
        (&object["id"], &object["version"], &object["index"]),
        (&json!("two-things"), &json!("0.2.0"), &json!(publisher.url()))
    );
    for line in ran.stderr.lines() {
        assert!(line.starts_with("{\"note\":"), "{line}");
    }
}

#[test]
fn somebody_is_asked_and_without_anybody_nothing_is_installed() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.2.0")]));
    home.yun(["plugin", "install", "two-things"])
        .exits(2)
        .says(&["--yes"]);
    assert_nothing_left(&home);
    let install = || home.command(["plugin", "install", "two-things"]);
    let terminal = install().at_terminal(60, 50, Stdout::Shown);
    terminal.waits_for("change things through the API Mailbox/*");
    terminal.answers("Install two-things and grant it this?", "n");
    terminal.finish().exits(130);
    assert_nothing_left(&home);
    let terminal = install()
        .arguments(["--lang", "zh"])
        .at_terminal(100, 50, Stdout::Shown);
    terminal.answers("要安装 two-things 并授予以上权限吗？", "y");
    terminal.finish().succeeds();
    assert_eq!(stored(&home).len(), 1);
}

#[test]
fn what_a_trusted_key_signed_needs_no_question_wherever_its_signature_is() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let signer = trusted_signer(&home);
    let bytes = library(&home, "two-things", "0.2.0");
    let made = publisher.put_library("two-things", "0.2.0", &bytes);
    let in_index = Version {
        signature: Some(signer.sign(&bytes)),
        ..made.clone()
    };
    publisher.publish(&Index::of([in_index]));
    let install = || home.yun(["plugin", "install", "two-things"]);
    install()
        .succeeds()
        .says(&["Acme", "two-things 0.2.0 is installed"]);
    home.yun(["plugin", "remove", "two-things", "--yes"]).succeeds();
    // Beside the library.
    publisher.publish(&Index::of([made.clone()]).serial(2));
    install().exits(2);
    let beside = format!("{}.minisig", made.url);
    publisher.put(&beside, Document::new(signer.sign(&bytes)));
    install().succeeds();
    home.yun(["plugin", "remove", "two-things", "--yes"]).succeeds();
    // A bad one is never installed.
    let bad = signer.sign(b"another library");
    publisher.put(&beside, Document::new(bad.as_str()));
    for arguments in [&["--yes"][..], &[]] {
        let ran = home.yun(
            ["plugin", "install", "two-things", "-o", "json"]
                .iter()
                .chain(arguments),
        );
        assert_eq!(ran.exits(8).errors().last().unwrap()["code"], "signature_bad");
    }
    publisher.take_away(&beside);
    let bad = Version {
        signature: Some(bad),
        ..made
    };
    publisher.publish(&Index::of([bad]).serial(3));
    home.yun(["plugin", "install", "two-things", "--yes"]).exits(8);
    assert!(stored(&home).is_empty());
    assert_eq!(
        home.yun(["plugin", "list", "-o", "json"])
            .succeeds()
            .rows()
            .iter()
            .filter(|row| row["id"] == "two-things")
            .count(),
        0
    );
}

#[test]
fn what_is_not_what_the_index_says_is_not_installed() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let made = make(&publisher, &home, "two-things", "0.2.0");
    let shelves = make(&publisher, &home, "shelves", "0.1.0");
    let text = publisher.put_library("two-things", "0.5.0", b"no library");
    let cut = {
        let whole = library(&home, "two-things", "0.2.0");
        Version {
            sha256: made.sha256.clone(),
            ..publisher.put_library("two-things", "0.4.0", &whole[..whole.len() / 2])
        }
    };
    let mut serial = 0;
    for (version, error_code, words) in [
        (
            Version {
                sha256: "f".repeat(64),
                ..made.clone()
            },
            "index_hash",
            "and not ffff",
        ),
        (cut, "index_hash", "is not what the index names"),
        (
            Version {
                version: "0.2.1".into(),
                ..made.clone()
            },
            "index_other_plugin",
            "calls it two-things 0.2.1, and it is two-things 0.2.0",
        ),
        (
            Version {
                id: "two-things".into(),
                ..shelves
            },
            "index_other_plugin",
            "and it is shelves 0.1.0",
        ),
        (text, "plugin_not_a_library", "is no"),
        (
            Version {
                url: "http://127.0.0.1/x.so".into(),
                ..made.clone()
            },
            "index_insecure",
            "is not https",
        ),
        (
            Version {
                url: "https://me:s3cr3t@127.0.0.1/x.so".into(),
                ..made
            },
            "index_address",
            "name or a password",
        ),
        (
            Version::missing("two-things", "0.7.0"),
            "fetched_missing",
            "nothing is at",
        ),
    ] {
        serial += 1;
        publisher.publish(&Index::of([version]).serial(serial));
        let ran = home.yun(["plugin", "install", "two-things", "--yes", "-o", "json"]);
        let error = ran.errors().into_iter().last().unwrap_or_default();
        assert_eq!(error["code"], error_code, "{}", ran.stderr);
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
        assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
        let code = match error_code {
            "index_insecure" | "index_address" => 2,
            "fetched_missing" => 6,
            _ => 8,
        };
        ran.exits(code);
        assert_nothing_left(&home);
    }
}

#[test]
fn names_that_ship_are_not_installed_and_a_harmful_library_neither() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let ecs = fs::read(
        yun_tests::harness::Built::get()
            .folder()
            .join(library_name("ecs")),
    )
    .unwrap();
    let version = home
        .yun(["plugin", "info", "ecs", "-o", "json"])
        .succeeds()
        .json();
    let version = version["version"].as_str().unwrap().to_owned();
    publisher.publish(&Index::of([
        publisher.put_library("ecs", &version, &ecs),
        make(&publisher, &home, "panics-on-open", "0.1.0"),
    ]));
    for id in ["ecs", "panics-on-open"] {
        home.yun(["plugin", "install", id, "--yes"]).exits(8);
        assert_nothing_left(&home);
    }
}

#[test]
fn what_is_older_than_what_is_installed_is_taken_only_by_its_version() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let (old, new) = (
        make(&publisher, &home, "two-things", "0.2.0"),
        make(&publisher, &home, "two-things", "0.3.0"),
    );
    publisher.publish(&Index::of([old.clone(), new]));
    home.yun(["plugin", "install", "two-things", "--yes"]).succeeds();
    publisher.publish(&Index::of([old]));
    let ran = home.yun(["plugin", "install", "two-things", "--yes"]).exits(2);
    ran.says(&[
        "0.3.0 is installed",
        "0.2.0",
        "yun plugin install two-things@0.2.0",
    ]);
    home.yun(["plugin", "install", "two-things@0.2.0", "--yes"])
        .succeeds();
    let about = home
        .yun(["plugin", "info", "two-things", "-o", "json"])
        .succeeds()
        .json();
    assert_eq!(about["version"], "0.2.0");
}
