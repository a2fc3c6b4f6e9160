//! The profiles in use: what was fetched for one serves until the profile is another.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use crate::{
    core::Core,
    error::Error,
    mutex::lock,
    profile::{
        Profile,
        registry::{Profiles, Usable},
    },
    session::Session,
};

/// The profiles in use, by name and by the resource group that their lists are limited to.
#[derive(Default)]
pub(super) struct Sessions {
    held: Mutex<HashMap<Name, Arc<Session>>>,
}

type Name = (String, Option<String>);

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

    /// The same profile without the resource group that its lists are limited to.
    pub(super) async fn without_group(&self, session: Arc<Session>) -> Arc<Session> {
        let profile = Profile {
            resource_group: None,
            ..session.profile.clone()
        };
        let freed = session.moved_to(profile).await;
        self.held(Arc::new(freed))
    }

    /// Forgets what was fetched for all of them: another process may have changed what is behind it, and what was refused
    /// is not to be tried again.
    pub(super) fn forget(&self) {
        lock(&self.held).clear();
    }

    /// The session that is held for the profile, if it is still the same profile; otherwise this one, from now on.
    fn held(&self, fresh: Arc<Session>) -> Arc<Session> {
        let name = (fresh.name().to_owned(), fresh.profile.resource_group.clone());
        let mut held = lock(&self.held);
        if let Some(held) = held.get(&name).filter(|held| held.is_like(&fresh)) {
            return Arc::clone(held);
        }
        held.insert(name, Arc::clone(&fresh));
        fresh
    }
}
