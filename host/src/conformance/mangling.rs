//! Answers with one place in them that is not as it should be.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};
use yun_plugin_api::Secret;

/// What stands in the place instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instead {
    Nothing,
    Null,
    EmptyText,
    Text,
    Number,
    Object,
    List,
}

impl Instead {
    pub(super) const ALL: [Self; 7] = [
        Self::Nothing,
        Self::Null,
        Self::EmptyText,
        Self::Text,
        Self::Number,
        Self::Object,
        Self::List,
    ];

    /// The value; none where the place itself is to go. A text names its place, so that no two are alike.
    fn value(self, place: &[String]) -> Option<Json> {
        match self {
            Self::Nothing => None,
            Self::Null => Some(Json::Null),
            Self::EmptyText => Some(json!("")),
            Self::Text => Some(json!(format!("é中\u{1F600} {}", place.join(".")))),
            Self::Number => Some(json!(-9_007_199_254_740_993_i64)),
            Self::Object => Some(json!({})),
            Self::List => Some(json!([])),
        }
    }

    /// How people would say it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Nothing => "-",
            Self::Null => "null",
            Self::EmptyText => "\"\"",
            Self::Text => "\"…\"",
            Self::Number => "-9007199254740993",
            Self::Object => "{}",
            Self::List => "[]",
        }
    }
}

/// A place, and what stands there instead. A place is keys, with `[]` for the elements of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mangling {
    pub(super) place: Vec<String>,
    pub(super) instead: Instead,
}

/// The elements of a list.
const EACH: &str = "[]";

/// All places in a value, its own root left out.
pub(super) fn places(value: &Json) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    collect(value, &mut Vec::new(), &mut found);
    found
}

fn collect(value: &Json, place: &mut Vec<String>, found: &mut BTreeSet<Vec<String>>) {
    let mut member = |key: &str, value: &Json| {
        place.push(key.to_owned());
        found.insert(place.clone());
        collect(value, place, found);
        place.pop();
    };
    match value {
        Json::Object(members) => members.iter().for_each(|(key, value)| member(key, value)),
        Json::Array(elements) => elements.iter().for_each(|value| member(EACH, value)),
        _ => {}
    }
}

impl Mangling {
    /// The value with what stands in the place replaced.
    pub(super) fn mangled(&self, mut value: Json) -> Json {
        self.replace(&mut value, &self.place);
        value
    }

    /// The same for a text that is JSON; another is left as it is.
    pub(super) fn mangled_text(&self, text: &Secret) -> Secret {
        match serde_json::from_str(text.expose()) {
            Ok(json) => Secret::new(self.mangled(json).to_string()),
            Err(_) => text.clone(),
        }
    }

    fn replace(&self, value: &mut Json, place: &[String]) {
        match (value, place) {
            (Json::Object(members), [last]) => match self.instead.value(&self.place) {
                Some(value) if members.contains_key(last) => drop(members.insert(last.clone(), value)),
                None => drop(members.remove(last)),
                Some(_) => {}
            },
            (Json::Array(elements), [last]) if last == EACH => match self.instead.value(&self.place) {
                Some(value) => elements.iter_mut().for_each(|element| *element = value.clone()),
                None => elements.clear(),
            },
            (Json::Object(members), [key, rest @ ..]) => {
                if let Some(member) = members.get_mut(key) {
                    self.replace(member, rest);
                }
            }
            (Json::Array(elements), [key, rest @ ..]) if key == EACH => {
                elements
                    .iter_mut()
                    .for_each(|element| self.replace(element, rest));
            }
            _ => {}
        }
    }

    /// The place and what stands there, as people read it: `Disks.[].DiskId: null`.
    pub(super) fn name(&self) -> String {
        format!("{}: {}", self.place.join("."), self.instead.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_once_and_replaced_in_every_element() {
        let value = json!({"a": [{"b": 1}, {"b": 2, "c": {"d": null}}]});
        let names: Vec<String> = places(&value).iter().map(|place| place.join(".")).collect();
        assert_eq!(names, ["a", "a.[]", "a.[].b", "a.[].c", "a.[].c.d"]);
        let mangle = |place: &[&str], instead| {
            let place = place.iter().map(|key| (*key).to_owned()).collect();
            Mangling { place, instead }.mangled(value.clone())
        };
        assert_eq!(
            mangle(&["a", "[]", "b"], Instead::Null),
            json!({"a": [{"b": null}, {"b": null, "c": {"d": null}}]})
        );
        assert_eq!(
            mangle(&["a", "[]", "c"], Instead::Nothing),
            json!({"a": [{"b": 1}, {"b": 2}]})
        );
        assert_eq!(mangle(&["a", "[]"], Instead::Nothing), json!({"a": []}));
        assert_eq!(mangle(&["a"], Instead::Text)["a"], "é中\u{1F600} a");
        assert_eq!(mangle(&["x"], Instead::Text), value);
    }
}
