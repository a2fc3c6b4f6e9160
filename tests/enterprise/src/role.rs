//! `AcmeRole`: a role that trusts Acme's tenant, assumed with the credentials of another profile.

use yun_plugin_api::{CredentialMode, Error, ErrorKind, Host, ResolveAnswer, ResolveRequest, sts::Role};

use crate::keys::tenant;

pub(crate) struct AcmeRole;

impl CredentialMode for AcmeRole {
    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let source = host.credentials_of("source_profile")?;
        let keys = source.into_keys().ok_or_else(|| {
            let message = "the other profile has no keys to assume a role with";
            Error::new(ErrorKind::Credentials, "acme_no_keys", message)
        })?;
        let role = Role {
            // Acme's roles trust whoever knows the tenant.
            external_id: Some(tenant(host)?),
            ..Role::of_fields(host, &request.fields)?
        };
        role.assume(host, keys)
    }
}
