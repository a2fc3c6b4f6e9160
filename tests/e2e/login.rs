//! Logins beyond what a case can say: the page opened by hand, its address pasted back.

use std::time::Duration;

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Built, Home, Runner, eventually, in_both_runners};

fn home(cloud: &Cloud) -> Home<'_> {
    let home = Home::new(cloud);
    home.write_config(
        "current = \"p\"\n[profiles.p]\nmode = \"AlibabaCloudAccount\"\nregion = \"cn-hangzhou\"\n",
    );
    home
}

/// Logs in without a browser: goes to the page that is shown, and pastes `pasted` with `$led` in it, the address that
/// the page leads to. Prints what the page's address was.
fn pasting(home: &Home<'_>, runner: Runner, pasted: &str) -> yun_tests::harness::Ran {
    let browser = Built::get().folder().join("test-browser");
    let script = format!(
        r#"
        mkfifo typed
        yun login --no-browser --runner {runner} < typed 2> shown &
        exec 3> typed
        until led=$(grep -o 'http://127.0.0.1:[0-9]*/oauth2/[^ ]*' shown); do sleep 0.05; done
        led=$('{browser}' --lead "$led")
        printf '%s\n' {pasted} >&3
        wait $!
        code=$?
        cat shown >&2
        rm -f typed shown
        exit $code
        "#,
        runner = runner.word(),
        browser = browser.display(),
    );
    home.program("bash", ["--norc", "-c", &script]).run()
}

#[test]
fn the_address_that_a_browser_elsewhere_was_led_to_can_be_pasted() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let home = home(&cloud);
        for pasted in [r#""$led""#, r#""?${led#*\?}""#, r#"'not it' '' "  $led  ""#] {
            let ran = pasting(&home, runner, pasted).succeeds();
            assert_eq!(ran.stdout, "");
            ran.says(&[
                "open this page in a browser: http://127.0.0.1:",
                "paste the address",
                "user/developer",
            ]);
            home.command(["whoami"]).runner(runner).run().succeeds();
            home.command(["logout"]).runner(runner).run().succeeds();
        }
    });
}

#[test]
fn an_address_that_was_changed_on_its_way_is_not_believed() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let home = home(&cloud);
        let ran = pasting(&home, runner, r#""${led%state=*}state=somebody-elses""#).exits(4);
        ran.says(&["not the one that was asked for", "hint:"]);
        home.command(["whoami"]).runner(runner).run().exits(4);
        assert_eq!(cloud.calls("Token"), 0, "no code is exchanged");
    });
}

#[test]
fn what_a_login_leaves_goes_with_the_logout() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let mut home = home(&cloud);
        home.set("BROWSER", Built::get().folder().join("test-browser"));
        home.command(["login"]).runner(runner).run().succeeds();
        let tokens = cloud.world(|world| world.oauth.tokens.clone());
        let holds = |home: &Home<'_>| {
            let secrets = home.read("data/secrets.toml");
            tokens.iter().any(|tokens| {
                secrets.contains(&tokens.refresh_token) || secrets.contains(&tokens.access_token)
            })
        };
        assert!(holds(&home), "a login is kept");
        assert_eq!(kept(&home), 1);
        home.command(["logout"]).runner(runner).run().succeeds();
        assert!(!holds(&home));
        assert_eq!(kept(&home), 0);
        home.command(["logout"]).runner(runner).run().succeeds();
        home.command(["login"]).runner(runner).run().succeeds();
        home.command(["profile", "remove", "p", "--yes"]).run().succeeds();
        assert!(!home.read("data/secrets.toml").contains("token"));
        assert_eq!(kept(&home), 0);
    });
}

/// How many files of credentials there are.
fn kept(home: &Home<'_>) -> usize {
    let entries = std::fs::read_dir(home.path("cache/credentials"))
        .into_iter()
        .flatten();
    let names = entries.map(|entry| entry.unwrap().path());
    names
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .count()
}

#[test]
fn logins_side_by_side_come_back_to_their_own() {
    let cloud = Cloud::with(World::default());
    let homes: Vec<_> = (0..3)
        .map(|_| {
            let mut home = home(&cloud);
            home.set("BROWSER", Built::get().folder().join("test-browser"));
            home
        })
        .collect();
    let logins: Vec<_> = homes.iter().map(|home| home.command(["login"]).start()).collect();
    for login in logins {
        login.finish().succeeds();
    }
}

#[test]
fn a_command_that_is_fetching_credentials_does_not_bring_a_login_back() {
    let cloud = Cloud::with(World::default());
    in_both_runners(|runner| {
        let mut home = home(&cloud);
        home.set("BROWSER", Built::get().folder().join("test-browser"));
        home.command(["login"]).runner(runner).run().succeeds();
        // The next command has the login go on with new tokens, and takes its time.
        cloud.world(|world| {
            for tokens in &mut world.oauth.tokens {
                tokens.access_expires = chrono::DateTime::UNIX_EPOCH;
            }
        });
        std::fs::remove_dir_all(home.path("cache/credentials")).unwrap();
        let exchanged = cloud.calls("Exchange");
        cloud.add_fault(Fault::latency(Duration::from_secs(2)).action("Token"));
        let fetching = home.command(["whoami"]).runner(runner).start();
        eventually("the login is about to go on", || {
            cloud.calls("Exchange") > exchanged && cloud.in_flight() > 0
        });
        home.command(["logout"]).runner(runner).run().succeeds();
        fetching.finish().succeeds();
        cloud.clear_faults();
        assert!(!home.read("data/secrets.toml").contains("token"));
        assert_eq!(kept(&home), 0);
        home.command(["whoami"]).runner(runner).run().exits(4);
    });
}
