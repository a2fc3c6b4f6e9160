//! Many ids: as many in one request as the API takes, and one bad id spoils nothing for the others.

use serde_json::json;
use yun_tests::cloud::Fault;
use yun_tests::harness::{Home, in_both_runners};

use super::{cloud_of, cloud_of_running, line, result_of, statuses};

#[test]
fn two_hundred_and_fifty_are_three_requests() {
    let (cloud, ids) = cloud_of_running(250);
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        cloud.clear_requests();
        cloud.world(|world| {
            for one in &mut world.instances {
                "Running".clone_into(&mut one.status);
            }
        });
        let stop = home.command(["ecs", "stop", "-", "-o", "json"]);
        let ran = stop.stdin(ids.join("\n")).runner(runner).run().succeeds();
        assert_eq!(ran.ids(), ids);
        assert_eq!(cloud.calls("StopInstances"), 3);
        assert!(statuses(&cloud).iter().all(|status| status == "Stopped"));
        // Three for the look before, and three for each look after it.
        assert_eq!(cloud.calls("DescribeInstances") % 3, 0);
    });
}

#[test]
fn one_bad_id_does_not_spoil_the_rest() {
    in_both_runners(|runner| {
        let cloud = cloud_of([("i-1", "Running"), ("i-2", "Starting"), ("i-3", "Running")]);
        let home = Home::with_profile(&cloud);
        let ran = line(&home, runner, "ecs restart i-1 i-2 i-3 i-missing")
            .run()
            .exits(3);
        for (id, ok) in [("i-1", true), ("i-2", false), ("i-3", true), ("i-missing", false)] {
            assert_eq!(result_of(&ran, id)["ok"], ok, "{}", ran.stdout);
        }
        assert_eq!(result_of(&ran, "i-2")["error"]["code"], "IncorrectInstanceStatus");
        assert_eq!(result_of(&ran, "i-missing")["error"]["code"], "not_found");
        assert_eq!(ran.errors().len(), 2);
    });
}

#[test]
fn a_batch_that_is_refused_whole_is_halved_until_the_bad_one_is_found() {
    let instances = (0..16).map(|number| format!("i-{number:02}")).collect::<Vec<_>>();
    let cloud = cloud_of(instances.iter().map(|id| (id.as_str(), "Stopped")));
    cloud.world(|world| {
        world.instance("i-05").charge_type = "PrePaid".to_owned();
    });
    let home = Home::with_profile(&cloud);
    let ids = instances.join(" ");
    let ran = line(
        &home,
        yun_tests::harness::Runner::InProcess,
        &format!("ecs release {ids} --yes"),
    )
    .run()
    .exits(3);
    let failed: Vec<_> = ran.rows().into_iter().filter(|row| row["ok"] == false).collect();
    assert_eq!(failed.len(), 1, "{}", ran.stdout);
    assert_eq!(failed[0]["id"], "i-05");
    assert_eq!(cloud.world(|world| world.instances.len()), 1);
    let calls = cloud.calls("DeleteInstances");
    assert!(
        (3..=9).contains(&calls),
        "{calls} requests for one bad one of sixteen"
    );
}

#[test]
fn who_may_not_act_is_told_so_without_a_request_for_each_id() {
    let (cloud, ids) = cloud_of_running(100);
    cloud.add_fault(
        Fault::error(
            403,
            "Forbidden.RAM",
            "User not authorized to operate on the specified resource.",
        )
        .action("StopInstances"),
    );
    let home = Home::with_profile(&cloud);
    let ran = home
        .command(["ecs", "stop", "-", "-o", "json"])
        .stdin(ids.join("\n"))
        .run()
        .exits(5);
    assert_eq!(cloud.calls("StopInstances"), 3);
    assert!(
        ran.rows()
            .iter()
            .all(|row| row["error"]["code"] == "Forbidden.RAM")
    );
    assert_eq!(ran.errors().len(), 1, "said once for all: {}", ran.stderr);
    let message = ran.error()["message"].as_str().unwrap().to_owned();
    assert!(
        message.contains("i-00000, i-00001, i-00002 and 97 more"),
        "{message}"
    );
}

#[test]
fn results_are_lines_as_they_come() {
    let cloud = cloud_of([("i-1", "Stopped"), ("i-2", "Running")]);
    let home = Home::with_profile(&cloud);
    let ran = home.yun(["ecs", "stop", "i-1", "i-2", "-o", "jsonl"]).succeeds();
    let lines: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids: Vec<_> = lines.iter().map(|line| line["id"].clone()).collect();
    assert_eq!(
        ids,
        [json!("i-1"), json!("i-2")],
        "what was there already is known first"
    );
}

#[test]
fn results_have_every_format() {
    let cloud = cloud_of([("i-1", "Stopped"), ("i-2", "Stopped")]);
    let home = Home::with_profile(&cloud);
    let of = |more: &[&str]| {
        let command = home.command(["ecs", "stop", "i-1", "i-2"]);
        command.arguments(more).run().succeeds().stdout
    };
    assert_eq!(of(&["-o", "ids"]), "i-1\ni-2\n");
    assert_eq!(
        of(&["-o", "csv", "--columns", "id,unchanged"]),
        "id,unchanged\ni-1,true\ni-2,true\n"
    );
    assert_eq!(
        of(&["-o", "json", "--query", "[].id"]).replace(char::is_whitespace, ""),
        "[\"i-1\",\"i-2\"]"
    );
    let chosen: serde_json::Value =
        serde_json::from_str(&of(&["-o", "json", "--columns", "status,id"])).unwrap();
    assert_eq!(chosen[0], json!({"status": "Stopped", "id": "i-1"}));
    let failed = home.yun(["ecs", "stop", "i-1", "i-nope", "-o", "ids"]).exits(3);
    assert_eq!(failed.stdout, "i-1\n", "what failed is not handed on");
    assert!(of(&["-o", "yaml"]).contains("previous_status: Stopped"));
}
