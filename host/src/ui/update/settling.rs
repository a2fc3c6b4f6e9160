//! What follows from the state after each event: what is shown is listed, and the cursor is on the screen.

use unicode_width::UnicodeWidthStr;

use super::{home, viewing};
use crate::ui::{
    effect::Effect,
    state::{Dialog, Page, State, Tab},
    view,
};

/// Lists what is shown and was not listed, and scrolls to the cursor.
pub(super) fn settle(state: &mut State, effects: &mut Vec<Effect>) {
    viewing::close(state, effects);
    let is_unlisted = |tab: &Tab| tab.list.asked.is_none() && tab.list.ended_at.is_none();
    if !state.scope.profiles.is_empty() && state.home.tab().is_some_and(is_unlisted) {
        home::list(state, effects);
    }
    if !state.is_loading() {
        state.progress = None;
    }
    let rows = view::table_rows(state);
    if let Some(tab) = state.home.tab_mut() {
        let columns = tab.columns(&state.scope.profiles);
        tab.rows.search(&columns);
        scroll(tab, rows);
    }
    widen(state, rows);
    scroll_texts(state);
}

/// Keeps the cursor on the screen.
fn scroll(tab: &mut Tab, rows: usize) {
    let cursor = tab.rows.cursor().unwrap_or(0);
    let most = tab.rows.view().len().saturating_sub(rows);
    let least = (cursor + 1).saturating_sub(rows);
    tab.above = tab.above.clamp(least, cursor.max(least)).min(most.max(least));
}

/// Makes columns as wide as what is on the screen; none becomes narrower, so that nothing jumps while one scrolls.
fn widen(state: &mut State, rows: usize) {
    let Some(tab) = state.home.tab() else {
        return;
    };
    let columns = tab.columns(&state.scope.profiles);
    let on_screen = tab.rows.view().iter().skip(tab.above).take(rows);
    let mut widths = tab.widths.clone();
    for row in on_screen {
        for column in &columns {
            let width = view::cell_text(state, tab, *row, *column).width();
            widths[*column] = widths[*column].max(width);
        }
    }
    if let Some(tab) = state.home.tab_mut() {
        tab.widths = widths;
    }
}

/// Keeps texts from being scrolled past their end.
fn scroll_texts(state: &mut State) {
    let most = view::most_above(state);
    match state.dialogs.last_mut() {
        Some(Dialog::Text(pane)) => pane.above = pane.above.min(most),
        Some(Dialog::Sure(sure)) => sure.above = sure.above.min(most),
        Some(Dialog::Confirm(confirm)) => confirm.above = confirm.above.min(most),
        Some(_) => {}
        None => {
            let above = match state.page {
                Page::Plugins => state.plugins.detail.as_mut().map(|detail| &mut detail.above),
                _ => state.home.detail.as_mut().map(|detail| &mut detail.above),
            };
            if let Some(above) = above {
                *above = (*above).min(most);
            }
        }
    }
}
