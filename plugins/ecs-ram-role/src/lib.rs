//! The credential modes `EcsRamRole` and `RamRoleArnWithRoleName`: the RAM role of the ECS instance that this runs on, as it
//! is, or to assume another role with.
//!
//! `metadata.rs` asks the metadata service.

mod metadata;

use yun_plugin_api::{
    CheckAnswer, CheckRequest, CredentialMode, Error, ErrorKind, Host, Plugin, ResolveAnswer, ResolveRequest,
    export_plugin, sts::Role,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new()
        .credential_mode("EcsRamRole", EcsRamRole)
        .credential_mode("RamRoleArnWithRoleName", RamRoleArnWithRoleName)
}

struct EcsRamRole;

impl CredentialMode for EcsRamRole {
    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        metadata::credentials(host, request.fields.text("role_name"))
    }
}

struct RamRoleArnWithRoleName;

impl CredentialMode for RamRoleArnWithRoleName {
    fn check(&self, _host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        Ok(CheckAnswer {
            errors: Role::check_fields(&request.fields),
        })
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let role = Role::of_fields(host, &request.fields)?;
        let own = metadata::credentials(host, request.fields.text("role_name"))?;
        let keys = own
            .into_keys()
            .ok_or_else(|| wrong("role_absent", "the instance has no keys"))?;
        role.assume(host, keys)
    }
}

fn wrong(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Credentials, code, message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use yun_plugin_api::{Auth, Fields, HttpResponse, Secret, testing::FakeHost};

    use super::*;

    const TOKEN: &str = "http://100.100.100.200/latest/api/token";
    const LIST: &str = "http://100.100.100.200/latest/meta-data/ram/security-credentials/";
    const ROLE: &str = "http://100.100.100.200/latest/meta-data/ram/security-credentials/web";
    const ANSWER: &str = r#"{"Code":"Success","AccessKeyId":"STS.web","AccessKeySecret":"s3cret",
        "SecurityToken":"t0ken","Expiration":"2030-01-02T03:04:05Z","LastUpdated":"2030-01-01T21:04:05Z"}"#;

    fn host() -> FakeHost {
        FakeHost::new(include_str!("../manifest.json"), plugin())
    }

    fn put(host: FakeHost, status: u16, body: &str) -> FakeHost {
        host.http_answer("PUT", TOKEN, HttpResponse::new(status, body))
    }

    fn get(host: FakeHost, url: &str, status: u16, body: &str) -> FakeHost {
        host.http_answer("GET", url, HttpResponse::new(status, body))
    }

    fn with_token(host: FakeHost) -> FakeHost {
        put(host, 200, "metadata-t0ken")
    }

    fn resolve(host: &FakeHost, role: &str) -> Result<ResolveAnswer, Error> {
        host.resolve(ResolveRequest {
            mode: "EcsRamRole".into(),
            profile: "prod".into(),
            region: "cn-hangzhou".into(),
            fields: Fields::default().with_text("role_name", role),
        })
    }

    fn failed(host: &FakeHost, role: &str) -> Error {
        let error = resolve(host, role).expect_err("no credentials");
        host.wording(&error);
        let shown = format!("{error:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
        error
    }

    fn code_of(host: &FakeHost, role: &str) -> (ErrorKind, String) {
        let error = failed(host, role);
        (error.kind, error.code)
    }

    fn credentials_error(code: &str) -> (ErrorKind, String) {
        (ErrorKind::Credentials, code.to_owned())
    }

    #[test]
    fn the_named_role_is_asked_for_with_a_token() {
        let host = get(with_token(host()), ROLE, 200, ANSWER);
        let answer = resolve(&host, "web").expect("resolves");
        assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
        let keys = answer.into_keys().expect("a pair");
        assert_eq!(
            (keys.access_key_id.as_str(), keys.access_key_secret.expose()),
            ("STS.web", "s3cret")
        );
        let requests = host.http_requests();
        assert_eq!(
            requests[0].headers["x-aliyun-ecs-metadata-token-ttl-seconds"],
            "21600"
        );
        assert_eq!(
            requests[1].secret_headers["x-aliyun-ecs-metadata-token"].expose(),
            "metadata-t0ken"
        );
        for request in &requests {
            assert_eq!(
                (request.service.as_deref(), request.timeout_seconds),
                (Some("IMDS"), Some(5))
            );
        }
    }

    #[test]
    fn a_role_that_is_not_named_is_asked_for() {
        let host = get(get(with_token(host()), LIST, 200, "web\n"), ROLE, 200, ANSWER);
        resolve(&host, "").expect("resolves");
        assert_eq!(host.http_requests().len(), 3, "one token serves both");
    }

    #[test]
    fn without_tokens_the_older_form_is_used_unless_that_is_forbidden() {
        for status in [400, 403, 404, 405] {
            let host = get(put(host(), status, "no"), ROLE, 200, ANSWER)
                .variable("ALIBABA_CLOUD_IMDSV1_DISABLED", "false");
            resolve(&host, "web").expect("resolves");
            assert!(host.http_requests()[1].secret_headers.is_empty());
            let forbidden = get(put(self::host(), status, "no"), ROLE, 200, ANSWER)
                .variable("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");
            assert_eq!(
                code_of(&forbidden, "web"),
                credentials_error("metadata_token_refused")
            );
            assert_eq!(
                forbidden.http_requests().len(),
                1,
                "nothing is asked without a token"
            );
        }
    }

    #[test]
    fn a_service_that_is_broken_is_not_asked_without_a_token() {
        let host = get(put(host(), 500, "t0ken"), ROLE, 200, ANSWER);
        let error = failed(&host, "web");
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::Credentials, "metadata_status")
        );
        assert_eq!(error.params["status"], "500");
        assert_eq!(
            code_of(&put(self::host(), 200, " "), "web"),
            credentials_error("document_empty")
        );
    }

    #[test]
    fn a_machine_without_a_role_is_told_apart_from_a_wrong_name() {
        assert_eq!(
            code_of(&get(with_token(host()), LIST, 404, "s3cret"), ""),
            credentials_error("role_absent")
        );
        assert_eq!(
            code_of(&get(with_token(host()), LIST, 200, "\n"), ""),
            credentials_error("role_absent")
        );
        let host = get(with_token(host()), ROLE, 404, "s3cret");
        let error = failed(&host, "web");
        assert_eq!(
            (error.code.as_str(), error.params["role"].as_str()),
            ("role_unknown", "web")
        );
    }

    #[test]
    fn a_name_that_would_lead_elsewhere_is_not_asked_for() {
        for name in [
            "../../user-data",
            "a/b",
            "a?b",
            ".",
            "a b",
            "角色",
            &"a".repeat(65),
        ] {
            let host = with_token(host());
            assert_eq!(
                code_of(&host, name),
                credentials_error("role_name_malformed"),
                "{name}"
            );
            assert!(host.http_requests().is_empty());
            let listed = get(with_token(self::host()), LIST, 200, name);
            assert_eq!(
                code_of(&listed, ""),
                credentials_error("role_name_malformed"),
                "{name}"
            );
        }
    }

    #[test]
    fn each_wrong_answer_is_told_apart() {
        for (status, body, code) in [
            (500, ANSWER, "metadata_status"),
            (403, ANSWER, "metadata_status"),
            (200, "", "document_empty"),
            (200, "<s3cret>", "document_malformed"),
            (
                200,
                r#"{"Code":"Failed","AccessKeySecret":"s3cret"}"#,
                "document_refused",
            ),
            (
                200,
                r#"{"Code":"Success","AccessKeyId":"a"}"#,
                "document_incomplete",
            ),
            (
                200,
                r#"{"Code":"Success","AccessKeyId":"a","AccessKeySecret":"s3cret","Expiration":"x"}"#,
                "document_expiry",
            ),
            (
                200,
                r#"{"AccessKeyId":"a","AccessKeySecret":"s3cret","SecurityToken":"t0ken"}"#,
                "document_incomplete",
            ),
        ] {
            let host = get(with_token(host()), ROLE, status, body);
            assert_eq!(code_of(&host, "web"), credentials_error(code), "{body}");
        }
    }

    #[test]
    fn where_nothing_answers_the_mode_is_the_wrong_one() {
        let silent = |code: &str| Error::new(ErrorKind::Unavailable, code, "no answer within 5 seconds");
        let error = failed(&host().http_error("PUT", TOKEN, silent("timeout")), "web");
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::Unavailable, "metadata_unreachable")
        );
        assert_eq!(error.params["reason"], "no answer within 5 seconds");
        let error = failed(
            &with_token(host()).http_error("GET", ROLE, silent("connection_refused")),
            "web",
        );
        assert_eq!(error.code, "metadata_unreachable");
        let refused = Error::new(ErrorKind::Plugin, "url_refused", "why");
        let error = resolve(&host().http_error("PUT", TOKEN, refused.clone()), "web").expect_err("refused");
        assert_eq!(error, refused);
    }

    fn second(role: &str) -> ResolveRequest {
        ResolveRequest {
            mode: "RamRoleArnWithRoleName".into(),
            profile: "prod".into(),
            region: "cn-hangzhou".into(),
            fields: Fields::default()
                .with_text("role_name", role)
                .with_text("role_arn", "acs:ram::1:role/other"),
        }
    }

    #[test]
    fn another_role_is_assumed_with_the_machines_own() {
        let credentials = json!({"AccessKeyId": "STS.other", "AccessKeySecret": "s3cret-of-other",
            "SecurityToken": "t0ken-of-other", "Expiration": "2031-01-02T03:04:05Z"});
        let host = get(with_token(host()), ROLE, 200, ANSWER).answer(
            "Sts",
            "AssumeRole",
            json!({"Credentials": credentials}),
        );
        let answer = host.resolve(second("web")).expect("resolves");
        assert_eq!(answer.expires_at.as_deref(), Some("2031-01-02T03:04:05Z"));
        assert_eq!(answer.into_keys().expect("a pair").access_key_id, "STS.other");
        let call = &host.api_calls()[0];
        assert_eq!(call.params["RoleArn"], "acs:ram::1:role/other");
        let Auth::Keys(keys) = &call.auth else {
            panic!("keys are expected")
        };
        assert_eq!(keys.access_key_id, "STS.web");
        assert_eq!(keys.security_token.as_ref().map(Secret::expose), Some("t0ken"));
    }

    #[test]
    fn fields_of_the_other_role_are_checked_and_needed() {
        let fields = Fields::default().with_text("policy", "s3cret");
        let mode = "RamRoleArnWithRoleName".to_owned();
        let answer = host().check(CheckRequest { mode, fields }).expect("checks");
        assert_eq!(answer.errors[0].error.code, "policy_malformed");
        let mut without = second("web");
        without.fields.plain.remove("role_arn");
        let host = host();
        assert_eq!(
            host.resolve(without).expect_err("no role").params["field"],
            "role_arn"
        );
        assert!(host.http_requests().is_empty());
    }

    #[test]
    fn the_manifest_has_the_crates_version() {
        assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
    }
}
