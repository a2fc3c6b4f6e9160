use serde_json::{Value, json};
use yun_plugin_api::{HttpResponse, testing::FakeHost};

use super::*;

const TOKEN: &str = "https://oauth.alibabacloud.com/v1/token";
const EXCHANGE: &str = "https://oauth.alibabacloud.com/v1/exchange";
const FUTURE: &str = "99999999999";

fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), plugin())
}

fn post(host: FakeHost, url: &str, status: u16, body: Value) -> FakeHost {
    host.http_answer("POST", url, HttpResponse::new(status, body.to_string()))
}

fn tokens(host: FakeHost) -> FakeHost {
    let body = json!({"access_token": "t0ken-new", "refresh_token": "refresh-t0ken-new", "expires_in": "3600",
        "token_type": "Bearer"});
    post(host, TOKEN, 200, body)
}

fn keys() -> Value {
    json!({"requestId": "R-1", "accessKeyId": "STS.a", "accessKeySecret": "s3cret", "securityToken": "t0ken-sts",
        "expiration": "2030-01-02T03:04:05Z"})
}

fn exchanged(host: FakeHost) -> FakeHost {
    post(host, EXCHANGE, 200, keys())
}

fn refusing(host: FakeHost, url: &str, status: u16, error: &str) -> FakeHost {
    let said = json!({"error": error, "error_description": "s3cret t0ken", "requestId": "R-1"});
    post(host, url, status, said)
}

fn logged_in(host: FakeHost, access_ends: &str) -> FakeHost {
    host.stored("access_token", "t0ken-old")
        .stored("access_token_expires_at", access_ends)
        .stored("refresh_token", "refresh-t0ken-old")
}

fn session() -> SessionRequest {
    session_with(Fields::default())
}

fn session_with(fields: Fields) -> SessionRequest {
    SessionRequest {
        mode: "AlibabaCloudAccount".into(),
        profile: "prod".into(),
        region: "cn-hangzhou".into(),
        fields,
    }
}

fn resolve(host: &FakeHost) -> Result<ResolveAnswer, Error> {
    host.resolve(ResolveRequest {
        mode: "AlibabaCloudAccount".into(),
        profile: "prod".into(),
        region: "cn-hangzhou".into(),
        fields: Fields::default(),
    })
}

/// Holds an error against the rules that every one of them keeps.
fn sound(host: &FakeHost, error: Error) -> Error {
    assert_eq!(error.kind, ErrorKind::Credentials, "{error:?}");
    host.wording(&error);
    let shown = format!("{error:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
    error
}

fn failed_login(host: &FakeHost) -> Error {
    let error = host.login(session()).expect_err("no login");
    for name in ["access_token", "refresh_token"] {
        assert!(host.stored_now(name).is_none(), "{name} is not kept");
    }
    sound(host, error)
}

fn failed(host: &FakeHost) -> Error {
    sound(host, resolve(host).expect_err("no credentials"))
}

fn body(host: &FakeHost, index: usize) -> String {
    host.http_requests()[index]
        .body
        .as_ref()
        .expect("a body")
        .expose()
        .to_owned()
}

fn kept(host: &FakeHost, name: &str) -> Option<String> {
    host.stored_now(name).map(|secret| secret.expose().to_owned())
}

#[test]
fn a_login_opens_the_page_and_keeps_the_tokens() {
    let host = exchanged(tokens(host().login_page(&[("code", "c0de/1")])));
    let answer = host.login(session()).expect("logs in");
    assert_eq!((answer.state, answer.expires_at), (LoginState::LoggedIn, None));
    assert_eq!(
        host.pages(),
        [
            "https://signin.alibabacloud.com/oauth2/v1/auth?response_type=code&client_id=4103531455503354461\
            &code_challenge=fake-challenge&code_challenge_method=S256"
        ]
    );
    let verifier = "v".repeat(128);
    assert_eq!(
        body(&host, 0),
        format!(
            "grant_type=authorization_code&code=c0de%2F1&client_id=4103531455503354461\
            &redirect_uri=http%3A%2F%2F127.0.0.1%3A12345%2Fcli%2Fcallback&code_verifier={verifier}"
        )
    );
    let requests = host.http_requests();
    assert_eq!(
        requests[1].secret_headers["authorization"].expose(),
        "Bearer t0ken-new"
    );
    assert_eq!(requests[1].headers["content-type"], "application/json");
    assert!(requests[1].body.is_none());
    for request in &requests {
        assert_eq!(request.service.as_deref(), Some("OAUTH"));
    }
    assert_eq!(kept(&host, "access_token").as_deref(), Some("t0ken-new"));
    assert_eq!(kept(&host, "refresh_token").as_deref(), Some("refresh-t0ken-new"));
    let ends = kept(&host, "access_token_expires_at").expect("an end");
    let ends = Timestamp::of_unix_seconds(ends.parse().expect("seconds"));
    assert!(
        ends > Timestamp::now().after(3500) && ends <= Timestamp::now().after(3600),
        "{ends}"
    );
}

#[test]
fn the_china_site_and_another_client_are_what_the_profile_says() {
    let site = "https://oauth.aliyun.com";
    let tokens = json!({"access_token": "t0ken", "refresh_token": "r", "expires_in": 3600});
    let host = post(
        host().login_page(&[("code", "c")]),
        &format!("{site}/v1/token"),
        200,
        tokens,
    );
    let host = post(host, &format!("{site}/v1/exchange"), 200, keys());
    let fields = Fields::default()
        .with_text("site", "china")
        .with_text("client_id", "own-1")
        .with_text("account_type", "main");
    host.login(session_with(fields)).expect("logs in");
    assert!(
        host.pages()[0].starts_with("https://signin.aliyun.com/oauth2/v1/auth?"),
        "{:?}",
        host.pages()
    );
    assert!(
        host.pages()[0].contains("&client_id=own-1&"),
        "{:?}",
        host.pages()
    );
    assert!(body(&host, 0).contains("&client_id=own-1&"));
    assert_eq!(oauth_client("china"), "4038181954557748008");
    assert_eq!(oauth_client("international"), "4103531455503354461");
}

/// The client id on the login page of a site.
fn oauth_client(site: &str) -> String {
    let host = host().login_page(&[]);
    let login = host.login(session_with(Fields::default().with_text("site", site)));
    assert_eq!(login.expect_err("no code").code, "login_unfinished");
    let page = host.pages().remove(0);
    let (_, rest) = page.split_once("client_id=").expect("a client");
    rest.split('&').next().expect("a value").to_owned()
}

#[test]
fn who_shall_log_in_is_said() {
    let said = |kind: &str| who_logs_in(&Fields::default().with_text("account_type", kind)).en;
    assert_ne!(said("main"), said("ram-user"));
    assert_eq!(said("ram-user"), said(""));
}

#[test]
fn a_login_that_ends_badly_says_how() {
    let page = |parameters: &[(&str, &str)]| failed_login(&host().login_page(parameters));
    assert_eq!(
        page(&[("error", "access_denied"), ("code", "c0de")]).code,
        "login_denied"
    );
    let refused = page(&[("error", "invalid_scope")]);
    assert_eq!(
        (refused.code.as_str(), refused.params["error"].as_str()),
        ("login_refused", "invalid_scope")
    );
    assert_eq!(page(&[("error", "<b>s3cret</b>")]).params["error"], "?");
    assert_eq!(page(&[]).code, "login_unfinished");
    assert_eq!(page(&[("code", "")]).code, "login_unfinished");
}

#[test]
fn what_the_host_says_of_the_page_is_passed_on() {
    for code in ["login_timeout", "login_forged", "ports_taken"] {
        let said = Error::new(ErrorKind::Credentials, code, "why").hint("what to do");
        let host = host().login_error(said.clone());
        assert_eq!(host.login(session()).expect_err(code), said);
    }
}

#[test]
fn a_code_or_a_token_that_is_refused_ends_the_login() {
    let page = || host().login_page(&[("code", "c0de")]);
    let error = failed_login(&refusing(page(), TOKEN, 400, "invalid_grant"));
    assert_eq!(error.code, "oauth_refused");
    assert_eq!(
        (error.params["error"].as_str(), error.params["status"].as_str()),
        ("invalid_grant", "400")
    );
    assert_eq!(
        (error.params["path"].as_str(), error.request_id.as_deref()),
        ("/v1/token", Some("R-1"))
    );
    let error = failed_login(&refusing(tokens(page()), EXCHANGE, 403, "NoPermission"));
    assert_eq!(
        (error.code.as_str(), error.params["path"].as_str()),
        ("oauth_refused", "/v1/exchange")
    );
    assert_eq!(
        failed_login(&refusing(tokens(page()), EXCHANGE, 401, "x")).code,
        "login_required"
    );
    assert_eq!(
        failed_login(&post(page(), TOKEN, 200, json!({"token": "s3cret"}))).code,
        "oauth_malformed"
    );
    assert_eq!(
        failed_login(&post(page(), TOKEN, 200, json!({"access_token": ""}))).code,
        "oauth_malformed"
    );
}

#[test]
fn a_new_login_leaves_nothing_of_the_one_before() {
    let host = logged_in(host(), "1000").stored("refresh_token_expires_at", "1000");
    let host = host.login_page(&[("code", "c")]);
    let host = exchanged(post(host, TOKEN, 200, json!({"access_token": "t0ken-only"})));
    host.login(session()).expect("logs in");
    assert_eq!(kept(&host, "access_token").as_deref(), Some("t0ken-only"));
    assert_eq!(kept(&host, "access_token_expires_at").as_deref(), Some("0"));
    assert_eq!(kept(&host, "refresh_token"), None);
    assert_eq!(kept(&host, "refresh_token_expires_at"), None);
}

#[test]
fn an_access_token_that_holds_is_exchanged() {
    for ends in [FUTURE, "0", ""] {
        let host = exchanged(logged_in(host(), ends));
        let answer = resolve(&host).expect("resolves");
        assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
        let keys = answer.into_keys().expect("a pair");
        assert_eq!(
            (keys.access_key_id.as_str(), keys.access_key_secret.expose()),
            ("STS.a", "s3cret")
        );
        assert_eq!(keys.security_token.expect("a token").expose(), "t0ken-sts");
        let requests = host.http_requests();
        assert_eq!(requests.len(), 1);
        assert_eq!(
            requests[0].secret_headers["authorization"].expose(),
            "Bearer t0ken-old"
        );
    }
}

#[test]
fn one_that_has_ended_or_was_taken_back_is_refreshed() {
    let ended = exchanged(tokens(logged_in(host(), "1000")));
    let taken_back = refusing(logged_in(host(), FUTURE), EXCHANGE, 401, "x");
    let invalid = refusing(logged_in(host(), FUTURE), EXCHANGE, 400, "invalid_token");
    for (host, before) in [
        (ended, 0),
        (exchanged(tokens(taken_back)), 1),
        (exchanged(tokens(invalid)), 1),
    ] {
        resolve(&host).expect("resolves");
        assert_eq!(
            body(&host, before),
            "grant_type=refresh_token&refresh_token=refresh-t0ken-old&client_id=4103531455503354461"
        );
        let requests = host.http_requests();
        assert_eq!(
            requests[before + 1].secret_headers["authorization"].expose(),
            "Bearer t0ken-new"
        );
        assert_eq!(kept(&host, "access_token").as_deref(), Some("t0ken-new"));
        assert_eq!(kept(&host, "refresh_token").as_deref(), Some("refresh-t0ken-new"));
    }
}

#[test]
fn a_refresh_that_brings_no_refresh_token_leaves_the_old_one() {
    let host = logged_in(host(), "1000").stored("refresh_token_expires_at", FUTURE);
    let host = exchanged(post(
        host,
        TOKEN,
        200,
        json!({"access_token": "t0ken-new", "expires_in": 60}),
    ));
    resolve(&host).expect("resolves");
    assert_eq!(kept(&host, "refresh_token").as_deref(), Some("refresh-t0ken-old"));
    assert_eq!(kept(&host, "refresh_token_expires_at").as_deref(), Some(FUTURE));
}

#[test]
fn refreshed_tokens_are_kept_even_if_their_exchange_fails() {
    let host = refusing(tokens(logged_in(host(), "1000")), EXCHANGE, 500, "ServerError");
    let error = failed(&host);
    assert_eq!((error.code.as_str(), error.retryable), ("oauth_refused", true));
    assert_eq!(kept(&host, "refresh_token").as_deref(), Some("refresh-t0ken-new"));
    let host = refusing(tokens(logged_in(self::host(), "1000")), EXCHANGE, 401, "x");
    assert_eq!(failed(&host).code, "login_required");
}

#[test]
fn without_a_login_that_holds_one_is_required() {
    let nothing = host();
    let ended = logged_in(host(), "1000").stored("refresh_token_expires_at", "1000");
    for host in [nothing, ended] {
        assert_eq!(failed(&host).code, "login_required");
        assert!(host.http_requests().is_empty());
    }
    for status in [400, 401] {
        let refused = refusing(logged_in(host(), "1000"), TOKEN, status, "invalid_grant");
        assert_eq!(failed(&refused).code, "login_required");
        assert!(
            refused.stored_now("refresh_token").is_none(),
            "nobody takes it for a login"
        );
    }
}

#[test]
fn a_refusal_that_no_login_helps_against_is_named() {
    for (status, said, retryable) in [
        (400, "invalid_client", false),
        (401, "unauthorized_client", false),
        (403, "forbidden", false),
        (429, "slow_down", true),
        (503, "unavailable", true),
    ] {
        let error = failed(&refusing(logged_in(host(), "1000"), TOKEN, status, said));
        assert_eq!(
            (error.code.as_str(), error.params["error"].as_str()),
            ("oauth_refused", said)
        );
        assert_eq!(error.retryable, retryable, "{status}");
    }
    let silent = Error::new(ErrorKind::Unavailable, "timeout", "why");
    let host = logged_in(host(), FUTURE).http_error("POST", EXCHANGE, silent.clone());
    assert_eq!(resolve(&host).expect_err("silence"), silent);
}

#[test]
fn credentials_that_are_not_whole_are_not_used() {
    for key in ["accessKeyId", "accessKeySecret", "securityToken", "expiration"] {
        let mut empty = keys();
        empty[key] = json!("");
        let error = failed(&post(logged_in(host(), FUTURE), EXCHANGE, 200, empty));
        assert_eq!(
            (error.code.as_str(), error.params["path"].as_str()),
            ("oauth_malformed", "/v1/exchange")
        );
    }
    let page = HttpResponse::new(200, "<html>s3cret</html>");
    let host = logged_in(host(), FUTURE).http_answer("POST", EXCHANGE, page);
    assert_eq!(failed(&host).code, "oauth_malformed");
}

#[test]
fn the_status_is_known_without_asking_anyone() {
    let state = |host: FakeHost| {
        let answer = host.status(session()).expect("answers");
        assert!(host.http_requests().is_empty());
        (answer.state, answer.expires_at)
    };
    assert_eq!(state(host()), (LoginState::LoggedOut, None));
    assert_eq!(state(logged_in(host(), "1000")), (LoginState::LoggedIn, None));
    let until = logged_in(host(), "1000").stored("refresh_token_expires_at", "4070908800");
    assert_eq!(
        state(until),
        (LoginState::LoggedIn, Some("2099-01-01T00:00:00Z".to_owned()))
    );
    let ended = logged_in(host(), "1000").stored("refresh_token_expires_at", "1000");
    assert_eq!(state(ended), (LoginState::LoggedOut, None));
    let only_access = host()
        .stored("access_token", "t0ken")
        .stored("access_token_expires_at", "4070908800");
    assert_eq!(
        state(only_access),
        (LoginState::LoggedIn, Some("2099-01-01T00:00:00Z".to_owned()))
    );
}

#[test]
fn a_logout_forgets_everything() {
    let host = logged_in(host(), FUTURE).stored("refresh_token_expires_at", FUTURE);
    host.logout(session()).expect("logs out");
    for name in &host.manifest().credentials().next().expect("a mode").stores {
        assert!(host.stored_now(name).is_none(), "{name}");
    }
    assert_eq!(failed(&host).code, "login_required");
}

#[test]
fn the_manifest_has_the_crates_version() {
    assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
}
