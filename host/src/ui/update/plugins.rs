//! The page of plugins: how each stands, and whether it is used.

use super::{detail::scroll, home, sure};
use crate::{
    error::Error,
    text::message,
    ui::{
        command::Command,
        effect::Effect,
        event::Generation,
        plugin::{KnownPlugin, PluginInfo, Switch, Switched},
        state::{Asked, Meant, Page, PluginDetail, State},
        view,
    },
};

/// Shows the page. What is known is shown until how the plugins stand by now is known.
pub(super) fn enter(state: &mut State, effects: &mut Vec<Effect>) {
    state.page = Page::Plugins;
    read(state, effects);
}

fn read(state: &mut State, effects: &mut Vec<Effect>) {
    effects.extend(state.plugins.reading.map(Effect::Forget));
    let asked = state.ask();
    state.plugins.reading = Some(asked);
    effects.push(Effect::Plugins(asked));
}

/// Carries out a command.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    if state.plugins.detail.is_some() {
        return obey_detail(state, command, effects);
    }
    if moved(state, command) {
        return;
    }
    match command {
        Command::Open => open(state, effects),
        Command::Switch => switch(state, effects),
        Command::Refresh => read(state, effects),
        Command::Back => {
            state.page = Page::Home;
            state.plugins.failed = None;
            effects.extend(state.plugins.reading.take().map(Effect::Forget));
        }
        _ => {}
    }
}

fn obey_detail(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let page = view::table_rows(state).max(1);
    let language = state.language;
    let asked = state.ask();
    let Some(detail) = state.plugins.detail.as_mut() else {
        return;
    };
    match command {
        Command::Back => {
            if let Asked::Waiting(asked) = detail.info {
                effects.push(Effect::Forget(asked));
            }
            state.plugins.detail = None;
        }
        Command::Raw => {
            detail.policy = !detail.policy;
            detail.above = 0;
        }
        Command::Refresh => {
            if let Asked::Waiting(before) = detail.info {
                effects.push(Effect::Forget(before));
            }
            detail.info = Asked::Waiting(asked);
            effects.push(Effect::Plugin(asked, detail.path.clone(), language));
        }
        Command::CopyId => effects.push(Effect::Copy(detail.id.clone())),
        command => scroll(&mut detail.above, command, page),
    }
}

/// Moves the cursor, if the command does.
fn moved(state: &mut State, command: Command) -> bool {
    let rows = view::table_rows(state).max(1);
    let page = &mut state.plugins;
    super::moved(command, rows, &page.plugins, &mut page.cursor, &mut page.failed)
}

fn open(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(plugin) = state.plugins.pointed() else {
        return;
    };
    let (path, id) = (plugin.path.clone(), plugin.id.clone());
    let asked = state.ask();
    effects.push(Effect::Plugin(asked, path.clone(), state.language));
    state.plugins.detail = Some(PluginDetail {
        path,
        id,
        info: Asked::Waiting(asked),
        policy: false,
        above: 0,
    });
}

/// Has the plugin that the cursor is on used again, or asks whether it is to be used no more.
fn switch(state: &mut State, effects: &mut Vec<Effect>) {
    let Some(plugin) = state.plugins.pointed() else {
        return;
    };
    let id = plugin.id.clone();
    if plugin.is_off() {
        return carry_out(state, id, Switch::On, effects);
    }
    let provides = plugin.provides.iter().map(|provided| provided.title.clone());
    let meant = Meant::Disable {
        id,
        provides: provides.collect(),
    };
    sure::ask(state, meant);
}

/// Has a plugin used, or not used any more. One change at a time.
pub(super) fn carry_out(state: &mut State, id: String, switch: Switch, effects: &mut Vec<Effect>) {
    if state.plugins.switching.is_some() {
        return;
    }
    let asked = state.ask();
    state.plugins.switching = Some(asked);
    state.plugins.failed = None;
    effects.push(Effect::Switch(asked, id, switch));
}

/// It is known how the plugins stand, or cannot be.
pub(super) fn take(state: &mut State, of: Generation, plugins: Result<Vec<KnownPlugin>, Error>) {
    let page = &mut state.plugins;
    if page.reading != Some(of) {
        return;
    }
    page.reading = None;
    match plugins {
        Ok(plugins) => {
            let pointed = page.pointed().map(|plugin| plugin.path.clone());
            let at = plugins
                .iter()
                .position(|plugin| Some(&plugin.path) == pointed.as_ref());
            let last = plugins.len().saturating_sub(1);
            page.cursor = at.unwrap_or(page.cursor).min(last);
            page.plugins = Asked::Known(plugins);
        }
        Err(error) if page.plugins.known().is_some() => page.failed = Some(error),
        Err(error) => page.plugins = Asked::Failed(error),
    }
}

/// All that is known of one plugin came, or cannot be had.
pub(super) fn take_info(state: &mut State, of: Generation, info: Result<Box<PluginInfo>, Error>) {
    let detail = state.plugins.detail.as_mut();
    if let Some(detail) = detail.filter(|detail| detail.info.waits_for(of)) {
        detail.info = match info {
            Ok(info) => Asked::Known(info),
            Err(error) => Asked::Failed(error),
        };
    }
}

/// A plugin was enabled or disabled, or was not.
pub(super) fn switched(
    state: &mut State,
    of: Generation,
    switched: Result<Box<Switched>, Error>,
    effects: &mut Vec<Effect>,
) {
    if state.plugins.switching != Some(of) {
        return;
    }
    state.plugins.switching = None;
    match switched {
        Ok(switched) => {
            state.note(match switched.switch {
                Switch::On => message!("note-enabled", id = switched.id),
                Switch::Off => message!("note-disabled", id = switched.id),
            });
            home::retype(state, switched.resources, effects);
            // A profile may work now that did not, or the other way round.
            effects.extend(super::begin(state));
            read(state, effects);
        }
        Err(error) => state.plugins.failed = Some(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        error::ErrorKind,
        text::Language,
        ui::{
            event::Event,
            state::Dialog,
            trial::{plugins, plugins_page, press, resource},
            update::update,
        },
    };

    fn page() -> State {
        plugins_page(Language::English, (80, 24))
    }

    fn pointed(state: &State) -> &str {
        &state.plugins.pointed().expect("there are plugins").id
    }

    #[test]
    fn a_plugin_is_disabled_once_that_is_confirmed_and_its_tab_is_gone() {
        let mut state = page();
        assert!(press(&mut state, "e").is_empty());
        assert!(
            matches!(state.dialogs.last(), Some(Dialog::Sure(_))),
            "it is asked whether it is meant"
        );
        assert!(
            press(&mut state, "\n").is_empty() && state.dialogs.is_empty(),
            "no is the answer of Enter alone"
        );
        press(&mut state, "e");
        let effects = press(&mut state, "y\n");
        let [Effect::Switch(of, id, Switch::Off)] = &effects[..] else {
            panic!("it is disabled: {effects:?}");
        };
        assert_eq!(id, "yun.resource.ecs");
        assert!(press(&mut state, "jeknown").is_empty(), "one change at a time");
        let switched = Switched {
            id: id.clone(),
            switch: Switch::Off,
            resources: vec![resource("eci", "Container groups", "弹性容器实例")],
        };
        let effects = update(&mut state, Event::Switched(*of, Ok(Box::new(switched))));
        assert!(
            matches!(
                effects[..],
                [Effect::Profiles(_), Effect::Plugins(_), Effect::List(..)]
            ),
            "profiles, plugins and what is shown now are asked for: {effects:?}"
        );
        let names: Vec<&str> = state
            .home
            .tabs
            .iter()
            .map(|tab| &*tab.resource.resource_type)
            .collect();
        assert_eq!(names, ["eci"]);
    }

    #[test]
    fn what_was_switched_off_is_enabled_at_once_and_rows_stay() {
        let mut state = page();
        let effects = press(&mut state, "je");
        let [Effect::Switch(of, _, Switch::On)] = effects[..] else {
            panic!("it is enabled: {effects:?}");
        };
        let mut resources: Vec<_> = state.home.tabs.iter().map(|tab| tab.resource.clone()).collect();
        resources.insert(0, resource("new", "New", "新"));
        let switched = Switched {
            id: "yun.mode.access-key".into(),
            switch: Switch::On,
            resources,
        };
        update(&mut state, Event::Switched(of, Ok(Box::new(switched))));
        assert_eq!((state.home.tabs.len(), state.home.current), (3, 1));
        assert_eq!(state.home.tabs[1].rows.len(), 4, "what was listed is there");
    }

    #[test]
    fn a_change_that_failed_is_told_and_changes_nothing() {
        let mut state = page();
        let effects = press(&mut state, "je");
        let [Effect::Switch(of, ..)] = effects[..] else {
            panic!("it is enabled: {effects:?}");
        };
        let error = Error::new(ErrorKind::Failed, "x", message!("note-disabled", id = "x"));
        update(&mut state, Event::Switched(of, Err(error)));
        assert!(state.plugins.failed.is_some() && state.plugins.switching.is_none());
        press(&mut state, "j");
        assert!(state.plugins.failed.is_none());
    }

    #[test]
    fn the_cursor_stays_on_its_plugin_and_old_answers_change_nothing() {
        let mut state = page();
        press(&mut state, "jj");
        assert_eq!(pointed(&state), "org.example.vault");
        press(&mut state, "r");
        let asked = state.plugins.reading.expect("they are read anew");
        update(&mut state, Event::Plugins(Generation::default(), Ok(Vec::new())));
        assert_eq!(pointed(&state), "org.example.vault");
        let mut moved = plugins();
        moved.swap(0, 2);
        update(&mut state, Event::Plugins(asked, Ok(moved)));
        assert_eq!((pointed(&state), state.plugins.cursor), ("org.example.vault", 0));
        press(&mut state, "\u{1b}");
        assert_eq!(state.page, Page::Home);
    }

    #[test]
    fn one_is_looked_at_and_left() {
        let mut state = page();
        let effects = press(&mut state, "\n");
        let [Effect::Plugin(of, ..)] = effects[..] else {
            panic!("it is looked at: {effects:?}");
        };
        let effects = press(&mut state, "\u{1b}");
        assert!(
            matches!(effects[..], [Effect::Forget(asked)] if asked == of),
            "{effects:?}"
        );
        assert!(state.plugins.detail.is_none() && state.page == Page::Plugins);
    }
}
