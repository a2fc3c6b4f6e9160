//! The elastic container instances that the local cloud starts with.

use super::container_group::{Container, ContainerEvent, ContainerGroup};
use super::instance::Tag;

/// Region, the beginning of its instances' ids, and how many it holds by default. The others hold none.
const HELD: [(&str, &str, usize); 3] = [
    ("cn-hangzhou", "eci-bp1", 45),
    ("cn-beijing", "eci-2ze", 6),
    ("ap-southeast-1", "eci-t4n", 1),
];

const NAMES: [&str; 5] = ["gateway", "网关", "report-job", "数据 清洗", "crawler"];

/// CPUs and memory in GiB.
const SIZES: [(f64, f64); 4] = [(0.25, 0.5), (2.0, 4.0), (4.0, 8.0), (1.0, 2.0)];

const STATUSES: [&str; 12] = [
    "Running",
    "Running",
    "Succeeded",
    "Running",
    "Failed",
    "Running",
    "Pending",
    "Running",
    "Running",
    "Scheduling",
    "Running",
    "ScheduleFailed",
];

const GROUPS: [&str; 3] = [
    "rg-acfmyunproduction",
    "rg-acfmyundefault000",
    "rg-acfmyunstaging000",
];

/// The elastic container instances of the default world.
pub(crate) fn population() -> Vec<ContainerGroup> {
    let all = HELD.into_iter();
    all.flat_map(|(region, id_start, count)| (0..count).map(move |number| group(region, id_start, number)))
        .collect()
}

fn group(region: &str, id_start: &str, number: usize) -> ContainerGroup {
    let id = format!("{id_start}yun{number:014}");
    let (cpu, memory_gib) = SIZES[number % SIZES.len()];
    let status = STATUSES[number % STATUSES.len()];
    let zone_letter = ["a", "b", "h"][number % 3];
    let mut made = ContainerGroup {
        name: format!("{}-{number:02}", NAMES[number % NAMES.len()]),
        status: status.to_owned(),
        zone: format!("{region}-{zone_letter}"),
        vswitch: format!("vsw-{region}-{zone_letter}"),
        cpu,
        memory_gib,
        intranet_ip: format!("172.16.9.{}", number + 10),
        creation_time: format!("2026-02-03T04:{number:02}:06Z"),
        restart_policy: ["Always", "Always", "Never", "OnFailure"][number % 4].to_owned(),
        resource_group: GROUPS[number % GROUPS.len()].to_owned(),
        ..ContainerGroup::new(region, &id)
    };
    if number.is_multiple_of(7) {
        made.internet_ip = format!("47.98.9.{}", number + 10);
        "ecs.c6.large".clone_into(&mut made.instance_type);
    }
    if number.is_multiple_of(6) {
        made.security_group = format!("sg-{region}-web");
    }
    if number.is_multiple_of(2) {
        made.tags.push(Tag::new(
            "env",
            if number.is_multiple_of(4) { "prod" } else { "test" },
        ));
    }
    if number.is_multiple_of(3) {
        made.tags.push(Tag::new("团队", "平台/基础+架构"));
        made.tags.push(Tag::new("empty", ""));
    }
    made.containers = containers(number);
    if number.is_multiple_of(4) {
        let mut setup = Container::new("setup", "busybox:1.36");
        setup.end(0);
        setup.write("2026-02-03T04:05:06.5Z", "ready");
        made.init_containers.push(setup);
    }
    settle(&mut made);
    made
}

/// One, two or three containers, of which the first has written most.
fn containers(number: usize) -> Vec<Container> {
    let mut web = Container::new("web", "nginx:1.27");
    let mut sync = Container::new("sync", "registry-vpc.example/平台/sync:2026.1");
    let metrics = Container::new("metrics", "prom/node-exporter:v1.9");
    for line in 0..number % 5 * 3 {
        let text = ["GET / 200", "启动完成", "GET /健康 200 🚀", ""][line % 4];
        let fraction = ["", ".5", ".123456", ".123456789"][line % 4];
        web.write(
            &format!("2026-02-03T05:{:02}:{line:02}{fraction}Z", number % 60),
            text,
        );
    }
    sync.write("2026-02-03T05:00:00.1Z", "synchronising");
    sync.restart_count = 2;
    let mut all = vec![web, sync, metrics];
    all.truncate(number % 3 + 1);
    all
}

/// What goes with the group's status.
fn settle(group: &mut ContainerGroup) {
    let events: &[(&str, &str, &str, u32)] = match group.status.as_str() {
        "Failed" => &[
            ("Normal", "Pulled", "Container image was pulled", 1),
            ("Warning", "BackOff", "Back-off restarting failed container", 3),
        ],
        "ScheduleFailed" => &[("Warning", "NoStock", "库存不足: no stock in the zone", 12)],
        "Pending" => &[("Normal", "Pulling", "Pulling image", 1)],
        _ => &[
            ("Normal", "Pulled", "Container image was pulled", 1),
            ("Normal", "Started", "Started container", 1),
        ],
    };
    group.events = events.iter().map(happened).collect();
    match group.status.as_str() {
        "Succeeded" => group.containers.iter_mut().for_each(|container| container.end(0)),
        "Failed" => group
            .containers
            .iter_mut()
            .for_each(|container| container.end(137)),
        "Pending" => group
            .containers
            .iter_mut()
            .for_each(|container| wait(container, "ContainerCreating")),
        "Scheduling" | "ScheduleFailed" => {
            group.intranet_ip.clear();
            group.internet_ip.clear();
            group
                .containers
                .iter_mut()
                .for_each(|container| wait(container, ""));
        }
        _ => {}
    }
}

fn wait(container: &mut Container, reason: &str) {
    container.ready = false;
    "Waiting".clone_into(&mut container.state);
    reason.clone_into(&mut container.reason);
    container.start_time.clear();
    container.log.clear();
}

fn happened((kind, reason, message, count): &(&str, &str, &str, u32)) -> ContainerEvent {
    ContainerEvent {
        kind: (*kind).to_owned(),
        reason: (*reason).to_owned(),
        message: (*message).to_owned(),
        count: *count,
        first_time: "2026-02-03T04:05:06Z".to_owned(),
        last_time: format!("2026-02-03T04:{:02}:06Z", 5 + count),
    }
}
