//! What Acme's services answer, and the keys that come of it.

use yun_plugin_api::{Error, ErrorKind, Fields, Host, HttpResponse, ResolveAnswer, sts::Role};

/// Reads keys out of an answer, and takes on the profile's role with them if it names one.
pub(crate) fn keys(host: &Host, fields: &Fields, answer: &HttpResponse) -> Result<ResolveAnswer, Error> {
    let keys = ResolveAnswer::from_document(&answer.body)?;
    if fields.text("role_arn").is_none() {
        return Ok(keys);
    }
    let keys = keys.into_keys().ok_or_else(|| unexpected(answer))?;
    Role::of_fields(host, fields)?.assume(host, keys)
}

/// The answer, if its status is 200.
pub(crate) fn accepted(answer: HttpResponse, fields: &Fields) -> Result<HttpResponse, Error> {
    let role = fields.text("role").unwrap_or_default();
    match answer.status {
        200 => Ok(answer),
        403 => {
            let message = format!("Acme does not let you have the role {role}");
            Err(Error::new(ErrorKind::Permission, "acme_role_refused", message).param("role", role))
        }
        _ => Err(unexpected(&answer)),
    }
}

/// The tenant, which Acme sets on every machine of its own.
pub(crate) fn tenant(host: &Host) -> Result<String, Error> {
    let tenant = host.variable("ACME_TENANT")?.ok_or_else(|| {
        let message = "ACME_TENANT is not set: this is no machine of Acme's";
        Error::new(ErrorKind::Credentials, "acme_no_tenant", message)
    })?;
    Ok(tenant.expose().to_owned())
}

pub(crate) fn unexpected(answer: &HttpResponse) -> Error {
    let status = answer.status.to_string();
    let message = format!("Acme's service answered with {status}");
    let error = Error::new(ErrorKind::Unavailable, "acme_unexpected", message).param("status", status);
    // What is wrong with the service now may be right in a while.
    match answer.status {
        500.. => error.retryable(),
        _ => error,
    }
}
