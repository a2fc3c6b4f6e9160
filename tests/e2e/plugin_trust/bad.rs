//! A bad signature never installs, whatever is said.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
};

use yun_tests::harness::{Home, Signer, sha256};

use super::{install, next, saved, stored, trust};

#[test]
fn a_bad_signature_never_installs_and_what_was_installed_stays() {
    let home = Home::alone();
    let (acme, other) = (Signer::new(), Signer::new());
    trust(&home, &acme, "Acme");
    let library = saved(&home, "two-things");
    let beside = acme.sign_file(&library);
    let older = fs::read_to_string(&beside).unwrap();
    install(&home, &library).run().succeeds();
    let old = stored(&home).expect("it is installed");
    next(&library);
    let content = fs::read(&library).unwrap();
    let good = acme.sign(&content);
    let lines: Vec<&str> = good.lines().collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("of the version before", older.into()),
        (
            "by another key, said to be this one",
            other.forge(&content, &acme).into(),
        ),
        (
            "with another trusted comment",
            good.replace("file:library", "file:another").into(),
        ),
        ("without its last line", lines[..3].join("\n").into()),
        ("of two lines", lines[..2].join("\n").into()),
        ("cut", good[..good.len() - 12].to_owned().into()),
        ("the key instead", acme.key_file("Acme").into()),
        ("empty", Vec::new()),
        ("no text", vec![0xff; 300]),
        ("too long", format!("{good}{}", "\n".repeat(9000)).into()),
        (
            "in another file's lines",
            format!("{}\n{}\n{}\n{}", lines[0], lines[3], lines[2], lines[1]).into(),
        ),
    ];
    for (what, signature) in cases {
        fs::write(&beside, &signature).unwrap();
        for arguments in [&["--yes"][..], &["--yes", "--grant", "all"], &[]] {
            let run = install(&home, &library)
                .arguments(arguments)
                .arguments(["-o", "json"])
                .run();
            let error = run.exits(8).error();
            assert_eq!(error["code"], "signature_bad", "{what}: {error}");
            assert!(
                error["message"]
                    .as_str()
                    .unwrap()
                    .contains(library.to_str().unwrap()),
                "{what}: {error}"
            );
        }
        assert_eq!(stored(&home).as_ref(), Some(&old), "{what}");
    }
    install(&home, &library)
        .arguments(["--yes", "--lang", "zh"])
        .run()
        .exits(8)
        .says(&["签名", "发布者"]);
    // Damaged, it is bad even where the key is not known.
    home.yun(["plugin", "trust", "--remove", "Acme"]).succeeds();
    fs::write(&beside, lines[..3].join("\n")).unwrap();
    install(&home, &library).arguments(["--yes"]).run().exits(8);
    // What is there and cannot be read is not taken for nothing.
    fs::remove_file(&beside).unwrap();
    fs::create_dir(&beside).unwrap();
    install(&home, &library).arguments(["--yes"]).run().exits(1);
    fs::remove_dir(&beside).unwrap();
    std::os::unix::fs::symlink("nowhere", &beside).unwrap();
    install(&home, &library).arguments(["--yes"]).run().exits(1);
    assert_eq!(stored(&home), Some(old));
}

#[test]
fn whoever_changes_the_file_meanwhile_gets_nothing_else_installed() {
    let home = Home::alone();
    let acme = Signer::new();
    trust(&home, &acme, "Acme");
    let library = saved(&home, "two-things");
    acme.sign_file(&library);
    let (good, hash) = (fs::read(&library).unwrap(), sha256(&library));
    next(&library);
    let evil = fs::read(&library).unwrap();
    let is_over = AtomicBool::new(false);
    let mut installed = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let aside = home.path("saved/aside");
            while !is_over.load(Ordering::Relaxed) {
                for content in [&good, &evil] {
                    fs::write(&aside, content).unwrap();
                    fs::rename(&aside, &library).unwrap();
                }
                // And in place, within the time that a copy takes.
                fs::write(&library, &good).unwrap();
            }
        });
        for _ in 0..12 {
            let ran = install(&home, &library).run();
            match ran.code {
                0 => installed += 1,
                _ => drop(ran.exits(8)),
            }
            assert!(
                stored(&home).is_none_or(|stored| stored == hash),
                "another file was installed"
            );
        }
        is_over.store(true, Ordering::Relaxed);
    });
    fs::write(&library, &good).unwrap();
    install(&home, &library).run().succeeds();
    assert_eq!(stored(&home), Some(hash), "{installed} times before");
}
