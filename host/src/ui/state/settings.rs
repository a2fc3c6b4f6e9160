//! The page of settings.

use super::{Asked, Input};
use crate::{
    error::Error,
    ui::{chosen::Shown, event::Generation},
};

/// The page of settings.
pub(in crate::ui) struct SettingsPage {
    /// The settings, in the order of their names.
    pub(in crate::ui) settings: Asked<Vec<Shown>>,
    /// Which of them the cursor is on, from 0.
    pub(in crate::ui) cursor: usize,
    /// The value of that one while it is typed.
    pub(in crate::ui) editing: Option<Input>,
    /// Whether the change that is under way is to what is typed there.
    pub(in crate::ui) is_sent: bool,
    /// The reading of the settings that is under way.
    pub(in crate::ui) reading: Option<Generation>,
    /// The change that is under way.
    pub(in crate::ui) changing: Option<Generation>,
    /// Why the last change was none.
    pub(in crate::ui) failed: Option<Error>,
}

impl SettingsPage {
    /// The page with these settings.
    pub(in crate::ui) fn of(settings: Vec<Shown>) -> Self {
        Self {
            settings: Asked::Known(settings),
            cursor: 0,
            editing: None,
            is_sent: false,
            reading: None,
            changing: None,
            failed: None,
        }
    }

    /// The setting that the cursor is on.
    pub(in crate::ui) fn pointed(&self) -> Option<&Shown> {
        self.settings.known()?.get(self.cursor)
    }
}
