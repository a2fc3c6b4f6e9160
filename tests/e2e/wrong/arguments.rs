//! Options that every command has, nouns and verbs, and what can be wrong with any argument at all.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, in_both_runners};

use super::{Row, check_all, files, is_quiet};

const COMMANDS: &[Row<'_>] = &[
    Row::new("esc list", "command_unknown", &["\"esc\""]).hint(&["\"ecs\""]),
    Row::new("profil list", "command_unknown", &["\"profil\""]).hint(&["\"profile\""]),
    Row::new("zeppelin", "command_unknown", &["\"zeppelin\""]).hint(&["--help"]),
    Row::new("''", "command_unknown", &["\"\""]).hint(&["--help"]),
    Row::new("ecs lsit", "command_unknown", &["ecs", "\"lsit\""]).hint(&["\"list\""]),
    Row::new("profile shwo", "command_unknown", &["profile", "\"shwo\""]).hint(&["\"show\""]),
    Row::new("ecs ''", "command_unknown", &["ecs", "\"\""]).hint(&["--help"]),
    Row::new("ecs", "command_missing", &["ecs"]).hint(&["list, show"]),
    Row::new("profile", "command_missing", &["profile"]).hint(&["add"]),
    Row::new("plugin", "command_missing", &["plugin"]).hint(&["list"]),
    Row::new("settings", "command_missing", &["settings"]).hint(&["list, get, set, unset"]),
    Row::new("ecs list --regoin cn-hangzhou", "argument_unknown", &["--regoin"]).hint(&["\"--region\""]),
    Row::new("ecs list --regoin=cn-hangzhou", "argument_unknown", &["--regoin"]).hint(&["\"--region\""]),
    Row::new("ecs list --zeppelin", "argument_unknown", &["--zeppelin"]).hint(&["--help"]),
    Row::new("ecs list -z", "argument_unknown", &["-z"]).hint(&["--help"]),
    Row::new("--zeppelin", "argument_unknown", &["--zeppelin"]).hint(&["--help"]),
    Row::new("ecs list surplus-s3cret", "argument_unexpected", &["list"]).hint(&["--help"]),
    Row::new("ecs show i-1 surplus-s3cret", "argument_unexpected", &["show"]).hint(&["--help"]),
    Row::new("whoami surplus-s3cret", "argument_unexpected", &["whoami"]).hint(&["--help"]),
    Row::new("ecs show", "argument_missing", &["ID"]).hint(&["--help"]),
    Row::new("ecs show ''", "argument_missing", &["ID"]).hint(&["--help"]),
];

const GLOBALS: &[Row<'_>] = &[
    Row::new("ecs list -o jsn", "argument_invalid", &["--output"])
        .hint(&["table, wide, json, jsonl, yaml, csv, tsv, ids"])
        .speaks_for_itself(),
    Row::new("ecs list -o", "argument_missing_value", &["--output"]).speaks_for_itself(),
    Row::new(
        "ecs list -o json -o table",
        "argument_conflict",
        &["--output", "once"],
    )
    .speaks_for_itself(),
    Row::new("ecs list --lang fr", "argument_invalid", &["--lang"])
        .hint(&["en, zh"])
        .speaks_for_itself(),
    Row::new("ecs list --lang", "argument_missing_value", &["--lang"]).speaks_for_itself(),
    Row::new("ecs list --color pink", "argument_invalid", &["--color"]).hint(&["auto, always, never"]),
    Row::new("ecs list --runner chld", "argument_invalid", &["--runner"]).hint(&["in-process, child"]),
    Row::new("ecs list --runner ''", "argument_missing_value", &["--runner"]),
    Row::new("ecs list --timeout soon", "argument_invalid", &["--timeout"]).hint(&["86400"]),
    Row::new("ecs list --timeout 0", "argument_invalid", &["--timeout"]).hint(&["86400"]),
    Row::new("ecs list --timeout=-1", "argument_invalid", &["--timeout"]).hint(&["86400"]),
    Row::new("ecs list --timeout 86401", "argument_invalid", &["--timeout"]).hint(&["86400"]),
    Row::new("ecs list --timeout NaN", "argument_invalid", &["--timeout"]).hint(&["86400"]),
    Row::new("ecs list --timeout inf", "argument_invalid", &["--timeout"]).hint(&["86400"]),
    Row::new("ecs list --timeout 1e-300", "argument_invalid", &["--timeout"]).hint(&["86400"]),
    Row::new("ecs list --timeout ''", "argument_invalid", &["--timeout"]).hint(&["86400"]),
    Row::new(
        "ecs list --timeout 1 --timeout 2",
        "argument_conflict",
        &["--timeout", "once"],
    ),
    Row::new("ecs list --concurrency 0", "argument_invalid", &["--concurrency"]).hint(&["1024"]),
    Row::new(
        "ecs list --concurrency 1025",
        "argument_invalid",
        &["--concurrency"],
    )
    .hint(&["1024"]),
    Row::new(
        "ecs list --concurrency 1.5",
        "argument_invalid",
        &["--concurrency"],
    )
    .hint(&["1024"]),
    Row::new(
        "ecs list --concurrency many",
        "argument_invalid",
        &["--concurrency"],
    )
    .hint(&["1024"]),
    Row::new(
        "ecs list --query [?status==",
        "query_invalid",
        &["--query", "character"],
    ),
    Row::new(
        "ecs list --query ''",
        "query_invalid",
        &["--query", "character 1"],
    ),
    Row::new("ecs list --query nosuchfunction(@)", "query_failed", &["--query"]).speaks_for_itself(),
    Row::new("ecs list --columns id,stauts", "column_unknown", &["\"stauts\""]).hint(&["\"status\""]),
    Row::new(
        "ecs show i-1 --columns zeppelin",
        "column_unknown",
        &["\"zeppelin\""],
    )
    .hint(&["id, name, status"]),
    Row::new("plugin list --columns sha265", "column_unknown", &["\"sha265\""]).hint(&["\"sha256\""]),
    Row::new("regions --columns zeppelin", "column_unknown", &["\"zeppelin\""]).hint(&["id, name, status"]),
    Row::new("ecs list --columns ''", "argument_invalid", &["--columns"]),
    Row::new("ecs list --columns id,,name", "argument_invalid", &["--columns"]),
    Row::new("ecs list --sort nmae", "column_unknown", &["\"nmae\""]).hint(&["\"name\""]),
    Row::new("ecs list --sort -nmae", "column_unknown", &["\"nmae\""]).hint(&["\"name\""]),
    Row::new("ecs list --sort ''", "argument_invalid", &["--sort"]),
    Row::new("ecs list --sort -", "argument_invalid", &["--sort"]),
    Row::new("ecs list -r CN-Hangzhou", "region_invalid", &["\"CN-Hangzhou\""]).hint(&["cn-hangzhou"]),
    Row::new("ecs list -r ''", "region_invalid", &["\"\""]).hint(&["cn-hangzhou"]),
    Row::new(
        "ecs list -r evil.example.com/",
        "region_invalid",
        &["evil.example.com"],
    )
    .hint(&["cn-hangzhou"]),
    Row::new(
        "ecs list --resource-group ''",
        "argument_invalid",
        &["--resource-group"],
    ),
    Row::new("ecs list -p deev", "profile_unknown", &["\"deev\""]).hint(&["\"dev\""]),
    Row::new("ecs list -p ''", "profile_unknown", &["\"\""]).hint(&["yun profile list"]),
    Row::new("whoami -p zeppelin", "profile_unknown", &["\"zeppelin\""]).hint(&["yun profile list"]),
    Row::new("whoami -p dev -p zeppelin", "profile_unknown", &["\"zeppelin\""]),
    Row::new(
        "ecs list -p dev --all-profiles",
        "argument_conflict",
        &["--profile", "--all-profiles", "together"],
    ),
];

#[test]
fn commands_that_do_not_exist_or_are_not_whole() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    check_all(COMMANDS, &home);
    assert_eq!(cloud.requests().len(), 0, "nobody is asked");
}

#[test]
fn options_of_every_command() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    check_all(GLOBALS, &home);
    let asked: Vec<_> = cloud
        .requests()
        .into_iter()
        .map(|request| request.action)
        .collect();
    assert!(
        asked.iter().all(|action| action == "DescribeInstances"),
        "{asked:?}"
    );
}

#[test]
fn what_is_surplus_is_not_echoed() {
    let home = Home::alone();
    for line in [
        "ecs list surplus-s3cret",
        "whoami surplus-s3cret",
        "ecs list --zeppelin=surplus-s3cret",
        "api Ecs DescribeRegions surplus-s3cret",
        "profile use dev surplus-s3cret",
    ] {
        for verbosity in ["-q", "-vvv"] {
            let command = home.command(line.split(' ')).arguments([verbosity]);
            let ran = command.run().exits(2);
            assert!(!ran.stderr.contains("s3cret"), "{}", ran.stderr);
        }
    }
}

/// The largest that the system passes on is 128 KiB.
#[test]
fn arguments_without_measure_are_told_in_few_words() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let long = "x".repeat(128 * 1024 - 1);
    for arguments in [
        vec![long.clone()],
        vec!["ecs".to_owned(), long.clone()],
        vec!["ecs".to_owned(), "list".to_owned(), "-p".to_owned(), long.clone()],
        vec!["ecs".to_owned(), "list".to_owned(), "-r".to_owned(), long.clone()],
        vec![
            "ecs".to_owned(),
            "list".to_owned(),
            "--columns".to_owned(),
            long.clone(),
        ],
        vec![
            "ecs".to_owned(),
            "list".to_owned(),
            "--filter".to_owned(),
            long.clone(),
        ],
        vec!["ecs".to_owned(), "list".to_owned(), format!("--{}", &long[2..])],
        vec![
            "ecs".to_owned(),
            "list".to_owned(),
            "--query".to_owned(),
            format!("{}[", &long[1..]),
        ],
        vec!["profile".to_owned(), "use".to_owned(), long.clone()],
        vec![
            "settings".to_owned(),
            "set".to_owned(),
            "language".to_owned(),
            long.clone(),
        ],
        // A megabyte in eight parts.
        vec![long; 8],
    ] {
        let ran = home.yun(arguments.clone()).exits(2);
        is_quiet(&ran);
        assert!(
            ran.stderr.len() < 4000,
            "{} bytes: {:.200}",
            ran.stderr.len(),
            ran.stderr
        );
    }
}

#[test]
fn arguments_that_steer_a_terminal_come_out_harmless() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let evil = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\r\u{8}";
    let before = files(&home);
    for line in [
        "{}",
        "ecs {}",
        "ecs list --{}",
        "ecs list -{}",
        "ecs list -p {}",
        "ecs list -r {}",
        "ecs list --columns {}",
        "ecs list --sort {}",
        "ecs list --query {}",
        "ecs list --filter {}=1",
        "ecs list --filter status={}",
        "ecs show {}",
        "api {} {}",
        "api Ecs DescribeRegions {}=1",
        "api Zeppelin{} Fly",
        "profile use {}",
        "profile rename dev {}",
        "profile add {} --mode AccessKey --region cn-hangzhou",
        "profile add new --mode {} --region cn-hangzhou",
        "settings get {}",
        "settings set language {}",
        "completion {}",
    ] {
        for format in ["table", "json"] {
            let words = line.split(' ').map(|word| word.replace("{}", evil));
            let ran = home.command(words).arguments(["-o", format]).run();
            assert_ne!(ran.code, 0, "{}", ran.words);
            is_quiet(&ran);
        }
    }
    assert_eq!(before, files(&home));
}

#[test]
fn arguments_that_are_no_text() {
    let home = Home::alone();
    let broken = OsString::from_vec(vec![0xff, 0xfe]);
    let joined = OsString::from_vec(b"--profile=\xff".to_vec());
    for (before, broken) in [
        (&[][..], &broken),
        (&["ecs"], &broken),
        (&["ecs", "list"], &broken),
        (&["ecs", "list", "-p"], &broken),
        (&["ecs", "list"], &joined),
        (&["api", "Ecs", "DescribeRegions"], &broken),
        (&["profile", "use"], &broken),
    ] {
        let command = |globals: &[&'static str]| {
            let globals = globals.iter().map(OsString::from);
            let words = globals.chain(before.iter().map(OsString::from));
            home.command(words.chain([broken.clone()])).run().exits(2)
        };
        is_quiet(&command(&[]));
        let error = command(&["--lang", "zh", "-o", "json"]).error();
        assert!(super::is_chinese(error["message"].as_str().unwrap()), "{error}");
    }
}

#[test]
fn regions_that_do_not_exist_are_told_the_nearest_that_the_account_has() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let rows = [
        Row::new("ecs list -r cn-hangzou", "region_unknown", &["\"cn-hangzou\""]).hint(&["\"cn-hangzhou\""]),
        Row::new(
            "ecs show i-1 -r cn-hangzou",
            "region_unknown",
            &["\"cn-hangzou\""],
        )
        .hint(&["\"cn-hangzhou\""]),
        Row::new("ecs list -r zeppelin", "region_unknown", &["\"zeppelin\""]).hint(&["cn-beijing"]),
    ];
    in_both_runners(|runner| {
        rows.iter()
            .for_each(|row| row.check_with(&home, |invocation| invocation.runner(runner)));
    });
}

#[test]
fn a_region_without_an_address_is_unreachable() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.set("YUN_ENDPOINT_URL_ECS", "http://127.0.0.1:9");
    Row::new("ecs list -r cn-hangzhou", "unreachable", &["127.0.0.1:9"])
        .exits(7)
        .check(&home);
}
