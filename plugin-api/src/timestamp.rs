//! Points of time, for credentials and logins that end.

use std::{
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

const DAY: i64 = 24 * 60 * 60;

/// A point of time, to the second; written as RFC 3339 in UTC.
///
/// ```
/// use yun_plugin_api::Timestamp;
///
/// let end = Timestamp::parse("2030-01-02T03:04:05Z").unwrap();
/// assert_eq!(end.unix_seconds(), 1_893_553_445);
/// assert_eq!(end.after(55).to_string(), "2030-01-02T03:05:00Z");
/// assert!(Timestamp::now() > Timestamp::of_unix_seconds(0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The time now.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where a plugin reads the clock"
    )]
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Self(since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)))
    }

    /// The time so many seconds after 1970 began, in UTC.
    pub fn of_unix_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// How many seconds after 1970 began, in UTC, it is.
    pub fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The time so many seconds later: the end of what a token endpoint says `expires_in` of.
    #[must_use]
    pub fn after(self, seconds: u64) -> Self {
        Self(self.0.saturating_add_unsigned(seconds))
    }

    /// Reads RFC 3339, with any offset; fractions of a second are dropped. None if it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let separated =
            [(4, "-"), (7, "-"), (10, "Tt"), (13, ":"), (16, ":")]
                .iter()
                .all(|(place, allowed)| {
                    bytes
                        .get(*place)
                        .is_some_and(|byte| allowed.as_bytes().contains(byte))
                });
        if !separated {
            return None;
        }
        let (year, month) = (number(text.get(0..4)?)?, number(text.get(5..7)?)?);
        let day = within(number(text.get(8..10)?)?, 1, days_of(year, within(month, 1, 12)?))?;
        let hour = within(number(text.get(11..13)?)?, 0, 23)?;
        let minute = within(number(text.get(14..16)?)?, 0, 59)?;
        // A leap second counts as the one after it.
        let second = within(number(text.get(17..19)?)?, 0, 60)?;
        let offset = offset(without_fraction(text.get(19..)?)?)?;
        let time_of_day = hour * 3600 + minute * 60 + second;
        Some(Self(day_number(year, month, day) * DAY + time_of_day - offset))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, seconds) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (year, month, day) = date(days);
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(
            formatter,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

fn number(digits: &str) -> Option<i64> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

fn within(number: i64, least: i64, most: i64) -> Option<i64> {
    (least..=most).contains(&number).then_some(number)
}

fn without_fraction(text: &str) -> Option<&str> {
    let Some(fraction) = text.strip_prefix('.') else {
        return Some(text);
    };
    let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < fraction.len()).then_some(rest)
}

/// The offset from UTC, in seconds.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let sign = match text.get(0..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let hours = within(number(hours)?, 0, 23)?;
    let minutes = within(number(minutes)?, 0, 59)?;
    Some(sign * (hours * 3600 + minutes * 60))
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days between 1970-01-01 and a date of the Gregorian calendar. Years are taken to begin in March, which puts the
/// leap day at their end.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

/// The other way round.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        Timestamp::parse(text).map(Timestamp::unix_seconds)
    }

    #[test]
    fn times_are_read_with_any_offset() {
        assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(seconds("2000-02-29T12:00:00.125Z"), Some(951_825_600));
        assert_eq!(seconds("2000-02-29t20:00:00+08:00"), Some(951_825_600));
        assert_eq!(seconds("2000-02-29T11:30:00-00:30"), Some(951_825_600));
        assert_eq!(seconds("1969-12-31T23:59:60Z"), Some(0));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "2030-01-02",
            "2030-01-02 03:04:05Z",
            "2030-01-02T03:04:05",
            "2030-13-02T03:04:05Z",
            "2029-02-29T03:04:05Z",
            "2030-01-00T03:04:05Z",
            "2030-01-02T24:04:05Z",
            "2030-01-02T03:60:05Z",
            "2030-01-02T03:04:61Z",
            "2030-01-02T03:04:05.Z",
            "2030-01-02T03:04:05+8",
            "2030-01-02T03:04:05+08:00x",
            "2030-01-02T03:04:05Zx",
            "+030-01-02T03:04:05Z",
            "2030-01-02T03:04:0五",
            "1893553445",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_is_written_and_read_back() {
        let mut previous = String::new();
        for day in 0..146_097 {
            let time = Timestamp::of_unix_seconds(day * DAY + 3_661);
            let text = time.to_string();
            assert_eq!(Timestamp::parse(&text), Some(time), "{text}");
            assert!(previous < text, "{previous} is before {text}");
            previous = text;
        }
        assert_eq!(previous, "2369-12-31T01:01:01Z");
    }
}
