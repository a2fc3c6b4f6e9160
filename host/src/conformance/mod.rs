//! Conformance: whether a plugin keeps the rules that authors promise and that a store would hold it to.
//!
//! The file is looked at without loading it. What runs of it runs in children only, against a sandbox that grants what the
//! host would grant and answers from the plugin's answers file, or wrongly on purpose. A rule that cannot be tried is said
//! to be skipped, never to hold.

mod actions;
mod answering;
mod bench;
mod credentials;
mod input;
mod lists;
mod mangling;
mod manifest;
mod observe;
mod report;
mod requests;
mod rows;
mod rule;
mod sandbox;
mod seen;
mod services;
mod texts;
mod views;

use std::{collections::BTreeMap, sync::Arc};

use serde::de::DeserializeOwned;
use tokio::runtime::Handle;
use yun_plugin_api::{
    __private::decode, Error as PluginError, manifest::Manifest, testing::answers::Answers,
};

use crate::{
    catalog::Library,
    environment::Environment,
    text::{Language, Message, message},
};

use bench::{Bench, Outcome};
use observe::Observed;
use report::Report;
use requests::Request;

pub use bench::Limits;
pub use report::{Finding, Status};
pub use rule::Rule;

/// What a check works with.
pub struct Surroundings<'a> {
    /// The surroundings.
    pub environment: &'a Environment,
    /// The language of what people read.
    pub language: Language,
    /// Where services are answered.
    pub handle: Handle,
    /// How long it may take.
    pub limits: Limits,
}

/// Checks a library; `answers` are those of its answers file, if it has one. Blocks, and always ends.
pub fn check(library: &Library, answers: Option<Answers>, surroundings: Surroundings<'_>) -> Vec<Finding> {
    let Surroundings {
        environment,
        language,
        handle,
        limits,
    } = surroundings;
    let mut report = Report::new(language);
    let Some(manifest) = library.manifest.as_ref().filter(|_| library.refusal.is_none()) else {
        refuse(&mut report, library);
        return report.finish();
    };
    report.passed(Rule::Manifest, &manifest.id);
    manifest::examine(&mut report, manifest);
    let bench = Bench::new(
        (library.clone(), Arc::clone(manifest)),
        answers.clone().unwrap_or_default(),
        limits,
        (environment, language, handle),
    );
    let mut check = Check {
        report,
        bench,
        manifest: Arc::clone(manifest),
        has_answers: answers.is_some(),
        ids: BTreeMap::new(),
        observed: Observed::default(),
    };
    check.run();
    check.bench.end();
    check.report.finish()
}

/// A library that is not run at all: the one thing that is wrong, and all the rest that nobody can tell.
fn refuse(report: &mut Report, library: &Library) {
    let reason = match &library.refusal {
        Some(refusal) => report.language.say(&refusal.reason),
        None => String::new(),
    };
    let subject = library.id();
    report.failed(
        Rule::Manifest,
        &subject,
        &message!("check-refused", reason = reason),
    );
    for rule in Rule::ALL {
        if rule != Rule::Manifest {
            report.skipped(rule, &subject, &message!("check-not-run"), None);
        }
    }
}

/// A check under way.
struct Check {
    report: Report,
    bench: Bench,
    manifest: Arc<Manifest>,
    has_answers: bool,
    /// The ids that a list gave, by resource type.
    ids: BTreeMap<String, Vec<String>>,
    observed: Observed,
}

/// How an ordinary call ended, one that should be answered.
enum Ordinary<T> {
    Answer(T),
    Error(PluginError),
    /// The answers file has no answers for these.
    Unanswered(String),
    /// It could not be tried, or went wrong in a way that has been taken down.
    Nothing,
}

impl Check {
    fn run(&mut self) {
        if !self.opens() {
            return;
        }
        let manifest = Arc::clone(&self.manifest);
        for mode in manifest.credentials() {
            self.credential(mode);
        }
        for resource in manifest.resources() {
            self.lists(resource);
            self.views(resource);
            self.actions(resource);
        }
        let requests = requests::all(self);
        self.input(&requests);
        self.services(&requests);
        self.same_answers(&requests);
        self.conclude();
    }

    /// Whether the library opens, so that anything else can be tried.
    fn opens(&mut self) -> bool {
        let id = self.manifest.id.clone();
        let probe = Request::unknown_method();
        let (outcome, _) = self.bench.run(&probe.trial());
        let why = match outcome {
            Outcome::NotOpened(reason) => message!("check-not-opened", reason = reason),
            Outcome::Crashed(reason) => message!("check-not-opened", reason = reason),
            Outcome::OutOfTime => message!("check-open-hangs"),
            Outcome::NotTried => message!("check-no-time"),
            outcome => {
                self.report.passed(Rule::Opens, &id);
                self.unknown_method(outcome);
                return true;
            }
        };
        self.report.failed(Rule::Opens, &id, &why);
        for rule in Rule::ALL {
            if !self.report.knows(rule) {
                self.report.skipped(rule, &id, &message!("check-not-run"), None);
            }
        }
        false
    }

    /// Says that a rule is broken. After the time is over nothing more is found: what was not tried fails for that alone.
    fn fail(&mut self, rule: Rule, subject: &str, what: &Message) {
        if !self.bench.is_over() {
            self.report.failed(rule, subject, what);
        }
    }

    /// Says that a rule holds for a subject if nothing was found; that it was cut short if it was.
    fn judge(&mut self, rule: Rule, subject: &str) {
        if self.bench.is_over() && !self.report.has(rule, subject) {
            self.report
                .skipped(rule, subject, &message!("check-no-time"), None);
        }
        self.report.passed(rule, subject);
    }

    /// Says that a rule was not tried for want of answers.
    fn lacks_answers(&mut self, rules: &[Rule], subject: &str, lacking: Option<&str>) {
        let (why, mend) = match lacking {
            _ if !self.has_answers => (message!("check-no-answers"), message!("check-no-answers-mend")),
            Some(names) => (
                message!("check-unanswered", names = names),
                message!("check-unanswered-mend", names = names),
            ),
            None => (
                message!("check-nothing-to-try"),
                message!("check-nothing-to-try-mend"),
            ),
        };
        for rule in rules {
            self.report.skipped(*rule, subject, &why, Some(&mend));
        }
    }

    /// Says that rules were not tried because a call has no answer, for a reason that another rule has told.
    fn no_answer(&mut self, rules: &[Rule], subject: &str, call: &str) {
        for rule in rules {
            let why = message!("check-no-answer", call = call);
            self.report.skipped(*rule, subject, &why, None);
        }
    }

    /// Makes an ordinary call, which should be answered.
    fn ask<A: DeserializeOwned>(&mut self, request: &Request) -> Ordinary<A> {
        let (outcome, seen) = self.bench.run(&request.trial());
        let unanswered: Vec<String> = seen.unanswered.iter().cloned().collect();
        self.observe(request, None, &outcome, seen);
        match outcome {
            Outcome::Answer(bytes) => match decode(&bytes) {
                // An answer that was made without what it is about is none.
                Ok(_) if !unanswered.is_empty() => Ordinary::Unanswered(unanswered.join(", ")),
                Ok(answer) => Ordinary::Answer(answer),
                Err(_) => Ordinary::Nothing,
            },
            Outcome::Error(_) if !unanswered.is_empty() => Ordinary::Unanswered(unanswered.join(", ")),
            Outcome::Error(error) => Ordinary::Error(error),
            _ => Ordinary::Nothing,
        }
    }

    /// A message as the user reads it, to stand within another.
    fn say(&self, message: &Message) -> String {
        self.report.language.say(message)
    }
}
