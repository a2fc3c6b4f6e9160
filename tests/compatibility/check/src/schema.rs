//! The schemas of manifest, answers file and protocol, held against those of the time.
//!
//! Manifests and answers files of that time are read today: today's schema may let more through, never less. What passes
//! between host and plugin goes both ways, so there nothing may be less and nothing more, but for keys that may be missing.

use serde_json::{Map, Value};

use crate::{
    baseline::{Baseline, repository},
    read,
};

/// Who reads what a schema describes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Today's host reads what older authors wrote.
    Later,
    /// Each side reads what the other writes, whichever is older.
    Both,
}

/// Keywords that say nothing of what passes.
const WORDS: [&str; 6] = ["$schema", "title", "description", "examples", "default", "format"];

/// The types of the protocol whose readers have taken values that they do not know from the beginning: these may get new
/// ones. The test of them reads such a value.
const OPEN: [&str; 5] = ["ErrorKind", "LoginState", "QuestionKind", "Level", "Credentials"];

/// What an older plugin or author would not bear.
pub(crate) fn check(baseline: &Baseline) -> Result<Vec<String>, String> {
    let schemas = [
        ("manifest", Readers::Later),
        ("answers", Readers::Later),
        ("protocol", Readers::Both),
    ];
    let mut faults = Vec::new();
    for (name, readers) in schemas {
        let path = format!("plugin-api/schema/{name}.json");
        let parse = |text: String| serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"));
        let then: Value = parse(read(&baseline.file(&path))?)?;
        let now: Value = parse(read(&repository().join(&path))?)?;
        faults.extend(
            compare(&then, &now, readers)
                .into_iter()
                .map(|fault| format!("{path}: {fault}")),
        );
    }
    Ok(faults)
}

/// What today's schema takes away from the one of then, or adds where nobody would know of it.
pub(crate) fn compare(then: &Value, now: &Value, readers: Readers) -> Vec<String> {
    let mut comparison = Comparison {
        readers,
        faults: Vec::new(),
    };
    comparison.schema("", then, now);
    comparison.faults
}

struct Comparison {
    readers: Readers,
    faults: Vec<String>,
}

impl Comparison {
    fn fault(&mut self, place: &str, what: &str) {
        let place = if place.is_empty() { "the whole" } else { place };
        self.faults.push(format!("{place} {what}"));
    }

    fn schema(&mut self, place: &str, then: &Value, now: &Value) {
        match (then, now) {
            (Value::Object(then), Value::Object(now)) => self.object(place, then, now),
            // `true` lets everything through.
            (_, Value::Bool(true)) if self.readers == Readers::Later => {}
            _ if then == now => {}
            _ => self.fault(place, "is described in another way"),
        }
    }

    fn object(&mut self, place: &str, then: &Map<String, Value>, now: &Map<String, Value>) {
        for keyword in then
            .keys()
            .chain(now.keys().filter(|key| !then.contains_key(*key)))
        {
            let (before, after) = (then.get(keyword), now.get(keyword));
            let at = format!("{place}/{keyword}");
            match keyword.as_str() {
                words if WORDS.contains(&words) => {}
                "properties" => self.each(&at, before, after, "is gone"),
                "$defs" => self.each(&at, before, after, "is gone"),
                "required" => self.required(place, before, after),
                "enum" | "oneOf" | "anyOf" | "type" => self.choices(&at, before, after),
                "items" | "additionalProperties" | "if" | "then" | "not" | "contains" | "propertyNames" => {
                    self.rule(&at, before, after);
                }
                _ if before == after => {}
                // A rule less lets more through.
                _ if after.is_none() && self.readers == Readers::Later => {}
                _ => self.fault(&at, "is another rule, or a new one"),
            }
        }
    }

    /// What has names: each is still there, and what is new may be missing.
    fn each(&mut self, at: &str, before: Option<&Value>, after: Option<&Value>, gone: &str) {
        let none = Map::new();
        let before = before.and_then(Value::as_object).unwrap_or(&none);
        let after = after.and_then(Value::as_object).unwrap_or(&none);
        for (name, then) in before {
            let at = format!("{at}/{name}");
            match after.get(name) {
                Some(now) => self.schema(&at, then, now),
                None => self.fault(&at, gone),
            }
        }
    }

    /// Nobody who wrote before knows of a new key that must be there; and who reads relies on one that always was.
    fn required(&mut self, place: &str, before: Option<&Value>, after: Option<&Value>) {
        let names = |value: Option<&Value>| -> Vec<String> {
            let list = value.and_then(Value::as_array).into_iter().flatten();
            list.filter_map(|name| name.as_str().map(str::to_owned)).collect()
        };
        let (before, after) = (names(before), names(after));
        for name in after.iter().filter(|name| !before.contains(name)) {
            self.fault(&format!("{place}/properties/{name}"), "must be there now");
        }
        if self.readers == Readers::Later {
            return;
        }
        for name in before.iter().filter(|name| !after.contains(name)) {
            self.fault(&format!("{place}/properties/{name}"), "may be missing now");
        }
    }

    /// One of several: each is still among them, and new ones are for readers who take what they do not know.
    fn choices(&mut self, at: &str, before: Option<&Value>, after: Option<&Value>) {
        let list = |value: Option<&Value>| match value {
            None => Vec::new(),
            Some(Value::Array(list)) => list.iter().map(plain).collect(),
            Some(one) => vec![plain(one)],
        };
        // No rule at all is every choice.
        if after.is_none() && self.readers == Readers::Later {
            return;
        }
        let (before, after) = (list(before), list(after));
        if before.is_empty() {
            return self.fault(at, "is a new rule");
        }
        for gone in before.iter().filter(|choice| !after.contains(choice)) {
            self.fault(at, &format!("has no longer {gone}"));
        }
        let is_open = OPEN.iter().any(|name| at.starts_with(&format!("/$defs/{name}/")));
        if self.readers == Readers::Both && !is_open {
            for new in after.iter().filter(|choice| !before.contains(choice)) {
                self.fault(at, &format!("has {new}, which older readers refuse"));
            }
        }
    }

    /// A schema that was there, or was not.
    fn rule(&mut self, at: &str, before: Option<&Value>, after: Option<&Value>) {
        match (before, after) {
            (Some(then), Some(now)) => self.schema(at, then, now),
            (Some(_), None) if self.readers == Readers::Later => {}
            _ => self.fault(at, "is another rule, or a new one"),
        }
    }
}

/// A choice without the words around it.
fn plain(choice: &Value) -> Value {
    match choice {
        Value::Object(object) => {
            let rules = object.iter().filter(|(key, _)| !WORDS.contains(&key.as_str()));
            Value::Object(rules.map(|(key, value)| (key.clone(), plain(value))).collect())
        }
        Value::Array(list) => list.iter().map(plain).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::json;
    use yun_plugin_api::{Credentials, ErrorKind, Level, LoginState, QuestionKind};

    use super::*;

    fn then() -> Value {
        json!({
            "type": "object",
            "description": "words",
            "properties": {
                "id": { "type": "string", "pattern": "^[a-z]+$" },
                "kind": { "$ref": "#/$defs/Kind" },
                "count": { "type": ["integer", "null"], "minimum": 0 },
                "list": { "type": "array", "items": { "type": "string" } }
            },
            "required": ["id", "kind"],
            "additionalProperties": false,
            "$defs": {
                "Kind": { "oneOf": [{ "const": "a", "description": "A" }, { "const": "b" }] },
                "ErrorKind": { "enum": ["failed"] }
            }
        })
    }

    /// How many faults there are for both sorts of readers when one value is put at a place, or taken away.
    fn faults(pointer: &str, value: Value) -> (usize, usize) {
        let mut now = then();
        let (parent, key) = pointer.rsplit_once('/').expect("a place");
        let place = now.pointer_mut(parent).expect("it is there");
        match (place, value) {
            (Value::Object(object), Value::Null) => assert!(object.remove(key).is_some(), "{pointer}"),
            (Value::Object(object), value) => drop(object.insert(key.to_owned(), value)),
            (Value::Array(list), value) => list.push(value),
            _ => panic!("{pointer} has no place"),
        }
        let count = |readers| compare(&then(), &now, readers).len();
        (count(Readers::Later), count(Readers::Both))
    }

    #[test]
    fn words_and_optional_keys_may_come() {
        assert_eq!(faults("/description", json!("other words")), (0, 0));
        assert_eq!(faults("/properties/new", json!({ "type": "string" })), (0, 0));
        assert_eq!(faults("/$defs/New", json!({ "type": "string" })), (0, 0));
        assert_eq!(faults("/$defs/Kind/oneOf/0", json!({ "const": "c" })), (0, 1));
        // Readers of this one take what they do not know.
        assert_eq!(faults("/$defs/ErrorKind/enum/1", json!("tired")), (0, 0));
    }

    #[test]
    fn nothing_goes_and_nothing_gets_narrower() {
        for (pointer, value) in [
            ("/properties/list", Value::Null),
            ("/$defs/Kind", Value::Null),
            ("/required/2", json!("count")),
            ("/properties/id/type", json!("integer")),
            ("/properties/id/pattern", json!("^[a-c]+$")),
            ("/properties/id/maxLength", json!(3)),
            ("/properties/count/type", json!(["integer"])),
            ("/properties/count/minimum", json!(1)),
            ("/properties/list/items", json!({ "type": "integer" })),
            ("/properties/list/enum", json!([["a"]])),
            ("/properties/kind/$ref", json!("#/$defs/ErrorKind")),
            ("/$defs/Kind/oneOf", json!([{ "const": "a" }])),
            ("/$defs/ErrorKind/enum", json!([])),
        ] {
            let (later, both) = faults(pointer, value.clone());
            assert!(later > 0 && both > 0, "{pointer} = {value}");
        }
    }

    #[test]
    fn what_lets_more_through_is_for_those_who_only_read() {
        for (pointer, value) in [
            ("/properties/id/pattern", Value::Null),
            ("/properties/count/minimum", Value::Null),
            ("/properties/id/type", Value::Null),
            ("/additionalProperties", Value::Null),
            ("/required", json!(["id"])),
            ("/properties/list/items", json!(true)),
        ] {
            let (later, both) = faults(pointer, value.clone());
            assert!(later == 0 && both > 0, "{pointer} = {value}: {later} {both}");
        }
    }

    /// Each type that may get new values reads one that nobody knows.
    #[test]
    fn what_is_open_has_always_been() {
        fn reads<T: DeserializeOwned>(json: &str) -> bool {
            serde_json::from_str::<T>(json).is_ok()
        }
        let unheard = "\"unheard_of\"";
        let open = [
            ("ErrorKind", reads::<ErrorKind>(unheard)),
            ("LoginState", reads::<LoginState>(unheard)),
            ("QuestionKind", reads::<QuestionKind>(unheard)),
            ("Level", reads::<Level>(unheard)),
            (
                "Credentials",
                reads::<Credentials>(r#"{"kind": "unheard_of", "more": 1}"#),
            ),
        ];
        assert_eq!(open, OPEN.map(|name| (name, true)));
    }
}
