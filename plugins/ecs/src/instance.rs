//! An instance as the API gives it, and as a row.
//!
//! Most of this library would be code that reads JSON if every field had a type of its own. So all texts are read by one
//! function, and the few other fields as JSON values. What the API leaves out, or gives as null, is empty.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;
use yun_plugin_api::{Error, ErrorKind, Row};

/// The fields that are texts, and their columns.
const TEXTS: [(&str, &str); 14] = [
    ("InstanceId", "id"),
    ("InstanceName", "name"),
    ("Status", "status"),
    ("RegionId", "region"),
    ("ZoneId", "zone"),
    ("InstanceType", "type"),
    ("HostName", "hostname"),
    ("InstanceChargeType", "charge_type"),
    ("StoppedMode", "stopped_mode"),
    ("ResourceGroupId", "resource_group"),
    ("CreationTime", "created_at"),
    ("StartTime", "started_at"),
    ("ExpiredTime", "expires_at"),
    ("OSNameEn", "os"),
];

/// The name of the operating system where there is none in English.
const OS_NAME: usize = TEXTS.len();

/// The fields that are no texts, and the place of each.
const VALUES: [&str; 9] = [
    "Cpu",
    "Memory",
    "DeletionProtection",
    "PublicIpAddress",
    "InnerIpAddress",
    "EipAddress",
    "VpcAttributes",
    "Tags",
    "OperationLocks",
];

/// What the columns need of an instance.
pub(crate) struct Instance {
    texts: [Option<String>; TEXTS.len() + 1],
    values: [Value; VALUES.len()],
}

/// Which field a key is.
enum Field {
    Text(usize),
    Value(usize),
    Other,
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl Visitor<'_> for Keys {
            type Value = Field;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a key")
            }

            fn visit_str<E>(self, key: &str) -> Result<Field, E> {
                Ok(if key == "OSName" {
                    Field::Text(OS_NAME)
                } else if let Some(place) = TEXTS.iter().position(|(name, _)| *name == key) {
                    Field::Text(place)
                } else if let Some(place) = VALUES.iter().position(|name| *name == key) {
                    Field::Value(place)
                } else {
                    Field::Other
                })
            }
        }
        deserializer.deserialize_identifier(Keys)
    }
}

impl<'de> Deserialize<'de> for Instance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Instance;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an instance")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Instance, A::Error> {
                let mut instance = Instance {
                    texts: Default::default(),
                    values: Default::default(),
                };
                while let Some(field) = map.next_key()? {
                    match field {
                        Field::Text(place) => instance.texts[place] = map.next_value()?,
                        Field::Value(place) => instance.values[place] = map.next_value()?,
                        Field::Other => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                match instance.texts[0] {
                    Some(_) => Ok(instance),
                    None => Err(A::Error::missing_field(TEXTS[0].0)),
                }
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

impl Instance {
    /// The instance under the manifest's column keys.
    pub(crate) fn into_row(self) -> Row {
        let Self { mut texts, values } = self;
        let [cpu, memory, protected, public, inner, eip, vpc, tags, locks] = &values;
        let os = present(texts[OS_NAME].take());
        let mut row = Row::new();
        for ((_, column), text) in TEXTS.into_iter().zip(texts) {
            let text = present(text);
            row = match column {
                "os" => row.with(column, text.or_else(|| os.clone())),
                _ if column.ends_with("_at") => row.with(column, text.map(rfc3339)),
                _ => row.with(column, text),
            };
        }
        let private_ip = first(&vpc["PrivateIpAddress"]).or_else(|| first(inner));
        let public_ip = text(&eip["IpAddress"]).or_else(|| first(public));
        row.with("vpc", text(&vpc["VpcId"]))
            .with("cpu", cpu.as_i64())
            .with("memory_mib", memory.as_i64())
            .with("protected", protected.as_bool())
            .with("private_ip", private_ip)
            .with("public_ip", public_ip)
            .with(
                "locks",
                list(&locks["LockReason"], |lock| text(&lock["LockReason"])),
            )
            .with("tags", list(&tags["Tag"], tag))
    }
}

fn present(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

/// A text that is not empty.
pub(crate) fn text(value: &Value) -> Option<String> {
    present(value.as_str().map(str::to_owned))
}

/// The first of `{"IpAddress": […]}`.
fn first(addresses: &Value) -> Option<String> {
    list(&addresses["IpAddress"], text).into_iter().next()
}

fn list(values: &Value, each: fn(&Value) -> Option<String>) -> Vec<String> {
    let values = values.as_array().into_iter().flatten();
    values.filter_map(each).collect()
}

fn tag(tag: &Value) -> Option<String> {
    let key = text(&tag["TagKey"])?;
    Some(match text(&tag["TagValue"]) {
        Some(value) => format!("{key}={value}"),
        None => key,
    })
}

/// ECS gives times to the minute, `2026-01-02T03:04Z`; RFC 3339 wants seconds.
fn rfc3339(time: String) -> String {
    match time.strip_suffix('Z') {
        Some(minutes) if minutes.len() == "2026-01-02T03:04".len() => format!("{minutes}:00Z"),
        _ => time,
    }
}

/// An answer with an instance that is not of the API's shape.
pub(crate) fn unexpected(reason: &str) -> Error {
    Error::new(
        ErrorKind::Unavailable,
        "unexpected_answer",
        format!("DescribeInstances answered in an unexpected form: {reason}"),
    )
    .param("action", "DescribeInstances")
    .param("reason", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_gain_their_seconds() {
        assert_eq!(rfc3339("2026-01-02T03:04Z".into()), "2026-01-02T03:04:00Z");
        assert_eq!(rfc3339("2026-01-02T03:04:05Z".into()), "2026-01-02T03:04:05Z");
        assert_eq!(rfc3339("soon".into()), "soon");
    }

    #[test]
    fn an_instance_has_an_id_and_an_operating_system_in_whichever_language() {
        let missing = serde_json::from_str::<Instance>(r#"{"Status": "Running"}"#).err();
        assert!(missing.expect("no id").to_string().contains("InstanceId"));
        let only_chinese = r#"{"InstanceId": "i-1", "OSName": "龙蜥", "OSNameEn": ""}"#;
        let instance: Instance = serde_json::from_str(only_chinese).expect("an instance");
        assert_eq!(instance.into_row().cell("os"), Some(&"龙蜥".into()));
    }
}
