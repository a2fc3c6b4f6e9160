//! Questions on a terminal about profiles that exist: which one, what is to change, whether it is to go.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{AtTerminal, Home, Invocation, Key, Stdout};

fn wide(invocation: Invocation) -> AtTerminal {
    invocation.at_terminal(100, 30, Stdout::Shown)
}

fn saved(home: &Home<'_>, name: &str) -> serde_json::Value {
    home.yun(["profile", "show", name, "-o", "json"])
        .succeeds()
        .json()
}

/// Limits lists to no resource group, which is what Enter does.
fn takes_every_group(terminal: &AtTerminal) {
    terminal.waits_for("? Resource group that lists are limited to:");
    terminal.waits_for("> none: everything").presses(Key::Enter);
}

#[test]
fn an_edit_without_arguments_asks_with_what_is_there() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.yun(["profile", "edit", "dev", "--region", "cn-beijing"])
        .succeeds();
    let before = home.read("config/config.toml");
    let edit = || {
        let terminal = wide(home.command(["profile", "edit", "dev"]));
        terminal.waits_for(&format!("? AccessKey ID: {}", cloud.keys().access_key_id));
        terminal.presses(Key::Enter);
        terminal.waits_for("? AccessKey Secret (empty keeps the stored one):");
        terminal.presses(Key::Enter).waits_for("> cn-beijing");
        terminal
    };
    let terminal = edit();
    terminal.presses(Key::Enter);
    takes_every_group(&terminal);
    terminal.finish().succeeds();
    assert_eq!(home.read("config/config.toml"), before);
    let terminal = edit();
    terminal.presses(Key::Interrupt);
    terminal.finish().exits(130);
    assert_eq!(home.read("config/config.toml"), before);
    let terminal = edit();
    terminal
        .presses(Key::Up)
        .waits_for("> cn-hangzhou")
        .presses(Key::Enter);
    takes_every_group(&terminal);
    terminal.finish().succeeds();
    assert_eq!(saved(&home, "dev")["region"], "cn-hangzhou");
    home.yun(["whoami"]).succeeds();
}

#[test]
fn a_secret_that_stays_stays_even_beside_one_in_the_configuration() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let misplaced = "access_key_secret = \"x\"\naccess_key_id =";
    home.write_config(
        &home
            .read("config/config.toml")
            .replace("access_key_id =", misplaced),
    );
    let before = home.read("data/secrets.toml");
    let terminal = wide(home.command(["profile", "edit", "dev"]));
    terminal.waits_for("? AccessKey ID:").presses(Key::Enter);
    terminal
        .waits_for("(empty keeps the stored one):")
        .presses(Key::Enter);
    terminal.waits_for("> cn-hangzhou").presses(Key::Enter);
    takes_every_group(&terminal);
    terminal.finish().succeeds();
    assert_eq!(home.read("data/secrets.toml"), before);
    home.yun(["whoami"]).succeeds();
}

#[test]
fn a_secret_from_standard_input_is_asked_for_unseen_at_a_terminal() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let keys = cloud.keys();
    let edit = || home.command(["profile", "edit", "dev", "--access-key-secret", "-"]);
    let terminal = wide(edit());
    terminal.answers("? AccessKey Secret:", &keys.access_key_secret);
    let shown = terminal.screen();
    assert!(!shown.contains(&keys.access_key_secret), "{shown}");
    terminal.finish().succeeds();
    home.yun(["whoami"]).succeeds();
    wide(edit().arguments(["--no-input"]))
        .finish()
        .exits(2)
        .says(&["env:NAME", "file:PATH"]);
}

#[test]
fn a_removal_is_confirmed_where_somebody_can_be_asked() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for answer in ["", "n"] {
        let terminal = wide(home.command(["profile", "remove", "dev"]));
        terminal.answers("? Remove the profile \"dev\" and its secrets?", answer);
        terminal.finish().exits(130).says(&["nothing was done"]);
        home.yun(["whoami"]).succeeds();
    }
    let dumb = home
        .command(["profile", "remove", "dev"])
        .variable("TERM", "dumb");
    wide(dumb).finish().exits(2).says(&["--yes"]);
    let silent = home.command(["profile", "remove", "dev", "--no-input"]);
    wide(silent).finish().exits(2).says(&["--yes"]);
    home.yun(["whoami"]).succeeds();
    let terminal = wide(home.command(["profile", "remove", "dev", "--lang", "zh"]));
    terminal.answers("确定删除配置“dev”及其机密信息吗？", "好");
    terminal.waits_for("# 请回答 y 或 n").presses(Key::Backspace);
    terminal.types("是").presses(Key::Enter);
    terminal.finish().succeeds();
    assert!(!home.read("data/secrets.toml").contains("dev"));
    home.add_profile("dev", &cloud.keys());
    wide(home.command(["profile", "remove", "dev", "--yes"]))
        .finish()
        .succeeds();
    home.add_profile("dev", &cloud.keys());
    home.yun(["profile", "remove", "dev"]).succeeds();
}

#[test]
fn a_profile_is_chosen_from_the_list() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("生产 账号", &cloud.read_only_keys());
    let terminal = wide(home.command(["profile", "use"]));
    terminal.waits_for("> 生产 账号  AccessKey  cn-hangzhou");
    terminal
        .types("dev")
        .waits_for("> dev        AccessKey")
        .presses(Key::Enter);
    terminal.finish().succeeds().says(&["\"dev\" is in use"]);
    let terminal = wide(home.command(["profile", "rename"]));
    terminal
        .types("生产")
        .waits_for("> 生产 账号")
        .presses(Key::Enter);
    terminal.answers("? Name of the profile:", "测试");
    terminal.finish().succeeds();
    home.yun(["whoami", "-p", "测试"]).succeeds();
}
