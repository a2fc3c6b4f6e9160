//! The process's surroundings: variables, the executable, the files' places. Reached here and nowhere else.

use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use crate::{error::Error, text::message};

/// A picture of the surroundings, taken once at the start.
#[derive(Clone, Default)]
pub struct Environment {
    variables: HashMap<OsString, OsString>,
    home: Option<PathBuf>,
    executable: Option<PathBuf>,
}

impl Environment {
    /// Takes the picture of this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the environment is read"
    )]
    pub fn of_this_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            home: std::env::home_dir().filter(|home| home.is_absolute()),
            executable: std::env::current_exe().ok(),
        }
    }

    /// Makes a picture of the given variables; `HOME` among them is the home.
    pub fn of_variables<K: Into<OsString>, V: Into<OsString>>(
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let variables: HashMap<_, _> = variables
            .into_iter()
            .map(|(key, value)| (key.into(), value.into()))
            .collect();
        let home = variables
            .get(OsStr::new("HOME"))
            .map(PathBuf::from)
            .filter(|home| home.is_absolute());
        Self {
            variables,
            home,
            executable: None,
        }
    }

    /// The same surroundings with another executable: what lies beside it ships with it, and children run it.
    #[must_use]
    pub fn with_executable(mut self, executable: PathBuf) -> Self {
        self.executable = Some(executable);
        self
    }

    /// A variable, unless it is unset, empty or not Unicode.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .get(OsStr::new(name))?
            .to_str()
            .filter(|value| !value.is_empty())
    }

    /// All variables, for programs that the user wants run in the same surroundings.
    pub fn variables(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables
            .iter()
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The variables whose names begin with `prefix`, without it; those that are set, not empty and Unicode.
    pub fn variables_with_prefix<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.variables
            .iter()
            .filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)))
            .filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, value)))
            .filter(|(_, value)| !value.is_empty())
    }

    /// A variable that holds a path or a list of them.
    pub fn path_variable(&self, name: &str) -> Option<&OsStr> {
        self.variables
            .get(OsStr::new(name))
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }

    /// The running executable, links resolved.
    pub fn executable(&self) -> Option<&Path> {
        self.executable.as_deref()
    }

    /// The user's home, if it is known.
    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// Where `config.toml` lies: `$YUN_CONFIG_DIR`, or `yun` in `$XDG_CONFIG_HOME` or `~/.config`.
    ///
    /// # Errors
    /// When none of them is known.
    pub fn config_directory(&self) -> Result<PathBuf, Error> {
        self.directory("YUN_CONFIG_DIR", "XDG_CONFIG_HOME", ".config")
    }

    /// Where the secret file and installed plugins lie: `$YUN_DATA_DIR`, or `yun` in `$XDG_DATA_HOME` or
    /// `~/.local/share`.
    ///
    /// # Errors
    /// When none of them is known.
    pub fn data_directory(&self) -> Result<PathBuf, Error> {
        self.directory("YUN_DATA_DIR", "XDG_DATA_HOME", ".local/share")
    }

    /// Where caches lie: `$YUN_CACHE_DIR`, or `yun` in `$XDG_CACHE_HOME` or `~/.cache`.
    ///
    /// # Errors
    /// When none of them is known.
    pub fn cache_directory(&self) -> Result<PathBuf, Error> {
        self.directory("YUN_CACHE_DIR", "XDG_CACHE_HOME", ".cache")
    }

    fn directory(&self, own: &'static str, base: &str, in_home: &str) -> Result<PathBuf, Error> {
        if let Some(directory) = self.path_variable(own) {
            // A relative one stays the same place when a part of the program works in another directory.
            return Ok(std::path::absolute(directory).unwrap_or_else(|_| directory.into()));
        }
        // The base directory specification has relative values ignored.
        let base = self
            .path_variable(base)
            .map(PathBuf::from)
            .filter(|base| base.is_absolute());
        base.or_else(|| self.home.as_ref().map(|home| home.join(in_home)))
            .map(|base| base.join("yun"))
            .ok_or_else(|| {
                Error::invalid_input("home_unknown", message!("error-home-unknown", variable = own))
                    .hint(message!("hint-home-unknown", variable = own))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_variables_win_over_base_directories_and_these_over_the_home() {
        let environment = Environment::of_variables([
            ("HOME", "/home/a"),
            ("XDG_DATA_HOME", "/data"),
            ("YUN_CACHE_DIR", "/c"),
        ]);
        assert_eq!(
            environment.config_directory().expect("home"),
            Path::new("/home/a/.config/yun")
        );
        assert_eq!(
            environment.data_directory().expect("base"),
            Path::new("/data/yun")
        );
        assert_eq!(environment.cache_directory().expect("own"), Path::new("/c"));
    }

    #[test]
    fn a_relative_base_directory_is_ignored_and_no_home_is_an_error() {
        let environment = Environment::of_variables([("XDG_CONFIG_HOME", "relative")]);
        let error = environment.config_directory().expect_err("nothing is left");
        assert_eq!(error.code(), "home_unknown");
    }
}
