//! Work that waits, off the threads that everything else runs on, so that Ctrl-C is heard meanwhile.

/// Does `work` on a thread of its own. A panic in it goes on here.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        // It cannot have been cancelled.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
