//! The child process that a plugin runs in: what it has from its host, and what it has not.

use std::process::Command;

use serde_json::Value;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Home, Runner};

const SURROUNDINGS: [&str; 6] = ["misbehaves", "list", "-o", "json", "--filter", "how=surroundings"];

fn named<'a>(rows: &'a [Value], status: &str) -> Vec<&'a str> {
    let rows = rows.iter().filter(|row| row["status"] == status);
    rows.map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn a_child_has_no_variable_and_no_directory_of_the_users() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("misbehaves");
    home.set("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "anything");
    home.set("LD_PRELOAD_NOT", "anything");
    let ran = home.command(SURROUNDINGS).runner(Runner::Child).run().succeeds();
    let rows = ran.rows();
    assert_eq!(named(&rows, "variable"), Vec::<&str>::new());
    let directory = named(&rows, "directory")[0];
    assert!(
        !directory.starts_with(home.path("").to_str().unwrap()),
        "{directory}"
    );
}

#[test]
fn a_child_has_no_descriptor_but_its_own() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    home.add_fixture("misbehaves");
    let open = home.write("opened-by-the-caller", "private");
    // A shell leaves what it has opened open in what it runs.
    let script = format!(
        "exec 7<'{}'; exec '{}' {} --runner child",
        open.display(),
        Built::get().yun().display(),
        SURROUNDINGS.join(" ")
    );
    let output = Command::new("bash")
        .args(["-c", &script])
        .env_clear()
        .env("YUN_CONFIG_DIR", home.path("config"))
        .env("YUN_DATA_DIR", home.path("data"))
        .env("YUN_CACHE_DIR", home.path("cache"))
        .env("YUN_PLUGIN_PATH", home.path("plugins"))
        .env("YUN_ENDPOINT_URL", cloud.url())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let descriptors = named(&rows, "descriptor");
    assert!(descriptors.contains(&"socket"), "{descriptors:?}");
    // Standard input, output and error lead nowhere; what the shell had opened is a file.
    assert!(!descriptors.contains(&"file"), "{descriptors:?}");
}

/// What a kernel lacks is said by name, where somebody looks, and the plugins work all the same.
#[cfg(target_os = "linux")]
#[test]
fn what_an_older_kernel_lacks_is_said() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let yun = Built::get().yun();
    let program = Built::get().folder().join("restricted");
    let on_older = |lacking: &str, arguments: &[&str]| {
        let words = ["older-kernel", lacking, yun.to_str().unwrap()];
        let words = words.iter().chain(arguments).copied();
        home.program(program.to_str().unwrap(), words).run()
    };
    for (lacking, said) in [
        (
            "landlock",
            [
                "files and TCP (Landlock): missing",
                "system calls (seccomp): in force",
            ],
        ),
        (
            "both",
            [
                "files and TCP (Landlock): missing",
                "system calls (seccomp): missing",
            ],
        ),
    ] {
        let info = ["plugin", "info", "ecs", "--runner", "child"];
        let about = on_older(lacking, &info).succeeds().stdout;
        let examined = on_older(lacking, &["doctor", "--offline"]).stdout;
        for words in said {
            assert!(about.contains(words), "{about}");
            assert!(examined.contains(words), "{examined}");
        }
        assert!(examined.contains("warning"), "{examined}");
        on_older(lacking, &["ecs", "list", "--runner", "child"]).succeeds();
    }
    let whole = home
        .yun(["plugin", "info", "ecs", "--runner", "child"])
        .succeeds();
    assert!(
        whole.stdout.contains("confined: it reads no file"),
        "{}",
        whole.stdout
    );
}

#[test]
fn the_childs_argument_is_of_no_use_on_a_command_line() {
    let home = Home::alone();
    let ran = home.command(["__plugin-child"]).stdin("anything").run();
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    let ran = home.yun(["__plugin-child", "list"]);
    assert_eq!(ran.code, 2);
}
