//! All profiles that a command may be for, whoever keeps them, and which one is meant by a name or by none.
//!
//! yun's own come first, then those of Alibaba Cloud CLI, then the one that the environment makes; of one name the
//! first is meant. What edits profiles works with [`Config`] instead: nobody else's are ever written.

use std::{collections::HashSet, path::Path, sync::Arc};

use super::{
    Profile, RegionId, aliyun_cli,
    config::Config,
    foreign::{Foreign, Source},
    of_environment,
    secrets::Snapshot,
};
use crate::{
    catalog::Catalog,
    core::Core,
    environment::Environment,
    error::{Error, ErrorKind},
    session::Session,
    suggest,
    text::{Message, message},
};

/// The variables that choose a profile; the first that is set counts.
const VARIABLES: [&str; 4] = [
    "YUN_PROFILE",
    "ALIBABA_CLOUD_PROFILE",
    "ALIBABACLOUD_PROFILE",
    "ALICLOUD_PROFILE",
];

/// The variable that chooses a profile, and the profile's name.
pub fn chosen_by_variable(environment: &Environment) -> Option<(&'static str, &str)> {
    VARIABLES
        .into_iter()
        .find_map(|variable| Some((variable, environment.variable(variable)?)))
}

/// Profiles that were put to use, and why others could not be.
pub type Usable = (Vec<Arc<Session>>, Vec<Error>);

/// All profiles, as they were found.
pub struct Profiles {
    config: Config,
    /// Those that others keep, in their order; names of yun's own among them.
    foreign: Vec<Foreign>,
    aliyun_current: Option<String>,
    remarks: Vec<Message>,
    in_use: Option<String>,
    secrets: Snapshot,
}

impl Profiles {
    /// Finds all profiles.
    ///
    /// # Errors
    /// When `config.toml` cannot be read. What is wrong with profiles that others keep is part of what is known.
    pub fn load(environment: &Environment, catalog: &Catalog) -> Result<Self, Error> {
        Ok(Self::beside(Config::load(environment)?, environment, catalog))
    }

    /// The profiles of a configuration and those that others keep.
    fn beside(config: Config, environment: &Environment, catalog: &Catalog) -> Self {
        let aliyun = aliyun_cli::read(environment, catalog);
        let mut foreign = aliyun.profiles;
        foreign.extend(of_environment::find(environment, catalog));
        let mut profiles = Self {
            config,
            foreign,
            aliyun_current: aliyun.current,
            remarks: aliyun.remarks,
            in_use: None,
            secrets: Snapshot::default(),
        };
        profiles.in_use = profiles.chosen(environment).map(str::to_owned);
        profiles
    }

    fn chosen<'a>(&'a self, environment: &'a Environment) -> Option<&'a str> {
        let made = || self.foreign(of_environment::NAME);
        let made = || made().filter(|profile| profile.source == Source::Environment);
        chosen_by_variable(environment)
            .map(|(_, name)| name)
            .or_else(|| self.config.current())
            .or(self.aliyun_current.as_deref())
            .or_else(|| made().map(|profile| profile.name.as_str()))
    }

    /// The name of the profile that is used where none is named.
    ///
    /// # Errors
    /// When there is no profile, or none was chosen.
    pub fn used(&self) -> Result<&str, Error> {
        if let Some(name) = self.in_use() {
            return Ok(name);
        }
        if self.names().is_empty() {
            return Err(no_profile());
        }
        Err(
            Error::invalid_input("profile_not_chosen", message!("error-no-current-profile"))
                .hint(message!("hint-use-profile")),
        )
    }

    /// Puts the profiles called so to use, and tells why some cannot be.
    ///
    /// # Errors
    /// When a name is none of a profile, or there are no names.
    pub fn sessions(&self, core: &Core, names: &[String]) -> Result<Usable, Error> {
        if names.is_empty() {
            return Err(no_profile());
        }
        if let Some(unknown) = names.iter().find(|name| !self.contains(name)) {
            return Err(self.unknown(unknown));
        }
        let (mut sessions, mut failures) = (Vec::new(), Vec::new());
        for name in names {
            match self.session(core, name) {
                Ok(session) => sessions.push(session),
                Err(error) => failures.push(error.for_profile(name)),
            }
        }
        Ok((sessions, failures))
    }

    /// yun's own configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The name of the profile that is used where none is named, whether such a profile exists or not.
    pub fn in_use(&self) -> Option<&str> {
        self.in_use.as_deref()
    }

    /// The name of Alibaba Cloud CLI's current profile.
    pub fn aliyun_current(&self) -> Option<&str> {
        self.aliyun_current.as_deref()
    }

    /// What is wrong with Alibaba Cloud CLI's file, a sentence each.
    pub fn remarks(&self) -> &[Message] {
        &self.remarks
    }

    /// All names, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut taken = HashSet::new();
        let foreign = self.foreign.iter().map(|profile| profile.name.as_str());
        let all = self.config.names().into_iter().chain(foreign);
        all.filter(|name| taken.insert(*name)).collect()
    }

    /// Whether there is a profile of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.is_own(name) || self.foreign(name).is_some()
    }

    /// Whether it is yun's own that is meant by this name.
    pub fn is_own(&self, name: &str) -> bool {
        self.config.contains(name)
    }

    /// The profile of this name that somebody else keeps, whether yun has one of its own or not.
    pub fn foreign(&self, name: &str) -> Option<&Foreign> {
        self.foreign.iter().find(|profile| profile.name.as_str() == name)
    }

    /// All that others keep, in their order.
    pub fn all_foreign(&self) -> &[Foreign] {
        &self.foreign
    }

    /// The names of those that others keep and that yun has none of its own of.
    pub fn importable(&self) -> Vec<&str> {
        let mut names = self.names();
        names.retain(|name| !self.is_own(name));
        names
    }

    /// The profile that somebody else keeps, if it is the one that is meant by this name.
    pub fn meant_foreign(&self, name: &str) -> Option<&Foreign> {
        self.foreign(name).filter(|_| !self.is_own(name))
    }

    /// Who keeps the profile that is meant by this name.
    pub fn source(&self, name: &str) -> Source {
        self.meant_foreign(name)
            .map_or(Source::Yun, |profile| profile.source)
    }

    /// The file that the profile stands in, if it stands in one.
    pub fn path(&self, name: &str) -> Option<&Path> {
        match self.meant_foreign(name) {
            Some(profile) => profile.path.as_deref(),
            None => Some(self.config.path()),
        }
    }

    /// The profile called so.
    ///
    /// # Errors
    /// When there is none (`profile_unknown`), or why it cannot be used.
    pub fn profile(&self, name: &str) -> Result<Profile, Error> {
        if self.is_own(name) {
            return self.config.profile(name);
        }
        match self.foreign(name) {
            Some(profile) => profile.used().map(|(profile, _)| profile),
            None => Err(self.unknown(name)),
        }
    }

    /// The mode and region of a profile, as far as they are known.
    pub fn outline(&self, name: &str) -> (Option<String>, Option<RegionId>) {
        match self.meant_foreign(name) {
            Some(profile) => (profile.mode.clone(), profile.region.clone()),
            None => self
                .config
                .profile(name)
                .map_or((None, None), |own| (Some(own.mode), Some(own.region))),
        }
    }

    /// Puts the profile called so to use.
    ///
    /// # Errors
    /// When there is none, it cannot be used, or its secrets cannot be read.
    pub fn session(&self, core: &Core, name: &str) -> Result<Arc<Session>, Error> {
        match self.meant_foreign(name) {
            None if self.is_own(name) => core.session_of(self.config.profile(name)?, &self.secrets),
            None => Err(self.unknown(name)),
            Some(foreign) => foreign.session(),
        }
    }

    /// Puts the profile called so to use, as one that `source` keeps means it: its neighbour, if it has one of that name.
    ///
    /// # Errors
    /// As [`Profiles::session`].
    pub fn session_beside(&self, core: &Core, name: &str, source: Source) -> Result<Arc<Session>, Error> {
        match self.foreign(name).filter(|foreign| foreign.source == source) {
            Some(neighbour) => neighbour.session(),
            None => self.session(core, name),
        }
    }

    /// Refuses to edit a profile that somebody else keeps, and one that there is not.
    ///
    /// # Errors
    /// When yun has none of its own of this name: `profile_read_only` or `profile_unknown`.
    pub fn check_own(&self, name: &str) -> Result<(), Error> {
        match self.meant_foreign(name) {
            None if self.is_own(name) => Ok(()),
            None => Err(self.unknown(name)),
            Some(foreign) => Err(foreign.read_only()),
        }
    }

    /// The error for a name that no profile has, with the nearest one.
    pub fn unknown(&self, name: &str) -> Error {
        let names = self.names();
        let hint = match suggest::nearest(name, names.iter().copied()) {
            Some(nearest) => message!("hint-did-you-mean", name = nearest),
            None if names.is_empty() => message!("hint-no-profile"),
            None => message!("hint-list-profiles"),
        };
        Error::invalid_input("profile_unknown", message!("error-unknown-profile", name = name)).hint(hint)
    }
}

/// The error where there is no profile at all.
pub fn no_profile() -> Error {
    Error::new(ErrorKind::Credentials, "no_profile", message!("error-no-profile"))
        .hint(message!("hint-no-profile"))
}

#[cfg(test)]
mod tests;
