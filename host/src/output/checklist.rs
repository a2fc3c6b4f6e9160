//! A list of what was looked at, for people: how it stands, what it is, and remarks beside it.

use unicode_width::UnicodeWidthStr;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{Column, Style, wrap::wrapped};

/// Between two columns.
const GAP: &str = "  ";
/// Remarks that would have less room go under what they are about.
const LEAST_ROOM: usize = 24;

/// One thing that was looked at.
#[derive(Debug, Clone)]
pub struct Checked {
    /// How it stands, as programs read it; it decides the colour.
    pub word: &'static str,
    /// How it stands, in the user's language.
    pub status: String,
    /// What it is.
    pub subject: String,
    /// What there is to say, a paragraph each.
    pub remarks: Vec<String>,
}

/// Renders the list; remarks are as wide as the terminal allows.
pub fn checklist(list: &[Checked], style: &Style<'_>) -> String {
    let widest =
        |of: fn(&Checked) -> &String| list.iter().map(|checked| of(checked).width()).max().unwrap_or(0);
    let (statuses, subjects) = (
        widest(|checked| &checked.status),
        widest(|checked| &checked.subject),
    );
    let beside = statuses + subjects + 2 * GAP.len();
    let is_beside = style.width.is_none_or(|width| width >= beside + LEAST_ROOM);
    let indent = if is_beside { beside } else { GAP.len() };
    let room = style.width.map(|width| width.saturating_sub(indent).max(1));
    let mut text = String::new();
    for checked in list {
        text.push_str(&painted(checked, style));
        let free = statuses - checked.status.width();
        text.push_str(&format!("{}{GAP}{}", " ".repeat(free), checked.subject));
        let lines = checked.remarks.iter().flat_map(|remark| wrapped(remark, room));
        let mut filled = statuses + GAP.len() + checked.subject.width();
        for line in lines {
            if !is_beside || filled > indent {
                text.push('\n');
                filled = 0;
            }
            text.push_str(&" ".repeat(indent - filled));
            text.push_str(&line);
            filled = usize::MAX;
        }
        text.push('\n');
    }
    text
}

fn painted(checked: &Checked, style: &Style<'_>) -> String {
    let column = Column::new("status", "", ColumnKind::Status);
    match column.tone(&Cell::Text(checked.word.to_owned())) {
        Some(tone) => style.paint.tone(&checked.status, tone),
        None => checked.status.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        output::{Format, Paint},
        text::Language,
    };

    fn style(width: Option<usize>) -> Style<'static> {
        Style {
            format: Format::Table,
            columns: None,
            query: None,
            language: Language::English,
            width,
            paint: Paint::Plain,
        }
    }

    fn list() -> Vec<Checked> {
        let checked = |word, subject: &str, remarks: &[&str]| Checked {
            word,
            status: word.to_owned(),
            subject: subject.to_owned(),
            remarks: remarks.iter().map(|remark| (*remark).to_owned()).collect(),
        };
        vec![
            checked("ok", "clock", &["both agree"]),
            checked("warning", "files", &["others can read it all", "→ chmod 600"]),
        ]
    }

    #[test]
    fn remarks_stand_beside_what_they_are_about_or_under_it() {
        assert_eq!(
            checklist(&list(), &style(None)),
            "ok       clock  both agree\n\
             warning  files  others can read it all\n                → chmod 600\n"
        );
        assert_eq!(
            checklist(&list(), &style(Some(16))),
            "ok       clock\n  both agree\n\
             warning  files\n  others can\n  read it all\n  → chmod 600\n"
        );
    }
}
