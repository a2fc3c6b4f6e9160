//! Files that hold what must not be lost: locked, written beside and renamed, readable by their owner alone.

#[cfg(test)]
pub(crate) mod fault;

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use toml_edit::{Item, Table};

use crate::{
    error::{Error, ErrorKind},
    text::message,
};

/// How long another process may take with a file: many at once take turns, and each takes milliseconds.
pub(crate) const LONGEST_LOCK: Duration = Duration::from_secs(30);
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// A lock on a file's directory entry, held until dropped. Processes that write the same file take turns.
pub(crate) struct StoreLock {
    _file: File,
}

/// Waits for the lock of `path`, making its directory if there is none.
///
/// # Errors
/// When the directory cannot be made or the lock file not be opened; when the lock is held for too long.
pub(crate) fn lock(path: &Path) -> Result<StoreLock, Error> {
    lock_within(path, LONGEST_LOCK)
}

/// The same, waiting for so long at most.
///
/// # Errors
/// As [`lock`].
pub(crate) fn lock_within(path: &Path, longest: Duration) -> Result<StoreLock, Error> {
    let path = resolve(path);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    let lock_path = path.with_file_name(name);
    let failed = |error| write_failed(&lock_path, error);
    private_directory(parent(&path)).map_err(failed)?;
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    owner_only(&mut options);
    let file = step(|| options.open(&lock_path)).map_err(failed)?;
    let began = Instant::now();
    while let Err(error) = file.try_lock() {
        match error {
            TryLockError::WouldBlock if began.elapsed() < longest => std::thread::sleep(LOCK_PAUSE),
            TryLockError::WouldBlock => return Err(lock_held(&lock_path)),
            TryLockError::Error(error) => return Err(failed(error)),
        }
    }
    Ok(StoreLock { _file: file })
}

fn lock_held(path: &Path) -> Error {
    Error::new(
        ErrorKind::Failed,
        "lock_held",
        message!("error-lock-held", path = path),
    )
    .hint(message!("hint-lock-held"))
}

/// Reads a file; a file that does not exist is empty.
///
/// # Errors
/// When it exists and cannot be read, or is not UTF-8.
pub(crate) fn read(path: &Path) -> Result<Option<String>, Error> {
    // Opening a pipe would wait for somebody to write into it.
    let is_pipe = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
    let read = match is_pipe {
        true => Err(io::ErrorKind::InvalidInput.into()),
        false => fs::read_to_string(path),
    };
    match read {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(read_failed(path, error)),
    }
}

pub(crate) fn read_failed(path: &Path, error: io::Error) -> Error {
    let message = message!("error-read-failed", path = path, reason = error.to_string());
    Error::new(ErrorKind::Failed, "read_failed", message).source(error)
}

/// Replaces a file's content: after a crash at any moment there is the old content or the new one.
///
/// # Errors
/// When it cannot be written; the old content is untouched then.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    let path = resolve(path);
    let failed = |error| write_failed(&path, error);
    let directory = parent(&path);
    step(|| private_directory(directory)).map_err(failed)?;
    // A temporary file of this crate is made with mode 0600.
    let mut temporary = step(|| tempfile::NamedTempFile::new_in(directory)).map_err(failed)?;
    step(|| temporary.write_all(content)).map_err(failed)?;
    step(|| temporary.as_file().sync_all()).map_err(failed)?;
    step(|| temporary.persist(&path).map_err(|error| error.error)).map_err(failed)?;
    // The content is in place. That its name outlives a power cut cannot be had on every file system.
    #[cfg(unix)]
    if let Err(error) = File::open(directory).and_then(|directory| directory.sync_all()) {
        tracing::debug!(%error, "the directory is not synced");
    }
    Ok(())
}

/// Changes what a file keeps, one process at a time. Nothing is written when `change` fails, or changes nothing.
///
/// # Errors
/// Those of `load` and `change`, and when the file cannot be locked or written.
pub(crate) fn edit<S: Clone + PartialEq, T>(
    path: &Path,
    load: impl FnOnce() -> Result<S, Error>,
    change: impl FnOnce(&mut S) -> Result<T, Error>,
    written: impl FnOnce(S) -> String,
) -> Result<T, Error> {
    edit_within(LONGEST_LOCK, path, load, change, written)
}

/// The same, waiting for another process for so long at most.
///
/// # Errors
/// As [`edit`].
pub(crate) fn edit_within<S: Clone + PartialEq, T>(
    longest: Duration,
    path: &Path,
    load: impl FnOnce() -> Result<S, Error>,
    change: impl FnOnce(&mut S) -> Result<T, Error>,
    written: impl FnOnce(S) -> String,
) -> Result<T, Error> {
    let _lock = lock_within(path, longest)?;
    let before = load()?;
    let mut now = before.clone();
    let outcome = change(&mut now)?;
    if now != before {
        write(path, written(now).as_bytes())?;
    }
    Ok(outcome)
}

/// Takes one step of a write. Tests make any of them fail.
fn step<T>(take: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    #[cfg(test)]
    fault::strike()?;
    take()
}

/// Removes a file that was written.
///
/// # Errors
/// When it cannot be removed.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    let path = resolve(path);
    fs::remove_file(&path).map_err(|error| write_failed(&path, error))
}

/// The table under `key` of a TOML document, made if there is none; nothing if something else is there.
pub(crate) fn table_in<'a>(parent: &'a mut Table, key: &str) -> Option<&'a mut Table> {
    let item = parent.entry(key).or_insert_with(toml_edit::table);
    if let Some(inline) = item.as_inline_table() {
        *item = Item::Table(inline.clone().into_table());
    }
    item.as_table_mut()
}

/// Follows a link to the file that is meant, so that a rename replaces that one and not the link.
fn resolve(path: &Path) -> PathBuf {
    let dangling = || fs::read_link(path).ok().map(|target| parent(path).join(target));
    fs::canonicalize(path)
        .ok()
        .or_else(dangling)
        .unwrap_or_else(|| path.to_owned())
}

fn parent(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

pub(crate) fn write_failed(path: &Path, error: io::Error) -> Error {
    Error::new(
        ErrorKind::Failed,
        "write_failed",
        message!("error-write-failed", path = path, reason = error.to_string()),
    )
    .hint(message!("hint-write-failed"))
    .source(error)
}

/// Makes a directory that its owner alone can enter; one that exists stays as it is.
pub(crate) fn private_directory(directory: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Puts a directory in the place of another, or where none is yet; the other then lies where this one was, or beside it.
///
/// In one step, where the system and the file system can: whoever looks sees the one or the other.
pub(crate) fn put_directory(new: &Path, place: &Path) -> io::Result<()> {
    if exchange(new, place).is_ok() {
        return Ok(());
    }
    if fs::symlink_metadata(place).is_ok() {
        fs::rename(place, new.with_extension("old"))?;
    }
    fs::rename(new, place)
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn exchange(new: &Path, place: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn exchange(_new: &Path, _place: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg_attr(
    not(unix),
    expect(unused_variables, reason = "other systems have no file mode")
)]
fn owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_belongs_to_its_owner_alone() {
        let home = tempfile::tempdir().expect("a directory");
        let path = home.path().join("deep/er/file");
        assert!(read(&path).expect("no file is no error").is_none());
        write(&path, b"one").expect("writes");
        write(&path, b"two").expect("writes again");
        assert_eq!(read(&path).expect("reads").as_deref(), Some("two"));
        let left: Vec<_> = fs::read_dir(parent(&path)).expect("lists").collect();
        assert_eq!(left.len(), 1, "no temporary file is left: {left:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).expect("exists").permissions().mode() & 0o777;
            assert_eq!((mode(&path), mode(parent(&path))), (0o600, 0o700));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let home = tempfile::tempdir().expect("a directory");
        let (real, link) = (home.path().join("real"), home.path().join("link"));
        write(&real, b"one").expect("writes");
        std::os::unix::fs::symlink(&real, &link).expect("links");
        write(&link, b"two").expect("writes");
        assert_eq!(read(&real).expect("reads").as_deref(), Some("two"));
        assert!(fs::symlink_metadata(&link).expect("exists").is_symlink());
    }

    #[test]
    fn a_file_in_the_place_of_a_directory_is_named() {
        let home = tempfile::tempdir().expect("a directory");
        let file = home.path().join("file");
        write(&file, b"x").expect("writes");
        let error = write(&file.join("below"), b"y").expect_err("a file is no directory");
        assert!(error.to_string().contains("below"), "{error}");
    }
}
