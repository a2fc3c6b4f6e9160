//! Streams that are closed, full or not read any more.

use yun_tests::cloud::{Cloud, TimeDelta, World};
use yun_tests::harness::{Built, Home, Invocation, Ran};

/// Runs `yun` as a shell does that puts `around` to it; `$YUN` is the program.
fn shell(home: &Home<'_>, script: &str) -> Invocation {
    home.program("bash", ["-c", script])
        .variable("YUN", Built::get().yun())
}

fn says_once(ran: &Ran, part: &str) {
    assert_eq!(ran.stderr.matches(part).count(), 1, "{}", ran.stderr);
}

#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for line in [
        "ecs list",
        "ecs list -o json",
        "ecs list -o jsonl",
        "whoami",
        "regions",
        "api Ecs DescribeRegions",
        "settings list",
        "completion bash",
        "--help",
        "profile list",
    ] {
        let ran = shell(&home, &format!("exec \"$YUN\" {line} > /dev/full"))
            .run()
            .exits(1);
        says_once(&ran, "the output cannot be written");
        let ran = shell(&home, &format!("exec \"$YUN\" {line} > /dev/full"))
            .variable("LANG", "zh_CN.UTF-8")
            .run()
            .exits(1);
        assert!(super::is_chinese(&ran.stderr), "{}", ran.stderr);
    }
    shell(&home, "exec \"$YUN\" --version > /dev/full").run().exits(1);
}

#[test]
fn streams_that_are_closed() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (line, code) in [
        ("whoami <&-", 0),
        ("whoami 2>&-", 0),
        ("whoami -p nobody 2>&-", 2),
        ("whoami -p nobody -o json 2>&-", 2),
        ("whoami -p nobody >&-", 2),
        ("whoami -p nobody <&- >&- 2>&-", 2),
        ("ecs list --runner child <&- 2>&-", 0),
        ("ecs list -vvv 2>&-", 0),
        ("zeppelin 2>&-", 2),
        ("api Ecs X --secret Password=- <&-", 2),
        ("whoami 2>/dev/full", 0),
        ("whoami -p nobody 2>/dev/full", 2),
    ] {
        shell(&home, &format!("exec \"$YUN\" {line}")).run().exits(code);
    }
    // Without standard output there is nowhere to answer. The system puts /dev/null in its place, so this is no error.
    for line in ["whoami", "ecs list -o jsonl", "ecs list --runner child"] {
        let ran = shell(&home, &format!("exec \"$YUN\" {line} >&-")).run().exits(0);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_ends_the_work() {
    let cloud = Cloud::with(World::sized(1, 10_000));
    let home = Home::with_profile(&cloud);
    let region = cloud.world(|world| world.regions[0].id.clone());
    // Each page takes its time, so that the reader is gone long before the last.
    cloud.set_latency(std::time::Duration::from_millis(20));
    let script = format!("\"$YUN\" ecs list -r {region} -o jsonl | head -n 1; exit ${{PIPESTATUS[0]}}");
    let ran = shell(&home, &script).run().exits(0);
    assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (1, ""));
    let pages = cloud.calls("DescribeInstances");
    assert!(pages < 60, "{pages} of 100 pages were asked for");
    for line in [
        "ecs list -o json --limit 100",
        "ecs list --limit 100",
        "regions",
        "completion bash",
        "--help",
    ] {
        let script = format!("\"$YUN\" {line} | true; exit ${{PIPESTATUS[0]}}");
        let ran = shell(&home, &script).run().exits(0);
        assert_eq!(ran.stderr, "", "{line}");
    }
    cloud.set_clock_offset(TimeDelta::hours(1));
    let ran = shell(&home, "\"$YUN\" whoami | true; exit ${PIPESTATUS[0]}")
        .run()
        .exits(4);
    says_once(&ran, "error:");
}
