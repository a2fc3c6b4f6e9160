//! What is expected of a run beside what came of it, as lines: `-` what was wanted, `+` what there is.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::Value;

use super::format::Run;
use crate::{cloud::SeenRequest, harness::Ran};

/// What is wrong with a run, a block of lines each.
#[derive(Default)]
pub(super) struct Differences(Vec<String>);

impl Differences {
    pub(super) fn add(&mut self, what: &str, wanted: impl Display, found: impl Display) {
        let block = format!("  {what}\n{}\n{}", lines("-", &wanted), lines("+", &found));
        self.0.push(block);
    }

    /// All of them, or nothing.
    pub(super) fn into_text(self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.join("\n"))
    }

    fn holds(&mut self, what: &str, text: &str, parts: &[String]) {
        let missing: Vec<_> = parts.iter().filter(|part| !text.contains(*part)).collect();
        for part in missing {
            self.add(&format!("{what} does not hold"), part, text);
        }
    }

    /// The run in English: everything.
    pub(super) fn of_run(&mut self, run: &Run, ran: &Ran) {
        self.exit(run, ran);
        self.holds("standard error", &ran.stderr, &run.says);
        self.holds("standard output", &ran.stdout, &run.prints);
        for part in run
            .lacks
            .iter()
            .filter(|part| ran.stdout.contains(*part) || ran.stderr.contains(*part))
        {
            self.add("it shows", "", part);
        }
        if let Some(wanted) = &run.json {
            match serde_json::from_str::<Value>(&ran.stdout) {
                Ok(found) if is_part(wanted, &found) => {}
                Ok(found) => self.add("standard output as JSON", pretty(wanted), pretty(&found)),
                Err(error) => self.add("standard output is no JSON", error, &ran.stdout),
            }
        }
    }

    /// The run as a program makes it, in Chinese: exit, code, words.
    pub(super) fn of_run_in_chinese(&mut self, run: &Run, ran: &Ran) {
        self.exit(run, ran);
        self.holds("standard error in Chinese", &ran.stderr, &run.says_zh);
        if let Some(code) = &run.code {
            let errors = ran.errors();
            let codes: Vec<_> = errors.iter().filter_map(|error| error["code"].as_str()).collect();
            if codes != [code] {
                self.add("the error's code", code, &ran.stderr);
            }
        }
    }

    fn exit(&mut self, run: &Run, ran: &Ran) {
        if run.exit != ran.code {
            let found = format!("{}\n{}{}", ran.code, ran.stdout, ran.stderr);
            self.add("exit code", run.exit, found);
        }
    }

    /// What arrived at the cloud.
    pub(super) fn of_requests(&mut self, run: &Run, seen: &[SeenRequest]) {
        let mut counts = BTreeMap::new();
        for request in seen {
            *counts.entry(request.action.clone()).or_insert(0) += 1;
        }
        if let Some(wanted) = run.requests.as_ref().filter(|wanted| **wanted != counts) {
            self.add("requests", format!("{wanted:?}"), format!("{counts:?}"));
        }
        for sent in &run.sent {
            let of_action: Vec<_> = seen
                .iter()
                .filter(|request| request.action == sent.action)
                .collect();
            let is_it = |request: &&&SeenRequest| {
                let mut wanted = sent.params.iter();
                wanted.all(|(name, value)| request.params.get(name) == Some(value))
            };
            if of_action.iter().find(is_it).is_none() {
                let found: Vec<_> = of_action
                    .iter()
                    .map(|request| format!("{:?}", request.params))
                    .collect();
                self.add(
                    &format!("no {} with", sent.action),
                    format!("{:?}", sent.params),
                    found.join("\n"),
                );
            }
        }
    }
}

/// Whether all that is wanted is there; objects may have more keys.
fn is_part(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            let mut keys = wanted.iter();
            keys.all(|(key, value)| found.get(key).is_some_and(|found| is_part(value, found)))
        }
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len()
                && wanted
                    .iter()
                    .zip(found)
                    .all(|(wanted, found)| is_part(wanted, found))
        }
        _ => wanted == found,
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn lines(sign: &str, text: &impl Display) -> String {
    let text = text.to_string();
    let lines: Vec<_> = text.lines().map(|line| format!("    {sign} {line}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_may_have_more_keys_and_nothing_else_may() {
        let found = json!({"a": 1, "b": [{"c": 2, "d": 3}]});
        assert!(is_part(&json!({"b": [{"c": 2}]}), &found));
        for wrong in [json!({"a": 2}), json!({"b": []}), json!({"e": null}), json!([])] {
            assert!(!is_part(&wrong, &found), "{wrong}");
        }
    }

    #[test]
    fn what_differs_is_shown_beside_what_was_wanted() {
        let mut differences = Differences::default();
        differences.add("exit code", 4, "5\nerror: no");
        let text = differences.into_text().unwrap();
        assert_eq!(text, "  exit code\n    - 4\n    + 5\n    + error: no");
        assert!(Differences::default().into_text().is_none());
    }
}
