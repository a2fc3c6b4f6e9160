//! A manifest's field as a question.

use yun_plugin_api::{
    Secret,
    manifest::{Field, FieldType},
};

use super::{Asker, Choice, Question};
use crate::{
    error::Error,
    profile::fields,
    text::{Message, message},
};

/// Whether a field may stay empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must have a value.
    Required,
    /// It may stay empty.
    Optional,
}

/// What a field holds before it is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Present<'a> {
    /// Nothing.
    Nothing,
    /// A value that may be shown.
    Plain(&'a str),
    /// A secret, which stays if no other is given.
    Secret,
}

/// What was answered.
#[derive(Debug)]
pub enum Answer {
    /// Nothing: a secret stays as it is, anything else is empty.
    Nothing,
    /// A value that may be shown.
    Plain(String),
    /// A secret.
    Secret(Secret),
}

impl Asker {
    /// Asks for a field. `profiles` are those that a field of type `profile` may name.
    ///
    /// # Errors
    /// When the question is left, or the terminal fails.
    pub fn field(
        self,
        field: &Field,
        need: Need,
        present: Present<'_>,
        profiles: &[String],
    ) -> Result<Answer, Error> {
        let plain = match present {
            Present::Plain(text) => Some(text),
            Present::Nothing | Present::Secret => None,
        };
        match field.field_type {
            FieldType::Secret => self.secret_field(field, need, present),
            FieldType::Bool => self.yes_or_no(field, plain),
            FieldType::Choice => {
                let shown = |choice: &yun_plugin_api::manifest::Choice| {
                    (
                        choice.value.clone(),
                        self.language().pick(&choice.title).to_owned(),
                    )
                };
                self.one_of(field, need, plain, field.choices.iter().map(shown).collect())
            }
            FieldType::Profile if !profiles.is_empty() => {
                let shown = profiles.iter().map(|name| (name.clone(), name.clone()));
                self.one_of(field, need, plain, shown.collect())
            }
            _ => self.text_field(field, need, plain),
        }
    }

    fn text_field(self, field: &Field, need: Need, present: Option<&str>) -> Result<Answer, Error> {
        let question = Question {
            title: self.field_title(field, need),
            help: Some(self.language().pick(&field.help).to_owned()),
            present: present.map(str::to_owned),
            default: field.default.clone().filter(|_| present.is_none()),
        };
        let given = self.line(&question, self.misfit(field, need))?;
        Ok(match given.is_empty() {
            true => Answer::Nothing,
            false => Answer::Plain(given),
        })
    }

    fn secret_field(self, field: &Field, need: Need, present: Present<'_>) -> Result<Answer, Error> {
        let stored = matches!(present, Present::Secret);
        let help = self.language().pick(&field.help);
        let question = Question {
            title: match stored {
                true => self.titled(field, |title| message!("prompt-secret-stored", title = title)),
                false => self.field_title(field, need),
            },
            help: Some(help.to_owned()),
            ..Question::default()
        };
        let need = if stored { Need::Optional } else { need };
        let given = self.secret(&question, self.misfit(field, need))?;
        Ok(match given.is_empty() {
            true => Answer::Nothing,
            false => Answer::Secret(given),
        })
    }

    fn yes_or_no(self, field: &Field, present: Option<&str>) -> Result<Answer, Error> {
        let usually = field.default.as_deref() == Some("true");
        let default = present.map_or(usually, |present| present == "true");
        let title = self.titled(field, |title| message!("prompt-yes-or-no", title = title));
        let yes = self.confirm(&title, Some(self.language().pick(&field.help)), default)?;
        Ok(match (yes, usually) {
            (true, _) => Answer::Plain("true".to_owned()),
            (false, true) => Answer::Plain("false".to_owned()),
            (false, false) => Answer::Nothing,
        })
    }

    fn one_of(
        self,
        field: &Field,
        need: Need,
        present: Option<&str>,
        values: Vec<(String, String)>,
    ) -> Result<Answer, Error> {
        let empty = (need == Need::Optional).then(|| Choice {
            value: None,
            title: self.language().say(&message!("prompt-leave-empty")),
            about: String::new(),
        });
        let choices = values.into_iter().map(|(value, title)| Choice {
            about: if value == title {
                String::new()
            } else {
                format!("  {value}")
            },
            value: Some(value),
            title,
        });
        let choices: Vec<Choice<Option<String>>> = empty.into_iter().chain(choices).collect();
        let usual = present.or(field.default.as_deref());
        let start = choices
            .iter()
            .position(|choice| choice.value.is_some() && choice.value.as_deref() == usual);
        let title = self.field_title(field, need);
        let chosen = self.choice(&title, choices, start.unwrap_or(0), |_| false)?;
        Ok(chosen.map_or(Answer::Nothing, Answer::Plain))
    }

    fn field_title(self, field: &Field, need: Need) -> String {
        match need {
            Need::Required => self.titled(field, |title| message!("prompt-title", title = title)),
            Need::Optional => self.titled(field, |title| message!("prompt-title-optional", title = title)),
        }
    }

    fn titled(self, field: &Field, message: impl FnOnce(&str) -> Message) -> String {
        self.language().say(&message(self.language().pick(&field.title)))
    }

    /// Says what is wrong with what was typed for a field.
    fn misfit(self, field: &Field, need: Need) -> impl Fn(&str) -> Option<String> + Clone + 'static {
        let (field, language) = (field.clone(), self.language());
        move |given| {
            let reason = match given.is_empty() {
                true if need == Need::Optional => None,
                true => Some(message!("value-missing")),
                false => fields::misfit(&field, given),
            };
            reason.map(|reason| language.say(&reason))
        }
    }
}
