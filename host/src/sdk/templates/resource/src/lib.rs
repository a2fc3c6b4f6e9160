//! The resource type `{{id}}`.
//!
//! To begin with it has the snapshots of ECS disks. The manifest says what yun offers: columns,
//! filters and actions. This file turns one page, one look at some ids, or one action into a call
//! of the API. yun signs and sends it, follows the pages, asks several regions at once, shows the
//! rows, asks before something is done that cannot be undone, and waits until an action is over.
//!
//! Facts are those of ECS, version 2014-05-26.

use serde::Deserialize;
use serde_json::Value;
use yun_plugin_api::{
    ActAnswer, ActRequest, ActResult, ApiCall, Error, GetAnswer, GetRequest, Host, ListPage,
    ListRequest, Plugin, ResourceType, Row, export_plugin,
    object::{self, Object, Table},
    query::Parameters,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

/// The type's name, as in the manifest.
const TYPE: &str = "{{id}}";

/// How many snapshots a page has; the API gives no more at once.
const PAGE: &str = "100";

/// Which filter of the manifest is which parameter of the API.
const FILTERS: Parameters = Parameters {
    singles: &[("name", "SnapshotName"), ("status", "Status")],
    lists: &[],
    numbered: &[],
    most: 100,
};

fn plugin() -> Plugin {
    Plugin::new().resource_type(TYPE, Snapshots)
}

struct Snapshots;

/// The fields of a snapshot that are shown as they are, with their columns; the first is its id.
impl Table for Snapshots {
    const TEXTS: &'static [(&'static str, &'static str)] = &[
        ("SnapshotId", "id"),
        ("SnapshotName", "name"),
        ("Status", "status"),
        ("SourceDiskId", "disk"),
        ("CreationTime", "created_at"),
        ("Progress", "progress"),
    ];
    const OTHERS: &'static [&'static str] = &[];
}

/// A page of `DescribeSnapshots`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    snapshots: Found,
    next_token: Option<String>,
    total_count: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    snapshot: Vec<Object<Snapshots>>,
}

impl ResourceType for Snapshots {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let call = call("DescribeSnapshots", &request.region)
            .param("MaxResults", PAGE)
            .maybe("NextToken", request.token)
            .maybe("ResourceGroupId", request.resource_group);
        let page: Page = host.api_call(&FILTERS.add_to(call, &request.filters)?)?;
        let snapshots = page.snapshots.snapshot.into_iter();
        Ok(ListPage {
            rows: snapshots.map(|one| row(one, &request.region)).collect(),
            token: page.next_token.filter(|token| !token.is_empty()),
            total: page.total_count,
            ..ListPage::default()
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call = call("DescribeSnapshots", &request.region)
            .param("MaxResults", PAGE)
            .json_list("SnapshotIds", &request.ids);
        let found = object::at(host.api_call(&call)?, &["Snapshots", "Snapshot"]);
        let row = |one| row(one, &request.region);
        let resources = object::resources(&call.action, found, row)?;
        Ok(GetAnswer { resources })
    }

    fn act(&self, host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        if request.action != "rename" {
            return Err(Error::unsupported(format!("the action {}", request.action)));
        }
        // One call of `act` sends one request; the manifest's `batch` says for how many ids.
        let mut call = call("ModifySnapshotAttribute", &request.region)
            .maybe("SnapshotName", request.params.get("name").cloned());
        for id in &request.ids {
            call = call.param("SnapshotId", id);
        }
        host.api_call::<Value>(&call)?;
        let results = request.ids.into_iter().map(ActResult::accepted).collect();
        Ok(ActAnswer { results })
    }
}

fn call(action: &str, region: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", action).param("RegionId", region)
}

/// A snapshot under the keys of the manifest's columns.
fn row(mut snapshot: Object<Snapshots>, region: &str) -> Row {
    snapshot.take_row().with("region", region)
}

#[cfg(test)]
mod tests;
