//! Holds a resource as it is against what an action leads to. Decides, and asks nobody.

use std::collections::BTreeMap;

use yun_plugin_api::{
    Row,
    manifest::{Action, ActionRefusal, Waits},
};

use super::text_of;

/// How a resource stands to an action that nobody has sent.
#[derive(Debug, PartialEq)]
pub(super) enum Standing<'a> {
    /// It must not be acted on.
    Refused(&'a ActionRefusal),
    /// It is where the action leads.
    There,
    /// It is on its way there.
    OnTheWay,
    /// It is to be acted on.
    Ready,
}

/// How a resource stands to an action that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// The action is done.
    Done,
    /// It is under way.
    Going,
    /// Nothing shows that the action has begun.
    NotBegun,
    /// It ended in a state that means failure.
    Failed,
    /// The resource is gone, and that is not where the action leads.
    Gone,
}

/// How a resource stands to an action before it.
pub(super) fn standing<'a>(action: &'a Action, params: &BTreeMap<String, String>, row: &Row) -> Standing<'a> {
    let refusal = action
        .refused_when
        .iter()
        .find(|refusal| text_of(row, &refusal.column) == refusal.is);
    if let Some(refusal) = refusal {
        return Standing::Refused(refusal);
    }
    if action.waits.is_none() && !action.sets.is_empty() {
        return match is_set(action, params, row) {
            true => Standing::There,
            false => Standing::Ready,
        };
    }
    let status = text_of(row, "status");
    match &action.waits {
        // What is repeated on purpose, a restart, is never there already.
        Some(waits) if action.state_setting && waits.must_leave.is_empty() => {
            if waits.until.contains(&status) {
                // In the right state, and in another way than it was asked for: the API says whether that can be changed.
                match is_set(action, params, row) {
                    true => Standing::There,
                    false => Standing::Ready,
                }
            } else if waits.through.contains(&status) {
                Standing::OnTheWay
            } else {
                Standing::Ready
            }
        }
        _ => Standing::Ready,
    }
}

/// How a resource stands to an action of which nothing is known but what it is: neither the parameters, nor whether the
/// resource still is as it was when it was listed.
#[derive(Debug, PartialEq)]
pub(crate) enum Outlook<'a> {
    /// It must not be acted on.
    Refused(&'a ActionRefusal),
    /// It is where the action leads.
    There,
    /// It is on its way there.
    OnTheWay,
    /// It is in another state than those in which the API takes the action.
    Elsewhere,
    /// It may be acted on.
    Ready,
}

/// How a resource stands to an action before anything is asked of anybody.
pub(crate) fn outlook<'a>(action: &'a Action, row: &Row) -> Outlook<'a> {
    let takes_all = action.applies_when.is_empty();
    let asks_for_values = action.waits.is_none() && action.sets.values().any(|value| value.starts_with('{'));
    let is_elsewhere = || !takes_all && !action.applies_when.contains(&text_of(row, "status"));
    match standing(action, &BTreeMap::new(), row) {
        Standing::Refused(refusal) => Outlook::Refused(refusal),
        // What is set to a parameter is where that parameter leads, which nobody has said yet.
        Standing::There if !asks_for_values => Outlook::There,
        Standing::OnTheWay => Outlook::OnTheWay,
        Standing::There | Standing::Ready if is_elsewhere() => Outlook::Elsewhere,
        Standing::There | Standing::Ready => Outlook::Ready,
    }
}

/// How a resource stands to an action after it: `before` is how it was, `now` how it is, if it still is. `left` says
/// whether the states that must be left were seen to be.
pub(super) fn progress(
    action: &Action,
    params: &BTreeMap<String, String>,
    (before, now): (&Row, Option<&Row>),
    left: bool,
) -> Progress {
    let Some(now) = now else {
        return match action.waits.as_ref().is_some_and(|waits| waits.absent) {
            true => Progress::Done,
            false => Progress::Gone,
        };
    };
    let Some(waits) = &action.waits else {
        return match !action.sets.is_empty() && is_set(action, params, now) {
            true => Progress::Done,
            false => Progress::NotBegun,
        };
    };
    let (was, is) = (text_of(before, "status"), text_of(now, "status"));
    let left = left || has_left(waits, before, now);
    if waits.until.contains(&is) && left {
        Progress::Done
    } else if waits.failed.contains(&is) && is != was {
        Progress::Failed
    } else if has_begun(waits, &was, &is, left) {
        Progress::Going
    } else {
        Progress::NotBegun
    }
}

/// Whether a status shows that the action has begun. One on the way shows nothing where it was on a way before: that may
/// be another action's.
fn has_begun(waits: &Waits, was: &str, is: &str, left: bool) -> bool {
    let is_on_the_way = |status: &str| waits.through.iter().any(|state| state == status);
    match waits.through.is_empty() {
        // What ends in absence has no state of its own: any other state may have come by itself.
        true if waits.until.is_empty() => false,
        true => is != was || (left && !waits.must_leave.is_empty() && !is_outside(waits, was)),
        false => is_on_the_way(is) && !is_on_the_way(was),
    }
}

/// Whether the states that must be left are: by the status, or by a column that is new afterwards. What was in none of
/// them before may have come to any other by itself.
pub(super) fn has_left(waits: &Waits, before: &Row, now: &Row) -> bool {
    if waits.must_leave.is_empty() {
        return true;
    }
    if is_outside(waits, &text_of(before, "status")) {
        return false;
    }
    let renewed = waits.renews.as_ref().is_some_and(|column| {
        let (was, is) = (text_of(before, column), text_of(now, column));
        !was.is_empty() && !is.is_empty() && is != was
    });
    renewed || is_outside(waits, &text_of(now, "status"))
}

/// Whether a status is none of those that must be left.
pub(super) fn is_outside(waits: &Waits, status: &str) -> bool {
    !waits.must_leave.iter().any(|state| state == status)
}

/// Whether the columns are as the action sets them. A parameter that was not given sets nothing; nor is a column compared
/// that holds none of a parameter's choices, since it does not apply there.
pub(super) fn is_set(action: &Action, params: &BTreeMap<String, String>, row: &Row) -> bool {
    action.sets.iter().all(|(column, value)| {
        let is = text_of(row, column);
        let Some(param) = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return is == *value;
        };
        let field = action.params.iter().find(|field| field.key == param);
        let choices = field.map(|field| field.choices.as_slice()).unwrap_or_default();
        let applies = choices.is_empty() || choices.iter().any(|choice| choice.value == is);
        match params.get(param) {
            Some(wanted) => !applies || is == *wanted,
            None => true,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn action(more: Value) -> Action {
        let title = json!({"en": "a", "zh": "甲"});
        let mut action =
            json!({"name": "act", "title": title, "help": title, "risk": "write", "batch": 1, "calls": []});
        for (key, value) in more.as_object().expect("an object") {
            action[key] = value.clone();
        }
        serde_json::from_value(action).expect("an action")
    }

    fn row(status: &str) -> Row {
        Row::new().with("id", "i-1").with("status", status)
    }

    fn stop() -> Action {
        action(json!({"state_setting": true, "waits": {"until": ["Stopped"], "through": ["Stopping"]}}))
    }

    fn restart() -> Action {
        action(
            json!({"waits": {"until": ["Running"], "through": ["Stopping", "Starting"], "must_leave": ["Running"], "failed": ["Broken"],
                                "renews": "started_at"}}),
        )
    }

    #[test]
    fn before_an_action_only_what_is_elsewhere_is_acted_on() {
        let of = |action: &Action, row: &Row| match standing(action, &BTreeMap::new(), row) {
            Standing::There => "there",
            Standing::OnTheWay => "on the way",
            Standing::Ready => "ready",
            Standing::Refused(_) => "refused",
        };
        assert_eq!(of(&stop(), &row("Stopped")), "there");
        assert_eq!(of(&stop(), &row("Stopping")), "on the way");
        assert_eq!(of(&stop(), &row("Running")), "ready");
        assert_eq!(of(&restart(), &row("Running")), "ready");
        let because = json!({"en": "a", "zh": "甲"});
        let release = action(json!({"refused_when": [
            {"column": "protected", "is": "true", "code": "protected", "because": because}]}));
        assert_eq!(of(&release, &row("Stopped").with("protected", true)), "refused");
        assert_eq!(of(&release, &row("Stopped").with("protected", false)), "ready");
    }

    #[test]
    fn before_parameters_are_known_only_states_speak_against_an_action() {
        let mut stop = stop();
        stop.applies_when = vec!["Running".to_owned()];
        assert_eq!(outlook(&stop, &row("Running")), Outlook::Ready);
        assert_eq!(outlook(&stop, &row("Stopping")), Outlook::OnTheWay);
        assert_eq!(outlook(&stop, &row("Stopped")), Outlook::There);
        assert_eq!(outlook(&stop, &row("Pending")), Outlook::Elsewhere);
        let rename = action(json!({"state_setting": true, "sets": {"name": "{name}"}}));
        assert_eq!(outlook(&rename, &row("Running")), Outlook::Ready);
    }

    #[test]
    fn what_is_set_to_a_parameter_is_compared_with_it() {
        let rename = action(json!({"state_setting": true, "sets": {"name": "{name}"}}));
        let params = BTreeMap::from([("name".to_owned(), "web".to_owned())]);
        let named = |name: &str| row("Running").with("name", name);
        assert_eq!(standing(&rename, &params, &named("web")), Standing::There);
        assert_eq!(standing(&rename, &params, &named("db")), Standing::Ready);
        let after = |now: &str| progress(&rename, &params, (&named("db"), Some(&named(now))), false);
        assert_eq!((after("web"), after("db")), (Progress::Done, Progress::NotBegun));
    }

    #[test]
    fn the_right_state_in_another_way_is_not_there_yet() {
        let title = json!({"en": "a", "zh": "甲"});
        let choice = |value: &str| json!({"value": value, "title": title});
        let stop = action(json!({"state_setting": true, "waits": {"until": ["Stopped"]},
            "sets": {"mode": "{mode}"},
            "params": [{"key": "mode", "title": title, "help": title, "type": "choice",
                        "choices": [choice("Cheap"), choice("Kept")]}]}));
        let of = |mode: Option<&str>, is: &str| {
            let params = mode.map(|mode| ("mode".to_owned(), mode.to_owned()));
            let params = params.into_iter().collect();
            standing(&stop, &params, &row("Stopped").with("mode", is)) == Standing::There
        };
        assert!(of(None, "Kept") && of(Some("Kept"), "Kept") && of(Some("Cheap"), "Not-applicable"));
        assert!(!of(Some("Cheap"), "Kept"));
    }

    #[test]
    fn after_an_action_statuses_tell_how_far_it_is() {
        let none = BTreeMap::new();
        let of =
            |action: &Action, before: &Row, now: &Row| progress(action, &none, (before, Some(now)), false);
        assert_eq!(of(&stop(), &row("Running"), &row("Running")), Progress::NotBegun);
        assert_eq!(of(&stop(), &row("Running"), &row("Stopping")), Progress::Going);
        assert_eq!(of(&stop(), &row("Running"), &row("Stopped")), Progress::Done);
        assert_eq!(
            of(&restart(), &row("Running"), &row("Running")),
            Progress::NotBegun
        );
        assert_eq!(of(&restart(), &row("Running"), &row("Starting")), Progress::Going);
        assert_eq!(of(&restart(), &row("Running"), &row("Broken")), Progress::Failed);
        // Somebody else's stop was under way before.
        assert_eq!(
            of(&restart(), &row("Stopping"), &row("Stopped")),
            Progress::NotBegun
        );
        assert_eq!(
            of(&restart(), &row("Stopping"), &row("Stopping")),
            Progress::NotBegun
        );
        let left = progress(&restart(), &none, (&row("Running"), Some(&row("Running"))), true);
        assert_eq!(left, Progress::Done, "it was seen elsewhere meanwhile");
        let started = |at: &str| row("Running").with("started_at", at);
        assert_eq!(of(&restart(), &started("1"), &started("1")), Progress::NotBegun);
        assert_eq!(of(&restart(), &started("1"), &started("2")), Progress::Done);
        let gone = |action: &Action| progress(action, &none, (&row("Running"), None), false);
        assert_eq!(gone(&stop()), Progress::Gone);
        let release = action(json!({"state_setting": true, "waits": {"absent": true}}));
        assert_eq!(gone(&release), Progress::Done);
        assert_eq!(
            of(&release, &row("Stopping"), &row("Stopped")),
            Progress::NotBegun,
            "a stop of somebody else's shows nothing of a release"
        );
        let pending = row("Pending").with("started_at", "");
        assert_eq!(
            of(&restart(), &pending, &started("1")),
            Progress::NotBegun,
            "it has started by itself"
        );
    }
}
