//! Views of the resource that is looked at: chosen from the manifest, followed where they grow, and read.

use std::collections::BTreeMap;

use yun_plugin_api::{
    Cell,
    manifest::{Column, ColumnKind, Field, FieldType, ResourceManifest, View},
};

use super::{detail, form, home};
use crate::{
    error::Error,
    params,
    text::message,
    ui::{
        command::Command,
        effect::{Effect, Look},
        event::{Generation, News},
        state::{
            About, Asked, Choice, Detail, Dialog, Entry, Filled, Part, Purpose, State, Title, Value, Viewed,
            plain_choices,
        },
        view,
    },
};

/// Has a view of the resource chosen; where there is one alone, that one is shown. From a list it leads back there.
pub(super) fn menu(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(resource) = state.pointed_type().cloned() else {
        return;
    };
    let entries = resource.views.iter().enumerate().map(|(at, view)| Entry {
        value: Value::View(at),
        title: Title::Declared(view.title.clone()),
        note: state.language.pick(&view.help).to_owned(),
    });
    let entries: Vec<Entry> = entries.collect();
    match entries.len() {
        0 => {
            let title = state.language.pick(&resource.title).to_owned();
            state.note(message!("ui-no-views", title = title));
        }
        1 => {
            open(state, effects);
            chosen(state, 0, effects);
        }
        _ => {
            open(state, effects);
            let choice = Choice::new(About::Views, Asked::Known(entries));
            state.dialogs.push(Dialog::Choice(choice));
        }
    }
}

/// Opens the resource that the cursor is on, for as long as a view of it is chosen or read.
fn open(state: &mut State, effects: &mut Vec<Effect>) {
    if state.home.detail.is_none() {
        detail::open(state, effects);
        if let Some(detail) = &mut state.home.detail {
            detail.is_for_view = true;
        }
    }
}

/// Closes what was opened for a view that is left.
pub(super) fn close(state: &mut State, effects: &mut Vec<Effect>) {
    let detail = state.home.detail.as_ref();
    let is_left = |detail: &&Detail| detail.is_for_view && detail.viewed.is_none();
    let Some(detail) = detail.filter(is_left).filter(|_| state.dialogs.is_empty()) else {
        return;
    };
    if let Asked::Waiting(asked) = detail.resource {
        effects.push(Effect::Forget(asked));
    }
    state.home.detail = None;
}

/// The type of the resource that is looked at.
fn resource(state: &State) -> Option<&ResourceManifest> {
    let kind = &state.home.detail.as_ref()?.subject.resource_type;
    let tab = state.home.tab_of(kind)?;
    Some(&tab.resource)
}

/// A view was chosen: it is shown as it is without parameters, unless one must be given, or there are several values to
/// choose from.
pub(super) fn chosen(state: &mut State, at: usize, effects: &mut Vec<Effect>) {
    let Some(view) = resource(state)
        .and_then(|resource| resource.views.get(at))
        .cloned()
    else {
        return;
    };
    let is_open = |field: &Field| field.default.is_none() && known(state, field).len() > 1;
    match params::params(&view.params, |_| None) {
        Ok(params) if !view.params.iter().any(is_open) => show(state, view, params, effects),
        _ => fill(state, view, &BTreeMap::new()),
    }
}

/// What a parameter may be, as far as the resource that is looked at tells: it may have a list that is called like it.
fn known(state: &State, field: &Field) -> Vec<String> {
    let names = format!("{}_names", field.key);
    let is_called_so = |column: &&Column| {
        column.kind == ColumnKind::List && (column.key == field.key || column.key == names)
    };
    let column = resource(state).and_then(|resource| resource.columns.iter().find(is_called_so));
    let column = column.filter(|_| field.field_type == FieldType::Text);
    match column.and_then(|column| cell(state, &column.key)) {
        Some(Cell::List(texts)) => texts,
        // As rows keep several texts.
        Some(Cell::Text(text)) => text.split(", ").map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// What the resource that is looked at has in a column; what was listed, until it is there in full.
fn cell(state: &State, key: &str) -> Option<Cell> {
    let detail = state.home.detail.as_ref()?;
    let (subject, full) = (&detail.subject, detail.resource.known());
    match full.and_then(Option::as_ref) {
        Some(resource) => resource.row.cell(key).cloned(),
        None => state
            .home
            .tab_of(&subject.resource_type)?
            .rows
            .known(&subject.place(), &subject.id, key),
    }
}

/// Has the parameters of a view filled in.
fn fill(state: &mut State, view: View, given: &BTreeMap<String, String>) {
    let language = state.language;
    let words = (
        language.pick(&view.title).to_owned(),
        language.pick(&view.help).to_owned(),
    );
    let filled = |field: &Field| {
        let mut field = field.clone();
        if field.choices.is_empty() {
            field.choices = plain_choices(known(state, &field));
        }
        let present = given.get(&field.key).map(String::as_str);
        Filled::new(field, present)
    };
    let fields = view.params.iter().map(filled).collect();
    form::open(state, words, fields, Purpose::View(view));
}

/// Shows a view with these parameters, from its beginning.
pub(super) fn show(
    state: &mut State,
    view: View,
    params: BTreeMap<String, String>,
    effects: &mut Vec<Effect>,
) {
    let follows = view.follow;
    ask(state, view, params, follows, effects);
}

fn ask(
    state: &mut State,
    view: View,
    params: BTreeMap<String, String>,
    follows: bool,
    effects: &mut Vec<Effect>,
) {
    let asked = state.ask();
    forget(state, effects);
    let Some(detail) = state.home.detail.as_mut() else {
        return;
    };
    let look = Look {
        subject: detail.subject.clone(),
        view: view.name.clone(),
        params: params.clone(),
        follow: follows,
    };
    effects.push(Effect::View(asked, Box::new(look)));
    detail.viewed = Some(Box::new(Viewed::new(view, params, follows, asked)));
}

/// Something of a view came, or it ended.
pub(super) fn take(state: &mut State, of: Generation, news: Result<News, Error>) {
    let most = state.scrollback;
    let detail = state.home.detail.as_mut();
    let viewed = detail.and_then(|detail| detail.viewed.as_mut());
    let Some(viewed) = viewed.filter(|viewed| viewed.asked == Some(of)) else {
        return;
    };
    match news {
        Ok(News::Text(text)) => return viewed.take(&text, most),
        Ok(News::Ended) => viewed.is_over = viewed.follows,
        Err(error) => viewed.failed = Some(error),
    }
    viewed.asked = None;
    viewed.follows = false;
}

/// Ends what is asked for of the view that is shown, and takes the view away.
pub(super) fn forget(state: &mut State, effects: &mut Vec<Effect>) {
    let detail = state.home.detail.as_mut();
    if let Some(viewed) = detail.and_then(|detail| detail.viewed.take()) {
        effects.extend(viewed.asked.map(Effect::Forget));
    }
}

/// Carries out a command.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let detail = state.home.detail.as_ref();
    let Some(viewed) = detail.and_then(|detail| detail.viewed.as_ref()) else {
        return;
    };
    match command {
        Command::Back => forget(state, effects),
        Command::Follow => follow(state, effects),
        Command::Refresh => {
            // Who has ended the following wants to read in peace.
            let (view, params, follows) = (viewed.view.clone(), viewed.params.clone(), viewed.follows);
            ask(state, view, params, follows, effects);
        }
        Command::Parameters => {
            let (view, params) = (viewed.view.clone(), viewed.params.clone());
            match view.params.is_empty() {
                true => state.note(message!("ui-no-parameters")),
                false => fill(state, view, &params),
            }
        }
        Command::CopyId => home::copy_shown(state, home::Part::Id, effects),
        command => scroll(state, command),
    }
}

/// Follows the view, or does so no more.
fn follow(state: &mut State, effects: &mut Vec<Effect>) {
    let detail = state.home.detail.as_mut();
    let Some(viewed) = detail.and_then(|detail| detail.viewed.as_mut()) else {
        return;
    };
    if viewed.follows {
        viewed.follows = false;
        return effects.extend(viewed.asked.take().map(Effect::Forget));
    }
    if !viewed.view.follow {
        return state.note(message!("ui-never-grows"));
    }
    let (view, params) = (viewed.view.clone(), viewed.params.clone());
    show(state, view, params, effects);
}

/// Reads on, or back; at its end the view stays there whatever comes.
fn scroll(state: &mut State, command: Command) {
    let page = view::table_rows(state).saturating_sub(2).max(1);
    let last = view::first_of_end(state);
    let detail = state.home.detail.as_mut();
    let Some(viewed) = detail.and_then(|detail| detail.viewed.as_mut()) else {
        return;
    };
    let first = match viewed.part {
        Part::End => last,
        Part::From(first) => first.min(last),
    };
    let Some(first) = command.moves(first, last, page) else {
        return;
    };
    let is_reading_on = matches!(command, Command::Down | Command::PageDown | Command::Last);
    viewed.part = match first >= last && is_reading_on {
        true => Part::End,
        false => Part::From(first),
    };
}
