//! Installing plugins: a copy is made, looked at, tried, and put into the store, content-addressed and recorded.
//!
//! Everything that is judged, shown and installed is the copy: whoever changes the file or the link that was named, at
//! whatever moment, changes nothing of what was seen.

pub mod consent;
mod copying;
pub mod grants;
pub(crate) mod overview;
pub(crate) mod portrait;
pub mod signed;
mod staging;
pub mod switching;
pub mod words;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

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
    trust::{Signed, TrustedKeys},
};
pub(crate) use copying::copied_from;
use copying::not_copied;
use grants::Grants;
pub(crate) use staging::{LARGEST, Staged, Staging};

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
    /// The file that was copied, or the URL that it was fetched from.
    pub from: PathBuf,
    /// The address of the index that offered it, if one did.
    pub index: Option<String>,
    /// Who signed it, by the keys that are trusted.
    pub signed: Signed,
    /// These.
    pub keys: TrustedKeys,
    signature: Option<String>,
    staging: TempDir,
}

impl Candidate {
    /// Copies the library at `from` into the store's directory, holds the text of its signature against the copy, and
    /// looks at the copy without loading it.
    ///
    /// # Errors
    /// When it is no regular file, can be changed by everybody, cannot be copied, or would be refused; when the signature
    /// is bad; when it cannot be read which keys are trusted.
    pub fn stage(environment: &Environment, from: &Path, signature: Option<&str>) -> Result<Self, Error> {
        let (staged, from) = copied_from(environment, from)?;
        Self::of(environment, staged, from, signature)
    }

    /// The same for a library that is staged already, wherever it is from.
    ///
    /// # Errors
    /// As [`Candidate::stage`], from the signature on.
    pub(crate) fn of(
        environment: &Environment,
        staged: Staged,
        from: PathBuf,
        signature: Option<&str>,
    ) -> Result<Self, Error> {
        let content = File::open(&staged.path).map_err(|error| not_copied(&from, error))?;
        let keys = TrustedKeys::load(environment)?;
        let signed = keys
            .judge(content, signature)
            .map_err(|error| error.concerning(from.to_string_lossy()))?;
        let mut library = Library::look(&staged.path, Origin::Installed, environment);
        library.named = Some(from.clone());
        let Some(manifest) = library.manifest.clone().filter(|_| library.refusal.is_none()) else {
            return Err(library
                .refused()
                .unwrap_or_else(|| crate::core::plugin_answer(&library.id())));
        };
        Ok(Self {
            looked_at: library,
            manifest,
            sha256: staged.sha256,
            size: staged.size,
            from,
            index: None,
            signed,
            keys,
            signature: signature.map(str::to_owned),
            staging: staged.directory,
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

    /// Puts it into the store and records it; what was installed under its id goes, which is what was agreed on.
    ///
    /// # Errors
    /// When a name belongs to another by now, something else was installed or removed since `before` was looked at, or it
    /// cannot be written. What is installed is still there then.
    pub fn install(
        self,
        environment: &Environment,
        before: Option<&Installed>,
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
            index: self.index.clone(),
            key_id: match &self.signed {
                Signed::By(key) => Some(key.id.to_string()),
                Signed::ByUnknown { .. } | Signed::Unsigned => None,
            },
            signature: self.signature.clone(),
        };
        let before = Record::edit(environment, |record| {
            // Another process may have installed or removed something since it was looked at.
            if record.plugins.get(&id) != before {
                let message = message!("error-changed-meanwhile", id = id.as_str());
                return Err(Error::new(ErrorKind::Failed, "plugin_changed_meanwhile", message)
                    .hint(message!("hint-changed-meanwhile")));
            }
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

/// Takes an installed plugin out of the record and the store. With it comes where its library still lies, if that could not
/// be removed.
///
/// # Errors
/// When it is not installed, or the record cannot be written.
pub fn remove(environment: &Environment, id: &str) -> Result<(Installed, Option<PathBuf>), Error> {
    let removed = Record::edit(environment, |record| {
        record.disabled.remove(id);
        record.plugins.remove(id).ok_or_else(|| {
            Error::invalid_input(
                "plugin_not_installed",
                message!("error-plugin-not-installed", id = id),
            )
        })
    })?;
    let left = forget(environment, &store_directory(environment)?, &removed);
    Ok((removed, left))
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
/// more, and the next install sweeps it away; where it still lies is answered.
fn forget(environment: &Environment, store: &Path, installed: &Installed) -> Option<PathBuf> {
    forgive(environment, installed);
    let place = store.join(&installed.sha256);
    let removed = Record::edit(environment, |record| {
        let is_it = |other: &Installed| other.sha256 == installed.sha256;
        let is_used = record.plugins.values().any(is_it);
        Ok(is_used || fs::remove_dir_all(&place).is_ok() || !place.exists())
    });
    (!removed.unwrap_or(false)).then_some(place)
}

/// Forgets its crashes. What is installed, or removed, is so even where that cannot be written down.
fn forgive(environment: &Environment, installed: &Installed) {
    if let Err(error) = crashes::forgive(environment, &installed.sha256) {
        tracing::debug!(%error, "its crashes are not forgotten");
    }
}

/// Removes what nobody uses and nobody is about to use: copies that were given up, libraries that could not be removed. What
/// yun did not put there stays.
fn sweep(environment: &Environment, store: &Path) {
    // Under the record's lock, or another process may come to use a library between the look at the record and the end.
    let swept = Record::edit(environment, |record| {
        for entry in fs::read_dir(store).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_used = record.plugins.values().any(|installed| installed.sha256 == name);
            let modified = entry.metadata().and_then(|metadata| metadata.modified());
            let is_old = modified.is_ok_and(|modified| is_older(modified, ABANDONED));
            if is_own(&name) && !is_used && is_old {
                drop(fs::remove_dir_all(entry.path()));
            }
        }
        Ok(())
    });
    if let Err(error) = swept {
        tracing::debug!(%error, "what is left over stays");
    }
}

/// Whether a directory of the store is called as yun calls them: a copy, or a library's, by its hash.
fn is_own(name: &str) -> bool {
    let is_hash = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash || name.starts_with(STAGING)
}

fn is_older(than: SystemTime, age: Duration) -> bool {
    let now: SystemTime = clock::now().into();
    now.duration_since(than).is_ok_and(|passed| passed > age)
}

fn file_name(id: &str) -> String {
    library_of_crate(&format!("yun-plugin-{id}"))
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread};

    use super::*;

    /// A data directory, and in its store a directory of this name that is long abandoned.
    fn abandoned(names: &[&str]) -> (TempDir, Environment, PathBuf) {
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::of_variables([("YUN_DATA_DIR", home.path())]);
        let store = store_directory(&environment).expect("it is known");
        let now: SystemTime = clock::now().into();
        let long_ago = now - ABANDONED * 2;
        for name in names {
            let directory = store.join(name);
            fs::create_dir_all(&directory).expect("makes a directory");
            let opened = File::open(&directory).expect("opens");
            opened.set_modified(long_ago).expect("is older");
        }
        (home, environment, store)
    }

    fn installed(sha256: &str) -> Installed {
        let text = format!(
            "version = \"1.0.0\"\nsha256 = \"{sha256}\"\nfile = \"a.so\"\nrunner = \"child\"\n\
             capabilities = []\ninstalled_at = \"\"\ninstalled_from = \"\"\n"
        );
        toml::from_str(&text).expect("a record")
    }

    #[test]
    fn what_is_swept_away_is_what_was_put_there() {
        let hash = "a".repeat(64);
        let (_home, environment, store) = abandoned(&[".new-x", &hash, "sources", "notes"]);
        sweep(&environment, &store);
        let left = fs::read_dir(&store).expect("lists").flatten();
        let mut left: Vec<_> = left.map(|entry| entry.file_name()).collect();
        left.sort();
        assert_eq!(left, ["notes", "sources"]);
    }

    #[test]
    fn what_another_process_is_about_to_record_is_not_swept_away() {
        let hash = "a".repeat(64);
        let (_home, environment, store) = abandoned(&[&hash]);
        let (swept, is_swept) = mpsc::channel();
        thread::scope(|scope| {
            Record::edit(&environment, |record| {
                scope.spawn(|| {
                    sweep(&environment, &store);
                    swept.send(()).expect("somebody waits");
                });
                // It has to wait; without that it would be through by now.
                let early = is_swept.recv_timeout(Duration::from_millis(200));
                assert!(early.is_err(), "swept before it was recorded");
                record.plugins.insert("acme".to_owned(), installed(&hash));
                Ok(())
            })
            .expect("records");
        });
        assert!(store.join(&hash).is_dir());
    }
}
