//! Elastic Container Instance, version 2018-08-08: its actions, and the lists of regions and instances.

use serde_json::{Value, json};

use super::container_group::{Container, ContainerGroup};
use super::eci_actions::{delete, restart};
use super::eci_log::describe_log;
use super::error::ApiError;
use super::instance_filter::{has_tag, list, tags};
use super::page::{PageRequest, Sizes};
use super::product::{Action, Call, Content, Permission, Product};
use super::regional::{endpoint_serves, region};
use super::request::Parameters;

pub(crate) const PRODUCT: Product = Product {
    code: "Eci",
    version: "2018-08-08",
    actions: &[
        Action::ram("DescribeRegions", "eci:DescribeRegions", describe_regions),
        // Who may not ask learns nothing, not even that.
        Action {
            name: "DescribeContainerGroups",
            permission: Permission::SignedOnly,
            answer: describe_groups,
        },
        Action::ram("DescribeContainerLog", "eci:DescribeContainerLog", describe_log),
        Action::ram("RestartContainerGroup", "eci:RestartContainerGroup", restart),
        Action::ram("DeleteContainerGroup", "eci:DeleteContainerGroup", delete),
    ],
};

const SIZES: Sizes = Sizes {
    parameter: "Limit",
    default: 20,
    least: 1,
    most: 20,
};

/// How many ids the filter takes.
const MOST_IDS: usize = 20;

const STATUSES: [&str; 10] = [
    "Pending",
    "Running",
    "Succeeded",
    "Failed",
    "Scheduling",
    "ScheduleFailed",
    "Restarting",
    "Updating",
    "Terminating",
    "Expired",
];

/// Reads one field of a group.
type Field = fn(&ContainerGroup) -> &str;

/// Filters that compare one field with one text.
const EXACT: [(&str, Field); 6] = [
    ("ContainerGroupName", |group| &group.name),
    ("Status", |group| &group.status),
    ("ResourceGroupId", |group| &group.resource_group),
    ("ZoneId", |group| &group.zone),
    ("VSwitchId", |group| &group.vswitch),
    ("SecurityGroupId", |group| &group.security_group),
];

/// What a group has to be like to be listed.
#[derive(Debug)]
struct Filter {
    exact: Vec<(&'static str, String)>,
    ids: Option<Vec<String>>,
    tags: Vec<(String, Option<String>)>,
}

impl Filter {
    fn read(parameters: &Parameters) -> Result<Self, ApiError> {
        if parameters.text("Status").is_some() {
            parameters.choice("Status", &STATUSES)?;
        }
        let given = |(name, _): &(&'static str, Field)| Some((*name, parameters.text(name)?.to_owned()));
        let ids = list(parameters, "ContainerGroupIds")?;
        if ids.as_ref().is_some_and(|ids| ids.len() > MOST_IDS) {
            return Err(ApiError::invalid_parameter("ContainerGroupIds"));
        }
        Ok(Self {
            exact: EXACT.iter().filter_map(given).collect(),
            ids,
            tags: tags(parameters)?,
        })
    }

    fn matches(&self, group: &ContainerGroup) -> bool {
        let same = |name: &str, wanted: &str| {
            let mut fields = EXACT.iter();
            fields.any(|(other, field)| *other == name && field(group) == wanted)
        };
        self.exact.iter().all(|(name, wanted)| same(name, wanted))
            && self.ids.as_ref().is_none_or(|ids| ids.contains(&group.id))
            && self
                .tags
                .iter()
                .all(|(key, value)| has_tag(&group.tags, key, value.as_deref()))
    }
}

fn describe_regions(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let asked = call.parameters.text("RegionId");
    let regions = call.world.eci_regions.iter();
    let regions = regions.map(|region| {
        let zones = ["a", "b", "h"].map(|letter| format!("{region}-{letter}"));
        json!({
            "RegionId": region,
            "RegionEndpoint": format!("eci.{region}.aliyuncs.com"),
            "Zones": zones,
            "RecommendZones": [zones[2]],
        })
    });
    let regions: Vec<Value> = regions.collect();
    if asked.is_some_and(|asked| !call.world.has_region(asked)) {
        return Err(ApiError::unknown_region());
    }
    Ok(json!({"Regions": regions}).into())
}

fn describe_groups(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let caller = call.caller()?;
    let permitted = caller
        .policy
        .check("eci:DescribeContainerGroups", &caller.identity);
    let region = region(call, &call.world.eci_regions)?;
    let filter = Filter::read(call.parameters)?;
    let query = format!("{region} {filter:?}");
    let page = PageRequest::by_token(call.parameters, &SIZES, &query)?;
    let with_events = call.parameters.flag("WithEvent")?;
    let shows = permitted.is_ok() && endpoint_serves(call, "eci", region);
    let held = call.world.container_groups.iter();
    let mut all: Vec<&ContainerGroup> = held
        .filter(|group| shows && group.region == region && filter.matches(group))
        .collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    let id = |group: &&ContainerGroup| group.id.clone();
    let shown = page.slice(&all, id);
    let seen: Vec<String> = shown.iter().map(id).collect();
    let answer = json!({
        "ContainerGroups": shown.iter().map(|group| described(group, with_events)).collect::<Vec<_>>(),
        "NextToken": page.next_token(&all, id, &query),
        "TotalCount": all.len(),
    });
    call.world.looked_at(seen.iter().map(String::as_str));
    Ok(answer.into())
}

fn described(group: &ContainerGroup, with_events: bool) -> Value {
    let tags = group.tags.iter();
    let events = group.events.iter().filter(|_| with_events).map(|event| {
        json!({
            "Type": event.kind,
            "Name": format!("{}.{}", group.id, event.reason),
            "Reason": event.reason,
            "Message": event.message,
            "Count": event.count,
            "FirstTimestamp": event.first_time,
            "LastTimestamp": event.last_time,
        })
    });
    json!({
        "ContainerGroupId": group.id,
        "ContainerGroupName": group.name,
        "Status": group.status,
        "RegionId": group.region,
        "ZoneId": group.zone,
        "Cpu": group.cpu,
        "Memory": group.memory_gib,
        "InstanceType": group.instance_type,
        "IntranetIp": group.intranet_ip,
        "InternetIp": group.internet_ip,
        "CreationTime": group.creation_time,
        "RestartPolicy": group.restart_policy,
        "ResourceGroupId": group.resource_group,
        "VpcId": group.vpc,
        "VSwitchId": group.vswitch,
        "SecurityGroupId": group.security_group,
        "SpotStrategy": "NoSpot",
        "Containers": group.containers.iter().map(container).collect::<Vec<_>>(),
        "InitContainers": group.init_containers.iter().map(container).collect::<Vec<_>>(),
        "Events": events.collect::<Vec<_>>(),
        "Tags": tags.map(|tag| json!({"Key": tag.key, "Value": tag.value})).collect::<Vec<_>>(),
        "HostAliases": [],
        "Volumes": [],
    })
}

fn container(container: &Container) -> Value {
    json!({
        "Name": container.name,
        "Image": container.image,
        "ImagePullPolicy": "IfNotPresent",
        "Cpu": container.cpu,
        "Memory": container.memory_gib,
        "Ready": container.ready,
        "RestartCount": container.restart_count,
        "CurrentState": {
            "State": container.state,
            "Reason": container.reason,
            "ExitCode": container.exit_code,
            "StartTime": container.start_time,
        },
        "Args": [],
        "Ports": [],
        "EnvironmentVars": [],
        "VolumeMounts": [],
    })
}
