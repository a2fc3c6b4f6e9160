//! The crates that are linked into host and plugins, with the texts that lie in their packages.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::Linked;
use crate::{Error, Source, running::output_of, surroundings::cargo};

/// What a file is called that says under which terms a crate may be used, in lower case, to begin with.
const NAMES: [&str; 6] = [
    "copying",
    "copyright",
    "licence",
    "license",
    "notice",
    "unlicense",
];

/// How files end that are programs, or what programs read.
const PROGRAMS: [&str; 12] = [
    "bash", "c", "cc", "go", "h", "json", "pl", "py", "rs", "sh", "toml", "yml",
];
/// Folders with what is in no library.
const NOT_LINKED: [&str; 6] = ["benches", "examples", "fuzz", "target", "test", "tests"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    authors: Vec<String>,
    manifest_path: PathBuf,
    /// None for what lies in the repository.
    source: Option<String>,
}

/// Crates of others that take part at run time: what only builds them, macros among it, is not shipped.
pub(super) fn linked(source: &Source) -> Result<Vec<Linked>, Error> {
    let taking_part = names_and_versions(source)?;
    let mut all = Vec::new();
    for package in packages(source)? {
        let name = format!("{} {}", package.name, package.version);
        if package.source.is_some() && taking_part.contains(&name) {
            let folder = package
                .manifest_path
                .parent()
                .expect("a manifest lies in a folder");
            let (texts, texts_of_others) = texts_in(folder)?;
            all.push(Linked {
                name,
                licence: package.license.unwrap_or_default(),
                authors: package.authors.join(", "),
                texts,
                texts_of_others,
            });
        }
    }
    all.sort();
    Ok(all)
}

fn names_and_versions(source: &Source) -> Result<BTreeSet<String>, Error> {
    let mut tree = cargo();
    tree.current_dir(source.root())
        .args([
            "tree",
            "--locked",
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
        ])
        .args(["--target", source.triple(), "--format", "{p}", "--package", "yun"]);
    for plugin in source.plugins()? {
        tree.arg("--package").arg(format!("yun-plugin-{plugin}"));
    }
    let listed = output_of(&mut tree)?;
    let each = listed.lines().filter_map(|line| {
        let (name, rest) = line.split_once(" v")?;
        let version = rest.split(' ').next()?;
        Some(format!("{name} {version}"))
    });
    Ok(each.collect())
}

fn packages(source: &Source) -> Result<Vec<Package>, Error> {
    let mut metadata = cargo();
    metadata
        .current_dir(source.root())
        .args(["metadata", "--locked", "--format-version", "1"])
        .args(["--filter-platform", source.triple()]);
    let said = output_of(&mut metadata)?;
    let metadata: Metadata = serde_json::from_str(&said)
        .map_err(|error| Error::Unfit(format!("cargo's description of the packages: {error}")))?;
    Ok(metadata.packages)
}

/// The texts in a crate's folder, and those in folders below: what a crate took over from others has its terms beside it.
fn texts_in(folder: &Path) -> Result<(Vec<String>, Vec<String>), Error> {
    let (mut own, mut of_others) = (Vec::new(), Vec::new());
    for path in files_in(folder)? {
        let texts = match path.is_dir() && !is_of_licences(&name_of(&path)) {
            true => &mut of_others,
            false => &mut own,
        };
        gather(&path, Holds::Anything, texts)?;
    }
    Ok((own, of_others))
}

/// What is in a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Whatever a crate consists of.
    Anything,
    /// Nothing but texts.
    Texts,
}

/// Adds the text that lies there, or all of a folder and those below it.
fn gather(path: &Path, holds: Holds, texts: &mut Vec<String>) -> Result<(), Error> {
    let name = name_of(path);
    // A link to a folder leads to what is met anyway, or out of the crate.
    let kind = fs::symlink_metadata(path).map_err(Error::file(path))?;
    if kind.is_dir() && !NOT_LINKED.contains(&name.as_str()) {
        let holds = match is_of_licences(&name) {
            true => Holds::Texts,
            false => holds,
        };
        for path in files_in(path)? {
            gather(&path, holds, texts)?;
        }
    } else if path.is_file() && (holds == Holds::Texts || is_text(&name)) {
        texts.push(read(path)?);
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().to_lowercase()
}

fn is_of_licences(folder: &str) -> bool {
    folder == "licenses" || folder == "licences"
}

/// Whether a file is called like one with terms, and not like a program about them.
fn is_text(name: &str) -> bool {
    let is_program = name
        .rsplit_once('.')
        .is_some_and(|(_, ending)| PROGRAMS.contains(&ending));
    NAMES.iter().any(|start| name.starts_with(start)) && !is_program
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        paths.push(entry.map_err(Error::file(folder))?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(Error::file(path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_gathered_from_folders_below_too() {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("LICENSE", "of the crate"),
            ("LICENSE-APACHE-2.0", "of the crate as well"),
            ("third_party/fiat/LICENSE", "of fiat"),
            ("src/polyfill/once_cell/license-mit.md", "of once_cell"),
            ("licenses/old/of-data.txt", "of data"),
            ("src/licenses.rs", "a program"),
            ("src/license/mod.rs", "a program"),
            ("tests/data/LICENSE", "of what is not linked"),
            ("README.md", "about"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let (own, of_others) = texts_in(folder.path()).unwrap();
        assert_eq!(own, ["of the crate", "of the crate as well", "of data"]);
        assert_eq!(of_others, ["of once_cell", "of fiat"]);
    }
}
