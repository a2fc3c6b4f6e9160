//! A fake host, so that a plugin's tests need neither host nor network.
//!
//! Calls go through the same encoding as across the real boundary, and the fake host refuses what the real one
//! would: an API action that the manifest does not declare, a change outside its action, or in a dry run.
//!
//! ```
//! use serde_json::json;
//! use yun_plugin_api::{
//!     ApiCall, Error, GetAnswer, GetRequest, Host, ListPage, ListRequest, Plugin, ResourceType, Row,
//!     testing::FakeHost,
//! };
//!
//! struct Hosts;
//!
//! impl ResourceType for Hosts {
//!     fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
//!         let call = ApiCall::new("Ecs", "2014-05-26", "DescribeInstances").param("RegionId", request.region);
//!         let answer: serde_json::Value = host.api_call(&call)?;
//!         let ids = answer["ids"].as_array().cloned().unwrap_or_default();
//!         let rows = ids.iter().map(|id| Row::new().with("id", id.as_str())).collect();
//!         Ok(ListPage { rows, ..ListPage::default() })
//!     }
//!
//!     fn get(&self, _host: &Host, _request: GetRequest) -> Result<GetAnswer, Error> {
//!         Ok(GetAnswer::default())
//!     }
//! }
//!
//! # let title = json!({"en": "a", "zh": "甲"});
//! # let column = |key| json!({"key": key, "title": title, "kind": "text"});
//! # let manifest = json!({
//! #     "schema": 1, "id": "hosts", "name": title, "description": title, "version": "0.1.0", "authors": [],
//! #     "license": "Apache-2.0", "protocol": {"min": 1, "max": 1}, "capabilities": ["api:Ecs/Describe*"],
//! #     "provides": [{"kind": "resource", "type": "hosts", "title": title, "help": title,
//! #         "columns": [column("id"), column("name"), column("status"), column("region")]}]
//! # }).to_string();
//! let host = FakeHost::new(&manifest, Plugin::new().resource_type("hosts", Hosts))
//!     .answer("Ecs", "DescribeInstances", json!({"ids": ["i-1", "i-2"]}));
//! let page = host.list(ListRequest::new("hosts", "cn-hangzhou")).unwrap();
//! assert_eq!(page.rows.len(), 2);
//! assert_eq!(host.api_calls()[0].params["RegionId"], "cn-hangzhou");
//! ```

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    error::{Error, ErrorKind},
    guard::guard,
    host::{Host, Services},
    manifest::{Manifest, Permission},
    plugin::Plugin,
    protocol::{
        Done,
        credential::{
            CheckAnswer, CheckRequest, ResolveAnswer, ResolveRequest, SessionAnswer, SessionRequest,
        },
        method,
        resource::{
            ActAnswer, ActRequest, GetAnswer, GetRequest, ListPage, ListRequest, ViewAnswer, ViewRequest,
        },
        service::{ApiCall, Cancelled, LogRecord, Progress},
    },
    wire::{decode, encode},
};

/// A host that answers from a script.
pub struct FakeHost {
    plugin: Plugin,
    script: Arc<Script>,
}

struct Script {
    manifest: Manifest,
    /// By product and API action.
    answers: Mutex<HashMap<(String, String), Answers>>,
    seen: Mutex<Seen>,
    /// What the call under way may do.
    permission: Mutex<Permission>,
    cancelled: AtomicBool,
}

/// What is answered next, in order.
type Answers = VecDeque<Result<Value, Error>>;

#[derive(Default)]
struct Seen {
    api_calls: Vec<ApiCall>,
    logs: Vec<LogRecord>,
    progress: Vec<Progress>,
}

impl FakeHost {
    /// Creates a host with `plugin` opened in it.
    ///
    /// # Panics
    /// When the manifest breaks a rule, or when it and the code do not provide the same things.
    pub fn new(manifest: &str, plugin: Plugin) -> Self {
        let manifest = match Manifest::parse(manifest.as_bytes()) {
            Ok(manifest) => manifest,
            Err(error) => panic!("{error}"),
        };
        let (mut modes, mut types) = plugin.names();
        let mut declared_modes: Vec<&str> = manifest.credentials().map(|c| c.mode.as_str()).collect();
        let mut declared_types: Vec<&str> = manifest.resources().map(|r| r.resource_type.as_str()).collect();
        for names in [&mut modes, &mut types, &mut declared_modes, &mut declared_types] {
            names.sort_unstable();
        }
        assert_eq!(
            declared_modes, modes,
            "the manifest and the code provide other credential modes"
        );
        assert_eq!(
            declared_types, types,
            "the manifest and the code provide other resource types"
        );
        let script = Script {
            manifest,
            answers: Mutex::default(),
            seen: Mutex::default(),
            permission: Mutex::new(Permission::Read),
            cancelled: AtomicBool::new(false),
        };
        Self {
            plugin,
            script: Arc::new(script),
        }
    }

    /// Answers the next call of this API action with `body`. Answers to one action are given in order.
    #[must_use]
    pub fn answer(self, product: &str, action: &str, body: Value) -> Self {
        self.script.push(product, action, Ok(body));
        self
    }

    /// Answers the next call of this API action with an error.
    #[must_use]
    pub fn answer_error(self, product: &str, action: &str, error: Error) -> Self {
        self.script.push(product, action, Err(error));
        self
    }

    /// Tells the plugin, from now on, that nobody waits for its calls.
    pub fn cancel(&self) {
        self.script.cancelled.store(true, Ordering::Relaxed);
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.script.manifest
    }

    /// The API calls that the plugin has made, in order.
    pub fn api_calls(&self) -> Vec<ApiCall> {
        lock(&self.script.seen).api_calls.clone()
    }

    /// What the plugin has logged, in order.
    pub fn logs(&self) -> Vec<LogRecord> {
        lock(&self.script.seen).logs.clone()
    }

    /// What the plugin has said of its progress, in order.
    pub fn progress(&self) -> Vec<Progress> {
        lock(&self.script.seen).progress.clone()
    }

    /// Calls `credential.check`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn check(&self, request: CheckRequest) -> Result<CheckAnswer, Error> {
        self.call(method::CREDENTIAL_CHECK, &request)
    }

    /// Calls `credential.resolve`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn resolve(&self, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        self.call(method::CREDENTIAL_RESOLVE, &request)
    }

    /// Calls `credential.login`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn login(&self, request: SessionRequest) -> Result<SessionAnswer, Error> {
        self.call(method::CREDENTIAL_LOGIN, &request)
    }

    /// Calls `credential.logout`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn logout(&self, request: SessionRequest) -> Result<(), Error> {
        self.call::<_, Done>(method::CREDENTIAL_LOGOUT, &request)
            .map(|_| ())
    }

    /// Calls `credential.status`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn status(&self, request: SessionRequest) -> Result<SessionAnswer, Error> {
        self.call(method::CREDENTIAL_STATUS, &request)
    }

    /// Calls `resource.list`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn list(&self, request: ListRequest) -> Result<ListPage, Error> {
        self.call(method::RESOURCE_LIST, &request)
    }

    /// Calls `resource.get`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn get(&self, request: GetRequest) -> Result<GetAnswer, Error> {
        self.call(method::RESOURCE_GET, &request)
    }

    /// Calls `resource.act`; changes are let through as the real host would.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn act(&self, request: ActRequest) -> Result<ActAnswer, Error> {
        *lock(&self.script.permission) = Permission::Act {
            resource_type: request.resource_type.clone(),
            action: request.action.clone(),
            dry_run: request.dry_run,
        };
        let answer = self.call(method::RESOURCE_ACT, &request);
        *lock(&self.script.permission) = Permission::Read;
        answer
    }

    /// Calls `resource.view`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn view(&self, request: ViewRequest) -> Result<ViewAnswer, Error> {
        self.call(method::RESOURCE_VIEW, &request)
    }

    fn call<Q: Serialize, A: DeserializeOwned>(&self, method: &str, request: &Q) -> Result<A, Error> {
        let services: Arc<dyn Services> = Arc::clone(&self.script) as Arc<dyn Services>;
        let host = Host::new(services, 1);
        let request = encode(request)?;
        decode(&guard(|| self.plugin.dispatch(&host, method, &request))?)
    }
}

impl Script {
    fn push(&self, product: &str, action: &str, answer: Result<Value, Error>) {
        lock(&self.answers)
            .entry((product.to_owned(), action.to_owned()))
            .or_default()
            .push_back(answer);
    }

    fn api_call(&self, call: ApiCall) -> Result<Value, Error> {
        self.manifest.permits(&call, &lock(&self.permission))?;
        let name = format!("{}/{}", call.product, call.action);
        let key = (call.product.clone(), call.action.clone());
        lock(&self.seen).api_calls.push(call);
        lock(&self.answers)
            .get_mut(&key)
            .and_then(VecDeque::pop_front)
            .unwrap_or_else(|| {
                Err(Error::new(
                    ErrorKind::Failed,
                    "no_answer_scripted",
                    format!("no answer is left for {name}"),
                ))
            })
    }

    fn serve(&self, name: &str, request: &[u8]) -> Result<Vec<u8>, Error> {
        match name {
            method::API_CALL => encode(&self.api_call(decode(request)?)?),
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

impl Services for Script {
    fn call(&self, _call_id: u64, method: &str, request: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        self.serve(method, request)
            .map_err(|error| encode(&error).unwrap_or_default())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
