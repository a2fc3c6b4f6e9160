//! Copying a library that may be installed: the file that is named is read once, and never again.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use super::staging::{Staged, Staging};
use crate::{
    catalog::{Library, Origin, judge_source},
    environment::Environment,
    error::{Error, ErrorKind},
    text::message,
};

/// Copies the library at a path into the store's directory, and tells which file that was, links resolved.
///
/// # Errors
/// When it is no regular file, can be changed by everybody, or cannot be copied.
pub(crate) fn copied_from(environment: &Environment, path: &Path) -> Result<(Staged, PathBuf), Error> {
    let (mut source, from) = open(path)?;
    let mut staging = Staging::begin(environment)?;
    let copied = staging.take_all(&mut source).and_then(|()| staging.end());
    let staged = copied.map_err(|error| not_copied(&from, error))?;
    Ok((staged, from))
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
    match judge_source(&path, &metadata) {
        Ok(()) => Ok((file, path)),
        Err(refusal) => {
            let library = Library::refused_file(path, Origin::Installed, refusal);
            Err(library.refused().expect("it is refused"))
        }
    }
}

pub(super) fn not_copied(path: &Path, error: io::Error) -> Error {
    let message = message!(
        "error-library-not-copied",
        path = path,
        reason = error.to_string()
    );
    Error::new(ErrorKind::Failed, "library_not_copied", message).source(error)
}
