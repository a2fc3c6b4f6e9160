//! The credential mode OIDC: a RAM role, assumed with the token of an OIDC identity provider.
//!
//! The token is read from its file each time: Kubernetes replaces it before it ends.

use yun_plugin_api::{
    CheckAnswer, CheckRequest, CredentialMode, Error, ErrorKind, Host, Plugin, ResolveAnswer, ResolveRequest,
    Secret, export_plugin, sts::Role,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("OIDC", Oidc)
}

struct Oidc;

impl CredentialMode for Oidc {
    fn check(&self, _host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        Ok(CheckAnswer {
            errors: Role::check_fields(&request.fields),
        })
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let provider = request.fields.required_text("oidc_provider_arn")?;
        let role = Role::of_fields(host, &request.fields)?;
        let token = token(host, request.fields.required_text("oidc_token_file")?)?;
        role.assume_with_oidc(host, provider, token)
    }
}

fn token(host: &Host, path: &str) -> Result<Secret, Error> {
    let content = host.read_file(path).map_err(|error| unread(error, path))?;
    match content.expose().trim() {
        "" => Err(wrong(
            "token_file_empty",
            format!("the OIDC token file {path} is empty"),
            path,
        )),
        token => Ok(Secret::new(token.to_owned())),
    }
}

/// A source of credentials that cannot be read is an error of the credentials.
fn unread(error: Error, path: &str) -> Error {
    match error.code.as_str() {
        "file_missing" => wrong(
            "token_file_missing",
            format!("there is no OIDC token file {path}"),
            path,
        ),
        "file_unreadable" | "file_too_large" | "file_not_text" => {
            let message = format!("the OIDC token file {path} cannot be read: {error}");
            wrong("token_file_unreadable", message, path).param("reason", error.message)
        }
        _ => error,
    }
}

fn wrong(code: &'static str, message: String, path: &str) -> Error {
    Error::new(ErrorKind::Credentials, code, message).param("path", path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use yun_plugin_api::{Auth, Fields, testing::FakeHost};

    use super::*;

    const ROLE: &str = "acs:ram::1234567890123456:role/pod";
    const PROVIDER: &str = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1";
    const PATH: &str = "/var/run/secrets/token";

    fn host() -> FakeHost {
        let credentials = json!({"AccessKeyId": "STS.pod", "AccessKeySecret": "s3cret", "SecurityToken": "t0ken",
            "Expiration": "2030-01-02T03:04:05Z"});
        FakeHost::new(include_str!("../manifest.json"), plugin()).answer(
            "Sts",
            "AssumeRoleWithOIDC",
            json!({"Credentials": credentials}),
        )
    }

    fn fields() -> Fields {
        Fields::default()
            .with_text("role_arn", ROLE)
            .with_text("oidc_provider_arn", PROVIDER)
            .with_text("oidc_token_file", PATH)
    }

    fn resolve(host: &FakeHost, fields: Fields) -> Result<ResolveAnswer, Error> {
        host.resolve(ResolveRequest {
            mode: "OIDC".into(),
            profile: "prod".into(),
            region: "cn-hangzhou".into(),
            fields,
        })
    }

    #[test]
    fn the_token_in_the_file_assumes_the_role_unsigned() {
        let host = host().file(PATH, "  eyJ.s3cret-token.x\n");
        let fields = fields()
            .with_text("role_session_name", "pod-1")
            .with_text("policy", "{}");
        let answer = resolve(&host, fields).expect("resolves");
        assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
        assert_eq!(answer.into_keys().expect("a pair").access_key_id, "STS.pod");
        let call = &host.api_calls()[0];
        assert!(matches!(call.auth, Auth::None));
        assert_eq!(call.params["RoleArn"], ROLE);
        assert_eq!(call.params["OIDCProviderArn"], PROVIDER);
        assert_eq!(call.params["RoleSessionName"], "pod-1");
        assert_eq!(call.params["Policy"], "{}");
        assert_eq!(call.secret_params["OIDCToken"].expose(), "eyJ.s3cret-token.x");
        assert!(!format!("{call:?}").contains("s3cret"), "{call:?}");
    }

    #[test]
    fn the_file_is_read_each_time() {
        let credentials =
            json!({"AccessKeyId": "a", "AccessKeySecret": "b", "SecurityToken": "c", "Expiration": "d"});
        let again = json!({"Credentials": credentials});
        let host = host()
            .answer("Sts", "AssumeRoleWithOIDC", again)
            .file(PATH, "first");
        resolve(&host, fields()).expect("resolves");
        let host = host.file(PATH, "second");
        resolve(&host, fields()).expect("resolves");
        let sent = |index: usize| {
            host.api_calls()[index].secret_params["OIDCToken"]
                .expose()
                .to_owned()
        };
        assert_eq!((sent(0).as_str(), sent(1).as_str()), ("first", "second"));
    }

    #[test]
    fn a_file_that_brings_no_token_is_told_apart() {
        let failed = |host: FakeHost| {
            let error = resolve(&host, fields()).expect_err("no token");
            assert!(host.api_calls().is_empty(), "nothing was sent");
            host.wording(&error);
            assert_eq!(error.params["path"], PATH);
            (error.kind, error.code)
        };
        let missing = (ErrorKind::Credentials, "token_file_missing".to_owned());
        assert_eq!(failed(host()), missing);
        let empty = (ErrorKind::Credentials, "token_file_empty".to_owned());
        assert_eq!(failed(host().file(PATH, " \n")), empty);
    }

    #[test]
    fn what_the_host_says_of_the_file_becomes_the_reason() {
        for code in ["file_unreadable", "file_too_large", "file_not_text"] {
            let error = unread(Error::new(ErrorKind::Failed, code, "why"), PATH);
            assert_eq!(
                (error.kind, error.code.as_str()),
                (ErrorKind::Credentials, "token_file_unreadable")
            );
            assert_eq!(error.params["reason"], "why");
        }
        let refused = Error::new(ErrorKind::Plugin, "capability_missing", "why");
        assert_eq!(unread(refused.clone(), PATH), refused);
    }

    #[test]
    fn what_sts_says_is_passed_on_without_the_token() {
        let expired = Error::new(
            ErrorKind::Credentials,
            "AuthenticationFail.OIDCToken.Expired",
            "expired",
        );
        let host = FakeHost::new(include_str!("../manifest.json"), plugin())
            .answer_error("Sts", "AssumeRoleWithOIDC", expired.clone())
            .file(PATH, "s3cret");
        let error = resolve(&host, fields()).expect_err("expired");
        assert_eq!(error, expired.param("role", "acs:ram::1234567890123456:role/pod"));
        assert!(!format!("{error:?}").contains("s3cret"));
    }

    #[test]
    fn a_missing_field_is_named() {
        for key in ["role_arn", "oidc_provider_arn", "oidc_token_file"] {
            let mut fields = fields();
            fields.plain.remove(key);
            let error = resolve(&host().file(PATH, "token"), fields).expect_err(key);
            assert_eq!(
                (error.code.as_str(), error.params["field"].as_str()),
                ("field_missing", key)
            );
        }
    }

    #[test]
    fn fields_that_cannot_be_right_are_found_before_anyone_is_asked() {
        let check = |fields| {
            let mode = "OIDC".to_owned();
            let answer = host().check(CheckRequest { mode, fields }).expect("checks");
            answer
                .errors
                .into_iter()
                .map(|wrong| wrong.field)
                .collect::<Vec<_>>()
        };
        assert!(check(fields()).is_empty());
        let wrong = fields()
            .with_text("duration_seconds", "1")
            .with_text("policy", "[]");
        assert_eq!(check(wrong), ["duration_seconds", "policy"]);
    }

    #[test]
    fn the_manifest_has_the_crates_version() {
        assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
    }
}
