//! Lists over accounts: side by side, and one that fails does not hide the others.

use yun_tests::cloud::{Cloud, Fault, World};
use yun_tests::harness::{Home, in_both_runners};

/// Two accounts, each in a cloud of its own.
fn two_accounts<'a>(one: &'a Cloud, other: &Cloud) -> Home<'a> {
    other.world(|world| {
        world.instances.truncate(3);
        world
            .instances
            .iter_mut()
            .for_each(|instance| instance.id = format!("{}-b", instance.id));
    });
    let mut home = Home::with_profile(one);
    home.add_profile("second", &one.keys());
    home.unset("YUN_ENDPOINT_URL");
    let endpoints = |name: &str, cloud: &Cloud| {
        let url = cloud.url();
        format!("\n[profiles.{name}.endpoints]\nECS = \"{url}\"\nSTS = \"{url}\"\n")
    };
    let config = home.read("config/config.toml") + &endpoints("dev", one) + &endpoints("second", other);
    home.write_config(&config);
    home
}

#[test]
fn accounts_are_asked_side_by_side_and_their_rows_say_whose_they_are() {
    let (one, other) = (Cloud::with(World::default()), Cloud::with(World::default()));
    let home = two_accounts(&one, &other);
    in_both_runners(|runner| {
        let ran = home
            .command("ecs list --all-profiles -o json".split(' '))
            .runner(runner)
            .run()
            .succeeds();
        let count = |profile: &str| ran.rows().iter().filter(|row| row["profile"] == profile).count();
        assert_eq!((count("dev"), count("second")), (120, 3));
    });
}

#[test]
fn an_account_that_fails_does_not_hide_the_others() {
    let (one, other) = (Cloud::with(World::default()), Cloud::with(World::default()));
    let home = two_accounts(&one, &other);
    one.add_fault(Fault::error(400, "InvalidAccessKeyId.Inactive", "disabled"));
    in_both_runners(|runner| {
        for regions in ["-r all", "-r cn-hangzhou"] {
            let command = home.command("ecs list --all-profiles -o json".split(' '));
            let ran = command
                .arguments(regions.split(' '))
                .runner(runner)
                .run()
                .exits(3);
            assert_eq!(ran.ids().len(), 3);
            let error = ran.error();
            assert_eq!(
                (&error["profile"], &error["kind"]),
                (&"dev".into(), &"credentials".into())
            );
        }
    });
}

#[test]
fn accounts_do_not_wait_for_each_others_regions() {
    let cloud = Cloud::with(World::default());
    let home = Home::with_profile(&cloud);
    home.add_profile("second", &cloud.read_only_keys());
    // Neither is answered before both have asked.
    cloud.add_fault(Fault::gather(2).action("DescribeRegions"));
    let ran = home
        .yun("ecs list --all-profiles -r all -o json".split(' '))
        .succeeds();
    assert_eq!(ran.rows().len(), 2 * 192);
}
