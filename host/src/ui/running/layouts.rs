//! Keeps what somebody chose of lists, in the order in which it was chosen, and without holding anything up.

use std::{
    mem::{discriminant, take},
    sync::{Arc, Mutex},
};

use super::effects::Tools;
use crate::{
    error::Error,
    mutex::lock,
    ui::{
        event::Event,
        layout::{self, Choosing},
    },
};

/// What is to be kept.
#[derive(Default)]
pub(super) struct Layouts {
    /// What was not written yet, the last of each sort for each type.
    waiting: Mutex<Vec<(String, Choosing)>>,
    /// Held by whoever writes.
    writing: Mutex<()>,
}

impl Tools {
    /// Has what somebody chose of the list of a type kept; that it cannot be is told.
    pub(super) fn keep_layout(self: Arc<Self>, resource_type: String, chosen: Choosing) {
        add(&mut lock(&self.layouts.waiting), (resource_type, chosen));
        tokio::task::spawn_blocking(move || {
            if let Some(error) = self.write_layouts() {
                // Nobody reads it any more once the UI has ended; it is tried once more then.
                let text = error.to_text(self.core().language());
                let _full = self.answers.try_send(Event::Logged(text));
            }
        });
    }

    /// Writes what was not written yet; answers with why it cannot be. Waits no longer than about a second for another
    /// process.
    pub(super) fn write_layouts(&self) -> Option<Error> {
        let _turn = lock(&self.layouts.writing);
        let chosen = take(&mut *lock(&self.layouts.waiting));
        if chosen.is_empty() {
            return None;
        }
        let error = layout::keep(&self.core().environment, &chosen).err()?;
        // Whoever writes next tries again; what was chosen meanwhile counts.
        let mut waiting = lock(&self.layouts.waiting);
        let newer = std::mem::replace(&mut *waiting, chosen);
        newer.into_iter().for_each(|chosen| add(&mut waiting, chosen));
        Some(error)
    }
}

/// Adds a choice in the place of the one of its sort before it.
fn add(waiting: &mut Vec<(String, Choosing)>, chosen: (String, Choosing)) {
    let is_same = |before: &(String, Choosing)| {
        before.0 == chosen.0 && discriminant(&before.1) == discriminant(&chosen.1)
    };
    waiting.retain(|before| !is_same(before));
    waiting.push(chosen);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rows::Direction;

    #[test]
    fn the_last_of_each_sort_is_written() {
        let mut waiting = Vec::new();
        let columns = |key: &str| Choosing::Columns(Some(vec![key.to_owned()]));
        let sort = Choosing::Sort(Some(("id".to_owned(), Direction::Ascending)));
        let mut chosen = |resource_type: &str, chosen: &Choosing| {
            add(&mut waiting, (resource_type.to_owned(), chosen.clone()));
        };
        chosen("ecs", &columns("id"));
        chosen("ecs", &sort);
        chosen("eci", &columns("id"));
        chosen("ecs", &columns("name"));
        let expected = [("ecs", sort), ("eci", columns("id")), ("ecs", columns("name"))];
        let expected = expected.map(|(resource_type, chosen)| (resource_type.to_owned(), chosen));
        assert_eq!(waiting, expected);
    }
}
