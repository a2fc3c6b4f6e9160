//! Calls that fail for a while, or for good; and the pace of a command that is told to slow down.

use std::collections::HashSet;
use std::time::Duration;

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, in_both_runners};

const LIST: [&str; 4] = ["ecs", "list", "-o", "json"];

fn describe(fault: Fault) -> Fault {
    fault.action("DescribeInstances")
}

#[test]
fn what_passes_is_tried_again() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let passing = [
        describe(Fault::throttling()).times(2),
        describe(Fault::throttling())
            .retry_after(Duration::from_millis(40))
            .times(2),
        describe(Fault::internal_error()).times(2),
        describe(Fault::unavailable()).times(1),
        describe(Fault::html(502)).times(1),
        describe(Fault::drop_before()).times(1),
        describe(Fault::drop_after()).times(1),
        describe(Fault::drop_after()).from_call(2).times(1),
        describe(Fault::error(400, "SignatureNonceUsed", "used")).times(1),
    ];
    for fault in passing {
        in_both_runners(|runner| {
            cloud.clear_faults();
            cloud.add_fault(fault.clone());
            let ran = home.command(LIST).runner(runner).run();
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{fault:?}");
            assert_eq!(ran.rows().len(), 120, "{fault:?}");
        });
    }
}

#[test]
fn the_pause_that_the_api_asks_for_is_kept() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let asked = Duration::from_millis(700);
    cloud.add_fault(describe(Fault::throttling()).retry_after(asked).times(1));
    home.yun(LIST).succeeds();
    let seen = cloud.requests();
    assert!(seen[1].at - seen[0].at >= asked, "{:?}", seen[1].at - seen[0].at);
}

#[test]
fn a_further_try_has_a_fresh_nonce_and_says_that_it_is_one() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    cloud.add_fault(
        describe(Fault::throttling())
            .retry_after(Duration::from_millis(1))
            .times(2),
    );
    home.yun(["ecs", "list", "-o", "json", "--limit", "1"]).succeeds();
    let seen = cloud.requests();
    assert_eq!(seen.len(), 3);
    let nonces: HashSet<_> = seen
        .iter()
        .map(|request| request.headers["x-acs-signature-nonce"].clone())
        .collect();
    assert_eq!(nonces.len(), 3);
    let attempts: Vec<_> = seen
        .iter()
        .map(|request| request.headers.get("x-acs-retry-attempts"))
        .collect();
    assert_eq!(attempts, [None, Some(&"1".to_owned()), Some(&"2".to_owned())]);
}

#[test]
fn what_will_fail_again_is_not_tried_again() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (fault, code) in [
        (Fault::error(403, "Forbidden.RAM", "no"), 5),
        (Fault::error(400, "InvalidParameter", "wrong"), 2),
        (Fault::error(404, "InvalidInstanceId.NotFound", "gone"), 6),
        (Fault::error(400, "SomethingNew", "never heard of"), 1),
    ] {
        cloud.clear_faults();
        cloud.clear_requests();
        cloud.add_fault(describe(fault));
        home.yun(LIST).exits(code);
        assert_eq!(cloud.calls("DescribeInstances"), 1);
    }
}

#[test]
fn a_region_that_is_down_for_good_is_unavailable() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for fault in [
        Fault::unavailable(),
        Fault::throttling().retry_after(Duration::from_millis(5)),
        Fault::drop_before(),
    ] {
        in_both_runners(|runner| {
            cloud.clear_faults();
            cloud.clear_requests();
            cloud.add_fault(describe(fault.clone()));
            let ran = home.command(LIST).runner(runner).run().exits(7);
            assert_eq!(
                (ran.stdout.as_str(), ran.error()["retryable"].as_bool()),
                ("", Some(true)),
                "{}",
                ran.stderr
            );
            let tries = cloud.calls("DescribeInstances");
            assert!((2..=10).contains(&tries), "{tries} tries");
        });
    }
}

#[test]
fn nobody_listening_is_unreachable() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.set("YUN_ENDPOINT_URL", "http://127.0.0.1:9");
    let ran = home.yun(LIST).exits(7);
    assert_eq!(ran.error()["code"], "unreachable");
}

#[test]
fn errors_in_lower_case_are_understood() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    cloud.add_fault(Fault::lower_case_errors());
    cloud.add_fault(describe(Fault::throttling()).times(1));
    home.yun(LIST).succeeds();
}

#[test]
fn a_command_slows_down_until_it_gets_through() {
    let cloud = Cloud::with(World::sized(16, 2));
    let home = Home::with_profile(&cloud);
    cloud.set_latency(Duration::from_millis(5));
    cloud.add_fault(describe(Fault::throttle_above_in_flight(3)).retry_after(Duration::from_millis(20)));
    in_both_runners(|runner| {
        let ran = home
            .command(["ecs", "list", "-r", "all", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.rows().len(), 32);
    });
}
