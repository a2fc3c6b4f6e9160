//! `completion`: what is offered, from what is known here alone.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Home, Layout, library_name};

/// Names that shells have to quote.
pub(crate) const NAMES: [&str; 6] = [
    "dev",
    "生产 账号",
    "it's $(x) a:b",
    "bang! `id`",
    "~root",
    "smart’;id;‘",
];

const CONFIG: &str = r#"
current = "dev"
[profiles.dev]
mode = "AccessKey"
region = "cn-hangzhou"
[profiles."生产 账号"]
mode = "AccessKey"
region = "us-west-1"
[profiles."it's $(x) a:b"]
mode = "AccessKey"
region = "us-west-1"
[profiles."bang! `id`"]
mode = "AccessKey"
region = "us-west-1"
[profiles."~root"]
mode = "AccessKey"
region = "us-west-1"
[profiles."smart’;id;‘"]
mode = "AccessKey"
region = "us-west-1"
[profiles."bad\u001b[31m"]
mode = "AccessKey"
region = "us-west-1"
"#;

pub(crate) fn home() -> Home<'static> {
    let home = Home::alone();
    home.write_config(CONFIG);
    home
}

/// What is offered behind these words, of which the last is being typed: the values, after what kind they are.
fn offered(home: &Home<'_>, words: &[&str]) -> (String, Vec<String>) {
    let (current, previous) = words.split_last().unwrap();
    let marked = format!("={current}");
    let ran = home
        .command(["__complete", "zsh", marked.as_str()])
        .arguments(previous)
        .run()
        .succeeds();
    assert_eq!(ran.stderr, "");
    let mut lines = ran.stdout.lines();
    let kind = lines.next().unwrap().to_owned();
    let value = |line: &str| line.split('\t').next().unwrap().to_owned();
    (kind, lines.map(value).collect())
}

fn words(home: &Home<'_>, typed: &[&str]) -> Vec<String> {
    let (kind, values) = offered(home, typed);
    assert_eq!(kind, "words", "{typed:?}");
    values
}

#[test]
fn each_place_is_offered_what_fits_it() {
    let home = home();
    for (typed, expected) in [
        (&["ec"][..], &["eci", "ecs"][..]),
        (&["ecs", "s"], &["show", "start", "stop"]),
        (&["help", "ecs", "li"], &["list"]),
        (&["-p", ""], &NAMES),
        (&["--profile", "d"], &["dev"]),
        (&["--profile=d"], &["--profile=dev"]),
        (&["-pd"], &["-pdev"]),
        (&["profile", "use", ""], &NAMES),
        (&["profile", "remove", "生"], &["生产 账号"]),
        (&["profile", "rename", "生"], &["生产 账号"]),
        (&["profile", "rename", "dev", ""], &[]),
        (
            &["profile", "edit", "dev", "--unset", ""],
            &["access-key-id", "access-key-secret"],
        ),
        (&["profile", "add", "-r", ""], &["cn-hangzhou", "us-west-1"]),
        (&["profile", "list", "--columns", "name,st"], &["name,status"]),
        (&["profile", "verify", "--columns", "ar"], &["arn"]),
        (&["plugin", "list", "--columns", "sh"], &["sha256"]),
        (&["ecs", "list", "--sort", "-na"], &["-name"]),
        (&["ecs", "list", "--sort", "-name,statu"], &["-name,status"]),
        (&["regions", "--sort", "end"], &["endpoint"]),
        (&["profile", "add", ""], &[]),
        (&["profile", "add", "x", "--mode", "acc"], &["AccessKey"]),
        (&["ecs", "list", "-r", ""], &["cn-hangzhou", "us-west-1", "all"]),
        (&["-o", "js"], &["json", "jsonl"]),
        (&["--lang", ""], &["en", "zh"]),
        (&["ecs", "list", "--filter", "status=Ru"], &["status=Running"]),
        (
            &["ecs", "list", "--filter=status=Ru"],
            &["--filter=status=Running"],
        ),
        (&["ecs", "list", "--columns", "na"], &["name"]),
        (&["ecs", "list", "--columns", "id,na"], &["id,name"]),
        (
            &["settings", "get", ""],
            &[
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
                "theme",
            ],
        ),
        (
            &["settings", "set", "theme", ""],
            &["dark", "light", "high-contrast"],
        ),
        (&["settings", "set", "refresh", ""], &["off"]),
        (&["settings", "set", "color", ""], &["auto", "always", "never"]),
        (&["completion", "z"], &["zsh"]),
        (&["ecs", "list", "--", ""], &[]),
        (&["nonsense", ""], &[]),
        (&["ecs", "list", "--nonsense="], &[]),
    ] {
        assert_eq!(words(&home, typed), expected, "{typed:?}");
    }
    let (kind, values) = offered(&home, &["ecs", "list", "--filter", "st"]);
    assert_eq!((kind.as_str(), values), ("prefixes", vec!["status=".to_owned()]));
    let (kind, values) = offered(&home, &["profile", "add", "x", "--access-key-secret", ""]);
    assert_eq!(
        (kind.as_str(), values.as_slice()),
        ("prefixes", ["env:", "file:", "-"].map(String::from).as_slice())
    );
}

#[test]
fn every_column_that_is_offered_is_one() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for command in [
        &["profile", "list"][..],
        &["profile", "show"],
        &["profile", "verify"],
        &["whoami"],
        &["regions"],
        &["resource-groups"],
        &["plugin", "list"],
        &["settings", "list"],
        &["doctor", "--offline"],
        &["ecs", "list"],
    ] {
        let offered = words(&home, &[command, &["--columns", ""]].concat());
        assert!(!offered.is_empty(), "{command:?}");
        home.yun([command, &["-o", "json", "--columns", &offered.join(",")]].concat())
            .succeeds();
    }
    for command in ["regions", "resource-groups"] {
        let offered = words(&home, &[command, "--sort", "-"]);
        home.yun([command, "--sort", &offered.join(",")]).succeeds();
    }
}

#[test]
fn options_are_offered_once_and_only_where_they_belong() {
    let home = home();
    let options = words(&home, &["ecs", "list", "-q", "--limit", "5", "-"]);
    assert!(
        options.contains(&"--filter".into()) && options.contains(&"--region".into()),
        "{options:?}"
    );
    assert!(
        !options.contains(&"--limit".into()) && !options.contains(&"--quiet".into()),
        "{options:?}"
    );
    let none_left = words(&home, &["ecs", "list", ""]);
    assert!(
        none_left.contains(&"--filter".into()),
        "where nothing else fits: {none_left:?}"
    );
}

#[test]
fn nothing_that_steers_a_terminal_is_offered() {
    let ran = home().yun(["__complete", "zsh", "=", "-p"]).succeeds();
    assert!(
        !ran.stdout.contains('\u{1b}') && !ran.stdout.contains("bad"),
        "{}",
        ran.stdout
    );
}

#[test]
fn manifests_decide_and_their_plugins_are_never_loaded() {
    let layout = Layout::install();
    let mut home = home();
    home.install(&layout);
    home.add_library(
        &library_name("two-things"),
        &Built::get().fixtures().join(library_name("two-things")),
    );
    assert_eq!(words(&home, &["tw"]), ["two"]);
    // One that panics when it is opened is as good as any here.
    home.add_fixture("panics-on-open");
    assert!(words(&home, &[""]).contains(&"two".into()));
    layout.take_away("ecs");
    assert_eq!(words(&home, &["ecs"]), [""; 0]);
}

#[test]
fn what_a_library_asks_for_may_be_granted_once_its_path_is_typed() {
    let home = home();
    let install = |path: &str, typed: &str| words(&home, &["plugin", "install", path, "--grant", typed]);
    assert_eq!(install("./nothing.so", ""), ["all", "none"]);
    let library = Built::get().fixtures().join(library_name("misbehaves"));
    let library = library.to_str().unwrap();
    assert_eq!(
        install(library, ""),
        [
            "api:Ecs/DescribeInstances",
            "api:Mailbox/*",
            "api:Ecs/StopInstances",
            "all",
            "none"
        ]
    );
    assert_eq!(install(library, "api:Ecs/S"), ["api:Ecs/StopInstances"]);
    // Of an index's nothing is asked; where it is installed, what it asks for is known.
    assert_eq!(install("misbehaves", ""), ["all", "none"]);
    home.yun(["plugin", "install", library, "--yes"]).succeeds();
    assert_eq!(install("misbehaves@9.0.0", "api:M"), ["api:Mailbox/*"]);
}

#[test]
fn nothing_at_all_is_needed() {
    let home = Home::alone();
    assert!(words(&home, &[""]).contains(&"profile".into()));
    assert_eq!(words(&home, &["-p", ""]), [""; 0]);
    home.write_config("= broken");
    assert_eq!(words(&home, &["-p", ""]), [""; 0]);
    let bare = ["HOME", "YUN_CONFIG_DIR", "YUN_DATA_DIR", "YUN_CACHE_DIR", "LANG"];
    let command = home.command(["__complete", "zsh", "=pro"]);
    let ran = bare
        .into_iter()
        .fold(command, |command, name| command.without(name))
        .run();
    assert!(ran.succeeds().stdout.starts_with("words\nprofile"));
    home.yun(["__complete"]).exits(2);
    home.yun(["__complete", "zsh"]).exits(2);
    assert_eq!(
        home.yun(["__complete", "bash", "="])
            .succeeds()
            .stdout
            .lines()
            .next(),
        Some("words")
    );
}

#[test]
fn every_shell_has_a_script_and_help_says_how_to_install_it() {
    let home = Home::alone();
    let help = home.yun(["completion", "--help"]).succeeds().stdout;
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = home.yun(["completion", shell]).succeeds().stdout;
        assert!(script.contains(&format!("yun __complete {shell} ")), "{script}");
        assert!(help.contains(&format!("yun completion {shell}")), "{help}");
    }
    home.yun(["completion", "csh"])
        .exits(2)
        .says(&["bash, zsh, fish"]);
    home.yun(["completion"]).exits(2).says(&["SHELL"]);
    let chinese = home
        .yun(["completion", "--help", "--lang", "zh"])
        .succeeds()
        .stdout;
    assert!(chinese.contains("补全"), "{chinese}");
}

#[test]
fn powershell_has_quotes_doubled_that_only_it_takes_for_quotes() {
    let script = Home::alone().yun(["completion", "powershell"]).succeeds().stdout;
    assert!(
        script.contains("CodeGeneration]::EscapeSingleQuotedStringContent($value)"),
        "{script}"
    );
}
