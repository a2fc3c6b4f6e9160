//! The terminal UI's page of profiles in a real terminal: added, verified, saved, edited, renamed, removed, switched
//! between and imported, with no secret on the screen.

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{AtTerminal, Built, Home, Key, Stdout};

fn open(home: &Home<'_>, arguments: &[&str]) -> AtTerminal {
    let command = home.command(["ui"]).arguments(arguments.iter().copied());
    command.at_terminal(110, 34, Stdout::Shown)
}

fn saved(home: &Home<'_>, name: &str) -> serde_json::Value {
    let shown = home.yun(["profile", "show", name, "-o", "json"]);
    shown.succeeds().json()
}

fn presses(terminal: &AtTerminal, key: Key, times: usize) {
    for _ in 0..times {
        terminal.presses(key);
    }
}

/// Goes down to the button that verifies, and presses it.
fn verifies(terminal: &AtTerminal) {
    presses(terminal, Key::Down, 3);
    terminal.waits_for("Asks Alibaba Cloud whether this works");
    terminal.presses(Key::Enter);
}

#[test]
fn a_profile_is_added_verified_and_saved_and_its_resources_are_listed() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    let wrong: String = keys.access_key_secret.chars().rev().collect();
    let terminal = open(&home, &[]);
    terminal.waits_for("there a adds one").types("P");
    terminal.waits_for("There is no profile yet").types("a");
    terminal
        .waits_for("Add a profile")
        .waits_for("AccessKey (recommended)")
        .types("dev")
        .presses(Key::Down)
        .presses(Key::Down);
    terminal
        .types(&keys.access_key_id)
        .presses(Key::Down)
        .types(&wrong)
        .presses(Key::Down)
        .types("cn-hangzhou")
        .waits_for("cn-hangzhou");
    verifies(&terminal);
    terminal.waits_for("the AccessKey secret is wrong");
    let screen = terminal.screen();
    for part in [keys.access_key_id.as_str(), "dev", "cn-hangzhou", "••••"] {
        assert!(screen.contains(part), "{part} was typed and is lost:\n{screen}");
    }
    // Back up to the secret: the buttons, signature, resource group and region are below it.
    presses(&terminal, Key::Up, 4);
    terminal.types("\x15").types(&keys.access_key_secret);
    terminal.presses(Key::Down);
    verifies(&terminal);
    terminal.waits_for("verified: acs:ram::1234567890123456:user/developer");
    terminal
        .presses(Key::Enter)
        .waits_for("saved and in use")
        .waits_for("1 profile");
    terminal.presses(Key::Escape).waits_until_gone("1 profile");
    terminal.waits_for("Profile dev");
    terminal.types("2").waits_for("i-bp1yun00000000000000").types("q");
    terminal.finish().succeeds();
    assert_eq!(saved(&home, "dev")["status"], json!("ok"));
    home.assert_no_secret_in_files();
}

#[test]
fn what_does_not_fit_is_said_at_its_line_and_leaving_asks_first() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let terminal = open(&home, &["--lang", "zh"]);
    terminal.types("P").waits_for("1 个配置").types("a");
    terminal.waits_for("添加配置").types("dev");
    presses(&terminal, Key::Down, 7);
    terminal.waits_for("向阿里云验证").presses(Key::Enter);
    terminal.waits_for("已存在名为“dev”的配置").waits_for("不能为空");
    terminal.presses(Key::Escape).waits_for("放弃已填写的内容吗");
    terminal.types("y").presses(Key::Enter).waits_for("1 个配置");
    terminal.types("q");
    terminal.finish().succeeds();
}

#[test]
fn profiles_are_edited_renamed_switched_between_and_removed() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("other", &cloud.denied_keys());
    home.yun(["profile", "use", "dev"]).succeeds();
    let terminal = open(&home, &[]);
    terminal.types("2").waits_for("i-bp1yun00000000000000");
    terminal.types("P").waits_for("2 profiles").waits_for("● dev");
    terminal
        .types("v")
        .waits_for("verified: acs:ram::1234567890123456:user/developer");
    terminal.types("e").waits_for("Edit the profile dev");
    terminal.waits_for("(stored; typing replaces it)");
    presses(&terminal, Key::Down, 3);
    terminal
        .waits_for("Enter lists the account's regions")
        .presses(Key::Enter);
    terminal
        .waits_for("cn-shanghai")
        .types("shanghai")
        .waits_for("> shanghai")
        .presses(Key::Enter);
    terminal.waits_until_gone("> shanghai").waits_for("cn-shanghai");
    verifies(&terminal);
    terminal
        .waits_for("verified: acs:ram")
        .presses(Key::Enter)
        .waits_for("is saved")
        .waits_for("2 profiles");
    assert_eq!(saved(&home, "dev")["region"], json!("cn-shanghai"));
    terminal.types("n").waits_for("New name:").types("\x15主账号");
    terminal
        .presses(Key::Enter)
        .waits_for("is called")
        .waits_for("● 主账号");
    terminal.presses(Key::Escape).waits_until_gone("2 profiles");
    terminal
        .waits_for("Profile 主账号")
        .types("P")
        .waits_for("2 profiles");
    terminal.types("j").presses(Key::Enter).waits_for("● other");
    terminal.presses(Key::Escape).waits_until_gone("2 profiles");
    terminal.waits_for("Profile other").waits_until_gone("i-bp1yun");
    terminal.types("P").waits_for("2 profiles").types("d");
    terminal
        .waits_for("Remove the profile \"other\" and its secrets?")
        .types("y")
        .presses(Key::Enter)
        .waits_for("1 profile");
    terminal.types("q");
    terminal.finish().succeeds();
    let left = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
    assert_eq!((left.len(), &left[0]["name"]), (1, &json!("主账号")));
}

#[test]
fn profiles_of_alibaba_cloud_cli_are_imported_and_not_edited() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let keys = cloud.keys();
    let profile = |name: &str| {
        json!({
            "name": name, "mode": "AK", "access_key_id": keys.access_key_id,
            "access_key_secret": keys.access_key_secret, "region_id": "cn-hangzhou",
        })
    };
    let file = json!({"current": "one", "profiles": [profile("one"), profile("two")]});
    home.write_aliyun(file.to_string());
    let terminal = open(&home, &[]);
    terminal
        .types("P")
        .waits_for("2 profiles")
        .waits_for("aliyun-cli");
    terminal.types("e").waits_for("copy it first: press P").types("i");
    terminal.waits_for("Which profile is to be imported?");
    terminal
        .types(" ")
        .waits_for("[x] one")
        .types(" ")
        .waits_for("[x] two");
    terminal.presses(Key::Enter).waits_for("\"two\" is imported");
    terminal
        .presses(Key::Escape)
        .waits_until_gone("is imported")
        .types("q");
    terminal.finish().succeeds();
    for name in ["one", "two"] {
        assert_eq!(saved(&home, name)["source"], json!("yun"));
    }
}

#[test]
fn somebody_logs_in_with_the_browser() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::new(&cloud);
    home.set("BROWSER", Built::get().folder().join("test-browser"));
    let terminal = open(&home, &[]);
    terminal
        .types("P")
        .waits_for("There is no profile yet")
        .types("a");
    terminal.waits_for("Add a profile").types("web");
    terminal.presses(Key::Down).presses(Key::Enter);
    terminal
        .waits_for("How are credentials obtained?")
        .types("Alibaba Cloud account")
        .waits_for("> Alibaba Cloud account")
        .presses(Key::Enter);
    terminal.waits_for("Account type").waits_for("[ Login ]");
    // The regions are known once somebody is logged in, and chosen then.
    presses(&terminal, Key::Down, 7);
    terminal
        .waits_for("Opens the login page")
        .presses(Key::Enter)
        .waits_for("verified: acs:ram::1234567890123456:user/developer")
        .waits_until_gone("one moment")
        .presses(Key::Enter)
        .waits_for("China (Beijing)")
        .types("beijing")
        .waits_for("> beijing")
        .presses(Key::Enter)
        .waits_for("cn-beijing");
    presses(&terminal, Key::Down, 4);
    terminal
        .presses(Key::Enter)
        .waits_for("saved and in use")
        .waits_for("Logged In");
    terminal.types("q");
    terminal.finish().succeeds();
    home.yun(["whoami"]).succeeds();
    assert_eq!(saved(&home, "web")["region"], json!("cn-beijing"));
}
