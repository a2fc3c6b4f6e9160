//! `plugin upgrade`.

use std::fs;

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Document, World};
use yun_tests::harness::{Home, Index, Publisher, Ran, Stdout, Version, replace_in_section};

use super::publisher::{edited, home, library, make, stored, trusted_signer};

fn install(home: &Home<'_>, what: &str) {
    home.yun(["plugin", "install", what, "--yes"]).succeeds();
}

fn upgrade(home: &Home<'_>, more: &[&str]) -> Ran {
    let arguments = ["plugin", "upgrade", "-o", "json"].into_iter();
    home.yun(arguments.chain(more.iter().copied()))
}

fn version(home: &Home<'_>, id: &str) -> String {
    let about = home.yun(["plugin", "info", id, "-o", "json"]).succeeds().json();
    about["version"].as_str().unwrap().to_owned()
}

/// Publishes and installs two plugins.
fn two_installed(publisher: &Publisher<'_>, home: &Home<'_>) -> [Version; 2] {
    let made = [("two-things", "0.1.1"), ("shelves", "0.1.0")];
    let made = made.map(|(id, version)| make(publisher, home, id, version));
    publisher.publish(&Index::of(made.clone()));
    install(home, "two-things");
    install(home, "shelves");
    made
}

fn reason(row: &Value) -> &str {
    row["reason"].as_str().unwrap()
}

#[test]
fn all_that_came_from_an_index_go_up_and_the_rest_stays() {
    let cloud = Cloud::with(World::default());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    home.add_profile("dev", &cloud.keys());
    let [two, shelves] = two_installed(&publisher, &home);
    let file = home.write(
        "libyun_plugin_misbehaves.so",
        library(&home, "misbehaves", "0.1.0"),
    );
    install(&home, file.to_str().unwrap());
    // Nothing is newer.
    let rows = upgrade(&home, &[]).succeeds().rows();
    assert_eq!(
        rows[1],
        json!({"id": "two-things", "ok": true, "unchanged": true, "version": "0.1.1", "previous_version": "0.1.1",
            "reason": "it is the newest", "error": null})
    );
    assert_eq!((rows.len(), &rows[0]["id"]), (2, &json!("shelves")));
    // Something is.
    let newer = make(&publisher, &home, "two-things", "0.2.0");
    let foreign = Version {
        protocol: (2, 2),
        ..Version::missing("two-things", "0.3.0")
    };
    publisher.publish(&Index::of([two, newer.clone(), foreign, shelves]).serial(2));
    let before = stored(&home);
    let rows = upgrade(&home, &["--dry-run"]).succeeds().rows();
    assert_eq!(
        (&rows[1]["version"], &rows[1]["unchanged"]),
        (&json!("0.2.0"), &json!(false))
    );
    assert_eq!(stored(&home), before, "a dry run changes nothing");
    let ran = upgrade(&home, &[]).exits(3);
    assert_eq!(
        ran.rows()[1]["error"]["code"],
        "confirmation_needed",
        "nobody could be asked"
    );
    let ran = upgrade(&home, &["--yes"]).succeeds();
    let rows = ran.rows();
    assert_eq!(
        (
            &rows[1]["version"],
            &rows[1]["previous_version"],
            &rows[1]["ok"],
            &rows[1]["unchanged"]
        ),
        (&json!("0.2.0"), &json!("0.1.1"), &json!(true), &json!(false))
    );
    assert!(reason(&rows[1]).contains("0.3.0: it speaks protocol 2"));
    assert!(stored(&home).contains(&newer.sha256) && stored(&home).len() == 3);
    assert_eq!(
        home.yun(["two", "list", "-o", "ids"]).succeeds().stdout,
        "t-1\nt-2\n"
    );
    let rows = upgrade(&home, &["misbehaves", "two-things"]).succeeds().rows();
    assert!(reason(&rows[0]).contains("came from a file"), "{}", rows[0]);
    assert!(
        reason(&rows[1]).contains("newest that can be used here: 0.3.0"),
        "{}",
        rows[1]
    );
    upgrade(&home, &["ecs"]).exits(2);
    upgrade(&home, &["nothing"]).exits(2);
}

#[test]
fn what_has_no_semantic_version_goes_up_and_that_is_said() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let install_file = || {
        let library = library(&home, "two-things", "07.11");
        let file = home.write("libyun_plugin_two_things.so", library);
        install(&home, file.to_str().unwrap());
        assert_eq!(version(&home, "two-things"), "07.11");
    };
    install_file();
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.2.0")]));
    let url = publisher.url();
    let named = ["two-things", "--index", &url];
    for more in [&["--dry-run"][..], &["--yes"]] {
        let arguments: Vec<&str> = named.iter().chain(more).copied().collect();
        let rows = upgrade(&home, &arguments).succeeds().rows();
        assert_eq!(
            (&rows[0]["version"], &rows[0]["previous_version"]),
            (&json!("0.2.0"), &json!("07.11"))
        );
        assert!(reason(&rows[0]).contains("07.11, which is installed, is no semantic version"));
    }
    assert_eq!(version(&home, "two-things"), "0.2.0");
    install_file();
    let ran = home.yun(["plugin", "install", "two-things", "--yes"]);
    ran.succeeds()
        .says(&["no semantic version", "0.2.0 is installed"]);
    assert_eq!(version(&home, "two-things"), "0.2.0");
}

#[test]
fn it_goes_only_up_and_says_what_is_gone() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let (old, new) = (
        make(&publisher, &home, "two-things", "0.1.1"),
        make(&publisher, &home, "two-things", "0.2.0"),
    );
    let shelves = make(&publisher, &home, "shelves", "0.1.0");
    publisher.publish(&Index::of([new.clone(), shelves]));
    install(&home, "two-things");
    install(&home, "shelves");
    let withdrawn = Version {
        yanked: Some("bad".into()),
        ..new
    };
    publisher.publish(&Index::of([old, withdrawn]).serial(2));
    let rows = upgrade(&home, &["--yes"]).succeeds().rows();
    assert!(
        reason(&rows[0]).contains("does not offer it any more"),
        "{}",
        rows[0]
    );
    assert!(
        reason(&rows[1]).contains("newer than what is offered, 0.1.1"),
        "{}",
        rows[1]
    );
    assert_eq!(version(&home, "two-things"), "0.2.0");
    // What was disabled stays so.
    home.yun(["plugin", "disable", "two-things"]).succeeds();
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.4.0")]).serial(3));
    let ran = home.yun(["plugin", "upgrade", "--yes"]).succeeds();
    ran.says(&["two-things is disabled"]);
    let rows = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    let row = rows.iter().find(|row| row["id"] == "two-things").unwrap();
    assert_eq!(
        (&row["version"], &row["state"]),
        (&json!("0.4.0"), &json!("disabled"))
    );
}

#[test]
fn where_one_fails_the_old_one_stays_and_the_others_go_up() {
    let cloud = Cloud::with(World::default());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    home.add_profile("dev", &cloud.keys());
    let [two, shelves] = two_installed(&publisher, &home);
    let before = stored(&home);
    // A library that does not open: what it says once it is loaded is another thing than before.
    let broken = {
        let path = home.write("broken.so", library(&home, "two-things", "0.2.0"));
        replace_in_section(&path, "\"version\": \"0.2.0\"", "\"version\": \"0.3.0\"");
        publisher.put_library("two-things", "0.3.0", &fs::read(path).unwrap())
    };
    let newer = make(&publisher, &home, "shelves", "0.2.0");
    publisher.publish(&Index::of([two, broken, shelves.clone(), newer.clone()]).serial(2));
    let ran = upgrade(&home, &["--yes"]).exits(3);
    let rows = ran.rows();
    assert_eq!(
        (&rows[0]["ok"], &rows[0]["version"]),
        (&json!(true), &json!("0.2.0"))
    );
    assert_eq!(
        (&rows[1]["ok"], &rows[1]["version"], &rows[1]["error"]["code"]),
        (&json!(false), &json!("0.1.1"), &json!("plugin_not_opened"))
    );
    let after = stored(&home);
    assert_eq!(after.len(), 2, "{after:?}");
    assert!(after.contains(&newer.sha256) && before.iter().any(|name| after.contains(name)));
    home.yun(["two", "list"]).succeeds();
    // All fail alike: that kind's own code.
    publisher.take_away("index.toml");
    let ran = upgrade(&home, &["--yes"]).exits(6);
    assert!(
        ran.rows()
            .iter()
            .all(|row| row["error"]["code"] == "fetched_missing")
    );
    assert_eq!(version(&home, "shelves"), "0.2.0");
    drop(shelves);
}

#[test]
fn what_is_asked_for_anew_is_shown_and_asked_about_and_by_a_trusted_key_said() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let signer = trusted_signer(&home);
    let signed = |bytes: &[u8], version: &str| Version {
        signature: Some(signer.sign(bytes)),
        ..publisher.put_library("two-things", version, bytes)
    };
    let other = |version: &str, capability: &str| {
        let version = format!("\"version\": \"{version}\"");
        edited(
            &home,
            "two-things",
            &[
                ("\"version\": \"0.1.0\"", &version),
                ("api:Mailbox/*", capability),
            ],
        )
    };
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.1.1")]));
    install(&home, "two-things");
    // By nobody: somebody is asked, and sees what is new.
    publisher.publish(
        &Index::of([publisher.put_library("two-things", "0.1.2", &other("0.1.2", "api:Mailbo2/*"))])
            .serial(2),
    );
    let terminal = home
        .command(["plugin", "upgrade"])
        .at_terminal(100, 60, Stdout::Shown);
    terminal.waits_for("New since 0.1.1: api:Mailbo2/*");
    terminal.answers("Replace two-things 0.1.1 with 0.1.2 and grant it this?", "n");
    terminal.finish().exits(130);
    assert_eq!(version(&home, "two-things"), "0.1.1");
    // By a trusted key: said in a line, and not asked.
    let bytes = other("0.1.3", "api:Mailbo3/*");
    publisher.publish(&Index::of([signed(&bytes, "0.1.3")]).serial(3));
    let ran = home.yun(["plugin", "upgrade"]).succeeds();
    ran.says(&["New since 0.1.1: api:Mailbo3/*", "Acme"]);
    let bytes = other("0.1.4", "api:Mailbo4/*");
    publisher.publish(&Index::of([signed(&bytes, "0.1.4")]).serial(4));
    let ran = upgrade(&home, &[]).succeeds();
    ran.says(&["New since 0.1.3: api:Mailbo4/*"]);
    assert_eq!(version(&home, "two-things"), "0.1.4");
    // What was signed is not replaced by what is not, even with --yes.
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.1.5")]).serial(5));
    let ran = upgrade(&home, &["--yes"]).exits(2);
    assert_eq!(ran.rows()[0]["error"]["code"], "signature_lost");
    assert_eq!(version(&home, "two-things"), "0.1.4");
}

#[test]
fn another_index_replaces_only_what_is_named_with_it() {
    let cloud = Cloud::with(World::empty());
    let (one, other) = (Publisher::at(&cloud, "/one/"), Publisher::at(&cloud, "/other/"));
    let home = home(&one);
    one.publish(&Index::of([make(&one, &home, "two-things", "0.1.1")]));
    install(&home, "two-things");
    other.publish(&Index::of([make(&other, &home, "two-things", "0.9.0")]));
    // Where both are set, and where the other is named: what came from one stays there.
    let both = format!("{},{}", one.url(), other.url());
    home.yun(["settings", "set", "plugin-index", &both]).succeeds();
    let rows = upgrade(&home, &["--yes"]).succeeds().rows();
    assert_eq!(reason(&rows[0]), "it is the newest");
    let rows = upgrade(&home, &["--yes", "--index", &other.url()])
        .succeeds()
        .rows();
    assert!(reason(&rows[0]).contains("which was not named"), "{}", rows[0]);
    assert_eq!(version(&home, "two-things"), "0.1.1");
    let ran = upgrade(&home, &["two-things", "--yes", "--index", &other.url()]).succeeds();
    ran.says(&["came from", &one.url()]);
    assert_eq!(version(&home, "two-things"), "0.9.0");
    // From now on it comes from there, though nobody sets it.
    home.yun(["settings", "unset", "plugin-index"]).succeeds();
    other.publish(&Index::of([make(&other, &home, "two-things", "0.9.1")]).serial(2));
    upgrade(&home, &["--yes"]).succeeds();
    assert_eq!(version(&home, "two-things"), "0.9.1");
}

#[test]
fn every_format_and_nothing_to_do() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let ran = home.yun(["plugin", "upgrade"]).succeeds();
    ran.says(&["no plugin came from an index"]);
    assert_eq!(upgrade(&home, &[]).succeeds().json(), json!([]));
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.1.1")]));
    install(&home, "two-things");
    let out = |more: &[&str]| {
        let arguments = ["plugin", "upgrade"].into_iter().chain(more.iter().copied());
        home.yun(arguments).succeeds().stdout
    };
    assert_eq!(
        out(&["-o", "csv", "--columns", "id,ok,unchanged,version"]),
        "id,ok,unchanged,version\ntwo-things,true,true,0.1.1\n"
    );
    assert_eq!(out(&["-o", "ids"]), "two-things\n");
    assert_eq!(
        out(&["--query", "[0].reason", "-o", "json"]).trim(),
        "\"it is the newest\""
    );
    assert!(out(&["--lang", "zh"]).contains("它已是最新"));
    home.yun(["plugin", "upgrade", "--columns", "x"]).exits(2);
    publisher.put("index.toml", Document::new("format = 9\n"));
    home.yun(["plugin", "upgrade"]).exits(8).says(&["format 9"]);
}

#[test]
fn a_record_of_before_there_were_indexes_is_read() {
    let home = Home::alone();
    let file = home.write(
        "libyun_plugin_two_things.so",
        library(&home, "two-things", "0.1.0"),
    );
    install(&home, file.to_str().unwrap());
    let record = home.read("data/plugins.toml");
    assert!(!record.contains("index"), "{record}");
    let rows = upgrade(&home, &["two-things"]).succeeds().rows();
    assert!(reason(&rows[0]).contains("came from a file"), "{}", rows[0]);
}
