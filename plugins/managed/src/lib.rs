//! The resource type `managed`: machines outside ECS that Cloud Assistant looks after.
//!
//! Facts are those of the API of the product Ecs, version 2014-05-26, whose managed instances have ids like `mi-…`.

mod instance;
mod query;

use serde::Deserialize;
use serde_json::Value;
use yun_plugin_api::{
    ActAnswer, ActRequest, ActResult, ApiCall, Error, GetAnswer, GetRequest, Host, ListPage, ListRequest,
    Plugin, ResourceType, export_plugin, object, query::numbered,
};

use instance::Instance;
use query::FILTERS;

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().resource_type("managed", Managed)
}

/// `MaxResults` is at most 50.
const LARGEST_PAGE: u64 = 50;

struct Managed;

/// A page of `DescribeManagedInstances`. Its `TotalCount` means nothing where pages have tokens.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    instances: Vec<Instance>,
    #[serde(default)]
    next_token: Option<String>,
}

impl ResourceType for Managed {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let size = request.wanted.unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
        let call = ecs("DescribeManagedInstances", &request.region)
            .param("MaxResults", size.to_string())
            .maybe("NextToken", request.token.as_deref())
            .maybe("ResourceGroupId", request.resource_group.as_deref());
        let answer: Page = host.api_call(&FILTERS.add_to(call, &request.filters)?)?;
        let instances = answer.instances.into_iter();
        Ok(ListPage {
            rows: instances
                .map(|instance| instance::row(instance, &request.region))
                .collect(),
            token: answer.next_token.filter(|token| !token.is_empty()),
            ..ListPage::default()
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call =
            ecs("DescribeManagedInstances", &request.region).param("MaxResults", LARGEST_PAGE.to_string());
        let call = numbered(call, "InstanceId", &request.ids);
        let found = object::at(host.api_call(&call)?, &["Instances"]);
        let row = |instance| instance::row(instance, &request.region);
        Ok(GetAnswer {
            resources: object::resources(&call.action, found, row)?,
        })
    }

    /// Each change takes one id.
    fn act(&self, host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        let call = match request.action.as_str() {
            "rename" => ecs("ModifyManagedInstance", &request.region)
                .maybe("InstanceName", request.params.get("name")),
            "deregister" => {
                ecs("DeregisterManagedInstance", &request.region).maybe("ClientToken", request.client_token)
            }
            other => return Err(Error::unsupported(format!("the action {other}"))),
        };
        let id = request.ids.into_iter().next().unwrap_or_default();
        host.api_call::<Value>(&call.param("InstanceId", &id))?;
        Ok(ActAnswer {
            results: vec![ActResult::accepted(id)],
        })
    }
}

/// A call of ECS in a region.
fn ecs(action: &str, region: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", action).param("RegionId", region)
}

#[cfg(test)]
mod tests;
