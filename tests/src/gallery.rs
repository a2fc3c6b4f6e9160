//! `cargo pictures`: runs the terminal UI against the local cloud, and keeps what its screen shows in `tests/pictures`.

use std::{fs, io, path::Path};

use crate::{
    cloud::{Cloud, World},
    harness::{AtTerminal, Home, Key, Stdout},
    picture::{DARK, Ground, LIGHT},
};

/// Columns and rows of the terminal.
const SIZE: (u16, u16) = (112, 26);

/// Draws each of them anew.
///
/// # Errors
/// When a picture cannot be written.
///
/// # Panics
/// When the UI does not show what is to be drawn.
pub fn draw() -> io::Result<()> {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    rows(&home, "home-en", &["--lang", "en"], DARK)?;
    home.yun(["settings", "set", "theme", "light"]).succeeds();
    rows(&home, "home-zh", &["--lang", "zh"], LIGHT)
}

/// Rows of ECS instances in all regions, filtered.
fn rows(home: &Home<'_>, name: &str, words: &[&str], ground: Ground) -> io::Result<()> {
    let terminal = open(home, words);
    terminal
        .types("2")
        .waits_for("192")
        .types("/web")
        .presses(Key::Enter);
    terminal.waits_until_gone("api-001");
    keep(&terminal, name, ground)?;
    terminal.types("q");
    terminal.finish().succeeds();
    Ok(())
}

fn open(home: &Home<'_>, words: &[&str]) -> AtTerminal {
    let command = home
        .command(["ui", "-r", "all"])
        .arguments(words.iter().copied())
        .variable("COLORTERM", "truecolor");
    command.at_terminal(SIZE.0, SIZE.1, Stdout::Shown)
}

fn keep(terminal: &AtTerminal, name: &str, ground: Ground) -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pictures");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{name}.svg")), terminal.picture(ground))
}
