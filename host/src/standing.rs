//! How each library stands: refused for what can be seen of it, or opened in a child to see whether it opens.

use std::sync::Arc;

use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    catalog::{Library, State},
    core::Core,
    error::Error,
    runner::RunnerKind,
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
}

impl Core {
    /// How each library stands, in the catalog's order.
    ///
    /// Opening runs a library's code, so it is done in children, some of them side by side.
    pub async fn standings(self: &Arc<Self>) -> Vec<Standing> {
        let libraries = self.catalog.libraries();
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
        let mut not_opened: Vec<Option<Error>> = libraries.iter().map(|_| None).collect();
        while let Some(opened) = opening.join_next().await {
            if let Ok((index, Err(error))) = opened {
                not_opened[index] = Some(error);
            }
        }
        let both = libraries.iter().zip(not_opened);
        both.map(|(library, not_opened)| self.standing(library, not_opened))
            .collect()
    }

    fn standing(&self, library: &Library, not_opened: Option<Error>) -> Standing {
        let (state, reason) = match (&library.refusal, not_opened) {
            (Some(refusal), _) => (refusal.state, Some(self.language.say(&refusal.reason))),
            (None, Some(error)) if error.code() == "plugin_layout" => {
                (State::Incompatible, Some(error.sentence(self.language)))
            }
            (None, Some(error)) => (State::Broken, Some(error.sentence(self.language))),
            (None, None) => (State::Ok, None),
        };
        Standing { state, reason }
    }
}
