//! Requests and answers of the host's services.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

/// How an API call is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Auth {
    /// With the credentials of the profile that the call was made for.
    Profile,
}

/// `api.call`: an RPC-style API call, which the host signs, sends and, where that is harmless, sends again.
///
/// ```
/// use yun_plugin_api::ApiCall;
///
/// let call = ApiCall::new("Ecs", "2014-05-26", "DescribeInstances")
///     .param("RegionId", "cn-hangzhou")
///     .param("MaxResults", "100")
///     .json_list("InstanceIds", &["i-1".to_owned()])
///     .indexed("Tag.1.Key", "env");
/// assert_eq!(call.params["InstanceIds"], r#"["i-1"]"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiCall {
    /// The product's code, `Ecs` for instance.
    pub product: String,
    /// The API's version, `2014-05-26` for instance.
    pub version: String,
    /// The API action.
    pub action: String,
    /// The parameters, flattened the way the API wants them (`Tag.1.Key`).
    pub params: BTreeMap<Cow<'static, str>, String>,
    /// The region whose endpoint answers; the call's own region if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// How it is signed.
    pub auth: Auth,
}

impl ApiCall {
    /// Creates a call without parameters, signed with the profile's credentials.
    pub fn new(product: impl Into<String>, version: impl Into<String>, action: impl Into<String>) -> Self {
        Self {
            product: product.into(),
            version: version.into(),
            action: action.into(),
            params: BTreeMap::new(),
            region: None,
            auth: Auth::Profile,
        }
    }

    /// Sets a parameter.
    #[must_use]
    pub fn param(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.insert(Cow::Borrowed(name), value.into());
        self
    }

    /// Sets a parameter if there is a value for it.
    #[must_use]
    pub fn maybe(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.param(name, value),
            None => self,
        }
    }

    /// Sets a parameter whose name is made at run time, `Tag.2.Key` for instance.
    #[must_use]
    pub fn indexed(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.insert(Cow::Owned(name.into()), value.into());
        self
    }

    /// Sets a parameter that the API takes as a JSON array in a string.
    #[must_use]
    pub fn json_list(self, name: &'static str, values: &[String]) -> Self {
        let list = serde_json::Value::from(values.to_vec()).to_string();
        self.param(name, list)
    }
}

/// The level of a log record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Level {
    /// Something failed.
    Error,
    /// Something is odd.
    Warn,
    /// Worth knowing.
    Info,
    /// For the plugin's author.
    Debug,
    /// For the plugin's author, in detail. Levels of a newer protocol are read as this one.
    #[serde(other)]
    Trace,
}

/// `log`: one record for the host's log. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRecord {
    /// The level.
    pub level: Level,
    /// The text.
    pub message: String,
}

/// `progress`: how far the call is, for a person who waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is going on, a few words.
    pub message: String,
    /// How much is done, in any unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// How much there is, in the same unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// The answer of `cancelled`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// Whether nobody waits for this call any more.
    pub cancelled: bool,
}
