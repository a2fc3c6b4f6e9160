//! Objects of an API's answers, read by tables.
//!
//! Most of a plugin's library would be code that reads JSON if every field of an object had a type of its own. A table
//! says what is wanted instead: the fields that are texts, which make most of a row, and the others, which stay JSON
//! values. Whatever the table does not name is passed over unread.
//!
//! ```
//! use serde_json::json;
//! use yun_plugin_api::{Cell, object::{Object, Table, list, number, tag, text}};
//!
//! struct Disks;
//!
//! impl Table for Disks {
//!     const TEXTS: &'static [(&'static str, &'static str)] = &[("DiskId", "id"), ("DiskName", "name")];
//!     const OTHERS: &'static [&'static str] = &["Size", "Placement", "Tags"];
//! }
//!
//! let raw = json!({"DiskId": "d-1", "DiskName": "", "Size": 40.0, "Placement": {"ZoneId": "cn-hangzhou-h"},
//!                  "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "canary", "Value": ""}], "Device": "xvda"});
//! let mut disk = Object::<Disks>::of("DescribeDisks", &raw)?;
//! let row = disk
//!     .take_row()
//!     .with("size_gib", number(&disk["Size"]))
//!     .with("zone", text(&disk["Placement"]["ZoneId"]))
//!     .with("tags", list(&disk["Tags"], |one| tag(one, "Key", "Value")));
//! assert_eq!(row.id(), Some("d-1"));
//! assert_eq!(row.cell("name"), Some(&Cell::Empty));
//! assert_eq!(row.cell("size_gib"), Some(&Cell::Integer(40)));
//! assert_eq!(row.cell("tags"), Some(&vec!["env=prod".to_owned(), "canary".to_owned()].into()));
//! # Ok::<(), yun_plugin_api::Error>(())
//! ```
//!
//! As `Vec<Object<Disks>>`, a field of a type that is decoded by serde, a whole page of them is read from the answer.

use std::{fmt, marker::PhantomData, ops::Index};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

use crate::{
    error::Error,
    protocol::{Cell, Row, resource::Resource},
};

/// What is wanted of an object.
pub trait Table {
    /// The fields that are texts, with the columns that show them as they are. The first is the id: an object without
    /// it is none.
    const TEXTS: &'static [(&'static str, &'static str)];

    /// The other fields that are wanted, of any shape.
    const OTHERS: &'static [&'static str];
}

/// The fields of an object that are in the table `T`. Indexed by a field's name it gives the field's value, which is
/// `null` if the API left the field out.
pub struct Object<T> {
    /// Those of `TEXTS`, then those of `OTHERS`.
    values: Vec<Value>,
    table: PhantomData<T>,
}

impl<T: Table> Object<T> {
    /// Reads an object that `action` answered with and that is kept as it came.
    ///
    /// # Errors
    /// [`Error::unexpected_answer`] if it is no object, has no id, or has something else where a text or null belongs.
    /// The error names the field and never repeats its value.
    pub fn of(action: &str, raw: &Value) -> Result<Self, Error> {
        let mut object = Self::empty();
        let read = raw
            .as_object()
            .into_iter()
            .flatten()
            .try_for_each(|(key, value)| {
                place::<T>(key).map_or(Ok(()), |place| object.put(place, value.clone()))
            });
        read.and_then(|()| object.with_id())
            .map_err(|reason| Error::unexpected_answer(action, &reason))
    }

    /// Takes the texts of the table out, as a row with their columns. A text that is empty, null or absent is an empty
    /// cell.
    pub fn take_row(&mut self) -> Row {
        T::TEXTS
            .iter()
            .zip(&mut self.values)
            .fold(Row::new(), |row, ((_, column), value)| {
                row.with(
                    column,
                    match value.take() {
                        Value::String(text) if !text.is_empty() => Cell::Text(text),
                        _ => Cell::Empty,
                    },
                )
            })
    }

    fn empty() -> Self {
        Self {
            values: vec![Value::Null; T::TEXTS.len() + T::OTHERS.len()],
            table: PhantomData,
        }
    }

    fn put(&mut self, place: usize, value: Value) -> Result<(), String> {
        if let (Some((field, _)), false) = (T::TEXTS.get(place), value.is_string() || value.is_null()) {
            return Err(format!("{field} is no text"));
        }
        self.values[place] = value;
        Ok(())
    }

    fn with_id(self) -> Result<Self, String> {
        let (id, _) = T::TEXTS[0];
        if self[id].is_string() {
            Ok(self)
        } else {
            Err(format!("{id} is missing"))
        }
    }
}

/// Where the values of a field are kept.
fn place<T: Table>(field: &str) -> Option<usize> {
    let texts = T::TEXTS.iter().map(|(name, _)| name);
    texts.chain(T::OTHERS).position(|name| *name == field)
}

impl<T: Table> Index<&str> for Object<T> {
    type Output = Value;

    fn index(&self, field: &str) -> &Value {
        let place = place::<T>(field);
        debug_assert!(place.is_some(), "the table has no field {field}");
        place.map_or(&Value::Null, |place| &self.values[place])
    }
}

impl<'de, T: Table> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Table> Visitor<'de> for Fields<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<T>, A::Error> {
        let mut object = Object::empty();
        while let Some(Place(place, ..)) = map.next_key::<Place<T>>()? {
            match place {
                Some(place) => object.put(place, map.next_value()?).map_err(A::Error::custom)?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        object.with_id().map_err(A::Error::custom)
    }
}

/// The place of a key, if the table has it.
struct Place<T>(Option<usize>, PhantomData<T>);

impl<'de, T: Table> Deserialize<'de> for Place<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(Key(PhantomData))
    }
}

struct Key<T>(PhantomData<T>);

impl<T: Table> Visitor<'_> for Key<T> {
    type Value = Place<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Place<T>, E> {
        Ok(Place(place::<T>(key), PhantomData))
    }
}

/// Takes the value at a path of fields out of an answer; null if there is none.
pub fn at(mut answer: Value, path: &[&str]) -> Value {
    let found = path
        .iter()
        .try_fold(&mut answer, |value, field| value.get_mut(*field));
    found.map(Value::take).unwrap_or_default()
}

/// The objects of an array that `action` answered with, as they came and as the rows that `row` makes of them.
///
/// # Errors
/// [`Error::unexpected_answer`] if it is no array, or an element is not what [`Object::of`] takes.
pub fn resources<T: Table>(
    action: &str,
    found: Value,
    row: impl Fn(Object<T>) -> Row,
) -> Result<Vec<Resource>, Error> {
    let Value::Array(found) = found else {
        return Err(Error::unexpected_answer(action, "no list of objects"));
    };
    let resource = |raw| {
        Ok(Resource {
            row: row(Object::of(action, &raw)?),
            raw,
        })
    };
    found.into_iter().map(resource).collect()
}

/// The text that each object of an array has in `field`, ids of regions for instance.
///
/// # Errors
/// [`Error::unexpected_answer`] if it is no array, or an object has no such text.
pub fn texts(action: &str, found: &Value, field: &str) -> Result<Vec<String>, Error> {
    let texts = found.as_array().and_then(|found| {
        let each = found.iter().map(|one| text(&one[field]));
        each.collect()
    });
    texts.ok_or_else(|| Error::unexpected_answer(action, &format!("no list of objects with {field}")))
}

/// A text that is not empty; None for everything else.
pub fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A number, whole where it is one: `2.0` is 2. Everything else is [`Cell::Empty`].
pub fn number(value: &Value) -> Cell {
    let fraction = || value.as_f64().map(whole_where_it_is);
    value.as_i64().map_or_else(|| fraction().into(), Cell::Integer)
}

fn whole_where_it_is(number: f64) -> Cell {
    let whole = number as i64;
    if whole as f64 == number {
        Cell::Integer(whole)
    } else {
        Cell::Float(number)
    }
}

/// What `each` makes of the elements of an array; nothing of null, of an absent field and of everything else.
pub fn list(values: &Value, each: fn(&Value) -> Option<String>) -> Vec<String> {
    let values = values.as_array().into_iter().flatten();
    values.filter_map(each).collect()
}

/// A tag as `KEY=VALUE`, or `KEY` where it has no value. `key` and `value` are the names that the API gives to both.
/// None if the tag has no key.
pub fn tag(tag: &Value, key: &str, value: &str) -> Option<String> {
    let key = text(&tag[key])?;
    Some(match text(&tag[value]) {
        Some(value) => format!("{key}={value}"),
        None => key,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Disks;

    impl Table for Disks {
        const TEXTS: &'static [(&'static str, &'static str)] = &[("DiskId", "id"), ("DiskName", "name")];
        const OTHERS: &'static [&'static str] = &["Size"];
    }

    /// Reads an object both ways, which must agree.
    fn read(raw: &Value) -> Result<Object<Disks>, String> {
        let kept = Object::of("DescribeDisks", raw).map_err(|error| error.params["reason"].clone());
        let decoded = serde_json::from_str::<Object<Disks>>(&raw.to_string());
        match (&kept, decoded) {
            (Ok(kept), Ok(decoded)) => assert_eq!(kept.values, decoded.values),
            (Err(reason), Err(error)) if raw.is_object() => {
                assert!(error.to_string().starts_with(reason.as_str()), "{error}");
            }
            (Err(_), Err(_)) => {}
            (kept, decoded) => panic!("{:?}, {:?}", kept.is_ok(), decoded.is_ok()),
        }
        kept
    }

    #[test]
    fn what_the_api_leaves_out_or_gives_as_null_is_empty() {
        for raw in [
            json!({"DiskId": "d-1"}),
            json!({"Size": null, "DiskName": null, "DiskId": "d-1"}),
            json!({"DiskId": "d-1", "DiskName": "", "Device": {"DiskId": "d-2"}}),
        ] {
            let mut disk = read(&raw).unwrap_or_else(|reason| panic!("{reason}"));
            assert!(disk["Size"].is_null());
            let row = disk.take_row();
            assert_eq!(
                (row.id(), row.cell("name")),
                (Some("d-1"), Some(&Cell::Empty)),
                "{raw}"
            );
        }
    }

    #[test]
    fn what_is_of_another_shape_is_refused_without_its_value() {
        for (raw, reason) in [
            (json!({"DiskName": "my business"}), "DiskId is missing"),
            (json!({"DiskId": null}), "DiskId is missing"),
            (json!({"DiskId": 7001}), "DiskId is no text"),
            (
                json!({"DiskId": "d-1", "DiskName": ["my business"]}),
                "DiskName is no text",
            ),
            (json!("my business"), "DiskId is missing"),
        ] {
            assert_eq!(read(&raw).err().as_deref(), Some(reason), "{raw}");
        }
    }

    #[test]
    #[should_panic(expected = "the table has no field Sise")]
    fn a_field_that_is_not_in_the_table_is_a_mistake_of_the_author() {
        let disk = read(&json!({"DiskId": "d-1"})).unwrap_or_else(|reason| panic!("{reason}"));
        assert!(disk["Sise"].is_null());
    }

    #[test]
    fn resources_keep_what_the_api_gave() {
        let raw = json!({"DiskId": "d-1", "Device": "xvda"});
        let rows = |found| resources("DescribeDisks", found, |mut disk: Object<Disks>| disk.take_row());
        let found = rows(json!([raw])).expect("resources");
        assert_eq!((found[0].row.id(), &found[0].raw), (Some("d-1"), &raw));
        for wrong in [json!(null), json!("my business"), json!(["my business"])] {
            let error = rows(wrong).expect_err("no array of objects");
            assert_eq!(
                (error.code.as_str(), error.params["action"].as_str()),
                ("unexpected_answer", "DescribeDisks")
            );
            assert!(!error.message.contains("business"), "{error}");
        }
    }

    #[test]
    fn the_same_text_is_taken_of_each_object() {
        let ids = |found| texts("DescribeRegions", &found, "RegionId");
        let regions = json!([{"RegionId": "cn-hangzhou", "Zones": []}, {"RegionId": "cn-beijing"}]);
        assert_eq!(ids(regions).expect("ids"), ["cn-hangzhou", "cn-beijing"]);
        assert_eq!(ids(json!([])).expect("no ids"), [""; 0]);
        for wrong in [
            json!(null),
            json!([{"RegionId": "cn-hangzhou"}, {}]),
            json!({"RegionId": "x"}),
        ] {
            assert_eq!(ids(wrong).expect_err("no ids").code, "unexpected_answer");
        }
    }

    #[test]
    fn a_path_that_leads_nowhere_ends_at_null() {
        let answer = json!({"Disks": {"Disk": [1]}, "Text": "my business"});
        assert_eq!(at(answer.clone(), &["Disks", "Disk"]), json!([1]));
        for path in [
            &["Snapshots", "Snapshot"][..],
            &["Text", "Disk"],
            &["Disks", "Disk", "Disk"],
        ] {
            assert_eq!(at(answer.clone(), path), Value::Null, "{path:?}");
        }
    }

    #[test]
    fn a_number_is_whole_where_it_is_one() {
        assert_eq!(number(&json!(2)), Cell::Integer(2));
        assert_eq!(number(&json!(-2.0)), Cell::Integer(-2));
        assert_eq!(number(&json!(0.25)), Cell::Float(0.25));
        assert_eq!(number(&json!(u64::MAX)), Cell::Float(u64::MAX as f64));
        for other in [json!(null), json!("2"), json!([2])] {
            assert_eq!(number(&other), Cell::Empty, "{other}");
        }
    }

    #[test]
    fn a_list_has_what_can_be_made_of_its_elements() {
        assert_eq!(list(&json!(["a", "", 1, null, "b"]), text), ["a", "b"]);
        assert_eq!(list(&json!(null), text), [""; 0]);
        let tags = json!([{"Key": "env", "Value": "a=b"}, {"Key": "canary"}, {"Value": "prod"}]);
        assert_eq!(list(&tags, |one| tag(one, "Key", "Value")), ["env=a=b", "canary"]);
    }
}
