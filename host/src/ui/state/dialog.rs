//! What stands over a page.

use yun_plugin_api::{QuestionKind, manifest::View};

use super::{Choice, Confirm, Form, Input, Sure};
use crate::{
    services::Asked,
    text::Message,
    ui::{account::Imported, effect::Order, event::QuestionId, keys::Context},
};

/// What stands over a page.
pub(in crate::ui) enum Dialog {
    /// One or several of many.
    Choice(Choice),
    /// Lines of text.
    Text(TextPane),
    /// A plugin's question; one at a time.
    Question(Question),
    /// The host's question whether something is meant.
    Sure(Sure),
    /// Fields that are filled in.
    Form(Box<FormDialog>),
    /// An action that is to be confirmed.
    Confirm(Box<Confirm>),
}

/// Fields that are filled in over a page.
pub(in crate::ui) struct FormDialog {
    /// What they are filled in for, in words.
    pub(in crate::ui) title: String,
    /// What comes of it, in words.
    pub(in crate::ui) help: String,
    /// The fields.
    pub(in crate::ui) form: Form,
    /// What they are filled in for.
    pub(in crate::ui) purpose: Purpose,
}

/// What fields are filled in for.
#[derive(Clone)]
pub(in crate::ui) enum Purpose {
    /// An action, and what it is for.
    Action(Box<Order>),
    /// A view of the resource that is looked at.
    View(View),
    /// A search over everything.
    Search,
}

/// Lines of text, scrolled.
pub(in crate::ui) struct TextPane {
    /// What they are.
    pub(in crate::ui) about: Lines,
    /// How many lines are above the first that is shown.
    pub(in crate::ui) above: usize,
}

impl TextPane {
    /// Lines from the first on.
    pub(in crate::ui) fn of(about: Lines) -> Self {
        Self { about, above: 0 }
    }

    /// Lines up to the last.
    pub(in crate::ui) fn at_end(about: Lines) -> Self {
        Self {
            about,
            above: usize::MAX,
        }
    }
}

/// What lines of text are.
pub(in crate::ui) enum Lines {
    /// The keys of where one was.
    Keys(Context),
    /// What failed of the list that is shown, with hints.
    Failures,
    /// The log.
    Log,
    /// What came of copying profiles of others.
    Imported(Vec<Imported>),
    /// What was done to resources, or is being done.
    Deeds,
    /// What a plugin has to tell.
    Told(String),
}

/// A plugin's question.
pub(in crate::ui) struct Question {
    /// Its number.
    pub(in crate::ui) id: QuestionId,
    /// What is asked.
    pub(in crate::ui) asked: yun_plugin_api::Question,
    /// Who asks.
    pub(in crate::ui) by: Message,
    /// What is typed.
    pub(in crate::ui) typed: Input,
    /// Which of the choices the cursor is on, from 0.
    pub(in crate::ui) chosen: usize,
}

impl Question {
    /// A question that nothing was answered to yet.
    pub(in crate::ui) fn new(id: QuestionId, asked: Asked) -> Self {
        // What is not meant is not taken on by Enter alone.
        let chosen = usize::from(asked.question.kind == QuestionKind::Confirm);
        Self {
            id,
            by: asked.by(),
            asked: asked.question,
            typed: Input::default(),
            chosen,
        }
    }

    /// Whether it is answered by typing.
    pub(in crate::ui) fn is_typed(&self) -> bool {
        matches!(self.asked.kind, QuestionKind::Text | QuestionKind::Secret)
    }

    /// How many answers there are to choose from.
    pub(in crate::ui) fn choices(&self) -> usize {
        match self.asked.kind {
            QuestionKind::Confirm => 2,
            _ => self.asked.choices.len(),
        }
    }

    /// Where one is before it, as far as keys are concerned.
    pub(in crate::ui) fn context(&self) -> Context {
        match self.is_typed() {
            true => Context::Line,
            false => Context::Choice,
        }
    }
}
