use super::*;
use crate::text::Language;

/// How much lighter the one is than the other, 1 to 21, as the accessibility guidelines of the web define it.
fn contrast(one: Colour, other: Colour) -> f64 {
    let luminance = |colour: Colour| {
        let part = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        let (red, green, blue) = colour.rgb();
        0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn what_is_written_can_be_read_on_what_is_behind_it() {
    let (black, white) = (Colour::Rgb(0, 0, 0), Colour::Rgb(255, 255, 255));
    // Dark terminals are seldom black, and light ones seldom white.
    let (dark, light) = (Colour::Rgb(30, 30, 30), Colour::Rgb(250, 250, 245));
    for (name, letters, behind, least) in [
        ("dark", white, dark, 4.5),
        ("light", black, light, 4.5),
        ("high-contrast", white, black, 7.0),
    ] {
        let theme = Theme::named(name).expect("it is one of the themes");
        for depth in [Depth::TrueColour, Depth::Palette] {
            for (role, ink) in Role::ALL.map(|(role, named)| (role, theme.reduced(depth).ink(named))) {
                let contrast = contrast(ink.color.unwrap_or(letters), ink.background.unwrap_or(behind));
                // A border is no text.
                let least = if role == "border" { 3.0 } else { least };
                assert!(contrast >= least, "{name}, {depth:?}: {role} has {contrast:.1}");
            }
        }
    }
}

#[test]
fn what_is_picked_out_differs_from_text_at_every_depth() {
    for name in NAMES {
        for depth in [Depth::None, Depth::Ansi, Depth::Palette, Depth::TrueColour] {
            let theme = Theme::named(name)
                .expect("it is one of the themes")
                .reduced(depth);
            let differs = |one, other| {
                assert_ne!(
                    theme.ink(one),
                    theme.ink(other),
                    "{name}, {depth:?}: {one:?}, {other:?}"
                );
            };
            for role in [Role::Selected, Role::Marked, Role::Found, Role::Title, Role::Bad] {
                differs(role, Role::Text);
                if role != Role::Selected {
                    differs(role, Role::Selected);
                }
            }
            if depth > Depth::None {
                for status in [Role::Good, Role::Warning, Role::Idle] {
                    differs(status, Role::Bad);
                }
                differs(Role::Good, Role::Warning);
                differs(Role::Good, Role::Idle);
            } else {
                let colours = Role::ALL.map(|(_, role)| (theme.ink(role).color, theme.ink(role).background));
                assert_eq!(colours, [(None, None); Role::ALL.len()]);
            }
        }
    }
}

#[test]
fn roles_have_the_places_of_their_inks() {
    for (place, (name, role)) in Role::ALL.iter().enumerate() {
        assert_eq!((*role as usize, Role::named(name)), (place, Some(*role)));
    }
}

#[test]
fn a_file_says_what_differs_from_the_theme_that_it_builds_on() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("mine.toml");
    let text = "base = \"light\"\ngood = 34\naccent = \"bright-blue\"\n\n[selected]\ncolor = \"black\"\nbackground = \"#ff6a00\"\nbold = true\n";
    std::fs::write(&path, text).expect("a file");
    let theme = Theme::of_setting(path.to_str().expect("a path")).expect("a theme");
    let light = Theme::named("light").expect("a theme");
    assert_eq!(theme.ink(Role::Good).color, Some(Colour::Palette(34)));
    assert_eq!(
        theme.ink(Role::Accent),
        Ink {
            color: Some(Colour::Ansi(12)),
            ..Ink::default()
        }
    );
    let selected = Ink {
        color: Some(Colour::Ansi(0)),
        background: Some(Colour::Rgb(255, 106, 0)),
        bold: true,
        ..Ink::default()
    };
    assert_eq!(theme.ink(Role::Selected), selected);
    assert_eq!(theme.ink(Role::Bad), light.ink(Role::Bad));
    assert_eq!(
        file::parse("", &path, Theme::default()).expect("a theme"),
        Theme::default()
    );
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_line_and_what_is_allowed() {
    for (text, line, told, allowed) in [
        ("good = 1\nbad = = 2\n", 2, "TOML", ""),
        ("\n\nbase = \"dusk\"\n", 3, "dusk", "high-contrast"),
        ("base = 5\n", 1, "5", "light"),
        ("good = \"grün\"\n", 1, "\"grün\"", "bright-black"),
        ("good = 256\n", 1, "256", "#rrggbb"),
        ("good = -1\n", 1, "-1", "255"),
        ("# a\ngood = true\n", 2, "true", "bright-black"),
        ("godo = 1\n", 1, "godo", "good"),
        ("zzz = 1\n", 1, "zzz", "selected"),
        ("good = [1]\n", 1, "[1]", "bright-black"),
        ("[[good]]\ncolor = 1\n", 1, "good", "background"),
        ("[good]\ncolor = 1\nblink = true\n", 3, "blink", "underline"),
        ("good = { bold = \"very\" }\n", 1, "bold", "true"),
        ("[good]\nbackground = \"#12\"\n", 2, "#12", "#rrggbb"),
    ] {
        let error = file::parse(text, Path::new("/a/theme.toml"), Theme::default()).expect_err(text);
        for language in [Language::English, Language::Chinese] {
            let said = error.to_text(language);
            let at = match language {
                Language::English => format!("line {line}"),
                Language::Chinese => format!("第 {line} 行"),
            };
            for part in ["/a/theme.toml", &at, told, allowed] {
                assert!(said.contains(part), "{text}: {said}");
            }
        }
        assert_eq!((error.code(), error.exit_code()), ("theme_invalid", 2));
    }
    for (value, code) in [
        ("dusk", "setting_invalid"),
        ("", "setting_invalid"),
        ("/no/such/theme.toml", "theme_absent"),
    ] {
        assert_eq!(Theme::of_setting(value).expect_err(value).code(), code);
    }
}
