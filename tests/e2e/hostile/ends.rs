//! Plugins that end the process, or never end: in the confined child an error of that call alone.

use std::time::{Duration, Instant};

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Layout, Runner, eventually, in_both_runners};

use super::{LITTLE_MEMORY, TWO_REGIONS, fails, fails_alone, home, list};

/// What ends a child, and how the error says that it ended.
const ENDS: [(&str, &str); 8] = [
    ("abort", "signal 6"),
    ("exit", "code 0"),
    ("exit-at-once", "code 0"),
    ("segfault", "signal 11"),
    ("stack", "signal 6"),
    ("allocate", "signal 6"),
    ("thread-aborts", "signal 6"),
    // Programs of 32 bits call the system so, past any list of calls.
    ("reach-socket-by-int80", "signal 31"),
];

#[test]
fn what_ends_the_child_is_an_error_of_that_call_alone() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for (how, said) in ENDS {
        if cfg!(not(target_arch = "x86_64")) && how == "reach-socket-by-int80" {
            continue;
        }
        let command = list(&home, how, Runner::Child).start();
        let (ran, memory) = command.finish_with_peak_memory();
        let error = fails(ran, "plugin_crashed");
        let message = error["message"].as_str().unwrap();
        assert!(
            message.contains(said) && message.contains("libyun_plugin_misdeeds"),
            "{how}: {message}"
        );
        assert!(
            memory < LITTLE_MEMORY,
            "{how}: the host takes {} MiB",
            memory >> 20
        );
        let two = list(&home, how, Runner::Child).arguments(TWO_REGIONS);
        fails_alone(two.run(), "plugin_crashed");
    }
}

#[test]
fn what_never_ends_is_given_up_at_its_time_and_its_process_is_gone() {
    let cloud = Cloud::with(World::default());
    let layout = Layout::install();
    let mut home = home(&cloud);
    home.install(&layout);
    for how in ["loop", "sleep"] {
        in_both_runners(|runner| {
            let start = Instant::now();
            let ran = list(&home, how, runner).arguments(["--timeout", "1"]).run();
            fails(ran, "plugin_timeout");
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{how}: {:?}",
                start.elapsed()
            );
            let two = list(&home, how, runner).arguments(TWO_REGIONS);
            fails_alone(two.arguments(["--timeout", "1"]).run(), "plugin_timeout");
            eventually("no process is left", || layout.processes().is_empty());
        });
    }
}

#[test]
fn a_panic_in_a_destructor_of_a_thread_harms_no_answer_in_the_child() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let ran = list(&home, "thread-local", Runner::Child).run().succeeds();
    assert_eq!(ran.ids(), ["m-cn-hangzhou"]);
    let ran = list(&home, "thread-local", Runner::Child)
        .arguments(["-r", "all"])
        .run()
        .succeeds();
    assert_eq!(ran.rows().len(), 8, "{}", ran.stderr);
}

#[test]
fn what_the_child_prints_reaches_nobody() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let ran = list(&home, "print", Runner::Child).run().succeeds();
    assert_eq!(ran.ids(), ["m-cn-hangzhou"]);
    let printed = "printed on purpose";
    assert!(!ran.stdout.contains(printed) && !ran.stderr.contains(printed));
}

#[test]
fn a_change_is_not_repeated_when_its_child_ends() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let poke = [
        "misdeeds",
        "poke",
        "act-abort",
        "--yes",
        "--no-wait",
        "-o",
        "json",
    ];
    let ran = home.command(poke).runner(Runner::Child).run();
    let result = &ran.rows()[0];
    assert_eq!(result["ok"], false, "{result}");
    assert_ne!(ran.code, 0);
}
