//! Answers that are none, or not what the API promises: each command says so, and shows nothing in their place.

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, Invocation, in_both_runners};

use super::Row;

/// What asks something of the cloud, and the API action that it sends.
const COMMANDS: [(&str, &str); 6] = [
    ("ecs list", "DescribeInstances"),
    ("ecs show i-1", "DescribeInstances"),
    ("whoami", "GetCallerIdentity"),
    ("regions", "DescribeRegions"),
    ("resource-groups", "ListResourceGroups"),
    ("api Ecs DescribeRegions", "DescribeRegions"),
];

/// Status, media type and body; exit code, error code and essential words.
type Answer = (
    u16,
    &'static str,
    &'static str,
    i32,
    &'static str,
    &'static [&'static str],
);

const JSON: &str = "application/json";
const HTML: &str = "<!DOCTYPE html><html><body><h1>Please sign in to the network</h1></body></html>";

/// What is wrong whoever asks.
const ANSWERS: &[Answer] = &[
    (200, "text/html", HTML, 7, "unexpected_answer", &["not JSON"]),
    (200, JSON, "", 7, "unexpected_answer", &["not JSON"]),
    (200, JSON, "[]", 7, "unexpected_answer", &["not JSON"]),
    (200, JSON, "null", 7, "unexpected_answer", &["not JSON"]),
    (
        200,
        JSON,
        "{\"Regions\": {\"Region\": [{",
        7,
        "unexpected_answer",
        &["not JSON"],
    ),
    (
        200,
        JSON,
        "{\"Regions\": {\"Region\": [{}",
        7,
        "unexpected_answer",
        &[],
    ),
    (200, JSON, "{\"a\": \"\u{0}\"}", 7, "unexpected_answer", &[]),
    (204, JSON, "", 7, "unexpected_answer", &["not JSON"]),
    (403, "text/html", HTML, 7, "unexpected_answer", &["403"]),
    (404, "text/plain", "not here", 7, "unexpected_answer", &["404"]),
    (400, JSON, "{}", 7, "unexpected_answer", &["400"]),
    (
        400,
        JSON,
        "{\"Code\": null, \"Message\": []}",
        7,
        "unexpected_answer",
        &["400"],
    ),
    (
        400,
        JSON,
        "{\"Code\": \"SomethingNew\"}",
        1,
        "SomethingNew",
        &["SomethingNew"],
    ),
    (
        400,
        JSON,
        "{\"Code\": 17, \"Message\": 18}",
        1,
        "17",
        &["17", "18"],
    ),
    (
        200,
        JSON,
        "{\"Code\": \"Forbidden.RAM\", \"Message\": \"no\"}",
        5,
        "Forbidden.RAM",
        &["not permitted"],
    ),
    (
        400,
        JSON,
        "{\"Code\": \"\\u001b[31mEvil\\u202e\", \"Message\": \"\\u001b]0;owned\\u0007 gone\", \"RequestId\": \"\\u009b2J\"}",
        1,
        "\u{1b}[31mEvil\u{202e}",
        &["\\u{1b}[31mEvil\\u{202e}", "gone"],
    ),
];

/// What is wrong for one command, with status 200.
const SHAPES: &[(&str, &str, &[&str])] = &[
    (
        "ecs list",
        "DescribeInstances",
        &[
            "{}",
            "{\"Instances\": null}",
            "{\"Instances\": []}",
            "{\"Instances\": {}}",
            "{\"Instances\": {\"Instance\": {}}}",
            "{\"Instances\": {\"Instance\": [7]}}",
            "{\"Instances\": {\"Instance\": [{}]}}",
            "{\"Instances\": {\"Instance\": [{\"InstanceId\": 7}]}}",
            "{\"Instances\": {\"Instance\": [{\"InstanceId\": null}]}}",
            "{\"Instances\": {\"Instance\": []}, \"NextToken\": 7}",
            "{\"Code\": \"SomethingNew\", \"Message\": \"no\"}",
        ],
    ),
    (
        "ecs show i-1",
        "DescribeInstances",
        &[
            "{}",
            "{\"Instances\": null}",
            "{\"Instances\": {\"Instance\": {}}}",
            "{\"Instances\": {\"Instance\": [{}]}}",
            "{\"Instances\": {\"Instance\": [{\"InstanceId\": 7}]}}",
        ],
    ),
    (
        "whoami",
        "GetCallerIdentity",
        &[
            "{}",
            "{\"AccountId\": \"1\"}",
            "{\"AccountId\": null, \"Arn\": null, \"IdentityType\": null}",
            "{\"AccountId\": [], \"Arn\": \"a\", \"IdentityType\": \"RAMUser\"}",
        ],
    ),
    (
        "regions",
        "DescribeRegions",
        &[
            "{}",
            "{\"Regions\": null}",
            "{\"Regions\": {\"Region\": null}}",
            "{\"Regions\": {\"Region\": {}}}",
            "{\"Regions\": {\"Region\": [{}]}}",
            "{\"Regions\": {\"Region\": [{\"RegionId\": 7}]}}",
            // No account is without regions, and these are none.
            "{\"Regions\": {\"Region\": []}}",
            "{\"Regions\": {\"Region\": [{\"RegionId\": \"evil.example.com/\"}]}}",
        ],
    ),
    (
        "ecs list -r all",
        "DescribeRegions",
        &[
            "{\"Regions\": {\"Region\": []}}",
            "{\"Regions\": {\"Region\": [{\"RegionId\": \"\"}]}}",
        ],
    ),
    (
        "resource-groups",
        "ListResourceGroups",
        &[
            "{}",
            "{\"ResourceGroups\": null}",
            "{\"ResourceGroups\": {\"ResourceGroup\": null}}",
            "{\"ResourceGroups\": {\"ResourceGroup\": [{\"Id\": 7}]}}",
            "{\"ResourceGroups\": {\"ResourceGroup\": []}, \"TotalCount\": \"many\"}",
            "{\"ResourceGroups\": {\"ResourceGroup\": []}, \"TotalCount\": -1}",
        ],
    ),
];

#[test]
fn what_is_wrong_whoever_asks() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (line, action) in COMMANDS {
        for (status, media, body, exit, code, says) in ANSWERS {
            cloud.clear_faults();
            cloud.add_fault(Fault::respond(*status, media, *body).action(action));
            Row::new(line, code, says).exits(*exit).check(&home);
        }
    }
}

#[test]
fn what_is_wrong_for_one_command() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (line, action, bodies) in SHAPES {
        for body in *bodies {
            cloud.clear_faults();
            cloud.add_fault(Fault::respond(200, JSON, *body).action(action));
            Row::new(line, "unexpected_answer", &[action])
                .exits(7)
                .check(&home);
        }
    }
}

/// What an operator needs is the instance: one field that is no longer what it was does not hide it.
#[test]
fn an_odd_number_is_empty_and_hides_nothing() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let body = "{\"Instances\": {\"Instance\": [{\"InstanceId\": \"i-1\", \"Cpu\": \"two\"}]}}";
    cloud.add_fault(Fault::respond(200, JSON, body).action("DescribeInstances"));
    let rows = home.yun(["ecs", "list", "-o", "json"]).succeeds().rows();
    assert_eq!(
        (rows.len(), &rows[0]["id"], &rows[0]["cpu"]),
        (1, &"i-1".into(), &serde_json::Value::Null)
    );
}

#[test]
fn plugins_in_children_say_the_same() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for body in [
        HTML,
        "{}",
        "{\"Instances\": {\"Instance\": [{\"InstanceId\": 7}]}}",
    ] {
        cloud.clear_faults();
        cloud.add_fault(Fault::respond(200, JSON, body).action("DescribeInstances"));
        in_both_runners(|runner| {
            let with_runner = |invocation: Invocation| invocation.runner(runner);
            Row::new("ecs list", "unexpected_answer", &["DescribeInstances"])
                .exits(7)
                .check_with(&home, with_runner);
        });
    }
}

/// Fields that are missing or null are empty cells; only what names a row has to be there.
#[test]
fn what_may_be_missing_is_empty() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let body = "{\"Instances\": {\"Instance\": [{\"InstanceId\": \"i-1\", \"Tags\": null, \"VpcAttributes\": null,
        \"PublicIpAddress\": {\"IpAddress\": null}, \"Cpu\": null, \"New\": {\"Thing\": [1]}}]}, \"NextToken\": null}";
    cloud.add_fault(Fault::respond(200, JSON, body).action("DescribeInstances"));
    let rows = home.yun(["ecs", "list", "-o", "json"]).succeeds().rows();
    assert_eq!((rows.len(), rows[0]["id"].as_str()), (1, Some("i-1")));
    assert!(
        rows[0]["cpu"].is_null() && rows[0]["tags"] == serde_json::json!([]),
        "{rows:?}"
    );
}

#[test]
fn what_goes_deep_is_told_and_not_shown_as_nothing() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let body = format!("{{\"a\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    cloud.add_fault(Fault::respond(200, JSON, body).action("DescribeRegions"));
    for format in ["table", "json", "jsonl", "yaml"] {
        let ran = home.yun(["api", "Ecs", "DescribeRegions", "-o", format]).exits(7);
        assert_eq!(ran.stdout, "");
    }
    cloud.clear_faults();
    let body = format!("{{\"a\": {}{}}}", "[".repeat(100), "]".repeat(100));
    cloud.add_fault(Fault::respond(200, JSON, body).action("DescribeRegions"));
    for format in ["table", "json", "jsonl", "yaml"] {
        let ran = home
            .yun(["api", "Ecs", "DescribeRegions", "-o", format])
            .succeeds();
        assert_ne!(ran.stdout.trim(), "null", "{format}");
        assert_ne!(ran.stdout.trim(), "", "{format}");
    }
}

#[test]
fn what_a_failing_proxy_says_is_tried_again_and_told() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    cloud.add_fault(Fault::html(502).action("DescribeInstances"));
    Row::new("ecs list --timeout 1", "unexpected_answer", &["502"])
        .exits(7)
        .check(&home);
    assert!(
        cloud.calls("DescribeInstances") > 2,
        "once for each language would be no further try"
    );
    cloud.clear_faults();
    cloud.add_fault(Fault::drop_before().action("DescribeInstances"));
    Row::new("ecs list --timeout 1", "connection_lost", &["127.0.0.1"])
        .exits(7)
        .check(&home);
}

#[test]
fn another_host_is_not_followed() {
    let (cloud, other) = (Cloud::with(World::default()), Cloud::with(World::default()));
    let home = Home::with_profile(&cloud);
    for status in [301, 302, 307, 308] {
        cloud.clear_faults();
        cloud.add_fault(Fault::redirect(status, &other.url()));
        for (line, _) in COMMANDS {
            Row::new(line, "unexpected_answer", &[&status.to_string()])
                .exits(7)
                .check(&home);
        }
    }
    assert_eq!(other.arrived(), 0, "neither a request nor a signature goes there");
}

#[test]
fn an_echo_of_what_was_signed_is_not_shown() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let id = cloud.keys().access_key_id;
    for (line, action) in COMMANDS {
        for code in ["SignatureDoesNotMatch", "SomethingNew"] {
            let said = format!("wrong. string to sign is:ACS3-HMAC-SHA256\\n{id} 0123456789abcdef");
            cloud.clear_faults();
            cloud.add_fault(Fault::error(400, code, &said).action(action));
            let ran = home.command(line.split(' ')).arguments(["-vvv"]).run();
            let echoes = ran.stderr.contains("0123456789abcdef") || ran.stderr.contains(&id);
            assert!(!echoes && ran.code != 0, "{}", ran.stderr);
        }
    }
}
