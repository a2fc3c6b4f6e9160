//! What is chosen: profiles, regions, columns, an order, words of a filter.

#![cfg(test)]

use crossterm::event::KeyCode;

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
        rows::Direction,
        state::{Dialog, Page},
        trial::{key, listed, loaded, press},
        view,
    },
};

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
    assert!(listed(&effects).is_some() && effects.iter().all(|effect| !matches!(effect, Effect::Deal(..))));
    press(&mut state, "p");
    assert_eq!(choice(&state).marked, [0, 1].into());
    let effects = press(&mut state, " \n");
    let effects = used(&mut state, &effects);
    assert_eq!(state.scope.profiles, ["dev"]);
    assert!(listed(&effects).is_some(), "{effects:?}");
}

#[test]
fn a_profile_that_cannot_be_used_is_told_of_where_one_is() {
    let mut state = english();
    let effects = press(&mut state, "pdev\n");
    let [Effect::Deal(of, _)] = effects[..] else {
        panic!("a profile is used: {effects:?}");
    };
    let failure = Error::new(ErrorKind::Failed, "x", message!("ui-no-deeds"));
    update(&mut state, Event::Dealt(of, Err(failure)));
    assert!(state.notice.is_some() && state.accounts.failed.is_none());
    assert_eq!((state.log.len(), &*state.scope.profiles[0]), (1, "prod"));
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
    let region = |id: &str| Region {
        id: id.into(),
        name: String::new(),
        status: None,
        endpoint: None,
    };
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

#[test]
fn what_is_chosen_of_a_list_is_kept_and_there_is_a_way_back() {
    let mut state = english();
    let kept = |effects: &[Effect]| match effects {
        [Effect::KeepLayout(resource_type, layout)] => (resource_type.clone(), layout.clone()),
        other => panic!("it is kept: {other:?}"),
    };
    press(&mut state, "cName ");
    let (resource_type, layout) = kept(&press(&mut state, "\n"));
    assert_eq!(resource_type, "ecs");
    let keys = ["id", "status", "region", "private_ip"].map(str::to_owned);
    assert_eq!(layout.columns, Some(keys.into()));
    kept(&press(&mut state, "s"));
    let (_, layout) = kept(&press(&mut state, "S"));
    assert_eq!(layout.sort, Some(("id".to_owned(), Direction::Descending)));
    // Who begins anew finds it again; what there is no more is passed over.
    let mut other = english();
    let mut layouts = state.home.layouts.clone();
    let ecs = layouts.get_mut("ecs").expect("kept");
    ecs.columns.as_mut().expect("chosen").push("gone".to_owned());
    other.home.lay_out(layouts);
    let (tab, before) = (&other.home.tabs[0], &state.home.tabs[0]);
    assert_eq!((&tab.shown, tab.rows.sort()), (&before.shown, before.rows.sort()));
    press(&mut state, "cusual");
    let (_, layout) = kept(&press(&mut state, "\n"));
    assert_eq!(layout.columns, None);
    assert_eq!(state.home.tabs[0].shown, state.home.tabs[0].usual());
}
