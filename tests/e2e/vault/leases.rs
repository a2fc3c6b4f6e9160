//! Keys last as long as their lease: fetched once for all commands, anew before they end, and given back at a logout.

use yun_tests::cloud::TimeDelta;
use yun_tests::harness::in_both_runners;

use super::{adding, company, forget_credentials, lease_for, leases, list, machine, reads, text, whoami};

#[test]
fn one_lease_serves_every_command() {
    for (role, kind) in [("deploy", "ram_user"), ("operator", "assumed_role")] {
        in_both_runners(|runner| {
            let cloud = company();
            let home = machine(&cloud, Some(&cloud.vault_token()));
            let ran = adding(&home, &cloud, role).runner(runner).run().succeeds();
            assert!(ran.stderr.contains(role), "the identity is named: {}", ran.stderr);
            let identity = whoami(&home, runner).run().succeeds().json();
            assert_eq!(
                (text(&identity, "mode"), text(&identity, "profile")),
                ("Vault", "work")
            );
            assert!(text(&identity, "arn").contains(role), "{kind}: {identity}");
            assert!(!text(&identity, "expires_at").is_empty(), "{identity}");
            assert!(!list(&home, runner).succeeds().rows().is_empty());
            assert_eq!(reads(&cloud), 1, "what was leased once serves every command");
        });
    }
}

#[test]
fn the_end_that_is_shown_is_the_leases() {
    let cloud = company();
    let home = machine(&cloud, Some(&cloud.vault_token()));
    in_both_runners(|runner| {
        home.command(["profile", "remove", "work", "--yes"]).run();
        adding(&home, &cloud, "deploy").runner(runner).run().succeeds();
        let identity = whoami(&home, runner).run().succeeds().json();
        let shown: chrono::DateTime<chrono::Utc> = text(&identity, "expires_at").parse().unwrap();
        let lease = leases(&cloud).pop().expect("a lease");
        let early = lease.expires - shown;
        assert!(
            early >= TimeDelta::zero() && early < TimeDelta::seconds(30),
            "{early}"
        );
    });
}

#[test]
fn keys_are_fetched_anew_before_their_lease_ends() {
    in_both_runners(|runner| {
        let cloud = company();
        let home = machine(&cloud, Some(&cloud.vault_token()));
        lease_for(&cloud, "deploy", TimeDelta::minutes(2));
        adding(&home, &cloud, "deploy").runner(runner).run().succeeds();
        cloud.clear_requests();
        // Less than three minutes: each command has keys of its own.
        for _ in 0..2 {
            whoami(&home, runner).run().succeeds();
        }
        assert_eq!(reads(&cloud), 2);
        lease_for(&cloud, "deploy", TimeDelta::hours(1));
        for _ in 0..3 {
            whoami(&home, runner).run().succeeds();
        }
        assert_eq!(reads(&cloud), 3);
    });
}

#[test]
fn keys_that_were_taken_back_are_not_used_again() {
    in_both_runners(|runner| {
        let cloud = company();
        let home = machine(&cloud, Some(&cloud.vault_token()));
        adding(&home, &cloud, "deploy").runner(runner).run().succeeds();
        let lease = leases(&cloud).pop().expect("a lease");
        cloud.world(|world| world.revoke_vault_lease(&lease.id));
        let error = whoami(&home, runner).run().exits(4).error();
        assert_eq!(text(&error, "code"), "InvalidAccessKeyId.NotFound");
        whoami(&home, runner).run().succeeds();
        assert_eq!(reads(&cloud), 2);
    });
}

#[test]
fn a_logout_gives_back_what_was_leased() {
    in_both_runners(|runner| {
        let cloud = company();
        let home = machine(&cloud, Some(&cloud.vault_token()));
        adding(&home, &cloud, "deploy").runner(runner).run().succeeds();
        forget_credentials(&home);
        whoami(&home, runner).run().succeeds();
        let keys: Vec<String> = leases(&cloud)
            .into_iter()
            .filter_map(|lease| lease.access_key_id)
            .collect();
        assert_eq!(keys.len(), 2);
        home.command(["logout", "work"]).runner(runner).run().succeeds();
        assert!(leases(&cloud).is_empty());
        let users = cloud.world(|world| world.users.clone());
        assert!(
            !users
                .iter()
                .flat_map(|user| &user.keys)
                .any(|key| keys.contains(&key.id))
        );
        assert!(!home.read("data/secrets.toml").contains("creds/deploy"));
        // The token is still there, so the next command has new keys.
        whoami(&home, runner).run().succeeds();
        assert_eq!(leases(&cloud).len(), 1);
    });
}

#[test]
fn a_logout_says_what_it_cannot_give_back() {
    in_both_runners(|runner| {
        let cloud = company();
        let home = machine(&cloud, Some(&cloud.vault_token_for("", &["alicloud/creds/*"])));
        adding(&home, &cloud, "deploy").runner(runner).run().succeeds();
        let logout = |language| {
            home.command(["logout", "work", "--lang", language])
                .runner(runner)
                .run()
        };
        logout("en").succeeds().says(&["until their lease ends"]);
        assert_eq!(leases(&cloud).len(), 1);
        whoami(&home, runner).run().succeeds();
        logout("zh").succeeds().says(&["租约到期之前仍然有效"]);
        cloud.clear_requests();
        logout("en").succeeds();
        assert_eq!(cloud.calls("Revoke"), 0, "there is nothing to give back");
    });
}

#[test]
fn keys_of_sts_are_left_to_end_by_themselves() {
    let cloud = company();
    let home = machine(&cloud, Some(&cloud.vault_token()));
    in_both_runners(|runner| {
        home.command(["profile", "remove", "work", "--yes"]).run();
        adding(&home, &cloud, "operator").runner(runner).run().succeeds();
        home.command(["logout", "work"]).runner(runner).run().succeeds();
        assert_eq!(cloud.calls("Revoke"), 0);
    });
}
