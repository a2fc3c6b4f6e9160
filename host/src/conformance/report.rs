//! What the check found.

use std::collections::BTreeMap;

use super::rule::Rule;
use crate::text::{Language, Message, message};

/// How a rule stands for something that a plugin provides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It was tried and holds.
    Passed,
    /// It is broken: the plugin would be refused.
    Failed,
    /// It could not be tried.
    Skipped,
    /// It holds as far as it must, and something is odd.
    Remark,
}

impl Status {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Remark => "remark",
        }
    }

    /// The word that people read.
    pub fn title(self) -> Message {
        match self {
            Self::Passed => message!("check-passed"),
            Self::Failed => message!("check-failed"),
            Self::Skipped => message!("check-skipped"),
            Self::Remark => message!("check-remark"),
        }
    }
}

/// One line of the report, in the user's language.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How it stands.
    pub status: Status,
    /// What it is about: the plugin's id, one of the things that it provides, or a place in its manifest.
    pub subject: String,
    /// What the rule demands where it holds, and what happened where it does not.
    pub message: String,
    /// What to do about it, if something is to be done.
    pub mend: Option<String>,
}

/// How many findings of one rule about one subject are told; the rest is counted.
const MOST_TOLD: usize = 3;

/// The findings so far.
pub(super) struct Report {
    pub(super) language: Language,
    found: Vec<Finding>,
    /// How many more there were of a rule about a subject.
    untold: BTreeMap<(Rule, String, Status), usize>,
}

impl Report {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            found: Vec::new(),
            untold: BTreeMap::new(),
        }
    }

    pub(super) fn failed(&mut self, rule: Rule, subject: &str, what: &Message) {
        let mend = rule.mend();
        self.add(rule, Status::Failed, subject, what, Some(&mend));
    }

    pub(super) fn remark(&mut self, rule: Rule, subject: &str, what: &Message) {
        let mend = rule.mend();
        self.add(rule, Status::Remark, subject, what, Some(&mend));
    }

    pub(super) fn skipped(&mut self, rule: Rule, subject: &str, why: &Message, mend: Option<&Message>) {
        self.add(rule, Status::Skipped, subject, why, mend);
    }

    /// Says that a rule holds for a subject, unless something was found about it already.
    pub(super) fn passed(&mut self, rule: Rule, subject: &str) {
        if !self.has(rule, subject) {
            self.add(rule, Status::Passed, subject, &rule.demand(), None);
        }
    }

    /// Whether anything was found about a rule and a subject.
    pub(super) fn has(&self, rule: Rule, subject: &str) -> bool {
        let mut found = self.found.iter();
        found.any(|finding| finding.rule == rule && finding.subject == subject)
    }

    /// Whether a rule was found broken anywhere, or remarked upon.
    pub(super) fn is_found(&self, rule: Rule) -> bool {
        let mut found = self.found.iter();
        found.any(|finding| finding.rule == rule && finding.status != Status::Skipped)
    }

    /// Whether anything at all was said about a rule.
    pub(super) fn knows(&self, rule: Rule) -> bool {
        self.found.iter().any(|finding| finding.rule == rule)
    }

    fn add(&mut self, rule: Rule, status: Status, subject: &str, what: &Message, mend: Option<&Message>) {
        let message = self.language.say(what);
        let of_subject = || {
            self.found
                .iter()
                .filter(|finding| finding.rule == rule && finding.subject == subject)
        };
        if of_subject().any(|finding| finding.message == message) {
            return;
        }
        // Findings of another status do not count: a failure must not go under in what was skipped.
        if of_subject().filter(|finding| finding.status == status).count() >= MOST_TOLD {
            *self.untold.entry((rule, subject.to_owned(), status)).or_default() += 1;
            return;
        }
        self.found.push(Finding {
            rule,
            status,
            subject: subject.to_owned(),
            message,
            mend: mend.map(|mend| self.language.say(mend)),
        });
    }

    /// All findings, in the rules' order.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        for ((rule, subject, status), more) in std::mem::take(&mut self.untold) {
            let last = self.found.iter_mut().rev();
            let is_of_these = |finding: &&mut Finding| {
                finding.rule == rule && finding.subject == subject && finding.status == status
            };
            let mut of_subject = last.filter(is_of_these);
            if let Some(finding) = of_subject.next() {
                let more = self.language.say(&message!("check-more", count = more));
                finding.message = format!("{} {more}", finding.message);
            }
        }
        // Stable: of one rule in the order in which they were found.
        self.found.sort_by_key(|finding| finding.rule);
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_however_much_was_skipped() {
        let mut report = Report::new(Language::English);
        for number in 0..8_usize {
            let why = message!("check-more", count = number);
            report.skipped(Rule::NoPanic, "disks", &why, None);
        }
        report.failed(Rule::NoPanic, "disks", &message!("check-more", count = 9_usize));
        let failed = |finding: &Finding| finding.status == Status::Failed;
        assert!(report.finish().iter().any(failed));
    }

    #[test]
    fn a_rule_passes_where_nothing_was_found_and_many_findings_are_counted() {
        let mut report = Report::new(Language::English);
        for number in 0..8_usize {
            report.failed(Rule::NoPanic, "disks", &message!("check-more", count = number));
        }
        report.failed(Rule::NoPanic, "disks", &message!("check-more", count = 0_usize));
        report.passed(Rule::NoPanic, "disks");
        report.passed(Rule::Manifest, "disks");
        let found = report.finish();
        assert_eq!(found.len(), 4);
        assert_eq!((found[0].rule, found[0].status), (Rule::Manifest, Status::Passed));
        assert!(found[3].message.ends_with("(and 5 more)"), "{}", found[3].message);
    }
}
