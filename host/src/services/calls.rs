//! Calls under way: who made them, for whom, until when, and what they may do.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Instant,
};

use tokio::sync::watch;
use yun_plugin_api::{
    Keys,
    manifest::{Manifest, Permission},
};

use crate::{mutex::lock, session::Session};

/// What a call id stands for.
#[derive(Clone)]
pub struct CallContext {
    /// The plugin that was called, by its manifest.
    pub manifest: Arc<Manifest>,
    /// The profile that it was called for.
    pub session: Arc<Session>,
    /// What API calls are signed with; none while credentials themselves are asked for.
    pub keys: Option<Arc<Keys>>,
    /// The region whose endpoints answer.
    pub region: String,
    /// When the call ends.
    pub deadline: Instant,
    /// What it may do.
    pub permission: Permission,
}

/// The calls under way.
pub struct Calls {
    live: Mutex<HashMap<u64, Arc<LiveCall>>>,
    cancelled: watch::Sender<bool>,
}

impl Default for Calls {
    fn default() -> Self {
        Self {
            live: Mutex::default(),
            cancelled: watch::Sender::new(false),
        }
    }
}

/// A call under way.
pub struct LiveCall {
    /// What its id stands for.
    pub context: CallContext,
    cancelled: watch::Receiver<bool>,
}

impl LiveCall {
    /// Whether nobody waits for it any more.
    pub fn is_cancelled(&self) -> bool {
        *self.cancelled.borrow() || Instant::now() >= self.context.deadline
    }

    /// Waits until the command is interrupted.
    pub async fn cancelled(&self) {
        let mut cancelled = self.cancelled.clone();
        if cancelled.wait_for(|cancelled| *cancelled).await.is_err() {
            // Whoever could cancel is gone: the process ends.
            std::future::pending::<()>().await;
        }
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
        self.calls.lock().remove(&self.id);
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
                cancelled: self.cancelled.subscribe(),
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
