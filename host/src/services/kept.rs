//! `secret.*`: what a mode keeps with the profile.

use std::sync::Arc;

use yun_plugin_api::{Error as PluginError, Secret, protocol::service::Value};

use super::{LiveCall, Services};

impl Services {
    /// Reads a secret as it is kept now.
    pub(super) async fn kept(&self, call: &Arc<LiveCall>, name: String) -> Result<Value, PluginError> {
        call.grant(|grant| grant.secret(&name))?;
        let (session, environment) = (Arc::clone(&call.context.session), self.environment.clone());
        let reading = tokio::task::spawn_blocking(move || session.kept_secret(&environment, &name));
        match reading.await {
            Ok(read) => {
                let value = read.map_err(|error| self.told(error))?;
                Ok(Value {
                    value: value.filter(|value| !value.is_empty()),
                })
            }
            Err(_) => Err(super::host_panicked()),
        }
    }

    /// Keeps a secret, or forgets it, here and in the store.
    pub(super) async fn keep(
        &self,
        call: &Arc<LiveCall>,
        name: String,
        value: Option<Secret>,
    ) -> Result<(), PluginError> {
        call.grant(|grant| grant.secret(&name))?;
        let (session, environment) = (Arc::clone(&call.context.session), self.environment.clone());
        // The store's lock may be held by another process for a while.
        let keeping = tokio::task::spawn_blocking(move || session.keep_secret(&environment, &name, value));
        match keeping.await {
            Ok(kept) => kept.map_err(|error| self.told(error)),
            Err(_) => Err(super::host_panicked()),
        }
    }
}
