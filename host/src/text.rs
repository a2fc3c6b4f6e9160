//! What people read: messages in English and Chinese, and the choice between the two.
//!
//! The texts are in `messages/en.ftl` and `messages/zh.ftl`. Code names a message by its key, through
//! `message!`; the tests of this file hold the keys in the code against both files.

use std::{
    borrow::Cow,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use miniz_oxide::inflate::decompress_to_vec;
use yun_plugin_api::manifest::Text;

use crate::environment::Environment;

/// A language of the user interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Chinese, simplified.
    Chinese,
}

/// The language that is spoken just now, for all who share it: somebody may choose another one meanwhile.
#[derive(Debug, Clone)]
pub struct Spoken(Arc<AtomicBool>);

impl Spoken {
    /// This language at first.
    pub fn new(language: Language) -> Self {
        Self(Arc::new(AtomicBool::new(language == Language::Chinese)))
    }

    /// The language that is spoken just now.
    pub fn now(&self) -> Language {
        match self.0.load(Ordering::Relaxed) {
            true => Language::Chinese,
            false => Language::English,
        }
    }

    /// Has this one spoken from now on.
    pub fn change(&self, language: Language) {
        self.0.store(language == Language::Chinese, Ordering::Relaxed);
    }
}

impl Language {
    /// The language called `en` or `zh`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }

    /// Its code, `en` or `zh`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }

    /// The language that the locale variables ask for: English unless they name Chinese.
    pub fn of_locale(environment: &Environment) -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| environment.variable(name));
        match locale {
            Some(locale) if locale.starts_with("zh") => Self::Chinese,
            _ => Self::English,
        }
    }

    /// The text of a manifest in this language.
    pub fn pick(self, text: &Text) -> &str {
        match self {
            Self::English => &text.en,
            Self::Chinese => &text.zh,
        }
    }

    /// A message in this language.
    pub fn say(self, message: &Message) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(message.key).and_then(|found| found.value()) else {
            // The tests make this unreachable; the key is still better than nothing.
            return message.key.to_owned();
        };
        let mut args = FluentArgs::with_capacity(message.args.len());
        for (name, value) in &message.args {
            match value {
                Argument::Text(text) => args.set(*name, FluentValue::from(text.as_str())),
                Argument::Number(number) => args.set(*name, FluentValue::from(*number)),
                Argument::List(texts) => {
                    let text = visible(&beginning(&self.list(texts), LONGEST_ARGUMENT));
                    args.set(*name, FluentValue::from(text));
                }
            }
        }
        let said = bundle.format_pattern(pattern, Some(&args), &mut Vec::new());
        match self {
            Self::English => said.into_owned(),
            Self::Chinese => spaced(&said),
        }
    }

    /// Texts one after the other.
    pub fn list(self, texts: &[impl AsRef<str>]) -> String {
        let separator = match self {
            Self::English => ", ",
            Self::Chinese => "、",
        };
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        texts.join(separator)
    }

    /// What stands between a text and what it is said of, or why it is so.
    pub fn colon(self) -> &'static str {
        match self {
            Self::English => ": ",
            Self::Chinese => "：",
        }
    }

    /// A title as it stands within a sentence: its first letter small, unless it begins with letters for words.
    pub fn within_sentence(self, title: &str) -> String {
        let mut letters = title.chars();
        match (letters.next(), letters.clone().next()) {
            (Some(first), Some(second)) if second.is_lowercase() => {
                first.to_lowercase().chain(letters).collect()
            }
            _ => title.to_owned(),
        }
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        static ENGLISH: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
        static CHINESE: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
        match self {
            Self::English => ENGLISH.get_or_init(|| {
                let texts = include_bytes!(concat!(env!("OUT_DIR"), "/en.deflate"));
                parse("en", texts)
            }),
            Self::Chinese => CHINESE.get_or_init(|| {
                let texts = include_bytes!(concat!(env!("OUT_DIR"), "/zh.deflate"));
                parse("zh-CN", texts)
            }),
        }
    }
}

fn parse(language: &str, compressed: &[u8]) -> FluentBundle<FluentResource> {
    let texts = decompress_to_vec(compressed).expect("what the build compressed");
    let texts = String::from_utf8(texts).expect("the message files are text");
    // The tests parse both files strictly; here what can be read is taken.
    let resource = FluentResource::try_new(texts).unwrap_or_else(|(resource, _)| resource);
    let mut bundle = FluentBundle::new_concurrent(vec![
        language
            .parse()
            .expect("both languages have well-formed identifiers"),
    ]);
    // Where arguments begin and end has to be known in Chinese: see `spaced`.
    bundle.set_use_isolating(language != "en");
    bundle.add_resource_overriding(resource);
    bundle
}

/// A Chinese message with a space wherever an argument puts a Chinese character beside a Latin letter or a digit. What an
/// argument begins with is not known to who writes the message: a type is called "ECS 实例", another "轻量应用服务器".
fn spaced(said: &str) -> String {
    let is_chinese = |c: char| matches!(c, '\u{3400}'..='\u{9fff}');
    let meet = |one: char, other: char| is_chinese(one) && other.is_ascii_alphanumeric();
    let mut spaced = String::with_capacity(said.len());
    let mut last = None;
    let mut is_at_argument = false;
    for c in said.chars() {
        if matches!(c, '\u{2068}' | '\u{2069}') {
            is_at_argument = true;
            continue;
        }
        if is_at_argument && last.is_some_and(|last| meet(last, c) || meet(c, last)) {
            spaced.push(' ');
        }
        spaced.push(c);
        last = Some(c);
        is_at_argument = false;
    }
    spaced
}

/// A message with its arguments, not yet in any language.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its key in the message files.
    pub key: &'static str,
    /// Its arguments by name.
    pub args: Vec<(&'static str, Argument)>,
}

impl Message {
    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl IntoArgument) -> Self {
        self.args.push((name, value.into_argument()));
        self
    }

    /// The message as manifests have their texts.
    pub(crate) fn in_both(&self) -> Text {
        Text {
            en: Language::English.say(self),
            zh: Language::Chinese.say(self),
        }
    }
}

/// The value of an argument.
#[derive(Debug, Clone)]
pub enum Argument {
    /// A text that steers no terminal.
    Text(String),
    /// A number, shown as the language does.
    Number(u64),
    /// Texts, listed as the language does.
    List(Vec<String>),
}

/// Texts that a message lists.
#[derive(Debug, Clone, Copy)]
pub struct Several<'a, T>(pub &'a [T]);

impl<T: AsRef<str>> IntoArgument for Several<'_, T> {
    fn into_argument(self) -> Argument {
        Argument::List(self.0.iter().map(|text| text.as_ref().to_owned()).collect())
    }
}

/// What can be put into a message.
pub trait IntoArgument {
    /// The value as messages hold it.
    fn into_argument(self) -> Argument;
}

/// A message quotes no more characters than this: what was typed or stored may be of any length.
const LONGEST_ARGUMENT: usize = 1200;

impl IntoArgument for &str {
    fn into_argument(self) -> Argument {
        Argument::Text(visible(&beginning(self, LONGEST_ARGUMENT)))
    }
}

impl IntoArgument for String {
    fn into_argument(self) -> Argument {
        self.as_str().into_argument()
    }
}

impl IntoArgument for &String {
    fn into_argument(self) -> Argument {
        self.as_str().into_argument()
    }
}

impl IntoArgument for &std::path::Path {
    fn into_argument(self) -> Argument {
        self.to_string_lossy().as_ref().into_argument()
    }
}

impl IntoArgument for usize {
    fn into_argument(self) -> Argument {
        Argument::Number(self as u64)
    }
}

impl IntoArgument for u64 {
    fn into_argument(self) -> Argument {
        Argument::Number(self)
    }
}

/// The first characters of a text that may be of any length, and a mark where others are left out.
pub(crate) fn beginning(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

/// A text that holds nothing a terminal would obey: control characters become visible.
pub fn visible(text: &str) -> String {
    if is_printable(text) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '\n' | '\t' | '\r' => " ".into(),
            c if is_unprintable(c) => format!("\\u{{{:x}}}", u32::from(c)),
            c => c.to_string(),
        })
        .collect()
}

/// A text of several lines that holds nothing a terminal would obey but line ends and tabs.
pub(crate) fn visible_lines(text: &str) -> String {
    if are_lines_printable(text) {
        return text.to_owned();
    }
    let line = |line: &str| {
        let shown = line.strip_suffix('\r').unwrap_or(line);
        shown.split('\t').map(visible).collect::<Vec<_>>().join("\t")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A text as one word of a POSIX shell's command line, for commands that people copy.
pub(crate) fn shell_word(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:@%+,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Whether a text holds nothing unprintable.
pub(crate) fn is_printable(text: &str) -> bool {
    // Byte by byte where that tells: what is unprintable beyond ASCII begins with one of three bytes.
    let is_plain = |byte: u8| !matches!(byte, 0..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xef);
    text.bytes().all(is_plain) || !text.chars().any(is_unprintable)
}

/// Whether each line of a text holds nothing unprintable.
pub(crate) fn are_lines_printable(text: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b'\n' | 0x20..=0x7e);
    text.bytes().all(is_plain) || text.split('\n').all(is_printable)
}

/// Control characters, those that turn the direction of the text around them, and those that nobody sees.
pub(crate) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Names a message: `message!("error-unknown-profile", name = name)`.
macro_rules! message {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text::Message { key: $key, args: Vec::new() }$(.with(stringify!($name), $value))*
    };
}
pub(crate) use message;

#[cfg(test)]
mod tests;
