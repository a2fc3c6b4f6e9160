//! How a profile stands, as far as can be said without asking anyone.

use yun_plugin_api::{Fields, manifest::CredentialManifest};

use super::{
    Profile, fields,
    registry::Profiles,
    secrets::{LOCKED, Secrets, Stores},
};
use crate::{
    catalog::Catalog,
    core::Core,
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

/// How the profile of this name stands, and its mode as far as that is known.
pub(crate) fn of_name(
    profiles: &Profiles,
    catalog: &Catalog,
    stores: &Stores,
    name: &str,
) -> (Standing, Option<String>) {
    if let Some(foreign) = profiles.meant_foreign(name) {
        return (foreign.standing(), foreign.mode.clone());
    }
    let Ok(profile) = profiles.config().profile(name) else {
        return (Standing::Invalid, None);
    };
    let secrets = stores.at(profile.secret_store).secrets(name);
    (Standing::of(catalog, &profile, &secrets), Some(profile.mode))
}

/// Whether a profile lacks nothing but, perhaps, a login.
pub(crate) fn has_login(catalog: &Catalog, standing: Standing, mode: Option<&str>) -> bool {
    let served = mode.and_then(|mode| catalog.credential(mode).ok());
    standing == Standing::Ok && served.is_some_and(|served| served.provided.login)
}

/// How a profile stands that has a login: its plugin knows. What keeps it from saying so is for other commands to tell.
pub(crate) async fn of_login(core: &Core, profiles: &Profiles, name: &str) -> Standing {
    let Ok(session) = profiles.session(core, name) else {
        return Standing::Ok;
    };
    match core.is_logged_in(&session).await {
        Ok(true) => Standing::LoggedIn,
        Ok(false) => Standing::LoggedOut,
        Err(_) => Standing::Ok,
    }
}

fn given(profile: &Profile, secrets: Option<&Secrets>) -> Fields {
    Fields {
        plain: profile.fields.clone(),
        secret: secrets.cloned().unwrap_or_default(),
    }
}
