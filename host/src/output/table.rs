//! Tables for people: aligned by what characters occupy, and as wide as the terminal allows.
//!
//! Where there is a terminal and a table is wider than it, texts are shortened down to a few characters; ids,
//! addresses, numbers, times and statuses never are. What is still too wide loses columns from the right, and the
//! command says which; if the columns were asked for, each row becomes lines of its own instead. Without a terminal
//! nothing is ever cut.

use unicode_width::UnicodeWidthStr;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{Column, Format, Header, Rendered, Sheet, Style, shown, wrap::wrapped};

/// Between two columns.
pub(super) const GAP: usize = 2;
/// No text is shortened to less.
const SHORTEST: usize = 6;
/// No line of a field is shorter, however narrow the terminal.
const NARROWEST_VALUE: usize = 10;

/// Renders a sheet with these columns of it.
pub(super) fn table(sheet: &Sheet, indices: &[usize], style: &Style<'_>) -> Rendered {
    // A query may make rows of nothing.
    if sheet.rows.is_empty() || indices.is_empty() {
        return Rendered::default();
    }
    let row = |row: &Vec<Cell>| -> Vec<String> {
        indices
            .iter()
            .map(|index| shown(&row[*index], style.language))
            .collect()
    };
    let texts: Vec<Vec<String>> = sheet.rows.iter().map(row).collect();
    let columns: Vec<&Column> = indices.iter().map(|index| &sheet.columns[*index]).collect();
    let natural = widths(&columns, &texts, sheet.header);
    let may_leave_out = style.format == Format::Table && style.columns.is_none();
    let fitted = match style.width {
        None => Some(natural),
        Some(width) if may_leave_out => Some(fit_some(&columns, &natural, width)),
        Some(width) => fit(&columns, &natural, width),
    };
    let Some(fitted) = fitted else {
        return records(sheet, indices, style).into();
    };
    let table = Table {
        sheet,
        indices: &indices[..fitted.len()],
        columns: &columns[..fitted.len()],
        widths: &fitted,
    };
    Rendered {
        text: table.render(&texts, style),
        left_out: columns[fitted.len()..]
            .iter()
            .map(|column| column.title.clone())
            .collect(),
    }
}

fn widths(columns: &[&Column], texts: &[Vec<String>], header: Header) -> Vec<usize> {
    let of = |(at, column): (usize, &&Column)| {
        let heading = match header {
            Header::Shown => column.title.width(),
            Header::Hidden => 0,
        };
        let widest = texts.iter().map(|row| row[at].width()).max().unwrap_or(0);
        widest.max(heading)
    };
    columns.iter().enumerate().map(of).collect()
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

/// The widths at which all columns fit, the widest texts shortened first; none if they do not.
fn fit(columns: &[&Column], natural: &[usize], width: usize) -> Option<Vec<usize>> {
    let mut widths = natural.to_vec();
    let shortest: Vec<usize> = columns
        .iter()
        .zip(natural)
        .map(|(column, width)| shortest(column, *width))
        .collect();
    while total(&widths) > width {
        let can_give = (0..widths.len()).filter(|at| widths[*at] > shortest[*at]);
        let widest = can_give.max_by_key(|at| widths[*at])?;
        widths[widest] -= 1;
    }
    Some(widths)
}

/// The widths of as many columns from the left as fit, one at least.
fn fit_some(columns: &[&Column], natural: &[usize], width: usize) -> Vec<usize> {
    (1..=columns.len())
        .rev()
        .find_map(|count| fit(&columns[..count], &natural[..count], width))
        .unwrap_or_else(|| natural[..1].to_vec())
}

/// How short a column can be: only texts can be shortened, and ids are of no use without their end.
fn shortest(column: &Column, natural: usize) -> usize {
    match column.kind {
        ColumnKind::Text | ColumnKind::List if column.key != "id" => {
            natural.min(column.title.width().max(SHORTEST))
        }
        _ => natural,
    }
}

struct Table<'a> {
    sheet: &'a Sheet,
    indices: &'a [usize],
    columns: &'a [&'a Column],
    widths: &'a [usize],
}

impl Table<'_> {
    fn render(&self, texts: &[Vec<String>], style: &Style<'_>) -> String {
        let mut text = String::new();
        if self.sheet.header == Header::Shown {
            let titles = self
                .columns
                .iter()
                .map(|column| column.title.clone())
                .collect::<Vec<_>>();
            self.line(&mut text, &titles, |_, title| style.paint.heading(title));
        }
        for (row, texts) in self.sheet.rows.iter().zip(texts) {
            self.line(&mut text, texts, |at, shown| {
                match self.columns[at].tone(&row[self.indices[at]]) {
                    Some(tone) => style.paint.tone(shown, tone),
                    None => shown.to_owned(),
                }
            });
        }
        text
    }

    fn line(&self, into: &mut String, texts: &[String], paint: impl Fn(usize, &str) -> String) {
        // Written only before the next text, so that no line ends in spaces.
        let mut pending = 0;
        for (at, width) in self.widths.iter().enumerate() {
            let text = console::truncate_str(&texts[at], *width, "…");
            let free = width.saturating_sub(text.width());
            let is_right = matches!(self.columns[at].kind, ColumnKind::Number | ColumnKind::Bytes);
            let (before, after) = if is_right { (free, 0) } else { (0, free) };
            pending += before;
            if !text.is_empty() {
                into.extend(std::iter::repeat_n(' ', pending));
                into.push_str(&paint(at, &text));
                pending = 0;
            }
            pending += after + GAP;
        }
        into.push('\n');
    }
}

/// Each row as lines of its own, with an empty line between two.
fn records(sheet: &Sheet, indices: &[usize], style: &Style<'_>) -> String {
    let record = |row: &Vec<Cell>| {
        let fields: Vec<(&Column, &Cell)> = indices
            .iter()
            .map(|index| (&sheet.columns[*index], &row[*index]))
            .collect();
        lines(&fields, style)
    };
    sheet.rows.iter().map(record).collect::<Vec<_>>().join("\n")
}

/// Titles and values, the values under each other; what is too long goes on under its beginning.
pub(super) fn lines(fields: &[(&Column, &Cell)], style: &Style<'_>) -> String {
    let widest = fields
        .iter()
        .map(|(column, _)| column.title.width())
        .max()
        .unwrap_or(0);
    let indent = widest + GAP;
    let mut text = String::new();
    for (column, cell) in fields {
        let shown = shown(cell, style.language);
        let room = style
            .width
            .map(|width| width.saturating_sub(indent).max(NARROWEST_VALUE));
        let paint = |part: &str| match column.tone(cell) {
            Some(tone) => style.paint.tone(part, tone),
            None => part.to_owned(),
        };
        text.push_str(&style.paint.heading(&column.title));
        let mut free = indent - column.title.width();
        for part in wrapped(&shown, room).iter().filter(|part| !part.is_empty()) {
            text.extend(std::iter::repeat_n(' ', free));
            text.push_str(&paint(part));
            text.push('\n');
            free = indent;
        }
        if shown.is_empty() {
            text.push('\n');
        }
    }
    text
}
