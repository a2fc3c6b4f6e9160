//! Capabilities: what a manifest asks the host for.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One service that a plugin uses, written as a text.
///
/// | Text | Lets through |
/// |---|---|
/// | `api:Ecs/Describe*` | API actions of the product `Ecs` that begin with `Describe` |
/// | `api:Ecs/StopInstances` | this API action |
///
/// Being declared is not enough to be sent: see [`Manifest::is_read`](super::Manifest::is_read).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capability {
    /// API actions of one product; `action` may end with `*`.
    Api(ApiAction),
    /// A capability that a newer host knows; grants nothing here.
    Unknown(String),
}

impl Capability {
    /// Whether this lets the API action through.
    pub fn allows_api(&self, product: &str, action: &str) -> bool {
        match self {
            Self::Api(allowed) if allowed.product == product => match allowed.action.strip_suffix('*') {
                Some(prefix) => action.starts_with(prefix),
                None => allowed.action == action,
            },
            _ => false,
        }
    }
}

impl From<String> for Capability {
    fn from(text: String) -> Self {
        match text.strip_prefix("api:").and_then(ApiAction::parse) {
            Some(api) => Self::Api(api),
            None => Self::Unknown(text),
        }
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(api) => write!(formatter, "api:{api}"),
            Self::Unknown(text) => formatter.write_str(text),
        }
    }
}

impl Serialize for Capability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Capability {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// An API action with its product, written `Ecs/StopInstances`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ApiAction {
    /// The product's code.
    pub product: String,
    /// The action.
    pub action: String,
}

impl ApiAction {
    /// Whether this is that API action, in whatever spelling a gateway might take for it.
    pub fn is(&self, product: &str, action: &str) -> bool {
        let plain = |product: &str| product.replace('_', "-").to_ascii_lowercase();
        plain(&self.product) == plain(product) && self.action.eq_ignore_ascii_case(action)
    }

    fn parse(text: &str) -> Option<Self> {
        let (product, action) = text.split_once('/')?;
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        };
        let body = action.strip_suffix('*').unwrap_or(action);
        (plain(product) && (plain(body) || action == "*")).then(|| Self {
            product: product.to_owned(),
            action: action.to_owned(),
        })
    }
}

impl fmt::Display for ApiAction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.product, self.action)
    }
}

impl Serialize for ApiAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ApiAction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .filter(|api| !api.action.ends_with('*'))
            .ok_or_else(|| {
                de::Error::custom(format!(
                    "\"{text}\" is not an API action such as Ecs/StopInstances"
                ))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capability(text: &str) -> Capability {
        Capability::from(text.to_owned())
    }

    #[test]
    fn an_api_capability_covers_its_product_and_prefix_only() {
        let reads = capability("api:Ecs/Describe*");
        assert!(reads.allows_api("Ecs", "DescribeInstances"));
        assert!(!reads.allows_api("Ecs", "StopInstances"));
        assert!(!reads.allows_api("Eci", "DescribeInstances"));
        assert!(!capability("api:Ecs/StopInstance").allows_api("Ecs", "StopInstances"));
    }

    #[test]
    fn what_is_not_understood_grants_nothing_and_is_kept_as_it_was() {
        for text in ["api:Ecs", "api:Ecs/De*be", "api:/X", "teleport:anywhere", ""] {
            let unknown = capability(text);
            assert!(!unknown.allows_api("Ecs", "DescribeInstances"), "{text}");
            assert_eq!(unknown.to_string(), text);
        }
    }

    #[test]
    fn a_call_of_an_action_has_no_wildcard() {
        assert!(serde_json::from_str::<ApiAction>(r#""Ecs/Stop*""#).is_err());
        assert!(serde_json::from_str::<ApiAction>(r#""Ecs/StopInstances""#).is_ok());
    }
}
