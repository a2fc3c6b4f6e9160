//! A keyring that lasts as long as a test, and fails where the test says so.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use yun_plugin_api::Secret;

use super::{SecretStore, Secrets, keyring};
use crate::{error::Error, store::fault};

/// What a test can make of it while it is in use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum State {
    /// It works.
    #[default]
    Open,
    /// It is locked.
    Locked,
    /// It is gone.
    Absent,
}

/// A keyring whose clones are one.
#[derive(Clone, Default)]
pub(crate) struct Memory(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    items: BTreeMap<String, Secrets>,
    state: State,
}

impl Memory {
    /// Changes what it does from now on.
    pub(crate) fn set(&self, state: State) {
        self.0.borrow_mut().state = state;
    }

    /// The names of what it holds, with the texts.
    pub(crate) fn content(&self) -> Vec<(String, Vec<String>)> {
        let texts = |secrets: &Secrets| {
            secrets
                .values()
                .map(|secret| secret.expose().to_owned())
                .collect()
        };
        let items = &self.0.borrow().items;
        items
            .iter()
            .map(|(name, item)| (name.clone(), texts(item)))
            .collect()
    }

    fn refuse(&self) -> Result<(), Error> {
        match self.0.borrow().state {
            State::Open => Ok(()),
            State::Locked => Err(keyring::locked()),
            State::Absent => Err(keyring::absent()),
        }
    }
}

impl SecretStore for Memory {
    fn secrets(&self, profile: &str) -> Result<Secrets, Error> {
        self.refuse()?;
        Ok(self.0.borrow().items.get(profile).cloned().unwrap_or_default())
    }

    fn replace(&self, profile: &str, secrets: &BTreeMap<String, Secret>) -> Result<(), Error> {
        self.refuse()?;
        fault::strike().map_err(|error| keyring::failed(&error.to_string()))?;
        let items = &mut self.0.borrow_mut().items;
        match secrets.is_empty() {
            true => items.remove(profile),
            false => items.insert(profile.to_owned(), secrets.clone()),
        };
        Ok(())
    }

    fn is_open(&self) -> Result<bool, Error> {
        match self.0.borrow().state {
            State::Locked => Ok(false),
            _ => self.refuse().map(|()| true),
        }
    }
}
