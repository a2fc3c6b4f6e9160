//! JSON that may hold secrets: every text in it is one until it is known to be none.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use yun_plugin_api::Secret;

/// A value. Numbers and `true` are texts.
pub(super) enum Value {
    /// `null`, `""`, `0` and `false`: what empty keys are filled with.
    Absent,
    Text(Secret),
    List(Vec<Value>),
    Object(Object),
}

/// An object, its keys in the file's order.
pub(super) struct Object(Vec<(String, Value)>);

/// Something stands where a text belongs.
pub(super) struct NoText;

impl Object {
    /// What stands under a key, in any case; the last counts where there are several.
    pub(super) fn value(&self, key: &str) -> &Value {
        let mut values = self.0.iter().rev();
        let found = values.find(|(known, _)| known.eq_ignore_ascii_case(key));
        found.map_or(&Value::Absent, |(_, value)| value)
    }

    /// The text under a key, if there is something.
    pub(super) fn text(&self, key: &str) -> Result<Option<&Secret>, NoText> {
        match self.value(key) {
            Value::Absent => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            Value::List(_) | Value::Object(_) => Err(NoText),
        }
    }

    /// Whether something stands under a key.
    pub(super) fn has(&self, key: &str) -> bool {
        !matches!(self.value(key), Value::Absent)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl Reader {
    fn text(text: String) -> Value {
        match text.is_empty() {
            true => Value::Absent,
            false => Value::Text(Secret::new(text)),
        }
    }

    fn number(number: impl fmt::Display) -> Value {
        match number.to_string() {
            text if text == "0" => Value::Absent,
            text => Value::Text(Secret::new(text)),
        }
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Absent)
    }

    fn visit_bool<E>(self, is_true: bool) -> Result<Value, E> {
        Ok(match is_true {
            true => Value::Text(Secret::new("true".to_owned())),
            false => Value::Absent,
        })
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Self::number(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Self::number(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Self::number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Self::text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Self::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = object.next_entry()? {
            entries.push(entry);
        }
        Ok(Value::Object(Object(entries)))
    }
}
