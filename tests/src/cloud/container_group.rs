//! An elastic container instance as plain data: a group of containers, with their events and logs.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::course::Moving;
use super::instance::Tag;

/// An elastic container instance. The texts are what the API answers, whatever they contain.
#[derive(Clone, Debug, Serialize)]
pub struct ContainerGroup {
    /// The id, `eci-…`.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// `Pending`, `Running`, `Succeeded`, `Failed`, `Scheduling`, `ScheduleFailed`, `Restarting`, `Updating`,
    /// `Terminating` or `Expired`.
    pub status: String,
    /// The region's id.
    pub region: String,
    /// The zone's id.
    pub zone: String,
    /// Virtual CPUs, down to a quarter of one.
    pub cpu: f64,
    /// Memory in GiB.
    pub memory_gib: f64,
    /// The instance type that it was made of; empty when it was made of CPUs and memory.
    pub instance_type: String,
    /// The address in the VPC; empty while it is being created.
    pub intranet_ip: String,
    /// The public address; mostly empty.
    pub internet_ip: String,
    /// When it was made, as the API writes it: `2026-01-02T03:04:05Z`.
    pub creation_time: String,
    /// `Always`, `OnFailure` or `Never`.
    pub restart_policy: String,
    /// The resource group's id.
    pub resource_group: String,
    /// The VPC's id.
    pub vpc: String,
    /// The vSwitch's id.
    pub vswitch: String,
    /// The security group's id.
    pub security_group: String,
    /// The containers that run side by side.
    pub containers: Vec<Container>,
    /// The containers that ran before them, one after the other.
    pub init_containers: Vec<Container>,
    /// What happened to it, the eldest first.
    pub events: Vec<ContainerEvent>,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// A container of a group.
#[derive(Clone, Debug, Serialize)]
pub struct Container {
    /// The name, unique in the group.
    pub name: String,
    /// The image.
    pub image: String,
    /// Virtual CPUs.
    pub cpu: f64,
    /// Memory in GiB.
    pub memory_gib: f64,
    /// Whether it may be sent requests.
    pub ready: bool,
    /// How often it was started again.
    pub restart_count: u32,
    /// `Waiting`, `Running` or `Terminated`.
    pub state: String,
    /// Why it is in that state; may be empty.
    pub reason: String,
    /// The code that it ended with; 0 before.
    pub exit_code: i32,
    /// When it was last started, as the API writes it; empty when it never was.
    pub start_time: String,
    /// What it has written. A restart of the group leaves it there.
    pub log: Vec<LogLine>,
}

/// A line of a container's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogLine {
    /// When it was written.
    pub time: DateTime<Utc>,
    /// What was written.
    pub text: String,
}

/// Something that happened to a group.
#[derive(Clone, Debug, Serialize)]
pub struct ContainerEvent {
    /// `Normal` or `Warning`.
    pub kind: String,
    /// What it was, in a word.
    pub reason: String,
    /// What it was, in a sentence.
    pub message: String,
    /// How often it happened.
    pub count: u32,
    /// When it first happened, as the API writes it.
    pub first_time: String,
    /// When it last happened, as the API writes it.
    pub last_time: String,
}

impl ContainerGroup {
    /// A running group of one container called `main`, half a CPU and 1 GiB, named like its id, in the region's VPC,
    /// without a public address, tags, events or logs, in the default resource group.
    pub fn new(region: &str, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            status: "Running".to_owned(),
            region: region.to_owned(),
            zone: format!("{region}-a"),
            cpu: 0.5,
            memory_gib: 1.0,
            instance_type: String::new(),
            intranet_ip: "172.16.0.20".to_owned(),
            internet_ip: String::new(),
            creation_time: "2026-01-02T03:04:05Z".to_owned(),
            restart_policy: "Always".to_owned(),
            resource_group: "rg-acfmyundefault000".to_owned(),
            vpc: format!("vpc-{region}-main"),
            vswitch: format!("vsw-{region}-a"),
            security_group: format!("sg-{region}-default"),
            containers: vec![Container::new("main", "registry.example/main:1")],
            init_containers: Vec::new(),
            events: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// The container with this name, one that runs before the others included.
    ///
    /// # Panics
    /// When there is none: a test that names it is wrong.
    pub fn container(&mut self, name: &str) -> &mut Container {
        let id = self.id.as_str();
        let mut all = self.containers.iter_mut().chain(&mut self.init_containers);
        all.find(|container| container.name == name)
            .unwrap_or_else(|| panic!("{id} holds no container {name}"))
    }
}

impl Container {
    /// A running container of half a CPU and 1 GiB that has written nothing.
    pub fn new(name: &str, image: &str) -> Self {
        Self {
            name: name.to_owned(),
            image: image.to_owned(),
            cpu: 0.5,
            memory_gib: 1.0,
            ready: true,
            restart_count: 0,
            state: "Running".to_owned(),
            reason: String::new(),
            exit_code: 0,
            start_time: "2026-01-02T03:05:00Z".to_owned(),
            log: Vec::new(),
        }
    }

    /// Writes a line at this time, `2026-01-02T03:04:05.678Z`.
    ///
    /// # Panics
    /// When that is no time.
    pub fn write(&mut self, time: &str, text: &str) {
        let time = DateTime::parse_from_rfc3339(time).unwrap_or_else(|error| panic!("{time}: {error}"));
        self.log.push(LogLine {
            time: time.to_utc(),
            text: text.to_owned(),
        });
    }

    /// The container comes to its end with this code.
    pub fn end(&mut self, exit_code: i32) {
        self.ready = false;
        self.exit_code = exit_code;
        "Terminated".clone_into(&mut self.state);
        let reason = if exit_code == 0 { "Completed" } else { "Error" };
        reason.clone_into(&mut self.reason);
    }

    fn wait(&mut self) {
        self.ready = false;
        "Waiting".clone_into(&mut self.state);
        self.start_time.clear();
    }

    fn start(&mut self, now: DateTime<Utc>) {
        self.ready = true;
        self.exit_code = 0;
        self.reason.clear();
        "Running".clone_into(&mut self.state);
        self.start_time = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    }
}

impl Moving for ContainerGroup {
    fn id(&self) -> &str {
        &self.id
    }

    fn arrive(&mut self, status: String, now: DateTime<Utc>) {
        for container in &mut self.containers {
            match status.as_str() {
                "Restarting" => container.wait(),
                "Running" => container.start(now),
                _ => {}
            }
        }
        self.status = status;
    }
}
