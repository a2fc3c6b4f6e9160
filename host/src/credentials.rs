//! Credentials: kept, fetched by a profile's credential mode, one process at a time; and the logins behind some of them.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use yun_plugin_api::{
    Credentials, Fields, LoginState, ResolveAnswer, ResolveRequest, SessionAnswer, SessionRequest,
    manifest::{CredentialManifest, FieldType},
    protocol::{Done, method},
};

use crate::{
    blocking::blocking,
    catalog::Served,
    core::Core,
    credential_cache::{CredentialCache, Fingerprint},
    error::{Error, ErrorKind},
    mutex::lock,
    profile::{fields, registry::Profiles},
    services::{CallContext, CredentialCall, Permission},
    session::{Renew, Resolved, Session, is_well_formed},
    store::{LONGEST_LOCK, StoreLock},
    text::{message, shell_word},
};

/// What a credential mode has left once its services are out of time, to make an error of its own of that.
const GRACE: Duration = Duration::from_secs(2);

/// What a fetch is about.
struct Fetch<'a> {
    served: Served<'a, CredentialManifest>,
    fields: Fields,
    sources: BTreeMap<String, Resolved>,
    /// The profiles that those are of.
    lent_by: Vec<Arc<Session>>,
    fingerprint: Fingerprint,
}

impl Core {
    /// The credentials of a profile: those that are kept, or fetched by its credential mode when there are none or they
    /// end soon.
    ///
    /// # Errors
    /// When the mode is unknown, forbidden, or cannot come by credentials.
    pub async fn credentials(&self, session: &Arc<Session>) -> Result<Resolved, Error> {
        self.credentials_of(session, Renew::WhenNeeded, &[])
            .await
            .map(|(resolved, _)| resolved)
    }

    /// The credentials of a profile, fetched anew whatever is kept.
    ///
    /// # Errors
    /// As [`Core::credentials`].
    pub async fn fresh_credentials(&self, session: &Arc<Session>) -> Result<Resolved, Error> {
        self.credentials_of(session, Renew::Always, &[])
            .await
            .map(|(resolved, _)| resolved)
    }

    /// `chain` are the profiles that want these credentials for their own.
    async fn credentials_of(
        &self,
        session: &Arc<Session>,
        renew: Renew,
        chain: &[String],
    ) -> Result<(Resolved, Fingerprint), Error> {
        let named = |error: Error| error.for_profile(session.name());
        let mut held = session.credentials.lock().await;
        if let Some((resolved, fingerprint)) = held.as_ref()
            && renew == Renew::WhenNeeded
            && resolved.is_fresh()
        {
            return Ok((resolved.clone(), fingerprint.clone()));
        }
        let fetch = self.prepared(session, renew, chain).await.map_err(named)?;
        let present = held
            .take()
            .filter(|(_, fingerprint)| *fingerprint == fetch.fingerprint);
        let present = present.map(|(resolved, _)| resolved);
        let resolved = self
            .kept_or_fetched(session, &fetch, renew, present)
            .await
            .map_err(named)?;
        *held = Some((resolved.clone(), fetch.fingerprint.clone()));
        Ok((resolved, fetch.fingerprint))
    }

    async fn prepared(
        &self,
        session: &Arc<Session>,
        renew: Renew,
        chain: &[String],
    ) -> Result<Fetch<'_>, Error> {
        let served = self.catalog.credential(&session.profile.mode)?;
        self.refuse_forbidden(served.provided)?;
        let fields = fields::of_mode(served.provided, session.fields());
        if let Some(field) = fields::missing(served.provided, &fields) {
            return Err(incomplete(&served.provided.mode, session.name(), &field.key));
        }
        let mut sources = BTreeMap::new();
        let (mut fingerprints, mut lent_by) = (Vec::new(), Vec::new());
        for (field, name) in source_profiles(served.provided, &fields) {
            let chain = longer(chain, session.name(), name)?;
            let source = self.source(session, name)?;
            let (resolved, fingerprint) = Box::pin(self.credentials_of(&source, renew, &chain)).await?;
            sources.insert(field.to_owned(), resolved);
            fingerprints.push(fingerprint);
            lent_by.push(source);
        }
        let fingerprint = Fingerprint::of(served.manifest, &served.provided.mode, &fields, &fingerprints);
        Ok(Fetch {
            served,
            fields,
            sources,
            lent_by,
            fingerprint,
        })
    }

    /// The profile that another takes its credentials from. One that somebody else keeps means those that are kept
    /// beside it.
    fn source(&self, wanting: &Session, name: &str) -> Result<Arc<Session>, Error> {
        let key = (wanting.source, name.to_owned());
        if let Some(session) = lock(&self.sources).get(&key) {
            return Ok(Arc::clone(session));
        }
        let session = match self.profiles_before()?.session_beside(self, name, wanting.source) {
            // It may have come since.
            Err(error) if error.code() == "profile_unknown" => {
                let profiles = Profiles::load(&self.environment, &self.catalog)?;
                profiles.session_beside(self, name, wanting.source)?
            }
            session => session?,
        };
        lock(&self.sources).insert(key, Arc::clone(&session));
        Ok(session)
    }

    /// The profiles as they were when the first source was looked for: many profiles may each have one.
    fn profiles_before(&self) -> Result<Arc<Profiles>, Error> {
        let mut before = lock(&self.profiles);
        if let Some(profiles) = before.as_ref() {
            return Ok(Arc::clone(profiles));
        }
        let profiles = Arc::new(Profiles::load(&self.environment, &self.catalog)?);
        *before = Some(Arc::clone(&profiles));
        Ok(profiles)
    }

    async fn kept_or_fetched(
        &self,
        session: &Arc<Session>,
        fetch: &Fetch<'_>,
        renew: Renew,
        present: Option<Resolved>,
    ) -> Result<Resolved, Error> {
        // A mode that asks for no service makes credentials of the fields: there is nothing to fetch, and nothing to keep.
        if fetch.served.manifest.capabilities.is_empty() {
            return self.fetched(session, fetch).await;
        }
        let cache = self.credential_cache(session);
        let kept = |cache: &CredentialCache| cache.load(&fetch.fingerprint);
        let fresh = |resolved: &Resolved| renew == Renew::WhenNeeded && resolved.is_fresh();
        if let Some(resolved) = kept(&cache).filter(fresh) {
            return Ok(resolved);
        }
        // Another process may be fetching them.
        let (cache, lock) = locked(cache, LONGEST_LOCK).await;
        let lock =
            lock.inspect_err(|error| tracing::debug!(%error, "credentials are fetched without a lock"));
        // And may have done so meanwhile.
        let present = kept(&cache).or(present);
        if let Some(resolved) = present.clone().filter(fresh) {
            return Ok(resolved);
        }
        let outcome = self.fetched(session, fetch).await;
        match &outcome {
            Ok(resolved) => cache.save(&fetch.fingerprint, resolved),
            // It may be what was lent that was refused.
            Err(error) if error.kind() == ErrorKind::Credentials => {
                let lenders = fetch.lent_by.iter();
                lenders.for_each(|lender| self.credential_cache(lender).forget());
            }
            Err(_) => {}
        }
        drop(lock);
        match (outcome, present) {
            (Err(error), Some(present)) if renew == Renew::WhenNeeded && present.holds() => {
                tracing::warn!(profile = session.name(), %error, "the credentials cannot be renewed yet");
                Ok(present.until_they_end())
            }
            (outcome, _) => outcome,
        }
    }

    async fn fetched(&self, session: &Arc<Session>, fetch: &Fetch<'_>) -> Result<Resolved, Error> {
        let served = &fetch.served;
        let request = ResolveRequest {
            mode: served.provided.mode.clone(),
            profile: session.name().to_owned(),
            region: session.profile.region.as_str().to_owned(),
            fields: fetch.fields.clone(),
        };
        let about = CredentialCall {
            mode: served.provided.mode.clone(),
            fields: fetch.fields.clone(),
            sources: fetch.sources.clone(),
        };
        let context = self.about(served, session, about, Permission::Resolve, self.timeout);
        let answer: Result<ResolveAnswer, Error> = self
            .call(served.by, context, method::CREDENTIAL_RESOLVE, &request)
            .await;
        let answer = answer.map_err(|error| with_login_hint(error, session.name()))?;
        let Credentials::Keys(keys) = answer.credentials else {
            let message = message!("error-credentials-kind", plugin = served.manifest.id.as_str());
            let error = Error::new(ErrorKind::Plugin, "credentials_kind", message);
            return Err(error.by_plugin(&served.manifest.id));
        };
        if !is_well_formed(&keys) {
            let message = message!(
                "error-credentials-malformed",
                plugin = served.manifest.id.as_str()
            );
            return Err(Error::new(
                ErrorKind::Credentials,
                "credentials_malformed",
                message,
            ));
        }
        let expires_at = answer.expires_at.as_deref().map(expiry).transpose();
        let expires_at = expires_at.map_err(|()| {
            let message = message!("error-credentials-expiry", plugin = served.manifest.id.as_str());
            Error::new(ErrorKind::Credentials, "credentials_expiry", message)
        })?;
        let resolved = Resolved::new(keys, expires_at);
        match resolved.holds() {
            true => Ok(resolved),
            false => {
                let message = message!("error-credentials-ended", plugin = served.manifest.id.as_str());
                let error = Error::new(ErrorKind::Credentials, "credentials_ended", message);
                Err(error.hint(message!("hint-credentials-ended")))
            }
        }
    }

    /// What a call of a credential mode stands for.
    fn about(
        &self,
        served: &Served<'_, CredentialManifest>,
        session: &Arc<Session>,
        about: CredentialCall,
        permission: Permission,
        limit: Duration,
    ) -> CallContext {
        let services_until = Instant::now() + limit;
        CallContext {
            manifest: Arc::clone(served.manifest),
            declared: served.declared(),
            session: Arc::clone(session),
            keys: None,
            region: session.profile.region.as_str().to_owned(),
            deadline: services_until + GRACE,
            services_until,
            permission,
            credential: Some(about),
            act: None,
        }
    }

    /// Where what was fetched for a profile is kept.
    pub(crate) fn credential_cache(&self, session: &Session) -> CredentialCache {
        CredentialCache::of(&self.environment, session.source, session.name())
    }

    /// What was refused is not kept for the next command, which might have better luck with a fresh one.
    pub(crate) fn after_refusal(&self, session: &Session, error: Error) -> Error {
        if error.kind() == ErrorKind::Credentials {
            self.credential_cache(session).forget();
        }
        error
    }

    fn refuse_forbidden(&self, mode: &CredentialManifest) -> Result<(), Error> {
        let says_no = |value: &str| !matches!(value.to_lowercase().as_str(), "false" | "0" | "no");
        let forbidding = mode
            .forbidden_by
            .iter()
            .find(|name| self.environment.variable(name).is_some_and(says_no));
        match forbidding {
            None => Ok(()),
            Some(name) => {
                let message = message!("error-mode-forbidden", mode = mode.mode.as_str(), variable = name);
                Err(Error::new(ErrorKind::Credentials, "mode_forbidden", message))
            }
        }
    }

    /// Lets a mode say what it thinks of a profile's fields. No service is there.
    ///
    /// # Errors
    /// The plugin's error, or what kept it from answering.
    pub async fn check_fields<A: DeserializeOwned>(
        &self,
        served: &Served<'_, CredentialManifest>,
        session: &Arc<Session>,
        request: &impl Serialize,
    ) -> Result<A, Error> {
        let about = CredentialCall {
            mode: served.provided.mode.clone(),
            fields: Fields::default(),
            sources: BTreeMap::new(),
        };
        let context = self.about(served, session, about, Permission::Nothing, self.timeout);
        self.call(served.by, context, method::CREDENTIAL_CHECK, request)
            .await
    }

    /// Logs a profile in, which takes a person.
    ///
    /// # Errors
    /// When the mode has no login, is unknown or forbidden, or the login fails.
    pub async fn login(&self, session: &Arc<Session>) -> Result<SessionAnswer, Error> {
        let limit = self.login_timeout;
        let answer = self
            .about_login(session, method::CREDENTIAL_LOGIN, Permission::Login, limit)
            .await
            .map_err(|error| unfinished_login(error, session.name()))?;
        // What the login before this one led to may be somebody else's.
        self.forget_credentials(session).await;
        Ok(answer)
    }

    /// Forgets a profile's login, and what came of it.
    ///
    /// # Errors
    /// When the mode has no login or is unknown, or its secrets cannot be removed.
    pub async fn logout(&self, session: &Arc<Session>) -> Result<(), Error> {
        // Whoever fetches credentials meanwhile would keep what the login gives, or a login that goes on.
        let mut held = session.credentials.lock().await;
        let (cache, limit) = (self.credential_cache(session), self.timeout);
        let (cache, lock) = locked(cache, limit + 2 * GRACE).await;
        let lock = lock.map_err(|error| error.for_profile(session.name()))?;
        *held = None;
        cache.forget();
        let done = self
            .about_login::<Done>(session, method::CREDENTIAL_LOGOUT, Permission::Resolve, limit)
            .await;
        drop(lock);
        done.map(drop)
    }

    /// Whether a profile is logged in, without asking anyone.
    ///
    /// # Errors
    /// When the mode has no login or is unknown, or its plugin cannot say.
    pub async fn is_logged_in(&self, session: &Arc<Session>) -> Result<bool, Error> {
        let answer: SessionAnswer = self
            .about_login(
                session,
                method::CREDENTIAL_STATUS,
                Permission::Resolve,
                self.timeout,
            )
            .await?;
        Ok(answer.state == LoginState::LoggedIn)
    }

    async fn forget_credentials(&self, session: &Session) {
        *session.credentials.lock().await = None;
        self.credential_cache(session).forget();
    }

    async fn about_login<A: DeserializeOwned>(
        &self,
        session: &Arc<Session>,
        name: &str,
        permission: Permission,
        limit: Duration,
    ) -> Result<A, Error> {
        let served = self.catalog.credential(&session.profile.mode)?;
        if !served.provided.login {
            let message = message!("error-no-login", mode = served.provided.mode.as_str());
            let error = Error::invalid_input("no_login", message);
            return Err(error.for_profile(session.name()));
        }
        if permission == Permission::Login {
            self.refuse_forbidden(served.provided)?;
        }
        let fields = fields::of_mode(served.provided, session.fields());
        let request = SessionRequest {
            mode: served.provided.mode.clone(),
            profile: session.name().to_owned(),
            region: session.profile.region.as_str().to_owned(),
            fields: fields.clone(),
        };
        let about = CredentialCall {
            mode: served.provided.mode.clone(),
            fields,
            sources: BTreeMap::new(),
        };
        let context = self.about(&served, session, about, permission, limit);
        let answer = self.call(served.by, context, name, &request).await;
        answer.map_err(|error: Error| error.for_profile(session.name()))
    }
}

/// A cache that no other process fetches credentials for until the lock is dropped, if it could be had in time.
async fn locked(
    cache: CredentialCache,
    longest: Duration,
) -> (CredentialCache, Result<Option<StoreLock>, Error>) {
    blocking(move || {
        let lock = cache.lock(longest);
        (cache, lock)
    })
    .await
}

/// The profiles that fields name, by the field.
fn source_profiles<'a>(
    mode: &'a CredentialManifest,
    fields: &'a Fields,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    mode.fields
        .iter()
        .filter(|field| field.field_type == FieldType::Profile)
        .filter_map(|field| Some((field.key.as_str(), fields.text(&field.key)?)))
}

/// The chain with one more profile, which may not stand in it already.
fn longer(chain: &[String], name: &str, next: &str) -> Result<Vec<String>, Error> {
    let mut chain = chain.to_vec();
    chain.push(name.to_owned());
    if !chain.iter().any(|before| before == next) {
        return Ok(chain);
    }
    chain.push(next.to_owned());
    let message = message!("error-profile-cycle", chain = chain.join(" → "));
    Err(Error::new(ErrorKind::Credentials, "profile_cycle", message).hint(message!("hint-profile-cycle")))
}

fn with_login_hint(error: Error, profile: &str) -> Error {
    match error.code() {
        "login_required" => error.hint(message!("hint-login", name = shell_word(profile))),
        _ => error,
    }
}

/// A mode that still waits for a person when the time is over has not failed: nobody has logged in.
fn unfinished_login(error: Error, profile: &str) -> Error {
    if error.code() != "plugin_timeout" {
        return error;
    }
    Error::new(
        ErrorKind::Credentials,
        "login_timeout",
        message!("error-login-timeout"),
    )
    .hint(message!("hint-login-timeout"))
    .for_profile(profile)
}

/// The error for a profile that lacks something that its mode needs.
fn incomplete(mode: &str, profile: &str, key: &str) -> Error {
    let flag = fields::flag(key);
    let message = message!("error-field-missing", mode = mode, flag = &flag);
    let hint = message!("hint-profile-lacks", name = shell_word(profile), flag = &flag);
    Error::new(ErrorKind::Credentials, "field_missing", message).hint(hint)
}

/// RFC 3339, with the zone that it is given in.
fn expiry(text: &str) -> Result<DateTime<Utc>, ()> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .map_err(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_is_shown_whole() {
        let chain = longer(&[], "a", "b").expect("no cycle");
        let chain = longer(&chain, "b", "c").expect("no cycle");
        let error = longer(&chain, "c", "a").expect_err("a cycle");
        assert!(error.to_string().contains("a → b → c → a"), "{error}");
        assert!(longer(&[], "a", "a").is_err());
    }
}
