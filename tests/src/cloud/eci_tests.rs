//! Elastic container instances, seen from the outside.

use serde_json::{Value, json};

use super::client::{Outgoing, Received};
use super::*;

/// Three plain groups in cn-beijing, `eci-0` to `eci-2`, all of them running.
fn cloud() -> Cloud {
    let mut world = World::empty();
    world.container_groups = (0..3)
        .map(|number| ContainerGroup::new("cn-beijing", &format!("eci-{number}")))
        .collect();
    Cloud::with(world)
}

fn eci(cloud: &Cloud, action: &str, more: &[(&str, &str)]) -> Outgoing {
    let request = Outgoing::new(cloud, "2018-08-08", action).with("RegionId", "cn-beijing");
    more.iter()
        .fold(request, |request, (name, value)| request.instead(name, value))
}

fn ask(cloud: &Cloud, action: &str, more: &[(&str, &str)]) -> Received {
    eci(cloud, action, more).send(cloud).unwrap()
}

fn groups(answer: &Received) -> Vec<Value> {
    let json = answer.json();
    json["ContainerGroups"]
        .as_array()
        .unwrap_or_else(|| panic!("{json}"))
        .clone()
}

fn ids(answer: &Received) -> Vec<String> {
    let groups = groups(answer).into_iter();
    groups
        .map(|group| group["ContainerGroupId"].as_str().unwrap().to_owned())
        .collect()
}

fn found(cloud: &Cloud, filters: &[(&str, &str)]) -> Vec<String> {
    ids(&ask(cloud, "DescribeContainerGroups", filters))
}

fn status(cloud: &Cloud, id: &str) -> Option<String> {
    let answer = ask(
        cloud,
        "DescribeContainerGroups",
        &[("ContainerGroupIds", &json!([id]).to_string())],
    );
    let group = groups(&answer).pop()?;
    Some(group["Status"].as_str().unwrap().to_owned())
}

#[test]
fn pages_hold_twenty_and_miss_nothing_while_others_come_and_go() {
    let cloud = Cloud::start(CloudOptions::default());
    let page = |token: &str| {
        let more = [("RegionId", "cn-hangzhou"), ("NextToken", token)];
        let answer = ask(&cloud, "DescribeContainerGroups", &more);
        let next = answer.json()["NextToken"].as_str().unwrap().to_owned();
        (ids(&answer), next)
    };
    let (mut all, mut token) = page("");
    let mut sizes = vec![all.len()];
    while !token.is_empty() {
        cloud.world(|world| {
            // What comes stands before all others, what goes was shown already.
            let came = ContainerGroup::new("cn-hangzhou", &format!("eci-a{}", sizes.len()));
            world.container_groups.remove(0);
            world.container_groups.push(came);
        });
        let (more, next) = page(&token);
        sizes.push(more.len());
        all.extend(more);
        token = next;
    }
    let lasting: Vec<String> = (2..45).map(|number| format!("eci-bp1yun{number:014}")).collect();
    let seen: Vec<String> = all.iter().filter(|id| lasting.contains(id)).cloned().collect();
    assert_eq!((seen, sizes), (lasting, vec![20, 20, 5]));
    let error = ask(&cloud, "DescribeContainerGroups", &[("Limit", "21")]).error();
    assert_eq!(error, (400, "InvalidParameter".into()));
}

#[test]
fn filters_are_held_against_every_group() {
    let cloud = cloud();
    cloud.world(|world| {
        let group = world.container_group("eci-1");
        "网关".clone_into(&mut group.name);
        "Failed".clone_into(&mut group.status);
        "cn-beijing-h".clone_into(&mut group.zone);
        "vsw-x".clone_into(&mut group.vswitch);
        "sg-x".clone_into(&mut group.security_group);
        "rg-x".clone_into(&mut group.resource_group);
        group.tags = vec![Tag::new("env", "prod")];
    });
    for filter in [
        ("ContainerGroupIds", r#"["eci-1","eci-9"]"#),
        ("ContainerGroupName", "网关"),
        ("Status", "Failed"),
        ("ZoneId", "cn-beijing-h"),
        ("VSwitchId", "vsw-x"),
        ("SecurityGroupId", "sg-x"),
        ("ResourceGroupId", "rg-x"),
        ("Tag.1.Key", "env"),
    ] {
        assert_eq!(found(&cloud, &[filter]), ["eci-1"], "{filter:?}");
    }
    assert_eq!(
        found(&cloud, &[("Tag.1.Key", "env"), ("Tag.1.Value", "test")]),
        [""; 0]
    );
    assert_eq!(found(&cloud, &[("RegionId", "cn-shanghai")]), [""; 0]);
    let many = serde_json::to_string(&vec!["eci-x"; 21]).unwrap();
    for wrong in [
        ("Status", "running"),
        ("ContainerGroupIds", "eci-1"),
        ("ContainerGroupIds", &many),
    ] {
        let error = ask(&cloud, "DescribeContainerGroups", &[wrong]).error();
        assert_eq!(error, (400, "InvalidParameter".into()), "{wrong:?}");
    }
}

#[test]
fn events_are_there_for_those_who_ask() {
    let cloud = Cloud::start(CloudOptions::default());
    let events = |more: &[(&str, &str)]| {
        let failed = [("RegionId", "cn-hangzhou"), ("Status", "Failed")];
        let answer = ask(&cloud, "DescribeContainerGroups", &[&failed, more].concat());
        groups(&answer)[0]["Events"].as_array().unwrap().clone()
    };
    assert_eq!(events(&[]), Vec::<Value>::new());
    let shown = events(&[("WithEvent", "true")]);
    assert_eq!(
        (shown.len(), &shown[1]["Reason"], &shown[1]["Count"]),
        (2, &json!("BackOff"), &json!(3))
    );
}

#[test]
fn a_list_says_nothing_of_missing_rights_and_everything_else_does() {
    let cloud = cloud();
    let denied = |action: &str| {
        let request = eci(
            &cloud,
            action,
            &[("ContainerGroupId", "eci-0"), ("ContainerName", "main")],
        );
        request.keys(cloud.denied_keys()).send(&cloud).unwrap()
    };
    let list = denied("DescribeContainerGroups");
    assert_eq!(
        (list.status, ids(&list), &list.json()["TotalCount"]),
        (200, vec![], &json!(0))
    );
    for action in [
        "DescribeRegions",
        "DescribeContainerLog",
        "RestartContainerGroup",
        "DeleteContainerGroup",
    ] {
        assert_eq!(denied(action).error(), (403, "Forbidden.RAM".into()), "{action}");
        let detail = denied(action).json()["AccessDeniedDetail"]["AuthAction"].clone();
        assert_eq!(detail, format!("eci:{action}"));
    }
    let reader = eci(&cloud, "DescribeContainerGroups", &[]).keys(cloud.read_only_keys());
    assert_eq!(ids(&reader.send(&cloud).unwrap()).len(), 3);
    assert!(cloud.world(|world| world.deeds.is_empty()));
}

#[test]
fn what_is_restarted_has_other_start_times_afterwards() {
    let cloud = cloud();
    let started =
        |cloud: &Cloud| cloud.world(|world| world.container_group("eci-1").containers[0].start_time.clone());
    let before = started(&cloud);
    assert_eq!(
        ask(&cloud, "RestartContainerGroup", &[("ContainerGroupId", "eci-1")]).status,
        200
    );
    let error = ask(&cloud, "RestartContainerGroup", &[("ContainerGroupId", "eci-1")]).error();
    assert_eq!(error, (400, "IncorrectStatus".into()));
    let seen = [1, 2].map(|_| status(&cloud, "eci-1").unwrap());
    assert_eq!(seen, ["Restarting", "Running"]);
    assert_ne!(started(&cloud), before);
    assert_eq!(
        cloud.world(|world| world.times_done("RestartContainerGroup", "eci-1")),
        1
    );
}

#[test]
fn only_what_is_pending_or_running_is_restarted() {
    let cloud = cloud();
    for (status, accepted) in [
        ("Pending", true),
        ("Running", true),
        ("Succeeded", false),
        ("Updating", false),
    ] {
        cloud.world(|world| status.clone_into(&mut world.container_group("eci-2").status));
        let answer = ask(&cloud, "RestartContainerGroup", &[("ContainerGroupId", "eci-2")]);
        assert_eq!(answer.status == 200, accepted, "{status}");
    }
}

#[test]
fn what_is_deleted_is_gone_in_the_end() {
    let cloud = cloud();
    assert_eq!(
        ask(&cloud, "DeleteContainerGroup", &[("ContainerGroupId", "eci-0")]).status,
        200
    );
    let again = ask(&cloud, "DeleteContainerGroup", &[("ContainerGroupId", "eci-0")]).error();
    assert_eq!(again, (400, "IncorrectStatus".into()));
    assert_eq!(status(&cloud, "eci-0").as_deref(), Some("Terminating"));
    assert_eq!(status(&cloud, "eci-0"), None);
    let gone = ask(&cloud, "DeleteContainerGroup", &[("ContainerGroupId", "eci-0")]).error();
    assert_eq!(gone, (404, "InvalidContainerGroupId.NotFound".into()));
    assert_eq!(cloud.world(|world| world.deeds.len()), 1);
}

#[test]
fn the_same_token_is_the_same_request() {
    let cloud = cloud();
    for action in ["RestartContainerGroup", "DeleteContainerGroup"] {
        let token = [("ContainerGroupId", "eci-1"), ("ClientToken", "t-1")];
        assert_eq!(
            [1, 2].map(|_| ask(&cloud, action, &token).status),
            [200, 200],
            "{action}"
        );
        let other = ask(
            &cloud,
            action,
            &[("ContainerGroupId", "eci-2"), ("ClientToken", "t-1")],
        );
        assert_eq!(other.error().1, "IdempotentParameterMismatch");
        assert_eq!(cloud.world(|world| world.times_done(action, "eci-1")), 1);
    }
}

#[test]
fn groups_are_found_in_their_own_region_only() {
    let cloud = cloud();
    let error = |more: &[(&str, &str)]| ask(&cloud, "RestartContainerGroup", more).error().1;
    assert_eq!(error(&[]), "MissingContainerGroupId");
    assert_eq!(
        error(&[("ContainerGroupId", "eci-9")]),
        "InvalidContainerGroupId.NotFound"
    );
    let elsewhere = [("ContainerGroupId", "eci-1"), ("RegionId", "cn-shanghai")];
    assert_eq!(error(&elsewhere), "InvalidContainerGroupId.NotFound");
    assert_eq!(
        error(&[("RegionId", "us-west-1")]),
        "InvalidRegionId.NotFound",
        "there is no ECI"
    );
    let list = eci(&cloud, "DescribeContainerGroups", &[]).header("host", "eci.cn-shanghai.aliyuncs.com");
    assert_eq!(ids(&list.send(&cloud).unwrap()), [""; 0]);
}

#[test]
fn regions_are_those_of_the_product() {
    let cloud = cloud();
    let regions = ask(&cloud, "DescribeRegions", &[]).json()["Regions"].clone();
    let regions = regions.as_array().unwrap();
    let held = cloud.world(|world| world.eci_regions.clone());
    let ids: Vec<&str> = regions
        .iter()
        .map(|region| region["RegionId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, held);
    assert!(!ids.contains(&"us-west-1") && ids.len() == 7);
    assert_eq!(regions[0]["RegionEndpoint"], "eci.cn-hangzhou.aliyuncs.com");
}

fn log(cloud: &Cloud, more: &[(&str, &str)]) -> Received {
    let named = [("ContainerGroupId", "eci-1"), ("ContainerName", "main")];
    ask(cloud, "DescribeContainerLog", &[&named, more].concat())
}

fn lines(cloud: &Cloud, more: &[(&str, &str)]) -> String {
    log(cloud, more).json()["Content"].as_str().unwrap().to_owned()
}

#[test]
fn logs_are_shown_as_far_as_is_asked_for() {
    let cloud = cloud();
    cloud.world(|world| {
        let main = world.container_group("eci-1").container("main");
        main.write("2026-01-02T03:04:05Z", "one");
        main.write("2026-01-02T03:04:05.25Z", "二");
        main.write("2026-01-02T03:04:06Z", "three");
    });
    assert_eq!(lines(&cloud, &[]), "one\n二\nthree\n");
    assert_eq!(lines(&cloud, &[("Tail", "1")]), "three\n");
    let timed = "2026-01-02T03:04:05.250Z 二\n2026-01-02T03:04:06Z three\n";
    assert_eq!(lines(&cloud, &[("Tail", "2"), ("Timestamps", "true")]), timed);
    assert_eq!(lines(&cloud, &[("StartTime", "2026-01-02T03:04:06Z")]), "three\n");
    assert_eq!(
        lines(&cloud, &[("LimitBytes", "6")]),
        "one\n",
        "no sign is cut in half"
    );
    assert_eq!(lines(&cloud, &[("SinceSeconds", "60")]), "");
    assert_eq!(lines(&cloud, &[("LastTime", "true")]), "");
    let now = chrono::Utc::now().to_rfc3339();
    cloud.world(|world| {
        let main = world.container_group("eci-1").container("main");
        main.write(&now, "now");
    });
    assert_eq!(lines(&cloud, &[("SinceSeconds", "60")]), "now\n");
}

#[test]
fn a_log_has_five_hundred_lines_unless_another_number_is_given() {
    let cloud = cloud();
    cloud.world(|world| {
        let main = world.container_group("eci-1").container("main");
        (0..2100).for_each(|number| main.write("2026-01-02T03:04:05Z", &number.to_string()));
    });
    let count = |more: &[(&str, &str)]| lines(&cloud, more).lines().count();
    assert_eq!((count(&[]), count(&[("Tail", "2000")])), (500, 2000));
    assert!(lines(&cloud, &[("Tail", "1")]).starts_with("2099"));
}

#[test]
fn what_is_no_log_is_refused() {
    let cloud = cloud();
    for (more, code) in [
        (("Tail", "0"), "InvalidParameter"),
        (("Tail", "2001"), "InvalidParameter"),
        (("LimitBytes", "1048577"), "InvalidParameter"),
        (("SinceSeconds", "-1"), "InvalidParameter"),
        (("StartTime", "yesterday"), "InvalidParameter"),
        (("StartTime", "2026-01-02T11:04:05+08:00"), "InvalidParameter"),
        (("ContainerName", ""), "MissingContainerName"),
        (("ContainerName", "db"), "InvalidContainerName.NotFound"),
        (("ContainerGroupId", "eci-9"), "InvalidContainerGroupId.NotFound"),
    ] {
        assert_eq!(log(&cloud, &[more]).error().1, code, "{more:?}");
    }
}
