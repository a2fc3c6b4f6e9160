//! What is chosen: profiles, regions, columns, an order, words of a filter.

#![cfg(test)]

use crossterm::event::KeyCode;
use yun_plugin_api::QuestionKind;

use super::{
    tests::{choice, english, shown, used},
    *,
};
use crate::{
    account::Region,
    error::{Error, ErrorKind},
    listing::Regions,
    ui::{
        command::Command,
        keys::Context,
        layout::{Choosing, Layout},
        rows::Direction,
        state::{About, Dialog, PROFILE, Page},
        trial::{ask, key, listed, loaded, press, question},
        view,
    },
};

fn region(id: &str) -> Region {
    Region {
        id: id.into(),
        name: String::new(),
        status: None,
        endpoint: None,
    }
}

#[test]
fn the_cursor_of_a_choice_stays_among_what_is_left() {
    let mut state = english();
    press(&mut state, "p");
    update(&mut state, key(KeyCode::End));
    press(&mut state, "pro");
    let Some(Dialog::Choice(choice)) = state.dialogs.last() else {
        panic!("a choice is open");
    };
    let pointed = choice.pointed();
    assert_eq!(pointed, Some(0));
}

#[test]
fn one_profile_is_used_and_several_are_looked_at() {
    let mut state = english();
    press(&mut state, "p");
    let entries = choice(&state).entries.known().expect("known at once");
    assert_eq!(entries[0].note, "Alibaba Cloud account, cn-hangzhou");
    assert_eq!(choice(&state).marked, [0].into(), "what is shown is marked");
    press(&mut state, "\u{1b}pdev ");
    update(&mut state, key(KeyCode::Backspace));
    let effects = press(&mut state, "\n");
    assert_eq!(state.scope.profiles, ["prod", "dev"]);
    assert!(listed(&effects).is_some() && effects.iter().all(|effect| !matches!(effect, Effect::Use(..))));
    press(&mut state, "p");
    assert_eq!(choice(&state).marked, [0, 1].into());
    let effects = press(&mut state, " \n");
    assert_eq!(state.scope.profiles, ["dev"]);
    assert!(listed(&effects).is_some(), "{effects:?}");
    let effects = used(&mut state, &effects);
    assert!(effects.is_empty(), "what is shown stays: {effects:?}");
    assert!(state.notice.is_some(), "that it is used is said");
}

#[test]
fn a_slip_takes_nothing_and_what_is_shown_already_is_not_used() {
    let mut state = english();
    assert!(press(&mut state, "pdve\n").is_empty(), "nothing is called so");
    assert!(matches!(choice(&state).about, About::Profile), "it stays open");
    press(&mut state, "\u{1b}");
    assert!(press(&mut state, "p\n").is_empty(), "it is shown already");
    assert!(state.dialogs.is_empty());
    assert!(press(&mut state, "czzz\n").is_empty());
    assert!(matches!(choice(&state).about, About::Columns), "it stays open");
    press(&mut state, "\u{1b}");
    // Who says which one is meant means it.
    let effects = press(&mut state, "pprod\n");
    assert!(matches!(&effects[..], [Effect::Use(_, name)] if name == "prod"));
}

#[test]
fn what_was_typed_before_the_regions_came_has_the_cursor_on_what_fits_best() {
    let mut state = english();
    state.scope.regions = Regions::Named(vec!["cn-shanghai".into()]);
    let effects = press(&mut state, "Rcn-b");
    let [Effect::Regions(of, _)] = effects[..] else {
        panic!("regions are asked for: {effects:?}");
    };
    let regions = ["cn-a", "cn-beijing", "cn-shanghai"].map(region);
    update(&mut state, Event::Regions(of, Ok(regions.into())));
    assert_eq!((choice(&state).cursor, choice(&state).pointed()), (0, Some(3)));
    press(&mut state, "\n");
    assert_eq!(state.scope.regions, Regions::Named(vec!["cn-beijing".into()]));
}

#[test]
fn what_is_chosen_after_a_profile_is_asked_of_that_one() {
    let mut state = english();
    press(&mut state, "pdev\n");
    let effects = press(&mut state, "R");
    assert!(
        matches!(&effects[..], [Effect::Regions(_, of)] if *of == ["dev"]),
        "{effects:?}"
    );
    press(&mut state, "\u{1b}a");
    assert!(state.dialogs.is_empty(), "nothing of it is listed yet");
    let effects = press(&mut state, "pprod\n");
    assert!(listed(&effects).is_some(), "whatever is written meanwhile");
    assert_eq!(state.scope.profiles, ["prod"]);
}

#[test]
fn the_profile_that_was_chosen_last_is_used_in_the_end() {
    let mut state = english();
    let first = press(&mut state, "pdev\n");
    let second = press(&mut state, "pprod\n");
    assert!(second.iter().all(|effect| !matches!(effect, Effect::Use(..))));
    let next = used(&mut state, &first);
    assert!(matches!(&next[..], [Effect::Use(_, name)] if name == "prod"));
    assert!(state.notice.is_none(), "that is overtaken");
    assert!(used(&mut state, &next).is_empty() && state.notice.is_some());
    assert_eq!(state.scope.profiles, ["prod"]);
}

#[test]
fn what_is_asked_about_what_is_shown_no_more_is_closed_but_for_a_plugins_question() {
    for keys in ["R", "o", "c", "a", "aStop\n", "aRelease\n", "V"] {
        let mut state = english();
        press(&mut state, keys);
        let before = state.dialogs.len();
        assert!(before > 0, "{keys}");
        ask(&mut state, 1, question(QuestionKind::Text));
        let mut effects = Vec::new();
        let other = crate::ui::state::Scope::of_profile("dev".to_owned());
        home::rescope(&mut state, other, &mut effects);
        assert!(matches!(state.dialogs[..], [Dialog::Question(_)]), "{keys}");
        let forgets = |effect: &&Effect| matches!(effect, Effect::Forget(_));
        let waits = matches!(keys, "R" | "o" | "aRelease\n" | "V");
        assert_eq!(effects.iter().any(|effect| forgets(&effect)), waits, "{keys}");
    }
}

#[test]
fn a_profile_that_cannot_be_used_is_told_of_where_one_is() {
    let mut state = english();
    press(&mut state, "pdev\n");
    let (of, _) = state.using.asked.clone().expect("it is used");
    let failure = Error::new(ErrorKind::Failed, "x", message!("ui-no-deeds"));
    let effects = update(&mut state, Event::Used(of, Err(failure)));
    assert!(effects.is_empty() && state.notice.is_some() && state.accounts.failed.is_none());
    assert_eq!((state.log.len(), &*state.scope.profiles[0]), (1, "dev"));
}

#[test]
fn without_a_profile_the_key_of_profiles_leads_to_where_one_is_added() {
    let mut state = english();
    state.profiles = Asked::Known(Vec::new());
    press(&mut state, "p");
    assert!(state.page == Page::Accounts && state.dialogs.is_empty());
}

#[test]
fn the_regions_that_are_shown_are_marked_and_what_is_whole_is_no_part_of_several() {
    let mut state = english();
    let open = |state: &mut State| {
        let effects = press(state, "R");
        let [Effect::Regions(of, _)] = effects[..] else {
            panic!("regions are asked for: {effects:?}");
        };
        let regions = vec![region("cn-beijing"), region("cn-shanghai")];
        update(state, Event::Regions(of, Ok(regions)));
    };
    open(&mut state);
    assert_eq!(choice(&state).marked, [0].into(), "the profile's own");
    press(&mut state, "beijing \n");
    assert_eq!(state.scope.regions, Regions::Named(vec!["cn-beijing".into()]));
    open(&mut state);
    assert!(
        press(&mut state, "beijng\n").is_empty(),
        "a slip is no region where they are known"
    );
    assert!(matches!(choice(&state).about, About::Regions), "it stays open");
    press(&mut state, "\u{1b}");
    open(&mut state);
    assert_eq!(choice(&state).marked, [2].into());
    press(&mut state, "shanghai\n");
    assert_eq!(state.scope.regions, Regions::Named(vec!["cn-shanghai".into()]));
    open(&mut state);
    update(&mut state, key(KeyCode::Home));
    press(&mut state, " ");
    assert_eq!(choice(&state).marked, [0].into());
}

#[test]
fn where_regions_cannot_be_listed_an_id_is_typed() {
    let mut state = english();
    let effects = press(&mut state, "R");
    let [Effect::Regions(of, _)] = effects[..] else {
        panic!("regions are asked for: {effects:?}");
    };
    let failure = Error::new(ErrorKind::Permission, "x", message!("ui-no-deeds"));
    update(&mut state, Event::Regions(of, Err(failure)));
    press(&mut state, "\n");
    assert_eq!(state.dialogs.len(), 1, "nothing is typed");
    press(&mut state, "CN beijing\n");
    assert_eq!(state.dialogs.len(), 1, "that is no id");
    for _ in 0..10 {
        update(&mut state, key(KeyCode::Backspace));
    }
    press(&mut state, "cn-beijing\n");
    assert_eq!(state.scope.regions, Regions::Named(vec!["cn-beijing".into()]));
}

#[test]
fn every_word_of_a_filter_is_looked_for_in_any_column() {
    let mut state = english();
    press(&mut state, "/running WEB");
    assert_eq!(shown(&state), ["i-bp1aaaaaaaaaaaaaaa01"]);
    press(&mut state, " stop");
    assert!(shown(&state).is_empty());
}

#[test]
fn rows_are_sorted_by_columns_that_are_on_the_screen() {
    let mut state = loaded(crate::text::Language::English, (40, 12));
    let on_screen = view::columns_on_screen(&state);
    assert!(on_screen.len() < 5, "not all have room: {on_screen:?}");
    for column in on_screen.iter().copied().map(Some).chain([None]) {
        press(&mut state, "s");
        assert_eq!(state.home.tab().map(|tab| tab.rows.sort().column), Some(column));
        assert!(state.notice.is_some(), "it is said by which");
    }
}

#[test]
fn help_and_commands_name_what_there_is() {
    let mut state = english();
    let said = |state: &State, command| {
        let does = state.does(command, Context::Table);
        does.map(|title| title.said(state.language).into_owned())
    };
    assert_eq!(said(&state, Command::Tab2).as_deref(), Some("Container groups"));
    assert_eq!(said(&state, Command::Tab3), None);
    assert_eq!(said(&state, Command::View).as_deref(), Some("View"));
    state.home.tabs[0].resource.views.truncate(1);
    assert_eq!(said(&state, Command::View).as_deref(), Some("Logs"));
    state.home.tabs[0].resource.views.clear();
    assert_eq!(said(&state, Command::View), None);
    assert!(press(&mut state, "V").is_empty());
    assert!(state.notice.is_some() && state.home.detail.is_none(), "one stays");
}

/// What is to be kept of a list.
#[track_caller]
fn kept(effects: &[Effect]) -> (&str, &Choosing) {
    match effects {
        [Effect::KeepLayout(resource_type, chosen)] => (resource_type, chosen),
        other => panic!("it is kept: {other:?}"),
    }
}

fn columns<const MANY: usize>(keys: [&str; MANY]) -> Choosing {
    Choosing::Columns(Some(keys.map(str::to_owned).into()))
}

#[test]
fn what_is_chosen_of_a_list_is_kept_and_there_is_a_way_back() {
    let mut state = english();
    press(&mut state, "cName ");
    let shown = columns(["id", "status", "region", "private_ip"]);
    assert_eq!(kept(&press(&mut state, "\n")), ("ecs", &shown));
    kept(&press(&mut state, "s"));
    // The columns are not written with it: another UI may have others kept by now.
    let sort = Choosing::Sort(Some(("id".to_owned(), Direction::Descending)));
    assert_eq!(kept(&press(&mut state, "S")), ("ecs", &sort));
    // Who begins anew finds it again; what there is no more is passed over.
    let mut other = english();
    let mut layouts = state.home.layouts.clone();
    let ecs = layouts.get_mut("ecs").expect("kept");
    ecs.columns.as_mut().expect("chosen").push("gone".to_owned());
    other.home.lay_out(layouts);
    let (tab, before) = (&other.home.tabs[0], &state.home.tabs[0]);
    assert_eq!((&tab.shown, tab.rows.sort()), (&before.shown, before.rows.sort()));
    press(&mut state, "cusual");
    assert_eq!(kept(&press(&mut state, "\n")).1, &Choosing::Columns(None));
    assert_eq!(state.home.tabs[0].shown, state.home.tabs[0].usual());
}

#[test]
fn columns_that_are_not_there_just_now_keep_their_places() {
    let mut state = english();
    let layout = Layout {
        columns: Some(["cpu", "id", "gpu", "name"].map(str::to_owned).into()),
        sort: Some(("gpu".to_owned(), Direction::Descending)),
    };
    state.home.lay_out([("ecs".to_owned(), layout.clone())].into());
    press(&mut state, "cstatus ");
    let shown = columns(["cpu", "id", "gpu", "name", "status"]);
    assert_eq!(kept(&press(&mut state, "\n")).1, &shown);
    assert_eq!(
        state.home.layouts["ecs"].sort, layout.sort,
        "nobody chose another"
    );
    // Where what is shown is the manifest's own, they are remembered as well.
    press(&mut state, "cregion ");
    update(&mut state, key(KeyCode::Home));
    for _ in 0.."region".len() {
        update(&mut state, key(KeyCode::Backspace));
    }
    press(&mut state, "private ");
    let shown = columns(["cpu", "id", "gpu", "name", "status", "region", "private_ip"]);
    assert_eq!(kept(&press(&mut state, "\n")).1, &shown);
    assert_eq!(state.home.tabs[0].shown, state.home.tabs[0].usual());
    press(&mut state, "cusual");
    assert_eq!(kept(&press(&mut state, "\n")).1, &Choosing::Columns(None));
}

#[test]
fn a_list_is_never_without_columns() {
    let mut state = english();
    press(&mut state, "pdev ");
    update(&mut state, key(KeyCode::Backspace));
    press(&mut state, "\n");
    assert_eq!(state.scope.profiles.len(), 2);
    press(&mut state, "c");
    let marked: Vec<usize> = choice(&state).marked.iter().copied().collect();
    for at in marked {
        let Some(Dialog::Choice(choice)) = state.dialogs.last_mut() else {
            panic!("there is a choice");
        };
        choice.cursor = at;
        if at != PROFILE {
            choice.mark();
        }
    }
    assert_eq!(choice(&state).marked, [PROFILE].into());
    assert_eq!(kept(&press(&mut state, "\n")).1, &Choosing::Columns(None));
    assert_eq!(state.home.tabs[0].shown, state.home.tabs[0].usual());
}
