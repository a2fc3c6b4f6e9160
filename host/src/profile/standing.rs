//! How a profile stands, as far as can be said without asking anyone.

use yun_plugin_api::{Fields, manifest::CredentialManifest};

use super::{
    Profile, fields,
    secrets::{LOCKED, Secrets},
};
use crate::{
    catalog::Catalog,
    error::{Error, ErrorKind},
    text::{Language, Message, message},
};

/// How a profile stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Everything that it needs is there.
    Ok,
    /// Everything that it needs is there, and its login holds.
    LoggedIn,
    /// Everything that it needs is there but a login.
    LoggedOut,
    /// A field that its mode needs is not there.
    Incomplete,
    /// It needs secrets, and they cannot be read.
    SecretsUnreadable,
    /// It needs secrets, and they lie in a keyring that is locked.
    SecretsLocked,
    /// No plugin provides its mode.
    ModeUnknown,
    /// The plugin that provides its mode is refused.
    ModeRefused,
    /// Its mode is known, and not served.
    ModeUnsupported,
    /// Its table lacks something, or has it in a wrong form.
    Invalid,
}

impl Standing {
    /// Judges a profile by its mode's manifest. `secrets` are what is stored for it.
    pub fn of(catalog: &Catalog, profile: &Profile, secrets: &Result<Secrets, Error>) -> Self {
        let mode = match catalog.credential(&profile.mode) {
            Ok(served) => served.provided,
            Err(error) if error.kind() == ErrorKind::Plugin => return Self::ModeRefused,
            Err(_) => return Self::ModeUnknown,
        };
        match secrets {
            Err(error) if mode.has_secrets() && error.code() == LOCKED => Self::SecretsLocked,
            Err(_) if mode.has_secrets() => Self::SecretsUnreadable,
            secrets => Self::of_fields(mode, profile, secrets.as_ref().ok()),
        }
    }

    fn of_fields(mode: &CredentialManifest, profile: &Profile, secrets: Option<&Secrets>) -> Self {
        match fields::missing(mode, &given(profile, secrets)) {
            Some(_) => Self::Incomplete,
            None => Self::Ok,
        }
    }

    /// Why it does not stand well, in this language.
    pub fn reason(
        catalog: &Catalog,
        profile: &Profile,
        secrets: &Result<Secrets, Error>,
        language: Language,
    ) -> Option<String> {
        let mode = match catalog.credential(&profile.mode) {
            Ok(served) => served.provided,
            Err(error) => return Some(error.sentence(language)),
        };
        match secrets {
            Err(error) if mode.has_secrets() => Some(error.sentence(language)),
            secrets => {
                let fields = given(profile, secrets.as_ref().ok());
                let flag = fields::flag(&fields::missing(mode, &fields)?.key);
                let message = message!("error-field-missing", mode = mode.mode.as_str(), flag = flag);
                Some(language.say(&message))
            }
        }
    }

    /// The word that people read.
    pub fn title(self) -> Message {
        match self {
            Self::Ok => message!("profile-ok"),
            Self::LoggedIn => message!("profile-logged-in"),
            Self::LoggedOut => message!("profile-logged-out"),
            Self::Incomplete => message!("profile-incomplete"),
            Self::SecretsUnreadable => message!("profile-secrets-unreadable"),
            Self::SecretsLocked => message!("profile-secrets-locked"),
            Self::ModeUnknown => message!("profile-mode-unknown"),
            Self::ModeRefused => message!("profile-mode-refused"),
            Self::ModeUnsupported => message!("profile-mode-unsupported"),
            Self::Invalid => message!("profile-invalid"),
        }
    }

    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::LoggedIn => "logged-in",
            Self::LoggedOut => "logged-out",
            Self::Incomplete => "incomplete",
            Self::SecretsUnreadable => "secrets-unreadable",
            Self::SecretsLocked => "secrets-locked",
            Self::ModeUnknown => "mode-unknown",
            Self::ModeRefused => "mode-refused",
            Self::ModeUnsupported => "mode-unsupported",
            Self::Invalid => "invalid",
        }
    }
}

fn given(profile: &Profile, secrets: Option<&Secrets>) -> Fields {
    Fields {
        plain: profile.fields.clone(),
        secret: secrets.cloned().unwrap_or_default(),
    }
}
