//! What was done to resources and is being done: how each of them stands, and errors in full.

use ratatui_core::style::Style;

use super::{Line, Look, text::wrapped, turning};
use crate::{
    acting::{Done, Rehearsal, named},
    output::Tone,
    text::{Message, message, visible},
    ui::state::{Deed, Fate, Piece, State},
};

/// All of it in lines of so many columns, the last begun first.
pub(super) fn lines(state: &State, room: usize) -> Vec<Line> {
    if state.deeds.is_empty() {
        let text = state.language.say(&message!("ui-no-deeds"));
        return wrapped(&text, room)
            .into_iter()
            .map(|line| (line, Style::new()))
            .collect();
    }
    let mut lines = Vec::new();
    for deed in state.deeds.iter().rev() {
        if !lines.is_empty() {
            lines.push((String::new(), Style::new()));
        }
        write(state, deed, room, &mut lines);
    }
    lines
}

fn write(state: &State, deed: &Deed, room: usize, lines: &mut Vec<Line>) {
    let look = state.look;
    let mut add = |text: &str, style: Style| {
        lines.extend(wrapped(text, room).into_iter().map(|line| (line, style)));
    };
    let mut heading = state.language.say(&deed.summary(state.language));
    if deed.ended_at.is_none() {
        heading = format!("{} {heading}", turning(state));
    }
    add(&heading, look.heading());
    let several = several_places(deed);
    for ((profile, region, id), piece) in &deed.each {
        let place = match several {
            true => format!("  {}", visible(&format!("{profile} / {region}"))),
            false => String::new(),
        };
        let name = match piece.name.as_str() {
            "" => String::new(),
            name => format!(" ({})", visible(name)),
        };
        let (said, style) = fate(state, deed, piece);
        add(&format!("  {}{name}{place}  {said}", visible(id)), style);
    }
    for call in &deed.would_send {
        add(
            &state.language.say(&message!("note-would-send", call = call)),
            look.faint(),
        );
    }
    if deed.rehearsal != Rehearsal::None && deed.ended_at.is_some() {
        add(&state.language.say(&message!("note-dry-run")), look.faint());
    }
    for (ids, text) in errors(state, deed) {
        for (at, part) in text.split('\n').enumerate() {
            match at {
                0 => {
                    let (ids, colon) = (named(&ids, state.language), state.language.colon());
                    add(&format!("{ids}{colon}{part}"), look.bad());
                }
                _ => add(part, Style::new()),
            }
        }
    }
}

fn several_places(deed: &Deed) -> bool {
    let mut places = deed.each.keys().map(|(profile, region, _)| (profile, region));
    let first = places.next();
    places.any(|place| Some(place) != first)
}

/// How a resource stands, and how that looks.
fn fate(state: &State, deed: &Deed, piece: &Piece) -> (String, Style) {
    let look = state.look;
    let is_tried = deed.rehearsal != Rehearsal::None;
    let (said, style) = match &piece.fate {
        Fate::Pending => (message!("ui-fate-pending"), look.faint()),
        Fate::Sent => (message!("ui-fate-sent"), look.tone(Tone::Busy)),
        Fate::Going(status) if status.is_empty() => (message!("ui-fate-going"), look.tone(Tone::Busy)),
        Fate::Going(status) => (
            message!("ui-fate-going-now", status = status),
            look.tone(Tone::Busy),
        ),
        Fate::Done {
            done: Done::Changed, ..
        } if is_tried => (message!("ui-fate-would"), look.tone(Tone::Good)),
        Fate::Done { done, status } => done_with(*done, status, look),
        Fate::Refused(_) => (message!("ui-fate-refused"), look.bad()),
        Fate::Failed(_) => (message!("ui-fate-failed"), look.bad()),
        Fate::Unknown(_) => (message!("ui-fate-unknown"), look.bad()),
    };
    (state.language.say(&said), style)
}

/// A good end, and the status that it left where one is known.
fn done_with(done: Done, status: &str, look: Look) -> (Message, Style) {
    match (done, status) {
        (Done::Changed, "") => (message!("ui-fate-done"), look.tone(Tone::Good)),
        (Done::Changed, _) => (
            message!("ui-fate-done-now", status = status),
            look.tone(Tone::Good),
        ),
        (Done::Unchanged, "") => (message!("ui-fate-unchanged"), look.tone(Tone::Idle)),
        (Done::Unchanged, _) => (
            message!("ui-fate-unchanged-still", status = status),
            look.tone(Tone::Idle),
        ),
    }
}

/// The errors in full, those that say the same told once with the ids that they concern.
fn errors<'a>(state: &State, deed: &'a Deed) -> Vec<(Vec<&'a str>, String)> {
    let mut told: Vec<(Vec<&str>, String)> = Vec::new();
    for ((_, _, id), piece) in &deed.each {
        let (Fate::Refused(error) | Fate::Failed(error) | Fate::Unknown(error)) = &piece.fate else {
            continue;
        };
        let text = error.to_text(state.language);
        match told.iter_mut().find(|(_, known)| *known == text) {
            Some((ids, _)) => ids.push(id),
            None => told.push((vec![id], text)),
        }
    }
    told
}
