//! What can go wrong while packages are made.

use std::{io, path::PathBuf, process::ExitStatus};

/// Why there is no package.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or directory cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A program does not start.
    #[error("{program} does not start: {source}")]
    Start {
        /// Its name.
        program: String,
        /// What the system says.
        source: io::Error,
    },
    /// A program failed.
    #[error("{program} failed ({status}): {stderr}")]
    Failed {
        /// Its name and arguments.
        program: String,
        /// How it ended.
        status: ExitStatus,
        /// What it wrote to standard error; empty where that was shown already.
        stderr: String,
    },
    /// Something is not as it must be for a package.
    #[error("{0}")]
    Unfit(String),
}

impl Error {
    /// Something about a file.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
