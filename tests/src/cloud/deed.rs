//! What was done to whom: one entry each time that an action really changed a resource, or set it in motion.

use serde::Serialize;

use super::world::World;

/// A change that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deed {
    /// The API action, like `StopInstances`.
    pub action: String,
    /// The id of the resource.
    pub id: String,
}

impl World {
    /// Notes a change that happens now.
    pub(crate) fn did(&mut self, action: &str, id: &str) {
        self.deeds.push(Deed {
            action: action.to_owned(),
            id: id.to_owned(),
        });
    }

    /// How often the action changed this resource, or set it in motion.
    pub fn times_done(&self, action: &str, id: &str) -> usize {
        let done = self.deeds.iter();
        done.filter(|deed| deed.action == action && deed.id == id).count()
    }
}
