//! `secret.*`: what a mode keeps with the profile.

use std::sync::Arc;

use yun_plugin_api::{Error as PluginError, Secret, protocol::service::Value};

use super::{LiveCall, Services};

impl Services {
    pub(super) fn kept(&self, call: &Arc<LiveCall>, name: &str) -> Result<Value, PluginError> {
        call.context.grant(|grant| grant.secret(name))?;
        let value = call
            .context
            .session
            .secret(name)
            .filter(|value| !value.is_empty());
        Ok(Value { value })
    }

    /// Keeps a secret, or forgets it, here and in the store.
    pub(super) async fn keep(
        &self,
        call: &Arc<LiveCall>,
        name: String,
        value: Option<Secret>,
    ) -> Result<(), PluginError> {
        call.context.grant(|grant| grant.secret(&name))?;
        let (session, environment) = (Arc::clone(&call.context.session), self.environment.clone());
        // The store's lock may be held by another process for a while.
        let keeping = tokio::task::spawn_blocking(move || session.keep_secret(&environment, &name, value));
        match keeping.await {
            Ok(kept) => kept.map_err(|error| self.told(error)),
            Err(_) => Err(super::host_panicked()),
        }
    }
}
