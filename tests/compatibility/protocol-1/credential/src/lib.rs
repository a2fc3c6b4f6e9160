//! The credential mode `Lasting`: every method of a mode, and every service that one may use.
//!
//! What a service answered is told in the log, so that whoever runs it sees that it did.

use serde_json::Value;
use yun_plugin_api::{
    ApiCall, Auth, Authorization, CheckAnswer, CheckRequest, CredentialMode, Credentials, Error, ErrorKind,
    FieldError, Host, HttpRequest, Keys, Level, LoginState, OpenPage, Plugin, ProcessRun, Progress, Question,
    QuestionKind, ResolveAnswer, ResolveRequest, Secret, SessionAnswer, SessionRequest, export_plugin,
    manifest::Text, sts::Role,
};

export_plugin! {
    manifest: include_str!("../manifest.json"),
    open: plugin,
}

fn plugin() -> Plugin {
    Plugin::new().credential_mode("Lasting", Lasting)
}

/// The key under which the login is kept.
const SESSION: &str = "session";

struct Lasting;

impl CredentialMode for Lasting {
    fn check(&self, host: &Host, request: CheckRequest) -> Result<CheckAnswer, Error> {
        host.log(Level::Info, "check: asked");
        let mut errors = Role::check_fields(&request.fields);
        if let Some(id) = request.fields.text("access_key_id").filter(|id| id.contains(' ')) {
            let error = Error::new(
                ErrorKind::InvalidInput,
                "lasting_odd_id",
                "the id has a space in it",
            );
            errors.push(FieldError {
                field: "access_key_id".to_owned(),
                error: error.param("id", id),
            });
        }
        Ok(CheckAnswer { errors })
    }

    fn resolve(&self, host: &Host, request: ResolveRequest) -> Result<ResolveAnswer, Error> {
        let fields = &request.fields;
        if fields.text("refuses") == Some("true") {
            let error = Error::new(
                ErrorKind::Credentials,
                "lasting_refused",
                "no credentials are to be got",
            );
            return Err(error.param("profile", request.profile).hint("refuse no more"));
        }
        let session = host.secret(SESSION)?.ok_or_else(login_required)?;
        tell(host, "session", session.expose().len());
        if let Some(value) = host.variable("YUN_TEST_LASTING")? {
            tell(host, "env", value.expose());
        }
        if let Some(note) = host.file_of(fields, "note")? {
            tell(host, "file", note.expose().trim());
        }
        if let Some(command) = fields.text("command") {
            let ended = host.run(&ProcessRun::new(command))?;
            let code = ended.code.map_or("none".to_owned(), |code| code.to_string());
            tell(
                host,
                "process",
                format!("{code} {}", ended.output.expose().trim()),
            );
        }
        if let Some(address) = fields.text("address") {
            let answer = host.http(&HttpRequest::get(address).secret_header("authorization", session))?;
            tell(
                host,
                "http",
                format!("{} {}", answer.status, answer.body.expose()),
            );
        }
        host.progress(Progress {
            message: "identifying".to_owned(),
            done: Some(1),
            total: Some(2),
        });
        tell(host, "cancelled", host.is_cancelled());
        let keys = match fields.text("source") {
            Some(_) => keys_of_source(host)?,
            None => Keys {
                access_key_id: fields.required_text("access_key_id")?.to_owned(),
                access_key_secret: fields.required_secret("access_key_secret")?.clone(),
                security_token: None,
            },
        };
        let who =
            ApiCall::new("Sts", "2015-04-01", "GetCallerIdentity").signed_with(Auth::Keys(keys.clone()));
        let who: Value = host.api_call(&who)?;
        tell(host, "api", who["AccountId"].as_str().unwrap_or_default());
        match fields.text("role_arn") {
            Some(_) => Role::of_fields(host, fields)?.assume(host, keys),
            None => Ok(ResolveAnswer::permanent(keys)),
        }
    }

    fn login(&self, host: &Host, request: SessionRequest) -> Result<SessionAnswer, Error> {
        host.show(Text {
            en: format!("logging in to {}", request.profile),
            zh: format!("正在登录 {}", request.profile),
        })?;
        let proof = host.proof_key()?;
        tell(host, "proof", proof.verifier.expose().len());
        let page = |path: &str| {
            request
                .fields
                .required_text("address")
                .map(|address| format!("{address}{path}"))
        };
        let session = match request.fields.text("way") {
            Some("browser") => {
                let led = host.authorize(&Authorization {
                    url: page(&format!("?challenge={}", proof.challenge))?,
                    service: None,
                    ports: Vec::new(),
                    path: "/back".to_owned(),
                })?;
                led.parameters.get("code").cloned().ok_or_else(login_required)?
            }
            Some("person") => {
                host.open_page(&OpenPage {
                    url: page("")?,
                    service: None,
                    code: Some("WXYZ".to_owned()),
                })?;
                host.ask(&Question {
                    title: Text {
                        en: "The word on the page".to_owned(),
                        zh: "页面上的词".to_owned(),
                    },
                    help: None,
                    kind: QuestionKind::Text,
                    choices: Vec::new(),
                })?
            }
            _ => Secret::new("nobody was asked".to_owned()),
        };
        host.put_secret(SESSION, session)?;
        host.log(Level::Info, "login: done");
        Ok(logged_in())
    }

    fn logout(&self, host: &Host, _request: SessionRequest) -> Result<(), Error> {
        host.remove_secret(SESSION)?;
        host.log(Level::Info, "logout: done");
        Ok(())
    }

    fn status(&self, host: &Host, _request: SessionRequest) -> Result<SessionAnswer, Error> {
        Ok(match host.secret(SESSION)? {
            Some(_) => logged_in(),
            None => SessionAnswer {
                state: LoginState::LoggedOut,
                expires_at: None,
            },
        })
    }
}

fn keys_of_source(host: &Host) -> Result<Keys, Error> {
    match host.credentials_of("source")?.credentials {
        Credentials::Keys(keys) => {
            tell(host, "source", &keys.access_key_id);
            Ok(keys)
        }
        _ => Err(Error::new(
            ErrorKind::Credentials,
            "lasting_no_keys",
            "the source has no keys",
        )),
    }
}

fn logged_in() -> SessionAnswer {
    SessionAnswer {
        state: LoginState::LoggedIn,
        expires_at: Some("2999-01-02T03:04:05Z".to_owned()),
    }
}

fn login_required() -> Error {
    Error::new(ErrorKind::Credentials, "login_required", "there is no login")
}

fn tell(host: &Host, service: &str, answered: impl std::fmt::Display) {
    host.log(Level::Info, format!("{service}: {answered}"));
}
