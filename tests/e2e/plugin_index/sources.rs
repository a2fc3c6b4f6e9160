//! Which indexes are asked, and what holds when one of them cannot be, or two offer the same.

use std::fs;

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Index, Publisher, Version};

use super::publisher::{assert_nothing_left, home, make};

#[test]
fn without_an_index_a_name_is_nowhere() {
    let home = Home::alone();
    let error = home.yun(["plugin", "search", "-o", "json"]).exits(2).error();
    assert_eq!(error["code"], "index_none");
    let ran = home.yun(["plugin", "install", "acme-login"]).exits(2);
    ran.says(&["no file acme-login", "plugin-index"]);
    // What is no name is a file that is missing, as ever.
    let error = home
        .yun(["plugin", "install", "./acme-login", "-o", "json"])
        .exits(2)
        .error();
    assert_eq!(error["code"], "library_missing");
    let named = home.yun(["plugin", "install", "./a.so", "--index", "/srv/index.toml"]);
    named.exits(2).says(&["is no plugin's id"]);
}

#[test]
fn the_setting_names_several_and_an_option_names_others_in_their_place() {
    let cloud = Cloud::with(World::empty());
    let (one, other) = (Publisher::at(&cloud, "/one/"), Publisher::at(&cloud, "/other/"));
    let home = home(&one);
    one.publish(&Index::of([Version::missing("alpha", "1.0.0")]));
    other.publish(&Index::of([Version::missing("beta", "1.0.0")]));
    let both = format!("{}, {}", one.url(), other.url());
    home.yun(["settings", "set", "plugin-index", &both]).succeeds();
    let ids = |more: &[&str]| {
        let arguments = ["plugin", "search", "-o", "ids"].into_iter();
        home.yun(arguments.chain(more.iter().copied())).succeeds().stdout
    };
    assert_eq!(ids(&[]), "alpha\nbeta\n");
    assert_eq!(ids(&["--index", &other.url()]), "beta\n");
    assert_eq!(ids(&["--index", &other.plain_url()]), "beta\n");
    let got = home.yun(["settings", "get", "plugin-index"]).succeeds();
    assert_eq!(got.stdout.trim(), both);
    for (value, words) in [
        ("index.toml", "another file in each directory"),
        ("http://example.com/index.toml", "is not https"),
        ("https://me:s3cr3t@example.com/i", "name or a password"),
    ] {
        let ran = home.yun(["settings", "set", "plugin-index", value]).exits(2);
        assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
        ran.says(&[words]);
    }
    // What is sent and not shown stands in the file as it was set.
    let secret = format!("{}?key=s3cr3t", one.url());
    let set = home.yun(["settings", "set", "plugin-index", &secret]).succeeds();
    set.says(&["?***"]);
    let config = fs::read_to_string(home.path("config/config.toml")).unwrap();
    assert!(config.contains("?key=s3cr3t"), "{config}");
    assert_eq!(ids(&[]), "alpha\n");
    home.write_config("[settings]\nplugin_index = \"https://me:s3cr3t@example.com/i?key=s3cr3t\"\n");
    for arguments in [
        &["settings", "list", "-o", "wide"][..],
        &["settings", "list", "-o", "json"],
        &["settings", "get", "plugin-index"],
        &["settings", "get", "plugin-index", "-o", "yaml"],
        &["doctor"],
        &["plugin", "upgrade"],
    ] {
        let ran = home.yun(arguments.iter());
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!said.contains("s3cr3t"), "{arguments:?}: {said}");
    }
    let shown = home.yun(["settings", "get", "plugin-index"]).succeeds();
    assert_eq!(shown.stdout, "https://***@example.com/i?***\n");
    let ran = home.yun(["plugin", "search"]).exits(2);
    assert!(!ran.stderr.contains("s3cr3t"), "{}", ran.stderr);
    ran.says(&["plugin-index", "config.toml", "name or a password"]);
}

#[test]
fn one_that_cannot_be_asked_hides_no_other_from_a_search_and_keeps_anything_from_being_installed() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/one/");
    let home = home(&publisher);
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.2.0")]));
    let missing = format!("{}/other/index.toml", cloud.https_url());
    let both = ["--index", &publisher.url(), "--index", &missing];
    let ran = home
        .yun(["plugin", "search", "-o", "ids"].iter().chain(&both))
        .exits(3);
    assert_eq!(ran.stdout, "two-things\n");
    ran.says(&["/other/index.toml"]);
    let ran = home.yun(["plugin", "install", "two-things", "--yes"].iter().chain(&both));
    ran.exits(6).says(&["nothing is at", "/other/index.toml"]);
    assert_nothing_left(&home);
}

#[test]
fn what_two_indexes_offer_is_installed_from_the_one_that_is_named() {
    let cloud = Cloud::with(World::empty());
    let (one, other) = (Publisher::at(&cloud, "/one/"), Publisher::at(&cloud, "/other/"));
    let home = home(&one);
    one.publish(&Index::of([make(&one, &home, "two-things", "0.2.0")]));
    other.publish(&Index::of([make(&other, &home, "two-things", "0.9.0")]));
    let both = ["--index", &one.url(), "--index", &other.url()];
    let install = ["plugin", "install", "two-things", "--yes"];
    let ran = home
        .yun(install.iter().chain(&["-o", "json"]).chain(&both))
        .exits(2);
    let error = ran.errors().into_iter().last().unwrap();
    assert_eq!(error["code"], "index_ambiguous");
    for url in [one.url(), other.url()] {
        assert!(error["message"].as_str().unwrap().contains(&url), "{error}");
    }
    assert_nothing_left(&home);
    home.yun(install.iter().chain(&["--index", &one.url()]))
        .succeeds();
    // From elsewhere than before is said.
    let ran = home.yun(install.iter().chain(&["--index", &other.url()]));
    ran.succeeds().says(&["came from", &one.url()]);
}

#[test]
fn what_may_be_a_name_or_a_path_is_neither_until_it_is_said() {
    let cloud = Cloud::with(World::empty());
    let publisher = Publisher::at(&cloud, "/one/");
    let home = home(&publisher);
    publisher.publish(&Index::of([make(&publisher, &home, "two-things", "0.2.0")]));
    for name in ["two-things", "two-things@0.2.0"] {
        home.write(name, "no library");
        let ran = home.yun(["plugin", "install", name, "--yes"]).exits(2);
        ran.says(&["may be a plugin of an index", &format!("./{name}"), "--index"]);
        home.yun(["plugin", "install", &format!("./{name}"), "--yes"])
            .exits(8)
            .says(&["was refused", name]);
    }
    assert_nothing_left(&home);
    let nowhere = Home::alone();
    nowhere.write("two-things", "no library");
    let ran = nowhere.yun(["plugin", "install", "two-things", "--yes"]);
    ran.exits(8).says(&["was refused"]);
    // An index that is named says it.
    let url = publisher.url();
    home.yun(["plugin", "install", "two-things", "--yes", "--index", &url])
        .succeeds();
}
