//! Each mode against a fake host: what it sends, what it keeps, and what it says when something is wrong.

use serde_json::json;
use yun_plugin_api::{
    CheckRequest, Error, ErrorKind, Fields, HttpResponse, Keys, LoginState, ProcessOutput, ResolveAnswer,
    ResolveRequest, Secret, SessionRequest, testing::FakeHost,
};

const PORTAL: &str = "https://sso.acme.example";
const KEYS: &str = r#"{"AccessKeyId": "STS.a", "AccessKeySecret": "s3cret", "SecurityToken": "t0ken",
    "Expiration": "2030-01-02T03:04:05Z"}"#;

fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), crate::plugin())
        .variable("ACME_TENANT", "acme-cn")
        .program("acme-device-id", ProcessOutput::new(0, "device-7\n"))
}

fn sso() -> Fields {
    Fields::default()
        .with_text("portal", PORTAL)
        .with_text("role", "developer")
}

fn resolve(host: &FakeHost, mode: &str, fields: Fields) -> Result<ResolveAnswer, Error> {
    host.resolve(ResolveRequest {
        mode: mode.into(),
        profile: "work".into(),
        region: "cn-hangzhou".into(),
        fields,
    })
}

fn about(fields: Fields) -> SessionRequest {
    SessionRequest {
        mode: "AcmeSso".into(),
        profile: "work".into(),
        region: "cn-hangzhou".into(),
        fields,
    }
}

fn id(answer: ResolveAnswer) -> String {
    answer.into_keys().expect("keys").access_key_id
}

#[test]
fn a_login_with_a_code_keeps_the_session() {
    let login = json!({"session": "s3ssion", "expires_at": "2030-01-02T03:04:05Z"}).to_string();
    let host = host()
        .file("/acme/own.pem", "certificate")
        .file("/acme/own.key", "k3y")
        .file("/acme/ca.pem", "authority")
        .reply("123456")
        .http_answer("POST", &format!("{PORTAL}/login"), HttpResponse::new(200, login));
    let fields = sso()
        .with_text("certificate_file", "/acme/own.pem")
        .with_text("key_file", "/acme/own.key")
        .with_text("ca_file", "/acme/ca.pem");
    let answer = host.login(about(fields)).expect("logs in");
    assert_eq!(answer.state, LoginState::LoggedIn);
    assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
    assert_eq!(host.stored_now("session").expect("kept").expose(), "s3ssion");
    let asked = &host.http_requests()[0];
    let body: serde_json::Value =
        serde_json::from_str(asked.body.as_ref().expect("a body").expose()).expect("JSON");
    assert_eq!(
        body,
        json!({"tenant": "acme-cn", "device": "device-7", "code": "123456"})
    );
    let certificate = asked.client_certificate.as_ref().expect("a certificate");
    assert_eq!(
        (certificate.certificates.as_str(), certificate.key.expose()),
        ("certificate", "k3y")
    );
    assert_eq!(asked.trusted_certificates.as_deref(), Some("authority"));
    assert!(!format!("{asked:?}").contains("123456"), "{asked:?}");
}

#[test]
fn a_login_in_a_browser_proves_who_began_it() {
    let login = json!({"session": "s3ssion"}).to_string();
    let host = host().login_page(&[("code", "c0de")]).http_answer(
        "POST",
        &format!("{PORTAL}/token"),
        HttpResponse::new(200, login),
    );
    host.login(about(sso().with_text("sign_in", "browser")))
        .expect("logs in");
    let page = &host.pages()[0];
    assert!(
        page.starts_with(&format!("{PORTAL}/authorize?tenant=acme-cn&device=device-7&")),
        "{page}"
    );
    let requests = host.http_requests();
    let body = requests[0].body.as_ref().expect("a body").expose();
    assert!(body.starts_with("code=c0de&verifier=vvv"), "{body}");
    assert!(host.stored_now("session").is_some());
}

#[test]
fn keys_come_as_long_as_the_session_holds() {
    let keys = format!("{PORTAL}/keys");
    let host = host()
        .stored("session", "s3ssion")
        .http_answer("POST", &keys, HttpResponse::new(200, KEYS))
        .http_answer("POST", &keys, HttpResponse::new(401, ""))
        .http_answer("POST", &keys, HttpResponse::new(403, ""))
        .http_answer("POST", &keys, HttpResponse::new(503, ""));
    assert_eq!(id(resolve(&host, "AcmeSso", sso()).expect("keys")), "STS.a");
    let requests = host.http_requests();
    assert_eq!(
        requests[0].secret_headers["authorization"].expose(),
        "Bearer s3ssion"
    );
    let next = || resolve(&host, "AcmeSso", sso()).expect_err("no keys");
    assert_eq!(next().code, "login_required");
    let refused = next();
    assert_eq!(
        (refused.kind, refused.code.as_str()),
        (ErrorKind::Permission, "acme_role_refused")
    );
    assert_eq!(refused.params["role"], "developer");
    assert!(next().retryable);
}

#[test]
fn without_a_session_nobody_is_asked() {
    let host = host();
    let error = resolve(&host, "AcmeSso", sso()).expect_err("not logged in");
    assert_eq!(
        (error.kind, error.code.as_str()),
        (ErrorKind::Credentials, "login_required")
    );
    assert_eq!(
        host.status(about(sso())).expect("says").state,
        LoginState::LoggedOut
    );
    host.logout(about(sso())).expect("nothing is to be forgotten");
    assert!(host.http_requests().is_empty());
}

#[test]
fn a_logout_forgets_even_if_the_portal_is_down() {
    let host = host().stored("session", "s3ssion").http_answer(
        "POST",
        &format!("{PORTAL}/logout"),
        HttpResponse::new(503, ""),
    );
    let error = host.logout(about(sso())).expect_err("it could not be told");
    assert_eq!(error.code, "acme_unexpected");
    assert!(host.stored_now("session").is_none());
}

#[test]
fn a_status_is_the_portals() {
    let session = format!("{PORTAL}/session");
    let expires = r#"{"expires_at": "2030-01-02T03:04:05Z"}"#;
    let host = host()
        .stored("session", "s3ssion")
        .http_answer("GET", &session, HttpResponse::new(200, expires))
        .http_answer("GET", &session, HttpResponse::new(401, ""));
    assert_eq!(
        host.status(about(sso())).expect("says").state,
        LoginState::LoggedIn
    );
    assert_eq!(
        host.status(about(sso())).expect("says").state,
        LoginState::LoggedOut
    );
}

#[test]
fn half_a_certificate_is_refused_before_anybody_is_asked() {
    let check = |fields| {
        let mode = "AcmeSso".to_owned();
        let answer = host().check(CheckRequest { mode, fields }).expect("checks");
        answer
            .errors
            .into_iter()
            .map(|wrong| wrong.field)
            .collect::<Vec<_>>()
    };
    assert_eq!(check(sso().with_text("certificate_file", "/a")), ["key_file"]);
    assert_eq!(check(sso().with_text("key_file", "/a")), ["certificate_file"]);
    assert!(check(sso()).is_empty());
}

#[test]
fn a_machine_of_somebody_else_has_no_tenant_and_no_device() {
    let nowhere = FakeHost::new(include_str!("../manifest.json"), crate::plugin());
    let error = nowhere.login(about(sso())).expect_err("no tenant");
    assert_eq!(error.code, "acme_no_tenant");
    let unknown = FakeHost::new(include_str!("../manifest.json"), crate::plugin())
        .variable("ACME_TENANT", "acme-cn")
        .program("acme-device-id", ProcessOutput::new(3, ""));
    assert_eq!(
        unknown.login(about(sso())).expect_err("no device").code,
        "acme_no_device"
    );
}

#[test]
fn the_agent_is_asked_through_its_socket() {
    let asked = "http://agent/keys?role=builder";
    let host = host().http_answer("GET", asked, HttpResponse::new(200, KEYS));
    let fields = Fields::default()
        .with_text("role", "builder")
        .with_text("agent_socket", "/run/acme.sock");
    assert_eq!(id(resolve(&host, "AcmeAgent", fields).expect("keys")), "STS.a");
    let request = &host.http_requests()[0];
    assert_eq!(request.unix_socket.as_deref(), Some("/run/acme.sock"));
    assert_eq!(request.headers["x-acme-tenant"], "acme-cn");
}

#[test]
fn a_role_is_assumed_on_top_or_with_another_profile() {
    let credentials = json!({"AccessKeyId": "STS.role", "AccessKeySecret": "s", "SecurityToken": "t",
        "Expiration": "2030-01-02T03:04:05Z"});
    let base = ResolveAnswer::permanent(Keys {
        access_key_id: "LTAI".into(),
        access_key_secret: Secret::new("s3cret".into()),
        security_token: None,
    });
    let host = host()
        .stored("session", "s3ssion")
        .http_answer("POST", &format!("{PORTAL}/keys"), HttpResponse::new(200, KEYS))
        .source("base", &base)
        .answer("Sts", "AssumeRole", json!({"Credentials": credentials}))
        .answer("Sts", "AssumeRole", json!({"Credentials": credentials}));
    let arn = "acs:ram::1:role/ops";
    assert_eq!(
        id(resolve(&host, "AcmeSso", sso().with_text("role_arn", arn)).expect("keys")),
        "STS.role"
    );
    let other = Fields::default()
        .with_text("source_profile", "base")
        .with_text("role_arn", arn);
    assert_eq!(id(resolve(&host, "AcmeRole", other).expect("keys")), "STS.role");
    let calls = host.api_calls();
    assert!(!calls[0].params.contains_key("ExternalId"));
    assert_eq!(calls[1].params["ExternalId"], "acme-cn");
}
