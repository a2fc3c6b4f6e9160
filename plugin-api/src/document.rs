//! Credentials as the JSON text that Alibaba Cloud's services hand out.

use serde::Deserialize;

use crate::{
    error::{Error, ErrorKind},
    protocol::credential::{Keys, ResolveAnswer},
    secret::{self, Secret},
    timestamp::Timestamp,
};

/// The form that the metadata service of ECS, credentials URIs and external commands answer in:
/// `{"Code":"Success","AccessKeyId":…,"AccessKeySecret":…,"SecurityToken":…,"Expiration":…}`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    code: Option<String>,
    access_key_id: Option<String>,
    #[serde(default, with = "secret::wire")]
    access_key_secret: Option<Secret>,
    #[serde(default, with = "secret::wire")]
    security_token: Option<Secret>,
    expiration: Option<String>,
}

impl ResolveAnswer {
    /// Reads credentials from `{"Code":"Success","AccessKeyId":…,"AccessKeySecret":…,"SecurityToken":…,"Expiration":…}`.
    /// `Code` may be absent; `SecurityToken` and `Expiration` may be absent for credentials without an end.
    ///
    /// # Errors
    /// Of kind [`Credentials`](ErrorKind::Credentials), never with a part of the text that may be a secret:
    /// `document_empty`, `document_malformed` (with the params `line` and `column`), `document_refused` (its `Code`, as the param `code`, is not `Success`),
    /// `document_incomplete` (its param `key` is missing) and `document_expiry` (`Expiration` is not RFC 3339).
    ///
    /// ```
    /// use yun_plugin_api::{ResolveAnswer, Secret};
    ///
    /// let text = Secret::new(r#"{"Code":"Success","AccessKeyId":"STS.x"}"#.to_owned());
    /// let error = ResolveAnswer::from_document(&text).unwrap_err();
    /// assert_eq!((error.code.as_str(), error.params["key"].as_str()), ("document_incomplete", "AccessKeySecret"));
    /// ```
    pub fn from_document(text: &Secret) -> Result<Self, Error> {
        let text = text.expose().trim();
        if text.is_empty() {
            return Err(wrong(
                "document_empty",
                "there is no text where credentials should be",
            ));
        }
        let document: Document = serde_json::from_str(text).map_err(|error| {
            // The reader's own words quote the text.
            let (line, column) = (error.line().to_string(), error.column().to_string());
            let message = format!("no credentials in JSON: line {line} column {column}");
            wrong("document_malformed", message)
                .param("line", line)
                .param("column", column)
        })?;
        if let Some(code) = document.code.filter(|code| code != "Success") {
            let code: String = code.chars().take(64).collect();
            return Err(wrong("document_refused", format!("Code is {code}")).param("code", code));
        }
        let missing = |key: &str| wrong("document_incomplete", format!("{key} is missing")).param("key", key);
        let keys = Keys {
            access_key_id: present(document.access_key_id).ok_or_else(|| missing("AccessKeyId"))?,
            access_key_secret: document
                .access_key_secret
                .filter(|secret| !secret.is_empty())
                .ok_or_else(|| missing("AccessKeySecret"))?,
            security_token: document.security_token.filter(|token| !token.is_empty()),
        };
        match present(document.expiration) {
            Some(expires_at) if Timestamp::parse(&expires_at).is_none() => Err(wrong(
                "document_expiry",
                "Expiration is no time such as 2006-01-02T15:04:05Z",
            )),
            Some(expires_at) => Ok(Self::temporary(keys, expires_at)),
            None => Ok(Self::permanent(keys)),
        }
    }
}

fn present(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn wrong(code: &'static str, message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Credentials, code, message)
}

#[cfg(test)]
mod tests {
    use crate::protocol::credential::Credentials;

    use super::*;

    fn read(text: &str) -> Result<ResolveAnswer, Error> {
        ResolveAnswer::from_document(&Secret::new(text.to_owned()))
    }

    #[test]
    fn a_whole_document_is_read() {
        let text = r#"{"Code":"Success","AccessKeyId":"STS.a","AccessKeySecret":"s","SecurityToken":"t",
            "Expiration":"2030-01-02T03:04:05Z","LastUpdated":"x"}"#;
        let answer = read(text).expect("reads");
        let Credentials::Keys(keys) = answer.credentials else {
            panic!("keys are expected")
        };
        assert_eq!(keys.access_key_id, "STS.a");
        assert_eq!(keys.security_token.expect("a token").expose(), "t");
        assert_eq!(answer.expires_at.as_deref(), Some("2030-01-02T03:04:05Z"));
        let bare = read(r#"{"AccessKeyId":"a","AccessKeySecret":"s","SecurityToken":"","Expiration":""}"#);
        assert!(bare.expect("reads").expires_at.is_none());
    }

    #[test]
    fn each_fault_is_told_apart_without_the_text() {
        for (text, code) in [
            (" \n", "document_empty"),
            ("s3cret", "document_malformed"),
            (
                r#"{"AccessKeySecret":"s3cret","AccessKeyId":5}"#,
                "document_malformed",
            ),
            (r#"{"Code":"Success"} s3cret"#, "document_malformed"),
            (
                r#"{"Code":"Failed","AccessKeySecret":"s3cret"}"#,
                "document_refused",
            ),
            (
                r#"{"AccessKeyId":"","AccessKeySecret":"s3cret"}"#,
                "document_incomplete",
            ),
            (
                r#"{"AccessKeyId":"a","AccessKeySecret":""}"#,
                "document_incomplete",
            ),
            (
                r#"{"AccessKeyId":"a","AccessKeySecret":"s3cret","Expiration":"s3cret"}"#,
                "document_expiry",
            ),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!(error.code, code, "{text}");
            assert_eq!(error.kind, ErrorKind::Credentials);
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
    }
}
