//! The line that says how things stand, and the one with the usual keys.

use std::collections::BTreeSet;

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{Line, Typing, home::put, table, text::wrapped, turning, typing};
use crate::{
    listing::Remark,
    text::{Several, message},
    ui::{
        command::Command,
        keys::Context,
        state::{Page, Part, State, Tab, Viewed},
    },
};

/// Between parts.
const GAP: u16 = 2;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Typing {
    if let Some(typed) = &state.home.filtering {
        let at = put(buffer, area, area.x, " /", state.look.accent());
        let count = state.home.tab().map(|tab| {
            let (shown, all) = (tab.rows.view().len(), tab.rows.len());
            state
                .language
                .say(&message!("ui-typed-rows", rows = shown, all = all))
        });
        let count = count.unwrap_or_default();
        let width = u16::try_from(count.width() + 1).unwrap_or(u16::MAX);
        let end = area.right().saturating_sub(width).max(at);
        put(buffer, area, end, &count, state.look.faint());
        let room = Rect::new(at, area.y, end.saturating_sub(at + 1), area.height);
        return Some(typing::draw(typed, None, room, Style::new(), buffer));
    }
    let mut at = area.x + 1;
    for (text, style) in parts(state) {
        at = put(buffer, area, at, &text, style) + GAP;
    }
    None
}

/// The same of a page other than that of resources, which has this to say.
pub(super) fn page(state: &State, parts: Vec<Line>, area: Rect, buffer: &mut Buffer) {
    let mut all: Vec<Line> = Vec::new();
    if let Some(notice) = &state.notice {
        all.push((state.language.say(&notice.said), state.look.accent()));
    }
    if state.is_loading() {
        let loading = || state.language.say(&message!("ui-loading"));
        let said = state.progress.clone().unwrap_or_else(loading);
        all.push((format!("{} {said}", turning(state)), state.look.accent()));
    }
    all.extend(parts);
    let mut at = area.x + 1;
    for (text, style) in all {
        at = put(buffer, area, at, &text, style) + GAP;
    }
}

/// What is said, the most urgent first.
fn parts(state: &State) -> Vec<Line> {
    let say = |message| state.language.say(&message);
    let look = state.look;
    let mut parts: Vec<Line> = Vec::new();
    if let Some(notice) = &state.notice {
        parts.push((state.language.say(&notice.said), look.accent()));
    }
    for deed in state.deeds.iter().filter(|deed| deed.is_under_way()) {
        let said = say(deed.summary(state.language));
        parts.push((format!("{} {said}", turning(state)), look.accent()));
    }
    // What is said of a list is said where it is.
    let is_listed = state.page == Page::Home && !state.scope.profiles.is_empty();
    if let Some(viewed) = state.home.viewed().filter(|_| is_listed) {
        parts.extend(reading(state, viewed));
    }
    let Some(tab) = state.home.tab().filter(|_| is_listed) else {
        return parts;
    };
    let list = &tab.list;
    if list.asked.is_some() {
        let said = match (&state.progress, list.targets) {
            (Some(progress), _) => progress.clone(),
            (None, 0) => say(message!("ui-loading")),
            (None, targets) => say(message!("ui-loading-of", done = list.done, targets = targets)),
        };
        parts.push((format!("{} {said}", turning(state)), look.accent()));
    }
    if !list.failures.is_empty() {
        let key = key(state, Command::Failures);
        let message = message!("ui-failed", count = list.failures.len(), key = key);
        parts.push((say(message), look.bad()));
    }
    if let Some(age) = state.age() {
        let regions: BTreeSet<&str> = tab.old.keys().map(|place| place.region.as_str()).collect();
        let regions: Vec<&str> = regions.into_iter().collect();
        let message = message!("ui-old", regions = Several(&regions), seconds = age.as_secs());
        parts.push((say(message), look.bad()));
    }
    let (shown, all) = (tab.rows.view().len(), tab.rows.len());
    parts.push((
        match tab.rows.filter() {
            "" => say(message!("ui-rows", rows = all)),
            filter => say(message!("ui-rows-of", rows = shown, all = all, filter = filter)),
        },
        Style::new(),
    ));
    let marked = tab.rows.marked().len();
    if marked > 0 {
        parts.push((say(message!("ui-marked", count = marked)), look.accent()));
    }
    let left_out = table::left_out(state, tab);
    if left_out > 0 && !tab.rows.is_empty() && state.home.detail.is_none() {
        parts.push((
            say(message!("ui-columns-left-out", count = left_out)),
            look.faint(),
        ));
    }
    if !list.remarks.is_empty() {
        let message = message!(
            "ui-remarks",
            count = list.remarks.len(),
            key = key(state, Command::Failures)
        );
        parts.push((say(message), look.faint()));
    }
    if state.refresh.automatic && !is_noticed(state, "ui-refreshes") {
        let message = message!("ui-refreshes", seconds = state.refresh.interval.as_secs());
        parts.push((say(message), look.faint()));
    }
    parts
}

/// Whether this has just been said, so that it needs not be said twice.
fn is_noticed(state: &State, key: &str) -> bool {
    state.notice.as_ref().is_some_and(|notice| notice.said.key == key)
}

/// How the view stands that is read.
fn reading(state: &State, viewed: &Viewed) -> Vec<Line> {
    let say = |message| state.language.say(&message);
    let mut said = Vec::new();
    if viewed.follows {
        said.push((say(message!("ui-follows")), state.look.accent()));
    } else if viewed.view.follow && viewed.is_over {
        said.push((say(message!("ui-follows-over")), state.look.faint()));
    } else if viewed.view.follow && viewed.asked.is_none() {
        said.push((say(message!("ui-follows-not")), state.look.faint()));
    }
    if viewed.part != Part::End {
        let key = key(state, Command::Last);
        said.push((say(message!("ui-view-above", key = key)), state.look.faint()));
    }
    said
}

/// The usual key of a command where one is; nothing if it has none.
pub(super) fn key(state: &State, command: Command) -> String {
    let context = state.context();
    let mut keys = state
        .keys
        .of(context, command)
        .chain(state.keys.of(Context::Table, command));
    keys.next().map(|press| press.title()).unwrap_or_default()
}

/// The keys that are worth knowing where one is.
pub(super) fn hints(state: &State, area: Rect, buffer: &mut Buffer) {
    use Command as C;
    let context = state.context();
    let commands: &[Command] = match context {
        Context::Table => &[
            C::Help,
            C::Palette,
            C::Quit,
            C::Open,
            C::Actions,
            C::View,
            C::Filter,
            C::Search,
            C::Mark,
            C::Regions,
            C::Profiles,
            C::Accounts,
            C::Refresh,
            C::SortNext,
            C::Columns,
            C::CopyId,
        ],
        Context::Detail => &[
            C::Help,
            C::Back,
            C::Actions,
            C::View,
            C::Raw,
            C::CopyId,
            C::Refresh,
            C::Quit,
        ],
        Context::View => &[
            C::Help,
            C::Back,
            C::Follow,
            C::Parameters,
            C::Refresh,
            C::Last,
            C::Quit,
        ],
        Context::Settings => &[
            C::Help,
            C::Open,
            C::NextValue,
            C::PreviousValue,
            C::DefaultValue,
            C::Back,
            C::Quit,
        ],
        Context::Accounts => &[
            C::Help,
            C::Palette,
            C::Use,
            C::Add,
            C::Edit,
            C::Rename,
            C::Remove,
            C::Import,
            C::Verify,
            C::LogIn,
            C::Back,
            C::Quit,
        ],
        Context::Form => &[C::Down, C::Up, C::Open, C::Back],
        Context::Plugins => &[
            C::Help,
            C::Palette,
            C::Open,
            C::Switch,
            C::Refresh,
            C::Back,
            C::Quit,
        ],
        Context::Plugin => &[C::Help, C::Back, C::Raw, C::CopyId, C::Refresh, C::Quit],
        Context::Choice => &[C::Open, C::Back, C::Mark],
        Context::Line => &[C::Open, C::Back],
        Context::Text => &[C::Back],
    };
    let mut at = area.x + 1;
    let commands = commands.iter();
    for command in commands.filter(|command| **command != C::Mark || state.marks()) {
        let Some(press) = state.keys.of(context, *command).next() else {
            continue;
        };
        let Some(title) = state.does(*command, context) else {
            continue;
        };
        let (key, help) = (press.title(), title.said(state.language));
        // Half a hint is none.
        if usize::from(area.right().saturating_sub(at)) < key.width() + 1 + help.width() {
            break;
        }
        at = put(buffer, area, at, &key, state.look.key()) + 1;
        at = put(buffer, area, at, &help, state.look.faint()) + GAP;
    }
}

/// What is to be said of a list besides rows and failures.
pub(super) fn remark_lines(state: &State, tab: &Tab, room: usize) -> Vec<Line> {
    // What is found is of all types, in their order.
    let of = |remark: &Remark| match &state.home.search {
        Some(_) => state.home.tabs.get(remark.wanted).unwrap_or(tab),
        None => tab,
    };
    let said = |remark: &Remark| {
        let title = state.language.pick(&of(remark).resource.title);
        state.language.say(&remark.message(title))
    };
    let remarks = tab.list.remarks.iter().map(said);
    let lines = remarks.flat_map(|text| wrapped(&text, room));
    lines.map(|line| (line, state.look.faint())).collect()
}
