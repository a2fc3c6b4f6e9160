//! Temporary credentials, kept for the next command until shortly before they end.
//!
//! One file for each profile in `credentials/` of the cache directory, readable by its owner alone. It counts only for the
//! very fields that its credentials were fetched with. Losing it costs a fetch and nothing else.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use yun_plugin_api::{Fields, Keys, manifest::Manifest};
use zeroize::Zeroizing;

use crate::{
    clock,
    environment::Environment,
    error::Error,
    hex,
    profile::foreign::Source,
    session::{MARGIN, Resolved, is_well_formed},
    store,
};

/// The cache's own format; another one is ignored.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Content {
    format: u32,
    profile: String,
    fingerprint: String,
    fetched_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    keys: Keys,
}

/// The place of one profile's credentials.
pub(crate) struct CredentialCache {
    path: Option<PathBuf>,
    profile: String,
}

/// What credentials were fetched with, so that others are fetched when it changes. It tells nothing of what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fingerprint(String);

impl Fingerprint {
    /// Of a mode of a plugin, the fields that it is given, and the fingerprints of the profiles that they name.
    pub(crate) fn of(manifest: &Manifest, mode: &str, fields: &Fields, sources: &[Self]) -> Self {
        let mut hasher = Sha256::new();
        let plain = fields.plain.iter().map(|(key, value)| (key, value.as_str()));
        let secret = fields.secret.iter().map(|(key, value)| (key, value.expose()));
        let named = plain.chain(secret).flat_map(|(key, value)| [key.as_str(), value]);
        let plugin = [manifest.id.as_str(), manifest.version.as_str(), mode];
        let sources = sources.iter().map(|source| source.0.as_str());
        for part in plugin.into_iter().chain(named).chain(sources) {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
        Self(hex::encode(&hasher.finalize()))
    }
}

impl CredentialCache {
    /// The place for a profile, by who keeps it and its name.
    pub(crate) fn of(environment: &Environment, source: Source, profile: &str) -> Self {
        let mut hasher = Sha256::new();
        for part in [source.word(), profile] {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
        let name = hex::encode(&hasher.finalize()[..16]) + ".json";
        let directory = environment.cache_directory().ok();
        Self {
            path: directory.map(|directory| directory.join("credentials").join(name)),
            profile: profile.to_owned(),
        }
    }

    /// What was fetched with the same, if it still holds.
    pub(crate) fn load(&self, fingerprint: &Fingerprint) -> Option<Resolved> {
        let path = self.path.as_ref()?;
        if !is_plain(path) || !is_private(path) {
            return None;
        }
        let bytes = Zeroizing::new(fs::read(path).ok()?);
        let content: Content = serde_json::from_slice(&bytes).ok()?;
        let now = clock::now();
        // A clock that was set back makes credentials of the future: nobody knows how long they hold.
        let is_ours = content.format == FORMAT
            && content.profile == self.profile
            && content.fingerprint == fingerprint.0
            && content.fetched_at <= now + MARGIN
            && content.expires_at > now;
        (is_ours && is_well_formed(&content.keys)).then(|| Resolved::kept(content.keys, content.expires_at))
    }

    /// Waits, for so long at most, until no other process fetches credentials of this profile. Where no lock can be had
    /// there is none: nothing can be kept there.
    ///
    /// # Errors
    /// When another process fetches them for longer.
    pub(crate) fn lock(&self, longest: Duration) -> Result<Option<store::StoreLock>, Error> {
        let Some(path) = &self.path else {
            return Ok(None);
        };
        clear_the_way(path);
        match store::lock_within(path, longest) {
            Ok(lock) => Ok(Some(lock)),
            Err(error) if error.code() == "lock_held" => Err(error),
            Err(error) => {
                tracing::debug!(%error, "credentials are fetched without a lock");
                Ok(None)
            }
        }
    }

    /// Keeps what was fetched, if it is worth it. A cache that cannot be written is only slow.
    pub(crate) fn save(&self, fingerprint: &Fingerprint, resolved: &Resolved) {
        let (Some(path), Some(expires_at)) = (&self.path, resolved.expires_at) else {
            return;
        };
        if !resolved.is_worth_keeping() {
            return;
        }
        let content = Content {
            format: FORMAT,
            profile: self.profile.clone(),
            fingerprint: fingerprint.0.clone(),
            fetched_at: clock::now(),
            expires_at,
            keys: Keys::clone(&resolved.keys),
        };
        // The wire's own encoder wipes what it outgrows.
        let Ok(bytes) = yun_plugin_api::__private::encode(&content).map(Zeroizing::new) else {
            return;
        };
        clear_the_way(path);
        if let Err(error) = store::write(path, &bytes) {
            tracing::debug!(%error, "the credentials are not kept");
        }
    }

    /// Forgets what was fetched.
    pub(crate) fn forget(&self) {
        if let Some(path) = &self.path {
            // What is not there is forgotten already.
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether a file stands there, and no link to one.
fn is_plain(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Takes away what yun has not put there: a write would follow a link, and replace what it points at. Keeps others out of
/// the directory, whoever made it.
fn clear_the_way(path: &Path) {
    if fs::symlink_metadata(path).is_ok() && !is_plain(path) {
        // What cannot be taken away is a directory: then nothing can be written either.
        let _ = fs::remove_file(path);
    }
    #[cfg(unix)]
    if let Some(directory) = path.parent().filter(|directory| !is_private(directory)) {
        use std::os::unix::fs::PermissionsExt;
        // One that is not there yet is made so, and somebody else's cannot be changed.
        let _ = fs::set_permissions(directory, fs::Permissions::from_mode(0o700));
    }
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(_path: &std::path::Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use yun_plugin_api::Secret;

    use super::*;

    fn keys() -> Keys {
        Keys {
            access_key_id: "STS.a".into(),
            access_key_secret: Secret::new("kept-secret".into()),
            security_token: Some(Secret::new("kept-token".into())),
        }
    }

    fn cache() -> (tempfile::TempDir, CredentialCache) {
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::of_variables([("YUN_CACHE_DIR", home.path())]);
        let cache = CredentialCache::of(&environment, Source::Yun, "生产 账号");
        (home, cache)
    }

    fn ending_in(seconds: i64) -> Resolved {
        Resolved::new(keys(), Some(clock::now() + TimeDelta::seconds(seconds)))
    }

    fn fingerprint(text: &str) -> Fingerprint {
        Fingerprint(text.to_owned())
    }

    #[test]
    fn they_are_kept_for_the_same_fields_until_they_end() {
        let (_home, cache) = cache();
        cache.save(&fingerprint("a"), &ending_in(600));
        let kept = cache.load(&fingerprint("a")).expect("is kept");
        assert_eq!(kept.keys.access_key_secret.expose(), "kept-secret");
        assert!(kept.is_fresh());
        assert!(cache.load(&fingerprint("b")).is_none(), "other fields");
        cache.forget();
        assert!(cache.load(&fingerprint("a")).is_none());
    }

    #[test]
    fn what_is_born_short_or_without_an_end_is_not_kept() {
        let (_home, cache) = cache();
        cache.save(&fingerprint("a"), &ending_in(170));
        cache.save(&fingerprint("a"), &Resolved::new(keys(), None));
        assert!(cache.load(&fingerprint("a")).is_none());
    }

    #[test]
    fn what_has_aged_is_no_longer_fresh_and_then_gone() {
        let (_home, cache) = cache();
        let path = cache.path.clone().expect("a place");
        cache.save(&fingerprint("a"), &ending_in(600));
        let set = |fetched: i64, expires: i64| {
            let mut content: Content =
                serde_json::from_slice(&fs::read(&path).expect("reads")).expect("JSON");
            content.fetched_at = clock::now() + TimeDelta::seconds(fetched);
            content.expires_at = clock::now() + TimeDelta::seconds(expires);
            store::write(&path, &serde_json::to_vec(&content).expect("encodes")).expect("writes");
        };
        set(-3500, 100);
        let aged = cache.load(&fingerprint("a")).expect("it holds");
        assert!(!aged.is_fresh() && aged.holds());
        set(-3700, -100);
        assert!(cache.load(&fingerprint("a")).is_none(), "it has ended");
        set(3600, 7200);
        assert!(cache.load(&fingerprint("a")).is_none(), "the clock was set back");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it_or_it_does_not_count() {
        use std::os::unix::fs::PermissionsExt;
        let (_home, cache) = cache();
        let path = cache.path.clone().expect("a place");
        cache.save(&fingerprint("a"), &ending_in(600));
        assert_eq!(
            fs::metadata(&path).expect("is there").permissions().mode() & 0o777,
            0o600
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("opens it up");
        assert!(cache.load(&fingerprint("a")).is_none());
        store::write(&path, b"{}").expect("writes");
        assert!(cache.load(&fingerprint("a")).is_none(), "broken");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed_and_others_are_kept_out() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (home, cache) = cache();
        let path = cache.path.clone().expect("a place");
        let directory = path.parent().expect("a directory").to_owned();
        fs::create_dir_all(&directory).expect("a directory");
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o777)).expect("opens it up");
        let target = home.path().join("precious");
        fs::write(&target, "keep me").expect("writes");
        symlink(&target, &path).expect("links");
        drop(cache.lock(Duration::ZERO).expect("nobody holds it"));
        cache.save(&fingerprint("a"), &ending_in(600));
        assert_eq!(fs::read_to_string(&target).expect("reads"), "keep me");
        assert!(is_plain(&path) && cache.load(&fingerprint("a")).is_some());
        assert_eq!(
            fs::metadata(&directory).expect("is there").permissions().mode() & 0o777,
            0o700
        );
        fs::remove_file(&path).expect("removes");
        symlink(&target, &path).expect("links");
        assert!(cache.load(&fingerprint("a")).is_none(), "a link is none of yun's");
    }

    #[test]
    fn a_fingerprint_is_of_everything_that_matters_and_shows_none_of_it() {
        let manifest = |version: &str| {
            let title = serde_json::json!({"en": "a", "zh": "甲"});
            let manifest = serde_json::json!({"schema": 1, "id": "a", "name": title, "description": title,
                "version": version, "authors": [], "license": "Apache-2.0", "protocol": {"min": 1, "max": 1},
                "provides": [{"kind": "future"}]});
            Manifest::parse(manifest.to_string().as_bytes()).expect("valid")
        };
        let fields = |secret: &str| {
            let mut fields = Fields::default();
            fields.secret.insert("token".into(), Secret::new(secret.into()));
            fields
        };
        let base = Fingerprint::of(&manifest("1"), "M", &fields("s3cret"), &[]);
        assert_eq!(base, Fingerprint::of(&manifest("1"), "M", &fields("s3cret"), &[]));
        for other in [
            Fingerprint::of(&manifest("2"), "M", &fields("s3cret"), &[]),
            Fingerprint::of(&manifest("1"), "N", &fields("s3cret"), &[]),
            Fingerprint::of(&manifest("1"), "M", &fields("other"), &[]),
            Fingerprint::of(
                &manifest("1"),
                "M",
                &fields("s3cret"),
                std::slice::from_ref(&base),
            ),
        ] {
            assert_ne!(base, other);
        }
        assert!(!format!("{base:?}").contains("s3cret"));
    }
}
