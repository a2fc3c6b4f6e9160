//! `--filter`: each of them agrees with what the cloud holds.

use yun_tests::cloud::{Cloud, Instance, World};
use yun_tests::harness::{Home, in_both_runners};

fn expected(cloud: &Cloud, fits: impl Fn(&Instance) -> bool) -> Vec<String> {
    let mut ids: Vec<String> = cloud.world(|world| {
        world
            .instances_in("cn-hangzhou")
            .filter(|instance| fits(instance))
            .map(|one| one.id.clone())
            .collect()
    });
    ids.sort();
    assert!(
        !ids.is_empty() && ids.len() < 120,
        "the filter divides the instances: {}",
        ids.len()
    );
    ids
}

fn has_tag(instance: &Instance, key: &str, value: Option<&str>) -> bool {
    instance
        .tags
        .iter()
        .any(|tag| tag.key == key && value.is_none_or(|value| tag.value == value))
}

#[test]
fn each_filter_agrees_with_the_cloud() {
    type Fits = fn(&Instance) -> bool;
    let cloud = Cloud::with(World::default());
    cloud.world(|world| world.instances[0].vpc = "vpc-other".to_owned());
    let home = Home::with_profile(&cloud);
    let cases: [(&str, Fits); 15] = [
        ("id=i-bp1yun00000000000003", |one| {
            one.id == "i-bp1yun00000000000003"
        }),
        ("name=*主库*", |one| one.name.contains("主库")),
        ("status=Stopped", |one| one.status == "Stopped"),
        ("status=sTOPPED", |one| one.status == "Stopped"),
        ("type=ecs.g7.large", |one| one.instance_type == "ecs.g7.large"),
        ("zone=cn-hangzhou-b", |one| one.zone == "cn-hangzhou-b"),
        ("vpc=vpc-other", |one| one.vpc == "vpc-other"),
        ("vswitch=vsw-cn-hangzhou-a", |one| {
            one.vswitch == "vsw-cn-hangzhou-a"
        }),
        ("security_group=sg-cn-hangzhou-web", |one| {
            one.security_groups.iter().any(|id| id == "sg-cn-hangzhou-web")
        }),
        ("charge_type=PrePaid", |one| one.charge_type == "PrePaid"),
        ("key_pair=ops-key", |one| one.key_pair_name == "ops-key"),
        ("private_ip=172.16.0.15", |one| {
            one.private_ips.iter().any(|ip| ip == "172.16.0.15")
        }),
        ("public_ip=47.96.0.15", |one| {
            one.public_ips.iter().any(|ip| ip == "47.96.0.15")
        }),
        ("eip=121.40.0.11", |one| {
            one.eip.as_ref().is_some_and(|eip| eip.address == "121.40.0.11")
        }),
        ("tag=团队=平台/基础+架构", |one| {
            has_tag(one, "团队", Some("平台/基础+架构"))
        }),
    ];
    for (filter, fits) in cases {
        let ran = home
            .yun(["ecs", "list", "-o", "json", "--filter", filter])
            .succeeds();
        assert_eq!(ran.ids(), expected(&cloud, fits), "--filter {filter}");
    }
}

#[test]
fn filters_combine_and_some_may_be_repeated() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let ids = |filters: &[&str]| {
            let arguments = filters.iter().flat_map(|filter| ["--filter", *filter]);
            home.command(["ecs", "list", "-o", "json"])
                .arguments(arguments)
                .runner(runner)
                .run()
                .succeeds()
                .ids()
        };
        assert_eq!(
            ids(&[
                "status=Running",
                "charge_type=PostPaid",
                "tag=env=prod",
                "tag=团队"
            ]),
            expected(&cloud, |one| one.status == "Running"
                && one.charge_type == "PostPaid"
                && has_tag(one, "env", Some("prod"))
                && has_tag(one, "团队", None))
        );
        assert_eq!(
            ids(&["id=i-bp1yun00000000000007", "id=i-bp1yun00000000000003"]),
            ["i-bp1yun00000000000003", "i-bp1yun00000000000007"]
        );
        assert_eq!(
            ids(&["tag=empty"]),
            expected(&cloud, |one| has_tag(one, "empty", None))
        );
    });
}

#[test]
fn a_filter_holds_on_every_page() {
    let cloud = Cloud::with(World::sized(1, 450));
    let home = Home::with_profile(&cloud);
    let running = cloud.world(|world| {
        world
            .instances
            .iter()
            .filter(|one| one.status == "Running")
            .count()
    });
    assert!(running > 200);
    let ran = home
        .yun(["ecs", "list", "-o", "json", "--filter", "status=Running"])
        .succeeds();
    assert_eq!(ran.rows().len(), running);
    assert_eq!(cloud.calls("DescribeInstances"), running.div_ceil(100));
    assert!(
        cloud
            .requests()
            .iter()
            .all(|request| request.params["Status"] == "Running")
    );
}

#[test]
fn what_is_no_filter_is_refused_before_anybody_is_asked() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let refused = |filters: &[&str], says: &[&str]| {
        let arguments = filters.iter().flat_map(|filter| ["--filter", *filter]);
        home.command(["ecs", "list"])
            .arguments(arguments)
            .run()
            .exits(2)
            .says(says);
    };
    refused(&["statsu=Running"], &["statsu", "\"status\""]);
    refused(&["status"], &["KEY=VALUE"]);
    refused(&["status="], &["status"]);
    refused(&["=Running"], &["KEY=VALUE"]);
    refused(&["status=Runing"], &["Runing", "Running"]);
    refused(&["status=Running", "status=Stopped"], &["status"]);
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn what_the_plugin_finds_wrong_in_a_filter_is_wrong_use() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let many: Vec<String> = (0..21)
            .flat_map(|n| ["--filter".to_owned(), format!("tag=key{n}")])
            .collect();
        let ran = home
            .command(["ecs", "list", "-o", "json"])
            .arguments(&many)
            .runner(runner)
            .run()
            .exits(2);
        assert_eq!(
            (ran.error()["code"].as_str(), ran.error()["plugin"].as_str()),
            (Some("filter_too_many"), Some("ecs"))
        );
        let ran = home
            .command(["ecs", "list", "--lang", "zh"])
            .arguments(&many)
            .runner(runner)
            .run()
            .exits(2);
        ran.says(&["最多可指定 20 次"]);
    });
}
