//! The keychain of macOS and the Credential Manager of Windows.
//!
//! Both are always there, and ask for themselves whom they have to. Windows keeps no more than 2560 bytes in an item.

use std::{sync::mpsc, thread};

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
use keyring_core::{Entry, Error as Reason, api::CredentialStoreApi};
#[cfg(windows)]
use windows_native_keyring_store::Store;
use zeroize::Zeroizing;

use super::{Failure, ItemName, LONGEST_PROMPT};
use crate::{environment::Environment, profile::secrets::Unlocking};

pub(super) struct Backend;

impl Backend {
    pub(super) fn of(_environment: &Environment, _unlocking: Unlocking) -> Self {
        Self
    }

    pub(super) fn is_open(&self) -> Result<bool, Failure> {
        Ok(true)
    }

    pub(super) fn read(&self, name: ItemName) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        bounded(move || match entry(&name)?.get_secret() {
            Ok(content) => Ok(Some(Zeroizing::new(content))),
            Err(Reason::NoEntry) => Ok(None),
            Err(reason) => Err(failure(reason)),
        })
    }

    pub(super) fn write(&self, name: ItemName, content: Zeroizing<Vec<u8>>) -> Result<(), Failure> {
        bounded(move || entry(&name)?.set_secret(&content).map_err(failure))
    }

    pub(super) fn remove(&self, name: ItemName) -> Result<(), Failure> {
        bounded(move || match entry(&name)?.delete_credential() {
            Ok(()) | Err(Reason::NoEntry) => Ok(()),
            Err(reason) => Err(failure(reason)),
        })
    }
}

fn entry(name: &ItemName) -> Result<Entry, Failure> {
    let store = Store::new().map_err(failure)?;
    store
        .build(&name.label(), &name.configuration, None)
        .map_err(failure)
}

/// Works on a thread of its own, and waits for it no longer than somebody may take to answer a question.
fn bounded<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let (sender, outcome) = mpsc::channel();
    thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || drop(sender.send(work())))
        .map_err(|error| Failure::Other(error.to_string()))?;
    outcome
        .recv_timeout(LONGEST_PROMPT)
        .unwrap_or(Err(Failure::Silent(LONGEST_PROMPT)))
}

fn failure(reason: Reason) -> Failure {
    match reason {
        Reason::NoStorageAccess(_) => Failure::Denied,
        Reason::TooLong(_, bytes) => Failure::TooLarge(bytes),
        // What a broken item holds is not shown.
        Reason::BadEncoding(_) | Reason::BadDataFormat(..) => Failure::Other("bad item".to_owned()),
        reason => Failure::Other(reason.to_string()),
    }
}
