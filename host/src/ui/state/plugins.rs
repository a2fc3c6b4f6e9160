//! The page of plugins.

use std::path::PathBuf;

use super::Asked;
use crate::{
    error::Error,
    ui::{
        event::Generation,
        plugin::{KnownPlugin, PluginInfo},
    },
};

/// The page of plugins.
pub(in crate::ui) struct PluginsPage {
    /// The plugins, in the order in which they count.
    pub(in crate::ui) plugins: Asked<Vec<KnownPlugin>>,
    /// Which of them the cursor is on, from 0.
    pub(in crate::ui) cursor: usize,
    /// The reading of the plugins that is under way.
    pub(in crate::ui) reading: Option<Generation>,
    /// The change that is under way.
    pub(in crate::ui) switching: Option<Generation>,
    /// Why the last change was none.
    pub(in crate::ui) failed: Option<Error>,
    /// The plugin that is looked at.
    pub(in crate::ui) detail: Option<PluginDetail>,
}

/// The plugin that is looked at.
pub(in crate::ui) struct PluginDetail {
    /// Its file.
    pub(in crate::ui) path: PathBuf,
    /// Its id.
    pub(in crate::ui) id: String,
    /// All that is known of it.
    pub(in crate::ui) info: Asked<Box<PluginInfo>>,
    /// Whether the RAM policy that it needs is shown, rather than fields.
    pub(in crate::ui) policy: bool,
    /// How many lines are above the first that is shown.
    pub(in crate::ui) above: usize,
}

impl PluginsPage {
    /// The page before anybody looked at it.
    pub(in crate::ui) fn new() -> Self {
        Self {
            plugins: Asked::Waiting(Generation::default()),
            cursor: 0,
            reading: None,
            switching: None,
            failed: None,
            detail: None,
        }
    }

    /// The plugin that the cursor is on.
    pub(in crate::ui) fn pointed(&self) -> Option<&KnownPlugin> {
        self.plugins.known()?.get(self.cursor)
    }

    /// Whether something of it is being loaded.
    pub(in crate::ui) fn is_loading(&self) -> bool {
        let detail = self.detail.as_ref();
        let detail = detail.is_some_and(|detail| matches!(detail.info, Asked::Waiting(_)));
        detail || self.reading.is_some() || self.switching.is_some()
    }
}
