//! The terminal UI's page of plugins in a real terminal: how they stand, and what is disabled and enabled there counts
//! at once.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{AtTerminal, Home, Key, Stdout};

fn open(home: &Home<'_>, arguments: &[&str]) -> AtTerminal {
    let command = home.command(["ui"]).arguments(arguments.iter().copied());
    command.at_terminal(120, 30, Stdout::Shown)
}

#[test]
fn a_plugin_is_disabled_and_enabled_and_its_tab_goes_and_comes_back() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let terminal = open(&home, &[]);
    terminal.waits_for("2 ECS instances");
    terminal.types("X").waits_for("ecs-ram-role").types("jjjjj");
    terminal.types("e").waits_for("Disable the plugin ecs?");
    terminal
        .types("y")
        .presses(Key::Enter)
        .waits_for("nothing of it is used")
        .waits_for("disabled")
        .waits_for("1 not used");
    home.yun(["ecs", "list"]).exits(8).says(&["is disabled"]);
    terminal
        .presses(Key::Escape)
        .waits_until_gone("ecs-ram-role")
        .waits_for("1 Elastic container instances");
    assert!(
        !terminal.screen().contains("ECS instances"),
        "{}",
        terminal.screen()
    );
    terminal.types("X").waits_for("1 not used");
    terminal
        .types("e")
        .waits_for("ecs is enabled")
        .waits_until_gone("1 not used");
    terminal
        .presses(Key::Escape)
        .waits_until_gone("ecs-ram-role")
        .waits_for("2 ECS instances");
    terminal.types("2").waits_for("i-bp1yun00000000000000").types("q");
    terminal.finish().succeeds();
}
