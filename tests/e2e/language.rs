//! English and Chinese.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, in_both_runners};

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn help_is_in_either_language_manifests_included() {
    let home = Home::alone();
    for arguments in [
        &["--help"][..],
        &["ecs", "list", "--help"],
        &["profile", "add", "--help"],
        &["plugin", "--help"],
    ] {
        let english = home.yun(arguments.iter().copied()).succeeds().stdout;
        assert!(!is_chinese(&english), "{english}");
        let chinese = home
            .command(arguments.iter().copied())
            .arguments(["--lang", "zh"])
            .run()
            .succeeds()
            .stdout;
        assert!(is_chinese(&chinese), "{chinese}");
        // A long list of keys is in no language.
        let is_sentence = |line: &&str| {
            let words: Vec<_> = line.split_whitespace().collect();
            words.len() > 6 && words.iter().filter(|word| word.ends_with(',')).count() * 2 < words.len()
        };
        for line in chinese.lines().filter(is_sentence) {
            assert!(is_chinese(line), "a sentence is still English: {line}");
        }
    }
    let fields = home.yun(["profile", "add", "--help"]).succeeds().stdout;
    assert!(
        fields.contains("--access-key-id") && fields.contains("--access-key-secret"),
        "{fields}"
    );
}

#[test]
fn the_flag_wins_over_the_setting_and_the_setting_over_the_locale() {
    let home = Home::alone();
    let failing = || home.command(["whoami", "-p", "nobody"]);
    let says = |command: yun_tests::harness::Invocation| is_chinese(&command.run().exits(2).stderr);
    assert!(!says(failing()));
    assert!(says(failing().variable("LANG", "zh_CN.UTF-8")));
    assert!(says(failing().variable("LC_ALL", "zh_TW.UTF-8")));
    assert!(!says(
        failing().variable("LANG", "zh_CN.UTF-8").variable("LC_ALL", "C")
    ));
    assert!(!says(
        failing()
            .variable("LANG", "zh_CN.UTF-8")
            .arguments(["--lang", "en"])
    ));
    assert!(says(failing().arguments(["--lang=zh"])));
    home.write_config("[settings]\nlanguage = \"zh\"\n");
    assert!(says(failing()));
    assert!(!says(failing().arguments(["--lang", "en"])));
}

#[test]
fn tables_and_errors_are_in_chinese_and_json_stays_as_it_is() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let ran = home
            .command(["ecs", "list", "--lang", "zh", "-r", "us-west-1"])
            .runner(runner)
            .run()
            .succeeds();
        assert!(ran.stdout.starts_with("实例 ID"), "{}", ran.stdout);
        let json = |language: &str| {
            let list = home.command(["ecs", "list", "-o", "json", "-r", "us-west-1", "--lang", language]);
            list.runner(runner).run().succeeds().stdout
        };
        assert_eq!(json("zh"), json("en"));
        let error = home
            .command(["ecs", "list", "--lang", "zh", "-r", "cn-hangzou"])
            .runner(runner)
            .run()
            .exits(2);
        assert!(error.stderr.starts_with("错误："), "{}", error.stderr);
        error.says(&["cn-hangzhou"]);
    });
    let ran = home
        .yun(["ecs", "list", "-o", "json", "--lang", "zh", "-p", "nobody"])
        .exits(2);
    let error = ran.error();
    assert_eq!(error["kind"], "invalid_input");
    assert!(is_chinese(error["message"].as_str().unwrap()), "{error}");
}
