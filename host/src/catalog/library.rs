//! A library that was found: its file, what it says of itself, and why it is not used, if it is not.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use sha2::{Digest, Sha256};
use yun_plugin_api::manifest::{Manifest, Provided};

use super::{
    Installed, Origin, Refusal, State, discovery,
    embedded::{self, Embedded},
    judge,
};
use crate::{
    environment::Environment,
    error::{Error, ErrorKind},
    text::message,
};

/// A library that was found.
#[derive(Debug, Clone)]
pub struct Library {
    /// Its file, links resolved.
    pub path: PathBuf,
    /// Where it was found.
    pub origin: Origin,
    /// The file that somebody named, if this is a copy of it: errors name that one.
    pub named: Option<PathBuf>,
    /// What it says of itself, if that could be read, as far as it was granted.
    pub manifest: Option<Arc<Manifest>>,
    /// The same as the file carries it, whatever was granted.
    pub carried: Option<Arc<Manifest>>,
    /// What was recorded when it was installed, if it was.
    pub installed: Option<Arc<Installed>>,
    /// Why it is not used, if it is not.
    pub refusal: Option<Refusal>,
}

impl Library {
    /// Looks at any file, without loading it and without the cache. Never fails: what is wrong with it is part of what is
    /// known of it.
    pub fn look(path: &Path, origin: Origin, environment: &Environment) -> Self {
        let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let read = discovery::check_file(&path, environment).and_then(|()| embedded::read(&path));
        Self::of_file(path, origin, read)
    }

    pub(super) fn of_file(path: PathBuf, origin: Origin, read: Result<Embedded, Refusal>) -> Self {
        let (manifest, refusal) = match read.and_then(|embedded| Ok((embedded.manifest()?, embedded))) {
            Ok((manifest, embedded)) => {
                let foreign = embedded.foreign_architecture().map(Refusal::foreign_architecture);
                let refusal = judge(&manifest).or(foreign);
                (Some(Arc::new(manifest)), refusal)
            }
            Err(refusal) => (None, Some(refusal)),
        };
        Self {
            path,
            origin,
            carried: manifest.clone(),
            manifest,
            named: None,
            installed: None,
            refusal,
        }
    }

    /// A file that is refused before anything of it was read.
    pub(crate) fn refused_file(path: PathBuf, origin: Origin, refusal: Refusal) -> Self {
        let mut library = Self::of_file(path.clone(), origin, Err(refusal));
        library.named = Some(path);
        library
    }

    /// A library as if it had this manifest.
    pub(super) fn of_manifest(manifest: Manifest) -> Self {
        let refusal = judge(&manifest);
        let manifest = Some(Arc::new(manifest));
        Self {
            path: manifest.iter().map(|manifest| &manifest.id).collect(),
            origin: Origin::Bundled,
            carried: manifest.clone(),
            manifest,
            named: None,
            installed: None,
            refusal,
        }
    }

    pub(super) fn from(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// The same library as one that was installed: with what it was granted, and no more.
    pub(super) fn installed_as(mut self, installed: Arc<Installed>) -> Self {
        self.manifest = self
            .carried
            .as_ref()
            .map(|carried| Arc::new(installed.granted(carried)));
        let is_other = |carried: &Arc<Manifest>| carried.id != installed.id;
        if self.carried.as_ref().is_some_and(is_other) {
            self.refusal = Some(Refusal::hash_differs());
        }
        self.installed = Some(installed);
        self
    }

    /// The plugin's id, or the file's name if there is no manifest.
    pub fn id(&self) -> String {
        match (&self.installed, &self.manifest) {
            (Some(installed), _) => installed.id.clone(),
            (None, Some(manifest)) => manifest.id.clone(),
            (None, None) => self
                .path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
        }
    }

    /// The names of what it provides.
    pub fn provides(&self) -> Vec<&str> {
        let provides = self.manifest.iter().flat_map(|manifest| &manifest.provides);
        provides
            .filter_map(|provided| match provided {
                Provided::Credential(credential) => Some(credential.mode.as_str()),
                Provided::Resource(resource) => Some(resource.resource_type.as_str()),
                Provided::Unknown => None,
            })
            .collect()
    }

    /// Holds the file against the hash that was recorded when it was installed. What was not installed has none.
    ///
    /// # Errors
    /// That it is another file by now, or cannot be read.
    pub fn check_hash(&self) -> Result<(), Refusal> {
        let Some(installed) = &self.installed else {
            return Ok(());
        };
        match self.sha256() {
            Ok(hash) if hash == installed.sha256 => Ok(()),
            Ok(_) => Err(Refusal::hash_differs()),
            Err(error) => Err(Refusal::unreadable(&error)),
        }
    }

    /// The SHA-256 of the file, in hexadecimal.
    ///
    /// # Errors
    /// When it is no regular file, or cannot be read.
    pub fn sha256(&self) -> std::io::Result<String> {
        sha256(&self.path)
    }

    /// The path that people know it by.
    pub fn shown(&self) -> &Path {
        self.named.as_deref().unwrap_or(&self.path)
    }

    /// Its version, if its manifest could be read.
    pub fn version(&self) -> Option<String> {
        self.manifest.as_ref().map(|manifest| manifest.version.clone())
    }

    /// The error for what it would provide, if it is not used.
    pub fn refused(&self) -> Option<Error> {
        self.refusal.as_ref().map(|refusal| self.refused_for(refusal))
    }

    /// The error for its being refused for this reason.
    pub fn refused_for(&self, refusal: &Refusal) -> Error {
        let message = message!("error-plugin-refused", path = self.shown());
        let id = self.id();
        let hint = match refusal.state {
            State::Disabled | State::Quarantined => message!("hint-plugin-enable", id = id.as_str()),
            _ if self.named.is_some() => message!("hint-library-refused"),
            _ => message!("hint-plugin-list"),
        };
        Error::new(ErrorKind::Plugin, refusal.code, message)
            .reason(refusal.reason.clone())
            .hint(hint)
            .by_plugin(&id)
    }

    /// Whether the file's name says that it would provide `name`, for files without a readable manifest.
    pub(super) fn seems_to_provide(&self, name: &str) -> bool {
        let plain = |text: &str| text.to_lowercase().replace(['-', '_', ' '], "");
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        stem.split_once("yun_plugin_")
            .is_some_and(|(_, stem)| plain(stem) == plain(name))
    }

    pub(super) fn provides_as(&self, matches: impl Fn(&Provided) -> bool) -> bool {
        self.manifest
            .as_ref()
            .is_some_and(|manifest| manifest.provides.iter().any(matches))
    }
}

/// The SHA-256 of a regular file, in hexadecimal.
pub(crate) fn sha256(path: &Path) -> std::io::Result<String> {
    // Opening a pipe would wait for somebody to write into it.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = std::io::Read::read(&mut file, &mut buffer)?;
        if read == 0 {
            return Ok(crate::hex::encode(&hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}

/// A library together with the one thing of it that was asked for.
#[derive(Debug)]
pub struct Served<'a, T> {
    /// The library that serves it.
    pub by: &'a Library,
    /// Its manifest.
    pub manifest: &'a Arc<Manifest>,
    /// What was asked for.
    pub provided: &'a T,
}

impl<T> Served<'_, T> {
    /// What the library says of itself, whatever was granted.
    pub(crate) fn declared(&self) -> Arc<Manifest> {
        Arc::clone(self.by.carried.as_ref().unwrap_or(self.manifest))
    }
}
