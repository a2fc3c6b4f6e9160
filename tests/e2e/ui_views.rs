//! The terminal UI shows views of resources, and follows those that grow.

use yun_tests::cloud::{Cloud, Container, ContainerGroup, World};
use yun_tests::harness::{AtTerminal, Home, Key, Runner, Stdout, in_both_runners};

const ID: &str = "eci-bp1views0000000000";

/// A cloud with one elastic container instance whose one container has written these lines, a second apart.
fn cloud_of(lines: &[&str]) -> Cloud {
    let mut world = World::empty();
    world
        .container_groups
        .push(ContainerGroup::new("cn-hangzhou", ID));
    let cloud = Cloud::with(world);
    write(&cloud, 0, lines);
    cloud
}

fn write(cloud: &Cloud, from: usize, lines: &[&str]) {
    cloud.world(|world| {
        let container = world.container_group(ID).container("main");
        for (second, line) in (from..).zip(lines) {
            container.write(&format!("2026-01-02T03:05:{second:02}.5Z"), line);
        }
    });
}

/// The UI with the list of elastic container instances.
fn opened(home: &Home<'_>, runner: Runner) -> AtTerminal {
    let command = home.command(["ui"]).runner(runner);
    let terminal = command.at_terminal(100, 20, Stdout::Shown);
    terminal.waits_for(ID).waits_for("1 row");
    terminal
}

#[test]
fn a_log_is_followed_from_before_its_first_line_until_it_is_left() {
    in_both_runners(|runner| {
        let cloud = cloud_of(&[]);
        let home = Home::with_profile(&cloud);
        let terminal = opened(&home, runner);
        terminal
            .types("V")
            .waits_for("Logs")
            .waits_for("Nothing yet")
            .waits_for("Following");
        write(&cloud, 0, &["starting", "ready \u{1b}[31mred"]);
        terminal.waits_for("starting").waits_for("ready \\u{1b}[31mred");
        write(&cloud, 2, &["served"]);
        terminal.waits_for("served");
        terminal.types("f").waits_for("Not followed");
        terminal
            .presses(Key::Escape)
            .waits_until_gone("served")
            .types("q");
        terminal.finish().succeeds();
    });
}

#[test]
fn who_reads_back_stays_there_while_more_comes() {
    let lines: Vec<String> = (0..50).map(|number| format!("line {number:02}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let cloud = cloud_of(&lines);
    let home = Home::with_profile(&cloud);
    let terminal = opened(&home, Runner::InProcess);
    terminal
        .types("V")
        .waits_for("line 49")
        .waits_until_gone("line 30");
    terminal
        .types("g")
        .waits_for("line 00")
        .waits_for("End: to the end");
    write(&cloud, 50, &["the newest"]);
    terminal.types("j").waits_until_gone("line 00");
    assert!(!terminal.screen().contains("the newest"), "{}", terminal.screen());
    terminal
        .types("G")
        .waits_for("the newest")
        .waits_until_gone("to the end");
    terminal.resizes(40, 12).waits_for("the newest");
    terminal.types("q");
    terminal.finish().succeeds();
}

#[test]
fn a_view_gets_its_parameters_and_tells_its_errors() {
    let cloud = cloud_of(&["first", "second"]);
    let home = Home::with_profile(&cloud);
    let terminal = opened(&home, Runner::InProcess);
    terminal
        .types("V")
        .waits_for("second")
        .types("o")
        .waits_for("not needed where");
    terminal
        .presses(Key::Down)
        .types("1")
        .presses(Key::Enter)
        .waits_until_gone("first")
        .waits_for("second");
    terminal
        .types("o")
        .waits_for("not needed where")
        .types("nothing")
        .presses(Key::Enter)
        .waits_for("has no container nothing");
    terminal
        .presses(Key::Escape)
        .waits_until_gone("has no container")
        .types("q");
    terminal.finish().succeeds();
}

#[test]
fn a_container_is_picked_by_the_names_that_the_instance_tells() {
    let cloud = cloud_of(&["of main"]);
    cloud.world(|world| {
        let group = world.container_group(ID);
        group
            .containers
            .push(Container::new("side", "registry.example/side:1"));
        let mut setup = Container::new("setup", "registry.example/setup:1");
        setup.write("2026-01-02T03:05:00.5Z", "of setup");
        group.init_containers.push(setup);
        let side = group.container("side");
        side.write("2026-01-02T03:05:01.5Z", "of side");
    });
    let home = Home::with_profile(&cloud);
    let terminal = opened(&home, Runner::InProcess);
    terminal
        .types("V")
        .waits_for("< not given >")
        .types(" ")
        .waits_for("< main >")
        .types(" ")
        .waits_for("< side >")
        .presses(Key::Enter)
        .waits_for("of side");
    terminal
        .types("o")
        .waits_for("< side >")
        .types("setup")
        .waits_until_gone("< side >")
        .presses(Key::Enter)
        .waits_for("of setup")
        .types("q");
    terminal.finish().succeeds();
}

#[test]
fn several_views_are_chosen_from_and_a_setting_says_how_much_is_kept() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("shelves");
    home.yun(["settings", "set", "scrollback", "100"]).succeeds();
    let terminal = home.command(["ui"]).at_terminal(100, 20, Stdout::Shown);
    terminal
        .waits_for("45 rows")
        .types("5")
        .waits_for("s-cn-hangzhou-001");
    terminal
        .types("V")
        .waits_for("Choose a view")
        .types("Diary")
        .presses(Key::Enter)
        .waits_for("line 2")
        .waits_for("line 3")
        .waits_for("nothing more comes");
    terminal
        .types("V")
        .waits_for("Choose a view")
        .types("Label")
        .waits_for("> Label")
        .presses(Key::Enter)
        .waits_for("Enter: go on");
    terminal
        .presses(Key::Escape)
        .waits_until_gone("Enter: go on")
        .types("q");
    terminal.finish().succeeds();
}
