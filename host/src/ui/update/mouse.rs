//! The mouse: its wheel moves, and a click puts the cursor there.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::keys::obey;
use crate::ui::{
    command::Command,
    effect::Effect,
    keys::Context,
    state::{Dialog, State},
    view,
};

/// How many rows a turn of the wheel moves.
const TURN: usize = 3;

/// The mouse was used.
pub(super) fn used(state: &mut State, mouse: &MouseEvent, effects: &mut Vec<Effect>) {
    if state.is_held() || view::is_too_small(state) {
        return;
    }
    let asking = match state.dialogs.last_mut() {
        Some(Dialog::Sure(sure)) => Some(&mut sure.above),
        Some(Dialog::Confirm(confirm)) => Some(&mut confirm.above),
        _ => None,
    };
    match (mouse.kind, asking) {
        // Its wheel reads on; it does not say yes.
        (MouseEventKind::ScrollUp, Some(above)) => *above = above.saturating_sub(TURN),
        (MouseEventKind::ScrollDown, Some(above)) => *above = above.saturating_add(TURN),
        _ => used_elsewhere(state, mouse, effects),
    }
}

fn used_elsewhere(state: &mut State, mouse: &MouseEvent, effects: &mut Vec<Effect>) {
    match mouse.kind {
        MouseEventKind::ScrollUp => (0..TURN).for_each(|_| obey(state, Command::Up, effects)),
        MouseEventKind::ScrollDown => (0..TURN).for_each(|_| obey(state, Command::Down, effects)),
        MouseEventKind::Down(MouseButton::Left) if state.context() == Context::Table => {
            point(state, mouse.row);
        }
        _ => {}
    }
}

/// Puts the cursor on the row of the table that is in this row of the screen, if there is one.
fn point(state: &mut State, row: u16) {
    let Some(place) = view::table_row(state, row) else {
        return;
    };
    if let Some(tab) = state.home.tab_mut() {
        let place = tab.above + place;
        if place < tab.rows.view().len() {
            tab.rows.move_to(Some(place));
        }
    }
}
