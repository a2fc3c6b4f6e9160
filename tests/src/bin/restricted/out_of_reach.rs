//! A directory is out of reach, but for one place in it: neither can be opened from then on, by the program or by whatever it
//! starts. Where the kernel has no Landlock, the program simply runs.

use std::{
    error::Error,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use landlock::{ABI, Access, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, path_beneath_rules};

/// The newest that governs more of files.
const ASKED: ABI = ABI::V5;

pub(super) fn restrict(directory: &OsStr, place: &OsStr) -> Result<(), Box<dyn Error>> {
    let directory = fs::canonicalize(directory)?;
    let within_reach: Vec<PathBuf> = beside(&directory)?.into_iter().chain([place.into()]).collect();
    Ruleset::default()
        .handle_access(AccessFs::from_all(ASKED))?
        .create()?
        .add_rules(path_beneath_rules(&within_reach, AccessFs::from_all(ASKED)))?
        .restrict_self()?;
    Ok(())
}

/// Everything that lies beside a directory, or beside one that it is in.
fn beside(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    let mut way: Vec<&Path> = directory.ancestors().collect();
    way.reverse();
    for pair in way.windows(2) {
        for entry in fs::read_dir(pair[0])? {
            let path = entry?.path();
            if path != pair[1] {
                all.push(path);
            }
        }
    }
    Ok(all)
}
