//! The sandbox: what a plugin that is being checked asks of its host is granted by the very rules by which the host
//! grants it, and answered from an answers file, or wrongly on purpose.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, mpsc},
};

use tokio::sync::watch;
use yun_plugin_api::{
    __private::{decode, encode},
    Error as PluginError, ErrorKind, Fields, Progress, ProofKey, QuestionKind, Secret,
    manifest::{Grant, Manifest, Permission},
    protocol::{
        Done, method,
        service::{Answer, Cancelled, FileContent, LogRecord, Value},
    },
    testing::answers::{Answers, Found},
};
use zeroize::Zeroizing;

use super::{
    answering::Answering,
    seen::{Ask, Granted, Seen},
};
use crate::{
    error::Error,
    mutex::lock,
    services::{Serve, Serving},
};

/// Secrets that a mode keeps, over those of the answers file; nothing where one was removed.
pub(super) type Kept = Arc<Mutex<BTreeMap<String, Option<Secret>>>>;

/// What happens while a call runs.
pub(super) enum Event {
    /// The plugin waits for a service that stays silent.
    Waits,
    /// It has ended.
    Ended(Result<Zeroizing<Vec<u8>>, Error>),
}

/// A call under way.
pub(super) struct Call {
    pub(super) permission: Permission,
    pub(super) mode: Option<String>,
    pub(super) fields: Fields,
    pub(super) answering: Answering,
    pub(super) kept: Kept,
    pub(super) seen: Mutex<Seen>,
    pub(super) cancelled: watch::Sender<bool>,
    pub(super) events: mpsc::Sender<Event>,
}

/// Answers the calls of one plugin.
pub(super) struct Sandbox {
    pub(super) manifest: Arc<Manifest>,
    pub(super) answers: Answers,
    live: Mutex<HashMap<u64, Arc<Call>>>,
    /// Calls that nobody waits for any more, and whose process is being ended.
    given_up: Mutex<HashSet<u64>>,
    /// The services that were asked for by no live call.
    strays: Mutex<BTreeSet<String>>,
}

impl Sandbox {
    pub(super) fn new(manifest: Arc<Manifest>, answers: Answers) -> Self {
        Self {
            manifest,
            answers,
            live: Mutex::default(),
            given_up: Mutex::default(),
            strays: Mutex::default(),
        }
    }

    pub(super) fn begin(&self, id: u64, call: Arc<Call>) {
        lock(&self.live).insert(id, call);
    }

    pub(super) fn end(&self, id: u64) {
        lock(&self.live).remove(&id);
    }

    pub(super) fn give_up(&self, id: u64) {
        lock(&self.given_up).insert(id);
        self.end(id);
    }

    /// The services that were asked for by no live call since this was asked last.
    pub(super) fn take_strays(&self) -> BTreeSet<String> {
        std::mem::take(&mut lock(&self.strays))
    }

    async fn answer(&self, id: u64, name: &str, request: &[u8]) -> Result<Vec<u8>, PluginError> {
        let call = lock(&self.live).get(&id).cloned();
        let Some(call) = call else {
            if !lock(&self.given_up).contains(&id) {
                lock(&self.strays).insert(name.to_owned());
            }
            let what = "no live call of this plugin has this id";
            return Err(PluginError::new(ErrorKind::Plugin, "call_ended", what));
        };
        let answered = self.answer_call(&call, name, request).await;
        if let Err(error) = &answered {
            lock(&call.seen).given.insert(error.code.clone());
        }
        answered
    }

    async fn answer_call(&self, call: &Call, name: &str, request: &[u8]) -> Result<Vec<u8>, PluginError> {
        match name {
            method::LOG => {
                let record: LogRecord = decode(request)?;
                lock(&call.seen).say(method::LOG, record.message);
                return encode(&Done {});
            }
            method::PROGRESS => {
                let progress: Progress = decode(request)?;
                lock(&call.seen).say(method::PROGRESS, progress.message);
                return encode(&Done {});
            }
            method::CANCELLED => {
                let cancelled = *call.cancelled.borrow();
                return encode(&Cancelled { cancelled });
            }
            _ => {}
        }
        let ask = self.grant(call, name, request)?;
        if let Answering::Silent(end) = &call.answering {
            // Nobody listens where the call has ended meanwhile.
            let _ = call.events.send(Event::Waits);
            let mut cancelled = call.cancelled.subscribe();
            // The sender lives as long as the call, which is here.
            let _ = cancelled.wait_for(|cancelled| *cancelled).await;
            return Err(end.clone());
        }
        self.serve_granted(call, ask)
    }

    /// Reads what is asked for and holds it against the manifest and the call.
    fn grant(&self, call: &Call, name: &str, request: &[u8]) -> Result<Ask, PluginError> {
        let mode = call.mode.as_ref();
        let grant = Grant {
            manifest: &self.manifest,
            permission: &call.permission,
            mode: mode.and_then(|mode| self.manifest.credentials().find(|known| &known.mode == mode)),
            fields: &call.fields,
        };
        let granted = Ask::read(name, request).and_then(|ask| ask.granted(grant).map(|()| ask));
        let mut seen = lock(&call.seen);
        match &granted {
            Ok(ask) => seen.grant(Granted {
                ask: ask.clone(),
                permission: call.permission.clone(),
                mode: call.mode.clone(),
                fields: call.fields.clone(),
            }),
            // What is missing in a profile, or wants a login, is no breach of a rule.
            Err(error) if error.kind == ErrorKind::Plugin => seen.refused.push(error.message.clone()),
            Err(_) => {}
        }
        granted
    }

    fn serve_granted(&self, call: &Call, ask: Ask) -> Result<Vec<u8>, PluginError> {
        let (answering, answers) = (&call.answering, &self.answers);
        let name = ask.name();
        match ask {
            Ask::Api(asked) => {
                let is_change = !self.manifest.is_read(&asked.product, &asked.action);
                if is_change && matches!(call.permission, Permission::Preview { .. }) {
                    return Err(PluginError::not_sent());
                }
                answering.body(|| or_unanswered(call, name, answers.api(&asked)))
            }
            Ask::Http(asked) => {
                encode(&answering.response(|| or_unanswered(call, name, answers.http(&asked)))?)
            }
            Ask::Process(asked) => {
                encode(&answering.output(|| or_unanswered(call, name, answers.program(&asked)))?)
            }
            Ask::Authorize(page) => {
                encode(&answering.page(|| or_unanswered(call, name, answers.page(&page.url)))?)
            }
            Ask::Prompt(question) => {
                let value = answering.text(|| or_unanswered(call, name, answers.reply(&question)))?;
                match question.kind {
                    QuestionKind::Secret => lock(&call.seen).secrets.push(value.clone()),
                    _ => lock(&call.seen).plain.push(value.expose().to_owned()),
                }
                encode(&Answer { value })
            }
            Ask::File(path) => {
                let missing =
                    || PluginError::new(ErrorKind::NotFound, "file_missing", format!("there is no {path}"));
                let content = answering.text(|| answers.file(&path).ok_or_else(missing))?;
                lock(&call.seen)
                    .secrets
                    .push(Secret::new(content.expose().trim().to_owned()));
                encode(&FileContent { content })
            }
            Ask::Source(field) => {
                answering.fails()?;
                let profile = call.fields.text(&field).unwrap_or_default().to_owned();
                let found = answers.profile(&profile).map(Ok);
                encode(&or_unanswered(call, format!("profile {profile}"), found)?)
            }
            Ask::OpenPage(_) | Ask::Show(_) => done(answering.fails()),
            Ask::ProofKey => {
                answering.fails()?;
                encode(&ProofKey {
                    verifier: Secret::new("verifier-of-the-check-".repeat(5)),
                    challenge: "challenge-of-the-check".to_owned(),
                })
            }
            Ask::Variable(name) => {
                answering.fails()?;
                value(answers.variable(&name))
            }
            Ask::SecretGet(name) => {
                answering.fails()?;
                let put = lock(&call.kept).get(&name).cloned();
                let mode = call.mode.as_deref().unwrap_or_default();
                let kept = put.unwrap_or_else(|| answers.kept(mode, &name));
                lock(&call.seen).secrets.extend(kept.clone());
                value(kept)
            }
            Ask::SecretPut(put) => {
                answering.fails()?;
                lock(&call.kept).insert(put.name, Some(put.value));
                done(Ok(()))
            }
            Ask::SecretRemove(name) => {
                answering.fails()?;
                lock(&call.kept).insert(name, None);
                done(Ok(()))
            }
        }
    }
}

impl Serve for Sandbox {
    fn serve<'a>(&'a self, _plugin: &'a str, call_id: u64, name: &'a str, request: &'a [u8]) -> Serving<'a> {
        Box::pin(self.answer(call_id, name, request))
    }
}

/// What the answers file says; that it says nothing is noted.
fn or_unanswered<T>(call: &Call, name: String, found: Found<T>) -> Result<T, PluginError> {
    found.unwrap_or_else(|| {
        let what = format!("the answers file has no answer for {name}");
        lock(&call.seen).unanswered.insert(name);
        Err(PluginError::new(ErrorKind::Failed, "not_in_answers", what))
    })
}

fn value(value: Option<Secret>) -> Result<Vec<u8>, PluginError> {
    encode(&Value {
        value: value.filter(|value| !value.is_empty()),
    })
}

fn done(outcome: Result<(), PluginError>) -> Result<Vec<u8>, PluginError> {
    outcome.and_then(|()| encode(&Done {}))
}
