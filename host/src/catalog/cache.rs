//! Manifests that were read before, so that a command opens no library to know what there is.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    Refusal,
    embedded::{self, Embedded},
};
use crate::{environment::Environment, store};

/// The cache's own format; another one is ignored.
const FORMAT: u32 = 2;

/// What makes a file the same file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Identity {
    inode: u64,
    size: u64,
    modified: i128,
    changed: i128,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    identity: Identity,
    embedded: Embedded,
}

#[derive(Default, Serialize, Deserialize)]
struct Content {
    format: u32,
    libraries: BTreeMap<PathBuf, Entry>,
}

/// The cache, `manifests.json` in the cache directory. Losing it costs time and nothing else.
pub(super) struct ManifestCache {
    path: Option<PathBuf>,
    content: Content,
    changed: bool,
    /// Whether the file is there and is none that any version of yun has written.
    pub(super) broken: bool,
}

impl ManifestCache {
    /// Reads the cache; one that is missing, broken or of another format is empty.
    pub(super) fn load(environment: &Environment) -> Self {
        let path = environment
            .cache_directory()
            .ok()
            .map(|directory| directory.join("manifests.json"));
        let bytes = path.as_ref().and_then(|path| fs::read(path).ok());
        let broken = |bytes: &Vec<u8>| serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_err();
        let content = bytes
            .as_ref()
            .and_then(|bytes| serde_json::from_slice::<Content>(bytes).ok())
            .filter(|content| content.format == FORMAT);
        Self {
            path,
            broken: content.is_none() && bytes.as_ref().is_some_and(broken),
            content: content.unwrap_or_default(),
            changed: false,
        }
    }

    /// What the library at `path` carries, read from it if it has changed.
    pub(super) fn embedded(&mut self, path: &Path) -> Result<Embedded, Refusal> {
        let identity = identity(path).map_err(|error| Refusal::unreadable(&error))?;
        if let Some(entry) = self
            .content
            .libraries
            .get(path)
            .filter(|entry| entry.identity == identity)
        {
            return Ok(entry.embedded.clone());
        }
        let read = embedded::read(path);
        match &read {
            Ok(embedded) => {
                let entry = Entry {
                    identity,
                    embedded: embedded.clone(),
                };
                self.content.libraries.insert(path.to_owned(), entry);
                self.changed = true;
            }
            Err(_) => self.changed |= self.content.libraries.remove(path).is_some(),
        }
        read
    }

    /// Writes the cache if something in it changed. A cache that cannot be written is only slow.
    pub(super) fn save(mut self) {
        let Some(path) = self.path.as_ref().filter(|_| self.changed || self.broken) else {
            return;
        };
        self.content.format = FORMAT;
        self.content.libraries.retain(|library, _| library.exists());
        let written = serde_json::to_vec(&self.content).map(|bytes| store::write(path, &bytes));
        if let Ok(Err(error)) = written {
            tracing::debug!(%error, "the manifest cache is not written");
        }
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> std::io::Result<Identity> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path)?;
    let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
    Ok(Identity {
        inode: metadata.ino(),
        size: metadata.size(),
        modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
    })
}

#[cfg(not(unix))]
fn identity(path: &Path) -> std::io::Result<Identity> {
    let metadata = fs::metadata(path)?;
    let modified = metadata
        .modified()?
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let created = metadata
        .created()?
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Ok(Identity {
        inode: 0,
        size: metadata.len(),
        modified: i128::try_from(modified.as_nanos()).unwrap_or(i128::MAX),
        changed: i128::try_from(created.as_nanos()).unwrap_or(i128::MAX),
    })
}
