use std::{collections::BTreeSet, fs, path::Path};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

/// Key and placeables of each message of a file.
fn messages(source: &str) -> Vec<(String, BTreeSet<String>)> {
    let resource = fluent_syntax::parser::parse(source).expect("the message file parses without an error");
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
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("text.rs") {
            into.push(path);
        }
    }
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    let mut english = messages(include_str!("../messages/en.ftl"));
    let mut chinese = messages(include_str!("../messages/zh.ftl"));
    english.sort();
    chinese.sort();
    for pair in english.windows(2) {
        assert_ne!(pair[0].0, pair[1].0, "a key stands twice");
    }
    assert_eq!(english, chinese);
}

#[test]
fn the_code_uses_every_message_with_its_arguments_and_no_other() {
    let declared = messages(include_str!("../messages/en.ftl"));
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
