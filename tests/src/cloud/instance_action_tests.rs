//! What is done with ECS instances, seen from the outside.

use serde_json::{Value, json};

use super::client::{Outgoing, Received};
use super::*;

/// Nine plain instances in cn-beijing, `i-0` to `i-8`, all of them running.
fn cloud() -> Cloud {
    let mut world = World::empty();
    world.instances = (0..9)
        .map(|number| Instance::new("cn-beijing", &format!("i-{number}")))
        .collect();
    Cloud::with(world)
}

fn ask(cloud: &Cloud, action: &str, ids: &[&str], more: &[(&str, &str)]) -> Received {
    let request = Outgoing::ecs(cloud, action).with("RegionId", "cn-beijing");
    let request = ids.iter().zip(1..).fold(request, |request, (id, number)| {
        request.with(&format!("InstanceId.{number}"), id)
    });
    let request = more
        .iter()
        .fold(request, |request, (name, value)| request.with(name, value));
    request.send(cloud).unwrap()
}

fn status(cloud: &Cloud, id: &str) -> Option<String> {
    let request = Outgoing::instances(cloud, "cn-beijing").with("InstanceIds", &json!([id]).to_string());
    let answer = request.send(cloud).unwrap().json();
    let found = answer["Instances"]["Instance"].get(0)?;
    Some(found["Status"].as_str().unwrap().to_owned())
}

fn responses(answer: &Received) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    let all = answer.json()["InstanceResponses"]["InstanceResponse"].clone();
    all.as_array().unwrap().clone()
}

fn deeds(cloud: &Cloud) -> Vec<(String, String)> {
    cloud.world(|world| {
        let deeds = world.deeds.iter();
        deeds.map(|deed| (deed.action.clone(), deed.id.clone())).collect()
    })
}

fn deed(action: &str, id: &str) -> (String, String) {
    (action.to_owned(), id.to_owned())
}

#[test]
fn what_is_stopped_and_started_goes_through_its_statuses() {
    let cloud = cloud();
    let answer = ask(
        &cloud,
        "StopInstances",
        &["i-1", "i-2"],
        &[("StoppedMode", "StopCharging")],
    );
    let expected = |id| {
        json!({"InstanceId": id, "Code": "200", "Message": "success",
               "PreviousStatus": "Running", "CurrentStatus": "Stopping"})
    };
    assert_eq!(responses(&answer), [expected("i-1"), expected("i-2")]);
    assert_eq!(status(&cloud, "i-1").as_deref(), Some("Stopping"));
    assert_eq!(status(&cloud, "i-1").as_deref(), Some("Stopped"));
    assert_eq!(
        cloud.world(|world| world.instance("i-1").stopped_mode.clone()),
        "StopCharging"
    );
    assert_eq!(
        cloud.world(|world| world.instance("i-2").stopped_mode.clone()),
        "Not-applicable"
    );
    cloud.world(|world| world.instance("i-1").start_time.clear());
    assert_eq!(
        responses(&ask(&cloud, "StartInstances", &["i-1"], &[]))[0]["CurrentStatus"],
        "Starting"
    );
    assert_eq!(status(&cloud, "i-1").as_deref(), Some("Starting"));
    assert_eq!(status(&cloud, "i-1").as_deref(), Some("Running"));
    assert_eq!(
        cloud.world(|world| world.instance("i-1").start_time.len()),
        "2026-01-02T03:04Z".len()
    );
    let expected = [
        deed("StopInstances", "i-1"),
        deed("StopInstances", "i-2"),
        deed("StartInstances", "i-1"),
    ];
    assert_eq!(deeds(&cloud), expected);
    assert_eq!(cloud.world(|world| world.times_done("StopInstances", "i-1")), 1);
}

#[test]
fn a_reboot_stops_and_starts() {
    let cloud = cloud();
    ask(&cloud, "RebootInstances", &["i-3"], &[("ForceReboot", "true")]);
    let seen: Vec<String> = (0..4).map(|_| status(&cloud, "i-3").unwrap()).collect();
    assert_eq!(seen, ["Stopping", "Starting", "Running", "Running"]);
    assert_eq!(deeds(&cloud), [deed("RebootInstances", "i-3")]);
}

#[test]
fn lists_show_what_is_under_way_and_are_kept_afterwards() {
    let cloud = cloud();
    let statuses = || {
        let answer = Outgoing::instances(&cloud, "cn-beijing")
            .send(&cloud)
            .unwrap()
            .json();
        let all = answer["Instances"]["Instance"].as_array().unwrap().clone();
        all.iter()
            .filter(|instance| instance["Status"] != "Running")
            .map(|instance| instance["Status"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(statuses().is_empty());
    ask(&cloud, "StopInstances", &["i-1", "i-2"], &[]);
    assert_eq!(statuses(), ["Stopping", "Stopping"]);
    assert_eq!(statuses(), ["Stopped", "Stopped"]);
    assert!(cloud.world(|world| world.courses.is_empty()));
    assert_eq!(statuses(), ["Stopped", "Stopped"]);
}

#[test]
fn one_bad_id_fails_all_unless_each_is_for_itself() {
    let cloud = cloud();
    cloud.world(|world| "Stopped".clone_into(&mut world.instance("i-2").status));
    let ids = ["i-1", "i-2", "i-none", "i-1"];
    let together = ask(&cloud, "StopInstances", &ids, &[]);
    assert_eq!(together.error(), (403, "IncorrectInstanceStatus".into()));
    let together = ask(
        &cloud,
        "StopInstances",
        &["i-1", "i-none"],
        &[("BatchOptimization", "AllTogether")],
    );
    assert_eq!(together.error(), (404, "InvalidInstanceId.NotFound".into()));
    assert!(deeds(&cloud).is_empty());
    let alone = responses(&ask(
        &cloud,
        "StopInstances",
        &ids,
        &[("BatchOptimization", "SuccessFirst")],
    ));
    let codes: Vec<(&str, &str)> = alone
        .iter()
        .map(|each| {
            (
                each["InstanceId"].as_str().unwrap(),
                each["Code"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("i-1", "200"),
        ("i-2", "IncorrectInstanceStatus"),
        ("i-none", "InvalidInstanceId.NotFound"),
    ];
    assert_eq!(codes, expected);
    assert_eq!(deeds(&cloud), [deed("StopInstances", "i-1")]);
}

#[test]
fn a_dry_run_answers_with_an_error_and_does_nothing() {
    let cloud = cloud();
    let dry = |action, id, more: &[(&str, &str)]| {
        let more = [more, &[("DryRun", "true")]].concat();
        ask(&cloud, action, &[id], &more).error()
    };
    let fine = (400, "DRYRUN.SUCCESS".to_owned());
    for action in ["StopInstances", "RebootInstances", "DeleteInstances"] {
        assert_eq!(dry(action, "i-1", &[]), fine, "{action}");
    }
    assert_eq!(
        dry("StartInstances", "i-1", &[]),
        (403, "IncorrectInstanceStatus".into())
    );
    let for_itself = [("BatchOptimization", "SuccessFirst")];
    assert_eq!(dry("StartInstances", "i-none", &for_itself), fine);
    assert!(deeds(&cloud).is_empty());
    assert_eq!(status(&cloud, "i-1").as_deref(), Some("Running"));
}

#[test]
fn what_is_released_is_gone() {
    let cloud = cloud();
    cloud.world(|world| "Stopped".clone_into(&mut world.instance("i-2").status));
    assert_eq!(
        ask(&cloud, "DeleteInstances", &["i-1", "i-2"], &[]).error(),
        (403, "IncorrectInstanceStatus".into())
    );
    assert!(deeds(&cloud).is_empty());
    assert_eq!(
        ask(&cloud, "DeleteInstances", &["i-1", "i-2"], &[("Force", "true")]).status,
        200
    );
    assert_eq!(status(&cloud, "i-1").as_deref(), Some("Stopping"));
    assert_eq!(status(&cloud, "i-1"), None);
    assert_eq!(status(&cloud, "i-2").as_deref(), Some("Stopped"));
    assert_eq!(status(&cloud, "i-2"), None);
    assert_eq!(cloud.world(|world| world.instances.len()), 7);
}

#[test]
fn a_client_token_makes_a_release_happen_once() {
    let cloud = cloud();
    let delete = |id, token| {
        ask(
            &cloud,
            "DeleteInstances",
            &[id],
            &[("Force", "true"), ("ClientToken", token)],
        )
    };
    assert_eq!(delete("i-none", "t1").error().1, "InvalidInstanceId.NotFound");
    assert_eq!(delete("i-1", "t1").status, 200, "a refusal uses no token up");
    while status(&cloud, "i-1").is_some() {}
    assert_eq!(delete("i-1", "t1").status, 200);
    assert_eq!(delete("i-1", "t2").error().1, "InvalidInstanceId.NotFound");
    assert_eq!(
        delete("i-2", "t1").error(),
        (400, "IdempotentParameterMismatch".into())
    );
    assert_eq!(
        delete("i-2", &"t".repeat(65)).error(),
        (400, "InvalidParameter".into())
    );
    assert_eq!(deeds(&cloud), [deed("DeleteInstances", "i-1")]);
}

#[test]
fn what_is_protected_or_paid_for_is_not_released() {
    let cloud = cloud();
    cloud.world(|world| {
        world.instance("i-1").deletion_protection = true;
        for (id, until) in [("i-2", "2099-01-01T00:00Z"), ("i-3", "2020-01-01T00:00Z")] {
            let instance = world.instance(id);
            "PrePaid".clone_into(&mut instance.charge_type);
            until.clone_into(&mut instance.expired_time);
        }
    });
    let delete = |id, more: &[(&str, &str)]| {
        let more = [more, &[("Force", "true")]].concat();
        ask(&cloud, "DeleteInstances", &[id], &more)
    };
    let ended = [("TerminateSubscription", "true")];
    assert_eq!(
        delete("i-1", &[]).error(),
        (403, "InvalidOperation.DeletionProtection".into())
    );
    assert_eq!(delete("i-2", &ended).error(), (403, "ChargeTypeViolation".into()));
    assert_eq!(delete("i-3", &[]).error(), (403, "ChargeTypeViolation".into()));
    assert_eq!(delete("i-3", &ended).status, 200);
    assert_eq!(deeds(&cloud), [deed("DeleteInstances", "i-3")]);
}

#[test]
fn names_and_protection_are_changed_one_by_one() {
    let cloud = cloud();
    let modify = |more: &[(&str, &str)]| {
        let request = Outgoing::ecs(&cloud, "ModifyInstanceAttribute").with("InstanceId", "i-1");
        let request = more
            .iter()
            .fold(request, |request, (name, value)| request.with(name, value));
        request.send(&cloud).unwrap()
    };
    assert_eq!(
        modify(&[("InstanceName", "测试机-1"), ("DeletionProtection", "true")]).status,
        200
    );
    assert_eq!(modify(&[("InstanceName", "测试机-1")]).status, 200);
    assert_eq!(
        modify(&[("InstanceName", "1")]).error(),
        (400, "InvalidInstanceName.Malformed".into())
    );
    assert_eq!(
        modify(&[("RegionId", "us-west-1"), ("InstanceName", "other")]).error(),
        (404, "InvalidInstanceId.NotFound".into())
    );
    let now = cloud.world(|world| world.instance("i-1").clone());
    assert_eq!((now.name.as_str(), now.deletion_protection), ("测试机-1", true));
    assert_eq!(
        deeds(&cloud),
        [deed("ModifyInstanceAttribute", "i-1")],
        "the second one changed nothing"
    );
    assert_eq!(modify(&[("DeletionProtection", "false")]).status, 200);
    assert!(!cloud.world(|world| world.instance("i-1").deletion_protection));
}

#[test]
fn what_no_call_can_ask_for_is_refused() {
    let cloud = cloud();
    let many: Vec<String> = (0..101).map(|number| format!("i-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for action in [
        "StartInstances",
        "StopInstances",
        "RebootInstances",
        "DeleteInstances",
    ] {
        assert_eq!(
            ask(&cloud, action, &many, &[]).error(),
            (400, "InvalidParameter".into()),
            "{action}"
        );
        assert_eq!(
            ask(&cloud, action, &[], &[]).error(),
            (400, "MissingInstanceId".into()),
            "{action}"
        );
    }
    for wrong in [
        ("BatchOptimization", "Whatever"),
        ("StoppedMode", "Off"),
        ("ForceStop", "maybe"),
        ("DryRun", "1"),
    ] {
        assert_eq!(
            ask(&cloud, "StopInstances", &["i-1"], &[wrong]).error(),
            (400, "InvalidParameter".into()),
            "{wrong:?}"
        );
    }
    cloud.world(|world| world.instance("i-1").locks.push("security".to_owned()));
    assert_eq!(
        ask(&cloud, "StopInstances", &["i-1"], &[]).error(),
        (403, "InstanceLockedForSecurity".into())
    );
    assert!(deeds(&cloud).is_empty());
}

#[test]
fn each_action_needs_its_own_permission() {
    let cloud = cloud();
    for action in [
        "StartInstances",
        "StopInstances",
        "RebootInstances",
        "DeleteInstances",
        "ModifyInstanceAttribute",
        "ModifyManagedInstance",
        "DeregisterManagedInstance",
    ] {
        let request = Outgoing::ecs(&cloud, action).with("RegionId", "cn-beijing");
        let denied = request.keys(cloud.read_only_keys()).send(&cloud).unwrap();
        assert_eq!(denied.error(), (403, "Forbidden.RAM".into()));
        assert_eq!(
            denied.json()["AccessDeniedDetail"]["AuthAction"],
            format!("ecs:{action}")
        );
    }
}

#[test]
fn what_was_there_all_along_is_listed_once_whatever_comes_and_goes() {
    let cloud = Cloud::start(CloudOptions::default());
    let lasting: Vec<String> = cloud.world(|world| {
        let all = world
            .instances_in("cn-hangzhou")
            .map(|instance| instance.id.clone());
        all.enumerate()
            .filter(|(number, _)| number % 7 != 0)
            .map(|(_, id)| id)
            .collect()
    });
    let (mut found, mut token) = (Vec::new(), String::new());
    for page in 0.. {
        let request = Outgoing::instances(&cloud, "cn-hangzhou").instead("NextToken", &token);
        let answer = request.send(&cloud).unwrap().json();
        let listed = answer["Instances"]["Instance"].as_array().unwrap().clone();
        found.extend(
            listed
                .iter()
                .map(|each| each["InstanceId"].as_str().unwrap().to_owned()),
        );
        token = answer["NextToken"].as_str().unwrap().to_owned();
        if token.is_empty() {
            break;
        }
        cloud.world(|world| {
            let comes = format!("i-bp1yun{:014}", page * 12);
            world
                .instances
                .push(Instance::new("cn-hangzhou", &format!("{comes}x")));
            world
                .instances
                .push(Instance::new("cn-hangzhou", &format!("i-aaa{page}")));
            let mut gone = 0;
            world.instances.retain(|instance| {
                let goes = gone < 2 && instance.region == "cn-hangzhou" && !lasting.contains(&instance.id);
                gone += usize::from(goes);
                !goes
            });
        });
    }
    let mut unique = found.clone();
    unique.dedup();
    assert_eq!(unique, found, "listed twice");
    let of_lasting: Vec<&String> = found.iter().filter(|id| lasting.contains(id)).collect();
    assert_eq!(of_lasting, lasting.iter().collect::<Vec<_>>());
}

#[test]
fn statuses_can_last_by_the_clock() {
    let cloud = cloud();
    cloud.world(|world| world.pace = Pace::Time(Duration::from_secs(3600)));
    ask(&cloud, "StopInstances", &["i-1"], &[]);
    for _ in 0..3 {
        assert_eq!(status(&cloud, "i-1").as_deref(), Some("Stopping"));
    }
    cloud.set_clock_offset(TimeDelta::minutes(-10));
    let early = Outgoing::ecs(&cloud, "StartInstances")
        .with("RegionId", "cn-beijing")
        .with("InstanceId.1", "i-1");
    assert_eq!(early.send(&cloud).unwrap().error().1, "IncorrectInstanceStatus");
    cloud.world(|world| world.pace = Pace::Time(Duration::from_millis(0)));
    cloud.set_clock_offset(TimeDelta::zero());
    assert_eq!(status(&cloud, "i-1").as_deref(), Some("Stopped"));
}
