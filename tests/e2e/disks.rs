//! The worked example `tests/disks`: a kind of resource in a library that the host has never heard of.

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Disk, Fault, Instance, World};
use yun_tests::harness::{Home, Invocation, Ran, Runner, in_both_runners};

const REGION: &str = "cn-hangzhou";

fn with_plugin(mut home: Home<'_>) -> Home<'_> {
    home.add_worked_example("disks");
    home
}

fn home(cloud: &Cloud) -> Home<'_> {
    with_plugin(Home::with_profile(cloud))
}

/// `yun disks LINE -o json` in this runner.
fn disks(home: &Home<'_>, runner: Runner, line: &str) -> Invocation {
    home.command(["disks"])
        .arguments(line.split(' '))
        .arguments(["-o", "json"])
        .runner(runner)
}

/// A small cloud: an instance with a system disk and a data disk, a disk that stays with its instance, and a free one.
fn small() -> Cloud {
    let mut world = World::empty();
    let instance = Instance::new(REGION, "i-web");
    world.disks = vec![
        Disk::of(&instance, "d-system", "/dev/xvda"),
        Disk::of(&instance, "d-data", "/dev/xvdb"),
        Disk {
            portable: false,
            ..Disk::of(&instance, "d-local", "/dev/xvdc")
        },
        Disk::new(REGION, "d-free"),
    ];
    world.instances = vec![instance, Instance::new(REGION, "i-other")];
    Cloud::with(world)
}

/// The one result of an action.
#[track_caller]
fn result(ran: &Ran) -> Value {
    let rows = ran.rows();
    assert_eq!(rows.len(), 1, "{}", ran.stdout);
    rows.into_iter().next().unwrap()
}

/// Status and instance of a disk in the cloud.
fn standing(cloud: &Cloud, id: &str) -> (String, String) {
    cloud.world(|world| {
        let disk = world.disk(id);
        (disk.status.clone(), disk.instance.clone())
    })
}

fn ids_of(cloud: &Cloud, fits: impl Fn(&Disk) -> bool) -> Vec<String> {
    let mut ids: Vec<String> = cloud.world(|world| {
        let fitting = world
            .disks
            .iter()
            .filter(|disk| disk.region == REGION && fits(disk));
        fitting.map(|disk| disk.id.clone()).collect()
    });
    ids.sort();
    ids
}

#[test]
fn disks_are_listed_in_every_region() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let listed = disks(&home, runner, "list -r all").run().succeeds().ids();
        let held = cloud.world(|world| world.disks.len());
        assert_eq!(listed.len(), held);
        let row = &disks(
            &home,
            runner,
            "list --filter instance=i-bp1yun00000000000003 --filter type=data",
        )
        .run()
        .succeeds()
        .rows()[0];
        assert_eq!(
            [
                &row["id"],
                &row["status"],
                &row["region"],
                &row["size_gib"],
                &row["encrypted"]
            ],
            [
                &json!("d-bp1yun00000000000003d"),
                &json!("In_use"),
                &json!(REGION),
                &json!(200),
                &json!(false)
            ]
        );
    });
}

#[test]
fn the_alias_and_the_help_are_the_manifests() {
    let cloud = small();
    let home = home(&cloud);
    home.yun(["disk", "list"]).succeeds();
    let english = home.yun(["disks", "attach", "--help"]).succeeds().stdout;
    assert!(
        english.contains("--instance") && english.contains("to an instance of its zone"),
        "{english}"
    );
    let chinese = home.yun(["disks", "--help", "--lang", "zh"]).succeeds().stdout;
    assert!(chinese.contains("永久释放云盘及其全部数据"), "{chinese}");
}

#[test]
fn every_page_of_a_long_list_is_read() {
    let mut world = World::empty();
    world.disks = (0..1203)
        .map(|number| Disk::new(REGION, &format!("d-{number:05}")))
        .collect();
    let cloud = Cloud::with(world);
    let home = home(&cloud);
    in_both_runners(|runner| {
        cloud.clear_requests();
        let listed = disks(&home, runner, "list").run().succeeds().ids();
        assert!(listed.len() == 1203 && listed.is_sorted());
        assert_eq!(cloud.calls("DescribeDisks"), 3);
        let few = disks(&home, runner, "list --limit 20").run().succeeds().ids();
        assert_eq!((few.len(), cloud.calls("DescribeDisks")), (20, 4));
    });
}

#[test]
fn each_filter_agrees_with_the_cloud() {
    type Fits = fn(&Disk) -> bool;
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let cases: [(&str, Fits); 16] = [
        ("id=d-bp1yun00000000000003s", |one| {
            one.id == "d-bp1yun00000000000003s"
        }),
        ("name=备用 spare-010", |one| one.name == "备用 spare-010"),
        ("status=Available", |one| one.status == "Available"),
        ("status=IN_USE", |one| one.status == "In_use"),
        ("type=data", |one| one.kind == "data"),
        ("category=cloud_auto", |one| one.category == "cloud_auto"),
        ("instance=i-bp1yun00000000000006", |one| {
            one.instance == "i-bp1yun00000000000006"
        }),
        ("zone=cn-hangzhou-b", |one| one.zone == "cn-hangzhou-b"),
        ("charge_type=PrePaid", |one| one.charge_type == "PrePaid"),
        ("performance_level=PL0", |one| one.performance_level == "PL0"),
        ("portable=false", |one| !one.portable),
        ("encrypted=true", |one| !one.kms_key.is_empty()),
        ("lock=financial", |one| {
            one.locks.iter().any(|lock| lock == "financial")
        }),
        ("snapshot=s-yun000000000015", |one| {
            one.snapshot == "s-yun000000000015"
        }),
        ("tag=env=prod", |one| {
            one.tags.iter().any(|tag| tag.key == "env" && tag.value == "prod")
        }),
        ("tag=empty", |one| one.tags.iter().any(|tag| tag.key == "empty")),
    ];
    for (filter, fits) in cases {
        let ran = home
            .yun(["disks", "list", "-o", "json", "--filter", filter])
            .succeeds();
        let expected = ids_of(&cloud, fits);
        assert!(!expected.is_empty(), "{filter} divides the disks");
        assert_eq!(ran.ids(), expected, "--filter {filter}");
    }
    let wrong = home
        .yun(["disks", "list", "--filter", "status=Gone", "-o", "json"])
        .exits(2);
    assert_eq!(wrong.error()["kind"], "invalid_input");
}

#[test]
fn one_disk_is_shown_with_the_apis_own_object() {
    let cloud = small();
    let home = home(&cloud);
    in_both_runners(|runner| {
        let shown = disks(&home, runner, "show d-data").run().succeeds().json();
        assert_eq!(
            (&shown["instance"], &shown["device"]),
            (&json!("i-web"), &json!("/dev/xvdb"))
        );
        assert_eq!(shown["raw"]["MountInstanceNum"], 1);
        let missing = disks(&home, runner, "show d-none").run().exits(6);
        assert_eq!(missing.error()["kind"], "not_found");
    });
}

#[test]
fn a_search_finds_disks_among_the_other_types() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = home
            .command(["find", "bp1yun00000000000003", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        let mut found: Vec<(String, String)> = ran
            .rows()
            .iter()
            .map(|row| {
                ["resource_type", "id"]
                    .map(|key| row[key].as_str().unwrap().to_owned())
                    .into()
            })
            .collect();
        found.sort();
        let of = |kind: &str, id: &str| (kind.to_owned(), id.to_owned());
        assert_eq!(
            found,
            [
                of("disks", "d-bp1yun00000000000003d"),
                of("disks", "d-bp1yun00000000000003s"),
                of("eci", "eci-bp1yun00000000000003"),
                of("ecs", "i-bp1yun00000000000003"),
            ]
        );
    });
}

#[test]
fn a_disk_is_attached_detached_renamed_and_released() {
    in_both_runners(|runner| {
        let cloud = small();
        let home = home(&cloud);
        let act = |line: &str| result(&disks(&home, runner, line).run().succeeds());
        let attached = act("attach d-free --instance i-web --released-with-instance");
        assert_eq!(
            (&attached["ok"], &attached["status"]),
            (&json!(true), &json!("In_use"))
        );
        assert_eq!(standing(&cloud, "d-free"), ("In_use".into(), "i-web".into()));
        assert!(cloud.world(|world| world.disk("d-free").delete_with_instance));
        let again = act("attach d-free --instance i-web");
        assert_eq!(
            (&again["unchanged"], cloud.calls("AttachDisk")),
            (&json!(true), 1)
        );

        let detached = act("detach d-free");
        assert_eq!(
            (&detached["status"], &detached["previous_status"]),
            (&json!("Available"), &json!("In_use"))
        );
        assert_eq!(standing(&cloud, "d-free"), ("Available".into(), String::new()));
        assert_eq!(act("detach d-free")["unchanged"], true);

        assert_eq!(act("rename d-free --name 归档-1")["ok"], true);
        assert_eq!(cloud.world(|world| world.disk("d-free").name.clone()), "归档-1");

        // Nobody is there to be asked.
        disks(&home, runner, "release d-free").run().exits(2);
        assert_eq!(cloud.calls("DeleteDisk"), 0);
        assert_eq!(act("release d-free --yes")["ok"], true);
        assert!(cloud.world(|world| world.disks.iter().all(|disk| disk.id != "d-free")));
        let done: Vec<String> =
            cloud.world(|world| world.deeds.iter().map(|deed| deed.action.clone()).collect());
        assert_eq!(
            done,
            ["AttachDisk", "DetachDisk", "ModifyDiskAttribute", "DeleteDisk"]
        );
    });
}

#[test]
fn what_must_not_be_done_is_refused_before_anything_is_sent() {
    let cloud = small();
    let home = home(&cloud);
    in_both_runners(|runner| {
        for (line, code, says) in [
            (
                "detach d-local",
                "not_portable",
                ["it lives as long as its instance", "与实例同生命周期"],
            ),
            (
                "release d-data --yes",
                "attached",
                ["yun disks detach", "请先卸载"],
            ),
        ] {
            for (language, said) in ["en", "zh"].into_iter().zip(says) {
                let ran = disks(&home, runner, line).arguments(["--lang", language]).run();
                assert_eq!(result(&ran)["error"]["code"], code, "{line}");
                assert!(ran.stderr.contains(said), "{line}: {}", ran.stderr);
                assert_ne!(ran.code, 0);
            }
        }
        assert!(cloud.world(|world| world.deeds.is_empty()));
        assert_eq!(cloud.calls("DetachDisk") + cloud.calls("DeleteDisk"), 0);
    });
}

#[test]
fn what_the_api_refuses_is_said_of_the_disk_that_it_is() {
    in_both_runners(|runner| {
        let cloud = small();
        let home = home(&cloud);
        for (line, code, exit) in [
            ("attach d-free --instance i-none", "InvalidInstanceId.NotFound", 6),
            ("attach d-data --instance i-other", "IncorrectDiskStatus", 1),
            ("detach d-system", "IncorrectInstanceStatus", 1),
            ("rename d-free --name 1", "InvalidDiskName.Malformed", 1),
        ] {
            let ran = disks(&home, runner, line).run();
            assert_eq!(result(&ran)["error"]["code"], code, "{line}");
            assert_eq!(ran.code, exit, "{line}: {}", ran.stderr);
        }
        let missing = disks(&home, runner, "release d-none --yes").run().exits(6);
        assert_eq!(missing.error()["kind"], "not_found");
        assert!(cloud.world(|world| world.deeds.is_empty()));
    });
}

#[test]
fn a_rehearsal_says_what_would_be_sent_and_sends_nothing() {
    in_both_runners(|runner| {
        let cloud = small();
        let home = home(&cloud);
        for (line, parts) in [
            (
                "attach d-free --instance i-web",
                ["would send Ecs/AttachDisk", "InstanceId=i-web"],
            ),
            ("detach d-data", ["would send Ecs/DetachDisk", "InstanceId=i-web"]),
            (
                "rename d-free --name archive",
                ["would send Ecs/ModifyDiskAttribute", "DiskName=archive"],
            ),
            ("release d-free", ["would send Ecs/DeleteDisk", "DiskId=d-free"]),
        ] {
            let ran = disks(&home, runner, line)
                .arguments(["--dry-run"])
                .run()
                .succeeds();
            assert_eq!(result(&ran)["ok"], true, "{line}");
            for part in parts {
                assert!(ran.stderr.contains(part), "{line}: {}", ran.stderr);
            }
        }
        let changes = cloud
            .requests()
            .into_iter()
            .filter(|one| !one.action.starts_with("Describe"));
        assert_eq!(changes.count(), 0);
    });
}

#[test]
fn several_disks_are_acted_on_side_by_side_and_one_bad_one_spoils_nothing() {
    in_both_runners(|runner| {
        let mut world = World::empty();
        let free = |number| Disk::new(REGION, &format!("d-{number}"));
        world.disks = (0..5).map(free).collect();
        world.disks[3].status = "Creating".to_owned();
        let cloud = Cloud::with(world);
        let home = home(&cloud);
        let ran = disks(&home, runner, "release d-0 d-1 d-2 d-3 d-4 --yes")
            .run()
            .exits(3);
        let failed: Vec<Value> = ran.rows().into_iter().filter(|row| row["ok"] == false).collect();
        assert_eq!(failed.len(), 1, "{}", ran.stdout);
        assert_eq!(
            (&failed[0]["id"], &failed[0]["error"]["code"]),
            (&json!("d-3"), &json!("IncorrectDiskStatus"))
        );
        assert_eq!(ids_of(&cloud, |_| true), ["d-3"]);
    });
}

#[test]
fn an_answer_that_was_lost_is_looked_for() {
    in_both_runners(|runner| {
        for fault in [Fault::drop_before, Fault::drop_after] {
            let cloud = small();
            let home = home(&cloud);
            cloud.add_fault(fault().action("AttachDisk").times(1));
            let ran = disks(&home, runner, "attach d-free --instance i-web")
                .run()
                .succeeds();
            assert_eq!(result(&ran)["ok"], true);
            assert_eq!(cloud.world(|world| world.times_done("AttachDisk", "d-free")), 1);
        }
    });
}

#[test]
fn a_missing_right_is_named() {
    let cloud = small();
    let home = with_plugin(Home::new(&cloud));
    home.add_profile("reader", &cloud.read_only_keys());
    in_both_runners(|runner| {
        disks(&home, runner, "list").run().succeeds();
        for (line, permission) in [
            ("attach d-free --instance i-web", "ecs:AttachDisk"),
            ("detach d-data", "ecs:DetachDisk"),
            ("rename d-free --name archive", "ecs:ModifyDiskAttribute"),
            ("release d-free --yes", "ecs:DeleteDisk"),
        ] {
            let ran = disks(&home, runner, line).run().exits(5);
            assert!(ran.stderr.contains(permission), "{line}: {}", ran.stderr);
        }
        assert!(cloud.world(|world| world.deeds.is_empty()));
    });
    home.add_profile("outsider", &cloud.denied_keys());
    let ran = home.yun(["disks", "list", "-p", "outsider"]).exits(5);
    assert!(ran.stderr.contains("ecs:DescribeDisks"), "{}", ran.stderr);
}
