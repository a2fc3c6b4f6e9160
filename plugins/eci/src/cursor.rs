//! Where a log that is being followed ended, and which lines came since.
//!
//! The API knows a start to the second only, and gives the lines of that second again. So the cursor names the last
//! line's time in full, and how many lines of exactly that time were shown.

use std::fmt;

use yun_plugin_api::Timestamp;

/// A line's time, to the nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    seconds: i64,
    nanoseconds: u32,
}

/// How far a log was shown; written `2026-01-02T03:04:05.000000600Z 2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    last: Moment,
    /// How many lines of that time were shown.
    shown: usize,
}

/// What an answer holds that was not shown yet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct News {
    pub(crate) text: String,
    /// None while no line of a known time was shown.
    pub(crate) cursor: Option<Cursor>,
    /// Whether lines may have been left out between the cursor and the first of these.
    pub(crate) gap: bool,
}

impl Moment {
    fn parse(text: &str) -> Option<Self> {
        let seconds = Timestamp::parse(text)?.unix_seconds();
        let fraction = text.get(19..).and_then(|rest| rest.strip_prefix('.'));
        let digits = fraction
            .unwrap_or_default()
            .chars()
            .take_while(char::is_ascii_digit);
        let nine: String = digits.chain(std::iter::repeat('0')).take(9).collect();
        Some(Self {
            seconds,
            nanoseconds: nine.parse().ok()?,
        })
    }
}

impl Cursor {
    /// Nothing was shown, and nothing before that time is wanted.
    pub(crate) fn at(start: Timestamp) -> Self {
        Self {
            last: Moment {
                seconds: start.unix_seconds(),
                nanoseconds: 0,
            },
            shown: 0,
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (time, shown) = text.split_once(' ')?;
        Some(Self {
            last: Moment::parse(time)?,
            shown: shown.parse().ok()?,
        })
    }

    /// The second that the last line was written in.
    pub(crate) fn second(&self) -> Timestamp {
        Timestamp::of_unix_seconds(self.last.seconds)
    }

    /// One more line of that time was shown.
    fn after(cursor: Option<Self>, line: Moment) -> Self {
        match cursor {
            Some(cursor) if line < cursor.last => cursor,
            Some(cursor) if line == cursor.last => Self {
                shown: cursor.shown + 1,
                ..cursor
            },
            _ => Self { last: line, shown: 1 },
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.second().to_string();
        let seconds = seconds.trim_end_matches('Z');
        write!(
            formatter,
            "{seconds}.{:09}Z {}",
            self.last.nanoseconds, self.shown
        )
    }
}

/// Finds what came after `from` in lines that begin with their time. A line without one belongs to the line before it.
/// `most` is how many lines the answer could hold.
pub(crate) fn news(content: &str, from: Option<Cursor>, timestamps: bool, most: usize) -> News {
    let mut news = News {
        text: String::new(),
        cursor: from,
        gap: false,
    };
    let (mut lines, mut time, mut known) = (0, None, 0);
    for line in content.lines() {
        let (own, message) = split(line);
        time = own.or(time);
        if lines == 0 {
            news.gap = from.zip(time).is_some_and(|(from, first)| first > from.last);
        }
        lines += 1;
        if let Some(from) = from {
            if time == Some(from.last) {
                known += 1;
            }
            if time.is_none_or(|time| time < from.last || time == from.last && known <= from.shown) {
                continue;
            }
        }
        news.cursor = time.map(|time| Cursor::after(news.cursor, time)).or(news.cursor);
        news.text.push_str(if timestamps { line } else { message });
        news.text.push('\n');
    }
    news.gap &= lines >= most;
    news
}

/// The line's time, and what was written.
fn split(line: &str) -> (Option<Moment>, &str) {
    let (time, message) = line.split_once(' ').unwrap_or((line, ""));
    match Moment::parse(time) {
        Some(time) => (Some(time), message),
        None => (None, line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 4] = [
        "2026-01-02T03:04:05.1Z one",
        "2026-01-02T03:04:05.12Z two",
        "2026-01-02T11:04:05.120+08:00 three",
        "2026-01-02T03:04:06Z four",
    ];

    fn read(lines: &[&str], from: Option<Cursor>) -> (String, Option<Cursor>) {
        let news = news(&lines.join("\n"), from, false, 2000);
        (news.text, news.cursor)
    }

    #[test]
    fn each_line_is_shown_once_wherever_the_answers_end() {
        for end in 0..=LINES.len() {
            let (first, cursor) = read(&LINES[..end], None);
            // The API gives everything of the second again.
            let (second, _) = read(&LINES, cursor);
            assert_eq!(first + &second, "one\ntwo\nthree\nfour\n", "{end}");
        }
    }

    #[test]
    fn a_cursor_is_written_and_read_back() {
        let (_, cursor) = read(&LINES[..3], None);
        let text = cursor.expect("lines were shown").to_string();
        assert_eq!(text, "2026-01-02T03:04:05.120000000Z 2");
        assert_eq!(Cursor::parse(&text), cursor);
        for wrong in [
            "",
            "-",
            "soon 1",
            "2026-01-02T03:04:05Z",
            "2026-01-02T03:04:05Z x",
        ] {
            assert_eq!(Cursor::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_line_without_a_time_belongs_to_the_one_before() {
        let trace = [
            "2026-01-02T03:04:05Z panic",
            "  at main",
            "2026-01-02T03:04:05Z next",
        ];
        let (text, cursor) = read(&trace, None);
        assert_eq!(text, "panic\n  at main\nnext\n");
        assert_eq!(read(&trace, cursor).0, "");
        assert_eq!(read(&["no time at all"], None), ("no time at all\n".into(), None));
        assert_eq!(read(&["no time at all"], cursor).0, "");
    }

    #[test]
    fn times_stay_where_they_are_wanted() {
        assert_eq!(
            news(LINES[0], None, true, 2000).text,
            "2026-01-02T03:04:05.1Z one\n"
        );
        assert_eq!(news("2026-01-02T03:04:05Z", None, false, 2000).text, "\n");
    }

    #[test]
    fn a_full_answer_that_does_not_reach_back_to_the_cursor_has_a_gap() {
        let (_, cursor) = read(&LINES[..1], None);
        assert!(news(&LINES[1..].join("\n"), cursor, false, 3).gap);
        assert!(!news(&LINES[1..].join("\n"), cursor, false, 4).gap);
        assert!(!news(&LINES.join("\n"), cursor, false, 4).gap);
        assert!(!news(&LINES.join("\n"), None, false, 4).gap);
    }

    #[test]
    fn nothing_before_the_start_is_shown() {
        let start = Timestamp::parse("2026-01-02T03:04:06Z").expect("a time");
        assert_eq!(read(&LINES, Some(Cursor::at(start))).0, "four\n");
    }
}
