//! One API request as it arrived: method, query, headers, body, and the parameters out of them.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::encoding::decode_pairs;
use super::error::ApiError;
use super::record::Transport;

/// A request to the gateway, read but not yet judged.
pub(crate) struct ApiRequest {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    /// Lower-case names; the values of a repeated header joined with commas.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Bytes,
    pub(crate) parameters: Parameters,
    pub(crate) transport: Transport,
}

impl ApiRequest {
    pub(crate) fn read(parts: &Parts, body: Bytes) -> Self {
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in &parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).trim().to_owned();
            headers
                .entry(name.as_str().to_owned())
                .and_modify(|all| *all = format!("{all},{value}"))
                .or_insert(value);
        }
        let query = decode_pairs(parts.uri.query().unwrap_or_default());
        let mut parameters: BTreeMap<String, String> = query.iter().cloned().collect();
        let kind = headers
            .get("content-type")
            .map(String::as_str)
            .unwrap_or_default();
        if kind.starts_with("application/x-www-form-urlencoded") {
            parameters.extend(decode_pairs(&String::from_utf8_lossy(&body)));
        } else if kind.starts_with("application/json") {
            parameters.extend(texts(&body));
        }
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query,
            headers,
            body,
            parameters: Parameters(parameters),
            transport: parts.extensions.get().copied().unwrap_or(Transport::Http),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The action's name, from the header or from the common parameter.
    pub(crate) fn action(&self) -> Option<&str> {
        self.header("x-acs-action")
            .or_else(|| self.parameters.text("Action"))
    }

    /// The API version, from the header or from the common parameter.
    pub(crate) fn version(&self) -> Option<&str> {
        self.header("x-acs-version")
            .or_else(|| self.parameters.text("Version"))
    }

    /// The token in `Authorization: Bearer …`.
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.header("authorization")?.strip_prefix("Bearer ")
    }

    pub(crate) fn host(&self) -> &str {
        self.header("host").unwrap_or_default()
    }
}

/// The fields of a JSON object that are texts.
fn texts(body: &[u8]) -> Vec<(String, String)> {
    let fields: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    let texts = fields.into_iter().filter_map(|(name, value)| match value {
        Value::String(text) => Some((name, text)),
        _ => None,
    });
    texts.collect()
}

/// The parameters of an action, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(pub(crate) BTreeMap<String, String>);

impl Parameters {
    /// The parameter's value; an empty one counts as not given.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
    /// A switch; off when it is not given.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.text(name) {
            None => Ok(false),
            Some(text) => text
                .to_lowercase()
                .parse()
                .map_err(|_| ApiError::invalid_parameter(name)),
        }
    }

    /// One of these; the first when it is not given.
    pub(crate) fn choice(&self, name: &str, choices: &[&'static str]) -> Result<&'static str, ApiError> {
        let given = self.text(name).unwrap_or(choices[0]);
        let chosen = choices.iter().find(|choice| **choice == given);
        chosen.copied().ok_or_else(|| ApiError::invalid_parameter(name))
    }

    /// The values of `NAME.1`, `NAME.2` and so on.
    pub(crate) fn numbered(&self, name: &str, most: usize) -> Result<Vec<String>, ApiError> {
        let values: Vec<String> = (1..)
            .map_while(|number| self.text(&format!("{name}.{number}")).map(str::to_owned))
            .collect();
        if values.len() <= most {
            Ok(values)
        } else {
            Err(ApiError::invalid_parameter(name))
        }
    }
}
