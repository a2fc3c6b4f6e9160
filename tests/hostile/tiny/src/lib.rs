//! A plugin that does no harm by itself: tests change its file, its name and where it lies.

use yun_plugin_api::{
    CredentialMode, Error, ErrorKind, GetAnswer, GetRequest, Host, ListPage, ListRequest, Plugin,
    ResolveAnswer, ResolveRequest, ResourceType, Row, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: || Plugin::new().resource_type("xcs", Tiny).credential_mode("XccessKey", Tiny),
}

struct Tiny;

impl ResourceType for Tiny {
    fn list(&self, _host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        let row = Row::new()
            .with("id", "tiny-1")
            .with("name", "tiny")
            .with("status", "Fine")
            .with("region", request.region);
        Ok(ListPage {
            rows: vec![row],
            ..ListPage::default()
        })
    }

    fn get(&self, _host: &Host, _request: GetRequest) -> Result<GetAnswer, Error> {
        Ok(GetAnswer::default())
    }
}

impl CredentialMode for Tiny {
    fn resolve(&self, _host: &Host, _request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        Err(Error::new(ErrorKind::Credentials, "none", "there are none"))
    }
}
