//! The form of a profile: what is entered is verified, then saved.

use super::{accounts, choices, dialogs, sure};
use crate::{
    text::{Message, message},
    ui::{
        account::{Checked, Dealt, Offer, Refused},
        command::Command,
        effect::Effect,
        event::Generation,
        state::{AccountForm, Button, FieldValue, GROUP, MODE, Meant, REGION, State},
        view,
    },
};

/// Carries out a command in the form.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let page = view::table_rows(state).max(1);
    let Some(form) = state.accounts.form.as_mut() else {
        return;
    };
    if form.form.moves(command, page) {
        return;
    }
    match command {
        Command::Back => leave(state, effects),
        Command::Open => open(state, effects),
        _ => {}
    }
}

/// Gives up what is under way, or leaves the form; what was entered is not thrown away by one key.
fn leave(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(form) = state.accounts.form.as_mut() else {
        return;
    };
    if let Some((asked, Button::Verify)) = form.working {
        form.working = None;
        effects.push(Effect::Forget(asked));
        state.note(message!("ui-given-up"));
    } else if let Some((asked, _)) = form.working.take() {
        accounts::give_up(state, asked, effects);
    } else if form.touched {
        sure::ask(state, Meant::Discard);
    } else {
        state.accounts.form = None;
    }
}

/// Does what the line or button is there for.
fn open(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(form) = state.accounts.form.as_mut() else {
        return;
    };
    if let Some(button) = form.button() {
        return act(state, button, effects);
    }
    if form.is_being_saved() {
        return;
    }
    let Some(filled) = form.form.pointed() else {
        return;
    };
    match (&*filled.field.key, &filled.value) {
        (MODE, _) => choices::modes(state),
        (REGION, _) => offer(state, Offer::Regions, effects),
        (GROUP, _) => offer(state, Offer::Groups, effects),
        (_, FieldValue::Choice(_) | FieldValue::Bool(_)) => form.turn(true),
        _ => form.form.cursor += 1,
    }
}

/// Has a region or a resource group chosen among the account's own.
fn offer(state: &mut State, offer: Offer, effects: &mut Vec<Effect>) {
    let form = state.accounts.form.as_ref();
    let Some(entered) = form.and_then(AccountForm::read) else {
        return;
    };
    let verified = form
        .and_then(|form| form.verified.as_ref())
        .map(|verified| verified.0);
    let asked = state.ask();
    effects.push(Effect::Offer(asked, offer, Box::new(entered), verified));
    choices::offered(state, offer, asked);
}

/// Verifies or saves what is entered, if all of it fits. One thing at a time.
fn act(state: &mut State, button: Button, effects: &mut Vec<Effect>) {
    let asked = state.ask();
    let Some(form) = state.accounts.form.as_mut() else {
        return;
    };
    if form.working.is_some() {
        return;
    }
    form.failed = None;
    let Some(entered) = form.entered(button) else {
        return;
    };
    if button == Button::Verify {
        (form.verified, form.is_another) = (None, false);
    }
    let entered = Box::new(entered);
    form.working = Some((asked, button));
    let verified = form.verified.as_ref().map(|verified| verified.0);
    effects.push(match (button, verified) {
        (Button::Verify, _) => Effect::Check(asked, entered),
        (Button::Save, Some(verified)) => Effect::Save(asked, entered, Checked::Under(verified)),
        (Button::Save, None) => Effect::Save(asked, entered, Checked::First),
        (Button::SaveUnverified, verified) => Effect::Save(asked, entered, Checked::Never(verified)),
    });
}

/// What is entered works, or does not.
pub(super) fn checked(state: &mut State, of: Generation, checked: Result<crate::account::Identity, Refused>) {
    if working(state, of).is_none() {
        return;
    }
    dialogs::untold(state);
    let is_uncovered = state.dialogs.is_empty();
    let Some(form) = state.accounts.form.as_mut() else {
        return;
    };
    match checked {
        Ok(_) if form.is_another => state.note(message!("ui-verified-other")),
        Ok(identity) => {
            let message = message!(
                "note-verified",
                arn = &identity.arn,
                account = &identity.account_id
            );
            form.verified = Some((of, message.clone()));
            if is_uncovered {
                form.go_on();
            }
            told(state, message);
        }
        Err(refused) => refuse(state, refused),
    }
}

/// What is entered is saved, or is not.
pub(super) fn saved(
    state: &mut State,
    of: Generation,
    saved: Result<Dealt, Refused>,
    effects: &mut Vec<Effect>,
) {
    if working(state, of).is_none() {
        return;
    }
    dialogs::untold(state);
    match saved {
        Ok(dealt) => {
            state.accounts.form = None;
            accounts::follow(state, dealt, effects);
        }
        Err(refused) => refuse(state, refused),
    }
}

/// The form, if this is what it waits for; it waits no more.
fn working(state: &mut State, of: Generation) -> Option<&mut AccountForm> {
    let form = state.accounts.form.as_mut()?;
    form.working.take_if(|(asked, _)| *asked == of)?;
    Some(form)
}

/// Says what came of it in a line of its own where the form leaves no room for that.
fn told(state: &mut State, said: Message) {
    let form = state.accounts.form.as_ref();
    let lines = form.map_or(0, |form| form.form.fields.len() + Button::ALL.len());
    if view::table_rows(state) <= lines {
        state.note(said);
    }
}

/// Nothing that was typed is lost: the line that is wrong says so, or the whole.
fn refuse(state: &mut State, refused: Refused) {
    let (language, is_uncovered) = (state.language, state.dialogs.is_empty());
    let Some(form) = state.accounts.form.as_mut() else {
        return;
    };
    if let Some(key) = refused.field.filter(|_| is_uncovered) {
        let reason = refused.error.sentence(language);
        form.form.refuse(&key, message!("ui-said", text = reason));
    }
    let sentence = refused.error.sentence(language);
    form.failed = Some(refused.error);
    told(state, message!("ui-said", text = sentence));
}
