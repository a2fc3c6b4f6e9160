//! A plugin of somebody else's: from trusting a key to removing the plugin, on a machine that has what ships and no more.

use std::fs;

use serde_json::json;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Index, Invocation, Publisher, Signer, Version, replace_in_manifest};

use crate::{debian, machine::Machine};

const ID: &str = "disks";

/// Publishes another version of the worked example, signed.
fn publish(publisher: &Publisher<'_>, signer: &Signer, serial: u64, version: &str) {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    fs::copy(Built::get().worked_example(ID), &library).unwrap();
    if version != "1.0.0" {
        let (from, to) = ("\"version\": \"1.0.0\"", format!("\"version\": \"{version}\""));
        replace_in_manifest(&library, from, &to);
    }
    let bytes = fs::read(&library).unwrap();
    let offered = Version {
        signature: Some(signer.sign(&bytes)),
        ..publisher.put_library(ID, version, &bytes)
    };
    publisher.publish(&Index::of([offered]).serial(serial));
}

/// A person whose system knows the authority of the company's web server.
fn yun(machine: &Machine<'_>, arguments: &[&str]) -> Invocation {
    let command = machine.command(arguments.iter().copied());
    command.variable("SSL_CERT_FILE", "/home/person/authority.pem")
}

#[test]
#[ignore = "installs what `cargo dist-local` made on a machine of its own: tests/shipping/run"]
fn a_signed_plugin_is_installed_from_an_index_used_upgraded_and_removed() {
    let cloud = Cloud::with(World::default());
    let machine = Machine::new(&cloud);
    let package = debian::package(&machine);
    machine.as_root("dpkg", ["-i", &package]).succeeds();
    debian::add_profile(&machine, &cloud);
    // Not copied: the file out here is for its owner alone.
    let authority = fs::read(cloud.ca_file()).unwrap();
    fs::write(machine.path("/home/person/authority.pem"), authority).unwrap();
    let host = yun_tests::harness::sha256(&machine.path("/usr/bin/yun"));

    let (signer, publisher) = (Signer::new(), Publisher::at(&cloud, "/plugins/"));
    publish(&publisher, &signer, 1, "1.0.0");
    let set = ["settings", "set", "plugin-index", &publisher.url()];
    yun(&machine, &set).run().succeeds();
    // Nobody sits at a terminal, so that a question would be an error.
    yun(&machine, &["plugin", "install", ID]).run().exits(2);
    let trust = ["plugin", "trust", &signer.key(), "--name", "Acme"];
    yun(&machine, &trust).run().succeeds();
    let found = yun(&machine, &["plugin", "search", ID, "-o", "json"])
        .run()
        .succeeds()
        .rows();
    assert_eq!([&found[0]["id"], &found[0]["version"]], [ID, "1.0.0"]);
    yun(&machine, &["plugin", "install", ID]).run().succeeds();

    let info = ["plugin", "info", ID, "-o", "json"];
    let about = || yun(&machine, &info).run().succeeds().json();
    let standing = |keys: [&str; 5]| keys.map(|key| about()[key].clone());
    let keys = ["version", "state", "runner", "signature", "signed_by"];
    assert_eq!(
        standing(keys),
        ["1.0.0", "ok", "child", "trusted", "Acme"].map(|word| json!(word))
    );
    let list = ["disks", "list", "-o", "json"];
    let disks = yun(&machine, &list).run().succeeds().rows();
    assert!(!disks.is_empty());

    publish(&publisher, &signer, 2, "1.1.0");
    let upgraded = yun(&machine, &["plugin", "upgrade", "-o", "json"])
        .run()
        .succeeds()
        .rows();
    assert_eq!(
        [&upgraded[0]["previous_version"], &upgraded[0]["version"]],
        ["1.0.0", "1.1.0"]
    );
    assert_eq!(
        standing(keys),
        ["1.1.0", "ok", "child", "trusted", "Acme"].map(|word| json!(word))
    );
    assert_eq!(yun(&machine, &list).run().succeeds().rows(), disks);

    yun(&machine, &["plugin", "remove", ID, "--yes"]).run().succeeds();
    yun(&machine, &list).run().exits(2);
    let store = machine.path("/home/person/.local/share/yun/plugins");
    assert_eq!(fs::read_dir(store).unwrap().count(), 0);
    assert_eq!(yun_tests::harness::sha256(&machine.path("/usr/bin/yun")), host);
}
