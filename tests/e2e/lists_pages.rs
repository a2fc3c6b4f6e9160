//! Lists whose pages have numbers: side by side, whole though rows move between them, and never a row twice.

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, in_both_runners};

fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::with_profile(cloud);
    home.add_fixture("shelves");
    home
}

/// The ids of so many rows of cn-hangzhou.
fn ids(count: usize) -> Vec<String> {
    (1..=count)
        .map(|number| format!("s-cn-hangzhou-{number:03}"))
        .collect()
}

#[test]
fn pages_with_numbers_are_asked_side_by_side() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        // Nobody is answered before all nine have asked: one after the other would wait for ever.
        cloud.add_fault(Fault::gather(9).action("DescribeInstances"));
        cloud.clear_requests();
        let ran = home
            .command("shelf list --filter pages=10 -o json".split(' '))
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.ids(), ids(29));
        assert_eq!(
            (cloud.calls("DescribeRegions"), cloud.calls("DescribeInstances")),
            (1, 9)
        );
    });
}

#[test]
fn one_limit_holds_for_the_pages_of_all_regions() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    cloud.set_latency(std::time::Duration::from_millis(20));
    for concurrency in ["1", "3"] {
        let ran = home
            .command("shelf list --filter pages=6 -r all -o json".split(' '))
            .arguments(["--concurrency", concurrency])
            .run()
            .succeeds();
        assert_eq!(ran.rows().len(), 3 * 17);
        assert!(cloud.most_in_flight() <= concurrency.parse().unwrap());
    }
    assert_eq!(cloud.most_in_flight(), 3);
}

#[test]
fn a_limit_asks_for_no_page_that_it_does_not_need() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for (limit, others) in [(1, 0), (3, 0), (4, 1), (7, 2), (100, 9)] {
        cloud.clear_requests();
        let ran = home
            .command("shelf list --filter pages=10 -o json --limit".split(' '))
            .arguments([limit.to_string()])
            .run()
            .succeeds();
        assert_eq!(ran.ids(), ids(limit.min(29)));
        assert_eq!(cloud.calls("DescribeInstances"), others, "--limit {limit}");
    }
}

#[test]
fn pages_are_asked_again_until_they_agree() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        for moved in 0..=4 {
            cloud.clear_requests();
            let ran = home
                .command("shelf list --filter pages=3 -o json --filter".split(' '))
                .arguments([format!("unsettled={moved}")])
                .runner(runner)
                .run()
                .succeeds();
            assert_eq!(ran.ids(), ids(8), "each once, and none is missing");
            assert_eq!(cloud.calls("DescribeRegions"), moved + 1);
        }
    });
}

#[test]
fn pages_that_never_agree_are_given_and_said_to_be_incomplete() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for format in ["json", "jsonl"] {
        cloud.clear_requests();
        let ran = home
            .command("shelf list --filter pages=3 --filter unsettled=9 -o".split(' '))
            .arguments([format])
            .run()
            .exits(3);
        assert_eq!(cloud.calls("DescribeRegions"), 5);
        assert_eq!(ran.stdout.matches("\"id\"").count(), 8);
        let error = ran.error();
        assert_eq!(
            (
                &error["code"],
                &error["kind"],
                &error["region"],
                &error["retryable"]
            ),
            (
                &"list_unsettled".into(),
                &"unavailable".into(),
                &"cn-hangzhou".into(),
                &true.into()
            )
        );
    }
    let chinese = home.yun("shelf list --filter pages=3 --filter unsettled=9 --lang zh".split(' '));
    chinese.exits(3).says(&["架子", "遗漏"]);
}

#[test]
fn what_comes_behind_the_last_numbered_page_is_followed() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let ran = home
        .yun("shelf list --filter pages=3 --filter tail=1 -o json".split(' '))
        .succeeds();
    assert_eq!(ran.ids(), ids(9));
}

#[test]
fn a_page_that_fails_fails_its_region_alone() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let fault = Fault::error(403, "Forbidden.RAM", "not authorized").region("cn-beijing");
    cloud.add_fault(fault.action("DescribeInstances").from_call(2));
    let ran = home
        .yun("shelf list --filter pages=4 -r all -o json".split(' '))
        .exits(3);
    assert_eq!(ran.rows().len(), 2 * 11);
    assert_eq!(ran.error()["region"], "cn-beijing");
}

#[test]
fn a_row_that_comes_on_two_pages_is_listed_once() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        for (limit, count) in [("100", 5), ("3", 3)] {
            let ran = home
                .command("cellar list --filter full=4 -o json --limit".split(' '))
                .arguments([limit])
                .runner(runner)
                .run()
                .succeeds();
            let ids: Vec<_> = (1..=count).map(|number| format!("c-{number}")).collect();
            assert_eq!(ran.ids(), ids);
        }
    });
}

#[test]
fn columns_of_detail_are_shown_and_not_listed() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let listed = home.yun("shelf list -o json".split(' ')).succeeds();
    assert!(!listed.stdout.contains("content"), "{}", listed.stdout);
    let shown = home.yun("shelf show s-cn-hangzhou-001 -o json".split(' '));
    assert_eq!(shown.succeeds().json()["content"], "books");
    let shown = home.yun("shelf show s-cn-hangzhou-001 --columns id,content -o csv".split(' '));
    assert_eq!(shown.succeeds().stdout, "id,content\ns-cn-hangzhou-001,books\n");
    for option in ["--columns", "--sort"] {
        let refused = home
            .command("shelf list".split(' '))
            .arguments([option, "content"]);
        refused.run().exits(2).says(&["content"]);
    }
    let help = |verb: &str| home.yun(["shelf", verb, "--help"]).succeeds().stdout;
    assert!(help("show").contains("content") && !help("list").contains("content"));
    let completed = home.yun(["__complete", "zsh", "=cont", "shelf", "list", "--columns"]);
    assert!(!completed.stdout.contains("content"), "{}", completed.stdout);
}

#[test]
fn simple_servers_are_listed_with_their_pages_side_by_side() {
    let cloud = Cloud::with(World::default());
    cloud.world(|world| {
        let server = world.simple_servers[0].clone();
        world.simple_servers = (0..450)
            .map(|number| {
                let mut server = server.clone();
                server.id = format!("swas-{number:03}");
                server.region = "cn-hangzhou".to_owned();
                server
            })
            .collect();
    });
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        cloud.clear_requests();
        // All pages but the first wait for each other.
        cloud.add_fault(Fault::gather(4).action("ListInstances").from_call(2));
        let ran = home
            .command("swas list -o json".split(' '))
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(ran.rows().len(), 450);
        assert_eq!(cloud.calls("ListInstances"), 5);
        cloud.clear_faults();
    });
}
