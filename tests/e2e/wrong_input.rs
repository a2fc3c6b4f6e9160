//! What wrong input gets: a clear error with a hint, exit code 2, and nothing asked of anybody.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, in_both_runners};

#[test]
fn a_slip_of_the_finger_is_told_what_was_meant() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    for (arguments, said, meant) in [
        (&["ecs", "list", "-p", "deev"][..], "deev", "\"dev\""),
        (&["whoami", "-p", "deev"], "deev", "\"dev\""),
        (&["profile", "use", "deev"], "deev", "\"dev\""),
        (&["esc", "list"], "esc", "\"ecs\""),
        (&["ecs", "lsit"], "lsit", "\"list\""),
        (&["profil", "list"], "profil", "\"profile\""),
        (&["ecs", "list", "--columns", "id,stauts"], "stauts", "\"status\""),
        (
            &["ecs", "show", "i-1", "--columns", "stauts"],
            "stauts",
            "\"status\"",
        ),
        (&["profile", "list", "--columns", "nmae"], "nmae", "\"name\""),
        (&["plugin", "list", "--columns", "sha265"], "sha265", "\"sha256\""),
        (
            &["ecs", "list", "--filter", "stauts=Running"],
            "stauts",
            "\"status\"",
        ),
        (
            &["ecs", "list", "--regoin", "cn-hangzhou"],
            "--regoin",
            "--region",
        ),
        (&["ecs", "list", "-o", "jsn"], "--output", "json"),
        (&["ecs", "list", "--runner", "chld"], "--runner", "child"),
        (&["ecs", "list", "--lang", "fr"], "--lang", "zh"),
        (&["ecs", "list", "--timeout", "soon"], "--timeout", "seconds"),
        (&["ecs", "list", "--timeout", "0"], "--timeout", "seconds"),
        (
            &["ecs", "list", "--concurrency", "0"],
            "--concurrency",
            "1 to 1024",
        ),
        (
            &["ecs", "list", "-r", "CN-Hangzhou"],
            "CN-Hangzhou",
            "cn-hangzhou",
        ),
        (&["ecs"], "ecs", "list"),
        (&["profile"], "profile", "add"),
        (&["ecs", "list", "--limit"], "--limit", ""),
        (&["ecs", "list", "surplus"], "list", ""),
    ] {
        let ran = home.yun(arguments.iter().copied()).exits(2);
        assert_eq!(ran.stdout, "", "{arguments:?}");
        ran.says(&["error:", said, meant]);
    }
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn an_unknown_mode_is_told_the_modes() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    let add = |mode: &str| {
        home.yun(["profile", "add", "new", "--mode", mode, "--region", "cn-hangzhou"])
            .exits(2)
    };
    add("AcessKey").says(&["\"AcessKey\"", "\"AccessKey\""]);
    add("Pigeon").says(&["\"Pigeon\"", "AccessKey"]);
}

#[test]
fn an_unknown_region_is_told_the_nearest_that_the_account_has() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    in_both_runners(|runner| {
        let ran = home
            .command(["ecs", "list", "-r", "cn-hangzou"])
            .runner(runner)
            .run()
            .exits(2);
        ran.says(&["\"cn-hangzou\"", "\"cn-hangzhou\""]);
        let ran = home
            .command(["ecs", "show", "i-1", "-r", "cn-hangzou"])
            .runner(runner)
            .run()
            .exits(2);
        ran.says(&["\"cn-hangzhou\""]);
    });
    let keys = cloud.keys();
    home.command([
        "profile",
        "add",
        "new",
        "--mode",
        "AccessKey",
        "--region",
        "cn-hangzou",
    ])
    .arguments(["--access-key-id", &keys.access_key_id])
    .secret(&keys)
    .run()
    .exits(2)
    .says(&["\"cn-hangzhou\""]);
    assert!(!home.read("config/config.toml").contains("new"));
}

#[test]
fn a_region_without_an_endpoint_is_unknown_too() {
    let cloud = Cloud::with(World::default());
    let mut home = Home::with_profile(&cloud);
    // The real names, of which only the central ones are reachable: cn-hangzou has no address at all.
    home.set("YUN_ENDPOINT_URL_ECS", "http://127.0.0.1:9");
    home.yun(["ecs", "list", "-r", "cn-hangzhou"]).exits(7);
}

#[test]
fn what_steers_a_terminal_is_not_repeated() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    let evil = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}";
    for arguments in [
        vec![evil.to_owned(), "list".to_owned()],
        vec!["ecs".to_owned(), evil.to_owned()],
        vec![
            "ecs".to_owned(),
            "list".to_owned(),
            "-p".to_owned(),
            evil.to_owned(),
        ],
        vec![
            "ecs".to_owned(),
            "list".to_owned(),
            "-r".to_owned(),
            evil.to_owned(),
        ],
        vec![
            "ecs".to_owned(),
            "list".to_owned(),
            "--columns".to_owned(),
            evil.to_owned(),
        ],
        vec![
            "ecs".to_owned(),
            "list".to_owned(),
            "--filter".to_owned(),
            format!("{evil}=1"),
        ],
        vec!["ecs".to_owned(), "list".to_owned(), format!("--{evil}")],
    ] {
        for format in ["table", "json"] {
            let ran = home
                .command(arguments.clone())
                .arguments(["-o", format])
                .run()
                .exits(2);
            let steering = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!ran.stderr.contains(steering), "{arguments:?}: {:?}", ran.stderr);
        }
    }
}

#[test]
fn an_argument_that_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let home = Home::alone();
    let broken = std::ffi::OsString::from_vec(vec![0xff, 0xfe]);
    home.yun([
        std::ffi::OsString::from("ecs"),
        "list".into(),
        "-p".into(),
        broken.clone(),
    ])
    .exits(2);
    home.yun([broken]).exits(2);
}
