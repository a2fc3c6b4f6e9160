//! The rules of columns, actions and views.

use std::collections::HashSet;

use super::{Outcome, check_fields, invalid, is_word, text, verb};
use crate::manifest::{Action, Field, FieldType, Manifest, ResourceManifest, Risk};

pub(super) fn check_columns(place: &str, resource: &ResourceManifest) -> Outcome {
    let mut keys = HashSet::new();
    for (index, column) in resource.columns.iter().enumerate() {
        let at = format!("{place}.columns[{index}]");
        if !is_word(&column.key, '_') || !keys.insert(column.key.as_str()) {
            return Err(invalid(
                format!("{at}.key"),
                "must be lower-case letters, digits and _, named once",
            ));
        }
        if matches!(column.key.as_str(), "profile" | "resource_type" | "raw") {
            return Err(invalid(
                format!("{at}.key"),
                format!("\"{}\" is reserved", column.key),
            ));
        }
        text(&format!("{at}.title"), &column.title)?;
    }
    for always in ["id", "name", "status", "region"] {
        if !keys.contains(always) {
            return Err(invalid(
                format!("{place}.columns"),
                format!("must have one called {always}"),
            ));
        }
    }
    Ok(())
}

/// Each call of an action must be covered by a capability, or it could never be sent.
pub(super) fn check_calls(place: &str, manifest: &Manifest, action: &Action) -> Outcome {
    for call in &action.calls {
        if !manifest.declares_api(&call.product, &call.action) {
            return Err(invalid(
                format!("{place}.actions.{}", action.name),
                format!("lists {call}, which no capability covers"),
            ));
        }
        if action.risk == Risk::Read && !manifest.is_read(&call.product, &call.action) {
            return Err(invalid(
                format!("{place}.actions.{}", action.name),
                format!("is of the risk read, and {call} is no read"),
            ));
        }
    }
    Ok(())
}

/// What can be done and looked at: no verb twice, and nothing said of columns that there are not.
pub(super) fn check_verbs(place: &str, resource: &ResourceManifest) -> Outcome {
    let mut verbs = HashSet::new();
    for (index, action) in resource.actions.iter().enumerate() {
        let at = format!("{place}.actions[{index}]");
        verb(&at, &action.name, &mut verbs)?;
        text(&format!("{at}.title"), &action.title)?;
        text(&format!("{at}.help"), &action.help)?;
        check_params(&format!("{at}.params"), &action.params)?;
        if action.batch == 0 {
            return Err(invalid(format!("{at}.batch"), "must be 1 at least"));
        }
        check_action(&at, resource, action)?;
    }
    for (index, view) in resource.views.iter().enumerate() {
        let at = format!("{place}.views[{index}]");
        verb(&at, &view.name, &mut verbs)?;
        text(&format!("{at}.title"), &view.title)?;
        text(&format!("{at}.help"), &view.help)?;
        check_params(&format!("{at}.params"), &view.params)?;
    }
    for (index, lack) in resource.lacks.iter().enumerate() {
        let at = format!("{place}.lacks[{index}]");
        verb(&at, &lack.name, &mut verbs)?;
        text(&format!("{at}.because"), &lack.because)?;
    }
    match resource.get_batch {
        Some(0) => Err(invalid(format!("{place}.get_batch"), "must be 1 at least")),
        _ => Ok(()),
    }
}

/// Parameters travel as plain text: none can be a secret, nor stand for a profile's credentials.
fn check_params(place: &str, params: &[Field]) -> Outcome {
    check_fields(place, params)?;
    let unfit = |field: &Field| matches!(field.field_type, FieldType::Secret | FieldType::Profile);
    match params.iter().position(unfit) {
        None => Ok(()),
        Some(index) => Err(invalid(
            format!("{place}[{index}].type"),
            "must be neither secret nor profile",
        )),
    }
}

fn check_action(at: &str, resource: &ResourceManifest, action: &Action) -> Outcome {
    // A list, which has none that only `show` has, may be all that is known of a resource.
    let is_column = |key: &str| {
        let mut columns = resource.columns.iter();
        columns.any(|column| column.key == key && !column.detail)
    };
    let set = action.sets.keys().map(|key| ("sets", key));
    let refused = action
        .refused_when
        .iter()
        .map(|refusal| ("refused_when", &refusal.column));
    let renewed = action.waits.iter().filter_map(|waits| waits.renews.as_ref());
    let named = set.chain(refused).chain(renewed.map(|key| ("waits.renews", key)));
    for (what, key) in named {
        if !is_column(key) {
            return Err(invalid(
                format!("{at}.{what}"),
                format!("names the column {key}, which a list does not have"),
            ));
        }
    }
    for value in action.sets.values() {
        let param = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if param.is_some_and(|param| action.params.iter().all(|field| field.key != param)) {
            return Err(invalid(
                format!("{at}.sets"),
                format!("names the parameter {value}, which does not exist"),
            ));
        }
    }
    for (index, refusal) in action.refused_when.iter().enumerate() {
        let at = format!("{at}.refused_when[{index}]");
        if !is_word(&refusal.code, '_') {
            return Err(invalid(
                format!("{at}.code"),
                "must be lower-case letters, digits and _",
            ));
        }
        text(&format!("{at}.because"), &refusal.because)?;
        if let Some(hint) = &refusal.hint {
            text(&format!("{at}.hint"), hint)?;
        }
    }
    Ok(())
}
