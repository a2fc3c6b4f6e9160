//! The page of profiles.

use std::collections::BTreeMap;

use yun_plugin_api::manifest::CredentialManifest;

use super::{AccountForm, Asked, Input};
use crate::{
    error::Error,
    ui::{
        account::{Account, Verdict},
        event::Generation,
    },
};

/// The page of profiles.
pub(in crate::ui) struct AccountsPage {
    /// The profiles.
    pub(in crate::ui) accounts: Asked<Vec<Account>>,
    /// The credential modes that there are.
    pub(in crate::ui) modes: Vec<CredentialManifest>,
    /// Which of the profiles the cursor is on, from 0.
    pub(in crate::ui) cursor: usize,
    /// The name of the profile that the cursor goes to once it is read.
    pub(in crate::ui) bound_for: Option<String>,
    /// The reading of the profiles that is under way.
    pub(in crate::ui) reading: Option<Generation>,
    /// What is being done to a profile.
    pub(in crate::ui) dealing: Option<Generation>,
    /// Whether profiles work, as far as somebody asked.
    pub(in crate::ui) verdicts: BTreeMap<String, Asked<Verdict>>,
    /// The form that is filled in.
    pub(in crate::ui) form: Option<AccountForm>,
    /// The other name of the profile that the cursor is on, while it is typed.
    pub(in crate::ui) renaming: Option<Input>,
    /// Why the last thing that was to be done was not.
    pub(in crate::ui) failed: Option<Error>,
}

impl AccountsPage {
    /// The page before anybody looked at it.
    pub(in crate::ui) fn new() -> Self {
        Self {
            accounts: Asked::Waiting(Generation::default()),
            modes: Vec::new(),
            cursor: 0,
            bound_for: None,
            reading: None,
            dealing: None,
            verdicts: BTreeMap::new(),
            form: None,
            renaming: None,
            failed: None,
        }
    }

    /// Has the profile of this name be the current one, until it is read how they stand.
    pub(in crate::ui) fn point_out(&mut self, name: &str) {
        if let Asked::Known(accounts) = &mut self.accounts {
            accounts
                .iter_mut()
                .for_each(|account| account.current = account.name == name);
        }
    }

    /// The profile that the cursor is on.
    pub(in crate::ui) fn pointed(&self) -> Option<&Account> {
        self.accounts.known()?.get(self.cursor)
    }

    /// The names that are taken.
    pub(in crate::ui) fn names(&self) -> Vec<String> {
        let accounts = self.accounts.known().map_or(&[][..], Vec::as_slice);
        accounts.iter().map(|account| account.name.clone()).collect()
    }

    /// Whether something of it is being loaded or done.
    pub(in crate::ui) fn is_loading(&self) -> bool {
        let form = self.form.as_ref();
        form.is_some_and(|form| form.working.is_some())
            || self.reading.is_some()
            || self.dealing.is_some()
            || self
                .verdicts
                .values()
                .any(|verdict| matches!(verdict, Asked::Waiting(_)))
    }
}
