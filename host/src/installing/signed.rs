//! Who signed what is installed, by the keys that are trusted now.

use std::fs::File;

use crate::{
    catalog::Library,
    error::{Error, ErrorKind},
    text::message,
    trust::{Signed, TrustedKeys},
};

/// Who signed an installed library; nothing of one that was not installed, which nobody asked about.
///
/// # Errors
/// `signature_bad` when its file is no longer what was signed, and when it cannot be read.
pub fn of_library(library: &Library, keys: &TrustedKeys) -> Option<Result<Signed, Error>> {
    let installed = library.installed.as_ref()?;
    let Some(signature) = installed.signature.as_deref() else {
        return Some(Ok(Signed::Unsigned));
    };
    let unreadable = |error: std::io::Error| {
        let message = message!("error-signature-unchecked", reason = error.to_string());
        Error::new(ErrorKind::Failed, "signature_unchecked", message).source(error)
    };
    Some(match open(library) {
        Ok(content) => keys.judge(content, Some(signature)),
        Err(error) => Err(unreadable(error)),
    })
}

/// Opens its file. A pipe would be waited for.
fn open(library: &Library) -> std::io::Result<File> {
    match std::fs::metadata(&library.path)?.is_file() {
        true => File::open(&library.path),
        false => Err(std::io::ErrorKind::InvalidInput.into()),
    }
}
