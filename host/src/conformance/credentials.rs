//! The rules of credential modes: what passes the check, what is missing, what comes out, and logins.

use yun_plugin_api::{
    CheckAnswer, Fields, Keys, LoginState, ResolveAnswer, SessionAnswer, Timestamp,
    manifest::{CredentialManifest, Field},
    protocol::{Done, method},
};

use super::{
    Check, Ordinary, Rule,
    requests::{Request, given_fields},
    sandbox::Kept,
};
use crate::{profile::fields, text::message};

impl Check {
    pub(super) fn credential(&mut self, mode: &CredentialManifest) {
        let given = given_fields(self.bench.answers(), mode);
        let are_given = self.bench.answers().fields_of(mode).is_some();
        if are_given {
            self.check_fields(mode, &given);
            self.keys(mode, &given);
        } else {
            let rules = [Rule::CheckFields, Rule::Keys];
            let fields = format!("fields.{}", mode.mode);
            self.lacks_answers(&rules, &mode.mode, Some(&fields));
        }
        self.missing_fields(mode, &given);
        self.login(mode, &given, are_given);
    }

    fn check_fields(&mut self, mode: &CredentialManifest, given: &Fields) {
        let subject = mode.mode.as_str();
        if let Err(error) = fields::check(mode, given) {
            let reason = error.sentence(self.report.language);
            self.fail(
                Rule::CheckFields,
                subject,
                &message!("check-fields-manifest", reason = reason),
            );
        }
        let failed = match self.ask::<CheckAnswer>(&Request::check(mode, given.clone())) {
            Ordinary::Answer(answer) => answer.errors.first().map(|wrong| {
                let (field, code) = (wrong.field.as_str(), wrong.error.code.as_str());
                message!("check-fields-refused", field = field, code = code)
            }),
            Ordinary::Error(error) => Some(message!("check-fields-fail", code = error.code)),
            _ => return self.no_answer(&[Rule::CheckFields], subject, method::CREDENTIAL_CHECK),
        };
        if let Some(what) = failed {
            self.fail(Rule::CheckFields, subject, &what);
        }
        self.judge(Rule::CheckFields, subject);
    }

    /// Takes out each field that is required: nobody may be given credentials without it.
    fn missing_fields(&mut self, mode: &CredentialManifest, given: &Fields) {
        let subject = mode.mode.as_str();
        let is_needed = |field: &&Field| field.required && field.default.is_none();
        for field in mode.fields.iter().filter(is_needed) {
            let mut without = given.clone();
            without.plain.remove(&field.key);
            without.secret.remove(&field.key);
            let found = match self.ask::<CheckAnswer>(&Request::check(mode, without.clone())) {
                Ordinary::Answer(answer) => !answer.errors.is_empty(),
                _ => true,
            };
            if found {
                continue;
            }
            if let Ordinary::Answer(_) = self.ask::<ResolveAnswer>(&Request::resolve(mode, without)) {
                let what = message!("check-field-not-missed", field = field.key.as_str());
                self.fail(Rule::MissingFields, subject, &what);
            }
        }
        self.judge(Rule::MissingFields, subject);
    }

    fn keys(&mut self, mode: &CredentialManifest, given: &Fields) {
        let subject = mode.mode.as_str();
        let answer: ResolveAnswer = match self.ask(&Request::resolve(mode, given.clone())) {
            Ordinary::Answer(answer) => answer,
            Ordinary::Unanswered(names) => return self.lacks_answers(&[Rule::Keys], subject, Some(&names)),
            Ordinary::Error(error) => {
                let what = message!("check-keys-fail", code = error.code, message = error.message);
                return self.fail(Rule::Keys, subject, &what);
            }
            Ordinary::Nothing => return self.no_answer(&[Rule::Keys], subject, method::CREDENTIAL_RESOLVE),
        };
        if let Some(end) = &answer.expires_at {
            match Timestamp::parse(end) {
                None => self.fail(Rule::Keys, subject, &message!("check-keys-no-time")),
                Some(end) if end <= Timestamp::now() => {
                    let what = message!("check-keys-ended", end = end.to_string());
                    self.fail(Rule::Keys, subject, &what);
                }
                Some(_) => {}
            }
        }
        match answer.into_keys() {
            Some(keys) if are_whole(&keys) => {}
            _ => self.fail(Rule::Keys, subject, &message!("check-keys-odd")),
        }
        self.judge(Rule::Keys, subject);
    }

    /// Logs in, looks, logs out, and looks again, with the secrets that are kept meanwhile.
    fn login(&mut self, mode: &CredentialManifest, given: &Fields, are_given: bool) {
        let subject = mode.mode.as_str();
        if !mode.login {
            return self.no_login(mode, given);
        }
        if !are_given {
            return self.lacks_answers(&[Rule::Login], subject, Some(&format!("fields.{subject}")));
        }
        let kept = Kept::default();
        let steps = [
            (method::CREDENTIAL_LOGIN, Some(LoginState::LoggedIn)),
            (method::CREDENTIAL_STATUS, Some(LoginState::LoggedIn)),
            (method::CREDENTIAL_LOGOUT, None),
            (method::CREDENTIAL_STATUS, Some(LoginState::LoggedOut)),
        ];
        for (name, wanted) in steps {
            let mut request = Request::session(mode, name, given.clone());
            request.kept = Kept::clone(&kept);
            let ended = match wanted {
                Some(wanted) => self
                    .ask::<SessionAnswer>(&request)
                    .map(|answer| answer.state == wanted),
                None => self.ask::<Done>(&request).map(|_| true),
            };
            let what = match ended {
                Ordinary::Answer(true) => continue,
                Ordinary::Answer(false) => message!("check-login-state", call = name),
                Ordinary::Unanswered(names) => {
                    return self.lacks_answers(&[Rule::Login], subject, Some(&names));
                }
                Ordinary::Error(error) => {
                    message!(
                        "check-login-fails",
                        call = name,
                        code = error.code,
                        message = error.message
                    )
                }
                Ordinary::Nothing => return self.no_answer(&[Rule::Login], subject, name),
            };
            self.fail(Rule::Login, subject, &what);
            break;
        }
        self.judge(Rule::Login, subject);
    }

    /// A mode without a login says so, cleanly.
    fn no_login(&mut self, mode: &CredentialManifest, given: &Fields) {
        for name in [
            method::CREDENTIAL_LOGIN,
            method::CREDENTIAL_STATUS,
            method::CREDENTIAL_LOGOUT,
        ] {
            let request = Request::session(mode, name, given.clone());
            let code = match self.ask::<Done>(&request) {
                Ordinary::Error(error) if error.code == "unsupported" => continue,
                Ordinary::Error(error) => error.code,
                _ => "-".to_owned(),
            };
            let what = message!("check-login-none", call = name, code = code);
            self.fail(Rule::Login, &mode.mode, &what);
        }
        self.judge(Rule::Login, &mode.mode);
    }
}

/// Whether keys are such as can sign: texts without blanks, and a token where the id is a temporary one's.
fn are_whole(keys: &Keys) -> bool {
    let is_word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic());
    let token = keys.security_token.as_ref();
    is_word(&keys.access_key_id)
        && is_word(keys.access_key_secret.expose())
        && token.is_none_or(|token| is_word(token.expose()))
        && (token.is_some() || !keys.access_key_id.starts_with("STS."))
}

impl<T> Ordinary<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Ordinary<U> {
        match self {
            Self::Answer(answer) => Ordinary::Answer(change(answer)),
            Self::Error(error) => Ordinary::Error(error),
            Self::Unanswered(names) => Ordinary::Unanswered(names),
            Self::Nothing => Ordinary::Nothing,
        }
    }
}
