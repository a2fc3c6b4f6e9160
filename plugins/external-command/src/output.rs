//! What a program wrote: a document as Alibaba Cloud's services hand it out, or a profile as Alibaba Cloud CLI keeps it,
//! `{"mode":"StsToken","access_key_id":…,"access_key_secret":…,"sts_token":…}`, whose keys may be in any case.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use yun_plugin_api::{Error, Keys, ResolveAnswer, Secret, Timestamp};

use crate::wrong;

/// Reads credentials.
pub(crate) fn read(output: &Secret) -> Result<ResolveAnswer, Error> {
    let text = output.expose().trim();
    if is_surrounded(text) {
        return Err(wrong("output_surrounded", "there is text around the JSON"));
    }
    match serde_json::from_str::<Profile>(text) {
        Ok(profile) if profile.is_one => profile.credentials(),
        // A document, or nothing that can be read: its reader knows what is wrong with it.
        _ => ResolveAnswer::from_document(output),
    }
}

/// Whether there is JSON, and something else before or after it.
fn is_surrounded(text: &str) -> bool {
    let Some(start) = text.find('{') else {
        return false;
    };
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<IgnoredAny>();
    let is_json = matches!(values.next(), Some(Ok(_)));
    let whole_ends = serde_json::from_str::<IgnoredAny>(text).is_ok();
    is_json && !whole_ends
}

/// The parts of a profile of Alibaba Cloud CLI that bring credentials.
#[derive(Default)]
struct Profile {
    /// Whether any of the keys below was there.
    is_one: bool,
    mode: String,
    access_key_id: Option<String>,
    access_key_secret: Option<Secret>,
    sts_token: Option<Secret>,
    expiration: Option<Expiration>,
}

/// When the credentials end: a time, or in seconds after 1970 began, where 0 means that nobody knows.
#[derive(Deserialize)]
#[serde(untagged)]
enum Expiration {
    Text(String),
    Seconds(i64),
    Other(IgnoredAny),
}

impl Profile {
    fn credentials(self) -> Result<ResolveAnswer, Error> {
        let wants_token = match self.mode.to_lowercase().as_str() {
            "" => self.sts_token.is_some(),
            "ak" => false,
            "ststoken" => true,
            _ => return Err(other_mode(&self.mode)),
        };
        let keys = Keys {
            access_key_id: self.access_key_id.ok_or_else(|| missing("access_key_id"))?,
            access_key_secret: self
                .access_key_secret
                .ok_or_else(|| missing("access_key_secret"))?,
            security_token: match wants_token {
                true => Some(self.sts_token.ok_or_else(|| missing("sts_token"))?),
                false => None,
            },
        };
        Ok(ResolveAnswer {
            expires_at: self.expiration.map_or(Ok(None), Expiration::time)?,
            ..ResolveAnswer::permanent(keys)
        })
    }
}

impl Expiration {
    fn time(self) -> Result<Option<String>, Error> {
        match self {
            Self::Text(text) if text.is_empty() => Ok(None),
            Self::Text(text) if Timestamp::parse(&text).is_some() => Ok(Some(text)),
            Self::Text(_) | Self::Other(_) => Err(wrong(
                "document_expiry",
                "expiration is no time such as 2006-01-02T15:04:05Z",
            )),
            Self::Seconds(0) => Ok(None),
            Self::Seconds(seconds) => Ok(Some(Timestamp::of_unix_seconds(seconds).to_string())),
        }
    }
}

fn missing(key: &str) -> Error {
    wrong("document_incomplete", format!("{key} is missing")).param("key", key)
}

fn other_mode(mode: &str) -> Error {
    // What stands there may be anything.
    let is_name = mode.len() <= 64 && mode.chars().all(|c| c.is_ascii_alphanumeric());
    let mode = if is_name { mode } else { "?" };
    wrong(
        "output_mode",
        format!("a profile of the mode {mode} brings no keys"),
    )
    .param("mode", mode)
}

impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Profile;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Profile, A::Error> {
                let mut profile = Profile::default();
                while let Some(key) = map.next_key::<String>()? {
                    profile.take(&key.to_lowercase(), &mut map)?;
                }
                Ok(profile)
            }
        }

        deserializer.deserialize_map(Reader)
    }
}

impl Profile {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "mode" => self.mode = text(map)?.unwrap_or_default(),
            "access_key_id" => self.access_key_id = text(map)?,
            "access_key_secret" => self.access_key_secret = text(map)?.map(Secret::new),
            "sts_token" => self.sts_token = text(map)?.map(Secret::new),
            "expiration" | "sts_expiration" => {
                // Documents have a key of this name too.
                self.expiration = map.next_value::<Option<Expiration>>()?.or(self.expiration.take());
                return Ok(());
            }
            _ => return map.next_value::<IgnoredAny>().map(drop),
        }
        self.is_one = true;
        Ok(())
    }
}

/// The text, unless it is empty or something else.
fn text<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<String>, A::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Value {
        Text(String),
        Other(IgnoredAny),
    }
    Ok(match map.next_value()? {
        Value::Text(text) if !text.is_empty() => Some(text),
        Value::Text(_) | Value::Other(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use yun_plugin_api::testing::FakeHost;

    use super::*;

    fn read_text(text: &str) -> Result<ResolveAnswer, Error> {
        read(&Secret::new(text.to_owned()))
    }

    fn failed(text: &str) -> Error {
        let error = read_text(text).expect_err(text);
        assert_eq!(error.kind, yun_plugin_api::ErrorKind::Credentials);
        let shown = format!("{error:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
        FakeHost::new(include_str!("../manifest.json"), crate::plugin()).wording(&error);
        error
    }

    #[test]
    fn documents_are_read() {
        for text in [
            r#"{"Code":"Success","AccessKeyId":"STS.a","AccessKeySecret":"s3cret","SecurityToken":"t0ken"}"#,
            "\n {\"AccessKeyId\":\"STS.a\",\"AccessKeySecret\":\"s3cret\",\"SecurityToken\":\"t0ken\"}\r\n\n",
        ] {
            let answer = read_text(text).expect(text);
            assert_eq!(answer.expires_at, None);
            assert_eq!(
                answer
                    .into_keys()
                    .expect("a pair")
                    .security_token
                    .expect("a token")
                    .expose(),
                "t0ken"
            );
        }
    }

    #[test]
    fn profiles_of_alibaba_cloud_cli_are_read() {
        for (text, token, expires_at) in [
            (
                r#"{"mode":"StsToken","access_key_id":"a","access_key_secret":"s3cret","sts_token":"t0ken","region_id":""}"#,
                Some("t0ken"),
                None,
            ),
            (
                r#"{"Mode":"ststoken","Access_Key_Id":"a","ACCESS_KEY_SECRET":"s3cret","sts_token":"t0ken",
                    "expiration":"2030-01-02T11:04:05+08:00"}"#,
                Some("t0ken"),
                Some("2030-01-02T11:04:05+08:00"),
            ),
            (
                r#"{"mode":"StsToken","access_key_id":"a","access_key_secret":"s3cret","sts_token":"t0ken",
                    "sts_expiration":1893553445}"#,
                Some("t0ken"),
                Some("2030-01-02T03:04:05Z"),
            ),
            (
                r#"{"mode":"AK","access_key_id":"a","access_key_secret":"s3cret","sts_token":"","sts_expiration":0}"#,
                None,
                None,
            ),
            (
                r#"{"access_key_id":"a","access_key_secret":"s3cret","sts_token":"t0ken","expired_seconds":900}"#,
                Some("t0ken"),
                None,
            ),
            (
                r#"{"mode":"","access_key_id":"a","access_key_secret":"s3cret","sts_token":null,"expiration":""}"#,
                None,
                None,
            ),
        ] {
            let answer = read_text(text).expect(text);
            assert_eq!(answer.expires_at.as_deref(), expires_at, "{text}");
            let keys = answer.into_keys().expect("a pair");
            assert_eq!(
                (keys.access_key_id.as_str(), keys.access_key_secret.expose()),
                ("a", "s3cret")
            );
            assert_eq!(keys.security_token.as_ref().map(Secret::expose), token, "{text}");
        }
    }

    #[test]
    fn each_fault_is_told_apart() {
        for (text, code) in [
            ("", "document_empty"),
            (" \n", "document_empty"),
            ("s3cret", "document_malformed"),
            (r#"{"AccessKeySecret":"s3cret""#, "document_malformed"),
            (r#"["s3cret"]"#, "document_malformed"),
            (r#"[{"AccessKeyId":"s3cret"}]"#, "document_malformed"),
            ("'s3cret'", "document_malformed"),
            (
                r#"{"mode":"AK","access_key_id":5,"access_key_secret":"s3cret"}"#,
                "document_incomplete",
            ),
            (
                r#"{"Code":"Success","AccessKeySecret":"s3cret"}"#,
                "document_incomplete",
            ),
            (
                r#"{"Code":"InvalidRole","AccessKeySecret":"s3cret"}"#,
                "document_refused",
            ),
            (
                r#"{"AccessKeyId":"a","AccessKeySecret":"s3cret","Expiration":"tomorrow"}"#,
                "document_expiry",
            ),
            (
                r#"{"access_key_id":"a","access_key_secret":"s3cret","expiration":"tomorrow"}"#,
                "document_expiry",
            ),
            (
                r#"Hello {"AccessKeyId":"a","AccessKeySecret":"s3cret"}"#,
                "output_surrounded",
            ),
            (
                r#"{"AccessKeyId":"a","AccessKeySecret":"s3cret"} bye"#,
                "output_surrounded",
            ),
            (
                r#"{"AccessKeyId":"a","AccessKeySecret":"s3cret"}{}"#,
                "output_surrounded",
            ),
            (
                "export A=1\n{\"access_key_secret\":\"s3cret\"}",
                "output_surrounded",
            ),
            (
                r#"{"mode":"RamRoleArn","access_key_id":"a","access_key_secret":"s3cret"}"#,
                "output_mode",
            ),
        ] {
            assert_eq!(failed(text).code, code, "{text}");
        }
    }

    #[test]
    fn a_missing_key_is_named_as_the_output_names_its_keys() {
        for (text, key) in [
            (r#"{"AccessKeyId":"a"}"#, "AccessKeySecret"),
            (r#"{"mode":"AK"}"#, "access_key_id"),
            (
                r#"{"mode":"AK","access_key_id":5,"access_key_secret":"s3cret"}"#,
                "access_key_id",
            ),
            (
                r#"{"access_key_id":"a","access_key_secret":""}"#,
                "access_key_secret",
            ),
            (
                r#"{"mode":"StsToken","access_key_id":"a","access_key_secret":"s3cret","sts_token":""}"#,
                "sts_token",
            ),
        ] {
            let error = failed(text);
            assert_eq!(
                (error.code.as_str(), error.params["key"].as_str()),
                ("document_incomplete", key),
                "{text}"
            );
        }
    }

    #[test]
    fn a_mode_is_named_unless_it_may_be_something_else() {
        assert_eq!(failed(r#"{"mode":"EcsRamRole"}"#).params["mode"], "EcsRamRole");
        assert_eq!(failed(r#"{"mode":"is s3cret!"}"#).params["mode"], "?");
    }
}
