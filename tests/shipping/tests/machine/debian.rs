//! The Debian package: installed, used, upgraded, removed.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io,
    path::PathBuf,
};

use flate2::read::GzDecoder;
use serde_json::Value;
use yun_shipping::Source;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Runner, SHIPPED};

use crate::machine::Machine;

/// Copies the package to a machine, and returns what it is called there.
pub(crate) fn package(machine: &Machine<'_>) -> String {
    let path = Source::here().unwrap().debian_package().unwrap();
    assert!(
        path.exists(),
        "`cargo dist-local` makes {}, and it is not there",
        path.display()
    );
    machine.bring(&path)
}

/// The version of `yun` that dpkg says is installed.
fn installed_version(machine: &Machine<'_>) -> String {
    let said = machine.as_root(
        "dpkg-query",
        ["-W", "-f", "${db:Status-Status} ${Version}", "yun"],
    );
    said.succeeds().stdout
}

/// The same package once more, as the next version of it, and what it is called on the machine.
fn next(machine: &Machine<'_>, package: &str, version: &str) -> String {
    machine
        .as_root("dpkg-deb", ["-R", package, "/root/next"])
        .succeeds();
    let control = machine.path("/root/next/DEBIAN/control");
    let text = fs::read_to_string(&control).unwrap();
    let current = Source::here().unwrap().version();
    let changed = text.replace(&format!("Version: {current}\n"), &format!("Version: {version}\n"));
    assert_ne!(text, changed);
    fs::write(&control, changed).unwrap();
    let built = ["--root-owner-group", "-b", "/root/next", "/root/next.deb"];
    machine.as_root("dpkg-deb", built).succeeds();
    machine.as_root("rm", ["-r", "/root/next"]).succeeds();
    "/root/next.deb".to_owned()
}

fn in_bash(machine: &Machine<'_>, script: &str) -> String {
    machine.program("bash", ["-c", script]).run().succeeds().stdout
}

#[test]
#[ignore = "installs what `cargo dist-local` made on a machine of its own: tests/shipping/run"]
fn it_is_installed_used_upgraded_and_removed() {
    let cloud = Cloud::with(World::default());
    let machine = Machine::new(&cloud);
    let package = package(&machine);
    let before = machine.everything();
    assert!(
        !before
            .iter()
            .any(|path| path.ends_with("cargo") || path.ends_with("rustc"))
    );

    machine.as_root("dpkg", ["-i", &package]).succeeds();
    let version = Source::here().unwrap().version();
    assert_eq!(installed_version(&machine), format!("installed {version}"));
    machine.as_root("dpkg", ["--verify", "yun"]).succeeds();
    all_is_there(&machine, version);
    accounts_are_kept_and_resources_acted_on(&machine, &cloud);

    let profiles = machine.yun(["profile", "list", "-o", "json"]).succeeds().stdout;
    let next = next(&machine, &package, "999.0.0");
    machine.as_root("dpkg", ["-i", &next]).succeeds();
    assert_eq!(installed_version(&machine), "installed 999.0.0");
    let listed = machine.yun(["profile", "list", "-o", "json"]).succeeds();
    assert_eq!(listed.stdout, profiles);
    machine.yun(["whoami"]).succeeds();

    machine.as_root("dpkg", ["-r", "yun"]).succeeds();
    machine.as_root("rm", [&package, &next]).succeeds();
    let left: BTreeSet<PathBuf> = machine.everything().difference(&before).cloned().collect();
    let others: Vec<_> = left
        .iter()
        .filter(|path| !path.starts_with("/home/person"))
        .collect();
    assert!(others.is_empty(), "{others:?}");
    let config = PathBuf::from("/home/person/.config/yun/config.toml");
    assert!(
        left.contains(&config),
        "what a person set up stays theirs: {left:?}"
    );
    machine.as_root("dpkg", ["-P", "yun"]).succeeds();
}

fn all_is_there(machine: &Machine<'_>, version: &str) {
    assert_eq!(
        machine.yun(["--version"]).succeeds().stdout,
        format!("yun {version}\n")
    );
    let listed = machine.yun(["plugin", "list", "-o", "json"]).succeeds().rows();
    let ids: Vec<_> = listed.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, SHIPPED);
    for row in &listed {
        assert_eq!([&row["state"], &row["origin"]], ["ok", "bundled"], "{row}");
        let path = row["path"].as_str().unwrap();
        assert!(path.starts_with("/usr/lib/yun/plugins/"), "{row}");
    }

    let completed = in_bash(
        machine,
        "source /usr/share/bash-completion/bash_completion\n\
         _completion_loader yun\n\
         complete -p yun\n\
         COMP_LINE='yun ecs li' COMP_POINT=10 COMP_WORDS=(yun ecs li) COMP_CWORD=2\n\
         _yun && echo \"${COMPREPLY[*]}\"",
    );
    assert_eq!(completed, "complete -F _yun yun\nlist\n");

    let page = |arguments: &[&str]| {
        let run = machine.program("man", arguments.iter().copied());
        run.variable("MANWIDTH", "100").run().succeeds().stdout
    };
    assert!(page(&["yun-ecs-list"]).contains("YUN-ECS-LIST(1)"));
    assert!(page(&["-L", "zh_CN", "yun"]).contains("退出码"));

    let doc = machine.path("/usr/share/doc/yun");
    let licences = File::open(doc.join("THIRD-PARTY-LICENSES.gz")).unwrap();
    let licences = io::read_to_string(GzDecoder::new(licences)).unwrap();
    for part in ["abi_stable 0.11.3", "ring ", "Apache License", "standard library"] {
        assert!(licences.contains(part), "{part}");
    }
}

/// Adds a profile as a person would.
pub(crate) fn add_profile(machine: &Machine<'_>, cloud: &Cloud) {
    let keys = cloud.keys();
    let add = [
        "profile",
        "add",
        "dev",
        "--mode",
        "AccessKey",
        "--region",
        "cn-hangzhou",
    ];
    machine
        .command(add)
        .arguments(["--access-key-id", &keys.access_key_id])
        .secret(&keys)
        .run()
        .succeeds();
}

fn accounts_are_kept_and_resources_acted_on(machine: &Machine<'_>, cloud: &Cloud) {
    add_profile(machine, cloud);
    let secrets = machine.path("/home/person/.local/share/yun/secrets.toml");
    assert_eq!(yun_tests::harness::mode_of(&secrets), 0o600);
    assert_eq!(
        machine.yun(["whoami", "-o", "json"]).succeeds().json()["profile"],
        "dev"
    );

    let running = ["ecs", "list", "--filter", "status=Running", "-o", "json"];
    let listed = machine.yun(running).succeeds();
    let in_child = machine.command(running).runner(Runner::Child).run().succeeds();
    assert_eq!(listed.stdout, in_child.stdout);
    let instance: Vec<Value> = listed.rows();
    let id = instance[0]["id"].as_str().unwrap();
    let stopped = machine.yun(["ecs", "stop", id, "-o", "json"]).succeeds().rows();
    assert_eq!(stopped[0]["status"], "Stopped");
    let shown = machine.yun(["ecs", "show", id, "-o", "json"]).succeeds().json();
    assert_eq!(shown["status"], "Stopped");

    let info = machine
        .yun(["plugin", "info", "ecs", "--runner", "child"])
        .succeeds();
    for confinement in ["Landlock", "seccomp"] {
        assert!(info.stdout.contains(confinement), "{}", info.stdout);
    }
}
