//! What is installed: which library of which version, from where, with which grants. `plugins.toml` in the data directory.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use yun_plugin_api::manifest::{Manifest, Provided};

use super::{Refusal, check_deciding_file};
use crate::{
    environment::Environment,
    error::{Error, ErrorKind},
    runner::RunnerKind,
    store,
    text::message,
};

/// The record's own format; a newer one is not touched.
const FORMAT: u32 = 1;

/// What a manifest may claim beside its names, and only with a grant: places where others keep their accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// Taking over profiles of Alibaba Cloud CLI.
    AliyunCli,
    /// Being the mode of the profile that variables make.
    Environment,
}

impl Claim {
    /// Both.
    pub const ALL: [Self; 2] = [Self::AliyunCli, Self::Environment];

    /// The word that `--grant` takes.
    pub fn word(self) -> &'static str {
        match self {
            Self::AliyunCli => "aliyun_cli",
            Self::Environment => "environment",
        }
    }

    /// Whether a manifest makes it.
    pub fn is_made_by(self, manifest: &Manifest) -> bool {
        manifest.credentials().any(|credential| match self {
            Self::AliyunCli => !credential.aliyun_cli.is_empty(),
            Self::Environment => !credential.environment.is_empty(),
        }) || self == Self::AliyunCli && !manifest.aliyun_cli_refused.is_empty()
    }
}

/// An installed plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    /// Its id, by which it is recorded.
    #[serde(skip)]
    pub id: String,
    /// Its version.
    pub version: String,
    /// The hash of its library, in hexadecimal; also the name of the library's directory in the store.
    pub sha256: String,
    /// The library's file name.
    pub file: String,
    /// Where it runs.
    pub runner: RunnerKind,
    /// The capabilities that it was granted, as its manifest writes them.
    pub capabilities: BTreeSet<String>,
    /// The claims that it was granted.
    #[serde(default)]
    pub claims: BTreeSet<Claim>,
    /// What it asked for and was not granted, capabilities and claims, as `--grant` takes them.
    #[serde(default)]
    pub withheld: BTreeSet<String>,
    /// When, RFC 3339.
    pub installed_at: String,
    /// The file that it was copied from, or the URL that it was fetched from.
    pub installed_from: PathBuf,
    /// The address of the index that offered it, if one did: upgrades come from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// The key, trusted then, that had signed it when it was installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// The text of its signature, whoever made it: it can be held against keys that are trusted later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

impl Installed {
    /// What is left of a manifest without what was not granted.
    pub fn granted(&self, carried: &Manifest) -> Manifest {
        let mut manifest = carried.clone();
        manifest
            .capabilities
            .retain(|capability| self.capabilities.contains(&capability.to_string()));
        if !self.claims.contains(&Claim::AliyunCli) {
            manifest.aliyun_cli_refused.clear();
        }
        for provided in &mut manifest.provides {
            if let Provided::Credential(credential) = provided {
                if !self.claims.contains(&Claim::AliyunCli) {
                    credential.aliyun_cli.clear();
                }
                if !self.claims.contains(&Claim::Environment) {
                    credential.environment.clear();
                }
            }
        }
        manifest
    }

    /// Where its library lies.
    pub(super) fn path(&self, store: &Path) -> PathBuf {
        store.join(&self.sha256).join(&self.file)
    }

    /// Whether it names a file in the store, and nothing elsewhere.
    fn is_sound(&self) -> bool {
        let is_hash = self.sha256.len() == 64 && self.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash && Path::new(&self.file).file_name() == Some(self.file.as_ref())
    }
}

/// Everything that is installed, and what was switched off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    format: u32,
    /// The ids of plugins that are not used, wherever they come from.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub disabled: BTreeSet<String>,
    /// What is installed, by its id.
    #[serde(default)]
    pub plugins: BTreeMap<String, Installed>,
}

impl Record {
    /// Reads the record; nothing is installed where there is none.
    ///
    /// # Errors
    /// When it cannot be read, may have been written by somebody else, is damaged, or was written by a newer version.
    pub fn load(environment: &Environment) -> Result<Self, Error> {
        let path = path(environment)?;
        let Some(text) = store::read(&path)? else {
            return Ok(Self::default());
        };
        check_deciding_file(&path, environment).map_err(|refusal| untrusted(&path, refusal))?;
        let damaged = |reason: String| {
            let message = message!("error-record-damaged", path = path.as_path(), reason = reason);
            Error::new(ErrorKind::Failed, "record_damaged", message)
                .hint(message!("hint-record-damaged", path = path.as_path()))
        };
        let mut record: Self = toml::from_str(&text).map_err(|error| damaged(error.message().to_owned()))?;
        for (id, installed) in &mut record.plugins {
            installed.id.clone_from(id);
        }
        if record.format > FORMAT {
            let message = message!("error-record-newer", path = path.as_path());
            return Err(Error::new(ErrorKind::Failed, "record_newer", message));
        }
        match record.plugins.iter().find(|(_, installed)| !installed.is_sound()) {
            Some((id, _)) => Err(damaged(id.clone())),
            None => Ok(record),
        }
    }

    /// Changes the record, one process at a time; nothing is written when `change` fails.
    ///
    /// # Errors
    /// As [`Record::load`], when it cannot be written, and those of `change`.
    pub fn edit<T>(
        environment: &Environment,
        change: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let path = path(environment)?;
        store::edit(&path, || Self::load(environment), change, Self::written)
    }

    fn written(mut self) -> String {
        self.format = FORMAT;
        let text = toml::to_string(&self).expect("a record has a TOML form");
        format!("# What is installed. Written by yun: `yun plugin` changes it.\n{text}")
    }
}

/// Whoever writes the record decides which libraries run and what they may do.
fn untrusted(path: &Path, refusal: Refusal) -> Error {
    let message = message!("error-record-untrusted", path = path);
    Error::new(ErrorKind::Failed, "record_untrusted", message)
        .reason(refusal.reason)
        .hint(message!("hint-record-untrusted"))
}

/// Where the record lies.
fn path(environment: &Environment) -> Result<PathBuf, Error> {
    Ok(environment.data_directory()?.join("plugins.toml"))
}

/// Where the libraries of installed plugins lie, each in a directory that is called like its hash.
///
/// # Errors
/// When the data directory is not known.
pub fn store_directory(environment: &Environment) -> Result<PathBuf, Error> {
    Ok(environment.data_directory()?.join("plugins"))
}
