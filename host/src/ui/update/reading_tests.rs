//! Views, searches and refreshes, by what the state is after each event.

#![cfg(test)]

use crossterm::event::KeyCode;
use yun_plugin_api::Row;

use crate::{
    error::{Error, ErrorKind},
    listing::Regions,
    text::{Language, message},
    ui::{
        effect::Effect,
        event::{Event, Generation, Listing, News},
        state::{Dialog, Part, State, Viewed},
        trial::{containers, ended, key, listed, loaded, place, press, row},
        update::update,
    },
};

fn english() -> State {
    loaded(Language::English, (80, 24))
}

fn failure() -> Error {
    Error::new(ErrorKind::Unavailable, "x", message!("ui-no-deeds"))
}

/// The question that shows the log of the row under the cursor.
fn log(state: &mut State) -> Generation {
    let effects = press(state, "V");
    let [Effect::Show(of, _)] = effects[..] else {
        panic!("the resource is fetched: {effects:?}");
    };
    update(state, Event::Shown(of, Ok(None)));
    let effects = press(state, "Logs\n");
    let [Effect::View(of, look)] = &effects[..] else {
        panic!("it is asked for: {effects:?}");
    };
    assert!(look.follow && look.params.is_empty());
    *of
}

fn viewed(state: &State) -> &Viewed {
    state.home.viewed().expect("a view is read")
}

fn says(state: &mut State, of: Generation, text: &str) {
    update(state, Event::Viewed(of, Ok(News::Text(text.into()))));
}

#[test]
fn a_log_is_followed_and_its_end_is_seen_until_somebody_reads_back() {
    let mut state = english();
    let of = log(&mut state);
    assert!(state.is_loading());
    for number in 0..100 {
        says(&mut state, of, &format!("line {number}\n"));
    }
    assert!(!state.is_loading(), "no timer runs for what is only waited for");
    assert_eq!(viewed(&state).part, Part::End);
    press(&mut state, "k");
    let Part::From(first) = viewed(&state).part else {
        panic!("it is read back");
    };
    says(&mut state, of, "more\n");
    assert_eq!(viewed(&state).part, Part::From(first), "what comes moves nothing");
    press(&mut state, "g");
    assert_eq!(viewed(&state).part, Part::From(0));
    press(&mut state, "G");
    assert_eq!(viewed(&state).part, Part::End);
    let effects = press(&mut state, "\u{1b}");
    assert!(
        matches!(effects[..], [Effect::Forget(gone)] if gone == of),
        "{effects:?}"
    );
    says(&mut state, of, "late\n");
    assert!(state.home.detail.is_none(), "it leads back to the list");
    press(&mut state, "\n");
    press(&mut state, "VLogs\n");
    assert!(state.home.viewed().is_some());
    press(&mut state, "\u{1b}");
    assert!(state.home.viewed().is_none() && state.home.detail.is_some());
}

#[test]
fn whoever_chooses_no_view_is_back_in_the_list() {
    let mut state = english();
    press(&mut state, "V");
    assert!(state.home.detail.is_some());
    let effects = press(&mut state, "\u{1b}");
    assert!(matches!(effects[..], [Effect::Forget(_)]), "{effects:?}");
    assert!(state.home.detail.is_none());
    press(&mut state, "VLabel\n");
    press(&mut state, "\u{1b}");
    assert!(state.home.detail.is_none() && state.dialogs.is_empty());
}

#[test]
fn a_refresh_of_what_is_not_followed_does_not_follow_it() {
    let mut state = english();
    let of = log(&mut state);
    update(&mut state, Event::Viewed(of, Ok(News::Ended)));
    assert!(viewed(&state).is_over, "nothing more comes");
    let effects = press(&mut state, "r");
    let [Effect::View(of, look)] = &effects[..] else {
        panic!("it is read anew: {effects:?}");
    };
    assert!(!look.follow);
    update(&mut state, Event::Viewed(*of, Ok(News::Ended)));
    assert!(!viewed(&state).is_over, "it may grow all the same");
    let effects = press(&mut state, "f");
    assert!(
        matches!(&effects[..], [Effect::View(_, look)] if look.follow),
        "{effects:?}"
    );
}

#[test]
fn following_ends_and_begins_again_and_errors_stay() {
    let mut state = english();
    let of = log(&mut state);
    let effects = press(&mut state, "f");
    assert!(
        matches!(effects[..], [Effect::Forget(gone)] if gone == of),
        "{effects:?}"
    );
    assert!(!viewed(&state).follows);
    let effects = press(&mut state, "f");
    let [Effect::View(of, _)] = effects[..] else {
        panic!("it is followed again: {effects:?}");
    };
    update(&mut state, Event::Viewed(of, Err(failure())));
    assert!(viewed(&state).failed.is_some() && !viewed(&state).follows);
}

#[test]
fn parameters_are_asked_for_where_one_must_be_given_and_can_be_changed() {
    let mut state = english();
    press(&mut state, "V");
    assert!(press(&mut state, "Label\n").is_empty());
    assert!(matches!(state.dialogs.last(), Some(Dialog::Form(_))));
    let effects = press(&mut state, "back\n");
    let [Effect::View(of, look)] = &effects[..] else {
        panic!("it is asked for: {effects:?}");
    };
    assert_eq!(
        (look.view.as_str(), look.params["side"].as_str(), look.follow),
        ("label", "back", false)
    );
    let of = *of;
    says(&mut state, of, "back of it");
    update(&mut state, Event::Viewed(of, Ok(News::Ended)));
    press(&mut state, "o");
    let effects = press(&mut state, "wards\n");
    assert!(matches!(&effects[..], [Effect::View(_, look)] if look.params["side"] == "backwards"));
}

#[test]
fn a_parameter_is_picked_where_the_resource_names_what_it_may_be() {
    let mut state = english();
    containers(&mut state);
    assert!(press(&mut state, "VLogs\n").is_empty(), "which one is asked for");
    let effects = press(&mut state, "  \n");
    assert!(matches!(&effects[..], [Effect::View(_, look)] if look.params["container"] == "side"));
    // What is no such name may be typed, and stays.
    press(&mut state, "o");
    let effects = press(&mut state, "init\n");
    assert!(matches!(&effects[..], [_, Effect::View(_, look)] if look.params["container"] == "init"));
    press(&mut state, "o");
    let effects = press(&mut state, "2\n");
    assert!(matches!(&effects[..], [_, Effect::View(_, look)] if look.params["container"] == "init2"));
    // Once nothing is left of it, there is the choice again; what is pasted is typed, too.
    press(&mut state, "o");
    (0..5).for_each(|_| drop(update(&mut state, key(KeyCode::Backspace))));
    update(&mut state, Event::Paste("web".into()));
    let effects = press(&mut state, "\n");
    assert!(matches!(&effects[..], [_, Effect::View(_, look)] if look.params["container"] == "web"));
}

#[test]
fn a_parameter_that_is_taken_back_is_not_given() {
    let mut state = english();
    log(&mut state);
    press(&mut state, "o");
    let effects = press(&mut state, "web\n");
    assert!(matches!(&effects[..], [_, Effect::View(_, look)] if look.params["container"] == "web"));
    press(&mut state, "o");
    (0..3).for_each(|_| drop(update(&mut state, key(KeyCode::Backspace))));
    let effects = press(&mut state, "\n");
    assert!(matches!(&effects[..], [_, Effect::View(_, look)] if look.params.is_empty()));
}

#[test]
fn other_profiles_end_what_is_followed() {
    let mut state = english();
    let of = log(&mut state);
    press(&mut state, ":Profile");
    press(&mut state, "\u{1b}\u{1b}\u{1b}");
    assert!(state.home.viewed().is_none());
    let effects = update(&mut state, Event::Viewed(of, Ok(News::Ended)));
    assert!(effects.is_empty());
}

/// The question that a search asks.
fn search(state: &mut State, text: &str) -> Generation {
    press(state, "f");
    let effects = press(state, &format!("{text}\n"));
    let [Effect::Search(of, sought, wish)] = &effects[..] else {
        panic!("it is looked for: {effects:?}");
    };
    assert_eq!((sought.as_str(), &wish.regions), (text, &Regions::All));
    *of
}

fn found(resource_type: &'static str, id: &'static str) -> Row {
    Row::new()
        .with("resource_type", resource_type)
        .with("id", id)
        .with("name", "needle")
        .with("status", "Running")
        .with("region", "cn-shanghai")
}

#[test]
fn what_is_found_is_opened_as_what_it_is_and_left_again() {
    let mut state = english();
    let of = search(&mut state, "needle");
    let rows = vec![found("eci", "eci-1"), found("ecs", "i-7")];
    update(
        &mut state,
        Event::Listing(of, Listing::Rows(place("prod", "cn-shanghai"), rows)),
    );
    update(&mut state, Event::Listing(of, ended()));
    let effects = press(&mut state, "\n");
    let [Effect::Show(_, subject)] = &effects[..] else {
        panic!("it is fetched: {effects:?}");
    };
    assert_eq!(
        (
            subject.resource_type.as_str(),
            subject.id.as_str(),
            subject.region.as_str()
        ),
        ("eci", "eci-1", "cn-shanghai")
    );
    press(&mut state, "\u{1b}ja");
    let Some(Dialog::Choice(choice)) = state.dialogs.last() else {
        panic!("what is found can be acted on");
    };
    assert_eq!(choice.entries.known().map(Vec::len), Some(2));
    press(&mut state, "\u{1b}");
    press(&mut state, "\u{1b}");
    assert!(state.home.search.is_none());
    assert_eq!(
        state.home.tab().map(|tab| tab.rows.len()),
        Some(4),
        "the list is as it was"
    );
}

#[test]
fn a_search_that_is_left_is_over() {
    let mut state = english();
    let of = search(&mut state, "needle");
    let effects = press(&mut state, "\u{1b}");
    assert!(
        matches!(effects[..], [Effect::Forget(gone)] if gone == of),
        "{effects:?}"
    );
    let rows = vec![found("ecs", "i-7")];
    update(
        &mut state,
        Event::Listing(of, Listing::Rows(place("prod", "cn-shanghai"), rows)),
    );
    assert_eq!(state.home.tab().map(|tab| tab.rows.len()), Some(4));
}

#[test]
fn rows_of_a_region_that_fails_stay_and_are_old_until_it_answers() {
    let mut state = english();
    let count = |state: &State| state.home.tab().map_or(0, |tab| tab.rows.len());
    let old = |state: &State| -> Vec<String> {
        let tab = state.home.tab().expect("a tab");
        tab.old.keys().map(|place| place.region.clone()).collect()
    };
    let of = listed(&press(&mut state, "r")).expect("it is listed anew");
    let rows = vec![row("i-2zeaaaaaaaaaaaaaaa09", "web-09", "Running", "")];
    update(
        &mut state,
        Event::Listing(of, Listing::Rows(place("prod", "cn-beijing"), rows)),
    );
    let end = Listing::Ended {
        failures: vec![failure().for_profile("prod").in_region("cn-hangzhou")],
        remarks: Vec::new(),
    };
    update(&mut state, Event::Listing(of, end));
    assert_eq!((count(&state), old(&state)), (4, vec!["cn-hangzhou".to_owned()]));
    let later = state.wakes_at().expect("they grow older");
    state.changed = false;
    update(&mut state, Event::Tick(later));
    assert!(state.changed, "and it is said how old they are");
    let of = listed(&press(&mut state, "r")).expect("it is listed anew");
    let rows = vec![row("i-bp1aaaaaaaaaaaaaaa01", "web-01", "Running", "")];
    update(
        &mut state,
        Event::Listing(of, Listing::Rows(place("prod", "cn-hangzhou"), rows)),
    );
    update(&mut state, Event::Listing(of, ended()));
    assert_eq!((count(&state), old(&state).len()), (1, 0));
}
