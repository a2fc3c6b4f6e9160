//! Every library that was found, with how it stands: what a list of plugins shows.

use std::sync::Arc;

use super::signed;
use crate::{
    catalog::Library,
    core::Core,
    error::Error,
    runner::RunnerKind,
    standing::Standing,
    trust::{Signed, TrustedKeys},
};

/// A library as it is listed.
pub(crate) struct Listed {
    /// The library.
    pub(crate) library: Library,
    /// How it stands.
    pub(crate) standing: Standing,
    /// Where it runs.
    pub(crate) runner: RunnerKind,
    /// Its file's hash; none where it cannot be read.
    pub(crate) sha256: Option<String>,
    /// Who signed it, if it was installed.
    pub(crate) signed: Option<Result<Signed, Error>>,
}

/// Every library, each usable one opened in a child to see whether it opens.
pub(crate) async fn all(core: &Arc<Core>, keys: TrustedKeys) -> Vec<Listed> {
    let (standings, contents) = tokio::join!(core.standings(), read_all(core, Arc::new(keys)));
    let libraries = core.catalog.libraries().iter().zip(standings).zip(contents);
    let listed = libraries.map(|((library, standing), content)| Listed {
        library: library.clone(),
        standing,
        runner: core.runners.kind(library),
        sha256: content.sha256,
        signed: content.signed,
    });
    listed.collect()
}

/// What is told of a library's file when it is read.
#[derive(Default)]
struct Content {
    sha256: Option<String>,
    signed: Option<Result<Signed, Error>>,
}

/// Reads each library's file, in the libraries' order.
async fn read_all(core: &Core, keys: Arc<TrustedKeys>) -> Vec<Content> {
    let libraries = core.catalog.libraries().iter().cloned();
    let reading: Vec<_> = libraries
        .map(|library| {
            let keys = Arc::clone(&keys);
            tokio::task::spawn_blocking(move || Content {
                sha256: library.sha256().ok(),
                signed: signed::of_library(&library, &keys),
            })
        })
        .collect();
    let mut contents = Vec::with_capacity(reading.len());
    for content in reading {
        contents.push(content.await.unwrap_or_default());
    }
    contents
}
