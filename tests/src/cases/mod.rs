//! Cases of credential modes as folders of files: `tests/cases/<mode>/<case>/case.toml`. A case is added without code.
//!
//! Each case is played twice, once with either runner, in a home and with a local cloud of its own. What all cases of a
//! mode start from stands in `tests/cases/<mode>/mode.toml`, in the same form; a case's own values are laid over it, table
//! by table. A key that is not described here is an error.
//!
//! ```toml
//! title = "The role is assumed, and what it gives serves"   # what it shows, in a sentence
//! https = true            # over TLS, with the test CA in SSL_CERT_FILE; plain by default
//! current = "p"           # as in config.toml
//!
//! [profiles.p]            # as in config.toml
//! mode = "RamRoleArn"
//! region = "cn-hangzhou"
//! fields = { access_key_id = "{keys.developer.id}", role_arn = "{role.operator}" }
//! [secrets.p]             # as in secrets.toml
//! access_key_secret = "{keys.developer.secret}"
//!
//! [environment]           # variables of every run
//! USER = "me"
//! [world]                 # what is otherwise in the cloud than usual; see `Knobs`
//! disabled_users = ["developer"]
//!
//! [[run]]                 # one command line after another
//! arguments = ["whoami"]
//! stdin = "…"             # nothing by default
//! environment = { }       # variables of this run
//! world = { }             # what changes in the cloud before it
//! exit = 4                # 0 by default
//! code = "…"              # the error's code: has to be there when the exit is not 0
//! says = ["…"]            # what standard error holds: has to be there when the exit is not 0
//! says_zh = ["…"]         # what it holds in Chinese; a run with this is made twice
//! prints = ["…"]          # what standard output holds
//! lacks = ["…"]           # what neither of them holds
//! json = { }              # what standard output is as JSON: these keys, and others
//! requests = { AssumeRole = 1 }   # all requests of this run by action, and how many of each
//! sent = [{ action = "AssumeRole", params = { RoleSessionName = "me" } }]   # these parameters, and others
//! opens_browser = true    # whether a login page is opened; without it none may be
//! within_seconds = 5      # how long it may take
//! ```
//!
//! Files beside `case.toml` are copied into the home's folder `given`; those that begin with `#!` can be run. In them, and
//! in every text above, stand:
//!
//! | Placeholder | What |
//! |---|---|
//! | `{home}`, `{given}` | the home, and where the files are |
//! | `{cloud.url}`, `{cloud.plain}` | the address of the local cloud, and the one without TLS |
//! | `{keys.USER.id}`, `{keys.USER.secret}` | the AccessKey pair of a user: `developer`, `reader`, `outsider`, `root` |
//! | `{temporary.id}`, `{temporary.secret}`, `{temporary.token}` | credentials that hold for an hour |
//! | `{expired.id}`, `{expired.secret}`, `{expired.token}` | credentials that held until an hour ago |
//! | `{role.NAME}` | the ARN of a role: `operator`, `viewer`, `partner`, `closed`, `second`, `workload`, `instance` |
//! | `{oidc.provider}`, `{oidc.token}`, `{oidc.expired}` | the ARN of the provider, its token, and one whose time is over |
//! | `{in.SECONDS}`, `{ago.SECONDS}` | a time from now, as `2006-01-02T15:04:05Z` |
//!
//! `$BROWSER` names a program that goes where a login page leads (`tests/src/bin/test-browser.rs`).
//! `YUN_CASES=CredentialsURI/` plays those whose path holds this.

mod expectation;
mod format;
mod knobs;
mod placeholder;
mod play;

use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::Value;

use self::format::Case;
use crate::harness::{Built, Runner, built::workspace_root, surroundings};

pub use self::knobs::Knobs;

/// How many are played at once: a run waits more than it computes.
const SIDE_BY_SIDE: usize = 4;

/// Plays every case with either runner.
///
/// # Panics
/// When one fails or cannot be read, or a mode of the plugins here has none; it shows all that failed.
pub fn play_all() {
    // Built once, before anything is timed.
    Built::get();
    let chosen = surroundings::chosen_cases();
    let (cases, mut failures) = read_all(chosen.as_deref());
    if chosen.is_none() {
        failures.extend(uncovered(&cases));
    }
    let plays: Vec<_> = cases
        .iter()
        .flat_map(|case| [Runner::InProcess, Runner::Child].map(|runner| (case, runner)))
        .collect();
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some((case, runner)) = plays.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(failure) = played(case, *runner) {
                        failed
                            .lock()
                            .unwrap_or_else(|broken| broken.into_inner())
                            .push(failure);
                    }
                }
            });
        }
    });
    failures.extend(failed.into_inner().unwrap_or_else(|broken| broken.into_inner()));
    failures.sort();
    assert!(!cases.is_empty(), "there is no case with {chosen:?} in its path");
    assert!(
        failures.is_empty(),
        "{} of {} plays failed:\n\n{}",
        failures.len(),
        plays.len(),
        failures.join("\n\n")
    );
}

/// What went wrong, headed by the case's path.
fn played(case: &Case, runner: Runner) -> Result<(), String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| play::play(case, runner)));
    let wrong = match outcome {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(wrong)) => wrong,
        Err(panic) => said(&*panic),
    };
    Err(format!("{} ({})\n{wrong}", shown(&case.path), runner.word()))
}

/// What a panic said: the harness panics when a secret shows or a run does not end.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without a text").to_owned()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(workspace_root())
        .unwrap_or(path)
        .display()
        .to_string()
}

fn folder() -> PathBuf {
    workspace_root().join("tests/cases")
}

/// The cases whose path holds `chosen`, and what is wrong with those that cannot be read.
fn read_all(chosen: Option<&str>) -> (Vec<Case>, Vec<String>) {
    let (mut cases, mut wrong) = (Vec::new(), Vec::new());
    for mode in directories(&folder()) {
        for path in directories(&mode) {
            if !chosen.is_none_or(|part| format!("{}/", path.display()).contains(part)) {
                continue;
            }
            match Case::read(&path, &mode.join("mode.toml")) {
                Ok(case) => cases.push(case),
                Err(reason) => wrong.push(format!("{}\n  {reason}", shown(&path))),
            }
        }
    }
    (cases, wrong)
}

fn directories(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut directories: Vec<_> = paths.filter(|path| path.is_dir()).collect();
    directories.sort();
    directories
}

/// What no case shows of the modes that ship: that they work, plainly and over TLS, and what they say in Chinese.
fn uncovered(cases: &[Case]) -> Vec<String> {
    let mut wrong = Vec::new();
    let modes = modes();
    for mode in &modes {
        let of_mode: Vec<_> = cases.iter().filter(|case| case.mode() == *mode).collect();
        for (what, is_there) in [
            ("no case", !of_mode.is_empty()),
            ("no case over https", of_mode.iter().any(|case| case.https)),
            (
                "no case in Chinese",
                of_mode.iter().any(|case| case.speaks_chinese()),
            ),
        ] {
            if !is_there {
                wrong.push(format!("tests/cases/{mode}\n  the mode {mode} has {what}"));
            }
        }
    }
    let unknown = cases.iter().filter(|case| !modes.contains(case.mode()));
    wrong.extend(unknown.map(|case| format!("{}\n  there is no mode {}", shown(&case.path), case.mode())));
    wrong
}

/// The credential modes of the plugins in this workspace, by their manifests.
fn modes() -> BTreeSet<String> {
    let manifests = directories(&workspace_root().join("plugins")).into_iter();
    let manifests = manifests.filter_map(|plugin| fs::read(plugin.join("manifest.json")).ok());
    let mut modes = BTreeSet::new();
    for manifest in manifests {
        let manifest: Value = serde_json::from_slice(&manifest).expect("a manifest is JSON");
        let provides = manifest["provides"].as_array().into_iter().flatten();
        modes.extend(
            provides
                .filter_map(|provided| provided["mode"].as_str())
                .map(str::to_owned),
        );
    }
    modes
}
