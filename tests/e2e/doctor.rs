//! `doctor`: what is wrong is found, said and told how to mend, whatever else is broken.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::Value;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Built, Home, Invocation, Layout, Ran, SHIPPED, library_name};

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// A home whose profile works, with the directories that yun has made itself.
fn sound(cloud: &Cloud) -> (Home<'_>, Layout) {
    let layout = Layout::install();
    let mut home = Home::new(cloud);
    home.install(&layout);
    home.add_profile("dev", &cloud.keys());
    (home, layout)
}

fn examined(invocation: Invocation) -> Ran {
    invocation.arguments(["-o", "json"]).run()
}

/// The findings of a check, of this status.
fn found(ran: &Ran, check: &str, status: &str) -> Vec<Value> {
    let rows = ran.rows().into_iter();
    rows.filter(|row| row["check"] == check && row["status"] == status)
        .collect()
}

/// The one finding of a check of this status, whose detail and hint hold these.
#[track_caller]
fn finds(ran: &Ran, check: &str, status: &str, said: &[&str]) {
    let found = found(ran, check, status);
    let text: Vec<String> = found
        .iter()
        .map(|row| format!("{} → {}", row["detail"], row["hint"]))
        .collect();
    let fits = |text: &String| said.iter().all(|part| text.contains(part));
    assert!(
        text.iter().any(fits),
        "{check}, {status}, {said:?}: {}",
        ran.stdout
    );
    let with_hint = |row: &Value| status == "ok" || status == "skipped" || row["hint"].is_string();
    assert!(
        found.iter().all(with_hint),
        "what is wrong says what to do: {}",
        ran.stdout
    );
}

#[test]
fn a_sound_home_has_nothing_but_its_test_endpoint_remarked() {
    let cloud = Cloud::with(World::default());
    let (home, _layout) = sound(&cloud);
    let ran = examined(home.command(["doctor"])).succeeds();
    let odd: Vec<Value> = ran
        .rows()
        .into_iter()
        .filter(|row| row["status"] != "ok")
        .collect();
    assert_eq!(odd.len(), 1, "{odd:?}");
    finds(
        &ran,
        "environment",
        "warning",
        &["YUN_ENDPOINT_URL", "127.0.0.1", "unset"],
    );
    finds(&ran, "credentials", "ok", &["dev", "acs:ram::"]);
    finds(&ran, "network", "ok", &["127.0.0.1", "ms"]);
    finds(&ran, "plugins", "ok", &[&SHIPPED.join(", ")]);
    for check in [
        "config", "profiles", "settings", "files", "secrets", "cache", "clock",
    ] {
        assert!(!found(&ran, check, "ok").is_empty(), "{check}: {}", ran.stdout);
    }
    let text = home.yun(["doctor"]).succeeds();
    assert!(
        text.stdout.starts_with("ok       configuration"),
        "{}",
        text.stdout
    );
    assert!(
        text.stdout.contains("\n                        → "),
        "{}",
        text.stdout
    );
    text.says(&["errors: 0, warnings: 1"]);
    let ids = home
        .yun(["doctor", "--columns", "check,status"])
        .succeeds()
        .stdout;
    assert!(ids.starts_with("Check") && !ids.contains("→"), "{ids}");
}

#[test]
fn nothing_is_asked_of_anybody_offline() {
    let cloud = Cloud::with(World::default());
    let (home, _layout) = sound(&cloud);
    cloud.clear_requests();
    let ran = examined(home.command(["doctor", "--offline"])).succeeds();
    for check in ["network", "clock", "credentials"] {
        finds(&ran, check, "skipped", &["--offline"]);
    }
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn a_clock_that_is_off_is_told_with_both_times() {
    let cloud = Cloud::with(World::default());
    let (home, _layout) = sound(&cloud);
    cloud.set_clock_offset(TimeDelta::minutes(-3));
    let ran = examined(home.command(["doctor"])).succeeds();
    finds(
        &ran,
        "clock",
        "warning",
        &["on this machine", "Z on 127.0.0.1", "s apart", "set the clock"],
    );
    cloud.set_clock_offset(TimeDelta::hours(2));
    let ran = examined(home.command(["doctor"])).exits(1);
    finds(&ran, "clock", "error", &["s apart", "15 minutes"]);
    finds(&ran, "credentials", "error", &["clock"]);
}

#[test]
fn what_others_could_read_or_change_is_an_error() {
    let cloud = Cloud::with(World::default());
    let (home, _layout) = sound(&cloud);
    let offline = || examined(home.command(["doctor", "--offline"]));
    chmod(&home.config_file(), 0o644);
    finds(
        &offline().succeeds(),
        "files",
        "warning",
        &["config.toml", "644", "chmod 600"],
    );
    chmod(&home.config_file(), 0o666);
    finds(
        &offline().exits(1),
        "files",
        "error",
        &["config.toml", "666", "chmod 600"],
    );
    chmod(&home.config_file(), 0o600);
    for (folder, mode) in [("config", 0o777), ("data", 0o755), ("cache", 0o750)] {
        chmod(&home.path(folder), mode);
        finds(
            &offline().exits(1),
            "files",
            "error",
            &[folder, &format!("{mode:o}"), "chmod 700"],
        );
        chmod(&home.path(folder), 0o700);
    }
    chmod(&home.secrets_file(), 0o644);
    finds(
        &offline().exits(1),
        "secrets",
        "error",
        &["secrets.toml", "chmod 600"],
    );
    chmod(&home.secrets_file(), 0o600);
    offline().succeeds();
}

#[test]
fn what_a_profile_lacks_is_told_by_its_name() {
    let cloud = Cloud::with(World::default());
    let (home, _layout) = sound(&cloud);
    let config = home.read("config/config.toml");
    fs::write(
        home.config_file(),
        format!(
            "{config}\n[profiles.\"生产 账号\"]\nmode = \"AccessKey\"\nregion = \"cn-beijing\"\nfields = {{ access_key_id = \"x\" }}\n\
             [profiles.plain]\nmode = \"AccessKey\"\nregion = \"cn-beijing\"\n\
             [profiles.pigeon]\nmode = \"Pigeon\"\nregion = \"cn-beijing\"\n[profiles.half]\nmode = \"AccessKey\"\n\
             [settings]\noutput = \"papyrus\"\nfuture = 1\n"
        )
        .replace("current = \"dev\"", "current = \"gone\""),
    )
    .unwrap();
    let ran = examined(home.command(["doctor", "--offline"])).exits(1);
    finds(
        &ran,
        "secrets",
        "error",
        &["生产 账号", "--access-key-secret", "profile edit"],
    );
    let profiles = found(&ran, "profiles", "error");
    let all = serde_json::to_string(&profiles).unwrap();
    for part in [
        "plain",
        "--access-key-id",
        "profile edit",
        "pigeon",
        "Pigeon",
        "half",
        "region",
        "gone",
    ] {
        assert!(all.contains(part), "{part}: {all}");
    }
    finds(&ran, "settings", "error", &["output", "unset"]);
    finds(&ran, "settings", "warning", &["future", "does not know"]);
    // The wrong format in the file does not keep the doctor from speaking.
    let text = home.yun(["doctor", "--offline", "--lang", "zh"]).exits(1);
    assert!(
        text.stdout.contains("错误") && text.stdout.contains("生产 账号"),
        "{}",
        text.stdout
    );
    text.says(&["错误："]);
}

#[test]
fn plugins_that_are_no_good_are_told_with_what_to_do() {
    let cloud = Cloud::with(World::default());
    let (mut home, layout) = sound(&cloud);
    let panics = home.add_fixture("panics-on-open");
    let taken = home.add_library(&library_name("again"), &layout.plugin("ecs"));
    home.add_plugin_directory("/does/not/exist");
    fs::write(layout.plugin("access-key"), "garbage").unwrap();
    let ran = examined(home.command(["doctor", "--offline"])).exits(1);
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    finds(&ran, "plugins", "error", &[&name(&panics), "opened on purpose"]);
    finds(
        &ran,
        "plugins",
        "error",
        &[&name(&layout.plugin("access-key")), "not a library", "remove"],
    );
    finds(&ran, "plugins", "warning", &[&name(&taken), "ecs"]);
    finds(&ran, "plugins", "warning", &["/does/not/exist"]);
    finds(&ran, "profiles", "error", &["dev"]);
}

#[test]
fn a_plugin_that_ends_its_process_does_not_end_the_doctor() {
    let cloud = Cloud::with(World::default());
    let (home, layout) = sound(&cloud);
    let library = library_name("misbehaves");
    let bundled = layout.plugin("ecs").with_file_name(&library);
    fs::copy(Built::get().fixtures().join(library), bundled).unwrap();
    home.command([
        "profile",
        "add",
        "x",
        "--mode",
        "Misbehaves",
        "--how",
        "abort",
        "--no-verify",
    ])
    .arguments(["--region", "cn-hangzhou"])
    .run()
    .succeeds();
    let ran = examined(home.command(["doctor", "-p", "x"])).exits(1);
    finds(&ran, "credentials", "error", &["x"]);
    finds(&ran, "plugins", "ok", &["misbehaves"]);
}

#[test]
fn variables_that_change_what_is_done_are_told_without_their_secrets() {
    let cloud = Cloud::with(World::default());
    let (home, _layout) = sound(&cloud);
    let file = home.write("ca.pem", "");
    let command = home
        .command(["doctor", "--offline"])
        .variable("HTTPS_PROXY", "http://someone:hunter2@proxy.example:3128")
        .variable("SSL_CERT_FILE", file)
        .variable("SSL_CERT_DIR", "/does/not/exist")
        .variable("ALIBABA_CLOUD_PROFILE", "nobody")
        .variable("YUN_ENDPOINT_URL_ECS", "https://someone:hunter2@e.example");
    let ran = examined(command).exits(1);
    assert!(
        !ran.stdout.contains("hunter2") && !ran.stdout.contains("someone"),
        "{}",
        ran.stdout
    );
    finds(
        &ran,
        "environment",
        "ok",
        &["HTTPS_PROXY", "http://proxy.example:3128"],
    );
    finds(&ran, "environment", "ok", &["SSL_CERT_FILE", "ca.pem"]);
    finds(
        &ran,
        "environment",
        "error",
        &["SSL_CERT_DIR", "/does/not/exist", "unset"],
    );
    finds(&ran, "environment", "error", &["ALIBABA_CLOUD_PROFILE", "nobody"]);
    finds(
        &ran,
        "environment",
        "warning",
        &["YUN_ENDPOINT_URL_ECS", "https://e.example"],
    );
    home.adding("other", "x")
        .arguments(["--no-verify", "--no-use"])
        .secret(&cloud.keys())
        .run()
        .succeeds();
    let ran = examined(
        home.command(["doctor", "--offline"])
            .variable("YUN_PROFILE", "other"),
    )
    .succeeds();
    finds(&ran, "environment", "warning", &["YUN_PROFILE", "other", "dev"]);
    // An endpoint that is refused is not repeated with its password either.
    let ran = home
        .command(["doctor"])
        .variable("YUN_ENDPOINT_URL", "https://someone:hunter2@e.example")
        .run()
        .exits(1);
    assert!(!ran.stdout.contains("hunter2"), "{}", ran.stdout);
}

#[test]
fn it_works_when_everything_is_broken() {
    let layout = Layout::install();
    layout.take_all_away();
    let mut home = Home::alone();
    home.install(&layout);
    home.write_config("[broken\n");
    home.write("data/secrets.toml", "= broken");
    home.write("cache/manifests.json", "{broken");
    let ran = examined(home.command(["doctor"])).exits(1);
    finds(&ran, "config", "error", &["config.toml", "line 1"]);
    finds(&ran, "secrets", "error", &["secrets.toml"]);
    finds(&ran, "cache", "warning", &["anew"]);
    finds(&ran, "plugins", "error", &["lib/yun/plugins"]);
    finds(&ran, "network", "error", &["127.0.0.1:9"]);
    finds(&ran, "clock", "skipped", &[]);
    finds(&ran, "credentials", "skipped", &[]);
    let again = examined(home.command(["doctor", "--offline"])).exits(1);
    finds(&again, "cache", "ok", &[]);
    let bare = [
        "HOME",
        "PATH",
        "LANG",
        "YUN_CONFIG_DIR",
        "YUN_DATA_DIR",
        "YUN_CACHE_DIR",
    ];
    let command = home.command(["doctor"]).variable("HOME", "/does/not/exist");
    let command = bare[1..]
        .iter()
        .fold(command, |command, name| command.without(name));
    let ran = examined(command).exits(1);
    finds(&ran, "files", "error", &["/does/not/exist", "HOME"]);
}

#[test]
fn a_silent_network_takes_no_longer_than_it_may() {
    let cloud = Cloud::with(World::default());
    let (home, _layout) = sound(&cloud);
    // Connections are taken, and nobody ever reads what comes over them.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let began = Instant::now();
    let command = home.command(["doctor", "--timeout", "1"]);
    let ran = examined(command.variable("YUN_ENDPOINT_URL", url)).exits(1);
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    finds(&ran, "network", "error", &["in time"]);
    finds(&ran, "clock", "skipped", &[]);
    finds(&ran, "credentials", "error", &["dev", "in time"]);
}

#[test]
fn credentials_that_are_refused_and_wrong_use_are_told() {
    let cloud = Cloud::with(World::default());
    let (home, _layout) = sound(&cloud);
    cloud.world(|world| {
        for user in &mut world.users {
            user.keys.clear();
        }
    });
    let ran = examined(home.command(["doctor"])).exits(1);
    finds(&ran, "credentials", "error", &["dev", "AccessKey ID"]);
    home.yun(["doctor", "--oflfine"]).exits(2).says(&["--offline"]);
    home.yun(["doctor", "now"]).exits(2);
    home.yun(["doctor", "--columns", "chekc"])
        .exits(2)
        .says(&["\"check\""]);
    let ran = examined(home.command(["doctor", "-p", "deev"])).exits(1);
    finds(&ran, "credentials", "error", &["deev", "dev"]);
}
