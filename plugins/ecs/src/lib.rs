//! The resource type `ecs`: instances of Elastic Compute Service.
//!
//! Facts are those of the API `DescribeInstances` of the product Ecs, version 2014-05-26.

mod instance;
mod query;

use serde::Deserialize;
use serde_json::Value;
use yun_plugin_api::{
    ApiCall, Error, GetAnswer, GetRequest, Host, ListPage, ListRequest, Plugin, Resource, ResourceType,
    export_plugin,
};

use instance::Instance;

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().resource_type("ecs", Ecs)
}

/// `MaxResults` is at most 100.
const LARGEST_PAGE: u64 = 100;

struct Ecs;

/// The answer of `DescribeInstances`, its instances typed or as they came.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<T> {
    instances: List<T>,
    #[serde(default)]
    next_token: Option<String>,
    #[serde(default)]
    total_count: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct List<T> {
    instance: Vec<T>,
}

impl ResourceType for Ecs {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let size = request.wanted.unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
        let call = describe_instances(&request.region)
            .param("MaxResults", size.to_string())
            .maybe("NextToken", request.token.as_deref())
            .maybe("ResourceGroupId", request.resource_group.as_deref());
        let call = query::with_filters(call, &request.filters)?;
        let answer: Answer<Instance> = host.api_call(&call)?;
        Ok(ListPage {
            rows: answer
                .instances
                .instance
                .into_iter()
                .map(Instance::into_row)
                .collect(),
            token: answer.next_token.filter(|token| !token.is_empty()),
            total: answer.total_count,
            ..ListPage::default()
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call = describe_instances(&request.region)
            .param("MaxResults", LARGEST_PAGE.to_string())
            .json_list("InstanceIds", &request.ids);
        let answer: Answer<Value> = host.api_call(&call)?;
        let resources = answer
            .instances
            .instance
            .into_iter()
            .map(resource)
            .collect::<Result<_, _>>()?;
        Ok(GetAnswer { resources })
    }
}

fn describe_instances(region: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", "DescribeInstances").param("RegionId", region)
}

fn resource(raw: Value) -> Result<Resource, Error> {
    // By way of its text, an instance is read by the same code as in a list: half of this library is such code.
    let instance: Instance =
        serde_json::from_str(&raw.to_string()).map_err(|error| instance::unexpected(&error))?;
    Ok(Resource {
        row: instance.into_row(),
        raw,
    })
}

#[cfg(test)]
mod tests;
