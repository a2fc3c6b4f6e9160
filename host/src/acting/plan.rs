//! What is to be done to what was found.

use super::{
    Deed, Done, Finished, Subject,
    judge::{Standing, standing},
};
use crate::{
    error::{Error, ErrorKind},
    text::message,
};

/// What is to be done to what was found.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// What is over before it began: refused, unchanged, or found nowhere.
    pub(crate) finished: Vec<Finished>,
    /// What is waited for, and not acted on.
    pub(crate) on_the_way: Vec<Subject>,
    /// What is acted on.
    pub(crate) ready: Vec<Subject>,
}

impl Plan {
    /// Holds what was found against the action.
    pub(crate) fn of(deed: &Deed, subjects: Vec<Subject>) -> Self {
        let mut plan = Self::default();
        for subject in subjects {
            match standing(&deed.action, &deed.params, &subject.row) {
                Standing::Refused(refusal) => {
                    let error = Error::new(
                        ErrorKind::Failed,
                        refusal.code.clone(),
                        message!("error-action-refused", action = deed.action.name.as_str()),
                    )
                    .reason_of_manifest(refusal.because.clone())
                    .maybe_hint_of_manifest(refusal.hint.clone());
                    plan.finished.push(Finished::of(&subject, Err(error)));
                }
                Standing::There => plan.finished.push(Finished::of(&subject, Ok(Done::Unchanged))),
                Standing::OnTheWay => plan.on_the_way.push(subject),
                Standing::Ready => plan.ready.push(subject),
            }
        }
        plan
    }
}
