//! What the mode does, through a fake host: no yun, no network. `answers.json` is what it answers;
//! what a test says itself comes before that.

use yun_plugin_api::{Fields, HttpResponse, testing::FakeHost};

use super::*;

const CREDENTIALS: &str = "https://keys.example.com/credentials";

fn host() -> FakeHost {
    FakeHost::new(include_str!("../manifest.json"), plugin())
        .answers(include_str!("../answers.json"))
}

fn resolve(host: &FakeHost, fields: Fields) -> Result<ResolveAnswer, Error> {
    host.resolve(ResolveRequest {
        mode: MODE.into(),
        profile: "work".into(),
        region: "cn-hangzhou".into(),
        fields,
    })
}

/// The fields of a profile that names no file.
fn without_file() -> Fields {
    Fields::default().with_text("service", "https://keys.example.com/")
}

#[test]
fn the_service_hands_out_keys_for_the_token_of_the_file() {
    let host = host();
    let answer = resolve(&host, host.fields(MODE)).expect("resolves");
    assert_eq!(answer.expires_at.as_deref(), Some("2099-01-02T03:04:05Z"));
    let keys = answer.into_keys().expect("an AccessKey pair");
    assert_eq!(keys.access_key_id, "STS.an-id");
    assert_eq!(host.http_requests().len(), 1);
}

#[test]
fn without_a_file_the_token_is_that_of_the_variable() {
    let host = host().variable(TOKEN_VARIABLE, "the-t0ken");
    resolve(&host, without_file()).expect("resolves");
    assert_eq!(host.http_requests()[0].url, CREDENTIALS);
}

#[test]
fn every_failure_has_a_text_for_people_and_none_shows_a_secret() {
    let answered = |status| {
        let response = HttpResponse::new(status, r#"{"AccessKeySecret": "the-t0ken"}"#);
        host().http_answer("GET", CREDENTIALS, response)
    };
    for (host, code) in [
        // The variable's token is not the one that the service knows.
        (host(), "token_rejected"),
        (host().variable(TOKEN_VARIABLE, ""), "token_missing"),
        (answered(200), "answer_unusable"),
        (answered(500), "service_failed"),
    ] {
        let error = resolve(&host, without_file()).expect_err(code);
        assert_eq!(error.code, code);
        // Fails if the manifest has no text for the code, or wants a param that the error lacks.
        host.wording(&error);
        assert!(!format!("{error:?}").contains("t0ken"), "{error:?}");
    }
}
