//! How often installed plugins crashed of late, `crashes.toml` in the data directory; those that crash again and again are
//! quarantined until somebody enables them, or another version is installed.

use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    sync::Mutex,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Installed;
use crate::{clock, environment::Environment, error::Error, mutex::lock, store, text::message};

/// So many crashes, each in another command, within `WITHIN` quarantine a plugin.
pub const MOST_CRASHES: usize = 3;
/// Crashes that are longer ago do not count.
const WITHIN: TimeDelta = TimeDelta::minutes(10);

/// The crashes of one library, by its hash: another version starts anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Crashed {
    /// When, RFC 3339, the newest last.
    at: Vec<DateTime<Utc>>,
    /// Whether it is quarantined.
    #[serde(default)]
    quarantined: bool,
}

/// What is known of crashes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Crashes {
    #[serde(default)]
    libraries: BTreeMap<String, Crashed>,
}

impl Crashes {
    /// Reads what is known. What cannot be read is as if nothing had crashed: it costs one more crash.
    pub(super) fn load(environment: &Environment) -> Self {
        let read = || -> Result<Self, Error> {
            let text = store::read(&path(environment)?)?.unwrap_or_default();
            Ok(toml::from_str(&text).unwrap_or_default())
        };
        read().unwrap_or_default()
    }

    /// Whether the library with this hash is quarantined.
    pub(super) fn quarantines(&self, sha256: &str) -> bool {
        self.libraries
            .get(sha256)
            .is_some_and(|crashed| crashed.quarantined)
    }

    fn note(&mut self, sha256: &str, now: DateTime<Utc>) -> bool {
        let crashed = self.libraries.entry(sha256.to_owned()).or_default();
        crashed.at.retain(|at| now.signed_duration_since(at) < WITHIN);
        crashed.at.push(now);
        crashed.quarantined |= crashed.at.len() >= MOST_CRASHES;
        crashed.quarantined
    }

    fn edit<T>(environment: &Environment, change: impl FnOnce(&mut Self) -> T) -> Result<T, Error> {
        let path = path(environment)?;
        let _lock = store::lock(&path)?;
        let mut crashes = Self::load(environment);
        let outcome = change(&mut crashes);
        let text = toml::to_string(&crashes).expect("crashes have a TOML form");
        store::write(&path, text.as_bytes())?;
        Ok(outcome)
    }
}

/// The installed libraries that crashed in this command: each is noted once.
pub struct CrashesSeen {
    environment: Environment,
    /// By hash, whether that quarantined it.
    seen: Mutex<HashMap<String, bool>>,
}

impl CrashesSeen {
    pub(crate) fn new(environment: Environment) -> Self {
        Self {
            environment,
            seen: Mutex::default(),
        }
    }

    /// Notes the crash of an installed plugin, if that is what its call ended with, and says so where it is quarantined by
    /// that. It may wait for other processes.
    pub(crate) fn after(&self, installed: Option<&Installed>, error: Error) -> Error {
        let Some(installed) = installed.filter(|_| error.code() == "plugin_crashed") else {
            return error;
        };
        let mut seen = lock(&self.seen);
        let quarantined = seen.entry(installed.sha256.clone()).or_insert_with(|| {
            note(&self.environment, &installed.sha256).unwrap_or_else(|failed| {
                tracing::debug!(%failed, "the crash is not noted");
                false
            })
        });
        match *quarantined {
            true => error.hint(message!("hint-plugin-quarantined", id = installed.id.as_str())),
            false => error,
        }
    }
}

/// Notes that the library with this hash crashed, and tells whether it is quarantined from now on.
///
/// # Errors
/// When it cannot be written down.
fn note(environment: &Environment, sha256: &str) -> Result<bool, Error> {
    Crashes::edit(environment, |crashes| crashes.note(sha256, clock::now()))
}

/// Forgets the crashes of the library with this hash, and tells whether it was quarantined.
///
/// # Errors
/// When it cannot be written down.
pub fn forgive(environment: &Environment, sha256: &str) -> Result<bool, Error> {
    if !Crashes::load(environment).libraries.contains_key(sha256) {
        return Ok(false);
    }
    Crashes::edit(environment, |crashes| {
        let crashed = crashes.libraries.remove(sha256);
        crashed.is_some_and(|crashed| crashed.quarantined)
    })
}

fn path(environment: &Environment) -> Result<PathBuf, Error> {
    Ok(environment.data_directory()?.join("crashes.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_crashes_within_ten_minutes_quarantine_and_older_ones_do_not_count() {
        let now = clock::now();
        let ago = |minutes| now - TimeDelta::minutes(minutes);
        let mut crashes = Crashes::default();
        assert!(!crashes.note("a", ago(30)));
        assert!(!crashes.note("a", ago(9)));
        assert!(!crashes.note("a", ago(5)), "the first was too long ago");
        assert!(!crashes.note("b", now), "of another library");
        assert!(crashes.note("a", now));
        assert!(crashes.quarantines("a") && !crashes.quarantines("b"));
    }
}
