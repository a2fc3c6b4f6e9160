//! The one type for secrets.

use std::{collections::BTreeMap, fmt};

use zeroize::Zeroize;

/// A secret text: shown as `***`, wiped when dropped, and never printed, compared or serialized by accident.
///
/// There is no `Display`, `Deref` or `Serialize`. Reading it takes [`Secret::expose`], which is easy to search
/// for; sending it takes a field marked `#[serde(with = "yun_plugin_api::secret::wire")]`, the only way onto
/// the wire.
///
/// ```
/// use yun_plugin_api::Secret;
///
/// let secret = Secret::new("correct horse".to_owned());
/// assert_eq!(format!("{secret:?}"), "***");
/// assert_eq!(secret.expose(), "correct horse");
/// ```
///
/// ```compile_fail
/// # use yun_plugin_api::Secret;
/// println!("{}", Secret::new(String::new()));
/// ```
#[derive(Clone, Default)]
pub struct Secret(String);

impl Secret {
    /// Takes ownership of `text`; it is wiped when the secret is dropped.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Shows the text. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The audited way onto the wire, for `#[serde(with = "yun_plugin_api::secret::wire")]`.
///
/// Works on `Secret`, `Option<Secret>` and `BTreeMap<String, Secret>`. Whoever encodes such a field wipes the
/// buffer after use; the export macro and the host do.
pub mod wire {
    use super::{BTreeMap, Secret};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// What may hold secrets in a message.
    pub trait OnWire: Sized {
        /// The encoded form, borrowed from the secret.
        type Encoded<'a>: Serialize
        where
            Self: 'a;
        /// The decoded form.
        type Decoded<'de>: Deserialize<'de>;
        /// Lends the text to the encoder.
        fn encode(&self) -> Self::Encoded<'_>;
        /// Takes the text from the decoder.
        fn decode(decoded: Self::Decoded<'_>) -> Self;
    }

    impl OnWire for Secret {
        type Encoded<'a> = &'a str;
        type Decoded<'de> = String;
        fn encode(&self) -> &str {
            self.expose()
        }
        fn decode(decoded: String) -> Self {
            Self::new(decoded)
        }
    }

    impl OnWire for Option<Secret> {
        type Encoded<'a> = Option<&'a str>;
        type Decoded<'de> = Option<String>;
        fn encode(&self) -> Option<&str> {
            self.as_ref().map(Secret::expose)
        }
        fn decode(decoded: Option<String>) -> Self {
            decoded.map(Secret::new)
        }
    }

    impl OnWire for BTreeMap<String, Secret> {
        type Encoded<'a> = BTreeMap<&'a str, &'a str>;
        type Decoded<'de> = BTreeMap<String, String>;
        fn encode(&self) -> BTreeMap<&str, &str> {
            self.iter()
                .map(|(key, secret)| (key.as_str(), secret.expose()))
                .collect()
        }
        fn decode(decoded: BTreeMap<String, String>) -> Self {
            decoded
                .into_iter()
                .map(|(key, text)| (key, Secret::new(text)))
                .collect()
        }
    }

    /// Encodes the text itself.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn serialize<T: OnWire, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.encode().serialize(serializer)
    }

    /// Decodes a text into a secret.
    ///
    /// # Errors
    /// What the deserializer says.
    pub fn deserialize<'de, T: OnWire, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::Decoded::deserialize(deserializer).map(T::decode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize)]
    struct Message {
        #[serde(with = "wire")]
        one: Secret,
        #[serde(with = "wire", default)]
        maybe: Option<Secret>,
        #[serde(with = "wire", default)]
        many: BTreeMap<String, Secret>,
    }

    #[test]
    fn secrets_cross_the_wire_and_show_as_stars() {
        let json = r#"{"one":"a\"b","maybe":"c","many":{"k":"v"}}"#;
        let message: Message = serde_json::from_str(json).expect("decodes");
        assert_eq!(message.one.expose(), "a\"b");
        assert_eq!(serde_json::to_string(&message).expect("encodes"), json);
        let shown = format!("{message:?}");
        assert!(!shown.contains("a\"b") && !shown.contains('v'), "{shown}");
    }
}
