//! How the sandbox answers: from the answers file, or wrongly on purpose.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value as Json;
use yun_plugin_api::{
    __private::encode, Authorized, Error as PluginError, HttpResponse, ProcessOutput, Secret,
};

use super::mangling::Mangling;

/// How the services of one call answer.
#[derive(Debug, Clone)]
pub(super) enum Answering {
    /// As the answers file says.
    Answers,
    /// Every service fails so.
    Fail(PluginError),
    /// APIs and programs answer with this text, HTTP requests with it and this status, files hold it.
    Text(u16, Arc<str>),
    /// As the answers file says, but for one place in the JSON.
    Mangled(Mangling),
    /// Nobody answers until the call is cancelled; then each service ends with this error.
    Silent(PluginError),
}

type Found<T> = Result<T, PluginError>;

impl Answering {
    /// The error of a service that has no content to get wrong.
    pub(super) fn fails(&self) -> Result<(), PluginError> {
        match self {
            Self::Fail(error) | Self::Silent(error) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// The body of an API's answer.
    pub(super) fn body(&self, found: impl FnOnce() -> Found<Json>) -> Found<Vec<u8>> {
        self.fails()?;
        match self {
            Self::Text(_, text) => Ok(text.as_bytes().to_vec()),
            Self::Mangled(mangling) => encode(&mangling.mangled(found()?)),
            _ => encode(&found()?),
        }
    }

    /// The answer to an HTTP request.
    pub(super) fn response(&self, found: impl FnOnce() -> Found<HttpResponse>) -> Found<HttpResponse> {
        self.fails()?;
        match self {
            Self::Text(status, text) => Ok(HttpResponse::new(*status, text.to_string())),
            Self::Mangled(mangling) => {
                let mut response = found()?;
                response.body = mangling.mangled_text(&response.body);
                Ok(response)
            }
            _ => found(),
        }
    }

    /// How a program ends.
    pub(super) fn output(&self, found: impl FnOnce() -> Found<ProcessOutput>) -> Found<ProcessOutput> {
        self.fails()?;
        match self {
            Self::Text(status, text) => Ok(ProcessOutput::new(i32::from(*status != 200), text.to_string())),
            Self::Mangled(mangling) => {
                let mut output = found()?;
                output.output = mangling.mangled_text(&output.output);
                Ok(output)
            }
            _ => found(),
        }
    }

    /// What a login page leads back with.
    pub(super) fn page(&self, found: impl FnOnce() -> Found<Authorized>) -> Found<Authorized> {
        self.fails()?;
        let mut page = found()?;
        match self {
            Self::Text(200, _) => page.parameters = BTreeMap::new(),
            Self::Text(_, text) => {
                page.parameters = [("error".to_owned(), Secret::new(text.to_string()))].into();
            }
            _ => {}
        }
        Ok(page)
    }

    /// A text: a file's content, or what somebody answers.
    pub(super) fn text(&self, found: impl FnOnce() -> Found<Secret>) -> Found<Secret> {
        self.fails()?;
        match self {
            Self::Text(_, text) => Ok(Secret::new(text.to_string())),
            _ => found(),
        }
    }
}
