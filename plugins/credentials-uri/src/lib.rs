//! The credential mode `CredentialsURI`: credentials that an address hands out.
//!
//! Whatever comes back but 200 with `"Code":"Success"` is an error of the credentials (exit code 4), and the answer is
//! never shown. If nothing comes back at all, the host's own error is passed on: unavailable (exit code 7).

use serde::Deserialize;
use yun_plugin_api::{
    CheckAnswer, CheckRequest, CredentialMode, Error, ErrorKind, FieldError, Host, HttpRequest, Plugin,
    ResolveAnswer, ResolveRequest, Secret, export_plugin, manifest::Origin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("CredentialsURI", CredentialsUri)
}

/// How long the address may take.
const TIMEOUT_SECONDS: u64 = 10;

/// How much it may answer with.
const LARGEST_ANSWER: u64 = 1024 * 1024;

struct CredentialsUri;

impl CredentialMode for CredentialsUri {
    fn check(&self, _host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        let uri = request.fields.text("credentials_uri");
        let insecure = uri.filter(|uri| !is_secure(uri)).map(|_| FieldError {
            field: "credentials_uri".to_owned(),
            error: insecure(ErrorKind::InvalidInput),
        });
        Ok(CheckAnswer {
            errors: insecure.into_iter().collect(),
        })
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let uri = request.fields.required_text("credentials_uri")?;
        if !is_secure(uri) {
            return Err(insecure(ErrorKind::Credentials));
        }
        let response = host.http(&get(uri)).map_err(blamed)?;
        if response.status != 200 {
            let message = format!(
                "the credentials URI answered with the HTTP status {}",
                response.status
            );
            return Err(Error::new(ErrorKind::Credentials, "uri_status", message)
                .param("status", response.status.to_string()));
        }
        let answer = ResolveAnswer::from_document(&response.body)?;
        require_code(&response.body)?;
        Ok(answer)
    }
}

fn get(uri: &str) -> HttpRequest {
    let mut request = HttpRequest::get(uri).header("accept", "application/json");
    request.timeout_seconds = Some(TIMEOUT_SECONDS);
    request.max_bytes = Some(LARGEST_ANSWER);
    request
}

fn is_secure(uri: &str) -> bool {
    Origin::of(uri).is_some_and(|origin| origin.is_secure())
}

fn insecure(kind: ErrorKind) -> Error {
    let message = "the credentials URI must begin with https://, or with http:// on this machine";
    Error::new(kind, "uri_insecure", message)
}

/// An answer of the wrong kind is the address's fault; none at all may be anybody's.
fn blamed(mut error: Error) -> Error {
    if matches!(
        error.code.as_str(),
        "redirect_refused" | "answer_too_large" | "answer_not_text"
    ) {
        error.kind = ErrorKind::Credentials;
    }
    error
}

/// Documents may do without a `Code`; what an address answers with may not, or any JSON might pass.
fn require_code(body: &Secret) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Coded {
        #[serde(rename = "Code")]
        _code: String,
    }
    match serde_json::from_str::<Coded>(body.expose()) {
        Ok(_) => Ok(()),
        Err(_) => Err(
            Error::new(ErrorKind::Credentials, "document_incomplete", "Code is missing").param("key", "Code"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use yun_plugin_api::{Fields, HttpResponse, testing::FakeHost};

    use super::*;

    const URI: &str = "https://keys.example.com/credentials?of=me";
    const ANSWER: &str = r#"{"Code":"Success","AccessKeyId":"STS.a","AccessKeySecret":"s3cret","SecurityToken":"t0ken",
        "Expiration":"2030-01-02T03:04:05Z"}"#;

    fn host() -> FakeHost {
        FakeHost::new(include_str!("../manifest.json"), plugin())
    }

    fn resolve(host: &FakeHost, uri: &str) -> Result<ResolveAnswer, Error> {
        host.resolve(ResolveRequest {
            mode: "CredentialsURI".into(),
            profile: "prod".into(),
            region: "cn-hangzhou".into(),
            fields: Fields::default().with_text("credentials_uri", uri),
        })
    }

    fn failed(response: HttpResponse) -> Error {
        let error = resolve(&host().http_answer("GET", URI, response), URI).expect_err("no credentials");
        assert_eq!(error.kind, ErrorKind::Credentials, "{error:?}");
        let shown = format!("{error:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
        host().wording(&error);
        error
    }

    #[test]
    fn what_the_address_answers_is_used_until_it_ends() {
        let host = host().http_answer("GET", URI, HttpResponse::new(200, ANSWER));
        let answer = resolve(&host, URI).expect("resolves");
        assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
        let keys = answer.into_keys().expect("a pair");
        assert_eq!(
            (keys.access_key_id.as_str(), keys.access_key_secret.expose()),
            ("STS.a", "s3cret")
        );
        assert_eq!(keys.security_token.expect("a token").expose(), "t0ken");
        let request = &host.http_requests()[0];
        assert_eq!(
            (request.timeout_seconds, request.max_bytes),
            (Some(10), Some(1_048_576))
        );
        assert!(request.body.is_none() && request.secret_headers.is_empty());
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for uri in [
            "http://127.0.0.1:8080/c",
            "http://[::1]/c",
            "http://localhost:9/c",
        ] {
            let host = host().http_answer("GET", uri, HttpResponse::new(200, ANSWER));
            resolve(&host, uri).expect(uri);
        }
        for uri in [
            "http://keys.example.com/c",
            "http://100.100.100.200/c",
            "http://127.0.0.1.example.com/",
            "https://me@keys.example.com/",
            "file:///etc/passwd",
            "keys.example.com",
        ] {
            let answered = host().http_answer("GET", uri, HttpResponse::new(200, ANSWER));
            let error = resolve(&answered, uri).expect_err(uri);
            assert_eq!(
                (error.kind, error.code.as_str()),
                (ErrorKind::Credentials, "uri_insecure"),
                "{uri}"
            );
            assert!(answered.http_requests().is_empty());
            let fields = Fields::default().with_text("credentials_uri", uri);
            let mode = "CredentialsURI".to_owned();
            let checked = host().check(CheckRequest { mode, fields }).expect("checks");
            assert_eq!(checked.errors[0].field, "credentials_uri", "{uri}");
            assert_eq!(checked.errors[0].error.code, "uri_insecure", "{uri}");
        }
    }

    #[test]
    fn a_field_that_may_be_right_passes() {
        for fields in [
            Fields::default(),
            Fields::default().with_text("credentials_uri", URI),
        ] {
            let mode = "CredentialsURI".to_owned();
            let checked = host().check(CheckRequest { mode, fields }).expect("checks");
            assert_eq!(checked.errors, []);
        }
        let error = resolve(&host(), "").expect_err("no field");
        assert_eq!(error.code, "field_missing");
    }

    #[test]
    fn any_status_but_200_is_no_answer() {
        for status in [201, 204, 302, 400, 401, 404, 429, 500, 503] {
            let error = failed(HttpResponse::new(status, ANSWER));
            assert_eq!(error.code, "uri_status");
            assert_eq!(error.params["status"], status.to_string());
        }
    }

    #[test]
    fn each_wrong_answer_is_told_apart() {
        for (body, code) in [
            ("", "document_empty"),
            ("<html>s3cret</html>", "document_malformed"),
            (r#"{"Code":"Success","AccessKeyId":"#, "document_malformed"),
            (
                r#"{"Code":"Denied","AccessKeySecret":"s3cret"}"#,
                "document_refused",
            ),
            (
                r#"{"Code":"Success","AccessKeySecret":"s3cret"}"#,
                "document_incomplete",
            ),
            (
                r#"{"AccessKeyId":"a","AccessKeySecret":"s3cret"}"#,
                "document_incomplete",
            ),
            (
                r#"{"Code":"Success","AccessKeyId":"a","AccessKeySecret":"s3cret","Expiration":"soon"}"#,
                "document_expiry",
            ),
        ] {
            assert_eq!(failed(HttpResponse::new(200, body)).code, code, "{body}");
        }
        let error = failed(HttpResponse::new(
            200,
            r#"{"AccessKeyId":"a","AccessKeySecret":"s3cret"}"#,
        ));
        assert_eq!(error.params["key"], "Code");
    }

    #[test]
    fn silence_is_nobodys_fault_and_a_wrong_answer_is_the_addresss() {
        for (code, kind) in [
            ("timeout", ErrorKind::Unavailable),
            ("connection_refused", ErrorKind::Unavailable),
            ("redirect_refused", ErrorKind::Credentials),
            ("answer_too_large", ErrorKind::Credentials),
            ("answer_not_text", ErrorKind::Credentials),
        ] {
            let host = host().http_error("GET", URI, Error::new(ErrorKind::Unavailable, code, "why"));
            let error = resolve(&host, URI).expect_err(code);
            assert_eq!((error.kind, error.code.as_str()), (kind, code));
        }
    }

    #[test]
    fn the_manifest_has_the_crates_version() {
        assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
    }
}
