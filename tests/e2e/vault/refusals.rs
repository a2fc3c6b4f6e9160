//! What goes wrong, in both languages and both runners, and never with a secret in it.

use yun_tests::cloud::{Cloud, Fault};
use yun_tests::harness::{Home, Invocation, in_both_runners};

use super::{adding, adding_at, company, leases, machine, text, whoami};

/// Runs it in each language and each runner, and checks exit code, error code, and what is said.
#[track_caller]
fn fails(make: impl Fn() -> Invocation, exit: i32, code: &str, says: [&str; 2]) {
    in_both_runners(|runner| {
        for (language, said) in ["en", "zh"].into_iter().zip(says) {
            let ran = make()
                .arguments(["-o", "json", "--lang", language])
                .runner(runner)
                .run()
                .exits(exit);
            let error = ran.error();
            assert_eq!(text(&error, "code"), code, "{error}");
            assert!(text(&error, "message").contains(said), "{error}");
        }
    });
}

fn with_token<'a>(cloud: &'a Cloud) -> Home<'a> {
    machine(cloud, Some(&cloud.vault_token()))
}

#[test]
fn a_token_that_may_not_is_told_so_with_the_path() {
    let cloud = company();
    for token in [
        cloud.vault_token_for("", &["kv/*"]),
        "hvs.of-nobody-at-all".to_owned(),
    ] {
        let home = machine(&cloud, Some(&token));
        let add = || adding(&home, &cloud, "deploy");
        fails(
            add,
            4,
            "vault_denied",
            [
                "refuses alicloud/creds/deploy",
                "拒绝该令牌访问 alicloud/creds/deploy",
            ],
        );
        fails(add, 4, "vault_denied", ["permission denied", "permission denied"]);
    }
    assert!(leases(&cloud).is_empty());
}

#[test]
fn a_token_that_has_ended_is_an_error_of_the_next_lease() {
    in_both_runners(|runner| {
        let cloud = company();
        let home = with_token(&cloud);
        adding(&home, &cloud, "deploy").runner(runner).run().succeeds();
        cloud.world(|world| world.vault.tokens.clear());
        whoami(&home, runner).run().succeeds();
        super::forget_credentials(&home);
        let error = whoami(&home, runner).run().exits(4).error();
        assert_eq!(text(&error, "code"), "vault_denied");
    });
}

#[test]
fn a_role_or_a_mount_that_is_not_there_is_named() {
    let cloud = company();
    let home = with_token(&cloud);
    let unknown = || adding(&home, &cloud, "nobody");
    fails(
        unknown,
        4,
        "vault_role_unknown",
        ["at alicloud has no role nobody", "没有角色 nobody"],
    );
    let elsewhere = || adding(&home, &cloud, "deploy").arguments(["--mount", "aliyun"]);
    fails(
        elsewhere,
        4,
        "vault_mount_unknown",
        ["no secrets engine at aliyun", "在 aliyun 处没有机密引擎"],
    );
}

#[test]
fn a_sealed_vault_is_unavailable() {
    let cloud = company();
    let home = with_token(&cloud);
    cloud.world(|world| world.vault.sealed = true);
    let add = || adding(&home, &cloud, "deploy");
    fails(add, 7, "vault_sealed", ["Vault is sealed", "Vault is sealed"]);
    cloud.world(|world| world.vault.sealed = false);
    cloud.add_fault(Fault::html(502).product("VAULT"));
    fails(add, 7, "vault_failed", ["HTTP status 502", "Vault 未能完成请求"]);
    cloud.clear_faults();
    let json = r#"{"errors":["rate limit quota exceeded"]}"#;
    cloud.add_fault(Fault::respond(429, "application/json", json).product("VAULT"));
    fails(add, 7, "vault_throttled", ["quota exceeded", "降低请求频率"]);
}

#[test]
fn an_answer_without_keys_is_not_taken_for_keys() {
    let cloud = company();
    let home = with_token(&cloud);
    for (fault, reason) in [
        (Fault::cut_json(), "no JSON"),
        (Fault::respond(200, "application/json", "{}"), "data is missing"),
        (
            Fault::respond(200, "application/json", r#"{"data":{"access_key":"LTAI5tX"}}"#),
            "data.secret_key",
        ),
        (Fault::html(200), "no JSON"),
    ] {
        cloud.clear_faults();
        cloud.add_fault(fault.product("VAULT").action("Read"));
        fails(
            || adding(&home, &cloud, "deploy"),
            4,
            "vault_unexpected",
            [reason, reason],
        );
    }
}

#[test]
fn an_answer_that_leads_elsewhere_is_not_followed_with_the_token() {
    let cloud = company();
    let home = with_token(&cloud);
    let target = format!("{}/v1/alicloud/creds/deploy", cloud.https_url());
    cloud.add_fault(Fault::redirect(307, &target).product("VAULT"));
    in_both_runners(|runner| {
        let ran = adding(&home, &cloud, "deploy")
            .arguments(["-o", "json"])
            .runner(runner)
            .run();
        assert_eq!(text(&ran.error(), "code"), "redirect_refused");
        assert_eq!(ran.code, 4);
    });
    assert!(leases(&cloud).is_empty());
}

#[test]
fn a_token_is_not_sent_without_encryption_beyond_this_machine() {
    let cloud = company();
    let home = with_token(&cloud);
    let add = || adding_at(&home, "http://vault.example:8200", "deploy");
    fails(
        add,
        2,
        "vault_insecure",
        ["must begin with https://", "必须以 https:// 开头"],
    );
    // Written with an editor, nobody has looked at it.
    home.write_config(
        "current = \"work\"\n[profiles.work]\nmode = \"Vault\"\nregion = \"cn-hangzhou\"\n[profiles.work.fields]\n\
         address = \"http://vault.example:8200\"\nrole = \"deploy\"\n",
    );
    fails(
        || home.command(["whoami"]),
        4,
        "vault_insecure",
        ["must begin with https://", "仅本机可使用 http://"],
    );
}

#[test]
fn a_token_file_that_holds_none_is_said() {
    let cloud = company();
    let home = with_token(&cloud);
    home.write("given/empty", " \n");
    home.write("given/two", "hvs.first\nhvs.second\n");
    let add = |file: &'static str| {
        let home = &home;
        let cloud = &cloud;
        move || adding(home, cloud, "deploy").arguments(["--token-file", file])
    };
    fails(add("given/none"), 4, "file_missing", ["given/none", "given/none"]);
    fails(
        add("given/empty"),
        4,
        "vault_token_empty",
        ["holds no Vault token", "没有 Vault 令牌"],
    );
    fails(
        add("given/two"),
        4,
        "vault_token_malformed",
        ["no Vault token", "不是 Vault 令牌"],
    );
    let nobody = machine(&cloud, None);
    let nowhere = || adding(&nobody, &cloud, "deploy");
    fails(
        nowhere,
        4,
        "vault_token_missing",
        ["set VAULT_TOKEN", "设置 VAULT_TOKEN"],
    );
    assert_eq!(cloud.requests().len(), 0);
}

#[test]
fn half_a_certificate_is_refused_at_once() {
    let cloud = company();
    let home = with_token(&cloud);
    let add = || adding(&home, &cloud, "deploy").arguments(["--certificate-file", "own.pem"]);
    let says = [
        "certificate_file is given without key_file",
        "填写了 certificate_file",
    ];
    fails(add, 2, "vault_half_a_certificate", says);
}
