//! `AcmeAgent`: an agent on the same machine hands out keys, through a Unix socket.

use yun_plugin_api::{
    CredentialMode, Error, Host, HttpRequest, ResolveAnswer, ResolveRequest, percent_encode,
};

use crate::keys::{accepted, keys, tenant};

pub(crate) struct AcmeAgent;

impl CredentialMode for AcmeAgent {
    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let fields = &request.fields;
        let role = percent_encode(fields.required_text("role")?);
        let mut asked =
            HttpRequest::get(format!("http://agent/keys?role={role}")).header("x-acme-tenant", tenant(host)?);
        asked.unix_socket = Some(fields.required_text("agent_socket")?.to_owned());
        let answer = accepted(host.http(&asked)?, fields)?;
        keys(host, fields, &answer)
    }
}
