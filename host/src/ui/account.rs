//! Profiles as the page of profiles shows and changes them.

use std::collections::BTreeSet;

use yun_plugin_api::{
    Fields,
    manifest::{CredentialManifest, Text},
};

use super::event::Generation;
use crate::{
    account::{Identity, Region, ResourceGroup},
    error::Error,
    profile::{Profile, Signature, foreign::Source, standing::Standing},
    text::Message,
};

/// A profile as the list shows it.
#[derive(Debug, Clone)]
pub(super) struct Account {
    /// Its name.
    pub(super) name: String,
    /// The title of its credential mode; none where no plugin provides it.
    pub(super) title: Option<Text>,
    /// Its credential mode, if it is known.
    pub(super) mode: Option<String>,
    /// Its region, if it is known.
    pub(super) region: Option<String>,
    /// The resource group that its lists are limited to.
    pub(super) resource_group: Option<String>,
    /// Who keeps it.
    pub(super) source: Source,
    /// How it stands.
    pub(super) standing: Standing,
    /// Whether it is the current one.
    pub(super) current: bool,
    /// Whether its mode has a login.
    pub(super) login: bool,
}

/// The page of profiles, as it is read.
pub(super) struct Accounts {
    /// The profiles.
    pub(super) accounts: Vec<Account>,
    /// The credential modes that there are, those that are recommended first.
    pub(super) modes: Vec<CredentialManifest>,
    /// What is wrong with Alibaba Cloud CLI's file.
    pub(super) remarks: Vec<Message>,
}

/// A profile that is to be edited.
pub(super) struct Editable {
    /// The profile.
    pub(super) profile: Profile,
    /// The keys of its secrets.
    pub(super) secrets: BTreeSet<String>,
}

/// What a form of a profile says.
#[derive(Debug, Clone)]
pub(super) struct Entered {
    /// The name; that of the profile that is edited.
    pub(super) name: String,
    /// The credential mode.
    pub(super) mode: CredentialManifest,
    /// What was given for its fields.
    pub(super) fields: Fields,
    /// The keys of fields that are to be empty.
    pub(super) cleared: BTreeSet<String>,
    /// The region.
    pub(super) region: String,
    /// The resource group.
    pub(super) resource_group: Option<String>,
    /// How calls are signed.
    pub(super) signature: Signature,
    /// Whether it is a profile that is there already.
    pub(super) target: Target,
}

/// What becomes of what is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A new profile.
    New,
    /// The profile of this name.
    Edited,
}

/// Whether what is entered is verified before it is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    /// It was, under this number.
    Under(Generation),
    /// It is.
    First,
    /// Nobody is to be asked; what was verified under this number serves nevertheless.
    Never(Option<Generation>),
}

/// Something that is done to a profile.
#[derive(Debug, Clone)]
pub(super) enum Deal {
    /// It becomes the current one.
    Use(String),
    /// It goes.
    Remove(String),
    /// It gets another name.
    Rename {
        /// The present one.
        old: String,
        /// The other one.
        new: String,
    },
    /// A person logs in.
    LogIn(String),
    /// Its login is forgotten.
    LogOut(String),
}

/// What came of something that was done to a profile.
pub(super) struct Dealt {
    /// What was done.
    pub(super) done: Done,
    /// Whose profile it is, if that was verified.
    pub(super) identity: Option<Identity>,
    /// What is to be said of it.
    pub(super) said: Vec<Message>,
}

/// Something that was done to a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Done {
    /// It is the current one.
    Used(String),
    /// It is there, and the current one.
    Added(String),
    /// It is another.
    Edited(String),
    /// It is gone.
    Removed(String),
    /// It has another name.
    Renamed {
        /// The one that it had.
        old: String,
        /// The one that it has.
        new: String,
    },
    /// Its login is another.
    Login(String),
}

/// Why what was entered is not taken.
#[derive(Debug)]
pub(super) struct Refused {
    /// The key of the field that is wrong, if it is one of the mode's.
    pub(super) field: Option<String>,
    /// Why.
    pub(super) error: Error,
}

/// Lists of an account, to choose from.
pub(super) enum Offered {
    /// Its regions.
    Regions(Vec<Region>),
    /// Its resource groups.
    Groups(Vec<ResourceGroup>),
}

/// Which list of an account is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// Its regions.
    Regions,
    /// Its resource groups.
    Groups,
}

/// Whether a profile works.
pub(super) type Verdict = Result<Identity, Error>;

/// A profile that was to be imported, and what came of it.
pub(super) struct Imported {
    /// Its name.
    pub(super) name: String,
    /// Why it was not.
    pub(super) error: Option<Error>,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self { field: None, error }
    }
}
