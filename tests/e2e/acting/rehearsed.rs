//! `--dry-run`: the API's own where there is one, and otherwise what would be sent.

use serde_json::json;
use yun_tests::cloud::Fault;
use yun_tests::harness::{Home, in_both_runners};

use super::{cloud_of, line, result, result_of, statuses};

#[test]
fn the_apis_own_dry_run_is_a_success_that_changes_nothing() {
    in_both_runners(|runner| {
        for command in [
            "ecs stop i-1 --dry-run",
            "ecs restart i-1 --dry-run",
            "ecs release i-1 --force --dry-run",
        ] {
            let cloud = cloud_of([("i-1", "Running")]);
            let home = Home::with_profile(&cloud);
            let result = result(&line(&home, runner, command).run().succeeds());
            assert_eq!(
                (&result["ok"], &result["status"]),
                (&json!(true), &json!("Running")),
                "{command}"
            );
            assert_eq!(statuses(&cloud), ["Running"]);
            let changes = cloud
                .requests()
                .into_iter()
                .filter(|one| !one.action.starts_with("Describe"));
            assert!(
                changes
                    .map(|one| one.params["DryRun"].clone())
                    .all(|dry| dry == "true")
            );
            assert!(cloud.world(|world| world.deeds.is_empty()));
        }
    });
}

#[test]
fn a_dry_run_says_what_would_fail() {
    let cloud = cloud_of([("i-1", "Running"), ("i-2", "Stopped")]);
    let home = Home::with_profile(&cloud);
    let ran = home
        .yun(["ecs", "restart", "i-1", "i-2", "--dry-run", "-o", "json"])
        .exits(3);
    assert_eq!(result_of(&ran, "i-1")["ok"], true);
    assert_eq!(result_of(&ran, "i-2")["error"]["code"], "IncorrectInstanceStatus");
    assert!(cloud.world(|world| world.deeds.is_empty()));
}

#[test]
fn without_one_it_is_said_what_would_be_sent_and_nothing_is() {
    in_both_runners(|runner| {
        let cloud = cloud_of([("i-1", "Running")]);
        let home = Home::with_profile(&cloud);
        let rename = ["ecs", "rename", "i-1", "--name", "web", "--dry-run"];
        let ran = home.command(rename).runner(runner).run().succeeds();
        for part in [
            "would send Ecs/ModifyInstanceAttribute",
            "InstanceName=web",
            "InstanceId=i-1",
        ] {
            assert!(ran.stderr.contains(part), "{}", ran.stderr);
        }
        let ran = home
            .command(rename)
            .arguments(["-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(result(&ran)["ok"], true);
        assert!(ran.stderr.starts_with("{\"note\""), "{}", ran.stderr);
        assert_eq!(cloud.calls("ModifyInstanceAttribute"), 0);
    });
}

/// It changes nothing, so it may be asked again.
#[test]
fn a_dry_run_that_breaks_off_is_asked_again() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.add_fault(Fault::drop_after().action("StopInstances").times(2));
    let home = Home::with_profile(&cloud);
    let ran = home
        .yun(["ecs", "stop", "i-1", "--dry-run", "-o", "json"])
        .succeeds();
    assert_eq!(
        (result(&ran)["ok"].clone(), cloud.calls("StopInstances")),
        (json!(true), 3)
    );
    assert_eq!(statuses(&cloud), ["Running"]);
}
