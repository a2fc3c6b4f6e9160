//! Installing plugins: a copy is made, looked at, tried, and put into the store, content-addressed and recorded.
//!
//! Everything that is judged, shown and installed is the copy: whoever changes the file or the link that was named, at
//! whatever moment, changes nothing of what was seen.

pub mod grants;
pub mod words;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use yun_plugin_api::manifest::Manifest;

use crate::{
    catalog::{
        Catalog, Installed, Library, Origin, Record, crashes, library_of_crate, sha256, store_directory,
    },
    clock,
    environment::Environment,
    error::{Error, ErrorKind},
    runner::RunnerKind,
    store,
    text::message,
};
use grants::Grants;

/// The largest library that is installed, in bytes: hundreds of times what a plugin has.
const LARGEST: u64 = 256 * 1024 * 1024;
/// What copies that were not installed are called. One that is left behind is removed when it is this old.
const STAGING: &str = ".new-";
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// A library that may be installed: a copy of what was named, in the store and not yet part of it.
#[derive(Debug)]
pub struct Candidate {
    /// The copy, looked at.
    pub looked_at: Library,
    /// What it says of itself.
    pub manifest: Arc<Manifest>,
    /// Its hash, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// The file that was copied.
    pub from: PathBuf,
    staging: TempDir,
}

impl Candidate {
    /// Copies the library at `from` into the store's directory, and looks at the copy without loading it.
    ///
    /// # Errors
    /// When it is no regular file, can be changed by everybody, cannot be copied, or would be refused.
    pub fn stage(environment: &Environment, from: &Path) -> Result<Self, Error> {
        let (mut source, from) = open(from)?;
        let store = store_directory(environment)?;
        let failed = |error| store::write_failed(&store, error);
        store::private_directory(&store).map_err(failed)?;
        let staging = tempfile::Builder::new()
            .prefix(STAGING)
            .tempdir_in(&store)
            .map_err(failed)?;
        let copy = staging.path().join(file_name("new"));
        let (sha256, size) = copied(&mut source, &copy).map_err(|error| not_copied(&from, error))?;
        let mut library = Library::look(&copy, Origin::Installed, environment);
        library.named = Some(from.clone());
        let Some(manifest) = library.manifest.clone().filter(|_| library.refusal.is_none()) else {
            return Err(library
                .refused()
                .unwrap_or_else(|| crate::core::plugin_answer(&library.id())));
        };
        Ok(Self {
            looked_at: library,
            manifest,
            sha256,
            size,
            from,
            staging,
        })
    }

    /// Holds its names against those of all other plugins.
    ///
    /// # Errors
    /// When one of them belongs to another.
    pub fn check_names(&self, catalog: &Catalog) -> Result<(), Error> {
        match catalog.refuses(&self.manifest) {
            None => Ok(()),
            Some(refusal) => Err(self.looked_at.refused_for(&refusal)),
        }
    }

    /// Puts it into the store and records it; what was installed under its id before goes.
    ///
    /// # Errors
    /// When a name belongs to another by now, or it cannot be written. What was installed before is still there then.
    pub fn install(
        self,
        environment: &Environment,
        runner: RunnerKind,
        grants: Grants,
    ) -> Result<Installed, Error> {
        let store = store_directory(environment)?;
        let id = self.manifest.id.clone();
        let withheld = grants.missing_of(&Grants::all(&self.manifest));
        let installed = Installed {
            id: id.clone(),
            withheld: withheld.into_iter().collect(),
            version: self.manifest.version.clone(),
            sha256: self.sha256.clone(),
            file: file_name(&id),
            runner,
            capabilities: grants.capabilities,
            claims: grants.claims,
            installed_at: clock::rfc3339(clock::now()),
            installed_from: self.from.clone(),
        };
        let before = Record::edit(environment, |record| {
            // Another process may have installed something since it was looked at.
            self.check_names(&Catalog::discover(environment))?;
            let place = store.join(&installed.sha256);
            put(&self.looked_at.path, self.staging, &place, &installed)
                .map_err(|error| store::write_failed(&place, error))?;
            Ok(record.plugins.insert(id.clone(), installed.clone()))
        })?;
        forgive(environment, &installed);
        if let Some(before) = before.filter(|before| before.sha256 != installed.sha256) {
            forget(environment, &store, &before);
        }
        sweep(environment, &store);
        Ok(installed)
    }
}

/// Takes an installed plugin out of the record and the store.
///
/// # Errors
/// When it is not installed, or the record cannot be written.
pub fn remove(environment: &Environment, id: &str) -> Result<Installed, Error> {
    let removed = Record::edit(environment, |record| {
        record.disabled.remove(id);
        record.plugins.remove(id).ok_or_else(|| {
            Error::invalid_input(
                "plugin_not_installed",
                message!("error-plugin-not-installed", id = id),
            )
        })
    })?;
    forget(environment, &store_directory(environment)?, &removed);
    Ok(removed)
}

/// Opens a file that may be installed. A pipe or a device is not waited for.
fn open(path: &Path) -> Result<(File, PathBuf), Error> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(&path).map_err(|error| not_copied(&path, error))?;
    let metadata = file.metadata().map_err(|error| not_copied(&path, error))?;
    match crate::catalog::judge_source(&path, &metadata) {
        Ok(()) => Ok((file, path)),
        Err(refusal) => {
            let library = Library::refused_file(path, Origin::Installed, refusal);
            Err(library.refused().expect("it is refused"))
        }
    }
}

/// Copies a library, and tells the hash and size of what was written.
fn copied(source: &mut File, to: &Path) -> io::Result<(String, u64)> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o400);
    let mut copy = options.open(to)?;
    let (mut hasher, mut size) = (Sha256::new(), 0);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = source.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        size += read as u64;
        if size > LARGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        hasher.update(&buffer[..read]);
        copy.write_all(&buffer[..read])?;
    }
    copy.sync_all()?;
    Ok((crate::hex::encode(&hasher.finalize()), size))
}

/// Moves the copy to its place, which is called like its hash. What lies there already stays, if nobody changed it.
fn put(copy: &Path, staging: TempDir, place: &Path, installed: &Installed) -> io::Result<()> {
    let there = sha256(&place.join(&installed.file));
    if there.is_ok_and(|hash| hash == installed.sha256) {
        return Ok(());
    }
    fs::rename(copy, staging.path().join(&installed.file))?;
    // What lies there changes places with it, and goes with what is left in `around`.
    let store = place.parent().unwrap_or(place);
    let around = tempfile::Builder::new().prefix(STAGING).tempdir_in(store)?;
    let new = around.path().join("new");
    fs::rename(staging.path(), &new)?;
    // It is no longer where it would be removed from.
    let _ = staging.keep();
    store::put_directory(&new, place)?;
    #[cfg(unix)]
    File::open(store)?.sync_all()?;
    Ok(())
}

/// Removes what was installed, unless another process has installed the same again. Where that fails nothing uses it any
/// more, and the next install sweeps it away.
fn forget(environment: &Environment, store: &Path, installed: &Installed) {
    forgive(environment, installed);
    let removed = Record::edit(environment, |record| {
        let is_it = |other: &Installed| other.sha256 == installed.sha256;
        if !record.plugins.values().any(is_it) {
            drop(fs::remove_dir_all(store.join(&installed.sha256)));
        }
        Ok(())
    });
    if let Err(error) = removed {
        tracing::debug!(%error, "what was installed is not removed");
    }
}

/// Forgets its crashes. What is installed, or removed, is so even where that cannot be written down.
fn forgive(environment: &Environment, installed: &Installed) {
    if let Err(error) = crashes::forgive(environment, &installed.sha256) {
        tracing::debug!(%error, "its crashes are not forgotten");
    }
}

/// Removes what nobody uses and nobody is about to use: copies that were given up, libraries that could not be removed.
fn sweep(environment: &Environment, store: &Path) {
    let Ok(record) = Record::load(environment) else {
        return;
    };
    for entry in fs::read_dir(store).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_used = record.plugins.values().any(|installed| installed.sha256 == name);
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        let is_old = modified.is_ok_and(|modified| is_older(modified, ABANDONED));
        if !is_used && is_old {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

fn is_older(than: SystemTime, age: Duration) -> bool {
    let now: SystemTime = clock::now().into();
    now.duration_since(than).is_ok_and(|passed| passed > age)
}

fn file_name(id: &str) -> String {
    library_of_crate(&format!("yun-plugin-{id}"))
}

fn not_copied(path: &Path, error: io::Error) -> Error {
    let message = message!(
        "error-library-not-copied",
        path = path,
        reason = error.to_string()
    );
    Error::new(ErrorKind::Failed, "library_not_copied", message).source(error)
}
