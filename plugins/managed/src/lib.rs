//! The resource type `managed`: machines outside ECS that Cloud Assistant looks after.
//!
//! Facts are those of the API of the product Ecs, version 2014-05-26, whose managed instances have ids like `mi-…`.

mod instance;
mod query;

use serde::Deserialize;
use serde_json::Value;
use yun_plugin_api::{
    ActAnswer, ActRequest, ActResult, ApiCall, Error, GetAnswer, GetRequest, Host, ListPage, ListRequest,
    Plugin, Resource, ResourceType, export_plugin,
};

use instance::Instance;

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

/// The answer of `DescribeManagedInstances`, its instances typed or as they came. Its `TotalCount` means nothing where
/// pages have tokens.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<T> {
    instances: Vec<T>,
    #[serde(default)]
    next_token: Option<String>,
}

/// The answer to a change, which says nothing that is not known.
#[derive(Deserialize)]
struct Changed {}

impl ResourceType for Managed {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let size = request.wanted.unwrap_or(LARGEST_PAGE).clamp(1, LARGEST_PAGE);
        let call = ecs("DescribeManagedInstances", &request.region)
            .param("MaxResults", size.to_string())
            .maybe("NextToken", request.token.as_deref())
            .maybe("ResourceGroupId", request.resource_group.as_deref());
        let call = query::with_filters(call, &request.filters)?;
        let answer: Answer<Instance> = host.api_call(&call)?;
        let instances = answer.instances.into_iter();
        Ok(ListPage {
            rows: instances
                .map(|instance| instance.into_row(&request.region))
                .collect(),
            token: answer.next_token.filter(|token| !token.is_empty()),
            ..ListPage::default()
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call =
            ecs("DescribeManagedInstances", &request.region).param("MaxResults", LARGEST_PAGE.to_string());
        let call = query::with_ids(call, request.ids.iter());
        let answer: Answer<Value> = host.api_call(&call)?;
        let resources = answer.instances.into_iter();
        let resources = resources.map(|raw| resource(raw, &request.region));
        Ok(GetAnswer {
            resources: resources.collect::<Result<_, _>>()?,
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
        let _: Changed = host.api_call(&call.param("InstanceId", &id))?;
        Ok(ActAnswer {
            results: vec![ActResult::accepted(id)],
        })
    }
}

/// A call of ECS in a region.
fn ecs(action: &str, region: &str) -> ApiCall {
    ApiCall::new("Ecs", "2014-05-26", action).param("RegionId", region)
}

fn resource(raw: Value, region: &str) -> Result<Resource, Error> {
    // By way of its text, an instance is read by the same code as in a list.
    let instance: Instance =
        serde_json::from_str(&raw.to_string()).map_err(|error| instance::unexpected(&error))?;
    Ok(Resource {
        row: instance.into_row(region),
        raw,
    })
}

#[cfg(test)]
mod tests;
