//! A terminal's screen as a picture, in SVG: whatever font is at hand, each run of letters keeps to its cells.

use std::fmt::Write as _;

use vt100::{Cell, Color, Screen};

/// A cell's columns and lines, in units of the picture; letters of this size fit them in the usual fonts.
const CELL: (f32, f32) = (8.4, 17.0);
const LETTER: f32 = 14.0;
/// Above the lower edge of a cell stands its letters' base line.
const BELOW_BASE: f32 = 4.2;
const MARGIN: f32 = 12.0;
const FONTS: &str =
    "'DejaVu Sans Mono','Noto Sans Mono CJK SC','Cascadia Mono',Menlo,Consolas,'Sarasa Mono SC',monospace";

/// What a terminal looks like where nothing has a colour of its own.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    /// The colour of letters, as SVG writes it.
    pub letters: &'static str,
    /// The colour behind them.
    pub behind: &'static str,
}

/// A dark terminal.
pub const DARK: Ground = Ground {
    letters: "#d0d0d0",
    behind: "#1a1d21",
};

/// A light one.
pub const LIGHT: Ground = Ground {
    letters: "#24292f",
    behind: "#ffffff",
};

/// How cells look.
#[derive(Clone, PartialEq, Eq)]
struct Look {
    letters: String,
    behind: Option<String>,
    is_bold: bool,
    is_underlined: bool,
}

/// Cells beside one another that look the same.
struct Run {
    look: Look,
    column: u16,
    columns: u16,
    text: String,
    is_wide: bool,
}

/// The screen as an SVG document.
pub fn svg(screen: &Screen, ground: Ground) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (u16::from(rows), u16::from(columns));
    let (width, height) = (across(columns) + 2.0 * MARGIN, down(rows) + 2.0 * MARGIN);
    let mut document = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" font-family=\"{FONTS}\" font-size=\"{LETTER}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{}\"/>\n",
        ground.behind
    );
    for row in 0..rows {
        let runs = runs(screen, row, columns, ground);
        for run in &runs {
            background(&mut document, run, row);
        }
        for run in &runs {
            letters(&mut document, run, row);
        }
    }
    document.push_str("</svg>\n");
    document
}

fn across(columns: u16) -> f32 {
    f32::from(columns) * CELL.0
}

fn down(rows: u16) -> f32 {
    f32::from(rows) * CELL.1
}

fn runs(screen: &Screen, row: u16, columns: u16, ground: Ground) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen
            .cell(row, column)
            .filter(|cell| !cell.is_wide_continuation())
        else {
            continue;
        };
        let (look, text) = (look(cell, ground), cell.contents());
        let text = if text.is_empty() { " " } else { text };
        match runs.last_mut() {
            Some(last) if last.look == look && !last.is_wide && !cell.is_wide() => {
                last.columns += 1;
                last.text.push_str(text);
            }
            _ => runs.push(Run {
                look,
                column,
                columns: 1 + u16::from(cell.is_wide()),
                text: text.to_owned(),
                is_wide: cell.is_wide(),
            }),
        }
    }
    runs
}

fn look(cell: &Cell, ground: Ground) -> Look {
    let letters = colour(cell.fgcolor());
    let behind = colour(cell.bgcolor());
    let (letters, behind) = match cell.inverse() {
        true => (
            behind.unwrap_or_else(|| ground.behind.to_owned()),
            Some(letters.unwrap_or_else(|| ground.letters.to_owned())),
        ),
        false => (letters.unwrap_or_else(|| ground.letters.to_owned()), behind),
    };
    Look {
        letters,
        behind,
        is_bold: cell.bold(),
        is_underlined: cell.underline(),
    }
}

/// A colour as SVG writes it; none for the terminal's own.
fn colour(colour: Color) -> Option<String> {
    /// The 16 that have names, as xterm has them.
    const NAMED: [(u8, u8, u8); 16] = [
        (0, 0, 0),
        (205, 0, 0),
        (0, 205, 0),
        (205, 205, 0),
        (0, 0, 238),
        (205, 0, 205),
        (0, 205, 205),
        (229, 229, 229),
        (127, 127, 127),
        (255, 0, 0),
        (0, 255, 0),
        (255, 255, 0),
        (92, 92, 255),
        (255, 0, 255),
        (0, 255, 255),
        (255, 255, 255),
    ];
    let step = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
    let (red, green, blue) = match colour {
        Color::Default => return None,
        Color::Rgb(red, green, blue) => (red, green, blue),
        Color::Idx(index @ 0..=15) => NAMED[usize::from(index)],
        Color::Idx(index @ 16..=231) => {
            let place = index - 16;
            (step(place / 36), step(place / 6 % 6), step(place % 6))
        }
        Color::Idx(grey @ 232..) => {
            let light = 8 + 10 * (grey - 232);
            (light, light, light)
        }
    };
    Some(format!("#{red:02x}{green:02x}{blue:02x}"))
}

fn background(document: &mut String, run: &Run, row: u16) {
    let Some(behind) = &run.look.behind else { return };
    let (x, y) = (MARGIN + across(run.column), MARGIN + down(row));
    let (width, height) = (across(run.columns), CELL.1);
    write(
        document,
        format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{behind}\"/>\n"
        ),
    );
}

fn letters(document: &mut String, run: &Run, row: u16) {
    let text = run.text.trim_end();
    let blank = text.len() - text.trim_start().len();
    let text = text.trim_start();
    if text.is_empty() {
        return;
    }
    // Blanks are single cells, and so are letters that are not wide.
    let before = u16::try_from(blank).unwrap_or(0);
    let cells = if run.is_wide { 2 } else { text.chars().count() };
    let cells = u16::try_from(cells).unwrap_or(run.columns);
    let (x, y) = (
        MARGIN + across(run.column + before),
        MARGIN + down(row + 1) - BELOW_BASE,
    );
    let width = across(cells);
    let bold = if run.look.is_bold {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let line = if run.look.is_underlined {
        " text-decoration=\"underline\""
    } else {
        ""
    };
    write(
        document,
        format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\" \
         fill=\"{}\"{bold}{line} xml:space=\"preserve\">{}</text>\n",
            run.look.letters,
            escaped(text)
        ),
    );
}

fn write(document: &mut String, text: std::fmt::Arguments<'_>) {
    document.write_fmt(text).expect("a string takes any text");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use super::*;

    fn drawn(text: &str) -> String {
        let (rows, columns) = (NonZero::new(2).unwrap(), NonZero::new(20).unwrap());
        let mut parser = vt100::Parser::new(rows, columns, 0);
        parser.process(text.as_bytes());
        svg(parser.screen(), DARK)
    }

    #[test]
    fn letters_stand_in_their_cells() {
        let document = drawn("ab  名c");
        // Two cells from the margin on, a wide letter from the fifth on, and what follows it from the seventh on.
        for part in [
            "x=\"12.0\" y=\"24.8\" textLength=\"16.8\"",
            "x=\"45.6\" y=\"24.8\" textLength=\"16.8\"",
            "x=\"62.4\" y=\"24.8\" textLength=\"8.4\"",
        ] {
            assert!(document.contains(part), "{part}: {document}");
        }
    }

    #[test]
    fn colours_and_what_steers_xml_come_through() {
        let document = drawn("\x1b[1;38;2;1;2;3;48;5;196m<&>\x1b[0m");
        assert!(
            document.contains("fill=\"#010203\" font-weight=\"bold\""),
            "{document}"
        );
        assert!(document.contains("fill=\"#ff0000\""), "{document}");
        assert!(document.contains(">&lt;&amp;&gt;</text>"), "{document}");
    }

    #[test]
    fn what_is_turned_round_is_seen_on_the_terminals_own_colours() {
        let document = drawn("\x1b[7mx");
        assert!(document.contains("fill=\"#d0d0d0\"/>"), "{document}");
        assert!(document.contains("fill=\"#1a1d21\" xml:space"), "{document}");
    }
}
