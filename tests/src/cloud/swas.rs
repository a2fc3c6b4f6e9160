//! Simple Application Server, version 2020-06-01: its actions, and the lists of regions and servers.

use serde_json::{Value, json};

use super::error::ApiError;
use super::instance_filter::{has_tag, list, one_of, tags};
use super::page::PageRequest;
use super::policy::wildcard_matches;
use super::product::{Action, Call, Content, Product};
use super::regional::{endpoint_serves, region};
use super::request::Parameters;
use super::simple_server::SimpleServer;
use super::swas_actions as actions;

pub(crate) const PRODUCT: Product = Product {
    code: "SWAS-OPEN",
    version: "2020-06-01",
    actions: &[
        Action::ram("ListRegions", "swas-open:ListRegions", list_regions),
        Action::ram("ListInstances", "swas-open:ListInstances", list_instances),
        Action::ram("StartInstance", "swas-open:StartInstance", actions::start_one),
        Action::ram("StopInstance", "swas-open:StopInstance", actions::stop_one),
        Action::ram("RebootInstance", "swas-open:RebootInstance", actions::reboot_one),
        Action::ram("StartInstances", "swas-open:StartInstances", actions::start),
        Action::ram("StopInstances", "swas-open:StopInstances", actions::stop),
        Action::ram("RebootInstances", "swas-open:RebootInstances", actions::reboot),
        Action::ram(
            "UpdateInstanceAttribute",
            "swas-open:UpdateInstanceAttribute",
            actions::update,
        ),
    ],
};

const STATUSES: [&str; 8] = [
    "Pending",
    "Starting",
    "Running",
    "Stopping",
    "Stopped",
    "Resetting",
    "Upgrading",
    "Disabled",
];

/// What a server has to be like to be listed.
#[derive(Debug)]
struct Filter {
    ids: Option<Vec<String>>,
    public_ips: Option<Vec<String>>,
    name: Option<String>,
    status: Option<String>,
    charge_type: Option<String>,
    resource_group: Option<String>,
    tags: Vec<(String, Option<String>)>,
}

impl Filter {
    fn read(parameters: &Parameters) -> Result<Self, ApiError> {
        let text = |name| parameters.text(name).map(str::to_owned);
        if parameters.text("Status").is_some() {
            parameters.choice("Status", &STATUSES)?;
        }
        Ok(Self {
            ids: list(parameters, "InstanceIds")?,
            public_ips: list(parameters, "PublicIpAddresses")?,
            name: text("InstanceName"),
            status: text("Status"),
            charge_type: text("ChargeType"),
            resource_group: text("ResourceGroupId"),
            tags: tags(parameters)?,
        })
    }

    fn matches(&self, server: &SimpleServer) -> bool {
        let same =
            |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        let named = |pattern: &String| wildcard_matches(pattern, &server.name);
        one_of(self.ids.as_ref(), [&server.id])
            && one_of(self.public_ips.as_ref(), [&server.public_ip])
            && self.name.as_ref().is_none_or(named)
            && same(&self.status, &server.status)
            && same(&self.charge_type, &server.charge_type)
            && same(&self.resource_group, &server.resource_group)
            && self
                .tags
                .iter()
                .all(|(key, value)| has_tag(&server.tags, key, value.as_deref()))
    }
}

fn list_regions(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let language = call.parameters.choice("AcceptLanguage", &["zh-CN", "en-US"])?;
    let is_there = |id: &String| call.world.swas_regions.contains(id);
    let regions = call.world.regions.iter().filter(|region| is_there(&region.id));
    let regions = regions.map(|region| {
        json!({
            "RegionId": region.id,
            "LocalName": if language == "en-US" { &region.name_en } else { &region.name_zh },
            "RegionEndpoint": format!("swas.{}.aliyuncs.com", region.id),
        })
    });
    Ok(json!({"Regions": regions.collect::<Vec<_>>()}).into())
}

fn list_instances(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let region = region(call, &call.world.swas_regions)?;
    let filter = Filter::read(call.parameters)?;
    let page = PageRequest::by_number(call.parameters)?;
    let served = endpoint_serves(call, "swas", region);
    let held = call.world.simple_servers.iter();
    let all: Vec<&SimpleServer> = held
        .filter(|server| served && server.region == region && filter.matches(server))
        .collect();
    let shown = page.slice(&all, |server| server.id.clone());
    let seen: Vec<String> = shown.iter().map(|server| server.id.clone()).collect();
    let answer = json!({
        "Instances": shown.iter().map(|server| described(server)).collect::<Vec<_>>(),
        "PageNumber": page.number(),
        "PageSize": page.size(),
        "TotalCount": all.len(),
    });
    call.world.looked_at(seen.iter().map(String::as_str));
    Ok(answer.into())
}

fn described(server: &SimpleServer) -> Value {
    let tags = server.tags.iter();
    json!({
        "InstanceId": server.id,
        "InstanceName": server.name,
        "Status": server.status,
        "BusinessStatus": server.business_status,
        "DisableReason": server.disable_reason,
        "DdosStatus": "Normal",
        "RegionId": server.region,
        "PublicIpAddress": server.public_ip,
        "InnerIpAddress": server.inner_ip,
        "PlanId": server.plan,
        "ChargeType": server.charge_type,
        "CreationTime": server.creation_time,
        "ExpiredTime": server.expired_time,
        "Combination": false,
        "ResourceSpec": {
            "Cpu": server.cpu,
            "Memory": server.memory_gib,
            "DiskSize": server.disk_gib,
            "DiskCategory": "ESSD",
            "Bandwidth": server.bandwidth_mbit,
            "Flow": server.flow_gb,
        },
        "Image": {"ImageName": server.image, "OsType": server.os_type, "ImageType": "system"},
        "Disks": [{
            "DiskId": format!("d-{}", &server.id[..server.id.len().min(20)]),
            "DiskName": "",
            "DiskType": "System",
            "Category": "ESSD",
            "Device": "/dev/xvda",
            "Size": server.disk_gib,
            "Status": "In_use",
            "RegionId": server.region,
            "CreationTime": server.creation_time,
            "DiskTags": [],
        }],
        "NetworkAttributes": [{
            "PublicIpAddress": server.public_ip,
            "PrivateIpAddress": server.inner_ip,
            "PeakBandwidth": server.bandwidth_mbit,
            "PublicIpDdosStatus": "Normal",
        }],
        "ResourceGroupId": server.resource_group,
        "Tags": tags.map(|tag| json!({"Key": tag.key, "Value": tag.value})).collect::<Vec<_>>(),
    })
}
