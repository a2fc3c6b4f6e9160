//! Calls under way: who made them, for whom, until when, and what they may do.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, atomic::AtomicBool},
    time::{Duration, Instant},
};

use tokio::sync::watch;
use yun_plugin_api::{
    ApiCall, Error as PluginError, Fields, Keys,
    manifest::{Grant, Manifest, Permission},
};

use super::said::Said;
use crate::{
    error::{Error, ErrorKind},
    mutex::lock,
    session::{Resolved, Session},
    text::{Message, visible},
};

/// What a call id stands for.
#[derive(Clone)]
pub struct CallContext {
    /// The plugin that was called, by its manifest, as far as it was granted.
    pub manifest: Arc<Manifest>,
    /// The same, whatever was granted.
    pub declared: Arc<Manifest>,
    /// The profile that it was called for.
    pub session: Arc<Session>,
    /// What API calls are signed with; none while credentials themselves are asked for.
    pub keys: Option<Arc<Keys>>,
    /// The region whose endpoints answer.
    pub region: String,
    /// When the call ends.
    pub deadline: Instant,
    /// When its services end: a little earlier, so that the plugin can make an error of its own of one that got no answer.
    pub services_until: Instant,
    /// What it may do.
    pub permission: Permission,
    /// What it is about, if a credential mode was called.
    pub credential: Option<CredentialCall>,
    /// How it acts, if it does.
    pub act: Option<ActCall>,
}

/// What a call that acts on resources has beside its permission.
#[derive(Debug, Clone, Default)]
pub struct ActCall {
    /// The `ClientToken` that makes a repeated API call harmless, if the action's calls carry it.
    pub client_token: Option<String>,
    /// Where changes are taken down instead of being sent, in a preview.
    pub taken_down: Arc<Mutex<Vec<ApiCall>>>,
    /// Whether a change of it was carried out, or may have been: set while one is under way.
    pub may_have_acted: Arc<AtomicBool>,
}

/// What a call of a credential mode is about.
#[derive(Clone)]
pub struct CredentialCall {
    /// The mode, as the manifest names it.
    pub mode: String,
    /// The fields that it was given.
    pub fields: Fields,
    /// The credentials of the profiles that fields of type `profile` name, by the field.
    pub sources: BTreeMap<String, Resolved>,
}

impl CallContext {
    fn ask<T>(
        &self,
        manifest: &Manifest,
        ask: impl Fn(Grant<'_>) -> Result<T, PluginError>,
    ) -> Result<T, PluginError> {
        let none = Fields::default();
        let credential = self.credential.as_ref();
        ask(Grant {
            manifest,
            permission: &self.permission,
            mode: credential.and_then(|called| manifest.credentials().find(|mode| mode.mode == called.mode)),
            fields: credential.map_or(&none, |called| &called.fields),
        })
    }

    /// When a service that may take so long ends.
    pub(super) fn until(&self, seconds: Option<u64>, usual: Duration) -> Instant {
        let wanted = Instant::now().checked_add(seconds.map_or(usual, Duration::from_secs));
        wanted.map_or(self.services_until, |wanted| wanted.min(self.services_until))
    }

    /// An error of a service, which is one of the credentials while these are fetched.
    pub(super) fn failure(&self, code: &'static str, message: Message) -> Error {
        let kind = match self.credential {
            Some(_) => ErrorKind::Credentials,
            None => ErrorKind::Failed,
        };
        Error::new(kind, code, message)
    }
}

fn not_granted(error: PluginError) -> PluginError {
    let capability = error.params.get("capability").map_or("", String::as_str);
    let what = format!("the plugin was not granted {capability} when it was installed");
    PluginError::new(ErrorKind::Plugin, "capability_not_granted", what).param("capability", capability)
}

/// The calls under way.
pub struct Calls {
    live: Mutex<HashMap<u64, Arc<LiveCall>>>,
    /// What was said with ids that stand for no call.
    pub(super) said_by_none: Said,
    cancelled: watch::Sender<bool>,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            live: Mutex::default(),
            said_by_none: Said::default(),
            cancelled: watch::Sender::new(false),
        }
    }
}

/// A call under way.
pub struct LiveCall {
    /// What its id stands for.
    pub context: CallContext,
    /// What it has said so far.
    pub(super) said: Said,
    cancelled: watch::Receiver<bool>,
    ended: watch::Sender<bool>,
}

impl LiveCall {
    /// Asks what the call may do.
    pub(super) fn grant<T>(
        &self,
        ask: impl Fn(Grant<'_>) -> Result<T, PluginError>,
    ) -> Result<T, PluginError> {
        let context = &self.context;
        let granted = context.ask(&context.manifest, &ask);
        let granted = granted.map_err(|error| match error.code == "capability_missing" {
            // What was declared and not granted is for the user to mend, not for the author.
            true if context.ask(&context.declared, &ask).is_ok() => not_granted(error),
            _ => error,
        });
        granted.inspect_err(|error| {
            // What is missing in a profile, or wants a login, is no breach of a rule.
            let plugin = context.manifest.id.as_str();
            if error.kind == ErrorKind::Plugin && self.said.one_more_line(plugin) {
                let code = error.code.as_str();
                tracing::warn!(plugin, code, "refused: {}", visible(&error.message));
            }
        })
    }

    /// Whether nobody waits for it any more.
    pub fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow() || *self.ended.borrow() || Instant::now() >= self.context.deadline
    }

    /// Waits until the command is interrupted, or the call ends before what was asked for within it: it was given up, or
    /// the plugin's process is gone.
    pub async fn cancelled(&self) {
        tokio::select! {
            () = came(self.cancelled.clone()) => {}
            () = came(self.ended.subscribe()) => {}
        }
    }
}

async fn came(mut signal: watch::Receiver<bool>) {
    if signal.wait_for(|has_come| *has_come).await.is_err() {
        // Whoever could send it is gone: the process ends.
        std::future::pending::<()>().await;
    }
}

/// A call's id, dead when dropped.
pub struct CallGuard<'a> {
    calls: &'a Calls,
    id: u64,
}

impl CallGuard<'_> {
    /// The id.
    pub fn id(&self) -> u64 {
        self.id
    }
}

impl Drop for CallGuard<'_> {
    fn drop(&mut self) {
        if let Some(call) = self.calls.lock().remove(&self.id) {
            call.ended.send_replace(true);
        }
    }
}

impl Calls {
    /// Mints an id that stands for `context` until the guard is dropped.
    pub fn begin(&self, context: CallContext) -> CallGuard<'_> {
        let mut live = self.lock();
        let id = loop {
            let id = random_id();
            if !live.contains_key(&id) {
                break id;
            }
        };
        live.insert(
            id,
            Arc::new(LiveCall {
                context,
                said: Said::default(),
                cancelled: self.cancelled.subscribe(),
                ended: watch::Sender::new(false),
            }),
        );
        CallGuard { calls: self, id }
    }

    /// The live call of `plugin` with this id.
    pub fn live(&self, id: u64, plugin: &str) -> Option<Arc<LiveCall>> {
        self.lock()
            .get(&id)
            .filter(|call| call.context.manifest.id == plugin)
            .cloned()
    }

    /// Whether every call was cancelled.
    pub fn are_cancelled(&self) -> bool {
        *self.cancelled.borrow()
    }

    /// Cancels every call, those to come included.
    pub fn cancel_all(&self) {
        self.cancelled.send_replace(true);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Arc<LiveCall>>> {
        lock(&self.live)
    }
}

/// An id that a plugin cannot guess from its own.
fn random_id() -> u64 {
    let mut bytes = [0; 8];
    // Without randomness ids are still unique while they live: `begin` sees to it.
    if getrandom::fill(&mut bytes).is_err() {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
        return NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
    u64::from_le_bytes(bytes)
}
