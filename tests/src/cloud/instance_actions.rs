//! What can be done with ECS instances: start, stop, reboot, delete and modify them.

use serde_json::{Value, json};

use super::course::Course;
use super::ecs::{endpoint_serves, region};
use super::error::ApiError;
use super::idempotence::once;
use super::instance::Instance;
use super::product::{Call, Content};
use super::world::World;

/// How many ids one call takes.
const MOST_IDS: usize = 100;

/// A change of status, which many instances take at once.
struct Change {
    action: &'static str,
    /// The only status from which it goes.
    from: &'static str,
    through: &'static [&'static str],
}

pub(crate) fn start(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let change = Change {
        action: "StartInstances",
        from: "Stopped",
        through: &["Starting", "Running"],
    };
    change.make(call, |_| {})
}

pub(crate) fn stop(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let change = Change {
        action: "StopInstances",
        from: "Running",
        through: &["Stopping", "Stopped"],
    };
    call.parameters.flag("ForceStop")?;
    let mode = call
        .parameters
        .choice("StoppedMode", &["KeepCharging", "StopCharging"])?;
    change.make(call, |instance| mode.clone_into(&mut instance.stops_into))
}

pub(crate) fn reboot(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let change = Change {
        action: "RebootInstances",
        from: "Running",
        through: &["Stopping", "Starting", "Running"],
    };
    call.parameters.flag("ForceReboot")?;
    change.make(call, |_| {})
}

impl Change {
    fn make(&self, call: &mut Call<'_>, prepare: impl Fn(&mut Instance)) -> Result<Content, ApiError> {
        let region = region(call)?;
        let ids = ids(call)?;
        let is_each_alone = call
            .parameters
            .choice("BatchOptimization", &["AllTogether", "SuccessFirst"])?
            == "SuccessFirst";
        let is_dry = call.parameters.flag("DryRun")?;
        let served = endpoint_serves(call, &region);
        let judged: Vec<Result<(), ApiError>> = ids
            .iter()
            .map(|id| self.judge(find(call.world, &region, id, served)?))
            .collect();
        if !is_each_alone {
            judged.iter().cloned().collect::<Result<(), _>>()?;
        }
        if is_dry {
            return Err(ApiError::dry_run());
        }
        let responses: Vec<Value> = ids
            .iter()
            .zip(judged)
            .map(|(id, judged)| match judged {
                Ok(()) => self.set_out(call, id, &prepare),
                Err(error) => json!({"InstanceId": id, "Code": error.code, "Message": error.message}),
            })
            .collect();
        Ok(json!({"InstanceResponses": {"InstanceResponse": responses}}).into())
    }

    fn judge(&self, instance: &Instance) -> Result<(), ApiError> {
        if instance.locks.iter().any(|lock| lock == "security") {
            return Err(ApiError::locked_for_security());
        }
        if instance.status == self.from {
            Ok(())
        } else {
            Err(ApiError::incorrect_status())
        }
    }

    fn set_out(&self, call: &mut Call<'_>, id: &str, prepare: impl Fn(&mut Instance)) -> Value {
        let (world, now) = (&mut **call.world, call.now);
        prepare(world.instance(id));
        world.set_out(id, Course::through(self.through), now);
        world.did(self.action, id);
        json!({
            "InstanceId": id,
            "Code": "200",
            "Message": "success",
            "PreviousStatus": self.from,
            "CurrentStatus": self.through[0],
        })
    }
}

/// Knows no `BatchOptimization`: one bad id, and nothing is released.
pub(crate) fn delete(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let region = region(call)?;
    let ids = ids(call)?;
    let is_forced = call.parameters.flag("Force")?;
    let terminates = call.parameters.flag("TerminateSubscription")?;
    call.parameters.flag("ForceStop")?;
    // A dry run looks at the request alone, and at no instance.
    if call.parameters.flag("DryRun")? {
        return Err(ApiError::dry_run());
    }
    let served = endpoint_serves(call, &region);
    once(call, "DeleteInstances", |call| {
        let now = call.now.format("%Y-%m-%dT%H:%MZ").to_string();
        for id in &ids {
            let instance = find(call.world, &region, id, served)?;
            let has_ended = terminates && instance.expired_time < now;
            if instance.deletion_protection {
                return Err(ApiError::deletion_protected());
            } else if instance.charge_type == "PrePaid" && !has_ended {
                return Err(ApiError::charge_type());
            } else if instance.status != "Stopped" && !(is_forced && instance.status == "Running") {
                return Err(ApiError::incorrect_status());
            }
        }
        let (world, now) = (&mut **call.world, call.now);
        for id in &ids {
            let status = match world.instance(id).status.as_str() {
                "Running" => "Stopping",
                _ => "Stopped",
            };
            world.set_out(id, Course::through(&[status]).and_gone(), now);
            world.did("DeleteInstances", id);
        }
        Ok(json!({}))
    })
}

/// Its request names no region: the endpoint is the region's, and ids are unique.
pub(crate) fn modify(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let id = call
        .parameters
        .text("InstanceId")
        .ok_or_else(|| ApiError::missing("InstanceId"))?;
    let name = call.parameters.text("InstanceName");
    if name.is_some_and(|name| !is_name(name)) {
        return Err(ApiError::malformed_name());
    }
    let protection = match call.parameters.text("DeletionProtection") {
        None => None,
        Some(_) => Some(call.parameters.flag("DeletionProtection")?),
    };
    let held = call.world.instances.iter().find(|instance| instance.id == id);
    let held = held.ok_or_else(ApiError::unknown_instance)?;
    if call
        .parameters
        .text("RegionId")
        .is_some_and(|region| region != held.region)
    {
        return Err(ApiError::unknown_instance());
    }
    let renames = name.is_some_and(|name| name != held.name);
    let protects = protection.is_some_and(|protection| protection != held.deletion_protection);
    if renames || protects {
        let world = &mut **call.world;
        let instance = world.instance(id);
        if let Some(name) = name {
            name.clone_into(&mut instance.name);
        }
        instance.deletion_protection = protection.unwrap_or(instance.deletion_protection);
        world.did("ModifyInstanceAttribute", id);
    }
    Ok(json!({}).into())
}

/// The ids of the call, each once.
fn ids(call: &Call<'_>) -> Result<Vec<String>, ApiError> {
    let mut ids: Vec<String> = call.parameters.numbered("InstanceId", MOST_IDS)?;
    if ids.is_empty() {
        return Err(ApiError::missing("InstanceId"));
    }
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(id.clone()));
    Ok(ids)
}

/// The instance, as far as this endpoint knows of it.
fn find<'a>(world: &'a World, region: &str, id: &str, served: bool) -> Result<&'a Instance, ApiError> {
    let mut instances = world.instances_in(region);
    instances
        .find(|instance| served && instance.id == id)
        .ok_or_else(ApiError::unknown_instance)
}

/// Whether this can be an instance's name: 2 to 128 characters, a letter first, then digits and `:_.-` too.
pub(crate) fn is_name(name: &str) -> bool {
    (2..=128).contains(&name.chars().count())
        && name.starts_with(char::is_alphabetic)
        && name
            .chars()
            .all(|sign| sign.is_alphanumeric() || ":_.-".contains(sign))
        && !name.starts_with("http://")
        && !name.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        let longest = "长".repeat(128);
        for name in ["web-1", "测试机", "a1", "db:main_2.local", &longest] {
            assert!(is_name(name), "{name}");
        }
        let too_long = "a".repeat(129);
        for name in ["a", "1web", "-web", "web 1", "http://a", "", &too_long] {
            assert!(!is_name(name), "{name}");
        }
    }
}
