//! `plugin search`: what is offered, and how it stands here.

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Document, World};
use yun_tests::harness::{Home, Index, Publisher, Version, platform};

use super::publisher::{home, make, write_into};

fn rows(home: &Home<'_>, more: &[&str]) -> Vec<Value> {
    let arguments = ["plugin", "search", "-o", "json"].into_iter();
    home.yun(arguments.chain(more.iter().copied())).succeeds().rows()
}

#[test]
fn each_plugin_is_a_row_with_the_newest_version_that_fits() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let other_protocol = Version {
        protocol: (2, 3),
        ..Version::missing("shelves", "2.0.0")
    };
    let other_platform = Version {
        platform: "sparc-sun-solaris".into(),
        ..Version::missing("elsewhere", "1.0.0")
    };
    publisher.publish(&Index::of([
        make(&publisher, &home, "two-things", "0.2.0"),
        Version::missing("shelves", "1.0.0"),
        other_protocol.clone(),
        other_platform,
        Version {
            id: "future".into(),
            ..other_protocol
        },
        Version::missing("ecs", "9.0.0"),
    ]));
    let found = rows(&home, &[]);
    let ids: Vec<&str> = found.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["ecs", "elsewhere", "future", "shelves", "two-things"]);
    assert_eq!(
        found[4],
        json!({
            "id": "two-things", "name": "The two-things", "version": "0.2.0", "installed": null, "state": "available",
            "description": "Does what two-things does.", "reason": null, "index": publisher.url(),
        })
    );
    let reason = |row: &Value| row["reason"].as_str().unwrap().to_owned();
    assert_eq!(found[3]["version"], "1.0.0");
    assert!(reason(&found[3]).contains("2.0.0: it speaks protocol 2–3, and this yun 1"));
    for (row, words) in [
        (&found[0], "ships with yun"),
        (&found[1], "only for sparc-sun-solaris"),
        (&found[2], "protocol 2–3"),
    ] {
        assert_eq!(row["state"], "unavailable", "{row}");
        assert!(reason(row).contains(words), "{row}");
    }
    assert!(reason(&found[1]).contains(&platform()));
    assert_eq!(found[1]["version"], Value::Null);
}

#[test]
fn what_is_installed_is_told_from_what_is_newer() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.2.0")]));
    home.yun(["plugin", "install", "two-things", "--yes"]).succeeds();
    let row = |home: &Home<'_>| rows(home, &["two"]).remove(0);
    assert_eq!(
        (&row(&home)["state"], &row(&home)["installed"]),
        (&json!("installed"), &json!("0.2.0"))
    );
    let newer = Version::missing("two-things", "0.10.0");
    publisher.publish(&Index::of([newer]).serial(2));
    let row = row(&home);
    assert_eq!(
        (&row["state"], &row["installed"], &row["version"]),
        (&json!("upgradable"), &json!("0.2.0"), &json!("0.10.0"))
    );
}

#[test]
fn a_text_is_looked_for_in_ids_names_and_descriptions_of_both_languages() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    publisher.publish(&Index::of([
        Version::missing("acme-login", "1.0.0"),
        Version::missing("shelves", "1.0.0"),
    ]));
    let ids = |text: &str| {
        let found = home.yun(["plugin", "search", text, "-o", "ids"]).succeeds();
        found.stdout
    };
    assert_eq!(ids("LOGIN"), "acme-login\n");
    assert_eq!(ids("shelves 所做"), "shelves\n");
    assert_eq!(ids("does what"), "acme-login\nshelves\n");
    let nothing = home.yun(["plugin", "search", "nowhere"]).succeeds();
    nothing.says(&["nothing that is offered"]);
}

#[test]
fn every_format_and_both_languages() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    publisher.publish(&Index::of([Version::missing("shelves", "1.0.0")]));
    let out = |more: &[&str]| {
        let arguments = ["plugin", "search"].into_iter().chain(more.iter().copied());
        home.yun(arguments).succeeds().stdout
    };
    assert_eq!(
        out(&["-o", "csv", "--columns", "id,version,state"]),
        "id,version,state\nshelves,1.0.0,available\n"
    );
    assert_eq!(out(&["--query", "[].index", "-o", "tsv"]).trim(), publisher.url());
    assert!(out(&["-o", "yaml"]).contains("id: shelves"));
    assert_eq!(out(&["-o", "jsonl"]).lines().count(), 1);
    let table = out(&["--lang", "zh"]);
    assert!(
        table.contains("插件 shelves") && table.contains("已安装"),
        "{table}"
    );
    assert!(
        !table.contains("https://"),
        "the index is shown when it is asked for"
    );
    assert!(out(&["-o", "wide"]).contains(&publisher.url()));
    home.yun(["plugin", "search", "--columns", "nothing"])
        .exits(2)
        .says(&["id, name, version, installed, state"]);
    home.yun(["plugin", "search", "--lang", "zh"])
        .succeeds()
        .says(&["没有签名"]);
}

#[test]
fn texts_that_steer_a_terminal_are_shown_made_visible() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/plugins/");
    let home = home(&publisher);
    let index = Index::of([
        Version {
            yanked: Some("PLACE".into()),
            ..Version::missing("shelves", "1.0.0")
        },
        Version::missing("shelves", "0.9.0"),
    ]);
    let steering = r"\u001b]0;x\u0007\u202e";
    let text = index.text().replace("PLACE", steering);
    let text = text
        .replace("The shelves", steering)
        .replace("Does what", steering);
    publisher.put("index.toml", Document::new(text));
    for more in [&["-o", "table"], &["-o", "json"], &["-o", "csv"]] {
        let ran = home.yun(["plugin", "search"].iter().chain(more)).succeeds();
        let said = format!("{}{}", ran.stdout, ran.stderr);
        for raw in ['\u{1b}', '\u{7}', '\u{202e}'] {
            assert!(!said.contains(raw), "{said:?}");
        }
        assert!(said.contains("]0;x"), "{said}");
    }
    let ran = home.yun(["plugin", "install", "shelves", "--yes"]).exits(6);
    assert!(!ran.stderr.contains('\u{1b}'), "{}", ran.stderr);
    assert!(ran.stderr.contains("\\u{1b}]0;x"), "{}", ran.stderr);
}

#[test]
fn an_index_that_is_a_file_lists_what_lies_beside_it() {
    let home = Home::alone();
    let directory = home.path("a shelf");
    std::fs::create_dir_all(&directory).unwrap();
    let index = write_into(&directory, &home, "two-things", "0.2.0");
    let row = rows(&home, &["--index", index.to_str().unwrap()]).remove(0);
    assert_eq!(row["index"], index.to_str().unwrap());
    let ran = home.yun([
        "plugin",
        "install",
        "two-things",
        "--yes",
        "--index",
        index.to_str().unwrap(),
    ]);
    ran.succeeds();
    let about = home
        .yun(["plugin", "info", "two-things", "-o", "json"])
        .succeeds();
    assert_eq!(about.json()["index"], index.to_str().unwrap());
}
