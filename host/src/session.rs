//! A profile in use: its fields with their secrets, and the credentials that came of them.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;
use yun_plugin_api::{Fields, Keys, Secret};

use crate::{
    account::Region,
    clock,
    profile::{Profile, foreign::Source},
};

/// Credentials with this much time left, or less, are fetched anew.
const MARGIN: TimeDelta = TimeDelta::minutes(3);

/// A profile in use.
pub struct Session {
    /// The profile.
    pub profile: Profile,
    /// Who keeps it. Nothing may be stored for a profile that is not yun's own.
    pub source: Source,
    secrets: BTreeMap<String, Secret>,
    /// Held while credentials are fetched, so that many calls fetch them once.
    pub(crate) credentials: Mutex<Option<Resolved>>,
    /// The account's regions, once they were asked for.
    pub(crate) regions: Mutex<Option<Vec<Region>>>,
    /// Whether they were asked for in vain to explain a failure.
    pub(crate) regions_unknown: Mutex<bool>,
}

/// Credentials, and when they end.
#[derive(Clone)]
pub struct Resolved {
    /// What calls are signed with.
    pub keys: Arc<Keys>,
    /// When they end; none for credentials without an end.
    pub expires_at: Option<DateTime<Utc>>,
    /// How long before their end they are fetched anew.
    margin: TimeDelta,
}

impl Resolved {
    /// Takes fresh credentials. Those born with no more than the usual margin serve until they end.
    pub fn new(keys: Keys, expires_at: Option<DateTime<Utc>>) -> Self {
        let born_short = expires_at.is_some_and(|end| end - clock::now() <= MARGIN);
        let margin = if born_short { TimeDelta::zero() } else { MARGIN };
        Self {
            keys: Arc::new(keys),
            expires_at,
            margin,
        }
    }

    /// Whether they will do for another call.
    pub fn is_fresh(&self) -> bool {
        self.expires_at.is_none_or(|end| end - clock::now() > self.margin)
    }
}

impl Session {
    /// Puts a profile of yun's own to use.
    pub fn new(profile: Profile, secrets: BTreeMap<String, Secret>) -> Self {
        Self {
            profile,
            source: Source::Yun,
            secrets,
            credentials: Mutex::default(),
            regions: Mutex::default(),
            regions_unknown: Mutex::default(),
        }
    }

    /// The same profile, kept by somebody else.
    #[must_use]
    pub fn kept_by(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// The same credentials for another profile: one that differs in its region or resource group alone.
    pub async fn moved_to(&self, profile: Profile) -> Self {
        Self {
            profile,
            source: self.source,
            secrets: self.secrets.clone(),
            credentials: Mutex::new(self.credentials.lock().await.clone()),
            regions: Mutex::new(self.regions.lock().await.clone()),
            regions_unknown: Mutex::new(*self.regions_unknown.lock().await),
        }
    }

    /// The profile's fields as its credential mode gets them.
    pub fn fields(&self) -> Fields {
        Fields {
            plain: self.profile.fields.clone(),
            secret: self.secrets.clone(),
        }
    }

    /// The profile's name.
    pub fn name(&self) -> &str {
        self.profile.name.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_fetched_anew_before_they_end_unless_they_were_born_short() {
        let keys = || Keys {
            access_key_id: "i".into(),
            access_key_secret: Secret::default(),
            security_token: None,
        };
        let ending_in = |seconds| Some(clock::now() + TimeDelta::seconds(seconds));
        assert!(Resolved::new(keys(), None).is_fresh());
        assert!(Resolved::new(keys(), ending_in(600)).is_fresh());
        assert!(
            Resolved::new(keys(), ending_in(60)).is_fresh(),
            "born short, it serves this command"
        );
        assert!(!Resolved::new(keys(), ending_in(-1)).is_fresh());
        let mut aged = Resolved::new(keys(), ending_in(600));
        aged.expires_at = ending_in(170);
        assert!(!aged.is_fresh(), "3 minutes or less are left");
    }
}
