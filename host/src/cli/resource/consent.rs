//! Whether it is meant: who has to say so, and the question.

use std::collections::BTreeMap;

use clap::ArgMatches;
use yun_plugin_api::manifest::Risk;

use super::{Command, subjects::Chosen};
use crate::{
    acting::{self, Acting, Deed, Plan, Rehearsal, Subject},
    error::Error,
    prompt::{Asker, nobody_to_ask},
    text::{Several, message, visible},
};

/// Who says whether it is meant.
pub(super) enum Consent {
    /// Nobody has to: it is said already, or does no harm.
    Given,
    /// This person is asked.
    Asked(Asker),
    /// Somebody would have to be asked, and nobody can be.
    Missing,
}

impl Consent {
    pub(super) fn of(command: &Command, deed: &Deed, chosen: &Chosen, matches: &ArgMatches) -> Self {
        let is_grave = deed.action.risk == Risk::Destructive || matches!(chosen, Chosen::Matching(_));
        if !is_grave || deed.rehearsal != Rehearsal::None || matches.get_flag("yes") {
            return Self::Given;
        }
        command.asker().map_or(Self::Missing, Self::Asked)
    }
}

/// Asks whether it is meant, naming what it is for and where that is.
pub(super) async fn confirmed(consent: Consent, acting: &Acting, plan: &Plan) -> Result<(), Error> {
    let asker = match consent {
        Consent::Given => return Ok(()),
        Consent::Asked(asker) => asker,
        Consent::Missing => return Err(nobody_to_ask()),
    };
    let language = asker.language();
    let names: Vec<String> = plan.ready.iter().map(described).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut places = BTreeMap::<usize, usize>::new();
    for subject in &plan.ready {
        *places.entry(subject.target).or_default() += 1;
    }
    let several = places.len() > 1;
    let places = places.into_iter().map(|(target, count)| {
        let target = &acting.targets[target];
        let place = visible(&format!("{} / {}", target.session.name(), target.region));
        match several {
            true => language.say(&message!("act-place", place = place, count = count)),
            false => place,
        }
    });
    let places: Vec<String> = places.collect();
    let question = language.say(&message!(
        "prompt-act",
        action = acting.deed.action.name.as_str(),
        count = plan.ready.len(),
        title = language.pick(&acting.deed.resource.title),
        places = Several(&places),
        ids = acting::named(&names, language)
    ));
    let asked = tokio::task::spawn_blocking(move || asker.sure(&question));
    asked
        .await
        .unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))
}

fn described(subject: &Subject) -> String {
    match subject.name().as_str() {
        "" => subject.id.clone(),
        name => format!("{} ({name})", subject.id),
    }
}
