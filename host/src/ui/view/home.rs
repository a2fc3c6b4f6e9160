//! The page of resources.

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;

use super::{
    Line, Typing, areas, detail, error_lines, lines, status, table,
    text::{cut, wrapped},
    waiting_lines,
};
use crate::{
    listing::Regions,
    text::{message, visible},
    ui::state::{Group, State, Tab},
};

/// Between parts of the header and between tabs.
const GAP: u16 = 2;

pub(super) fn draw(state: &State, size: (u16, u16), buffer: &mut Buffer) -> Typing {
    let areas = areas::areas(size);
    header(state, areas.header, buffer);
    tabs(state, areas.tabs, buffer);
    match (state.home.tab(), &state.home.detail) {
        (_, Some(shown)) if shown.viewed.is_some() => {
            if let Some(viewed) = &shown.viewed {
                super::viewed::draw(state, shown, viewed, areas.body, buffer);
            }
        }
        (_, Some(shown)) => detail::draw(state, shown, areas.body, buffer),
        (Some(tab), None) if !tab.rows.view().is_empty() => table::draw(state, tab, areas.body, buffer),
        _ => {
            let text = instead(state, usize::from(areas.body.width.saturating_sub(2)));
            let inner = Rect::new(
                1,
                areas.body.y,
                areas.body.width.saturating_sub(2),
                areas.body.height,
            );
            lines(buffer, inner, &text, 0);
        }
    }
    if let Some(area) = areas.hints {
        status::hints(state, area, buffer);
    }
    status::draw(state, areas.status, buffer)
}

/// Whose resources are shown, and which of them.
fn header(state: &State, area: Rect, buffer: &mut Buffer) {
    let say = |message| state.language.say(&message);
    let scope = &state.scope;
    let known = state.profiles.known().map_or(&[][..], Vec::as_slice);
    let used = || {
        known
            .iter()
            .filter(|profile| scope.profiles.contains(&profile.name))
    };
    let profile = match scope.profiles.as_slice() {
        [] => say(message!("ui-none")),
        profiles => state.language.list(profiles),
    };
    let regions = match &scope.regions {
        Regions::Default => state
            .language
            .list(&each_once(used().filter_map(|profile| profile.region.clone()))),
        Regions::Named(named) => state.language.list(named),
        Regions::All => say(message!("ui-regions-all")),
    };
    let any = || say(message!("ui-group-any"));
    let group = match &scope.group {
        Group::Own if used().next().is_none() => any(),
        Group::Own => {
            let groups = used().map(|profile| profile.resource_group.clone().unwrap_or_else(any));
            state.language.list(&each_once(groups))
        }
        Group::Any => any(),
        Group::Named(id) => id.clone(),
    };
    let mut parts = vec![
        (message!("ui-profile"), profile),
        (message!("ui-regions"), regions),
        (message!("ui-group"), group),
    ];
    let is_wide = area.width >= 80;
    if !is_wide {
        // What limits nothing is not said where there is little room.
        parts.retain(|(label, _)| label.key != "ui-group" || !matches!(scope.group, Group::Any | Group::Own));
    }
    let label = |label| if is_wide { say(label) + " " } else { String::new() };
    let parts: Vec<(String, String)> = parts
        .into_iter()
        .map(|(name, value)| (label(name), visible(&value)))
        .collect();
    let labels: usize = parts.iter().map(|(label, _)| label.width()).sum();
    let gaps = 1 + usize::from(GAP) * parts.len().saturating_sub(1);
    let room = usize::from(area.width).saturating_sub(labels + gaps);
    let widths = shared(room, parts.iter().map(|(_, value)| value.width()));
    let mut at = area.x + 1;
    for ((label, value), width) in parts.iter().zip(widths) {
        at = put(buffer, area, at, label, state.look.faint());
        let value = cut(value, width, state.look.ellipsis());
        at = put(buffer, area, at, &value, state.look.accent()) + GAP;
    }
}

/// What profiles have of their own: several may have the same.
fn each_once(parts: impl Iterator<Item = String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for part in parts {
        if !once.contains(&part) {
            once.push(part);
        }
    }
    once
}

/// Shares room out among texts of these widths: the shorter ones have what they need, the others the same each.
fn shared(room: usize, widths: impl Iterator<Item = usize>) -> Vec<usize> {
    let widths: Vec<usize> = widths.collect();
    let mut shortest: Vec<usize> = (0..widths.len()).collect();
    shortest.sort_by_key(|at| widths[*at]);
    let mut shares = vec![0; widths.len()];
    let mut left = room;
    for (before, at) in shortest.iter().enumerate() {
        let fair = left / (widths.len() - before);
        shares[*at] = widths[*at].min(fair);
        left -= shares[*at];
    }
    shares
}

/// A tab for each type; as many as there is room for, the one that is shown always among them.
fn tabs(state: &State, area: Rect, buffer: &mut Buffer) {
    let title = |(at, tab): (usize, &Tab)| {
        let title = state.language.pick(&tab.resource.title);
        if at < 9 {
            format!(" {} {title} ", at + 1)
        } else {
            format!(" {title} ")
        }
    };
    let titles: Vec<String> = state.home.tabs.iter().enumerate().map(title).collect();
    let current = state.home.current;
    let room = usize::from(area.width);
    let mut first = current;
    let mut taken = titles.get(current).map_or(0, |title| title.width());
    while first > 0 && taken + titles[first - 1].width() <= room {
        first -= 1;
        taken += titles[first].width();
    }
    let mut at = area.x;
    if let Some(search) = &state.home.search {
        let title = state.language.say(&message!("ui-search-of", text = &search.text));
        let title = cut(&format!(" {title} "), room, state.look.ellipsis());
        at = put(
            buffer,
            area,
            at,
            &title,
            state.look.accent().patch(state.look.cursor()),
        );
    }
    for (place, title) in titles.iter().enumerate().skip(first) {
        let style = if place == current && state.home.search.is_none() {
            state.look.accent().patch(state.look.cursor())
        } else {
            Style::new()
        };
        let left = usize::from(area.right().saturating_sub(at));
        let title = cut(title, left, state.look.ellipsis());
        at = put(buffer, area, at, &title, style);
    }
}

/// What stands where there are no rows.
fn instead(state: &State, room: usize) -> Vec<Line> {
    let say = |message| state.language.say(&message);
    if state.scope.profiles.is_empty() {
        return waiting_lines(&state.profiles, state, room);
    }
    let Some(tab) = state.home.tab() else {
        return wrapped(&say(message!("ui-no-types")), room)
            .into_iter()
            .map(|line| (line, Style::new()))
            .collect();
    };
    if !tab.rows.is_empty() {
        let text = say(message!("ui-nothing-fits", filter = tab.rows.filter()));
        return wrapped(&text, room)
            .into_iter()
            .map(|line| (line, Style::new()))
            .collect();
    }
    if tab.list.asked.is_some() || tab.list.ended_at.is_none() {
        return Vec::new();
    }
    if let (true, Some(search)) = (tab.list.failures.is_empty(), &state.home.search) {
        let nothing = say(message!("note-find-nothing", text = &search.text));
        return vec![(nothing, Style::new())];
    }
    if tab.list.failures.is_empty() {
        let title = state.language.pick(&tab.resource.title);
        let nothing = say(match own_or_chosen_group(state) {
            Some(group) if tab.resource.resource_group => {
                message!("note-nothing-found-group", title = title, group = group)
            }
            _ => message!("note-nothing-found", title = title),
        });
        let nothing = wrapped(&visible(&nothing), room).into_iter();
        let mut shown: Vec<Line> = nothing.map(|line| (line, Style::new())).collect();
        shown.extend(status::remark_lines(state, tab, room));
        return shown;
    }
    let failures = tab.list.failures.iter();
    failures
        .flat_map(|failure| error_lines(failure, state, room))
        .collect()
}

/// The resource group that what is listed is limited to, if it is one for all profiles.
fn own_or_chosen_group(state: &State) -> Option<String> {
    match &state.scope.group {
        Group::Any => None,
        Group::Named(id) => Some(id.clone()),
        Group::Own => {
            let known = state.profiles.known()?.iter();
            let mut used = known.filter(|profile| state.scope.profiles.contains(&profile.name));
            let group = used.next()?.resource_group.clone();
            group.filter(|group| used.all(|profile| profile.resource_group.as_ref() == Some(group)))
        }
    }
}

/// Writes a text at a column of a row, as far as there is room; answers with the column behind it.
pub(super) fn put(buffer: &mut Buffer, area: Rect, at: u16, text: &str, style: Style) -> u16 {
    if at >= area.right() || area.height == 0 {
        return at;
    }
    let room = usize::from(area.right() - at);
    buffer.set_stringn(at, area.y, text, room, style).0
}
