//! `ecs list` of one region: how many calls it takes, and what is on stdout in each format.

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Instance, World};
use yun_tests::harness::{Home, in_both_runners};

const COLUMNS: [&str; 22] = [
    "id",
    "name",
    "status",
    "region",
    "zone",
    "cpu",
    "memory_mib",
    "private_ip",
    "public_ip",
    "type",
    "os",
    "hostname",
    "vpc",
    "charge_type",
    "protected",
    "stopped_mode",
    "locks",
    "created_at",
    "started_at",
    "expires_at",
    "resource_group",
    "tags",
];

/// An instance as the row that it has to become.
fn row(instance: &Instance) -> Value {
    let present = |text: &str| {
        if text.is_empty() {
            Value::Null
        } else {
            Value::from(text)
        }
    };
    let first = |texts: &[String]| texts.first().map_or(Value::Null, |text| present(text));
    let eip = instance.eip.as_ref().map(|eip| Value::from(eip.address.as_str()));
    let tag = |tag: &yun_tests::cloud::Tag| match tag.value.as_str() {
        "" => tag.key.clone(),
        value => format!("{}={value}", tag.key),
    };
    json!({
        "id": instance.id, "name": present(&instance.name), "status": instance.status, "region": instance.region,
        "zone": present(&instance.zone), "type": instance.instance_type, "cpu": instance.cpu,
        "memory_mib": instance.memory_mib, "private_ip": first(&instance.private_ips),
        "public_ip": eip.unwrap_or_else(|| first(&instance.public_ips)), "os": instance.os_name_en,
        "hostname": present(&instance.host_name), "vpc": present(&instance.vpc),
        "charge_type": instance.charge_type, "protected": instance.deletion_protection,
        "stopped_mode": present(&instance.stopped_mode), "locks": instance.locks,
        "created_at": seconds(&instance.creation_time), "started_at": seconds(&instance.start_time),
        "expires_at": seconds(&instance.expired_time), "resource_group": present(&instance.resource_group),
        "tags": instance.tags.iter().map(tag).collect::<Vec<_>>(), "hostname": present(&instance.host_name),
        "vpc": present(&instance.vpc), "protected": instance.deletion_protection,
        "stopped_mode": present(&instance.stopped_mode), "locks": instance.locks,
        "started_at": seconds(&instance.start_time),
    })
}

/// The API gives times to the minute; RFC 3339 wants seconds.
fn seconds(time: &str) -> Value {
    time.strip_suffix('Z')
        .map_or(Value::Null, |minutes| Value::from(format!("{minutes}:00Z")))
}

fn rows_of(cloud: &Cloud, region: &str) -> Vec<Value> {
    let mut rows: Vec<Value> = cloud.world(|world| world.instances_in(region).map(row).collect());
    rows.sort_by_key(|row| row["id"].as_str().unwrap().to_owned());
    rows
}

#[test]
fn a_hundred_and_twenty_instances_take_two_calls_and_lose_nothing() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        cloud.clear_requests();
        let ran = home
            .command(["ecs", "list", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.stderr, "");
        assert_eq!((cloud.calls("DescribeInstances"), cloud.requests().len()), (2, 2));
        let rows = ran.rows();
        assert_eq!(rows.len(), 120);
        assert_eq!(rows, rows_of(&cloud, "cn-hangzhou"));
        for row in &rows {
            let keys: Vec<_> = row.as_object().unwrap().keys().cloned().collect();
            let mut wanted = COLUMNS.map(str::to_owned).to_vec();
            wanted.sort();
            let mut found = keys;
            found.sort();
            assert_eq!(found, wanted);
        }
    });
}

#[test]
fn json_keeps_the_columns_order() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let ran = home
        .yun(["ecs", "list", "-r", "us-west-1", "-o", "json"])
        .succeeds();
    let places: Vec<_> = COLUMNS
        .iter()
        .map(|key| ran.stdout.find(&format!("\"{key}\":")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{}", ran.stdout);
}

#[test]
fn a_table_has_a_heading_and_a_line_a_row() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let ran = home
            .command(["ecs", "list", "-r", "cn-shanghai"])
            .runner(runner)
            .run()
            .succeeds();
        let lines: Vec<_> = ran.stdout.lines().collect();
        assert_eq!(lines.len(), 1 + 17, "{}", ran.stdout);
        for heading in ["Instance ID", "Name", "Status", "Region", "Type", "Private IP"] {
            assert!(lines[0].contains(heading), "{}", lines[0]);
        }
        cloud.world(|world| {
            for (line, instance) in lines[1..].iter().zip(world.instances_in("cn-shanghai")) {
                for text in [
                    &instance.id,
                    &instance.name,
                    &instance.status,
                    &instance.instance_type,
                ] {
                    assert!(line.contains(text.as_str()), "{text} is cut in {line}");
                }
            }
        });
    });
}

#[test]
fn ids_are_one_a_line() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let ran = home
            .command(["ecs", "list", "-o", "ids", "-r", "cn-hongkong"])
            .runner(runner)
            .run()
            .succeeds();
        let wanted: Vec<_> = rows_of(&cloud, "cn-hongkong")
            .iter()
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(ran.stdout.lines().collect::<Vec<_>>(), wanted);
    });
}

#[test]
fn an_empty_region_is_an_empty_answer() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let list = |format: &str| {
        home.yun(["ecs", "list", "-r", "eu-central-1", "-o", format])
            .succeeds()
            .stdout
    };
    assert_eq!(list("json").trim(), "[]");
    assert_eq!(list("ids"), "");
    assert_eq!(list("table").lines().count(), 0);
    home.yun(["ecs", "list", "-r", "eu-central-1"])
        .succeeds()
        .says(&["ECS instances"]);
    assert_eq!(
        home.yun(["-q", "ecs", "list", "-r", "eu-central-1"])
            .succeeds()
            .stderr,
        ""
    );
}

#[test]
fn chosen_columns_come_in_the_order_of_the_choice() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let list = ["ecs", "list", "-r", "us-west-1", "--columns", "status,id,tags"];
    let json = home.command(list).arguments(["-o", "json"]).run().succeeds();
    let row = &json.rows()[0];
    assert_eq!(row.as_object().unwrap().len(), 3, "{row}");
    assert!(json.stdout.find("status").unwrap() < json.stdout.find("\"id\"").unwrap());
    let table = home.yun(list).succeeds();
    let heading: Vec<_> = table
        .stdout
        .lines()
        .next()
        .unwrap()
        .split("  ")
        .filter(|word| !word.is_empty())
        .collect();
    assert_eq!(
        heading.iter().map(|word| word.trim()).collect::<Vec<_>>(),
        ["Status", "Instance ID", "Tags"]
    );
}

#[test]
fn a_limit_asks_for_no_more_than_it_shows() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (limit, calls) in [(1, 1), (100, 1), (101, 2), (500, 2)] {
        cloud.clear_requests();
        let ran = home
            .yun(["ecs", "list", "-o", "json", "--limit", &limit.to_string()])
            .succeeds();
        assert_eq!(
            (ran.rows().len(), cloud.calls("DescribeInstances")),
            (limit.min(120), calls),
            "--limit {limit}"
        );
    }
    assert_eq!(cloud.requests()[1].params["MaxResults"], "100");
    cloud.clear_requests();
    let ran = home
        .yun([
            "ecs",
            "list",
            "-r",
            "cn-beijing",
            "-r",
            "cn-shanghai",
            "--limit",
            "3",
            "-o",
            "json",
        ])
        .succeeds();
    assert_eq!(ran.rows().len(), 3);
}

#[test]
fn a_resource_group_comes_by_flag_or_by_profile() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let of_group = |group: &str| {
        cloud.world(|world| {
            world
                .instances_in("cn-hangzhou")
                .filter(|instance| instance.resource_group == group)
                .count()
        })
    };
    let count = |arguments: &[&str]| {
        let ran = home
            .command(["ecs", "list", "-o", "json"])
            .arguments(arguments)
            .run()
            .succeeds();
        ran.rows().len()
    };
    let (production, staging) = ("rg-acfmyunproduction", "rg-acfmyunstaging000");
    assert_eq!(count(&["--resource-group", production]), of_group(production));
    let keys = cloud.keys();
    home.command([
        "profile",
        "add",
        "staging",
        "--mode",
        "AccessKey",
        "--region",
        "cn-hangzhou",
    ])
    .arguments([
        "--access-key-id",
        &keys.access_key_id,
        "--resource-group",
        staging,
    ])
    .secret(&keys)
    .run()
    .succeeds();
    assert_eq!(count(&[]), of_group(staging));
    assert_eq!(
        count(&["--resource-group", production]),
        of_group(production),
        "the flag wins"
    );
    assert_eq!(count(&["-p", "dev"]), 120);
}

#[test]
fn what_a_name_holds_cannot_steer_a_terminal() {
    let cloud = Cloud::with(World::default());
    let name = "\u{1b}]0;owned\u{7}\u{1b}[31mred\u{9b}2J\u{202e}\r\nnext\u{7f}";
    cloud.world(|world| world.instances[0].name = name.to_owned());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        for format in ["table", "json", "ids"] {
            let ran = home
                .command(["ecs", "list", "-o", format, "--limit", "5"])
                .runner(runner)
                .run()
                .succeeds();
            steers_nothing(&ran.stdout);
            let shown = home
                .command(["ecs", "show", "i-bp1yun00000000000000", "-o", format])
                .runner(runner);
            let ran = shown.run().succeeds();
            steers_nothing(&ran.stdout);
        }
        let ran = home
            .command(["ecs", "list", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.rows()[0]["name"], name, "in JSON nothing is lost");
    });
}

fn steers_nothing(text: &str) {
    let steering = |c: &char| (c.is_control() && *c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
    assert_eq!(text.chars().find(steering), None, "{text:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let yun = yun_tests::harness::Built::get().yun();
    let command = format!(
        "'{}' ecs list -o json | head -n 1; echo ${{PIPESTATUS[0]}}",
        yun.display()
    );
    let ran = std::process::Command::new("bash")
        .args(["-c", &command])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("YUN_CONFIG_DIR", home.path("config"))
        .env("YUN_DATA_DIR", home.path("data"))
        .env("YUN_CACHE_DIR", home.path("cache"))
        .env("YUN_ENDPOINT_URL", cloud.url())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), "[\n0\n");
    assert_eq!(String::from_utf8(ran.stderr).unwrap(), "");
}
