//! Answers and lists without an end: they are given up, in little time and with little memory.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use yun_tests::cloud::{Cloud, Fault, NextToken, World};
use yun_tests::harness::{Home, in_both_runners};

use super::Row;

/// The largest answer that is read, in bytes.
const LARGEST: usize = 64 << 20;
/// What an answer may cost at most: itself three times, and what any command takes.
const MOST_MEMORY: usize = 3 * LARGEST + (40 << 20);

#[test]
fn lists_that_never_end_are_given_up() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        for (next, line, code) in [
            (NextToken::Repeated, "ecs list", "token_repeats"),
            (NextToken::Fresh, "ecs list", "token_repeats"),
            // Nothing is there, and another page is promised each time.
            (NextToken::Repeated, "ecs list -r eu-central-1", "token_repeats"),
            (NextToken::Fresh, "ecs list -r eu-central-1", "pages_empty"),
        ] {
            cloud.clear_faults();
            cloud.add_fault(Fault::endless_pages(next).action("DescribeInstances"));
            Row::new(line, code, &["ECS instances"])
                .exits(7)
                .check_with(&home, |invocation| invocation.runner(runner));
        }
    });
    let groups = r#"{"TotalCount": 1000000000, "ResourceGroups": {"ResourceGroup": [{"Id": "rg-1"}]}}"#;
    cloud.add_fault(Fault::respond(200, "application/json", groups).action("ListResourceGroups"));
    Row::new("resource-groups", "token_repeats", &["ListResourceGroups"])
        .exits(7)
        .check(&home);
}

#[test]
fn an_answer_just_below_the_limit_is_taken_and_costs_little_more_than_itself() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    cloud.add_fault(Fault::huge(LARGEST));
    let (ran, memory) = home.command(["ecs", "list"]).start().finish_with_peak_memory();
    ran.exits(7).says(&["unexpected form"]);
    assert!(memory < MOST_MEMORY, "a list takes {} MiB", memory >> 20);
    let call = home.command(["api", "Ecs", "DescribeRegions", "-o", "json"]);
    let (ran, memory) = call.start().finish_with_peak_memory();
    assert!(ran.succeeds().stdout.len() >= LARGEST);
    assert!(memory < MOST_MEMORY, "a call takes {} MiB", memory >> 20);
}

#[test]
fn an_answer_above_the_limit_is_refused_and_not_read_to_its_end() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let (address, sent) = endless_answer();
    home.set("YUN_ENDPOINT_URL", address);
    for line in [
        "ecs list",
        "ecs show i-1",
        "whoami",
        "regions",
        "resource-groups",
        "api Ecs DescribeRegions",
    ] {
        sent.store(0, Ordering::SeqCst);
        let (ran, memory) = home.command(line.split(' ')).start().finish_with_peak_memory();
        ran.exits(7).says(&["64 MiB"]);
        assert!(memory < MOST_MEMORY, "`{line}` takes {} MiB", memory >> 20);
        let sent = sent.load(Ordering::SeqCst);
        assert!(sent < 2 * LARGEST, "{} MiB were read", sent >> 20);
    }
}

/// A server whose answers have no end, and how many bytes it has got rid of since that was set to 0.
fn endless_answer() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    thread::spawn(move || {
        for mut stream in listener.incoming().filter_map(Result::ok) {
            let _request = stream.read(&mut [0; 16 * 1024]);
            let head =
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n";
            let _head = stream.write_all(head);
            let _brace = stream.write_all(b"{\"a\":\"");
            while let Ok(count) = stream.write(&[b'x'; 64 * 1024]) {
                counted.fetch_add(count, Ordering::SeqCst);
            }
        }
    });
    (address, sent)
}

/// A connection that breaks in the middle of an answer, each time.
#[test]
fn an_answer_that_breaks_off() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    home.set(
        "YUN_ENDPOINT_URL",
        format!("http://{}", listener.local_addr().unwrap()),
    );
    thread::spawn(move || {
        for mut stream in listener.incoming().filter_map(Result::ok) {
            let _request = stream.read(&mut [0; 16 * 1024]);
            let part = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"Instances\":";
            let _part = stream.write_all(part);
        }
    });
    // Every try ends so; time bounds how many there are.
    for line in ["ecs list --timeout 3", "whoami --timeout 3"] {
        Row::new(line, "connection_lost", &["was lost"])
            .exits(7)
            .check(&home);
    }
}
