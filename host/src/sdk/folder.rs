//! Putting a new crate on disk: whole, or not at all.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{error::Error, store, text::message};

/// Whether a crate may be written there: where nothing is yet, or an empty directory.
///
/// # Errors
/// When something is in the way.
pub(crate) fn check(directory: &Path) -> Result<(), Error> {
    let is_empty = || fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none());
    let in_the_way = fs::symlink_metadata(directory).is_ok() && !is_empty();
    match in_the_way {
        false => Ok(()),
        true => Err(Error::invalid_input(
            "directory_not_empty",
            message!("error-directory-not-empty", path = directory),
        )
        .hint(message!("hint-directory-not-empty"))),
    }
}

/// Writes the files into the directory, which [`check`] holds of, and returns its absolute path.
///
/// They are written beside, and moved there once all are: what fails leaves nothing behind, save directories above it.
///
/// # Errors
/// When it cannot be written to.
pub(crate) fn write(directory: &Path, files: &[(&str, String)]) -> Result<PathBuf, Error> {
    place(directory, files).map_err(|error| store::write_failed(directory, error))
}

fn place(directory: &Path, files: &[(&str, String)]) -> io::Result<PathBuf> {
    let path = std::path::absolute(directory)?;
    // One that is there stays what it is: somebody may be in it.
    let is_there = path.is_dir();
    let parent = match is_there {
        true => path.as_path(),
        false => path.parent().unwrap_or(&path),
    };
    fs::create_dir_all(parent)?;
    let beside = temporary(parent)?;
    for (name, content) in files {
        let file = beside.path().join(name);
        fs::create_dir_all(file.parent().unwrap_or(beside.path()))?;
        fs::write(file, content)?;
    }
    if is_there {
        move_into(beside.path(), &path)?;
    } else {
        fs::rename(beside.path(), &path)?;
        // It has become the crate.
        let _ = beside.keep();
    }
    fs::canonicalize(path)
}

/// A directory for now, with the permissions that directories usually get.
fn temporary(parent: &Path) -> io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".new-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(parent)
}

/// Moves everything in one directory into another; what has been moved is taken away again should the rest fail.
fn move_into(from: &Path, to: &Path) -> io::Result<()> {
    let mut moved: Vec<PathBuf> = Vec::new();
    let outcome = fs::read_dir(from)?.try_for_each(|entry| {
        let name = entry?.file_name();
        let target = to.join(&name);
        fs::rename(from.join(&name), &target)?;
        moved.push(target);
        Ok(())
    });
    if outcome.is_err() {
        for path in moved {
            let _ = match path.is_dir() {
                true => fs::remove_dir_all(path),
                false => fs::remove_file(path),
            };
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(&'static str, String)> {
        vec![("Cargo.toml", "a".to_owned()), ("src/lib.rs", "b".to_owned())]
    }

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).expect("lists");
        let name = |entry: io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
        let mut names: Vec<String> = entries
            .map(|entry| name(entry).to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_crate_is_written_where_nothing_is_and_into_an_empty_directory() {
        let home = tempfile::tempdir().expect("a directory");
        let deep = home.path().join("deep/er/crate");
        check(&deep).expect("nothing is there");
        write(&deep, &files()).expect("writes");
        assert_eq!(names(&deep), ["Cargo.toml", "src"]);
        assert_eq!(names(deep.parent().expect("a parent")), ["crate"]);

        let empty = home.path().join("empty");
        fs::create_dir(&empty).expect("makes it");
        check(&empty).expect("it is empty");
        write(&empty, &files()).expect("writes");
        assert_eq!(names(&empty), ["Cargo.toml", "src"]);
        let error = check(&empty).expect_err("it is empty no more");
        assert_eq!(error.code(), "directory_not_empty");
    }

    #[cfg(unix)]
    #[test]
    fn others_may_look_at_a_crate_as_at_any_other() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().expect("a directory");
        let usual = home.path().join("usual");
        fs::create_dir(&usual).expect("makes it");
        let path = write(&home.path().join("crate"), &files()).expect("writes");
        let mode = |path: &Path| fs::metadata(path).expect("is there").permissions().mode();
        assert_eq!(mode(&path), mode(&usual));
    }

    #[test]
    fn what_fails_leaves_nothing() {
        let home = tempfile::tempdir().expect("a directory");
        // The second file has no place: its directory is a file.
        let broken = vec![("src", "a".to_owned()), ("src/lib.rs", "b".to_owned())];
        let path = home.path().join("crate");
        let error = write(&path, &broken).expect_err("cannot be written");
        assert_eq!(error.code(), "write_failed");
        assert!(names(home.path()).is_empty(), "{:?}", names(home.path()));
        fs::create_dir(&path).expect("makes it");
        write(&path, &broken).expect_err("cannot be written");
        assert!(names(&path).is_empty(), "{:?}", names(&path));
    }

    #[test]
    fn a_file_is_in_the_way() {
        let home = tempfile::tempdir().expect("a directory");
        let file = home.path().join("file");
        fs::write(&file, "x").expect("writes");
        assert_eq!(check(&file).expect_err("a file").code(), "directory_not_empty");
        assert_eq!(
            write(&file.join("below"), &files()).expect_err("a file").code(),
            "write_failed"
        );
    }
}
