//! Choices: of a profile, of regions, of a resource group, of columns.

use yun_plugin_api::manifest::CredentialManifest;

use super::{accounts, actions, home, viewing};
use crate::{
    account::{Region, ResourceGroup},
    error::Error,
    listing::Regions,
    profile::{foreign::Source, standing::Standing},
    text::message,
    ui::{
        account::{Offer, Offered},
        command::Command,
        effect::Effect,
        event::Generation,
        layout::{Choosing, Layout},
        state::{
            About, AccountForm, Asked, Choice, Dialog, Entry, GROUP, Group, PROFILE, REGION, Scope, State,
            Tab, Title, Value,
        },
        view,
    },
};

/// Has profiles chosen; where there is none, shows the page on which one is added.
pub(super) fn profiles(state: &mut State, effects: &mut Vec<Effect>) {
    let language = state.language;
    let known = match &state.profiles {
        Asked::Known(known) if !known.is_empty() => known,
        Asked::Waiting(_) => return home::refresh(state, effects),
        Asked::Known(_) | Asked::Failed(_) => return accounts::enter(state, effects),
    };
    let entries = known.iter().map(|profile| {
        let title = profile.title.as_ref().map(|title| language.pick(title));
        let parts = [title.or(profile.mode.as_deref()), profile.region.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        entry(profile.name.clone(), state.language.list(&parts))
    });
    let mut choice = Choice::new(About::Profile, Asked::Known(entries.collect()));
    let places = known.iter().enumerate();
    let shown = places.filter(|(_, profile)| state.scope.profiles.contains(&profile.name));
    choice.marked = shown.map(|(at, _)| at).collect();
    choice.cursor = choice.marked.first().copied().unwrap_or(0);
    state.dialogs.push(Dialog::Choice(choice));
}

/// Has profiles of others chosen that are to be copied.
pub(super) fn importable(state: &mut State) {
    let language = state.language;
    let accounts = state.accounts.accounts.known().map_or(&[][..], Vec::as_slice);
    let foreign = accounts.iter().filter(|account| account.source != Source::Yun);
    let entries = foreign.map(|account| {
        let title = account.title.as_ref().map(|title| language.pick(title));
        let standing = language.say(&account.standing.title());
        let parts = [
            title.or(account.mode.as_deref()),
            account.region.as_deref(),
            Some(account.source.word()),
            Some(standing.as_str()).filter(|_| account.standing != Standing::Ok),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        entry(account.name.clone(), language.list(&parts))
    });
    let entries: Vec<Entry> = entries.collect();
    if entries.is_empty() {
        return state.note(message!("note-import-nothing"));
    }
    let choice = Choice::new(About::Import, Asked::Known(entries));
    state.dialogs.push(Dialog::Choice(choice));
}

/// Has a credential mode chosen for the profile whose form is filled in.
pub(super) fn modes(state: &mut State) {
    let language = state.language;
    let Some(form) = &state.accounts.form else {
        return;
    };
    let entries = form.modes.iter().map(|mode| {
        let help = language.pick(&mode.help);
        Entry {
            value: Value::Named(mode.mode.clone()),
            title: Title::Called(mode.title.clone(), names(mode)),
            note: match mode.recommended {
                true => language.say(&message!("ui-recommended", help = help)),
                false => help.to_owned(),
            },
        }
    });
    let mut choice = Choice::new(About::Mode, Asked::Known(entries.collect()));
    choice.cursor = form.mode;
    state.dialogs.push(Dialog::Choice(choice));
}

/// What a mode is called in files and in what is written of it.
fn names(mode: &CredentialManifest) -> Vec<String> {
    let mut names = vec![mode.mode.clone()];
    names.extend(mode.aliases.iter().cloned());
    names
}

/// Has a region or a resource group chosen for the profile whose form is filled in, once they are known.
pub(super) fn offered(state: &mut State, offer: Offer, asked: Generation) {
    let about = match offer {
        Offer::Regions => About::OwnRegion,
        Offer::Groups => About::OwnGroup,
    };
    let choice = Choice::new(about, Asked::Waiting(asked));
    state.dialogs.push(Dialog::Choice(choice));
}

/// They came, or cannot be had.
pub(super) fn take_offered(state: &mut State, of: Generation, offered: Result<Offered, Error>) {
    let read = state.accounts.form.as_ref().and_then(AccountForm::read);
    let (region, group) = read
        .map(|read| (read.region, read.resource_group))
        .unwrap_or_default();
    let (entries, present) = match offered {
        Ok(Offered::Regions(mut regions)) => {
            regions.sort_by(|one, other| one.id.cmp(&other.id));
            let regions = regions.into_iter().map(|region| entry(region.id, region.name));
            (Ok(regions.collect()), Value::Named(region))
        }
        Ok(Offered::Groups(groups)) => {
            let none = Entry {
                value: Value::All,
                title: Title::Message(message!("prompt-no-group")),
                note: String::new(),
            };
            let groups = std::iter::once(none).chain(groups.into_iter().map(of_group));
            (Ok(groups.collect()), group.map_or(Value::All, Value::Named))
        }
        Err(error) => (Err(error), Value::All),
    };
    take(state, of, entries, &[present]);
}

/// Fills what was chosen into the form.
fn fill(state: &mut State, about: About, values: Vec<Value>) {
    let Some(form) = &mut state.accounts.form else {
        return;
    };
    let text = named(values).into_iter().next().unwrap_or_default();
    match about {
        About::Mode => {
            if let Some(at) = form.modes.iter().position(|mode| mode.mode == text) {
                form.take_mode(at);
                form.changed();
            }
        }
        About::OwnGroup => form.fill(GROUP, &text),
        _ => form.fill(REGION, &text),
    }
}

/// Has regions chosen, once they are known.
pub(super) fn regions(state: &mut State, effects: &mut Vec<Effect>) {
    ask(state, About::Regions, Effect::Regions, effects);
}

/// Has a resource group chosen, once they are known.
pub(super) fn groups(state: &mut State, effects: &mut Vec<Effect>) {
    ask(state, About::ResourceGroup, Effect::ResourceGroups, effects);
}

fn ask(
    state: &mut State,
    about: About,
    effect: fn(Generation, Vec<String>) -> Effect,
    effects: &mut Vec<Effect>,
) {
    if state.scope.profiles.is_empty() {
        return;
    }
    let asked = state.ask();
    effects.push(effect(asked, state.scope.profiles.clone()));
    state
        .dialogs
        .push(Dialog::Choice(Choice::new(about, Asked::Waiting(asked))));
}

/// Has the columns chosen that are shown.
pub(super) fn columns(state: &mut State) {
    let language = state.language;
    let Some(tab) = state.home.tab() else {
        return;
    };
    let columns = tab.rows.columns().iter().enumerate();
    let entries = columns.map(|(at, column)| Entry {
        value: Value::Column(at),
        title: Title::Text(view::column_title(tab, at, language)),
        note: column.key.clone(),
    });
    let usual = Entry {
        value: Value::Own,
        title: Title::Message(message!("ui-columns-usual")),
        note: String::new(),
    };
    let entries = entries.chain(std::iter::once(usual));
    let mut choice = Choice::new(About::Columns, Asked::Known(entries.collect()));
    choice.marked = tab.columns(&state.scope.profiles).into_iter().collect();
    state.dialogs.push(Dialog::Choice(choice));
}

/// Has one of the commands chosen that have a key where one is.
pub(super) fn commands(state: &mut State) {
    let context = state.context();
    let keys = |command: Command| -> Vec<String> {
        state
            .keys
            .of(context, command)
            .map(|press| press.title())
            .collect()
    };
    let has_key = |command: &Command| *command != Command::Palette && !keys(*command).is_empty();
    let entries = Command::ALL.iter().copied().filter(has_key);
    let entries = entries.filter_map(|command| {
        Some(Entry {
            value: Value::Command(command),
            title: state.does(command, context)?,
            note: keys(command).join(" "),
        })
    });
    let entries = entries.collect();
    state.dialogs.push(Dialog::Choice(Choice::new(
        About::Commands,
        Asked::Known(entries),
    )));
}

fn of_group(group: ResourceGroup) -> Entry {
    let name = match group.display_name.is_empty() {
        true => group.name,
        false => group.display_name,
    };
    entry(group.id, name)
}

fn entry(value: String, note: String) -> Entry {
    Entry {
        title: Title::Text(value.clone()),
        value: Value::Named(value),
        note,
    }
}

/// The regions came, or cannot be had.
pub(super) fn take_regions(state: &mut State, of: Generation, regions: Result<Vec<Region>, Error>) {
    let own = Entry {
        value: Value::Own,
        title: Title::Message(message!("ui-regions-own")),
        note: own_of(state, |profile| profile.region.clone()),
    };
    let all = Entry {
        value: Value::All,
        title: Title::Message(message!("ui-regions-all")),
        note: String::new(),
    };
    let chosen = match &state.scope.regions {
        Regions::Default => vec![Value::Own],
        Regions::All => vec![Value::All],
        Regions::Named(named) => named.iter().cloned().map(Value::Named).collect(),
    };
    let entries = regions.map(|regions| {
        let regions = regions.into_iter().map(|region| entry(region.id, region.name));
        [own, all].into_iter().chain(regions).collect()
    });
    take(state, of, entries, &chosen);
}

/// The resource groups came, or cannot be had.
pub(super) fn take_groups(state: &mut State, of: Generation, groups: Result<Vec<ResourceGroup>, Error>) {
    let own = Entry {
        value: Value::Own,
        title: Title::Message(message!("ui-group-own")),
        note: own_of(state, |profile| profile.resource_group.clone()),
    };
    let any = Entry {
        value: Value::All,
        title: Title::Message(message!("ui-group-any")),
        note: String::new(),
    };
    let chosen = match &state.scope.group {
        Group::Own => Value::Own,
        Group::Any => Value::All,
        Group::Named(id) => Value::Named(id.clone()),
    };
    let entries = groups.map(|groups| {
        let groups = groups.into_iter().map(of_group);
        [own, any].into_iter().chain(groups).collect()
    });
    take(state, of, entries, &[chosen]);
}

/// What the profiles in use have of their own.
fn own_of(state: &State, part: impl Fn(&crate::ui::event::KnownProfile) -> Option<String>) -> String {
    let known = state.profiles.known().map_or(&[][..], Vec::as_slice);
    let used = known
        .iter()
        .filter(|profile| state.scope.profiles.contains(&profile.name));
    let mut parts: Vec<String> = used.filter_map(part).collect();
    parts.sort_unstable();
    parts.dedup();
    state.language.list(&parts)
}

fn take(state: &mut State, of: Generation, entries: Result<Vec<Entry>, Error>, chosen: &[Value]) {
    let choices = state.dialogs.iter_mut().filter_map(|dialog| match dialog {
        Dialog::Choice(choice) => Some(choice),
        _ => None,
    });
    let Some(choice) = choices.into_iter().find(|choice| choice.entries.waits_for(of)) else {
        return;
    };
    choice.entries = match entries {
        Err(error) => Asked::Failed(error),
        Ok(entries) => {
            let places = entries.iter().enumerate();
            let places: Vec<usize> = places
                .filter(|(_, entry)| chosen.contains(&entry.value))
                .map(|(at, _)| at)
                .collect();
            // The cursor is among those that are left, where somebody typed before they came.
            let first = places.first().filter(|_| !choice.is_narrowed());
            choice.cursor = first.copied().unwrap_or(0);
            choice.marked = places.into_iter().collect();
            Asked::Known(entries)
        }
    };
}

/// Carries out a command in the choice on top.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let page = view::table_rows(state).max(1);
    let Some(Dialog::Choice(choice)) = state.dialogs.last_mut() else {
        return;
    };
    let last = choice.left().len().saturating_sub(1);
    choice.cursor = command
        .moves(choice.cursor, last, page)
        .unwrap_or(choice.cursor)
        .min(last);
    match command {
        Command::Mark => {
            choice.mark();
            choice.cursor = (choice.cursor + 1).min(last);
        }
        Command::Back => drop(close(state, effects)),
        Command::Open => chosen(state, effects),
        _ => {}
    }
}

fn close(state: &mut State, effects: &mut Vec<Effect>) -> Option<Choice> {
    let Some(Dialog::Choice(choice)) = state.dialogs.pop() else {
        return None;
    };
    if let Asked::Waiting(asked) = choice.entries {
        effects.push(Effect::Forget(asked));
    }
    Some(choice)
}

/// Takes what is marked, or else what the cursor is on.
fn chosen(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(Dialog::Choice(choice)) = state.dialogs.last() else {
        return;
    };
    let about = choice.about;
    // Nobody said anything yet: what holds at present is what Enter is on.
    let is_plain = !choice.is_narrowed() && !choice.are_marks_own;
    let values = taken(choice);
    if values.is_empty() {
        return;
    }
    let Some(choice) = close(state, effects) else {
        return;
    };
    let scope = state.scope.clone();
    match about {
        About::Commands => {
            if let Some(Value::Command(command)) = values.into_iter().next() {
                super::keys::obey(state, command, effects);
            }
        }
        About::Actions => {
            if let Some(Value::Action { at, .. }) = values.into_iter().next() {
                actions::chosen(state, at, choice, effects);
            }
        }
        About::Views => {
            if let Some(Value::View(at)) = values.into_iter().next() {
                viewing::chosen(state, at, effects);
            }
        }
        About::Columns => show_columns(state, &values, effects),
        About::Regions => {
            let regions = regions_of(values);
            home::rescope(state, Scope { regions, ..scope }, effects);
        }
        About::ResourceGroup => {
            let group = group_of(values);
            home::rescope(state, Scope { group, ..scope }, effects);
        }
        About::Import => accounts::import(state, named(values), effects),
        About::Mode | About::OwnRegion | About::OwnGroup => fill(state, about, values),
        About::Profile => {
            let profiles = named(values);
            if !is_plain || !is_shown(state, &profiles) {
                show_profiles(state, profiles, effects);
            }
        }
    }
}

/// What Enter takes as the choice stands. A slip takes nothing: what holds at present is not what was looked for.
fn taken(choice: &Choice) -> Vec<Value> {
    if let Some(id) = choice.another() {
        return vec![Value::Named(id)];
    }
    let pointed = choice.pointed();
    if choice.is_narrowed() && pointed.is_none() {
        return Vec::new();
    }
    // Whoever looks for another region or profile and takes it means that one, not those that are looked at already.
    let is_another = pointed.is_some_and(|at| !choice.marked.contains(&at));
    let is_switched = match choice.about {
        About::Regions | About::Profile => !choice.are_marks_own && is_another,
        // The way back is meant by itself.
        About::Columns => choice.points_at(&Value::Own),
        _ => false,
    };
    let places: Vec<usize> = match choice.marked.is_empty() || !choice.about.takes_several() || is_switched {
        true => pointed.into_iter().collect(),
        false => choice.marked.iter().copied().collect(),
    };
    let entries = choice.entries.known().map_or(&[][..], Vec::as_slice);
    let places = places.into_iter();
    let values = places.filter_map(|place| Some(entries.get(place)?.value.clone()));
    values.collect()
}

/// Whether these are the profiles that are looked at, in whatever order.
fn is_shown(state: &State, profiles: &[String]) -> bool {
    let shown = &state.scope.profiles;
    profiles.len() == shown.len() && profiles.iter().all(|name| shown.contains(name))
}

/// Shows what is in these profiles, at once: rows of another account must not stand under their names. One alone is used
/// from now on, as the page of profiles has one used; several are looked at together.
fn show_profiles(state: &mut State, profiles: Vec<String>, effects: &mut Vec<Effect>) {
    if let [name] = &profiles[..] {
        have_used(state, name.clone(), effects);
    }
    if !is_shown(state, &profiles) {
        // Another account has other regions and groups.
        let other = Scope {
            profiles,
            regions: Regions::Default,
            group: Group::Own,
        };
        home::rescope(state, other, effects);
    }
}

/// Has a profile be the current one, beside what is shown. One after the other: the last that was chosen stays.
fn have_used(state: &mut State, name: String, effects: &mut Vec<Effect>) {
    if state.using.asked.is_some() {
        state.using.next = Some(name);
        return;
    }
    let asked = state.ask();
    state.using.asked = Some((asked, name.clone()));
    effects.push(Effect::Use(asked, name));
}

/// The profile that was chosen is the current one from now on, or cannot be. What is shown stays as it is.
pub(super) fn used(state: &mut State, of: Generation, used: Result<(), Error>, effects: &mut Vec<Effect>) {
    let Some((_, name)) = state.using.asked.take_if(|(asked, _)| *asked == of) else {
        return;
    };
    let next = state.using.next.take();
    match used {
        Ok(()) => {
            state.accounts.point_out(&name);
            let said = message!("note-used", name = name.as_str());
            let line = state.language.say(&said);
            state.log(line);
            // What is overtaken already is not worth a notice.
            if next.is_none() {
                state.note(said);
            }
        }
        Err(error) => {
            state.log(error.to_text(state.language));
            let reason = error.sentence(state.language);
            state.note(message!("ui-said", text = reason));
        }
    }
    if let Some(next) = next {
        have_used(state, next, effects);
    }
}

fn named(values: Vec<Value>) -> Vec<String> {
    let named = values.into_iter().filter_map(|value| match value {
        Value::Named(name) => Some(name),
        _ => None,
    });
    named.collect()
}

fn regions_of(values: Vec<Value>) -> Regions {
    if values.contains(&Value::All) {
        return Regions::All;
    }
    match named(values) {
        named if named.is_empty() => Regions::Default,
        named => Regions::Named(named),
    }
}

fn group_of(values: Vec<Value>) -> Group {
    match values.into_iter().next() {
        Some(Value::Named(id)) => Group::Named(id),
        Some(Value::All) => Group::Any,
        _ => Group::Own,
    }
}

/// Shows these columns from now on, or those that the manifest has lists show.
fn show_columns(state: &mut State, values: &[Value], effects: &mut Vec<Effect>) {
    let columns = values.iter().filter_map(|value| match value {
        Value::Column(at) => Some(*at),
        _ => None,
    });
    // Where several profiles are asked, theirs is shown in any case: that is no choice for when there is one.
    let is_chosen = |at: &usize| *at != PROFILE || state.scope.profiles.len() < 2;
    let columns: Vec<usize> = columns.filter(is_chosen).collect();
    // A list without columns shows nothing, nor what could be chosen instead.
    let is_usual = columns.is_empty() || values.contains(&Value::Own);
    if let Some(tab) = state.home.tab_mut() {
        tab.shown = match is_usual {
            true => tab.usual(),
            false => columns,
        };
    }
    let chosen = |tab: &Tab, before: &Layout| {
        let before = before.columns.as_deref().unwrap_or_default();
        Choosing::Columns(tab.chosen_columns(before).filter(|_| !is_usual))
    };
    home::keep_layout(state, chosen, effects);
}
