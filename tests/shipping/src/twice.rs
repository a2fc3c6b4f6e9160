//! The same sources built elsewhere: in another folder, with another target folder and another home of cargo's.

use std::{fs, os::unix::fs::symlink, path::Path};

use tempfile::TempDir;

use crate::{Build, Error, Source, building::build_from, surroundings};

/// A build elsewhere; what it left goes when this is dropped.
pub struct Elsewhere {
    /// The copied sources.
    pub source: Source,
    /// What was built of them.
    pub build: Build,
    _place: TempDir,
}

/// Copies the sources and builds them again, with nothing of the first build.
///
/// # Errors
/// When they cannot be copied or do not build.
pub fn build_elsewhere(source: &Source) -> Result<Elsewhere, Error> {
    let dist = source.dist();
    fs::create_dir_all(&dist).map_err(Error::file(&dist))?;
    let place = tempfile::Builder::new()
        .prefix("elsewhere-")
        .tempdir_in(&dist)
        .map_err(Error::file(&dist))?;
    let home = place.path().join("home-of-cargo");
    borrow_home(&surroundings::cargo_home(), &home)?;
    let copied = source.copy_to(&place.path().join("sources"))?;
    let build = build_from(&copied, &home)?;
    Ok(Elsewhere {
        source: copied,
        build,
        _place: place,
    })
}

/// Makes a home of cargo's with what another has, so that nothing is fetched again.
fn borrow_home(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(Error::file(to))?;
    for entry in fs::read_dir(from).map_err(Error::file(from))? {
        let entry = entry.map_err(Error::file(from))?;
        symlink(entry.path(), to.join(entry.file_name())).map_err(Error::file(to))?;
    }
    Ok(())
}
