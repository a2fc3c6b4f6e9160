//! What is drawn of actions, views and searches, against committed pictures.

#![cfg(test)]

use yun_plugin_api::manifest::Text;

use super::{tests::compare, *};
use crate::{
    acting::{Done, Finished, Stage},
    error::ErrorKind,
    text::Language,
    ui::{
        effect::{Effect, Subject},
        event::{Acted, Event, Listing, Looked, News, Planned},
        trial::{self, listed, loaded, place, press, row},
        update::update,
    },
};

#[test]
fn screens_of_the_menu_of_actions() {
    compare("actions", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, "*a");
        state
    });
}

#[test]
fn screens_of_an_actions_fields() {
    compare("fields", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, "aStop\n");
        for _ in 0..2 {
            update(&mut state, trial::key(crossterm::event::KeyCode::Down));
        }
        press(&mut state, "5x\n");
        state
    });
}

#[test]
fn screens_of_a_container_that_is_picked() {
    compare("container", |language, size| {
        let mut state = loaded(language, size);
        trial::containers(&mut state);
        press(&mut state, "VLogs\n  ");
        state
    });
}

/// A state in which the release of all rows is asked about: one is refused.
fn asked_about(language: Language, size: (u16, u16)) -> State {
    let mut state = loaded(language, size);
    let effects = press(&mut state, "*aRelease\n");
    let [Effect::Plan(of, order)] = &effects[..] else {
        panic!("it is looked at first: {effects:?}");
    };
    let (last, ready) = order.subjects.split_last().expect("several");
    let looked = |subject: &Subject| Looked {
        subject: subject.clone(),
        name: "主库 🚀".into(),
        status: "Stopped".into(),
    };
    let planned = Planned {
        ready: ready.iter().map(looked).collect(),
        on_the_way: Vec::new(),
        over: vec![(last.clone(), refused(&last.id))],
    };
    update(&mut state, Event::Planned(*of, Ok(planned)));
    state
}

fn refused(id: &str) -> Finished {
    let error = Error::new(
        ErrorKind::Failed,
        "protected",
        message!("error-action-refused", action = "release"),
    );
    let error = error.reason_of_manifest(Text {
        en: "it is protected".into(),
        zh: "实例已开启释放保护".into(),
    });
    Finished {
        target: Some(0),
        ..Finished::unseen(id.to_owned(), error)
    }
}

#[test]
fn screens_of_a_confirmation() {
    compare("confirmation", |language, size| {
        let mut state = asked_about(language, size);
        press(&mut state, "y\nrel");
        state
    });
}

#[test]
fn screens_of_what_was_done() {
    compare("deeds", |language, size| {
        let mut state = asked_about(language, size);
        let effects = press(&mut state, "y\nrelease\n");
        let [Effect::Act(of)] = effects[..] else {
            panic!("it begins: {effects:?}");
        };
        let subjects: Vec<Subject> = state.deeds[0]
            .each
            .keys()
            .map(|(profile, region, id)| Subject {
                resource_type: "ecs".into(),
                profile: profile.clone(),
                region: region.clone(),
                id: id.clone(),
            })
            .collect();
        let done = Finished {
            outcome: Ok(Done::Changed),
            ..refused(&subjects[0].id)
        };
        let going = Stage::Going("Stopping".into());
        let events = [
            Acted::Finished(subjects[0].clone(), Box::new(done)),
            Acted::Moved(subjects[1].clone(), going),
        ];
        for acted in events {
            update(&mut state, Event::Acted(of, acted));
        }
        state
    });
}

#[test]
fn screens_of_leaving_while_something_goes_on() {
    compare("leaving", |language, size| {
        let mut state = asked_about(language, size);
        press(&mut state, "y\nrelease\n\u{1b}q");
        state
    });
}

#[test]
fn screens_of_a_log() {
    compare("log", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, "VLogs");
        let effects = press(&mut state, "\n");
        let [Effect::View(of, _)] = effects[..] else {
            panic!("it is asked for: {effects:?}");
        };
        let lines: String = (0..60)
            .map(|number| format!("第 {number} 行: GET /health 200\n"))
            .collect();
        let long = "a line that goes on and on ".repeat(5);
        update(&mut state, Event::Viewed(of, Ok(News::Text(lines + &long))));
        press(&mut state, "k");
        state
    });
}

#[test]
fn screens_of_what_is_found() {
    compare("search", |language, size| {
        let mut state = loaded(language, size);
        press(&mut state, "f");
        let effects = press(&mut state, "web\n");
        let [Effect::Search(of, ..)] = effects[..] else {
            panic!("it is looked for: {effects:?}");
        };
        let found = |kind: &'static str, id: &'static str| {
            let row = row(id, "web-01", "Running", "").with("resource_type", kind);
            row.with("match", "name=web-01")
        };
        let rows = vec![found("eci", "eci-2ze0001"), found("ecs", "i-2ze0002")];
        update(&mut state, Event::Listing(of, Listing::Targets(8)));
        let rows = Listing::Rows(place("prod", "cn-beijing"), rows);
        update(&mut state, Event::Listing(of, rows));
        state
    });
}

#[test]
fn screens_of_rows_that_are_old() {
    compare("old", |language, size| {
        let mut state = loaded(language, size);
        let of = listed(&press(&mut state, "r")).expect("it is listed anew");
        let failure = Error::new(ErrorKind::Unavailable, "x", message!("error-ui-internal"));
        let end = Listing::Ended {
            failures: vec![failure.for_profile("prod").in_region("cn-hangzhou")],
            remarks: Vec::new(),
        };
        let rows = vec![row("i-2zeaaaaaaaaaaaaaaa09", "web-09", "Stopped", "172.16.0.9")];
        update(
            &mut state,
            Event::Listing(of, Listing::Rows(place("prod", "cn-beijing"), rows)),
        );
        update(&mut state, Event::Listing(of, end));
        state
    });
}
