//! A container group as the API gives it, and as a row.

use serde_json::Value;
use yun_plugin_api::{
    Row,
    object::{Object, Table, list, number, tag, text},
};

/// What the columns and the logs need of a container group.
pub(crate) struct ContainerGroups;

pub(crate) type ContainerGroup = Object<ContainerGroups>;

impl Table for ContainerGroups {
    const TEXTS: &'static [(&'static str, &'static str)] = &[
        ("ContainerGroupId", "id"),
        ("ContainerGroupName", "name"),
        ("Status", "status"),
        ("RegionId", "region"),
        ("ZoneId", "zone"),
        ("InstanceType", "instance_type"),
        ("IntranetIp", "private_ip"),
        ("InternetIp", "public_ip"),
        ("CreationTime", "created_at"),
        ("RestartPolicy", "restart_policy"),
        ("VpcId", "vpc"),
        ("VSwitchId", "vswitch"),
        ("SecurityGroupId", "security_group"),
        ("ResourceGroupId", "resource_group"),
    ];
    /// vCPUs go down to a quarter of one, and memory is in GiB.
    const OTHERS: &'static [&'static str] =
        &["Cpu", "Memory", "Containers", "InitContainers", "Events", "Tags"];
}

/// The group under the manifest's column keys, without those that only `show` has.
pub(crate) fn row(mut group: ContainerGroup) -> Row {
    group
        .take_row()
        .with("cpu", number(&group["Cpu"]))
        .with("memory_gib", number(&group["Memory"]))
        .with("container_names", container_names(&group))
        .with("started_at", started_at(&group))
        .with("tags", list(&group["Tags"], |one| tag(one, "Key", "Value")))
}

/// The row with all its columns: what only `show` has are lines to read.
pub(crate) fn row_in_full(group: ContainerGroup) -> Row {
    let containers = list(&group["Containers"], container_line);
    let init_containers = list(&group["InitContainers"], container_line);
    let events = list(&group["Events"], event_line);
    row(group)
        .with("containers", containers)
        .with("init_containers", init_containers)
        .with("events", events)
}

/// The names of the containers that run side by side, without those that run before them.
pub(crate) fn container_names(group: &ContainerGroup) -> Vec<String> {
    list(&group["Containers"], |one| text(&one["Name"]))
}

/// The names of all containers.
pub(crate) fn all_names(group: &ContainerGroup) -> Vec<String> {
    let before = list(&group["InitContainers"], |one| text(&one["Name"]));
    [container_names(group), before].concat()
}

/// Whether the container will write nothing more: the whole group is at its end, or the container is and will not be
/// started again.
pub(crate) fn has_ended(group: &ContainerGroup, container: &str) -> bool {
    let exit_code_in = |field| {
        let containers = group[field].as_array().into_iter().flatten();
        containers
            .filter(|one| one["Name"] == container)
            .find_map(exit_code)
    };
    let group_ended = matches!(
        group["Status"].as_str(),
        Some("Succeeded" | "Failed" | "Expired" | "ScheduleFailed")
    );
    group_ended
        || exit_code_in("Containers").is_some_and(|code| stays_down(group, code))
        || exit_code_in("InitContainers") == Some(0)
}

/// Whether the restart policy leaves a container as it is that ended with this exit code.
fn stays_down(group: &ContainerGroup, exit_code: i64) -> bool {
    match group["RestartPolicy"].as_str() {
        Some("Never") => true,
        Some("OnFailure") => exit_code == 0,
        _ => false,
    }
}

/// When the container that has run longest was started: a restart of the group gives all of them a new time, one
/// that fails again and again does not move it while others run.
fn started_at(group: &ContainerGroup) -> Option<String> {
    let times = list(&group["Containers"], |one| {
        text(&one["CurrentState"]["StartTime"])
    });
    times.into_iter().min()
}

/// The exit code of a container, if it has come to its end.
fn exit_code(container: &Value) -> Option<i64> {
    let state = &container["CurrentState"];
    let ended = state["State"] == "Terminated";
    ended.then(|| state["ExitCode"].as_i64().unwrap_or_default())
}

/// `web nginx:1.27 Running ready restarts 0`, `job busybox Terminated (Error, exit 1) not ready restarts 3`.
fn container_line(container: &Value) -> Option<String> {
    let state = &container["CurrentState"];
    let or_dash = |value| text(value).unwrap_or_else(|| "-".to_owned());
    let exit = exit_code(container).map(|code| format!("exit {code}"));
    let why: Vec<String> = text(&state["Reason"]).into_iter().chain(exit).collect();
    let why = if why.is_empty() {
        String::new()
    } else {
        format!(" ({})", why.join(", "))
    };
    Some(format!(
        "{} {} {}{why} {} restarts {}",
        text(&container["Name"]).unwrap_or_default(),
        or_dash(&container["Image"]),
        or_dash(&state["State"]),
        if container["Ready"] == true {
            "ready"
        } else {
            "not ready"
        },
        container["RestartCount"].as_i64().unwrap_or_default(),
    ))
}

/// `Warning BackOff (x3) 2026-01-02T03:04:05Z: Back-off restarting failed container`.
fn event_line(event: &Value) -> Option<String> {
    let or_dash = |field| text(&event[field]).unwrap_or_else(|| "-".to_owned());
    let mut line = format!("{} {}", or_dash("Type"), or_dash("Reason"));
    if let Some(count) = event["Count"].as_i64().filter(|count| *count > 1) {
        line.push_str(&format!(" (x{count})"));
    }
    if let Some(time) = text(&event["LastTimestamp"]) {
        line.push_str(&format!(" {time}"));
    }
    line.push_str(&format!(": {}", text(&event["Message"]).unwrap_or_default()));
    Some(line)
}
