//! The credential mode `StsToken`: a temporary AccessKey pair and its token, used as they are.
//!
//! Nobody says when they end, so they count as credentials without an end until Alibaba Cloud refuses them.

use yun_plugin_api::{
    CredentialMode, Error, Host, Keys, Plugin, ResolveAnswer, ResolveRequest, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("StsToken", StsToken)
}

struct StsToken;

impl CredentialMode for StsToken {
    fn resolve(&self, _host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        Ok(ResolveAnswer::permanent(Keys {
            access_key_id: request.fields.required_text("access_key_id")?.to_owned(),
            access_key_secret: request.fields.required_secret("access_key_secret")?.clone(),
            security_token: Some(request.fields.required_secret("sts_token")?.clone()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use yun_plugin_api::{ErrorKind, Fields, Secret, testing::FakeHost};

    use super::*;

    fn resolve(fields: Fields) -> Result<ResolveAnswer, Error> {
        FakeHost::new(include_str!("../manifest.json"), plugin()).resolve(ResolveRequest {
            mode: "StsToken".into(),
            profile: "prod".into(),
            region: "cn-hangzhou".into(),
            fields,
        })
    }

    fn fields() -> Fields {
        Fields::default()
            .with_text("access_key_id", "STS.id")
            .with_secret("access_key_secret", Secret::new("s3cret".into()))
            .with_secret("sts_token", Secret::new("t0ken".into()))
    }

    #[test]
    fn pair_and_token_are_used_as_they_are() {
        let answer = resolve(fields()).expect("resolves");
        assert_eq!(answer.expires_at, None);
        let keys = answer.into_keys().expect("a pair");
        assert_eq!(keys.access_key_id, "STS.id");
        assert_eq!(keys.access_key_secret.expose(), "s3cret");
        assert_eq!(keys.security_token.expect("a token").expose(), "t0ken");
    }

    #[test]
    fn a_missing_field_is_named_and_no_other_is_shown() {
        for key in ["access_key_id", "access_key_secret", "sts_token"] {
            let mut fields = fields();
            fields.plain.remove(key);
            fields.secret.remove(key);
            let error = resolve(fields).expect_err(key);
            assert_eq!(
                (error.kind, error.code.as_str()),
                (ErrorKind::Credentials, "field_missing")
            );
            assert_eq!(error.params["field"], key);
            let shown = format!("{error:?}");
            assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
        }
    }

    #[test]
    fn the_manifest_has_the_crates_version() {
        let host = FakeHost::new(include_str!("../manifest.json"), plugin());
        assert_eq!(host.manifest().version, env!("CARGO_PKG_VERSION"));
    }
}
