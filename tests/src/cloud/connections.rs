//! How many connections are open, and were at most.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The count of connections.
#[derive(Debug, Default)]
pub(crate) struct Connections(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    now: AtomicUsize,
    most: AtomicUsize,
}

/// An open connection; closed when dropped.
pub(crate) struct Connection(Arc<Counts>);

impl Connections {
    pub(crate) fn open(&self) -> Connection {
        let now = self.0.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.0.most.fetch_max(now, Ordering::SeqCst);
        Connection(Arc::clone(&self.0))
    }

    pub(crate) fn most(&self) -> usize {
        self.0.most.load(Ordering::SeqCst)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}
