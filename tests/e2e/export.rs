//! `profile env`, read by real shells, and `run`: a profile's credentials for other programs.
//!
//! What the shells see is compared in the shells: a secret on standard output would fail any test.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Invocation, eventually, in_both_runners};

use crate::completion_shells::{Absence, in_shell};

/// A secret with all that shells take for something else.
const SECRET: &str = r#"it's\"$HOME`id`!{a,b}#;&|<>*?~\\"#;

/// Compares each variable with what it should be; `WANTED_…` is that.
const COMPARISON: &str = r#"
    test "$ALIBABA_CLOUD_ACCESS_KEY_ID" = "$WANTED_ID" && echo id
    test "$ALIBABA_CLOUD_ACCESS_KEY_SECRET" = "$WANTED_SECRET" && echo secret
    test "$ALIBABA_CLOUD_SECURITY_TOKEN" = "$WANTED_TOKEN" && echo token
    test "$ALIBABA_CLOUD_REGION_ID" = cn-hangzhou && test "$ALIBABA_CLOUD_REGION" = cn-hangzhou && echo region
    true
"#;

/// The profiles `odd`, a pair whose secret is [`SECRET`], and `temporary`, with a token.
fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::new(cloud);
    home.command([
        "profile",
        "add",
        "odd",
        "--mode",
        "AccessKey",
        "--region",
        "cn-hangzhou",
        "--no-verify",
    ])
    .arguments([
        "--access-key-id",
        "LTAI-odd",
        "--access-key-secret",
        "env:WANTED_SECRET",
    ])
    .variable("WANTED_SECRET", SECRET)
    .run()
    .succeeds();
    let keys = cloud.temporary_keys(yun_tests::cloud::TimeDelta::hours(1));
    home.set("TEMPORARY_ID", &keys.access_key_id);
    home.set("TEMPORARY_SECRET", &keys.access_key_secret);
    home.set("TEMPORARY_TOKEN", &keys.security_token);
    home.command([
        "profile",
        "add",
        "temporary",
        "--mode",
        "StsToken",
        "--region",
        "cn-hangzhou",
        "--no-verify",
    ])
    .arguments(["--access-key-id", &keys.access_key_id])
    .arguments([
        "--access-key-secret",
        "env:TEMPORARY_SECRET",
        "--sts-token",
        "env:TEMPORARY_TOKEN",
    ])
    .run()
    .succeeds();
    // What is left over from other credentials, and has to go.
    home.set("ALIBABA_CLOUD_SECURITY_TOKEN", "stale");
    home
}

fn wants_odd(home: &mut Home<'_>) {
    home.set("WANTED_ID", "LTAI-odd");
    home.set("WANTED_SECRET", SECRET);
    home.set("WANTED_TOKEN", "");
}

#[test]
fn shells_of_the_bourne_family_take_the_credentials_as_they_are() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    wants_odd(&mut home);
    for (shell, absence, options) in [
        ("bash", Absence::Refused, &["--norc", "-c"][..]),
        ("zsh", Absence::Refused, &["-f", "-c"]),
        ("sh", Absence::Refused, &["-c"]),
    ] {
        let script = format!("eval \"$(yun profile env odd)\"\n{COMPARISON}");
        let Some(lines) = in_shell(&home, (shell, absence), options, &script) else {
            continue;
        };
        assert_eq!(lines, ["id", "secret", "token", "region"], "{shell}");
        // The token comes, and goes again with the next profile.
        let script = r#"
            eval "$(yun profile env temporary)"
            test "$ALIBABA_CLOUD_SECURITY_TOKEN" = "$TEMPORARY_TOKEN" && echo token
            eval "$(yun profile env odd)"
            test -z "${ALIBABA_CLOUD_SECURITY_TOKEN+set}" && echo none
        "#;
        assert_eq!(
            in_shell(&home, (shell, absence), options, script).unwrap(),
            ["token", "none"]
        );
    }
}

#[test]
fn fish_takes_the_credentials_as_they_are() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    wants_odd(&mut home);
    home.set("SHELL", "/usr/bin/fish");
    // Its form is that of $SHELL.
    let script = format!(
        "yun profile env odd | source\n{}",
        COMPARISON.replace("&&", "; and")
    );
    if let Some(lines) = in_shell(&home, ("fish", Absence::Refused), &["--no-config", "-c"], &script) {
        assert_eq!(lines, ["id", "secret", "token", "region"]);
    }
}

#[test]
fn a_file_of_variables_is_read_as_it_is_by_a_shell_too() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    wants_odd(&mut home);
    home.unset("ALIBABA_CLOUD_SECURITY_TOKEN");
    let script = format!(
        "mkdir -p given && yun profile env odd --format dotenv > given/.env\nset -a; . given/.env\n{COMPARISON}"
    );
    let lines = in_shell(&home, ("bash", Absence::Refused), &["--norc", "-c"], &script).unwrap();
    assert_eq!(lines, ["id", "secret", "token", "region"]);
}

#[test]
fn the_document_is_what_the_modes_read_themselves() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let mut home = Home::with_profile(&cloud);
        home.set("PATH", beside(&home));
        home.command([
            "profile",
            "add",
            "again",
            "--mode",
            "ExternalCommand",
            "--region",
            "cn-hangzhou",
        ])
        .arguments(["--command", "yun profile env dev -o json"])
        .runner(runner)
        .run()
        .succeeds();
        let ran = home
            .command(["whoami", "-o", "json"])
            .runner(runner)
            .run()
            .succeeds();
        assert_eq!(
            (&ran.json()["profile"], &ran.json()["arn"]),
            (
                &"again".into(),
                &"acs:ram::1234567890123456:user/developer".into()
            )
        );
    });
}

/// `PATH` with the host's directory in front.
fn beside(home: &Home<'_>) -> String {
    let ran = home.program("sh", ["-c", "printf %s \"$PATH\""]).run().succeeds();
    ran.stdout
}

fn run<'a>(home: &Home<'_>, profile: &str, words: impl IntoIterator<Item = &'a str>) -> Invocation {
    home.command(["run", "-p", profile, "--"]).arguments(words)
}

#[test]
fn a_program_finds_the_credentials_and_no_others() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    wants_odd(&mut home);
    for name in [
        "ALIBABACLOUD_ACCESS_KEY_ID",
        "ALIBABACLOUD_ACCESS_KEY_SECRET",
        "ALIBABACLOUD_SECURITY_TOKEN",
        "ALICLOUD_ACCESS_KEY_ID",
        "ALICLOUD_ACCESS_KEY_SECRET",
        "ALICLOUD_SECURITY_TOKEN",
        "ALIBABA_CLOUD_PROFILE",
        "ALIBABACLOUD_PROFILE",
        "ALICLOUD_PROFILE",
    ] {
        home.set(name, "stale");
    }
    home.set("MINE", "stays");
    let script = format!(
        "{COMPARISON}\nenv | grep -c stale\ntest -z \"${{ALIBABA_CLOUD_SECURITY_TOKEN+set}}\" && echo unset\n\
         echo \"$YUN_PROFILE $MINE\""
    );
    let ran = run(&home, "odd", ["sh", "-c", &script]).run().succeeds();
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert_eq!(
        lines,
        ["id", "secret", "token", "region", "0", "unset", "odd stays"]
    );
    let ran = run(
        &home,
        "temporary",
        [
            "sh",
            "-c",
            "test \"$ALIBABA_CLOUD_SECURITY_TOKEN\" = \"$TEMPORARY_TOKEN\"",
        ],
    );
    ran.run().succeeds();
    let region = [
        "-r",
        "cn-beijing",
        "run",
        "-p",
        "odd",
        "sh",
        "-c",
        "echo $ALIBABA_CLOUD_REGION_ID",
    ];
    assert_eq!(home.yun(region).succeeds().stdout, "cn-beijing\n");
}

#[test]
fn a_program_is_given_its_arguments_and_input_and_answers_with_its_code() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let ran = run(
        &home,
        "dev",
        ["printf", "%s|", "a b", "", "--help", "-p", "$HOME", "生产"],
    )
    .run();
    assert_eq!(ran.succeeds().stdout, "a b||--help|-p|$HOME|生产|");
    let ran = run(&home, "dev", ["cat"]).stdin("from standard input").run();
    assert_eq!(ran.succeeds().stdout, "from standard input");
    for code in [0, 1, 7, 130, 255] {
        run(&home, "dev", ["sh", "-c", &format!("exit {code}")])
            .run()
            .exits(code);
    }
    // A signal that ends the program is seen as such by whoever waits.
    run(&home, "dev", ["sh", "-c", "kill -TERM $$"]).run().exits(-15);
    // Quiet at a closed pipe, as programs are: no signal is left ignored.
    let ran = run(
        &home,
        "dev",
        ["bash", "-c", "yes | head -n 1; echo ${PIPESTATUS[0]}"],
    )
    .run();
    assert_eq!(ran.succeeds().stdout, "y\n141\n");
}

#[test]
fn an_interrupt_is_the_programs() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let script = "trap 'exit 42' INT; : > there; while :; do sleep 0.05; done";
        let command = home.command(["--runner", runner.word(), "run", "-p", "dev", "sh", "-c", script]);
        let running = command.start();
        eventually("the program runs", || home.path("there").exists());
        running.interrupt();
        running.finish().exits(42);
        std::fs::remove_file(home.path("there")).unwrap();
    });
}

#[test]
fn nothing_runs_without_credentials_or_without_a_program() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    run(&home, "dev", ["no-such-program"])
        .run()
        .exits(2)
        .says(&["no program no-such-program", "PATH"]);
    let chinese = home
        .yun([
            "--lang",
            "zh",
            "-o",
            "json",
            "run",
            "-p",
            "dev",
            "no-such-program",
        ])
        .exits(2);
    assert_eq!(chinese.error()["code"], "program_missing");
    home.write("a-directory/file", "");
    run(&home, "dev", ["./a-directory"])
        .run()
        .exits(1)
        .says(&["cannot be run"]);
    home.yun(["run", "-p", "dev"])
        .exits(2)
        .says(&["yun run -p NAME -- PROGRAM"]);
    run(&home, "nobody", ["touch", "ran"]).run().exits(2);
    home.write_config(
        "[profiles.lost]\nmode = \"CredentialsURI\"\nregion = \"cn-hangzhou\"\n\
         [profiles.lost.fields]\ncredentials_uri = \"http://127.0.0.1:9/\"\n",
    );
    run(&home, "lost", ["touch", "ran"]).run().exits(7);
    assert!(!home.path("ran").exists());
}

#[test]
fn a_yun_that_yun_runs_uses_the_same_profile() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("生产 账号", &cloud.read_only_keys());
    home.yun(["profile", "use", "dev"]).succeeds();
    let path = beside(&home);
    let command = run(&home, "生产 账号", ["yun", "whoami", "-o", "json"]).variable("PATH", path);
    assert_eq!(command.run().succeeds().json()["profile"], "生产 账号");
}
