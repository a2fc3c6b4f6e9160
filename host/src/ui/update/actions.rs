//! Actions on resources: chosen from the manifest, filled in, and confirmed by name.

use std::collections::{BTreeMap, BTreeSet};

use yun_plugin_api::{
    Row,
    manifest::{Action, ResourceManifest},
};

use super::{deeds::results, detail, form};
use crate::{
    acting::{Outlook, Rehearsal, outlook},
    error::Error,
    text::{Language, Several, message},
    ui::{
        command::Command,
        effect::{Effect, Order, Subject},
        event::{Generation, Planned},
        state::{
            About, Answer, Asked, Choice, Confirm, Deed, Dialog, Entry, Fate, Filled, Input, Purpose, State,
            Tab, Targets, Title, Value, beside, keep, key, reached,
        },
        view,
    },
};

/// A resource that an action would be for.
struct Picked {
    subject: Subject,
    name: String,
    /// It as it was listed; none where nothing is known of it.
    row: Option<Row>,
}

/// Has one of the type's actions chosen.
pub(super) fn menu(state: &mut State) {
    let Some((resource, picked)) = picked(state) else {
        return state.note(message!("ui-nothing-to-act-on"));
    };
    if resource.actions.is_empty() {
        let title = state.language.pick(&resource.title).to_owned();
        return state.note(message!("ui-no-actions", title = title));
    }
    let language = state.language;
    let actions = resource.actions.iter().enumerate();
    let entries = actions.map(|(at, action)| {
        let (applies, note) = standing(action, &picked, language);
        Entry {
            value: Value::Action { at, applies },
            title: Title::Declared(action.title.clone()),
            note,
        }
    });
    let entries = Asked::Known(entries.collect());
    let choice = Choice {
        of: target(resource, &picked, language),
        targets: targets(picked),
        ..Choice::new(About::Actions, entries)
    };
    state.dialogs.push(Dialog::Choice(choice));
}

/// What an action would be for, in a few words.
fn target(resource: &ResourceManifest, picked: &[Picked], language: Language) -> String {
    match picked {
        [one] if one.name.is_empty() => one.subject.id.clone(),
        [one] => one.name.clone(),
        several => {
            let title = language.pick(&resource.title).to_owned();
            language.say(&message!("ui-several", count = several.len(), title = title))
        }
    }
}

/// What is remembered of it while an action is chosen.
fn targets(picked: Vec<Picked>) -> Targets {
    let name = |picked: &Picked| (picked.subject.id.clone(), picked.name.clone());
    Targets {
        names: picked.iter().map(name).collect(),
        subjects: picked.into_iter().map(|picked| picked.subject).collect(),
    }
}

/// What an action would be for: the resource in full, or the rows that are marked, or else the one that the cursor is on.
fn picked(state: &State) -> Option<(&ResourceManifest, Vec<Picked>)> {
    if let Some(detail) = &state.home.detail {
        let tab = state.home.tab_of(&detail.subject.resource_type)?;
        let row = detail.resource.known().and_then(Option::as_ref);
        let row = row.map(|resource| resource.row.clone());
        let name = row.as_ref().map(|row| text_of(row, "name")).unwrap_or_default();
        let picked = Picked {
            subject: detail.subject.clone(),
            name,
            row,
        };
        return Some((&tab.resource, vec![picked]));
    }
    let tab = state.home.tab()?;
    let marked: Vec<u32> = tab.rows.marked().collect();
    let rows = match marked.is_empty() {
        true => tab.row().into_iter().collect(),
        false => marked,
    };
    // What is found may be of several types: those of the first one's are meant.
    let kind = tab.type_of(*rows.first()?);
    let resource = &state.home.tab_of(&kind)?.resource;
    let rows = rows.into_iter().filter(|row| tab.type_of(*row) == kind);
    let picked = rows.map(|row| of_row(tab, resource, row)).collect();
    Some((resource, picked))
}

fn of_row(tab: &Tab, resource: &ResourceManifest, number: u32) -> Picked {
    let place = tab.rows.place(number);
    let columns = tab.rows.columns().iter().enumerate();
    let columns: BTreeMap<String, usize> = columns.map(|(at, column)| (column.key.clone(), at)).collect();
    let wanted = resource.actions.iter().flat_map(|action| {
        let refused = action.refused_when.iter().map(|refusal| refusal.column.as_str());
        refused.chain(action.sets.keys().map(String::as_str))
    });
    let wanted: BTreeSet<&str> = ["name", "status"].into_iter().chain(wanted).collect();
    let cells = wanted.into_iter().filter_map(|key| {
        let cell = tab.rows.cell(number, *columns.get(key)?);
        Some((key.to_owned(), serde_json::to_value(cell).ok()?))
    });
    let cells: serde_json::Map<String, serde_json::Value> = cells.collect();
    let row: Row = serde_json::from_value(cells.into()).unwrap_or_default();
    Picked {
        subject: Subject {
            resource_type: resource.resource_type.clone(),
            profile: place.profile.clone(),
            region: place.region.clone(),
            id: tab.rows.id(number).to_owned(),
        },
        name: text_of(&row, "name"),
        row: Some(row),
    }
}

fn text_of(row: &Row, key: &str) -> String {
    match row.cell(key) {
        Some(yun_plugin_api::Cell::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

/// Whether an action applies to something that it would be for, and what is said of that: what it does, or why it does
/// not apply to some. What counts is what would be sent, as in the question that follows.
fn standing(action: &Action, picked: &[Picked], language: Language) -> (bool, String) {
    let looks: Vec<(Outlook<'_>, String)> = picked
        .iter()
        .map(|picked| match &picked.row {
            Some(row) => (outlook(action, row), text_of(row, "status")),
            None => (Outlook::Ready, String::new()),
        })
        .collect();
    let applies = looks.iter().any(|(look, _)| *look == Outlook::Ready);
    if looks.iter().all(|(look, _)| *look == Outlook::Ready) {
        return (applies, language.pick(&action.help).to_owned());
    }
    let said = match &looks[..] {
        [(look, status)] => vec![why_not(action, look, status, language)],
        several => tally(action, several, language),
    };
    let between = match language {
        Language::English => "; ",
        Language::Chinese => "；",
    };
    (applies, said.join(between))
}

/// Why an action does not apply to a resource as it was listed.
fn why_not(action: &Action, look: &Outlook<'_>, status: &str, language: Language) -> String {
    let said = match look {
        Outlook::Ready => return language.pick(&action.help).to_owned(),
        Outlook::Refused(refusal) => return language.pick(&refusal.because).to_owned(),
        Outlook::There => match reached(action, status) {
            "" => message!("ui-action-there"),
            status => message!("ui-already", status = status),
        },
        Outlook::OnTheWay => message!("ui-action-on-the-way"),
        Outlook::Elsewhere => message!(
            "ui-action-elsewhere",
            states = Several(&action.applies_when),
            status = status
        ),
    };
    language.say(&said)
}

/// For how many of several an action is, and how many others there are of each sort.
fn tally(action: &Action, looks: &[(Outlook<'_>, String)], language: Language) -> Vec<String> {
    let count = |is: fn(&Outlook<'_>) -> bool| looks.iter().filter(|(look, _)| is(look)).count();
    let elsewhere = count(|look| *look == Outlook::Elsewhere);
    let fit = elsewhere + count(|look| *look == Outlook::Ready);
    let mut said = vec![message!("ui-action-for", fit = fit, all = looks.len())];
    if elsewhere > 0 {
        let states = Several(&action.applies_when);
        said.push(message!("ui-count-elsewhere", count = elsewhere, states = states));
    }
    let on_the_way = count(|look| *look == Outlook::OnTheWay);
    let there = looks.iter().filter(|(look, _)| *look == Outlook::There);
    said.extend(beside(
        on_the_way,
        there.map(|(_, status)| reached(action, status)),
    ));
    let mut said: Vec<String> = said.iter().map(|said| language.say(said)).collect();
    let refused = looks.iter().filter_map(|(look, _)| match look {
        Outlook::Refused(refusal) => Some(language.pick(&refusal.because)),
        _ => None,
    });
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    refused.for_each(|reason| *reasons.entry(reason).or_default() += 1);
    said.extend(
        reasons.into_iter().map(|(reason, count)| {
            language.say(&message!("ui-count-refused", count = count, reason = reason))
        }),
    );
    said
}

/// An action was chosen: its fields are filled in where it has some, and then it is asked whether it is meant. What
/// does not seem to apply is asked about as well: resources are as they are now, not as they were listed.
pub(super) fn chosen(state: &mut State, at: usize, choice: Choice, effects: &mut Vec<Effect>) {
    // Rows may have come and gone since: it is for what it was chosen for.
    let (target, targets) = (choice.of, choice.targets);
    let kind = targets.subjects.first().map(|subject| &subject.resource_type);
    let Some(resource) = kind
        .and_then(|kind| state.home.tab_of(kind))
        .map(|tab| &tab.resource)
    else {
        return;
    };
    let Some(action) = resource.actions.get(at) else {
        return;
    };
    let language = state.language;
    let order = Order {
        resource_type: resource.resource_type.clone(),
        action: action.clone(),
        params: BTreeMap::new(),
        names: targets.names,
        subjects: targets.subjects,
    };
    if order.action.params.is_empty() {
        return confirm(state, order, effects);
    }
    let action = language.pick(&order.action.title).to_owned();
    let title = language.say(&message!("ui-action-of", action = action, target = target));
    let help = language.pick(&order.action.help).to_owned();
    let params = order.action.params.iter();
    let fields = params.map(|field| Filled::new(field.clone(), None)).collect();
    form::open(state, (title, help), fields, Purpose::Action(Box::new(order)));
}

/// Asks whether an action is meant, once it is known what it comes to.
pub(super) fn confirm(state: &mut State, order: Order, effects: &mut Vec<Effect>) {
    let asked = state.ask();
    effects.push(Effect::Plan(asked, Box::new(order.clone())));
    state
        .dialogs
        .push(Dialog::Confirm(Box::new(Confirm::new(order, asked))));
}

/// What an action comes to is known, or cannot be.
pub(super) fn planned(
    state: &mut State,
    of: Generation,
    planned: Result<Planned, Error>,
    effects: &mut Vec<Effect>,
) {
    let mut dialogs = state.dialogs.iter_mut();
    let confirm = dialogs.find_map(|dialog| match dialog {
        Dialog::Confirm(confirm) if confirm.planned.waits_for(of) => Some(confirm),
        _ => None,
    });
    match confirm {
        Some(confirm) => {
            confirm.planned = match planned {
                Ok(planned) => Asked::Known(planned),
                Err(error) => Asked::Failed(error),
            };
        }
        None => effects.push(Effect::Forget(of)),
    }
}

/// Carries out a command in the confirmation on top.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let page = view::table_rows(state).max(1);
    let Some(Dialog::Confirm(confirm)) = state.dialogs.last_mut() else {
        return;
    };
    if let Some(typed) = &confirm.typed {
        match command {
            Command::Back => {
                confirm.typed = None;
                confirm.is_wrong = false;
            }
            Command::Open if confirm.is_word(typed.text().trim()) => begin(state, effects),
            Command::Open => confirm.is_wrong = true,
            command => detail::scroll(&mut confirm.above, command, page),
        }
        return;
    }
    match command {
        Command::Back => close(state, effects),
        Command::Open => match confirm.answer {
            Answer::Yes if confirm.word(state.language).is_some() => confirm.typed = Some(Input::default()),
            Answer::Yes => begin(state, effects),
            Answer::Try => rehearse(state, effects),
            Answer::No => close(state, effects),
        },
        Command::Up | Command::Down | Command::First | Command::Last => choose(confirm, command),
        command => detail::scroll(&mut confirm.above, command, page),
    }
}

fn choose(confirm: &mut Confirm, command: Command) {
    let answers = confirm.answers();
    let last = answers.len() - 1;
    let at = answers.iter().position(|answer| *answer == confirm.answer);
    let at = at.unwrap_or(last);
    let at = match command {
        Command::Up => at.saturating_sub(1),
        Command::First => 0,
        Command::Down => (at + 1).min(last),
        _ => last,
    };
    confirm.answer = answers[at];
}

/// The answers have letters of their own; they are given by Enter.
pub(super) fn chosen_by_letter(confirm: &mut Confirm, letter: char) {
    let answer = match letter {
        'y' => Answer::Yes,
        't' => Answer::Try,
        'n' => Answer::No,
        _ => return,
    };
    if confirm.answers().contains(&answer) {
        confirm.answer = answer;
    }
}

/// Leaves the confirmation: what was planned is given up.
fn close(state: &mut State, effects: &mut Vec<Effect>) {
    if let Some(Dialog::Confirm(confirm)) = state.dialogs.pop() {
        effects.push(Effect::Forget(confirm.of));
    }
}

/// Begins what was confirmed.
fn begin(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(Dialog::Confirm(confirm)) = state.dialogs.pop() else {
        return;
    };
    let Asked::Known(planned) = confirm.planned else {
        return;
    };
    state.dialogs.retain(|dialog| !matches!(dialog, Dialog::Form(_)));
    let mut deed = Deed::new(confirm.of, &confirm.order, Rehearsal::None);
    for (subject, finished) in planned.over {
        // What is nowhere was not refused.
        let is_there = finished.target.is_some();
        if let (Some(piece), Err(error), true) =
            (deed.each.get_mut(&key(&subject)), finished.outcome, is_there)
        {
            piece.fate = Fate::Refused(error);
        }
    }
    effects.push(Effect::Act(confirm.of));
    if state.home.detail.is_none()
        && let Some(tab) = state.home.tab_mut()
    {
        tab.rows.unmark_all();
    }
    keep(&mut state.deeds, deed);
    results(state);
}

/// Tries what is asked about; the question stays.
fn rehearse(state: &mut State, effects: &mut Vec<Effect>) {
    let asked = state.ask();
    let Some(Dialog::Confirm(confirm)) = state.dialogs.last() else {
        return;
    };
    let order = confirm.order.clone();
    let deed = Deed::new(asked, &order, Rehearsal::of(&order.action));
    effects.push(Effect::Rehearse(asked, Box::new(order)));
    keep(&mut state.deeds, deed);
    results(state);
}
