//! Managed instances in the API of ECS: list, rename and deregister them.

use serde_json::{Value, json};

use super::ecs::{endpoint_serves, region};
use super::error::ApiError;
use super::idempotence::once;
use super::instance_actions::is_name;
use super::instance_filter::{has_tag, tags};
use super::managed_instance::ManagedInstance;
use super::page::{PageRequest, Sizes};
use super::product::{Call, Content};
use super::request::Parameters;
use super::world::World;

const SIZES: Sizes = Sizes {
    parameter: "MaxResults",
    default: 10,
    least: 1,
    most: 50,
};

/// How many ids the filter takes.
const MOST_IDS: usize = 50;

/// What a managed instance has to be like to be listed.
#[derive(Debug)]
struct Filter {
    ids: Vec<String>,
    name: Option<String>,
    ip: Option<String>,
    os_type: Option<String>,
    connected: Option<bool>,
    activation_id: Option<String>,
    machine_id: Option<String>,
    resource_group: Option<String>,
    tags: Vec<(String, Option<String>)>,
}

impl Filter {
    fn read(parameters: &Parameters) -> Result<Self, ApiError> {
        let text = |name| parameters.text(name).map(str::to_owned);
        let os_type = match parameters.text("OsType") {
            None => None,
            Some(_) => Some(
                parameters
                    .choice("OsType", &["windows", "linux", "FreeBSD"])?
                    .to_owned(),
            ),
        };
        let connected = match parameters.text("Connected") {
            None => None,
            Some(_) => Some(parameters.flag("Connected")?),
        };
        Ok(Self {
            ids: parameters.numbered("InstanceId", MOST_IDS)?,
            name: text("InstanceName"),
            ip: text("InstanceIp"),
            os_type,
            connected,
            activation_id: text("ActivationId"),
            machine_id: text("MachineId"),
            resource_group: text("ResourceGroupId"),
            tags: tags(parameters)?,
        })
    }

    fn matches(&self, held: &ManagedInstance) -> bool {
        let same =
            |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
        (self.ids.is_empty() || self.ids.contains(&held.id))
            && same(&self.name, &held.name)
            && self
                .ip
                .as_ref()
                .is_none_or(|ip| *ip == held.intranet_ip || *ip == held.internet_ip)
            && same(&self.os_type, &held.os_type)
            && self.connected.is_none_or(|connected| connected == held.connected)
            && same(&self.activation_id, &held.activation_id)
            && same(&self.machine_id, &held.machine_id)
            && same(&self.resource_group, &held.resource_group)
            && self
                .tags
                .iter()
                .all(|(key, value)| has_tag(&held.tags, key, value.as_deref()))
    }
}

pub(crate) fn describe(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let region = region(call)?;
    let filter = Filter::read(call.parameters)?;
    let query = format!("{region} {filter:?}");
    let is_given = |name| call.parameters.text(name).is_some();
    let page = if (is_given("PageNumber") || is_given("PageSize"))
        && !is_given("NextToken")
        && !is_given("MaxResults")
    {
        PageRequest::by_number(call.parameters)?
    } else {
        PageRequest::by_token(call.parameters, &SIZES, &query)?
    };
    let served = endpoint_serves(call, &region);
    let held = call.world.managed_instances.iter();
    let mut all: Vec<&ManagedInstance> = held
        .filter(|held| served && held.region == region && filter.matches(held))
        .collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    let id = |held: &&ManagedInstance| held.id.clone();
    let shown: Vec<Value> = page.slice(&all, id).iter().map(|held| listed(held)).collect();
    let answer = json!({
        "Instances": shown,
        "NextToken": page.next_token(&all, id, &query),
        "PageNumber": page.number(),
        "PageSize": page.size(),
        "TotalCount": all.len(),
    });
    Ok(answer.into())
}

pub(crate) fn modify(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let region = region(call)?;
    let id = required(call, "InstanceId")?;
    let name = required(call, "InstanceName")?;
    if !is_name(&name) {
        return Err(ApiError::malformed_name());
    }
    let served = endpoint_serves(call, &region);
    if find(call.world, &region, &id, served)?.name != name {
        call.world.managed_instance(&id).name.clone_from(&name);
        call.world.did("ModifyManagedInstance", &id);
    }
    Ok(json!({"Instance": {"InstanceId": id, "InstanceName": name}}).into())
}

pub(crate) fn deregister(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let region = region(call)?;
    let id = required(call, "InstanceId")?;
    let served = endpoint_serves(call, &region);
    once(call, "DeregisterManagedInstance", |call| {
        let gone = described(find(call.world, &region, &id, served)?);
        call.world.managed_instances.retain(|held| held.id != id);
        call.world.did("DeregisterManagedInstance", &id);
        Ok(json!({"Instance": gone}))
    })
}

fn required(call: &Call<'_>, name: &str) -> Result<String, ApiError> {
    let given = call.parameters.text(name).map(str::to_owned);
    given.ok_or_else(|| ApiError::missing(name))
}

fn find<'a>(world: &'a World, region: &str, id: &str, served: bool) -> Result<&'a ManagedInstance, ApiError> {
    let mut all = world.managed_instances.iter();
    all.find(|held| served && held.region == region && held.id == id)
        .ok_or_else(ApiError::unknown_instance)
}

/// As a list shows it: with what a deregistered one has no more.
fn listed(held: &ManagedInstance) -> Value {
    let mut listed = described(held);
    listed["Connected"] = json!(held.connected);
    let tags = held.tags.iter();
    listed["Tags"] = tags
        .map(|tag| json!({"TagKey": tag.key, "TagValue": tag.value}))
        .collect();
    listed
}

fn described(held: &ManagedInstance) -> Value {
    json!({
        "InstanceId": held.id,
        "InstanceName": held.name,
        "Hostname": held.hostname,
        "OsType": held.os_type,
        "OsVersion": held.os_version,
        "AgentVersion": held.agent_version,
        "IntranetIp": held.intranet_ip,
        "InternetIp": held.internet_ip,
        "ActivationId": held.activation_id,
        "MachineId": held.machine_id,
        "RegistrationTime": held.registration_time,
        "LastInvokedTime": held.last_invoked_time,
        "InvocationCount": held.invocation_count,
        "ResourceGroupId": held.resource_group,
    })
}
