//! The world that the local cloud starts with: always the same one, rich enough that every column, filter and page
//! limit has something to show.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::container_group::ContainerGroup;
use super::course::{Courses, Pace};
use super::idempotence::ClientTokens;
use super::instance::{ElasticIp, Instance, Tag};
use super::managed_instance::{self, ManagedInstance};
use super::people::{cloud_sso, instance_metadata, oauth, oidc_providers, roles, users, vault};
use super::simple_server::SimpleServer;
use super::world::{Region, ResourceGroup, World};
use super::{container_population, disk, simple_server, snapshot};

/// The id of the account.
pub const ACCOUNT_ID: &str = "1234567890123456";

/// Region, its names, the beginning of its instances' ids, and how many instances it holds by default.
const REGIONS: [(&str, &str, &str, &str, usize); 8] = [
    ("cn-hangzhou", "China (Hangzhou)", "华东1（杭州）", "i-bp1", 120),
    ("cn-beijing", "China (Beijing)", "华北2（北京）", "i-2ze", 30),
    ("cn-shanghai", "China (Shanghai)", "华东2（上海）", "i-uf6", 17),
    ("cn-shenzhen", "China (Shenzhen)", "华南1（深圳）", "i-wz9", 11),
    ("cn-hongkong", "China (Hong Kong)", "中国香港", "i-j6c", 5),
    ("ap-southeast-1", "Singapore", "新加坡", "i-t4n", 8),
    ("us-west-1", "US (Silicon Valley)", "美国（硅谷）", "i-rj9", 1),
    (
        "eu-central-1",
        "Germany (Frankfurt)",
        "德国（法兰克福）",
        "i-gw8",
        0,
    ),
];

/// Regions without elastic container instances, and without simple application servers.
const WITHOUT_ECI: [&str; 1] = ["us-west-1"];
const WITHOUT_SWAS: [&str; 3] = ["cn-shenzhen", "us-west-1", "eu-central-1"];

/// Instance type, CPUs, memory in MiB.
const TYPES: [(&str, u32, u32); 5] = [
    ("ecs.g7.large", 2, 8192),
    ("ecs.c7.xlarge", 4, 8192),
    ("ecs.r7.2xlarge", 8, 65536),
    ("ecs.t6-c1m1.large", 2, 2048),
    ("ecs.e-c1m1.small", 1, 512),
];

const STATUSES: [&str; 10] = [
    "Running", "Running", "Running", "Stopped", "Running", "Running", "Starting", "Running", "Stopping",
    "Pending",
];

const NAMES: [&str; 8] = [
    "web",
    "api",
    "db-主库",
    "测试机",
    "build",
    "🚀 launch",
    "cache",
    "数据分析 平台",
];

/// Two groups that lists can be filtered for; a third of the instances is in the default one.
const GROUPS: [&str; 3] = ["rg-acfmyunproduction", "", "rg-acfmyunstaging000"];

/// How many resource groups there are that hold nothing.
const TEAMS: usize = 10;

impl Default for World {
    /// Eight regions, of which cn-hangzhou holds 120 instances, us-west-1 one and eu-central-1 none, with
    /// their disks and snapshots, and managed instances in three of them.
    fn default() -> Self {
        let mut world = Self::empty();
        for (region, _, _, id_start, count) in REGIONS {
            world
                .instances
                .extend((0..count).map(|number| instance(region, id_start, number)));
        }
        world.disks = disk::population(&world.instances);
        world.snapshots = snapshot::population(&world.disks);
        world.managed_instances = managed_instance::population();
        world.container_groups = container_population::population();
        world.simple_servers = simple_server::population();
        world
    }
}

impl World {
    /// The default users, resource groups and regions, without any instance.
    pub fn empty() -> Self {
        Self {
            account_id: ACCOUNT_ID.to_owned(),
            users: users(),
            sessions: Vec::new(),
            roles: roles(),
            oidc_providers: oidc_providers(),
            takes_oidc_token_in_address: false,
            metadata: instance_metadata(),
            oauth: oauth(),
            cloud_sso: cloud_sso(),
            vault: vault(),
            documents: BTreeMap::new(),
            credentials_validity: TimeDelta::hours(1),
            given_out: Vec::new(),
            regions: REGIONS
                .iter()
                .map(|(id, en, zh, ..)| region(id, en, zh))
                .collect(),
            resource_groups: resource_groups(),
            instances: Vec::new(),
            disks: Vec::new(),
            snapshots: Vec::new(),
            managed_instances: Vec::new(),
            eci_regions: regions_but(&WITHOUT_ECI),
            container_groups: Vec::new(),
            swas_regions: regions_but(&WITHOUT_SWAS),
            simple_servers: Vec::new(),
            pace: Pace::default(),
            courses: Courses::default(),
            deeds: Vec::new(),
            client_tokens: ClientTokens::default(),
        }
    }

    /// So many regions, of which each holds so many ECS instances; ECI and SWAS are in all of them, and hold nothing. The
    /// first regions are those of the default world, the others are called `local-9`, `local-10` and so on.
    pub fn sized(regions: usize, instances_per_region: usize) -> Self {
        let mut world = Self::empty();
        world.regions.truncate(regions);
        world.regions.extend((REGIONS.len() + 1..=regions).map(|number| {
            region(
                &format!("local-{number}"),
                &format!("Local {number}"),
                &format!("本地 {number}"),
            )
        }));
        let ids: Vec<String> = world.regions.iter().map(|region| region.id.clone()).collect();
        world.eci_regions.clone_from(&ids);
        world.swas_regions = ids;
        for (index, region) in world.regions.iter().enumerate() {
            let id_start = REGIONS
                .get(index)
                .map_or(format!("i-l{:02x}", index + 1), |known| known.3.to_owned());
            let made = (0..instances_per_region).map(|number| instance(&region.id, &id_start, number));
            world.instances.extend(made);
        }
        world
    }

    /// So many ECS instances in the first region, in place of those that it has.
    pub fn with_first_region_of(mut self, instances: usize) -> Self {
        let Some(region) = self.regions.first().map(|region| region.id.clone()) else {
            return self;
        };
        self.instances.retain(|one| one.region != region);
        let made = (0..instances).map(|number| instance(&region, REGIONS[0].3, number));
        self.instances.extend(made);
        self
    }

    /// So many running ECS instances more in the first region.
    pub fn with_running(mut self, instances: usize) -> Self {
        if let Some(region) = self.regions.first() {
            let made =
                (0..instances).map(|number| Instance::new(&region.id, &format!("i-running{number:06}")));
            self.instances.extend(made);
        }
        self
    }

    /// So many managed instances, elastic container instances and simple application servers more in each region.
    pub fn with_others(mut self, per_region: usize) -> Self {
        for (index, region) in self.regions.iter().enumerate() {
            for number in 0..per_region {
                let id = format!("l{index:02x}other{number:06}");
                self.managed_instances
                    .push(ManagedInstance::new(&region.id, &format!("mi-{id}")));
                self.container_groups
                    .push(ContainerGroup::new(&region.id, &format!("eci-{id}")));
                self.simple_servers
                    .push(SimpleServer::new(&region.id, &format!("swas-{id}")));
            }
        }
        self
    }
}

fn regions_but(without: &[&str]) -> Vec<String> {
    let ids = REGIONS.iter().map(|(id, ..)| *id);
    ids.filter(|id| !without.contains(id))
        .map(str::to_owned)
        .collect()
}

fn region(id: &str, name_en: &str, name_zh: &str) -> Region {
    let endpoint = match id {
        "cn-hangzhou" => "ecs-cn-hangzhou.aliyuncs.com".to_owned(),
        _ => format!("ecs.{id}.aliyuncs.com"),
    };
    Region {
        id: id.to_owned(),
        name_en: name_en.to_owned(),
        name_zh: name_zh.to_owned(),
        endpoint,
        status: "available".to_owned(),
    }
}

fn resource_groups() -> Vec<ResourceGroup> {
    let group = |id: &str, name: &str, display_name: &str, is_default| ResourceGroup {
        id: id.to_owned(),
        name: name.to_owned(),
        display_name: display_name.to_owned(),
        create_date: "2025-03-04T05:06:07+08:00".to_owned(),
        is_default,
    };
    let named = [
        group("rg-acfmyundefault000", "default", "默认资源组", true),
        group(GROUPS[0], "production", "生产", false),
        group(GROUPS[2], "staging", "Staging", false),
    ];
    // Empty ones, so that a list of them needs a second page.
    let teams = (1..=TEAMS).map(|number| {
        let (id, name) = (format!("rg-acfmyunteam{number:06}"), format!("team-{number:02}"));
        group(&id, &name, &format!("团队 {number:02}"), false)
    });
    named.into_iter().chain(teams).collect()
}

fn instance(region: &str, id_start: &str, number: usize) -> Instance {
    let id = format!("{id_start}yun{number:014}");
    let (instance_type, cpu, memory_mib) = TYPES[number % TYPES.len()];
    let status = STATUSES[number % STATUSES.len()];
    let zone_letter = ["a", "b", "h"][number % 3];
    let prepaid = number % 4 == 1;
    let (block, host) = (number / 200, number % 200 + 10);
    let mut made = Instance {
        name: format!("{}-{number:03}", NAMES[number % NAMES.len()]),
        description: if number.is_multiple_of(6) {
            format!("instance {number}, 第{number}台")
        } else {
            String::new()
        },
        status: status.to_owned(),
        zone: format!("{region}-{zone_letter}"),
        vswitch: format!("vsw-{region}-{zone_letter}"),
        instance_type: instance_type.to_owned(),
        cpu,
        memory_mib,
        creation_time: creation_time(number),
        start_time: if status == "Pending" {
            String::new()
        } else {
            creation_time(number + 1)
        },
        resource_group: GROUPS[number % GROUPS.len()].to_owned(),
        private_ips: vec![format!("172.16.{block}.{host}")],
        deletion_protection: number.is_multiple_of(9),
        tags: tags(number),
        ..Instance::new(region, &id)
    };
    if prepaid {
        made.charge_type = "PrePaid".to_owned();
        made.expired_time = "2027-06-30T16:00Z".to_owned();
    }
    if status == "Stopped" {
        made.stopped_mode = if prepaid { "Not-applicable" } else { "StopCharging" }.to_owned();
    }
    match number % 5 {
        0 => made.public_ips = vec![format!("47.96.{block}.{host}")],
        1 => {
            made.eip = Some(ElasticIp {
                address: format!("121.40.{block}.{host}"),
                allocation_id: format!("eip-yun{number:014}"),
                bandwidth_mbit: 5,
            });
        }
        2 => made.key_pair_name = "ops-key".to_owned(),
        _ => {}
    }
    if number % 7 == 3 {
        run_windows(&mut made);
    }
    if number % 11 == 10 {
        made.security_groups.push(format!("sg-{region}-web"));
    }
    if number % 40 == 17 {
        made.locks = vec!["financial".to_owned()];
    }
    made
}

fn run_windows(instance: &mut Instance) {
    instance.os_type = "windows".to_owned();
    instance.os_name = "Windows Server  2022 数据中心版 64位中文版".to_owned();
    instance.os_name_en = "Windows Server  2022 Data Center Edition 64bit Chinese Edition".to_owned();
    instance.image_id = "win2022_21H2_x64_dtc_zh-cn_40G_alibase_20250620.vhd".to_owned();
    instance.key_pair_name = String::new();
}

fn tags(number: usize) -> Vec<Tag> {
    let mut tags = Vec::new();
    if number.is_multiple_of(2) {
        tags.push(Tag::new(
            "env",
            if number.is_multiple_of(4) { "prod" } else { "test" },
        ));
    }
    if number.is_multiple_of(3) {
        tags.push(Tag::new("团队", "平台/基础+架构"));
    }
    if number.is_multiple_of(10) {
        tags.push(Tag::new("empty", ""));
    }
    tags
}

/// Minutes apart, so that sorting by time means something; to the minute, as the API answers.
fn creation_time(number: usize) -> String {
    let (hour, minute) = (number / 60 % 24, number % 60);
    format!("2026-01-{:02}T{hour:02}:{minute:02}Z", number / 1440 % 28 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_world_has_the_documented_sizes() {
        let world = World::default();
        let sizes: Vec<(&str, usize)> = world
            .regions
            .iter()
            .map(|region| (region.id.as_str(), world.instances_in(&region.id).count()))
            .collect();
        let expected = REGIONS.map(|(id, _, _, _, count)| (id, count));
        assert_eq!(sizes, expected);
    }

    #[test]
    fn ids_have_the_length_of_real_ones_and_are_unique() {
        let world = World::sized(20, 5);
        let mut ids: Vec<&str> = world
            .instances
            .iter()
            .map(|instance| instance.id.as_str())
            .collect();
        assert!(
            ids.iter().all(|id| id.len() == 22),
            "{:?}",
            ids.iter().find(|id| id.len() != 22)
        );
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((world.regions.len(), ids.len()), (20, 100));
        let keys = &world.users[1].keys[0];
        assert_eq!((keys.id.len(), keys.secret.len()), (24, 30));
    }
}
