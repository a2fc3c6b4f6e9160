//! `ui` for hours: what is fetched for profiles is no older than what stands there, and what nobody waits for ends.

use serde_json::json;
use yun_tests::cloud::{Cloud, TestKeys, TimeDelta, World};
use yun_tests::harness::{Home, Key, Layout, Stdout, eventually, in_both_runners};

/// Adds a profile that assumes a role with the keys of `dev`.
fn add_role(home: &Home<'_>) {
    let config = home.read("config/config.toml");
    home.write_config(&format!(
        "{config}\n[profiles.role]\nmode = \"RamRoleArn\"\nregion = \"cn-hangzhou\"\n\
         [profiles.role.fields]\nsource_profile = \"dev\"\nrole_arn = \"acs:ram::1234567890123456:role/operator\"\n"
    ));
}

#[test]
fn a_token_that_was_withdrawn_is_told_and_another_is_fetched() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    add_role(&home);
    in_both_runners(|runner| {
        let command = home.command(["ui", "-p", "role"]).runner(runner);
        let terminal = command.at_terminal(110, 30, Stdout::Shown);
        // The first type's list is over: what it was refused would have the token fetched anew.
        terminal.waits_for("eci-bp1").waits_until_gone("Loading");
        terminal
            .types("2")
            .waits_for("120 rows")
            .waits_until_gone("Loading");
        cloud.world(|world| {
            for session in &mut world.sessions {
                session.expires -= TimeDelta::hours(2);
            }
        });
        let before = cloud.calls("AssumeRole");
        // Who may not look sees no rows, but why.
        terminal
            .types("r")
            .waits_for("1 failed")
            .waits_for("the security token has expired");
        assert!(!terminal.screen().contains("i-bp1yun"), "{}", terminal.screen());
        terminal
            .types("r")
            .waits_until_gone("1 failed")
            .waits_for("120 rows");
        assert_eq!(cloud.calls("AssumeRole"), before + 1);
        terminal.types("q");
        terminal.finish().succeeds();
    });
}

#[test]
fn what_another_process_changed_is_taken_in_by_a_refresh() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    add_role(&home);
    let edit = |keys: &TestKeys| {
        home.command(["profile", "edit", "dev", "--access-key-id", &keys.access_key_id])
            .secret(keys)
            .run()
            .succeeds();
    };
    let command = home.command(["ui", "-p", "role"]);
    let terminal = command.at_terminal(110, 30, Stdout::Shown);
    terminal.types("2").waits_for("120 rows");
    // A reader may not assume the role.
    edit(&cloud.read_only_keys());
    terminal.types("r").waits_for("1 failed");
    edit(&cloud.keys());
    terminal
        .types("r")
        .waits_until_gone("1 failed")
        .waits_for("120 rows");
    terminal.types("q");
    terminal.finish().succeeds();
}

#[test]
fn plugins_questions_are_answered_one_by_one_once_they_were_seen() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("asks-for-everything");
    let (mut config, mut secrets) = (home.read("config/config.toml"), home.read("data/secrets.toml"));
    for name in ["first", "second"] {
        config.push_str(&format!(
            "\n[profiles.{name}]\nmode = \"Asks\"\nregion = \"cn-hangzhou\"\n\
             [profiles.{name}.fields]\nservice = \"prompt.ask\"\nmoment = \"resolve\"\n"
        ));
        let title = format!("The code of {name}");
        let question = json!({"title": {"en": title, "zh": title}, "kind": "text"});
        secrets.push_str(&format!("\n[profiles.{name}]\nasked = '{question}'\n"));
    }
    home.write_config(&config);
    home.write("data/secrets.toml", secrets);
    in_both_runners(|runner| {
        let command = home.command(["ui", "-p", "first", "-p", "second"]).runner(runner);
        let terminal = command.at_terminal(110, 30, Stdout::Shown);
        for _ in 0..2 {
            // A question that has just come takes no keys.
            terminal.waits_for("The code of").waits_until_gone("one moment");
            let screen = terminal.screen();
            let is_asked = |name: &&str| screen.contains(&format!("The code of {name}"));
            let name = ["first", "second"].into_iter().find(is_asked);
            let name = name.expect("one of the two is asked");
            terminal.types(&format!("of-{name}")).presses(Key::Enter);
            terminal.waits_until_gone(&format!("The code of {name}"));
        }
        // Each is handed its own answer.
        terminal.waits_for("of-first").waits_for("of-second").types("q");
        terminal.finish().succeeds();
    });
}

#[test]
fn a_call_that_nobody_waits_for_ends_though_its_plugin_does_not() {
    let cloud = Cloud::with(World::default());
    let layout = Layout::install();
    let mut home = Home::with_profile(&cloud);
    home.install(&layout);
    home.add_fixture("misbehaves");
    let config = home.read("config/config.toml");
    home.write_config(&format!(
        "{config}\n[profiles.hangs]\nmode = \"Misbehaves\"\nregion = \"cn-hangzhou\"\n\
         [profiles.hangs.fields]\nhow = \"hang\"\naccess_key_id = \"none\"\n"
    ));
    let command = home.command(["--timeout", "600", "ui", "-p", "hangs"]);
    let terminal = command.at_terminal(110, 30, Stdout::Shown);
    terminal.waits_for("Profile hangs");
    eventually("the plugin runs in a child", || layout.processes().len() == 2);
    terminal
        .types("p")
        .waits_for("Profiles ")
        .types("dev")
        .presses(Key::Enter);
    terminal.waits_for("Profile dev");
    eventually("the child is ended", || layout.processes().len() == 1);
    terminal.types("q");
    terminal.finish().succeeds();
}
