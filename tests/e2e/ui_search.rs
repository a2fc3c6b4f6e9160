//! The terminal UI searches everything: every type in every region.

use yun_tests::cloud::{Cloud, Fault, Instance, World};
use yun_tests::harness::{Home, Key, Stdout, in_both_runners};

#[test]
fn what_is_in_another_region_and_type_is_found_and_opened() {
    let cloud = Cloud::with(World::default());
    cloud.world(|world| {
        world.instances.push(Instance {
            name: "needle".to_owned(),
            ..Instance::new("cn-beijing", "i-needle-1")
        });
    });
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let command = home.command(["ui"]).runner(runner);
        let terminal = command.at_terminal(110, 30, Stdout::Shown);
        terminal
            .waits_for("45 rows")
            .types("f")
            .waits_for("Search everything");
        terminal
            .types("NEEDLE")
            .presses(Key::Enter)
            .waits_for("i-needle-1")
            .waits_for("cn-beijing")
            .waits_for("ECS instances  i-needle-1");
        terminal.waits_for("1 row").waits_until_gone("Loading");
        terminal.presses(Key::Enter).waits_for("Host name");
        terminal
            .presses(Key::Escape)
            .waits_until_gone("Host name")
            .waits_for("i-needle-1");
        terminal
            .presses(Key::Escape)
            .waits_until_gone("i-needle-1")
            .types("q");
        terminal.finish().succeeds();
    });
}

#[test]
fn what_failed_is_told_and_nothing_found_is_said() {
    let cloud = Cloud::with(World::default());
    cloud.add_fault(
        Fault::error(400, "Odd.Thing", "not today")
            .action("DescribeInstances")
            .region("cn-beijing"),
    );
    let home = Home::with_profile(&cloud);
    let terminal = home.command(["ui"]).at_terminal(110, 30, Stdout::Shown);
    terminal
        .waits_for("45 rows")
        .types("f")
        .waits_for("Search everything");
    terminal
        .types("no-such-thing")
        .presses(Key::Enter)
        .waits_for("1 failed");
    terminal
        .types("e")
        .waits_for("What failed ")
        .waits_for("cn-beijing");
    terminal
        .presses(Key::Escape)
        .waits_until_gone("What failed ")
        .types("q");
    terminal.finish().succeeds();
}

#[test]
fn rows_of_a_region_that_fails_at_a_refresh_stay_and_are_marked_as_old() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let command = home.command(["ui", "-r", "cn-hangzhou", "-r", "cn-beijing"]);
    let terminal = command.at_terminal(110, 30, Stdout::Shown);
    terminal
        .types("2")
        .waits_for("i-2zeyun00000000000000")
        .waits_until_gone("Loading");
    cloud.add_fault(
        Fault::error(400, "Odd.Thing", "not today")
            .action("DescribeInstances")
            .region("cn-beijing"),
    );
    terminal
        .types("r")
        .waits_for("1 failed")
        .waits_for("Old: cn-beijing");
    assert!(
        terminal.screen().contains("i-2zeyun00000000000000"),
        "{}",
        terminal.screen()
    );
    cloud.clear_faults();
    terminal.types("r").waits_until_gone("Old: cn-beijing");
    terminal.types("q");
    terminal.finish().succeeds();
}
