//! A profile in use: its fields with their secrets, and the credentials that came of them.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;
use yun_plugin_api::{Fields, Keys, Secret};

use crate::{clock, profile::Profile};

/// Credentials with this much time left, or less, are fetched anew.
const MARGIN: TimeDelta = TimeDelta::minutes(3);

/// A profile in use.
pub struct Session {
    /// The profile.
    pub profile: Profile,
    secrets: BTreeMap<String, Secret>,
    /// Held while credentials are fetched, so that many calls fetch them once.
    pub(crate) credentials: Mutex<Option<Resolved>>,
}

/// Credentials, and when they end.
#[derive(Clone)]
pub struct Resolved {
    /// What calls are signed with.
    pub keys: Arc<Keys>,
    /// When they end; none for credentials without an end.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Resolved {
    /// Whether they will do for another call.
    pub fn is_fresh(&self) -> bool {
        self.expires_at.is_none_or(|end| end - clock::now() > MARGIN)
    }
}

impl Session {
    /// Puts a profile to use.
    pub fn new(profile: Profile, secrets: BTreeMap<String, Secret>) -> Self {
        Self {
            profile,
            secrets,
            credentials: Mutex::default(),
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
