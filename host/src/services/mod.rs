//! The services that plugins may call, each behind a check of the call id and of the manifest's capabilities.

mod api;
mod browser;
mod calls;
mod http;
mod kept;
mod local;
mod process;
mod prompt;
mod redirect;
mod said;
mod wiped;

use std::{future::Future, pin::Pin};

use tracing::level_filters::LevelFilter;
use url::Url;
use yun_plugin_api::{
    __private::{decode, encode},
    Error as PluginError, ErrorKind,
    protocol::{
        Done, method,
        service::{
            Cancelled, FileRead, Level, LogRecord, OpenPage, Progress, SecretPut, Show, SourceCredentials,
            Wanted,
        },
    },
};

use crate::{
    api::{ApiClient, Endpoints},
    environment::Environment,
    error::Error,
    text::{Spoken, visible},
};

pub use calls::{ActCall, CallContext, Calls, CredentialCall, LiveCall};
pub use process::Programs;
pub use prompt::{Answering, Asked, Person, Reached, Screen};
pub use yun_plugin_api::manifest::Permission;

use said::taken;

/// What the host offers to plugins, and uses itself.
pub struct Services {
    /// The calls under way.
    pub calls: Calls,
    /// Sends API calls.
    pub api: ApiClient,
    /// Where they go.
    pub endpoints: Endpoints,
    /// The surroundings.
    pub environment: Environment,
    /// Who sits at the terminal.
    pub person: Person,
    /// Held while somebody is asked: one question at a time.
    pub asking: tokio::sync::Mutex<()>,
    /// The programs that run for plugins.
    pub programs: Programs,
    /// The language of errors that plugins are handed, and of what is said for them.
    pub spoken: Spoken,
    /// Shows what plugins say of their progress.
    pub on_progress: Box<dyn Fn(&Progress) + Send + Sync>,
}

/// What a plugin's service call becomes: the service's answer, or the error that the plugin is told.
pub type Serving<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, PluginError>> + Send + 'a>>;

/// Answers what plugins ask of their host.
pub trait Serve: Send + Sync {
    /// Answers a service call of `plugin` within the call `call_id`.
    ///
    /// # Errors
    /// What the plugin is told: a refusal, or the service's own error.
    fn serve<'a>(&'a self, plugin: &'a str, call_id: u64, name: &'a str, request: &'a [u8]) -> Serving<'a>;
}

impl Serve for Services {
    fn serve<'a>(&'a self, plugin: &'a str, call_id: u64, name: &'a str, request: &'a [u8]) -> Serving<'a> {
        Box::pin(self.answer(plugin, call_id, name, request))
    }
}

impl Services {
    async fn answer(
        &self,
        plugin: &str,
        call_id: u64,
        name: &str,
        request: &[u8],
    ) -> Result<Vec<u8>, PluginError> {
        let Some(call) = self.calls.live(call_id, plugin) else {
            if self.calls.said_by_none.one_more_line(plugin) {
                tracing::warn!(
                    plugin,
                    service = name,
                    "refused: no live call of this plugin has this id"
                );
            }
            return Err(refused("call_ended", "no live call of this plugin has this id"));
        };
        match name {
            method::API_CALL => self.api_call(&call, decode(request)?).await,
            method::HTTP_REQUEST => encode(&self.http(&call, decode(request)?).await?),
            method::PROCESS_RUN => encode(&self.run(&call, decode(request)?).await?),
            method::BROWSER_AUTHORIZE => encode(&self.authorize(&call, decode(request)?).await?),
            method::BROWSER_OPEN => {
                self.open_page(&call, decode::<OpenPage>(request)?).await?;
                encode(&Done {})
            }
            method::BROWSER_PROOF_KEY => encode(&self.proof_key(&call)?),
            method::PROMPT_ASK => encode(&self.ask(&call, decode(request)?).await?),
            method::PROMPT_SHOW => {
                self.show(&call, &decode::<Show>(request)?.text)?;
                encode(&Done {})
            }
            method::FILE_READ => encode(&self.read_file(&call, &decode::<FileRead>(request)?.path).await?),
            method::ENV_GET => encode(&self.variable(&call, &decode::<Wanted>(request)?.name)?),
            method::SECRET_GET => encode(&self.kept(&call, decode::<Wanted>(request)?.name).await?),
            method::SECRET_PUT => {
                let SecretPut { name, value } = decode(request)?;
                self.keep(&call, name, Some(value)).await?;
                encode(&Done {})
            }
            method::SECRET_REMOVE => {
                self.keep(&call, decode::<Wanted>(request)?.name, None).await?;
                encode(&Done {})
            }
            method::PROFILE_CREDENTIALS => {
                encode(&self.source(&call, &decode::<SourceCredentials>(request)?.field)?)
            }
            method::LOG => {
                let record = decode(request)?;
                if call.said.one_more_line(plugin) {
                    log(plugin, &record);
                }
                encode(&Done {})
            }
            method::PROGRESS => {
                let mut progress: Progress = decode(request)?;
                if call.said.is_time_for_progress() {
                    progress.message = taken(&progress.message).into_owned();
                    (self.on_progress)(&progress);
                }
                encode(&Done {})
            }
            method::CANCELLED => encode(&Cancelled {
                cancelled: call.is_cancelled(),
            }),
            unknown => {
                if call.said.one_more_line(plugin) {
                    tracing::warn!(plugin, service = unknown, "refused: there is no such service");
                }
                Err(refused(
                    "unknown_service",
                    format!("the host has no service {unknown}"),
                ))
            }
        }
    }

    /// A URL that a plugin names, where the user has its service answer.
    fn address(&self, url: &str, service: Option<&str>) -> Result<Url, PluginError> {
        let url = Url::parse(url).map_err(|_| refused("request_malformed", "this URL cannot be read"))?;
        match service {
            Some(service) => self
                .endpoints
                .service_url(service, url)
                .map_err(|error| self.told(error)),
            None => Ok(url),
        }
    }

    /// Hands an error of the host's to a plugin, in the user's language.
    fn told(&self, error: Error) -> PluginError {
        error.to_plugin(self.spoken.now())
    }
}

fn refused(code: &'static str, message: impl Into<String>) -> PluginError {
    PluginError::new(ErrorKind::Plugin, code, message)
}

fn not_wanted() -> PluginError {
    PluginError::new(
        ErrorKind::Cancelled,
        "cancelled",
        "the call is not wanted any more",
    )
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
    let message = visible(&taken(&record.message));
    match record.level {
        Level::Error => tracing::error!(plugin, "{message}"),
        Level::Warn => tracing::warn!(plugin, "{message}"),
        Level::Info => tracing::info!(plugin, "{message}"),
        Level::Debug => tracing::debug!(plugin, "{message}"),
        // Nothing of the level below is compiled in; what plugins say there is said as far as it is asked for.
        _ if LevelFilter::current() == LevelFilter::TRACE => tracing::debug!(plugin, "{message}"),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
