//! What the servers, the products and the test share while the local cloud runs.

use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::connections::Connections;
use super::fault_rules::Faults;
use super::held::Held;
use super::record::Record;
use super::world::World;

/// How far a request's date may be from the local cloud's clock, and how long a nonce is remembered at least.
pub(crate) const DATE_WINDOW: TimeDelta = TimeDelta::minutes(15);

pub(crate) struct State {
    world: Mutex<Held>,
    faults: Mutex<Faults>,
    record: Mutex<Record>,
    nonces: Mutex<Nonces>,
    settings: Mutex<Settings>,
    pub(crate) proxied: AtomicUsize,
    pub(crate) connections: Connections,
}

/// The nonces that were taken, and when. Old ones are dropped whenever their number has doubled, so that a busy cloud
/// does not look through all of them at each request.
#[derive(Default)]
struct Nonces {
    taken: HashMap<String, DateTime<Utc>>,
    enough: usize,
}

impl Nonces {
    fn take(&mut self, nonce: String, now: DateTime<Utc>) -> bool {
        if self.taken.len() >= self.enough {
            self.taken
                .retain(|_, taken| (now - *taken).abs() <= DATE_WINDOW * 2);
            self.enough = (self.taken.len() * 2).max(10_000);
        }
        self.taken.insert(nonce, now).is_none()
    }
}

#[derive(Clone, Copy)]
struct Settings {
    latency: Duration,
    clock_offset: TimeDelta,
}

impl State {
    pub(crate) fn new(world: World, latency: Duration, clock_offset: TimeDelta) -> Self {
        Self {
            world: Mutex::new(Held::new(world)),
            faults: Mutex::default(),
            record: Mutex::default(),
            nonces: Mutex::default(),
            settings: Mutex::new(Settings {
                latency,
                clock_offset,
            }),
            proxied: AtomicUsize::new(0),
            connections: Connections::default(),
        }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, Held> {
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
        lock(&self.nonces).take(format!("{access_key_id} {nonce}"), now)
    }
}

/// A test that panicked while it held the lock has failed already; the others may go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
