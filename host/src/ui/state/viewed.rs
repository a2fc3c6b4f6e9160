//! A view of one resource as it is read: a log, or whatever else a manifest lets people look at.

use std::collections::{BTreeMap, VecDeque};

use yun_plugin_api::manifest::View;

use crate::{error::Error, text::visible, ui::event::Generation};

/// How far apart the columns are that a tab goes on to.
const TAB: usize = 8;

/// A view as it is read.
pub(in crate::ui) struct Viewed {
    /// Which one it is.
    pub(in crate::ui) view: View,
    /// Its parameters, held against the manifest.
    pub(in crate::ui) params: BTreeMap<String, String>,
    /// Its lines, of which the first are dropped where there are too many.
    pub(in crate::ui) lines: VecDeque<String>,
    /// Whether the last line goes on.
    open: bool,
    /// The number under which it is asked for; none when nothing is under way.
    pub(in crate::ui) asked: Option<Generation>,
    /// Whether what is new is asked for again and again.
    pub(in crate::ui) follows: bool,
    /// Whether it is known that nothing more will come.
    pub(in crate::ui) is_over: bool,
    /// Why it ended before its time.
    pub(in crate::ui) failed: Option<Error>,
    /// Which part of it is shown.
    pub(in crate::ui) part: Part,
}

/// Which part of a view is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Part {
    /// The end, whatever comes.
    End,
    /// From this line on.
    From(usize),
}

impl Viewed {
    /// A view of which nothing came yet.
    pub(in crate::ui) fn new(
        view: View,
        params: BTreeMap<String, String>,
        follows: bool,
        asked: Generation,
    ) -> Self {
        Self {
            part: if view.follow { Part::End } else { Part::From(0) },
            view,
            params,
            lines: VecDeque::new(),
            open: false,
            asked: Some(asked),
            follows,
            is_over: false,
            failed: None,
        }
    }

    /// Takes in what came, and keeps so many lines at most.
    pub(in crate::ui) fn take(&mut self, text: &str, most: usize) {
        for line in text.split_inclusive('\n') {
            let is_whole = line.ends_with('\n');
            let line = readable(line.trim_end_matches(['\n', '\r']));
            match self.lines.back_mut().filter(|_| self.open) {
                Some(last) => last.push_str(&line),
                None => self.lines.push_back(line),
            }
            self.open = !is_whole;
        }
        let dropped = self.lines.len().saturating_sub(most.max(1));
        self.lines.drain(..dropped);
        if let Part::From(first) = &mut self.part {
            *first = first.saturating_sub(dropped);
        }
    }
}

/// A line without anything that a terminal would obey, tabs being spaces.
fn readable(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for (at, part) in line.split('\t').enumerate() {
        if at > 0 {
            let width = unicode_width::UnicodeWidthStr::width(shown.as_str());
            shown.push_str(&" ".repeat(TAB - width % TAB));
        }
        shown.push_str(&visible(part));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewed() -> Viewed {
        let view = serde_json::json!({"name": "logs", "title": {"en": "a", "zh": "甲"}, "help": {"en": "a", "zh": "甲"},
            "follow": true});
        let view = serde_json::from_value(view).expect("a view");
        Viewed::new(view, BTreeMap::new(), true, Generation::default())
    }

    #[test]
    fn lines_are_put_together_from_what_came() {
        let mut viewed = viewed();
        viewed.take("one\r\ntw", 10);
        viewed.take("o\n\na\tb\u{1b}[31m", 10);
        assert_eq!(viewed.lines, ["one", "two", "", "a       b\\u{1b}[31m"]);
    }

    #[test]
    fn the_first_lines_are_dropped_and_what_is_read_stays() {
        let mut viewed = viewed();
        viewed.take("1\n2\n3\n", 3);
        viewed.part = Part::From(2);
        viewed.take("4\n", 3);
        assert_eq!(
            (viewed.lines.front().map(String::as_str), viewed.part),
            (Some("2"), Part::From(1))
        );
    }
}
