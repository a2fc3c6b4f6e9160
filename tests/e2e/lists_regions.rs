//! Where a type is asked for: its own regions, those that are closed to an account, and lists that may not be seen.

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, in_both_runners};

fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::with_profile(cloud);
    home.add_fixture("shelves");
    home
}

/// The regions of a list's rows, each once.
fn regions(ran: &yun_tests::harness::Ran) -> Vec<String> {
    let rows = ran.rows();
    let mut regions: Vec<_> = rows
        .iter()
        .map(|row| row["region"].as_str().unwrap().to_owned())
        .collect();
    regions.dedup();
    regions
}

#[test]
fn a_type_with_regions_of_its_own_is_asked_there_alone() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let home = home(&cloud);
        // Once, and then it is remembered for a day.
        for asked in [1, 0] {
            cloud.clear_requests();
            let ran = home
                .command("shelf list -r all -o json".split(' '))
                .runner(runner)
                .run()
                .succeeds();
            assert_eq!(regions(&ran), ["cn-beijing", "cn-hangzhou", "cn-shanghai"]);
            assert_eq!(cloud.calls("GetCallerIdentity"), asked);
        }
        // Those of the account are others.
        let ran = home.yun("ecs list -r all -o json".split(' ')).succeeds();
        assert!(regions(&ran).contains(&"us-west-1".to_owned()));
    });
}

#[test]
fn regions_of_a_type_that_cannot_be_had_are_an_error() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    cloud.add_fault(Fault::error(403, "NoPermission", "no").action("GetCallerIdentity"));
    let ran = home.yun("shelf list -r all -o json".split(' ')).exits(5);
    assert_eq!(ran.error()["profile"], "dev");
    assert_eq!(ran.stdout, "");
    home.yun("shelf list -r cn-beijing".split(' ')).succeeds();
}

#[test]
fn a_region_that_is_closed_to_the_account_is_left_out_with_a_note() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for (status, code) in [
        (400, "InvalidRegionId.NotFound"),
        (403, "RegionUnauthorized"),
        (403, "Forbidden.RegionNotAllowed"),
        (400, "InvalidParameter.RegionNotSupport"),
    ] {
        cloud.clear_faults();
        let fault = || Fault::error(status, code, "not here").region("cn-beijing");
        cloud.add_fault(fault().action("DescribeInstances"));
        cloud.add_fault(fault().action("DescribeRegions"));
        for noun in ["shelf", "ecs"] {
            let ran = home
                .command([noun, "list", "-r", "all", "-o", "json"])
                .run()
                .succeeds();
            assert!(!regions(&ran).contains(&"cn-beijing".to_owned()) && !ran.rows().is_empty());
            let notes: Vec<&str> = ran
                .stderr
                .lines()
                .filter(|line| line.contains("cn-beijing"))
                .collect();
            let [note] = notes.as_slice() else {
                panic!("{code}: {}", ran.stderr);
            };
            assert!(note.starts_with("{\"note\":"), "{note}");
            // One that was named is an error.
            let named = home.command([
                noun,
                "list",
                "-r",
                "cn-beijing",
                "-r",
                "cn-hangzhou",
                "-o",
                "json",
            ]);
            assert_eq!(named.run().exits(3).error()["region"], "cn-beijing");
        }
        let read = home.yun("shelf list -r all --lang zh".split(' ')).succeeds();
        read.says(&["cn-beijing", "略过"]);
    }
}

#[test]
fn where_every_region_is_closed_nothing_is_left_out() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    cloud.add_fault(Fault::error(403, "RegionUnauthorized", "not here").action("DescribeRegions"));
    let ran = home.yun("shelf list -r all -o json".split(' ')).exits(5);
    assert_eq!(ran.errors().len(), 3);
}

#[test]
fn an_empty_list_that_may_be_a_denial_is_told_apart() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    home.add_profile("owner", &cloud.account_keys());
    // Who is asked for rights: nobody where the account itself finds nothing, and nobody where something is found.
    in_both_runners(|runner| {
        let list = |line: &str| {
            cloud.clear_requests();
            home.command(line.split(' ')).runner(runner).run()
        };
        assert!(list("-p owner cellar list").succeeds().stderr.contains("cellars"));
        assert_eq!(cloud.calls("DescribeInstances"), 0);
        let ran = list("-p dev cellar list --filter full=1 -o json").succeeds();
        assert_eq!((ran.rows().len(), cloud.requests().len()), (2, 1));
        // The right is there.
        let ran = list("-p dev cellar list -r cn-shanghai -r cn-hangzhou -o json").succeeds();
        assert!(!ran.stderr.contains("see them"), "{}", ran.stderr);
        assert_eq!(
            (cloud.calls("GetCallerIdentity"), cloud.calls("DescribeInstances")),
            (1, 1)
        );
        // Nobody can tell.
        let ran = list("-p dev cellar list -r cn-beijing -o json").succeeds();
        assert_eq!(ran.rows().len(), 0);
        assert!(
            ran.stderr.contains("\"note\"") && ran.stderr.contains("see them"),
            "{}",
            ran.stderr
        );
        list("-p dev cellar list -r cn-beijing --lang zh")
            .succeeds()
            .says(&["无权"]);
    });
}

#[test]
fn a_denial_is_the_failure_of_its_profile() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    home.add_profile("owner", &cloud.account_keys());
    home.add_profile("reader", &cloud.read_only_keys());
    let fault = Fault::error(403, "Forbidden.RAM", "not authorized").action("DescribeInstances");
    cloud.add_fault(fault.access_key_id(&cloud.read_only_keys().access_key_id));
    in_both_runners(|runner| {
        let list = |line: &str| home.command(line.split(' ')).runner(runner).run();
        let ran = list("-p reader cellar list -o json").exits(5);
        assert_eq!(ran.error()["profile"], "reader");
        assert_eq!(ran.stdout, "");
        let ran = list("-p reader -p owner cellar list -o json").exits(3);
        assert_eq!(ran.error()["profile"], "reader");
        assert_eq!(ran.rows().len(), 0);
    });
}

#[test]
fn who_may_not_see_elastic_container_instances_is_told_so() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    home.add_profile("outsider", &cloud.denied_keys());
    home.add_profile("owner", &cloud.account_keys());
    in_both_runners(|runner| {
        let list = |line: &str| home.command(line.split(' ')).runner(runner).run();
        let ran = list("-p outsider eci list -o json").exits(5);
        assert_eq!(ran.error()["profile"], "outsider");
        list("-p outsider -p owner eci list -o json").exits(3);
        assert!(!list("-p owner eci list -o json").succeeds().rows().is_empty());
    });
    // Nothing is there: the account itself is told so, and a user that nobody can tell.
    cloud.world(|world| world.container_groups.clear());
    assert!(
        !home
            .yun("-p owner eci list".split(' '))
            .succeeds()
            .stderr
            .contains("see them")
    );
    home.yun("-p dev eci list".split(' '))
        .succeeds()
        .says(&["see them"]);
}
