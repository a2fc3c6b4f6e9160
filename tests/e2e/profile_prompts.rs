//! Questions on a terminal: what is missing is asked for, once, in the user's language, on screens of any width.

use serde_json::json;
use yun_tests::cloud::{Cloud, TestKeys, World};
use yun_tests::harness::{AtTerminal, Home, Invocation, Key, Stdout};

fn wide(invocation: Invocation) -> AtTerminal {
    invocation.at_terminal(100, 30, Stdout::Shown)
}

fn nothing_is_saved(home: &Home<'_>) {
    assert!(!home.config_file().exists(), "config.toml was written");
    assert!(!home.secrets_file().exists(), "secrets.toml was written");
}

fn saved(home: &Home<'_>, name: &str) -> serde_json::Value {
    home.yun(["profile", "show", name, "-o", "json"])
        .succeeds()
        .json()
}

/// Answers what comes before the region.
fn signs_in(terminal: &AtTerminal, keys: &TestKeys) {
    terminal
        .waits_for("How are credentials obtained?")
        .presses(Key::Enter);
    terminal.answers("? AccessKey ID:", &keys.access_key_id);
    terminal.answers("? AccessKey Secret:", &keys.access_key_secret);
}

/// Limits lists to no resource group, which is what Enter does.
fn takes_every_group(terminal: &AtTerminal) {
    terminal.waits_for("? Resource group that lists are limited to:");
    terminal.waits_for("> none: everything").presses(Key::Enter);
}

#[test]
fn a_whole_profile_is_asked_for() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let terminal = home
        .command(["profile", "add"])
        .at_terminal(100, 30, Stdout::Piped);
    terminal.answers("? Name of the profile:", "dev");
    terminal.waits_for("AccessKey (recommended)  An AccessKey pair");
    signs_in(&terminal, &cloud.keys());
    terminal.waits_for("verified: acs:ram::1234567890123456:user/developer");
    terminal.waits_for("> cn-hangzhou     China (Hangzhou)");
    terminal
        .types("shang")
        .waits_for("> cn-shanghai")
        .presses(Key::Enter);
    takes_every_group(&terminal);
    let ran = terminal.finish().succeeds().says(&["saved and in use"]);
    assert_eq!(ran.stdout, "", "questions are on the terminal");
    let saved = saved(&home, "dev");
    assert_eq!(
        (&saved["region"], &saved["status"]),
        (&json!("cn-shanghai"), &json!("ok"))
    );
    assert_eq!(cloud.calls("DescribeRegions"), 1, "the list is asked for once");
    assert_eq!(cloud.calls("GetCallerIdentity"), 1);
    home.yun(["whoami"]).succeeds();
}

#[test]
fn a_narrow_screen_and_chinese_do_as_well() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    let terminal = home
        .command(["profile", "add", "--lang", "zh"])
        .at_terminal(40, 20, Stdout::Shown);
    terminal.answers("? 配置名称：", "生产 账号");
    terminal.waits_for("> AccessKey（推荐）").presses(Key::Enter);
    terminal.waits_for("[用于标识用户，可在 RAM 控制台的 AccessKey 中查看]");
    terminal.answers("? AccessKey ID：", &keys.access_key_id);
    terminal.answers("? AccessKey Secret：", &keys.access_key_secret);
    terminal.waits_for("> cn-hangzhou     华东1（杭州）");
    // The list's last row, below all others.
    terminal.waits_for("其他：手动输入地域 ID");
    let screen = terminal.screen();
    assert!(
        screen.lines().any(|line| line == "  ap-southeast-1  新加坡"),
        "{screen}"
    );
    terminal
        .types("深圳")
        .waits_for("> cn-shenzhen")
        .presses(Key::Enter);
    terminal.waits_for("? 列表仅显示哪个资源组：").presses(Key::Enter);
    terminal
        .finish()
        .succeeds()
        .says(&["已保存配置“生产 账号”，并切换到该配置"]);
    assert_eq!(saved(&home, "生产 账号")["region"], "cn-shenzhen");
}

#[test]
fn a_list_fits_a_low_screen() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    let command = home.command(["profile", "add", "dev", "--mode", "AccessKey"]);
    let command = command.arguments(["--access-key-id", &keys.access_key_id]);
    let terminal = command.secret(&keys).at_terminal(40, 8, Stdout::Shown);
    terminal.waits_for("? Default region:").waits_for("> cn-hangzhou");
    terminal.presses(Key::Down).waits_for("> cn-beijing");
    terminal.presses(Key::Down).waits_for("> cn-shanghai");
    let screen = terminal.screen();
    assert_eq!(screen.matches("region:").count(), 1, "{screen}");
    terminal.presses(Key::Enter);
    takes_every_group(&terminal);
    terminal.finish().succeeds();
    assert_eq!(saved(&home, "dev")["region"], "cn-shanghai");
}

#[test]
fn what_does_not_fit_is_said_and_asked_again() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let keys = cloud.read_only_keys();
    let terminal = wide(home.command(["profile", "add"]));
    terminal.answers("? Name of the profile:", " ");
    terminal.waits_for("# it cannot be empty");
    terminal.presses(Key::Backspace).types("dev").presses(Key::Enter);
    terminal.waits_for("# a profile is called \"dev\" already");
    terminal.types("-2").presses(Key::Enter);
    terminal
        .waits_for("How are credentials obtained?")
        .presses(Key::Enter);
    terminal.answers("? AccessKey ID:", "a b");
    terminal.waits_for("# it is not of the right form");
    for _ in 0..3 {
        terminal.presses(Key::Backspace);
    }
    terminal
        .types(&format!("  {} ", keys.access_key_id))
        .presses(Key::Enter);
    terminal.waits_for("? AccessKey Secret:").presses(Key::Enter);
    terminal.waits_for("# it cannot be empty");
    terminal.types(&keys.access_key_secret).presses(Key::Enter);
    terminal.waits_for("? Default region:").presses(Key::Up);
    terminal.waits_for("> another: type its id").presses(Key::Enter);
    terminal.answers("? Id of the region:", "CN-X");
    terminal.waits_for("# \"CN-X\" is not a region's id");
    for _ in 0..4 {
        terminal.presses(Key::Backspace);
    }
    terminal.types("cn-hangzou").presses(Key::Enter);
    terminal.waits_for("# there is no region \"cn-hangzou\"");
    terminal
        .presses(Key::Backspace)
        .presses(Key::Backspace)
        .types("hou")
        .presses(Key::Enter);
    takes_every_group(&terminal);
    terminal.finish().succeeds();
    assert_eq!(saved(&home, "dev-2")["region"], "cn-hangzhou");
}

#[test]
fn ctrl_c_and_escape_save_nothing() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    for key in [Key::Interrupt, Key::Escape] {
        let terminal = wide(home.command(["profile", "add"]));
        terminal.waits_for("? Name of the profile:").presses(key);
        terminal.finish().exits(130).says(&["interrupted"]);
        let terminal = wide(home.command(["profile", "add", "dev"]));
        signs_in(&terminal, &cloud.keys());
        terminal.waits_for("? Default region:").presses(key);
        terminal.finish().exits(130).says(&["interrupted"]);
        nothing_is_saved(&home);
    }
}

#[test]
fn nothing_is_asked_for_that_was_given() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    let complete = home.adding("complete", &keys.access_key_id).secret(&keys);
    let ran = wide(complete).finish().succeeds();
    assert!(!ran.stderr.contains('?'), "{}", ran.stderr);
    let terminal = wide(home.adding("almost", &keys.access_key_id));
    terminal.answers("? AccessKey Secret:", &keys.access_key_secret);
    takes_every_group(&terminal);
    let ran = terminal.finish().succeeds();
    assert!(
        !ran.stderr.contains("region:") && !ran.stderr.contains("ID:"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_terminal_that_must_not_or_cannot_ask_names_what_is_missing() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    wide(home.command(["profile", "add", "--no-input"]))
        .finish()
        .exits(2)
        .says(&["NAME"]);
    wide(home.command(["profile", "add", "dev", "--no-input"]))
        .finish()
        .exits(2)
        .says(&["--mode", "AccessKey"]);
    wide(home.command(["profile", "add", "dev"]).variable("TERM", "dumb"))
        .finish()
        .exits(2)
        .says(&["--mode"]);
    wide(home.adding("dev", &keys.access_key_id).arguments(["--no-input"]))
        .finish()
        .exits(2)
        .says(&["--access-key-secret"]);
    home.yun(["profile", "add"]).exits(2).says(&["NAME"]);
    home.yun(["profile", "use"]).exits(2).says(&["NAME"]);
    nothing_is_saved(&home);
}

#[test]
fn without_colour_there_is_none() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let terminal = wide(home.command(["profile", "add"]).variable("NO_COLOR", "1"));
    terminal.waits_for("? Name of the profile:");
    assert!(!terminal.has_colour());
    let terminal = wide(home.command(["profile", "add"]));
    terminal.waits_for("? Name of the profile:");
    assert!(terminal.has_colour());
}

#[test]
fn who_may_not_list_the_regions_types_one() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let terminal = wide(home.command(["profile", "add", "dev"]));
    signs_in(&terminal, &cloud.no_regions_keys());
    terminal.waits_for("the regions cannot be listed");
    terminal.waits_for("ecs:DescribeRegions is missing");
    terminal.answers("? Id of the region:", "cn-beijing");
    takes_every_group(&terminal);
    terminal.finish().succeeds();
    assert_eq!(saved(&home, "dev")["region"], "cn-beijing");
    assert_eq!(cloud.calls("DescribeRegions"), 1);
}

#[test]
fn without_verification_nobody_is_asked_for_the_list() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let terminal = wide(home.command(["profile", "add", "dev", "--no-verify"]));
    signs_in(&terminal, &cloud.keys());
    terminal.answers("? Id of the region:", "cn-beijing");
    terminal.finish().succeeds();
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn a_wrong_secret_is_noticed_before_anything_else_is_asked() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let mut keys = cloud.keys();
    keys.access_key_secret = "WrongSecretWithoutAnyOwner0001".to_owned();
    let terminal = wide(home.command(["profile", "add", "dev"]));
    signs_in(&terminal, &keys);
    let ran = terminal.finish().exits(4).says(&["secret is wrong", "hint:"]);
    assert!(!ran.stderr.contains(&keys.access_key_secret), "{}", ran.stderr);
    nothing_is_saved(&home);
}

#[test]
fn resource_groups_that_cannot_be_listed_are_passed_over() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let terminal = wide(home.command(["profile", "add", "dev"]));
    signs_in(&terminal, &cloud.denied_keys());
    terminal.answers("? Id of the region:", "cn-beijing");
    terminal
        .finish()
        .succeeds()
        .says(&["the resource groups cannot be listed"]);
    assert_eq!(saved(&home, "dev")["resource_group"], json!(null));
}

#[test]
fn a_resource_group_is_picked() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let (id, name) = cloud.world(|world| {
        let group = world.resource_groups.last().unwrap();
        (group.id.clone(), group.display_name.clone())
    });
    let terminal = wide(home.command(["profile", "add", "dev"]));
    signs_in(&terminal, &cloud.keys());
    terminal.waits_for("? Default region:").presses(Key::Enter);
    terminal.waits_for("> none: everything");
    terminal
        .types(&id)
        .waits_for(&format!("> {name}"))
        .presses(Key::Enter);
    terminal.finish().succeeds();
    assert_eq!(saved(&home, "dev")["resource_group"], id);
}

#[test]
fn fields_of_every_type_are_asked_for_in_their_order() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("refers");
    let keys = cloud.keys();
    let terminal = wide(home.command(["profile", "add", "all", "-r", "cn-hangzhou", "--mode", "refers"]));
    terminal.answers("? AccessKey ID (may stay empty):", &keys.access_key_id);
    terminal.answers("? AccessKey Secret (may stay empty):", &keys.access_key_secret);
    terminal
        .waits_for("? Source (may stay empty):")
        .waits_for("> (none)");
    terminal.presses(Key::Down).waits_for("> dev").presses(Key::Enter);
    terminal.waits_for("? Duration (may stay empty): (3600)");
    terminal.answers("Duration", "soon");
    terminal.waits_for("# it must be a whole number");
    for _ in 0..4 {
        terminal.presses(Key::Backspace);
    }
    terminal.types("900").presses(Key::Enter);
    terminal.waits_for("? Flavour (may stay empty):");
    terminal
        .types("second")
        .waits_for("> The second  two")
        .presses(Key::Enter);
    terminal.answers("? Address (may stay empty):", "nowhere");
    terminal.waits_for("# it must be an address such as");
    for _ in 0..7 {
        terminal.presses(Key::Backspace);
    }
    terminal.presses(Key::Enter);
    // There is no address, so there must be a file.
    terminal.waits_for("? File:").presses(Key::Enter);
    terminal.waits_for("# it cannot be empty");
    terminal.types("/a path").presses(Key::Enter);
    terminal.answers("? Strict?", "y");
    takes_every_group(&terminal);
    terminal.finish().succeeds();
    let all = saved(&home, "all");
    let of = |key: &str| all[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        ["field_source", "duration", "flavour", "file", "strict"].map(of),
        ["dev", "900", "two", "/a path", "true"]
    );
    assert_eq!(all["address"], json!(null));
}
