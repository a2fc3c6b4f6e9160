//! A view of one resource: its end as it grows, or the part that somebody reads.

use std::collections::VecDeque;

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};

use super::{Line, areas, dialogs, error_lines, text::wrapped, turning};
use crate::{
    text::message,
    ui::state::{Detail, Part, State, Viewed},
};

pub(super) fn draw(state: &State, detail: &Detail, viewed: &Viewed, area: Rect, buffer: &mut Buffer) {
    let title = state.language.pick(&viewed.view.title);
    let title = format!("{title}  {}", detail.subject.id);
    let inner = dialogs::framed(state, &title, area, buffer);
    let lines = lines(state, viewed, inner);
    super::lines(buffer, inner, &lines, 0);
}

/// The first line that is shown where the end is.
pub(super) fn first_of_end(state: &State, viewed: &Viewed) -> usize {
    let inner = dialogs::inner(areas::areas(state.size).body);
    let (room, height) = (usize::from(inner.width), usize::from(inner.height));
    let below = below(state, viewed, room).len();
    end(viewed, room, height.saturating_sub(below)).0
}

/// What is shown in an area.
fn lines(state: &State, viewed: &Viewed, area: Rect) -> Vec<Line> {
    let (room, height) = (usize::from(area.width), usize::from(area.height));
    let below = below(state, viewed, room);
    let plain = |text: String| (text, Style::new());
    let mut shown: Vec<Line> = match viewed.part {
        Part::End => {
            let (_, end) = end(viewed, room, height.saturating_sub(below.len()));
            end.into_iter().map(plain).collect()
        }
        Part::From(first) => {
            let lines = viewed.lines.iter().skip(first);
            let lines = lines.flat_map(|line| wrapped(line, room));
            lines.take(height).map(plain).collect()
        }
    };
    shown.extend(below);
    shown
}

/// The last lines as far as there is room, and which the first of them is.
fn end(viewed: &Viewed, room: usize, height: usize) -> (usize, VecDeque<String>) {
    let mut shown: VecDeque<String> = VecDeque::new();
    let mut first = viewed.lines.len();
    for line in viewed.lines.iter().rev() {
        if shown.len() >= height {
            break;
        }
        first -= 1;
        for part in wrapped(line, room).into_iter().rev() {
            shown.push_front(part);
        }
    }
    let over = shown.len().saturating_sub(height);
    shown.drain(..over);
    (first, shown)
}

/// What is said below the lines: what is waited for, or why nothing more comes.
fn below(state: &State, viewed: &Viewed, room: usize) -> Vec<Line> {
    if let Some(error) = &viewed.failed {
        return error_lines(error, state, room);
    }
    if !viewed.lines.is_empty() {
        return Vec::new();
    }
    let text = match viewed.asked {
        Some(_) if viewed.follows => state.language.say(&message!("ui-view-waits")),
        Some(_) => state.language.say(&message!("ui-loading")),
        None => state.language.say(&message!("ui-view-empty")),
    };
    let turning = viewed.asked.map(|_| format!("{} ", turning(state)));
    vec![(turning.unwrap_or_default() + &text, state.look.faint())]
}
