//! Files in a form that they should not have: named, located, and left as they are.

use std::{fs, os::unix::fs::PermissionsExt as _};

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Invocation};

use super::Row;

/// What has to read the configuration, and what would write it.
const NEEDING_CONFIG: [&str; 9] = [
    "whoami",
    "ecs list",
    "profile list",
    "profile use dev",
    "profile rename dev new",
    "profile remove dev",
    "profile edit dev --region cn-beijing --no-verify",
    "settings set language en",
    "settings list",
];

/// The whole file, and the essential words.
const BROKEN: &[(&[u8], &str, &[&str])] = &[
    (
        b"current = \"dev\"\n\n[profiles.dev]\nmode = AccessKey\n",
        "config_malformed",
        &["line 4", "column 8"],
    ),
    (b"[profiles\n", "config_malformed", &["line 1"]),
    (
        b"current = \"dev\"\r\n[profiles.dev]\r\nmode = \r\n",
        "config_malformed",
        &["line 3"],
    ),
    (
        b"[profiles.dev]\nmode = \"A\"\n[profiles.dev]\nmode = \"B\"\n",
        "config_malformed",
        &["line 3"],
    ),
    (b"a = \"\xff\xfe\"\n", "read_failed", &["UTF-8"]),
    (b"profiles = 5\n", "config_invalid", &["profiles", "table"]),
    (
        b"[[profiles]]\nname = \"dev\"\n",
        "config_invalid",
        &["profiles", "table"],
    ),
];

/// What stands in the table of the profile `odd`, and which key is to blame.
const ODD_PROFILES: &[(&str, &str)] = &[
    ("region = \"cn-hangzhou\"", "mode"),
    ("mode = 5\nregion = \"cn-hangzhou\"", "mode"),
    ("mode = \"\"\nregion = \"cn-hangzhou\"", "mode"),
    ("mode = \"AccessKey\"", "region"),
    ("mode = \"AccessKey\"\nregion = [\"cn-hangzhou\"]", "region"),
    (
        "mode = \"AccessKey\"\nregion = \"cn-hangzhou\"\nresource_group = 5",
        "resource_group",
    ),
    (
        "mode = \"AccessKey\"\nregion = \"cn-hangzhou\"\nsignature = 3",
        "signature",
    ),
    (
        "mode = \"AccessKey\"\nregion = \"cn-hangzhou\"\nsignature = \"v9\"",
        "signature",
    ),
    (
        "mode = \"AccessKey\"\nregion = \"cn-hangzhou\"\nsecret_store = true",
        "secret_store",
    ),
    (
        "mode = \"AccessKey\"\nregion = \"cn-hangzhou\"\nsecret_store = \"vault\"",
        "secret_store",
    ),
    (
        "mode = \"AccessKey\"\nregion = \"cn-hangzhou\"\nfields = 5",
        "fields",
    ),
    (
        "mode = \"AccessKey\"\nregion = \"cn-hangzhou\"\nfields = { access_key_id = 5 }",
        "fields",
    ),
    (
        "mode = \"AccessKey\"\nregion = \"cn-hangzhou\"\nendpoints = 5",
        "endpoints",
    ),
    (
        "mode = \"AccessKey\"\nregion = \"cn-hangzhou\"\nendpoints = { ECS = 5 }",
        "endpoints",
    ),
];

/// The content of `secrets.toml`, none of which may be repeated; the error's and the exit code; whether other profiles
/// are concerned too.
const BROKEN_SECRETS: &[(&[u8], &str, i32, bool)] = &[
    (
        b"[profiles.dev]\naccess_key_secret = s3cret-open\n",
        "secrets_malformed",
        4,
        true,
    ),
    (b"[profiles.dev\ns3cret-open", "secrets_malformed", 4, true),
    (
        b"[profiles.dev]\naccess_key_secret = \"s3cret-open\xff\"\n",
        "read_failed",
        1,
        true,
    ),
    (b"profiles = \"s3cret-open\"\n", "secrets_malformed", 4, true),
    (
        b"[profiles]\ndev = \"s3cret-open\"\n",
        "secrets_malformed",
        4,
        false,
    ),
    (
        b"[profiles.dev]\naccess_key_secret = [\"s3cret-open\"]\n",
        "secrets_malformed",
        4,
        false,
    ),
];

#[test]
fn a_configuration_that_is_none() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (place, (content, code, says)) in BROKEN.iter().enumerate() {
        home.write("config/config.toml", content);
        // Every command meets the first; of the others it is enough that one reads and one would write.
        let lines = match place {
            0 => &NEEDING_CONFIG[..],
            _ => &["whoami", "settings set language en"],
        };
        for line in lines {
            Row::new(line, code, says)
                .hint(&[])
                .exits(if *code == "read_failed" { 1 } else { 2 })
                .check(&home);
        }
        for line in [
            "--version",
            "--help",
            "profile add --help",
            "plugin list",
            "completion bash",
        ] {
            home.yun(line.split(' ')).succeeds();
        }
    }
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn a_directory_in_the_place_of_a_file() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    fs::remove_file(home.secrets_file()).unwrap();
    fs::create_dir(home.secrets_file()).unwrap();
    fs::set_permissions(home.secrets_file(), fs::Permissions::from_mode(0o700)).unwrap();
    for line in ["whoami", "profile remove dev", "profile rename dev new"] {
        Row::new(line, "read_failed", &["secrets.toml"])
            .exits(1)
            .check(&home);
    }
    fs::remove_file(home.config_file()).unwrap();
    fs::create_dir(home.config_file()).unwrap();
    for line in NEEDING_CONFIG {
        Row::new(line, "read_failed", &["config.toml"])
            .exits(1)
            .check(&home);
    }
    assert_eq!(cloud.requests().len(), 0);
}

/// Who may do everything may also read everything: then there is nothing to see.
#[test]
fn a_file_that_may_not_be_read() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    fs::set_permissions(home.config_file(), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(home.config_file()).is_err() {
        home.yun(["whoami"]).exits(1).says(&["config.toml"]);
        home.yun(["profile", "use", "dev"])
            .exits(1)
            .says(&["config.toml"]);
    }
    fs::set_permissions(home.config_file(), fs::Permissions::from_mode(0o600)).unwrap();
    home.yun(["whoami"]).succeeds();
}

#[test]
fn a_profile_in_a_wrong_form_is_named_and_the_others_work() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml");
    for (table, key) in ODD_PROFILES {
        home.write_config(&format!("{config}\n[profiles.odd]\n{table}\n"));
        for line in [
            "whoami -p odd",
            "ecs list -p odd",
            "profile edit odd --region cn-beijing --no-verify",
        ] {
            Row::new(line, "config_invalid", &["odd", key]).check(&home);
        }
        home.yun(["whoami"]).succeeds();
        let listed = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
        let states: Vec<_> = listed.iter().map(|row| row["status"].as_str().unwrap()).collect();
        assert_eq!(states, ["ok", "invalid"], "{table}");
    }
    home.write_config(&format!("{config}\n[profiles]\nodd = 5\n"));
    home.yun(["whoami", "-p", "odd"]).exits(2).says(&["odd"]);
    home.write_config(&format!(
        "profiles.odd = 5\n{}",
        config.replace("[profiles.dev", "[other.dev")
    ));
    Row::new("whoami -p odd", "config_invalid", &["odd"]).check(&home);
    home.write_config(&format!(
        "{config}\n[profiles.odd]\nmode = \"AccessKey\"\nregion = \"evil.com/\"\n"
    ));
    Row::new("whoami -p odd", "region_invalid", &["odd", "evil.com"]).check(&home);
    home.write_config(&format!(
        "{config}\n[profiles.odd]\nmode = \"Pigeon\"\nregion = \"cn-beijing\"\n"
    ));
    Row::new("whoami -p odd", "mode_unknown", &["odd", "Pigeon"]).check(&home);
}

#[test]
fn a_current_profile_that_is_none() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml");
    home.write_config(&config.replace("current = \"dev\"", "current = \"deev\""));
    Row::new("whoami", "profile_unknown", &["\"deev\""])
        .hint(&["\"dev\""])
        .check(&home);
    home.write_config(&config.replace("current = \"dev\"", "current = 5"));
    Row::new("whoami", "profile_not_chosen", &[])
        .hint(&["-p"])
        .check(&home);
    home.write_config(&config.replace("current = \"dev\"", ""));
    Row::new("ecs list", "profile_not_chosen", &[])
        .hint(&["-p"])
        .check(&home);
}

#[test]
fn settings_in_a_wrong_form() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml");
    home.write_config(&format!("settings = 1\n{config}"));
    for line in ["settings list", "settings set output json"] {
        Row::new(line, "config_invalid", &["settings", "table"]).check(&home);
    }
    for output in ["\"papyrus\"", "5", "[]", "\"\""] {
        home.write_config(&format!("{config}\n[settings]\noutput = {output}\n"));
        for line in ["whoami", "ecs list"] {
            let row = Row::new(line, "setting_invalid", &["output", "config.toml"]);
            row.hint(&["table, wide", "yun settings unset output"])
                .speaks_for_itself()
                .check(&home);
        }
    }
    for others in [
        "language = 5\ncolor = []\n",
        "language = \"fr\"\ncolor = \"pink\"\n",
    ] {
        home.write_config(&format!("{config}\n[settings]\n{others}"));
        home.yun(["whoami"]).succeeds();
    }
}

#[test]
fn odd_files_that_are_whole_are_read() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let config = home.read("config/config.toml");
    for content in [
        format!("\u{feff}{config}"),
        config.replace('\n', "\r\n"),
        format!("\u{feff}{}", config.replace('\n', "\r\n")),
    ] {
        home.write_config(&content);
        home.yun(["whoami"]).succeeds();
        home.yun(["settings", "set", "color", "never"]).succeeds();
        home.yun(["settings", "unset", "color"]).succeeds();
        let kept = home.read("config/config.toml");
        let lines = |text: &str| -> Vec<String> {
            let lines = text
                .split('\n')
                .filter(|line| !matches!(line.trim(), "" | "[settings]"));
            lines.map(str::to_owned).collect()
        };
        assert!(lines(&kept) == lines(&content), "{:.400}", kept);
        home.yun(["whoami"]).succeeds();
    }
    // Ten megabytes.
    let large = "# a line that says nothing, 31 B\n".repeat(10 << 15);
    home.write_config(&format!("{config}\n{large}"));
    home.yun(["whoami"]).succeeds();
    home.write_config("");
    Row::new("whoami", "no_profile", &["no profile"])
        .hint(&["yun profile add"])
        .exits(4)
        .check(&home);
    home.yun(["profile", "list"]).succeeds();
}

#[test]
fn secrets_that_cannot_be_read_are_not_repeated() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let keys = cloud.keys();
    let whole = home.read("data/secrets.toml");
    for (content, code, exit, all) in BROKEN_SECRETS {
        fs::write(home.secrets_file(), content).unwrap();
        for line in [
            "whoami -vvv",
            "ecs list -vvv",
            "profile rename dev new",
            "profile remove dev",
        ] {
            let hides = |invocation: Invocation| {
                let ran = home.command(line.split(' ')).run();
                assert!(!ran.stderr.contains("s3cret-open"), "{}", ran.stderr);
                invocation
            };
            Row::new(line, code, &["secrets.toml"])
                .exits(*exit)
                .check_with(&home, hides);
        }
        if !all {
            continue;
        }
        let line = format!(
            "profile add new --mode AccessKey -r cn-beijing --access-key-id {}",
            keys.access_key_id
        );
        Row::new(&line, code, &["secrets.toml"])
            .exits(*exit)
            .check_with(&home, |invocation| {
                invocation.arguments(["--no-verify"]).secret(&keys)
            });
    }
    fs::write(home.secrets_file(), "").unwrap();
    Row::new("whoami", "field_missing", &["access-key-secret"])
        .hint(&["profile edit", "--access-key-secret"])
        .exits(4)
        .check(&home);
    fs::write(home.secrets_file(), whole).unwrap();
    fs::set_permissions(home.secrets_file(), fs::Permissions::from_mode(0o640)).unwrap();
    Row::new("whoami", "secrets_exposed", &["secrets.toml"])
        .hint(&["chmod 600"])
        .exits(4)
        .check(&home);
    assert_eq!(cloud.requests().len(), 0);
}
