//! A managed instance as plain data: a machine of one's own that Cloud Assistant looks after.

use serde::Serialize;

use super::instance::Tag;

/// A managed instance. The texts are what the API answers, whatever they contain.
#[derive(Clone, Debug, Serialize)]
pub struct ManagedInstance {
    /// The id, `mi-…`.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// The operating system's host name.
    pub hostname: String,
    /// The region's id.
    pub region: String,
    /// Whether Cloud Assistant reaches it.
    pub connected: bool,
    /// `linux`, `windows` or `FreeBSD`.
    pub os_type: String,
    /// The operating system's version.
    pub os_version: String,
    /// The version of the agent on it.
    pub agent_version: String,
    /// The address in its own network.
    pub intranet_ip: String,
    /// The public address; may be empty.
    pub internet_ip: String,
    /// The id of the activation code that it was registered with.
    pub activation_id: String,
    /// What identifies the machine.
    pub machine_id: String,
    /// When it was registered, as the API writes it: `2026-01-02T03:04:05Z`.
    pub registration_time: String,
    /// When a command last ran on it; empty when none ever did.
    pub last_invoked_time: String,
    /// How many commands ran on it.
    pub invocation_count: u64,
    /// The resource group's id; empty for the default group.
    pub resource_group: String,
    /// Its tags.
    pub tags: Vec<Tag>,
}

/// Region and how many managed instances it holds by default.
const HELD: [(&str, usize); 3] = [("cn-hangzhou", 60), ("cn-beijing", 7), ("ap-southeast-1", 1)];

const NAMES: [&str; 4] = ["factory-gateway", "门店收银机", "edge", "机房-备份 服务器"];

/// Type and version of an operating system.
const SYSTEMS: [(&str, &str); 4] = [
    ("linux", "Ubuntu 24.04"),
    ("windows", "Windows Server 2022 数据中心版"),
    ("linux", "AlmaLinux 9.5"),
    ("FreeBSD", "FreeBSD 14.2"),
];

impl ManagedInstance {
    /// A connected Linux machine in the region, named like its id, without tags or public address.
    pub fn new(region: &str, id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            hostname: format!("host-{}", id.trim_start_matches("mi-")),
            region: region.to_owned(),
            connected: true,
            os_type: "linux".to_owned(),
            os_version: "Ubuntu 24.04".to_owned(),
            agent_version: "2.2.3.857".to_owned(),
            intranet_ip: "192.168.1.10".to_owned(),
            internet_ip: String::new(),
            activation_id: "4ECEEE12-56F1-4FBC-9AB1-890F1234ABCD".to_owned(),
            machine_id: format!("machine-{}", id.trim_start_matches("mi-")),
            registration_time: "2026-01-02T03:04:05Z".to_owned(),
            last_invoked_time: String::new(),
            invocation_count: 0,
            resource_group: String::new(),
            tags: Vec::new(),
        }
    }
}

/// The managed instances of the default world.
pub(crate) fn population() -> Vec<ManagedInstance> {
    let all = HELD.iter().enumerate();
    all.flat_map(|(index, (region, count))| (0..*count).map(move |number| managed(region, index, number)))
        .collect()
}

fn managed(region: &str, index: usize, number: usize) -> ManagedInstance {
    let id = format!("mi-{}0yun{number:09}", ["hz", "bj", "sg"][index]);
    let (os_type, os_version) = SYSTEMS[number % SYSTEMS.len()];
    let mut made = ManagedInstance {
        name: format!("{}-{number:02}", NAMES[number % NAMES.len()]),
        connected: number % 3 != 1,
        os_type: os_type.to_owned(),
        os_version: os_version.to_owned(),
        intranet_ip: format!("192.168.{index}.{}", number + 10),
        registration_time: format!("2026-02-03T04:{number:02}:06Z"),
        invocation_count: number as u64 * 3,
        ..ManagedInstance::new(region, &id)
    };
    if number > 0 {
        made.last_invoked_time = format!("2026-03-04T05:{number:02}:07Z");
    }
    if number.is_multiple_of(5) {
        made.internet_ip = format!("203.0.113.{}", index * 70 + number);
    }
    if number.is_multiple_of(2) {
        "7D1C2A34-0F5B-4C6D-8E9F-001122334455".clone_into(&mut made.activation_id);
    }
    if number.is_multiple_of(4) {
        made.tags.push(Tag::new("site", "杭州 一号"));
        "rg-acfmyunproduction".clone_into(&mut made.resource_group);
    }
    made
}
