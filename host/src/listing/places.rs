//! The one limit of a command: how many requests run at once.

use std::{future::Future, sync::Arc};

use tokio::sync::Semaphore;

/// Places for requests; whoever finds none waits, and who came first is served first.
///
/// A place is held by one request and never while another is waited for, so that nothing can wait for itself.
#[derive(Clone)]
pub struct Places(Arc<Semaphore>);

impl Places {
    /// So many places, 1 at least.
    pub fn new(concurrency: usize) -> Self {
        Self(Arc::new(Semaphore::new(concurrency.max(1))))
    }

    /// Runs a request in a place.
    pub async fn run<T>(&self, request: impl Future<Output = T>) -> T {
        let _place = self.0.acquire().await.expect("nobody closes the semaphore");
        request.await
    }
}
