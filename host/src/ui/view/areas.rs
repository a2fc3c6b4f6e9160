//! Which part of the screen is for what.

use ratatui_core::layout::Rect;

/// The least columns and rows that anything can be done on.
pub(super) const LEAST: (u16, u16) = (40, 12);
/// With this many rows there is one for the usual keys.
const ROOM_FOR_HINTS: u16 = 16;

/// The parts of the screen, each of one row but the body.
pub(super) struct Areas {
    pub(super) header: Rect,
    pub(super) tabs: Rect,
    pub(super) body: Rect,
    pub(super) status: Rect,
    /// The usual keys, where there is room.
    pub(super) hints: Option<Rect>,
}

/// Whether nothing can be done on a screen of this size.
pub(super) fn is_too_small((columns, rows): (u16, u16)) -> bool {
    columns < LEAST.0 || rows < LEAST.1
}

/// The parts of a screen of this size.
pub(super) fn areas((columns, rows): (u16, u16)) -> Areas {
    let line = |row| Rect::new(0, row, columns, 1);
    let hints = rows >= ROOM_FOR_HINTS;
    let below = 1 + u16::from(hints);
    Areas {
        header: line(0),
        tabs: line(1),
        body: Rect::new(0, 2, columns, rows.saturating_sub(2 + below)),
        status: line(rows.saturating_sub(below)),
        hints: hints.then(|| line(rows.saturating_sub(1))),
    }
}
