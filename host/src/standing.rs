//! How each library stands: refused for what can be seen of it, or opened in a child to see whether it opens.

use std::sync::Arc;

use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    catalog::{Library, State},
    core::Core,
    error::Error,
    runner::{Confinement, RunnerKind},
};

/// How many libraries are opened at once: each takes a process.
const MOST_CHILDREN: usize = 8;

/// How a library stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// In a word.
    pub state: State,
    /// Why it is not used, in the user's language.
    pub reason: Option<String>,
    /// What it was confined to when it was opened.
    pub confinement: Option<Confinement>,
}

/// What came of opening a library, to see whether it opens.
type Opening = Result<Option<Confinement>, Error>;

impl Core {
    /// How each library stands, in the catalog's order.
    ///
    /// Opening runs a library's code, so it is done in children, some of them side by side.
    pub async fn standings(self: &Arc<Self>) -> Vec<Standing> {
        self.standings_of(self.catalog.libraries()).await
    }

    /// How one library stands.
    pub async fn standing_of(self: &Arc<Self>, library: &Library) -> Standing {
        let mut standings = self.standings_of(std::slice::from_ref(library)).await;
        standings.pop().expect("there is one for each library")
    }

    /// How each of these libraries stands, in their order: held against its recorded hash, and opened.
    pub async fn standings_of(self: &Arc<Self>, libraries: &[Library]) -> Vec<Standing> {
        let places = Arc::new(Semaphore::new(MOST_CHILDREN));
        let mut opening = JoinSet::new();
        for (index, library) in libraries.iter().enumerate() {
            let (Some(manifest), None) = (&library.manifest, &library.refusal) else {
                continue;
            };
            let (core, library, manifest) = (Arc::clone(self), library.clone(), Arc::clone(manifest));
            let places = Arc::clone(&places);
            opening.spawn(async move {
                // It is never closed; without a place it would be opened all the same.
                let _place = places.acquire().await;
                (index, core.probe(&library, &manifest, RunnerKind::Child).await)
            });
        }
        let mut opened: Vec<Option<Opening>> = libraries.iter().map(|_| None).collect();
        while let Some(ended) = opening.join_next().await {
            if let Ok((index, outcome)) = ended {
                opened[index] = Some(outcome);
            }
        }
        let both = libraries.iter().zip(opened);
        both.map(|(library, opened)| self.standing(library, opened))
            .collect()
    }

    fn standing(&self, library: &Library, opened: Option<Opening>) -> Standing {
        let refused = |state, reason| Standing {
            state,
            reason: Some(reason),
            confinement: None,
        };
        match (&library.refusal, opened) {
            (Some(refusal), _) => refused(refusal.state, self.language().say(&refusal.reason)),
            (None, Some(Err(error))) => {
                let state = match error.code() {
                    "plugin_layout" => State::Incompatible,
                    "plugin_changed" => State::Untrusted,
                    _ => State::Broken,
                };
                refused(state, error.sentence(self.language()))
            }
            (None, opened) => Standing {
                state: State::Ok,
                reason: None,
                confinement: opened.and_then(Result::ok).flatten(),
            },
        }
    }
}
