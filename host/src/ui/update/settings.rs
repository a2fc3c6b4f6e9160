//! The page of settings: what is chosen there counts at once, and is kept in the configuration.

use super::sure;
use crate::{
    error::Error,
    settings::Setting,
    text::message,
    ui::{
        chosen::Chosen,
        command::Command,
        effect::Effect,
        event::Generation,
        state::{Asked, Input, Meant, Page, State},
        view::{self, Look},
    },
};

/// Shows the page. What is known is shown until what stands in the configuration by now is read.
pub(super) fn enter(state: &mut State, effects: &mut Vec<Effect>) {
    state.page = Page::Settings;
    state.home.filtering = None;
    read(state, effects);
}

fn read(state: &mut State, effects: &mut Vec<Effect>) {
    let asked = state.ask();
    state.settings.reading = Some(asked);
    effects.push(Effect::Settings(asked));
}

/// Carries out a command.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    if let Some(typed) = &state.settings.editing {
        match command {
            Command::Open => {
                let typed = typed.text().trim().to_owned();
                set(state, Some(typed), effects);
            }
            Command::Back => {
                state.settings.editing = None;
                state.settings.is_sent = false;
                state.settings.failed = None;
            }
            _ => {}
        }
        return;
    }
    if moved(state, command) {
        return;
    }
    match command {
        Command::Open => open(state, effects),
        Command::NextValue => step(state, |at, count| (at + 1) % count, effects),
        Command::PreviousValue => step(state, |at, count| (at + count - 1) % count, effects),
        Command::DefaultValue => set(state, None, effects),
        Command::Refresh => read(state, effects),
        Command::Back => {
            state.page = Page::Home;
            state.settings.failed = None;
        }
        _ => {}
    }
}

/// Moves the cursor, if the command does.
fn moved(state: &mut State, command: Command) -> bool {
    let rows = view::table_rows(state).max(1);
    let page = &mut state.settings;
    super::moved(command, rows, &page.settings, &mut page.cursor, &mut page.failed)
}

/// Has a value typed that may be anything of a form; goes on to the next word otherwise.
fn open(state: &mut State, effects: &mut Vec<Effect>) {
    match state.settings.pointed() {
        Some(shown) if shown.setting.is_free() => {
            // What may be a secret in it is not drawn: the whole is typed anew.
            let is_plain = shown.setting.shown(shown.value()) == shown.value();
            let typed = if is_plain {
                Input::of(shown.value())
            } else {
                Input::default()
            };
            state.settings.editing = Some(typed);
            state.settings.is_sent = false;
        }
        Some(_) => step(state, |at, count| (at + 1) % count, effects),
        None => {}
    }
}

/// Sets the word that `to` makes of the place of the present one among so many; the first where it is none of them.
fn step(state: &mut State, to: impl Fn(usize, usize) -> usize, effects: &mut Vec<Effect>) {
    let Some(shown) = state.settings.pointed() else {
        return;
    };
    let choices = shown.setting.choices;
    if choices.is_empty() {
        return;
    }
    let at = choices.iter().position(|choice| *choice == shown.value());
    let next = choices[at.map_or(0, |at| to(at, choices.len()))];
    set(state, Some(next.to_owned()), effects);
}

/// Sets the setting that the cursor is on, or has its default hold; asks first where much follows from it.
fn set(state: &mut State, value: Option<String>, effects: &mut Vec<Effect>) {
    let Some(shown) = state.settings.pointed() else {
        return;
    };
    let (setting, is) = (shown.setting, shown.value());
    let is_another = value.as_deref().unwrap_or(setting.default) != is;
    if state.settings.changing.is_none() && setting.is_weighty() && is_another {
        let meant = Meant::Setting {
            setting,
            from: is.to_owned(),
            to: value,
        };
        return sure::ask(state, meant);
    }
    change(state, setting, value, effects);
}

/// Sets a setting, or has its default hold. One change at a time.
pub(super) fn change(
    state: &mut State,
    setting: &'static Setting,
    value: Option<String>,
    effects: &mut Vec<Effect>,
) {
    if state.settings.changing.is_some() {
        return;
    }
    let asked = state.ask();
    // What was read before the change is not what stands there after it.
    state.settings.reading = None;
    state.settings.changing = Some(asked);
    state.settings.is_sent = state.settings.editing.is_some();
    state.settings.failed = None;
    effects.push(Effect::Set(asked, setting, value));
}

/// What was chosen is read, after a change too; or was not changed.
pub(super) fn take(
    state: &mut State,
    of: Generation,
    chosen: Result<Box<Chosen>, Error>,
    effects: &mut Vec<Effect>,
) {
    let page = &mut state.settings;
    let is_change = page.changing == Some(of);
    if !is_change && page.reading != Some(of) {
        return;
    }
    page.reading = None;
    if is_change {
        page.changing = None;
    }
    match chosen {
        Ok(chosen) => {
            if is_change {
                state.settings.failed = None;
            }
            // Another one that is being typed by now is no matter of this change.
            if is_change && state.settings.is_sent {
                state.settings.editing = None;
            }
            apply(state, *chosen, effects);
        }
        Err(error) => state.settings.failed = Some(error),
    }
}

/// Has what was chosen count from now on.
pub(super) fn apply(state: &mut State, chosen: Chosen, effects: &mut Vec<Effect>) {
    let preferences = chosen.preferences;
    if state.language != chosen.language {
        state.language = chosen.language;
        effects.push(Effect::Speak(chosen.language));
    }
    for tab in state.home.tabs_mut() {
        tab.rows.speak(chosen.language);
        if let Some(newer) = &mut tab.newer {
            newer.speak(chosen.language);
        }
    }
    state.look = Look::of(&preferences);
    state.keys = chosen.keys;
    if state.refresh.set != preferences.refresh {
        // Otherwise what somebody switched on or off meanwhile holds.
        state.refresh.set = preferences.refresh;
        state.refresh.interval = preferences.refresh.unwrap_or(state.refresh.interval);
        state.refresh.automatic = preferences.refresh.is_some();
    }
    state.bell = preferences.bell;
    state.scrollback = preferences.scrollback;
    if state.mouse != preferences.mouse {
        state.mouse = preferences.mouse;
        effects.push(Effect::Mouse(preferences.mouse));
    }
    if let Some(moved) = chosen.moved {
        let (place, count) = (moved.place.word(), moved.profiles.len());
        state.note(message!("ui-secrets-moved", place = place, count = count));
        // What stays where it was is told in full.
        state.settings.failed = moved.left.first().cloned();
    }
    state.mind(&chosen.wrong);
    state.settings.settings = Asked::Known(chosen.settings);
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;
    use crate::{
        listing::Regions,
        text::Language,
        ui::{
            event::Event,
            state::{Dialog, Group, Home, Scope},
            trial,
            update::update,
        },
    };

    fn chosen(config: &str) -> Chosen {
        trial::chosen(config, None)
    }

    /// The page of settings, as it was read.
    fn page() -> State {
        let scope = Scope {
            profiles: Vec::new(),
            regions: Regions::Default,
            group: Group::Own,
        };
        let home = Home::new([], Language::English);
        let mut state = State::new(chosen(""), (80, 24), scope, home);
        let effects = press(&mut state, KeyCode::Char(','));
        let [Effect::Settings(asked)] = effects.as_slice() else {
            panic!("the settings are read: {effects:?}");
        };
        update(&mut state, Event::Chosen(*asked, Ok(Box::new(chosen("")))));
        state
    }

    fn press(state: &mut State, code: KeyCode) -> Vec<Effect> {
        update(state, Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    fn types(state: &mut State, text: &str) {
        text.chars().for_each(|c| drop(press(state, KeyCode::Char(c))));
    }

    fn point(state: &mut State, name: &str) {
        while state.settings.pointed().expect("there are settings").setting.name != name {
            press(state, KeyCode::Down);
        }
    }

    /// The change that an effect asks for.
    #[track_caller]
    fn change(effects: &[Effect]) -> (Generation, &'static str, Option<&str>) {
        match effects {
            [Effect::Set(asked, setting, value)] => (*asked, setting.name, value.as_deref()),
            other => panic!("one change, not {other:?}"),
        }
    }

    #[test]
    fn what_is_chosen_counts_once_it_is_kept() {
        let mut state = page();
        point(&mut state, "language");
        let effects = press(&mut state, KeyCode::Enter);
        let (asked, name, value) = change(&effects);
        assert_eq!(
            (name, value, state.language),
            ("language", Some("en"), Language::English)
        );
        assert!(
            press(&mut state, KeyCode::Right).is_empty(),
            "one change at a time"
        );
        let kept = "[settings]\nlanguage = \"zh\"\nmouse = \"off\"\nrefresh = \"60\"\n[keys]\nquit = \"Q\"\n";
        let effects = update(&mut state, Event::Chosen(asked, Ok(Box::new(chosen(kept)))));
        assert!(
            matches!(
                effects.as_slice(),
                [Effect::Speak(Language::Chinese), Effect::Mouse(false)]
            ),
            "{effects:?}"
        );
        assert_eq!(
            (state.language, state.refresh.interval.as_secs()),
            (Language::Chinese, 60)
        );
        assert!(press(&mut state, KeyCode::Char('q')).is_empty());
        assert!(matches!(
            press(&mut state, KeyCode::Char('Q')).as_slice(),
            [Effect::Quit]
        ));
    }

    #[test]
    fn words_go_round_in_both_directions_and_back_to_the_default() {
        let mut state = page();
        point(&mut state, "borders");
        let first = press(&mut state, KeyCode::Left);
        let (asked, _, value) = change(&first);
        assert_eq!(value, Some("ascii"), "before the first is the last");
        let kept = "[settings]\nborders = \"ascii\"\n";
        update(&mut state, Event::Chosen(asked, Ok(Box::new(chosen(kept)))));
        let next = press(&mut state, KeyCode::Right);
        let (asked, _, value) = change(&next);
        assert_eq!(value, Some("auto"));
        update(&mut state, Event::Chosen(asked, Ok(Box::new(chosen(kept)))));
        let back = press(&mut state, KeyCode::Char('d'));
        assert_eq!(change(&back).2, None);
    }

    #[test]
    fn what_much_follows_from_is_changed_by_more_than_one_key() {
        for (name, to, said) in [
            ("secret-store", "keyring", "from auto to keyring"),
            ("plugin-signatures", "required", "from asked to required"),
        ] {
            let mut state = page();
            point(&mut state, name);
            for keys in [&[KeyCode::Enter][..], &[KeyCode::Esc], &[KeyCode::Char('n')]] {
                assert!(
                    press(&mut state, KeyCode::Right).is_empty(),
                    "{name} is asked for"
                );
                let Some(Dialog::Sure(sure)) = state.dialogs.last() else {
                    panic!("{name} is changed without a question");
                };
                assert!(Language::English.say(&sure.meant.question()).contains(said));
                assert!(!sure.meant.more().is_empty());
                keys.iter().for_each(|key| drop(press(&mut state, *key)));
                if !state.dialogs.is_empty() {
                    assert!(press(&mut state, KeyCode::Enter).is_empty());
                }
                assert!(state.dialogs.is_empty() && state.settings.changing.is_none());
            }
            press(&mut state, KeyCode::Enter);
            press(&mut state, KeyCode::Char('y'));
            let effects = press(&mut state, KeyCode::Enter);
            let (_, changed, value) = change(&effects);
            assert_eq!((changed, value), (name, Some(to)));
            assert!(state.dialogs.is_empty());
        }
    }

    #[test]
    fn what_is_refused_stays_typed_with_the_error_beside() {
        let mut state = page();
        point(&mut state, "scrollback");
        assert!(press(&mut state, KeyCode::Enter).is_empty());
        press(&mut state, KeyCode::Backspace);
        types(&mut state, "q");
        let effects = press(&mut state, KeyCode::Enter);
        let (asked, name, value) = change(&effects);
        assert_eq!((name, value), ("scrollback", Some("1000q")));
        let error = crate::ui::preferences::check_scrollback("1000q").expect_err("no number");
        update(&mut state, Event::Chosen(asked, Err(error)));
        assert!(state.settings.failed.is_some());
        assert_eq!(state.settings.editing.as_ref().map(Input::text), Some("1000q"));
        press(&mut state, KeyCode::Backspace);
        assert!(state.settings.failed.is_none(), "it is another value by now");
        press(&mut state, KeyCode::Esc);
        assert!(state.settings.editing.is_none() && state.page == Page::Settings);
        press(&mut state, KeyCode::Esc);
        assert_eq!(state.page, Page::Home);
    }

    #[test]
    fn what_is_typed_for_one_setting_is_no_matter_of_the_change_of_another() {
        let mut state = page();
        point(&mut state, "mouse");
        let effects = press(&mut state, KeyCode::Enter);
        let (asked, _, _) = change(&effects);
        point(&mut state, "scrollback");
        press(&mut state, KeyCode::Enter);
        types(&mut state, "0");
        let kept = "[settings]\nmouse = \"off\"\n";
        update(&mut state, Event::Chosen(asked, Ok(Box::new(chosen(kept)))));
        assert_eq!(state.settings.editing.as_ref().map(Input::text), Some("100000"));
        assert!(
            press(&mut state, KeyCode::Char('q')).is_empty(),
            "it is typed, and quits nothing"
        );
    }

    #[test]
    fn what_was_switched_by_a_key_holds_until_the_setting_is_another() {
        let mut state = page();
        press(&mut state, KeyCode::Esc);
        assert!(state.refresh.automatic);
        press(&mut state, KeyCode::Char('A'));
        let read = |state: &mut State, config: &str| {
            press(state, KeyCode::Char(','));
            let asked = state.settings.reading.expect("the settings are read");
            update(state, Event::Chosen(asked, Ok(Box::new(chosen(config)))));
            press(state, KeyCode::Esc);
        };
        read(&mut state, "");
        assert!(!state.refresh.automatic, "nobody has set anything");
        read(&mut state, "[settings]\nrefresh = \"60\"\n");
        assert!(state.refresh.automatic && state.refresh.interval.as_secs() == 60);
    }

    #[test]
    fn an_answer_that_nobody_waits_for_changes_nothing() {
        let mut state = page();
        let kept = "[settings]\nlanguage = \"zh\"\n";
        update(
            &mut state,
            Event::Chosen(Generation::default(), Ok(Box::new(chosen(kept)))),
        );
        assert_eq!(state.language, Language::English);
    }

    #[test]
    fn the_palette_finds_commands_in_both_languages_and_obeys() {
        for typed in ["设置", "SETTINGS"] {
            let mut state = page();
            press(&mut state, KeyCode::Esc);
            press(&mut state, KeyCode::Char(':'));
            types(&mut state, typed);
            let Some(Dialog::Choice(choice)) = state.dialogs.last() else {
                panic!("the palette is open");
            };
            assert_eq!(choice.left().len(), 1, "{typed}");
            let effects = press(&mut state, KeyCode::Enter);
            assert!(matches!(effects.as_slice(), [Effect::Settings(_)]), "{effects:?}");
            assert!(state.dialogs.is_empty() && state.page == Page::Settings);
        }
    }
}
