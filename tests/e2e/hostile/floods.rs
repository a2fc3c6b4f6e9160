//! Floods of requests, log lines and progress, from many threads: the host stays small and goes on.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Runner, in_both_runners};

use super::{LITTLE_MEMORY, TWO_REGIONS, fails, home, list};

/// Each goes on for two seconds from sixteen threads.
const FLOODS: [&str; 7] = ["services", "small", "unknown", "dead", "names", "log", "progress"];

#[test]
fn a_flood_takes_little_memory_and_others_are_answered() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        for flood in FLOODS {
            let command = list(&home, &format!("flood-{flood}"), runner).arguments(TWO_REGIONS);
            let (ran, memory) = command.start().finish_with_peak_memory();
            let ran = ran.succeeds();
            assert_eq!(ran.ids(), ["m-after-the-flood", "m-cn-shanghai"], "{flood}");
            // In its own process a plugin's memory is the host's.
            let most = match runner {
                Runner::Child => LITTLE_MEMORY,
                Runner::InProcess => 2 * LITTLE_MEMORY,
            };
            assert!(memory < most, "{flood}: the host takes {} MiB", memory >> 20);
            assert!(ran.stderr.len() < 2 << 20, "{flood}: {} bytes", ran.stderr.len());
        }
    });
}

#[test]
fn of_a_flood_of_lines_a_thousand_are_logged_and_one_says_so() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = list(&home, "flood-unknown", runner)
            .arguments(["-v"])
            .run()
            .succeeds();
        let refused = ran.stderr.lines().filter(|line| line.contains("no such service"));
        assert_eq!(refused.count(), 1000);
        let said = ran
            .stderr
            .lines()
            .filter(|line| line.contains("more than 1000 lines"));
        assert_eq!(said.count(), 1);
    });
}

#[test]
fn a_request_that_is_too_large_is_refused_to_the_plugin() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        fails(list(&home, "flood-too-large", runner).run(), "request_too_large");
    });
}
