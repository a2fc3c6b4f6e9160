//! What faults do to requests, seen from the outside.

use std::io::Read as _;
use std::sync::mpsc;
use std::time::Instant;

use serde_json::Value;

use super::client::Outgoing;
use super::*;

/// Waits for something that another thread does, without a fixed time.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20), "never: {what}");
        std::thread::yield_now();
    }
}

#[test]
fn throttling_tells_when_to_come_back() {
    let cloud = Cloud::start(CloudOptions::default());
    cloud.add_fault(
        Fault::throttling()
            .retry_after(Duration::from_millis(250))
            .times(1),
    );
    cloud.add_fault(Fault::lower_case_errors());
    let throttled = Outgoing::caller_identity(&cloud).send(&cloud).unwrap();
    assert_eq!(
        (throttled.status, throttled.header("x-acs-retry-after")),
        (400, Some("250"))
    );
    assert_eq!(throttled.json()["code"], "Throttling.User");
    assert_eq!(
        Outgoing::caller_identity(&cloud).send(&cloud).unwrap().status,
        200
    );
    let outcomes: Vec<String> = cloud.requests().into_iter().map(|seen| seen.outcome).collect();
    assert_eq!(outcomes, ["Throttling.User", "ok"]);
}

#[test]
fn answers_can_be_broken_in_many_ways() {
    let cloud = Cloud::start(CloudOptions::default());
    let send = |fault| {
        cloud.clear_faults();
        cloud.add_fault(fault);
        Outgoing::instances(&cloud, "us-west-1").send(&cloud)
    };
    assert_eq!(
        send(Fault::internal_error()).unwrap().error(),
        (500, "InternalError".into())
    );
    assert_eq!(
        send(Fault::unavailable()).unwrap().error(),
        (503, "ServiceUnavailable".into())
    );
    let html = send(Fault::html(502)).unwrap();
    assert_eq!(
        (html.status, html.header("content-type")),
        (502, Some("text/html; charset=utf-8"))
    );
    let cut = send(Fault::cut_json()).unwrap();
    assert_eq!(cut.status, 200);
    assert!(serde_json::from_slice::<Value>(&cut.body).is_err() && cut.body.starts_with(b"{"));
    assert_eq!(send(Fault::huge(3 << 20)).unwrap().body.len(), 3 << 20);
    let replaced = send(Fault::respond(418, "text/plain", "short and stout")).unwrap();
    assert_eq!(
        (replaced.status, replaced.body.as_slice()),
        (418, &b"short and stout"[..])
    );
    send(Fault::drop_before()).unwrap_err();
    send(Fault::drop_after()).unwrap_err();
    let outcomes: Vec<String> = cloud.requests().into_iter().map(|seen| seen.outcome).collect();
    let expected = [
        "InternalError",
        "ServiceUnavailable",
        "html",
        "cut",
        "huge",
        "replaced",
        "dropped-before",
    ];
    assert_eq!(outcomes, [&expected[..], &["dropped-after"]].concat());
}

#[test]
fn a_dead_region_holds_its_requests_and_no_others() {
    let cloud = Cloud::start(CloudOptions::default());
    cloud.add_fault(Fault::dead().region("cn-beijing"));
    let held = Outgoing::instances(&cloud, "cn-beijing")
        .send_only(&cloud)
        .unwrap();
    until("the request is held", || {
        cloud.requests().iter().any(|seen| seen.outcome == "dead")
    });
    assert_eq!(
        Outgoing::instances(&cloud, "us-west-1")
            .send(&cloud)
            .unwrap()
            .status,
        200
    );
    assert_eq!((cloud.in_flight(), cloud.most_in_flight()), (1, 2));
    held.set_nonblocking(true).unwrap();
    assert_eq!(
        (&held).read(&mut [0]).unwrap_err().kind(),
        io::ErrorKind::WouldBlock
    );
    drop(held);
    until("the request is given up", || cloud.in_flight() == 0);
}

#[test]
fn too_many_at_once_are_throttled() {
    let cloud = Cloud::start(CloudOptions::default());
    cloud.add_fault(Fault::throttle_above_in_flight(1).action("DescribeInstances"));
    cloud.add_fault(Fault::dead().region("cn-beijing"));
    let _held = Outgoing::instances(&cloud, "cn-beijing")
        .send_only(&cloud)
        .unwrap();
    until("the request is held", || cloud.in_flight() == 1);
    let second = Outgoing::instances(&cloud, "us-west-1").send(&cloud).unwrap();
    assert_eq!(second.error(), (400, "Throttling.User".into()));
    assert_eq!(
        Outgoing::caller_identity(&cloud).send(&cloud).unwrap().status,
        200
    );
}

#[test]
fn requests_are_answered_side_by_side() {
    let cloud = Cloud::start(CloudOptions {
        latency: Duration::from_millis(1),
        ..CloudOptions::default()
    });
    cloud.add_fault(Fault::gather(4).action("DescribeInstances"));
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for region in ["cn-hangzhou", "cn-beijing", "cn-shanghai", "us-west-1"] {
            let (cloud, sender) = (&cloud, sender.clone());
            scope.spawn(move || sender.send(Outgoing::instances(cloud, region).send(cloud).unwrap().status));
        }
    });
    drop(sender);
    assert_eq!(receiver.iter().collect::<Vec<_>>(), [200; 4]);
    assert_eq!(cloud.most_in_flight(), 4);
    cloud.clear_requests();
    assert_eq!((cloud.most_in_flight(), cloud.requests().len()), (0, 0));
}
