//! The resource type `eci`: elastic container instances, which are groups of containers.
//!
//! Facts are those of the product Eci, version 2018-08-08.

mod cursor;
mod group;
mod logs;
mod query;

use serde::Deserialize;
use serde_json::Value;
use yun_plugin_api::{
    AccessAnswer, AccessRequest, ActAnswer, ActRequest, ActResult, ApiCall, Error, GetAnswer, GetRequest,
    Host, ListPage, ListRequest, Plugin, RegionsAnswer, RegionsRequest, ResourceType, ViewAnswer,
    ViewRequest, export_plugin, object,
};

use group::ContainerGroup;
use query::FILTERS;

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().resource_type("eci", Eci)
}

/// `Limit` is at most 20.
const LARGEST_PAGE: u64 = 20;

struct Eci;

/// A page of `DescribeContainerGroups`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    container_groups: Option<Vec<ContainerGroup>>,
    next_token: Option<String>,
    total_count: Option<u64>,
}

impl ResourceType for Eci {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let size = request.wanted.unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
        let call = call("DescribeContainerGroups", &request.region)
            .param("Limit", size.to_string())
            .maybe("NextToken", request.token)
            .maybe("ResourceGroupId", request.resource_group);
        let answer: Page = host.api_call(&FILTERS.add_to(call, &request.filters)?)?;
        let groups = answer.container_groups.unwrap_or_default();
        Ok(ListPage {
            rows: groups.into_iter().map(group::row).collect(),
            token: answer.next_token.filter(|token| !token.is_empty()),
            total: answer.total_count,
            ..ListPage::default()
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call = describe(&request.region, &request.ids).param("WithEvent", "true");
        let resources = match object::at(host.api_call(&call)?, &["ContainerGroups"]) {
            Value::Null => Vec::new(),
            found => object::resources(&call.action, found, group::row_in_full)?,
        };
        Ok(GetAnswer { resources })
    }

    fn act(&self, host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        let [id] = request.ids.as_slice() else {
            return Err(Error::unsupported("actions on several instances at once"));
        };
        let call = match request.action.as_str() {
            "restart" => call("RestartContainerGroup", &request.region),
            "release" => {
                call("DeleteContainerGroup", &request.region).maybe("ClientToken", request.client_token)
            }
            other => return Err(Error::unsupported(format!("the action {other}"))),
        };
        host.api_call::<Value>(&call.param("ContainerGroupId", id))?;
        Ok(ActAnswer {
            results: vec![ActResult::accepted(id)],
        })
    }

    fn view(&self, host: &Host, request: ViewRequest) -> Result<ViewAnswer, Error> {
        match request.view.as_str() {
            "logs" => logs::show(host, &request),
            other => Err(Error::unsupported(format!("the view {other}"))),
        }
    }

    fn regions(&self, host: &Host, request: RegionsRequest) -> Result<RegionsAnswer, Error> {
        let call = call("DescribeRegions", &request.region);
        let found = object::at(host.api_call(&call)?, &["Regions"]);
        Ok(RegionsAnswer {
            regions: object::texts(&call.action, &found, "RegionId")?,
        })
    }

    /// A list says nothing of missing rights, but every other API action does. Who may not even name the regions may
    /// hardly see instances; of who may, nothing is known.
    fn access(&self, host: &Host, request: AccessRequest) -> Result<AccessAnswer, Error> {
        host.api_call::<Value>(&call("DescribeRegions", &request.region))?;
        Ok(AccessAnswer { certain: false })
    }
}

fn call(action: &str, region: &str) -> ApiCall {
    ApiCall::new("Eci", "2018-08-08", action).param("RegionId", region)
}

/// Asks for groups by their ids, 20 at most.
fn describe(region: &str, ids: &[String]) -> ApiCall {
    call("DescribeContainerGroups", region)
        .param("Limit", LARGEST_PAGE.to_string())
        .json_list("ContainerGroupIds", ids)
}

#[cfg(test)]
mod tests;
