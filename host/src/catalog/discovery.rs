//! Where libraries are looked for, and what a file must be before anything of it is believed.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Installed, Record, Refusal, store_directory};
use crate::environment::Environment;

/// Where a library was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Shipped with the host.
    Bundled,
    /// In the user's store, by `plugin install`.
    Installed,
    /// In a directory of `YUN_PLUGIN_PATH`.
    Path,
}

impl Origin {
    /// The word in tables and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bundled => "bundled",
            Self::Installed => "installed",
            Self::Path => "path",
        }
    }
}

pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) origin: Origin,
    /// What was recorded of it, if it was installed.
    pub(super) installed: Option<Arc<Installed>>,
}

/// The files that are named like plugins, shipped ones first, then those of the record, each once, in the order of their
/// names.
pub(super) fn libraries(environment: &Environment, record: &Record) -> Vec<Found> {
    let mut seen = HashSet::new();
    let mut found = in_directories(&shipped(environment), Origin::Bundled, &mut seen);
    if let Ok(store) = store_directory(environment) {
        found.extend(record.plugins.values().map(|installed| Found {
            path: installed.path(&store),
            origin: Origin::Installed,
            installed: Some(Arc::new(installed.clone())),
        }));
    }
    found.extend(in_directories(&developed(environment), Origin::Path, &mut seen));
    found
}

fn in_directories(directories: &[PathBuf], origin: Origin, seen: &mut HashSet<PathBuf>) -> Vec<Found> {
    let mut found = Vec::new();
    for directory in directories {
        let Ok(entries) = fs::read_dir(directory) else {
            continue;
        };
        let mut names: Vec<_> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.file_name())
            .filter(|name| name.to_str().is_some_and(is_plugin_name))
            .collect();
        names.sort();
        for name in names {
            let path = directory.join(name);
            let path = fs::canonicalize(&path).unwrap_or(path);
            if seen.insert(path.clone()) {
                found.push(Found {
                    path,
                    origin,
                    installed: None,
                });
            }
        }
    }
    found
}

fn shipped(environment: &Environment) -> Vec<PathBuf> {
    let Some(beside) = environment.executable().and_then(Path::parent) else {
        return Vec::new();
    };
    let mut directories = vec![beside.join("../lib/yun/plugins")];
    if is_cargo_target(beside) {
        directories.push(beside.to_owned());
    }
    directories
}

fn developed(environment: &Environment) -> Vec<PathBuf> {
    let paths = environment.path_variable("YUN_PLUGIN_PATH");
    let paths = paths.into_iter().flat_map(std::env::split_paths);
    paths.filter(|path| !path.as_os_str().is_empty()).collect()
}

/// Cargo leaves these where it puts what it builds.
fn is_cargo_target(directory: &Path) -> bool {
    directory.join("deps").is_dir()
        && (directory.join(".cargo-lock").exists() || directory.join(".fingerprint").is_dir())
}

/// The file name of the library that a crate of this name becomes.
pub(crate) fn library_of_crate(name: &str) -> String {
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    format!("{prefix}{}{suffix}", name.replace('-', "_"))
}

/// `{lib}yun_plugin_*.{so,dylib,dll}`.
pub(super) fn is_plugin_name(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(std::env::consts::DLL_SUFFIX) else {
        return false;
    };
    let stem = stem.strip_prefix(std::env::consts::DLL_PREFIX).unwrap_or(stem);
    stem.strip_prefix("yun_plugin_")
        .is_some_and(|rest| !rest.is_empty())
}

/// Refuses to copy what is no regular file, or may have been changed by anybody. Whose it is does not matter: the copy is
/// the user's own.
///
/// # Errors
/// Why it is not copied.
pub(crate) fn judge_source(path: &Path, metadata: &fs::Metadata) -> Result<(), Refusal> {
    if !metadata.is_file() {
        return Err(Refusal::not_a_file());
    }
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & OTHERS_WRITE != 0 {
        return Err(Refusal::writable_by_others(path));
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// The bit of a file's mode that lets everybody write to it.
#[cfg(unix)]
const OTHERS_WRITE: u32 = 0o002;

/// Refuses what is no regular file, belongs to another user, or can be changed by everybody.
///
/// # Errors
/// Why it is not used.
pub(crate) fn check_file(path: &Path, environment: &Environment) -> Result<(), Refusal> {
    let metadata = fs::metadata(path).map_err(|error| Refusal::unreadable(&error))?;
    if !metadata.is_file() {
        return Err(Refusal::not_a_file());
    }
    #[cfg(not(unix))]
    let _ = environment;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        // Whoever owns the host can change what the host does anyway.
        let of_host = environment
            .executable()
            .and_then(|host| fs::metadata(host).ok())
            .map(|host| host.uid());
        let trusted = [Some(0), Some(rustix::process::geteuid().as_raw()), of_host];
        if !trusted.contains(&Some(metadata.uid())) {
            return Err(Refusal::foreign_owner(path));
        }
        const STICKY: u32 = 0o1000;
        if metadata.permissions().mode() & OTHERS_WRITE != 0 {
            return Err(Refusal::writable_by_others(path));
        }
        // In a directory that others may write to, they may replace the file; unless it is sticky.
        if let Some(directory) = path.parent() {
            let mode = fs::metadata(directory).map_or(0, |metadata| metadata.permissions().mode());
            if mode & OTHERS_WRITE != 0 && mode & STICKY == 0 {
                return Err(Refusal::writable_by_others(directory));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_is_known_by_its_files_name() {
        let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        assert!(is_plugin_name(&format!("{prefix}yun_plugin_ecs{suffix}")));
        for name in [
            "libyun_plugin_ecs.rlib",
            "libyun_plugin_.so",
            "libecs.so",
            ".libyun_plugin_ecs.so.swp",
        ] {
            assert!(!is_plugin_name(name), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_change_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().expect("a directory");
        let file = home.path().join("libyun_plugin_a.so");
        fs::write(&file, "x").expect("writes");
        let chmod = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changes the mode");
        };
        chmod(&file, 0o644);
        assert!(check_file(&file, &Environment::default()).is_ok());
        chmod(&file, 0o666);
        assert_eq!(
            check_file(&file, &Environment::default())
                .expect_err("refused")
                .code,
            "plugin_writable_by_others"
        );
        chmod(&file, 0o644);
        chmod(home.path(), 0o777);
        assert_eq!(
            check_file(&file, &Environment::default())
                .expect_err("refused")
                .code,
            "plugin_writable_by_others"
        );
        chmod(home.path(), 0o1777);
        assert!(
            check_file(&file, &Environment::default()).is_ok(),
            "a sticky directory protects its files"
        );
        assert_eq!(
            check_file(home.path(), &Environment::default())
                .expect_err("refused")
                .code,
            "plugin_not_a_file"
        );
    }
}
