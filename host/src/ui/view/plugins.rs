//! The page of plugins: how each stands, and of the one that is looked at everything.

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};
use unicode_width::UnicodeWidthStr;
use yun_plugin_api::Cell;

use super::{
    Line, areas, dialogs, error_lines,
    home::put,
    sheet::{self, Sheet},
    status,
    text::wrapped,
    waiting_lines,
};
use crate::{
    catalog,
    output::{self, Tone},
    text::{message, visible, visible_lines},
    ui::{
        plugin::{KnownPlugin, PluginInfo},
        state::{Asked, PluginDetail, State},
    },
};

/// Between a field's title and its value.
const GAP: usize = 2;
/// What stands where there is nothing.
const NOTHING: &str = "-";

pub(super) fn draw(state: &State, size: (u16, u16), buffer: &mut Buffer) {
    let areas = areas::areas(size);
    let title = state.language.say(&message!("ui-plugins"));
    put(buffer, areas.header, 1, &title, state.look.title());
    match &state.plugins.detail {
        Some(detail) => {
            let inner = dialogs::framed(state, &detail.id, areas.body, buffer);
            let lines = lines(state, detail, usize::from(inner.width));
            super::lines(buffer, inner, &lines, detail.above);
        }
        None => list(state, areas.body, buffer),
    }
    status::page(state, parts(state), areas.status, buffer);
    if let Some(hints) = areas.hints {
        status::hints(state, hints, buffer);
    }
}

fn list(state: &State, area: Rect, buffer: &mut Buffer) {
    let page = &state.plugins;
    let Some(plugins) = page.plugins.known() else {
        let text = waiting_lines(&page.plugins, state, usize::from(area.width).saturating_sub(GAP));
        return super::lines(buffer, sheet::indented(area), &text, 0);
    };
    let about = about(state, usize::from(area.width).saturating_sub(2 * GAP));
    let (above, below) = sheet::split(area, about.len());
    let columns = [
        message!("column-id"),
        message!("column-state"),
        message!("column-provides"),
        message!("column-version"),
        message!("column-kind"),
        message!("column-runner"),
        message!("column-plugin-signature"),
        message!("ui-column-grants"),
    ];
    let sheet = Sheet {
        headings: columns.map(|column| state.language.say(&column)).into(),
        rows: plugins.iter().map(|plugin| row(state, plugin)).collect(),
        marked: Vec::new(),
    };
    sheet::draw(state, &sheet, page.cursor, above, buffer);
    super::lines(buffer, sheet::indented(below), &about, 0);
}

fn row(state: &State, plugin: &KnownPlugin) -> Vec<Line> {
    let (language, plain) = (state.language, Style::new());
    let mut kinds: Vec<_> = plugin.provides.iter().map(|provided| provided.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kinds: Vec<String> = kinds
        .into_iter()
        .map(|kind| language.say(&kind.title()))
        .collect();
    let provides = plugin.provides.iter();
    let provides: Vec<&str> = provides.map(|provided| language.pick(&provided.title)).collect();
    let signature = plugin.signature;
    let grants = match plugin.grants {
        None => NOTHING.to_owned(),
        Some((granted, asked)) if granted == asked => granted.to_string(),
        Some((granted, asked)) => language.say(&message!("ui-grants-of", granted = granted, asked = asked)),
    };
    vec![
        (plugin.id.clone(), plain),
        (
            language.say(&plugin.state.title()),
            state.look.tone(tone(plugin.state)),
        ),
        (language.list(&provides), plain),
        (
            plugin.version.clone().unwrap_or_else(|| NOTHING.to_owned()),
            plain,
        ),
        (language.list(&kinds), plain),
        (plugin.runner.word().to_owned(), plain),
        match signature {
            Some(signature) => (
                language.say(&signature.title()),
                state.look.tone(signature.tone()),
            ),
            None => (NOTHING.to_owned(), plain),
        },
        (grants, plain),
    ]
}

fn tone(state: catalog::State) -> Tone {
    use catalog::State as S;
    match state {
        S::Ok => Tone::Good,
        S::Disabled => Tone::Idle,
        S::Incompatible | S::Untrusted | S::Broken | S::Quarantined => Tone::Bad,
    }
}

/// Why the plugin that the cursor is on is not used, and why the last change was none.
fn about(state: &State, room: usize) -> Vec<Line> {
    let mut about = Vec::new();
    if let Some(error) = &state.plugins.failed {
        about.extend(error_lines(error, state, room));
    }
    if let Some(reason) = state.plugins.pointed().and_then(|plugin| plugin.reason.as_ref()) {
        let lines = wrapped(&visible(reason), room).into_iter();
        about.extend(lines.map(|line| (line, state.look.faint())));
    }
    about
}

/// How things stand, for the line that says so.
fn parts(state: &State) -> Vec<Line> {
    let page = &state.plugins;
    let Some(plugins) = page.plugins.known() else {
        return Vec::new();
    };
    let count = message!("ui-plugins-count", count = plugins.len());
    let unused = plugins
        .iter()
        .filter(|plugin| plugin.state != catalog::State::Ok)
        .count();
    let mut parts = vec![(state.language.say(&count), Style::new())];
    if unused > 0 {
        let unused = message!("ui-plugins-unused", count = unused);
        parts.push((state.language.say(&unused), state.look.faint()));
    }
    parts
}

/// All lines of the plugin that is looked at, of so many columns.
pub(super) fn lines(state: &State, detail: &PluginDetail, room: usize) -> Vec<Line> {
    let Asked::Known(info) = &detail.info else {
        return waiting_lines(&detail.info, state, room);
    };
    if detail.policy {
        return policy(state, info, room);
    }
    let widest = info.fields.iter().map(|(column, _)| column.title.width()).max();
    let indent = (widest.unwrap_or(0) + GAP).min(room / 2);
    let mut shown = Vec::new();
    for (column, cell) in &info.fields {
        let mut parts = values(state, cell).into_iter();
        let mut parts = parts
            .by_ref()
            .flat_map(|value| wrapped(&value, room.saturating_sub(indent)));
        let first = parts.next().unwrap_or_default();
        if first.is_empty() {
            continue;
        }
        let gap = " ".repeat(indent.saturating_sub(column.title.width()).max(1));
        let style = style(state, &column.key, cell);
        shown.push((format!("{}{gap}{first}", column.title), style));
        shown.extend(parts.map(|part| (format!("{}{part}", " ".repeat(indent)), style)));
    }
    shown
}

/// The texts of a value, each for a line of its own.
fn values(state: &State, cell: &Cell) -> Vec<String> {
    match cell {
        Cell::List(texts) => texts.iter().map(|text| visible(text)).collect(),
        cell => vec![visible(&output::shown(cell, state.language))],
    }
}

fn style(state: &State, key: &str, cell: &Cell) -> Style {
    match (key, cell) {
        ("state", Cell::Text(word)) if word == catalog::State::Ok.word() => state.look.tone(Tone::Good),
        ("state", Cell::Text(word)) if word == catalog::State::Disabled.word() => state.look.tone(Tone::Idle),
        ("state" | "reason", _) => state.look.bad(),
        _ => Style::new(),
    }
}

fn policy(state: &State, info: &PluginInfo, room: usize) -> Vec<Line> {
    let text = match &info.policy {
        Some(policy) => serde_json::to_string_pretty(policy).unwrap_or_default(),
        None => state.language.say(&message!("ui-policy-none")),
    };
    let heading = state.language.say(&message!("ui-policy"));
    let text = visible_lines(&text);
    let lines = text.split('\n').flat_map(|line| wrapped(line, room));
    std::iter::once((heading, state.look.heading()))
        .chain(lines.map(|line| (line, Style::new())))
        .collect()
}
