//! A change whose answer is lost: looked at, sent again only where that is harmless, and never done twice.

use serde_json::json;
use yun_tests::cloud::Fault;
use yun_tests::harness::{Home, in_both_runners};

use super::{cloud_of, cloud_of_running, line, result};

#[test]
fn what_was_done_is_seen_and_not_sent_again() {
    for (command, before, action) in [
        ("ecs stop i-1", "Running", "StopInstances"),
        ("ecs start i-1", "Stopped", "StartInstances"),
        ("ecs restart i-1", "Running", "RebootInstances"),
        ("ecs rename i-1 --name web", "Running", "ModifyInstanceAttribute"),
    ] {
        in_both_runners(|runner| {
            let cloud = cloud_of([("i-1", before)]);
            cloud.add_fault(Fault::drop_after().action(action).times(1));
            let home = Home::with_profile(&cloud);
            let result = result(&line(&home, runner, command).run().succeeds());
            assert_eq!(
                (&result["ok"], &result["unchanged"]),
                (&json!(true), &json!(false)),
                "{command}"
            );
            assert_eq!(cloud.calls(action), 1, "{command}");
            assert_eq!(
                cloud.world(|world| world.times_done(action, "i-1")),
                1,
                "{command}"
            );
        });
    }
}

#[test]
fn what_was_not_done_is_sent_again_where_that_is_harmless() {
    for fault in [Fault::drop_before, Fault::internal_error, Fault::unavailable] {
        for (command, before, action) in [
            ("ecs stop i-1", "Running", "StopInstances"),
            ("ecs rename i-1 --name web", "Running", "ModifyInstanceAttribute"),
        ] {
            let cloud = cloud_of([("i-1", before)]);
            cloud.add_fault(fault().action(action).times(2));
            let home = Home::with_profile(&cloud);
            let ran = home
                .command(command.split(' '))
                .arguments(["-o", "json"])
                .run()
                .succeeds();
            assert_eq!(result(&ran)["ok"], true, "{command}");
            assert_eq!(
                (
                    cloud.calls(action),
                    cloud.world(|world| world.times_done(action, "i-1"))
                ),
                (3, 1)
            );
        }
    }
}

#[test]
fn a_restart_whose_answer_is_lost_is_never_sent_again() {
    in_both_runners(|runner| {
        for fault in [Fault::drop_before, Fault::internal_error] {
            let cloud = cloud_of([("i-1", "Running")]);
            cloud.add_fault(fault().action("RebootInstances").times(1));
            let home = Home::with_profile(&cloud);
            let ran = line(&home, runner, "ecs restart i-1").run().exits(7);
            let result = result(&ran);
            assert_eq!(
                (&result["ok"], &result["error"]["code"]),
                (&json!(false), &json!("outcome_unknown"))
            );
            let hint = ran.error()["hint"].as_str().unwrap().to_owned();
            assert!(hint.contains("yun ecs show i-1 -r cn-hangzhou"), "{hint}");
            assert_eq!(cloud.calls("RebootInstances"), 1);
        }
    });
}

#[test]
fn a_throttled_change_was_not_done_and_is_sent_again() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.add_fault(Fault::throttling().action("RebootInstances").times(2));
    let home = Home::with_profile(&cloud);
    home.yun(["ecs", "restart", "i-1"]).succeeds();
    assert_eq!(cloud.calls("RebootInstances"), 3);
    assert_eq!(cloud.world(|world| world.times_done("RebootInstances", "i-1")), 1);
}

#[test]
fn a_release_is_sent_again_with_the_same_token() {
    let cloud = cloud_of([("i-1", "Stopped")]);
    cloud.add_fault(Fault::drop_after().action("DeleteInstances").times(1));
    let home = Home::with_profile(&cloud);
    home.yun(["ecs", "release", "i-1", "--yes"]).succeeds();
    let requests = cloud.requests();
    let tokens: Vec<_> = requests
        .iter()
        .filter_map(|one| one.params.get("ClientToken"))
        .collect();
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens[0], tokens[1]);
    assert_eq!(cloud.world(|world| world.times_done("DeleteInstances", "i-1")), 1);
}

#[test]
fn of_a_lost_batch_each_id_is_looked_at() {
    let (cloud, ids) = cloud_of_running(150);
    cloud.add_fault(Fault::drop_after().action("StopInstances").times(1));
    let not_done = Fault::drop_before().action("StopInstances");
    cloud.add_fault(not_done.from_call(2).times(1));
    let home = Home::with_profile(&cloud);
    let ran = home
        .command(["ecs", "stop", "-", "-o", "json"])
        .stdin(ids.join("\n"))
        .run()
        .succeeds();
    assert!(
        ran.rows()
            .iter()
            .all(|row| row["ok"] == true && row["status"] == "Stopped")
    );
    assert_eq!(
        cloud.calls("StopInstances"),
        3,
        "the one that was not done, again"
    );
    cloud.world(|world| {
        for id in &ids {
            assert_eq!(world.times_done("StopInstances", id), 1, "{id}");
        }
    });
}

#[test]
fn where_nobody_can_look_the_outcome_is_unknown() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.add_fault(Fault::drop_after().action("StopInstances"));
    cloud.add_fault(
        Fault::error(403, "Forbidden.RAM", "no")
            .action("DescribeInstances")
            .from_call(2),
    );
    let home = Home::with_profile(&cloud);
    let ran = home.yun(["ecs", "stop", "i-1", "-o", "json"]).exits(7);
    assert_eq!(result(&ran)["error"]["code"], "outcome_unknown");
    assert_eq!(cloud.calls("StopInstances"), 1);
}

/// What the last of several tries says is not what became of the first.
#[test]
fn a_change_that_was_done_is_not_failed_because_a_later_try_was_refused() {
    for (command, before, action) in [
        ("ecs release i-1 --yes", "Stopped", "DeleteInstances"),
        ("ecs stop i-1", "Running", "StopInstances"),
    ] {
        let cloud = cloud_of([("i-1", before)]);
        cloud.add_fault(Fault::drop_after().action(action).times(1));
        cloud.add_fault(Fault::throttling().action(action).from_call(2));
        let home = Home::with_profile(&cloud);
        let ran = home
            .command(command.split(' '))
            .arguments(["-o", "json", "--timeout", "4"])
            .run()
            .succeeds();
        let result = result(&ran);
        assert_eq!(
            (&result["ok"], &result["unchanged"]),
            (&json!(true), &json!(false)),
            "{command}"
        );
        assert_eq!(
            cloud.world(|world| world.times_done(action, "i-1")),
            1,
            "{command}"
        );
    }
}
