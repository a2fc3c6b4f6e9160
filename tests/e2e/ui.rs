//! The terminal UI in a real terminal: lists, filters, details, regions and accounts, and the terminal as it was at the end.

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{AtTerminal, Home, Key, Stdout, in_both_runners};

fn open(home: &Home<'_>, arguments: &[&str]) -> AtTerminal {
    let command = home.command(["ui"]).arguments(arguments.iter().copied());
    command.at_terminal(110, 30, Stdout::Shown)
}

#[test]
fn it_lists_filters_shows_and_quits() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let command = home.command(["ui"]).runner(runner);
        let terminal = command.at_terminal(110, 30, Stdout::Shown);
        terminal.waits_for("Elastic container instances");
        terminal
            .types("2")
            .waits_for("i-bp1yun00000000000000")
            .waits_for("120 rows");
        terminal
            .types("/db")
            .waits_until_gone("web-000")
            .presses(Key::Enter)
            .waits_for("15 of 120 with \"db\"");
        terminal
            .presses(Key::Escape)
            .waits_for("120 rows")
            .waits_for("web-000");
        terminal
            .presses(Key::Enter)
            .waits_for("Host name")
            .waits_for("iZbp1yun00000000000000Z");
        terminal
            .types("v")
            .waits_for("\"InstanceId\": \"i-bp1yun00000000000000\"");
        // An Esc and a letter right after it are one key.
        terminal
            .presses(Key::Escape)
            .waits_until_gone("InstanceId")
            .types("q");
        terminal.finish().succeeds();
    });
}

#[test]
fn regions_and_accounts_are_switched() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("other", &cloud.denied_keys());
    home.yun(["profile", "use", "dev"]).succeeds();
    let terminal = open(&home, &[]);
    terminal
        .types("2")
        .waits_for("120 rows")
        .types("R")
        .waits_for("cn-beijing");
    terminal
        .types("beijing")
        .waits_until_gone("cn-shanghai")
        .presses(Key::Enter);
    terminal
        .waits_for("Region cn-beijing")
        .waits_for("i-2zeyun00000000000000");
    assert!(!terminal.screen().contains("i-bp1yun"), "{}", terminal.screen());
    terminal
        .types("p")
        .waits_for("[x] dev")
        .types("other")
        .presses(Key::Enter)
        .waits_for("is in use");
    terminal
        .waits_for("Profile other")
        .waits_for("1 failed")
        .waits_until_gone("i-2zeyun");
    terminal.types("e").waits_for("What failed").presses(Key::Escape);
    terminal.presses(Key::Interrupt);
    terminal.finish().succeeds();
    // It is the current one from then on.
    let terminal = open(&home, &[]);
    terminal.waits_for("Profile other").types("q");
    terminal.finish().succeeds();
}

#[test]
fn what_is_chosen_of_a_list_is_there_the_next_time() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let terminal = open(&home, &[]);
    terminal.types("2").waits_for("web-000").types("c");
    terminal
        .waits_for("[x] Name")
        .types("Name ")
        .waits_for("[ ] Name")
        .presses(Key::Enter)
        .waits_until_gone("web-000");
    terminal.types("sS").waits_for("Sorted by Instance ID").types("q");
    terminal.finish().succeeds();
    let terminal = open(&home, &["--lang", "zh"]);
    terminal.types("2").waits_for("实例 ID↓").waits_for("i-bp1yun");
    assert!(!terminal.screen().contains("web-0"), "{}", terminal.screen());
    terminal.types("q");
    terminal.finish().succeeds();
}

#[test]
fn what_is_said_at_the_start_holds() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let terminal = open(&home, &["-r", "cn-beijing", "--lang", "zh", "--color", "never"]);
    terminal
        .types("2")
        .waits_for("地域 cn-beijing")
        .waits_for("i-2zeyun00000000000000");
    assert!(!terminal.has_colour());
    terminal.types("q");
    terminal.finish().succeeds();
}

#[test]
fn a_hanging_region_and_small_screens_hold_nothing_up() {
    let cloud = Cloud::with(World::default());
    cloud.add_fault(Fault::dead().action("DescribeInstances").region("cn-beijing"));
    let home = Home::with_profile(&cloud);
    let terminal = open(&home, &["-r", "cn-hangzhou", "-r", "cn-beijing"]);
    terminal
        .types("2")
        .waits_for("Loading, 1 of 2 done")
        .waits_for("i-bp1yun00000000000000");
    terminal
        .resizes(40, 12)
        .waits_for("2 ECS instances")
        .waits_for("web-000");
    terminal.resizes(30, 5).waits_for("At least 40 columns");
    terminal.resizes(110, 30).waits_for("Loading, 1 of 2 done");
    terminal.types("q");
    terminal.finish().succeeds();
}

#[test]
fn a_signal_ends_it_and_the_terminal_is_as_it_was() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let terminal = open(&home, &[]);
    terminal.waits_for("rows");
    terminal.told_to_end();
    terminal.finish().exits(130).says(&["interrupted"]);
}

#[test]
fn it_ends_with_the_window_that_it_is_in() {
    let cloud = Cloud::with(World::default());
    cloud.add_fault(Fault::dead().action("DescribeInstances"));
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let command = home.command(["ui"]).runner(runner);
        let terminal = command.at_terminal(110, 30, Stdout::Shown);
        terminal.types("2").waits_for("Loading, 0 of 1 done");
        terminal.hung_up();
        // What it says comes on standard error as it was before, and so on the terminal.
        terminal.finish().exits(130).says(&["interrupted"]);
    });
}

#[test]
fn what_else_wrote_to_the_screen_is_drawn_over() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let terminal = open(&home, &[]);
    terminal.types("2").waits_for("120 rows");
    // Ctrl-L, and what goes on after it.
    terminal
        .types("\x0c/db")
        .waits_until_gone("web-000")
        .presses(Key::Enter)
        .waits_for("15 of 120 with \"db\"");
    terminal.presses(Key::Escape).waits_for("120 rows").types("q");
    terminal.finish().succeeds();
}

#[test]
fn without_a_profile_it_says_what_to_do() {
    let home = Home::alone();
    let terminal = open(&home, &[]);
    terminal.waits_for("there a adds one").types("q");
    terminal.finish().succeeds();
}

#[test]
fn without_a_terminal_or_with_an_unknown_profile_it_does_not_begin() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun(["ui"]).exits(2).says(&["needs a terminal"]);
    let terminal = open(&home, &["-p", "nobody"]);
    terminal
        .finish()
        .exits(2)
        .says(&["no profile is called \"nobody\""]);
}

#[test]
fn yun_alone_offers_it_on_a_terminal() {
    let home = Home::alone();
    let none: [&str; 0] = [];
    let terminal = home.command(none).at_terminal(100, 200, Stdout::Shown);
    terminal.waits_for("yun ui shows all of this");
    terminal.finish().succeeds();
    assert!(!home.yun(none).succeeds().stdout.contains("yun ui shows"));
}
