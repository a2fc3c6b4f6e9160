//! The rules of what a plugin is sent: what cannot be read, what is too much, and what it does not know.

use serde_json::{Value as Json, json};

use super::{Check, Rule, bench::Outcome, requests::Request};
use crate::text::{Message, message};

/// How large the large input is, in bytes.
const LARGE: usize = 2 * 1024 * 1024;
/// How deep the nested input is nested.
const DEEP: usize = 100_000;

/// What a request is made of, and how people would say it.
struct Input {
    bytes: Vec<u8>,
    what: String,
}

impl Check {
    pub(super) fn unknown_method(&mut self, outcome: Outcome) {
        let id = self.manifest.id.clone();
        let probe = Request::unknown_method();
        match &outcome {
            Outcome::Error(error) if error.code == "unknown_method" => {}
            outcome => {
                let how = self.ended(outcome);
                let what = message!("check-unknown-method-is", method = probe.method, how = how);
                self.fail(Rule::UnknownMethod, &id, &what);
            }
        }
        self.judge(Rule::UnknownMethod, &id);
    }

    pub(super) fn input(&mut self, requests: &[Request]) {
        let mut subjects: Vec<&str> = requests.iter().map(|request| request.subject.as_str()).collect();
        subjects.dedup();
        let mut enlarged: Vec<(&str, &str)> = Vec::new();
        for request in requests {
            for input in broken(&request.body) {
                self.broken(request, &input);
            }
            self.unknown_members(request);
            // Every action of a type, and every view, is read alike.
            let kind = (request.subject.as_str(), request.method);
            if !enlarged.contains(&kind) {
                enlarged.push(kind);
                for input in large(&request.body) {
                    self.large(request, &input);
                }
            }
        }
        for subject in subjects {
            for rule in [Rule::BrokenInput, Rule::LargeInput, Rule::UnknownMembers] {
                self.judge(rule, subject);
            }
        }
    }

    fn send(&mut self, request: &Request, input: &Input) -> Outcome {
        let mut trial = request.answered(request.answering.clone()).trial();
        trial.request.clone_from(&input.bytes);
        let (outcome, seen) = self.bench.run(&trial);
        let within = format!("{} ({})", request.name, input.what);
        self.observe_services(request, &within, &outcome, seen);
        outcome
    }

    fn broken(&mut self, request: &Request, input: &Input) {
        let outcome = self.send(request, input);
        if !matches!(outcome, Outcome::Error(_) | Outcome::NotTried) {
            self.ended_wrongly(Rule::BrokenInput, request, input, &outcome);
        }
    }

    /// What is much may well be answered by much.
    fn large(&mut self, request: &Request, input: &Input) {
        let outcome = self.send(request, input);
        let is_answered = matches!(outcome, Outcome::Answer(_) | Outcome::TooLarge);
        if !is_answered && !matches!(outcome, Outcome::Error(_) | Outcome::NotTried) {
            self.ended_wrongly(Rule::LargeInput, request, input, &outcome);
        }
    }

    fn ended_wrongly(&mut self, rule: Rule, request: &Request, input: &Input, outcome: &Outcome) {
        let how = self.ended(outcome);
        let what = message!(
            "check-input-is",
            call = request.name.as_str(),
            input = input.what.as_str(),
            how = how
        );
        self.fail(rule, &request.subject, &what);
    }

    fn unknown_members(&mut self, request: &Request) {
        let ordinary = request.answered(request.answering.clone()).trial();
        let (plain, _) = self.bench.run(&ordinary);
        let mut body = request.body.clone();
        add_members(&mut body);
        let input = Input {
            bytes: body.to_string().into_bytes(),
            what: "of_a_newer_version".to_owned(),
        };
        let outcome = self.send(request, &input);
        // What answers otherwise each time is found by another rule.
        if !is_same(&plain, &outcome) && is_same(&plain, &self.bench.run(&ordinary).0) {
            let how = self.ended(&outcome);
            let what = message!("check-members-matter", call = request.name.as_str(), how = how);
            self.fail(Rule::UnknownMembers, &request.subject, &what);
        }
    }

    /// The same request twice, and once more in another process.
    pub(super) fn same_answers(&mut self, requests: &[Request]) {
        let repeatable: Vec<&Request> = requests
            .iter()
            .filter(|request| request.is_repeatable())
            .collect();
        let run = |check: &mut Self, request: &Request| {
            let (outcome, seen) = check
                .bench
                .run(&request.answered(request.answering.clone()).trial());
            check.observe(request, None, &outcome, seen);
            outcome
        };
        let first: Vec<Outcome> = repeatable.iter().map(|request| run(self, request)).collect();
        for (request, first) in repeatable.iter().zip(&first) {
            let again = run(self, request);
            self.same(request, first, &again, message!("check-again"));
        }
        self.bench.anew();
        for (request, first) in repeatable.iter().zip(&first) {
            let elsewhere = run(self, request);
            self.same(request, first, &elsewhere, message!("check-elsewhere"));
        }
        for request in requests {
            self.judge(Rule::SameAnswer, &request.subject);
        }
    }

    fn same(&mut self, request: &Request, first: &Outcome, second: &Outcome, when: Message) {
        if !is_same(first, second) {
            let when = self.say(&when);
            let what = message!("check-answer-differs", call = request.name.as_str(), when = when);
            self.fail(Rule::SameAnswer, &request.subject, &what);
        }
    }

    /// How a call ended, as people would say it.
    pub(super) fn ended(&self, outcome: &Outcome) -> String {
        let message = match outcome {
            Outcome::Answer(_) => message!("check-ended-answer"),
            Outcome::Error(error) => message!("check-ended-error", code = error.code.as_str()),
            Outcome::Panicked(what) => message!("check-ended-panic", what = what.as_str()),
            Outcome::Crashed(how) | Outcome::NotOpened(how) => {
                message!("check-ended-crash", how = how.as_str())
            }
            Outcome::Unreadable => message!("check-ended-unreadable"),
            Outcome::TooLarge => message!("check-ended-too-large"),
            Outcome::OutOfTime | Outcome::NotTried => message!("check-ended-not"),
        };
        self.say(&message)
    }
}

/// Whether two calls ended alike. When credentials end may be told from now on, so a minute is no difference.
fn is_same(first: &Outcome, second: &Outcome) -> bool {
    match (first, second) {
        (Outcome::Answer(first), Outcome::Answer(second)) => {
            let read = |bytes: &[u8]| serde_json::from_slice::<Json>(bytes).unwrap_or_default();
            let (mut first, mut second) = (read(first), read(second));
            for answer in [&mut first, &mut second] {
                if let Some(end) = answer.get_mut("expires_at").filter(|end| end.is_string()) {
                    *end = json!("then");
                }
            }
            first == second
        }
        (Outcome::Error(first), Outcome::Error(second)) => first.code == second.code,
        // Neither could be tried, or both went wrong in a way that has been told.
        (Outcome::Answer(_) | Outcome::Error(_), Outcome::NotTried) => true,
        (Outcome::Answer(_) | Outcome::Error(_), _) => false,
        _ => true,
    }
}

/// Requests that cannot be read: no JSON, another shape, and each member of another type.
fn broken(body: &Json) -> Vec<Input> {
    let input = |bytes: &[u8], what: &str| Input {
        bytes: bytes.to_vec(),
        what: what.to_owned(),
    };
    let whole = body.to_string();
    let half = &whole.as_bytes()[..whole.len() / 2];
    let mut inputs = vec![
        input(b"", "\"\""),
        input(half, "{\"…"),
        input(b"[]", "[]"),
        input(b"null", "null"),
        input(b"\"text\"", "\"text\""),
        input(b"\xff\xfe{}", "\\xff"),
        input(b"{}", "{}"),
    ];
    for (key, _) in body.as_object().into_iter().flatten() {
        if key == "client_token" {
            continue;
        }
        let mut other = body.clone();
        other[key] = json!(-7);
        inputs.push(input(other.to_string().as_bytes(), &format!("{{\"{key}\": -7}}")));
    }
    if body.get("dry_run").is_some() {
        let mut without = body.clone();
        if let Some(members) = without.as_object_mut() {
            members.remove("dry_run");
        }
        inputs.push(input(without.to_string().as_bytes(), "dry_run: -"));
    }
    inputs
}

/// Requests that are too much: texts of megabytes, one member nested, and nothing but nesting.
fn large(body: &Json) -> Vec<Input> {
    let mut inputs = vec![Input {
        bytes: b"[".repeat(DEEP),
        what: format!("[[[… × {DEEP}"),
    }];
    let nested = format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let text = body.to_string();
    let with = text
        .strip_suffix('}')
        .map(|open| format!("{open},\"nested\":{nested}}}"));
    inputs.extend(with.map(|with| Input {
        bytes: with.into_bytes(),
        what: format!("\"nested\": [[[… × {DEEP}"),
    }));
    let mut huge = body.clone();
    let texts = body.as_object().into_iter().flatten();
    for (key, _) in texts.filter(|(key, value)| value.is_string() && !matches!(key.as_str(), "type" | "mode"))
    {
        huge[key] = json!("x".repeat(LARGE));
    }
    inputs.push(Input {
        bytes: huge.to_string().into_bytes(),
        what: format!("\"xxx… × {LARGE}"),
    });
    inputs
}

/// Adds to every object that the protocol defines a member that no version knows.
fn add_members(body: &mut Json) {
    let Some(members) = body.as_object_mut() else {
        return;
    };
    if let Some(fields) = members.get_mut("fields").and_then(Json::as_object_mut) {
        fields.insert("of_a_newer_version".to_owned(), json!({"a": [1]}));
    }
    members.insert("of_a_newer_version".to_owned(), json!([{"a": null}]));
}
