//! The credential mode `RamRoleArn`: a RAM role, assumed with an AccessKey pair or with another profile.

use yun_plugin_api::{
    CheckAnswer, CheckRequest, CredentialMode, Error, ErrorKind, FieldError, Fields, Host, Keys, Plugin,
    ResolveAnswer, ResolveRequest, export_plugin, sts::Role,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("RamRoleArn", RamRoleArn)
}

struct RamRoleArn;

impl CredentialMode for RamRoleArn {
    fn check(&self, _host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        let mut errors = Role::check_fields(&request.fields);
        if has_two_sources(&request.fields) {
            errors.push(FieldError {
                field: "source_profile".to_owned(),
                error: two_sources(ErrorKind::InvalidInput),
            });
        }
        Ok(CheckAnswer { errors })
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let keys = source(host, &request.fields)?;
        Role::of_fields(host, &request.fields)?.assume(host, keys)
    }
}

/// The keys that the role is assumed with.
fn source(host: &Host, fields: &Fields) -> Result<Keys, Error> {
    if has_two_sources(fields) {
        return Err(two_sources(ErrorKind::Credentials));
    }
    let Some(profile) = fields.text("source_profile") else {
        return Ok(Keys {
            access_key_id: fields.required_text("access_key_id")?.to_owned(),
            access_key_secret: fields.required_secret("access_key_secret")?.clone(),
            security_token: fields.secret("sts_token").cloned(),
        });
    };
    host.credentials_of("source_profile")?.into_keys().ok_or_else(|| {
        let message = format!("the profile {profile} has no AccessKey pair to assume a role with");
        Error::new(ErrorKind::Credentials, "source_without_keys", message).param("profile", profile)
    })
}

fn has_two_sources(fields: &Fields) -> bool {
    let has_keys = fields.text("access_key_id").is_some()
        || fields.secret("access_key_secret").is_some()
        || fields.secret("sts_token").is_some();
    has_keys && fields.text("source_profile").is_some()
}

fn two_sources(kind: ErrorKind) -> Error {
    let message = "the role is assumed either with an AccessKey pair or with source_profile, not with both";
    Error::new(kind, "source_twice", message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use yun_plugin_api::{Auth, Credentials, Secret, testing::FakeHost};

    use super::*;

    const ROLE: &str = "acs:ram::1234567890123456:role/reader";

    fn host() -> FakeHost {
        FakeHost::new(include_str!("../manifest.json"), plugin())
    }

    fn granted(host: FakeHost) -> FakeHost {
        let credentials = json!({"AccessKeyId": "STS.role", "AccessKeySecret": "s3cret-of-role",
            "SecurityToken": "t0ken-of-role", "Expiration": "2030-01-02T03:04:05Z"});
        host.answer("Sts", "AssumeRole", json!({"Credentials": credentials}))
    }

    fn role() -> Fields {
        Fields::default().with_text("role_arn", ROLE)
    }

    fn with_keys(fields: Fields) -> Fields {
        fields
            .with_text("access_key_id", "id")
            .with_secret("access_key_secret", Secret::new("s3cret".into()))
    }

    fn resolve(host: &FakeHost, fields: Fields) -> Result<ResolveAnswer, Error> {
        host.resolve(ResolveRequest {
            mode: "RamRoleArn".into(),
            profile: "prod".into(),
            region: "cn-beijing".into(),
            fields,
        })
    }

    fn check(fields: Fields) -> Vec<(String, String)> {
        let mode = "RamRoleArn".to_owned();
        let answer = host().check(CheckRequest { mode, fields }).expect("checks");
        assert!(!format!("{answer:?}").contains("s3cret"), "{answer:?}");
        for wrong in &answer.errors {
            host().wording(&wrong.error);
        }
        let errors = answer.errors.into_iter();
        errors.map(|wrong| (wrong.field, wrong.error.code)).collect()
    }

    /// The keys that the only call was signed with.
    fn signed_with(host: &FakeHost) -> Keys {
        match host.api_calls().remove(0).auth {
            Auth::Keys(keys) => keys,
            other => panic!("keys are expected: {other:?}"),
        }
    }

    #[test]
    fn the_role_is_assumed_with_the_pair_and_ends() {
        let host = granted(host());
        let answer = resolve(&host, with_keys(role())).expect("resolves");
        assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
        let keys = answer.into_keys().expect("a pair");
        assert_eq!(keys.access_key_id, "STS.role");
        assert_eq!(keys.security_token.expect("a token").expose(), "t0ken-of-role");
        let call = &host.api_calls()[0];
        assert_eq!(call.params["RoleArn"], ROLE);
        assert_eq!(call.params["RoleSessionName"], "yun");
        assert_eq!((call.region.as_deref(), call.endpoint.as_deref()), (None, None));
        assert_eq!(call.params.len(), 2, "nothing else was asked for");
        let keys = signed_with(&host);
        assert_eq!(
            (keys.access_key_id.as_str(), keys.access_key_secret.expose()),
            ("id", "s3cret")
        );
        assert!(keys.security_token.is_none());
    }

    #[test]
    fn a_temporary_pair_brings_its_token_and_the_session_is_named_after_the_user() {
        let host = granted(host())
            .variable("USER", "Zoë Q")
            .variable("LOGNAME", "other");
        let fields = with_keys(role()).with_secret("sts_token", Secret::new("t0ken".into()));
        resolve(&host, fields).expect("resolves");
        assert_eq!(host.api_calls()[0].params["RoleSessionName"], "yun-ZoQ");
        assert_eq!(
            signed_with(&host).security_token.expect("a token").expose(),
            "t0ken"
        );
    }

    #[test]
    fn every_field_of_the_role_is_sent() {
        let host = granted(host());
        let fields = with_keys(role())
            .with_text("role_session_name", "audit@corp")
            .with_text("external_id", "abc")
            .with_text("duration_seconds", "900")
            .with_text("policy", r#"{"Version":"1"}"#)
            .with_text("sts_region", "cn-shanghai")
            .with_text("sts_endpoint", "sts-vpc.cn-shanghai.aliyuncs.com");
        resolve(&host, fields).expect("resolves");
        let call = &host.api_calls()[0];
        assert_eq!(call.params["RoleSessionName"], "audit@corp");
        assert_eq!(call.params["ExternalId"], "abc");
        assert_eq!(call.params["DurationSeconds"], "900");
        assert_eq!(call.params["Policy"], r#"{"Version":"1"}"#);
        assert_eq!(call.region.as_deref(), Some("cn-shanghai"));
        assert_eq!(call.endpoint.as_deref(), Some("sts-vpc.cn-shanghai.aliyuncs.com"));
    }

    #[test]
    fn the_other_profile_assumes_the_role() {
        let source = ResolveAnswer::permanent(Keys {
            access_key_id: "source-id".into(),
            access_key_secret: Secret::new("s3cret-of-source".into()),
            security_token: Some(Secret::new("t0ken-of-source".into())),
        });
        let host = granted(host()).source("base", &source);
        resolve(&host, role().with_text("source_profile", "base")).expect("resolves");
        let keys = signed_with(&host);
        assert_eq!(keys.access_key_id, "source-id");
        assert_eq!(keys.security_token.expect("a token").expose(), "t0ken-of-source");
    }

    #[test]
    fn a_profile_without_keys_cannot_assume_a_role() {
        let source = ResolveAnswer {
            credentials: Credentials::Unknown,
            expires_at: None,
        };
        let host = host().source("base", &source);
        let error = resolve(&host, role().with_text("source_profile", "base")).expect_err("no keys");
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::Credentials, "source_without_keys")
        );
        assert!(
            host.wording(&error)
                .contains("the profile base has no AccessKey pair")
        );
    }

    #[test]
    fn what_the_other_side_says_is_passed_on() {
        let denied = Error::new(ErrorKind::Permission, "NoPermission", "not allowed").request_id("R-1");
        let host = host().answer_error("Sts", "AssumeRole", denied.clone());
        let fields = with_keys(role());
        let role = fields.required_text("role_arn").expect("a role").to_owned();
        let error = resolve(&host, fields).expect_err("denied");
        assert_eq!(error, denied.param("role", role));
    }

    #[test]
    fn an_endpoint_outside_alibaba_cloud_is_not_asked() {
        let host = granted(host());
        let fields = with_keys(role()).with_text("sts_endpoint", "sts.example.com");
        let error = resolve(&host, fields).expect_err("a foreign endpoint");
        assert_eq!(error.code, "capability_missing");
        assert!(host.api_calls().is_empty());
    }

    #[test]
    fn a_missing_field_is_named() {
        for (fields, missing) in [
            (with_keys(Fields::default()), "role_arn"),
            (role(), "access_key_id"),
            (role().with_text("access_key_id", "id"), "access_key_secret"),
        ] {
            let error = resolve(&granted(host()), fields).expect_err(missing);
            assert_eq!(
                (error.code.as_str(), error.params["field"].as_str()),
                ("field_missing", missing)
            );
        }
    }

    #[test]
    fn pair_and_profile_exclude_each_other() {
        let both = with_keys(role()).with_text("source_profile", "base");
        assert_eq!(
            check(both.clone()),
            [("source_profile".to_owned(), "source_twice".to_owned())]
        );
        let error = resolve(&granted(host()), both).expect_err("two sources");
        assert_eq!(
            (error.kind, error.code.as_str()),
            (ErrorKind::Credentials, "source_twice")
        );
    }

    #[test]
    fn fields_that_cannot_be_right_are_found_before_anyone_is_asked() {
        assert_eq!(check(with_keys(role()).with_text("policy", "{}")), []);
        let wrong = with_keys(role())
            .with_text("policy", "s3cret")
            .with_text("duration_seconds", "60");
        let codes: Vec<_> = check(wrong).into_iter().map(|(_, code)| code).collect();
        assert_eq!(codes, ["duration_malformed", "policy_malformed"]);
    }

    #[test]
    fn no_error_shows_a_secret() {
        let fields = with_keys(Fields::default()).with_secret("sts_token", Secret::new("t0ken".into()));
        let error = resolve(&granted(host()), fields).expect_err("no role");
        let shown = format!("{error:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
    }

    #[test]
    fn the_manifest_has_the_crates_version() {
        assert_eq!(host().manifest().version, env!("CARGO_PKG_VERSION"));
    }
}
