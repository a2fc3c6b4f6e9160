//! ECS 2014-05-26: regions and instances.

use serde_json::{Value, json};

use super::error::ApiError;
use super::instance::Instance;
use super::instance_filter::InstanceFilter;
use super::page::PageRequest;
use super::product::{Action, Call, Permission, Product};
use super::world::{Region, World};

pub(crate) const PRODUCT: Product = Product {
    code: "Ecs",
    version: "2014-05-26",
    actions: &[
        Action {
            name: "DescribeRegions",
            permission: Permission::Ram("ecs:DescribeRegions"),
            answer: describe_regions,
        },
        Action {
            name: "DescribeInstances",
            permission: Permission::Ram("ecs:DescribeInstances"),
            answer: describe_instances,
        },
    ],
};

fn describe_regions(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let in_english = match call.parameters.text("AcceptLanguage") {
        None | Some("zh-CN") => false,
        Some("en-US") => true,
        Some(_) => return Err(ApiError::invalid_parameter("AcceptLanguage")),
    };
    let regions: Vec<Value> = call
        .world
        .regions
        .iter()
        .map(|region| {
            json!({
                "RegionId": region.id,
                "LocalName": if in_english { &region.name_en } else { &region.name_zh },
                "RegionEndpoint": region.endpoint,
                "Status": region.status,
            })
        })
        .collect();
    Ok(json!({"Regions": {"Region": regions}}))
}

fn describe_instances(call: &mut Call<'_>) -> Result<Value, ApiError> {
    let region = region(call)?;
    let filter = InstanceFilter::read(call.parameters, call.world)?;
    let query = format!("{region} {filter:?}");
    let page = PageRequest::read(call.parameters, &query)?;
    let all = if endpoint_serves(call, &region) {
        matching(call.world, &region, &filter)
    } else {
        Vec::new()
    };
    let described: Vec<Value> = page
        .slice(&all)
        .iter()
        .map(|instance| instance.described())
        .collect();
    Ok(json!({
        "TotalCount": all.len(),
        "NextToken": page.next_token(all.len(), &query),
        "PageNumber": page.number(),
        "PageSize": page.size(),
        "Instances": {"Instance": described},
    }))
}

/// The parameter `RegionId`, if there is such a region.
fn region(call: &Call<'_>) -> Result<String, ApiError> {
    let region = call
        .parameters
        .text("RegionId")
        .ok_or_else(|| ApiError::missing("RegionId"))?;
    if call.world.has_region(region) {
        Ok(region.to_owned())
    } else {
        Err(ApiError::unknown_region())
    }
}

/// Whether the endpoint that was asked is the region's. Another region's real endpoint finds nothing, and says no
/// word of it; addresses that are no real endpoints serve every region.
fn endpoint_serves(call: &Call<'_>, region: &str) -> bool {
    let host = call.host.split(':').next().unwrap_or_default();
    let is_own = |own: &Region| own.id == region && own.endpoint == host;
    !host.ends_with(".aliyuncs.com")
        || host == format!("ecs-vpc.{region}.aliyuncs.com")
        || call.world.regions.iter().any(is_own)
}

fn matching<'w>(world: &'w World, region: &str, filter: &InstanceFilter) -> Vec<&'w Instance> {
    let all = world
        .instances_in(region)
        .filter(|instance| filter.matches(instance));
    all.take(filter.most_matches()).collect()
}
