//! A day in the terminal UI, at a terminal from the first profile to the last key, while a region hangs, a plugin crashes
//! and a token expires.

use yun_tests::cloud::{Cloud, Fault, Instance, Pace, TimeDelta, World};
use yun_tests::harness::{AtTerminal, Home, Key, Runner, Stdout};

const ROLE: &str = "acs:ram::1234567890123456:role/operator";
/// What a terminal sends for the key.
const RIGHT: &str = "\x1b[C";

fn cloud() -> Cloud {
    let mut world = World::empty();
    world.pace = Pace::Looks(2);
    for (id, name) in [
        ("i-1", "web-1"),
        ("i-2", "web-2"),
        ("i-3", "web-3"),
        ("i-4", "db-1"),
    ] {
        world.instances.push(Instance {
            name: name.to_owned(),
            status: "Running".to_owned(),
            ..Instance::new("cn-hangzhou", id)
        });
    }
    let cloud = Cloud::with(world);
    cloud.add_fault(Fault::dead().action("DescribeInstances").region("cn-beijing"));
    cloud
}

/// Beside the profile that is added: one that assumes a role, and one whose plugin crashes when it is asked.
fn add_others(home: &mut Home<'_>) {
    home.add_hostile("misdeeds");
    home.adding_mode("role", "RamRoleArn")
        .arguments(["--no-verify", "--source-profile", "dev", "--role-arn", ROLE])
        .run()
        .succeeds();
    home.adding_mode("broken", "Misdeeds")
        .arguments(["--no-verify", "--how", "resolve:abort"])
        .run()
        .succeeds();
    home.yun(["profile", "use", "dev"]).succeeds();
}

/// Switches to a profile, by the choice of profiles.
fn switch<'a>(terminal: &'a AtTerminal, name: &str) -> &'a AtTerminal {
    terminal
        .types("p")
        .waits_for("Profiles ")
        .types(name)
        .waits_for(&format!("> {name}"))
        .presses(Key::Enter)
        .waits_for(&format!("Profile {name}"))
}

/// Adds the first profile: verified, then saved.
fn add_first(cloud: &Cloud, terminal: &AtTerminal) {
    let keys = cloud.keys();
    terminal.waits_for("there a adds one").types("P");
    terminal.waits_for("There is no profile yet").types("a");
    terminal
        .waits_for("AccessKey (recommended)")
        .types("dev")
        .presses(Key::Down)
        .presses(Key::Down);
    terminal.types(&keys.access_key_id).presses(Key::Down);
    terminal.types(&keys.access_key_secret).presses(Key::Down);
    terminal.types("cn-hangzhou").waits_for("cn-hangzhou");
    for _ in 0..3 {
        terminal.presses(Key::Down);
    }
    terminal
        .waits_for("Asks Alibaba Cloud whether this works")
        .presses(Key::Enter)
        .waits_for("verified: acs:ram::1234567890123456:user/developer")
        .presses(Key::Enter)
        .waits_for("saved and in use")
        .waits_for("1 profile");
    terminal.presses(Key::Escape).waits_until_gone("1 profile");
}

/// Stops two of three, and sees them stop.
fn stop_two(terminal: &AtTerminal) {
    terminal.types("/web").waits_until_gone("db-1");
    terminal.presses(Key::Enter).waits_for("3 of 4").types("  ");
    terminal.waits_for("2 marked").types("a");
    terminal
        .waits_for("Act on 2 ECS instances")
        .types("Stop")
        .waits_for("> Stop")
        .presses(Key::Enter);
    terminal.waits_for("Stop mode").presses(Key::Enter);
    terminal
        .waits_for("ECS instances: stop these 2?")
        .types("y")
        .presses(Key::Enter)
        .waits_for("Stop: done for 2")
        .presses(Key::Escape)
        .waits_until_gone("What was done ");
    let screen = terminal.screen();
    assert_eq!(screen.matches("Stopped").count(), 2, "{screen}");
    assert_eq!(screen.matches("Running").count(), 1, "{screen}");
    terminal.presses(Key::Escape).waits_for("db-1");
}

/// A token that Alibaba Cloud takes for expired fails where it is used, and is fetched anew when that is asked for.
fn outlive_a_token(cloud: &Cloud, terminal: &AtTerminal) {
    switch(terminal, "role").waits_for("db-1");
    cloud.world(|world| {
        for session in &mut world.sessions {
            session.expires -= TimeDelta::hours(2);
        }
    });
    let before = cloud.calls("AssumeRole");
    terminal.types("r").waits_for("failed");
    terminal.waits_for("has expired").types("r");
    terminal.waits_until_gone("failed").waits_for("db-1");
    assert!(cloud.calls("AssumeRole") > before);
}

#[test]
fn a_day_goes_by_whatever_goes_wrong_meanwhile() {
    let cloud = cloud();
    let mut home = Home::new(&cloud);
    let terminal = home
        .command(["ui", "--lang", "en"])
        .runner(Runner::Child)
        .at_terminal(120, 32, Stdout::Shown);
    add_first(&cloud, &terminal);
    terminal.types("q");
    terminal.finish().succeeds();

    add_others(&mut home);
    let terminal = home
        .command(["ui", "-r", "cn-hangzhou", "-r", "cn-beijing"])
        .runner(Runner::Child)
        .at_terminal(120, 32, Stdout::Shown);
    terminal
        .types("2")
        .waits_for("Loading, 1 of 2 done")
        .waits_for("db-1");
    stop_two(&terminal);
    outlive_a_token(&cloud, &terminal);
    switch(&terminal, "broken")
        .waits_for("crashed")
        .waits_until_gone("db-1");
    switch(&terminal, "dev").waits_for("db-1");

    terminal.types(",").waits_for("Language");
    for _ in ["borders", "color", "color-depth", "language"] {
        terminal.presses(Key::Down);
    }
    terminal.types(RIGHT).waits_for("Language English");
    terminal.types(RIGHT).waits_for("设置");
    terminal.types("q");
    terminal.finish().succeeds();
    assert!(home.read("config/config.toml").contains("language = \"zh\""));
    home.assert_no_secret_in_files();
}
