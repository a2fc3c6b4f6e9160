//! Acme's portal: https under Acme's own authority, and only for machines that show a certificate of Acme's.

use serde::{Deserialize, Serialize};
use yun_plugin_api::{
    Authorization, ClientCertificate, Error, ErrorKind, Fields, Host, HttpRequest, HttpResponse, ProcessRun,
    Question, QuestionKind, Secret, manifest::Text, percent_encode, secret,
};

use crate::keys::{tenant, unexpected};

pub(crate) struct Portal<'a> {
    host: &'a Host,
    address: String,
    certificate: Option<ClientCertificate>,
    authorities: Option<String>,
}

/// A login that holds.
#[derive(Deserialize)]
pub(crate) struct Login {
    #[serde(with = "secret::wire")]
    pub(crate) session: Secret,
    pub(crate) expires_at: Option<String>,
}

/// Whether a session still holds.
#[derive(Deserialize)]
pub(crate) struct Standing {
    pub(crate) expires_at: Option<String>,
}

#[derive(Serialize)]
struct WithCode {
    tenant: String,
    device: String,
    #[serde(with = "secret::wire")]
    code: Secret,
}

impl<'a> Portal<'a> {
    /// Reads the certificates that the profile's fields name.
    pub(crate) fn of(host: &'a Host, fields: &Fields) -> Result<Self, Error> {
        let certificate = host.client_certificate(fields, "certificate_file", "key_file")?;
        Ok(Self {
            host,
            address: fields.required_text("portal")?.trim_end_matches('/').to_owned(),
            certificate,
            authorities: host
                .file_of(fields, "ca_file")?
                .map(|file| file.expose().to_owned()),
        })
    }

    /// Logs in with a code from the person's token.
    pub(crate) fn log_in_with_code(&self) -> Result<Login, Error> {
        let (tenant, device) = (tenant(self.host)?, self.device()?);
        let code = self.host.ask(&Question {
            title: Text {
                en: "One-time code".to_owned(),
                zh: "一次性验证码".to_owned(),
            },
            help: Some(Text {
                en: "The six digits that your Acme token shows".to_owned(),
                zh: "Acme 令牌上显示的六位数字".to_owned(),
            }),
            kind: QuestionKind::Secret,
            choices: Vec::new(),
        })?;
        let asked = self.post("/login").json(&WithCode { tenant, device, code })?;
        self.logged_in(&asked)
    }

    /// Logs in at the portal's own page, in a browser.
    pub(crate) fn log_in_with_browser(&self) -> Result<Login, Error> {
        let proof = self.host.proof_key()?;
        let (tenant, device) = (
            percent_encode(&tenant(self.host)?),
            percent_encode(&self.device()?),
        );
        let authorized = self.host.authorize(&Authorization {
            url: format!(
                "{}/authorize?tenant={tenant}&device={device}&code_challenge={}",
                self.address, proof.challenge
            ),
            service: None,
            ports: Vec::new(),
            path: "/acme".to_owned(),
        })?;
        let Some(code) = authorized.parameters.get("code") else {
            return Err(Error::new(
                ErrorKind::Credentials,
                "acme_login_refused",
                "Acme's portal did not let you in",
            ));
        };
        let asked = self.post("/token").form([
            ("code", code.expose()),
            ("verifier", proof.verifier.expose()),
            ("redirect_uri", &authorized.redirect_uri),
        ]);
        self.logged_in(&asked)
    }

    /// Asks for keys of a role; the answer is still to be judged.
    pub(crate) fn keys(&self, session: &Secret, role: &str) -> Result<HttpResponse, Error> {
        self.send(&authorized(self.post("/keys").form([("role", role)]), session))
    }

    /// Asks whether a session holds.
    pub(crate) fn standing(&self, session: &Secret) -> Result<Option<Standing>, Error> {
        let asked = HttpRequest::get(format!("{}/session", self.address));
        let answer = self.send(&authorized(asked, session))?;
        match answer.status {
            200 => read(&answer).map(Some),
            401 => Ok(None),
            _ => Err(unexpected(&answer)),
        }
    }

    /// Ends a session.
    pub(crate) fn end(&self, session: &Secret) -> Result<(), Error> {
        let answer = self.send(&authorized(self.post("/logout"), session))?;
        match answer.status {
            // One that has ended is over, too.
            200 | 401 => Ok(()),
            _ => Err(unexpected(&answer)),
        }
    }

    fn logged_in(&self, asked: &HttpRequest) -> Result<Login, Error> {
        let answer = self.send(asked)?;
        match answer.status {
            200 => read(&answer),
            401 => Err(Error::new(
                ErrorKind::Credentials,
                "acme_login_refused",
                "Acme's portal did not let you in",
            )),
            _ => Err(unexpected(&answer)),
        }
    }

    fn post(&self, path: &str) -> HttpRequest {
        HttpRequest::post(format!("{}{path}", self.address))
    }

    fn send(&self, asked: &HttpRequest) -> Result<HttpResponse, Error> {
        let mut asked = asked.clone();
        asked.client_certificate.clone_from(&self.certificate);
        asked.trusted_certificates.clone_from(&self.authorities);
        self.host.http(&asked)
    }

    /// What Acme's inventory calls this machine.
    fn device(&self) -> Result<String, Error> {
        let mut program = ProcessRun::new("acme-device-id");
        program.arguments = vec!["--plain".to_owned()];
        let ended = self.host.run(&program)?;
        let device = ended.output.expose().trim();
        if ended.code == Some(0) && !device.is_empty() {
            return Ok(device.to_owned());
        }
        let message = "acme-device-id does not know this machine";
        Err(Error::new(ErrorKind::Credentials, "acme_no_device", message))
    }
}

fn authorized(asked: HttpRequest, session: &Secret) -> HttpRequest {
    let bearer = Secret::new(format!("Bearer {}", session.expose()));
    asked.secret_header("authorization", bearer)
}

/// Reads JSON. The reader's own words might quote what is secret.
fn read<T: serde::de::DeserializeOwned>(answer: &HttpResponse) -> Result<T, Error> {
    serde_json::from_str(answer.body.expose()).map_err(|_| unexpected(answer))
}
