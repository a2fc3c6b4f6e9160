//! Ctrl-C: the command ends at once with 130, whatever it waited for, and leaves no process behind.

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, Layout, Running, eventually, in_both_runners};

fn interrupted(cloud: &Cloud, layout: &Layout, running: Running) {
    eventually("the command waits for the cloud or its plugin", || {
        !cloud.requests().is_empty()
    });
    running.interrupt();
    let ran = running.finish().exits(130);
    assert_eq!(ran.stdout, "");
    assert_eq!(ran.error()["kind"], "cancelled", "{}", ran.stderr);
    eventually("no process is left", || layout.processes().is_empty());
}

#[test]
fn a_dead_region_does_not_hold_it_up() {
    let cloud = Cloud::with(World::default());
    cloud.add_fault(Fault::dead().action("DescribeInstances"));
    let layout = Layout::install();
    let mut home = Home::with_profile(&cloud);
    home.install(&layout);
    in_both_runners(|runner| {
        cloud.clear_requests();
        let command = home.command([
            "ecs",
            "list",
            "-r",
            "cn-hangzhou",
            "-r",
            "cn-beijing",
            "-o",
            "json",
        ]);
        interrupted(&cloud, &layout, command.runner(runner).start());
    });
}

#[test]
fn a_long_pause_between_tries_does_not_hold_it_up() {
    let cloud = Cloud::with(World::default());
    cloud.add_fault(
        Fault::throttling()
            .retry_after(std::time::Duration::from_secs(25))
            .action("DescribeInstances"),
    );
    let layout = Layout::install();
    let mut home = Home::with_profile(&cloud);
    home.install(&layout);
    in_both_runners(|runner| {
        cloud.clear_requests();
        interrupted(
            &cloud,
            &layout,
            home.command(["ecs", "list", "-o", "json"]).runner(runner).start(),
        );
    });
}

#[test]
fn a_plugin_that_hangs_does_not_hold_it_up() {
    let cloud = Cloud::with(World::default());
    let layout = Layout::install();
    let mut home = Home::with_profile(&cloud);
    home.install(&layout);
    home.add_fixture("misbehaves");
    in_both_runners(|runner| {
        for how in ["hang", "cancelled"] {
            cloud.clear_requests();
            let list = home.command([
                "misbehaves",
                "list",
                "-q",
                "-o",
                "json",
                "--filter",
                &format!("how={how}"),
            ]);
            interrupted(&cloud, &layout, list.runner(runner).start());
        }
    });
}

#[test]
fn a_command_that_was_killed_leaves_no_child() {
    let cloud = Cloud::with(World::default());
    cloud.add_fault(Fault::dead().action("DescribeInstances"));
    let layout = Layout::install();
    let mut home = Home::with_profile(&cloud);
    home.install(&layout);
    let running = home
        .command(["ecs", "list"])
        .runner(yun_tests::harness::Runner::Child)
        .start();
    eventually("the command waits for the cloud", || !cloud.requests().is_empty());
    assert!(layout.processes().len() > 1, "there is a child");
    drop(running);
    eventually("no process is left", || layout.processes().is_empty());
}

#[test]
fn a_command_that_ends_by_itself_leaves_no_child() {
    let cloud = Cloud::with(World::default());
    let layout = Layout::install();
    let mut home = Home::with_profile(&cloud);
    home.install(&layout);
    home.add_fixture("misbehaves");
    home.command(["ecs", "list"])
        .runner(yun_tests::harness::Runner::Child)
        .run()
        .succeeds();
    assert!(layout.processes().is_empty(), "the host waits for its children");
    home.yun(["misbehaves", "list", "--filter", "how=hang", "--timeout", "1"])
        .exits(8);
    assert!(layout.processes().is_empty(), "a child that hangs is ended");
}

#[test]
fn files_that_another_process_holds_do_not_hold_it_up() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let before = home.read("config/config.toml");
    let held = std::fs::File::open(home.path("config/config.toml.lock")).unwrap();
    held.lock().unwrap();
    cloud.clear_requests();
    let running = home
        .command(["profile", "edit", "dev", "--region", "cn-beijing"])
        .start();
    eventually("all is verified", || {
        let requests = cloud.requests();
        requests.iter().any(|request| request.action == "DescribeRegions")
    });
    running.interrupt();
    running.finish().exits(130);
    assert_eq!(home.read("config/config.toml"), before);
}
