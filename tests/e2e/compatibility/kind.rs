//! The resource type `lasting`: each method of a resource type, and what its manifest says, seen to work.

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Instance, World};
use yun_tests::harness::{Home, Invocation, Ran, Runner};

use super::with_each_build;

/// `yun lasting LINE -o json` in this runner.
fn lasting(home: &Home<'_>, runner: Runner, line: &str) -> Invocation {
    home.command(["lasting"])
        .arguments(line.split(' '))
        .arguments(["-o", "json"])
        .runner(runner)
}

/// A cloud with running instances of these ids in cn-hangzhou.
fn cloud_of(ids: &[&str]) -> Cloud {
    let mut world = World::empty();
    world.instances = ids.iter().map(|id| Instance::new("cn-hangzhou", id)).collect();
    Cloud::with(world)
}

/// What became of each id: whether it went well, and the status or the error's code.
fn results(ran: &Ran) -> Vec<(String, bool, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let result = |row: &Value| {
        let ok = row["ok"] == true;
        let what = if ok { &row["status"] } else { &row["error"]["code"] };
        (text(&row["id"]), ok, text(what))
    };
    ran.rows().iter().map(result).collect()
}

fn changes(cloud: &Cloud) -> Vec<(String, String)> {
    let requests = cloud.requests().into_iter();
    let changes = requests.filter(|one| !one.action.starts_with("Describe"));
    let dry = |params: &std::collections::BTreeMap<String, String>| params.get("DryRun").cloned();
    changes
        .map(|one| (one.action.clone(), dry(&one.params).unwrap_or_default()))
        .collect()
}

#[test]
fn pages_are_followed_by_tokens_and_by_numbers_in_the_regions_that_it_names() {
    let cloud = Cloud::with(World::default());
    let held = |fits: &dyn Fn(&Instance) -> bool| {
        cloud.world(|world| world.instances.iter().filter(|one| fits(one)).count())
    };
    let mainland = held(&|one| one.region.starts_with("cn-"));
    let large = held(&|one| one.region == "cn-hangzhou" && one.cpu >= 8);
    assert!(mainland > 100 && large > 0);
    with_each_build(&cloud, |home, runner| {
        let listed = |line: &str| lasting(home, runner, line).run().succeeds().ids();
        let all = listed("list -r all");
        assert_eq!(all.len(), mainland);
        assert_eq!(listed("list -r all --filter pages=Numbers"), all);
        assert_eq!(listed("list --limit 15").len(), 15);
        assert_eq!(listed("list --filter least_cpu=8").len(), large);
        assert_eq!(
            listed(&format!(
                "list -r all --filter id={} --filter id={}",
                all[0], all[1]
            ))
            .len(),
            2
        );
        let stopped = lasting(home, runner, "list --filter status=stopped")
            .run()
            .succeeds()
            .rows();
        assert!(!stopped.is_empty() && stopped.iter().all(|row| row["status"] == "Stopped"));
        let bad = lasting(home, runner, "list --filter status=Gone").run().exits(2);
        bad.says(&["Running", "Stopped"]);
    });
}

#[test]
fn each_kind_of_column_is_what_it_was() {
    let mut world = World::empty();
    world.instances.push(Instance {
        description: "only shown".to_owned(),
        ..Instance::new("cn-hangzhou", "i-1")
    });
    let cloud = Cloud::with(world);
    with_each_build(&cloud, |home, runner| {
        let row = lasting(home, runner, "list").run().succeeds().rows().remove(0);
        let expected = json!({
            "id": "i-1", "name": "i-1", "status": "Running", "region": "cn-hangzhou", "zone": "cn-hangzhou-a",
            "address": "172.16.0.10", "cpu": 2, "memory_mib": 8192, "protected": false,
            "groups": ["sg-cn-hangzhou-default"], "created_at": "2026-01-02T03:04Z"
        });
        assert_eq!(row, expected);
        let shown = lasting(home, runner, "show i-1").run().succeeds().json();
        assert_eq!(
            (&shown["description"], &shown["cpu"]),
            (&json!("only shown"), &json!(2))
        );
        assert_eq!(shown["raw"]["InstanceId"], "i-1");
        assert_eq!(
            lasting(home, runner, "show i-none").run().exits(6).error()["code"],
            "not_found"
        );
        for (language, heading) in [("en", "Memory"), ("zh", "内存")] {
            let table = home
                .command(["enduring", "list", "--lang", language])
                .runner(runner);
            let table = table.run().succeeds().stdout;
            assert!(table.contains(heading) && table.contains("8192"), "{table}");
        }
    });
}

#[test]
fn an_empty_list_is_asked_about() {
    let cloud = Cloud::with(World::empty());
    with_each_build(&cloud, |home, runner| {
        cloud.clear_requests();
        assert!(lasting(home, runner, "list").run().succeeds().rows().is_empty());
        assert_eq!(
            cloud.calls("DescribeInstances"),
            2,
            "the second is `resource.access`"
        );
    });
    let cloud = Cloud::with(World::default());
    with_each_build(&cloud, |home, runner| {
        home.add_profile("denied", &cloud.denied_keys());
        let ran = lasting(home, runner, "list -p denied").run().exits(5);
        assert_eq!(ran.error()["kind"], "permission");
    });
}

#[test]
fn a_rehearsal_is_the_apis_own_or_is_not_sent() {
    let cloud = cloud_of(&["i-1", "i-2"]);
    with_each_build(&cloud, |home, runner| {
        cloud.clear_requests();
        let ran = lasting(home, runner, "halt i-1 --force --dry-run")
            .run()
            .succeeds();
        assert_eq!(results(&ran), [("i-1".into(), true, "Running".into())]);
        assert_eq!(changes(&cloud), [("StopInstances".to_owned(), "true".to_owned())]);
        cloud.clear_requests();
        let ran = lasting(home, runner, "entitle i-1 --name web --dry-run")
            .run()
            .succeeds();
        ran.says(&["Ecs/ModifyInstanceAttribute", "InstanceName=web"]);
        assert_eq!(changes(&cloud), []);
        assert!(cloud.world(|world| world.deeds.is_empty()));
    });
}

#[test]
fn actions_are_carried_out_in_batches_and_waited_for() {
    let builds = Cloud::with(World::empty());
    with_each_build(&builds, |home, runner| {
        let cloud = cloud_of(&["i-1", "i-2", "i-3", "i-4"]);
        cloud.world(|world| world.instance("i-4").deletion_protection = true);
        home.set("YUN_ENDPOINT_URL", cloud.url());
        home.add_profile("there", &cloud.keys());
        let act = |line: &str| lasting(home, runner, line).run();

        let ran = act("halt i-1 i-2 i-3").succeeds();
        let stopped = |id: &str| (id.to_owned(), true, "Stopped".to_owned());
        assert_eq!(results(&ran), ["i-1", "i-2", "i-3"].map(stopped));
        assert_eq!(cloud.calls("StopInstances"), 2, "two ids a request");
        let again = act("halt i-1").succeeds().rows();
        assert_eq!(
            (&again[0]["unchanged"], cloud.calls("StopInstances")),
            (&json!(true), 2)
        );

        act("entitle i-1 --name renamed").succeeds();
        assert_eq!(cloud.world(|world| world.instance("i-1").name.clone()), "renamed");
        assert_eq!(act("entitle i-1 --name r").exits(2).code, 2);

        assert_eq!(act("scrap i-1").exits(2).code, 2);
        let ran = act("scrap i-1 i-4 --yes").exits(3);
        assert_eq!(
            results(&ran),
            [
                ("i-1".to_owned(), true, String::new()),
                ("i-4".to_owned(), false, "lasting_protected".to_owned())
            ]
        );
        let sent = cloud
            .requests()
            .into_iter()
            .rfind(|one| one.action == "DeleteInstances")
            .unwrap();
        assert!(!sent.params["ClientToken"].is_empty());
        assert_eq!(cloud.world(|world| world.instances.len()), 3);
    });
}

#[test]
fn a_view_is_shown_and_followed() {
    let cloud = cloud_of(&["i-1"]);
    with_each_build(&cloud, |home, runner| {
        let view = |line: &str| home.command(line.split(' ')).runner(runner).run();
        let story = "a bard tells:\nit is Running\nthe end\n";
        let told = home
            .command(["lasting", "story", "i-1", "--teller", "a bard"])
            .runner(runner);
        assert_eq!(told.run().succeeds().stdout, story);
        assert_eq!(
            view("lasting story i-1 --follow").succeeds().stdout,
            story.replace("a bard", "nobody")
        );
        for (language, said) in [("en", "i-none has no story"), ("zh", "i-none 没有经过可讲")] {
            let line = format!("lasting story i-none --lang {language}");
            view(&line).exits(6).says(&[said]);
        }
    });
}

#[test]
fn the_manifest_words_help_and_what_there_is_not() {
    let cloud = cloud_of(&["i-1"]);
    with_each_build(&cloud, |home, runner| {
        let help = home
            .yun(["lasting", "halt", "--help", "--lang", "zh"])
            .succeeds()
            .stdout;
        assert!(help.contains("停止实例") && help.contains("--force"), "{help}");
        for (language, said) in [("en", "nothing that lasts is cloned"), ("zh", "长存之物不可克隆")] {
            let clone = home
                .command(["lasting", "clone", "i-1", "--lang", language])
                .runner(runner);
            clone.run().exits(2).says(&[said]);
        }
    });
}
