//! ECS 2014-05-26: its actions, and the lists of regions and instances.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};

use super::described::Described;
use super::disk_actions;
use super::disk_list;
use super::error::ApiError;
use super::instance_actions;
use super::instance_filter::InstanceFilter;
use super::managed_actions;
use super::page::PageRequest;
use super::product::{Action, Call, Content, Product};
use super::snapshot;
use super::world::{Region, World};

pub(crate) const PRODUCT: Product = Product {
    code: "Ecs",
    version: "2014-05-26",
    actions: &[
        Action::ram("DescribeRegions", "ecs:DescribeRegions", describe_regions),
        Action::ram("DescribeInstances", "ecs:DescribeInstances", describe_instances),
        Action::ram("StartInstances", "ecs:StartInstances", instance_actions::start),
        Action::ram("StopInstances", "ecs:StopInstances", instance_actions::stop),
        Action::ram("RebootInstances", "ecs:RebootInstances", instance_actions::reboot),
        Action::ram("DeleteInstances", "ecs:DeleteInstances", instance_actions::delete),
        Action::ram(
            "ModifyInstanceAttribute",
            "ecs:ModifyInstanceAttribute",
            instance_actions::modify,
        ),
        Action::ram(
            "ModifyDiskAttribute",
            "ecs:ModifyDiskAttribute",
            disk_actions::modify,
        ),
        Action::ram("DescribeDisks", "ecs:DescribeDisks", disk_list::describe),
        Action::ram("AttachDisk", "ecs:AttachDisk", disk_actions::attach),
        Action::ram("DetachDisk", "ecs:DetachDisk", disk_actions::detach),
        Action::ram("DeleteDisk", "ecs:DeleteDisk", disk_actions::delete),
        Action::ram("DescribeSnapshots", "ecs:DescribeSnapshots", snapshot::describe),
        Action::ram(
            "ModifySnapshotAttribute",
            "ecs:ModifySnapshotAttribute",
            snapshot::modify,
        ),
        Action::ram(
            "DescribeManagedInstances",
            "ecs:DescribeManagedInstances",
            managed_actions::describe,
        ),
        Action::ram(
            "ModifyManagedInstance",
            "ecs:ModifyManagedInstance",
            managed_actions::modify,
        ),
        Action::ram(
            "DeregisterManagedInstance",
            "ecs:DeregisterManagedInstance",
            managed_actions::deregister,
        ),
    ],
};

fn describe_regions(call: &mut Call<'_>) -> Result<Content, ApiError> {
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
    Ok(json!({"Regions": {"Region": regions}}).into())
}

fn describe_instances(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let region = region(call)?;
    let filter = InstanceFilter::read(call.parameters, call.world)?;
    let query = format!("{region} {filter:?}");
    let page = PageRequest::read(call.parameters, &query)?;
    let served = endpoint_serves(call, &region);
    let meaning = format!("{served} {page:?} {query}");
    let answer = call.world.answer(meaning, |world| {
        let all = if served {
            world.selection(&query, |world| matching(world, &region, &filter))
        } else {
            Arc::default()
        };
        let id = |place: &usize| world.instances[*place].id.clone();
        let shown = page.slice(&all, id);
        let instance = shown
            .iter()
            .map(|place| Described::from(&world.instances[*place]));
        let list = InstanceList {
            total_count: all.len(),
            next_token: page.next_token(&all, id, &query),
            page_number: page.number(),
            page_size: page.size(),
            instances: Instances {
                instance: instance.collect(),
            },
        };
        let text = serde_json::to_vec(&list).expect("plain data can be written as JSON");
        let seen: Vec<String> = shown.iter().map(id).collect();
        world.looked_at(seen.iter().map(String::as_str));
        Ok::<_, ApiError>(text)
    })?;
    Ok(Content::Kept(answer))
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct InstanceList<'a> {
    total_count: usize,
    next_token: String,
    page_number: usize,
    page_size: usize,
    instances: Instances<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Instances<'a> {
    instance: Vec<Described<'a>>,
}

/// The parameter `RegionId`, if there is such a region.
pub(crate) fn region(call: &Call<'_>) -> Result<String, ApiError> {
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
pub(crate) fn endpoint_serves(call: &Call<'_>, region: &str) -> bool {
    let host = call.request.host().split(':').next().unwrap_or_default();
    let is_own = |own: &Region| own.id == region && own.endpoint == host;
    !host.ends_with(".aliyuncs.com")
        || host == format!("ecs-vpc.{region}.aliyuncs.com")
        || call.world.regions.iter().any(is_own)
}

/// The places of the instances that fit, in the order of their ids.
fn matching(world: &World, region: &str, filter: &InstanceFilter) -> Vec<usize> {
    let all = world.instances.iter().enumerate();
    let mut places: Vec<usize> = all
        .filter(|(_, instance)| instance.region == region && filter.matches(instance))
        .map(|(place, _)| place)
        .collect();
    places.sort_by_key(|place| world.instances[*place].id.as_str());
    places.truncate(filter.most_matches());
    places
}
