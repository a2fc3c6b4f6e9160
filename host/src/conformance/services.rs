//! The rules of what a plugin's services answer: errors of each kind, what nobody expects, and nothing at all.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::Value as Json;
use yun_plugin_api::{Error as PluginError, ErrorKind, Secret, protocol::method};

use super::{
    Check, Rule,
    answering::Answering,
    bench::Outcome,
    mangling::{Instead, Mangling, places},
    requests::Request,
    seen::{Ask, Seen},
};
use crate::{
    profile::fields,
    text::{Message, message},
};

/// How many places of a method's answers are tried: what is beyond is more of the same.
const MOST_PLACES: usize = 120;

/// The kinds of errors that services have, and their codes.
const FAILURES: [(ErrorKind, &str); 9] = [
    (ErrorKind::InvalidInput, "InvalidParameter"),
    (ErrorKind::Credentials, "InvalidAccessKeyId.NotFound"),
    (ErrorKind::Permission, "Forbidden.RAM"),
    (ErrorKind::NotFound, "InvalidRegionId.NotFound"),
    (ErrorKind::Throttled, "Throttling.User"),
    (ErrorKind::Unavailable, "ServiceUnavailable"),
    (ErrorKind::Cancelled, "cancelled"),
    (ErrorKind::Plugin, "capability_missing"),
    (ErrorKind::Failed, "InternalError"),
];

/// What stands in answers that are not what was asked for, where an error must not repeat it.
const PLANTED: &str = "planted-5f1c0a-secret";

impl Check {
    pub(super) fn services(&mut self, requests: &[Request]) {
        let planted = Secret::new(PLANTED.to_owned());
        self.observed.keep(&planted);
        for request in requests {
            for (kind, code) in FAILURES {
                let error = PluginError::new(kind, code, "a service failed on purpose");
                let situation = message!("check-services-fail", code = code);
                self.wrongly(request, Answering::Fail(error), &situation);
            }
            for (status, text, name) in texts() {
                let situation = message!("check-services-answer", status = u64::from(status), text = name);
                self.wrongly(request, Answering::Text(status, text), &situation);
            }
            self.mangled(request);
            self.silent(request);
            self.odd(request);
        }
        for request in requests {
            self.judge(Rule::Cancel, &request.subject);
            self.judge(Rule::Deadline, &request.subject);
        }
    }

    /// Makes a call whose services answer wrongly: it may end in any way but the worst.
    fn wrongly(&mut self, request: &Request, answering: Answering, situation: &Message) {
        let request = request.answered(answering);
        let (outcome, seen) = self.bench.run(&request.trial());
        self.observe(&request, Some(situation), &outcome, seen);
    }

    /// Puts something else in each place of what the answers file answers, one after the other.
    fn mangled(&mut self, request: &Request) {
        let (_, seen) = self.bench.run(&request.answered(Answering::Answers).trial());
        for place in self.answered_places(&seen).into_iter().take(MOST_PLACES) {
            for instead in Instead::ALL {
                let mangling = Mangling {
                    place: place.clone(),
                    instead,
                };
                let situation = message!("check-services-mangled", place = mangling.name());
                self.wrongly(request, Answering::Mangled(mangling), &situation);
            }
        }
    }

    /// The places in the JSON that a call was answered with.
    fn answered_places(&self, seen: &Seen) -> BTreeSet<Vec<String>> {
        let answers = self.bench.answers();
        let parsed = |text: &Secret| serde_json::from_str::<Json>(text.expose()).ok();
        let answered = seen.granted.iter().filter_map(|granted| match &granted.ask {
            Ask::Api(call) => answers.api(call)?.ok(),
            Ask::Http(request) => parsed(&answers.http(request)?.ok()?.body),
            Ask::Process(run) => parsed(&answers.program(run)?.ok()?.output),
            _ => None,
        });
        answered.flat_map(|json| places(&json)).collect()
    }

    /// Nobody answers until the call is cancelled, or its time is over.
    fn silent(&mut self, request: &Request) {
        let cancelled = PluginError::new(
            ErrorKind::Cancelled,
            "cancelled",
            "the call is not wanted any more",
        );
        let timeout =
            PluginError::new(ErrorKind::Unavailable, "timeout", "no answer came in time").retryable();
        for (rule, end) in [(Rule::Cancel, cancelled), (Rule::Deadline, timeout)] {
            let request = request.answered(Answering::Silent(end));
            let (outcome, seen) = self.bench.run(&request.trial());
            match &outcome {
                Outcome::OutOfTime => {
                    let what = match rule {
                        Rule::Cancel => message!("check-cancel-hangs", call = request.name.as_str()),
                        _ => message!("check-deadline-hangs", call = request.name.as_str()),
                    };
                    self.fail(rule, &request.subject, &what);
                    self.observe_services(&request, &request.name, &outcome, seen);
                }
                outcome => self.observe(&request, Some(&message!("check-services-silent")), outcome, seen),
            }
        }
    }

    /// Requests that can be read and that nobody would make: ids, tokens and params of no form.
    fn odd(&mut self, request: &Request) {
        const ODD: [&str; 5] = ["", "\"';--", "é中\u{1F600}", "../../..", "%00"];
        let lists = ["ids"];
        let texts = [
            "token",
            "cursor",
            "id",
            "region",
            "resource_group",
            "view",
            "action",
        ];
        let members = request.body.as_object();
        let has = |key: &str| members.is_some_and(|members| members.contains_key(key));
        let is_list = request.method == method::RESOURCE_LIST;
        let mut bodies: Vec<Json> = Vec::new();
        for odd in ODD {
            for key in texts
                .into_iter()
                .filter(|key| has(key) || is_list && *key == "token")
            {
                let mut body = request.body.clone();
                body[key] = odd.into();
                bodies.push(body);
            }
            for key in lists.into_iter().filter(|key| has(key)) {
                let mut body = request.body.clone();
                body[key] = vec![odd, odd].into();
                bodies.push(body);
            }
            for key in ["params", "fields"].into_iter().filter(|key| has(key)) {
                bodies.extend(with_odd_values(&request.body, key, odd));
            }
        }
        for key in lists.into_iter().filter(|key| has(key)) {
            let mut body = request.body.clone();
            body[key] = Vec::<String>::new().into();
            bodies.push(body);
        }
        for body in bodies {
            let Some(request) = self.of_body(request, body) else {
                continue;
            };
            let (outcome, seen) = self.bench.run(&request.trial());
            self.observe(&request, Some(&message!("check-odd-request")), &outcome, seen);
        }
    }
}

impl Check {
    /// The request with another body; none where its fields are such as the host does not let through.
    fn of_body(&self, request: &Request, body: Json) -> Option<Request> {
        let mut made = request.answered(Answering::Answers);
        if let Some(mode) = &request.mode {
            let mode = self.manifest.credentials().find(|known| &known.mode == mode)?;
            made.fields = serde_json::from_value(body["fields"].clone()).ok()?;
            fields::check_given(mode, &made.fields).ok()?;
        }
        made.body = body;
        Some(made)
    }
}

/// The body with each member of the object `key`, at any depth, in turn replaced by a text.
fn with_odd_values(body: &Json, key: &str, odd: &str) -> Vec<Json> {
    let within = places(&body[key]);
    let changed = within.into_iter().filter_map(|place| {
        let pointer = format!("/{key}/{}", place.join("/"));
        let mut body = body.clone();
        let value = body.pointer_mut(&pointer).filter(|value| value.is_string())?;
        *value = odd.into();
        Some(body)
    });
    changed.collect()
}

/// What services answer instead of what was asked for: the status of HTTP requests, the text, and how it is called.
fn texts() -> Vec<(u16, Arc<str>, &'static str)> {
    let planted = format!("<html>{PLANTED}</html>");
    let keys = format!(r#"{{"AccessKeySecret": "{PLANTED}", "access_token": ["{PLANTED}"]}}"#);
    let cut = format!(r#"{{"AccessKeyId": "LTAI", "AccessKeySecret": "{PLANTED}"#);
    let deep = format!("{}{}", "[".repeat(3000), "]".repeat(3000));
    let huge = format!(r#"{{"Text": "{}"}}"#, "x".repeat(512 * 1024));
    vec![
        (200, "".into(), "\"\""),
        (200, "{}".into(), "{}"),
        (200, "null".into(), "null"),
        (200, "[]".into(), "[]"),
        (200, "\"text\"".into(), "\"text\""),
        (200, "17".into(), "17"),
        (200, planted.as_str().into(), "<html>…"),
        (200, keys.as_str().into(), "{\"AccessKeySecret\": …"),
        (200, cut.into(), "{\"AccessKeyId\": …"),
        (200, deep.into(), "[[[…"),
        (200, huge.into(), "{\"Text\": \"xxx…"),
        (302, "".into(), "\"\""),
        (403, planted.as_str().into(), "<html>…"),
        (404, keys.as_str().into(), "{\"AccessKeySecret\": …"),
        (500, planted.into(), "<html>…"),
        (503, keys.into(), "{\"AccessKeySecret\": …"),
    ]
}
