//! Whose resources are shown, and which of them.

use crate::listing::Regions;

/// Whose resources are shown, and which of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Scope {
    /// The names of the profiles; none before they are known.
    pub(in crate::ui) profiles: Vec<String>,
    /// The regions.
    pub(in crate::ui) regions: Regions,
    /// The resource group.
    pub(in crate::ui) group: Group,
}

impl Scope {
    /// What a profile has of its own.
    pub(in crate::ui) fn of_profile(name: String) -> Self {
        Self {
            profiles: vec![name],
            regions: Regions::Default,
            group: Group::Own,
        }
    }
}

/// The resource group that lists are limited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum Group {
    /// Each profile's own, if it has one.
    Own,
    /// None, whatever the profiles say.
    Any,
    /// The one with this id.
    Named(String),
}
