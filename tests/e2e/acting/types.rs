//! What ships beside ECS: container groups, simple application servers, managed instances.

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, in_both_runners};

use super::{line, result};

/// The id of the first of a type with this status, from the host's own list.
fn first(home: &Home<'_>, kind: &str, status: &str) -> String {
    let listed = home.yun([kind, "list", "-o", "json"]).succeeds().rows();
    let found = listed.iter().find(|row: &&Value| row["status"] == status);
    found.unwrap_or_else(|| panic!("no {kind} is {status}"))["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn each_action_of_the_table_leads_where_it_says() {
    for (kind, status, action, after, call) in [
        (
            "eci",
            "Running",
            "restart",
            json!("Running"),
            "RestartContainerGroup",
        ),
        (
            "eci",
            "Succeeded",
            "release --yes",
            Value::Null,
            "DeleteContainerGroup",
        ),
        ("swas", "Stopped", "start", json!("Running"), "StartInstances"),
        ("swas", "Running", "stop", json!("Stopped"), "StopInstances"),
        ("swas", "Running", "restart", json!("Running"), "RebootInstances"),
        (
            "swas",
            "Running",
            "rename --name web",
            json!("Running"),
            "UpdateInstanceAttribute",
        ),
        (
            "managed",
            "Online",
            "rename --name web",
            json!("Online"),
            "ModifyManagedInstance",
        ),
        (
            "managed",
            "Offline",
            "deregister --yes",
            Value::Null,
            "DeregisterManagedInstance",
        ),
    ] {
        in_both_runners(|runner| {
            let cloud = Cloud::with(World::default());
            let home = Home::with_profile(&cloud);
            let id = first(&home, kind, status);
            let (verb, flags) = action.split_once(' ').unwrap_or((action, "--no-input"));
            let command = format!("{kind} {verb} {id} {flags}");
            let result = result(&line(&home, runner, &command).run().succeeds());
            assert_eq!(
                (&result["ok"], &result["status"], &result["previous_status"]),
                (&json!(true), &after, &json!(status)),
                "{command}"
            );
            let done = cloud.world(|world| world.deeds.iter().filter(|deed| deed.id == id).count());
            assert_eq!((done, cloud.calls(call)), (1, 1), "{command}");
        });
    }
}

#[test]
fn a_restart_of_any_type_is_never_sent_twice() {
    for (kind, call) in [("eci", "RestartContainerGroup"), ("swas", "RebootInstances")] {
        for fault in [Fault::drop_before, Fault::drop_after] {
            let cloud = Cloud::with(World::default());
            let home = Home::with_profile(&cloud);
            let id = first(&home, kind, "Running");
            cloud.add_fault(fault().action(call));
            let ran = home.yun([kind, "restart", &id, "-o", "json"]);
            assert_eq!(cloud.calls(call), 1, "{}", ran.stderr);
            let done = cloud.world(|world| world.times_done(call, &id));
            let result = result(&ran);
            assert!(result["ok"] == (done == 1), "done {done} times: {result}");
        }
    }
}

#[test]
fn a_release_of_containers_is_sent_again_with_its_token() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let id = first(&home, "eci", "Running");
    cloud.add_fault(Fault::drop_after().action("DeleteContainerGroup").times(1));
    home.yun(["eci", "release", &id, "--yes"]).succeeds();
    assert_eq!(cloud.calls("DeleteContainerGroup"), 2);
    assert_eq!(
        cloud.world(|world| world.times_done("DeleteContainerGroup", &id)),
        1
    );
}

#[test]
fn a_batch_of_servers_is_halved_around_the_one_that_cannot() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let listed = home.yun(["swas", "list", "-o", "json"]).succeeds().rows();
    let ids_of = |status: &str, most: usize| -> Vec<String> {
        let rows = listed.iter().filter(|row| row["status"] == status).take(most);
        rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let (running, disabled) = (ids_of("Running", 7), ids_of("Disabled", 1));
    let ran = home
        .command(["swas", "stop", "-o", "json"])
        .arguments(running.iter().chain(&disabled))
        .run()
        .exits(3);
    let failed: Vec<_> = ran.rows().into_iter().filter(|row| row["ok"] == false).collect();
    assert_eq!(failed.len(), 1, "{}", ran.stdout);
    assert_eq!(failed[0]["id"], disabled[0].as_str());
}

#[test]
fn what_the_api_has_not_says_so() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for line in ["swas release", "swas release s-1 s-2 --yes --force"] {
        let ran = home
            .command(line.split(' '))
            .arguments(["-o", "json"])
            .run()
            .exits(2);
        assert_eq!(ran.error()["code"], "action_unsupported");
        assert!(
            ran.error()["message"].as_str().unwrap().contains("console"),
            "{line}"
        );
    }
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn without_a_dry_run_of_its_own_an_api_is_asked_nothing() {
    in_both_runners(|runner| {
        let cloud = Cloud::with(World::default());
        let home = Home::with_profile(&cloud);
        for (kind, status, action, says) in [
            ("eci", "Running", "release", "Eci/DeleteContainerGroup"),
            ("swas", "Running", "stop", "SWAS-OPEN/StopInstances"),
            ("managed", "Online", "deregister", "Ecs/DeregisterManagedInstance"),
        ] {
            let id = first(&home, kind, status);
            let ran = home
                .command([kind, action, &id, "--dry-run"])
                .runner(runner)
                .run()
                .succeeds();
            assert!(
                ran.stderr.contains(&format!("would send {says}")) && ran.stderr.contains(&id),
                "{}",
                ran.stderr
            );
        }
        assert!(cloud.world(|world| world.deeds.is_empty()));
    });
}
