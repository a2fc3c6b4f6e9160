//! Two clocks that differ: this machine's, and that of whoever answered.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{DATE, HeaderMap};

use super::answer::{CLOCK, Failure};
use crate::{clock, text::message};

const HALF_A_MINUTE: TimeDelta = TimeDelta::seconds(30);

/// The time at which an answer was sent, by the clock of whoever sent it.
pub(super) fn date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let text = headers.get(DATE)?.to_str().ok()?;
    DateTime::parse_from_rfc2822(text).ok().map(|time| time.to_utc())
}

/// If the clocks are what is wrong: the failure with both times, where the answer told its own.
pub(super) fn with_both_clocks(
    failure: Failure,
    ours: DateTime<Utc>,
    theirs: Option<DateTime<Utc>>,
) -> Failure {
    let Some(theirs) = theirs.filter(|_| failure.error.code() == CLOCK) else {
        return failure;
    };
    let apart = (ours - theirs).abs();
    let (unit, count) = match apart {
        // An HTTP date has no fractions of a second: what is lost must not make a minute of difference.
        apart if apart < TimeDelta::hours(2) => ("minutes", (apart + HALF_A_MINUTE).num_minutes()),
        apart if apart < TimeDelta::days(2) => ("hours", (apart + HALF_A_MINUTE).num_hours()),
        apart => ("days", apart.num_days()),
    };
    let message = message!(
        "error-clocks",
        ours = clock::rfc3339(ours),
        theirs = clock::rfc3339(theirs),
        unit = unit,
        count = count.unsigned_abs()
    );
    Failure {
        error: failure.error.reworded(message),
        ..failure
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{api::answer, text::Language};

    fn coded(code: &str) -> Failure {
        let body = format!(r#"{{"Code":"{code}","Message":"said","RequestId":"R"}}"#);
        answer::failure(400, body.as_bytes(), "DescribeInstances", &[])
    }

    #[test]
    fn a_wrong_clock_is_told_with_both_times() {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, "Sun, 22 Nov 2026 05:00:00 GMT".parse().expect("a header"));
        let ours = DateTime::parse_from_rfc3339("2026-11-22T04:10:00Z")
            .expect("a time")
            .to_utc();
        let said = |code, headers: &HeaderMap| {
            with_both_clocks(coded(code), ours, date(headers))
                .error
                .to_text(Language::English)
        };
        let text = said(CLOCK, &headers);
        for part in ["2026-11-22T04:10:00Z", "2026-11-22T05:00:00Z", "50 minutes", "R"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(said(CLOCK, &HeaderMap::new()).contains("more than 15 minutes"));
        assert!(!said("Throttling", &headers).contains("2026"));
    }
}
