//! The rules of actions: one result for each id, one request, what it carries, and nothing at all in a rehearsal.

use std::collections::BTreeSet;

use yun_plugin_api::{
    __private::decode,
    ActAnswer, ActRequest, ApiCall,
    manifest::{Action, DryRun, ResourceManifest, Risk},
    protocol::method,
};

use super::{
    Check, Rule,
    bench::Outcome,
    requests::{CLIENT_TOKEN, Request, act_request, acting},
    seen::Seen,
};
use crate::text::message;

const OF_ACTIONS: [Rule; 2] = [Rule::Actions, Rule::OneRequest];

impl Check {
    pub(super) fn actions(&mut self, resource: &ResourceManifest) {
        let subject = resource.resource_type.as_str();
        for action in &resource.actions {
            self.action(resource, action);
            if action.risk != Risk::Read {
                self.rehearse(resource, action);
            }
        }
        if !resource.actions.is_empty() {
            for rule in OF_ACTIONS {
                self.judge(rule, subject);
            }
            let mut actions = resource.actions.iter();
            if actions.any(|action| action.client_token) {
                self.judge(Rule::ClientToken, subject);
            }
            let mut actions = resource.actions.iter();
            if actions.any(|action| action.risk != Risk::Read) {
                self.judge(Rule::DryRun, subject);
            }
        }
    }

    fn action(&mut self, resource: &ResourceManifest, action: &Action) {
        let subject = resource.resource_type.as_str();
        let body = act_request(self, resource, action);
        let request = Request::act(resource, &body, acting(resource, action, false));
        let (outcome, seen) = self.bench.run(&request.trial());
        self.client_token(subject, action, &seen);
        let sent = self.sent(action, &seen);
        let unanswered: Vec<String> = seen.unanswered.iter().cloned().collect();
        self.observe(&request, None, &outcome, seen);
        if !unanswered.is_empty() {
            return self.lacks_answers(&OF_ACTIONS, subject, Some(&unanswered.join(", ")));
        }
        if sent != 1 {
            let what = message!(
                "check-action-requests",
                action = action.name.as_str(),
                count = sent
            );
            match self.has_answers {
                true => self.fail(Rule::OneRequest, subject, &what),
                false => self.lacks_answers(&[Rule::OneRequest], subject, None),
            }
        }
        match outcome {
            Outcome::Answer(bytes) => match decode::<ActAnswer>(&bytes) {
                Ok(answer) => self.results(subject, &body, &answer),
                Err(_) => self.no_answer(&[Rule::Actions], subject, method::RESOURCE_ACT),
            },
            Outcome::Error(error) if self.has_answers => {
                self.action_failed(subject, action, &format!("{}: {}", error.code, error.message));
            }
            Outcome::Error(_) => self.lacks_answers(&[Rule::Actions], subject, None),
            // Told by another rule.
            _ => self.no_answer(&[Rule::Actions], subject, method::RESOURCE_ACT),
        }
    }

    fn action_failed(&mut self, subject: &str, action: &Action, how: &str) {
        let what = message!("check-action-fails", action = action.name.as_str(), how = how);
        self.fail(Rule::Actions, subject, &what);
    }

    /// How many of the requests that the action lists were sent.
    fn sent(&self, action: &Action, seen: &Seen) -> usize {
        seen.api_calls().filter(|call| lists(action, call)).count()
    }

    fn client_token(&mut self, subject: &str, action: &Action, seen: &Seen) {
        let carries = |call: &ApiCall| {
            call.params
                .get("ClientToken")
                .is_some_and(|token| token == CLIENT_TOKEN)
        };
        let mut sent = seen.api_calls().filter(|call| lists(action, call));
        if action.client_token && sent.any(|call| !carries(call)) {
            let what = message!("check-action-token", action = action.name.as_str());
            self.fail(Rule::ClientToken, subject, &what);
        }
    }

    fn results(&mut self, subject: &str, asked: &ActRequest, answer: &ActAnswer) {
        let wanted: BTreeSet<&String> = asked.ids.iter().collect();
        let mut answered = BTreeSet::new();
        let action = asked.action.as_str();
        for result in &answer.results {
            if !wanted.contains(&result.id) || !answered.insert(&result.id) {
                let what = message!("check-action-other-id", action = action, id = result.id.as_str());
                self.fail(Rule::Actions, subject, &what);
            }
            if result.ok == result.error.is_some() {
                let what = message!("check-action-undecided", action = action, id = result.id.as_str());
                self.fail(Rule::Actions, subject, &what);
            }
        }
        for id in wanted.difference(&answered) {
            let what = message!("check-action-no-result", action = action, id = id.as_str());
            self.fail(Rule::Actions, subject, &what);
        }
    }

    /// A rehearsal: by the API's own dry run where there is one; elsewhere what would be sent is taken down.
    fn rehearse(&mut self, resource: &ResourceManifest, action: &Action) {
        let (subject, name) = (resource.resource_type.as_str(), action.name.as_str());
        let mut body = act_request(self, resource, action);
        body.dry_run = action.dry_run == DryRun::Native;
        let request = Request::act(resource, &body, acting(resource, action, true));
        let (outcome, seen) = self.bench.run(&request.trial());
        let sent = self.sent(action, &seen);
        let is_refused = !seen.refused.is_empty();
        let is_unanswered = !seen.unanswered.is_empty();
        let rehearsed = message!("check-rehearsed");
        self.observe(&request, Some(&rehearsed), &outcome, seen);
        let what = match (&outcome, action.dry_run) {
            (Outcome::NotTried, _) => return,
            // Everything that was let through had the dry run's parameter; the rest was refused.
            (_, DryRun::Native) if is_refused => message!("check-rehearsal-changes", action = name),
            (_, DryRun::Native) if is_unanswered || sent > 0 => return,
            (Outcome::Error(error), DryRun::None) if error.code == "not_sent" => return,
            (outcome, DryRun::None) if sent > 0 => {
                let how = self.ended(outcome);
                message!("check-rehearsal-hides", action = name, how = how)
            }
            (_, _) if !self.has_answers => return self.lacks_answers(&[Rule::DryRun], subject, None),
            (outcome, _) => {
                let how = self.ended(outcome);
                message!("check-rehearsal-idle", action = name, how = how)
            }
        };
        self.fail(Rule::DryRun, subject, &what);
    }
}

fn lists(action: &Action, call: &ApiCall) -> bool {
    let mut listed = action.calls.iter();
    listed.any(|listed| listed.is(&call.product, &call.action))
}
