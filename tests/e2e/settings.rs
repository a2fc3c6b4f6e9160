//! `settings`: what may be set, what is kept, and that it takes effect.

use std::fs;

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::Home;

const FUTURE: &str = "# mine\n[settings]\nlanguage = \"en\" # spoken\nfrom_the_future = \"x\"\n";

#[test]
fn nothing_set_is_the_defaults_and_makes_no_file() {
    let home = Home::alone();
    let rows = home.yun(["settings", "list", "-o", "json"]).succeeds().rows();
    let keys: Vec<_> = rows.iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(
        keys,
        [
            "bell",
            "borders",
            "color",
            "color-depth",
            "language",
            "mouse",
            "output",
            "plugin-index",
            "plugin-signatures",
            "refresh",
            "scrollback",
            "secret-store",
            "theme"
        ]
    );
    for row in &rows {
        assert_eq!(row["value"], row["default"], "{row}");
        assert_eq!(row["source"], "default", "{row}");
        assert!(!row["help"].as_str().unwrap().is_empty(), "{row}");
    }
    let got = home.yun(["settings", "get", "language"]).succeeds();
    assert_eq!(got.stdout, "system\n");
    home.yun(["settings", "unset", "language"]).succeeds();
    assert!(!home.config_file().exists());
}

#[test]
fn what_is_set_is_kept_shown_and_taken_back_and_the_rest_of_the_file_stays() {
    let home = Home::alone();
    home.write_config(FUTURE);
    let ran = home.yun(["settings", "set", "language", "zh"]).succeeds();
    ran.says(&["language", "zh"]);
    assert_eq!(
        home.read("config/config.toml"),
        FUTURE.replace("\"en\"", "\"zh\"")
    );
    home.yun(["settings", "set", "secret_store", "file"]).succeeds();
    assert!(
        home.read("config/config.toml")
            .contains("secret_store = \"file\"\n")
    );
    let got = home
        .yun(["settings", "get", "secret-store", "-o", "json"])
        .succeeds()
        .json();
    assert_eq!(
        (&got["key"], &got["value"], &got["default"], &got["source"]),
        (
            &json!("secret-store"),
            &json!("file"),
            &json!("auto"),
            &json!("config")
        )
    );
    home.yun(["settings", "unset", "secret-store"]).succeeds();
    home.yun(["settings", "unset", "language"]).succeeds();
    let left = home.read("config/config.toml");
    assert!(
        left.contains("# mine") && left.contains("from_the_future = \"x\""),
        "{left}"
    );
    assert!(!left.contains("language"), "{left}");
}

#[test]
fn a_setting_of_another_version_is_listed_kept_and_can_be_removed() {
    let home = Home::alone();
    home.write_config(FUTURE);
    let ran = home.yun(["settings", "list"]).succeeds();
    assert!(ran.stdout.contains("from_the_future"), "{}", ran.stdout);
    ran.says(&["from_the_future", "does not know"]);
    let rows = home.yun(["settings", "list", "-o", "json"]).succeeds().rows();
    let row = rows.iter().find(|row| row["key"] == "from_the_future").unwrap();
    assert_eq!(
        (&row["value"], &row["source"], &row["default"]),
        (&json!("x"), &json!("config"), &json!(null))
    );
    assert_eq!(
        home.yun(["settings", "get", "from_the_future"]).succeeds().stdout,
        "x\n"
    );
    home.yun(["settings", "set", "from_the_future", "y"]).exits(2);
    home.yun(["settings", "unset", "from_the_future"]).succeeds();
    assert!(!home.read("config/config.toml").contains("future"));
}

#[test]
fn what_the_terminal_ui_looks_like_is_set_in_words_that_are_checked() {
    let home = Home::alone();
    let theme = home.path("mine.toml");
    let path = theme.to_str().unwrap();
    fs::write(&theme, "base = \"light\"\naccent = \"#ff6a00\"\n").unwrap();
    for (key, sound, wrong, allowed) in [
        ("bell", "off", "loud", "on, off"),
        ("borders", "ascii", "double", "auto, unicode, ascii"),
        ("color-depth", "256", "8", "auto, 16, 256, truecolor"),
        ("mouse", "off", "left", "on, off"),
        ("refresh", "5", "4", "5 to 86400"),
        ("refresh", "off", "never", "off"),
        ("scrollback", "100", "none", "100 to 1000000"),
        ("theme", "light", "dusk", "high-contrast"),
        ("theme", path, "mine.toml", "full path"),
    ] {
        home.yun(["settings", "set", key, sound]).succeeds();
        let ran = home.yun(["settings", "set", key, wrong]).exits(2);
        ran.says(&[key, wrong, allowed]);
        home.yun(["--lang", "zh", "settings", "set", key, wrong])
            .exits(2)
            .says(&[key, wrong]);
        assert_eq!(home.yun(["settings", "get", key]).succeeds().stdout.trim(), sound);
    }
    fs::write(&theme, "base = \"light\"\n\nacent = \"#ff6a00\"\n").unwrap();
    let told = ["mine.toml, line 3", "acent", "accent"];
    home.yun(["settings", "set", "theme", path]).exits(2).says(&told);
    fs::write(&theme, "base = \"light\"\n").unwrap();
    home.yun(["settings", "set", "theme", path]).succeeds();
    fs::write(&theme, "base = \"light\"\naccent = 700\n").unwrap();
    let found = home.yun(["doctor", "--offline"]).exits(1).stdout;
    assert!(
        found.contains("theme") && found.contains("config.toml"),
        "{found}"
    );
}

#[test]
fn the_output_setting_takes_effect_below_the_argument() {
    let home = Home::alone();
    home.yun(["settings", "set", "output", "json"]).succeeds();
    assert!(home.yun(["plugin", "list"]).succeeds().json().is_array());
    let table = home.yun(["plugin", "list", "-o", "table"]).succeeds().stdout;
    assert!(table.starts_with("ID"), "{table}");
    let error = home.yun(["whoami", "-p", "nobody"]).exits(2).error();
    assert_eq!(error["code"], "profile_unknown");
    let error = home.yun(["plugin", "lsit"]).exits(2).error();
    assert_eq!(
        error["code"], "command_unknown",
        "what cannot be parsed is told as JSON too"
    );
    home.yun(["plugin", "lsit", "-o", "table"])
        .exits(2)
        .says(&["error: "]);
}

#[test]
fn a_wrong_output_in_the_file_stops_what_needs_it_and_nothing_that_mends_it() {
    let home = Home::alone();
    home.write_config("[settings]\noutput = \"papyrus\"\n");
    let ran = home.yun(["plugin", "list"]).exits(2);
    ran.says(&["output", "config.toml", "table", "settings unset output"]);
    home.yun(["plugin", "list", "-o", "json"]).succeeds();
    home.yun(["--version"]).succeeds();
    home.yun(["--help"]).succeeds();
    let listed = home.yun(["settings", "list"]).succeeds().stdout;
    assert!(listed.contains("papyrus"), "{listed}");
    home.yun(["settings", "unset", "output"]).succeeds();
    home.yun(["plugin", "list"]).succeeds();
    home.write_config("[settings]\noutput = 5\n");
    home.yun(["plugin", "list"])
        .exits(2)
        .says(&["output", "config.toml"]);
    home.yun(["settings", "set", "output", "ids"]).succeeds();
    let ids = home.yun(["plugin", "list"]).succeeds().stdout;
    assert!(ids.starts_with("access-key\nalibaba-cloud-account\n"), "{ids}");
}

#[test]
fn a_place_for_secrets_that_this_version_lacks_is_not_passed_over() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml");
    home.write_config(&format!("{config}\n[settings]\nsecret_store = \"vault\"\n"));
    let keys = cloud.keys();
    let ran = home
        .adding("new", &keys.access_key_id)
        .secret(&keys)
        .run()
        .exits(2);
    ran.says(&["secret-store", "config.toml"]);
    assert!(!fs::read_to_string(home.secrets_file()).unwrap().contains("new"));
    home.yun(["whoami"]).succeeds();
}

#[test]
fn a_file_that_cannot_be_read_or_written_is_named() {
    let home = Home::alone();
    home.write_config("[settings\n");
    for arguments in [&["settings", "list"][..], &["settings", "set", "output", "json"]] {
        home.yun(arguments.iter().copied())
            .exits(2)
            .says(&["config.toml", "line 1"]);
    }
    assert_eq!(home.read("config/config.toml"), "[settings\n");
    home.write_config("settings = 1\n");
    for arguments in [&["settings", "list"][..], &["settings", "set", "output", "json"]] {
        home.yun(arguments.iter().copied())
            .exits(2)
            .says(&["settings in", "config.toml"]);
    }
}

#[test]
fn settings_speak_chinese() {
    let home = Home::alone();
    let ran = home
        .yun(["settings", "set", "language", "zhh", "--lang", "zh"])
        .exits(2);
    ran.says(&["设置 language 不能是“zhh”", "提示："]);
    let listed = home.yun(["settings", "list", "--lang", "zh"]).succeeds().stdout;
    assert!(listed.starts_with("设置"), "{listed}");
}
