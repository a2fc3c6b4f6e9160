//! `process.run`: a program without a shell, which never outlives what it was run for.

use std::{fs, time::Duration};

use serde_json::{Value, json};
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, eventually, in_both_runners};

use super::{Asked, asked, home};

/// The command line in the profile's field.
fn line(command: &str) -> Asked {
    asked("process.run", &json!({"command": command})).with("command", command)
}

/// A script for `sh`, which the manifest names.
fn script(script: &str, more: Value) -> Asked {
    let mut request = json!({"command": "sh", "arguments": ["-c", script]});
    request
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    asked("process.run", &request)
}

#[test]
fn a_command_line_is_split_and_nothing_else() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        line("printf %s| $HOME `id` ~ * ; 'two words' a\\ b").is_answered(
            &home,
            runner,
            r#""output":"$HOME|`id`|~|*|;|two words|a b|""#,
        );
        for (asked, code) in [
            (line("printf 'open"), "command_malformed"),
            (line("no-such-program-of-yun --a"), "program_missing"),
            (line("/"), "program_failed"),
        ] {
            asked.fails(&home, runner, code, 4);
        }
        let more =
            asked("process.run", &json!({"command": "printf", "arguments": ["x"]})).with("command", "printf");
        more.fails(&home, runner, "capability_missing", 8);
        asked("process.run", &json!({"command": "printf other"}))
            .with("command", "printf %s")
            .fails(&home, runner, "capability_missing", 8);
    });
}

#[test]
fn a_program_has_the_users_surroundings_and_its_end_is_told() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        script("printf %s \"$YUN_TEST_ASKED\"", json!({})).is_answered(
            &home,
            runner,
            r#""output":"a value""#,
        );
        let here = fs::canonicalize(home.path("")).unwrap();
        script("pwd -P", json!({})).is_answered(&home, runner, here.to_str().unwrap());
        script("cat", json!({"input": "from above"})).is_answered(&home, runner, r#""output":"from above""#);
        script("cat", json!({})).is_answered(&home, runner, r#""output":"""#);
        script("exit 3", json!({})).is_answered(&home, runner, r#""code":3"#);
        script("kill -9 $$", json!({})).is_answered(&home, runner, r#""code":null"#);
        script("echo said aside >&2", json!({}))
            .is_answered(&home, runner, r#""output":"""#)
            .says(&["said aside"]);
        script("printf '\\377'", json!({})).fails(&home, runner, "output_not_text", 4);
        script("printf abcd", json!({"max_bytes": 4})).is_answered(&home, runner, "abcd");
        script("printf abcd", json!({"max_bytes": 3})).fails(&home, runner, "output_too_large", 4);
        // What it leaves behind and holds its output open is not waited for.
        script("sleep 20 2>/dev/null & echo done", json!({})).is_answered(&home, runner, "done");
    });
}

/// Starts a grandchild, whose id goes into a file of the home, before it goes on.
fn with_a_grandchild(then: &str, more: Value) -> Asked {
    script(
        &format!("sleep 120 & echo $! > \"$HOME/grandchild\"; {then}"),
        more,
    )
}

/// Whether the grandchild runs. One that was ended may stand in the table of processes until somebody takes note.
fn grandchild_runs(home: &Home<'_>) -> bool {
    let id = home.read("grandchild");
    let stat = fs::read_to_string(format!("/proc/{}/stat", id.trim())).unwrap_or_default();
    stat.rsplit_once(')')
        .is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}

#[test]
fn all_that_a_program_started_ends_with_its_limits() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        for (asked, code) in [
            (
                with_a_grandchild("wait", json!({"timeout_seconds": 1})),
                "program_timeout",
            ),
            (
                with_a_grandchild("yes", json!({"max_bytes": 1000})),
                "output_too_large",
            ),
        ] {
            asked.fails(&home, runner, code, 4);
            eventually("the grandchild is gone", || !grandchild_runs(&home));
        }
    });
}

#[test]
fn an_interrupt_ends_the_program() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let _none = fs::remove_file(home.path("grandchild"));
        let running = with_a_grandchild("wait", json!({}))
            .invocation(&home, runner)
            .start();
        eventually("the program runs", || {
            fs::read_to_string(home.path("grandchild")).is_ok_and(|id| id.ends_with('\n'))
        });
        assert!(grandchild_runs(&home));
        running.interrupt();
        running.finish().exits(130);
        let start = std::time::Instant::now();
        eventually("the grandchild is gone", || !grandchild_runs(&home));
        assert!(start.elapsed() < Duration::from_secs(10));
    });
}
