//! What a child may write on its connection to the host past its own code: what is no frame of its own ends it.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::Runner;

use super::{LITTLE_MEMORY, TWO_REGIONS, fails, home, list};

/// None of these may a child send.
const REFUSED: [&str; 11] = [
    "endless",
    "huge-request",
    "huge-answer",
    "unknown-kind",
    "from-the-host",
    "confined-again",
    "never-asked",
    "long-name",
    "no-name",
    "noise",
    "anothers-answer",
];

#[test]
fn what_is_no_frame_of_the_child_ends_it() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for frame in REFUSED {
        let how = format!("frame-{frame}");
        let (ran, memory) = list(&home, &how, Runner::Child).start().finish_with_peak_memory();
        let error = fails(ran, "plugin_crashed");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("it broke the protocol"), "{frame}: {message}");
        assert!(
            memory < LITTLE_MEMORY,
            "{frame}: the host takes {} MiB",
            memory >> 20
        );
        // What it writes may fall into the middle of another answer of its own, which is spoiled then too.
        let two = list(&home, &how, Runner::Child).arguments(TWO_REGIONS).run();
        assert!([3, 8].contains(&two.code), "{frame}: {}", two.stderr);
        let failed: Vec<_> = two.errors().iter().map(|error| error["region"].clone()).collect();
        assert!(failed.contains(&"cn-beijing".into()), "{frame}: {}", two.stderr);
    }
}

#[test]
fn half_a_frame_spoils_the_answers_of_its_own_child_alone() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let ran = list(&home, "frame-half", Runner::Child).run();
    fails(ran, "plugin_answer");
    // Whatever the other region's answer was taken for: the command ends, and says so.
    let two = list(&home, "frame-half", Runner::Child)
        .arguments(TWO_REGIONS)
        .run();
    assert!([3, 8].contains(&two.code), "{}", two.stderr);
}

#[test]
fn a_second_answer_ends_the_child_and_the_first_counts() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let ran = list(&home, "frame-twice", Runner::Child).run().succeeds();
    assert_eq!(
        ran.ids(),
        ["m-forged"],
        "it is the plugin's own answer either way"
    );
}

#[test]
fn a_child_that_takes_the_connection_for_itself_harms_itself_alone() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for frame in ["stolen", "closed"] {
        let command = list(&home, &format!("frame-{frame}"), Runner::Child);
        let ran = command.arguments(["--timeout", "2"]).run().exits(8);
        let code = ran.error()["code"].clone();
        assert!(
            ["plugin_timeout", "plugin_crashed"]
                .iter()
                .any(|one| code == *one),
            "{code}"
        );
    }
}

#[test]
fn a_child_that_asks_and_does_not_read_waits_and_the_host_does_not() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let command = list(&home, "frame-unread", Runner::Child).arguments(["--timeout", "5"]);
    let (ran, memory) = command.start().finish_with_peak_memory();
    assert!([0, 8].contains(&ran.code), "{}: {}", ran.code, ran.stderr);
    assert!(memory < LITTLE_MEMORY, "the host takes {} MiB", memory >> 20);
}
