//! What is looked at in every call, whatever it is made for.

use std::collections::{BTreeMap, BTreeSet};

use yun_plugin_api::{
    __private::decode,
    ActAnswer, CheckAnswer, Error as PluginError, GetAnswer, ListPage, ResolveAnswer, Secret, SessionAnswer,
    ViewAnswer,
    manifest::{Capability, Grant, Manifest},
    protocol::{
        Done, method,
        resource::{AccessAnswer, RegionsAnswer},
    },
};

use super::{
    Check, Rule,
    bench::Outcome,
    requests::Request,
    seen::{Granted, Said, Seen},
};
use crate::{
    error::Error,
    text::{Message, is_printable, message},
};

/// What was seen in all calls together.
#[derive(Default)]
pub(super) struct Observed {
    /// What was granted, once each, by what it is called.
    granted: BTreeMap<String, Granted>,
    /// What must never be let out.
    secrets: Vec<Secret>,
    /// What is no secret though it is kept like one: plain fields, and what somebody chose.
    plain: BTreeSet<String>,
}

/// Shorter secrets are found in texts by accident.
const SHORTEST_SECRET: usize = 6;

/// The codes of errors that `yun-plugin-api` and the runner make, and the host has words for or never shows.
const COMMON_CODES: [&str; 10] = [
    "plugin_answer_too_large",
    "request_too_large",
    "decode",
    "encode",
    "unsupported",
    "not_provided",
    "unknown_method",
    "not_sent",
    "field_missing",
    "unexpected_answer",
];

impl Observed {
    /// Keeps a secret that must not be let out from now on.
    pub(super) fn keep(&mut self, secret: &Secret) {
        let is_known = |known: &Secret| known.expose() == secret.expose();
        if secret.expose().chars().count() >= SHORTEST_SECRET && !self.secrets.iter().any(is_known) {
            self.secrets.push(secret.clone());
        }
    }
}

impl Check {
    /// Takes down what a call shows beside what it was made for.
    pub(super) fn observe(
        &mut self,
        request: &Request,
        situation: Option<&Message>,
        outcome: &Outcome,
        seen: Seen,
    ) {
        let within = request.within(situation, self);
        let subject = request.subject.as_str();
        match outcome {
            Outcome::Panicked(what) => {
                let what = message!("check-panicked", call = within.as_str(), what = what.as_str());
                self.report.failed(Rule::NoPanic, subject, &what);
            }
            Outcome::Crashed(how) => {
                let what = message!("check-crashed", call = within.as_str(), how = how.as_str());
                self.report.failed(Rule::NoCrash, subject, &what);
            }
            Outcome::OutOfTime => {
                let what = message!("check-hangs", call = within.as_str());
                self.report.failed(Rule::InTime, subject, &what);
            }
            Outcome::Unreadable | Outcome::TooLarge => self.unreadable(subject, &within),
            Outcome::Answer(bytes) if !has_its_form(request.method, bytes) => {
                self.unreadable(subject, &within);
            }
            _ => {}
        }
        self.observe_services(request, &within, outcome, seen);
    }

    /// The same for a call whose end is judged by whoever made it.
    pub(super) fn observe_services(
        &mut self,
        request: &Request,
        within: &str,
        outcome: &Outcome,
        seen: Seen,
    ) {
        let subject = request.subject.as_str();
        for refused in &seen.refused {
            let what = message!("check-undeclared", call = within, reason = refused.as_str());
            self.report.failed(Rule::DeclaredServices, subject, &what);
        }
        self.strays(subject, within);
        if let Outcome::Error(error) = outcome {
            self.error_text(subject, within, error, &seen);
        }
        self.secrets(request, within, outcome, &seen);
        for granted in seen.granted {
            let key = format!(
                "{:?} {}",
                std::mem::discriminant(&granted.ask),
                granted.ask.name()
            );
            self.observed.granted.entry(key).or_insert(granted);
        }
    }

    fn unreadable(&mut self, subject: &str, within: &str) {
        let what = message!("check-unreadable", call = within);
        self.report.failed(Rule::AnswerForm, subject, &what);
    }

    fn strays(&mut self, subject: &str, within: &str) {
        for service in self.bench.take_strays() {
            let what = message!("check-stray", call = within, service = service.as_str());
            self.report.failed(Rule::LiveCalls, subject, &what);
        }
    }

    /// An error of the plugin's own must be worded by its manifest; one that it hands on is worded already.
    fn error_text(&mut self, subject: &str, within: &str, error: &PluginError, seen: &Seen) {
        let code = error.code.as_str();
        let is_worded = seen.given.contains(code) || COMMON_CODES.contains(&code) || Error::is_common(error);
        match self.manifest.messages.get(code) {
            Some(text) => {
                let absent = |param: &String| !error.params.contains_key(param);
                if let Some(param) = super::texts::params(&text.en).into_iter().find(absent) {
                    let what = message!(
                        "check-error-param",
                        call = within,
                        code = code,
                        param = param.as_str()
                    );
                    self.report.failed(Rule::ErrorTexts, subject, &what);
                }
            }
            None if is_worded => {}
            None => {
                let what = message!("check-error-text", call = within, code = code);
                self.report.failed(Rule::ErrorTexts, subject, &what);
            }
        }
    }

    /// Holds what was let out against all secrets that are known by now.
    fn secrets(&mut self, request: &Request, within: &str, outcome: &Outcome, seen: &Seen) {
        self.observed.plain.extend(request.fields.plain.values().cloned());
        self.observed.plain.extend(seen.plain.iter().cloned());
        request
            .fields
            .secret
            .values()
            .for_each(|secret| self.observed.keep(secret));
        seen.secrets.iter().for_each(|secret| self.observed.keep(secret));
        if let (method::CREDENTIAL_RESOLVE, Outcome::Answer(bytes)) = (request.method, outcome) {
            let keys = decode::<ResolveAnswer>(bytes)
                .ok()
                .and_then(ResolveAnswer::into_keys);
            if let Some(keys) = keys {
                self.observed.keep(&keys.access_key_secret);
                keys.security_token
                    .iter()
                    .for_each(|token| self.observed.keep(token));
            }
        }
        let mut said = seen.said.clone();
        match outcome {
            Outcome::Error(error) => said.extend(texts_of(error)),
            Outcome::Panicked(text) => said.push(Said {
                place: "panic",
                text: text.clone(),
            }),
            Outcome::Answer(bytes) if request.method != method::CREDENTIAL_RESOLVE => said.push(Said {
                place: "answer",
                text: String::from_utf8_lossy(bytes).into_owned(),
            }),
            _ => {}
        }
        for Said { place, text } in &said {
            let plain = &self.observed.plain;
            let holds = |secret: &Secret| text.contains(secret.expose()) && !plain.contains(secret.expose());
            if self.observed.secrets.iter().any(holds) {
                let what = message!("check-secret", call = within, place = *place);
                self.report.failed(Rule::SecretsHidden, &request.subject, &what);
            } else if *place != "answer" && !text.split('\n').all(is_printable) {
                let what = message!("check-control", call = within, place = *place);
                self.report.remark(Rule::PlainTexts, &request.subject, &what);
            }
        }
    }

    /// Says how the rules stand that every call was held against.
    pub(super) fn conclude(&mut self) {
        let manifest = std::sync::Arc::clone(&self.manifest);
        self.strays(&manifest.id, "-");
        if self.bench.is_over() && !self.report.is_found(Rule::InTime) && !self.report.is_found(Rule::NoCrash)
        {
            self.report
                .failed(Rule::InTime, &manifest.id, &message!("check-too-long"));
        }
        for capability in unused(&manifest, self.observed.granted.values()) {
            let capability = capability.to_string();
            match self.has_answers {
                true => {
                    let what = message!("check-unused", capability = capability);
                    self.report.remark(Rule::CapabilitiesUsed, &manifest.id, &what);
                }
                false => self.lacks_answers(&[Rule::CapabilitiesUsed], &manifest.id, None),
            }
        }
        for rule in [
            Rule::NoPanic,
            Rule::NoCrash,
            Rule::InTime,
            Rule::AnswerForm,
            Rule::DeclaredServices,
            Rule::LiveCalls,
            Rule::SecretsHidden,
            Rule::ErrorTexts,
            Rule::PlainTexts,
            Rule::CapabilitiesUsed,
        ] {
            if !self.report.knows(rule) {
                self.judge(rule, &manifest.id);
            }
        }
    }
}

/// The texts of an error that people or programs may read.
fn texts_of(error: &PluginError) -> Vec<Said> {
    let mut texts = vec![error.message.clone(), error.code.clone()];
    texts.extend(error.hint.as_deref().map(str::to_owned));
    texts.extend(error.request_id.as_deref().map(str::to_owned));
    texts.extend(error.params.values().cloned());
    let said = |text| Said { place: "error", text };
    texts.into_iter().map(said).collect()
}

/// Whether an answer can be read as the method's.
fn has_its_form(name: &str, bytes: &[u8]) -> bool {
    match name {
        method::CREDENTIAL_CHECK => decode::<CheckAnswer>(bytes).is_ok(),
        method::CREDENTIAL_RESOLVE => decode::<ResolveAnswer>(bytes).is_ok(),
        method::CREDENTIAL_LOGIN | method::CREDENTIAL_STATUS => decode::<SessionAnswer>(bytes).is_ok(),
        method::CREDENTIAL_LOGOUT => decode::<Done>(bytes).is_ok(),
        method::RESOURCE_LIST => decode::<ListPage>(bytes).is_ok(),
        method::RESOURCE_GET => decode::<GetAnswer>(bytes).is_ok(),
        method::RESOURCE_ACT => decode::<ActAnswer>(bytes).is_ok(),
        method::RESOURCE_VIEW => decode::<ViewAnswer>(bytes).is_ok(),
        method::RESOURCE_REGIONS => decode::<RegionsAnswer>(bytes).is_ok(),
        method::RESOURCE_ACCESS => decode::<AccessAnswer>(bytes).is_ok(),
        _ => true,
    }
}

/// The capabilities without which everything would have been granted all the same.
fn unused<'a>(manifest: &Manifest, granted: impl Iterator<Item = &'a Granted> + Clone) -> Vec<Capability> {
    let is_used = |capability: &&Capability| {
        let mut without = manifest.clone();
        without.capabilities.retain(|other| other != *capability);
        granted.clone().any(|granted| {
            let mode = granted.mode.as_ref();
            let asked = granted.ask.granted(Grant {
                manifest: &without,
                permission: &granted.permission,
                mode: mode.and_then(|mode| without.credentials().find(|known| &known.mode == mode)),
                fields: &granted.fields,
            });
            asked.is_err()
        })
    };
    let declared = manifest.capabilities.iter();
    declared
        .filter(|capability| !matches!(capability, Capability::Unknown(_)))
        .filter(|capability| !is_used(capability))
        .cloned()
        .collect()
}
