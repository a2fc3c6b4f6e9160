//! Plugins of another time: a library that was built once works in every later host, whatever compiler built it, and a
//! newer one either works here too or says why not.
//!
//! `mode` and `kind` play the two plugins of `tests/compatibility/protocol-1/`, as committed and built anew; `newer` and
//! `outcomes` are about plugins that know more, or less, than this host.

mod kind;
mod mode;
mod newer;
mod outcomes;

use std::{fs, path::Path};

use yun_tests::cloud::Cloud;
use yun_tests::harness::{Home, Lasting, Runner, in_both_runners, sha256};

/// Plays a scenario with every build of the two plugins that can be had, in both runners.
fn with_each_build<'cloud>(cloud: &'cloud Cloud, scenario: impl Fn(&mut Home<'cloud>, Runner)) {
    let builds = Lasting::all();
    assert!(!builds.is_empty());
    for build in builds {
        #[expect(
            clippy::print_stderr,
            reason = "captured by the test's harness, and shown when the test fails"
        )]
        {
            eprintln!("built {}", build.name);
        }
        in_both_runners(|runner| {
            let mut home = Home::with_profile(cloud);
            home.add_lasting(&build);
            scenario(&mut home, runner);
        });
    }
}

/// What `build --commit` wrote down still holds: nobody built anew, or changed, what is to last.
#[test]
fn what_is_committed_is_what_was_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("compatibility/protocol-1/built");
    let written = fs::read_to_string(folder.join("BUILT")).unwrap();
    let lines: Vec<(&str, &str)> = written
        .lines()
        .filter_map(|line| line.split_once("  ./"))
        .collect();
    assert!(lines.len() >= 9, "{written}");
    for (hash, file) in lines {
        assert_eq!(sha256(&folder.join("..").join(file)), hash, "{file}");
    }
}
