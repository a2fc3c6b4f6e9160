//! `api.call`.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Serialize};

use crate::{
    protocol::credential::Keys,
    secret::{self, Secret},
};

/// How an API call is signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Auth {
    /// With the credentials of the profile that the call was made for. Not while these are being fetched.
    Profile,
    /// With these keys. Only in calls of a credential mode.
    Keys(Keys),
    /// Not at all, for API actions such as `AssumeRoleWithOIDC`. Only in calls of a credential mode.
    None,
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
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApiCall {
    /// The product's code, `Ecs` for instance.
    pub product: String,
    /// The API's version, `2014-05-26` for instance.
    pub version: String,
    /// The API action.
    pub action: String,
    /// The parameters, flattened the way the API wants them (`Tag.1.Key`).
    pub params: BTreeMap<Cow<'static, str>, String>,
    /// Parameters whose values are secrets, an OIDC token for instance: they are sent in the body, never in a URL.
    #[serde(default, with = "secret::wire", skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, String>"))]
    pub secret_params: BTreeMap<String, Secret>,
    /// The region whose endpoint answers. If absent, the call's own region, or the central endpoint of a product that
    /// has one (STS).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The name of the host that answers instead of the endpoint that the host knows, `sts-vpc.cn-hangzhou.aliyuncs.com`
    /// for instance, always over https. The manifest must let `http:https://` requests to it through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
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
            secret_params: BTreeMap::new(),
            region: None,
            endpoint: None,
            auth: Auth::Profile,
        }
    }

    /// Sets a parameter.
    #[must_use]
    pub fn param(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.insert(Cow::Borrowed(name), value.into());
        self
    }

    /// Sets a parameter whose value is a secret.
    #[must_use]
    pub fn secret_param(mut self, name: &'static str, value: Secret) -> Self {
        self.secret_params.insert(name.to_owned(), value);
        self
    }

    /// Signs in another way.
    #[must_use]
    pub fn signed_with(mut self, auth: Auth) -> Self {
        self.auth = auth;
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
