//! Lines of text over a page, and plugins' questions: both come by themselves, so that keys are not taken for a moment.

use crossterm::event::{KeyCode, KeyEvent};
use yun_plugin_api::{QuestionKind, Secret};

use super::detail::scroll;
use crate::{
    services::Asked,
    text::message,
    ui::{
        command::Command,
        effect::Effect,
        event::QuestionId,
        state::{Dialog, Lines, Question, State, TextPane},
        view,
    },
};

/// A plugin asks. One question is shown at a time, over all else: whoever waits for an answer may not wait for long.
pub(super) fn asked(state: &mut State, id: QuestionId, asked: Asked) {
    state.questions.push_back(Question::new(id, asked));
    next(state);
}

/// Nobody waits for the answer any more.
pub(super) fn unasked(state: &mut State, id: QuestionId) {
    let is_meant = |dialog: &Dialog| matches!(dialog, Dialog::Question(asked) if asked.id == id);
    state.questions.retain(|waiting| waiting.id != id);
    let was_on_top = state.dialogs.last().is_some_and(is_meant);
    state.dialogs.retain(|dialog| !is_meant(dialog));
    if was_on_top {
        // What is being typed was the answer.
        state.note(message!("ui-unasked"));
        state.hold();
    }
    next(state);
}

/// A plugin has something to tell.
pub(super) fn told(state: &mut State, text: String) {
    state.dialogs.push(Dialog::Text(TextPane::of(Lines::Told(text))));
    state.hold();
}

/// What had to be told to go on is over: nobody needs to read it any more.
pub(super) fn untold(state: &mut State) {
    let before = state.dialogs.len();
    let is_told =
        |dialog: &Dialog| matches!(dialog, Dialog::Text(pane) if matches!(pane.about, Lines::Told(_)));
    state.dialogs.retain(|dialog| !is_told(dialog));
    if state.dialogs.len() < before {
        state.hold();
    }
}

/// Shows the question that has waited longest, if none is shown.
fn next(state: &mut State) {
    let is_question = |dialog: &Dialog| matches!(dialog, Dialog::Question(_));
    if !state.dialogs.iter().any(is_question)
        && let Some(question) = state.questions.pop_front()
    {
        state.dialogs.push(Dialog::Question(question));
        state.hold();
    }
}

/// Carries out a command in the dialog on top.
pub(super) fn obey(state: &mut State, command: Command, effects: &mut Vec<Effect>) {
    let page = view::table_rows(state).max(1);
    match state.dialogs.last_mut() {
        Some(Dialog::Text(_)) if command == Command::Back => drop(state.dialogs.pop()),
        Some(Dialog::Text(pane)) => scroll(&mut pane.above, command, page),
        Some(Dialog::Question(question)) => {
            let answered = match command {
                Command::Open => answer(question).map(Some),
                Command::Back => Some(None),
                _ => {
                    choose(question, command);
                    None
                }
            };
            if let Some(answer) = answered {
                effects.push(Effect::Answer(question.id, answer));
                state.dialogs.pop();
                next(state);
            }
        }
        _ => {}
    }
}

/// The answer as it stands; none where nothing was typed yet.
fn answer(question: &Question) -> Option<Secret> {
    let text = match question.asked.kind {
        QuestionKind::Confirm => (question.chosen == 0).to_string(),
        QuestionKind::Choice => question.asked.choices.get(question.chosen)?.value.clone(),
        QuestionKind::Text => question.typed.text().trim().to_owned(),
        _ => question.typed.text().to_owned(),
    };
    let is_answer = !text.is_empty();
    let answer = Secret::new(text);
    is_answer.then_some(answer)
}

fn choose(question: &mut Question, command: Command) {
    let last = question.choices().saturating_sub(1);
    question.chosen = match command {
        Command::Up | Command::First => question.chosen.saturating_sub(1),
        Command::Down | Command::Last => (question.chosen + 1).min(last),
        _ => question.chosen,
    };
}

/// Yes and no have letters of their own; they are answered by Enter.
pub(super) fn chosen_by_letter(question: &mut Question, key: &KeyEvent) {
    match (question.asked.kind, key.code) {
        (QuestionKind::Confirm, KeyCode::Char('y')) => question.chosen = 0,
        (QuestionKind::Confirm, KeyCode::Char('n')) => question.chosen = 1,
        _ => {}
    }
}
