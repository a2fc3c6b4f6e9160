//! Simple application servers, seen from the outside.

use serde_json::{Value, json};

use super::client::{Outgoing, Received};
use super::*;

/// Four plain servers in cn-beijing, `s-0` to `s-3`: three are running, the last one is stopped.
fn cloud() -> Cloud {
    let mut world = World::empty();
    world.simple_servers = (0..4)
        .map(|number| SimpleServer::new("cn-beijing", &format!("s-{number}")))
        .collect();
    "Stopped".clone_into(&mut world.simple_server("s-3").status);
    Cloud::with(world)
}

fn swas(cloud: &Cloud, action: &str, more: &[(&str, &str)]) -> Outgoing {
    let request = Outgoing::new(cloud, "2020-06-01", action).with("RegionId", "cn-beijing");
    more.iter()
        .fold(request, |request, (name, value)| request.instead(name, value))
}

fn ask(cloud: &Cloud, action: &str, more: &[(&str, &str)]) -> Received {
    swas(cloud, action, more).send(cloud).unwrap()
}

fn servers(answer: &Received) -> Vec<Value> {
    let json = answer.json();
    json["Instances"]
        .as_array()
        .unwrap_or_else(|| panic!("{json}"))
        .clone()
}

fn ids(answer: &Received) -> Vec<String> {
    let servers = servers(answer).into_iter();
    servers
        .map(|server| server["InstanceId"].as_str().unwrap().to_owned())
        .collect()
}

fn found(cloud: &Cloud, filters: &[(&str, &str)]) -> Vec<String> {
    ids(&ask(cloud, "ListInstances", filters))
}

fn status(cloud: &Cloud, id: &str) -> String {
    let answer = ask(
        cloud,
        "ListInstances",
        &[("InstanceIds", &json!([id]).to_string())],
    );
    servers(&answer)[0]["Status"].as_str().unwrap().to_owned()
}

fn deeds(cloud: &Cloud) -> Vec<String> {
    cloud.world(|world| {
        let deeds = world.deeds.iter();
        deeds.map(|deed| format!("{} {}", deed.action, deed.id)).collect()
    })
}

#[test]
fn pages_have_numbers_and_every_page_the_total() {
    let cloud = Cloud::start(CloudOptions::default());
    let mut all = Vec::new();
    for (number, size) in [("1", 100), ("2", 100), ("3", 30), ("4", 0)] {
        let more = [
            ("RegionId", "cn-hangzhou"),
            ("PageSize", "100"),
            ("PageNumber", number),
        ];
        let answer = ask(&cloud, "ListInstances", &more);
        let page = ids(&answer);
        assert_eq!(
            (page.len(), &answer.json()["TotalCount"]),
            (size, &json!(230)),
            "{number}"
        );
        all.extend(page);
    }
    let held = cloud.world(|world| {
        let servers = world.simple_servers.iter();
        let there = servers.filter(|server| server.region == "cn-hangzhou");
        there.map(|server| server.id.clone()).collect::<Vec<_>>()
    });
    assert_eq!(all, held);
    assert_eq!(found(&cloud, &[("RegionId", "cn-hangzhou")]).len(), 10);
    let error = ask(&cloud, "ListInstances", &[("PageSize", "101")]).error();
    assert_eq!(error, (400, "InvalidParameter".into()));
}

#[test]
fn filters_are_held_against_every_server() {
    let cloud = cloud();
    cloud.world(|world| {
        let server = world.simple_server("s-1");
        "博客-一".clone_into(&mut server.name);
        "Disabled".clone_into(&mut server.status);
        "47.1.1.1".clone_into(&mut server.public_ip);
        "rg-x".clone_into(&mut server.resource_group);
        server.tags = vec![Tag::new("env", "prod")];
    });
    for filter in [
        ("InstanceIds", r#"["s-1","s-9"]"#),
        ("InstanceName", "博客*"),
        ("Status", "Disabled"),
        ("PublicIpAddresses", r#"["47.1.1.1"]"#),
        ("ResourceGroupId", "rg-x"),
        ("Tag.1.Key", "env"),
    ] {
        assert_eq!(found(&cloud, &[filter]), ["s-1"], "{filter:?}");
    }
    assert_eq!(found(&cloud, &[("ChargeType", "PrePaid")]).len(), 4);
    let both = [
        ("InstanceIds", r#"["s-0"]"#),
        ("PublicIpAddresses", r#"["47.1.1.1"]"#),
    ];
    assert_eq!(found(&cloud, &both), [""; 0]);
    let many = serde_json::to_string(&vec!["s-x"; 101]).unwrap();
    for wrong in [
        ("Status", "running"),
        ("InstanceIds", "s-1"),
        ("PublicIpAddresses", &many),
    ] {
        let error = ask(&cloud, "ListInstances", &[wrong]).error();
        assert_eq!(error, (400, "InvalidParameter".into()), "{wrong:?}");
    }
}

#[test]
fn there_are_fewer_regions_than_ecs_has() {
    let cloud = cloud();
    let regions = ask(&cloud, "ListRegions", &[("AcceptLanguage", "en-US")]).json()["Regions"].clone();
    let ids: Vec<&str> = regions
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["RegionId"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "cn-hangzhou",
            "cn-beijing",
            "cn-shanghai",
            "cn-hongkong",
            "ap-southeast-1"
        ]
    );
    let expected = json!({"RegionId": "cn-beijing", "LocalName": "China (Beijing)",
                          "RegionEndpoint": "swas.cn-beijing.aliyuncs.com"});
    assert_eq!(regions[1], expected);
    let error = ask(&cloud, "ListInstances", &[("RegionId", "us-west-1")]).error();
    assert_eq!(error, (404, "InvalidRegionId.NotFound".into()));
}

#[test]
fn each_change_goes_through_its_statuses() {
    for (action, id, from, through) in [
        ("StartInstance", "s-3", "Stopped", ["Starting", "Running"]),
        ("StopInstance", "s-0", "Running", ["Stopping", "Stopped"]),
        ("RebootInstance", "s-0", "Running", ["Starting", "Running"]),
    ] {
        for is_plural in [false, true] {
            let cloud = cloud();
            let list = json!([id]).to_string();
            let (name, parameter) = if is_plural {
                (format!("{action}s"), ("InstanceIds", list.as_str()))
            } else {
                (action.to_owned(), ("InstanceId", id))
            };
            assert_eq!(status(&cloud, id), from);
            assert_eq!(ask(&cloud, &name, &[parameter]).status, 200, "{name}");
            let again = ask(&cloud, &name, &[parameter]).error();
            assert_eq!(again, (403, "IncorrectInstanceStatus".into()), "{name}");
            assert_eq!([1, 2].map(|_| status(&cloud, id)), through, "{name}");
            assert_eq!(deeds(&cloud), [format!("{name} {id}")]);
        }
    }
}

#[test]
fn one_bad_id_fails_all() {
    let cloud = cloud();
    for (bad, error) in [
        ("s-9", (404, "InvalidInstanceId.NotFound")),
        ("s-3", (403, "IncorrectInstanceStatus")),
    ] {
        let list = json!(["s-0", "s-1", bad]).to_string();
        let answer = ask(&cloud, "StopInstances", &[("InstanceIds", &list)]).error();
        assert_eq!((answer.0, answer.1.as_str()), error);
    }
    assert_eq!(deeds(&cloud), [""; 0]);
    assert_eq!(status(&cloud, "s-0"), "Running");
    let list = json!(["s-0", "s-1", "s-0"]).to_string();
    let answer = ask(
        &cloud,
        "StopInstances",
        &[("InstanceIds", &list), ("ForceStop", "true")],
    );
    assert_eq!(answer.status, 200);
    assert_eq!(deeds(&cloud), ["StopInstances s-0", "StopInstances s-1"]);
}

#[test]
fn ids_have_to_be_given_and_to_be_in_the_region() {
    let cloud = cloud();
    let error = |action, more: &[(&str, &str)]| ask(&cloud, action, more).error().1;
    assert_eq!(error("StopInstances", &[]), "MissingInstanceIds");
    assert_eq!(
        error("StopInstances", &[("InstanceIds", "[]")]),
        "MissingInstanceIds"
    );
    assert_eq!(error("StopInstance", &[]), "MissingInstanceId");
    let elsewhere = [("InstanceId", "s-0"), ("RegionId", "cn-shanghai")];
    assert_eq!(error("StopInstance", &elsewhere), "InvalidInstanceId.NotFound");
    let odd = [("InstanceIds", r#"["s-0"]"#), ("ForceStop", "perhaps")];
    assert_eq!(error("StopInstances", &odd), "InvalidParameter");
}

#[test]
fn the_same_token_is_the_same_request() {
    let cloud = cloud();
    let stop = [("InstanceIds", r#"["s-0"]"#), ("ClientToken", "t-1")];
    assert_eq!(
        [1, 2].map(|_| ask(&cloud, "StopInstances", &stop).status),
        [200, 200]
    );
    let rename = [
        ("InstanceId", "s-1"),
        ("InstanceName", "博客-1"),
        ("ClientToken", "t-1"),
    ];
    assert_eq!(
        [1, 2].map(|_| ask(&cloud, "UpdateInstanceAttribute", &rename).status),
        [200, 200]
    );
    let other = [("InstanceIds", r#"["s-1"]"#), ("ClientToken", "t-1")];
    assert_eq!(
        ask(&cloud, "StopInstances", &other).error().1,
        "IdempotentParameterMismatch"
    );
    assert_eq!(
        deeds(&cloud),
        ["StopInstances s-0", "UpdateInstanceAttribute s-1"]
    );
}

#[test]
fn a_name_is_changed_once() {
    let cloud = cloud();
    let rename = |name| {
        ask(
            &cloud,
            "UpdateInstanceAttribute",
            &[("InstanceId", "s-1"), ("InstanceName", name)],
        )
    };
    assert_eq!([rename("博客").status, rename("博客").status], [200, 200]);
    assert_eq!(
        cloud.world(|world| world.simple_server("s-1").name.clone()),
        "博客"
    );
    assert_eq!(deeds(&cloud), ["UpdateInstanceAttribute s-1"]);
    assert_eq!(
        rename("a b").error(),
        (400, "InvalidInstanceName.Malformed".into())
    );
    assert_eq!(rename("").error(), (400, "MissingInstanceName".into()));
}

#[test]
fn permissions_are_those_of_the_product() {
    let cloud = cloud();
    let keys = |action, keys| {
        let more = [
            ("InstanceId", "s-0"),
            ("InstanceIds", r#"["s-0"]"#),
            ("InstanceName", "b1"),
        ];
        swas(&cloud, action, &more).keys(keys).send(&cloud).unwrap()
    };
    for action in [
        "StartInstances",
        "StopInstances",
        "RebootInstances",
        "UpdateInstanceAttribute",
    ] {
        let denied = keys(action, cloud.read_only_keys());
        assert_eq!(denied.error(), (403, "Forbidden.RAM".into()));
        assert_eq!(
            denied.json()["AccessDeniedDetail"]["AuthAction"],
            format!("swas-open:{action}")
        );
    }
    for action in ["ListInstances", "ListRegions"] {
        assert_eq!(keys(action, cloud.read_only_keys()).status, 200, "{action}");
        assert_eq!(
            keys(action, cloud.denied_keys()).error(),
            (403, "Forbidden.RAM".into()),
            "{action}"
        );
    }
    assert_eq!(deeds(&cloud), [""; 0]);
}
