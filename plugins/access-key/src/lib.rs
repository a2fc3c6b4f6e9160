//! The credential mode AccessKey: a permanent pair, used as it is.

use yun_plugin_api::{
    CredentialMode, Error, Host, Keys, Plugin, ResolveAnswer, ResolveRequest, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("AccessKey", AccessKey)
}

struct AccessKey;

impl CredentialMode for AccessKey {
    fn resolve(&self, _host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        Ok(ResolveAnswer::permanent(Keys {
            access_key_id: request.fields.required_text("access_key_id")?.to_owned(),
            access_key_secret: request.fields.required_secret("access_key_secret")?.clone(),
            security_token: None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use yun_plugin_api::{Credentials, ErrorKind, Fields, Secret, testing::FakeHost};

    use super::*;

    fn resolve(fields: Fields) -> Result<ResolveAnswer, Error> {
        FakeHost::new(include_str!("../manifest.json"), plugin()).resolve(ResolveRequest {
            mode: "AccessKey".into(),
            profile: "prod".into(),
            region: "cn-hangzhou".into(),
            fields,
        })
    }

    fn fields() -> Fields {
        let mut fields = Fields::default();
        fields.plain.insert("access_key_id".into(), "testid".into());
        fields
            .secret
            .insert("access_key_secret".into(), Secret::new("testsecret".into()));
        fields
    }

    #[test]
    fn the_pair_is_used_as_it_is_and_never_ends() {
        let answer = resolve(fields()).expect("resolves");
        let Credentials::Keys(keys) = answer.credentials else {
            panic!("a pair is expected")
        };
        assert_eq!(keys.access_key_id, "testid");
        assert_eq!(keys.access_key_secret.expose(), "testsecret");
        assert!(keys.security_token.is_none());
        assert_eq!(answer.expires_at, None);
    }

    #[test]
    fn a_missing_field_is_named() {
        let mut without_secret = fields();
        without_secret.secret.clear();
        let error = resolve(without_secret).expect_err("the secret is missing");
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ErrorKind::Credentials, "the profile has no access_key_secret")
        );

        let mut empty_id = fields();
        empty_id.plain.insert("access_key_id".into(), String::new());
        let error = resolve(empty_id).expect_err("the id is empty");
        assert_eq!(error.params["field"], "access_key_id");
    }

    #[test]
    fn the_manifest_has_the_crates_version() {
        let host = FakeHost::new(include_str!("../manifest.json"), plugin());
        assert_eq!(host.manifest().version, env!("CARGO_PKG_VERSION"));
    }
}
