//! What can be looked at besides: views of one resource, shown once or followed.

use serde_json::json;
use yun_tests::cloud::{Cloud, ContainerGroup, World};
use yun_tests::harness::{Home, Key, Stdout, in_both_runners};

const SHELF: &str = "s-cn-hangzhou-001";

fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::with_profile(cloud);
    home.add_fixture("shelves");
    home
}

#[test]
fn a_view_is_shown_as_it_came() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let view = |line: &str| {
            home.command(line.split(' '))
                .runner(runner)
                .run()
                .succeeds()
                .stdout
        };
        assert_eq!(view(&format!("shelf diary {SHELF}")), "line 1\nline 2\nline 3\n");
        assert_eq!(view(&format!("shelf diary {SHELF} --tail 1")), "line 3\n");
        assert_eq!(
            view(&format!("shelf diary {SHELF} --tone steering")),
            "a\tb\r\n\u{1b}[31mred\u{7}\n",
            "a program gets what came"
        );
        assert_eq!(
            view(&format!("shelf label {SHELF} --side back")),
            format!("back of {SHELF}")
        );
        let object: serde_json::Value =
            serde_json::from_str(&view(&format!("shelf diary {SHELF} --tail 1 -o json"))).unwrap();
        assert_eq!(
            object,
            json!({"id": SHELF, "region": "cn-hangzhou", "text": "line 3\n"})
        );
        assert_eq!(
            view(&format!("shelf diary {SHELF} --tail 1 --query region -o json")),
            "\"cn-hangzhou\"\n"
        );
    });
}

#[test]
fn on_a_terminal_a_view_steers_nothing() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for arguments in [
        &["--tone", "steering"][..],
        &["--tone", "steering", "--lang", "zh"],
    ] {
        let ran = home
            .command(["shelf", "diary", SHELF])
            .arguments(arguments)
            .at_terminal(60, 20, Stdout::Shown);
        ran.waits_for("\\u{1b}[31mred\\u{7}").waits_for("a       b");
        assert!(!ran.has_colour());
        ran.finish().succeeds();
    }
}

#[test]
fn a_view_is_looked_for_where_the_resource_may_be() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let view = |line: &str| home.command(line.split(' ')).runner(runner).run();
        let ran = view("shelf diary s-cn-beijing-007 -r all -o json").succeeds();
        assert_eq!(ran.json()["region"], "cn-beijing");
        assert_eq!(
            view("shelf diary s-nowhere-1 -r all -o json").exits(6).error()["code"],
            "not_found"
        );
        // In the one region there is, the plugin knows.
        assert_eq!(
            view("shelf diary s-nowhere-1 -o json").exits(6).error()["code"],
            "no_such_shelf"
        );
    });
}

#[test]
fn a_view_is_followed_to_its_end() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let text = home.command(["shelf", "diary", SHELF, "--follow"]).start();
    let json = home
        .command(["shelf", "diary", SHELF, "--follow", "-o", "json"])
        .start();
    assert_eq!(text.finish().succeeds().stdout, "line 1\nline 2\nline 3");
    assert_eq!(
        json.finish().succeeds().stdout,
        "{\"text\":\"line 1\"}\n{\"text\":\"line 2\"}\n{\"text\":\"line 3\"}\n"
    );
}

#[test]
fn ctrl_c_ends_what_has_no_end() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let following = home
        .command(["shelf", "diary", SHELF, "--follow", "--with-endless"])
        .at_terminal(60, 20, Stdout::Shown);
    following.waits_for("line 3").presses(Key::Interrupt);
    following.finish().exits(130);
}

#[test]
fn what_does_not_fit_a_view_is_refused_before_anybody_is_asked() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    cloud.clear_requests();
    for (line, code, says) in [
        ("shelf diary s-1 --tail many", "argument_invalid", "--tail"),
        (
            "shelf diary s-1 --tone loud",
            "argument_invalid",
            "plain, steering",
        ),
        ("shelf label s-1", "argument_missing", "--side"),
        (
            "shelf label s-1 --side a --follow",
            "argument_unknown",
            "--follow",
        ),
        ("shelf diary", "argument_missing", "ID"),
        ("shelf diary s-1 --follow -o yaml", "follow_unfit", "jsonl"),
        ("shelf diary s-1 --follow --query id", "follow_unfit", "--query"),
        ("shelf diary s-1 --columns nothing", "column_unknown", "nothing"),
    ] {
        let lines = line.split(' ');
        home.command(lines.clone()).run().exits(2).says(&[says]);
        if !line.contains("-o yaml") {
            let error = home
                .command(lines)
                .arguments(["-o", "json"])
                .run()
                .exits(2)
                .error();
            assert_eq!(error["code"], code, "{line}");
        }
    }
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn the_help_and_the_completion_of_a_view_come_from_its_manifest() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let help = |arguments: &[&str]| {
        home.command(["shelf"])
            .arguments(arguments)
            .run()
            .succeeds()
            .stdout
    };
    assert!(help(&["--help"]).contains("What was written"));
    assert!(help(&["--help", "--lang", "zh"]).contains("写下的内容"));
    let english = help(&["diary", "--help"]);
    for text in [
        "--tail",
        "Only so many lines",
        "--with-endless",
        "--follow",
        "Ctrl-C",
    ] {
        assert!(english.contains(text), "{english}");
    }
    let chinese = help(&["diary", "--help", "--lang", "zh"]);
    assert!(
        chinese.contains("仅这么多行") && chinese.contains("持续显示"),
        "{chinese}"
    );
    assert!(!help(&["label", "--help"]).contains("--follow"));
    let completed = home.yun(["__complete", "zsh", "=", "shelf", "diary", "--tone"]);
    assert!(completed.stdout.contains("steering"), "{}", completed.stdout);
}

/// An elastic container instance of cn-hangzhou whose one container has written these lines, a second apart.
fn container_group(cloud: &Cloud, lines: &[&str]) -> &'static str {
    let id = "eci-bp1views0000000000";
    cloud.world(|world| {
        world
            .container_groups
            .push(ContainerGroup::new("cn-hangzhou", id));
    });
    write(cloud, id, 0, lines);
    id
}

fn write(cloud: &Cloud, id: &str, from: usize, lines: &[&str]) {
    cloud.world(|world| {
        let container = world.container_group(id).container("main");
        for (second, line) in (from..).zip(lines) {
            container.write(&format!("2026-01-02T03:05:{second:02}.5Z"), line);
        }
    });
}

#[test]
fn the_log_of_a_container_is_shown_and_found_in_all_regions() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let id = container_group(&cloud, &["starting", "ready"]);
    in_both_runners(|runner| {
        let logs = |more: &[&str]| {
            let command = home.command(["eci", "logs", id]).arguments(more);
            command.runner(runner).run().succeeds()
        };
        assert_eq!(
            logs(&[]).stdout.lines().collect::<Vec<_>>(),
            ["starting", "ready"]
        );
        assert_eq!(logs(&["--tail", "1"]).stdout.trim_end(), "ready");
        assert_eq!(logs(&["-r", "all", "-o", "json"]).json()["region"], "cn-hangzhou");
    });
}

#[test]
fn the_log_of_a_container_is_followed_from_before_its_first_line() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let id = container_group(&cloud, &[]);
    cloud.clear_requests();
    let following = home
        .command(["eci", "logs", id, "--follow"])
        .at_terminal(60, 20, Stdout::Shown);
    let asked = || cloud.calls("DescribeContainerLog") > 0;
    while !asked() {
        std::thread::yield_now();
    }
    write(&cloud, id, 0, &["first"]);
    following.waits_for("first");
    write(&cloud, id, 1, &["second"]);
    following.waits_for("second");
    let screen = following.screen();
    assert_eq!(screen.matches("first").count(), 1, "{screen}");
    following.presses(Key::Interrupt);
    following.finish().exits(130);
}
