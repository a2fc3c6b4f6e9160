//! `ui`: keys of one's own, the palette, and the page of settings, at a terminal.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Key, Stdout};

/// What a terminal sends for the key.
const LEFT: &str = "\x1b[D";

#[test]
fn settings_are_changed_on_their_page_and_count_at_once() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let terminal = home
        .command(["--lang", "en", "ui"])
        .at_terminal(100, 30, Stdout::Shown);
    terminal.waits_for(": Commands").types(":").types("settings");
    terminal
        .presses(Key::Enter)
        .waits_for("Secret store")
        .waits_for("--lang en");
    terminal
        .types("G")
        .waits_for("Colour theme")
        .presses(Key::Enter)
        .types("x");
    terminal
        .presses(Key::Enter)
        .waits_for("darkx")
        .waits_for("high-contrast");
    // An escape right before another key would be Alt.
    terminal
        .presses(Key::Escape)
        .waits_for("Colour theme Dark (default)");
    terminal.presses(Key::Escape).waits_for("Instance ID").types("q");
    terminal.finish().succeeds();
    let terminal = home.command(["ui"]).at_terminal(60, 20, Stdout::Shown);
    terminal.types(",").waits_for("Language");
    for _ in ["borders", "color", "color-depth", "language"] {
        terminal.presses(Key::Down);
    }
    // Before the first of the words is the last of them.
    terminal.types(LEFT).waits_for("设置");
    terminal.types("q");
    terminal.finish().succeeds();
    assert!(home.read("config/config.toml").contains("language = \"zh\""));
}

#[test]
fn keys_are_those_that_are_chosen_and_wrong_ones_are_told() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml");
    home.write_config(&format!(
        "{config}\n# mine\n[keys]\nquit = \"Q\" # not by mistake\nhelp = [\"f1\", \"?\"]\n"
    ));
    let terminal = home
        .command(["--lang", "en", "ui"])
        .at_terminal(100, 30, Stdout::Shown);
    terminal.waits_for("F1").types("q?").waits_for("Q Ctrl-C");
    terminal
        .presses(Key::Escape)
        .waits_until_gone("Q Ctrl-C")
        .types("Q");
    terminal.finish().succeeds();
    home.yun(["settings", "set", "language", "en"]).succeeds();
    assert!(
        home.read("config/config.toml")
            .contains("# mine\n[keys]\nquit = \"Q\" # not by mistake\n")
    );
    home.write_config(&format!(
        "{config}\n[keys]\nrefresh = \"s\"\nqiut = \"Q\"\nhelp = \"hyper-h\"\n"
    ));
    let found = home.yun(["doctor", "--offline"]).exits(1).stdout;
    for told in ["refresh", "qiut", "hyper-h"] {
        assert!(found.contains(told), "{told}: {found}");
    }
}
