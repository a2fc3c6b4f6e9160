//! The services that plugins may call, each behind a check of the call id and of the manifest's capabilities.

mod calls;

use std::{sync::Arc, time::Instant};

use yun_plugin_api::{
    __private::{decode, encode},
    ApiCall, Auth, Error as PluginError, ErrorKind,
    protocol::{
        Done, method,
        service::{Cancelled, Level, LogRecord, Progress},
    },
};

use crate::{
    api::{ApiClient, Endpoints, NO_SECRETS, Request},
    error::Error,
    profile::RegionId,
    text::{Language, visible},
};

pub use calls::{CallContext, Calls, LiveCall};
pub use yun_plugin_api::manifest::Permission;

/// What the host offers to plugins, and uses itself.
pub struct Services {
    /// The calls under way.
    pub calls: Calls,
    /// Sends API calls.
    pub api: ApiClient,
    /// Where they go.
    pub endpoints: Endpoints,
    /// The language of errors that plugins are handed.
    pub language: Language,
    /// Shows what plugins say of their progress.
    pub on_progress: Box<dyn Fn(&Progress) + Send + Sync>,
}

impl Services {
    /// Answers a service call of `plugin` within the call `call_id`.
    ///
    /// # Errors
    /// What the plugin is told: a refusal, or the service's own error.
    pub async fn serve(
        &self,
        plugin: &str,
        call_id: u64,
        name: &str,
        request: &[u8],
    ) -> Result<Vec<u8>, PluginError> {
        let Some(call) = self.calls.live(call_id, plugin) else {
            tracing::warn!(
                plugin,
                service = name,
                "refused: no live call of this plugin has this id"
            );
            return Err(refused("call_ended", "no live call of this plugin has this id"));
        };
        match name {
            method::API_CALL => self.api_call(&call, decode(request)?).await,
            method::LOG => {
                log(plugin, &decode(request)?);
                encode(&Done {})
            }
            method::PROGRESS => {
                (self.on_progress)(&decode(request)?);
                encode(&Done {})
            }
            method::CANCELLED => encode(&Cancelled {
                cancelled: call.is_cancelled(),
            }),
            unknown => {
                tracing::warn!(plugin, service = unknown, "refused: there is no such service");
                Err(refused(
                    "unknown_service",
                    format!("the host has no service {unknown}"),
                ))
            }
        }
    }

    async fn api_call(&self, call: &Arc<LiveCall>, request: ApiCall) -> Result<Vec<u8>, PluginError> {
        let name = format!("{}/{}", request.product, request.action);
        if let Err(error) = call.context.manifest.permits(&request, &call.context.permission) {
            let (plugin, code) = (call.context.manifest.id.as_str(), error.code.as_str());
            tracing::warn!(plugin, api = name, code, "refused: an API call");
            return Err(error);
        }
        let Auth::Profile = request.auth else {
            return Err(refused("auth_unknown", "the host cannot sign in this way"));
        };
        let Some(keys) = call.context.keys.as_ref() else {
            return Err(refused(
                "no_credentials",
                "this call has no credentials to sign with",
            ));
        };
        let session = &call.context.session;
        let told = |error: Error| error.to_plugin(self.language);
        // The region becomes part of a host's name: it must be one.
        let region =
            RegionId::parse(request.region.as_deref().unwrap_or(&call.context.region)).map_err(told)?;
        let url = self
            .endpoints
            .url(&request.product, &region, &session.profile.endpoints)
            .map_err(told)?;
        let sent = Request {
            profile: session.profile.name.as_str(),
            product: &request.product,
            version: &request.version,
            action: &request.action,
            params: &request.params,
            secrets: &NO_SECRETS,
            url,
            keys,
            signature: session.profile.signature,
            repeatable: call.context.manifest.is_read(&request.product, &request.action),
            deadline: call.context.deadline - grace(call.context.deadline),
        };
        tokio::select! {
            answer = self.api.send(&sent) => answer.map_err(told),
            () = call.cancelled() => Err(PluginError::new(ErrorKind::Cancelled, "cancelled", "the call is not wanted any more")),
        }
    }
}

/// What the plugin has left to make an error of its own of an API call that got no answer in time.
fn grace(deadline: Instant) -> std::time::Duration {
    (deadline.saturating_duration_since(Instant::now()) / 10).min(std::time::Duration::from_secs(1))
}

fn refused(code: &'static str, message: impl Into<String>) -> PluginError {
    PluginError::new(ErrorKind::Plugin, code, message)
}

/// What a plugin is told when a service of the host panicked.
pub(crate) fn host_panicked() -> PluginError {
    PluginError::new(
        ErrorKind::Failed,
        "host_panicked",
        "the host failed while it served this call",
    )
}

fn log(plugin: &str, record: &LogRecord) {
    let message = visible(&record.message);
    match record.level {
        Level::Error => tracing::error!(plugin, "{message}"),
        Level::Warn => tracing::warn!(plugin, "{message}"),
        Level::Info => tracing::info!(plugin, "{message}"),
        Level::Debug => tracing::debug!(plugin, "{message}"),
        _ => tracing::trace!(plugin, "{message}"),
    }
}

#[cfg(test)]
mod tests;
