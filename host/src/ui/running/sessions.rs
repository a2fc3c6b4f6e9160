//! The profiles in use: what was fetched for one serves until the profile is another.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use crate::{
    core::Core,
    error::Error,
    mutex::lock,
    profile::registry::{Profiles, Usable},
    session::Session,
};

/// The profiles in use, by name.
#[derive(Default)]
pub(super) struct Sessions {
    held: Mutex<HashMap<String, Arc<Session>>>,
}

impl Sessions {
    /// The profiles called so, as they are now, and why some cannot be used. Reads files, and may wait for a keyring.
    ///
    /// # Errors
    /// When the configuration cannot be read, or there is no such profile.
    pub(super) fn of(&self, core: &Core, names: &[String]) -> Result<Usable, Error> {
        let profiles = Profiles::load(&core.environment, &core.catalog)?;
        let (sessions, failures) = profiles.sessions(core, names)?;
        let sessions = sessions.into_iter().map(|session| self.held(session)).collect();
        Ok((sessions, failures))
    }

    /// The session that is held for the profile, if it is still the same profile; otherwise this one, from now on.
    fn held(&self, fresh: Arc<Session>) -> Arc<Session> {
        let mut held = lock(&self.held);
        if let Some(held) = held.get(fresh.name()).filter(|held| held.is_like(&fresh)) {
            return Arc::clone(held);
        }
        held.insert(fresh.name().to_owned(), Arc::clone(&fresh));
        fresh
    }
}
