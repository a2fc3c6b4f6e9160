//! Capabilities: what a manifest asks the host for.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::origin::OriginPattern;

/// One service that a plugin uses, written as a text.
///
/// | Text | Lets through |
/// |---|---|
/// | `api:Ecs/StopInstances`, `api:Ecs/Describe*` | this API action, or those of the product that begin so |
/// | `http:https://*.acme.example` | requests to hosts below `acme.example`; without `*.` to exactly this origin |
/// | `http:{vault}` | requests to the origin of the address in a field of type `url` |
/// | `http:unix:{agent_socket}`, `http:unix:/run/agent.sock` | requests through the Unix socket in a field of type `path`, or at a fixed path |
/// | `process:{command}` | the command line in a field of type `command`, as it stands there |
/// | `process:acme-device-id` | this program, with any arguments |
/// | `file:{ca_file}`, `file:/etc/acme/tenant` | reading the file in a field of type `path`, or this one |
/// | `env:ACME_TENANT` | reading this variable |
/// | `browser` | opening a page, within a login |
/// | `prompt` | asking the person at the terminal, and showing a text there |
/// | `secrets` | keeping the secrets that the mode's `stores` names |
/// | `profiles` | the credentials of the profile that a field of type `profile` names, while resolving |
///
/// Being declared is not enough for an API action to be sent: see [`Manifest::is_read`](super::Manifest::is_read).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capability {
    /// API actions of one product; `action` may end with `*`.
    Api(ApiAction),
    /// HTTP requests to an origin.
    Http(HttpTarget),
    /// Running a program.
    Process(Target),
    /// Reading a file.
    File(Target),
    /// Reading an environment variable.
    Env(String),
    /// Opening a page in a browser.
    Browser,
    /// Asking the person at the terminal.
    Prompt,
    /// Keeping secrets of the profile.
    Secrets,
    /// The credentials of another profile.
    Profiles,
    /// A capability that a newer host knows; grants nothing here.
    Unknown(String),
}

/// What a capability is for: the value of a field, or what it says itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Whatever stands in the profile's field of this key.
    Field(String),
    /// Exactly this.
    Fixed(String),
}

/// Where HTTP requests may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpTarget {
    /// An origin.
    Origin(Target),
    /// A Unix socket, by its path.
    Socket(Target),
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

    /// The field of the profile that this speaks of, if it speaks of one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Http(HttpTarget::Origin(target) | HttpTarget::Socket(target))
            | Self::Process(target)
            | Self::File(target) => target.field(),
            _ => None,
        }
    }
}

impl Target {
    fn parse(text: &str) -> Option<Self> {
        match text.strip_prefix('{') {
            Some(rest) => rest
                .strip_suffix('}')
                .filter(|key| !key.is_empty())
                .map(|key| Self::Field(key.to_owned())),
            None => (!text.is_empty()).then(|| Self::Fixed(text.to_owned())),
        }
    }

    /// The field's key, if this is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Field(key) => Some(key),
            Self::Fixed(_) => None,
        }
    }
}

impl HttpTarget {
    fn parse(text: &str) -> Option<Self> {
        if let Some(socket) = text.strip_prefix("unix:") {
            return Target::parse(socket).map(Self::Socket);
        }
        let target = Target::parse(text)?;
        let is_sound = match &target {
            Target::Field(_) => true,
            Target::Fixed(pattern) => OriginPattern::parse(pattern).is_some(),
        };
        is_sound.then_some(Self::Origin(target))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(key) => write!(formatter, "{{{key}}}"),
            Self::Fixed(text) => formatter.write_str(text),
        }
    }
}

impl From<String> for Capability {
    fn from(text: String) -> Self {
        let known = match text.split_once(':') {
            None => match text.as_str() {
                "browser" => Some(Self::Browser),
                "prompt" => Some(Self::Prompt),
                "secrets" => Some(Self::Secrets),
                "profiles" => Some(Self::Profiles),
                _ => None,
            },
            Some(("api", rest)) => ApiAction::parse(rest).map(Self::Api),
            Some(("http", rest)) => HttpTarget::parse(rest).map(Self::Http),
            Some(("process", rest)) => Target::parse(rest).map(Self::Process),
            Some(("file", rest)) => Target::parse(rest).map(Self::File),
            Some(("env", name)) => is_variable(name).then(|| Self::Env(name.to_owned())),
            Some(_) => None,
        };
        known.unwrap_or(Self::Unknown(text))
    }
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl fmt::Display for Capability {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(api) => write!(formatter, "api:{api}"),
            Self::Http(HttpTarget::Origin(target)) => write!(formatter, "http:{target}"),
            Self::Http(HttpTarget::Socket(target)) => write!(formatter, "http:unix:{target}"),
            Self::Process(target) => write!(formatter, "process:{target}"),
            Self::File(target) => write!(formatter, "file:{target}"),
            Self::Env(name) => write!(formatter, "env:{name}"),
            Self::Browser => formatter.write_str("browser"),
            Self::Prompt => formatter.write_str("prompt"),
            Self::Secrets => formatter.write_str("secrets"),
            Self::Profiles => formatter.write_str("profiles"),
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
        for text in [
            "api:Ecs",
            "api:Ecs/De*be",
            "api:/X",
            "teleport:anywhere",
            "",
            "http:ftp://a",
            "http:https://a/b",
            "http:{}",
            "process:",
            "env:1",
            "env:A=B",
            "file:{a",
            "browsers",
        ] {
            let unknown = capability(text);
            assert!(!unknown.allows_api("Ecs", "DescribeInstances"), "{text}");
            assert_eq!(unknown.to_string(), text);
        }
    }

    #[test]
    fn what_is_understood_is_written_as_it_was() {
        for text in [
            "api:Ecs/Describe*",
            "http:https://*.example.com",
            "http:{credentials_uri}",
            "http:unix:/run/agent.sock",
            "http:unix:{socket}",
            "process:{command}",
            "process:acme-sso",
            "file:{token_file}",
            "file:/etc/token",
            "env:ACME_HOME",
            "browser",
            "prompt",
            "secrets",
            "profiles",
        ] {
            let known = capability(text);
            assert!(!matches!(known, Capability::Unknown(_)), "{text}");
            assert_eq!(known.to_string(), text);
        }
        assert_eq!(capability("file:{token_file}").field(), Some("token_file"));
    }

    #[test]
    fn a_call_of_an_action_has_no_wildcard() {
        assert!(serde_json::from_str::<ApiAction>(r#""Ecs/Stop*""#).is_err());
        assert!(serde_json::from_str::<ApiAction>(r#""Ecs/StopInstances""#).is_ok());
    }
}
