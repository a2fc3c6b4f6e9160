//! The browser login, seen from the outside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::client::{Outgoing, Received, USUAL_KEYS, fetch, form};
use super::encoding::decode_pairs;
use super::*;

const CLIENT: &str = "4038181954557748008";
const REDIRECT: &str = "http://127.0.0.1:12345/cli/callback";
const VERIFIER: &str = "a-verifier-of-which-nobody-else-knows-anything-at-all";

/// Opens the login page with these parameters in the place of the right ones.
fn authorize(cloud: &Cloud, changed: &[(&str, &str)]) -> Received {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", REDIRECT),
        ("state", "my state"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changed {
        pairs.retain(|(other, _)| other != name);
        pairs.push((name, value));
    }
    let target = format!("/oauth2/v1/auth?{}", form(&pairs));
    fetch(cloud, "GET", &target, &[], "").unwrap()
}

/// What the redirection says.
fn redirected(answer: &Received) -> Vec<(String, String)> {
    assert_eq!(answer.status, 302);
    let query = answer.header("location").unwrap().strip_prefix(REDIRECT).unwrap();
    decode_pairs(query.strip_prefix('?').unwrap())
}

fn code(cloud: &Cloud) -> String {
    redirected(&authorize(cloud, &[]))[0].1.clone()
}

fn token(cloud: &Cloud, pairs: &[(&str, &str)]) -> Received {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    fetch(cloud, "POST", "/v1/token", &headers, &form(pairs)).unwrap()
}

fn by_code(cloud: &Cloud, code: &str, redirect_uri: &str, verifier: &str) -> Received {
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT),
        ("code", code),
        ("redirect_uri", redirect_uri),
        ("code_verifier", verifier),
    ];
    token(cloud, &pairs)
}

fn refreshed(cloud: &Cloud, refresh_token: &str) -> Received {
    let pairs = [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT),
        ("refresh_token", refresh_token),
    ];
    token(cloud, &pairs)
}

fn exchange(cloud: &Cloud, access_token: &str) -> Received {
    let authorization = format!("Bearer {access_token}");
    let headers = [
        ("authorization", authorization.as_str()),
        ("content-type", "application/json"),
    ];
    fetch(cloud, "POST", "/v1/exchange", &headers, "").unwrap()
}

/// Status and `error`.
fn error(answer: &Received) -> (u16, String) {
    assert!(!answer.text("requestId").is_empty() && !answer.text("error_description").is_empty());
    (answer.status, answer.text("error"))
}

fn refused(code: &str) -> (u16, String) {
    (400, code.to_owned())
}

#[test]
fn whoever_logs_in_gets_credentials_of_the_user() {
    let cloud = Cloud::with(World::empty());
    for (user, arn) in [
        ("developer", "acs:ram::1234567890123456:user/developer"),
        ("root", "acs:ram::1234567890123456:root"),
    ] {
        cloud.world(|world| user.clone_into(&mut world.oauth.user));
        let login = by_code(&cloud, &code(&cloud), REDIRECT, VERIFIER);
        assert_eq!(
            (login.json()["expires_in"].as_i64(), login.text("token_type")),
            (Some(10800), "Bearer".into())
        );
        let credentials = exchange(&cloud, &login.text("access_token")).json();
        let keys = ["accessKeyId", "accessKeySecret", "securityToken"];
        let who = Outgoing::caller_identity(&cloud).temporary(&credentials, keys);
        assert_eq!(who.send(&cloud).unwrap().text("Arn"), arn);
    }
    assert_eq!(
        (
            cloud.calls("Authorize"),
            cloud.calls("Token"),
            cloud.calls("Exchange")
        ),
        (2, 2, 2)
    );
    let seen = cloud.requests();
    let products: Vec<&str> = seen.iter().take(3).map(|seen| seen.product.as_str()).collect();
    assert_eq!(products, ["SIGNIN", "OAUTH", "OAUTH"]);
    for secret in ["code", "code_verifier"] {
        assert_eq!(seen[1].params[secret], "***", "{secret}");
    }
    assert_eq!(seen[2].signature, None);
}

#[test]
fn the_login_page_checks_what_it_is_asked() {
    let cloud = Cloud::with(World::empty());
    for (name, value, code) in [
        ("response_type", "token", "unsupported_response_type"),
        ("client_id", "1", "invalid_client"),
        (
            "redirect_uri",
            "http://192.0.2.1:12345/cli/callback",
            "invalid_request",
        ),
        (
            "redirect_uri",
            "http://127.0.0.1.example:1/cli/callback",
            "invalid_request",
        ),
        ("redirect_uri", "http://127.0.0.1:12345/other", "invalid_request"),
        ("state", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
    ] {
        let answer = authorize(&cloud, &[(name, value)]);
        assert_eq!(error(&answer), refused(code), "{name} {value}");
    }
    cloud.world(|world| world.oauth.client_ids.push("own".into()));
    assert_eq!(authorize(&cloud, &[("client_id", "own")]).status, 302);
    let other = "http://localhost:1/cli/callback";
    assert_eq!(authorize(&cloud, &[("redirect_uri", other)]).status, 302);
}

#[test]
fn the_person_may_refuse_or_never_answer() {
    let cloud = Cloud::with(World::empty());
    let consent = |consent| {
        cloud.world(|world| world.oauth.consent = consent);
        authorize(&cloud, &[])
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        redirected(&consent(Consent::Denied)),
        [pair("error", "access_denied"), pair("state", "my state")]
    );
    let forged = redirected(&consent(Consent::WrongState));
    assert!(forged[0].0 == "code" && forged[1].1 != "my state", "{forged:?}");
    let silent = consent(Consent::Silent);
    assert_eq!((silent.status, silent.header("location")), (200, None));
    assert_eq!(
        redirected(&consent(Consent::Granted))[1],
        pair("state", "my state")
    );
}

#[test]
fn a_code_serves_once_and_with_its_verifier_only() {
    let cloud = Cloud::with(World::empty());
    let grant = refused("invalid_grant");
    assert_eq!(error(&by_code(&cloud, &code(&cloud), REDIRECT, "guessed")), grant);
    let other = "http://localhost:12345/cli/callback";
    assert_eq!(error(&by_code(&cloud, &code(&cloud), other, VERIFIER)), grant);
    let code = code(&cloud);
    assert_eq!(by_code(&cloud, &code, REDIRECT, VERIFIER).status, 200);
    assert_eq!(error(&by_code(&cloud, &code, REDIRECT, VERIFIER)), grant);
    let late = self::code(&cloud);
    cloud.set_clock_offset(TimeDelta::minutes(11));
    assert_eq!(error(&by_code(&cloud, &late, REDIRECT, VERIFIER)), grant);
    assert_eq!(
        error(&token(
            &cloud,
            &[("grant_type", "password"), ("client_id", CLIENT)]
        )),
        refused("unsupported_grant_type")
    );
    assert_eq!(
        error(&token(&cloud, &[("client_id", CLIENT)])),
        refused("invalid_request")
    );
    let in_address = fetch(&cloud, "POST", "/v1/token?code=1", &[], "").unwrap();
    assert_eq!(error(&in_address), refused("invalid_request"));
}

#[test]
fn tokens_are_refreshed_until_they_expire_or_are_revoked() {
    let cloud = Cloud::with(World::empty());
    let first = by_code(&cloud, &code(&cloud), REDIRECT, VERIFIER);
    let unauthorized = (401, "invalid_token".to_owned());
    cloud.set_clock_offset(TimeDelta::hours(3));
    assert_eq!(
        error(&exchange(&cloud, &first.text("access_token"))),
        unauthorized
    );
    let second = refreshed(&cloud, &first.text("refresh_token"));
    assert_eq!(exchange(&cloud, &second.text("access_token")).status, 200);
    assert_eq!(
        error(&refreshed(&cloud, &first.text("refresh_token"))),
        refused("invalid_grant")
    );
    cloud.world(|world| world.oauth.rotates_refresh_tokens = false);
    for _ in 0..2 {
        assert_eq!(refreshed(&cloud, &second.text("refresh_token")).status, 200);
    }
    cloud.set_clock_offset(TimeDelta::hours(24));
    assert_eq!(
        error(&refreshed(&cloud, &second.text("refresh_token"))),
        refused("invalid_grant")
    );
    cloud.set_clock_offset(TimeDelta::hours(3));
    assert_eq!(refreshed(&cloud, &second.text("refresh_token")).status, 200);
    cloud.world(|world| world.oauth.tokens.clear());
    assert_eq!(
        error(&refreshed(&cloud, &second.text("refresh_token"))),
        refused("invalid_grant")
    );
    assert_eq!(
        error(&exchange(&cloud, &second.text("access_token"))),
        unauthorized
    );
}

#[test]
fn credentials_may_be_written_in_another_case() {
    let cloud = Cloud::with(World::empty());
    cloud.world(|world| world.oauth.exchange_keys = KeyCase::Pascal);
    let login = by_code(&cloud, &code(&cloud), REDIRECT, VERIFIER);
    let credentials = exchange(&cloud, &login.text("access_token")).json();
    let who = Outgoing::caller_identity(&cloud).temporary(&credentials, USUAL_KEYS);
    assert_eq!(who.send(&cloud).unwrap().status, 200);
    assert!(credentials["accessKeyId"].is_null());
}

#[test]
fn a_fault_is_told_in_the_form_of_the_endpoint() {
    let cloud = Cloud::with(World::empty());
    cloud.add_fault(Fault::throttling().action("Exchange").times(1));
    let throttled = exchange(&cloud, "unknown");
    assert_eq!(error(&throttled), (400, "Throttling.User".to_owned()));
    assert_eq!(error(&exchange(&cloud, "unknown")).0, 401);
}

#[test]
fn what_was_given_out_is_known_as_secret() {
    let cloud = Cloud::with(World::empty());
    let secrets = cloud.secrets();
    let code = code(&cloud);
    let login = by_code(&cloud, &code, REDIRECT, VERIFIER);
    let credentials = exchange(&cloud, &login.text("access_token"));
    for text in [
        code,
        VERIFIER.to_owned(),
        login.text("access_token"),
        login.text("refresh_token"),
        credentials.text("accessKeySecret"),
        credentials.text("securityToken"),
        cloud.oidc_token(TimeDelta::hours(1)),
        cloud.keys().access_key_secret,
    ] {
        assert!(secrets.all().iter().any(|known| text.contains(known)), "{text}");
    }
}
