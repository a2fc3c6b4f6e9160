//! Plugins that mean harm: whatever they do is an error of their own call, the host lives, and no secret is reached.
//!
//! What they try stands in tables, a file for each kind of harm; `host/SECURITY.md` says the same for people, and
//! `security_page` holds it against the tests.

mod answers;
mod ends;
mod floods;
mod frames;
mod installs;
mod loads;
mod methods;
mod reach;
mod security_page;
mod texts;

use serde_json::Value;
use yun_tests::cloud::Cloud;
use yun_tests::harness::{Home, Invocation, Ran, Runner};

use crate::misbehaviour::TWO_REGIONS;

/// How much memory the host may take where it only has to refuse: what any command takes, and what is read until that is
/// known.
const LITTLE_MEMORY: usize = 120 << 20;

/// A home with the profile `dev` and the plugin `misdeeds`.
fn home(cloud: &Cloud) -> Home<'_> {
    let mut home = Home::with_profile(cloud);
    home.add_hostile("misdeeds");
    home
}

/// `misdeeds list`, which does what `how` says.
fn list(home: &Home<'_>, how: &str, runner: Runner) -> Invocation {
    let filter = format!("how={how}");
    home.command(["misdeeds", "list", "-o", "json", "--filter", &filter])
        .runner(runner)
}

/// Checks that a run ended in this error of the plugin, with nothing on standard output, and returns the error.
#[track_caller]
fn fails(ran: Ran, code: &str) -> Value {
    let ran = ran.exits(8);
    assert_eq!(ran.stdout, "", "`{}`", ran.words);
    let error = ran.error();
    let said = (error["kind"].as_str(), error["code"].as_str());
    assert_eq!(said, (Some("plugin"), Some(code)), "`{}`: {error}", ran.words);
    error
}

/// Checks that the other region is answered for, whatever became of the first.
#[track_caller]
fn fails_alone(ran: Ran, code: &str) {
    let ran = ran.exits(3);
    assert_eq!(ran.ids(), ["m-cn-shanghai"], "`{}`", ran.words);
    let error = ran.error();
    assert_eq!(error["region"], "cn-beijing", "{error}");
    assert_eq!(error["code"], code, "{error}");
}
