//! The world in the cloud's hands, with answers that were made of it beforehand.
//!
//! Whoever takes hold of the world to change it drops the kept answers: there is no other way to change it.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use axum::body::Bytes;
use chrono::{DateTime, Utc};

use super::world::World;

/// How much is kept at most; beyond that it is all made anew.
const MOST_KEPT_BYTES: usize = 1 << 30;

/// A world, and what was made of it as it is now.
pub(crate) struct Held {
    world: World,
    answers: HashMap<String, Bytes>,
    answer_bytes: usize,
    selections: HashMap<String, Arc<[usize]>>,
}

impl Held {
    pub(crate) fn new(world: World) -> Self {
        Self {
            world,
            answers: HashMap::new(),
            answer_bytes: 0,
            selections: HashMap::new(),
        }
    }

    /// The answer of this meaning, made by `make` when it is asked for the first time. A failure is not kept, and while
    /// something is under way nothing is: whoever makes an answer then says what it shows, see [`Held::looked_at`].
    pub(crate) fn answer<E>(
        &mut self,
        meaning: String,
        make: impl FnOnce(&mut Self) -> Result<Vec<u8>, E>,
    ) -> Result<Bytes, E> {
        if !self.world.courses.is_empty() {
            return make(self).map(Bytes::from);
        }
        if let Some(kept) = self.answers.get(&meaning) {
            return Ok(kept.clone());
        }
        let made = Bytes::from(make(self)?);
        if self.answer_bytes + made.len() > MOST_KEPT_BYTES {
            self.forget();
        }
        self.answer_bytes += made.len();
        self.answers.insert(meaning, made.clone());
        Ok(made)
    }

    /// Which instances a query selects, by their places in the world; found by `find` when it is asked for the first
    /// time.
    pub(crate) fn selection(&mut self, query: &str, find: impl FnOnce(&World) -> Vec<usize>) -> Arc<[usize]> {
        if let Some(kept) = self.selections.get(query) {
            return Arc::clone(kept);
        }
        let found: Arc<[usize]> = find(&self.world).into();
        self.selections.insert(query.to_owned(), Arc::clone(&found));
        found
    }

    /// Takes the steps of all courses that are due. What is kept stays when there are none.
    pub(crate) fn move_on(&mut self, now: DateTime<Utc>) {
        if self.world.courses.any_due(self.world.pace, now) {
            (**self).move_on(now);
        }
    }

    /// Says that a description shows these resources. No answer is another for it before the next request.
    pub(crate) fn looked_at<'a>(&mut self, ids: impl IntoIterator<Item = &'a str>) {
        for id in ids {
            self.world.courses.looked_at(id);
        }
    }

    fn forget(&mut self) {
        self.answers.clear();
        self.answer_bytes = 0;
        self.selections.clear();
    }
}

impl Deref for Held {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl DerefMut for Held {
    fn deref_mut(&mut self) -> &mut World {
        self.forget();
        &mut self.world
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_lasts_until_the_world_may_have_changed() {
        let mut held = Held::new(World::empty());
        let ask = |held: &mut Held, body: &str| {
            let made = held.answer::<()>("meaning".into(), |_| Ok(body.into()));
            made.unwrap()
        };
        assert_eq!(ask(&mut held, "first"), "first");
        assert_eq!(held.regions.len(), 8);
        assert_eq!(ask(&mut held, "second"), "first");
        held.regions.clear();
        assert_eq!(ask(&mut held, "third"), "third");
    }

    #[test]
    fn a_failure_is_not_kept() {
        let mut held = Held::new(World::empty());
        held.answer("meaning".into(), |_| Err("failed")).unwrap_err();
        assert_eq!(
            held.answer::<()>("meaning".into(), |_| Ok(b"fine".to_vec()))
                .unwrap(),
            "fine"
        );
    }
}
