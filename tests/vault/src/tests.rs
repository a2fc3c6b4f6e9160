//! The mode against a fake host: what it sends, until when the keys hold, and what it says when something is wrong.

use serde_json::{Value, json};
use yun_plugin_api::{
    CheckRequest, Error, ErrorKind, Fields, HttpResponse, LoginState, ResolveAnswer, ResolveRequest,
    SessionRequest, Timestamp, testing::FakeHost,
};

const VAULT: &str = "https://vault.example:8200";
const CREDS: &str = "https://vault.example:8200/v1/alicloud/creds/deploy";
const LOOKUP: &str = "https://vault.example:8200/v1/auth/token/lookup-self";
const REVOKE: &str = "https://vault.example:8200/v1/sys/leases/revoke";
const TOKEN: &str = "hvs.t0ken";

fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), crate::plugin())
}

fn fields() -> Fields {
    Fields::default()
        .with_text("address", VAULT)
        .with_text("role", "deploy")
        .with_text("mount", "alicloud")
}

/// What a policy-based role is answered with.
fn of_policies() -> Value {
    json!({"lease_id": "alicloud/creds/deploy/1", "lease_duration": 3600, "renewable": true,
        "data": {"access_key": "LTAI.a", "secret_key": "s3cret"}, "warnings": null})
}

/// What a role with an ARN is answered with.
fn of_an_arn(expiration: &str) -> Value {
    json!({"lease_id": "alicloud/creds/deploy/2", "lease_duration": 3600, "renewable": false,
        "data": {"access_key": "STS.a", "secret_key": "s3cret", "security_token": "sts-t0ken", "expiration": expiration}})
}

fn resolve(host: &FakeHost, fields: Fields) -> Result<ResolveAnswer, Error> {
    host.resolve(ResolveRequest {
        mode: "Vault".into(),
        profile: "work".into(),
        region: "cn-hangzhou".into(),
        fields,
    })
}

fn about(fields: Fields) -> SessionRequest {
    SessionRequest {
        mode: "Vault".into(),
        profile: "work".into(),
        region: "cn-hangzhou".into(),
        fields,
    }
}

fn answering(status: u16, body: impl ToString) -> FakeHost {
    let answer = HttpResponse::new(status, body.to_string());
    host()
        .variable("VAULT_TOKEN", TOKEN)
        .http_answer("GET", CREDS, answer)
}

fn end(answer: &ResolveAnswer) -> i64 {
    let text = answer.expires_at.as_deref().expect("an end");
    Timestamp::parse(text).expect("RFC 3339").unix_seconds()
}

#[test]
fn keys_of_a_ram_user_end_with_their_lease() {
    let host = answering(200, of_policies());
    let before = Timestamp::now().unix_seconds();
    let answer = resolve(&host, fields()).expect("keys");
    let after = Timestamp::now().unix_seconds();
    assert!(
        (before + 3600..=after + 3600).contains(&end(&answer)),
        "{answer:?}"
    );
    let keys = answer.into_keys().expect("keys");
    assert_eq!(
        (keys.access_key_id.as_str(), keys.access_key_secret.expose()),
        ("LTAI.a", "s3cret")
    );
    assert!(keys.security_token.is_none());
    let asked = &host.http_requests()[0];
    assert_eq!(asked.secret_headers["x-vault-token"].expose(), TOKEN);
    assert_eq!(asked.headers["x-vault-request"], "true");
    assert!(!asked.headers.contains_key("x-vault-namespace"));
    assert!(!format!("{asked:?}").contains(TOKEN), "{asked:?}");
}

#[test]
fn keys_of_a_role_end_with_the_lease_or_when_sts_says_so() {
    let answer = resolve(&answering(200, of_an_arn("2020-01-02T03:04:05Z")), fields()).expect("keys");
    assert_eq!(
        answer.expires_at.as_deref(),
        Some("2020-01-02T03:04:05Z"),
        "the earlier end"
    );
    let token = answer.into_keys().expect("keys").security_token.expect("a token");
    assert_eq!(token.expose(), "sts-t0ken");
    let answer = resolve(&answering(200, of_an_arn("2099-01-02T03:04:05Z")), fields()).expect("keys");
    assert!(
        end(&answer) <= Timestamp::now().unix_seconds() + 3600,
        "{answer:?}"
    );
}

#[test]
fn keys_without_a_lease_have_no_end() {
    let mut answer = of_policies();
    answer["lease_duration"] = json!(0);
    let answer = resolve(&answering(200, answer), fields()).expect("keys");
    assert_eq!(answer.expires_at, None);
}

#[test]
fn what_the_profile_says_is_asked_for() {
    let url = "https://gateway.example/vault/v1/team-a/alicloud/creds/deploy.eu";
    let host = host()
        .variable("VAULT_TOKEN", TOKEN)
        .file("/vault/own.pem", "certificate")
        .file("/vault/own.key", "k3y")
        .file("/vault/ca.pem", "authority")
        .http_answer("GET", url, HttpResponse::new(200, of_policies().to_string()));
    let fields = Fields::default()
        .with_text("address", "https://gateway.example/vault/")
        .with_text("role", "deploy.eu")
        .with_text("mount", "team-a/alicloud/")
        .with_text("namespace", "admin/team")
        .with_text("certificate_file", "/vault/own.pem")
        .with_text("key_file", "/vault/own.key")
        .with_text("ca_file", "/vault/ca.pem");
    resolve(&host, fields).expect("keys");
    let asked = &host.http_requests()[0];
    assert_eq!(asked.headers["x-vault-namespace"], "admin/team");
    let certificate = asked.client_certificate.as_ref().expect("a certificate");
    assert_eq!(
        (certificate.certificates.as_str(), certificate.key.expose()),
        ("certificate", "k3y")
    );
    assert_eq!(asked.trusted_certificates.as_deref(), Some("authority"));
}

#[test]
fn a_token_is_taken_from_the_file_the_variable_or_the_login() {
    let shown = |host: FakeHost, fields| {
        let host = host.http_answer("GET", CREDS, HttpResponse::new(200, of_policies().to_string()));
        resolve(&host, fields).expect("keys");
        host.http_requests()[0].secret_headers["x-vault-token"]
            .expose()
            .to_owned()
    };
    let from_file = || fields().with_text("token_file", "~/.vault-token");
    let all = || {
        host()
            .file("~/.vault-token", "of-the-file\n")
            .variable("VAULT_TOKEN", "of-the-variable")
            .stored("token", "of-the-login")
    };
    assert_eq!(shown(all(), from_file()), "of-the-file");
    assert_eq!(shown(all(), fields()), "of-the-variable");
    assert_eq!(
        shown(all().variable("VAULT_TOKEN", " \n"), fields()),
        "of-the-login"
    );
    assert_eq!(
        shown(host().stored("token", "of-the-login"), fields()),
        "of-the-login"
    );
}

#[test]
fn a_token_that_is_none_is_not_sent() {
    let from_file = fields().with_text("token_file", "/token");
    let code = |host: FakeHost, fields: &Fields| {
        let error = resolve(&host, fields.clone()).expect_err("no token");
        assert_eq!(error.kind, ErrorKind::Credentials, "{error:?}");
        assert_eq!(host.http_requests().len(), 0);
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        host.wording(&error);
        error.code
    };
    assert_eq!(
        code(host().file("/token", " \n"), &from_file),
        "vault_token_empty"
    );
    assert_eq!(
        code(host().file("/token", "s3cret\nmore"), &from_file),
        "vault_token_malformed"
    );
    assert_eq!(
        code(host().variable("VAULT_TOKEN", "s3cret 密"), &fields()),
        "vault_token_malformed"
    );
    assert_eq!(code(host(), &fields()), "login_required");
    let missing = resolve(&host(), from_file).expect_err("no file");
    assert_eq!(missing.code, "file_missing");
}

#[test]
fn what_vault_refuses_is_told_apart() {
    let errors = |texts: &[&str]| json!({"errors": texts}).to_string();
    let denied = "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n";
    let no_route = "no handler for route \"alicloud/creds/deploy\". route entry not found.";
    for (status, body, kind, code, says) in [
        (
            403,
            errors(&[denied]),
            ErrorKind::Credentials,
            "vault_denied",
            "2 errors occurred: permission denied, invalid token",
        ),
        (
            403,
            String::new(),
            ErrorKind::Credentials,
            "vault_denied",
            "HTTP status 403",
        ),
        (
            404,
            errors(&[]),
            ErrorKind::Credentials,
            "vault_role_unknown",
            "no role deploy",
        ),
        (
            404,
            errors(&[no_route]),
            ErrorKind::Credentials,
            "vault_mount_unknown",
            "no handler for route",
        ),
        (
            503,
            errors(&["Vault is sealed"]),
            ErrorKind::Unavailable,
            "vault_sealed",
            "Vault is sealed",
        ),
        (
            429,
            errors(&["rate limit quota exceeded"]),
            ErrorKind::Throttled,
            "vault_throttled",
            "quota",
        ),
        (
            500,
            errors(&["no credentials are configured"]),
            ErrorKind::Unavailable,
            "vault_failed",
            "configured",
        ),
        (
            400,
            "<html>".to_owned(),
            ErrorKind::Credentials,
            "vault_failed",
            "HTTP status 400",
        ),
    ] {
        let host = answering(status, body);
        let error = resolve(&host, fields()).expect_err("refused");
        assert_eq!((error.kind, error.code.as_str()), (kind, code));
        assert_eq!(error.retryable, status >= 429, "{status}");
        assert!(host.wording(&error).contains(says), "{}", host.wording(&error));
    }
}

#[test]
fn what_vault_says_never_shows_the_token_nor_fills_the_screen() {
    let host = answering(
        403,
        json!({"errors": [format!("{TOKEN} is bad"), "x".repeat(5000)]}),
    );
    let error = resolve(&host, fields()).expect_err("refused");
    assert!(error.params["errors"].starts_with("*** is bad; xxx"), "{error:?}");
    assert!(error.params["errors"].len() <= 300 && !format!("{error:?}").contains(TOKEN));
}

#[test]
fn an_answer_that_holds_no_keys_is_refused_and_not_repeated() {
    let without = |key: &str| {
        let mut answer = of_policies();
        answer["data"][key] = Value::Null;
        answer
    };
    for (answer, reason) in [
        (json!("s3cret"), "it is no JSON of a secret"),
        (
            json!({"data": null, "wrap_info": {"token": "s3cret"}}),
            "data is missing",
        ),
        (without("access_key"), "data.access_key is missing"),
        (without("secret_key"), "data.secret_key is missing"),
        (of_an_arn("tomorrow, s3cret"), "data.expiration is no time"),
    ] {
        let host = answering(200, answer);
        let error = resolve(&host, fields()).expect_err("no keys");
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::Credentials, "vault_unexpected")
        );
        assert_eq!(error.params["reason"], reason);
        assert!(host.wording(&error).contains(reason) && !format!("{error:?}").contains("s3cret"));
    }
}

#[test]
fn wrong_fields_are_said_before_anybody_is_asked() {
    let check = |fields| {
        let mode = "Vault".to_owned();
        let host = host();
        let answer = host.check(CheckRequest { mode, fields }).expect("checks");
        let each = answer.errors.into_iter().map(|wrong| {
            host.wording(&wrong.error);
            (wrong.field, wrong.error.code)
        });
        each.collect::<Vec<_>>()
    };
    let wrong = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
    assert_eq!(check(fields()), []);
    assert_eq!(check(fields().with_text("address", "http://127.0.0.1:8200")), []);
    let plain = fields().with_text("address", "http://vault.example");
    assert_eq!(check(plain.clone()), wrong("address", "vault_insecure"));
    let half = fields().with_text("certificate_file", "/a");
    assert_eq!(check(half), wrong("key_file", "vault_half_a_certificate"));
    let half = fields().with_text("key_file", "/a");
    assert_eq!(check(half), wrong("certificate_file", "vault_half_a_certificate"));
    // A profile may have been written with an editor.
    let host = host().variable("VAULT_TOKEN", TOKEN);
    assert_eq!(
        resolve(&host, plain).expect_err("insecure").code,
        "vault_insecure"
    );
    assert_eq!(host.http_requests().len(), 0);
}

#[test]
fn a_login_asks_for_a_token_where_there_is_none() {
    let lookup = json!({"data": {"expire_time": "2030-01-02T03:04:05Z", "ttl": 3600}}).to_string();
    let refused = json!({"errors": ["permission denied", "invalid token"]}).to_string();
    let host = host()
        .reply(TOKEN)
        .http_answer("GET", LOOKUP, HttpResponse::new(200, lookup))
        .reply("hvs.other")
        .http_answer("GET", LOOKUP, HttpResponse::new(403, refused));
    let answer = host.login(about(fields())).expect("logs in");
    assert_eq!(answer.state, LoginState::LoggedIn);
    assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
    assert_eq!(host.stored_now("token").expect("kept").expose(), TOKEN);
    let error = host.login(about(fields())).expect_err("refused");
    assert_eq!(error.code, "vault_token_refused");
    assert!(host.wording(&error).contains("invalid token"));
    assert_eq!(host.stored_now("token").expect("kept").expose(), TOKEN);
}

#[test]
fn where_nobody_can_be_asked_the_other_ways_are_said() {
    let unavailable = Error::new(ErrorKind::Credentials, "prompt_unavailable", "no terminal");
    let error = host()
        .reply_error(unavailable)
        .login(about(fields()))
        .expect_err("no token");
    assert_eq!(error.code, "vault_token_missing");
    assert!(host().wording(&error).contains("--token-file"));
}

#[test]
fn a_login_with_a_token_at_hand_asks_nobody() {
    let host = host().variable("VAULT_TOKEN", TOKEN);
    assert_eq!(
        host.login(about(fields())).expect("logs in").state,
        LoginState::LoggedIn
    );
    assert!(host.stored_now("token").is_none() && host.http_requests().is_empty());
}

#[test]
fn a_status_is_what_vault_says_of_the_token() {
    let forever = json!({"data": {"expire_time": null, "ttl": 0}}).to_string();
    let host = host()
        .variable("VAULT_TOKEN", TOKEN)
        .http_answer("GET", LOOKUP, HttpResponse::new(200, forever))
        .http_answer("GET", LOOKUP, HttpResponse::new(403, ""))
        .http_answer("GET", LOOKUP, HttpResponse::new(503, ""));
    assert_eq!(
        host.status(about(fields())).expect("says").state,
        LoginState::LoggedIn
    );
    assert_eq!(
        host.status(about(fields())).expect("says").state,
        LoginState::LoggedOut
    );
    assert_eq!(
        host.status(about(fields())).expect_err("is sealed").code,
        "vault_sealed"
    );
    let nothing = crate::tests::host().status(about(fields())).expect("says");
    assert_eq!(nothing.state, LoginState::LoggedOut);
}

#[test]
fn a_logout_gives_every_lease_back_that_may_still_hold() {
    let mut second = of_policies();
    second["lease_id"] = json!("alicloud/creds/deploy/3");
    let host = answering(200, of_policies())
        .http_answer(
            "GET",
            CREDS,
            HttpResponse::new(200, of_an_arn("2099-01-02T03:04:05Z").to_string()),
        )
        .http_answer("GET", CREDS, HttpResponse::new(200, second.to_string()))
        .stored(
            "leases",
            r#"[{"id": "ended", "ends": 1}, {"id": "endless", "ends": null}]"#,
        )
        .stored("token", "kept")
        .http_answer("PUT", REVOKE, HttpResponse::new(204, ""))
        .http_answer("PUT", REVOKE, HttpResponse::new(204, ""))
        .http_answer("PUT", REVOKE, HttpResponse::new(204, ""));
    for _ in 0..3 {
        resolve(&host, fields()).expect("keys");
    }
    host.logout(about(fields())).expect("logs out");
    let revoked: Vec<Value> = host.http_requests()[3..]
        .iter()
        .map(|asked| serde_json::from_str(asked.body.as_ref().expect("a body").expose()).expect("JSON"))
        .collect();
    let ids = ["endless", "alicloud/creds/deploy/1", "alicloud/creds/deploy/3"];
    assert_eq!(revoked, ids.map(|id| json!({"lease_id": id})));
    assert!(host.stored_now("token").is_none() && host.stored_now("leases").is_none());
}

#[test]
fn a_logout_that_may_not_revoke_is_one_all_the_same() {
    let logged_in = || {
        host()
            .stored("token", TOKEN)
            .stored("leases", r#"[{"id": "a", "ends": null}]"#)
    };
    let refused = logged_in().http_answer("PUT", REVOKE, HttpResponse::new(403, ""));
    refused.logout(about(fields())).expect("logs out");
    let unreachable = logged_in().http_answer("PUT", REVOKE, HttpResponse::new(503, ""));
    let error = unreachable
        .logout(about(fields()))
        .expect_err("Vault is not told");
    assert_eq!(
        (error.kind, error.code.as_str()),
        (ErrorKind::Unavailable, "vault_sealed")
    );
    for host in [refused, unreachable] {
        assert!(host.stored_now("token").is_none() && host.stored_now("leases").is_none());
    }
    let nothing = host();
    nothing.logout(about(fields())).expect("logs out");
    assert!(nothing.http_requests().is_empty());
}

#[test]
fn the_answers_file_has_an_answer_for_each_method() {
    let host = host().answers(include_str!("../answers.json"));
    let fields = || {
        let files = [
            ("ca_file", "ca.pem"),
            ("certificate_file", "own.pem"),
            ("key_file", "own.key"),
        ];
        let named =
            |fields: Fields, (key, file): (&str, &str)| fields.with_text(key, format!("/etc/vault/{file}"));
        files.into_iter().fold(fields(), named)
    };
    for _ in 0..2 {
        let answer = resolve(&host, fields()).expect("keys");
        assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
    }
    assert_eq!(
        host.login(about(fields())).expect("logs in").state,
        LoginState::LoggedIn
    );
    assert_eq!(
        host.status(about(fields())).expect("says").state,
        LoginState::LoggedIn
    );
    host.logout(about(fields())).expect("logs out");
}
