use serde_json::{Value, json};
use yun_plugin_api::{HttpResponse, testing::FakeHost};

use super::*;

const URL: &str = "https://signin.example.com/acme/login";
const DEVICE: &str = "https://signin.example.com/device-authorization";
const TOKEN: &str = "https://signin.example.com/token";
const CREDENTIALS: &str = "https://signin.example.com/cloud-credentials";
const ACCOUNTS: &str = "https://signin.example.com/access-assignments/accounts?MaxResults=100";
const CONFIGURATIONS: &str =
    "https://signin.example.com/access-assignments/access-configurations?AccountId=1001&MaxResults=100";
const FUTURE: &str = "99999999999";

fn host() -> FakeHost {
    let plugin = Plugin::new().credential_mode("CloudSSO", CloudSso { sleep: |_| {} });
    FakeHost::new(include_str!("../manifest.json"), plugin)
}

fn post(host: FakeHost, url: &str, status: u16, body: Value) -> FakeHost {
    host.http_answer("POST", url, HttpResponse::new(status, body.to_string()))
}

fn get(host: FakeHost, url: &str, body: Value) -> FakeHost {
    host.http_answer("GET", url, HttpResponse::new(200, body.to_string()))
}

fn with_device(host: FakeHost) -> FakeHost {
    let device = json!({"DeviceCode": "s3cret-device", "UserCode": "ABCD-EFGH", "Interval": 2,
        "VerificationUri": "https://signin.example.com/device",
        "VerificationUriComplete": "https://signin.example.com/device?user_code=ABCD-EFGH"});
    post(host, DEVICE, 200, device)
}

fn with_token(host: FakeHost) -> FakeHost {
    post(
        host,
        TOKEN,
        200,
        json!({"AccessToken": "t0ken", "ExpiresIn": 3600}),
    )
}

fn refusing(host: FakeHost, url: &str, status: u16, code: &str) -> FakeHost {
    let said = json!({"ErrorCode": code, "ErrorMessage": "s3cret t0ken", "RequestId": "R-1"});
    post(host, url, status, said)
}

fn logged_in(host: FakeHost) -> FakeHost {
    host.stored("access_token", "t0ken")
        .stored("access_token_expires_at", FUTURE)
}

fn fields() -> Fields {
    Fields::default().with_text("sign_in_url", URL)
}

fn whole() -> Fields {
    fields()
        .with_text("account_id", "1001")
        .with_text("access_configuration", "ac-1")
}

fn resolve(host: &FakeHost, fields: Fields) -> Result<ResolveAnswer, Error> {
    host.resolve(ResolveRequest {
        mode: "CloudSSO".into(),
        profile: "prod".into(),
        region: "cn-hangzhou".into(),
        fields,
    })
}

fn session(fields: Fields) -> SessionRequest {
    SessionRequest {
        mode: "CloudSSO".into(),
        profile: "prod".into(),
        region: "cn-hangzhou".into(),
        fields,
    }
}

/// Holds an error against the rules that every one of them keeps.
fn sound(host: &FakeHost, error: Error) -> Error {
    host.wording(&error);
    let shown = format!("{error:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
    error
}

fn failed_login(host: &FakeHost, fields: Fields) -> Error {
    let error = host.login(session(fields)).expect_err("no login");
    assert!(host.stored_now("access_token").is_none(), "nothing is kept");
    sound(host, error)
}

fn body(host: &FakeHost, index: usize) -> Value {
    let body = host.http_requests()[index].body.clone().expect("a body");
    serde_json::from_str(body.expose()).expect("JSON")
}

fn kept(host: &FakeHost, name: &str) -> String {
    host.stored_now(name).expect(name).expose().to_owned()
}

#[test]
fn a_login_opens_the_page_waits_and_keeps_the_token() {
    let host = refusing(with_device(host()), TOKEN, 400, "AuthorizationPending");
    let host = with_token(refusing(host, TOKEN, 400, "SlowDown"));
    let answer = host.login(session(whole())).expect("logs in");
    assert_eq!(answer.state, LoginState::LoggedIn);
    assert!(Timestamp::parse(&answer.expires_at.expect("an end")) > Some(Timestamp::now().after(3500)));
    assert_eq!(
        host.pages(),
        ["https://signin.example.com/device?user_code=ABCD-EFGH"]
    );
    assert_eq!(
        body(&host, 0),
        json!({"PortalUrl": URL, "CodeChallenge": "fake-challenge", "CodeChallengeMethod": "S256",
            "ClientId": "app-vaz16tltdxs96audqf35"})
    );
    assert_eq!(
        body(&host, 3),
        json!({"CodeVerifier": "v".repeat(128), "ClientId": "app-vaz16tltdxs96audqf35",
            "DeviceCode": "s3cret-device", "GrantType": "urn:ietf:params:oauth:grant-type:device_code"})
    );
    for request in host.http_requests() {
        assert_eq!(request.service.as_deref(), Some("CLOUDSSO"));
        assert!(request.secret_headers.is_empty(), "nobody is logged in yet");
    }
    assert_eq!(kept(&host, "access_token"), "t0ken");
    assert!(
        kept(&host, "access_token_expires_at")
            .parse::<i64>()
            .expect("seconds")
            > 1_700_000_000
    );
}

#[test]
fn the_client_id_comes_from_the_profile_then_from_the_environment() {
    let client = |host: FakeHost, fields: Fields| {
        let host = with_token(with_device(host));
        host.login(session(fields)).expect("logs in");
        assert_eq!(body(&host, 0)["ClientId"], body(&host, 1)["ClientId"]);
        body(&host, 0)["ClientId"].clone()
    };
    let set = || host().variable("ALIBABA_CLOUD_SSO_CLIENT_ID", "app-set");
    assert_eq!(
        client(set(), whole().with_text("client_id", "app-own")),
        "app-own"
    );
    assert_eq!(client(set(), whole()), "app-set");
    let older = host().variable("ALIBABACLOUD_SSO_CLIENT_ID", "app-older");
    assert_eq!(client(older, whole()), "app-older");
}

#[test]
fn what_is_open_is_asked_from_all_pages_and_kept() {
    let host = with_token(with_device(host()));
    let first = json!({"Accounts": [{"AccountId": "1000", "DisplayName": "test"}], "IsTruncated": true, "NextToken": "a/b"});
    let second = json!({"Accounts": [{"AccountId": "1001", "DisplayName": "prod"}], "IsTruncated": false});
    let host = get(
        get(host, ACCOUNTS, first),
        &format!("{ACCOUNTS}&NextToken=a%2Fb"),
        second,
    )
    .reply("1001");
    let configurations = json!({"AccessConfigurationsForAccount": [
        {"AccessConfigurationId": "ac-1", "AccessConfigurationName": "reader"},
        {"AccessConfigurationId": "ac-2", "AccessConfigurationName": "writer"}]});
    let host = get(host, CONFIGURATIONS, configurations).reply("ac-2");
    host.login(session(fields())).expect("logs in");
    assert_eq!(kept(&host, "chosen_account_id"), "1001");
    assert_eq!(kept(&host, "chosen_access_configuration"), "ac-2");
    let asked = &host.http_requests()[2];
    assert_eq!(asked.secret_headers["authorization"].expose(), "Bearer t0ken");

    let host = answering(host);
    resolve(&host, fields()).expect("resolves with what was chosen");
    let last = host.http_requests().len() - 1;
    assert_eq!(
        body(&host, last),
        json!({"AccountId": "1001", "AccessConfigurationId": "ac-2"})
    );
}

#[test]
fn the_only_one_is_taken_without_asking() {
    let host = with_token(with_device(host()));
    let host = get(host, ACCOUNTS, json!({"Accounts": [{"AccountId": "1001"}]}));
    let only =
        json!({"AccessConfigurationsForAccount": [{"AccessConfigurationId": "ac-1"}], "IsTruncated": false});
    let host = get(host, CONFIGURATIONS, only);
    host.login(session(fields())).expect("logs in");
    assert_eq!(kept(&host, "chosen_account_id"), "1001");
    assert_eq!(kept(&host, "chosen_access_configuration"), "ac-1");
}

#[test]
fn who_is_offered_nothing_cannot_log_in() {
    let nothing = get(with_token(with_device(host())), ACCOUNTS, json!({"Accounts": []}));
    assert_eq!(failed_login(&nothing, fields()).code, "account_absent");
    let host = with_token(with_device(host()));
    let nothing = get(
        host,
        CONFIGURATIONS,
        json!({"AccessConfigurationsForAccount": []}),
    );
    let error = failed_login(&nothing, fields().with_text("account_id", "1001"));
    assert_eq!(
        (error.code.as_str(), error.params["account"].as_str()),
        ("configuration_absent", "1001")
    );
}

#[test]
fn where_nobody_can_be_asked_the_choices_are_named() {
    let login = Error::new(ErrorKind::InvalidInput, "prompt_unavailable", "no terminal");
    let two = json!({"Accounts": [{"AccountId": "1000"}, {"AccountId": "1001"}]});
    let host = get(with_token(with_device(host())), ACCOUNTS, two).reply_error(login);
    let error = failed_login(&host, fields());
    assert_eq!(
        (error.kind, error.code.as_str()),
        (ErrorKind::InvalidInput, "account_unchosen")
    );
    assert_eq!(error.params["choices"], "1000, 1001");
}

#[test]
fn a_login_that_ends_badly_says_how() {
    for (status, said, code) in [
        (400, "AccessDenied", "login_denied"),
        (400, "AccessDeniedError", "login_denied"),
        (400, "InvalidDeviceCodeError", "login_expired"),
        (400, "ExpiredToken", "login_expired"),
        (400, "InvalidClient", "sso_refused"),
        (401, "Unauthorized", "sso_refused"),
    ] {
        let host = refusing(with_device(host()), TOKEN, status, said);
        let error = failed_login(&host, whole());
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::Credentials, code),
            "{said}"
        );
    }
    let host = refusing(host(), DEVICE, 400, "InvalidParameter.PortalUrl");
    let error = failed_login(&host, whole());
    assert_eq!(error.params["code"], "InvalidParameter.PortalUrl");
    assert_eq!(error.params["path"], "/device-authorization");
    assert_eq!(error.request_id.as_deref(), Some("R-1"));
    assert!(!error.retryable);
}

#[test]
fn answers_that_cannot_be_read_are_not_shown() {
    let host = post(host(), DEVICE, 200, json!({"UserCode": "s3cret"}));
    assert_eq!(failed_login(&host, whole()).code, "sso_malformed");
    let host = post(with_device(self::host()), TOKEN, 200, json!(["s3cret"]));
    assert_eq!(failed_login(&host, whole()).code, "sso_malformed");
    let host = self::host().http_answer("POST", DEVICE, HttpResponse::new(502, "<html>s3cret</html>"));
    let error = failed_login(&host, whole());
    assert_eq!(
        (error.params["code"].as_str(), error.retryable),
        ("HTTP 502", true)
    );
}

#[test]
fn only_a_web_page_is_opened() {
    for uri in ["javascript:alert(1)", "file:///etc/passwd", ""] {
        let device = json!({"DeviceCode": "d", "VerificationUriComplete": uri});
        let host = post(host(), DEVICE, 200, device);
        assert_eq!(failed_login(&host, whole()).code, "page_refused", "{uri}");
        assert!(host.pages().is_empty());
    }
    let device = json!({"DeviceCode": "d", "VerificationUri": "https://signin.example.com/device"});
    let host = with_token(post(host(), DEVICE, 200, device));
    host.login(session(whole())).expect("logs in");
    assert_eq!(host.pages(), ["https://signin.example.com/device"]);
}

#[test]
fn a_lost_connection_does_not_end_the_waiting_and_a_person_does() {
    let lost = Error::new(ErrorKind::Unavailable, "connection_lost", "why");
    let host = with_device(host()).http_error("POST", TOKEN, lost);
    with_token(host).login(session(whole())).expect("logs in");

    let host = with_token(refusing(
        with_device(self::host()),
        TOKEN,
        400,
        "AuthorizationPending",
    ));
    host.cancel();
    let error = failed_login(&host, whole());
    assert_eq!(
        (error.kind, error.code.as_str()),
        (ErrorKind::Cancelled, "login_cancelled")
    );
}

fn answering(host: FakeHost) -> FakeHost {
    let credential = json!({"AccessKeyId": "STS.a", "AccessKeySecret": "s3cret", "SecurityToken": "t0ken-2",
        "Expiration": "2030-01-02T03:04:05Z"});
    post(
        host,
        CREDENTIALS,
        200,
        json!({"CloudCredential": credential, "RequestId": "R-1"}),
    )
}

#[test]
fn the_token_brings_credentials_of_the_account() {
    let host = answering(logged_in(host()));
    let answer = resolve(&host, whole()).expect("resolves");
    assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
    let keys = answer.into_keys().expect("a pair");
    assert_eq!(
        (keys.access_key_id.as_str(), keys.access_key_secret.expose()),
        ("STS.a", "s3cret")
    );
    assert_eq!(keys.security_token.expect("a token").expose(), "t0ken-2");
    assert_eq!(
        body(&host, 0),
        json!({"AccountId": "1001", "AccessConfigurationId": "ac-1"})
    );
    let request = &host.http_requests()[0];
    assert_eq!(request.secret_headers["authorization"].expose(), "Bearer t0ken");
}

#[test]
fn a_token_whose_end_nobody_knows_is_tried() {
    for end in ["", "0"] {
        let host = host()
            .stored("access_token", "t0ken")
            .stored("access_token_expires_at", end);
        resolve(&answering(host), whole()).expect("resolves");
    }
}

#[test]
fn without_a_login_that_holds_one_is_required() {
    let ended = host()
        .stored("access_token", "t0ken")
        .stored("access_token_expires_at", "1000");
    for host in [host(), ended] {
        let host = answering(host);
        let error = sound(&host, resolve(&host, whole()).expect_err("no login"));
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::Credentials, "login_required")
        );
        assert!(host.http_requests().is_empty());
    }
    let host = refusing(logged_in(host()), CREDENTIALS, 401, "InvalidAccessToken");
    assert_eq!(
        sound(&host, resolve(&host, whole()).expect_err("refused")).code,
        "login_required"
    );
    let unchosen = answering(logged_in(self::host()));
    assert_eq!(
        resolve(&unchosen, fields()).expect_err("no account").code,
        "login_required"
    );
}

#[test]
fn what_the_portal_refuses_is_named_without_its_words() {
    for (status, retryable) in [(400, false), (403, false), (404, false), (429, true), (500, true)] {
        let host = refusing(
            logged_in(host()),
            CREDENTIALS,
            status,
            "EntityNotExists.AccessConfiguration",
        );
        let error = sound(&host, resolve(&host, whole()).expect_err("refused"));
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::Credentials, "sso_refused"),
            "{status}"
        );
        assert_eq!(error.params["code"], "EntityNotExists.AccessConfiguration");
        assert_eq!(error.retryable, retryable, "{status}");
    }
    let host = refusing(logged_in(host()), CREDENTIALS, 400, "is s3cret!");
    assert_eq!(
        sound(&host, resolve(&host, whole()).expect_err("refused")).params["code"],
        "HTTP 400"
    );
    let silent = Error::new(ErrorKind::Unavailable, "timeout", "why");
    let host = logged_in(self::host()).http_error("POST", CREDENTIALS, silent.clone());
    assert_eq!(resolve(&host, whole()).expect_err("silence"), silent);
}

#[test]
fn credentials_that_are_not_whole_are_told_apart() {
    let good = json!({"AccessKeyId": "a", "AccessKeySecret": "s3cret", "SecurityToken": "t0ken", "Expiration": "2030-01-02T03:04:05Z"});
    for key in ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"] {
        let mut credential = good.clone();
        credential[key] = json!("");
        let host = post(
            logged_in(host()),
            CREDENTIALS,
            200,
            json!({"CloudCredential": credential}),
        );
        let error = sound(&host, resolve(&host, whole()).expect_err(key));
        assert_eq!(
            (error.code.as_str(), error.params["key"].as_str()),
            ("document_incomplete", key)
        );
    }
    let mut credential = good;
    credential["Expiration"] = json!("s3cret");
    let host = post(
        logged_in(host()),
        CREDENTIALS,
        200,
        json!({"CloudCredential": credential}),
    );
    assert_eq!(
        sound(&host, resolve(&host, whole()).expect_err("no time")).code,
        "document_expiry"
    );
    let host = post(
        logged_in(self::host()),
        CREDENTIALS,
        200,
        json!({"Credential": "s3cret"}),
    );
    assert_eq!(
        sound(&host, resolve(&host, whole()).expect_err("another form")).code,
        "sso_malformed"
    );
}

#[test]
fn the_status_is_known_without_asking_anyone() {
    let state = |host: FakeHost| {
        let answer = host.status(session(fields())).expect("answers");
        assert!(host.http_requests().is_empty());
        (answer.state, answer.expires_at)
    };
    assert_eq!(state(host()), (LoginState::LoggedOut, None));
    let ended = host()
        .stored("access_token", "t0ken")
        .stored("access_token_expires_at", "1000");
    assert_eq!(state(ended), (LoginState::LoggedOut, None));
    let holds = host()
        .stored("access_token", "t0ken")
        .stored("access_token_expires_at", "4070908800");
    assert_eq!(
        state(holds),
        (LoginState::LoggedIn, Some("2099-01-01T00:00:00Z".to_owned()))
    );
    assert_eq!(
        state(host().stored("access_token", "t0ken")),
        (LoginState::LoggedIn, None)
    );
}

#[test]
fn a_logout_forgets_everything() {
    let host = logged_in(host())
        .stored("chosen_account_id", "1001")
        .stored("chosen_access_configuration", "ac-1");
    host.logout(session(fields())).expect("logs out");
    for name in &host.manifest().credentials().next().expect("a mode").stores {
        assert!(host.stored_now(name).is_none(), "{name}");
    }
}

#[test]
fn a_portal_is_reached_safely_or_not_at_all() {
    for url in [
        "http://signin.example.com/login",
        "https://a@b.example/",
        "signin.example.com",
    ] {
        let fields = Fields::default().with_text("sign_in_url", url);
        let mode = "CloudSSO".to_owned();
        let checked = host()
            .check(CheckRequest {
                mode,
                fields: fields.clone(),
            })
            .expect("checks");
        assert_eq!(checked.errors[0].error.code, "url_insecure", "{url}");
        let host = logged_in(host());
        let error = sound(&host, resolve(&host, fields.clone()).expect_err(url));
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::Credentials, "url_insecure")
        );
        assert_eq!(host.login(session(fields)).expect_err(url).code, "url_insecure");
    }
    let mode = "CloudSSO".to_owned();
    let fields = fields();
    assert_eq!(
        host()
            .check(CheckRequest { mode, fields })
            .expect("checks")
            .errors,
        []
    );
    assert_eq!(
        resolve(&host(), Fields::default()).expect_err("no URL").params["field"],
        "sign_in_url"
    );
}

#[test]
fn a_url_without_a_path_will_do() {
    let host = logged_in(host());
    let host = answering(host);
    let fields = whole().with_text("sign_in_url", "https://signin.example.com");
    resolve(&host, fields).expect("resolves");
}

#[test]
fn the_manifest_has_the_crates_version() {
    assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
}
