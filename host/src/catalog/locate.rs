//! Which library somebody means who names a file, a directory with a library in it, or the directory of a crate.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::discovery::{is_plugin_name, library_of_crate};
use crate::{
    environment::Environment,
    error::Error,
    store,
    text::{Several, message},
};

/// The library that `path` means: itself if it is no directory; the one library of a directory; what cargo built last of
/// a crate.
///
/// # Errors
/// When there is nothing there, or not just one library.
pub fn locate(path: &Path, environment: &Environment) -> Result<PathBuf, Error> {
    let unseen = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            let message = message!("error-library-missing", path = path);
            Error::invalid_input("library_missing", message)
        }
        _ => store::read_failed(path, error),
    };
    if !fs::metadata(path).map_err(unseen)?.is_dir() {
        return Ok(path.to_owned());
    }
    let mut here = libraries_in(path).map_err(unseen)?;
    if here.is_empty() {
        here.extend(built(path, environment));
    }
    match here.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let hint = match path.join("Cargo.toml").is_file() {
                true => message!("hint-library-build"),
                false => message!("hint-library-name"),
            };
            let message = message!("error-library-none", path = path);
            Err(Error::invalid_input("library_missing", message).hint(hint))
        }
        several => {
            let names: Vec<_> = several
                .iter()
                .filter_map(|library| library.file_name())
                .map(|name| name.to_string_lossy())
                .collect();
            let message = message!("error-library-several", path = path, names = Several(&names));
            Err(Error::invalid_input("library_ambiguous", message).hint(message!("hint-library-several")))
        }
    }
}

fn libraries_in(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory)?;
    let mut libraries: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_plugin_name))
        .map(|entry| entry.path())
        .collect();
    libraries.sort();
    Ok(libraries)
}

/// What cargo built last of the crate in this directory.
fn built(directory: &Path, environment: &Environment) -> Option<PathBuf> {
    let name = library_of(&directory.join("Cargo.toml"))?;
    let elsewhere = environment.path_variable("CARGO_TARGET_DIR").map(PathBuf::from);
    let targets = elsewhere.into_iter().chain([directory.join("target")]);
    let candidates =
        targets.flat_map(|target| ["release", "debug"].map(|profile| target.join(profile).join(&name)));
    let built_at = |path: &PathBuf| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    candidates.filter(|path| path.is_file()).max_by_key(built_at)
}

/// The file name of a crate's library.
fn library_of(manifest: &Path) -> Option<String> {
    let text = fs::read_to_string(manifest).ok()?;
    let manifest: toml::Table = text.parse().ok()?;
    let named = |table: &str| manifest.get(table)?.get("name")?.as_str();
    named("lib").or_else(|| named("package")).map(library_of_crate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(name: &str) -> String {
        let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        format!("{prefix}yun_plugin_{name}{suffix}")
    }

    #[test]
    fn a_directory_means_its_one_library_and_a_crate_what_was_built_last() {
        let home = tempfile::tempdir().expect("a directory");
        let environment = Environment::default();
        let code = |path: &Path| locate(path, &environment).expect_err("refused").code().to_owned();
        assert_eq!(code(&home.path().join("nothing")), "library_missing");
        assert_eq!(code(home.path()), "library_missing");

        let manifest = "[package]\nname = \"yun-plugin-acme\"\n";
        fs::write(home.path().join("Cargo.toml"), manifest).expect("writes");
        assert_eq!(code(home.path()), "library_missing");
        let built = home.path().join("target/debug");
        fs::create_dir_all(&built).expect("makes directories");
        fs::write(built.join(library("acme")), "x").expect("writes");
        fs::write(built.join(library("other")), "x").expect("writes");
        let found = locate(home.path(), &environment).expect("built");
        assert_eq!(found, built.join(library("acme")));

        assert_eq!(code(&built), "library_ambiguous");
        fs::remove_file(built.join(library("other"))).expect("removes");
        assert_eq!(
            locate(&built, &environment).expect("one"),
            built.join(library("acme"))
        );
    }
}
