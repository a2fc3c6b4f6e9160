//! A profile in use: its fields with their secrets, and the credentials that came of them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;
use yun_plugin_api::{Fields, Keys, Secret};

use crate::{
    account::Region,
    clock,
    credential_cache::Fingerprint,
    environment::Environment,
    error::Error,
    mutex::lock,
    profile::{
        Profile,
        foreign::Source,
        secrets::{self, Unlocking},
        together::{self, Secrets},
    },
};

/// Credentials with this much time left, or less, are fetched anew.
pub(crate) const MARGIN: TimeDelta = TimeDelta::minutes(3);

/// A profile in use.
pub struct Session {
    /// The profile.
    pub profile: Profile,
    /// Who keeps it. Nothing is stored for a profile that is not yun's own.
    pub source: Source,
    secrets: std::sync::Mutex<Secrets>,
    /// Whether what is kept with it goes into the store at once.
    is_saved: bool,
    /// Held while credentials are fetched, so that many calls fetch them once.
    pub(crate) credentials: Mutex<Option<(Resolved, Fingerprint)>>,
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

/// Whether keys are printable ASCII without space, as all of Alibaba Cloud's are, so that they can stand in headers,
/// variables and lines.
pub(crate) fn is_well_formed(keys: &Keys) -> bool {
    let token = keys.security_token.as_ref().map_or("t", Secret::expose);
    let is_plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    [
        keys.access_key_id.as_str(),
        keys.access_key_secret.expose(),
        token,
    ]
    .into_iter()
    .all(is_plain)
}

/// What there is of credentials already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renew {
    /// They are taken as long as they hold.
    WhenNeeded,
    /// They are fetched anew, to see whether that works.
    Always,
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

    /// Takes credentials that were kept: the usual margin counts, whatever they were born with.
    pub(crate) fn kept(keys: Keys, expires_at: DateTime<Utc>) -> Self {
        Self {
            keys: Arc::new(keys),
            expires_at: Some(expires_at),
            margin: MARGIN,
        }
    }

    /// The same, used until they end: fetching others has just failed.
    pub(crate) fn until_they_end(self) -> Self {
        Self {
            margin: TimeDelta::zero(),
            ..self
        }
    }

    /// Whether they are worth keeping for the next command: they end, and not too soon.
    pub(crate) fn is_worth_keeping(&self) -> bool {
        self.expires_at.is_some() && !self.margin.is_zero()
    }

    /// Whether they still hold, if not for long.
    pub(crate) fn holds(&self) -> bool {
        self.expires_at.is_none_or(|end| end > clock::now())
    }

    /// Whether they will do for another call.
    pub fn is_fresh(&self) -> bool {
        self.expires_at.is_none_or(|end| end - clock::now() > self.margin)
    }
}

impl Session {
    /// Puts a profile to use that is not in the configuration, or not yet: what its mode keeps is kept here.
    pub fn new(profile: Profile, secrets: Secrets) -> Self {
        Self {
            profile,
            source: Source::Yun,
            secrets: std::sync::Mutex::new(secrets),
            is_saved: false,
            credentials: Mutex::default(),
            regions: Mutex::default(),
            regions_unknown: Mutex::default(),
        }
    }

    /// Puts a profile of the configuration to use: what its mode keeps goes where its secrets lie.
    pub fn of_saved(profile: Profile, secrets: Secrets) -> Self {
        Self {
            is_saved: true,
            ..Self::new(profile, secrets)
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
            secrets: std::sync::Mutex::new(self.secrets()),
            is_saved: self.is_saved,
            credentials: Mutex::new(self.credentials.lock().await.clone()),
            regions: Mutex::new(self.regions.lock().await.clone()),
            regions_unknown: Mutex::new(*self.regions_unknown.lock().await),
        }
    }

    /// Whether another session is of the same profile, with all that is known of it: what one fetched, the other may use.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let (secrets, others) = (self.secrets(), other.secrets());
        let has_same = |(key, secret): (&String, &Secret)| {
            let other = others.get(key);
            other.is_some_and(|other| other.expose() == secret.expose())
        };
        self.profile == other.profile
            && self.source == other.source
            && secrets.len() == others.len()
            && secrets.iter().all(has_same)
    }

    /// The profile's fields as its credential mode gets them.
    pub fn fields(&self) -> Fields {
        Fields {
            plain: self.profile.fields.clone(),
            secret: self.secrets(),
        }
    }

    /// Its secret fields, and what its mode keeps.
    pub fn secrets(&self) -> Secrets {
        lock(&self.secrets).clone()
    }

    /// A secret that its mode keeps, as it lies in the store now: another process may have put a new one there since this
    /// session began, a refresh token that replaces the one known here for instance.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn kept_secret(&self, environment: &Environment, key: &str) -> Result<Option<Secret>, Error> {
        if !self.is_saved {
            return Ok(lock(&self.secrets).get(key).cloned());
        }
        let mut stored = secrets::of_profile(environment, &self.profile, Unlocking::Refused)?;
        Ok(stored.remove(key))
    }

    /// Keeps a secret of the mode's, or forgets it: in the store, for a profile that is saved.
    ///
    /// # Errors
    /// When the store cannot be written, or the profile is gone; it is as it was then.
    pub fn keep_secret(
        &self,
        environment: &Environment,
        key: &str,
        value: Option<Secret>,
    ) -> Result<(), Error> {
        let put = |secrets: &mut Secrets| match &value {
            Some(value) => drop(secrets.insert(key.to_owned(), value.clone())),
            None => drop(secrets.remove(key)),
        };
        if self.is_saved {
            let name = self.name();
            together::edit(environment, Unlocking::Refused, |config, changes| {
                if !config.contains(name) {
                    return Err(config.unknown(name));
                }
                let place = config.secret_place(name)?;
                let mut secrets = changes.present(place, name)?;
                put(&mut secrets);
                changes.store(place, name, secrets);
                Ok(())
            })?;
        }
        put(&mut lock(&self.secrets));
        Ok(())
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
