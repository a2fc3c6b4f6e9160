//! Whether an action is meant, or only tried.

use yun_plugin_api::{
    ApiCall,
    manifest::{Action, DryRun},
};

use crate::text::visible;

/// Whether it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rehearsal {
    /// It is.
    None,
    /// The API is asked whether it would do it.
    Native,
    /// What would be sent is taken down, and not sent.
    TakenDown,
}

impl Rehearsal {
    /// How the action is tried without changing anything.
    pub(crate) fn of(action: &Action) -> Self {
        match action.dry_run {
            DryRun::Native => Self::Native,
            DryRun::None => Self::TakenDown,
        }
    }
}

/// A call as a person reads it. The token that makes it harmless to repeat is another one each time.
pub(crate) fn in_words(call: &ApiCall) -> String {
    let mut text = format!("{}/{}", call.product, call.action);
    for (key, value) in &call.params {
        if key != "ClientToken" {
            text.push_str(&format!(" {key}={}", visible(value)));
        }
    }
    text
}
