//! Secrets never show: not in what is said at the highest verbosity, not in files, not in what others see of a process.
//!
//! The harness searches the output of every run and all files of its home; here are the modes, commands and failures that
//! it has to see.

use std::{fs, path::Path};

use yun_tests::cloud::{Cloud, Fault, TimeDelta, World};
use yun_tests::harness::{Built, Home, Runner, eventually, in_both_runners};

/// Profiles of every mode; `{…}` is filled in.
const CONFIG: &str = r#"
current = "pair"
[profiles.pair]
mode = "AccessKey"
region = "cn-hangzhou"
fields = { access_key_id = "{id}" }
[profiles.token]
mode = "StsToken"
region = "cn-hangzhou"
fields = { access_key_id = "{temporary}" }
[profiles.role]
mode = "RamRoleArn"
region = "cn-hangzhou"
fields = { access_key_id = "{id}", role_arn = "acs:ram::1234567890123456:role/operator" }
[profiles.chain]
mode = "RamRoleArn"
region = "cn-hangzhou"
fields = { source_profile = "role", role_arn = "acs:ram::1234567890123456:role/second" }
[profiles.uri]
mode = "CredentialsURI"
region = "cn-hangzhou"
fields = { credentials_uri = "{url}/credentials" }
[profiles.command]
mode = "ExternalCommand"
region = "cn-hangzhou"
fields = { command = "{yun} profile env token -o json" }
[profiles.instance]
mode = "EcsRamRole"
region = "cn-hangzhou"
[profiles.instance-role]
mode = "RamRoleArnWithRoleName"
region = "cn-hangzhou"
fields = { role_arn = "acs:ram::1234567890123456:role/operator" }
[profiles.oidc]
mode = "OIDC"
region = "cn-hangzhou"
fields = { oidc_provider_arn = "{provider}", oidc_token_file = "{home}/given/token", role_arn = "acs:ram::1234567890123456:role/workload" }
[profiles.account]
mode = "AlibabaCloudAccount"
region = "cn-hangzhou"
[profiles.sso]
mode = "CloudSSO"
region = "cn-hangzhou"
fields = { sign_in_url = "{url}/start", account_id = "1234567890123456", access_configuration = "ac-00administrator" }
"#;

const NAMES: [&str; 11] = [
    "pair",
    "token",
    "role",
    "chain",
    "uri",
    "command",
    "instance",
    "instance-role",
    "oidc",
    "account",
    "sso",
];

const LOGINS: [&str; 2] = ["account", "sso"];

/// A home with a profile of each mode, nobody logged in.
fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::new(cloud);
    let (keys, temporary) = (cloud.keys(), cloud.temporary_keys(TimeDelta::hours(1)));
    let config = CONFIG
        .replace("{id}", &keys.access_key_id)
        .replace("{temporary}", &temporary.access_key_id)
        .replace("{url}", &cloud.url())
        .replace("{yun}", &Built::get().yun().display().to_string())
        .replace("{provider}", &cloud.oidc_provider_arn())
        .replace("{home}", &home.path("").display().to_string());
    home.write_config(&config);
    let secrets = format!(
        "[profiles]\npair.access_key_secret = \"{0}\"\nrole.access_key_secret = \"{0}\"\n\
         token = {{ access_key_secret = \"{1}\", sts_token = \"{2}\" }}\n",
        keys.access_key_secret, temporary.access_key_secret, temporary.security_token
    );
    private(&home.write("data/secrets.toml", secrets));
    home.write("given/token", cloud.oidc_token(TimeDelta::hours(1)));
    home.set("BROWSER", Built::get().folder().join("test-browser"));
    home
}

fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// Runs it at the highest verbosity; the harness searches what it writes, and this the files.
fn whatever_comes(home: &Home<'_>, runner: Runner, words: &[&str], profile: &str) -> i32 {
    let command = home.command(["-vvv", "--runner", runner.word()]).arguments(words);
    let ran = command.arguments(["-p", profile]).run();
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    home.assert_no_secret_in_files();
    ran.code
}

#[test]
fn no_mode_shows_a_secret_when_all_is_well() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let home = home(&cloud);
        for name in LOGINS {
            assert_eq!(whatever_comes(&home, runner, &["login"], name), 0, "{name}");
        }
        for name in NAMES {
            for words in [
                &["whoami", "-o", "json"][..],
                &["profile", "verify"],
                &["profile", "show", "-o", "yaml"],
                &["ecs", "list", "-o", "jsonl"],
            ] {
                assert_eq!(whatever_comes(&home, runner, words, name), 0, "{words:?} {name}");
            }
        }
        let all = home.command([
            "-vvv",
            "--runner",
            runner.word(),
            "profile",
            "verify",
            "--all-profiles",
        ]);
        all.run().succeeds();
        for words in [
            &["profile", "list", "-o", "json"][..],
            &["doctor"],
            &["plugin", "list"],
            &["settings", "list"],
        ] {
            home.command(["-vvv", "--runner", runner.word()])
                .arguments(words)
                .run();
        }
        for name in LOGINS {
            assert_eq!(whatever_comes(&home, runner, &["logout"], name), 0, "{name}");
        }
    });
}

#[test]
fn no_mode_shows_a_secret_when_something_fails() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let home = home(&cloud);
        for (what, fault) in [
            ("cut", Fault::cut_json()),
            ("error", Fault::error(400, "Refused", "said by the service")),
            ("html", Fault::html(200)),
            (
                "refused",
                Fault::error(401, "invalid_token", "said by the service"),
            ),
            (
                "echo",
                Fault::respond(
                    200,
                    "application/json",
                    "{\"Code\":\"Success\",\"AccessKeyId\":7}",
                ),
            ),
        ] {
            cloud.clear_faults();
            for name in LOGINS {
                assert_eq!(
                    whatever_comes(&home, runner, &["login"], name),
                    0,
                    "{what} {name}"
                );
            }
            cloud.add_fault(fault);
            let started = |name: &'static str, words: &[&str]| {
                let command = home.command(["-vvv", "--runner", runner.word()]);
                (name, command.arguments(words).arguments(["-p", name]).start())
            };
            let verifying = NAMES.map(|name| started(name, &["profile", "verify", "--timeout", "3"]));
            let logging_in = LOGINS.map(|name| started(name, &["login", "--timeout", "1"]));
            for (name, running) in verifying.into_iter().chain(logging_in) {
                let ran = running.finish();
                assert_ne!(ran.code, 0, "{what} {name}");
                assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
            }
            home.assert_no_secret_in_files();
        }
        cloud.clear_faults();
    });
}

#[test]
fn others_see_no_secret_of_a_running_process() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for name in ["role", "oidc", "uri", "instance", "token"] {
        cloud.clear_faults();
        cloud.clear_requests();
        cloud.add_fault(Fault::latency(std::time::Duration::from_secs(3)));
        let running = home
            .command(["--runner", "child", "profile", "verify", name])
            .start();
        eventually("the cloud is asked", || !cloud.requests().is_empty());
        let children = children(running.id());
        assert!(!children.is_empty(), "{name} runs in a child");
        let secrets = cloud.secrets().all();
        for id in children.iter().chain([&running.id()]) {
            for file in ["cmdline", "environ"] {
                let text = fs::read(format!("/proc/{id}/{file}")).unwrap();
                let text = String::from_utf8_lossy(&text);
                let shown = secrets.iter().find(|secret| text.contains(*secret));
                assert!(shown.is_none(), "{name}: {file} of {id}");
            }
        }
        for id in children {
            assert_eq!(fs::read(format!("/proc/{id}/environ")).unwrap(), b"", "{name}");
        }
        drop(running);
    }
}

/// The processes that this one has started.
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let is_child = |id: &u32| {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        status.lines().any(|line| {
            line.strip_prefix("PPid:")
                .is_some_and(|of| of.trim() == parent.to_string())
        })
    };
    ids.filter(is_child).collect()
}
