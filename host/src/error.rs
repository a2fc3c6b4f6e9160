//! The host's error: what happened, to what, why, and what to do.

use std::{borrow::Cow, collections::BTreeMap, error::Error as StdError, fmt, sync::Arc};

use serde::Serialize;
pub use yun_plugin_api::ErrorKind;
use yun_plugin_api::manifest::Manifest;

use crate::{
    output::Paint,
    profile::fields::flag,
    text::{Language, Message, beginning, message, visible},
};

/// How many characters of a plugin's message are taken: APIs' messages, which it passes on, may be long.
const LONGEST_MESSAGE: usize = 4000;
/// How many characters of the code and the request id.
const LONGEST_CODE: usize = 200;

/// The exit codes of `yun`.
pub mod exit {
    /// Done.
    pub const DONE: u8 = 0;
    /// Failed, none of the below.
    pub const FAILED: u8 = 1;
    /// Wrong use: arguments, an unknown profile, mode, type or region.
    pub const USAGE: u8 = 2;
    /// Some targets failed, the rest is done.
    pub const PARTIAL: u8 = 3;
    /// Credentials are missing, rejected or expired.
    pub const CREDENTIALS: u8 = 4;
    /// Not permitted.
    pub const PERMISSION: u8 = 5;
    /// Not found.
    pub const NOT_FOUND: u8 = 6;
    /// Throttled, unavailable or unreachable after retries.
    pub const UNAVAILABLE: u8 = 7;
    /// A plugin was refused, is incompatible, crashed or ran out of time.
    pub const PLUGIN: u8 = 8;
    /// Interrupted.
    pub const INTERRUPTED: u8 = 130;

    /// The code for a kind of error.
    pub fn of(kind: super::ErrorKind) -> u8 {
        use super::ErrorKind as Kind;
        match kind {
            Kind::InvalidInput => USAGE,
            Kind::Credentials => CREDENTIALS,
            Kind::Permission => PERMISSION,
            Kind::NotFound => NOT_FOUND,
            Kind::Throttled | Kind::Unavailable => UNAVAILABLE,
            Kind::Plugin => PLUGIN,
            Kind::Cancelled => INTERRUPTED,
            _ => FAILED,
        }
    }
}

/// A text of an error: the host's own, in every language, or somebody else's as it came.
#[derive(Debug, Clone)]
enum Said {
    Message(Message),
    Text(yun_plugin_api::manifest::Text),
    Foreign(String),
}

impl Said {
    fn say(&self, language: Language) -> String {
        match self {
            Self::Message(message) => language.say(message),
            Self::Text(text) => visible(language.pick(text)),
            Self::Foreign(text) => visible(text),
        }
    }
}

/// A failure.
#[derive(Debug, Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: ErrorKind,
    code: Cow<'static, str>,
    message: Said,
    reason: Option<Said>,
    hint: Option<Said>,
    retryable: bool,
    request_id: Option<String>,
    profile: Option<String>,
    region: Option<String>,
    plugin: Option<String>,
    /// What it happened to, if it did not happen to a command as a whole.
    concerned: Option<String>,
    may_have_acted: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Creates an error of the host's own.
    pub fn new(kind: ErrorKind, code: impl Into<Cow<'static, str>>, message: Message) -> Self {
        Self::said(kind, code.into(), Said::Message(message))
    }

    /// Creates an error of wrong use.
    pub fn invalid_input(code: &'static str, message: Message) -> Self {
        Self::new(ErrorKind::InvalidInput, code, message)
    }

    /// Creates an error whose text is somebody else's: an API's, for instance.
    pub fn foreign(kind: ErrorKind, code: impl Into<String>, text: impl Into<String>) -> Self {
        Self::said(kind, Cow::Owned(code.into()), Said::Foreign(text.into()))
    }

    fn said(kind: ErrorKind, code: Cow<'static, str>, message: Said) -> Self {
        Self(Box::new(Inner {
            kind,
            code,
            message,
            reason: None,
            hint: None,
            retryable: false,
            request_id: None,
            profile: None,
            region: None,
            plugin: None,
            concerned: None,
            may_have_acted: false,
            source: None,
        }))
    }

    /// Takes over a plugin's error; its manifest may have a text for the code in the user's language.
    pub fn from_plugin(error: yun_plugin_api::Error, manifest: &Manifest) -> Self {
        let message = match manifest.messages.get(&error.code) {
            Some(text) => Said::Text(yun_plugin_api::manifest::Text {
                en: fill(&text.en, &error.params),
                zh: fill(&text.zh, &error.params),
            }),
            None => match common(&error) {
                Some(message) => Said::Message(message),
                None => Said::Foreign(beginning(&error.message, LONGEST_MESSAGE).into()),
            },
        };
        let hint = match error.hint {
            Some(hint) => Some(Said::Foreign(beginning(&hint, LONGEST_MESSAGE).into())),
            None => absent_field(&error.code, &error.params)
                .map(|field| Said::Message(message!("hint-field-absent", flag = flag(field)))),
        };
        let code = beginning(&error.code, LONGEST_CODE).into_owned();
        let mut made = Self::said(error.kind, Cow::Owned(code), message);
        made.0.hint = hint;
        made.0.retryable = error.retryable;
        let id = error.request_id.as_deref();
        made.0.request_id = id.map(|id| beginning(id, LONGEST_CODE).into_owned());
        made.0.plugin = Some(manifest.id.clone());
        made
    }

    /// Hands an error to a plugin that called a service.
    pub fn to_plugin(&self, language: Language) -> yun_plugin_api::Error {
        let mut error =
            yun_plugin_api::Error::new(self.0.kind, self.0.code.as_ref(), self.sentence(language));
        error.hint = self.0.hint.as_ref().map(|hint| hint.say(language).into());
        error.retryable = self.0.retryable;
        error.request_id = self.0.request_id.as_deref().map(Into::into);
        error
    }

    /// Puts another message in the place of its own.
    #[must_use]
    pub fn reworded(mut self, message: Message) -> Self {
        self.0.message = Said::Message(message);
        self
    }

    /// Says why, after the message and a colon.
    #[must_use]
    pub fn reason(mut self, reason: Message) -> Self {
        self.0.reason = Some(Said::Message(reason));
        self
    }

    /// Says why, in a manifest's words.
    #[must_use]
    pub fn reason_of_manifest(mut self, reason: yun_plugin_api::manifest::Text) -> Self {
        self.0.reason = Some(Said::Text(reason));
        self
    }

    /// Becomes the reason of another error of the same kind.
    #[must_use]
    pub fn because_of(mut self, code: &'static str, message: Message) -> Self {
        self.0.code = Cow::Borrowed(code);
        let reason = std::mem::replace(&mut self.0.message, Said::Message(message));
        self.0.reason = Some(reason);
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: Message) -> Self {
        self.0.hint = Some(Said::Message(hint));
        self
    }

    /// Says what to do about it, if anything is known.
    #[must_use]
    pub fn maybe_hint(self, hint: Option<Message>) -> Self {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }

    /// Says what to do about it, in a manifest's words, if they say it.
    #[must_use]
    pub fn maybe_hint_of_manifest(mut self, hint: Option<yun_plugin_api::manifest::Text>) -> Self {
        self.0.hint = hint.map(Said::Text).or(self.0.hint);
        self
    }

    /// Whether the same request may succeed when sent again later.
    #[must_use]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// Names the API request that failed.
    #[must_use]
    pub fn request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    /// Names the profile that it concerns, unless that is known already.
    #[must_use]
    pub fn for_profile(mut self, profile: &str) -> Self {
        self.0.profile.get_or_insert_with(|| profile.to_owned());
        self
    }

    /// Names the region that it concerns, unless that is known already.
    #[must_use]
    pub fn in_region(mut self, region: &str) -> Self {
        self.0.region.get_or_insert_with(|| region.to_owned());
        self
    }

    /// Names the plugin that it concerns, unless that is known already.
    #[must_use]
    pub fn by_plugin(mut self, plugin: &str) -> Self {
        self.0.plugin.get_or_insert_with(|| plugin.to_owned());
        self
    }

    /// Names what it happened to, before the message.
    #[must_use]
    pub fn concerning(mut self, concerned: impl Into<String>) -> Self {
        self.0.concerned = Some(concerned.into());
        self
    }

    /// Keeps what caused it, for the log.
    #[must_use]
    pub fn source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// What a plugin answered with, if this is an error of its own: in its words, not yet in the user's.
    pub fn of_plugin(&self) -> Option<&yun_plugin_api::Error> {
        self.0.source.as_deref()?.downcast_ref()
    }

    /// Whether the host has words of its own for this error of a plugin.
    pub(crate) fn is_common(error: &yun_plugin_api::Error) -> bool {
        common(error).is_some()
    }

    /// The sort of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stable word for programs.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// Whether the same request may succeed when sent again later.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Says whether what failed may have been carried out nevertheless.
    #[must_use]
    pub fn having_acted(mut self, may_have_acted: bool) -> Self {
        self.0.may_have_acted = may_have_acted;
        self
    }

    /// Whether what failed may have been carried out nevertheless.
    pub fn may_have_acted(&self) -> bool {
        self.0.may_have_acted
    }

    /// The API request that failed, if one did.
    pub fn failed_request(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The profile that it concerns, if it concerns one.
    pub fn profile(&self) -> Option<&str> {
        self.0.profile.as_deref()
    }

    /// The region that it concerns, if it concerns one.
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// The exit code that follows from it.
    pub fn exit_code(&self) -> u8 {
        exit::of(self.0.kind)
    }

    /// What happened and why, on one line.
    pub fn sentence(&self, language: Language) -> String {
        let mut parts = Vec::new();
        parts.extend(self.0.concerned.as_deref().map(visible));
        parts.push(self.0.message.say(language));
        parts.extend(self.0.reason.as_ref().map(|reason| reason.say(language)));
        parts.join(language.colon())
    }

    /// Why, if that is said beside what happened.
    pub fn why(&self, language: Language) -> Option<String> {
        self.0.reason.as_ref().map(|reason| reason.say(language))
    }

    /// Its code and what happened, as a cell has them: whatever the language, they are parted alike.
    pub(crate) fn coded(&self, language: Language) -> String {
        format!("{}: {}", self.code(), self.sentence(language))
    }

    /// What to do about it, if anything is known.
    pub fn advice(&self, language: Language) -> Option<String> {
        self.0.hint.as_ref().map(|hint| hint.say(language))
    }

    /// The key of the message that says so, if it is one of the host's own.
    pub(crate) fn advice_key(&self) -> Option<&'static str> {
        match &self.0.hint {
            Some(Said::Message(hint)) => Some(hint.key),
            _ => None,
        }
    }

    /// The lines that a person reads on stderr.
    pub fn to_text(&self, language: Language) -> String {
        self.to_painted_text(language, Paint::Plain)
    }

    /// The lines that a person reads on stderr, coloured or not.
    pub fn to_painted_text(&self, language: Language, paint: Paint) -> String {
        self.lines(language, self.advice(language), paint)
    }

    /// The lines that a person reads, with this to do about it.
    pub(crate) fn to_text_advising(&self, language: Language, advice: Option<String>) -> String {
        self.lines(language, advice, Paint::Plain)
    }

    fn lines(&self, language: Language, advice: Option<String>, paint: Paint) -> String {
        let concerned: Vec<&str> = [&self.0.profile, &self.0.region]
            .into_iter()
            .filter_map(Option::as_deref)
            .collect();
        let mut text = label(&language.say(&message!("error-label")), |text| paint.error(text));
        if !concerned.is_empty() {
            text.push_str(&visible(&concerned.join(" / ")));
            text.push_str(language.colon());
        }
        text.push_str(&self.sentence(language));
        let plugin = self
            .0
            .plugin
            .as_ref()
            .filter(|_| self.0.kind == ErrorKind::Plugin);
        for (name, value) in [
            (message!("hint-label"), advice),
            (
                message!("error-plugin-label"),
                plugin.map(|plugin| visible(plugin)),
            ),
            (
                message!("error-request-label"),
                self.0.request_id.as_deref().map(visible),
            ),
        ] {
            if let Some(value) = value {
                text.push_str("\n  ");
                text.push_str(&label(&language.say(&name), |text| paint.hint(text)));
                text.push_str(&value);
            }
        }
        text
    }

    /// The line that a program reads on stderr with `-o json`: an object, its keys in the documented order.
    pub fn to_json(&self, language: Language) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            error: Object<'a>,
        }
        #[derive(Serialize)]
        struct Object<'a> {
            kind: ErrorKind,
            code: &'a str,
            message: String,
            hint: Option<String>,
            request_id: Option<&'a str>,
            retryable: bool,
            profile: Option<&'a str>,
            region: Option<&'a str>,
            plugin: Option<&'a str>,
        }
        let error = Object {
            kind: self.0.kind,
            code: &self.0.code,
            message: self.sentence(language),
            hint: self.0.hint.as_ref().map(|hint| hint.say(language)),
            request_id: self.0.request_id.as_deref(),
            retryable: self.0.retryable,
            profile: self.0.profile.as_deref(),
            region: self.0.region.as_deref(),
            plugin: self.0.plugin.as_deref(),
        };
        crate::output::json_text(serde_json::to_string(&Line { error }).unwrap_or_default())
    }
}

/// A label that text may follow: a full-width colon brings its own space.
fn label(label: &str, paint: impl Fn(&str) -> String) -> String {
    let space = if label.ends_with('：') { "" } else { " " };
    paint(label) + space
}

/// The host's own words for what every plugin meets: a field that is not there, or an answer that is not of the
/// API's form.
fn common(error: &yun_plugin_api::Error) -> Option<Message> {
    if let Some(field) = absent_field(&error.code, &error.params) {
        return Some(message!("error-field-absent", field = field));
    }
    if let Some(role) = error.params.get("role") {
        match error.code.as_str() {
            "NoPermission" => return Some(message!("error-role-not-assumable", role = role)),
            "EntityNotExist.Role" => return Some(message!("error-role-missing", role = role)),
            _ => {}
        }
    }
    if let Some(capability) = error
        .params
        .get("capability")
        .filter(|_| error.code == "capability_not_granted")
    {
        return Some(message!("error-not-granted", capability = capability));
    }
    if error.code == "login_required" {
        return Some(message!("error-login-required"));
    }
    let param = |name| {
        error
            .params
            .get(name)
            .filter(|_| error.code == "unexpected_answer")
    };
    let (action, reason) = (param("action")?, param("reason")?);
    Some(message!("error-answer-shape", action = action, reason = reason))
}

/// The field that a credential plugin misses, if that is what its error says.
fn absent_field<'a>(code: &str, params: &'a BTreeMap<String, String>) -> Option<&'a str> {
    params
        .get("field")
        .filter(|_| code == "field_missing")
        .map(String::as_str)
}

/// Replaces `{name}` by the value of the param `name`.
fn fill(text: &str, params: &BTreeMap<String, String>) -> String {
    params.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence(Language::English))
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error() -> Error {
        Error::new(
            ErrorKind::NotFound,
            "not_found",
            message!("error-unknown-profile", name = "prdo"),
        )
        .hint(message!("hint-did-you-mean", name = "prod"))
        .for_profile("prod")
        .in_region("cn-hangzhou")
        .for_profile("other")
        .request_id(Some("A-1".into()))
    }

    #[test]
    fn a_person_reads_what_where_and_what_to_do() {
        assert_eq!(
            error().to_text(Language::English),
            "error: prod / cn-hangzhou: no profile is called \"prdo\"\n  hint: did you mean \"prod\"?\n  request: A-1"
        );
        assert!(error().to_text(Language::Chinese).starts_with("错误："));
    }

    #[test]
    fn a_program_reads_every_key() {
        assert_eq!(
            error().to_json(Language::English),
            r#"{"error":{"kind":"not_found","code":"not_found","message":"no profile is called \"prdo\"","hint":"did you mean \"prod\"?","request_id":"A-1","retryable":false,"profile":"prod","region":"cn-hangzhou","plugin":null}}"#
        );
    }

    #[test]
    fn a_plugins_message_is_taken_from_its_manifest_in_the_users_language() {
        let manifest = r#"{"schema":1,"id":"a","name":{"en":"a","zh":"a"},"description":{"en":"a","zh":"a"},
            "version":"1.0.0","authors":[],"license":"Apache-2.0","protocol":{"min":1,"max":1},
            "provides":[{"kind":"future"}],"messages":{"too_many":{"en":"at most {most}","zh":"最多 {most} 个"}}}"#;
        let manifest = Manifest::parse(manifest.as_bytes()).expect("valid");
        let plugins = yun_plugin_api::Error::new(ErrorKind::InvalidInput, "too_many", "x").param("most", "3");
        let error = Error::from_plugin(plugins, &manifest);
        assert_eq!(error.to_text(Language::Chinese), "错误：最多 3 个");
        assert_eq!(error.exit_code(), exit::USAGE);
    }
}
