//! The resource type `disks`: cloud disks and local disks of ECS instances.
//!
//! Facts are those of the API of the product Ecs, version 2014-05-26. `disk.rs` has a disk as a row, `query.rs` the
//! filters as parameters, `act.rs` the actions.

mod act;
mod disk;
mod query;

use serde::Deserialize;
use yun_plugin_api::{
    ActAnswer, ActRequest, ApiCall, Error, GetAnswer, GetRequest, Host, ListPage, ListRequest, Plugin,
    ResourceType, export_plugin, object,
};

use disk::Disk;
use query::FILTERS;

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().resource_type("disks", DisksOfEcs)
}

/// `MaxResults` is at least 10, and at most 500.
const SMALLEST_PAGE: u64 = 10;
const LARGEST_PAGE: u64 = 500;

/// The manifest's `get_batch`: how many ids `DiskIds` takes.
const LARGEST_BATCH: u64 = 100;

struct DisksOfEcs;

/// A page of `DescribeDisks`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    disks: List,
    next_token: Option<String>,
    total_count: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct List {
    disk: Vec<Disk>,
}

impl ResourceType for DisksOfEcs {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let size = request.wanted.unwrap_or(LARGEST_PAGE);
        let call = describe_disks(&request.region, size.clamp(SMALLEST_PAGE, LARGEST_PAGE))
            .maybe("NextToken", request.token.as_deref())
            .maybe("ResourceGroupId", request.resource_group);
        let answer: Page = host.api_call(&FILTERS.add_to(call, &request.filters)?)?;
        Ok(ListPage {
            rows: answer.disks.disk.into_iter().map(disk::row).collect(),
            token: answer.next_token.filter(|token| !token.is_empty()),
            // What the API says of it on a page with a token means nothing.
            total: answer.total_count.filter(|_| request.token.is_none()),
            ..ListPage::default()
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call = describe_disks(&request.region, LARGEST_BATCH).json_list("DiskIds", &request.ids);
        let found = object::at(host.api_call(&call)?, &["Disks", "Disk"]);
        Ok(GetAnswer {
            resources: object::resources(&call.action, found, disk::row)?,
        })
    }

    fn act(&self, host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        act::act(host, request)
    }
}

fn describe_disks(region: &str, size: u64) -> ApiCall {
    ecs("DescribeDisks")
        .param("RegionId", region)
        .param("MaxResults", size.to_string())
}

/// A call of ECS, which goes to the endpoint of the region that yun asks in.
fn ecs(action: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", action)
}

#[cfg(test)]
mod tests;
