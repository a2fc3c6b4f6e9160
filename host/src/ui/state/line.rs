//! Which line is being typed into.

use super::{Dialog, Page, State};

/// The lines that can be typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Line {
    /// What narrows the choice on top down.
    Choice,
    /// The answer to a plugin's question.
    Answer,
    /// The value of a setting.
    Setting,
    /// The filter of a list.
    Filter,
    /// Another name of a profile.
    Renaming,
    /// A field of a form.
    Field,
    /// The word that a grave action takes.
    Word,
}

impl State {
    /// The line that is being typed into, if one is. Nothing else decides that: keys, pastes and the cursor that is drawn
    /// all go by this.
    pub(in crate::ui) fn line(&self) -> Option<Line> {
        match self.dialogs.last() {
            _ if self.is_held() => None,
            Some(Dialog::Choice(_)) => Some(Line::Choice),
            Some(Dialog::Question(question)) => question.is_typed().then_some(Line::Answer),
            Some(Dialog::Form(dialog)) => dialog.form.is_typed().then_some(Line::Field),
            Some(Dialog::Confirm(confirm)) => confirm.typed.is_some().then_some(Line::Word),
            Some(Dialog::Text(_) | Dialog::Sure(_)) => None,
            None => match self.page {
                Page::Home => self.home.filtering.is_some().then_some(Line::Filter),
                Page::Plugins => None,
                Page::Accounts if self.accounts.renaming.is_some() => Some(Line::Renaming),
                Page::Accounts => {
                    let account = self.accounts.form.as_ref();
                    // What is being saved is not changed any more.
                    let account = account.filter(|account| !account.is_being_saved());
                    let is_typed = account.is_some_and(|account| account.form.is_typed());
                    is_typed.then_some(Line::Field)
                }
                Page::Settings => self.settings.editing.is_some().then_some(Line::Setting),
            },
        }
    }
}
