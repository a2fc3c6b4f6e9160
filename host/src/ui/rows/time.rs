//! Times: which of them are kept as seconds, and what is shown of them.

use std::collections::HashMap;

use yun_plugin_api::{Cell, Timestamp};

use super::fold::Needle;

const DAY: i64 = 24 * 60 * 60;
/// As many characters as `2026-01-02` has.
const DATE: usize = 10;

/// The dates of all days that were seen, in lower case as filters look at them: a few hundred, of however many times.
#[derive(Default)]
pub(super) struct Times {
    dates: HashMap<i64, [u8; DATE]>,
}

impl Times {
    /// The seconds after 1970 began that are shown as this cell is, if there are such.
    pub(super) fn held(&mut self, cell: &Cell) -> Option<i64> {
        let Cell::Text(text) = cell else { return None };
        let time = Timestamp::parse(text)?;
        let seconds = time.unix_seconds();
        let date = self.dates.entry(seconds.div_euclid(DAY)).or_insert_with(|| {
            let mut date = [0; DATE];
            // As long as this for every year that RFC 3339 can write.
            date.copy_from_slice(&time.to_string().as_bytes()[..DATE]);
            date
        });
        (write(*date, seconds) == text.as_bytes()).then_some(seconds)
    }

    /// Whether a needle is in what is shown of a time that is held.
    pub(super) fn holds(&self, seconds: i64, needle: &Needle) -> bool {
        let date = self.dates.get(&seconds.div_euclid(DAY));
        date.is_some_and(|date| {
            let mut text = write(*date, seconds);
            text.make_ascii_lowercase();
            needle.is_in(&text)
        })
    }
}

/// `2026-01-02T03:04:05Z`.
fn write(date: [u8; DATE], seconds: i64) -> [u8; 20] {
    let of_day = seconds.rem_euclid(DAY) as u32;
    let mut text = *b"0000-00-00T00:00:00Z";
    text[..DATE].copy_from_slice(&date);
    for (at, number) in [(11, of_day / 3600), (14, of_day / 60 % 60), (17, of_day % 60)] {
        text[at] += (number / 10) as u8;
        text[at + 1] += (number % 10) as u8;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_held_only_if_its_text_comes_back() {
        let mut times = Times::default();
        for text in [
            "2026-01-02T03:04:05Z",
            "1969-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ] {
            let seconds = times.held(&text.into()).expect(text);
            assert_eq!(Timestamp::of_unix_seconds(seconds).to_string(), text);
            let holds = |typed| times.holds(seconds, &Needle::new(typed).expect("a needle"));
            assert!(holds(text) && holds("t") && !holds("2027"));
        }
        for text in [
            "2026-01-02T03:04:05+08:00",
            "2026-01-02T03:04:05.5Z",
            "2026-01-02t03:04:05z",
            "soon",
            "0000-01-01T00:00:00+01:00",
        ] {
            assert_eq!(times.held(&text.into()), None, "{text}");
        }
    }
}
