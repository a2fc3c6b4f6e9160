//! Profiles that somebody else keeps: found at each command, used as they are, and never written.

use std::{path::PathBuf, sync::Arc};

use yun_plugin_api::{
    Fields,
    manifest::{CredentialManifest, Text},
};

use super::{
    Profile, ProfileName, RegionId, Signature, secrets::Place, standing::Standing, together::Secrets,
};
use crate::{
    catalog::Library,
    error::{Error, ErrorKind},
    session::Session,
    text::{Message, message, shell_word},
};

/// Who keeps a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Source {
    /// yun itself.
    #[default]
    Yun,
    /// Alibaba Cloud CLI, in its `config.json`.
    AliyunCli,
    /// The environment's variables.
    Environment,
}

impl Source {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yun => "yun",
            Self::AliyunCli => "aliyun-cli",
            Self::Environment => "environment",
        }
    }
}

/// A profile that somebody else keeps.
pub struct Foreign {
    /// Its name.
    pub name: ProfileName,
    /// Who keeps it.
    pub source: Source,
    /// The file that it stands in.
    pub path: Option<PathBuf>,
    /// Its mode as the manifest names it; in the file's own word where no manifest takes that over.
    pub mode: Option<String>,
    /// Its region, if that is of a region's form.
    pub region: Option<RegionId>,
    /// Its fields, or why it cannot be used.
    pub(super) state: Result<Fields, Flaw>,
}

/// Why a profile that somebody else keeps cannot be used.
#[derive(Debug, Clone)]
pub(super) enum Flaw {
    /// No manifest knows its mode.
    ModeUnknown,
    /// It names no mode, and none follows from what it has.
    ModeMissing,
    /// A manifest says why its mode is not served.
    ModeUnserved(Text),
    /// The library that would take it over is refused.
    ModeRefused(Box<Library>),
    /// It lacks what stands under this key.
    Missing(String),
    /// What stands under this key does not fit, and why.
    Misfit(String, Message),
}

impl Foreign {
    /// Puts it to use.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn session(&self) -> Result<Arc<Session>, Error> {
        let (profile, secrets) = self.used()?;
        Ok(Arc::new(Session::new(profile, secrets).kept_by(self.source)))
    }

    /// The profile and its secrets.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub fn used(&self) -> Result<(Profile, Secrets), Error> {
        let (fields, mode, region) = match (&self.state, &self.mode, &self.region) {
            (Ok(fields), Some(mode), Some(region)) => (fields, mode, region),
            (Err(flaw), ..) => return Err(self.error(flaw)),
            _ => return Err(self.error(&Flaw::ModeMissing)),
        };
        let profile = Profile {
            name: self.name.clone(),
            mode: mode.clone(),
            region: region.clone(),
            resource_group: None,
            signature: Signature::default(),
            secret_store: Place::default(),
            endpoints: Default::default(),
            fields: fields.plain.clone(),
        };
        Ok((profile, fields.secret.clone()))
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        match &self.state {
            Ok(_) => Standing::Ok,
            Err(Flaw::ModeUnknown) => Standing::ModeUnknown,
            Err(Flaw::ModeUnserved(_)) => Standing::ModeUnsupported,
            Err(Flaw::ModeRefused(_)) => Standing::ModeRefused,
            Err(Flaw::ModeMissing | Flaw::Missing(_)) => Standing::Incomplete,
            Err(Flaw::Misfit(..)) => Standing::Invalid,
        }
    }

    /// Why it cannot be used, if it cannot.
    pub fn flaw(&self) -> Option<Error> {
        self.state.as_ref().err().map(|flaw| self.error(flaw))
    }

    fn error(&self, flaw: &Flaw) -> Error {
        let mode = self.mode.as_deref().unwrap_or_default();
        let error = match flaw {
            Flaw::ModeUnknown => {
                Error::invalid_input("mode_unknown", message!("error-aliyun-mode-unknown", mode = mode))
            }
            Flaw::ModeMissing => Error::new(
                ErrorKind::Credentials,
                "mode_missing",
                message!("error-aliyun-mode-missing"),
            ),
            Flaw::ModeUnserved(reason) => Error::new(
                ErrorKind::Credentials,
                "mode_unsupported",
                message!("error-aliyun-mode-unsupported", mode = mode),
            )
            .reason_of_manifest(reason.clone()),
            Flaw::ModeRefused(library) => library.refused().unwrap_or_else(|| {
                Error::invalid_input("mode_unknown", message!("error-aliyun-mode-unknown", mode = mode))
            }),
            Flaw::Missing(key) => Error::new(
                ErrorKind::Credentials,
                "field_missing",
                message!("error-foreign-missing", mode = mode, key = key),
            ),
            Flaw::Misfit(key, reason) => {
                Error::invalid_input("field_invalid", message!("error-foreign-misfit", key = key))
                    .reason(reason.clone())
            }
        };
        let error = error.for_profile(self.name.as_str());
        match flaw {
            Flaw::ModeRefused(_) => error,
            Flaw::ModeUnknown => error.hint(message!("hint-aliyun-mode-unknown")),
            Flaw::ModeUnserved(_) => error.hint(message!("hint-aliyun-mode-unsupported")),
            _ => error.hint(self.correction()),
        }
    }

    /// What to do about something in it that is wrong.
    fn correction(&self) -> Message {
        match &self.path {
            Some(path) => message!(
                "hint-aliyun-correct",
                name = shell_word(self.name.as_str()),
                path = path.as_path()
            ),
            None => message!("hint-environment-correct"),
        }
    }

    /// The error for an edit of it.
    pub fn read_only(&self) -> Error {
        read_only(self.name.as_str(), self.source)
    }
}

/// The error for whoever would edit a profile that somebody else keeps.
pub(crate) fn read_only(name: &str, source: Source) -> Error {
    let message = match source {
        Source::Environment => message!("error-profile-of-environment", name = name),
        _ => message!("error-profile-of-aliyun", name = name),
    };
    Error::invalid_input("profile_read_only", message)
        .hint(message!("hint-profile-import", name = shell_word(name)))
}

/// Holds fields from elsewhere against their mode. `key_of` names, for a field's key, where its value stands.
pub(super) fn judged(
    mode: &CredentialManifest,
    fields: Fields,
    key_of: impl Fn(&str) -> String,
) -> Result<Fields, Flaw> {
    if let Some((field, reason)) = super::fields::first_misfit(mode, &fields) {
        return Err(Flaw::Misfit(key_of(&field.key), reason));
    }
    match super::fields::missing(mode, &fields) {
        Some(field) => Err(Flaw::Missing(key_of(&field.key))),
        None => Ok(fields),
    }
}
