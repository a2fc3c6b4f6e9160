//! How long credentials serve: fetched once, kept, renewed before they end, forgotten with their profile.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, Document, Fault, TimeDelta, World};
use yun_tests::harness::{Home, Ran, in_both_runners};

const ROLE: &str = "acs:ram::1234567890123456:role/";

/// A profile `role` that assumes a role with the keys of `developer`, current.
fn with_role<'a>(cloud: &'a Cloud, more: &str) -> Home<'a> {
    let home = Home::with_profile(cloud);
    let keys = cloud.keys();
    let config = home.read("config/config.toml");
    home.write_config(&format!(
        "current = \"role\"\n{}\n[profiles.role]\nmode = \"RamRoleArn\"\nregion = \"cn-hangzhou\"\n\
         [profiles.role.fields]\naccess_key_id = \"{}\"\nrole_arn = \"{ROLE}operator\"\n{more}",
        config.replace("current = \"dev\"\n", ""),
        keys.access_key_id
    ));
    let secrets = home.read("data/secrets.toml");
    let secret = &keys.access_key_secret;
    home.write(
        "data/secrets.toml",
        format!("{secrets}\n[profiles.role]\naccess_key_secret = \"{secret}\"\n"),
    );
    home
}

/// A profile `uri` whose credentials come from `/credentials`, current.
fn with_uri(cloud: &Cloud) -> Home<'_> {
    let home = Home::new(cloud);
    home.write_config(&format!(
        "current = \"uri\"\n[profiles.uri]\nmode = \"CredentialsURI\"\nregion = \"cn-hangzhou\"\n\
         [profiles.uri.fields]\ncredentials_uri = \"{}/credentials\"\n",
        cloud.url()
    ));
    home
}

/// The files of kept credentials.
fn kept(home: &Home<'_>) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(home.path("cache/credentials")) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect()
}

/// Changes what is kept, as if time had gone by or the clock had been set.
fn rewrite(home: &Home<'_>, change: impl Fn(&mut Value)) {
    let files = kept(home);
    assert_eq!(files.len(), 1, "{files:?}");
    let mut content: Value = serde_json::from_slice(&fs::read(&files[0]).unwrap()).unwrap();
    change(&mut content);
    fs::write(&files[0], content.to_string()).unwrap();
}

fn moved(time: &Value, seconds: i64) -> Value {
    let time = time
        .as_str()
        .unwrap()
        .parse::<chrono::DateTime<chrono::Utc>>()
        .unwrap();
    json!(time + TimeDelta::seconds(seconds))
}

/// Leaves kept credentials this many seconds, by the file.
fn ending_in(home: &Home<'_>, seconds: i64) {
    rewrite(home, |content| {
        let hour = 3600;
        content["fetched_at"] = moved(&content["fetched_at"], seconds - hour);
        content["expires_at"] = moved(&content["expires_at"], seconds - hour);
    });
}

#[test]
fn fifty_commands_at_once_fetch_once() {
    in_both_runners(|runner| {
        let cloud = Cloud::with(World::default());
        let home = with_role(&cloud, "");
        // Long enough that all of them are there before the first has an answer.
        cloud.add_fault(Fault::latency(std::time::Duration::from_secs(2)).action("AssumeRole"));
        let at_once = || {
            let running: Vec<_> = (0..50)
                .map(|_| home.command(["whoami", "-q"]).runner(runner).start())
                .collect();
            for run in running {
                run.finish().succeeds();
            }
        };
        at_once();
        assert_eq!(
            (cloud.calls("AssumeRole"), cloud.calls("GetCallerIdentity")),
            (1, 50)
        );
        cloud.clear_requests();
        ending_in(&home, 120);
        at_once();
        assert_eq!(cloud.calls("AssumeRole"), 1, "what ends soon is renewed once");
    });
}

#[test]
fn what_cannot_be_renewed_is_used_until_it_ends() {
    let cloud = Cloud::with(World::default());
    let home = with_role(&cloud, "");
    in_both_runners(|runner| {
        cloud.clear_faults();
        home.command(["whoami"]).runner(runner).run().succeeds();
        for (fault, code) in [
            (Fault::unavailable(), 7),
            (Fault::error(403, "NoPermission", "no"), 5),
            (Fault::error(400, "InvalidSecurityToken.Expired", "no"), 4),
        ] {
            cloud.clear_faults();
            cloud.add_fault(fault.action("AssumeRole"));
            home.command(["profile", "verify"])
                .runner(runner)
                .run()
                .exits(code);
            ending_in(&home, 120);
            let before = cloud.calls("AssumeRole");
            let ran = home.command(["whoami", "-v"]).runner(runner).run().succeeds();
            assert!(cloud.calls("AssumeRole") > before, "it was tried");
            assert!(ran.stderr.contains("cannot be renewed yet"), "{}", ran.stderr);
            rewrite(&home, |content| {
                content["expires_at"] = moved(&content["expires_at"], -121);
            });
            home.command(["whoami"]).runner(runner).run().exits(code);
            cloud.clear_faults();
            home.command(["whoami"]).runner(runner).run().succeeds();
        }
    });
}

#[test]
fn credentials_that_are_born_short_serve_their_command_and_are_not_kept() {
    in_both_runners(|runner| {
        let cloud = Cloud::with(World::default());
        cloud.world(|world| world.credentials_validity = TimeDelta::seconds(170));
        let home = with_uri(&cloud);
        for count in 1..=2 {
            let ran = home
                .command(["ecs", "list", "-r", "all", "-q", "-o", "ids"])
                .runner(runner)
                .run();
            assert!(ran.succeeds().stdout.contains("i-"));
            assert_eq!(cloud.calls("Get"), count, "once a command, however many regions");
            assert_eq!(kept(&home), [] as [PathBuf; 0]);
        }
        cloud.world(|world| world.credentials_validity = TimeDelta::seconds(200));
        home.command(["whoami"]).runner(runner).run().succeeds();
        home.command(["whoami"]).runner(runner).run().succeeds();
        assert_eq!((cloud.calls("Get"), kept(&home).len()), (3, 1));
    });
}

#[test]
fn a_clock_that_jumps_costs_a_fetch_and_nothing_else() {
    let cloud = Cloud::with(World::default());
    let home = with_role(&cloud, "");
    let whoami = || {
        cloud.clear_requests();
        home.yun(["whoami"]).succeeds();
        cloud.calls("AssumeRole")
    };
    assert_eq!((whoami(), whoami()), (1, 0));
    // The machine's clock was set back by a day: what is kept comes from the future.
    rewrite(&home, |content| {
        for key in ["fetched_at", "expires_at"] {
            content[key] = moved(&content[key], 24 * 3600);
        }
    });
    assert_eq!((whoami(), whoami()), (1, 0));
    // It was set ahead: what is kept seems to be over.
    ending_in(&home, -24 * 3600);
    assert_eq!((whoami(), whoami()), (1, 0));
    // Alibaba Cloud's clock is ahead by as much as it tolerates.
    cloud.set_clock_offset(TimeDelta::minutes(14));
    assert_eq!(whoami(), 0);
    // To Alibaba Cloud the credentials are over, whatever this machine thinks: they are fetched for the next command.
    cloud.set_clock_offset(TimeDelta::zero());
    cloud.world(|world| {
        for session in &mut world.sessions {
            session.expires -= TimeDelta::hours(2);
        }
    });
    home.yun(["whoami"])
        .exits(4)
        .says(&["the security token has expired"]);
    assert_eq!(kept(&home), [] as [PathBuf; 0], "what was refused is not kept");
    assert_eq!(whoami(), 1);
}

#[test]
fn damaged_and_open_files_of_credentials_are_not_believed() {
    use std::os::unix::fs::PermissionsExt as _;
    let cloud = Cloud::with(World::default());
    let home = with_role(&cloud, "");
    home.yun(["whoami"]).succeeds();
    let file = kept(&home).remove(0);
    let whole = fs::read(&file).unwrap();
    for damaged in [&b""[..], b"{", &whole[..whole.len() / 2], b"[]", b"\xff\xfe"] {
        fs::write(&file, damaged).unwrap();
        cloud.clear_requests();
        home.yun(["whoami"]).succeeds();
        assert_eq!(cloud.calls("AssumeRole"), 1, "{damaged:?}");
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    cloud.clear_requests();
    home.yun(["whoami"]).succeeds();
    assert_eq!(cloud.calls("AssumeRole"), 1, "others may have written it");
}

/// Adds a profile that assumes a role with another profile.
fn chained(home: &Home<'_>, name: &str, source: &str, role: &str) {
    let config = home.read("config/config.toml");
    home.write_config(&format!(
        "{config}\n[profiles.{name}]\nmode = \"RamRoleArn\"\nregion = \"cn-hangzhou\"\n\
         [profiles.{name}.fields]\nsource_profile = \"{source}\"\nrole_arn = \"{ROLE}{role}\"\n"
    ));
}

#[test]
fn roles_are_assumed_one_with_another() {
    in_both_runners(|runner| {
        let cloud = Cloud::with(World::default());
        let home = Home::with_profile(&cloud);
        chained(&home, "b", "dev", "operator");
        chained(&home, "c", "b", "second");
        let whoami = || {
            cloud.clear_requests();
            let ran = home
                .command(["whoami", "-p", "c", "-o", "json"])
                .runner(runner)
                .run();
            (
                ran.succeeds().json()["arn"].as_str().unwrap().to_owned(),
                cloud.calls("AssumeRole"),
            )
        };
        let (arn, calls) = whoami();
        assert!(arn.contains("assumed-role/second/"), "{arn}");
        assert_eq!(calls, 2);
        assert_eq!(whoami().1, 0);
        // Other keys at the chain's beginning: nothing that was fetched with the old ones is used.
        let keys = cloud.read_only_keys();
        home.command(["profile", "edit", "dev", "--access-key-id", &keys.access_key_id])
            .secret(&keys)
            .run()
            .succeeds();
        cloud.clear_requests();
        home.command(["whoami", "-p", "c"]).runner(runner).run().exits(5);
        assert_eq!(
            cloud.calls("AssumeRole"),
            1,
            "a reader may not assume the first of them"
        );
    });
}

#[test]
fn a_source_may_be_of_any_mode() {
    in_both_runners(|runner| {
        let cloud = Cloud::with(World::default());
        let home = with_uri(&cloud);
        chained(&home, "second", "uri", "second");
        let ran = home
            .command(["whoami", "-p", "second", "-o", "json"])
            .runner(runner)
            .run();
        assert!(
            ran.succeeds().json()["arn"]
                .as_str()
                .unwrap()
                .contains("assumed-role/second/")
        );
        assert_eq!((cloud.calls("Get"), cloud.calls("AssumeRole")), (1, 1));
        // The error is the source's, and says so.
        cloud.world(|world| {
            world.documents.insert(
                "/credentials".to_owned(),
                Document {
                    status: 404,
                    ..Document::new("")
                },
            );
        });
        home.yun([
            "profile",
            "edit",
            "second",
            "--unset",
            "role_session_name",
            "--no-verify",
        ]);
        for file in kept(&home) {
            fs::remove_file(file).unwrap();
        }
        let ran = home
            .command(["whoami", "-p", "second", "-o", "json"])
            .runner(runner)
            .run()
            .exits(4);
        let error = ran.error();
        assert_eq!(
            (&error["code"], &error["profile"]),
            (&json!("uri_status"), &json!("uri"))
        );
    });
}

#[test]
fn a_cycle_is_shown_and_nobody_is_asked() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    chained(&home, "a", "b", "operator");
    chained(&home, "b", "c", "operator");
    chained(&home, "c", "a", "operator");
    chained(&home, "self", "self", "operator");
    in_both_runners(|runner| {
        for (name, chain) in [
            ("a", "a → b → c → a"),
            ("c", "c → a → b → c"),
            ("self", "self → self"),
        ] {
            for words in [&["whoami"][..], &["ecs", "list"], &["profile", "verify"]] {
                let command = home.command(words.iter().copied()).arguments(["-p", name]);
                command.runner(runner).run().exits(4).says(&[chain, "hint:"]);
            }
        }
        let command = home.command(["whoami", "-p", "a", "--lang", "zh", "-o", "json"]);
        let error = command.runner(runner).run().exits(4).error();
        assert_eq!(error["code"], "profile_cycle");
        assert!(
            error["message"].as_str().unwrap().contains("a → b → c → a"),
            "{error}"
        );
    });
    assert_eq!(cloud.calls("AssumeRole"), 0);
}

#[test]
fn what_was_fetched_for_a_profile_goes_with_it() {
    let cloud = Cloud::with(World::default());
    let fetched = || {
        let home = with_role(&cloud, "");
        home.yun(["whoami"]).succeeds();
        assert_eq!(kept(&home).len(), 1);
        home
    };
    let none = |home: &Home<'_>, ran: Ran| {
        ran.succeeds();
        assert_eq!(kept(home), [] as [PathBuf; 0]);
    };
    let home = fetched();
    none(&home, home.yun(["profile", "remove", "role", "--yes"]));
    let home = fetched();
    none(&home, home.yun(["profile", "rename", "role", "other"]));
    home.yun(["whoami", "-p", "other"]).succeeds();
    assert_eq!(kept(&home).len(), 1);
    let home = fetched();
    none(
        &home,
        home.yun([
            "profile",
            "edit",
            "role",
            "--role-session-name",
            "another",
            "--no-verify",
        ]),
    );
    let home = fetched();
    let to_pair = ["profile", "edit", "role", "--mode", "AccessKey"];
    none(&home, home.yun(to_pair));
    let home = fetched();
    home.yun(["profile", "edit", "role", "--region", "cn-beijing"])
        .succeeds();
    assert_eq!(kept(&home).len(), 1, "the same credentials, whatever the region");
    let home = fetched();
    home.yun(["profile", "remove", "dev", "--yes"]).succeeds();
    assert_eq!(kept(&home).len(), 1, "they are another profile's");
}
