//! The terminal UI acts: what somebody is asked, what is done, and what became of it.

use yun_tests::cloud::{Cloud, Fault, Pace, World};
use yun_tests::harness::{AtTerminal, Home, Key, Runner, Stdout, in_both_runners};

use crate::acting::cloud_of;

/// The UI with the list of instances, `rows` of them.
fn opened(home: &Home<'_>, runner: Runner, rows: &str, arguments: &[&str]) -> AtTerminal {
    let command = home.command(["ui"]).arguments(arguments.iter().copied());
    let terminal = command.runner(runner).at_terminal(110, 30, Stdout::Shown);
    terminal.types("2").waits_for(rows);
    terminal
}

/// Chooses the action of this title from the menu.
fn choose<'a>(terminal: &'a AtTerminal, title: &str) -> &'a AtTerminal {
    terminal
        .types("a")
        .waits_for("Act on ")
        .types(title)
        .waits_for(&format!("> {title}"))
        .presses(Key::Enter)
}

/// Leaves the pane of what was done, and then the UI.
fn leave(terminal: AtTerminal) {
    terminal
        .presses(Key::Escape)
        .waits_until_gone("What was done ")
        .types("q");
    terminal.finish().succeeds();
}

#[test]
fn marked_instances_are_stopped_and_seen_to_stop() {
    in_both_runners(|runner| {
        let cloud = cloud_of([("i-1", "Running"), ("i-2", "Running"), ("i-3", "Running")]);
        let home = Home::with_profile(&cloud);
        let terminal = opened(&home, runner, "3 rows", &[]);
        terminal.types("  ").waits_for("2 marked");
        choose(&terminal, "Stop")
            .waits_for("Stop mode")
            .presses(Key::Enter);
        terminal
            .waits_for("ECS instances: stop these 2?")
            .waits_for("dev / cn-hangzhou (2)")
            .waits_for("i-2 (");
        assert!(!terminal.screen().contains("i-3 ("), "{}", terminal.screen());
        // Enter alone is no yes.
        terminal
            .presses(Key::Enter)
            .waits_until_gone("ECS instances: stop these 2?");
        assert_eq!(cloud.calls("StopInstances"), 0);
        terminal.presses(Key::Escape).waits_until_gone("Stop mode");
        choose(&terminal, "Stop")
            .waits_for("Stop mode")
            .presses(Key::Enter)
            .waits_for("ECS instances: stop these 2?")
            .types("y")
            .presses(Key::Enter)
            .waits_for("Stop: done for 2");
        terminal
            .waits_for("Done, now Stopped")
            .presses(Key::Escape)
            .waits_until_gone("What was done ");
        let screen = terminal.screen();
        assert_eq!(screen.matches("Stopped").count(), 2, "{screen}");
        assert_eq!(screen.matches("Running").count(), 1, "{screen}");
        terminal.types("w").waits_for("What was done ");
        leave(terminal);
    });
}

#[test]
fn what_cannot_be_is_said_before_and_after_the_question() {
    let cloud = cloud_of([("i-1", "Stopped")]);
    cloud.world(|world| world.instance("i-1").deletion_protection = true);
    let home = Home::with_profile(&cloud);
    let terminal = opened(&home, Runner::InProcess, "1 row", &[]);
    terminal
        .types("a")
        .waits_for("it is protected from release")
        .waits_for("already Stopped")
        .types("Release")
        .presses(Key::Enter)
        .waits_for("Force")
        .presses(Key::Enter);
    terminal
        .waits_for("there is nothing to do")
        .waits_for("release is refused: it is protected from release")
        .presses(Key::Enter)
        .waits_until_gone("there is nothing to do");
    assert_eq!(cloud.calls("DeleteInstances"), 0);
    terminal.presses(Key::Escape).waits_until_gone("Force").types("q");
    terminal.finish().succeeds();
}

#[test]
fn who_may_not_is_told_what_is_missing() {
    let cloud = cloud_of([("i-1", "Running")]);
    let home = Home::new(&cloud);
    home.add_profile("reader", &cloud.read_only_keys());
    let terminal = opened(&home, Runner::InProcess, "1 row", &[]);
    choose(&terminal, "Stop")
        .waits_for("Stop mode")
        .presses(Key::Enter)
        .waits_for("ECS instances: stop this one?")
        .types("y")
        .presses(Key::Enter);
    terminal
        .waits_for("Stop: failed for 1 of 1")
        .waits_for("Refused")
        .waits_for("ecs:StopInstances");
    leave(terminal);
}

#[test]
fn an_action_gets_its_parameters_and_one_that_is_missing_is_asked_for() {
    let cloud = cloud_of([("i-1", "Running")]);
    let home = Home::with_profile(&cloud);
    let terminal = opened(&home, Runner::InProcess, "1 row", &[]);
    choose(&terminal, "Rename")
        .waits_for("2 to 128 characters")
        .presses(Key::Enter)
        .waits_for("it cannot be empty")
        .types("库-web")
        .waits_until_gone("it cannot be empty")
        .presses(Key::Enter);
    terminal
        .waits_for("Name: 库-web")
        .types("y")
        .presses(Key::Enter)
        .waits_for("Rename: done for 1")
        .presses(Key::Escape)
        .waits_until_gone("What was done ");
    terminal.waits_for("库-web");
    assert_eq!(cloud.world(|world| world.instance("i-1").name.clone()), "库-web");
    choose(&terminal, "Stop")
        .waits_for("not given")
        .presses(Key::Down)
        .types(" ")
        .waits_for("< Economical mode")
        .presses(Key::Enter)
        .waits_for("Stop mode: Economical mode")
        .types("y")
        .presses(Key::Enter)
        .waits_for("Stop: done for 1");
    assert_eq!(
        cloud.world(|world| world.instance("i-1").stopped_mode.clone()),
        "StopCharging"
    );
    leave(terminal);
}

#[test]
fn what_is_grave_takes_a_word_and_what_is_gone_is_gone_from_the_table() {
    let cloud = cloud_of([("i-1", "Stopped"), ("i-2", "Stopped")]);
    let home = Home::with_profile(&cloud);
    let terminal = opened(&home, Runner::InProcess, "2 rows", &[]);
    choose(&terminal, "Release")
        .waits_for("Force")
        .presses(Key::Enter);
    terminal
        .waits_for("ECS instances: release this one?")
        .types("y")
        .presses(Key::Enter)
        .waits_for("Type release")
        .types("relaese")
        .presses(Key::Enter)
        .types("\x15release")
        .waits_for("> release");
    assert_eq!(cloud.calls("DeleteInstances"), 0);
    terminal
        .presses(Key::Enter)
        .waits_for("Release: done for 1")
        .presses(Key::Escape)
        .waits_until_gone("What was done ");
    terminal.waits_for("1 row").waits_until_gone("i-1");
    terminal.types("q");
    terminal.finish().succeeds();
}

#[test]
fn an_action_is_tried_without_changing_anything() {
    let cloud = cloud_of([("i-1", "Running")]);
    let home = Home::with_profile(&cloud);
    let terminal = opened(&home, Runner::InProcess, "1 row", &[]);
    choose(&terminal, "Restart")
        .waits_for("Force")
        .presses(Key::Enter);
    terminal
        .waits_for("ECS instances: restart this one?")
        .types("t")
        .presses(Key::Enter)
        .waits_for("Dry run, Restart ")
        .waits_for("1 would work")
        .waits_for("It would work");
    terminal
        .presses(Key::Escape)
        .waits_until_gone("What was done ")
        .waits_for("ECS instances: restart this one?")
        .presses(Key::Escape)
        .waits_until_gone("ECS instances: restart this one?");
    assert_eq!(
        cloud.world(|world| world.instance("i-1").status.clone()),
        "Running"
    );
    terminal.presses(Key::Escape).waits_until_gone("Force").types("q");
    terminal.finish().succeeds();
}

#[test]
fn a_region_that_hangs_holds_no_action_up() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.add_fault(Fault::dead().action("DescribeInstances").region("cn-beijing"));
    let home = Home::with_profile(&cloud);
    let terminal = opened(
        &home,
        Runner::InProcess,
        "Loading, 1 of 2 done",
        &["-r", "cn-hangzhou", "-r", "cn-beijing"],
    );
    terminal.waits_for("i-1");
    choose(&terminal, "Stop")
        .waits_for("Stop mode")
        .presses(Key::Enter)
        .waits_for("ECS instances: stop this one?")
        .types("y")
        .presses(Key::Enter)
        .waits_for("Stop: done for 1");
    terminal
        .presses(Key::Escape)
        .waits_until_gone("What was done ")
        .waits_for("Stopped")
        .waits_for("Loading, 1 of 2 done");
    terminal.types("q");
    terminal.finish().succeeds();
}

#[test]
fn who_leaves_is_asked_and_told_what_goes_on() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.world(|world| world.pace = Pace::Looks(1_000_000));
    let home = Home::with_profile(&cloud);
    let terminal = opened(&home, Runner::InProcess, "1 row", &[]);
    choose(&terminal, "Stop")
        .waits_for("Stop mode")
        .presses(Key::Enter)
        .waits_for("ECS instances: stop this one?")
        .types("y")
        .presses(Key::Enter)
        .waits_for("Under way, Stopping")
        .presses(Key::Escape)
        .waits_until_gone("What was done ");
    // The table shows it, too, and goes on working.
    terminal
        .waits_for("Stopping")
        .waits_for("Stop: 0 of 1 done")
        .types("q")
        .waits_for("still going on: i-1 (Stopping)")
        .presses(Key::Enter)
        .waits_until_gone("still going on");
    terminal
        .presses(Key::Interrupt)
        .waits_for("still going on: i-1 (Stopping)")
        .presses(Key::Interrupt);
    terminal
        .finish()
        .succeeds()
        .says(&["still going on: i-1 (Stopping)", "yun ecs list"]);
}

#[test]
fn a_plugin_that_crashes_in_an_action_is_an_error_of_that_action() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_hostile("misdeeds");
    let command = home.command(["ui", "-r", "act-abort"]).runner(Runner::Child);
    let terminal = command.at_terminal(120, 30, Stdout::Shown);
    terminal.waits_for("5 Misdeeds").types("5").waits_for("behaved");
    choose(&terminal, "Poke").waits_for("Misdeeds: poke this one?");
    terminal
        .types("y")
        .presses(Key::Enter)
        .waits_for("Poke: failed for 1 of 1")
        .waits_for("misdeeds");
    terminal
        .presses(Key::Escape)
        .waits_until_gone("What was done ")
        .types("r")
        .waits_for("1 row");
    terminal.types("q");
    terminal.finish().succeeds();
}
