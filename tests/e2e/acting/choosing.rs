//! What an action is for: ids, standard input, or what filters let through; and who has to say yes.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Stdout};

use super::{cloud_of, statuses};

#[test]
fn ids_come_through_a_pipe() {
    let cloud = cloud_of([("i-1", "Stopped"), ("i-2", "Running"), ("i-3", "Stopped")]);
    let home = Home::with_profile(&cloud);
    let listed = home
        .yun(["ecs", "list", "--filter", "status=Stopped", "-o", "ids"])
        .succeeds();
    let ran = home
        .command(["ecs", "start", "-", "-o", "json"])
        .stdin(format!("{}\n\n  i-1  \r\n", listed.stdout))
        .run()
        .succeeds();
    assert_eq!(ran.ids(), ["i-1", "i-3"]);
    assert!(statuses(&cloud).iter().all(|status| status == "Running"));
}

#[test]
fn a_pipe_that_is_no_text_is_refused_as_a_whole() {
    let cloud = cloud_of([("i-1", "Running")]);
    let home = Home::with_profile(&cloud);
    let ran = home
        .command(["ecs", "stop", "-", "-o", "json"])
        .stdin(*b"i-1\n\xff\xfe\n")
        .run()
        .exits(2);
    assert_eq!(ran.error()["code"], "stdin_unreadable");
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn an_empty_pipe_is_nothing_to_do() {
    let cloud = cloud_of([("i-1", "Running")]);
    let home = Home::with_profile(&cloud);
    for line in ["ecs start -", "ecs release -"] {
        let ran = home.command(line.split(' ')).stdin("\n").run().succeeds();
        assert!(ran.stderr.contains("nothing to do"), "{}", ran.stderr);
    }
    let ran = home
        .command(["ecs", "start", "-", "-o", "json"])
        .stdin("")
        .run()
        .succeeds();
    assert_eq!(ran.stdout.trim(), "[]");
    assert_eq!(cloud.requests().len(), 0, "nobody was asked");
}

#[test]
fn filters_choose_and_somebody_has_to_say_yes() {
    let cloud = cloud_of([("i-1", "Running"), ("i-2", "Running"), ("i-3", "Stopped")]);
    cloud.world(|world| world.instance("i-1").name = "web-1".to_owned());
    let home = Home::with_profile(&cloud);
    let stop = [
        "ecs",
        "stop",
        "--filter",
        "name=web*",
        "--all-matching",
        "-o",
        "json",
    ];
    let ran = home.command(stop).run().exits(2);
    assert_eq!(ran.error()["code"], "confirmation_needed");
    assert!(cloud.world(|world| world.deeds.is_empty()), "nothing happens");
    let ran = home.command(stop).arguments(["--yes"]).run().succeeds();
    assert_eq!(ran.ids(), ["i-1"]);
    assert_eq!(statuses(&cloud), ["Stopped", "Running", "Stopped"]);
    let none = home
        .command(["ecs", "stop", "--filter", "name=db*", "--all-matching", "--yes"])
        .run()
        .succeeds();
    assert!(none.stderr.contains("nothing to do"), "{}", none.stderr);
}

#[test]
fn a_release_asks_and_without_an_answer_nothing_happens() {
    let cloud = cloud_of([("i-1", "Stopped")]);
    let home = Home::with_profile(&cloud);
    for line in ["ecs release i-1", "ecs release i-1 --no-input"] {
        let ran = home
            .command(line.split(' '))
            .arguments(["-o", "json"])
            .run()
            .exits(2);
        assert_eq!(ran.error()["code"], "confirmation_needed");
        assert!(ran.error()["hint"].as_str().unwrap().contains("--yes"));
    }
    assert_eq!((cloud.calls("DeleteInstances"), statuses(&cloud).len()), (0, 1));
    cloud.world(|world| world.instance("i-1").deletion_protection = true);
    let ran = home.yun(["ecs", "release", "i-1", "-o", "json"]).exits(1);
    assert_eq!(ran.error()["code"], "protected", "there is nothing to ask about");
}

#[test]
fn a_person_is_asked_with_names_and_may_decline() {
    let cloud = cloud_of([("i-1", "Stopped"), ("i-2", "Stopped")]);
    cloud.world(|world| {
        world.instance("i-1").name = "前端".to_owned();
        world.instance("i-2").deletion_protection = true;
    });
    let home = Home::with_profile(&cloud);
    let release = |ids: &[&str]| {
        let command = home.command(["ecs", "release"]).arguments(ids);
        command.at_terminal(100, 30, Stdout::Shown)
    };
    let terminal = release(&["i-1", "i-2"]);
    terminal.waits_for("ECS instances in dev / cn-hangzhou: release i-1 (前端)?");
    let screen = terminal.screen();
    let (refused, asked) = (screen.find("i-2"), screen.find("i-1"));
    assert!(
        refused < asked && refused.is_some(),
        "what is refused is said before: {screen}"
    );
    terminal.answers("release", "n");
    terminal.finish().exits(130);
    assert_eq!(statuses(&cloud).len(), 2);
    let terminal = release(&["i-1"]);
    terminal.answers("release", "y");
    terminal.finish().succeeds();
    assert_eq!(statuses(&cloud).len(), 1);
}

#[test]
fn wrong_use_is_said_before_anybody_is_asked() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (line, code) in [
        ("ecs stop", "argument_missing"),
        (
            "ecs stop i-1 --all-matching --filter status=Running",
            "ids_and_matching",
        ),
        ("ecs stop --all-matching", "filter_missing"),
        ("ecs stop i-1 --filter status=Running", "filter_without_matching"),
        ("ecs stop i-1 --stopped-mode sometimes", "argument_invalid"),
        ("ecs stop i-1 --wait-timeout soon", "argument_invalid"),
        ("ecs rename i-1", "argument_missing"),
        ("ecs stop i-1 --columns colour", "column_unknown"),
        (
            "managed rename --name x --all-matching --filter name=web*",
            "filter_invalid",
        ),
    ] {
        let ran = home
            .command(line.split(' '))
            .arguments(["-o", "json"])
            .run()
            .exits(2);
        assert_eq!(ran.error()["code"], code, "{line}");
    }
    let ran = home
        .command(["ecs", "rename", "i-1", "--name", " ", "-o", "json"])
        .run()
        .exits(2);
    assert_eq!(ran.error()["code"], "argument_invalid");
    assert_eq!(cloud.requests().len(), 0);
}
