//! The resource type `ecs`: instances of Elastic Compute Service.
//!
//! Facts are those of the API of the product Ecs, version 2014-05-26.

mod act;
mod anywhere;
mod instance;
mod query;

use serde::Deserialize;
use yun_plugin_api::{
    ActAnswer, ActRequest, ApiCall, Error, GetAnswer, GetRequest, Host, ListPage, ListRequest, Plugin,
    ResourceType, export_plugin, object,
};

use anywhere::Place;
use instance::Instance;
use query::FILTERS;

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

/// A page of `DescribeInstances`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    instances: List,
    #[serde(default)]
    next_token: Option<String>,
    #[serde(default)]
    total_count: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct List {
    instance: Vec<Instance>,
}

impl ResourceType for Ecs {
    fn list(&self, host: &Host, mut request: ListRequest) -> Result<ListPage, Error> {
        let place = Place::of(&mut request)?;
        let size = request.wanted.unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
        let call = describe_instances(&request.region)
            .param("MaxResults", size.to_string())
            .maybe("NextToken", request.token.as_deref())
            .maybe("ResourceGroupId", request.resource_group.as_deref());
        let mut call = FILTERS.add_to(call, &request.filters)?;
        if let Some(place) = &place {
            call = place.ask(call);
        }
        let answer: Page = host.api_call(&call)?;
        let token = answer.next_token.filter(|token| !token.is_empty());
        // Of a list that is several, none says how long it is.
        let (token, total) = match place {
            Some(place) => (place.next(token), None),
            None => (token, answer.total_count),
        };
        Ok(ListPage {
            rows: answer.instances.instance.into_iter().map(instance::row).collect(),
            token,
            total,
            ..ListPage::default()
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call = describe_instances(&request.region)
            .param("MaxResults", LARGEST_PAGE.to_string())
            .json_list("InstanceIds", &request.ids);
        let found = object::at(host.api_call(&call)?, &["Instances", "Instance"]);
        Ok(GetAnswer {
            resources: object::resources(&call.action, found, instance::row)?,
        })
    }

    fn act(&self, host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        act::act(host, request)
    }
}

fn describe_instances(region: &str) -> ApiCall {
    ecs("DescribeInstances", region)
}

/// A call of ECS in a region.
fn ecs(action: &str, region: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", action).param("RegionId", region)
}

#[cfg(test)]
mod act_tests;
#[cfg(test)]
mod tests;
