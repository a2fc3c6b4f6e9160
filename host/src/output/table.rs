//! Tables for people: aligned by what characters occupy, and as wide as the terminal allows.
//!
//! Where there is a terminal and a table is wider than it, texts are shortened down to a few characters; ids,
//! addresses, numbers, times and statuses never are. What is still too wide loses columns from the right, the status
//! last, and the command says which; if the columns were asked for, each row becomes lines of its own instead. Without a terminal
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
        None => Some(natural.into_iter().enumerate().collect()),
        Some(width) if may_leave_out => Some(fit_some(&columns, &natural, width)),
        Some(width) => {
            let fitted = fit(&columns, &natural, width);
            fitted.map(|widths| widths.into_iter().enumerate().collect())
        }
    };
    let Some(fitted): Option<Vec<(usize, usize)>> = fitted else {
        return records(sheet, indices, style).into();
    };
    let is_left_out = |at: &usize| fitted.iter().all(|(kept, _)| kept != at);
    let left_out = (0..columns.len()).filter(is_left_out);
    let left_out = left_out.map(|at| columns[at].title.clone()).collect();
    let kept = fitted.into_iter().map(|(at, width)| Kept {
        at,
        index: indices[at],
        column: columns[at],
        width,
    });
    let table = Table {
        sheet,
        kept: kept.collect(),
    };
    Rendered {
        text: table.render(&texts, style),
        left_out,
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

/// As many columns as fit, one at least, each with its place and its width: those to the right go first, and the status,
/// which is what most lists are looked at for, last of all but the first column.
fn fit_some(columns: &[&Column], natural: &[usize], width: usize) -> Vec<(usize, usize)> {
    let status = columns
        .iter()
        .position(|column| column.kind == ColumnKind::Status);
    let mut kept: Vec<usize> = (0..columns.len()).collect();
    loop {
        let of_kept: Vec<&Column> = kept.iter().map(|at| columns[*at]).collect();
        let natural_of_kept: Vec<usize> = kept.iter().map(|at| natural[*at]).collect();
        let widths = fit(&of_kept, &natural_of_kept, width);
        if let Some(widths) = widths.or_else(|| (kept.len() == 1).then_some(natural_of_kept)) {
            return kept.into_iter().zip(widths).collect();
        }
        let goes = kept.iter().rposition(|at| Some(*at) != status);
        kept.remove(goes.filter(|at| *at > 0).unwrap_or(kept.len() - 1));
    }
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
    kept: Vec<Kept<'a>>,
}

/// A column that is shown.
struct Kept<'a> {
    /// Its place among those that were to be shown.
    at: usize,
    /// Its place in the sheet.
    index: usize,
    column: &'a Column,
    width: usize,
}

impl Table<'_> {
    fn render(&self, texts: &[Vec<String>], style: &Style<'_>) -> String {
        let mut text = String::new();
        if self.sheet.header == Header::Shown {
            let title = |kept: &Kept<'_>| kept.column.title.clone();
            self.line(&mut text, title, |_, title| style.paint.heading(title));
        }
        for (row, texts) in self.sheet.rows.iter().zip(texts) {
            let cell = |kept: &Kept<'_>| texts[kept.at].clone();
            self.line(&mut text, cell, |kept, shown| {
                match kept.column.tone(&row[kept.index]) {
                    Some(tone) => style.paint.tone(shown, tone),
                    None => shown.to_owned(),
                }
            });
        }
        text
    }

    fn line(
        &self,
        into: &mut String,
        whole: impl Fn(&Kept<'_>) -> String,
        paint: impl Fn(&Kept<'_>, &str) -> String,
    ) {
        // Written only before the next text, so that no line ends in spaces.
        let mut pending = 0;
        for kept in &self.kept {
            let whole = whole(kept);
            let text = console::truncate_str(&whole, kept.width, "…");
            let free = kept.width.saturating_sub(text.width());
            let is_right = matches!(kept.column.kind, ColumnKind::Number | ColumnKind::Bytes);
            let (before, after) = if is_right { (free, 0) } else { (0, free) };
            pending += before;
            if !text.is_empty() {
                into.extend(std::iter::repeat_n(' ', pending));
                into.push_str(&paint(kept, &text));
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
