//! A form: fields, as manifests declare them or of the host's own, each with what was given for it so far.

use std::collections::BTreeMap;

use yun_plugin_api::manifest::{Choice, Field, FieldType, Text};

use super::Input;
use crate::{
    profile::fields,
    text::{Message, message},
    ui::command::Command,
};

/// Fields, each with what was given for it so far.
pub(in crate::ui) struct Form {
    /// The fields.
    pub(in crate::ui) fields: Vec<Filled>,
    /// Which of them the cursor is on, from 0; it goes on to the buttons below them.
    pub(in crate::ui) cursor: usize,
    /// How many buttons are below them.
    buttons: usize,
}

/// A field with what was given for it.
pub(in crate::ui) struct Filled {
    /// The field.
    pub(in crate::ui) field: Field,
    /// What was given.
    pub(in crate::ui) value: Value,
    /// What is wrong with it.
    pub(in crate::ui) wrong: Option<Message>,
}

/// What was given for a field.
pub(in crate::ui) enum Value {
    /// What is typed; nothing is not given.
    Text(Input),
    /// A secret; one that is stored stays if nothing is typed.
    Secret {
        /// What is typed.
        typed: Input,
        /// Whether there is one.
        stored: bool,
    },
    /// One of the field's choices, by its place; none is not given.
    Choice(Option<usize>),
    /// Yes or no.
    Bool(bool),
}

impl Form {
    /// A form of these fields, and so many buttons below.
    pub(in crate::ui) fn new(fields: Vec<Filled>, buttons: usize) -> Self {
        Self {
            fields,
            cursor: 0,
            buttons,
        }
    }

    /// The field that the cursor is on.
    pub(in crate::ui) fn pointed(&self) -> Option<&Filled> {
        self.fields.get(self.cursor)
    }

    /// The button that the cursor is on, from 0.
    pub(in crate::ui) fn button(&self) -> Option<usize> {
        self.cursor.checked_sub(self.fields.len())
    }

    /// Whether the field that the cursor is on is typed into.
    pub(in crate::ui) fn is_typed(&self) -> bool {
        self.pointed().is_some_and(Filled::is_typed)
    }

    /// The line that is typed into, if the cursor is on one.
    pub(in crate::ui) fn line(&mut self) -> Option<&mut Input> {
        match &mut self.fields.get_mut(self.cursor)?.value {
            Value::Text(typed) | Value::Secret { typed, .. } => Some(typed),
            Value::Choice(_) | Value::Bool(_) => None,
        }
    }

    /// What was given for the field that the cursor is on is another: what was said of it holds no more, and where nothing
    /// is typed any more, it is chosen again.
    pub(in crate::ui) fn changed(&mut self) {
        if let Some(filled) = self.fields.get_mut(self.cursor) {
            filled.wrong = None;
            if matches!(&filled.value, Value::Text(typed) if typed.text().is_empty()) {
                filled.value = value(&filled.field, "");
            }
        }
    }

    /// Begins to type what is none of the choices, where such may be given.
    pub(in crate::ui) fn begin(&mut self, text: &str) {
        let filled = self.fields.get_mut(self.cursor);
        if let Some(filled) = filled.filter(|filled| filled.may_be_typed()) {
            filled.value = Value::Text(Input::of(text));
            self.changed();
        }
    }

    /// Moves the cursor, if the command does.
    pub(in crate::ui) fn moves(&mut self, command: Command, page: usize) -> bool {
        let last = (self.fields.len() + self.buttons).saturating_sub(1);
        let to = command.moves(self.cursor, last, page);
        self.cursor = to.unwrap_or(self.cursor);
        to.is_some()
    }

    /// Goes on to the next of the values that the field may have, or back to the previous one; whether there are such.
    pub(in crate::ui) fn turn(&mut self, forward: bool) -> bool {
        let Some(filled) = self.fields.get_mut(self.cursor) else {
            return false;
        };
        match &mut filled.value {
            Value::Bool(yes) => *yes = !*yes,
            Value::Choice(chosen) => {
                // What must be given is never taken back, nor what is given unless something else is.
                let none = usize::from(!filled.field.required && filled.field.default.is_none());
                let all = (filled.field.choices.len() + none).max(1);
                let at = chosen.map_or(0, |at| at + none);
                let step = if forward { 1 } else { all - 1 };
                *chosen = ((at + step) % all)
                    .checked_sub(none)
                    .filter(|at| *at < filled.field.choices.len());
            }
            Value::Text(_) | Value::Secret { .. } => return false,
        }
        self.changed();
        true
    }

    /// Whether all fits; if not, each field says what is wrong with it, and the cursor is on the first. `more` is what
    /// manifests cannot demand.
    pub(in crate::ui) fn fits(&mut self, more: impl Fn(&Filled) -> Option<Message>) -> bool {
        let is_there = |key: &str| {
            let is_it = |filled: &&Filled| filled.field.key == key;
            let filled = self.fields.iter().find(is_it);
            filled.is_some_and(|filled| filled.is_given() || filled.field.default.is_some())
        };
        let wrong = |filled: &Filled| match fields::is_lacking(&filled.field, is_there) {
            true => Some(message!("value-missing")),
            false => filled.misfit().or_else(|| more(filled)),
        };
        let wrong: Vec<Option<Message>> = self.fields.iter().map(wrong).collect();
        let first = wrong.iter().position(Option::is_some);
        for (filled, wrong) in self.fields.iter_mut().zip(wrong) {
            filled.wrong = wrong;
        }
        self.cursor = first.unwrap_or(self.cursor);
        first.is_none()
    }

    /// Says of a field that it is wrong.
    pub(in crate::ui) fn refuse(&mut self, key: &str, wrong: Message) {
        if let Some(at) = self.fields.iter().position(|filled| filled.field.key == key) {
            self.fields[at].wrong = Some(wrong);
            // Whoever types elsewhere by now goes on there.
            if self.button().is_some() {
                self.cursor = at;
            }
        }
    }

    /// What was given, without secrets, by the fields' keys.
    pub(in crate::ui) fn given(&self) -> BTreeMap<String, String> {
        let given = |filled: &Filled| Some((filled.field.key.clone(), filled.given()?));
        self.fields.iter().filter_map(given).collect()
    }
}

impl Filled {
    /// A field with what is there already, or else its default.
    pub(in crate::ui) fn new(field: Field, present: Option<&str>) -> Self {
        let text = present.or(field.default.as_deref()).unwrap_or_default();
        Self {
            value: value(&field, text),
            field,
            wrong: None,
        }
    }

    /// Whether it is typed into.
    pub(in crate::ui) fn is_typed(&self) -> bool {
        matches!(self.value, Value::Text(_) | Value::Secret { .. })
    }

    /// Whether it is one of its choices, and may be something else.
    pub(in crate::ui) fn may_be_typed(&self) -> bool {
        matches!(self.value, Value::Choice(_)) && self.field.field_type == FieldType::Text
    }

    /// Whether something must be given, as far as it alone tells.
    pub(in crate::ui) fn is_required(&self) -> bool {
        self.field.required && self.field.default.is_none()
    }

    /// What was given, if something was; nothing for a secret.
    pub(in crate::ui) fn given(&self) -> Option<String> {
        match &self.value {
            Value::Text(typed) => Some(typed.text().trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Secret { .. } => None,
            Value::Choice(chosen) => Some(self.field.choices.get((*chosen)?)?.value.clone()),
            Value::Bool(yes) => {
                // No is said only where yes would be the default.
                let usually = self.field.default.as_deref() == Some("true");
                (*yes || usually).then(|| yes.to_string())
            }
        }
    }

    pub(in crate::ui) fn is_given(&self) -> bool {
        match &self.value {
            Value::Secret { typed, stored } => *stored || !typed.text().is_empty(),
            _ => self.given().is_some(),
        }
    }

    /// Why what was given does not fit the field, if it does not.
    fn misfit(&self) -> Option<Message> {
        match &self.value {
            Value::Secret { typed, .. } if typed.text().is_empty() => None,
            Value::Secret { typed, .. } => fields::misfit(&self.field, typed.text()),
            _ => fields::misfit(&self.field, &self.given()?),
        }
    }
}

/// A field of the host's own: a text, unless something else is made of it.
pub(in crate::ui) fn own_field(key: &str, title: &Message, help: &Message) -> Field {
    Field {
        key: key.to_owned(),
        title: title.in_both(),
        help: help.in_both(),
        field_type: FieldType::Text,
        required: false,
        required_unless: None,
        default: None,
        pattern: None,
        choices: Vec::new(),
    }
}

/// A field's value that is there already, or nothing.
fn value(field: &Field, text: &str) -> Value {
    let at = field.choices.iter().position(|choice| choice.value == text);
    match field.field_type {
        FieldType::Secret => Value::Secret {
            typed: Input::default(),
            stored: false,
        },
        FieldType::Bool => Value::Bool(text == "true"),
        FieldType::Text if at.is_none() && !text.is_empty() => Value::Text(Input::of(text)),
        _ if field.choices.is_empty() => Value::Text(Input::of(text)),
        _ => Value::Choice(at.or(field.required.then_some(0))),
    }
}

/// Values to choose from that are shown as they are.
pub(in crate::ui) fn choices(values: impl IntoIterator<Item = impl Into<String>>) -> Vec<Choice> {
    let values = values.into_iter().map(Into::into);
    let choice = |value: String| Choice {
        title: Text {
            en: value.clone(),
            zh: value.clone(),
        },
        value,
    };
    values.map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(more: &str) -> Filled {
        let field = format!(
            r#"{{"key": "k", "title": {{"en": "t", "zh": "题"}}, "help": {{"en": "h", "zh": "帮"}}, {more}}}"#
        );
        Filled::new(serde_json::from_str(&field).expect("a field"), None)
    }

    fn form(fields: impl IntoIterator<Item = Filled>) -> Form {
        Form::new(fields.into_iter().collect(), 0)
    }

    const CHOICES: &str = r#""choices": [{"value": "a", "title": {"en": "A", "zh": "甲"}},
        {"value": "b", "title": {"en": "B", "zh": "乙"}}]"#;

    /// What is given before any turn, and after each of three.
    fn turned(filled: Filled, forward: bool) -> [Option<String>; 4] {
        let mut form = form([filled]);
        [0, 1, 2, 3].map(|turns| {
            assert!(turns == 0 || form.turn(forward));
            form.fields[0].given()
        })
    }

    #[test]
    fn values_are_turned_round_and_what_must_be_given_is_never_taken_back() {
        let choice = |more: &str| filled(&format!(r#""type": "choice", {CHOICES}{more}"#));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(turned(choice(""), true), [None, some("a"), some("b"), None]);
        assert_eq!(turned(choice(""), false), [None, some("b"), some("a"), None]);
        let required = r#", "required": true"#;
        let round = ["a", "b", "a", "b"].map(some);
        assert_eq!(turned(choice(required), true), round);
        assert_eq!(turned(choice(required), false), round);
        let default = turned(choice(r#", "default": "b""#), true);
        assert_eq!(default, ["b", "a", "b", "a"].map(some));
    }

    #[test]
    fn no_is_said_where_yes_is_usual() {
        let some = |text: &str| Some(text.to_owned());
        let usual = filled(r#""type": "bool", "default": "true""#);
        assert_eq!(turned(usual, true), ["true", "false", "true", "false"].map(some));
        let unusual = turned(filled(r#""type": "bool""#), false);
        assert_eq!(unusual, [None, some("true"), None, some("true")]);
        assert!(!form([filled(r#""type": "text""#)]).turn(true));
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it_until_it_changes() {
        let named = |key: &str, more: &str, text: &str| {
            let mut filled = filled(more);
            filled.field.key = key.to_owned();
            match &mut filled.value {
                Value::Text(typed) | Value::Secret { typed, .. } => typed.paste(text),
                Value::Choice(_) | Value::Bool(_) => {}
            }
            filled
        };
        let mut form = form([
            named("fits", r#""type": "number""#, " 5 "),
            named("missing", r#""type": "text", "required": true"#, " "),
            named("unless", r#""type": "secret", "required_unless": "fits""#, ""),
            named("lacking", r#""type": "secret", "required_unless": "missing""#, ""),
            named("number", r#""type": "number""#, "5x"),
            named("pattern", r#""type": "secret", "pattern": "a+""#, "b"),
            named("usual", r#""type": "text", "required": true, "default": "x""#, ""),
            named("own", r#""type": "text""#, "odd"),
        ]);
        form.fields[6].value = Value::Text(Input::default());
        let own = |filled: &Filled| (filled.given()? == "odd").then(|| message!("value-no-match"));
        assert!(!form.fits(own));
        let wrong = |form: &Form| -> Vec<String> {
            let wrong = form.fields.iter().filter(|filled| filled.wrong.is_some());
            wrong.map(|filled| filled.field.key.clone()).collect()
        };
        assert_eq!(wrong(&form), ["missing", "lacking", "number", "pattern", "own"]);
        assert_eq!(form.cursor, 1, "the first of them");
        form.line().expect("it is typed into").insert('x');
        form.changed();
        assert_eq!(wrong(&form), ["lacking", "number", "pattern", "own"]);
        form.fields
            .retain(|filled| !["number", "pattern"].contains(&&*filled.field.key));
        assert!(form.fits(|_| None), "one that is there stands in for the other");
    }

    #[test]
    fn what_is_no_choice_is_typed_where_any_text_will_do() {
        let offered = |present| {
            let mut field = filled(r#""type": "text""#).field;
            field.choices = choices(["web", "side"]);
            form([Filled::new(field, present)])
        };
        let given = |form: &Form| form.given().remove("k");
        let mut picked = offered(Some("side"));
        assert!(!picked.is_typed() && picked.turn(true));
        assert_eq!(given(&picked), None, "behind the last");
        picked.begin("i");
        picked.line().expect("it is typed into").insert('n');
        assert_eq!(given(&picked).as_deref(), Some("in"));
        let line = picked.line().expect("it is typed into");
        line.clear();
        picked.changed();
        assert!(!picked.is_typed() && picked.turn(true));
        assert_eq!(given(&picked).as_deref(), Some("web"));
        assert_eq!(given(&offered(Some("init"))).as_deref(), Some("init"));
        let mut strict = form([filled(&format!(r#""type": "choice", {CHOICES}"#))]);
        strict.begin("i");
        assert!(!strict.is_typed());
    }

    #[test]
    fn a_secret_that_is_stored_is_there_and_never_given() {
        let mut filled = filled(r#""type": "secret", "required": true"#);
        filled.value = Value::Secret {
            typed: Input::default(),
            stored: true,
        };
        let mut form = form([filled]);
        assert!(form.fits(|_| None) && form.given().is_empty());
    }
}
