//! Lines of text over a page, and plugins' questions.

use crossterm::event::{KeyCode, KeyEvent};
use yun_plugin_api::{QuestionKind, Secret};

use super::detail::scroll;
use crate::ui::{
    command::Command,
    effect::Effect,
    state::{Dialog, Question, State},
    view,
};

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
