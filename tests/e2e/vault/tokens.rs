//! Where the token comes from, and how Vault is reached: files, variables, a login; namespaces, certificates.

use std::path::PathBuf;

use yun_tests::cloud::Cloud;
use yun_tests::harness::{Home, Invocation, Stdout, in_both_runners};

use super::{adding, adding_at, company, machine, text, whoami};

#[test]
fn a_file_holds_the_token_with_or_without_a_lines_end() {
    in_both_runners(|runner| {
        for end in ["", "\n", "\r\n"] {
            let cloud = company();
            // The variable would be refused.
            let home = machine(&cloud, Some("hvs.of-somebody-else"));
            home.write("given/token", cloud.vault_token() + end);
            let add = adding(&home, &cloud, "deploy").arguments(["--token-file", "given/token"]);
            add.runner(runner).run().succeeds();
            whoami(&home, runner).run().succeeds();
        }
    });
}

#[test]
fn the_tilde_is_the_users_home() {
    let cloud = company();
    let mut home = machine(&cloud, None);
    home.set("HOME", home.path("given"));
    home.write("given/.vault-token", cloud.vault_token());
    in_both_runners(|runner| {
        home.command(["profile", "remove", "work", "--yes"]).run();
        let add = adding(&home, &cloud, "deploy").arguments(["--token-file", "~/.vault-token"]);
        add.runner(runner).run().succeeds();
    });
}

#[test]
fn a_login_asks_for_the_token_once() {
    in_both_runners(|runner| {
        let cloud = company();
        let home = machine(&cloud, None);
        let token = cloud.vault_token();
        let at_terminal = adding(&home, &cloud, "deploy")
            .arguments(["-o", "json"])
            .runner(runner)
            .at_terminal(120, 40, Stdout::Piped);
        at_terminal.answers("Vault token", &token);
        let ran = at_terminal.finish();
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(!home.read("config/config.toml").contains(&token));
        assert!(home.read("data/secrets.toml").contains(&token));
        whoami(&home, runner).run().succeeds();

        home.command(["logout", "work"]).runner(runner).run().succeeds();
        assert!(!home.read("data/secrets.toml").contains(&token));
        let error = whoami(&home, runner).run().exits(4).error();
        assert_eq!(
            (text(&error, "code"), text(&error, "hint")),
            ("login_required", "yun login work")
        );
        let again = home
            .command(["login", "work"])
            .runner(runner)
            .at_terminal(120, 40, Stdout::Piped);
        again.answers("Vault token", &token);
        assert_eq!(again.finish().code, 0);
        whoami(&home, runner).run().succeeds();
    });
}

#[test]
fn a_token_that_vault_does_not_know_is_not_kept() {
    let cloud = company();
    let home = machine(&cloud, None);
    in_both_runners(|runner| {
        let add = adding(&home, &cloud, "deploy")
            .arguments(["-o", "json"])
            .runner(runner);
        let at_terminal = add.at_terminal(120, 40, Stdout::Piped);
        at_terminal.answers("Vault token", "hvs.mistyped-by-somebody");
        let ran = at_terminal.finish();
        assert_eq!(ran.code, 4, "{}", ran.stderr);
        assert!(
            ran.stderr.contains("invalid token") && !ran.stderr.contains("mistyped"),
            "{}",
            ran.stderr
        );
        assert!(!home.config_file().exists(), "nothing is saved");
    });
}

#[test]
fn a_namespace_and_another_mount_are_asked_for() {
    in_both_runners(|runner| {
        let cloud = company();
        let home = machine(&cloud, Some(&cloud.vault_token_for("admin/team", &["*"])));
        let add = adding(&home, &cloud, "deploy").arguments(["--mount", "cloud/alicloud/"]);
        let elsewhere = add.runner(runner).run().exits(4);
        elsewhere.says(&["Vault refuses cloud/alicloud/creds/deploy"]);
        let add = adding(&home, &cloud, "deploy").arguments(["--mount", "cloud/alicloud/"]);
        add.arguments(["--namespace", "admin/team"])
            .runner(runner)
            .run()
            .succeeds();
        whoami(&home, runner).run().succeeds();
    });
}

/// `profile add` at the address where every client has to show a certificate, trusting the test CA alone.
fn adding_with_tls(home: &Home<'_>, cloud: &Cloud) -> Invocation {
    let ca = home.write("given/ca.pem", cloud.ca_pem());
    adding_at(home, &cloud.mutual_tls_url(), "deploy").arguments(["--ca-file".as_ref(), ca.as_os_str()])
}

fn certificate(home: &Home<'_>, cloud: &Cloud) -> (PathBuf, PathBuf) {
    let own = cloud.client_certificate();
    (
        home.write("given/own.pem", &own.certificate),
        home.write("given/own.key", &own.key),
    )
}

#[test]
fn a_client_certificate_is_shown() {
    in_both_runners(|runner| {
        let cloud = company();
        let home = machine(&cloud, Some(&cloud.vault_token()));
        let (own, key) = certificate(&home, &cloud);
        let without = adding_with_tls(&home, &cloud).runner(runner).run().exits(7);
        assert!(without.stderr.contains("127.0.0.1"), "{}", without.stderr);
        let add = adding_with_tls(&home, &cloud)
            .arguments(["--certificate-file".as_ref(), own.as_os_str()])
            .arguments(["--key-file".as_ref(), key.as_os_str()]);
        add.runner(runner).run().succeeds();
        whoami(&home, runner).run().succeeds();
        let config = home.read("config/config.toml");
        assert!(
            config.contains("own.key") && !config.contains("PRIVATE KEY"),
            "{config}"
        );
    });
}

#[test]
fn an_authority_of_the_system_counts_where_none_is_named() {
    in_both_runners(|runner| {
        let cloud = company();
        let home = machine(&cloud, Some(&cloud.vault_token()));
        let add = || adding_at(&home, &cloud.https_url(), "deploy").runner(runner);
        add().run().exits(7);
        add().variable("SSL_CERT_FILE", cloud.ca_file()).run().succeeds();
    });
}
