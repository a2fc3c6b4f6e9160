//! Questions to somebody at a terminal, on standard error: texts, secrets, choices, yes or no.
//!
//! What is asked about is not decided here; [`field`] knows how a manifest's field is asked for.

pub mod field;

use std::{fmt, io::Read};

use inquire::{
    Confirm, CustomUserError, InquireError, Password, PasswordDisplayMode, Select, Text,
    ui::{ErrorMessageRenderConfig, RenderConfig, Styled},
    validator::{ErrorMessage, Validation},
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
use yun_plugin_api::Secret;
use zeroize::Zeroizing;

use crate::{
    error::{Error, ErrorKind},
    output,
    terminal::Terminal,
    text::{Language, Message, message, visible},
};

/// Columns of a line of choices that are not its text: the pointer and a margin.
const AROUND_A_CHOICE: usize = 3;

/// Rows above and below choices, where the question and the help take two each.
const AROUND_CHOICES: usize = 5;
/// How many choices are shown at once where there is room.
const MOST_CHOICES: usize = 10;

/// Somebody who can be asked.
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    language: Language,
    colour: bool,
    width: usize,
    /// How many choices are shown at once.
    most_choices: usize,
}

/// A question that is answered by a line of text.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// What is asked for.
    pub title: String,
    /// What to give, and where to find it.
    pub help: Option<String>,
    /// What stands there already, to be changed.
    pub present: Option<String>,
    /// What an empty answer means.
    pub default: Option<String>,
}

/// One of several answers.
#[derive(Debug, Clone)]
pub struct Choice<T> {
    /// What is chosen.
    pub value: T,
    /// What tells it apart; what an answered question shows.
    pub title: String,
    /// What else is said of it, as far as there is room.
    pub about: String,
}

impl<T> fmt::Display for Choice<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.title)?;
        formatter.write_str(&self.about)
    }
}

/// Hands on what is typed, or piped in, line by line, until nobody wants more.
///
/// # Errors
/// When standard input cannot be read, or is no text.
#[expect(
    clippy::disallowed_methods,
    reason = "a pasted address comes from there while a listener waits for the same"
)]
pub(crate) fn lines(mut wants: impl FnMut(String) -> bool) -> std::io::Result<()> {
    for line in std::io::stdin().lines() {
        if !wants(line?) {
            break;
        }
    }
    Ok(())
}

/// Reads what is piped in to its end, and no more than `most` bytes and one: it may be a secret that was given by mistake.
///
/// # Errors
/// When standard input cannot be read.
#[expect(
    clippy::disallowed_methods,
    reason = "a key that somebody publishes may come from there"
)]
pub(crate) fn piped(most: u64) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let mut content = Zeroizing::new(Vec::new());
    std::io::stdin().lock().take(most + 1).read_to_end(&mut content)?;
    Ok(content)
}

/// The error for what needs a confirmation that nobody can give.
pub fn nobody_to_ask() -> Error {
    Error::invalid_input("confirmation_needed", message!("error-confirmation-needed"))
        .hint(message!("hint-confirmation-needed"))
}

impl Asker {
    /// Whoever sits at this terminal, if questions can be shown there.
    pub fn at(terminal: &Terminal, language: Language) -> Option<Self> {
        terminal.can_ask().then(|| Self {
            language,
            colour: terminal.colour,
            width: terminal.stderr_width.unwrap_or_default(),
            most_choices: terminal.stderr_height.map_or(MOST_CHOICES, |height| {
                height.saturating_sub(AROUND_CHOICES).clamp(1, MOST_CHOICES)
            }),
        })
    }

    /// Says something that needs no answer.
    pub fn say(self, message: &Message) {
        output::note(&self.language.say(message));
    }

    /// The language that is spoken.
    pub fn language(self) -> Language {
        self.language
    }

    /// Asks for a line, and again as long as `misfit` says what is wrong with it. Space around it does not count.
    ///
    /// # Errors
    /// When the question is left, or the terminal fails.
    pub fn line(
        self,
        question: &Question,
        misfit: impl Fn(&str) -> Option<String> + Clone + 'static,
    ) -> Result<String, Error> {
        let title = visible(&question.title);
        let help = question.help.as_deref().map(visible);
        let mut text = Text::new(&title)
            .with_render_config(self.style())
            .with_validator(move |given: &str| judged(misfit(given.trim())));
        text.help_message = help.as_deref();
        text.initial_value = question.present.as_deref();
        text.default = question.default.as_deref();
        let given = text.prompt().map_err(left)?;
        Ok(given.trim().to_owned())
    }

    /// Asks for a secret, which is not shown; asks again as long as `misfit` says what is wrong with it.
    ///
    /// # Errors
    /// When the question is left, or the terminal fails.
    pub fn secret(
        self,
        question: &Question,
        misfit: impl Fn(&str) -> Option<String> + Clone + 'static,
    ) -> Result<Secret, Error> {
        let title = visible(&question.title);
        let help = question.help.as_deref().map(visible);
        let mut password = Password::new(&title)
            .without_confirmation()
            .with_display_mode(PasswordDisplayMode::Masked)
            .with_render_config(self.style())
            .with_validator(move |given: &str| judged(misfit(given)));
        password.help_message = help.as_deref();
        // What is typed grows in buffers of inquire's, which leave unwiped copies in memory: only the answer is wiped.
        Ok(Secret::new(password.prompt().map_err(left)?))
    }

    /// Has one of several chosen; what is typed narrows them down, those that `always` holds of apart.
    ///
    /// # Errors
    /// When the question is left, or the terminal fails.
    pub fn choice<T>(
        self,
        question: &str,
        choices: Vec<Choice<T>>,
        start: usize,
        always: impl Fn(&T) -> bool,
    ) -> Result<T, Error> {
        let title = visible(question);
        let help = self.language.say(&message!("prompt-help-choice"));
        let choices: Vec<Choice<T>> = choices.into_iter().map(|choice| self.fitted(choice)).collect();
        let score = |typed: &str, choice: &Choice<T>, shown: &str, _: usize| {
            let found = shown.to_lowercase().contains(&typed.trim().to_lowercase());
            match (found, always(&choice.value)) {
                (true, _) => Some(1),
                (false, true) => Some(0),
                (false, false) => None,
            }
        };
        let chosen = Select::new(&title, choices)
            .with_render_config(self.style())
            .with_help_message(&help)
            .with_starting_cursor(start)
            .with_page_size(self.most_choices)
            .with_scorer(&score)
            .with_formatter(&|chosen| chosen.value.title.trim_end().to_owned())
            .prompt()
            .map_err(left)?;
        Ok(chosen.value)
    }

    /// Asks whether something is meant; nothing is unless it is said.
    ///
    /// # Errors
    /// `declined` when it is not, and as [`confirm`](Self::confirm).
    pub fn sure(self, question: &str) -> Result<(), Error> {
        match self.confirm(question, None, false)? {
            true => Ok(()),
            false => Err(Error::new(
                ErrorKind::Cancelled,
                "declined",
                message!("error-declined"),
            )),
        }
    }

    /// Asks yes or no.
    ///
    /// # Errors
    /// When the question is left, or the terminal fails.
    pub fn confirm(self, question: &str, help: Option<&str>, default: bool) -> Result<bool, Error> {
        let (yes, no) = (
            self.language.say(&message!("cell-yes")),
            self.language.say(&message!("cell-no")),
        );
        let title = visible(question);
        let wrong = self.language.say(&message!("value-no-answer"));
        let word = |answer: bool| if answer { yes.clone() } else { no.clone() };
        let (hint_yes, hint_no) = (String::from("Y/n"), String::from("y/N"));
        let help = help.map(visible);
        let mut confirm = Confirm::new(&title)
            .with_default(default)
            .with_render_config(self.style())
            .with_error_message(&wrong)
            .with_parser(&|typed| match typed.trim().to_lowercase().as_str() {
                "y" | "yes" | "是" => Ok(true),
                "n" | "no" | "否" => Ok(false),
                _ => Err(()),
            });
        confirm.help_message = help.as_deref();
        confirm.formatter = &word;
        let hint = |default: bool| {
            if default {
                hint_yes.clone()
            } else {
                hint_no.clone()
            }
        };
        confirm.default_value_formatter = &hint;
        confirm.prompt().map_err(left)
    }

    /// A choice whose text cannot steer the terminal and takes one line.
    fn fitted<T>(self, choice: Choice<T>) -> Choice<T> {
        let room = self.width.saturating_sub(AROUND_A_CHOICE);
        let title = clipped(&visible(&choice.title), room);
        let about = clipped(&visible(&choice.about), room.saturating_sub(title.width()));
        Choice {
            value: choice.value,
            title,
            about,
        }
    }

    fn style(self) -> RenderConfig<'static> {
        let style = if self.colour {
            RenderConfig::default_colored()
        } else {
            RenderConfig::empty().with_error_message(ErrorMessageRenderConfig::empty())
        };
        style
            .with_answered_prompt_prefix(Styled::new(">"))
            .with_canceled_prompt_indicator(Styled::new("-"))
    }
}

/// The text, cut where the room ends.
fn clipped(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut taken = 0;
    let fits = |c: &char| {
        taken += c.width().unwrap_or_default();
        taken < room
    };
    let mut clipped: String = text.chars().take_while(fits).collect();
    if room > 0 {
        clipped.push('…');
    }
    clipped
}

fn judged(misfit: Option<String>) -> Result<Validation, CustomUserError> {
    Ok(match misfit {
        None => Validation::Valid,
        Some(reason) => Validation::Invalid(ErrorMessage::Custom(reason)),
    })
}

/// The error for a question that got no answer.
fn left(error: InquireError) -> Error {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            crate::runtime::was_interrupted()
        }
        error => Error::new(
            ErrorKind::Failed,
            "terminal_failed",
            message!("error-terminal", reason = error.to_string()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_takes_one_line() {
        assert_eq!(clipped("short", 5), "short");
        assert_eq!(clipped("longer", 5), "long…");
        assert_eq!(clipped("华东地域", 5), "华东…");
        assert_eq!(clipped("x", 0), "");
    }
}
