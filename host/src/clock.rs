//! The clock: the one place that tells the time.

use chrono::{DateTime, SecondsFormat, Utc};

/// The time now.
#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A time as RFC 3339 in UTC, to the second: `2026-01-02T03:04:05Z`.
pub fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
