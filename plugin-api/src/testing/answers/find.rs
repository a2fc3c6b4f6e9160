//! Which entry answers.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::Value;

use super::{
    Answers,
    entry::{ApiEntry, GivenKeys, HttpEntry, HttpWhen, ProgramEntry},
};
use crate::{
    error::Error,
    manifest::{CredentialManifest, FieldType},
    protocol::{
        credential::{Credentials, Fields, Keys, ResolveAnswer},
        service::{ApiCall, Authorized, HttpRequest, HttpResponse, ProcessOutput, ProcessRun, Question},
    },
    secret::Secret,
};

/// The region of answers that do not say one.
const USUAL_REGION: &str = "cn-hangzhou";

/// Where a login page leads back to.
const REDIRECT: &str = "http://127.0.0.1:12345/cli/callback";

/// What an entry answers with; nothing where none matches.
pub type Found<T> = Option<Result<T, Error>>;

impl Answers {
    /// The answer to an API call.
    pub fn api(&self, call: &ApiCall) -> Found<Value> {
        let name = format!("{}/{}", call.product, call.action);
        let entry = self.api.get(&name)?.iter().find(|entry| entry.is_for(call))?;
        Some(or_error(&entry.error, || entry.body.clone().unwrap_or_default()))
    }

    /// The answer to an HTTP request.
    pub fn http(&self, request: &HttpRequest) -> Found<HttpResponse> {
        let entry = self.http.iter().find(|entry| entry.when.is_for(request))?;
        Some(or_error(&entry.error, || entry.response()))
    }

    /// How a program ends.
    pub fn program(&self, run: &ProcessRun) -> Found<ProcessOutput> {
        let entry = self.programs.iter().find(|entry| entry.is_for(run))?;
        Some(or_error(&entry.error, || ProcessOutput {
            code: entry.exit_code,
            output: Secret::new(entry.stdout.clone().unwrap_or_default()),
        }))
    }

    /// What a login page leads back with.
    pub fn page(&self, url: &str) -> Found<Authorized> {
        let entry = self
            .pages
            .iter()
            .find(|entry| fits(entry.when.url.as_deref(), url))?;
        Some(or_error(&entry.error, || Authorized {
            redirect_uri: REDIRECT.to_owned(),
            parameters: secrets(entry.parameters.iter().flatten()),
        }))
    }

    /// What a person answers.
    pub fn reply(&self, question: &Question) -> Found<Secret> {
        let is_for = |title: &Option<String>| title.as_ref().is_none_or(|title| *title == question.title.en);
        let entry = self.replies.iter().find(|entry| is_for(&entry.when.title))?;
        Some(or_error(&entry.error, || {
            Secret::new(entry.reply.clone().unwrap_or_default())
        }))
    }

    /// The content of a file.
    pub fn file(&self, path: &str) -> Option<Secret> {
        self.files.get(path).cloned().map(Secret::new)
    }

    /// The value of an environment variable.
    pub fn variable(&self, name: &str) -> Option<Secret> {
        self.environment.get(name).cloned().map(Secret::new)
    }

    /// A secret that the mode keeps already.
    pub fn kept(&self, mode: &str, name: &str) -> Option<Secret> {
        self.kept.get(mode)?.get(name).cloned().map(Secret::new)
    }

    /// The credentials of a profile that a field names.
    pub fn profile(&self, name: &str) -> Option<ResolveAnswer> {
        self.profiles.get(name).map(GivenKeys::credentials)
    }

    /// The fields of a profile of this mode, its secrets apart; none where the file has none.
    pub fn fields_of(&self, mode: &CredentialManifest) -> Option<Fields> {
        let given = self.fields.get(&mode.mode)?;
        let is_secret = |key: &str| {
            let mut fields = mode.fields.iter();
            fields.any(|field| field.key == key && field.field_type == FieldType::Secret)
        };
        let (secret, plain): (Vec<_>, Vec<_>) = given.iter().partition(|(key, _)| is_secret(key));
        Some(Fields {
            plain: plain
                .into_iter()
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
            secret: secrets(secret),
        })
    }

    /// The region that the answers for a resource type are of.
    pub fn region(&self, resource_type: &str) -> &str {
        self.regions
            .get(resource_type)
            .map_or(USUAL_REGION, String::as_str)
    }
}

impl ApiEntry {
    fn is_for(&self, call: &ApiCall) -> bool {
        self.when.iter().all(|(name, wanted)| {
            let plain = call.params.get(name.as_str()).map(String::as_str);
            let sent = plain.or_else(|| call.secret_params.get(name).map(Secret::expose));
            match (wanted, sent) {
                (Value::Null, sent) => sent.is_none(),
                (wanted, Some(sent)) => as_text(wanted) == sent,
                (_, None) => false,
            }
        })
    }
}

impl HttpWhen {
    fn is_for(&self, request: &HttpRequest) -> bool {
        let has = |(name, wanted): (&String, &String)| {
            let plain = request.headers.iter().map(|(name, value)| (name, value.as_str()));
            let secret = request
                .secret_headers
                .iter()
                .map(|(name, value)| (name, value.expose()));
            let mut all = plain.chain(secret);
            all.any(|(known, value)| known.eq_ignore_ascii_case(name) && value == wanted)
        };
        let body = request.body.as_ref().map_or("", Secret::expose);
        self.method
            .as_ref()
            .is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && fits(self.url.as_deref(), &request.url)
            && self.headers.iter().all(has)
            && self.body.as_ref().is_none_or(|part| body.contains(part))
            && (self.unix_socket.is_none() || self.unix_socket == request.unix_socket)
    }
}

impl HttpEntry {
    fn response(&self) -> HttpResponse {
        let body = self.body.as_ref().map(as_text).unwrap_or_default().into_owned();
        let mut response = HttpResponse::new(self.status.unwrap_or(200), body);
        response.headers = self.headers.clone();
        response
    }
}

impl ProgramEntry {
    fn is_for(&self, run: &ProcessRun) -> bool {
        self.when
            .command
            .as_ref()
            .is_none_or(|command| *command == run.command)
            && self
                .when
                .arguments
                .as_ref()
                .is_none_or(|arguments| *arguments == run.arguments)
    }
}

impl GivenKeys {
    fn credentials(&self) -> ResolveAnswer {
        ResolveAnswer {
            credentials: Credentials::Keys(Keys {
                access_key_id: self.access_key_id.clone(),
                access_key_secret: Secret::new(self.access_key_secret.clone()),
                security_token: self.security_token.clone().map(Secret::new),
            }),
            expires_at: self.expires_at.clone(),
        }
    }
}

fn or_error<T>(error: &Option<Error>, answer: impl FnOnce() -> T) -> Result<T, Error> {
    match error {
        Some(error) => Err(error.clone()),
        None => Ok(answer()),
    }
}

/// Whether a URL is the one that is meant.
fn fits(wanted: Option<&str>, url: &str) -> bool {
    match wanted.map(|wanted| (wanted, wanted.strip_suffix('*'))) {
        None => true,
        Some((_, Some(beginning))) => url.starts_with(beginning),
        Some((whole, None)) => url == whole,
    }
}

/// A text as it is, other JSON encoded.
fn as_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

fn secrets<'a>(texts: impl IntoIterator<Item = (&'a String, &'a String)>) -> BTreeMap<String, Secret> {
    let texts = texts.into_iter();
    texts
        .map(|(name, text)| (name.clone(), Secret::new(text.clone())))
        .collect()
}
