//! Vault as it is asked over HTTP, and what its answers mean.

use serde::{Deserialize, Serialize};
use yun_plugin_api::{
    ClientCertificate, Error, ErrorKind, FieldError, Fields, Host, HttpRequest, HttpResponse, Secret,
    manifest::Origin, percent_encode,
};

/// How long Vault may take: for a policy-based role it makes a RAM user first.
const TIMEOUT_SECONDS: u64 = 60;

/// How much of what Vault says of an error is repeated.
const LONGEST_ERRORS: usize = 300;

/// A Vault server, and the role whose keys are wanted.
pub(crate) struct Server<'a> {
    host: &'a Host,
    address: String,
    mount: String,
    role: String,
    path: String,
    namespace: Option<String>,
    certificate: Option<ClientCertificate>,
    authorities: Option<String>,
}

/// What Vault says of a token that it knows.
#[derive(Deserialize)]
pub(crate) struct Standing {
    /// When it ends; never, if it is absent.
    #[serde(rename = "expire_time")]
    pub(crate) expires_at: Option<String>,
}

/// The form of Vault's answers that are no errors.
#[derive(Deserialize)]
struct Data<T> {
    data: T,
}

#[derive(Serialize)]
struct Revocation<'a> {
    lease_id: &'a str,
}

/// The form of Vault's errors.
#[derive(Default, Deserialize)]
struct Failure {
    errors: Vec<String>,
}

/// What in a profile's fields cannot be right.
pub(crate) fn wrong_fields(fields: &Fields) -> Vec<FieldError> {
    let address = fields
        .text("address")
        .filter(|address| !is_secure(address))
        .map(|_| FieldError {
            field: "address".to_owned(),
            error: insecure(ErrorKind::InvalidInput),
        });
    address.into_iter().chain(half_a_certificate(fields)).collect()
}

impl<'a> Server<'a> {
    /// Reads the certificates that the profile's fields name.
    pub(crate) fn of(host: &'a Host, fields: &Fields) -> Result<Self, Error> {
        let address = fields.required_text("address")?;
        if !is_secure(address) {
            return Err(insecure(ErrorKind::Credentials));
        }
        let certificate = host.client_certificate(fields, "certificate_file", "key_file")?;
        let mount = fields.required_text("mount")?.trim_end_matches('/').to_owned();
        let role = fields.required_text("role")?.to_owned();
        Ok(Self {
            host,
            address: address.trim_end_matches('/').to_owned(),
            path: format!("{mount}/creds/{role}"),
            mount,
            role,
            namespace: fields.text("namespace").map(str::to_owned),
            certificate,
            authorities: host
                .file_of(fields, "ca_file")?
                .map(|file| file.expose().to_owned()),
        })
    }

    /// The path in Vault where the role's keys are read, as Vault's policies name it.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Has Vault make keys of the role.
    pub(crate) fn keys(&self, token: &Secret) -> Result<HttpResponse, Error> {
        let answer = self.send(HttpRequest::get(self.url(&self.path)), token)?;
        match answer.status {
            200 => Ok(answer),
            403 => Err(self.denied(&answer, token)),
            404 => Err(self.not_there(&answer, token)),
            _ => Err(failed(&answer, token)),
        }
    }

    /// Asks what becomes of a token.
    ///
    /// # Errors
    /// `vault_token_refused` if Vault does not know it.
    pub(crate) fn standing(&self, token: &Secret) -> Result<Standing, Error> {
        const PATH: &str = "auth/token/lookup-self";
        let answer = self.send(HttpRequest::get(self.url(PATH)), token)?;
        match answer.status {
            200 => serde_json::from_str::<Data<Standing>>(answer.body.expose())
                .map(|answer| answer.data)
                .map_err(|_| unexpected(PATH, "no token is described")),
            403 => Err(said(
                "vault_token_refused",
                ErrorKind::Credentials,
                &answer,
                token,
            )),
            _ => Err(failed(&answer, token)),
        }
    }

    /// Ends a lease, and with it what was leased; says whether the token may do so.
    pub(crate) fn revoke(&self, token: &Secret, lease_id: &str) -> Result<bool, Error> {
        let asked = HttpRequest::new("PUT", self.url("sys/leases/revoke")).json(&Revocation { lease_id })?;
        let answer = self.send(asked, token)?;
        match answer.status {
            200 | 204 => Ok(true),
            403 => Ok(false),
            _ => Err(failed(&answer, token)),
        }
    }

    fn url(&self, path: &str) -> String {
        let path: Vec<String> = path.split('/').map(percent_encode).collect();
        format!("{}/v1/{}", self.address, path.join("/"))
    }

    fn send(&self, asked: HttpRequest, token: &Secret) -> Result<HttpResponse, Error> {
        let mut asked = asked
            .secret_header("x-vault-token", token.clone())
            // Vault's agents answer nobody who does not say this: a browser cannot be tricked into it.
            .header("x-vault-request", "true");
        if let Some(namespace) = &self.namespace {
            asked = asked.header("x-vault-namespace", namespace);
        }
        asked.timeout_seconds = Some(TIMEOUT_SECONDS);
        asked.client_certificate.clone_from(&self.certificate);
        asked.trusted_certificates.clone_from(&self.authorities);
        self.host.http(&asked)
    }

    fn denied(&self, answer: &HttpResponse, token: &Secret) -> Error {
        said("vault_denied", ErrorKind::Credentials, answer, token).param("path", &self.path)
    }

    /// Of a role that is not there Vault says nothing, of a path that is not there it says so.
    fn not_there(&self, answer: &HttpResponse, token: &Secret) -> Error {
        if errors_in(answer).is_empty() {
            let message = format!("the secrets engine at {} has no role {}", self.mount, self.role);
            return Error::new(ErrorKind::Credentials, "vault_role_unknown", message)
                .param("mount", &self.mount)
                .param("role", &self.role);
        }
        said("vault_mount_unknown", ErrorKind::Credentials, answer, token).param("mount", &self.mount)
    }
}

/// What is to be thought of any other status.
fn failed(answer: &HttpResponse, token: &Secret) -> Error {
    match answer.status {
        429 => said("vault_throttled", ErrorKind::Throttled, answer, token).retryable(),
        503 => said("vault_sealed", ErrorKind::Unavailable, answer, token).retryable(),
        500.. => said("vault_failed", ErrorKind::Unavailable, answer, token).retryable(),
        _ => said("vault_failed", ErrorKind::Credentials, answer, token),
    }
}

/// An answer with 200 that holds something else.
pub(crate) fn unexpected(path: &str, reason: &str) -> Error {
    let message = format!("the answer for {path} is not Vault's: {reason}");
    Error::new(ErrorKind::Credentials, "vault_unexpected", message)
        .param("path", path)
        .param("reason", reason)
}

/// An error with what Vault says of it.
fn said(code: &str, kind: ErrorKind, answer: &HttpResponse, token: &Secret) -> Error {
    let errors = words(&errors_in(answer).join("; "), token)
        .unwrap_or_else(|| format!("HTTP status {}", answer.status));
    Error::new(kind, code, errors.clone()).param("errors", errors)
}

fn errors_in(answer: &HttpResponse) -> Vec<String> {
    let failure: Failure = serde_json::from_str(answer.body.expose()).unwrap_or_default();
    failure.errors
}

/// Vault's words on one line, not too many of them, and never with the token among them; none if there are none.
fn words(text: &str, token: &Secret) -> Option<String> {
    let hidden = text.replace(token.expose(), "***");
    let words: Vec<&str> = hidden
        .split(|sign: char| sign.is_whitespace() || sign.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    // Several errors come as `2 errors occurred:`, and a line with `*` for each.
    let line = words.join(" ").replace(": * ", ": ").replace(" * ", ", ");
    let line: String = line.chars().take(LONGEST_ERRORS).collect();
    (!line.is_empty()).then_some(line)
}

fn is_secure(address: &str) -> bool {
    Origin::of(address).is_some_and(|origin| origin.is_secure())
}

fn insecure(kind: ErrorKind) -> Error {
    let message = "Vault's address must begin with https://, or with http:// on this machine";
    Error::new(kind, "vault_insecure", message)
}

/// A certificate is of no use without its key, nor the other way round.
fn half_a_certificate(fields: &Fields) -> Option<FieldError> {
    let (has, lacks) = fields.half_given("certificate_file", "key_file")?;
    let message = format!("{has} is given without {lacks}");
    let error = Error::new(ErrorKind::InvalidInput, "vault_half_a_certificate", message);
    Some(FieldError {
        field: lacks.to_owned(),
        error: error.param("has", has).param("lacks", lacks),
    })
}
