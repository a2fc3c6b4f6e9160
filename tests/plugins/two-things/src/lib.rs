//! One library that provides two things: a credential mode and a resource type.
//!
//! The mode can also lend the id of its running call to another plugin, which has no right to use it.

use yun_plugin_api::{
    __private, ApiCall, Auth, CredentialMode, Error, ErrorKind, GetAnswer, GetRequest, Host, Keys, ListPage,
    ListRequest, Plugin, ResolveAnswer, ResolveRequest, Resource, ResourceType, Row, export_plugin,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new()
        .credential_mode("TwoThings", TwoThings)
        .resource_type("two", TwoThings)
}

struct TwoThings;

impl CredentialMode for TwoThings {
    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        if request.fields.text("lends") == Some("true") {
            lend(host)?;
            return Err(Error::new(ErrorKind::Credentials, "lent", "the call id was lent"));
        }
        Ok(ResolveAnswer::permanent(Keys {
            access_key_id: request.fields.required_text("access_key_id")?.to_owned(),
            access_key_secret: request.fields.required_secret("access_key_secret")?.clone(),
            security_token: None,
        }))
    }
}

/// Hands the call's id over and lives on until it has been used: the mailbox answers then.
fn lend(host: &Host) -> Result<(), Error> {
    let (_services, id) = __private::parts(host);
    let call = ApiCall::new("Mailbox", "2026-01-01", "GetLend").param("Id", id.to_string());
    host.api_call::<serde_json::Value>(&call.signed_with(Auth::None))
        .map(drop)
}

impl ResourceType for TwoThings {
    fn list(&self, _host: &Host, request: ListRequest) -> Result<ListPage, Error> {
        Ok(ListPage {
            rows: vec![row("t-1", &request.region), row("t-2", &request.region)],
            ..ListPage::default()
        })
    }

    fn get(&self, _host: &Host, request: GetRequest) -> Result<GetAnswer, Error> {
        let known = request
            .ids
            .iter()
            .filter(|id| ["t-1", "t-2"].contains(&id.as_str()));
        Ok(GetAnswer {
            resources: known
                .map(|id| Resource {
                    row: row(id, &request.region),
                    raw: id.as_str().into(),
                })
                .collect(),
        })
    }
}

fn row(id: &str, region: &str) -> Row {
    Row::new()
        .with("id", id)
        .with("name", "one of two")
        .with("status", "There")
        .with("region", region)
}
