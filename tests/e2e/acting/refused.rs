//! Users who may only read, and verbs that an API has not.

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, in_both_runners};

use super::{line, result};

#[test]
fn a_reader_lists_and_is_told_what_a_change_needs() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("reader", &cloud.read_only_keys());
    let id = cloud.world(|world| {
        let mut instances = world.instances_in("cn-hangzhou");
        instances.find(|one| one.status == "Running").unwrap().id.clone()
    });
    in_both_runners(|runner| {
        line(&home, runner, "ecs list --limit 1").run().succeeds();
        let ran = line(&home, runner, &format!("ecs stop {id}")).run().exits(5);
        assert_eq!(
            (&result(&ran)["ok"], &ran.error()["kind"]),
            (&json!(false), &json!("permission"))
        );
        assert!(ran.stderr.contains("ecs:StopInstances"), "{}", ran.stderr);
    });
}

/// The API answers with an empty list to who may not see what there is.
#[test]
fn what_may_not_be_seen_is_not_said_to_be_missing() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("outsider", &cloud.denied_keys());
    for line in [
        "eci restart eci-bp1yun00000000000000",
        "eci release --filter status=Failed --all-matching --yes",
    ] {
        let ran = home
            .command(line.split(' '))
            .arguments(["-o", "json"])
            .run()
            .exits(5);
        assert_eq!(ran.error()["kind"], "permission", "{line}");
    }
}
