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
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    use super::*;

    /// Key and placeables of each message of a file.
    fn messages(source: &str) -> Vec<(String, BTreeSet<String>)> {
        let resource =
            fluent_syntax::parser::parse(source).expect("the message file parses without an error");
        resource
            .body
            .iter()
            .filter_map(|entry| match entry {
                Entry::Message(message) => {
                    let pattern = message.value.as_ref().expect("a message has a value");
                    let mut variables = BTreeSet::new();
                    collect(pattern, &mut variables);
                    Some((message.id.name.to_owned(), variables))
                }
                _ => None,
            })
            .collect()
    }

    fn collect(pattern: &Pattern<&str>, into: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression } = element else {
                continue;
            };
            match expression {
                Expression::Inline(inline) => variable(inline, into),
                Expression::Select { selector, variants } => {
                    variable(selector, into);
                    variants.iter().for_each(|variant| collect(&variant.value, into));
                }
            }
        }
    }

    fn variable(inline: &InlineExpression<&str>, into: &mut BTreeSet<String>) {
        if let InlineExpression::VariableReference { id } = inline {
            into.insert(id.name.to_owned());
        }
    }

    /// Key and argument names of each `message!` in the source.
    fn used() -> Vec<(String, BTreeSet<String>)> {
        let mut files = Vec::new();
        rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let argument = regex_lite::Regex::new(r"[,\n]\s*([a-z_]+) = ").expect("a regex");
        let mut used = Vec::new();
        for file in files {
            let source = fs::read_to_string(&file).expect("a source file");
            for call in source
                .split("message!(")
                .skip(1)
                .map(up_to_the_closing_parenthesis)
            {
                let Some((key, rest)) = call
                    .trim_start()
                    .strip_prefix('"')
                    .and_then(|call| call.split_once('"'))
                else {
                    continue;
                };
                let names = argument
                    .captures_iter(rest)
                    .map(|name| name[1].to_owned())
                    .collect();
                used.push((key.to_owned(), names));
            }
        }
        used
    }

    fn up_to_the_closing_parenthesis(source: &str) -> &str {
        let mut depth = 1;
        let end = source.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        &source[..end.unwrap_or(source.len())]
    }

    fn rust_files(directory: &Path, into: &mut Vec<std::path::PathBuf>) {
        for entry in fs::read_dir(directory).expect("a source directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                rust_files(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("text.rs")
            {
                into.push(path);
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_arguments() {
        let mut english = messages(include_str!("messages/en.ftl"));
        let mut chinese = messages(include_str!("messages/zh.ftl"));
        english.sort();
        chinese.sort();
        for pair in english.windows(2) {
            assert_ne!(pair[0].0, pair[1].0, "a key stands twice");
        }
        assert_eq!(english, chinese);
    }

    #[test]
    fn the_code_uses_every_message_with_its_arguments_and_no_other() {
        let declared = messages(include_str!("messages/en.ftl"));
        let used = used();
        for (key, names) in &used {
            let Some((_, variables)) = declared.iter().find(|(declared, _)| declared == key) else {
                panic!("the message {key} is in no message file");
            };
            assert_eq!(names, variables, "the arguments of {key}");
        }
        let used: BTreeSet<&String> = used.iter().map(|(key, _)| key).collect();
        let unused: Vec<_> = declared
            .iter()
            .filter(|(key, _)| !used.contains(key))
            .map(|(key, _)| key)
            .collect();
        assert!(unused.is_empty(), "nothing uses {unused:?}");
    }

    #[test]
    fn the_locale_decides_between_the_two() {
        let of = |pairs: &[(&str, &str)]| {
            Language::of_locale(&Environment::of_variables(pairs.iter().map(|(k, v)| (*k, *v))))
        };
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8")]), Language::Chinese);
        assert_eq!(of(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]), Language::English);
        assert_eq!(of(&[]), Language::English);
    }

    #[test]
    fn chinese_has_a_space_beside_latin_arguments_alone() {
        for (title, said) in [
            ("ECS 实例", "没有找到 ECS 实例"),
            ("轻量应用服务器", "没有找到轻量应用服务器"),
            ("“x”", "没有找到“x”"),
        ] {
            let message = message!("note-nothing-found", title = title);
            assert_eq!(Language::Chinese.say(&message), said);
        }
        for (title, said) in [
            ("ECS 实例", "ECS 实例列表一直返回空页"),
            ("OSS Bucket", "OSS Bucket 列表一直返回空页"),
        ] {
            let message = message!("error-pages-empty", title = title);
            assert_eq!(Language::Chinese.say(&message), said);
        }
        // What stands in a message as it is written stays so, other people's texts with it.
        let message = message!("note-remark", said = "a主b 2库");
        assert_eq!(Language::Chinese.say(&message), "注意：a主b 2库");
    }

    #[test]
    fn lists_are_those_of_the_language_and_as_short_as_any_argument() {
        let message = message!("hint-choices", choices = Several(&["a", "b\u{1b}"]));
        assert_eq!(Language::English.say(&message), "choose one of: a, b\\u{1b}");
        assert_eq!(Language::Chinese.say(&message), "可选值：a、b\\u{1b}");
        let none = message!("hint-choices", choices = Several::<&str>(&[]));
        assert_eq!(Language::English.say(&none).trim_end(), "choose one of:");
        let long = message!(
            "hint-choices",
            choices = Several(&["a".repeat(LONGEST_ARGUMENT), "b".into()])
        );
        let shown = format!("{}…", "a".repeat(LONGEST_ARGUMENT));
        assert!(Language::Chinese.say(&long).ends_with(&shown));
    }

    #[test]
    fn titles_are_small_within_a_sentence_unless_they_are_letters_for_words() {
        for (title, within) in [
            ("Stop", "stop"),
            ("SSH in", "SSH in"),
            ("释放", "释放"),
            ("X", "X"),
            ("", ""),
        ] {
            assert_eq!(Language::English.within_sentence(title), within);
        }
    }

    #[test]
    fn what_is_long_is_cut_between_characters() {
        let name = "长".repeat(LONGEST_ARGUMENT + 1);
        let message = message!("error-unknown-profile", name = name);
        let text = Language::English.say(&message);
        let shown = format!("{}…\"", "长".repeat(LONGEST_ARGUMENT));
        assert!(text.ends_with(&shown), "{text}");
    }

    #[test]
    fn what_is_copied_into_a_shell_is_one_word() {
        for (text, word) in [
            ("prod", "prod"),
            ("生产", "生产"),
            ("/a/b c", "'/a/b c'"),
            ("p$(touch x)", "'p$(touch x)'"),
            ("it's", r"'it'\''s'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(text), word);
        }
    }

    #[test]
    fn arguments_cannot_steer_a_terminal() {
        let message = message!("error-unknown-profile", name = "a\u{1b}[31m\nb\u{202e}");
        let text = Language::English.say(&message);
        assert!(text.contains("a\\u{1b}[31m b\\u{202e}"), "{text}");
    }

    #[test]
    fn lines_keep_their_ends_and_tabs_and_nothing_else_that_steers() {
        for (text, shown) in [
            ("a\tb\r\nc\n", "a\tb\nc\n"),
            ("\u{1b}[31mred\n\u{7}\tx", "\\u{1b}[31mred\n\\u{7}\tx"),
            ("50 %\r100 %", "50 % 100 %"),
            ("", ""),
        ] {
            assert_eq!(visible_lines(text), shown);
        }
    }

    #[test]
    fn bytes_tell_of_every_unprintable_character() {
        for c in '\0'..=char::MAX {
            assert_eq!(
                is_printable(c.encode_utf8(&mut [0; 4])),
                !is_unprintable(c),
                "{c:?}"
            );
        }
    }
}
