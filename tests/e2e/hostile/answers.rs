//! Answers and errors that are none: broken, huge, dense, deeply nested.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Runner, in_both_runners};

use super::{LITTLE_MEMORY, fails, home, list};

/// Bytes, and the codes of the errors that they lead to, as an answer and as an error.
const BYTES: [(&str, &str, &str); 10] = [
    ("broken", "plugin_answer", "plugin_answer"),
    ("nothing", "plugin_answer", "plugin_answer"),
    ("no-utf8", "plugin_answer", "plugin_answer"),
    ("other", "plugin_answer", "plugin_answer"),
    ("number", "plugin_answer", "plugin_answer"),
    ("nested", "plugin_answer", "plugin_answer_too_large"),
    ("nested-objects", "plugin_answer", "plugin_answer_too_large"),
    ("huge", "plugin_answer_too_large", "plugin_answer_too_large"),
    ("dense", "plugin_answer_too_large", "plugin_answer_too_large"),
    ("long", "plugin_answer", "plugin_answer_too_large"),
];

#[test]
fn an_answer_that_is_none_is_the_plugins_error_and_takes_little_memory() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        for (bytes, as_answer, as_error) in BYTES {
            for (how, code) in [("answer", as_answer), ("fail", as_error)] {
                let command = list(&home, &format!("{how}-{bytes}"), runner);
                let (ran, memory) = command.start().finish_with_peak_memory();
                let stderr = ran.stderr.len();
                fails(ran, code);
                assert!(stderr < 1000, "{how}-{bytes}: {stderr} bytes of error");
                // In its own process a plugin's memory is the host's.
                let takes_much = runner == Runner::Child && memory > LITTLE_MEMORY;
                assert!(!takes_much, "{how}-{bytes}: the host takes {} MiB", memory >> 20);
            }
        }
    });
}

#[test]
fn an_error_of_any_length_is_cut_where_it_is_shown() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    in_both_runners(|runner| {
        let ran = list(&home, "fail-wordy", runner).run().exits(1);
        let error = ran.error();
        let length = |key: &str| error[key].as_str().unwrap().chars().count();
        assert_eq!((length("message"), length("hint")), (4001, 4001));
        assert_eq!((length("code"), length("request_id")), (201, 201));
    });
}

#[test]
fn a_list_without_an_end_is_given_up() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let command = list(&home, "flood-pages", Runner::Child);
    let (ran, memory) = command.start().finish_with_peak_memory();
    let ran = ran.exits(7);
    assert_eq!(ran.error()["code"], "list_too_large", "{}", ran.stderr);
    assert!(memory < 800 << 20, "the host takes {} MiB", memory >> 20);
}
