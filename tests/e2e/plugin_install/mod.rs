//! Installing plugins: what is shown and asked, what is refused, what is recorded, and how they come and go.

mod claims;
mod going;
mod refused;

use std::{fs, path::PathBuf};

use serde_json::Value;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Home, Invocation, Key, Stdout, library_name, replace_in_manifest, sha256};

/// A copy of a fixture's library where a person might have saved it.
fn saved(home: &Home<'_>, name: &str) -> PathBuf {
    let from = Built::get().fixtures().join(library_name(name));
    home.write(format!("saved/{}", library_name(name)), fs::read(from).unwrap())
}

fn install(home: &Home<'_>, path: &std::path::Path) -> Invocation {
    home.command(["plugin", "install", path.to_str().unwrap()])
}

fn info(home: &Home<'_>, id: &str) -> Value {
    home.yun(["plugin", "info", id, "-o", "json"]).succeeds().json()
}

fn row(home: &Home<'_>, id: &str) -> Option<Value> {
    let rows = home.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    rows.into_iter().find(|row| row["id"] == id)
}

/// The directories of the store.
fn stored(home: &Home<'_>) -> Vec<String> {
    let entries = fs::read_dir(home.path("data/plugins"))
        .into_iter()
        .flatten()
        .flatten();
    entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

const LIST: [&str; 4] = ["two", "list", "-o", "ids"];

#[test]
fn a_plugin_is_installed_used_and_removed_and_runs_confined() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let library = saved(&home, "two-things");
    home.yun(LIST).exits(2);
    let ran = install(&home, &library).arguments(["--yes"]).run().succeeds();
    assert_eq!(ran.stdout, "", "what is said is no data");
    ran.says(&[
        "two-things",
        "0.1.0",
        "The yun authors",
        "TwoThings, two",
        &sha256(&library),
        "change things through the API Mailbox/*",
        "confined",
        "two-things 0.1.0 is installed",
    ]);
    let row = row(&home, "two-things").expect("it is listed");
    assert_eq!(
        (&row["origin"], &row["runner"], &row["state"]),
        (&"installed".into(), &"child".into(), &"ok".into())
    );
    assert_eq!(row["sha256"], sha256(&library));
    assert_eq!(stored(&home), [sha256(&library)]);
    // What was saved is needed no more.
    fs::remove_file(&library).unwrap();
    assert_eq!(home.yun(LIST).succeeds().stdout, "t-1\nt-2\n");
    let about = info(&home, "two-things");
    assert_eq!(about["granted"], serde_json::json!(["api:Mailbox/*"]));
    assert_eq!(about["installed_from"], library.to_str().unwrap());
    assert!(
        about["confinement"].as_str().unwrap().starts_with("confined"),
        "{about}"
    );
    assert_eq!(about["raw"]["id"], "two-things");
    home.yun(["plugin", "verify", "two-things"]).succeeds();
    home.yun(["plugin", "remove", "two-things", "--yes"])
        .succeeds()
        .says(&["two-things 0.1.0 is removed"]);
    home.yun(LIST).exits(2);
    assert!(stored(&home).is_empty());
    home.yun(["plugin", "info", "two-things"]).exits(2);
}

#[test]
fn nobody_who_could_be_asked_means_that_nothing_is_installed_or_removed() {
    let home = Home::alone();
    let library = saved(&home, "two-things");
    install(&home, &library).run().exits(2).says(&["--yes"]);
    assert!(stored(&home).is_empty(), "{:?}", stored(&home));
    install(&home, &library).arguments(["--yes"]).run().succeeds();
    home.yun(["plugin", "remove", "two-things"])
        .exits(2)
        .says(&["--yes"]);
    assert!(row(&home, "two-things").is_some());
}

#[test]
fn somebody_at_a_terminal_is_asked() {
    let home = Home::alone();
    let library = saved(&home, "two-things");
    let terminal = install(&home, &library).at_terminal(80, 40, Stdout::Shown);
    terminal.waits_for("It asks for this:");
    terminal.answers("Install two-things and grant it this?", "n");
    terminal.finish().exits(130);
    assert!(stored(&home).is_empty());
    let terminal = install(&home, &library)
        .arguments(["--lang", "zh"])
        .at_terminal(40, 60, Stdout::Shown);
    terminal
        .waits_for("它申请以下权限")
        .answers("要安装 two-things 并授予以上权限吗？", "y");
    terminal.finish().succeeds();
    let terminal = home
        .command(["plugin", "remove", "two-things"])
        .at_terminal(80, 24, Stdout::Shown);
    terminal
        .waits_for("Remove the plugin two-things?")
        .presses(Key::Escape);
    terminal.finish().exits(130);
    assert!(row(&home, "two-things").is_some());
}

#[test]
fn json_is_what_was_installed_and_nothing_else() {
    let home = Home::alone();
    let library = saved(&home, "two-things");
    let ran = install(&home, &library)
        .arguments(["--yes", "-o", "json"])
        .run()
        .succeeds();
    assert_eq!(ran.stderr, "");
    let object = ran.json();
    assert_eq!(
        (&object["id"], &object["runner"]),
        (&"two-things".into(), &"child".into())
    );
    assert_eq!(object["sha256"], sha256(&library));
    let error = home
        .yun(["plugin", "install", "/nowhere", "-o", "json"])
        .exits(2)
        .error();
    assert_eq!(error["code"], "library_missing");
}

#[test]
fn what_was_installed_has_every_format_and_a_choice_that_does_not_fit_installs_nothing() {
    let home = Home::alone();
    let library = saved(&home, "two-things");
    let printed = |arguments: &[&str]| {
        let ran = install(&home, &library)
            .arguments(["--yes"])
            .arguments(arguments.iter().copied())
            .run();
        ran.succeeds().stdout
    };
    install(&home, &library)
        .arguments(["--yes", "--columns", "colour"])
        .run()
        .exits(2);
    assert_eq!(row(&home, "two-things"), None, "nothing is installed");
    assert_eq!(printed(&[]), "");
    assert_eq!(
        printed(&["--columns", "id,runner", "-o", "csv"]),
        "id,runner\ntwo-things,child\n"
    );
    assert_eq!(printed(&["-o", "ids"]), "two-things\n");
    assert_eq!(printed(&["--query", "version", "-o", "json"]), "\"0.1.0\"\n");
}

#[test]
fn a_relative_data_directory_is_one_place() {
    let home = Home::alone();
    let library = saved(&home, "two-things");
    let within = |arguments: &[&str]| {
        let command = home.command(arguments.iter().copied());
        command.variable("YUN_DATA_DIR", "relative").run()
    };
    within(&["plugin", "install", library.to_str().unwrap(), "--yes"]).succeeds();
    let standing = within(&["plugin", "info", "two-things", "-o", "json"])
        .succeeds()
        .json();
    assert_eq!(standing["state"], "ok");
    let path = std::path::Path::new(standing["path"].as_str().unwrap());
    assert!(path.is_absolute(), "{standing}");
}

#[test]
fn what_is_not_granted_is_refused_by_name_and_can_be_granted_later() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let library = saved(&home, "misbehaves");
    let one = ["--yes", "--grant", "api:Ecs/StopInstances"];
    install(&home, &library)
        .arguments(one)
        .run()
        .succeeds()
        .says(&["not granted: api:Ecs/DescribeInstances, api:Mailbox/*"]);
    let about = info(&home, "misbehaves");
    assert_eq!(about["granted"], serde_json::json!(["api:Ecs/StopInstances"]));
    let list = ["misbehaves", "list", "-o", "json", "--filter", "how=declared"];
    for runner in [
        yun_tests::harness::Runner::Child,
        yun_tests::harness::Runner::InProcess,
    ] {
        let error = home.command(list).runner(runner).run().exits(8).error();
        assert_eq!(error["code"], "capability_not_granted", "{error}");
        assert!(
            error["message"]
                .as_str()
                .unwrap()
                .contains("api:Ecs/DescribeInstances")
        );
    }
    // The same library again keeps what was withheld; words change it.
    install(&home, &library).arguments(["--yes"]).run().succeeds();
    home.yun(list).exits(8);
    install(&home, &library)
        .arguments(["--yes", "--grant", "all"])
        .run()
        .succeeds();
    home.yun(list).succeeds();
    let wrong = install(&home, &library)
        .arguments(["--yes", "--grant", "browser"])
        .run();
    wrong
        .exits(2)
        .says(&["does not ask for \"browser\"", "api:Mailbox/*"]);
}

#[test]
fn an_upgrade_takes_the_place_of_what_was_there_and_a_failed_one_does_not() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let library = saved(&home, "two-things");
    install(&home, &library)
        .arguments(["--yes", "--runner", "in-process"])
        .run()
        .succeeds();
    let old = sha256(&library);
    replace_in_manifest(&library, "\"version\": \"0.1.0\"", "\"version\": \"0.2.0\"");
    let new = sha256(&library);
    let terminal = install(&home, &library).at_terminal(100, 40, Stdout::Shown);
    terminal.answers("Replace two-things 0.1.0 with 0.2.0 and grant it this?", "y");
    terminal.finish().succeeds();
    assert_eq!(stored(&home), std::slice::from_ref(&new), "{old} is gone");
    let about = info(&home, "two-things");
    assert_eq!(about["version"], "0.2.0");
    assert_eq!(about["runner"], "in-process", "as it was before");
    // One that does not open: it panics when it is opened, and calls itself two-things.
    yun_tests::harness::replace_in_section(&library, "\"version\": \"0.2.0\"", "\"version\": \"0.3.0\"");
    install(&home, &library).arguments(["--yes"]).run().exits(8);
    assert_eq!(stored(&home), [new]);
    home.yun(LIST).succeeds();
}

#[test]
fn two_installs_at_once_lose_nothing() {
    let home = Home::alone();
    let libraries = [
        saved(&home, "two-things"),
        saved(&home, "misbehaves"),
        saved(&home, "shelves"),
    ];
    let running: Vec<_> = libraries
        .iter()
        .map(|library| install(&home, library).arguments(["--yes"]).start())
        .collect();
    for run in running {
        run.finish().succeeds();
    }
    for id in ["two-things", "misbehaves", "shelves"] {
        assert_eq!(row(&home, id).expect("it is listed")["state"], "ok");
    }
}

#[test]
fn the_policy_is_what_ram_takes() {
    let home = Home::alone();
    let policy = home
        .yun(["plugin", "info", "ecs", "--ram-policy"])
        .succeeds()
        .json();
    assert_eq!(policy["Version"], "1");
    let statement = &policy["Statement"][0];
    assert_eq!(
        (&statement["Effect"], &statement["Resource"]),
        (&"Allow".into(), &"*".into())
    );
    let actions: Vec<&str> = statement["Action"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| action.as_str().unwrap())
        .collect();
    assert!(actions.contains(&"ecs:StopInstances"), "{actions:?}");
    assert!(
        actions.iter().all(|action| action.starts_with("ecs:")),
        "{actions:?}"
    );
    let part = [
        "plugin",
        "info",
        "ecs",
        "--ram-policy",
        "--query",
        "Statement[0].Effect",
    ];
    assert_eq!(home.yun(part).succeeds().json(), "Allow");
    let none = home
        .yun(["plugin", "info", "access-key", "--ram-policy"])
        .succeeds()
        .json();
    assert_eq!(none["Statement"], serde_json::json!([]));
}
