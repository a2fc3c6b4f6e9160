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

pub mod answers;
mod script;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    error::Error,
    guard::guard,
    host::{Host, Services},
    manifest::{Manifest, Permission},
    plugin::Plugin,
    protocol::{
        Done,
        credential::{
            CheckAnswer, CheckRequest, Fields, ResolveAnswer, ResolveRequest, SessionAnswer, SessionRequest,
        },
        method,
        resource::{
            AccessAnswer, AccessRequest, ActAnswer, ActRequest, GetAnswer, GetRequest, ListPage, ListRequest,
            RegionsAnswer, RegionsRequest, ViewAnswer, ViewRequest,
        },
        service::{
            Answer, ApiCall, Authorized, HttpRequest, HttpResponse, LogRecord, ProcessOutput, Progress,
        },
    },
    secret::Secret,
    wire::{decode, encode},
};
use answers::Answers;
use script::{Place, Script, UnderWay};

/// A host that answers from a script.
pub struct FakeHost {
    plugin: Plugin,
    script: Arc<Script>,
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
        Self {
            plugin,
            script: Arc::new(Script::new(manifest)),
        }
    }

    /// Answers from an [answers file](answers) what no script answers: an entry answers as often as it is asked.
    ///
    /// ```
    /// # use serde_json::json;
    /// # use yun_plugin_api::*;
    /// # struct Vault;
    /// # impl CredentialMode for Vault {
    /// #     fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
    /// #         let vault = request.fields.required_text("vault")?;
    /// #         ResolveAnswer::from_document(&host.http(&HttpRequest::get(format!("{vault}/keys")))?.body)
    /// #     }
    /// # }
    /// # let title = json!({"en": "a", "zh": "甲"});
    /// # let manifest = json!({
    /// #     "schema": 1, "id": "vault", "name": title, "description": title, "version": "0.1.0", "authors": [],
    /// #     "license": "Apache-2.0", "protocol": {"min": 1, "max": 1}, "capabilities": ["http:{vault}"],
    /// #     "provides": [{"kind": "credential", "mode": "Vault", "title": title, "help": title,
    /// #         "fields": [{"key": "vault", "title": title, "help": title, "type": "url"}]}]
    /// # }).to_string();
    /// use yun_plugin_api::testing::FakeHost;
    ///
    /// // include_str!("../answers.json") in a crate of its own.
    /// let answers = r#"{
    ///     "fields": {"Vault": {"vault": "https://vault.example"}},
    ///     "http": [{"when": {"url": "https://vault.example/keys"},
    ///               "body": {"AccessKeyId": "LTAI1", "AccessKeySecret": "k-1"}}]
    /// }"#;
    /// let host = FakeHost::new(&manifest, Plugin::new().credential_mode("Vault", Vault)).answers(answers);
    /// for _ in 0..2 {
    ///     let request = ResolveRequest {
    ///         mode: "Vault".into(),
    ///         profile: "work".into(),
    ///         region: "cn-hangzhou".into(),
    ///         fields: host.fields("Vault"),
    ///     };
    ///     assert_eq!(host.resolve(request).unwrap().into_keys().unwrap().access_key_id, "LTAI1");
    /// }
    /// ```
    ///
    /// # Panics
    /// When the file is malformed, or names what the manifest does not have.
    #[must_use]
    pub fn answers(mut self, json: &str) -> Self {
        let answers = match Answers::parse(json) {
            Ok(answers) => answers,
            Err(error) => panic!("{error}"),
        };
        if let Err(error) = answers.fits(self.manifest()) {
            panic!("{error}");
        }
        match Arc::get_mut(&mut self.script) {
            Some(script) => script.answers = answers,
            None => panic!("the answers file is given before anything is called"),
        }
        self
    }

    /// The fields of a profile of `mode`, as the answers file has them.
    ///
    /// # Panics
    /// When the file has none.
    pub fn fields(&self, mode: &str) -> Fields {
        let declared = self
            .manifest()
            .credentials()
            .find(|declared| declared.mode == mode);
        match declared.and_then(|mode| self.script.answers.fields_of(mode)) {
            Some(fields) => fields,
            None => panic!("the answers file has no fields of {mode}"),
        }
    }

    /// Answers the next call of this API action with `body`. Answers to one action are given in order.
    #[must_use]
    pub fn answer(self, product: &str, action: &str, body: Value) -> Self {
        self.script.push(&format!("api {product}/{action}"), Ok(body));
        self
    }

    /// Answers the next call of this API action with an error.
    #[must_use]
    pub fn answer_error(self, product: &str, action: &str, error: Error) -> Self {
        self.script.push(&format!("api {product}/{action}"), Err(error));
        self
    }

    /// Answers the next HTTP request of this method and URL. Answers to the same are given in order.
    #[must_use]
    pub fn http_answer(self, method: &str, url: &str, response: HttpResponse) -> Self {
        self.script.push_value(&format!("http {method} {url}"), &response);
        self
    }

    /// Answers the next HTTP request of this method and URL with an error.
    #[must_use]
    pub fn http_error(self, method: &str, url: &str, error: Error) -> Self {
        self.script.push(&format!("http {method} {url}"), Err(error));
        self
    }

    /// Lets the next run of this command end so.
    #[must_use]
    pub fn program(self, command: &str, output: ProcessOutput) -> Self {
        self.script.push_value(&format!("process {command}"), &output);
        self
    }

    /// Lets the next run of this command fail.
    #[must_use]
    pub fn program_error(self, command: &str, error: Error) -> Self {
        self.script.push(&format!("process {command}"), Err(error));
        self
    }

    /// Lets the next login page lead back with these parameters.
    #[must_use]
    pub fn login_page(self, parameters: &[(&str, &str)]) -> Self {
        let parameters = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Secret::new((*value).to_owned())))
            .collect();
        let authorized = Authorized {
            redirect_uri: "http://127.0.0.1:12345/cli/callback".to_owned(),
            parameters,
        };
        self.script.push_value("browser", &authorized);
        self
    }

    /// Answers the next question.
    #[must_use]
    pub fn reply(self, text: &str) -> Self {
        let value = Secret::new(text.to_owned());
        self.script.push_value("prompt", &Answer { value });
        self
    }

    /// Lets the next question fail: `prompt_unavailable`, for instance.
    #[must_use]
    pub fn reply_error(self, error: Error) -> Self {
        self.script.push("prompt", Err(error));
        self
    }

    /// Lets the next login page fail: `login_timeout`, for instance.
    #[must_use]
    pub fn login_error(self, error: Error) -> Self {
        self.script.push("browser", Err(error));
        self
    }

    /// What the manifest says in English where the plugin answers with this error.
    ///
    /// # Panics
    /// When the manifest has no text for the error's code, or when either language's wants a param that the error lacks.
    pub fn wording(&self, error: &Error) -> String {
        let Some(text) = self.manifest().messages.get(&error.code) else {
            panic!("the manifest has no text for {}", error.code)
        };
        let fill = |text: &str| {
            let params = error.params.iter();
            let filled = params.fold(text.to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            });
            assert!(!filled.contains('{'), "a param is missing in: {filled}");
            filled
        };
        fill(&text.zh);
        fill(&text.en)
    }

    /// Puts a file in place, whose path is as the plugin names it.
    #[must_use]
    pub fn file(self, path: &str, content: &str) -> Self {
        self.script.place(Place::File, path, Some(content));
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn variable(self, name: &str, value: &str) -> Self {
        self.script.place(Place::Variable, name, Some(value));
        self
    }

    /// Lets a secret be kept already.
    #[must_use]
    pub fn stored(self, name: &str, value: &str) -> Self {
        self.script.place(Place::Stored, name, Some(value));
        self
    }

    /// Gives the profile of this name credentials, for fields of type `profile`.
    #[must_use]
    pub fn source(self, profile: &str, credentials: &ResolveAnswer) -> Self {
        self.script.push_value(&format!("profile {profile}"), credentials);
        self
    }

    /// The secret that is kept under this name now.
    pub fn stored_now(&self, name: &str) -> Option<Secret> {
        self.script.placed(Place::Stored, name)
    }

    /// The HTTP requests that the plugin has made, in order.
    pub fn http_requests(&self) -> Vec<HttpRequest> {
        lock(&self.script.seen).http_requests.clone()
    }

    /// The pages that the plugin has opened, in order.
    pub fn pages(&self) -> Vec<String> {
        lock(&self.script.seen).pages.clone()
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
        let about = (request.mode.clone(), request.fields.clone());
        self.call_mode(Permission::Nothing, about, method::CREDENTIAL_CHECK, &request)
    }

    /// Calls `credential.resolve`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn resolve(&self, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let about = (request.mode.clone(), request.fields.clone());
        self.call_mode(Permission::Resolve, about, method::CREDENTIAL_RESOLVE, &request)
    }

    /// Calls `credential.login`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn login(&self, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let about = (request.mode.clone(), request.fields.clone());
        self.call_mode(Permission::Login, about, method::CREDENTIAL_LOGIN, &request)
    }

    /// Calls `credential.logout`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn logout(&self, request: SessionRequest) -> Result<(), Error> {
        let about = (request.mode.clone(), request.fields.clone());
        self.call_mode::<_, Done>(Permission::Resolve, about, method::CREDENTIAL_LOGOUT, &request)
            .map(drop)
    }

    /// Calls `credential.status`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn status(&self, request: SessionRequest) -> Result<SessionAnswer, Error> {
        let about = (request.mode.clone(), request.fields.clone());
        self.call_mode(Permission::Resolve, about, method::CREDENTIAL_STATUS, &request)
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
        let permission = Permission::Act {
            resource_type: request.resource_type.clone(),
            action: request.action.clone(),
            dry_run: request.dry_run,
        };
        self.acting(permission, &request)
    }

    /// Calls `resource.act` to see what it would send: [`FakeHost::api_calls`] has it afterwards, and no answer is taken.
    ///
    /// # Errors
    /// The plugin's error, a panic included; `not_sent` from a plugin that hands on what became of its call.
    pub fn preview(&self, request: ActRequest) -> Result<ActAnswer, Error> {
        let permission = Permission::Preview {
            resource_type: request.resource_type.clone(),
            action: request.action.clone(),
        };
        self.acting(permission, &request)
    }

    fn acting(&self, permission: Permission, request: &ActRequest) -> Result<ActAnswer, Error> {
        lock(&self.script.call).permission = permission;
        let answer = self.call(method::RESOURCE_ACT, request);
        *lock(&self.script.call) = UnderWay::default();
        answer
    }

    /// Calls `resource.regions`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn regions(&self, request: RegionsRequest) -> Result<RegionsAnswer, Error> {
        self.call(method::RESOURCE_REGIONS, &request)
    }

    /// Calls `resource.access`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn access(&self, request: AccessRequest) -> Result<AccessAnswer, Error> {
        self.call(method::RESOURCE_ACCESS, &request)
    }

    /// Calls `resource.view`.
    ///
    /// # Errors
    /// The plugin's error, a panic included.
    pub fn view(&self, request: ViewRequest) -> Result<ViewAnswer, Error> {
        self.call(method::RESOURCE_VIEW, &request)
    }

    fn call_mode<Q: Serialize, A: DeserializeOwned>(
        &self,
        permission: Permission,
        (mode, fields): (String, Fields),
        method: &str,
        request: &Q,
    ) -> Result<A, Error> {
        *lock(&self.script.call) = UnderWay {
            permission,
            mode: Some(mode),
            fields,
        };
        let answer = self.call(method, request);
        *lock(&self.script.call) = UnderWay::default();
        answer
    }

    fn call<Q: Serialize, A: DeserializeOwned>(&self, method: &str, request: &Q) -> Result<A, Error> {
        let services: Arc<dyn Services> = Arc::clone(&self.script) as Arc<dyn Services>;
        let host = Host::new(services, 1);
        let request = encode(request)?;
        decode(&guard(|| self.plugin.dispatch(&host, method, &request))?)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
