//! Installing what is signed: by a key that is trusted, by another, by nobody.

use serde_json::{Value, json};
use yun_tests::harness::{Built, Home, Layout, Signer, Stdout, library_name, sha256};

use super::{info, install, installed_signed, saved, signed, stored, trust};

fn row(home: &Home<'_>, verb: &str, id: &str) -> Value {
    let rows = home.yun(["plugin", verb, "-o", "json"]).succeeds().rows();
    rows.into_iter()
        .find(|row| row["id"] == id)
        .expect("it is listed")
}

#[test]
fn what_a_trusted_key_signed_is_installed_without_a_question() {
    let home = Home::alone();
    let acme = Signer::new();
    let library = saved(&home, "two-things");
    acme.sign_file(&library);
    trust(&home, &acme, "Acme");
    // Nobody sits at a terminal, and nobody said yes.
    let ran = install(&home, &library).run().succeeds();
    assert_eq!(ran.stdout, "");
    let line = format!("Signed by Acme ({}), a key that you trust.", acme.id());
    assert_eq!(
        ran.stderr.lines().filter(|shown| *shown == line).count(),
        1,
        "{}",
        ran.stderr
    );
    ran.says(&[
        "change things through the API Mailbox/*",
        "two-things 0.1.0 is installed",
    ]);
    let by_acme = [&json!("trusted"), &json!("Acme"), &json!(acme.id())];
    assert_eq!(signed(&info(&home, "two-things")), by_acme);
    for verb in ["list", "verify"] {
        assert_eq!(signed(&row(&home, verb, "two-things")), by_acme, "{verb}");
    }
    assert!(
        home.read("data/plugins.toml")
            .contains(&format!("key_id = \"{}\"", acme.id()))
    );
    // What was not installed was not asked about.
    assert_eq!(signed(&row(&home, "list", "ecs")), [&Value::Null; 3]);
}

#[test]
fn nobody_at_a_terminal_is_asked_either() {
    let home = Home::alone();
    let acme = Signer::new();
    let library = saved(&home, "two-things");
    acme.sign_file(&library);
    trust(&home, &acme, "Acme");
    let terminal = install(&home, &library)
        .arguments(["--lang", "zh"])
        .at_terminal(60, 60, Stdout::Shown);
    terminal
        .waits_for("该密钥受您信任")
        .waits_for("已安装 two-things 0.1.0");
    terminal.finish().succeeds();
}

#[test]
fn json_says_who_signed() {
    let home = Home::alone();
    let acme = Signer::new();
    let library = saved(&home, "two-things");
    let run = |arguments: &[&str]| {
        let ran = install(&home, &library)
            .arguments(["-o", "json"])
            .arguments(arguments)
            .run()
            .succeeds();
        assert_eq!(ran.stderr, "");
        ran.json()
    };
    let none = [&json!("none"), &Value::Null, &Value::Null];
    assert_eq!(signed(&run(&["--yes"])), none);
    assert_eq!(signed(&info(&home, "two-things")), none);
    acme.sign_file(&library);
    let unknown = [&json!("unknown_key"), &Value::Null, &json!(acme.id())];
    assert_eq!(signed(&run(&["--yes"])), unknown);
    assert_eq!(signed(&info(&home, "two-things")), unknown);
    trust(&home, &acme, "Acme");
    let by_acme = [&json!("trusted"), &json!("Acme"), &json!(acme.id())];
    assert_eq!(
        signed(&info(&home, "two-things")),
        by_acme,
        "the signature was kept"
    );
    assert_eq!(signed(&run(&[])), by_acme);
}

#[test]
fn what_is_not_signed_or_by_another_key_is_said_and_asked() {
    let home = Home::alone();
    let (acme, other) = (Signer::new(), Signer::new());
    trust(&home, &acme, "Acme");
    let library = saved(&home, "two-things");
    install(&home, &library)
        .run()
        .exits(2)
        .says(&["Not signed", "yun plugin trust KEY", "--yes"]);
    other.sign_file(&library);
    let unknown = format!("Signed by {}, a key that is not trusted", other.id());
    install(&home, &library).run().exits(2).says(&[&unknown, "--yes"]);
    assert_eq!(stored(&home), None);
    let terminal = install(&home, &library)
        .arguments(["--lang", "zh"])
        .at_terminal(80, 60, Stdout::Shown);
    terminal.waits_for("该密钥未受信任");
    terminal.answers("要安装 two-things 并授予以上权限吗？", "n");
    terminal.finish().exits(130);
    assert_eq!(stored(&home), None);
    install(&home, &library)
        .arguments(["--yes"])
        .run()
        .succeeds()
        .says(&[&unknown]);
    assert_eq!(stored(&home), Some(sha256(&library)));
}

#[test]
fn the_signature_lies_beside_the_library_or_where_it_is_said() {
    let home = Home::alone();
    let acme = Signer::new();
    trust(&home, &acme, "Acme");
    let library = saved(&home, "two-things");
    let beside = acme.sign_file(&library);
    let elsewhere = home.write("elsewhere.sig", std::fs::read(&beside).unwrap());
    std::fs::remove_file(&beside).unwrap();
    let named = |path: &str| {
        let run = install(&home, &library).arguments(["--signature", path, "-o", "json"]);
        run.run()
    };
    assert_eq!(
        named(elsewhere.to_str().unwrap()).succeeds().json()["signature"],
        "trusted"
    );
    let error = named("/nowhere.minisig").exits(2).error();
    assert_eq!(error["code"], "signature_missing");
    // As other systems write lines.
    let text = std::fs::read_to_string(&elsewhere).unwrap();
    std::fs::write(&beside, text.replace('\n', "\r\n")).unwrap();
    install(&home, &library).run().succeeds();
    // Beside the link, or beside what it leads to.
    let link = home.path(format!("linked/{}", library_name("two-things")));
    std::fs::create_dir_all(link.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&library, &link).unwrap();
    install(&home, &link).run().succeeds();
    std::fs::write(format!("{}.minisig", link.display()), "none").unwrap();
    let error = install(&home, &link)
        .arguments(["-o", "json"])
        .run()
        .exits(8)
        .error();
    assert_eq!(error["code"], "signature_bad");
}

#[test]
fn claims_are_not_granted_without_a_word() {
    let layout = Layout::install();
    layout.take_away("sts-token");
    let mut home = Home::alone();
    home.install(&layout);
    let acme = Signer::new();
    trust(&home, &acme, "Acme");
    let from = Built::get().plugin("sts-token");
    let library = home.write(
        format!("saved/{}", library_name("sts-token")),
        std::fs::read(from).unwrap(),
    );
    acme.sign_file(&library);
    let claims = json!(["aliyun_cli", "environment"]);
    install(&home, &library)
        .run()
        .succeeds()
        .says(&["not granted: aliyun_cli, environment"]);
    assert_eq!(info(&home, "sts-token")["not_granted"], claims);
    install(&home, &library)
        .arguments(["--grant", "all"])
        .run()
        .succeeds();
    assert_eq!(info(&home, "sts-token")["granted"], claims);
}

#[test]
fn a_key_that_is_withdrawn_vouches_for_nothing_new_and_takes_nothing_away() {
    let home = Home::alone();
    let (acme, library) = installed_signed(&home);
    home.yun(["plugin", "trust", "--remove", "Acme"]).succeeds();
    let unknown = [&json!("unknown_key"), &Value::Null, &json!(acme.id())];
    assert_eq!(signed(&info(&home, "two-things")), unknown);
    assert_eq!(row(&home, "verify", "two-things")["state"], "ok");
    // The same file again, which nobody vouches for any more.
    let error = install(&home, &library)
        .arguments(["--yes", "-o", "json"])
        .run()
        .exits(2)
        .error();
    assert_eq!(error["code"], "signature_lost");
}

#[test]
fn what_was_recorded_without_a_signature_goes_on_and_one_that_was_changed_is_found() {
    let home = Home::alone();
    let (acme, library) = installed_signed(&home);
    let record = home.read("data/plugins.toml");
    // Somebody writes the signature of another file into the record.
    let other = acme.sign(b"another file");
    let line = |text: &str, number: usize| text.lines().nth(number).unwrap().to_owned();
    let own = std::fs::read_to_string(format!("{}.minisig", library.display())).unwrap();
    let changed = record
        .replace(&line(&own, 1), &line(&other, 1))
        .replace(&line(&own, 3), &line(&other, 3));
    assert_ne!(record, changed);
    std::fs::write(home.path("data/plugins.toml"), changed).unwrap();
    assert_eq!(info(&home, "two-things")["signature"], "bad");
    let ran = home
        .yun(["plugin", "verify", "two-things", "-o", "json"])
        .exits(8);
    let verified = &ran.rows()[0];
    assert_eq!(
        (&verified["state"], &verified["signature"]),
        (&"untrusted".into(), &"bad".into())
    );
    // A record as older versions wrote it.
    let mut older: toml::Table = record.parse().unwrap();
    let plugin = older["plugins"]["two-things"].as_table_mut().unwrap();
    assert!(plugin.remove("signature").is_some() && plugin.remove("key_id").is_some());
    std::fs::write(home.path("data/plugins.toml"), older.to_string()).unwrap();
    assert_eq!(signed(&info(&home, "two-things"))[0], "none");
    home.yun(["plugin", "verify", "two-things"]).succeeds();
}
