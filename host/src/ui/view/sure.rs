//! The host's question whether something is meant: what is asked, what follows, and yes and no below.

use ratatui_core::{buffer::Buffer, layout::Rect, style::Style};

use super::{Line, dialogs, line, text::wrapped};
use crate::{
    text::{message, visible},
    ui::state::{State, Sure},
};

/// The lines below what is said: yes, and no.
const ANSWERS: u16 = 2;

pub(super) fn draw(state: &State, sure: &Sure, area: Rect, buffer: &mut Buffer) {
    let said = said(state, sure, dialogs::room(area));
    let area = dialogs::middle(area, said.len() + usize::from(ANSWERS));
    dialogs::cleared(state, area, buffer);
    let title = state.language.say(&message!("ui-sure"));
    let inner = dialogs::framed(state, &title, area, buffer);
    let text = Rect {
        height: inner.height.saturating_sub(ANSWERS),
        ..inner
    };
    super::lines(buffer, text, &said, sure.above);
    let rows = inner.rows().skip(usize::from(text.height));
    let answers = [(message!("cell-yes"), sure.yes), (message!("cell-no"), !sure.yes)];
    for ((answer, is_pointed), row) in answers.iter().zip(rows) {
        line(buffer, row, &state.language.say(answer), Style::new());
        if *is_pointed {
            buffer.set_style(row, state.look.cursor());
        }
    }
}

/// How many lines of it can be above the first that is shown.
pub(super) fn most_above(state: &State, sure: &Sure, area: Rect) -> usize {
    let said = said(state, sure, dialogs::room(area)).len();
    let inner = dialogs::inner(dialogs::middle(area, said + usize::from(ANSWERS)));
    said.saturating_sub(usize::from(inner.height.saturating_sub(ANSWERS)))
}

fn said(state: &State, sure: &Sure, room: usize) -> Vec<Line> {
    let question = state.language.say(&sure.meant.question());
    let question = wrapped(&visible(&question), room).into_iter();
    let more = sure.meant.more();
    let more = more
        .iter()
        .flat_map(|more| wrapped(&visible(&more.said(state.language)), room));
    question
        .map(|line| (line, state.look.heading()))
        .chain(more.map(|line| (line, Style::new())))
        .collect()
}
