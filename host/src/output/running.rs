//! Tables that are written while their rows still come: with widths that were chosen before the first of them.

use unicode_width::UnicodeWidthStr;
use yun_plugin_api::Cell;

use super::{Column, Style, shown, table::GAP};

/// A table whose rows are not all known. What is longer than its column pushes what follows aside; nothing is cut.
pub struct RunningTable {
    columns: Vec<(Column, usize)>,
    is_begun: bool,
}

impl RunningTable {
    /// A table with these columns, so many characters wide each.
    pub fn new(columns: impl IntoIterator<Item = (Column, usize)>) -> Self {
        let fitted = |(column, width): (Column, usize)| {
            let width = width.max(column.title.width());
            (column, width)
        };
        Self {
            columns: columns.into_iter().map(fitted).collect(),
            is_begun: false,
        }
    }

    /// These rows, under the headings if they are the first.
    pub fn render(&mut self, rows: &[Vec<Cell>], style: &Style<'_>) -> String {
        let mut text = String::new();
        if !std::mem::replace(&mut self.is_begun, true) {
            let titles: Vec<String> = self
                .columns
                .iter()
                .map(|(column, _)| column.title.clone())
                .collect();
            self.line(&mut text, &titles, |_, title| style.paint.heading(title));
        }
        for row in rows {
            let texts: Vec<String> = row.iter().map(|cell| shown(cell, style.language)).collect();
            self.line(&mut text, &texts, |at, shown| {
                match self.columns[at].0.tone(&row[at]) {
                    Some(tone) => style.paint.tone(shown, tone),
                    None => shown.to_owned(),
                }
            });
        }
        text
    }

    fn line(&self, into: &mut String, texts: &[String], paint: impl Fn(usize, &str) -> String) {
        // Where the text should begin, and where the line is; spaces are written only before a text.
        let (mut begin, mut at) = (0, 0);
        for (place, (text, (_, width))) in texts.iter().zip(&self.columns).enumerate() {
            if !text.is_empty() {
                let spaces = begin.max(if at == 0 { 0 } else { at + 1 }) - at;
                into.extend(std::iter::repeat_n(' ', spaces));
                into.push_str(&paint(place, text));
                at += spaces + text.width();
            }
            begin += width + GAP;
        }
        into.push('\n');
    }
}
