//! Several regions: which, side by side, in what order, and what remains when some fail.

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, in_both_runners};

#[test]
fn all_regions_are_those_that_the_account_has() {
    let cloud = Cloud::with(World::default());
    // A region that no list in any code can know.
    cloud.world(|world| {
        let mut region = world.regions[1].clone();
        region.id = "xx-nowhere-7".to_owned();
        world.regions.push(region);
        let mut instance = world.instances[0].clone();
        (instance.id, instance.region) = ("i-nowhere00000000000001".to_owned(), "xx-nowhere-7".to_owned());
        world.instances.push(instance);
    });
    let home = Home::with_profile(&cloud);
    // Asked once; the next command remembers.
    let mut asked = 1;
    in_both_runners(|runner| {
        cloud.clear_requests();
        let ran = home
            .command(["ecs", "list", "-r", "all", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(cloud.calls("DescribeRegions"), std::mem::take(&mut asked));
        assert_eq!(
            cloud.calls("DescribeInstances"),
            10,
            "two pages in one region, one in each of the others"
        );
        let rows = ran.rows();
        assert_eq!(rows.len(), 120 + 30 + 17 + 11 + 5 + 8 + 1 + 1);
        let places: Vec<_> = rows
            .iter()
            .map(|row| (row["region"].as_str().unwrap(), row["id"].as_str().unwrap()))
            .collect();
        assert!(places.is_sorted(), "by region, then by id");
        assert!(places.contains(&("xx-nowhere-7", "i-nowhere00000000000001")));
    });
}

#[test]
fn regions_are_asked_side_by_side() {
    let cloud = Cloud::with(World::sized(20, 3));
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        // Nobody is answered before all twenty have asked: one after the other would wait for ever.
        cloud.add_fault(Fault::gather(20).action("DescribeInstances"));
        let ran = home
            .command(["ecs", "list", "-r", "all", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.rows().len(), 60);
    });
    assert!(cloud.most_in_flight() >= 20);
}

#[test]
fn concurrency_bounds_them() {
    let cloud = Cloud::with(World::sized(12, 1));
    let home = Home::with_profile(&cloud);
    cloud.set_latency(std::time::Duration::from_millis(20));
    let ran = home
        .yun(["ecs", "list", "-r", "all", "-o", "json", "--concurrency", "3"])
        .succeeds();
    assert_eq!(ran.rows().len(), 12);
    assert!(cloud.most_in_flight() <= 3, "{}", cloud.most_in_flight());
}

#[test]
fn named_regions_are_asked_and_no_others() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let ran = home
        .yun([
            "ecs",
            "list",
            "-r",
            "us-west-1",
            "-r",
            "cn-hongkong",
            "-r",
            "us-west-1",
            "-o",
            "json",
        ])
        .succeeds();
    let regions: Vec<_> = ran
        .rows()
        .iter()
        .map(|row| row["region"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(regions.len(), 6);
    assert!(regions.is_sorted());
    assert_eq!(
        cloud.requests().len(),
        2,
        "each once, and nobody asks for the list of regions"
    );
    assert_eq!(
        home.yun(["ecs", "list", "-r", "all", "-o", "ids"])
            .succeeds()
            .stdout
            .lines()
            .count(),
        192
    );
}

#[test]
fn a_region_that_is_denied_does_not_hide_the_others() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    cloud.add_fault(Fault::error(403, "Forbidden.RAM", "not authorized").region("cn-beijing"));
    in_both_runners(|runner| {
        let ran = home
            .command(["ecs", "list", "-r", "all", "-o", "json"])
            .runner(runner)
            .run()
            .exits(3);
        assert_eq!(ran.rows().len(), 192 - 30);
        let error = ran.error();
        assert_eq!(
            (error["region"].as_str(), error["kind"].as_str()),
            (Some("cn-beijing"), Some("permission"))
        );
        let ran = home
            .command(["ecs", "list", "-r", "all"])
            .runner(runner)
            .run()
            .exits(3);
        ran.says(&["cn-beijing"]);
    });
}

#[test]
fn a_region_that_never_answers_is_given_up() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    cloud.add_fault(Fault::dead().action("DescribeInstances").region("cn-beijing"));
    in_both_runners(|runner| {
        let command = home.command(["ecs", "list", "-r", "all", "-o", "json", "--timeout", "3"]);
        let ran = command.runner(runner).run().exits(3);
        assert_eq!(ran.rows().len(), 192 - 30);
        let error = ran.error();
        assert_eq!(
            (error["region"].as_str(), error["kind"].as_str()),
            (Some("cn-beijing"), Some("unavailable"))
        );
    });
}

#[test]
fn a_page_that_fails_fails_its_region() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let second = Fault::error(403, "Forbidden.RAM", "not authorized")
        .action("DescribeInstances")
        .region("cn-hangzhou");
    cloud.add_fault(second.from_call(2));
    let ran = home
        .yun([
            "ecs",
            "list",
            "-r",
            "cn-hangzhou",
            "-r",
            "us-west-1",
            "-o",
            "json",
        ])
        .exits(3);
    assert_eq!(
        ran.rows().len(),
        1,
        "half of a region is never passed off as the whole"
    );
}

#[test]
fn all_denied_has_the_code_of_denial_and_names_the_permission() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("outsider", &cloud.denied_keys());
    in_both_runners(|runner| {
        let list = home.command([
            "ecs",
            "list",
            "-r",
            "cn-beijing",
            "-r",
            "cn-hangzhou",
            "-o",
            "json",
        ]);
        let ran = list.runner(runner).run().exits(5);
        assert_eq!((ran.stdout.as_str(), ran.errors().len()), ("", 2));
        for error in ran.errors() {
            assert!(
                error["message"]
                    .as_str()
                    .unwrap()
                    .contains("ecs:DescribeInstances"),
                "{error}"
            );
            assert!(error["request_id"].is_string(), "{error}");
            assert_eq!(error["profile"], "outsider");
        }
    });
    home.yun(["ecs", "list", "-r", "all"])
        .exits(5)
        .says(&["ecs:DescribeRegions"]);
}

#[test]
fn who_may_not_list_the_regions_can_name_them() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.add_profile("regionless", &cloud.no_regions_keys());
    home.yun(["ecs", "list", "-r", "all"])
        .exits(5)
        .says(&["ecs:DescribeRegions"]);
    assert_eq!(
        home.yun(["ecs", "list", "-r", "cn-hongkong", "-o", "json"])
            .succeeds()
            .rows()
            .len(),
        5
    );
}

#[test]
fn an_unknown_region_beside_a_known_one_is_a_part_that_failed() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let ran = home
        .yun(["ecs", "list", "-r", "cn-hangzou", "-r", "us-west-1", "-o", "json"])
        .exits(3);
    assert_eq!(ran.rows().len(), 1);
    assert!(
        ran.error()["hint"].as_str().unwrap().contains("cn-hangzhou"),
        "{}",
        ran.stderr
    );
}
