//! Which profile a command is for, and how profiles come and go.

use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Ran};

fn home_of_four(cloud: &Cloud) -> Home<'_> {
    let home = Home::new(cloud);
    home.add_profile("dev", &cloud.keys());
    home.add_profile("boss", &cloud.account_keys());
    home.add_profile("outsider", &cloud.denied_keys());
    home.add_profile("reader", &cloud.read_only_keys());
    home
}

fn chosen(ran: Ran) -> String {
    ran.succeeds().json()["profile"].as_str().unwrap().to_owned()
}

#[test]
fn the_nearest_choice_wins() {
    let cloud = Cloud::with(World::default());
    let home = home_of_four(&cloud);
    let who = || home.command(["whoami", "-o", "json"]);
    assert_eq!(chosen(who().run()), "reader", "the current one, added last");
    let foreign = || who().variable("ALIBABA_CLOUD_PROFILE", "outsider");
    assert_eq!(chosen(foreign().run()), "outsider");
    let own = || foreign().variable("YUN_PROFILE", "boss");
    assert_eq!(chosen(own().run()), "boss");
    assert_eq!(chosen(own().arguments(["-p", "dev"]).run()), "dev");
    let ran = who().variable("YUN_PROFILE", "bos").run().exits(2);
    assert_eq!(ran.error()["hint"], "did you mean \"boss\"?");
}

#[test]
fn use_switches_and_refuses_what_there_is_not() {
    let cloud = Cloud::with(World::default());
    let home = home_of_four(&cloud);
    home.yun(["profile", "use", "dev"]).succeeds().says(&["dev"]);
    assert_eq!(chosen(home.yun(["whoami", "-o", "json"])), "dev");
    home.yun(["profile", "use", "rader"])
        .exits(2)
        .says(&["\"rader\"", "\"reader\""]);
    assert_eq!(chosen(home.yun(["whoami", "-o", "json"])), "dev");
}

#[test]
fn a_removed_profile_is_gone_with_its_secret() {
    let cloud = Cloud::with(World::default());
    let home = home_of_four(&cloud);
    let secret = cloud.read_only_keys().access_key_secret;
    assert!(home.read("data/secrets.toml").contains(&secret));
    home.yun(["profile", "remove", "reader"]).succeeds();
    assert!(!home.read("data/secrets.toml").contains(&secret));
    assert!(!home.read("config/config.toml").contains("reader"));
    home.yun(["whoami", "-p", "reader"]).exits(2);
    home.yun(["profile", "remove", "reader"])
        .exits(2)
        .says(&["\"reader\""]);
    // It was the current one: nothing is guessed in its place.
    home.yun(["whoami"]).exits(2).says(&["yun profile use"]);
    home.yun(["whoami", "-p", "dev"]).succeeds();
}

#[test]
fn without_any_profile_the_way_to_the_first_is_shown() {
    let cloud = Cloud::with(World::default());
    let home = Home::new(&cloud);
    home.yun(["whoami"]).exits(4).says(&["yun profile add"]);
    home.yun(["ecs", "list"]).exits(4).says(&["yun profile add"]);
    assert_eq!(
        home.yun(["profile", "list", "-o", "json"])
            .succeeds()
            .stdout
            .trim(),
        "[]"
    );
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn several_profiles_are_listed_side_by_side() {
    let cloud = Cloud::with(World::default());
    let home = home_of_four(&cloud);
    let ran = home
        .yun([
            "ecs",
            "list",
            "-p",
            "reader",
            "-p",
            "dev",
            "-r",
            "us-west-1",
            "-o",
            "json",
        ])
        .succeeds();
    let profiles: Vec<_> = ran
        .rows()
        .iter()
        .map(|row| row["profile"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        profiles,
        ["dev", "reader"],
        "one instance each, ordered by profile"
    );
    let ran = home
        .yun(["ecs", "list", "--all-profiles", "-r", "us-west-1", "-o", "json"])
        .exits(3);
    assert_eq!(ran.rows().len(), 3);
    assert_eq!(
        (ran.error()["profile"].as_str(), ran.error()["kind"].as_str()),
        (Some("outsider"), Some("permission"))
    );
}
