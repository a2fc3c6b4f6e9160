//! A plugin that does no harm by itself: tests change its file, its name and where it lies.

use yun_hostile_parts::OneRow;
use yun_plugin_api::{
    CredentialMode, Error, ErrorKind, Host, Plugin, ResolveAnswer, ResolveRequest, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: || Plugin::new().resource_type("xcs", OneRow("tiny-1")).credential_mode("XccessKey", Tiny),
}

struct Tiny;

impl CredentialMode for Tiny {
    fn resolve(&self, _host: &Host, _request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        Err(Error::new(ErrorKind::Credentials, "none", "there are none"))
    }
}
