//! Landlock: which files may be read, and that nothing else of what it governs may be done.

use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, RestrictionStatus, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

use super::Force;

/// What is asked for: the newest that adds something here (6: no signals and no abstract sockets to the outside). The
/// crate takes as much of it as the kernel has.
const ASKED: ABI = ABI::V6;

/// Where the loader finds the libraries that a library needs, and its index of them.
const OF_THE_LOADER: [&str; 6] = [
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
];

pub(super) fn restrict(library: &Path) -> Force {
    match restricted(library) {
        Ok(RestrictionStatus {
            ruleset: RulesetStatus::FullyEnforced,
            ..
        }) => Force::Full,
        Ok(RestrictionStatus {
            ruleset: RulesetStatus::PartiallyEnforced,
            ..
        }) => Force::Partial,
        _ => Force::None,
    }
}

/// Nothing may be executed: mapping code for the loader is reading, to Landlock.
fn restricted(library: &Path) -> Result<RestrictionStatus, RulesetError> {
    let rules = Ruleset::default()
        .handle_access(AccessFs::from_all(ASKED))?
        .handle_access(AccessNet::from_all(ASKED))?
        .scope(Scope::from_all(ASKED))?
        .create()?
        .add_rules(path_beneath_rules(OF_THE_LOADER, AccessFs::ReadFile))?;
    // A library that is gone cannot be opened anyway.
    let rules = match PathFd::new(library) {
        Ok(library) => rules.add_rule(PathBeneath::new(library, AccessFs::ReadFile))?,
        Err(_) => rules,
    };
    rules.restrict_self()
}
