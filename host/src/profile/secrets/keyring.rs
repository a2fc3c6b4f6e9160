//! The system's keyring: one item a profile, which holds all of its secret fields as JSON.

#[cfg(any(target_os = "macos", windows))]
#[path = "keyring/native.rs"]
mod backend;
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
#[path = "keyring/none.rs"]
mod backend;
#[cfg(target_os = "linux")]
#[path = "keyring/secret_service.rs"]
mod backend;

use std::{collections::BTreeMap, path::Path, time::Duration};

use yun_plugin_api::Secret;
use zeroize::Zeroizing;

use super::{SecretStore, Secrets, Unlocking};
use crate::{
    environment::Environment,
    error::{Error, ErrorKind},
    text::{Message, message},
};

/// The code of the error for a keyring that is not there.
pub const ABSENT: &str = "keyring_absent";

/// The code of the error for a keyring that is locked, and that nobody may be asked to unlock.
pub const LOCKED: &str = "keyring_locked";

/// How long somebody may take to unlock it.
const LONGEST_PROMPT: Duration = Duration::from_secs(60);

/// What stands in the place of the configuration's directory if that is the usual one.
const USUAL: &str = "default";

/// Which item is meant.
#[derive(Debug, Clone)]
struct ItemName {
    profile: String,
    /// The directory of the configuration that the profile stands in: two of them may have profiles of one name.
    configuration: String,
}

impl ItemName {
    /// What people read in their keyring's own program.
    fn label(&self) -> String {
        format!("yun: {}", self.profile)
    }
}

/// What a keyring does not do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "each system's keyring has failures of its own")
)]
enum Failure {
    /// None answers.
    Absent,
    /// There is one, and no collection in it that new items go to.
    NoCollection,
    /// It is locked, and nobody may be asked.
    Locked,
    /// Somebody said no.
    Denied,
    /// No answer came in time.
    Silent(Duration),
    /// It takes no more than so many bytes.
    #[cfg(any(test, not(target_os = "linux")))]
    TooLarge(u32),
    /// Something else, in its words.
    Other(String),
}

impl Failure {
    fn into_error(self) -> Error {
        let error = |code, message: Message, hint: Message| {
            Error::new(ErrorKind::Credentials, code, message).hint(hint)
        };
        match self {
            Self::Absent => error(
                ABSENT,
                message!("error-keyring-absent"),
                message!("hint-keyring-absent"),
            ),
            Self::NoCollection => error(
                "keyring_empty",
                message!("error-keyring-empty"),
                message!("hint-keyring-empty"),
            ),
            Self::Locked => error(
                LOCKED,
                message!("error-keyring-locked"),
                message!("hint-keyring-locked"),
            ),
            Self::Denied => error(
                "keyring_denied",
                message!("error-keyring-denied"),
                message!("hint-keyring-denied"),
            ),
            Self::Silent(limit) => error(
                "keyring_timeout",
                message!("error-keyring-timeout", seconds = limit.as_secs()),
                message!("hint-keyring-timeout"),
            ),
            #[cfg(any(test, not(target_os = "linux")))]
            Self::TooLarge(bytes) => error(
                "keyring_too_large",
                message!("error-keyring-too-large", bytes = u64::from(bytes)),
                message!("hint-keyring-file"),
            ),
            Self::Other(reason) => error(
                "keyring_failed",
                message!("error-keyring-failed", reason = reason),
                message!("hint-keyring-failed"),
            ),
        }
    }
}

/// The system's keyring, as far as it is yun's.
pub(super) struct Keyring {
    configuration: String,
    backend: backend::Backend,
}

impl Keyring {
    /// The keyring of these surroundings; whether there is one shows when it is used.
    pub(super) fn of(environment: &Environment, unlocking: Unlocking) -> Result<Self, Error> {
        Ok(Self {
            configuration: configuration(environment)?,
            backend: backend::Backend::of(environment, unlocking),
        })
    }

    fn name(&self, profile: &str) -> ItemName {
        ItemName {
            profile: profile.to_owned(),
            configuration: self.configuration.clone(),
        }
    }
}

impl SecretStore for Keyring {
    fn secrets(&self, profile: &str) -> Result<Secrets, Error> {
        match self.backend.read(self.name(profile)) {
            Ok(Some(content)) => decode(&content).ok_or_else(|| malformed(profile)),
            Ok(None) => Ok(Secrets::new()),
            Err(failure) => Err(failure.into_error()),
        }
    }

    fn replace(&self, profile: &str, secrets: &Secrets) -> Result<(), Error> {
        let name = self.name(profile);
        let outcome = match secrets.is_empty() {
            true => self.backend.remove(name),
            false => self.backend.write(name, encode(secrets)?),
        };
        outcome.map_err(Failure::into_error)
    }

    fn is_open(&self) -> Result<bool, Error> {
        self.backend.is_open().map_err(Failure::into_error)
    }
}

/// The directory of the configuration, links followed, or a word for the one in the home: so the usual items survive
/// that the home moves.
fn configuration(environment: &Environment) -> Result<String, Error> {
    let directory = environment.config_directory()?;
    let usual = environment.home().map(|home| home.join(".config/yun"));
    if usual.is_some_and(|usual| same(&usual, &directory)) {
        return Ok(USUAL.to_owned());
    }
    Ok(resolved(&directory).to_string_lossy().into_owned())
}

fn same(one: &Path, other: &Path) -> bool {
    one == other || resolved(one) == resolved(other)
}

/// A path without links and relative parts, as far as it exists.
fn resolved(path: &Path) -> std::path::PathBuf {
    path.canonicalize()
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned())
}

/// The fields as JSON, in a buffer that does not grow: growing would leave copies behind.
fn encode(secrets: &Secrets) -> Result<Zeroizing<Vec<u8>>, Error> {
    // No character takes more than six in JSON.
    let most = |(key, secret): (&String, &Secret)| 6 * (key.len() + secret.expose().len()) + 8;
    let size: usize = secrets.iter().map(most).sum();
    let mut content = Zeroizing::new(Vec::with_capacity(size + 2));
    let plain: BTreeMap<&str, &str> = secrets
        .iter()
        .map(|(key, secret)| (key.as_str(), secret.expose()))
        .collect();
    serde_json::to_writer(&mut *content, &plain)
        .map_err(|error| Failure::Other(error.to_string()).into_error())?;
    Ok(content)
}

/// Nothing if it is not what [`encode`] makes.
fn decode(content: &[u8]) -> Option<Secrets> {
    let plain: BTreeMap<String, String> = serde_json::from_slice(content).ok()?;
    // Each text is moved, not copied, into what wipes it.
    let wiped = |(key, text)| (key, Secret::new(text));
    Some(plain.into_iter().map(wiped).collect())
}

fn malformed(profile: &str) -> Error {
    Error::new(
        ErrorKind::Credentials,
        "keyring_malformed",
        message!("error-keyring-malformed", name = profile),
    )
    .hint(message!("hint-keyring-malformed"))
}

#[cfg(test)]
pub(super) fn locked() -> Error {
    Failure::Locked.into_error()
}

#[cfg(test)]
pub(super) fn absent() -> Error {
    Failure::Absent.into_error()
}

#[cfg(test)]
pub(super) fn failed(reason: &str) -> Error {
    Failure::Other(reason.to_owned()).into_error()
}

#[cfg(all(test, unix))]
mod tests;
