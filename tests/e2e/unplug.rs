//! Take a library away and its noun or mode is unknown; put it back and it works, the host untouched.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Layout, SHIPPED, in_both_runners, sha256};

#[test]
fn a_resource_type_goes_and_comes_with_its_library() {
    let cloud = Cloud::with(World::default());
    let layout = Layout::install();
    let host = sha256(&layout.yun());
    let mut home = Home::new(&cloud);
    home.install(&layout);
    home.add_profile("dev", &cloud.keys());
    in_both_runners(|runner| {
        let list = || {
            home.command(["ecs", "list", "-o", "json", "-r", "us-west-1"])
                .runner(runner)
                .run()
        };
        assert_eq!(list().succeeds().rows().len(), 1);
        assert!(home.yun(["--help"]).succeeds().stdout.contains("ecs"));
        layout.take_away("ecs");
        list().exits(2).says(&["ecs"]);
        assert!(!home.yun(["--help"]).succeeds().stdout.contains("ecs"));
        assert_eq!(
            home.yun(["plugin", "list", "-o", "ids"]).succeeds().stdout,
            SHIPPED.join("\n").replace("ecs\n", "") + "\n"
        );
        home.command(["whoami"]).runner(runner).run().succeeds();
        layout.put_back("ecs");
        assert_eq!(list().succeeds().rows().len(), 1);
    });
    assert_eq!(sha256(&layout.yun()), host);
}

#[test]
fn a_credential_mode_goes_and_comes_with_its_library() {
    let cloud = Cloud::with(World::default());
    let layout = Layout::install();
    let host = sha256(&layout.yun());
    let mut home = Home::new(&cloud);
    home.install(&layout);
    home.add_profile("dev", &cloud.keys());
    in_both_runners(|runner| {
        let who = || home.command(["whoami"]).runner(runner).run();
        who().succeeds();
        layout.take_away("access-key");
        who().exits(2).says(&["AccessKey"]);
        home.command(["ecs", "list"])
            .runner(runner)
            .run()
            .exits(2)
            .says(&["AccessKey"]);
        let add = [
            "profile",
            "add",
            "new",
            "--mode",
            "AccessKey",
            "--region",
            "cn-hangzhou",
        ];
        home.yun(add).exits(2).says(&["AccessKey"]);
        let listed = home.yun(["profile", "list", "-o", "json"]).succeeds().rows();
        assert_eq!(listed[0]["status"], "mode-unknown");
        layout.put_back("access-key");
        who().succeeds();
    });
    assert_eq!(sha256(&layout.yun()), host);
}

#[test]
fn a_host_alone_still_says_what_it_is() {
    let layout = Layout::install();
    layout.take_all_away();
    let mut home = Home::alone();
    home.install(&layout);
    home.yun(["--version"]).succeeds();
    home.yun(["--help"]).succeeds();
    assert_eq!(
        home.yun(["plugin", "list", "-o", "json"])
            .succeeds()
            .stdout
            .trim(),
        "[]"
    );
    home.yun(["ecs", "list"]).exits(2);
}
