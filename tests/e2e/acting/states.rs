//! What becomes of an instance, and how long it is waited for.

use serde_json::json;
use yun_tests::cloud::{Instance, Pace};
use yun_tests::harness::{Home, in_both_runners};

use super::{cloud_of, line, result, statuses};

#[test]
fn an_instance_is_stopped_and_waited_for() {
    in_both_runners(|runner| {
        let cloud = cloud_of([("i-1", "Running")]);
        let home = Home::with_profile(&cloud);
        let ran = line(&home, runner, "ecs stop i-1").run().succeeds();
        assert_eq!(
            result(&ran),
            json!({"id": "i-1", "name": "i-1", "region": "cn-hangzhou", "ok": true, "unchanged": false,
                   "status": "Stopped", "previous_status": "Running", "error": null})
        );
        assert_eq!(ran.stderr, "");
        assert_eq!(statuses(&cloud), ["Stopped"]);
        assert_eq!(cloud.calls("StopInstances"), 1);
    });
}

#[test]
fn each_action_leads_where_it_says() {
    for (command, before, after, action) in [
        ("ecs start i-1", "Stopped", "Running", "StartInstances"),
        (
            "ecs stop i-1 --force --stopped-mode KeepCharging",
            "Running",
            "Stopped",
            "StopInstances",
        ),
        ("ecs restart i-1", "Running", "Running", "RebootInstances"),
        ("ecs restart i-1 --force", "Running", "Running", "RebootInstances"),
    ] {
        in_both_runners(|runner| {
            let cloud = cloud_of([("i-1", before)]);
            let home = Home::with_profile(&cloud);
            let ran = line(&home, runner, command).run().succeeds();
            let result = result(&ran);
            assert_eq!(
                (&result["status"], &result["previous_status"]),
                (&json!(after), &json!(before)),
                "{command}"
            );
            assert_eq!(
                cloud.world(|world| world.times_done(action, "i-1")),
                1,
                "{command}"
            );
            assert_eq!(statuses(&cloud), [after], "{command}");
        });
    }
}

#[test]
fn flags_become_the_apis_parameters() {
    let cloud = cloud_of([("i-1", "Running"), ("i-2", "Running")]);
    let home = Home::with_profile(&cloud);
    home.yun(["ecs", "stop", "i-1", "--force", "--stopped-mode", "stopcharging"])
        .succeeds();
    home.yun(["ecs", "restart", "i-2", "--force"]).succeeds();
    let sent = |action: &str, param: &str| {
        let requests = cloud.requests();
        let request = requests.into_iter().find(|request| request.action == action);
        request.unwrap().params[param].clone()
    };
    assert_eq!(sent("StopInstances", "ForceStop"), "true");
    assert_eq!(sent("StopInstances", "StoppedMode"), "StopCharging");
    assert_eq!(sent("StopInstances", "BatchOptimization"), "SuccessFirst");
    assert_eq!(sent("RebootInstances", "ForceReboot"), "true");
}

#[test]
fn what_is_there_already_is_unchanged_and_nothing_is_sent() {
    in_both_runners(|runner| {
        let cloud = cloud_of([("i-1", "Stopped"), ("i-2", "Running")]);
        let home = Home::with_profile(&cloud);
        for (command, status) in [("ecs stop i-1", "Stopped"), ("ecs start i-2", "Running")] {
            let result = result(&line(&home, runner, command).run().succeeds());
            assert_eq!(
                (&result["ok"], &result["unchanged"]),
                (&json!(true), &json!(true))
            );
            assert_eq!(result["status"], status);
        }
        assert_eq!(cloud.calls("StopInstances") + cloud.calls("StartInstances"), 0);
    });
}

#[test]
fn what_is_on_its_way_is_waited_for_and_not_sent_again() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.world(|world| world.pace = Pace::Looks(2));
    let home = Home::with_profile(&cloud);
    home.yun(["ecs", "stop", "i-1", "--no-wait"]).succeeds();
    assert_eq!(statuses(&cloud), ["Stopping"]);
    let ran = home.yun(["ecs", "stop", "i-1", "-o", "json"]).succeeds();
    let result = result(&ran);
    assert_eq!(
        (&result["status"], &result["unchanged"]),
        (&json!("Stopped"), &json!(true))
    );
    assert_eq!(cloud.calls("StopInstances"), 1);
}

#[test]
fn stopped_in_another_way_than_asked_for_is_not_unchanged() {
    let cloud = cloud_of([("i-1", "Running")]);
    let home = Home::with_profile(&cloud);
    let stop = |mode: &str| home.yun(["ecs", "stop", "i-1", "--stopped-mode", mode, "-o", "json"]);
    stop("KeepCharging").succeeds();
    assert_eq!(result(&stop("KeepCharging").succeeds())["unchanged"], true);
    let ran = stop("StopCharging");
    assert_eq!(
        (ran.code, &result(&ran)["ok"]),
        (1, &json!(false)),
        "{}",
        ran.stderr
    );
}

#[test]
fn nobody_waits_with_no_wait() {
    let cloud = cloud_of([("i-1", "Running")]);
    let home = Home::with_profile(&cloud);
    let result = result(
        &home
            .yun(["ecs", "stop", "i-1", "--no-wait", "-o", "json"])
            .succeeds(),
    );
    assert_eq!(
        (&result["ok"], &result["status"], &result["previous_status"]),
        (&json!(true), &json!("Stopping"), &json!("Running"))
    );
    assert_eq!(
        cloud.calls("DescribeInstances"),
        1,
        "the look before, and none after"
    );
}

#[test]
fn a_wait_that_is_over_says_the_last_state() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.world(|world| world.pace = Pace::Looks(1_000));
    let home = Home::with_profile(&cloud);
    let command = home.command(["ecs", "stop", "i-1", "--wait-timeout", "0.3", "-o", "json"]);
    let ran = command.run().exits(7);
    let result = result(&ran);
    assert_eq!(
        (&result["ok"], &result["status"]),
        (&json!(false), &json!("Stopping"))
    );
    assert_eq!(result["error"]["code"], "wait_timeout");
    let message = result["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("Stopping") && message.contains("0.3"),
        "{message}"
    );
    assert_eq!(ran.error()["code"], "wait_timeout");
}

#[test]
fn a_restart_is_running_before_and_after() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.world(|world| world.pace = Pace::Looks(2));
    let home = Home::with_profile(&cloud);
    let result = result(&home.yun(["ecs", "restart", "i-1", "-o", "json"]).succeeds());
    assert_eq!(
        (&result["status"], &result["unchanged"]),
        (&json!("Running"), &json!(false))
    );
    assert!(
        cloud.calls("DescribeInstances") > 4,
        "its stopping and starting were watched: {}",
        cloud.calls("DescribeInstances")
    );
}

#[test]
fn a_name_is_set_once() {
    in_both_runners(|runner| {
        let cloud = cloud_of([("i-1", "Running")]);
        let home = Home::with_profile(&cloud);
        let command = || {
            home.command(["ecs", "rename", "i-1", "--name", "前端-1", "-o", "json"])
                .runner(runner)
        };
        let renamed = result(&command().run().succeeds());
        assert_eq!(
            (&renamed["unchanged"], &renamed["name"]),
            (&json!(false), &json!("前端-1"))
        );
        assert_eq!(cloud.world(|world| world.instance("i-1").name.clone()), "前端-1");
        assert_eq!(result(&command().run().succeeds())["unchanged"], true);
        assert_eq!(cloud.calls("ModifyInstanceAttribute"), 1);
    });
}

#[test]
fn what_is_protected_is_not_released() {
    in_both_runners(|runner| {
        let cloud = cloud_of([("i-1", "Stopped"), ("i-2", "Stopped")]);
        let home = Home::with_profile(&cloud);
        line(&home, runner, "ecs protect i-1").run().succeeds();
        assert!(cloud.world(|world| world.instance("i-1").deletion_protection));
        let ran = line(&home, runner, "ecs release i-1 i-2 --yes").run().exits(3);
        let refused = super::result_of(&ran, "i-1");
        assert_eq!(
            (&refused["ok"], &refused["error"]["code"]),
            (&json!(false), &json!("protected"))
        );
        assert!(
            refused["error"]["message"]
                .as_str()
                .unwrap()
                .contains("protected")
        );
        assert_eq!(super::result_of(&ran, "i-2")["ok"], true);
        let left: Vec<String> =
            cloud.world(|world| world.instances.iter().map(|one| one.id.clone()).collect());
        assert_eq!(left, ["i-1"]);
        line(&home, runner, "ecs unprotect i-1").run().succeeds();
        line(&home, runner, "ecs release i-1 --yes").run().succeeds();
        assert_eq!(cloud.world(|world| world.instances.len()), 0);
    });
}

#[test]
fn a_release_ends_when_the_instance_is_gone() {
    let cloud = cloud_of([("i-1", "Running"), ("i-2", "Stopped")]);
    let home = Home::with_profile(&cloud);
    let ran = home
        .yun(["ecs", "release", "i-1", "i-2", "--force", "--yes", "-o", "json"])
        .succeeds();
    assert!(
        ran.rows()
            .iter()
            .all(|row| row["ok"] == true && row["status"].is_null()),
        "{}",
        ran.stdout
    );
    assert_eq!(cloud.world(|world| world.instances.len()), 0);
    let tokens: Vec<String> = cloud
        .requests()
        .iter()
        .filter_map(|one| one.params.get("ClientToken").cloned())
        .collect();
    assert_eq!(tokens.len(), 1, "one batch, one token");
}

#[test]
fn an_instance_is_found_in_whichever_region_it_is() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.world(|world| world.instances.push(Instance::new("cn-beijing", "i-2")));
    let home = Home::with_profile(&cloud);
    let ran = home
        .yun(["ecs", "stop", "i-1", "i-2", "-r", "all", "-o", "json"])
        .succeeds();
    let regions: Vec<_> = ran.rows().iter().map(|row| row["region"].clone()).collect();
    assert_eq!(regions, ["cn-beijing", "cn-hangzhou"]);
    assert_eq!(statuses(&cloud), ["Stopped", "Stopped"]);
}

#[test]
fn people_read_a_table_and_what_it_waits_for() {
    let cloud = cloud_of([("i-1", "Running")]);
    let home = Home::with_profile(&cloud);
    let ran = home
        .yun(["ecs", "stop", "i-1"])
        .succeeds()
        .says(&["waiting until stop is done"]);
    for word in ["i-1", "Stopped", "Running", "cn-hangzhou"] {
        assert!(ran.stdout.contains(word), "{}", ran.stdout);
    }
    let chinese = home.yun(["--lang", "zh", "ecs", "start", "i-1"]).succeeds();
    assert!(chinese.stderr.contains("正在等待"), "{}", chinese.stderr);
}
