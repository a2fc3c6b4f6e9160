//! A version that an index offers becomes a library that may be installed: fetched, held against what the index says of
//! it, and staged.

use std::sync::Arc;

use super::{super::globals::Globals, indexes};
use crate::{
    core::Core,
    error::{Error, ErrorKind},
    index::{
        Address, Loaded,
        document::{Entry, LibraryFile, Release},
        fetch::{Fetcher, Sink, not_there, too_large},
    },
    installing::{Candidate, LARGEST, Staged, Staging, copied_from},
    output::progress::ProgressLine,
    text::message,
};

/// A version of a plugin, and the index that offers it.
#[derive(Clone, Copy)]
pub(super) struct Offered<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) entry: &'a Entry,
    pub(super) release: &'a Release,
    pub(super) file: &'a LibraryFile,
}

impl Offered<'_> {
    /// Fetches it.
    ///
    /// # Errors
    /// When it cannot be fetched, or is not what the index says of it: by its hash, its signature, its id or its version.
    pub(super) async fn fetch(
        self,
        core: &Arc<Core>,
        globals: &Globals,
        progress: &ProgressLine,
    ) -> Result<Candidate, Error> {
        let (id, version) = (self.entry.id(), self.release.version().to_string());
        let doing = message!("progress-download", id = id, version = &version);
        progress.begin(globals.language.say(&doing));
        let fetched = self.stage(core, indexes::fetcher(core, globals)).await;
        progress.clear();
        fetched.map_err(|error| error.by_plugin(id))
    }

    async fn stage(self, core: &Core, fetcher: Fetcher<'_>) -> Result<Candidate, Error> {
        let environment = &core.environment;
        let address = self.loaded.address.of_file(&self.file.url)?;
        let (staged, from) = match &address {
            Address::File(path) if !path.exists() => return Err(not_there(&address)),
            Address::File(path) => copied_from(environment, path)?,
            Address::Url(url) => {
                let mut pieces = Pieces {
                    staging: Staging::begin(environment)?,
                    from: &address,
                };
                fetcher.stream(url, &mut pieces).await?;
                let ended = pieces.staging.end();
                let staged = ended.map_err(|error| not_staged(&address, &error))?;
                (staged, address.to_string().into())
            }
        };
        self.check_hash(&staged, &address)?;
        let signature = match &self.file.signature {
            Some(signature) => Some(signature.clone()),
            None => fetcher.signature_of(&address).await?,
        };
        let mut candidate = Candidate::of(environment, staged, from, signature.as_deref())?;
        candidate.index = Some(self.loaded.address.identity());
        self.check_names(&candidate)?;
        Ok(candidate)
    }

    fn check_hash(self, staged: &Staged, address: &Address) -> Result<(), Error> {
        let wanted = self.file.sha256.0.as_str();
        if staged.sha256 == wanted {
            return Ok(());
        }
        let (address, found) = (address.to_string(), staged.sha256.as_str());
        let message = message!(
            "error-offered-hash",
            address = address,
            found = found,
            wanted = wanted
        );
        Err(Error::new(ErrorKind::Plugin, "index_hash", message).hint(message!("hint-offered-other")))
    }

    fn check_names(self, candidate: &Candidate) -> Result<(), Error> {
        let manifest = &candidate.manifest;
        let (id, version) = (self.entry.id(), self.release.version().to_string());
        if manifest.id == id && manifest.version == version {
            return Ok(());
        }
        let message = message!(
            "error-offered-other",
            index = self.loaded.address.to_string(),
            id = id,
            version = version,
            other = manifest.id.as_str(),
            other_version = manifest.version.as_str()
        );
        Err(Error::new(ErrorKind::Plugin, "index_other_plugin", message).hint(message!("hint-offered-other")))
    }
}

/// A library that comes in pieces.
struct Pieces<'a> {
    staging: Staging,
    from: &'a Address,
}

impl Sink for Pieces<'_> {
    fn take(&mut self, piece: &[u8]) -> Result<(), Error> {
        let taken = self.staging.take(piece);
        taken.map_err(|error| not_staged(self.from, &error))
    }
}

fn not_staged(from: &Address, error: &std::io::Error) -> Error {
    let from = from.to_string();
    if error.kind() == std::io::ErrorKind::FileTooLarge {
        return too_large(&from, LARGEST);
    }
    let message = message!(
        "error-library-not-copied",
        path = from,
        reason = error.to_string()
    );
    Error::new(ErrorKind::Failed, "library_not_copied", message)
}
