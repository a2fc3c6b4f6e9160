//! Requests and answers of resource types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Row;
use crate::error::Error;

/// One filter of a list, as `--filter KEY=VALUE` gave it; a key may come several times if the manifest says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Filter {
    /// The key of one of the manifest's filters.
    pub key: String,
    /// The value, never empty.
    pub value: String,
}

/// `resource.list`: one page, please.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListRequest {
    /// The resource type, as the manifest names it.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// The region; for a type of scope `global` the profile's default region.
    pub region: String,
    /// Only resources of this resource group.
    #[serde(default)]
    pub resource_group: Option<String>,
    /// Only resources that pass all of these.
    #[serde(default)]
    pub filters: Vec<Filter>,
    /// The page's token, from the page before; absent for the first page.
    #[serde(default)]
    pub token: Option<String>,
    /// How many rows are still wanted, if that is known: a page larger than this is a waste.
    #[serde(default)]
    pub wanted: Option<u64>,
}

impl ListRequest {
    /// Asks for the first page of `resource_type` in `region`.
    pub fn new(resource_type: impl Into<String>, region: impl Into<String>) -> Self {
        Self {
            resource_type: resource_type.into(),
            region: region.into(),
            resource_group: None,
            filters: Vec::new(),
            token: None,
            wanted: None,
        }
    }

    /// The value of the filter `key`; the last one if it came several times.
    pub fn filter(&self, key: &str) -> Option<&str> {
        self.filters
            .iter()
            .rev()
            .find(|filter| filter.key == key)
            .map(|filter| filter.value.as_str())
    }
}

/// One page of rows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListPage {
    /// The rows, each with a cell for `id`, `name`, `status` and `region` at least.
    pub rows: Vec<Row>,
    /// The next page's token; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// On the first page of a list whose pages have numbers: the tokens of all others. The host then asks for them side
    /// by side, and once more where their totals differ, since rows have moved between them. `token` is there as well,
    /// for hosts that take one page after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<String>,
    /// How many rows all pages hold, if the API says so. Where `pages` is used, every page says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// `resource.regions`: in which regions can the type be?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegionsRequest {
    /// The resource type, as the manifest names it.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// The profile's own region, whose endpoint may be asked.
    pub region: String,
}

/// The answer to [`RegionsRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegionsAnswer {
    /// The regions' ids.
    pub regions: Vec<String>,
}

/// `resource.access`: may the caller see resources of the type in this region?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessRequest {
    /// The resource type, as the manifest names it.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// The region.
    pub region: String,
}

/// The answer to [`AccessRequest`]. That the caller may not is an error of kind
/// [`Permission`](crate::ErrorKind::Permission) instead.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessAnswer {
    /// Whether it is certain that the caller may; otherwise it cannot be told.
    pub certain: bool,
}

/// `resource.get`: these resources, please.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GetRequest {
    /// The resource type, as the manifest names it.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// The region to look in.
    pub region: String,
    /// The ids, at most as many as the manifest's `get_batch`; without one as the largest `batch` of its actions, or one.
    pub ids: Vec<String>,
}

/// A resource in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Resource {
    /// The same row that a list gives.
    pub row: Row,
    /// The API's own object, as it came.
    pub raw: Value,
}

/// The answer to [`GetRequest`]. Ids that do not exist are not in it: that is no error here.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GetAnswer {
    /// What was found, in any order.
    pub resources: Vec<Resource>,
}

/// `resource.act`: carry out an action on these resources.
///
/// The host asks only for actions that the manifest offers, and for a dry run only of an action that declares
/// one; within the call it lets through only the API actions that the action's `calls` lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActRequest {
    /// The resource type, as the manifest names it.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// The region that the resources are in.
    pub region: String,
    /// The action, as the manifest names it.
    pub action: String,
    /// The ids, at most the action's `batch`.
    pub ids: Vec<String>,
    /// The action's parameters by key.
    pub params: BTreeMap<String, String>,
    /// Whether nothing may change: the API's own dry run is to be used.
    pub dry_run: bool,
    /// A token that makes a repeated request harmless, for the API's `ClientToken`: given to actions whose manifest says
    /// `client_token`. A call that carries it is sent again when its answer is lost.
    #[serde(default)]
    pub client_token: Option<String>,
}

/// What became of one id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActResult {
    /// The id.
    pub id: String,
    /// Whether the API accepted the action, or the resource already was where it leads.
    pub ok: bool,
    /// Whether the resource already was where the action leads.
    #[serde(default)]
    pub unchanged: bool,
    /// The status after the request, if the API says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The status before the request, if the API says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_status: Option<String>,
    /// Why it was not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
}

impl ActResult {
    /// The API accepted the action for `id`.
    pub fn accepted(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ok: true,
            unchanged: false,
            status: None,
            previous_status: None,
            error: None,
        }
    }

    /// The API refused the action for `id`.
    pub fn refused(id: impl Into<String>, error: Error) -> Self {
        Self {
            ok: false,
            error: Some(error),
            ..Self::accepted(id)
        }
    }
}

/// The answer to [`ActRequest`]: one result an id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActAnswer {
    /// One result an id, in any order.
    pub results: Vec<ActResult>,
}

/// `resource.view`: show one of the manifest's views, a log for instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ViewRequest {
    /// The resource type, as the manifest names it.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// The region that the resource is in.
    pub region: String,
    /// The view, as the manifest names it.
    pub view: String,
    /// The resource.
    pub id: String,
    /// The view's parameters by key.
    pub params: BTreeMap<String, String>,
    /// Whether the answer's `cursor` is wanted, to ask again for what is new. Never for a view whose manifest does not
    /// say `follow`.
    #[serde(default)]
    pub follow: bool,
    /// Where the answer before ended: only what came since is wanted.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// The answer to [`ViewRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ViewAnswer {
    /// The text to show.
    pub text: String,
    /// Where the text ends, in the plugin's own words, if the view is being followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Whether nothing more will come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ended: bool,
}
