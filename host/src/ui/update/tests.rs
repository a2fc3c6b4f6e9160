use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use yun_plugin_api::{QuestionKind, Resource};

use super::*;
use crate::{
    account::Region,
    error::{Error, ErrorKind},
    listing::Regions,
    ui::{
        event::Listing,
        state::{Dialog, Line, PROFILE},
        trial::{
            ask, ended, key, known, listed, listing, loaded, moment, place, plugin_asks, press, question, row,
        },
    },
};

const SIZE: (u16, u16) = (80, 24);

pub(super) fn english() -> State {
    loaded(crate::text::Language::English, SIZE)
}

pub(super) fn shown(state: &State) -> Vec<String> {
    let tab = state.home.tab().expect("a tab");
    tab.rows
        .view()
        .iter()
        .map(|row| tab.rows.id(*row).to_owned())
        .collect()
}

/// Has the profile be used that is to be, and answers with what follows.
#[track_caller]
pub(super) fn used(state: &mut State, effects: &[Effect]) -> Vec<Effect> {
    let of = effects.iter().find_map(|effect| match effect {
        Effect::Use(of, _) => Some(*of),
        _ => None,
    });
    update(state, Event::Used(of.expect("a profile is used"), Ok(())))
}

pub(super) fn choice(state: &State) -> &crate::ui::state::Choice {
    match state.dialogs.last() {
        Some(Dialog::Choice(choice)) => choice,
        _ => panic!("there is a choice"),
    }
}

pub(super) fn cursor(state: &State) -> Option<usize> {
    state.home.tab().and_then(|tab| tab.rows.cursor())
}

#[test]
fn rows_come_while_regions_answer_and_are_ordered_by_region_and_id() {
    let (mut state, of) = listing(crate::text::Language::English, SIZE);
    update(&mut state, Event::Listing(of, Listing::Targets(2)));
    let page = vec![row("i-2", "b", "Running", ""), row("i-1", "a", "Running", "")];
    update(
        &mut state,
        Event::Listing(of, Listing::Rows(place("prod", "cn-hangzhou"), page)),
    );
    assert_eq!(shown(&state), ["i-1", "i-2"]);
    let page = vec![row("i-9", "c", "Running", "")];
    update(
        &mut state,
        Event::Listing(of, Listing::Rows(place("prod", "cn-beijing"), page)),
    );
    assert_eq!(shown(&state), ["i-9", "i-1", "i-2"]);
    let tab = state.home.tab().expect("a tab");
    assert_eq!((tab.list.done, tab.list.targets), (0, 2));
    assert!(state.is_loading());
    update(&mut state, Event::Listing(of, ended()));
    assert!(!state.is_loading());
    assert_eq!(
        state.wakes_at(),
        None,
        "nothing is to be done while nothing happens"
    );
}

#[test]
fn what_is_typed_filters_and_esc_ends_it() {
    let mut state = english();
    press(&mut state, "/WEB");
    assert_eq!(shown(&state).len(), 2);
    press(&mut state, "-09\n");
    assert_eq!(shown(&state), ["i-2zeaaaaaaaaaaaaaaa09"]);
    press(&mut state, "\u{1b}");
    assert_eq!(shown(&state).len(), 4);
    press(&mut state, "/x\u{1b}");
    assert_eq!(shown(&state).len(), 4);
    assert!(state.home.filtering.is_none());
}

#[test]
fn an_answer_to_a_question_that_is_asked_no_more_is_dropped() {
    let (mut state, of) = listing(crate::text::Language::English, SIZE);
    let page = || Listing::Rows(place("prod", "cn-hangzhou"), vec![row("i-1", "a", "Running", "")]);
    update(&mut state, Event::Listing(of, page()));
    press(&mut state, "p");
    update(&mut state, key(KeyCode::Down));
    let effects = press(&mut state, "\n");
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Forget(gone) if *gone == of))
    );
    let newer = listed(&effects).expect("the other account is listed");
    assert_eq!(state.scope.profiles, ["dev"]);
    update(&mut state, Event::Listing(of, page()));
    update(&mut state, Event::Listing(of, ended()));
    assert!(shown(&state).is_empty(), "rows of another account");
    let own = Listing::Rows(place("dev", "cn-beijing"), vec![row("i-7", "b", "Running", "")]);
    update(&mut state, Event::Listing(newer, own));
    assert_eq!(shown(&state), ["i-7"]);
}

#[test]
fn a_refresh_swaps_at_its_end_and_keeps_the_cursor_and_marks() {
    let mut state = english();
    press(&mut state, "jj ");
    let before = shown(&state);
    assert_eq!(cursor(&state), Some(3));
    let of = listed(&press(&mut state, "r")).expect("it is listed anew");
    let page = vec![
        row("i-bp1aaaaaaaaaaaaaaa00", "new", "Running", ""),
        row("i-bp1aaaaaaaaaaaaaaa02", "renamed", "Stopped", ""),
        row("i-bp1aaaaaaaaaaaaaaa03", "x", "Running", ""),
    ];
    update(
        &mut state,
        Event::Listing(of, Listing::Rows(place("prod", "cn-hangzhou"), page)),
    );
    assert_eq!(shown(&state), before, "nothing flickers");
    update(&mut state, Event::Listing(of, ended()));
    assert_eq!(shown(&state).len(), 3);
    let tab = state.home.tab().expect("a tab");
    let marked: Vec<&str> = tab.rows.marked().map(|row| tab.rows.id(row)).collect();
    assert_eq!(marked, ["i-bp1aaaaaaaaaaaaaaa02"]);
    assert_eq!(
        tab.row().map(|row| tab.rows.id(row)),
        Some("i-bp1aaaaaaaaaaaaaaa03")
    );
}

#[test]
fn where_nobody_answers_a_refresh_what_was_known_stays() {
    let mut state = english();
    let of = listed(&press(&mut state, "r")).expect("it is listed anew");
    let failure = Error::new(ErrorKind::Unavailable, "unreachable", message!("ui-no-deeds"));
    let end = Listing::Ended {
        failures: vec![failure],
        remarks: Vec::new(),
    };
    update(&mut state, Event::Listing(of, end));
    assert_eq!(shown(&state).len(), 4);
    assert_eq!(state.home.tab().map(|tab| tab.list.failures.len()), Some(1));
}

#[test]
fn whoever_may_not_look_sees_nothing_of_what_was_listed_before() {
    let mut state = english();
    let of = listed(&press(&mut state, "r")).expect("it is listed anew");
    let failure = |kind| Error::new(kind, "x", message!("ui-no-deeds"));
    let failures = vec![failure(ErrorKind::Credentials), failure(ErrorKind::Permission)];
    let remarks = Vec::new();
    update(
        &mut state,
        Event::Listing(of, Listing::Ended { failures, remarks }),
    );
    assert!(
        shown(&state).is_empty(),
        "the profile may be of another account by now"
    );
}

#[test]
fn a_refresh_reads_the_profiles_anew() {
    let mut state = english();
    let effects = press(&mut state, "r");
    let of = effects.iter().find_map(|effect| match effect {
        Effect::Profiles(of) => Some(*of),
        _ => None,
    });
    let mut known = known();
    known.profiles[0].region = Some("cn-shanghai".to_owned());
    known.chosen = vec!["dev".to_owned()];
    update(&mut state, Event::Profiles(of.expect("they are read"), Ok(known)));
    let region = |state: &State| state.profiles.known().and_then(|known| known[0].region.clone());
    assert_eq!(region(&state).as_deref(), Some("cn-shanghai"));
    assert_eq!(state.scope.profiles, ["prod"], "nobody chose another one");
    let again = press(&mut state, "r");
    let of = again.iter().find_map(|effect| match effect {
        Effect::Profiles(of) => Some(*of),
        _ => None,
    });
    let failure = Error::new(ErrorKind::Failed, "x", message!("ui-no-deeds"));
    update(
        &mut state,
        Event::Profiles(of.expect("they are read"), Err(failure)),
    );
    assert!(region(&state).is_some());
}

#[test]
fn a_list_is_refreshed_by_itself_once_that_is_asked_for() {
    let mut state = english();
    press(&mut state, "A");
    let at = state.refreshes_at().expect("it will be");
    assert_eq!(at, state.refresh.interval);
    assert!(update(&mut state, Event::Tick(at - Duration::from_millis(1))).is_empty());
    assert!(listed(&update(&mut state, Event::Tick(at))).is_some());
    assert_eq!(state.refreshes_at(), None, "not while it is under way");
}

#[test]
fn the_time_alone_changes_only_what_is_to_be_seen() {
    let mut state = english();
    state.changed = false;
    update(&mut state, Event::Tick(Duration::from_secs(1)));
    assert!(!state.changed);
    press(&mut state, "A");
    state.changed = false;
    update(&mut state, Event::Tick(Duration::from_secs(6)));
    assert!(state.changed && state.notice.is_none(), "the notice is over");
}

#[test]
fn regions_are_chosen_by_typing_and_several_by_marking() {
    let mut state = english();
    let effects = press(&mut state, "R");
    let [Effect::Regions(of, _)] = effects[..] else {
        panic!("regions are asked for: {effects:?}");
    };
    let region = |id: &str, name: &str| Region {
        id: id.into(),
        name: name.into(),
        status: None,
        endpoint: None,
    };
    let regions = vec![region("cn-beijing", "Beijing"), region("cn-shanghai", "Shanghai")];
    update(&mut state, Event::Regions(of, Ok(regions)));
    press(&mut state, "shang ");
    for _ in 0..5 {
        update(&mut state, key(KeyCode::Backspace));
    }
    press(&mut state, "bei \n");
    let named = vec!["cn-beijing".to_owned(), "cn-shanghai".to_owned()];
    assert_eq!(state.scope.regions, Regions::Named(named));
    assert!(state.dialogs.is_empty() && shown(&state).is_empty());
}

#[test]
fn a_resource_is_shown_in_full_and_left_again() {
    let mut state = english();
    let effects = press(&mut state, "\n");
    let [Effect::Show(of, subject)] = &effects[..] else {
        panic!("it is fetched: {effects:?}");
    };
    assert_eq!(
        (subject.id.as_str(), subject.region.as_str()),
        ("i-2zeaaaaaaaaaaaaaaa09", "cn-beijing")
    );
    let resource = Resource {
        row: row("i-2zeaaaaaaaaaaaaaaa09", "web-09", "Stopped", "172.16.0.9"),
        raw: serde_json::json!({"InstanceId": "i-2zeaaaaaaaaaaaaaaa09"}),
    };
    update(&mut state, Event::Shown(*of, Ok(Some(resource))));
    let effects = press(&mut state, "Y");
    assert!(
        matches!(&effects[..], [Effect::Copy(ip)] if ip == "172.16.0.9"),
        "{effects:?}"
    );
    press(&mut state, "v\u{1b}");
    assert!(state.home.detail.is_none());
}

#[test]
fn ids_of_marked_rows_are_copied_one_a_line() {
    let mut state = english();
    let effects = press(&mut state, "  y");
    assert!(
        matches!(&effects[..], [Effect::Copy(text)] if text == "i-2zeaaaaaaaaaaaaaaa09\ni-bp1aaaaaaaaaaaaaaa01"),
        "{effects:?}"
    );
}

#[test]
fn a_plugins_question_is_answered_left_or_taken_away() {
    let mut state = english();
    ask(&mut state, 7, question(QuestionKind::Secret));
    assert!(press(&mut state, "\n").is_empty(), "nothing is no answer");
    let effects = press(&mut state, "q1 \n");
    let [Effect::Answer(7, Some(answer))] = &effects[..] else {
        panic!("it is answered: {effects:?}");
    };
    assert_eq!(answer.expose(), "q1 ");
    ask(&mut state, 8, question(QuestionKind::Confirm));
    assert!(
        matches!(&press(&mut state, "y\n")[..], [Effect::Answer(8, Some(yes))] if yes.expose() == "true")
    );
    ask(&mut state, 9, question(QuestionKind::Text));
    assert!(matches!(
        press(&mut state, "\u{1b}")[..],
        [Effect::Answer(9, None)]
    ));
    ask(&mut state, 10, question(QuestionKind::Text));
    update(&mut state, Event::Unasked(10));
    assert!(state.dialogs.is_empty());
}

#[test]
fn what_comes_up_by_itself_takes_no_keys_for_a_moment() {
    let mut state = english();
    press(&mut state, "/we");
    update(&mut state, plugin_asks(1, question(QuestionKind::Confirm)));
    assert!(state.is_held() && state.line().is_none());
    assert!(
        press(&mut state, "by\n\u{1b}").is_empty(),
        "they were meant for the filter"
    );
    update(&mut state, Event::Paste("y".to_owned()));
    assert_eq!(state.dialogs.len(), 1);
    let until = state.wakes_at().expect("it is over by itself");
    assert_eq!(until, Duration::from_millis(700));
    // Whoever still types goes on doing so.
    update(&mut state, Event::Tick(until - Duration::from_millis(1)));
    press(&mut state, "\n");
    update(&mut state, Event::Tick(until));
    assert!(press(&mut state, "\n").is_empty() && state.is_held());
    moment(&mut state);
    assert!(matches!(
        &press(&mut state, "y\n")[..],
        [Effect::Answer(1, Some(_))]
    ));
    assert_eq!(state.line(), Some(Line::Filter));
    update(&mut state, Event::Told("a code".to_owned()));
    press(&mut state, "q\n");
    assert_eq!(state.dialogs.len(), 1, "nobody has read it");
    let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    let effects = update(&mut state, Event::Key(control_c));
    assert!(matches!(&effects[..], [Effect::Quit]), "there is a way out");
}

#[test]
fn questions_are_asked_each_in_turn() {
    let mut state = english();
    for id in 1..=4 {
        update(&mut state, plugin_asks(id, question(QuestionKind::Text)));
    }
    update(&mut state, Event::Unasked(3));
    let mut answered = Vec::new();
    while !state.dialogs.is_empty() {
        assert!(
            state.is_held(),
            "none is answered by what the one before is answered with"
        );
        moment(&mut state);
        let effects = press(&mut state, "x\n");
        answered.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::Answer(id, Some(_)) => Some(id),
            _ => None,
        }));
    }
    assert_eq!(answered, [1, 2, 4]);
    assert!(!state.is_held());
}

#[test]
fn what_answered_a_question_goes_nowhere_else_once_it_is_taken_back() {
    let mut state = english();
    ask(&mut state, 1, question(QuestionKind::Secret));
    press(&mut state, "hunter");
    update(&mut state, Event::Unasked(1));
    assert!(press(&mut state, "2q").is_empty());
    moment(&mut state);
    assert!(matches!(&press(&mut state, "q")[..], [Effect::Quit]));
}

#[test]
fn where_several_profiles_are_asked_theirs_is_a_column_as_any_other() {
    let (mut state, of) = listing(crate::text::Language::English, (160, 24));
    let names = ["生产 account", "dev"].map(str::to_owned);
    state.scope.profiles = names.to_vec();
    let rows = || vec![row("i-1", "a", "Running", "")];
    for name in &names {
        let rows = Listing::Rows(place(name, "cn-hangzhou"), rows());
        update(&mut state, Event::Listing(of, rows));
    }
    update(&mut state, Event::Listing(of, ended()));
    let tab = state.home.tab().expect("a tab");
    assert_eq!(
        tab.widths[PROFILE], 12,
        "as wide as the names, rather than the heading"
    );
    press(&mut state, "/生产\n");
    assert_eq!(shown(&state).len(), 1, "what is shown is searched");
    press(&mut state, "\u{1b}s");
    let sort = |state: &State| state.home.tab().map(|tab| tab.rows.sort().column);
    assert_eq!(sort(&state), Some(Some(PROFILE)));
    // It is shown in any case, and for one profile again only if that was chosen.
    press(&mut state, "c");
    update(&mut state, key(KeyCode::Down));
    press(&mut state, " \n");
    let tab = state.home.tab().expect("a tab");
    assert_eq!(tab.columns(&names)[0], PROFILE);
    assert!(!tab.columns(&names).contains(&1) && !tab.columns(&names[..1]).contains(&PROFILE));
}

#[test]
fn marks_of_rows_that_the_filter_hides_stay() {
    let mut state = english();
    let marked = |state: &State| state.home.tab().map_or(0, |tab| tab.rows.marked().len());
    press(&mut state, "/web-01\n*");
    assert_eq!(marked(&state), 1);
    press(&mut state, "/nothing has this\n*");
    assert_eq!(marked(&state), 1, "nothing that is shown was marked");
    press(&mut state, "\u{1b}/web-09\n**");
    assert_eq!(marked(&state), 1);
    press(&mut state, "\u{1b}**");
    assert_eq!(marked(&state), 0);
}

#[test]
fn on_a_screen_that_shows_nothing_keys_do_nothing_but_leave() {
    let mut state = english();
    update(&mut state, Event::Resize(30, 5));
    assert!(press(&mut state, "q\n*r").is_empty());
    update(&mut state, Event::Paste("x".to_owned()));
    let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert!(matches!(
        update(&mut state, Event::Key(control_c))[..],
        [Effect::Quit]
    ));
    update(&mut state, Event::Resize(80, 24));
    assert!(matches!(&press(&mut state, "q")[..], [Effect::Quit]));
}

#[test]
fn another_region_takes_the_place_of_several_without_taking_their_marks_away() {
    let mut state = english();
    let named = |names: &[&str]| Regions::Named(names.iter().map(|name| (*name).to_owned()).collect());
    let several = named(&["cn-beijing", "cn-shanghai"]);
    let region = |id: &str| Region {
        id: id.into(),
        name: id.into(),
        status: None,
        endpoint: None,
    };
    for (keys, chosen) in [
        ("qingdao\n", named(&["cn-qingdao"])),
        ("beijing\n", several.clone()),
        ("qingdao \n", named(&["cn-beijing", "cn-qingdao", "cn-shanghai"])),
    ] {
        state.scope.regions = several.clone();
        let effects = press(&mut state, "R");
        let [Effect::Regions(of, _)] = effects[..] else {
            panic!("regions are asked for: {effects:?}");
        };
        let regions = ["cn-beijing", "cn-qingdao", "cn-shanghai"].map(region);
        update(&mut state, Event::Regions(of, Ok(regions.into())));
        press(&mut state, keys);
        assert_eq!(state.scope.regions, chosen, "{keys}");
    }
}

#[test]
fn what_wants_credentials_is_not_asked_again_by_itself() {
    let mut state = english();
    press(&mut state, "A");
    let effects = press(&mut state, "r");
    assert!(
        matches!(effects[0], Effect::Renew),
        "what was refused is not tried again: {effects:?}"
    );
    let of = listed(&effects).expect("it is listed anew");
    let end = |kind| Listing::Ended {
        failures: vec![Error::new(kind, "x", message!("ui-no-deeds"))],
        remarks: Vec::new(),
    };
    update(&mut state, Event::Listing(of, end(ErrorKind::Credentials)));
    assert_eq!(state.refreshes_at(), None);
    let of = listed(&press(&mut state, "r")).expect("it is listed anew");
    update(&mut state, Event::Listing(of, end(ErrorKind::Unavailable)));
    let at = state.refreshes_at().expect("the network may be there again");
    let effects = update(&mut state, Event::Tick(at));
    assert!(listed(&effects).is_some());
    assert!(
        !effects.iter().any(|effect| matches!(effect, Effect::Renew)),
        "nobody asked: {effects:?}"
    );
}

#[test]
fn of_several_copied_ids_the_number_is_told() {
    let mut state = english();
    update(&mut state, Event::Copied(Ok("i-1\ni-2\ni-3".to_owned())));
    let said = state
        .notice
        .as_ref()
        .map(|notice| state.language.say(&notice.said));
    assert_eq!(said.as_deref(), Some("Copied 3 values"));
}
