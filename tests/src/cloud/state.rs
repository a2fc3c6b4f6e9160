//! What the servers, the products and the test share while the local cloud runs.

use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::fault_rules::Faults;
use super::record::Record;
use super::world::World;

/// How far a request's date may be from the local cloud's clock, and how long a nonce is remembered at least.
pub(crate) const DATE_WINDOW: TimeDelta = TimeDelta::minutes(15);

pub(crate) struct State {
    world: Mutex<World>,
    faults: Mutex<Faults>,
    record: Mutex<Record>,
    nonces: Mutex<HashMap<String, DateTime<Utc>>>,
    settings: Mutex<Settings>,
    pub(crate) proxied: AtomicUsize,
}

#[derive(Clone, Copy)]
struct Settings {
    latency: Duration,
    clock_offset: TimeDelta,
}

impl State {
    pub(crate) fn new(world: World, latency: Duration, clock_offset: TimeDelta) -> Self {
        Self {
            world: Mutex::new(world),
            faults: Mutex::default(),
            record: Mutex::default(),
            nonces: Mutex::default(),
            settings: Mutex::new(Settings {
                latency,
                clock_offset,
            }),
            proxied: AtomicUsize::new(0),
        }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        lock(&self.record)
    }

    pub(crate) fn latency(&self) -> Duration {
        lock(&self.settings).latency
    }

    pub(crate) fn set_latency(&self, latency: Duration) {
        lock(&self.settings).latency = latency;
    }

    pub(crate) fn set_clock_offset(&self, offset: TimeDelta) {
        lock(&self.settings).clock_offset = offset;
    }

    /// The time on the local cloud's clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        Utc::now() + lock(&self.settings).clock_offset
    }

    /// Remembers a nonce; `false` when it was there already.
    pub(crate) fn take_nonce(&self, access_key_id: &str, nonce: &str) -> bool {
        let now = self.now();
        let mut nonces = lock(&self.nonces);
        if nonces.len() >= 10_000 {
            nonces.retain(|_, taken| (now - *taken).abs() <= DATE_WINDOW * 2);
        }
        nonces.insert(format!("{access_key_id} {nonce}"), now).is_none()
    }
}

/// A test that panicked while it held the lock has failed already; the others may go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
