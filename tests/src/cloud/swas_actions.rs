//! What can be done with simple application servers: start, stop, reboot and rename them. There is no way to release one.

use std::collections::HashSet;

use serde_json::json;

use super::course::Course;
use super::error::ApiError;
use super::idempotence::once;
use super::instance_filter::list;
use super::product::{Call, Content};
use super::regional::{endpoint_serves, region};
use super::simple_server::SimpleServer;

/// A change of status: one server by `InstanceId`, or up to 100 by `InstanceIds`, all of them or none.
struct Change {
    action: &'static str,
    /// The parameter that cuts the power, where there is one.
    force: Option<&'static str>,
    /// The only status from which it goes.
    from: &'static str,
    through: &'static [&'static str],
}

const START: Change = Change {
    action: "StartInstance",
    force: None,
    from: "Stopped",
    through: &["Starting", "Running"],
};

const STOP: Change = Change {
    action: "StopInstance",
    force: None,
    from: "Running",
    through: &["Stopping", "Stopped"],
};

const REBOOT: Change = Change {
    action: "RebootInstance",
    force: None,
    from: "Running",
    through: &["Starting", "Running"],
};

pub(crate) fn start_one(call: &mut Call<'_>) -> Result<Content, ApiError> {
    START.make(call)
}

pub(crate) fn stop_one(call: &mut Call<'_>) -> Result<Content, ApiError> {
    STOP.make(call)
}

pub(crate) fn reboot_one(call: &mut Call<'_>) -> Result<Content, ApiError> {
    REBOOT.make(call)
}

pub(crate) fn start(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let change = Change {
        action: "StartInstances",
        ..START
    };
    change.make(call)
}

pub(crate) fn stop(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let change = Change {
        action: "StopInstances",
        force: Some("ForceStop"),
        ..STOP
    };
    change.make(call)
}

pub(crate) fn reboot(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let change = Change {
        action: "RebootInstances",
        force: Some("ForceReboot"),
        ..REBOOT
    };
    change.make(call)
}

impl Change {
    fn make(&self, call: &mut Call<'_>) -> Result<Content, ApiError> {
        if let Some(force) = self.force {
            call.parameters.flag(force)?;
        }
        let ids = self.ids(call)?;
        once(call, self.action, |call| {
            for id in &ids {
                if find(call, id)?.status != self.from {
                    return Err(ApiError::incorrect_status());
                }
            }
            let (world, now) = (&mut **call.world, call.now);
            for id in &ids {
                world.set_out(id, Course::through(self.through), now);
                world.did(self.action, id);
            }
            Ok(json!({}))
        })
    }

    /// The ids of the call, each once.
    fn ids(&self, call: &Call<'_>) -> Result<Vec<String>, ApiError> {
        if !self.action.ends_with('s') {
            return Ok(vec![required(call, "InstanceId")?.to_owned()]);
        }
        let mut ids = list(call.parameters, "InstanceIds")?.unwrap_or_default();
        if ids.is_empty() {
            return Err(ApiError::missing("InstanceIds"));
        }
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        Ok(ids)
    }
}

pub(crate) fn update(call: &mut Call<'_>) -> Result<Content, ApiError> {
    let id = required(call, "InstanceId")?;
    let name = required(call, "InstanceName")?;
    if !is_name(name) {
        return Err(ApiError::malformed_name());
    }
    once(call, "UpdateInstanceAttribute", |call| {
        if find(call, id)?.name != name {
            let world = &mut **call.world;
            name.clone_into(&mut world.simple_server(id).name);
            world.did("UpdateInstanceAttribute", id);
        }
        Ok(json!({}))
    })
}

fn required<'a>(call: &Call<'a>, name: &str) -> Result<&'a str, ApiError> {
    call.parameters.text(name).ok_or_else(|| ApiError::missing(name))
}

/// The server, as far as this endpoint knows of it.
fn find<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a SimpleServer, ApiError> {
    let region = region(call, &call.world.swas_regions)?;
    let served = endpoint_serves(call, "swas", region);
    let mut servers = call.world.simple_servers.iter();
    servers
        .find(|server| served && server.region == region && server.id == id)
        .ok_or_else(ApiError::unknown_instance)
}

/// Whether this can be a server's name: 2 to 50 letters, digits and `_.-`, a letter or digit first.
fn is_name(name: &str) -> bool {
    (2..=50).contains(&name.chars().count())
        && name.starts_with(char::is_alphanumeric)
        && name
            .chars()
            .all(|sign| sign.is_alphanumeric() || "_.-".contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        let longest = "长".repeat(50);
        for name in ["web-1", "1.example.com", "博客", &longest] {
            assert!(is_name(name), "{name}");
        }
        let too_long = "a".repeat(51);
        for name in ["", "a", "-web", "_web", "web 1", "a/b", &too_long] {
            assert!(!is_name(name), "{name}");
        }
    }
}
