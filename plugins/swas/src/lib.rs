//! The resource type `swas`: simple application servers.
//!
//! Facts are those of the product SWAS-OPEN, version 2020-06-01.

mod query;
mod server;

use serde::Deserialize;
use serde_json::Value;
use yun_plugin_api::{
    ActAnswer, ActRequest, ActResult, ApiCall, Error, ErrorKind, GetAnswer, GetRequest, Host, ListPage,
    ListRequest, Plugin, RegionsAnswer, RegionsRequest, ResourceType, export_plugin, object,
};

use query::FILTERS;
use server::Server;

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().resource_type("swas", Swas)
}

/// `PageSize` is at most 100. Every page has this size, or their numbers would mean nothing.
const PAGE: u64 = 100;

struct Swas;

/// A page of `ListInstances`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    instances: Option<Vec<Server>>,
    total_count: Option<u64>,
}

impl ResourceType for Swas {
    fn list(&self, host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let number = page_number(request.token.as_deref())?;
        let call = call("ListInstances", &request.region)
            .param("PageNumber", number.to_string())
            .param("PageSize", PAGE.to_string())
            .maybe("ResourceGroupId", request.resource_group);
        let answer: Page = host.api_call(&FILTERS.add_to(call, &request.filters)?)?;
        let rows = answer.instances.unwrap_or_default().into_iter();
        let last = answer.total_count.map_or(number, |total| total.div_ceil(PAGE));
        let others = (number + 1..=last).map(|number| number.to_string());
        // One page is enough for whoever wants no more rows than it can hold.
        let is_enough = request.wanted.is_some_and(|wanted| wanted <= PAGE);
        Ok(ListPage {
            rows: rows.map(server::row).collect(),
            token: others.clone().next(),
            pages: if number == 1 && !is_enough {
                others.collect()
            } else {
                Vec::new()
            },
            total: answer.total_count,
        })
    }

    fn get(&self, host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let call = call("ListInstances", &request.region)
            .param("PageSize", PAGE.to_string())
            .json_list("InstanceIds", &request.ids);
        let resources = match object::at(host.api_call(&call)?, &["Instances"]) {
            Value::Null => Vec::new(),
            found => object::resources(&call.action, found, server::row_in_full)?,
        };
        Ok(GetAnswer { resources })
    }

    fn act(&self, host: &Host, request: ActRequest) -> Result<ActAnswer, Error> {
        host.api_call::<Value>(&change(&request)?)?;
        // Whatever has several ids is accepted for all of them, or refused as a whole.
        let results = request.ids.into_iter().map(ActResult::accepted);
        Ok(ActAnswer {
            results: results.collect(),
        })
    }

    fn regions(&self, host: &Host, request: RegionsRequest) -> Result<RegionsAnswer, Error> {
        // It takes no `RegionId`: whichever endpoint is asked names all regions.
        let call = ApiCall::new("SWAS-OPEN", "2020-06-01", "ListRegions");
        let call = ApiCall {
            region: Some(request.region),
            ..call
        };
        let found = object::at(host.api_call(&call)?, &["Regions"]);
        Ok(RegionsAnswer {
            regions: object::texts(&call.action, &found, "RegionId")?,
        })
    }
}

fn call(action: &str, region: &str) -> ApiCall {
    ApiCall::new("SWAS-OPEN", "2020-06-01", action).param("RegionId", region)
}

/// The call of one of the manifest's actions.
fn change(request: &ActRequest) -> Result<ApiCall, Error> {
    let param = |key| request.params.get(key).cloned();
    let (action, force) = match request.action.as_str() {
        "start" => ("StartInstances", None),
        "stop" => ("StopInstances", Some("ForceStop")),
        "restart" => ("RebootInstances", Some("ForceReboot")),
        "rename" => ("UpdateInstanceAttribute", None),
        other => return Err(Error::unsupported(format!("the action {other}"))),
    };
    let call = call(action, &request.region).maybe("ClientToken", request.client_token.clone());
    if action == "UpdateInstanceAttribute" {
        let [id] = request.ids.as_slice() else {
            return Err(Error::unsupported("one name for several servers"));
        };
        return Ok(call.param("InstanceId", id).maybe("InstanceName", param("name")));
    }
    let call = call.json_list("InstanceIds", &request.ids);
    Ok(match force {
        Some(parameter) => call.maybe(parameter, param("force").filter(|force| force == "true")),
        None => call,
    })
}

/// The number in a page's token, from 1.
fn page_number(token: Option<&str>) -> Result<u64, Error> {
    let number = token.map_or(Some(1), |token| token.parse().ok());
    number.filter(|number| *number > 0).ok_or_else(|| {
        let message = "the page's token is none of this plugin's";
        Error::new(ErrorKind::Plugin, "page_token_malformed", message)
    })
}

#[cfg(test)]
mod tests;
