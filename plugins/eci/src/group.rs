//! A container group as the API gives it, and as a row.

use serde::Deserialize;
use yun_plugin_api::{Cell, Row};

/// The fields of a container group that the columns need. What the API leaves out, or gives as null, is empty.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ContainerGroup {
    container_group_id: String,
    container_group_name: Option<String>,
    status: Option<String>,
    region_id: Option<String>,
    zone_id: Option<String>,
    /// vCPUs, down to a quarter of one.
    cpu: Option<f64>,
    /// In GiB.
    memory: Option<f64>,
    instance_type: Option<String>,
    intranet_ip: Option<String>,
    internet_ip: Option<String>,
    creation_time: Option<String>,
    restart_policy: Option<String>,
    vpc_id: Option<String>,
    #[serde(rename = "VSwitchId")]
    vswitch_id: Option<String>,
    security_group_id: Option<String>,
    resource_group_id: Option<String>,
    containers: Option<Vec<Container>>,
    init_containers: Option<Vec<Container>>,
    events: Option<Vec<Event>>,
    tags: Option<Vec<Tag>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Container {
    name: Option<String>,
    image: Option<String>,
    ready: Option<bool>,
    restart_count: Option<i64>,
    current_state: Option<ContainerState>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct ContainerState {
    /// `Waiting`, `Running` or `Terminated`.
    state: Option<String>,
    reason: Option<String>,
    exit_code: Option<i64>,
    start_time: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Event {
    /// `Normal` or `Warning`.
    #[serde(rename = "Type")]
    kind: Option<String>,
    reason: Option<String>,
    message: Option<String>,
    count: Option<i64>,
    last_timestamp: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Tag {
    key: Option<String>,
    value: Option<String>,
}

/// What only `show` has, as lines to read.
pub(crate) struct Details {
    containers: Vec<String>,
    init_containers: Vec<String>,
    events: Vec<String>,
}

impl Details {
    pub(crate) fn add_to(self, row: Row) -> Row {
        row.with("containers", self.containers)
            .with("init_containers", self.init_containers)
            .with("events", self.events)
    }
}

impl ContainerGroup {
    /// The group under the manifest's column keys, without those that only `show` has.
    pub(crate) fn into_row(self) -> Row {
        let names = self.containers().map(Container::name).collect::<Vec<_>>();
        let started_at = self.started_at();
        Row::new()
            .with("id", self.container_group_id)
            .with("name", present(self.container_group_name))
            .with("status", present(self.status))
            .with("region", present(self.region_id))
            .with("zone", present(self.zone_id))
            .with("cpu", self.cpu.map(number))
            .with("memory_gib", self.memory.map(number))
            .with("private_ip", present(self.intranet_ip))
            .with("public_ip", present(self.internet_ip))
            .with("instance_type", present(self.instance_type))
            .with("container_names", names)
            .with("restart_policy", present(self.restart_policy))
            .with("created_at", present(self.creation_time))
            .with("started_at", started_at)
            .with("vpc", present(self.vpc_id))
            .with("vswitch", present(self.vswitch_id))
            .with("security_group", present(self.security_group_id))
            .with("resource_group", present(self.resource_group_id))
            .with("tags", lines(self.tags.as_deref(), Tag::line))
    }

    pub(crate) fn details(&self) -> Details {
        Details {
            containers: lines(self.containers.as_deref(), Container::line),
            init_containers: lines(self.init_containers.as_deref(), Container::line),
            events: lines(self.events.as_deref(), Event::line),
        }
    }

    /// The names of the containers that run side by side, without those that run before them.
    pub(crate) fn container_names(&self) -> Vec<String> {
        self.containers().map(Container::name).collect()
    }

    /// The names of all containers.
    pub(crate) fn all_names(&self) -> Vec<String> {
        let before = self.init_containers.iter().flatten();
        self.containers().chain(before).map(Container::name).collect()
    }

    /// Whether the container will write nothing more: the whole group is at its end, or the container is and will not be
    /// started again.
    pub(crate) fn has_ended(&self, container: &str) -> bool {
        let group_ended = matches!(
            self.status.as_deref(),
            Some("Succeeded" | "Failed" | "Expired" | "ScheduleFailed")
        );
        group_ended
            || self
                .containers()
                .any(|one| one.is(container) && self.stays_down(one))
            || self
                .init_containers
                .iter()
                .flatten()
                .any(|one| one.is(container) && one.exit_code() == Some(0))
    }

    /// Whether the restart policy leaves the container as it is.
    fn stays_down(&self, container: &Container) -> bool {
        match (container.exit_code(), self.restart_policy.as_deref()) {
            (Some(_), Some("Never")) => true,
            (Some(code), Some("OnFailure")) => code == 0,
            _ => false,
        }
    }

    fn containers(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().flatten()
    }

    /// When the container that has run longest was started: a restart of the group gives all of them a new time, one
    /// that fails again and again does not move it while others run.
    fn started_at(&self) -> Option<String> {
        let states = self.containers().filter_map(|one| one.current_state.as_ref());
        let times = states.filter_map(|state| present(state.start_time.clone()));
        times.min()
    }
}

impl Container {
    fn name(&self) -> String {
        self.name.clone().unwrap_or_default()
    }

    fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }

    /// The exit code, if it has come to its end.
    fn exit_code(&self) -> Option<i64> {
        let state = self.current_state.as_ref()?;
        let ended = state.state.as_deref() == Some("Terminated");
        ended.then(|| state.exit_code.unwrap_or_default())
    }

    /// `web nginx:1.27 Running ready restarts 0`, `job busybox Terminated (Error, exit 1) not ready restarts 3`.
    fn line(&self) -> String {
        let state = self.current_state.as_ref();
        let text = |field: Option<&String>| field.filter(|text| !text.is_empty()).cloned();
        let exit = self.exit_code().map(|code| format!("exit {code}"));
        let why: Vec<String> = text(state.and_then(|state| state.reason.as_ref()))
            .into_iter()
            .chain(exit)
            .collect();
        let why = if why.is_empty() {
            String::new()
        } else {
            format!(" ({})", why.join(", "))
        };
        format!(
            "{} {} {}{why} {} restarts {}",
            self.name(),
            text(self.image.as_ref()).unwrap_or_else(|| "-".to_owned()),
            text(state.and_then(|state| state.state.as_ref())).unwrap_or_else(|| "-".to_owned()),
            if self.ready == Some(true) {
                "ready"
            } else {
                "not ready"
            },
            self.restart_count.unwrap_or_default(),
        )
    }
}

impl Event {
    /// `Warning BackOff (x3) 2026-01-02T03:04:05Z: Back-off restarting failed container`.
    fn line(&self) -> String {
        let mut line = [&self.kind, &self.reason]
            .map(|text| text.as_deref().unwrap_or("-"))
            .join(" ");
        if let Some(count) = self.count.filter(|count| *count > 1) {
            line.push_str(&format!(" (x{count})"));
        }
        if let Some(time) = &self.last_timestamp {
            line.push_str(&format!(" {time}"));
        }
        line.push_str(&format!(": {}", self.message.as_deref().unwrap_or_default()));
        line
    }
}

impl Tag {
    fn line(&self) -> String {
        let key = self.key.as_deref().unwrap_or_default();
        match self.value.as_deref() {
            None | Some("") => key.to_owned(),
            Some(value) => format!("{key}={value}"),
        }
    }
}

fn lines<T>(all: Option<&[T]>, line: fn(&T) -> String) -> Vec<String> {
    all.unwrap_or_default().iter().map(line).collect()
}

fn present(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// A whole number where it is one.
fn number(value: f64) -> Cell {
    let whole = value as i64;
    if whole as f64 == value {
        whole.into()
    } else {
        value.into()
    }
}
