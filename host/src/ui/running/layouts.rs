//! Keeps what somebody chose of lists, in the order in which it was chosen, and without holding anything up.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use super::effects::Tools;
use crate::{
    mutex::lock,
    ui::{
        event::Event,
        layout::{self, Layout},
    },
};

/// What is to be kept.
#[derive(Default)]
pub(super) struct Layouts {
    /// What was not written yet, the last of each type.
    waiting: Mutex<BTreeMap<String, Layout>>,
    /// Held by whoever writes.
    writing: Mutex<()>,
}

impl Tools {
    /// Has what somebody chose of the list of a type kept.
    pub(super) fn keep_layout(self: Arc<Self>, resource_type: String, layout: Layout) {
        lock(&self.layouts.waiting).insert(resource_type, layout);
        tokio::task::spawn_blocking(move || self.write_layouts());
    }

    /// Writes what was not written yet; what cannot be is told.
    pub(super) fn write_layouts(&self) {
        let _turn = lock(&self.layouts.writing);
        let waiting = std::mem::take(&mut *lock(&self.layouts.waiting));
        let core = self.core();
        for (resource_type, layout) in waiting {
            if let Err(error) = layout::keep(&core.environment, &resource_type, &layout) {
                // Nobody reads it any more once the UI has ended.
                let _full = self
                    .answers
                    .try_send(Event::Logged(error.to_text(core.language())));
            }
        }
    }
}
