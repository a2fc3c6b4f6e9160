//! How far each id is, for whoever interrupts the command.

use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock},
};

use super::Finished;
use crate::{listing::Target, mutex::lock};

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

/// How far each id is, and what became of those that are over.
#[derive(Default)]
pub(crate) struct Ledger {
    stages: Mutex<BTreeMap<String, Stage>>,
    ended: Mutex<Vec<Finished>>,
    targets: OnceLock<Vec<Target>>,
}

impl Ledger {
    /// Notes how far an id is.
    pub(crate) fn note(&self, id: &str, stage: Stage) {
        lock(&self.stages).insert(id.to_owned(), stage);
    }

    /// Every id with how far it is, in alphabetical order.
    pub(crate) fn all(&self) -> Vec<(String, Stage)> {
        let stages = lock(&self.stages);
        stages
            .iter()
            .map(|(id, stage)| (id.clone(), stage.clone()))
            .collect()
    }

    /// How many ids the API took on that are not over, by their status.
    pub(crate) fn going(&self) -> BTreeMap<String, usize> {
        let mut going: BTreeMap<String, usize> = BTreeMap::new();
        for stage in lock(&self.stages).values() {
            if let Stage::Going(status) = stage {
                *going.entry(status.clone()).or_default() += 1;
            }
        }
        going
    }

    /// Keeps what became of an id.
    pub(crate) fn end(&self, finished: Finished) {
        lock(&self.ended).push(finished);
    }

    /// What became of the ids that are over.
    pub(crate) fn ended(&self) -> Vec<Finished> {
        lock(&self.ended).clone()
    }

    /// Keeps where ids may be, which is known once in a command.
    pub(crate) fn set_targets(&self, targets: Vec<Target>) {
        let _known = self.targets.set(targets);
    }

    /// Where ids may be; nothing before it is known.
    pub(crate) fn targets(&self) -> &[Target] {
        self.targets.get().map(Vec::as_slice).unwrap_or_default()
    }
}
