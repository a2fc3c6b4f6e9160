//! Actions, by what the state is after each event.

#![cfg(test)]

use crossterm::event::KeyCode;
use yun_plugin_api::Row;

use crate::{
    acting::{Done, Finished, Stage},
    error::{Error, ErrorKind},
    text::{Language, message},
    ui::{
        effect::{Effect, Order, Subject},
        event::{Acted, Event, Generation, Listing, Looked, Planned, Seen},
        state::{Asked, Dialog, Fate, Lines, State},
        trial::{ended, key, listed, loaded, place, press, row},
        update::update,
    },
};

const FIRST: &str = "i-bp1aaaaaaaaaaaaaaa01";

fn english() -> State {
    loaded(Language::English, (80, 24))
}

fn on_top(state: &State) -> &Dialog {
    state.dialogs.last().expect("something is asked")
}

/// The look that an action begins with.
#[track_caller]
fn looks(effects: &[Effect]) -> (Generation, &Order) {
    match effects {
        [Effect::Plan(of, order)] => (*of, order),
        other => panic!("it is looked at first: {other:?}"),
    }
}

/// What comes of the look where everything is to be acted on.
fn planned(order: &Order) -> Planned {
    let looked = |subject: &Subject| Looked {
        subject: subject.clone(),
        name: String::new(),
        status: "Running".to_owned(),
    };
    Planned {
        ready: order.subjects.iter().map(looked).collect(),
        on_the_way: Vec::new(),
        over: Vec::new(),
    }
}

/// A state in which the stop of the row under the cursor is asked about, and what it is for.
fn asked_to_stop(state: &mut State) -> (Generation, Order) {
    press(state, "aStop\n");
    let effects = press(state, "\n");
    let (of, order) = looks(&effects);
    let order = order.clone();
    update(state, Event::Planned(of, Ok(planned(&order))));
    (of, order)
}

fn status(state: &State, id: &str) -> Option<String> {
    let tab = state.home.tab().expect("a tab");
    let mut rows = tab.rows.view().iter().copied();
    let row = rows.find(|row| tab.rows.id(*row) == id)?;
    let columns = tab.rows.columns();
    let column = columns.iter().position(|column| column.key == "status")?;
    Some(tab.rows.text(row, column).into_owned())
}

fn finished(order: &Order, outcome: Result<Done, Error>, status: &str) -> Acted {
    let subject = order.subjects[0].clone();
    let finished = Finished {
        id: subject.id.clone(),
        target: Some(0),
        name: String::new(),
        outcome,
        status: Some(status.to_owned()),
        previous_status: None,
    };
    Acted::Finished(subject, Box::new(finished))
}

fn failure() -> Error {
    Error::new(ErrorKind::Unavailable, "x", message!("ui-no-deeds"))
}

#[test]
fn the_menu_says_of_each_action_whether_it_applies() {
    let mut state = english();
    press(&mut state, "a");
    let Dialog::Choice(choice) = on_top(&state) else {
        panic!("a menu");
    };
    let notes = |choice: &crate::ui::state::Choice| -> Vec<String> {
        let entries = choice.entries.known().expect("known at once");
        entries.iter().map(|entry| entry.note.clone()).collect()
    };
    // The cursor is on an instance that is stopped.
    assert_eq!(notes(choice), ["already Stopped", "Release instances for good"]);
    assert_eq!(choice.of, "web-09", "what it is for is named");
    press(&mut state, "\u{1b}*a");
    let Dialog::Choice(choice) = on_top(&state) else {
        panic!("a menu");
    };
    assert_eq!(choice.of, "4 ECS instances");
    assert_eq!(
        notes(choice),
        [
            "for 2 of 4; 1 not Running; 1 on their way already; 1 already Stopped",
            "for 3 of 4; 1: it has failed"
        ]
    );
}

#[test]
fn a_dry_run_says_so_and_names_what_it_was_for() {
    let mut state = english();
    press(&mut state, "jaStop\n");
    let Dialog::Form(filled) = on_top(&state) else {
        panic!("a form");
    };
    assert_eq!(filled.title, "Stop: web-01");
    press(&mut state, "\u{1b}\u{1b}");
    let (_, order) = asked_to_stop(&mut state);
    let effects = press(&mut state, "t\n");
    let [Effect::Rehearse(of, _)] = effects[..] else {
        panic!("it is tried: {effects:?}");
    };
    let said = |state: &State| Language::English.say(&state.deeds[0].summary(Language::English));
    assert_eq!(said(&state), "Dry run, Stop web-01: 0 of 1 tried");
    let event = finished(&order, Ok(Done::Changed), "Running");
    update(&mut state, Event::Acted(of, event));
    update(&mut state, Event::Acted(of, Acted::Ended(Ok(()))));
    assert_eq!(said(&state), "Dry run, Stop web-01: 1 would work");
}

#[test]
fn what_was_read_is_what_is_done_and_enter_alone_does_nothing() {
    let mut state = english();
    press(&mut state, "j");
    let (of, order) = asked_to_stop(&mut state);
    assert_eq!(
        order.subjects,
        [Subject {
            resource_type: "ecs".into(),
            profile: "prod".into(),
            region: "cn-hangzhou".into(),
            id: FIRST.into(),
        }]
    );
    let effects = press(&mut state, "\n");
    assert!(
        matches!(effects[..], [Effect::Forget(gone)] if gone == of),
        "what was planned is given up: {effects:?}"
    );
    press(&mut state, "\u{1b}");
    let (of, _) = asked_to_stop(&mut state);
    let effects = press(&mut state, "y\n");
    assert!(
        matches!(effects[..], [Effect::Act(begun)] if begun == of),
        "{effects:?}"
    );
    assert!(matches!(on_top(&state), Dialog::Text(pane) if matches!(pane.about, Lines::Deeds)));
}

#[test]
fn while_it_is_not_known_what_an_action_comes_to_nothing_says_yes() {
    let mut state = english();
    press(&mut state, "aStop\n");
    let effects = press(&mut state, "\n");
    let (of, order) = looks(&effects);
    let order = order.clone();
    let effects = press(&mut state, "y\n");
    assert!(
        matches!(effects[..], [Effect::Forget(gone)] if gone == of),
        "{effects:?}"
    );
    // What comes too late is given up, too.
    let effects = update(&mut state, Event::Planned(of, Ok(planned(&order))));
    assert!(
        matches!(effects[..], [Effect::Forget(gone)] if gone == of),
        "{effects:?}"
    );
    press(&mut state, "\u{1b}aStop\n");
    let effects = press(&mut state, "\n");
    let (of, _) = looks(&effects);
    update(&mut state, Event::Planned(of, Err(failure())));
    let effects = press(&mut state, "y\n");
    assert!(matches!(effects[..], [Effect::Forget(_)]), "{effects:?}");
}

#[test]
fn what_is_grave_takes_its_word() {
    let mut state = english();
    let effects = press(&mut state, "aRelease\n");
    let (of, order) = looks(&effects);
    let order = order.clone();
    update(&mut state, Event::Planned(of, Ok(planned(&order))));
    assert!(press(&mut state, "y\n").is_empty(), "the word is asked for");
    assert!(press(&mut state, "\n").is_empty());
    assert!(press(&mut state, "yes\n").is_empty());
    let is_wrong = |state: &State| matches!(on_top(state), Dialog::Confirm(asked) if asked.is_wrong);
    assert!(is_wrong(&state), "that it is another is said");
    press(&mut state, "\u{1b}");
    assert!(press(&mut state, "y\nreleas\n").is_empty() && is_wrong(&state));
    press(&mut state, "e");
    assert!(!is_wrong(&state));
    let effects = press(&mut state, "\n");
    assert!(
        matches!(effects[..], [Effect::Act(begun)] if begun == of),
        "{effects:?}"
    );
}

#[test]
fn the_word_of_an_action_is_its_name_or_its_title() {
    for word in ["release", "Release", "释放"] {
        let mut state = loaded(Language::Chinese, (80, 24));
        let effects = press(&mut state, "a释放\n");
        let (of, order) = looks(&effects);
        let order = order.clone();
        update(&mut state, Event::Planned(of, Ok(planned(&order))));
        let Dialog::Confirm(asked) = on_top(&state) else {
            panic!("it is asked");
        };
        assert_eq!(asked.word(Language::Chinese), Some("释放"));
        assert_eq!(asked.word(Language::English), Some("release"));
        let effects = press(&mut state, &format!("y\n{word}\n"));
        assert!(matches!(effects[..], [Effect::Act(_)]), "{word}: {effects:?}");
    }
}

#[test]
fn fields_are_held_against_the_manifest() {
    let mut state = english();
    press(&mut state, "aStop\n");
    for code in [KeyCode::Char(' '), KeyCode::Down, KeyCode::Right, KeyCode::Tab] {
        update(&mut state, key(code));
    }
    assert!(press(&mut state, "5x\n").is_empty(), "that is no number");
    let Dialog::Form(dialog) = on_top(&state) else {
        panic!("the form stays");
    };
    assert_eq!(dialog.form.cursor, 2);
    assert!(dialog.form.fields[2].wrong.is_some());
    update(&mut state, key(KeyCode::Backspace));
    let effects = press(&mut state, "\n");
    let (_, order) = looks(&effects);
    let params: Vec<(&str, &str)> = order
        .params
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    assert_eq!(params, [("after", "5"), ("force", "true"), ("mode", "Cheap")]);
}

#[test]
fn rows_show_how_they_are_and_the_bell_rings_at_the_end() {
    let mut state = english();
    press(&mut state, "j");
    let (of, order) = asked_to_stop(&mut state);
    press(&mut state, "y\n\u{1b}");
    let subject = order.subjects[0].clone();
    let moved = Acted::Moved(subject, Stage::Going("Stopping".into()));
    update(&mut state, Event::Acted(of, moved));
    assert_eq!(status(&state, FIRST).as_deref(), Some("Stopping"));
    update(
        &mut state,
        Event::Acted(of, finished(&order, Ok(Done::Changed), "Stopped")),
    );
    assert_eq!(status(&state, FIRST).as_deref(), Some("Stopped"));
    let seen = Seen {
        resource_type: "ecs".into(),
        place: place("prod", "cn-hangzhou"),
        rows: vec![row(FIRST, "renamed", "Stopped", "10.1.1.1")],
        gone: vec!["i-bp1aaaaaaaaaaaaaaa02".into()],
    };
    update(&mut state, Event::Acted(of, Acted::Seen(seen)));
    assert_eq!(status(&state, "i-bp1aaaaaaaaaaaaaaa02"), None, "it is gone");
    let tab = state.home.tab().expect("a tab");
    assert_eq!((tab.rows.len(), tab.rows.view().len()), (3, 3));
    let effects = update(&mut state, Event::Acted(of, Acted::Ended(Ok(()))));
    assert!(matches!(effects[..], [Effect::Bell]), "{effects:?}");
    assert!(state.deeds[0].ended_at.is_some() && state.deeds[0].unwell() == 0);
    state.bell = false;
    let (of, _) = asked_to_stop(&mut state);
    press(&mut state, "y\n");
    assert!(update(&mut state, Event::Acted(of, Acted::Ended(Ok(())))).is_empty());
}

#[test]
fn a_rehearsal_changes_no_row_and_the_question_stays() {
    let mut state = english();
    press(&mut state, "j");
    let (_, order) = asked_to_stop(&mut state);
    let effects = press(&mut state, "t\n");
    let [Effect::Rehearse(of, _)] = &effects[..] else {
        panic!("it is tried: {effects:?}");
    };
    update(
        &mut state,
        Event::Acted(*of, finished(&order, Ok(Done::Changed), "Stopped")),
    );
    assert_eq!(status(&state, FIRST).as_deref(), Some("Running"));
    press(&mut state, "\u{1b}");
    assert!(matches!(on_top(&state), Dialog::Confirm(asked) if matches!(asked.planned, Asked::Known(_))));
}

#[test]
fn what_ends_before_its_time_is_not_taken_for_done() {
    let mut state = english();
    press(&mut state, "j");
    let (of, order) = asked_to_stop(&mut state);
    press(&mut state, "y\n");
    let subject = order.subjects[0].clone();
    update(&mut state, Event::Acted(of, Acted::Moved(subject, Stage::Sent)));
    update(&mut state, Event::Acted(of, Acted::Ended(Err(failure()))));
    let fates: Vec<&Fate> = state.deeds[0].each.values().map(|piece| &piece.fate).collect();
    assert!(matches!(fates[..], [Fate::Unknown(_)]), "{fates:?}");
}

#[test]
fn who_leaves_while_something_goes_on_is_asked_once() {
    let mut state = english();
    press(&mut state, "j");
    let (of, order) = asked_to_stop(&mut state);
    press(&mut state, "y\n\u{1b}");
    let subject = order.subjects[0].clone();
    update(&mut state, Event::Acted(of, Acted::Moved(subject, Stage::Sent)));
    assert!(press(&mut state, "q\n").is_empty(), "Enter alone stays");
    assert!(state.dialogs.is_empty());
    assert!(matches!(press(&mut state, "qy\n")[..], [Effect::Quit]));
    press(&mut state, "\u{1b}");
    update(&mut state, Event::Acted(of, Acted::Ended(Ok(()))));
    assert!(matches!(press(&mut state, "q")[..], [Effect::Quit]));
}

#[test]
fn an_action_on_the_resource_in_full_is_for_that_one() {
    let mut state = english();
    press(&mut state, "j ");
    let effects = press(&mut state, "\n");
    let [Effect::Show(of, subject)] = &effects[..] else {
        panic!("it is fetched: {effects:?}");
    };
    let resource = yun_plugin_api::Resource {
        row: Row::new().with("id", "x").with("status", "Running"),
        raw: serde_json::Value::Null,
    };
    let subject = subject.as_ref().clone();
    update(&mut state, Event::Shown(*of, Ok(Some(resource))));
    let effects = press(&mut state, "aRelease\n");
    assert_eq!(
        looks(&effects).1.subjects,
        [subject],
        "not the one that is marked"
    );
}

#[test]
fn an_action_is_for_what_its_menu_named() {
    let mut state = english();
    let refreshed = listed(&press(&mut state, "jr")).expect("it is listed anew");
    press(&mut state, "aRelease");
    let named = |state: &State| matches!(on_top(state), Dialog::Choice(choice) if choice.of == "web-01");
    assert!(named(&state));
    let others = vec![row("i-bp1aaaaaaaaaaaaaaa02", "db", "Running", "")];
    let rows = Listing::Rows(place("prod", "cn-hangzhou"), others);
    update(&mut state, Event::Listing(refreshed, rows));
    update(&mut state, Event::Listing(refreshed, ended()));
    assert_eq!(status(&state, FIRST), None, "it is gone");
    assert!(named(&state));
    let effects = press(&mut state, "\n");
    let (_, order) = looks(&effects);
    let ids: Vec<&str> = order.subjects.iter().map(|subject| &*subject.id).collect();
    assert_eq!(ids, [FIRST], "not its neighbour");
    assert_eq!(order.names.get(FIRST).map(String::as_str), Some("web-01"));
}
