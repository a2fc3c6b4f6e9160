//! What all of this is for: somebody who has yun installed, and not its source, writes a plugin, tries it, checks it,
//! installs it, uses it and removes it. The host's binary stays what it was.

use std::path::{Path, PathBuf};

use serde_json::Value;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{ForeignCrate, Home, Invocation, Layout, Ran, Workshop, sha256};

/// Somebody's machine: an installed yun with a profile, and a directory for crates.
struct Machine<'cloud> {
    home: Home<'cloud>,
    layout: Layout,
    host: String,
}

impl<'cloud> Machine<'cloud> {
    fn new(cloud: &'cloud Cloud) -> Self {
        let layout = Layout::install();
        let mut home = Home::new(cloud);
        home.install(&layout);
        home.add_profile("dev", &cloud.keys());
        let host = sha256(&layout.yun());
        Self { home, layout, host }
    }

    fn yun(&self, line: &str) -> Invocation {
        self.home.command(line.split(' ')).arguments(["-o", "json"])
    }

    /// What `plugin new` writes; with it comes the SDK.
    fn new_crate(&self, name: &str, kind: &str) -> (PathBuf, PathBuf) {
        let said = self
            .yun(&format!("plugin new {name} --kind {kind}"))
            .run()
            .succeeds()
            .json();
        let path = |key: &str| PathBuf::from(said[key].as_str().unwrap());
        (path("path"), path("sdk"))
    }

    /// From its sources to an installed plugin of this id.
    fn install(&self, workshop: &Workshop, sources: &ForeignCrate<'_>, id: &str) {
        let library = sources.tested_and_built();
        let about = |verb: &str| {
            self.yun(&format!("plugin {verb}"))
                .arguments([sources.directory()])
                .variable("CARGO_TARGET_DIR", workshop.target())
        };
        let checked = about("check").run().succeeds().rows();
        assert!(checked.len() > 20, "it was really checked: {checked:?}");
        about("install").arguments(["--yes"]).run().succeeds();
        let row = self.row(id).expect("it is listed");
        let said = ["origin", "runner", "state", "sha256"].map(|key| row[key].as_str().unwrap().to_owned());
        assert_eq!(
            said,
            ["installed", "child", "ok", &sha256(&library)].map(str::to_owned),
            "{row}"
        );
    }

    fn row(&self, id: &str) -> Option<Value> {
        let rows = self.yun("plugin list").run().succeeds().rows();
        rows.into_iter().find(|row| row["id"] == id)
    }

    /// Removes a plugin. What it served, `line`, is unknown afterwards.
    fn remove(&self, id: &str, line: &str) -> Ran {
        self.yun(&format!("plugin remove {id} --yes")).run().succeeds();
        assert_eq!(self.row(id), None);
        let ran = self.yun(line).run();
        assert_ne!(ran.code, 0, "{line}");
        assert_eq!(sha256(&self.layout.yun()), self.host, "the host is what it was");
        ran
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path(name)
    }
}

#[track_caller]
fn unknown(ran: &Ran, code: &str) {
    assert_eq!(ran.error()["code"], code, "{}", ran.stderr);
}

/// The variable that the manifest of a crate lets its plugin read.
fn variable_of(directory: &Path) -> String {
    let manifest = std::fs::read_to_string(directory.join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let capabilities = manifest["capabilities"].as_array().unwrap().iter();
    let mut names = capabilities.filter_map(|one| one.as_str()?.strip_prefix("env:"));
    names.next().expect("it reads a variable").to_owned()
}

#[test]
fn plugins_are_written_checked_installed_used_and_removed_without_this_repository() {
    let cloud = Cloud::with(World::default());
    let machine = Machine::new(&cloud);
    let workshop = Workshop::open();

    // A credential mode, as `plugin new` writes it.
    let (desk, sdk) = machine.new_crate("key-desk", "credential");
    machine.install(&workshop, &workshop.crate_in(&desk), "key-desk");
    let add = machine.yun("profile add desk --no-use --mode KeyDesk --region cn-hangzhou");
    let add = add
        .arguments(["--service", &cloud.url()])
        .variable(variable_of(&desk), "any-token");
    add.run().succeeds();
    let identity = machine.yun("whoami -p desk").run().succeeds().json();
    assert!(
        identity["arn"].as_str().unwrap().contains("operator"),
        "{identity}"
    );
    unknown(&machine.remove("key-desk", "whoami -p desk"), "mode_unknown");

    // A resource type, as `plugin new` writes it.
    let (shots, _) = machine.new_crate("disk-shots", "resource");
    machine.install(&workshop, &workshop.crate_in(&shots), "disk-shots");
    let listed = machine.yun("disk-shots list -r all").run().succeeds().ids();
    assert_eq!(listed.len(), cloud.world(|world| world.snapshots.len()));
    let last = listed.last().unwrap();
    machine
        .yun(&format!("disk-shots rename {last} --name weekly -r all"))
        .run()
        .succeeds();
    assert_eq!(
        cloud.world(|world| world.times_done("ModifySnapshotAttribute", last)),
        1
    );
    unknown(
        &machine.remove("disk-shots", "disk-shots list"),
        "command_unknown",
    );

    // The worked example of a credential mode.
    let vault = workshop.worked_example("vault", &machine.path("crates/vault"), &sdk);
    machine.install(&workshop, &vault, "vault");
    let add = machine.yun("profile add work --no-use --mode Vault --region cn-hangzhou --role deploy");
    let add = add
        .arguments(["--address", &cloud.url()])
        .variable("VAULT_TOKEN", cloud.vault_token());
    add.run().succeeds();
    let identity = machine.yun("whoami -p work").run().succeeds().json();
    assert!(identity["arn"].as_str().unwrap().contains("deploy"), "{identity}");
    assert!(!machine.yun("ecs list -p work").run().succeeds().rows().is_empty());
    unknown(&machine.remove("vault", "whoami -p work"), "mode_unknown");

    // The worked example of a resource type.
    let disks = workshop.worked_example("disks", &machine.path("crates/disks"), &sdk);
    machine.install(&workshop, &disks, "disks");
    let free = machine
        .yun("disks list --filter status=Available")
        .run()
        .succeeds()
        .ids();
    machine
        .yun(&format!("disks release {} --yes", free[0]))
        .run()
        .succeeds();
    assert_eq!(cloud.world(|world| world.times_done("DeleteDisk", &free[0])), 1);
    let policy = machine
        .yun("plugin info disks --ram-policy")
        .run()
        .succeeds()
        .stdout;
    assert!(
        policy.contains("ecs:DescribeDisks") && policy.contains("ecs:DeleteDisk"),
        "{policy}"
    );
    unknown(&machine.remove("disks", "disks list"), "command_unknown");
}

#[test]
fn this_repository_is_out_of_reach_there() {
    let workshop = Workshop::open();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::write(elsewhere.path().join("file"), "it").unwrap();
    std::fs::write(workshop.target().join("file"), "it").unwrap();
    let read = |path: PathBuf| {
        let mut program = workshop.program(Path::new("/bin/cat"), elsewhere.path());
        program.arg(path).output().unwrap().status.success()
    };
    assert!(read("file".into()) && read(workshop.target().join("file")));
    assert!(!read(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")));
}
