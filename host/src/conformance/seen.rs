//! What a plugin asked of the sandbox within one call, and what it said.

use std::collections::BTreeSet;

use yun_plugin_api::{
    __private::decode,
    ApiCall, Auth, Authorization, Error as PluginError, ErrorKind, Fields, HttpRequest, OpenPage, ProcessRun,
    Question, Secret,
    manifest::{Grant, Permission, Text},
    protocol::{
        method,
        service::{FileRead, SecretPut, Show, SourceCredentials, Wanted},
    },
};

/// A service call that needs to be granted.
#[derive(Debug, Clone)]
pub(super) enum Ask {
    Api(ApiCall),
    Http(HttpRequest),
    Process(ProcessRun),
    Authorize(Authorization),
    OpenPage(OpenPage),
    ProofKey,
    Prompt(Question),
    Show(Text),
    File(String),
    Variable(String),
    SecretGet(String),
    SecretPut(SecretPut),
    SecretRemove(String),
    /// By the field that names the profile.
    Source(String),
}

impl Ask {
    /// Reads what is asked for.
    pub(super) fn read(name: &str, request: &[u8]) -> Result<Self, PluginError> {
        Ok(match name {
            method::API_CALL => Self::Api(decode(request)?),
            method::HTTP_REQUEST => Self::Http(decode(request)?),
            method::PROCESS_RUN => Self::Process(decode(request)?),
            method::BROWSER_AUTHORIZE => Self::Authorize(decode(request)?),
            method::BROWSER_OPEN => Self::OpenPage(decode(request)?),
            method::BROWSER_PROOF_KEY => Self::ProofKey,
            method::PROMPT_ASK => Self::Prompt(decode(request)?),
            method::PROMPT_SHOW => Self::Show(decode::<Show>(request)?.text),
            method::FILE_READ => Self::File(decode::<FileRead>(request)?.path),
            method::ENV_GET => Self::Variable(decode::<Wanted>(request)?.name),
            method::SECRET_GET => Self::SecretGet(decode::<Wanted>(request)?.name),
            method::SECRET_PUT => Self::SecretPut(decode(request)?),
            method::SECRET_REMOVE => Self::SecretRemove(decode::<Wanted>(request)?.name),
            method::PROFILE_CREDENTIALS => Self::Source(decode::<SourceCredentials>(request)?.field),
            unknown => {
                let message = format!("the host has no service {unknown}");
                return Err(PluginError::new(ErrorKind::Plugin, "unknown_service", message));
            }
        })
    }

    /// Whether the call may ask for it.
    pub(super) fn granted(&self, grant: Grant<'_>) -> Result<(), PluginError> {
        match self {
            Self::Api(call) => grant.api(call),
            Self::Http(request) => grant.http(request),
            Self::Process(run) => grant.process(run),
            Self::Authorize(_) | Self::OpenPage(_) | Self::ProofKey => grant.browser(),
            Self::Prompt(_) | Self::Show(_) => grant.prompt(),
            Self::File(path) => grant.file(path),
            Self::Variable(name) => grant.variable(name),
            Self::SecretGet(name) | Self::SecretRemove(name) => grant.secret(name),
            Self::SecretPut(put) => grant.secret(&put.name),
            Self::Source(field) => grant.source(field).map(drop),
        }
    }

    /// What people would call it: the API action, the request, the file.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Api(call) => format!("{}/{}", call.product, call.action),
            Self::Http(request) => format!("{} {}", request.method, request.url),
            Self::Process(run) => run.command.clone(),
            Self::Authorize(page) => page.url.clone(),
            Self::OpenPage(page) => page.url.clone(),
            Self::ProofKey => "browser.proof_key".to_owned(),
            Self::Prompt(question) => question.title.en.clone(),
            Self::Show(_) => method::PROMPT_SHOW.to_owned(),
            Self::File(path) => path.clone(),
            Self::Variable(name) | Self::SecretGet(name) | Self::SecretRemove(name) => name.clone(),
            Self::SecretPut(put) => put.name.clone(),
            Self::Source(field) => field.clone(),
        }
    }

    /// The secrets that it carries.
    fn secrets(&self) -> Vec<&Secret> {
        match self {
            Self::Api(call) => {
                let mut secrets: Vec<&Secret> = call.secret_params.values().collect();
                if let Auth::Keys(keys) = &call.auth {
                    secrets.push(&keys.access_key_secret);
                    secrets.extend(&keys.security_token);
                }
                secrets
            }
            Self::Http(request) => request.secret_headers.values().collect(),
            Self::SecretPut(put) => vec![&put.value],
            _ => Vec::new(),
        }
    }

    /// What of it is written into logs on the way: no place for a secret.
    fn open_texts(&self) -> Vec<&str> {
        match self {
            Self::Api(call) => call.params.values().map(String::as_str).collect(),
            Self::Http(request) => {
                let headers = request.headers.values().map(String::as_str);
                headers.chain([request.url.as_str()]).collect()
            }
            Self::Show(text) => vec![&text.en, &text.zh],
            Self::Authorize(page) => vec![&page.url],
            Self::OpenPage(page) => vec![&page.url],
            Self::Prompt(question) => vec![&question.title.en, &question.title.zh],
            _ => Vec::new(),
        }
    }
}

/// A text that a plugin let out, and where.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) place: &'static str,
    pub(super) text: String,
}

/// Something that was granted, with the call that it was granted to.
#[derive(Debug, Clone)]
pub(super) struct Granted {
    pub(super) ask: Ask,
    pub(super) permission: Permission,
    pub(super) mode: Option<String>,
    pub(super) fields: Fields,
}

/// What was seen of one call.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What was granted, in order.
    pub(super) granted: Vec<Granted>,
    /// Why something was refused: the manifest, or the call, does not let it through.
    pub(super) refused: Vec<String>,
    /// What the answers file has no answer for.
    pub(super) unanswered: BTreeSet<String>,
    /// The codes of the errors that the plugin was given.
    pub(super) given: BTreeSet<String>,
    /// What the plugin let out.
    pub(super) said: Vec<Said>,
    /// What must not be let out.
    pub(super) secrets: Vec<Secret>,
    /// What somebody answered that is none.
    pub(super) plain: Vec<String>,
}

impl Seen {
    pub(super) fn say(&mut self, place: &'static str, text: impl Into<String>) {
        let text = text.into();
        self.said.push(Said { place, text });
    }

    /// Takes down what was granted.
    pub(super) fn grant(&mut self, granted: Granted) {
        let place = match granted.ask {
            Ask::Api(_) => method::API_CALL,
            Ask::Http(_) => method::HTTP_REQUEST,
            Ask::Authorize(_) | Ask::OpenPage(_) => method::BROWSER_OPEN,
            Ask::Show(_) => method::PROMPT_SHOW,
            _ => method::PROMPT_ASK,
        };
        for text in granted.ask.open_texts() {
            let text = text.to_owned();
            self.said.push(Said { place, text });
        }
        self.secrets.extend(granted.ask.secrets().into_iter().cloned());
        self.granted.push(granted);
    }

    /// The API calls that were granted.
    pub(super) fn api_calls(&self) -> impl Iterator<Item = &ApiCall> {
        self.granted.iter().filter_map(|granted| match &granted.ask {
            Ask::Api(call) => Some(call),
            _ => None,
        })
    }
}
