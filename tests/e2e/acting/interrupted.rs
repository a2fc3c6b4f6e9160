//! Ctrl-C while it is acted: what still goes on is said.

use yun_tests::cloud::{Fault, Pace};
use yun_tests::harness::{Home, eventually, in_both_runners};

use super::{cloud_of, line};

#[test]
fn what_still_goes_on_is_said() {
    in_both_runners(|runner| {
        let cloud = cloud_of([("i-1", "Running"), ("i-2", "Stopped")]);
        cloud.world(|world| world.pace = Pace::Looks(1_000_000));
        let home = Home::with_profile(&cloud);
        let running = line(&home, runner, "ecs stop i-1 i-2").start();
        eventually("it waits", || cloud.calls("DescribeInstances") > 2);
        running.interrupt();
        let ran = running.finish().exits(130);
        assert!(ran.stderr.contains("i-1 (Stopping)"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("i-2"), "it was done: {}", ran.stderr);
        assert_eq!(ran.error()["kind"], "cancelled");
        assert_eq!(ran.ids(), ["i-2"], "what is over is known");
    });
}

#[test]
fn what_was_sent_and_not_answered_is_said() {
    let cloud = cloud_of([("i-1", "Running")]);
    cloud.add_fault(Fault::dead().action("StopInstances"));
    let home = Home::with_profile(&cloud);
    let running = home.command(["ecs", "stop", "i-1"]).start();
    eventually("it is sent", || cloud.calls("StopInstances") > 0);
    running.interrupt();
    let ran = running.finish().exits(130);
    assert!(ran.stderr.contains("not answered yet: i-1"), "{}", ran.stderr);
}
