//! The person at the screen, as plugins' questions reach them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::{mpsc::Sender, oneshot};
use yun_plugin_api::Secret;

use crate::{
    mutex::lock,
    services::{self, Answering, Screen},
    ui::event::{Event, QuestionId},
};

/// Whoever waits for an answer, by the question.
type Waiting = Arc<Mutex<HashMap<QuestionId, oneshot::Sender<Option<Secret>>>>>;

/// The person at the screen.
pub(super) struct AtScreen {
    events: Sender<Event>,
    asked: AtomicU64,
    waiting: Waiting,
}

impl AtScreen {
    /// Somebody who is asked by events.
    pub(super) fn new(events: Sender<Event>) -> Self {
        Self {
            events,
            asked: AtomicU64::new(0),
            waiting: Waiting::default(),
        }
    }

    /// Hands the answer to whoever waits for it, if anybody still does.
    pub(super) fn answer(&self, id: QuestionId, answer: Option<Secret>) {
        if let Some(waiting) = lock(&self.waiting).remove(&id) {
            let _nobody_waits = waiting.send(answer);
        }
    }
}

impl Screen for AtScreen {
    fn ask(&self, what: services::Asked) -> Answering {
        let id = self.asked.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        lock(&self.waiting).insert(id, sender);
        let asked = Asked {
            id,
            events: self.events.clone(),
            waiting: Arc::clone(&self.waiting),
        };
        Box::pin(async move {
            asked.events.send(Event::Asked(id, what)).await.ok()?;
            answer.await.ok()?
        })
    }

    fn tell(&self, text: &str) {
        let (events, text) = (self.events.clone(), text.to_owned());
        // Nothing that is needed to go on is lost because much else comes in.
        tokio::spawn(async move { events.send(Event::Told(text)).await });
    }
}

/// A question that is being asked; taken away when nobody waits for the answer any more.
struct Asked {
    id: QuestionId,
    events: Sender<Event>,
    waiting: Waiting,
}

impl Drop for Asked {
    fn drop(&mut self) {
        if lock(&self.waiting).remove(&self.id).is_some() {
            let (events, id) = (self.events.clone(), self.id);
            tokio::spawn(async move { events.send(Event::Unasked(id)).await });
        }
    }
}
