//! What is done to profiles, and what is entered for one.

#![cfg(test)]

use super::{accounts::follow, *};
use crate::{
    account::ResourceGroup,
    error::Error,
    profile::standing::Standing,
    text::{Language, message},
    ui::{
        account::{Checked, Deal, Dealt, Done, Offered, Refused, Target},
        event::{Event, Generation},
        keys::Context,
        state::{AccountForm, Asked, Button, FieldValue, Page, Scope},
        trial::{accounts_page, press},
    },
};

fn page() -> State {
    accounts_page(Language::English, (80, 24))
}

fn form(state: &State) -> &AccountForm {
    state.accounts.form.as_ref().expect("a form is open")
}

fn dealt(state: &mut State, effects: &[Effect], done: Done) -> Vec<Effect> {
    let [Effect::Deal(of, _)] = effects else {
        panic!("something is done: {effects:?}");
    };
    let dealt = Dealt {
        identity: None,
        done,
        said: vec![message!("note-used", name = "x")],
    };
    update(state, Event::Dealt(*of, Ok(dealt)))
}

fn refused() -> Refused {
    Refused::from(Error::invalid_input("x", message!("value-missing")))
}

#[test]
fn another_profile_is_used_and_no_row_of_the_first_is_left() {
    let mut state = page();
    let effects = press(&mut state, "j\n");
    assert!(matches!(&effects[..], [Effect::Deal(_, Deal::Use(name))] if name == "dev"));
    let effects = dealt(&mut state, &effects, Done::Used("dev".into()));
    assert_eq!(state.scope, Scope::of_profile("dev".into()));
    assert!(state.home.tabs.iter().all(|tab| tab.rows.is_empty()));
    assert!(
        matches!(
            effects[..],
            [Effect::Profiles(_), Effect::Accounts(_), Effect::List(..)]
        ),
        "{effects:?}"
    );
}

#[test]
fn a_profile_is_removed_once_that_is_confirmed() {
    let mut state = page();
    assert!(
        press(&mut state, "d\n").is_empty(),
        "no is the answer of Enter alone"
    );
    let effects = press(&mut state, "dy\n");
    assert!(matches!(&effects[..], [Effect::Deal(_, Deal::Remove(name))] if name == "prod"));
    dealt(&mut state, &effects, Done::Removed("prod".into()));
    assert!(state.scope.profiles.is_empty() && state.home.tabs[0].rows.is_empty());
}

#[test]
fn a_profile_that_is_shown_keeps_being_shown_under_its_other_name() {
    let mut state = page();
    let effects = press(&mut state, "n2\n");
    let [Effect::Deal(of, Deal::Rename { old, new })] = &effects[..] else {
        panic!("it is renamed: {effects:?}");
    };
    assert_eq!((&**old, &**new), ("prod", "prod2"));
    let failed = Err(Error::invalid_input("x", message!("value-missing")));
    update(&mut state, Event::Dealt(*of, failed));
    assert!(state.accounts.renaming.is_some(), "what was typed stays");
    let effects = press(&mut state, "\n");
    let done = Done::Renamed {
        old: "prod".into(),
        new: "prod2".into(),
    };
    dealt(&mut state, &effects, done);
    assert_eq!(state.scope.profiles, ["prod2"]);
    assert!(state.accounts.renaming.is_none() && state.home.tabs[0].rows.is_empty());
}

#[test]
fn whoever_logs_in_anew_may_be_whom_the_profile_that_is_shown_goes_by() {
    let mut state = page();
    assert!(state.scope.profiles != ["dev"] && !state.home.tabs[0].rows.is_empty());
    let dealt = Dealt {
        identity: None,
        done: Done::Login("dev".into()),
        said: Vec::new(),
    };
    follow(&mut state, dealt, &mut Vec::new());
    assert!(state.home.tabs.iter().all(|tab| tab.rows.is_empty()));
}

#[test]
fn those_of_others_are_imported_and_not_edited() {
    let mut state = page();
    for key in ["e", "n", "d"] {
        assert!(press(&mut state, &format!("jj{key}")).is_empty());
        assert!(
            state.accounts.failed.is_some() && state.accounts.renaming.is_none(),
            "{key}"
        );
    }
    let effects = press(&mut state, "i\n");
    let [Effect::Import(of, names)] = &effects[..] else {
        panic!("it is imported: {effects:?}");
    };
    assert_eq!(names, &["主库 cli"]);
    update(&mut state, Event::Imported(*of, Ok(Vec::new())));
    assert_eq!(state.context(), Context::Text);
}

#[test]
fn a_form_is_filled_in_verified_and_saved() {
    let mut state = page();
    press(&mut state, "a");
    let wrong = press(&mut state, "prod\t\t\t\t\t\t\t\n");
    assert!(wrong.is_empty(), "{wrong:?}");
    let marked: Vec<bool> = form(&state)
        .form
        .fields
        .iter()
        .map(|filled| filled.wrong.is_some())
        .collect();
    assert_eq!(marked, [true, false, true, true, false, false, false]);
    assert_eq!(form(&state).form.cursor, 0, "the first that is wrong");
    press(&mut state, "2\t\tid\ts3cret with space\tcn-beijing\t\t\t");
    assert_eq!(form(&state).button(), Some(Button::Verify));
    let effects = press(&mut state, "\n");
    let [Effect::Check(of, entered)] = &effects[..] else {
        panic!("it is verified: {effects:?}");
    };
    assert_eq!((&*entered.name, &*entered.region), ("prod2", "cn-beijing"));
    assert_eq!(entered.target, Target::New);
    let secret = entered.fields.secret("access_key_secret").expect("it was typed");
    assert_eq!(secret.expose(), "s3cret with space");
    assert!(!format!("{effects:?}").contains("s3cret"));
    assert!(press(&mut state, "\n").is_empty(), "one thing at a time");
    update(&mut state, Event::Checked(*of, Err(refused())));
    assert!(form(&state).failed.is_some() && form(&state).verified.is_none());
    let effects = press(&mut state, "\n");
    let [Effect::Check(of, _)] = effects[..] else {
        panic!("it is verified again: {effects:?}");
    };
    let identity = serde_json::json!({"AccountId": "1", "Arn": "a", "IdentityType": "RAMUser"});
    let identity = serde_json::from_value(identity).expect("an identity");
    update(&mut state, Event::Checked(of, Ok(identity)));
    let effects = press(&mut state, "\n");
    let [Effect::Save(saving, _, Checked::Under(under))] = effects[..] else {
        panic!("what was verified is saved: {effects:?}");
    };
    assert_eq!(under, of);
    let dealt = Dealt {
        identity: None,
        done: Done::Added("prod2".into()),
        said: Vec::new(),
    };
    update(&mut state, Event::Saved(saving, Ok(dealt)));
    assert!(state.accounts.form.is_none());
    assert_eq!(state.scope.profiles, ["prod2"]);
}

#[test]
fn what_changes_after_it_was_verified_is_verified_anew() {
    let mut state = page();
    press(&mut state, "anew\t\tid\tsecret\tcn-beijing");
    let of = state.ask();
    let form = state.accounts.form.as_mut().expect("a form is open");
    form.verified = Some((of, message!("value-missing")));
    press(&mut state, "1\t\t\t\t");
    let effects = press(&mut state, "\n");
    // Whose it is has nothing to do with the region.
    assert!(
        matches!(effects[..], [Effect::Save(_, _, Checked::Under(under))] if under == of),
        "{effects:?}"
    );
    let form = state.accounts.form.as_mut().expect("a form is open");
    form.working = None;
    form.form.cursor -= 5;
    press(&mut state, "1\t\t\t\t\t");
    let effects = press(&mut state, "\n");
    assert!(
        matches!(effects[..], [Effect::Save(_, _, Checked::First)]),
        "{effects:?}"
    );
}

#[test]
fn another_mode_has_other_lines_and_what_was_typed_stays() {
    let mut state = page();
    press(&mut state, "anew\t ");
    let form = form(&state);
    assert_eq!((form.mode, form.form.fields.len()), (1, 6));
    assert!(matches!(&form.form.fields[0].value, FieldValue::Text(typed) if typed.text() == "new"));
    let third = &form.form.fields[2];
    assert!(matches!(third.value, FieldValue::Choice(Some(0))) && third.field.choices.len() == 2);
}

#[test]
fn a_form_is_not_thrown_away_by_one_key_and_what_is_under_way_is_given_up() {
    let mut state = page();
    press(&mut state, "a\u{1b}");
    assert!(state.accounts.form.is_none(), "nothing was entered");
    press(&mut state, "ax\u{1b}\u{1b}");
    assert!(state.accounts.form.is_some(), "it was not meant");
    let asked = state.ask();
    state.accounts.form.as_mut().expect("a form is open").working = Some((asked, Button::Verify));
    let effects = press(&mut state, "\u{1b}");
    assert!(
        matches!(effects[..], [Effect::Forget(of)] if of == asked),
        "{effects:?}"
    );
    // What is being saved may be saved all the same.
    state.accounts.form.as_mut().expect("a form is open").working = Some((asked, Button::Save));
    let effects = press(&mut state, "\u{1b}");
    let reads = |effect: &Effect| matches!(effect, Effect::Accounts(_));
    assert!(effects.iter().any(reads), "{effects:?}");
    assert!(state.home.tabs.iter().all(|tab| tab.rows.is_empty()));
    press(&mut state, "\u{1b}y\n");
    assert!(state.accounts.form.is_none() && state.page == Page::Accounts);
}

#[test]
fn what_had_to_be_told_for_a_login_goes_with_its_end_and_keys_wait_a_moment() {
    let mut state = page();
    let effects = press(&mut state, "jl");
    let [Effect::Deal(of, Deal::LogIn(_))] = effects[..] else {
        panic!("somebody logs in: {effects:?}");
    };
    update(&mut state, Event::Told("a page opens".into()));
    assert_eq!(state.context(), Context::Text);
    let dealt = Dealt {
        identity: None,
        done: Done::Login("dev".into()),
        said: Vec::new(),
    };
    update(&mut state, Event::Dealt(of, Ok(dealt)));
    assert!(state.dialogs.is_empty() && state.is_held());
}

#[test]
fn whether_a_profile_works_is_told_of_that_one() {
    let mut state = page();
    let effects = press(&mut state, "jv");
    let [Effect::Verdict(of, name)] = &effects[..] else {
        panic!("it is verified: {effects:?}");
    };
    assert_eq!(name, "dev");
    let failed = Err(Error::invalid_input("x", message!("value-missing")));
    update(&mut state, Event::Verdict(*of, failed));
    assert!(matches!(
        state.accounts.verdicts.get("dev"),
        Some(Asked::Known(Err(_)))
    ));
    assert_eq!(
        state.accounts.accounts.known().map(|all| all[1].standing),
        Some(Standing::LoggedIn)
    );
}

fn identity() -> crate::account::Identity {
    let identity = serde_json::json!({"AccountId": "1", "Arn": "a", "IdentityType": "RAMUser"});
    serde_json::from_value(identity).expect("an identity")
}

/// A form that is filled in and being verified, and the number of that.
fn verifying() -> (State, Generation) {
    let mut state = page();
    press(&mut state, "anew\t\tid\tsecret\tcn-beijing\t\t\t");
    let effects = press(&mut state, "\n");
    let [Effect::Check(of, _)] = effects[..] else {
        panic!("it is verified: {effects:?}");
    };
    (state, of)
}

#[test]
fn what_was_entered_while_something_else_was_verified_is_not_taken_for_that() {
    let (mut state, of) = verifying();
    state.accounts.form.as_mut().expect("a form is open").form.cursor = 2;
    press(&mut state, "2");
    update(&mut state, Event::Checked(of, Ok(identity())));
    assert!(form(&state).verified.is_none());
    assert_eq!(form(&state).form.cursor, 2, "whoever types goes on there");
}

#[test]
fn what_is_chosen_goes_where_it_was_chosen_for() {
    let (mut state, of) = verifying();
    state.accounts.form.as_mut().expect("a form is open").form.cursor = 5;
    let effects = press(&mut state, "\n");
    let [Effect::Offer(offer, ..)] = effects[..] else {
        panic!("resource groups are asked for: {effects:?}");
    };
    update(&mut state, Event::Checked(of, Ok(identity())));
    let group: ResourceGroup = serde_json::from_value(serde_json::json!({
        "Id": "rg-1", "Name": "web", "DisplayName": "web", "Status": "OK"
    }))
    .expect("a resource group");
    update(
        &mut state,
        Event::Offered(offer, Ok(Offered::Groups(vec![group]))),
    );
    press(&mut state, "rg-1\n");
    let entered = form(&state).read().expect("it can be read");
    assert_eq!(
        (&*entered.region, entered.resource_group.as_deref()),
        ("cn-beijing", Some("rg-1"))
    );
}

#[test]
fn the_cursor_stays_where_somebody_has_moved_it_since() {
    let mut state = page();
    state.accounts.bound_for = Some("dev".to_owned());
    press(&mut state, "k");
    assert!(state.accounts.bound_for.is_none());
}

#[test]
fn what_is_being_saved_is_not_changed_any_more() {
    let mut state = page();
    press(&mut state, "anew\t\tid\tsecret\tcn-beijing\t\t\t\t");
    let effects = press(&mut state, "\n");
    let [Effect::Save(of, ..)] = effects[..] else {
        panic!("it is saved: {effects:?}");
    };
    state.accounts.form.as_mut().expect("a form is open").form.cursor = 2;
    press(&mut state, "2");
    state.accounts.form.as_mut().expect("a form is open").form.cursor = 1;
    assert!(press(&mut state, " \n").is_empty() && state.dialogs.is_empty());
    update(&mut state, Event::Saved(of, Err(refused())));
    let entered = form(&state).read().expect("it can be read");
    assert_eq!(entered.fields.text("access_key_id"), Some("id"));
    assert_eq!(entered.mode.mode, "AccessKey");
}

#[test]
fn on_a_small_screen_a_line_says_what_came_of_it() {
    for (size, is_told) in [((40, 12), true), ((80, 24), false)] {
        let (mut state, of) = verifying();
        update(&mut state, Event::Resize(size.0, size.1));
        update(&mut state, Event::Checked(of, Ok(identity())));
        assert_eq!(state.notice.is_some(), is_told, "{size:?}");
    }
}
