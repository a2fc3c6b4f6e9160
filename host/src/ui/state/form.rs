//! A form: the fields that a manifest declares, each with what was given for it so far.

use std::collections::BTreeMap;

use yun_plugin_api::manifest::{Field, FieldType};

use super::Input;
use crate::{
    error::Error,
    params,
    text::{Language, Message, message},
};

/// The fields that a manifest declares, each with what was given for it so far.
pub(in crate::ui) struct Form {
    /// What it is filled in for, in words.
    pub(in crate::ui) title: String,
    /// What comes of it, in words.
    pub(in crate::ui) help: String,
    /// The fields.
    pub(in crate::ui) fields: Vec<Filled>,
    /// Which of them the cursor is on, from 0.
    pub(in crate::ui) cursor: usize,
    /// What is wrong with the field that the cursor is on.
    pub(in crate::ui) wrong: Option<Message>,
}

/// A field with what was given for it.
pub(in crate::ui) struct Filled {
    /// The field.
    pub(in crate::ui) field: Field,
    /// What was given.
    pub(in crate::ui) value: Value,
}

/// What was given for a field.
pub(in crate::ui) enum Value {
    /// What is typed; nothing is not given.
    Text(Input),
    /// One of the choices, by its place; none is not given.
    Choice(Option<usize>),
    /// Yes or no.
    Bool(bool),
}

impl Form {
    /// A form of these fields, with their defaults.
    pub(in crate::ui) fn new(title: &str, help: &str, fields: &[Field]) -> Self {
        Self {
            title: title.to_owned(),
            help: help.to_owned(),
            fields: fields.iter().cloned().map(Filled::new).collect(),
            cursor: 0,
            wrong: None,
        }
    }

    /// Whether the field that the cursor is on is typed into.
    pub(in crate::ui) fn is_typed(&self) -> bool {
        let filled = self.fields.get(self.cursor);
        filled.is_some_and(|filled| matches!(filled.value, Value::Text(_)))
    }

    /// The line that is typed into, if the cursor is on one.
    pub(in crate::ui) fn line(&mut self) -> Option<&mut Input> {
        match &mut self.fields.get_mut(self.cursor)?.value {
            Value::Text(input) => Some(input),
            _ => None,
        }
    }

    /// Goes on to the field that `to` makes of the present one and of the last.
    pub(in crate::ui) fn moved(&mut self, to: impl Fn(usize, usize) -> usize) {
        let last = self.fields.len().saturating_sub(1);
        self.cursor = to(self.cursor, last).min(last);
        self.wrong = None;
    }

    /// Goes on to the next of the values that the field may have, or back to the previous one.
    pub(in crate::ui) fn turn(&mut self, forward: bool) {
        self.wrong = None;
        let Some(filled) = self.fields.get_mut(self.cursor) else {
            return;
        };
        let count = filled.field.choices.len();
        match &mut filled.value {
            Value::Bool(yes) => *yes = !*yes,
            Value::Choice(chosen) => {
                // What must be given is never taken back.
                let none = usize::from(!filled.field.required);
                let at = chosen.map_or(0, |at| at + none);
                let all = (count + none).max(1);
                let next = if forward {
                    (at + 1) % all
                } else {
                    (at + all - 1) % all
                };
                *chosen = next.checked_sub(none).filter(|at| *at < count);
            }
            Value::Text(_) => {}
        }
    }

    /// The values as plugins get them; if one does not fit, the cursor is on it and it is said what is wrong.
    pub(in crate::ui) fn taken(&mut self) -> Option<BTreeMap<String, String>> {
        self.wrong = None;
        for at in 0..self.fields.len() {
            if let Err(error) = self.fields[at].checked() {
                return self.refuse(at, Self::reason(&error, &self.fields[at].field));
            }
        }
        let fields: Vec<Field> = self.fields.iter().map(|filled| filled.field.clone()).collect();
        let given = |field: &Field| self.given(&field.key);
        match params::params(&fields, given) {
            Ok(params) => Some(params),
            Err(_) => {
                let given: BTreeMap<String, String> = self
                    .fields
                    .iter()
                    .filter_map(|filled| Some((filled.field.key.clone(), filled.given()?)))
                    .collect();
                let at = fields
                    .iter()
                    .position(|field| params::is_lacking(field, &given))?;
                self.refuse(at, message!("ui-field-missing"))
            }
        }
    }

    fn given(&self, key: &str) -> Option<String> {
        let mut fields = self.fields.iter();
        fields.find(|filled| filled.field.key == key)?.given()
    }

    fn refuse<T>(&mut self, at: usize, wrong: Message) -> Option<T> {
        self.cursor = at;
        self.wrong = Some(wrong);
        None
    }

    fn reason(error: &Error, field: &Field) -> Message {
        match error.why(Language::English).is_some() {
            true => crate::profile::fields::misfit(field, "").unwrap_or_else(|| message!("value-no-match")),
            false => message!("value-no-match"),
        }
    }
}

impl Filled {
    fn new(field: Field) -> Self {
        let default = field.default.as_deref();
        let value = match field.field_type {
            FieldType::Bool => Value::Bool(default == Some("true")),
            FieldType::Choice => {
                let is_default = |choice: &yun_plugin_api::manifest::Choice| Some(&*choice.value) == default;
                let first = field.required.then_some(0);
                Value::Choice(field.choices.iter().position(is_default).or(first))
            }
            _ => Value::Text(Input::of(default.unwrap_or_default())),
        };
        Self { field, value }
    }

    /// What was given, if something was.
    fn given(&self) -> Option<String> {
        match &self.value {
            Value::Text(input) => Some(input.text().trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Choice(chosen) => Some(self.field.choices.get((*chosen)?)?.value.clone()),
            Value::Bool(yes) => yes.then(|| "true".to_owned()),
        }
    }

    fn checked(&self) -> Result<(), Error> {
        match self.given() {
            Some(value) => params::checked(&self.field, value).map(drop),
            None => Ok(()),
        }
    }
}
