//! The memory of a process that holds secrets: no other process of the same user may read it.

use std::{
    fs,
    os::unix::{fs::MetadataExt as _, process::CommandExt as _},
    process::{Command, Stdio},
};

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, Layout, Runner, eventually, in_both_runners};

/// A user who is not root, as nearly every user is.
const USER: u32 = 65534;

/// Everything in a directory is this user's.
fn give(path: &std::path::Path) {
    std::os::unix::fs::chown(path, Some(USER), Some(USER)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give(&entry.unwrap().path());
        }
    }
}

#[test]
fn the_processes_of_a_command_belong_to_root_while_their_user_does_not() {
    let cloud = Cloud::with(World::default());
    let layout = Layout::install();
    let home = Home::with_profile(&cloud);
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    if is_root {
        give(&home.path(""));
        give(layout.yun().ancestors().nth(2).unwrap());
    }
    cloud.add_fault(Fault::dead().action("DescribeInstances"));
    in_both_runners(|runner| {
        cloud.clear_requests();
        let mut command = Command::new(layout.yun());
        command
            .args(["ecs", "list", "--runner", runner.word()])
            .env_clear()
            .env("YUN_CONFIG_DIR", home.path("config"))
            .env("YUN_DATA_DIR", home.path("data"))
            .env("YUN_CACHE_DIR", home.path("cache"))
            .env("YUN_ENDPOINT_URL", cloud.url())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        if is_root {
            command.uid(USER).gid(USER);
        }
        let mut running = command.spawn().unwrap();
        eventually("the plugin waits for the cloud", || !cloud.requests().is_empty());
        let processes = layout.processes();
        let expected = match runner {
            Runner::InProcess => 1,
            Runner::Child => 2,
        };
        let owners: Vec<_> = processes
            .iter()
            .map(|id| {
                fs::metadata(format!("/proc/{id}/mem"))
                    .map(|file| file.uid())
                    .unwrap()
            })
            .collect();
        running.kill().unwrap();
        running.wait().unwrap();
        assert!(owners.len() >= expected, "{processes:?}");
        assert!(owners.iter().all(|owner| *owner == 0), "{owners:?}");
        eventually("no process is left", || layout.processes().is_empty());
    });
}
