//! The page of profiles: which there are and how each stands, and what is done to them.

use super::{choices, dialogs, home, sure};
use crate::{
    error::Error,
    profile::foreign::{Source, read_only},
    text::message,
    ui::{
        account::{Account, Accounts, Deal, Dealt, Done, Editable, Imported, Verdict},
        command::Command,
        effect::Effect,
        event::Generation,
        state::{AccountForm, Asked, Dialog, Input, Lines, Meant, Page, Scope, State, TextPane},
        view,
    },
};

/// Shows the page. What is known is shown until how the profiles stand by now is known.
pub(super) fn enter(state: &mut State, effects: &mut Vec<Effect>) {
    state.page = Page::Accounts;
    read(state, effects);
}

fn read(state: &mut State, effects: &mut Vec<Effect>) {
    effects.extend(state.accounts.reading.map(Effect::Forget));
    let asked = state.ask();
    state.accounts.reading = Some(asked);
    effects.push(Effect::Accounts(asked));
}

/// Carries out a command.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    if state.accounts.form.is_some() {
        return super::account_form::obey(state, command, effects);
    }
    // Whoever does something on the page is where they want to be.
    state.accounts.bound_for = None;
    if state.accounts.renaming.is_some() {
        return obey_renaming(state, command, effects);
    }
    if moved(state, command) {
        return;
    }
    match command {
        Command::Refresh => read(state, effects),
        Command::Back => leave(state, effects),
        Command::Add => add(state),
        Command::Import => choices::importable(state),
        command => {
            if let Some(account) = state.accounts.pointed().cloned() {
                obey_for(state, account, command, effects);
            }
        }
    }
}

/// Carries out a command for the profile that the cursor is on.
fn obey_for(state: &mut State, account: Account, command: Command, effects: &mut Vec<Effect>) {
    let name = account.name.clone();
    match command {
        Command::Use => deal(state, Deal::Use(name), effects),
        Command::Verify => verify(state, name, effects),
        Command::LogIn | Command::LogOut if !account.login => {
            state.accounts.failed = Some(Error::invalid_input(
                "no_login",
                message!("ui-account-no-login", name = name),
            ));
        }
        Command::LogIn => deal(state, Deal::LogIn(name), effects),
        Command::LogOut => deal(state, Deal::LogOut(name), effects),
        Command::Edit | Command::Rename | Command::Remove if account.source != Source::Yun => {
            state.accounts.failed = Some(read_only(&name, account.source));
        }
        Command::Edit => {
            let asked = state.ask();
            state.accounts.dealing = Some(asked);
            effects.push(Effect::Editable(asked, name));
        }
        Command::Rename => state.accounts.renaming = Some(Input::of(&name)),
        Command::Remove => sure::ask(state, Meant::Remove { name }),
        _ => {}
    }
}

fn obey_renaming(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let typed = state.accounts.renaming.as_ref();
    let new = typed
        .map(|typed| typed.text().trim().to_owned())
        .unwrap_or_default();
    let old = state.accounts.pointed().map(|account| account.name.clone());
    match (command, old) {
        (Command::Back, _) => {
            state.accounts.renaming = None;
            state.accounts.failed = None;
        }
        (Command::Open, Some(old)) if old == new => state.accounts.renaming = None,
        (Command::Open, Some(old)) => deal(state, Deal::Rename { old, new }, effects),
        _ => {}
    }
}

/// Moves the cursor, if the command does.
fn moved(state: &mut State, command: Command) -> bool {
    let rows = view::table_rows(state).max(1);
    let page = &mut state.accounts;
    super::moved(command, rows, &page.accounts, &mut page.cursor, &mut page.failed)
}

/// Gives up what is being done, or leaves the page.
fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    state.accounts.failed = None;
    if let Some(asked) = state.accounts.dealing.take() {
        return give_up(state, asked, effects);
    }
    state.page = Page::Home;
    effects.extend(state.accounts.reading.take().map(Effect::Forget));
}

/// Waits no longer for something that is being done to a profile. What writes files goes on to its end: what there is by
/// then is read, and no row stays that may be another account's.
pub(super) fn give_up(state: &mut State, asked: Generation, effects: &mut Vec<Effect>) {
    effects.push(Effect::Forget(asked));
    state.note(message!("ui-given-up"));
    home::forget(state, effects);
    effects.push(Effect::Renew);
    effects.extend(super::begin(state));
    read(state, effects);
}

fn add(state: &mut State) {
    let page = &mut state.accounts;
    page.failed = None;
    if page.modes.is_empty() {
        if page.reading.is_none() {
            let message = message!("ui-no-modes");
            page.failed = Some(Error::invalid_input("no_mode", message));
        }
        return;
    }
    let own = |account: &&Account| account.source == Source::Yun;
    let accounts = page.accounts.known().map_or(&[][..], Vec::as_slice);
    let taken = accounts.iter().filter(own).map(|account| account.name.clone());
    let form = AccountForm::new(page.modes.clone(), page.names(), taken.collect(), None);
    page.form = Some(form);
}

/// Has something done to a profile. One thing at a time.
pub(super) fn deal(state: &mut State, deal: Deal, effects: &mut Vec<Effect>) {
    if state.accounts.dealing.is_some() {
        return;
    }
    let asked = state.ask();
    state.accounts.dealing = Some(asked);
    state.accounts.failed = None;
    effects.push(Effect::Deal(asked, deal));
}

/// Has profiles of others copied.
pub(super) fn import(state: &mut State, names: Vec<String>, effects: &mut Vec<Effect>) {
    if state.accounts.dealing.is_some() {
        return;
    }
    let asked = state.ask();
    state.accounts.dealing = Some(asked);
    state.accounts.failed = None;
    effects.push(Effect::Import(asked, names));
}

fn verify(state: &mut State, name: String, effects: &mut Vec<Effect>) {
    let asked = state.ask();
    let before = state
        .accounts
        .verdicts
        .insert(name.clone(), Asked::Waiting(asked));
    if let Some(Asked::Waiting(before)) = before {
        effects.push(Effect::Forget(before));
    }
    effects.push(Effect::Verdict(asked, name));
}

/// It is known how the profiles stand, or cannot be.
pub(super) fn take(state: &mut State, of: Generation, accounts: Result<Accounts, Error>) {
    let page = &mut state.accounts;
    if page.reading != Some(of) {
        return;
    }
    page.reading = None;
    match accounts {
        Ok(read) => {
            let pointed = page.pointed().map(|account| account.name.clone());
            let pointed = page.bound_for.take().or(pointed);
            let place = |name: &String| read.accounts.iter().position(|account| account.name == *name);
            let current = || read.accounts.iter().position(|account| account.current);
            let at = pointed.as_ref().and_then(place);
            let is_first = page.accounts.known().is_none();
            let at = at.or_else(|| current().filter(|_| is_first));
            let last = read.accounts.len().saturating_sub(1);
            page.cursor = at.unwrap_or(page.cursor).min(last);
            page.verdicts.retain(|name, _| place(name).is_some());
            page.accounts = Asked::Known(read.accounts);
            page.modes = read.modes;
            for remark in read.remarks {
                let line = state.language.say(&remark);
                state.log(line);
            }
        }
        Err(error) if page.accounts.known().is_some() => page.failed = Some(error),
        Err(error) => page.accounts = Asked::Failed(error),
    }
}

/// The profile that is to be edited is read, or cannot be.
pub(super) fn take_editable(state: &mut State, of: Generation, editable: Result<Editable, Error>) {
    let page = &mut state.accounts;
    if page.dealing != Some(of) {
        return;
    }
    page.dealing = None;
    match editable {
        Ok(editable) => {
            let form = AccountForm::new(page.modes.clone(), page.names(), Vec::new(), Some(editable));
            page.form = Some(form);
        }
        Err(error) => page.failed = Some(error),
    }
}

/// Something was done to a profile, or was not.
pub(super) fn dealt(
    state: &mut State,
    of: Generation,
    dealt: Result<Dealt, Error>,
    effects: &mut Vec<Effect>,
) {
    if state.accounts.dealing != Some(of) {
        return;
    }
    state.accounts.dealing = None;
    dialogs::untold(state);
    match dealt {
        Ok(dealt) => follow(state, dealt, effects),
        // What was typed stays.
        Err(error) => refused(state, error),
    }
}

/// Tells why something was not done to a profile: on the page of profiles, or where it was asked for.
fn refused(state: &mut State, error: Error) {
    if state.page != Page::Home {
        state.accounts.failed = Some(error);
        return;
    }
    state.log(error.to_text(state.language));
    let reason = error.sentence(state.language);
    state.note(message!("ui-said", text = reason));
}

/// Has what was done to a profile count everywhere: no row stays that may be another account's.
pub(super) fn follow(state: &mut State, dealt: Dealt, effects: &mut Vec<Effect>) {
    state.accounts.renaming = None;
    for said in dealt.said {
        let line = state.language.say(&said);
        state.log(line);
        state.note(said);
    }
    let is_shown = |state: &State, name: &String| state.scope.profiles.contains(name);
    let page = &mut state.accounts;
    match &dealt.done {
        Done::Used(_) | Done::Removed(_) => {}
        Done::Added(name) | Done::Edited(name) | Done::Login(name) => {
            page.bound_for = Some(name.clone());
            page.verdicts.remove(name);
            if let Some(identity) = dealt.identity {
                page.verdicts.insert(name.clone(), Asked::Known(Ok(identity)));
            }
        }
        Done::Renamed { old, new } => {
            page.bound_for = Some(new.clone());
            if let Some(verdict) = page.verdicts.remove(old) {
                page.verdicts.insert(new.clone(), verdict);
            }
        }
    }
    match dealt.done {
        Done::Used(name) | Done::Added(name) => {
            state.accounts.point_out(&name);
            let other = Scope::of_profile(name);
            if other.profiles != state.scope.profiles {
                home::rescope(state, other, effects);
            }
        }
        Done::Edited(_) | Done::Login(_) => {
            // What is shown may take its credentials from it, and be of another account from now on.
            home::forget(state, effects);
        }
        Done::Renamed { old, new } => {
            if is_shown(state, &old) {
                let names = state.scope.profiles.iter_mut();
                names
                    .filter(|name| **name == old)
                    .for_each(|name| name.clone_from(&new));
                home::forget(state, effects);
            }
        }
        Done::Removed(name) => {
            if is_shown(state, &name) {
                state.scope.profiles.retain(|shown| *shown != name);
                home::forget(state, effects);
            }
        }
    }
    match state.scope.profiles.is_empty() {
        true => effects.extend(super::begin(state)),
        false => home::reread(state, effects),
    }
    // How logins stand may have to be asked for; the page does so when it is shown.
    if state.page == Page::Accounts {
        read(state, effects);
    }
}

/// It is known whether a profile works.
pub(super) fn take_verdict(state: &mut State, of: Generation, verdict: Verdict) {
    let mut verdicts = state.accounts.verdicts.values_mut();
    if let Some(asked) = verdicts.find(|asked| asked.waits_for(of)) {
        *asked = Asked::Known(verdict);
    }
}

/// Profiles of others were copied, each or why not.
pub(super) fn imported(
    state: &mut State,
    of: Generation,
    imported: Result<Vec<Imported>, Error>,
    effects: &mut Vec<Effect>,
) {
    if state.accounts.dealing != Some(of) {
        return;
    }
    state.accounts.dealing = None;
    match imported {
        Ok(imported) => {
            let pane = TextPane::of(Lines::Imported(imported));
            state.dialogs.push(Dialog::Text(pane));
            effects.extend(super::begin(state));
            read(state, effects);
        }
        Err(error) => state.accounts.failed = Some(error),
    }
}
