//! A credential mode with a field of every type. Its credentials are the pair in two of them.

use yun_plugin_api::{
    CredentialMode, Error, Host, Keys, Plugin, ResolveAnswer, ResolveRequest, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("Refers", Refers)
}

struct Refers;

impl CredentialMode for Refers {
    fn resolve(&self, _host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        Ok(ResolveAnswer::permanent(Keys {
            access_key_id: request.fields.required_text("access_key_id")?.to_owned(),
            access_key_secret: request.fields.required_secret("access_key_secret")?.clone(),
            security_token: None,
        }))
    }
}
