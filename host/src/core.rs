//! What a command works with: the catalog, the runners, the services, and the calls that go through them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde::{Serialize, de::DeserializeOwned};
use tokio::{runtime::Handle, sync::oneshot};
use url::Url;
use yun_plugin_api::{
    __private::{decode, encode},
    ActAnswer, ActRequest, Keys,
    manifest::{Manifest, ResourceManifest},
    protocol::{method, service::Progress},
};
use zeroize::Zeroizing;

use crate::{
    api::{ApiClient, Endpoints, NO_SECRETS, Params, Request, SecretParams},
    catalog::{Catalog, CrashesSeen, Library, Served},
    environment::Environment,
    error::{Error, ErrorKind},
    mutex::lock,
    profile::{
        Profile, RegionId,
        foreign::Source,
        registry::Profiles,
        secrets::{Secrets, Snapshot, Unlocking},
    },
    runner::{Confinement, Runner, RunnerKind, Runners},
    services::{ActCall, CallContext, Calls, Permission, Person, Programs, Serve, Services},
    session::Session,
    text::{Language, Spoken, message},
};

/// How long a library may take to open when it is only looked at.
const PROBE_TIMEOUT: Duration = Duration::from_secs(10);

/// Whether a call may be sent again though nobody knows what became of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It only reads.
    Harmless,
    /// It may have changed something.
    Unknown,
}

/// The parameters of a call, and what is known of it.
#[derive(Clone, Copy)]
pub(crate) struct Parameters<'a> {
    pub(crate) plain: &'a Params,
    pub(crate) secret: &'a SecretParams,
    pub(crate) repeat: Repeat,
}

/// How a command wants things done.
pub struct Options {
    /// The language of what people read.
    pub language: Language,
    /// How long one call may take.
    pub timeout: Duration,
    /// How long a person may take to log in.
    pub login_timeout: Duration,
    /// Who sits at the terminal.
    pub person: Person,
    /// Where plugins run, if it was said.
    pub runner: Option<RunnerKind>,
    /// Whether a keyring may ask to be unlocked.
    pub unlocking: Unlocking,
    /// Shows what plugins say of their progress.
    pub on_progress: Box<dyn Fn(&Progress) + Send + Sync>,
}

/// What a command works with.
pub struct Core {
    /// The surroundings.
    pub environment: Environment,
    /// The libraries.
    pub catalog: Catalog,
    /// Where they run.
    pub runners: Arc<Runners>,
    /// The language of what people read.
    spoken: Spoken,
    /// Whether a keyring may ask to be unlocked.
    pub unlocking: Unlocking,
    pub(crate) services: Arc<Services>,
    /// Profiles that others take their credentials from, by who keeps those and by their name.
    pub(crate) sources: Mutex<HashMap<(Source, String), Arc<Session>>>,
    /// All profiles, as they were when a source was first looked for.
    pub(crate) profiles: Mutex<Option<Arc<Profiles>>>,
    crashed: Arc<CrashesSeen>,
    pub(crate) timeout: Duration,
    pub(crate) login_timeout: Duration,
}

impl Core {
    /// Creates what a command works with. Runs within `handle`'s runtime.
    pub fn new(environment: Environment, catalog: Catalog, options: Options, handle: Handle) -> Self {
        let spoken = Spoken::new(options.language);
        let services = Arc::new(Services {
            calls: Calls::default(),
            api: ApiClient::default(),
            endpoints: Endpoints::of(&environment),
            environment: environment.clone(),
            person: options.person,
            asking: tokio::sync::Mutex::default(),
            programs: Programs::default(),
            spoken: spoken.clone(),
            on_progress: options.on_progress,
        });
        let served: Arc<dyn Serve> = Arc::<Services>::clone(&services);
        let runners = Arc::new(Runners::new(&environment, options.runner, served, handle));
        Self {
            crashed: Arc::new(CrashesSeen::new(environment.clone())),
            environment,
            catalog,
            runners,
            spoken,
            unlocking: options.unlocking,
            services,
            sources: Mutex::default(),
            profiles: Mutex::default(),
            timeout: options.timeout,
            login_timeout: options.login_timeout,
        }
    }

    /// The same with other libraries: what runs goes on, and is ended and told that nobody waits by either.
    #[must_use]
    pub fn with_catalog(&self, catalog: Catalog) -> Self {
        Self {
            environment: self.environment.clone(),
            catalog,
            runners: Arc::clone(&self.runners),
            spoken: self.spoken.clone(),
            unlocking: self.unlocking,
            services: Arc::clone(&self.services),
            sources: Mutex::default(),
            profiles: Mutex::default(),
            crashed: Arc::clone(&self.crashed),
            timeout: self.timeout,
            login_timeout: self.login_timeout,
        }
    }

    /// The language of what people read.
    pub fn language(&self) -> Language {
        self.spoken.now()
    }

    /// Has what people read be in this language from now on, what plugins are told included.
    pub(crate) fn speak(&self, language: Language) {
        self.spoken.change(language);
    }

    /// Has the profiles that others take their credentials from looked at anew, as the next command would: another process
    /// may have changed them, or logged them in.
    pub(crate) fn renew_sources(&self) {
        lock(&self.sources).clear();
        *lock(&self.profiles) = None;
    }

    /// Whether nobody waits any more.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.services.calls.are_cancelled()
    }

    /// Tells every call that nobody waits any more.
    pub fn cancel(&self) {
        self.services.calls.cancel_all();
    }

    /// Ends what runs outside this process: the programs that plugins started, and the children that plugins run in.
    pub fn end(&self) {
        self.services.programs.end();
        self.runners.end();
    }

    /// Puts a saved profile to use.
    ///
    /// # Errors
    /// When its secrets, or how its calls are signed, cannot be read.
    pub fn session(&self, profile: Profile) -> Result<Arc<Session>, Error> {
        self.session_of(profile, &Snapshot::default())
    }

    /// The same for one of many profiles, whose secrets are read together.
    ///
    /// # Errors
    /// As [`session`](Self::session).
    pub(crate) fn session_of(&self, profile: Profile, secrets: &Snapshot) -> Result<Arc<Session>, Error> {
        let served = self.catalog.credential(&profile.mode);
        if served.is_ok_and(|served| !served.provided.has_secrets()) {
            // What is wrong with the place of secrets is no matter of a profile that has none.
            return Ok(Arc::new(Session::of_saved(profile, Secrets::new())));
        }
        let secrets = secrets.of_profile(&self.environment, &profile, self.unlocking)?;
        Ok(Arc::new(Session::of_saved(profile, secrets)))
    }

    /// Calls a method of a resource type that only reads. Credentials are fetched before it takes a thread.
    ///
    /// # Errors
    /// The plugin's error, or what kept it from answering.
    pub async fn call_resource<A: DeserializeOwned>(
        &self,
        served: &Served<'_, ResourceManifest>,
        session: &Arc<Session>,
        region: &str,
        name: &str,
        request: &impl Serialize,
    ) -> Result<A, Error> {
        let context = self
            .resource_context(served, session, region, Permission::Read, None)
            .await?;
        let answer = self.call(served.by, context, name, request).await;
        answer.map_err(|error| self.after_refusal(session, error))
    }

    /// Has a resource type act, as far as the permission goes.
    ///
    /// # Errors
    /// The plugin's error, or what kept it from answering.
    pub(crate) async fn act(
        &self,
        served: &Served<'_, ResourceManifest>,
        session: &Arc<Session>,
        (permission, act): (Permission, ActCall),
        request: &ActRequest,
    ) -> Result<ActAnswer, Error> {
        let context = self
            .resource_context(served, session, &request.region, permission, Some(act))
            .await?;
        let answer = self.call(served.by, context, method::RESOURCE_ACT, request).await;
        answer.map_err(|error| self.after_refusal(session, error))
    }

    async fn resource_context(
        &self,
        served: &Served<'_, ResourceManifest>,
        session: &Arc<Session>,
        region: &str,
        permission: Permission,
        act: Option<ActCall>,
    ) -> Result<CallContext, Error> {
        let keys = self.credentials(session).await?.keys;
        let deadline = Instant::now() + self.timeout;
        Ok(CallContext {
            manifest: Arc::clone(served.manifest),
            declared: served.declared(),
            session: Arc::clone(session),
            keys: Some(keys),
            region: region.to_owned(),
            deadline,
            services_until: deadline - (self.timeout / 10).min(Duration::from_secs(1)),
            permission,
            credential: None,
            act,
        })
    }

    /// Runs one call on a thread of its own, and waits no longer than its deadline.
    ///
    /// Each call having its thread, none can wait for a place that another of the same command holds. Whoever drops this
    /// before it has an answer has given the call up: its id is dead from then on, and a child that it runs in ends.
    ///
    /// # Errors
    /// The plugin's error, or what kept it from answering.
    pub async fn call<A: DeserializeOwned>(
        &self,
        library: &Library,
        context: CallContext,
        name: &str,
        request: &impl Serialize,
    ) -> Result<A, Error> {
        let (plugin, deadline) = (Arc::clone(&context.manifest), context.deadline);
        let limit = deadline.saturating_duration_since(Instant::now());
        let request = encode(request).map_err(|error| Error::from_plugin(error, &plugin))?;
        let request = Zeroizing::new(request);
        let runner = self.runners.of(library, &plugin);
        let call = self.services.calls.begin(context);
        let mut unanswered = Unanswered {
            runner: Arc::clone(&runner),
            id: Some(call.id()),
        };
        let (sender, answer) = oneshot::channel();
        let spawned = std::thread::Builder::new()
            .name(format!("{} call", plugin.id))
            .spawn({
                let (name, id) = (name.to_owned(), call.id());
                let (crashed, installed) = (Arc::clone(&self.crashed), library.installed.clone());
                move || {
                    if sender.is_closed() {
                        // It was given up before it began.
                        return;
                    }
                    let answer = runner.call(id, &name, &request);
                    let answer = answer.map_err(|error| crashed.after(installed.as_deref(), error));
                    // Nobody listens if the call was given up; its outcome is dropped then, and wiped.
                    drop(sender.send(answer));
                }
            });
        spawned.map_err(no_thread)?;
        let outcome = tokio::time::timeout_at(deadline.into(), answer).await;
        if outcome.is_ok() {
            unanswered.id = None;
        }
        match outcome {
            // A plugin that noticed the end of its time may say so itself; nobody interrupted it.
            Ok(Ok(Err(error))) if error.kind() == ErrorKind::Cancelled && Instant::now() >= deadline => {
                Err(out_of_time(&plugin, limit).hint(message!("hint-plugin-timeout")))
            }
            Ok(Ok(outcome)) => outcome.and_then(|answer| {
                decode(&answer).map_err(|error| {
                    tracing::debug!(plugin = plugin.id, %error, "the plugin's answer cannot be read");
                    plugin_answer(&plugin.id)
                })
            }),
            Ok(Err(_)) => Err(plugin_answer(&plugin.id)),
            Err(_) => Err(out_of_time(&plugin, limit).hint(message!("hint-plugin-timeout"))),
        }
    }

    /// Opens a library in a runner of this kind, to see whether it opens, and tells what it was confined to then.
    ///
    /// # Errors
    /// Why it does not, or that it takes too long.
    pub async fn probe(
        &self,
        library: &Library,
        manifest: &Arc<Manifest>,
        kind: RunnerKind,
    ) -> Result<Option<Confinement>, Error> {
        let runner = self.runners.make(library, manifest, kind);
        let (sender, answer) = oneshot::channel();
        let asked = Arc::clone(&runner);
        // Every plugin knows that it has no such method, and it must be open to say so.
        let asking = move || drop(sender.send(asked.call(0, "probe", b"{}")));
        std::thread::Builder::new().spawn(asking).map_err(no_thread)?;
        let outcome = tokio::time::timeout(PROBE_TIMEOUT, answer).await;
        runner.end();
        match outcome {
            Ok(Ok(Err(error))) if error.code() == "unknown_method" => Ok(runner.confinement()),
            Ok(Ok(Err(error))) => Err(error),
            Ok(Ok(Ok(_)) | Err(_)) => Err(plugin_answer(&manifest.id)),
            Err(_) => Err(out_of_time(manifest, PROBE_TIMEOUT)),
        }
    }

    /// Sends an API call of the host's own. It only reads, so it may be sent again.
    pub(crate) async fn api<A: DeserializeOwned>(
        &self,
        session: &Session,
        region: &RegionId,
        keys: &Keys,
        call: (&str, &str, &str),
        params: &Params,
    ) -> Result<A, Error> {
        let parameters = Parameters {
            plain: params,
            secret: &NO_SECRETS,
            repeat: Repeat::Harmless,
        };
        let body = self.api_body(session, region, keys, call, parameters).await?;
        serde_json::from_slice(&body).map_err(|error| {
            let message = message!("error-answer-shape", action = call.2, reason = error.to_string());
            Error::new(ErrorKind::Unavailable, "unexpected_answer", message)
        })
    }

    /// Where a product answers for a profile's own region.
    pub(crate) fn endpoint(&self, product: &str, profile: &Profile) -> Result<Url, Error> {
        self.services
            .endpoints
            .url(product, &profile.region, &profile.endpoints)
    }

    /// Sends any API call and returns the body of its answer.
    pub(crate) async fn api_body(
        &self,
        session: &Session,
        region: &RegionId,
        keys: &Keys,
        (product, version, action): (&str, &str, &str),
        parameters: Parameters<'_>,
    ) -> Result<Vec<u8>, Error> {
        let url = self
            .services
            .endpoints
            .url(product, region, &session.profile.endpoints)?;
        let request = Request {
            profile: session.name(),
            product,
            version,
            action,
            params: parameters.plain,
            secrets: parameters.secret,
            url,
            keys: Some(keys),
            signature: session.profile.signature,
            changes: parameters.repeat == Repeat::Unknown,
            repeatable: parameters.repeat == Repeat::Harmless,
            deadline: Instant::now() + self.timeout,
        };
        let answer = self.services.api.send(&request).await;
        answer.map_err(|error| self.after_refusal(session, error))
    }
}

/// A call that has no answer yet, by its id; given up when this is dropped.
struct Unanswered {
    runner: Arc<dyn Runner>,
    id: Option<u64>,
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.runner.abandon(id);
        }
    }
}

fn out_of_time(plugin: &Manifest, limit: Duration) -> Error {
    let seconds = (limit.as_secs_f64() * 10.0).round() / 10.0;
    let seconds = seconds.to_string();
    let message = message!(
        "error-plugin-timeout",
        plugin = plugin.id.as_str(),
        seconds = seconds
    );
    Error::new(ErrorKind::Plugin, "plugin_timeout", message).by_plugin(&plugin.id)
}

fn no_thread(error: std::io::Error) -> Error {
    let message = message!("error-thread", reason = error.to_string());
    Error::new(ErrorKind::Failed, "no_thread", message).source(error)
}

/// The error for a plugin whose answer is not the protocol's.
pub(crate) fn plugin_answer(plugin: &str) -> Error {
    let message = message!("error-plugin-answer", plugin = plugin);
    Error::new(ErrorKind::Plugin, "plugin_answer", message).by_plugin(plugin)
}
