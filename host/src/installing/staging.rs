//! A library that is being taken in: a file in the store's directory, in no place of its own yet. It goes with what holds
//! it.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::PathBuf,
};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{STAGING, file_name};
use crate::{catalog::store_directory, environment::Environment, error::Error, store};

/// The largest library that is installed, in bytes: hundreds of times what a plugin has.
pub(crate) const LARGEST: u64 = 256 * 1024 * 1024;

/// A library of which there may be more to come.
pub(crate) struct Staging {
    directory: TempDir,
    copy: File,
    path: PathBuf,
    hasher: Sha256,
    size: u64,
}

/// A library that is there as a whole.
pub(crate) struct Staged {
    pub(super) directory: TempDir,
    pub(super) path: PathBuf,
    /// Its hash, in hexadecimal.
    pub(crate) sha256: String,
    pub(super) size: u64,
}

impl Staging {
    /// Makes room for a library.
    ///
    /// # Errors
    /// When the store's directory cannot be written.
    pub(crate) fn begin(environment: &Environment) -> Result<Self, Error> {
        let store = store_directory(environment)?;
        let made = || {
            store::private_directory(&store)?;
            let directory = tempfile::Builder::new().prefix(STAGING).tempdir_in(&store)?;
            let path = directory.path().join(file_name("new"));
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o400);
            let copy = options.open(&path)?;
            Ok(Self {
                directory,
                copy,
                path,
                hasher: Sha256::new(),
                size: 0,
            })
        };
        made().map_err(|error| store::write_failed(&store, error))
    }

    /// Takes in a piece.
    ///
    /// # Errors
    /// `FileTooLarge` when it is too much, and when it cannot be written.
    pub(crate) fn take(&mut self, piece: &[u8]) -> io::Result<()> {
        self.size += piece.len() as u64;
        if self.size > LARGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.hasher.update(piece);
        self.copy.write_all(piece)
    }

    /// Takes in all that there is to read.
    ///
    /// # Errors
    /// As [`Staging::take`], and when it cannot be read.
    pub(super) fn take_all(&mut self, source: &mut File) -> io::Result<()> {
        let mut buffer = vec![0; 256 * 1024];
        loop {
            match source.read(&mut buffer)? {
                0 => return Ok(()),
                read => self.take(&buffer[..read])?,
            }
        }
    }

    /// That was all.
    ///
    /// # Errors
    /// When it does not reach the disk.
    pub(crate) fn end(self) -> io::Result<Staged> {
        self.copy.sync_all()?;
        Ok(Staged {
            directory: self.directory,
            path: self.path,
            sha256: crate::hex::encode(&self.hasher.finalize()),
            size: self.size,
        })
    }
}
