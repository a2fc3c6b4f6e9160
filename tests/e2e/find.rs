//! `find`: one search over every type, region and profile.

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, Stdout, in_both_runners, library_name};

fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::with_profile(cloud);
    home.add_fixture("shelves");
    home
}

/// Type, id and match of each row.
fn found(rows: &[Value]) -> Vec<(String, String, String)> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| (text(row, "resource_type"), text(row, "id"), text(row, "match")))
        .collect()
}

#[test]
fn ids_names_addresses_and_tags_are_searched_in_every_type() {
    let cloud = Cloud::with(World::default());
    cloud.world(|world| world.instances[0].name = "Shelf of old".to_owned());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let find = |line: &str| {
            let command = home.command(["find"]).arguments(line.split(' '));
            found(
                &command
                    .arguments(["-o", "json"])
                    .runner(runner)
                    .run()
                    .succeeds()
                    .rows(),
            )
        };
        let shelf = |number: usize, matched: &str| {
            (
                "shelf".to_owned(),
                format!("s-cn-hangzhou-{number:03}"),
                matched.to_owned(),
            )
        };
        let instance = |matched: &str| {
            (
                "ecs".to_owned(),
                "i-bp1yun00000000000000".to_owned(),
                matched.to_owned(),
            )
        };
        assert_eq!(
            find("shelf"),
            [
                instance("name=Shelf of old"),
                shelf(1, "name=Shelf 1"),
                shelf(2, "name=Shelf 2")
            ]
        );
        assert_eq!(find("*OLD"), [instance("name=Shelf of old")]);
        assert_eq!(find("shelf*2"), [shelf(2, "name=Shelf 2")]);
        assert_eq!(find("192.0.2.2"), [shelf(2, "address=192.0.2.2")]);
        assert_eq!(find("row=2"), [shelf(2, "labels=row=2")]);
        assert_eq!(
            find("i-bp1yun00000000000000 --type ecs"),
            [instance("id=i-bp1yun00000000000000")]
        );
        assert_eq!(find("shelf --type shelf --type cellar").len(), 2);
        assert_eq!(find("shelf --limit 1").len(), 1);
        assert_eq!(
            find("shelf --sort -match --limit 1"),
            [instance("name=Shelf of old")]
        );
        assert_eq!(find("books"), [], "what only show has is not searched");
    });
}

#[test]
fn rows_say_where_and_whose_they_are() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    home.add_profile("second", &cloud.read_only_keys());
    let ran = home
        .yun("find s-cn-*-001 -r all --all-profiles -o json".split(' '))
        .succeeds();
    let row = |profile: &str, region: &str| {
        json!({"resource_type": "shelf", "profile": profile, "id": format!("s-{region}-001"), "name": "Shelf 1",
            "status": "Open", "region": region, "match": format!("id=s-{region}-001")})
    };
    let regions = ["cn-beijing", "cn-hangzhou", "cn-shanghai"];
    let of = |profile| regions.map(|region| row(profile, region));
    assert_eq!(ran.rows(), [of("dev"), of("second")].concat());
    // ECS was asked in the account's regions, shelves in their own.
    assert!(
        cloud
            .requests()
            .iter()
            .any(|request| request.region == "us-west-1")
    );
}

#[test]
fn types_regions_and_profiles_are_asked_side_by_side_under_one_limit() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    home.add_profile("second", &cloud.read_only_keys());
    let regions = ["-r", "cn-beijing", "-r", "cn-shanghai"];
    // Nobody is answered before all four lists of ECS have been asked for.
    cloud.add_fault(Fault::gather(4).action("DescribeInstances"));
    let command = home.command("find nothing-of-the-kind --all-profiles --type ecs".split(' '));
    command.arguments(regions).run().succeeds();
    let cloud = Cloud::with(World::default());
    cloud.set_latency(std::time::Duration::from_millis(20));
    find_with_limit(&cloud);
    assert_eq!(cloud.most_in_flight(), 2);
}

fn find_with_limit(cloud: &Cloud) {
    let home = home(cloud);
    let command = home.command("find nothing-of-the-kind -r all --concurrency 2".split(' '));
    command.run().succeeds().says(&["nothing-of-the-kind"]);
}

#[test]
fn one_failure_does_not_hide_the_rest() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    cloud.add_fault(Fault::error(403, "Forbidden.RAM", "no").action("DescribeInstances"));
    in_both_runners(|runner| {
        let ran = home
            .command("find shelf -o json".split(' '))
            .runner(runner)
            .run()
            .exits(3);
        assert_eq!(ran.ids(), ["s-cn-hangzhou-001", "s-cn-hangzhou-002"]);
        assert!(
            ran.errors().iter().any(|error| error["plugin"] == "ecs"),
            "{}",
            ran.stderr
        );
    });
}

#[test]
fn nothing_found_is_said_and_no_failure() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let ran = home.yun(["find", "nothing of the kind", "-o", "json"]).succeeds();
    assert_eq!(ran.rows().len(), 0);
    let ran = home.yun(["find", "nothing of the kind"]).succeeds();
    assert_eq!(ran.stdout, "");
    ran.says(&["nothing of the kind"]);
    let chinese = home.yun(["find", "没有的东西", "--lang", "zh"]).succeeds();
    chinese.says(&["没有找到“没有的东西”"]);
}

#[test]
fn what_cannot_be_searched_for_is_refused() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    cloud.clear_requests();
    for (arguments, code) in [
        (&["find", ""][..], "find_empty"),
        (&["find", "  "], "find_empty"),
        (&["find"], "argument_missing"),
        (&["find", "a", "--type", "shelve"], "type_unknown"),
        (&["find", "a", "--columns", "labels"], "column_unknown"),
        (&["find", "a", "--sort", "labels"], "column_unknown"),
        (&["find", "a", "--limit", "0"], "argument_invalid"),
    ] {
        let error = home
            .command(arguments.to_vec())
            .arguments(["-o", "json"])
            .run()
            .exits(2)
            .error();
        assert_eq!(error["code"], code, "{arguments:?}");
    }
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn types_that_are_not_used_are_named() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    let broken = home.write("given/broken", "no library");
    home.add_library(&library_name("broken"), &broken);
    let ran = home.yun("find shelf -o json".split(' ')).succeeds();
    assert_eq!(ran.rows().len(), 2);
    let note = ran.stderr.lines().find(|line| line.contains("not searched"));
    assert!(note.is_some_and(|note| note.contains("broken")), "{}", ran.stderr);
}

#[test]
fn a_resource_group_counts_where_a_type_has_them() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let ran = home
        .yun("find * --resource-group rg-acfmyunproduction -o json".split(' '))
        .succeeds();
    let of_group = cloud.world(|world| {
        let group =
            |instance: &&yun_tests::cloud::Instance| instance.resource_group == "rg-acfmyunproduction";
        world.instances_in("cn-hangzhou").filter(group).count()
    });
    let count = |noun: &str| {
        ran.rows()
            .iter()
            .filter(|row| row["resource_type"] == noun)
            .count()
    };
    assert_eq!((count("ecs"), count("shelf")), (of_group, 2));
    assert_eq!(ran.stderr.matches("resource group").count(), 2, "{}", ran.stderr);
}

#[test]
fn on_a_terminal_rows_are_written_as_they_come() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    // ECS never answers; the shelf is shown nevertheless.
    cloud.add_fault(Fault::dead().action("DescribeInstances"));
    let ran = home
        .command("find shelf".split(' '))
        .at_terminal(100, 20, Stdout::Shown);
    ran.waits_for("s-cn-hangzhou-002").waits_for("name=Shelf 2");
    let screen = ran.screen();
    let heading = screen.lines().find(|line| line.contains("Match")).unwrap();
    let row = screen.lines().find(|line| line.contains("hangzhou-001")).unwrap();
    for (title, text) in [("Type", "shelf"), ("Name", "Shelf 1"), ("Match", "name=Shelf 1")] {
        let at = heading.find(title).unwrap();
        assert!(row[at..].starts_with(text), "{screen}");
    }
    ran.presses(yun_tests::harness::Key::Interrupt);
    ran.finish().exits(130);
    let chinese = home
        .command("find shelf --type shelf --lang zh".split(' '))
        .at_terminal(40, 20, Stdout::Shown);
    chinese.waits_for("匹配").waits_for("name=Shelf 2");
    chinese.finish().succeeds();
}

#[test]
fn types_are_completed() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let offered = home
        .yun(["__complete", "zsh", "=", "find", "a", "--type"])
        .succeeds()
        .stdout;
    assert!(offered.contains("shelf") && offered.contains("ecs"), "{offered}");
}
