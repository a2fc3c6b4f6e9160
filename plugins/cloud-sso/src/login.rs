//! The login: the device flow of OAuth (RFC 8628) with PKCE, then the choice of an account and an access configuration.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use yun_plugin_api::{
    Error, ErrorKind, Fields, Host, OpenPage, ProofKey, Question, QuestionKind, Secret, Timestamp,
    manifest::Text, percent_encode, protocol::service::Choice, secret,
};

use crate::{
    portal::{Failure, Portal},
    wrong,
};

/// The client id of Alibaba Cloud CLI.
const CLIENT_ID: &str = "app-vaz16tltdxs96audqf35";

/// The variables that name another, as Alibaba Cloud CLI knows them.
const CLIENT_ID_VARIABLES: [&str; 2] = ["ALIBABA_CLOUD_SSO_CLIENT_ID", "ALIBABACLOUD_SSO_CLIENT_ID"];

/// How often it is looked whether somebody still waits.
const STEP: Duration = Duration::from_millis(250);

/// How many pages of a list are read.
const MOST_PAGES: usize = 100;

pub(crate) struct Login<'a> {
    pub(crate) host: &'a Host,
    pub(crate) portal: Portal<'a>,
    pub(crate) fields: &'a Fields,
    pub(crate) sleep: fn(Duration),
}

/// What a login ends with.
pub(crate) struct Session {
    pub(crate) token: Secret,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) account_id: String,
    pub(crate) access_configuration: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DeviceRequest<'a> {
    portal_url: &'a str,
    code_challenge: &'a str,
    client_id: &'a str,
    code_challenge_method: &'static str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Device {
    #[serde(with = "secret::wire")]
    device_code: Secret,
    user_code: Option<String>,
    verification_uri: Option<String>,
    verification_uri_complete: Option<String>,
    interval: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TokenRequest<'a> {
    #[serde(with = "secret::wire")]
    code_verifier: Secret,
    client_id: &'a str,
    #[serde(with = "secret::wire")]
    device_code: Secret,
    grant_type: &'static str,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Token {
    #[serde(with = "secret::wire")]
    access_token: Secret,
    expires_in: Option<u64>,
}

/// One page of accounts, or of access configurations.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default, alias = "AccessConfigurationsForAccount")]
    accounts: Vec<Offered>,
    #[serde(default)]
    is_truncated: bool,
    next_token: Option<String>,
}

#[derive(Deserialize)]
struct Offered {
    #[serde(rename = "AccountId", alias = "AccessConfigurationId")]
    id: String,
    #[serde(default, rename = "DisplayName", alias = "AccessConfigurationName")]
    name: String,
}

impl Login<'_> {
    pub(crate) fn run(&self) -> Result<Session, Error> {
        let token = self.token()?;
        let expires_at = token.expires_in.map(|seconds| Timestamp::now().after(seconds));
        let account_id = match self.fields.text("account_id") {
            Some(given) => given.to_owned(),
            None => self.account(&token.access_token)?,
        };
        let access_configuration = match self.fields.text("access_configuration") {
            Some(given) => given.to_owned(),
            None => self.configuration(&token.access_token, &account_id)?,
        };
        Ok(Session {
            token: token.access_token,
            expires_at,
            account_id,
            access_configuration,
        })
    }

    fn token(&self) -> Result<Token, Error> {
        let client_id = self.client_id()?;
        let proof = self.host.proof_key()?;
        let asked = DeviceRequest {
            portal_url: self.portal.url,
            code_challenge: &proof.challenge,
            client_id: &client_id,
            code_challenge_method: "S256",
        };
        let device: Device = self.portal.post("/device-authorization", &asked, None)?;
        self.open(&device)?;
        self.wait(&client_id, proof, device)
    }

    fn client_id(&self) -> Result<String, Error> {
        if let Some(given) = self.fields.text("client_id") {
            return Ok(given.to_owned());
        }
        for variable in CLIENT_ID_VARIABLES {
            if let Some(set) = self.host.variable(variable)? {
                return Ok(set.expose().to_owned());
            }
        }
        Ok(CLIENT_ID.to_owned())
    }

    fn open(&self, device: &Device) -> Result<(), Error> {
        let given = |url: &Option<String>| url.clone().filter(|url| !url.is_empty());
        let url = given(&device.verification_uri_complete)
            .or_else(|| given(&device.verification_uri))
            .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
            .ok_or_else(|| wrong("page_refused", "CloudSSO named a login page that is no web page"))?;
        self.host.open_page(&OpenPage {
            url,
            service: Some("CLOUDSSO".to_owned()),
            code: device.user_code.clone(),
        })
    }

    /// Asks for the token, in the rhythm that the portal sets, until the person has logged in.
    fn wait(&self, client_id: &str, proof: ProofKey, device: Device) -> Result<Token, Error> {
        let mut interval = Duration::from_secs(device.interval.unwrap_or(5).clamp(1, 60));
        let asked = TokenRequest {
            code_verifier: proof.verifier,
            client_id,
            device_code: device.device_code,
            grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        };
        loop {
            match self.portal.post("/token", &asked, None) {
                Ok(token) => return Ok(token),
                Err(Failure::Refused(refusal)) => match refusal.code.as_str() {
                    "AuthorizationPending" => {}
                    "SlowDown" => interval += Duration::from_secs(5),
                    "AccessDenied" | "AccessDeniedError" => {
                        return Err(wrong("login_denied", "the login was denied on the page"));
                    }
                    "InvalidDeviceCodeError" | "ExpiredToken" => {
                        return Err(wrong("login_expired", "the login was not finished in time"));
                    }
                    _ => return Err(refusal.into()),
                },
                // A connection that is lost while a person types is no reason to begin again.
                Err(Failure::Other(error)) if error.kind == ErrorKind::Unavailable => {}
                Err(Failure::Other(error)) => return Err(error),
            }
            self.pause(interval)?;
        }
    }

    fn pause(&self, interval: Duration) -> Result<(), Error> {
        let mut left = interval;
        while !left.is_zero() {
            if self.host.is_cancelled() {
                return Err(Error::new(
                    ErrorKind::Cancelled,
                    "login_cancelled",
                    "the login was given up",
                ));
            }
            (self.sleep)(STEP.min(left));
            left = left.saturating_sub(STEP);
        }
        Ok(())
    }

    fn account(&self, token: &Secret) -> Result<String, Error> {
        let offered = self.list("/access-assignments/accounts", String::new(), token)?;
        let title = Text {
            en: "Account".to_owned(),
            zh: "账号".to_owned(),
        };
        let absent = || wrong("account_absent", "this login is given no account");
        self.choose(title, offered, absent, "account_unchosen")
    }

    fn configuration(&self, token: &Secret, account_id: &str) -> Result<String, Error> {
        let query = format!("AccountId={}&", percent_encode(account_id));
        let offered = self.list("/access-assignments/access-configurations", query, token)?;
        let title = Text {
            en: "Access configuration".to_owned(),
            zh: "访问配置".to_owned(),
        };
        let absent = || {
            let message = format!("this login has no access configuration for the account {account_id}");
            wrong("configuration_absent", message).param("account", account_id)
        };
        self.choose(title, offered, absent, "configuration_unchosen")
    }

    fn list(&self, path: &'static str, query: String, token: &Secret) -> Result<Vec<Offered>, Error> {
        let mut offered = Vec::new();
        let mut next = String::new();
        for _ in 0..MOST_PAGES {
            let page: Page = self
                .portal
                .get(path, &format!("{query}MaxResults=100{next}"), token)?;
            offered.extend(page.accounts);
            match page
                .next_token
                .filter(|next| page.is_truncated && !next.is_empty())
            {
                Some(token) => next = format!("&NextToken={}", percent_encode(&token)),
                None => break,
            }
        }
        Ok(offered)
    }

    /// The only one, or the one that the person takes.
    fn choose(
        &self,
        title: Text,
        mut offered: Vec<Offered>,
        absent: impl FnOnce() -> Error,
        unchosen: &'static str,
    ) -> Result<String, Error> {
        if offered.len() < 2 {
            return offered.pop().map(|only| only.id).ok_or_else(absent);
        }
        let question = Question {
            title,
            help: None,
            kind: QuestionKind::Choice,
            choices: offered.iter().map(Offered::choice).collect(),
        };
        match self.host.ask(&question) {
            Ok(answer) => Ok(answer.expose().to_owned()),
            Err(error) if error.code == "prompt_unavailable" => {
                let ids: Vec<_> = offered.iter().map(|offered| offered.id.as_str()).collect();
                let choices = ids.join(", ");
                let message = format!("there is a choice, and nobody can be asked: {choices}");
                Err(Error::new(error.kind, unchosen, message).param("choices", choices))
            }
            Err(error) => Err(error),
        }
    }
}

impl Offered {
    fn choice(&self) -> Choice {
        let title = match self.name.as_str() {
            "" => self.id.clone(),
            name => format!("{name} ({})", self.id),
        };
        Choice {
            value: self.id.clone(),
            title,
        }
    }
}
