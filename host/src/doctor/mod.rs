//! What may be wrong on a machine, and what to do about it: what `doctor` finds.
//!
//! Every check works when everything else is broken, and no finding holds a secret.

mod configuration;
mod files;
mod keyring;
mod network;
mod plugins;
mod surroundings;

use std::{sync::Arc, time::Duration};

use crate::{
    core::Core,
    error::Error,
    profile::registry::Profiles,
    session::Session,
    text::{Language, Message, message},
};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// All is well.
    Ok,
    /// It works, and may not be what was meant.
    Warning,
    /// Something does not work.
    Error,
    /// It was not looked at.
    Skipped,
}

impl Status {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Skipped => "skipped",
        }
    }

    /// The word that people read.
    pub fn title(self) -> Message {
        match self {
            Self::Ok => message!("doctor-ok"),
            Self::Warning => message!("doctor-warning"),
            Self::Error => message!("doctor-error"),
            Self::Skipped => message!("doctor-skipped"),
        }
    }
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// `config.toml`.
    Config,
    /// The profiles in it.
    Profiles,
    /// The settings in it.
    Settings,
    /// The directories and files, and who may use them.
    Files,
    /// The secrets of the profiles.
    Secrets,
    /// The system's keyring.
    Keyring,
    /// What is kept to be fast.
    Cache,
    /// The plugins.
    Plugins,
    /// The variables that change what yun does.
    Environment,
    /// The endpoints.
    Network,
    /// This machine's clock.
    Clock,
    /// The credentials of the profile in use.
    Credentials,
}

impl Check {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Profiles => "profiles",
            Self::Settings => "settings",
            Self::Files => "files",
            Self::Secrets => "secrets",
            Self::Keyring => "keyring",
            Self::Cache => "cache",
            Self::Plugins => "plugins",
            Self::Environment => "environment",
            Self::Network => "network",
            Self::Clock => "clock",
            Self::Credentials => "credentials",
        }
    }

    /// The name that people read.
    pub fn title(self) -> Message {
        match self {
            Self::Config => message!("doctor-config"),
            Self::Profiles => message!("doctor-profiles"),
            Self::Settings => message!("doctor-settings"),
            Self::Files => message!("doctor-files"),
            Self::Secrets => message!("doctor-secrets"),
            Self::Keyring => message!("doctor-keyring"),
            Self::Cache => message!("doctor-cache"),
            Self::Plugins => message!("doctor-plugins"),
            Self::Environment => message!("doctor-environment"),
            Self::Network => message!("doctor-network"),
            Self::Clock => message!("doctor-clock"),
            Self::Credentials => message!("doctor-credentials"),
        }
    }
}

/// What a check found, in the user's language.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How it ended.
    pub status: Status,
    /// What was found.
    pub detail: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// The findings so far.
pub(crate) struct Findings {
    language: Language,
    found: Vec<Finding>,
}

impl Findings {
    fn ok(&mut self, check: Check, detail: &Message) {
        self.add(check, Status::Ok, detail, None);
    }

    fn skipped(&mut self, check: Check, detail: &Message) {
        self.add(check, Status::Skipped, detail, None);
    }

    fn warning(&mut self, check: Check, detail: &Message, hint: Message) {
        self.add(check, Status::Warning, detail, Some(hint));
    }

    fn error(&mut self, check: Check, detail: &Message, hint: Message) {
        self.add(check, Status::Error, detail, Some(hint));
    }

    /// Takes over an error of the host's, with what it says is to be done.
    fn failed(&mut self, check: Check, error: &Error) {
        self.found.push(Finding {
            check,
            status: Status::Error,
            detail: error.sentence(self.language),
            hint: error.advice(self.language),
        });
    }

    /// The same, of a profile.
    fn failed_of(&mut self, check: Check, profile: &str, error: &Error) {
        self.add_of(check, Status::Error, profile, error);
    }

    /// The same, of a profile that works or not without anybody having asked yun to keep it.
    fn remarked_of(&mut self, check: Check, profile: &str, error: &Error) {
        self.add_of(check, Status::Warning, profile, error);
    }

    fn add_of(&mut self, check: Check, status: Status, profile: &str, error: &Error) {
        let said = error.sentence(self.language);
        self.found.push(Finding {
            check,
            status,
            detail: self
                .language
                .say(&message!("doctor-of-profile", name = profile, said = said)),
            hint: error.advice(self.language),
        });
    }

    fn add(&mut self, check: Check, status: Status, detail: &Message, hint: Option<Message>) {
        self.found.push(Finding {
            check,
            status,
            detail: self.language.say(detail),
            hint: hint.map(|hint| self.language.say(&hint)),
        });
    }

    /// Says that all is well with a check, unless something was found already.
    fn ok_if_nothing(&mut self, check: Check, detail: &Message) {
        if !self.found.iter().any(|finding| finding.check == check) {
            self.ok(check, detail);
        }
    }
}

/// Whether the network may be asked.
pub enum Reach {
    /// The endpoints, the clock and the credentials of these profiles are looked at, each check no longer than this.
    Online(Result<Vec<Arc<Session>>, Error>, Duration),
    /// Nobody is asked.
    Offline,
}

/// Looks at everything.
pub async fn examine(core: &Arc<Core>, reach: Reach) -> Vec<Finding> {
    let mut findings = Findings {
        language: core.language(),
        found: Vec::new(),
    };
    let profiles = Profiles::load(&core.environment, &core.catalog);
    let config = profiles.as_ref().map(Profiles::config);
    configuration::examine(&mut findings, &profiles, core);
    files::examine(&mut findings, &core.environment);
    files::examine_secrets(&mut findings, config.ok(), core);
    keyring::examine(&mut findings, config.ok(), core);
    files::examine_cache(&mut findings, &core.catalog);
    surroundings::examine(&mut findings, profiles.as_ref().ok(), core);
    let (plugins, network) = tokio::join!(plugins::examine(core), network::examine(core, reach));
    findings.found.extend(plugins.found);
    findings.found.extend(network.found);
    findings.found
}
