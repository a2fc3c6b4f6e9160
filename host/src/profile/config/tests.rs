//! The configuration file, read and edited.

use super::*;

pub(super) fn home(content: &str) -> (tempfile::TempDir, Environment) {
    let home = tempfile::tempdir().expect("a directory");
    std::fs::write(home.path().join("config.toml"), content).expect("writes");
    let environment = Environment::of_variables([("YUN_CONFIG_DIR", home.path())]);
    (home, environment)
}

#[test]
fn an_edit_keeps_comments_order_and_foreign_keys() {
    let before = "# mine\ncurrent = \"a\" # here\nfuture = 1\n\n[profiles.a]\nmode = \"X\" # mode\nregion = \"cn-beijing\"\nnew_thing = true\n";
    let (home, environment) = home(before);
    Config::edit(&environment, |config| config.put(&Profile::named("生产 账号"))).expect("edits");
    let after = std::fs::read_to_string(home.path().join("config.toml")).expect("reads");
    assert!(after.starts_with(before.trim_end()), "{after}");
    assert!(
        after.contains("[profiles.\"生产 账号\"]\nmode = \"AccessKey\""),
        "{after}"
    );
    let config = Config::load(&environment).expect("loads");
    assert_eq!(config.names(), ["a", "生产 账号"]);
    assert_eq!(
        config.profile("生产 账号").expect("is there"),
        Profile::named("生产 账号")
    );
}

#[test]
fn a_switch_keeps_the_comment_and_the_header_of_the_profiles() {
    let before = "current = \"a\" # in use\n\n# mine\n[profiles]\n\n[profiles.a]\nmode = \"X\"\nregion = \"cn-beijing\"\n";
    let (home, environment) = home(before);
    Config::edit(&environment, |config| {
        config.set_current("b")?;
        config.put(&Profile::named("b"))
    })
    .expect("edits");
    let after = std::fs::read_to_string(home.path().join("config.toml")).expect("reads");
    assert!(
        after.starts_with(&before.replacen("\"a\"", "\"b\"", 1)),
        "{after}"
    );
}

#[test]
fn what_this_version_does_not_serve_is_refused_and_not_ignored() {
    let table = |more: &str| format!("[profiles.a]\nmode = \"X\"\nregion = \"cn-beijing\"\n{more}\n");
    let read = |more: &str| {
        let (_home, environment) = home(&table(more));
        let config = Config::load(&environment).expect("parses");
        config.profile("a").map(|profile| profile.signature)
    };
    for (more, wrong) in [("signature = \"v2\"", "v2"), ("secret_store = \"moon\"", "moon")] {
        let error = read(more).expect_err("not served");
        assert!(error.to_string().contains(wrong), "{error}");
    }
    assert_eq!(read("").expect("the default"), Signature::V3);
    assert_eq!(read("signature = \"V1\"").expect("served"), Signature::V1);
}

#[test]
fn putting_a_profile_keeps_its_signature_and_writes_no_default() {
    let (_home, environment) =
        home("[profiles.a]\nmode = \"X\"\nregion = \"cn-beijing\"\nsignature = \"v1\"\n");
    Config::edit(&environment, |config| {
        let read = config.profile("a")?;
        config.put(&read)?;
        config.put(&Profile::named("b"))
    })
    .expect("edits");
    let config = Config::load(&environment).expect("loads");
    assert_eq!(config.profile("a").expect("kept").signature, Signature::V1);
    assert_eq!(config.document.to_string().matches("signature").count(), 1);
}

#[test]
fn a_table_in_the_place_of_the_current_profile_is_not_lost() {
    for before in [
        "current.of = \"x\"\n",
        "current = { of = \"x\" }\n",
        "[[current]]\nof = \"x\"\n",
    ] {
        let (home, environment) = home(before);
        let error = Config::edit(&environment, |config| config.set_current("b")).expect_err("a table");
        assert!(error.to_string().contains("current"), "{error}");
        let kept = std::fs::read_to_string(home.path().join("config.toml")).expect("reads");
        assert_eq!(kept, before);
    }
}

#[test]
fn a_broken_file_is_located_and_left_alone() {
    let broken = "current = \"a\"\n[profiles.a\nmode = 1\n";
    let (home, environment) = home(broken);
    let error = Config::edit(&environment, |config| config.set_current("b")).expect_err("it does not parse");
    let text = error.to_string();
    assert!(text.contains("line 2, column"), "{text}");
    assert_eq!(
        std::fs::read_to_string(home.path().join("config.toml")).expect("reads"),
        broken
    );
}

#[test]
fn a_value_of_a_wrong_type_names_profile_and_key() {
    let (_home, environment) =
        home("[profiles.a]\nmode = 5\nregion = \"cn-beijing\"\n[profiles.b]\nmode = \"X\"\n");
    let config = Config::load(&environment).expect("parses");
    assert!(
        config
            .profile("a")
            .expect_err("mode")
            .to_string()
            .contains("mode")
    );
    assert!(
        config
            .profile("b")
            .expect_err("region")
            .to_string()
            .contains("region")
    );
    assert_eq!(
        config.profile("c").expect_err("unknown").code(),
        "profile_unknown"
    );
}

#[test]
fn what_stands_in_the_place_of_profiles_is_not_lost() {
    for before in ["profiles = 5\n", "[profiles]\na = 5\n"] {
        let (home, environment) = home(before);
        let error =
            Config::edit(&environment, |config| config.put(&Profile::named("a"))).expect_err("no table");
        assert_eq!(error.code(), "config_invalid");
        assert_eq!(
            std::fs::read_to_string(home.path().join("config.toml")).expect("reads"),
            before
        );
    }
    let (_home, environment) = home("profiles = { b = { mode = \"X\", region = \"cn-beijing\" } }\n");
    Config::edit(&environment, |config| config.put(&Profile::named("a"))).expect("an inline table will do");
    assert_eq!(Config::load(&environment).expect("loads").names(), ["b", "a"]);
}

#[test]
fn a_profile_whose_secrets_lie_elsewhere_is_neither_renamed_nor_removed() {
    let before = "[profiles.a]\nmode = \"X\"\nregion = \"cn-beijing\"\nsecret_store = \"moon\"\n\
                  [profiles.broken]\nregion = 5\n";
    let (home, environment) = home(before);
    for change in [
        |config: &mut Config| config.rename("a", "b"),
        |config: &mut Config| config.remove("a"),
    ] {
        let error = Config::edit(&environment, change).expect_err("refused");
        assert!(error.to_string().contains("moon"), "{error}");
    }
    let file = home.path().join("config.toml");
    assert_eq!(std::fs::read_to_string(file).expect("reads"), before);
    Config::edit(&environment, |config| config.remove("broken")).expect("what else is wrong is no obstacle");
    assert_eq!(Config::load(&environment).expect("loads").names(), ["a"]);
}

#[test]
fn removing_the_current_profile_leaves_none() {
    let (_home, environment) = home("current = \"a\"\n[profiles.a]\nmode = \"X\"\nregion = \"cn-beijing\"\n");
    Config::edit(&environment, |config| config.remove("a")).expect("removes");
    let config = Config::load(&environment).expect("loads");
    assert_eq!((config.current(), config.names().len()), (None, 0));
}
