//! Formats, columns, queries, order and colour: what stands on standard output, with a terminal and without.

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, Stdout, in_both_runners};

const LIST: [&str; 4] = ["ecs", "list", "-r", "cn-shanghai"];

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line:?}: {error}")))
        .collect()
}

#[test]
fn every_format_has_the_same_rows() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let of = |format: &str| {
            let ran = home.command(LIST).arguments(["-o", format]).runner(runner).run();
            ran.succeeds().stdout
        };
        let rows: Vec<Value> = serde_json::from_str(&of("json")).unwrap();
        assert_eq!(rows.len(), 17);
        assert_eq!(lines(&of("jsonl")), rows, "one page arrives in the order of ids");
        let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(of("ids").lines().collect::<Vec<_>>(), ids);
        for (format, delimiter) in [("csv", ','), ("tsv", '\t')] {
            let text = of(format);
            assert!(text.starts_with(&format!("id{delimiter}name{delimiter}status{delimiter}region")));
            let found: Vec<&str> = text
                .lines()
                .skip(1)
                .map(|line| line.split(delimiter).next().unwrap())
                .collect();
            assert_eq!(found, ids, "{format}");
        }
        let yaml = of("yaml");
        assert_eq!(yaml.lines().filter(|line| line.starts_with("- id: ")).count(), 17);
        assert_eq!(of("table").lines().count(), 18);
        let wide = of("wide");
        assert_eq!(wide.lines().count(), 18);
        assert!(
            wide.starts_with("Instance ID") && wide.contains("Resource group"),
            "{wide}"
        );
    });
}

#[test]
fn a_single_thing_has_every_format_too() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let of = |format: &str| home.yun(["whoami", "-o", format]).succeeds().stdout;
    let object: Value = serde_json::from_str(&of("json")).unwrap();
    assert_eq!(lines(&of("jsonl")), [object]);
    assert!(
        of("yaml").contains("account_id: \"1234567890123456\"\n"),
        "{}",
        of("yaml")
    );
    assert!(of("csv").starts_with("profile,mode,account_id,arn,identity_type,expires_at\ndev,AccessKey,"));
    assert_eq!(of("ids"), "dev\n");
    let id = home
        .yun(["ecs", "list", "--limit", "1", "-o", "ids"])
        .succeeds()
        .stdout;
    let shown = home
        .yun(["ecs", "show", id.trim(), "-o", "yaml"])
        .succeeds()
        .stdout;
    assert!(shown.contains("\nraw:\n"), "{shown}");
}

#[test]
fn queries_choose_and_shape() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let asked = |query: &str, format: &str| {
        let ran = home
            .command(LIST)
            .arguments(["--query", query, "-o", format])
            .run();
        ran.succeeds().stdout
    };
    assert_eq!(asked("length(@)", "json"), "17\n");
    let stopped = asked("[?status=='Stopped'].{name: name, id: id}", "jsonl");
    assert!(!stopped.is_empty());
    for line in stopped.lines() {
        assert!(
            line.starts_with("{\"name\":"),
            "keys come as they were named: {line}"
        );
    }
    assert_eq!(asked("[].id", "table").lines().count(), 17);
    assert!(asked("[0:2].{a: id, b: cpu}", "csv").starts_with("a,b\n"));
    // What columns leave out, a query does not see.
    let ran = home
        .command(LIST)
        .arguments(["--columns", "id", "--query", "[0]", "-o", "json"])
        .run();
    assert_eq!(ran.succeeds().json().as_object().unwrap().len(), 1);
    // A list without rows has an answer too.
    let ran = home.yun([
        "ecs",
        "list",
        "-r",
        "eu-central-1",
        "--query",
        "length(@)",
        "-o",
        "json",
    ]);
    assert_eq!(ran.succeeds().json(), json!(0));
    cloud.clear_requests();
    home.command(LIST)
        .arguments(["--query", "[?id"])
        .run()
        .exits(2)
        .says(&["--query", "character"]);
    assert_eq!(cloud.requests().len(), 0, "a wrong query costs no request");
}

#[test]
fn rows_come_in_the_order_that_was_asked_for() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for format in ["json", "jsonl"] {
        let ran = home
            .command(LIST)
            .arguments(["--sort", "-cpu,name", "-o", format])
            .run()
            .succeeds();
        let rows = if format == "json" {
            ran.rows()
        } else {
            lines(&ran.stdout)
        };
        let keys: Vec<(i64, String)> = rows
            .iter()
            .map(|row| {
                (
                    -row["cpu"].as_i64().unwrap(),
                    row["name"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        assert!(keys.is_sorted(), "{keys:?}");
    }
    // The first of all, not the first that came.
    let newest = home
        .command([
            "ecs",
            "list",
            "--sort",
            "-created_at",
            "--limit",
            "1",
            "-o",
            "json",
        ])
        .run()
        .succeeds();
    let latest = home.yun([
        "ecs",
        "list",
        "--query",
        "max_by(@, &created_at).created_at",
        "-o",
        "json",
    ]);
    assert_eq!(newest.rows()[0]["created_at"], latest.succeeds().json());
    home.command(LIST)
        .arguments(["--sort", "cpuu"])
        .run()
        .exits(2)
        .says(&["cpuu", "\"cpu\""]);
}

#[test]
fn json_lines_are_written_as_they_arrive() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        // The second page never comes; the first one is there nevertheless.
        cloud.add_fault(Fault::unavailable().action("DescribeInstances").from_call(2));
        let ran = home
            .command(["ecs", "list", "-o", "jsonl", "--timeout", "2"])
            .runner(runner)
            .run()
            .exits(7);
        assert_eq!(lines(&ran.stdout).len(), 100);
        assert_eq!(ran.error()["region"], "cn-hangzhou");
        cloud.clear_faults();
    });
}

#[test]
fn json_lines_end_with_the_limit_over_all_regions() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let ran = home
            .command(["ecs", "list", "-o", "jsonl", "--limit", "7", "-r", "all"])
            .runner(runner)
            .run();
        assert_eq!(lines(&ran.succeeds().stdout).len(), 7);
    });
}

#[test]
fn a_terminal_has_colours_unless_it_is_told_otherwise() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let coloured = |more: &[&str], variables: &[(&str, &str)]| {
        let command = home.command(LIST).arguments(more);
        let command = variables
            .iter()
            .fold(command, |command, (name, value)| command.variable(name, *value));
        let terminal = command.at_terminal(120, 40, Stdout::Shown);
        terminal.waits_for("i-uf6yun00000000000016");
        let has_colour = terminal.has_colour();
        terminal.finish().succeeds();
        has_colour
    };
    assert!(coloured(&[], &[]));
    assert!(!coloured(&["--color", "never"], &[]));
    assert!(!coloured(&[], &[("NO_COLOR", "1")]));
    assert!(!coloured(&[], &[("TERM", "dumb")]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    home.yun(["settings", "set", "color", "never"]).succeeds();
    assert!(!coloured(&[], &[]));
    assert!(coloured(&["--color", "always"], &[]));
    home.yun(["settings", "unset", "color"]).succeeds();
    let piped = home.command(LIST).run().succeeds().stdout;
    assert!(!piped.contains('\u{1b}'), "a pipe is no terminal");
    let forced = home
        .command(LIST)
        .arguments(["--color", "always"])
        .run()
        .succeeds()
        .stdout;
    assert!(forced.contains("\u{1b}[32mRunning\u{1b}[0m"), "{forced:?}");
    let error = home.command(["ecs", "lsit", "--color", "always"]).run().exits(2);
    assert!(error.stderr.starts_with('\u{1b}'), "{:?}", error.stderr);
}

#[test]
fn a_narrow_terminal_loses_columns_and_a_pipe_loses_nothing() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (language, note) in [("en", "too narrow for: "), ("zh", "终端宽度不足，未显示：")] {
        let command = home.command(LIST).arguments(["--lang", language, "--limit", "5"]);
        let terminal = command.at_terminal(40, 20, Stdout::Shown);
        terminal.waits_for(note);
        let ran = terminal.finish().succeeds();
        let row = ran.stderr.lines().nth(1).unwrap_or_default();
        assert!(row.starts_with("i-uf6yun00000000000000"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("ecs.g7.large"), "{}", ran.stderr);
    }
    // What was asked for is there, a line each.
    let terminal = home
        .command(LIST)
        .arguments(["--limit", "1", "--columns", "id,name,os,tags,type"])
        .at_terminal(40, 20, Stdout::Shown);
    terminal.waits_for("ecs.g7.large");
    let ran = terminal.finish().succeeds();
    assert!(
        ran.stderr.contains("Instance ID  i-uf6yun00000000000000\n"),
        "{}",
        ran.stderr
    );
    let piped = home.command(LIST).run().succeeds();
    assert!(piped.stdout.contains("ecs.g7.large") && !piped.stdout.contains('…'));
    assert_eq!(piped.stderr, "");
}

#[test]
fn names_that_steer_terminals_do_not() {
    let cloud = Cloud::with(World::default());
    cloud.world(|world| {
        let evil = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}evil\r\n\tname\u{200b}";
        world
            .instances
            .iter_mut()
            .for_each(|instance| instance.name = evil.to_owned());
    });
    let home = Home::with_profile(&cloud);
    for format in ["table", "wide", "json", "jsonl", "yaml", "csv", "tsv"] {
        for arguments in [
            &LIST[..],
            &["ecs", "list", "-r", "cn-shanghai", "--query", "[].name"],
        ] {
            let ran = home
                .command(arguments.iter().copied())
                .arguments(["-o", format])
                .run()
                .succeeds();
            let steers =
                |c: char| (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202e}' | '\u{200b}');
            assert!(!ran.stdout.contains(steers), "{format}: {:?}", ran.stdout);
            assert!(ran.stdout.contains("evil"), "{format}: {}", ran.stdout);
        }
    }
}
