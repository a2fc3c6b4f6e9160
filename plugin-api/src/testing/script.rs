//! What the fake host answers, and what it has seen.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::Serialize;
use serde_json::Value as Json;

use super::{
    answers::{Answers, Found},
    lock,
};
use crate::{
    error::{Error, ErrorKind},
    host::Services,
    manifest::{Grant, Manifest, Permission},
    protocol::{
        Done,
        credential::Fields,
        method,
        service::{
            Answer, ApiCall, Authorization, Cancelled, FileContent, FileRead, HttpRequest, LogRecord,
            OpenPage, ProcessRun, Progress, ProofKey, Question, SecretPut, SourceCredentials, Value, Wanted,
        },
    },
    secret::Secret,
    wire::{decode, encode},
};

pub(super) struct Script {
    pub(super) manifest: Manifest,
    /// What is answered next, in order, by the service and what it is asked for.
    scripted: Mutex<HashMap<String, VecDeque<Result<Json, Error>>>>,
    /// What is answered where nothing is left of those.
    pub(super) answers: Answers,
    /// What was put in place; nothing where it was taken away.
    places: Mutex<HashMap<(Place, String), Option<Secret>>>,
    pub(super) seen: Mutex<Seen>,
    pub(super) call: Mutex<UnderWay>,
    pub(super) cancelled: AtomicBool,
}

/// Where something lies under a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    File,
    Variable,
    Stored,
}

/// The call under way.
pub(super) struct UnderWay {
    pub(super) permission: Permission,
    pub(super) mode: Option<String>,
    pub(super) fields: Fields,
}

impl Default for UnderWay {
    fn default() -> Self {
        Self {
            permission: Permission::Read,
            mode: None,
            fields: Fields::default(),
        }
    }
}

#[derive(Default)]
pub(super) struct Seen {
    pub(super) api_calls: Vec<ApiCall>,
    pub(super) http_requests: Vec<HttpRequest>,
    pub(super) pages: Vec<String>,
    pub(super) logs: Vec<LogRecord>,
    pub(super) progress: Vec<Progress>,
}

impl Script {
    pub(super) fn new(manifest: Manifest) -> Self {
        Self {
            manifest,
            scripted: Mutex::default(),
            answers: Answers::default(),
            places: Mutex::default(),
            seen: Mutex::default(),
            call: Mutex::default(),
            cancelled: AtomicBool::new(false),
        }
    }

    pub(super) fn push(&self, asked: &str, answer: Result<Json, Error>) {
        lock(&self.scripted)
            .entry(asked.to_owned())
            .or_default()
            .push_back(answer);
    }

    /// # Panics
    /// When the answer has no JSON form.
    pub(super) fn push_value(&self, asked: &str, answer: &impl Serialize) {
        match serde_json::to_value(answer) {
            Ok(answer) => self.push(asked, Ok(answer)),
            Err(error) => panic!("an answer has no JSON form: {error}"),
        }
    }

    pub(super) fn place(&self, place: Place, name: &str, value: Option<&str>) {
        let value = value.map(|value| Secret::new(value.to_owned()));
        lock(&self.places).insert((place, name.to_owned()), value);
    }

    pub(super) fn placed(&self, place: Place, name: &str) -> Option<Secret> {
        if let Some(placed) = lock(&self.places).get(&(place, name.to_owned())) {
            return placed.clone();
        }
        match place {
            Place::File => self.answers.file(name),
            Place::Variable => self.answers.variable(name),
            Place::Stored => {
                let called = lock(&self.call).mode.clone();
                let only = self.manifest.credentials().next().map(|mode| mode.mode.clone());
                called.or(only).and_then(|mode| self.answers.kept(&mode, name))
            }
        }
    }

    /// What is scripted next for `asked`, and where nothing is, what the answers file has for it.
    fn next<T: Serialize>(
        &self,
        asked: &str,
        answers: impl FnOnce(&Answers) -> Found<T>,
    ) -> Result<Json, Error> {
        let next = lock(&self.scripted).get_mut(asked).and_then(VecDeque::pop_front);
        if let Some(next) = next {
            return next;
        }
        let Some(found) = answers(&self.answers) else {
            let message = format!("no answer is left for {asked}");
            return Err(Error::new(ErrorKind::Failed, "no_answer_scripted", message));
        };
        serde_json::to_value(found?).map_err(|error| {
            let message = format!("an answer has no JSON form: {error}");
            Error::new(ErrorKind::Failed, "no_answer_scripted", message)
        })
    }

    /// Holds what is asked for against the manifest and the call under way.
    fn granted<T>(&self, ask: impl FnOnce(Grant<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let call = lock(&self.call);
        ask(Grant {
            manifest: &self.manifest,
            permission: &call.permission,
            mode: call.mode.as_ref().and_then(|mode| {
                self.manifest
                    .credentials()
                    .find(|declared| &declared.mode == mode)
            }),
            fields: &call.fields,
        })
    }

    fn api_call(&self, call: ApiCall) -> Result<Json, Error> {
        self.granted(|grant| grant.api(&call))?;
        let asked = format!("api {}/{}", call.product, call.action);
        let is_change = !self.manifest.is_read(&call.product, &call.action);
        lock(&self.seen).api_calls.push(call.clone());
        if is_change && matches!(lock(&self.call).permission, Permission::Preview { .. }) {
            return Err(Error::not_sent());
        }
        self.next(&asked, |answers| answers.api(&call))
    }

    fn http(&self, request: HttpRequest) -> Result<Json, Error> {
        self.granted(|grant| grant.http(&request))?;
        let asked = format!("http {} {}", request.method, request.url);
        lock(&self.seen).http_requests.push(request.clone());
        self.next(&asked, |answers| answers.http(&request))
    }

    fn open(&self, url: String) -> Result<(), Error> {
        self.granted(|grant| grant.browser())?;
        lock(&self.seen).pages.push(url);
        Ok(())
    }

    fn read_file(&self, path: &str) -> Result<FileContent, Error> {
        self.granted(|grant| grant.file(path))?;
        let missing = || Error::new(ErrorKind::NotFound, "file_missing", format!("there is no {path}"));
        let content = self.placed(Place::File, path).ok_or_else(missing)?;
        Ok(FileContent { content })
    }

    fn source(&self, field: &str) -> Result<Json, Error> {
        let profile = self.granted(|grant| grant.source(field).map(str::to_owned))?;
        let asked = format!("profile {profile}");
        self.next(&asked, |answers| answers.profile(&profile).map(Ok))
    }

    fn value(&self, place: Place, name: &str) -> Result<Value, Error> {
        let value = self.placed(place, name).filter(|value| !value.is_empty());
        Ok(Value { value })
    }

    fn serve(&self, name: &str, request: &[u8]) -> Result<Vec<u8>, Error> {
        match name {
            method::API_CALL => encode(&self.api_call(decode(request)?)?),
            method::HTTP_REQUEST => encode(&self.http(decode(request)?)?),
            method::PROCESS_RUN => {
                let run: ProcessRun = decode(request)?;
                self.granted(|grant| grant.process(&run))?;
                let asked = format!("process {}", run.command);
                encode(&self.next(&asked, |answers| answers.program(&run))?)
            }
            method::BROWSER_AUTHORIZE => {
                let url = decode::<Authorization>(request)?.url;
                self.open(url.clone())?;
                encode(&self.next("browser", |answers| answers.page(&url))?)
            }
            method::BROWSER_OPEN => {
                self.open(decode::<OpenPage>(request)?.url)?;
                encode(&Done {})
            }
            method::BROWSER_PROOF_KEY => {
                self.granted(|grant| grant.browser())?;
                encode(&ProofKey {
                    verifier: Secret::new("v".repeat(128)),
                    challenge: "fake-challenge".to_owned(),
                })
            }
            method::PROMPT_ASK => {
                self.granted(|grant| grant.prompt())?;
                let question: Question = decode(request)?;
                encode(&self.next("prompt", |answers| reply(answers, &question))?)
            }
            method::PROMPT_SHOW => {
                self.granted(|grant| grant.prompt())?;
                encode(&Done {})
            }
            method::FILE_READ => encode(&self.read_file(&decode::<FileRead>(request)?.path)?),
            method::ENV_GET => {
                let wanted: Wanted = decode(request)?;
                self.granted(|grant| grant.variable(&wanted.name))?;
                encode(&self.value(Place::Variable, &wanted.name)?)
            }
            method::SECRET_GET => {
                let wanted: Wanted = decode(request)?;
                self.granted(|grant| grant.secret(&wanted.name))?;
                encode(&self.value(Place::Stored, &wanted.name)?)
            }
            method::SECRET_PUT => {
                let put: SecretPut = decode(request)?;
                self.granted(|grant| grant.secret(&put.name))?;
                self.place(Place::Stored, &put.name, Some(put.value.expose()));
                encode(&Done {})
            }
            method::SECRET_REMOVE => {
                let wanted: Wanted = decode(request)?;
                self.granted(|grant| grant.secret(&wanted.name))?;
                self.place(Place::Stored, &wanted.name, None);
                encode(&Done {})
            }
            method::PROFILE_CREDENTIALS => {
                encode(&self.source(&decode::<SourceCredentials>(request)?.field)?)
            }
            method::LOG => {
                lock(&self.seen).logs.push(decode(request)?);
                encode(&Done {})
            }
            method::PROGRESS => {
                lock(&self.seen).progress.push(decode(request)?);
                encode(&Done {})
            }
            method::CANCELLED => encode(&Cancelled {
                cancelled: self.cancelled.load(Ordering::Relaxed),
            }),
            unknown => Err(Error::new(
                ErrorKind::Plugin,
                "unknown_service",
                format!("the host has no service {unknown}"),
            )),
        }
    }
}

fn reply(answers: &Answers, question: &Question) -> Found<Answer> {
    let reply = answers.reply(question)?;
    Some(reply.map(|value| Answer { value }))
}

impl Services for Script {
    fn call(&self, _call_id: u64, method: &str, request: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        self.serve(method, request)
            .map_err(|error| encode(&error).unwrap_or_default())
    }
}
