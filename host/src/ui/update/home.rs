//! Commands on the page of resources.

use yun_plugin_api::{
    Cell,
    manifest::{ColumnKind, ResourceManifest},
};

use super::{choices, detail, search, viewing};
use crate::{
    text::message,
    ui::{
        command::Command,
        effect::{Effect, Subject, Wish},
        layout::{Choosing, Layout},
        rows::{Direction, Sort},
        state::{About, Asked, Choice, Dialog, Input, List, Purpose, Scope, State, Tab},
        view,
    },
};

/// Carries out a command.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    if moved(state, command) {
        return;
    }
    match command {
        Command::Back => leave(state, effects),
        Command::Search => search::ask(state),
        Command::Open if state.home.filtering.is_some() => state.home.filtering = None,
        Command::Open => detail::open(state, effects),
        Command::NextTab => turn(state, |at, tabs| (at + 1) % tabs, effects),
        Command::PreviousTab => turn(state, |at, tabs| (at + tabs - 1) % tabs, effects),
        Command::Filter => {
            let typed = state.home.tab().map(|tab| Input::of(tab.rows.filter()));
            state.home.filtering = typed;
        }
        Command::SortNext => sort(state, next_sort, effects),
        Command::SortReverse => sort(state, |_, sort| reversed(sort), effects),
        Command::Columns => choices::columns(state),
        Command::Regions => choices::regions(state, effects),
        Command::ResourceGroups => choices::groups(state, effects),
        Command::Profiles => choices::profiles(state, effects),
        Command::Refresh => renew(state, effects),
        Command::AutoRefresh => toggle_refresh(state),
        Command::Mark => mark(state),
        Command::MarkAll => mark_all(state),
        Command::CopyId => copy(state, Part::Id, effects),
        Command::CopyIp => copy(state, Part::Ip, effects),
        command => {
            if let Some(at) = command.tab().filter(|at| *at < state.home.tabs.len()) {
                turn(state, |_, _| at, effects);
            }
        }
    }
}

/// Leaves what was entered last: the filter, then the marks, then what was found.
fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    let was_filtering = state.home.filtering.take().is_some();
    let Some(tab) = state.home.tab_mut() else {
        return;
    };
    if was_filtering || !tab.rows.filter().is_empty() {
        tab.rows.filter_by("");
    } else if tab.rows.marked().len() > 0 {
        tab.rows.unmark_all();
    } else {
        search::leave(state, effects);
    }
}

/// Moves the cursor, if the command does.
fn moved(state: &mut State, command: Command) -> bool {
    let page = view::table_rows(state).max(1);
    let Some(tab) = state.home.tab_mut() else {
        return false;
    };
    let last = tab.rows.view().len().saturating_sub(1);
    let to = command.moves(tab.rows.cursor().unwrap_or(0), last, page);
    if to.is_some() {
        tab.rows.move_to(to);
    }
    to.is_some()
}

/// Shows another tab.
fn turn(state: &mut State, to: impl Fn(usize, usize) -> usize, effects: &mut Vec<Effect>) {
    let tabs = state.home.tabs.len();
    if tabs > 0 {
        search::leave(state, effects);
        state.home.filtering = None;
        state.home.current = to(state.home.current, tabs);
    }
}

/// Filters by what is typed.
pub(super) fn filter(state: &mut State) {
    let Some(typed) = state.home.filtering.as_ref().map(|typed| typed.text().to_owned()) else {
        return;
    };
    if let Some(tab) = state.home.tab_mut() {
        tab.rows.filter_by(&typed);
    }
}

/// Sorts by one of the columns that are on the screen, and says by which.
fn sort(state: &mut State, sorted: impl Fn(&[usize], Sort) -> Sort, effects: &mut Vec<Effect>) {
    let columns = view::columns_on_screen(state);
    let Some(tab) = state.home.tab_mut() else {
        return;
    };
    let sort = sorted(&columns, tab.rows.sort());
    tab.rows.sort_by(sort);
    let said = match (sort.column, state.home.tab()) {
        (Some(column), Some(tab)) => {
            let title = view::column_title(tab, column, state.language);
            let arrow = state.look.arrow(sort.direction == Direction::Descending);
            message!("ui-sorted", title = title, arrow = arrow)
        }
        _ => message!("ui-sorted-usual"),
    };
    state.note(said);
    keep_layout(state, |tab, _| Choosing::Sort(tab.chosen_sort()), effects);
}

/// Keeps what somebody has just chosen of the list that is shown; of what is found nothing is kept.
pub(super) fn keep_layout(
    state: &mut State,
    chosen: impl FnOnce(&Tab, &Layout) -> Choosing,
    effects: &mut Vec<Effect>,
) {
    let home = &mut state.home;
    let Some(tab) = home.tabs.get(home.current).filter(|_| home.search.is_none()) else {
        return;
    };
    let resource_type = tab.resource.resource_type.clone();
    let layout = home.layouts.entry(resource_type.clone()).or_default();
    let chosen = chosen(tab, layout);
    layout.choose(chosen.clone());
    effects.push(Effect::KeepLayout(resource_type, chosen));
}

/// By the next column that is shown, and after the last one as lists are sorted.
fn next_sort(columns: &[usize], sort: Sort) -> Sort {
    let column = match sort.column {
        None => columns.first(),
        Some(by) => columns.iter().find(|column| **column > by),
    };
    Sort {
        column: column.copied(),
        direction: Direction::Ascending,
    }
}

fn reversed(sort: Sort) -> Sort {
    let direction = match sort.direction {
        Direction::Ascending => Direction::Descending,
        Direction::Descending => Direction::Ascending,
    };
    Sort { direction, ..sort }
}

/// Lists what is shown, as rows come.
pub(super) fn list(state: &mut State, effects: &mut Vec<Effect>) {
    let asked = state.ask();
    let Scope {
        profiles,
        regions,
        group,
    } = state.scope.clone();
    let Some(tab) = state.home.tab_mut() else {
        return;
    };
    if let Some(before) = tab.list.asked {
        effects.push(Effect::Forget(before));
    }
    tab.list = List {
        asked: Some(asked),
        failures: std::mem::take(&mut tab.list.failures),
        remarks: std::mem::take(&mut tab.list.remarks),
        ..List::default()
    };
    if let Some(search) = &state.home.search {
        effects.push(search::effect(state, search, asked));
        return;
    }
    let Some(tab) = state.home.tab() else {
        return;
    };
    let wish = Wish {
        resource_type: tab.resource.resource_type.clone(),
        profiles,
        regions,
        group,
    };
    effects.push(Effect::List(asked, Box::new(wish)));
}

/// Lists anew what is shown, with profiles and credentials as they are by now.
fn renew(state: &mut State, effects: &mut Vec<Effect>) {
    effects.push(Effect::Renew);
    if state.profiles.known().is_some() {
        reread(state, effects);
    }
    refresh(state, effects);
}

/// Reads the profiles anew; until then those hold that are known.
pub(super) fn reread(state: &mut State, effects: &mut Vec<Effect>) {
    if state.profiles.known().is_none() {
        return effects.extend(super::begin(state));
    }
    let asked = state.ask();
    effects.extend(state.rereading.replace(asked).map(Effect::Forget));
    effects.push(Effect::Profiles(asked));
}

/// Lists anew what is shown; what is there stays until all has come.
pub(super) fn refresh(state: &mut State, effects: &mut Vec<Effect>) {
    if state.scope.profiles.is_empty() {
        // Nobody to ask: perhaps there is by now.
        effects.extend(super::begin(state));
        return;
    }
    if let Some(tab) = state.home.tab_mut() {
        tab.newer = (!tab.rows.is_empty()).then(|| tab.rows.afresh());
        list(state, effects);
    }
}

fn toggle_refresh(state: &mut State) {
    state.refresh.automatic = !state.refresh.automatic;
    let seconds = state.refresh.interval.as_secs();
    state.note(match state.refresh.automatic {
        true => message!("ui-refreshes", seconds = seconds),
        false => message!("ui-refreshes-no-more"),
    });
}

/// Whoever's resources were shown, others are from now on.
pub(super) fn rescope(state: &mut State, scope: Scope, effects: &mut Vec<Effect>) {
    if state.scope == scope {
        return;
    }
    state.scope = scope;
    forget(state, effects);
}

/// Forgets all that was listed: it may be another account's by now.
pub(super) fn forget(state: &mut State, effects: &mut Vec<Effect>) {
    close_dialogs(state, effects);
    viewing::forget(state, effects);
    search::leave(state, effects);
    if let Some(Asked::Waiting(asked)) = state.home.detail.take().map(|detail| detail.resource) {
        effects.push(Effect::Forget(asked));
    }
    state.home.filtering = None;
    for tab in &mut state.home.tabs {
        effects.extend(tab.list.asked.map(Effect::Forget));
        tab.forget();
    }
}

/// Closes what was asked about whatever was shown. A plugin's question stays: somebody waits for its answer.
fn close_dialogs(state: &mut State, effects: &mut Vec<Effect>) {
    let was_on_top = state.dialogs.last().is_some_and(is_of_scope);
    for dialog in std::mem::take(&mut state.dialogs) {
        match dialog {
            dialog if !is_of_scope(&dialog) => state.dialogs.push(dialog),
            Dialog::Confirm(confirm) => effects.push(Effect::Forget(confirm.of)),
            Dialog::Choice(Choice {
                entries: Asked::Waiting(asked),
                ..
            }) => effects.push(Effect::Forget(asked)),
            _ => {}
        }
    }
    if was_on_top {
        state.hold();
    }
}

/// Whether a dialog is about the resources that are shown, or what they are shown of.
fn is_of_scope(dialog: &Dialog) -> bool {
    match dialog {
        Dialog::Choice(choice) => matches!(
            choice.about,
            About::Regions | About::ResourceGroup | About::Columns | About::Actions | About::Views
        ),
        Dialog::Form(form) => matches!(form.purpose, Purpose::Action(_) | Purpose::View(_)),
        Dialog::Confirm(_) => true,
        Dialog::Text(_) | Dialog::Question(_) | Dialog::Sure(_) => false,
    }
}

/// Other resource types are there from now on. What was listed of those that were there before stays.
pub(super) fn retype(state: &mut State, resources: Vec<ResourceManifest>, effects: &mut Vec<Effect>) {
    let language = state.language;
    // What was found may be of a type that is none any more.
    search::leave(state, effects);
    let home = &mut state.home;
    let shown = home.tab().map(|tab| tab.resource.resource_type.clone());
    let mut before = std::mem::take(&mut home.tabs);
    let tab = |resource: ResourceManifest| {
        let same = before.iter().position(|tab| tab.resource == resource);
        if let Some(at) = same {
            return before.swap_remove(at);
        }
        let layout = home.layouts.get(&resource.resource_type);
        let mut tab = Tab::new(resource, language);
        if let Some(layout) = layout {
            tab.lay_out(layout);
        }
        tab
    };
    home.tabs = resources.into_iter().map(tab).collect();
    effects.extend(before.iter().filter_map(|tab| tab.list.asked.map(Effect::Forget)));
    let place = |name: &String| {
        home.tabs
            .iter()
            .position(|tab| tab.resource.resource_type == *name)
    };
    let last = home.tabs.len().saturating_sub(1);
    let at = shown.as_ref().and_then(place);
    let is_there = home
        .detail
        .as_ref()
        .and_then(|detail| place(&detail.subject.resource_type))
        .is_some();
    home.current = at.unwrap_or(home.current).min(last);
    home.filtering = None;
    if !is_there {
        viewing::forget(state, effects);
        state.home.detail = None;
    }
}

fn mark(state: &mut State) {
    let Some(tab) = state.home.tab_mut() else {
        return;
    };
    if let Some(row) = tab.row() {
        let marked = tab.rows.is_marked(row);
        tab.rows.mark(row, !marked);
        moved(state, Command::Down);
    }
}

/// Marks all that are shown; if all of those are, takes their marks away. What the filter hides stays as it is.
fn mark_all(state: &mut State) {
    let Some(tab) = state.home.tab_mut() else {
        return;
    };
    let shown: Vec<u32> = tab.rows.view().to_vec();
    let are_marked = shown.iter().all(|row| tab.rows.is_marked(*row));
    shown.into_iter().for_each(|row| tab.rows.mark(row, !are_marked));
}

/// What is copied of a resource.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Its id.
    Id,
    /// The first of its addresses.
    Ip,
}

/// Copies a part of each marked row, or of the one that the cursor is on; one a line.
pub(super) fn copy(state: &mut State, part: Part, effects: &mut Vec<Effect>) {
    let texts = state.home.tab().map(|tab| copied(tab, part)).unwrap_or_default();
    match texts.is_empty() {
        true => state.note(message!("ui-nothing-to-copy")),
        false => effects.push(Effect::Copy(texts.join("\n"))),
    }
}

fn copied(tab: &Tab, part: Part) -> Vec<String> {
    let marked: Vec<u32> = tab
        .rows
        .view()
        .iter()
        .copied()
        .filter(|row| tab.rows.is_marked(*row))
        .collect();
    let rows = if marked.is_empty() {
        tab.row().into_iter().collect()
    } else {
        marked
    };
    let text = |row: u32| match part {
        Part::Id => Some(tab.rows.id(row).to_owned()),
        Part::Ip => ip(tab, row),
    };
    rows.into_iter()
        .filter_map(text)
        .filter(|text| !text.is_empty())
        .collect()
}

/// The first address of a row, in the order of the columns.
fn ip(tab: &Tab, row: u32) -> Option<String> {
    let columns = tab.rows.columns().iter().enumerate();
    let of_ips = columns.filter(|(_, column)| column.kind == ColumnKind::Ip);
    let mut texts = of_ips.map(|(at, _)| tab.rows.text(row, at));
    let text = texts.find(|text| !text.is_empty())?;
    let first = text.split([',', ' ']).next()?;
    Some(first.to_owned())
}

/// The resource that the cursor is on.
pub(super) fn subject(tab: &Tab) -> Option<Subject> {
    let row = tab.row()?;
    let place = tab.rows.place(row);
    Some(Subject {
        resource_type: tab.type_of(row),
        profile: place.profile.clone(),
        region: place.region.clone(),
        id: tab.rows.id(row).to_owned(),
    })
}

/// Copies a part of the resource that is shown in full, whatever became of its row since.
pub(super) fn copy_shown(state: &mut State, part: Part, effects: &mut Vec<Effect>) {
    let Some(detail) = &state.home.detail else {
        return;
    };
    let text = match part {
        Part::Id => Some(detail.subject.id.clone()),
        Part::Ip => detail
            .resource
            .known()
            .and_then(Option::as_ref)
            .and_then(|resource| {
                let tab = state.home.tab_of(&detail.subject.resource_type)?;
                let columns = tab.resource.columns.iter();
                let mut of_ips = columns.filter(|column| column.kind == ColumnKind::Ip);
                of_ips.find_map(|column| first_ip(resource.row.cell(&column.key)?))
            }),
    };
    match text {
        Some(text) => effects.push(Effect::Copy(text)),
        None => state.note(message!("ui-nothing-to-copy")),
    }
}

fn first_ip(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::List(texts) => texts.first().cloned(),
        _ => None,
    }
}
