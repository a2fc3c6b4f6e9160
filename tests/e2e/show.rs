//! `ecs show`.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, in_both_runners};

const ID: &str = "i-bp1yun00000000000005";

#[test]
fn an_instance_is_shown_in_full_with_the_apis_own_object() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        cloud.clear_requests();
        let shown = home
            .command(["ecs", "show", ID, "-o", "json"])
            .runner(runner)
            .run()
            .succeeds()
            .json();
        assert_eq!(cloud.requests().len(), 1);
        let listed = home
            .yun(["ecs", "list", "--filter", &format!("id={ID}"), "-o", "json"])
            .succeeds()
            .rows();
        let mut row = shown;
        let raw = row.as_object_mut().unwrap().remove("raw").unwrap();
        assert_eq!(row, listed[0]);
        assert_eq!(
            (raw["InstanceId"].as_str(), raw["InstanceName"].as_str()),
            (Some(ID), row["name"].as_str())
        );
        assert_eq!(
            raw["VpcAttributes"]["PrivateIpAddress"]["IpAddress"][0],
            row["private_ip"]
        );
        assert!(
            raw["SecurityGroupIds"].is_object(),
            "what no column has is there: {raw}"
        );
    });
}

#[test]
fn a_person_reads_titles_and_values() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let ran = home.yun(["ecs", "show", ID]).succeeds();
    for text in [
        "Instance ID",
        ID,
        "🚀 launch-005",
        "Zone",
        "cn-hangzhou-h",
        "2026-01-01T00:05:00Z",
    ] {
        assert!(ran.stdout.contains(text), "{text} is missing:\n{}", ran.stdout);
    }
    assert_eq!(
        home.yun(["ecs", "show", ID, "-o", "ids"])
            .succeeds()
            .stdout
            .trim(),
        ID
    );
}

#[test]
fn names_keep_their_letters() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (id, name) in [
        ("i-bp1yun00000000000002", "db-主库-002"),
        ("i-bp1yun00000000000007", "数据分析 平台-007"),
    ] {
        assert_eq!(
            home.yun(["ecs", "show", id, "-o", "json"]).succeeds().json()["name"],
            name
        );
        assert!(home.yun(["ecs", "show", id]).succeeds().stdout.contains(name));
    }
}

#[test]
fn an_id_is_found_in_whichever_region_it_is() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let id = "i-t4nyun00000000000003";
    home.yun(["ecs", "show", id]).exits(6).says(&[id, "-r all"]);
    let shown = home
        .yun(["ecs", "show", id, "-r", "all", "-o", "json"])
        .succeeds()
        .json();
    assert_eq!(shown["region"], "ap-southeast-1");
    let shown = home
        .yun([
            "ecs",
            "show",
            id,
            "-r",
            "us-west-1",
            "-r",
            "ap-southeast-1",
            "-o",
            "json",
        ])
        .succeeds();
    assert_eq!(shown.json()["id"], id);
}

#[test]
fn an_id_that_does_not_exist_is_not_found() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let ran = home
            .command(["ecs", "show", "i-nobody", "-o", "json"])
            .runner(runner)
            .run()
            .exits(6);
        assert_eq!(
            (ran.stdout.as_str(), ran.error()["kind"].as_str()),
            ("", Some("not_found"))
        );
        let ran = home
            .command(["ecs", "show", "i-nobody", "-r", "all"])
            .runner(runner)
            .run()
            .exits(6);
        ran.says(&["i-nobody"]);
    });
    home.yun(["ecs", "show"]).exits(2).says(&["ID"]);
}

#[test]
fn not_found_is_only_certain_when_every_region_answered() {
    let cloud = Cloud::with(World::default());
    cloud.add_fault(yun_tests::cloud::Fault::error(403, "Forbidden.RAM", "no").region("cn-beijing"));
    let home = Home::with_profile(&cloud);
    home.yun(["ecs", "show", "i-nobody", "-r", "all"])
        .exits(3)
        .says(&["cn-beijing"]);
    // Found is found, whatever else failed.
    home.yun(["ecs", "show", ID, "-r", "all"]).succeeds();
}
