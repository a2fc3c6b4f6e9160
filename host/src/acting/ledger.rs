//! How far each id is, for whoever interrupts the command.

use std::{collections::BTreeMap, sync::Mutex};

use crate::mutex::lock;

/// How far an id is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nothing was sent for it.
    Untouched,
    /// The action was sent, and not answered yet.
    Sent,
    /// The API took it on; this is the last status that was seen.
    Going(String),
    /// It is over.
    Finished,
}

/// How far each id is.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<BTreeMap<String, Stage>>);

impl Ledger {
    /// Notes how far an id is.
    pub(crate) fn note(&self, id: &str, stage: Stage) {
        lock(&self.0).insert(id.to_owned(), stage);
    }

    /// Every id with how far it is, in alphabetical order.
    pub(crate) fn all(&self) -> Vec<(String, Stage)> {
        let stages = lock(&self.0);
        stages
            .iter()
            .map(|(id, stage)| (id.clone(), stage.clone()))
            .collect()
    }
}
