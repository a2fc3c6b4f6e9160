//! `man DIR`: a page for each command, the types of plugins included, in either language.

use std::fs;

use yun_tests::harness::{Home, Layout};

/// The lines of a page that are its sections, in order.
fn sections(page: &str) -> Vec<&str> {
    page.lines()
        .filter_map(|line| line.strip_prefix(".SH "))
        .map(|title| title.trim_matches('"'))
        .collect()
}

#[test]
fn every_command_has_a_page_and_the_first_says_what_holds_for_all() {
    let home = Home::alone();
    let ran = home.yun(["man", "pages/man1"]).succeeds();
    ran.says(&["pages/man1"]);
    let mut names: Vec<String> = fs::read_dir(home.path("pages/man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in [
        "yun.1",
        "yun-profile-add.1",
        "yun-settings-set.1",
        "yun-ecs.1",
        "yun-ecs-list.1",
        "yun-doctor.1",
    ] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    assert!(
        !names
            .iter()
            .any(|name| name.starts_with("yun-man.") || name.starts_with("yun-man-")),
        "{names:?}"
    );
    let root = home.read("pages/man1/yun.1");
    assert_eq!(
        sections(&root),
        [
            "NAME",
            "SYNOPSIS",
            "COMMANDS",
            "OPTIONS OF EVERY COMMAND",
            "EXIT STATUS",
            "ENVIRONMENT",
            "FILES"
        ]
    );
    for part in ["130", "YUN_PROFILE", "secrets.toml", "yun\\-ecs", "\\-\\-profile"] {
        assert!(root.contains(part), "{part}:\n{root}");
    }
    let add = home.read("pages/man1/yun-profile-add.1");
    assert_eq!(
        sections(&add),
        [
            "NAME",
            "SYNOPSIS",
            "ARGUMENTS",
            "OPTIONS",
            "FIELDS OF THE MODE",
            "SEE ALSO"
        ]
    );
    assert!(add.contains("\\-\\-access\\-key\\-secret"), "{add}");
    let again = home.yun(["man", "pages/man1"]).succeeds();
    assert!(again.stdout.is_empty());
    assert_eq!(
        root,
        home.read("pages/man1/yun.1"),
        "the same yun writes the same pages"
    );
}

#[test]
fn pages_follow_the_plugins_and_the_language() {
    let layout = Layout::install();
    layout.take_away("ecs");
    let mut home = Home::alone();
    home.install(&layout);
    home.yun(["man", "zh", "--lang", "zh"]).succeeds();
    assert!(!home.path("zh/yun-ecs.1").exists());
    let root = home.read("zh/yun.1");
    assert_eq!(sections(&root)[..2], ["名称", "概要"]);
    assert!(root.contains("退出码") && root.contains("未找到。"), "{root}");
    let english = ["Options", "Commands", "Usage"];
    assert!(!english.iter().any(|word| root.contains(word)), "{root}");
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let home = Home::alone();
    home.write("file", "");
    home.yun(["man", "file/pages"]).exits(1).says(&["file/pages"]);
    home.yun(["man"]).exits(2).says(&["DIR"]);
    home.yun(["man", ""]).exits(2).says(&["DIR"]);
    let help = home.yun(["--help"]).succeeds().stdout;
    assert!(
        !help.contains("\n  man "),
        "it is for those who package yun: {help}"
    );
}
