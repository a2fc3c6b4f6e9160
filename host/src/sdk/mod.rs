//! What plugin authors build against, as this binary carries it: the sources of `yun-plugin-api` and of the boundary,
//! laid out under `$YUN_DATA_DIR/sdk/<version>`. [`template`] knows what a new crate consists of, [`folder`]
//! how it gets on disk.

pub(crate) mod folder;
pub(crate) mod template;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use miniz_oxide::inflate::decompress_to_vec;

use crate::{
    environment::Environment,
    error::{Error, ErrorKind},
    store,
    text::message,
};

/// Path and content of each file.
type Files<'a> = &'a [(&'a str, &'a [u8])];

/// Path and length of everything that the SDK consists of; `host/build.rs` gathers it.
const LENGTHS: &[(&str, usize)] = &include!(concat!(env!("OUT_DIR"), "/sdk.rs"));

/// Everything that the SDK consists of, unpacked when it is first wanted.
fn files() -> Files<'static> {
    static FILES: OnceLock<Vec<(&str, &[u8])>> = OnceLock::new();
    FILES.get_or_init(|| {
        let packed = include_bytes!(concat!(env!("OUT_DIR"), "/sdk.deflate"));
        unpacked(LENGTHS, packed)
    })
}

/// Files that `host/build.rs` packed one after the other.
fn unpacked(lengths: &'static [(&'static str, usize)], packed: &[u8]) -> Vec<(&'static str, &'static [u8])> {
    let contents = decompress_to_vec(packed).expect("what the build compressed");
    let mut rest: &'static [u8] = contents.leak();
    let files = lengths.iter().map(|&(path, length)| {
        let (content, after) = rest.split_at(length);
        rest = after;
        (path, content)
    });
    files.collect()
}

/// The content of one of its files; nothing if it has no such file.
pub(crate) fn carried(path: &str) -> &'static [u8] {
    let found = files().iter().find(|(known, _)| *known == path);
    found.map_or(b"", |(_, content)| content)
}

/// The SDK of this version, on disk.
#[derive(Debug, Clone)]
pub(crate) struct Sdk {
    /// Its folder, absolute.
    pub(crate) directory: PathBuf,
}

impl Sdk {
    /// Lays the SDK out where it belongs, unless it is there as it should be.
    ///
    /// One that is damaged, or of another content, is replaced as a whole; whoever builds against it meanwhile sees the
    /// one or the other. Processes that do so at once take turns.
    ///
    /// # Errors
    /// When its place is not known, or cannot be written to.
    pub(crate) fn lay_out(environment: &Environment) -> Result<Self, Error> {
        let directory = environment
            .data_directory()?
            .join("sdk")
            .join(env!("CARGO_PKG_VERSION"));
        let failed = |error: io::Error| failed(&directory, error);
        let directory = std::path::absolute(&directory).map_err(failed)?;
        if !is_laid_out(files(), &directory) {
            let _lock = store::lock(&directory)?;
            // Another process may have done it while this one waited.
            if !is_laid_out(files(), &directory) {
                replace(files(), &directory).map_err(failed)?;
            }
        }
        Ok(Self { directory })
    }

    /// The folder of the crate `yun-plugin-api`.
    pub(crate) fn plugin_api(&self) -> PathBuf {
        self.directory.join("plugin-api")
    }
}

fn failed(directory: &Path, error: io::Error) -> Error {
    let message = message!("error-sdk", path = directory, reason = error.to_string());
    Error::new(ErrorKind::Failed, "sdk_not_written", message)
        .hint(message!("hint-write-failed"))
        .source(error)
}

/// Whether each file is there with its content, and no other source is.
fn is_laid_out(files: Files<'_>, directory: &Path) -> bool {
    let is_whole =
        |(path, content): &(&str, &[u8])| fs::read(directory.join(path)).is_ok_and(|found| found == *content);
    files.iter().all(is_whole)
        && has_no_other(files, directory, &directory.join("plugin-api")).unwrap_or(false)
}

/// Whether a folder of sources has no file that is none of the SDK's: of two files of one module none would compile.
/// What cargo leaves, should somebody build there, does no harm.
fn has_no_other(files: Files<'_>, directory: &Path, folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_known = |path: &Path| files.iter().any(|(known, _)| directory.join(known) == path);
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        if path.is_dir() && !has_no_other(files, directory, &path)? || is_source && !is_known(&path) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes the SDK beside its place and puts it there in one step.
fn replace(files: Files<'_>, directory: &Path) -> io::Result<()> {
    let parent = directory.parent().unwrap_or(Path::new("."));
    // Whatever is left in here goes with it: the one that was replaced, or one that could not be written to its end.
    let beside = tempfile::Builder::new().prefix(".new-").tempdir_in(parent)?;
    let new = beside.path().join("sdk");
    for (path, content) in files {
        let path = new.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&new))?;
        fs::write(&path, content)?;
    }
    store::put_directory(&new, directory)
}

#[cfg(test)]
mod tests;
