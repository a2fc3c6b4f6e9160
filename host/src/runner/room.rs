//! How much of the host one child may take up with what it asks for.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use yun_plugin_api::protocol::method;

/// How many callbacks of one child are answered at once.
const MOST_CALLBACKS: u32 = 256;
/// How much the requests of these may be together, in KiB.
const MOST_REQUESTS: u32 = 16 * 1024;
/// How much their answers may be together, in KiB, as far as that is known before they come.
const MOST_ANSWERS: u32 = 256 * 1024;

/// What callbacks of one child share.
pub(super) struct Room {
    places: Arc<Semaphore>,
    requests: Arc<Semaphore>,
    answers: Arc<Semaphore>,
}

/// What one callback takes up, until its answer is with the child.
pub(super) struct Taken {
    _place: OwnedSemaphorePermit,
    _request: OwnedSemaphorePermit,
}

/// What the answer takes up that it may become.
pub(super) struct Expected {
    _answer: Option<OwnedSemaphorePermit>,
}

impl Default for Room {
    fn default() -> Self {
        let of = |permits: u32| Arc::new(Semaphore::new(permits as usize));
        Self {
            places: of(MOST_CALLBACKS),
            requests: of(MOST_REQUESTS),
            answers: of(MOST_ANSWERS),
        }
    }
}

impl Room {
    /// Waits until there is room for a request of so many bytes.
    pub(super) async fn take(&self, bytes: usize) -> Option<Taken> {
        let kibibytes =
            u32::try_from(bytes.div_ceil(1024)).map_or(MOST_REQUESTS, |size| size.min(MOST_REQUESTS));
        let place = Arc::clone(&self.places).acquire_owned().await;
        let request = Arc::clone(&self.requests).acquire_many_owned(kibibytes).await;
        // They are never closed.
        Some(Taken {
            _place: place.ok()?,
            _request: request.ok()?,
        })
    }

    /// Waits until there is room for what this service may answer with.
    pub(super) async fn expect(&self, service: &str) -> Expected {
        let answers = Arc::clone(&self.answers);
        Expected {
            _answer: answers.acquire_many_owned(usual_answer(service)).await.ok(),
        }
    }
}

/// How much the answer of a service may be, in KiB.
fn usual_answer(service: &str) -> u32 {
    match service {
        // The largest that a plugin may ask for.
        method::HTTP_REQUEST | method::PROCESS_RUN => 16 * 1024,
        // Pages of lists are below this; what is above it, the API decided and not the plugin.
        method::API_CALL => 2 * 1024,
        method::FILE_READ => 1024,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Whether it waits.
    async fn waits<T>(work: impl Future<Output = T>) -> bool {
        tokio::time::timeout(Duration::from_millis(20), work)
            .await
            .is_err()
    }

    #[tokio::test]
    async fn a_childs_requests_wait_where_they_are_too_many_or_too_large_together() {
        let room = Room::default();
        let mut taken = Vec::new();
        for _ in 0..4 {
            taken.push(room.take(4 * 1024 * 1024).await);
        }
        assert!(waits(room.take(1)).await, "16 MiB are taken");
        taken.pop();
        assert!(!waits(room.take(1)).await);
        taken.clear();
        for _ in 0..MOST_CALLBACKS {
            taken.push(room.take(0).await);
        }
        assert!(waits(room.take(0)).await, "every place is taken");
    }

    #[tokio::test]
    async fn large_answers_wait_for_each_other_and_small_ones_hardly() {
        let room = Room::default();
        let mut expected = Vec::new();
        for _ in 0..16 {
            expected.push(room.expect(method::HTTP_REQUEST).await);
        }
        assert!(waits(room.expect(method::CANCELLED)).await);
        expected.pop();
        assert!(!waits(room.expect(method::API_CALL)).await);
    }
}
