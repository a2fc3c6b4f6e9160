//! Managed instances, seen from the outside.

use serde_json::{Value, json};

use super::client::{Outgoing, Received};
use super::*;

fn ask(cloud: &Cloud, action: &str, more: &[(&str, &str)]) -> Received {
    let request = Outgoing::ecs(cloud, action).with("RegionId", "cn-hangzhou");
    let request = more
        .iter()
        .fold(request, |request, (name, value)| request.instead(name, value));
    request.send(cloud).unwrap()
}

fn list(cloud: &Cloud, more: &[(&str, &str)]) -> Vec<Value> {
    let answer = ask(cloud, "DescribeManagedInstances", more).json();
    let all = answer["Instances"].as_array();
    all.unwrap_or_else(|| panic!("{answer}")).clone()
}

#[test]
fn all_of_them_come_in_pages_of_fifty_at_most() {
    let cloud = Cloud::start(CloudOptions::default());
    let page = |token: &str| {
        ask(
            &cloud,
            "DescribeManagedInstances",
            &[("MaxResults", "50"), ("NextToken", token)],
        )
        .json()
    };
    let first = page("");
    let second = page(first["NextToken"].as_str().unwrap());
    assert_eq!(
        (first["TotalCount"].clone(), second["NextToken"].clone()),
        (json!(60), json!(""))
    );
    let ids: Vec<&Value> = [&first, &second]
        .into_iter()
        .flat_map(|page| page["Instances"].as_array().unwrap())
        .map(|instance| &instance["InstanceId"])
        .collect();
    let held: Vec<String> = cloud.world(|world| {
        let held = world.managed_instances.iter();
        held.filter(|held| held.region == "cn-hangzhou")
            .map(|held| held.id.clone())
            .collect()
    });
    assert_eq!(ids, held.iter().collect::<Vec<_>>());
    assert_eq!(list(&cloud, &[]).len(), 10);
    assert_eq!(list(&cloud, &[("MaxResults", "3")]).len(), 3);
    assert_eq!(list(&cloud, &[("PageNumber", "6"), ("PageSize", "11")]).len(), 5);
    for wrong in [("MaxResults", "51"), ("OsType", "macos"), ("Connected", "yes")] {
        let error = ask(&cloud, "DescribeManagedInstances", &[wrong]).error();
        assert_eq!(error, (400, "InvalidParameter".into()), "{wrong:?}");
    }
}

#[test]
fn each_filter_lists_what_fits() {
    let cloud = Cloud::with(World::empty());
    cloud.world(|world| {
        world.managed_instances = ["mi-1", "mi-2"]
            .map(|id| ManagedInstance::new("cn-hangzhou", id))
            .to_vec();
        world.managed_instances[1] = ManagedInstance {
            name: "门店 收银机".into(),
            connected: false,
            os_type: "FreeBSD".into(),
            intranet_ip: "10.0.0.9".into(),
            internet_ip: "203.0.113.9".into(),
            activation_id: "activation".into(),
            machine_id: "machine".into(),
            resource_group: "rg-1".into(),
            tags: vec![Tag::new("site", "x")],
            ..world.managed_instances[1].clone()
        };
        world
            .managed_instances
            .push(ManagedInstance::new("cn-beijing", "mi-3"));
    });
    for filter in [
        ("InstanceId.1", "mi-2"),
        ("InstanceName", "门店 收银机"),
        ("InstanceIp", "10.0.0.9"),
        ("InstanceIp", "203.0.113.9"),
        ("OsType", "FreeBSD"),
        ("Connected", "false"),
        ("ActivationId", "activation"),
        ("MachineId", "machine"),
        ("ResourceGroupId", "rg-1"),
        ("Tag.1.Key", "site"),
    ] {
        let found = list(&cloud, &[filter]);
        assert_eq!(found.len(), 1, "{filter:?}");
        assert_eq!(found[0]["InstanceId"], "mi-2", "{filter:?}");
    }
    let (other, both) = (list(&cloud, &[("Connected", "true")]), list(&cloud, &[]));
    assert_eq!((other[0]["InstanceId"].clone(), both.len()), (json!("mi-1"), 2));
    assert_eq!(both[1]["Tags"], json!([{"TagKey": "site", "TagValue": "x"}]));
    assert_eq!(list(&cloud, &[("RegionId", "cn-beijing")]).len(), 1);
}

#[test]
fn one_is_renamed_and_one_is_deregistered() {
    let cloud = Cloud::start(CloudOptions::default());
    let ids: Vec<String> = cloud.world(|world| {
        world
            .managed_instances
            .iter()
            .map(|held| held.id.clone())
            .collect()
    });
    let rename = |name: &str| {
        ask(
            &cloud,
            "ModifyManagedInstance",
            &[("InstanceId", &ids[0]), ("InstanceName", name)],
        )
    };
    for _ in 0..2 {
        let renamed = rename("网关-1").json();
        assert_eq!(
            renamed["Instance"],
            json!({"InstanceId": ids[0], "InstanceName": "网关-1"})
        );
    }
    assert_eq!(rename("1").error(), (400, "InvalidInstanceName.Malformed".into()));
    let deregister = |id: &str, token: &str| {
        ask(
            &cloud,
            "DeregisterManagedInstance",
            &[("InstanceId", id), ("ClientToken", token)],
        )
    };
    let gone = deregister(&ids[1], "t1").json();
    assert_eq!(gone["Instance"]["InstanceId"], ids[1].as_str());
    assert_eq!(deregister(&ids[1], "t1").json()["Instance"], gone["Instance"]);
    assert_eq!(
        deregister(&ids[1], "t2").error(),
        (404, "InvalidInstanceId.NotFound".into())
    );
    let elsewhere = ids.iter().find(|id| id.starts_with("mi-bj")).unwrap();
    assert_eq!(
        deregister(elsewhere, "").error(),
        (404, "InvalidInstanceId.NotFound".into())
    );
    let deeds: Vec<(String, String)> = cloud.world(|world| {
        let deeds = world.deeds.iter();
        deeds.map(|deed| (deed.action.clone(), deed.id.clone())).collect()
    });
    let expected = [
        ("ModifyManagedInstance".to_owned(), ids[0].clone()),
        ("DeregisterManagedInstance".to_owned(), ids[1].clone()),
    ];
    assert_eq!(deeds, expected);
    assert!(cloud.world(|world| world.managed_instances.iter().all(|held| held.id != ids[1])));
}
