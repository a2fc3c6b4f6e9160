//! `plugin new`: what it writes, where, under which names, and what it does with the SDK. That what it writes builds,
//! passes and works is shown by the guide.

use std::{fs, os::unix::fs::MetadataExt as _, path::Path};

use yun_tests::harness::{Home, Key, Running, Stdout};

const SDK: &str = concat!("data/sdk/", env!("CARGO_PKG_VERSION"));

/// The files below a directory, by their paths in it.
fn files(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned()),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_crate_of_either_kind_is_written_and_said() {
    let home = Home::alone();
    for (kind, name, provides) in [
        ("credential", "acme-vault", "AcmeVault"),
        ("resource", "acme-disks", "acme-disks"),
    ] {
        let said = home
            .yun(["plugin", "new", name, "--kind", kind, "-o", "json"])
            .succeeds();
        let path = fs::canonicalize(home.path(format!("yun-plugin-{name}"))).unwrap();
        assert_eq!(
            said.json(),
            serde_json::json!({
                "path": path,
                "id": name,
                "kind": kind,
                "provides": [provides],
                "sdk": fs::canonicalize(home.path(SDK)).unwrap(),
            })
        );
        assert_eq!(said.stderr, "");
        assert_eq!(
            files(&path),
            [
                ".gitignore",
                ".vscode/settings.json",
                "Cargo.toml",
                "README.md",
                "answers.json",
                "manifest.json",
                "src/lib.rs",
                "src/tests.rs",
            ]
        );
        let ignored = fs::read_to_string(path.join(".gitignore")).unwrap();
        assert!(
            ignored.lines().any(|line| line == "*.key"),
            "secret keys stay out: {ignored}"
        );
        let readme = fs::read_to_string(path.join("README.md")).unwrap();
        assert!(readme.contains("minisign -S -m target/release/"), "{readme}");
        let cargo = fs::read_to_string(path.join("Cargo.toml")).unwrap();
        let cargo: toml::Table = cargo.parse().unwrap();
        let api = Path::new(cargo["dependencies"]["yun-plugin-api"]["path"].as_str().unwrap());
        assert!(api.is_absolute() && api.join("Cargo.toml").is_file(), "{api:?}");
        let settings = fs::read_to_string(path.join(".vscode/settings.json")).unwrap();
        let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
        for schema in settings["json.schemas"].as_array().unwrap() {
            let schema = schema["url"].as_str().unwrap();
            assert!(schema.starts_with(api.to_str().unwrap()), "{schema}");
        }
    }
}

#[test]
fn people_are_told_what_comes_next() {
    let home = Home::alone();
    let run = |path: &str, language: &str| {
        let ran = home.yun([
            "plugin", "new", "acme", "--kind", "resource", "--path", path, "--lang", language,
        ]);
        ran.succeeds()
    };
    assert_eq!(
        run("my crate", "en").stderr,
        "next:\n  cd 'my crate'\n  cargo test && cargo build\n  yun plugin check .\n"
    );
    let chinese = run("deep/er/crate", "zh");
    assert!(
        chinese.stderr.starts_with("接下来：\n  cd deep/er/crate\n"),
        "{}",
        chinese.stderr
    );
    assert!(
        chinese.stdout.contains("类别") && chinese.stdout.contains("resource"),
        "{}",
        chinese.stdout
    );
    assert!(home.path("deep/er/crate/Cargo.toml").is_file());
}

#[test]
fn a_name_that_cannot_be_is_refused_with_one_that_can() {
    let home = Home::alone();
    for (name, kind, code, offered) in [
        ("Acme_Vault", "credential", "plugin_name_invalid", "acme-vault"),
        ("yun-plugin-acme", "resource", "plugin_name_invalid", "acme"),
        ("login", "credential", "plugin_name_reserved", "team-login"),
        ("list", "resource", "plugin_name_reserved", "team-list"),
        ("ecs", "resource", "plugin_name_taken", "team-ecs"),
        ("oidc", "credential", "plugin_name_taken", "team-oidc"),
        // The plugin is called otherwise; its mode has this for an alias.
        ("ak", "credential", "plugin_name_taken", "team-ak"),
    ] {
        for language in ["en", "zh"] {
            let arguments = [
                "plugin", "new", name, "--kind", kind, "-o", "json", "--lang", language,
            ];
            let error = home.yun(arguments).exits(2).error();
            assert_eq!(error["code"], code, "{name}");
            let message = error["message"].as_str().unwrap().to_lowercase();
            assert!(message.contains(&name.to_lowercase()), "{error}");
            assert!(error["hint"].as_str().unwrap().contains(offered), "{error}");
        }
    }
    assert!(!home.path("data").exists(), "nothing was written");
}

#[test]
fn what_is_there_already_stays() {
    let home = Home::alone();
    home.write("full/of", "it");
    home.write("file", "it");
    for path in ["full", "file"] {
        let arguments = ["plugin", "new", "acme", "--kind", "resource", "--path", path];
        home.yun(arguments)
            .exits(2)
            .says(&[path, "is there already", "--path"]);
    }
    assert_eq!(
        (home.read("full/of"), home.read("file")),
        ("it".into(), "it".into())
    );
    assert!(!home.path("data").exists(), "nothing was written");

    // An empty directory is filled, and stays the same one: somebody may be in it.
    fs::create_dir(home.path("empty")).unwrap();
    let before = fs::metadata(home.path("empty")).unwrap().ino();
    home.yun(["plugin", "new", "acme", "--kind", "resource", "--path", "empty"])
        .succeeds();
    assert_eq!(fs::metadata(home.path("empty")).unwrap().ino(), before);
    assert!(home.path("empty/src/lib.rs").is_file());
}

#[test]
fn what_cannot_be_written_leaves_nothing_behind() {
    let mut home = Home::alone();
    let file = home.write("file", "it");
    let new = ["plugin", "new", "acme", "--kind", "resource", "-o", "json"];
    let error = home
        .command(new)
        .arguments(["--path", "file/crate"])
        .run()
        .exits(1)
        .error();
    assert_eq!(error["code"], "write_failed");
    home.set("YUN_DATA_DIR", file);
    let error = home.command(new).run().exits(1).error();
    assert!(error["message"].as_str().unwrap().contains("file"), "{error}");
    assert!(!home.path("yun-plugin-acme").exists());
}

#[test]
fn what_is_missing_is_asked_for_where_somebody_is() {
    let home = Home::alone();
    let new = || home.command(["plugin", "new"]);
    new()
        .run()
        .exits(2)
        .says(&["NAME, --kind", "yun plugin new acme-vault"]);
    new()
        .arguments(["--kind", "resource"])
        .run()
        .exits(2)
        .says(&["NAME"]);
    let no_input = new().arguments(["acme", "--no-input"]);
    let asked = no_input.at_terminal(100, 30, Stdout::Shown).finish();
    assert_eq!(asked.code, 2, "{}", asked.stderr);

    let terminal = new().at_terminal(100, 30, Stdout::Shown);
    terminal.waits_for("? What does the plugin provide?");
    terminal.waits_for("> credential").presses(Key::Down);
    terminal.waits_for("> resource").presses(Key::Enter);
    terminal
        .waits_for("? Name of the plugin:")
        .types("ecs")
        .presses(Key::Enter);
    terminal.waits_for("the plugin ecs has it: for example \"team-ecs\"");
    for _ in 0..3 {
        terminal.presses(Key::Backspace);
    }
    terminal.types("acme").presses(Key::Enter);
    terminal.finish().succeeds();
    assert!(
        home.read("yun-plugin-acme/manifest.json")
            .contains("\"kind\": \"resource\"")
    );
}

#[test]
fn the_sdk_is_kept_while_it_is_whole_and_mended_when_it_is_not() {
    let home = Home::alone();
    let new = |name: &str| home.command(["plugin", "new", name, "--kind", "credential"]);
    new("one").run().succeeds();
    let identity = || fs::metadata(home.path(SDK)).unwrap().ino();
    let (first, whole) = (identity(), files(&home.path(SDK)));
    new("two").run().succeeds();
    assert_eq!(identity(), first, "nothing was wrong with it");

    let lib = format!("{SDK}/plugin-api/src/lib.rs");
    let content = home.read(&lib);
    home.write(&lib, "//! Half of it.");
    home.write(format!("{SDK}/plugin-api/src/of_an_older_one.rs"), "");
    let at_once: Vec<Running> = ["three", "four", "five"].map(|name| new(name).start()).into();
    for running in at_once {
        running.finish().succeeds();
    }
    assert_eq!(home.read(&lib), content);
    assert_eq!(files(&home.path(SDK)), whole);
    let left = fs::read_dir(home.path("data/sdk")).unwrap().count();
    assert_eq!(left, 2, "the SDK and its lock");
}
