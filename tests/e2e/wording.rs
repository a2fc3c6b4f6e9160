//! What people read stands in the message files: no sentence in the host's code.

use std::{fs, path::Path};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::arrows::visit;

/// Folders and files whose sentences nobody reads as yun's own, and why.
const ELSEWHERE: &[(&str, &str)] = &[
    (
        "conformance/",
        "what a plugin under check is answered, as the services do",
    ),
    (
        "index/document.rs",
        "goes on where the reader of TOML stops, and that speaks English",
    ),
    (
        "runner/",
        "the boundary's errors are English, as the protocol has it",
    ),
    ("sdk/templates/", "the source of other people's plugins"),
    (
        "services/",
        "what plugins are answered is English, as the protocol has it",
    ),
];

/// Sentences that are no sentences, by their file.
const NO_WORDING: &[(&str, &str)] = &[
    ("api/answer.rs", "string to sign"),
    ("api/peer.rs", "there are no Unix sockets here"),
    ("api/unreachable.rs", "dns error"),
    ("catalog/record.rs", "# What is installed."),
    ("profile/aliyun_cli/json.rs", "any JSON"),
    ("prompt/mod.rs", "是"),
    ("prompt/mod.rs", "否"),
    ("index/seen.rs", "# The indexes of plugins that were seen"),
    ("profile/secrets/keyring/native.rs", "bad item"),
    ("profile/secrets/keyring/secret_service.rs", "no answer"),
    ("trust/key.rs", "untrusted comment:"),
    ("trust/key.rs", "minisign public key"),
    ("trust/keys.rs", "# What these keys sign"),
    ("trust/signature.rs", "untrusted comment:"),
];

/// Macros and methods whose words are for whoever works on yun, or for its log, which is English.
const FOR_AUTHORS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "error",
    "expect",
    "info",
    "name",
    "panic",
    "target",
    "trace",
    "unreachable",
    "warn",
];

#[test]
fn what_people_read_stands_in_the_message_files() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/src");
    let mut found = Vec::new();
    visit(&source, &mut |path, text| {
        let file = path.strip_prefix(&source).unwrap().to_string_lossy().into_owned();
        let is_test =
            file.ends_with("tests.rs") || file.ends_with("fuzzing.rs") || text.contains("#![cfg(test)]");
        if is_test || ELSEWHERE.iter().any(|(place, _)| file.starts_with(place)) {
            return;
        }
        let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut sentences = Vec::new();
        sentences_of(tokens, &mut sentences);
        sentences.retain(|sentence| !is_allowed(&file, sentence));
        found.extend(
            sentences
                .into_iter()
                .map(|sentence| format!("{file}: {sentence}")),
        );
    });
    assert!(
        found.is_empty(),
        "these belong into messages/*.ftl:\n{}",
        found.join("\n")
    );
}

#[test]
fn a_sentence_is_found_wherever_it_stands() {
    let code = r##"
        /// A comment is none.
        fn say() {
            println!("one sentence here");
            let text = format!(r#"and much more"#, 1);
            check("实例");
            value.expect("not for people at all");
            debug!("nor is this one");
            call("profile add", "key-of-something", "%Y-%m-%d");
        }
        #[cfg(test)]
        mod tests { const TEXT: &str = "a text of a test"; }
        const LAST: &str = "the last one";
    "##;
    let mut sentences = Vec::new();
    sentences_of(code.parse().unwrap(), &mut sentences);
    assert_eq!(
        sentences,
        [
            "\"one sentence here\"",
            "r#\"and much more\"#",
            "\"实例\"",
            "\"profile add\"",
            "\"the last one\""
        ]
    );
}

fn is_allowed(file: &str, sentence: &str) -> bool {
    NO_WORDING
        .iter()
        .any(|(place, words)| *place == file && sentence.contains(words))
}

/// Collects the literals that hold a sentence, but for those of tests and of authors.
fn sentences_of(tokens: TokenStream, into: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let (next, attribute) = attribute(&tokens, at);
                at = if attribute.starts_with("cfg(") && attribute.contains("test") {
                    after_item(&tokens, next)
                } else {
                    next
                };
                continue;
            }
            TokenTree::Ident(name) if FOR_AUTHORS.contains(&name.to_string().as_str()) => {
                at += 1;
                at += usize::from(is_punct(tokens.get(at), '!'));
                at += usize::from(matches!(tokens.get(at), Some(TokenTree::Group(_))));
                continue;
            }
            TokenTree::Group(group) => sentences_of(group.stream(), into),
            TokenTree::Literal(literal) => {
                let literal = literal.to_string();
                if is_sentence(&literal) {
                    into.push(literal);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// The place behind an attribute that begins here, and what it says.
fn attribute(tokens: &[TokenTree], at: usize) -> (usize, String) {
    let bracket = at + 1 + usize::from(is_punct(tokens.get(at + 1), '!'));
    match tokens.get(bracket) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            (bracket + 1, unspaced(group))
        }
        _ => (at + 1, String::new()),
    }
}

fn unspaced(group: &Group) -> String {
    group.stream().to_string().replace(' ', "")
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

/// The place behind the item that begins here.
fn after_item(tokens: &[TokenTree], at: usize) -> usize {
    let is_end = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        token => is_punct(Some(token), ';'),
    };
    let length = tokens[at..].iter().position(is_end);
    length.map_or(tokens.len(), |length| at + length + 1)
}

/// Whether a literal holds two words beside one another, or Chinese.
fn is_sentence(literal: &str) -> bool {
    if !literal.starts_with(['"', 'r']) {
        return false;
    }
    let is_chinese = literal.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let is_word = |word: &str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
    let words: Vec<&str> = literal
        .trim_start_matches(['r', '#'])
        .split(' ')
        .map(|word| word.trim_matches(['"', '#', ',', '.', ':', ';', '\\', 'n']))
        .collect();
    is_chinese || words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

/// An allowance that nothing needs any more goes.
#[test]
fn what_is_allowed_is_there() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/src");
    for (file, words) in NO_WORDING {
        let text = fs::read_to_string(source.join(file)).unwrap();
        assert!(text.contains(words), "{file} does not say {words:?} any more");
    }
    for (place, why) in ELSEWHERE {
        assert!(source.join(place).exists() && !why.is_empty(), "{place}");
    }
}
