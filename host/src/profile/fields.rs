//! A profile's fields as arguments: where a secret may come from, and what a manifest demands of a value.

use std::io::{IsTerminal, Read};

use regex_lite::Regex;
use yun_plugin_api::{
    Fields, Secret,
    manifest::{CredentialManifest, Field, FieldType},
};
use zeroize::Zeroizing;

use crate::{
    environment::Environment,
    error::Error,
    text::{Message, Several, message},
};

/// The longest secret that is read, in bytes.
const LARGEST_SECRET: u64 = 64 * 1024;

/// Where standard input is named as a secret's source.
pub const STANDARD_INPUT: &str = "-";

/// Reads a secret from where `source` says: `env:NAME`, `file:PATH` or `-` for standard input.
///
/// One line ending at the end is dropped: files and pipes tend to have one.
///
/// # Errors
/// When the source has nothing, or when it is none: a secret itself, which is not repeated in the error; or when it is
/// standard input and that is a terminal, which would show what is typed.
pub fn read_secret(flag: &str, source: &str, environment: &Environment) -> Result<Secret, Error> {
    let text = if let Some(name) = source.strip_prefix("env:") {
        from_variable(flag, name, environment)?
    } else if let Some(path) = source.strip_prefix("file:") {
        from_file(flag, path)?
    } else if source == STANDARD_INPUT {
        from_standard_input(flag)?
    } else {
        return Err(
            Error::invalid_input("secret_literal", message!("error-secret-literal", flag = flag))
                .hint(message!("hint-secret-literal", flag = flag)),
        );
    };
    let trimmed = text.strip_suffix('\n').unwrap_or(&text);
    let trimmed = trimmed.strip_suffix('\r').unwrap_or(trimmed);
    if trimmed.is_empty() {
        return Err(Error::invalid_input(
            "secret_empty",
            message!("error-secret-empty", flag = flag),
        ));
    }
    Ok(Secret::new(trimmed.to_owned()))
}

fn from_variable(flag: &str, name: &str, environment: &Environment) -> Result<Zeroizing<String>, Error> {
    let text = environment
        .variable(name)
        .map(|text| Zeroizing::new(text.to_owned()));
    text.ok_or_else(|| {
        Error::invalid_input(
            "secret_unset",
            message!(
                "error-secret-variable",
                flag = flag,
                name = shown(name, looks_like_variable(name))
            ),
        )
        .hint(message!("hint-secret-variable", flag = flag))
    })
}

fn from_file(flag: &str, path: &str) -> Result<Zeroizing<String>, Error> {
    let failed = |error: std::io::Error| {
        Error::invalid_input(
            "secret_unreadable",
            message!(
                "error-secret-file",
                flag = flag,
                path = shown(path, looks_like_path(path)),
                reason = error.to_string()
            ),
        )
        .source(error)
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    read_limited(file).map_err(failed)?.ok_or_else(|| too_long(flag))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where standard input is read"
)]
fn from_standard_input(flag: &str) -> Result<Zeroizing<String>, Error> {
    let stdin = std::io::stdin().lock();
    if stdin.is_terminal() {
        let message = message!("error-secret-echoed", flag = flag);
        return Err(
            Error::invalid_input("secret_echoed", message).hint(message!("hint-secret-echoed", flag = flag))
        );
    }
    let read = read_limited(stdin).map_err(|error| {
        Error::invalid_input(
            "secret_unreadable",
            message!("error-secret-stdin", flag = flag, reason = error.to_string()),
        )
        .source(error)
    })?;
    read.ok_or_else(|| too_long(flag))
}

fn too_long(flag: &str) -> Error {
    let message = message!("error-secret-too-long", flag = flag, bytes = LARGEST_SECRET);
    Error::invalid_input("secret_too_long", message)
}

/// A name, if it is one beyond doubt: who writes `env:$SECRET` gives the secret where its name belongs.
fn shown(name: &str, beyond_doubt: bool) -> &str {
    if beyond_doubt { name } else { "***" }
}

fn looks_like_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn looks_like_path(path: &str) -> bool {
    ["/", "./", "../", "~/"]
        .iter()
        .any(|start| path.starts_with(start))
}

/// All that the source has; nothing if that is longer than any secret.
fn read_limited(source: impl Read) -> std::io::Result<Option<Zeroizing<String>>> {
    // As large as it can become at once: a buffer that grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(LARGEST_SECRET as usize + 1));
    source.take(LARGEST_SECRET + 1).read_to_string(&mut text)?;
    Ok((text.len() as u64 <= LARGEST_SECRET).then_some(text))
}

/// The flag of a field: its key with `-` for `_`.
pub fn flag(key: &str) -> String {
    key.replace('_', "-")
}

/// The fields, with the manifest's default for each that was not given.
pub fn with_defaults(mode: &CredentialManifest, mut fields: Fields) -> Fields {
    for field in &mode.fields {
        if let (Some(default), None) = (&field.default, fields.text(&field.key)) {
            fields.plain.insert(field.key.clone(), default.clone());
        }
    }
    fields
}

/// The fields that the mode declares, with its defaults; what else is kept with the profile is left out.
pub fn of_mode(mode: &CredentialManifest, mut fields: Fields) -> Fields {
    fields
        .secret
        .retain(|key, _| mode.fields.iter().any(|field| &field.key == key));
    with_defaults(mode, fields)
}

/// The mode with those of its fields alone whose type is one of these.
pub fn part(mode: &CredentialManifest, is_one: impl Fn(FieldType) -> bool) -> CredentialManifest {
    let mut part = mode.clone();
    part.fields.retain(|field| is_one(field.field_type));
    part
}

/// Holds fields against the mode's manifest: required ones are there, choices and patterns fit.
///
/// # Errors
/// The first field that breaks a rule; a secret's value is not repeated.
pub fn check(mode: &CredentialManifest, fields: &Fields) -> Result<(), Error> {
    check_given(mode, fields)?;
    match missing(mode, fields) {
        Some(field) => Err(missing_error(&mode.mode, &field.key)),
        None => Ok(()),
    }
}

/// Holds those fields that are there against the mode's manifest.
///
/// # Errors
/// The first field that breaks a rule; a secret's value is not repeated.
pub fn check_given(mode: &CredentialManifest, fields: &Fields) -> Result<(), Error> {
    mode.fields
        .iter()
        .filter_map(|field| Some((field, value_of(field, fields)?)))
        .try_for_each(|(field, value)| check_value(field, value))
}

/// The first of those fields that are there whose value does not fit, and why.
pub fn first_misfit<'a>(mode: &'a CredentialManifest, fields: &Fields) -> Option<(&'a Field, Message)> {
    let mut fields = mode.fields.iter().filter_map(|field| {
        let reason = misfit(field, value_of(field, fields)?)?;
        Some((field, reason))
    });
    fields.next()
}

/// The first field that the mode needs and that is not there.
pub fn missing<'a>(mode: &'a CredentialManifest, fields: &Fields) -> Option<&'a Field> {
    let is_there = |key: &str| {
        let mut declared = mode.fields.iter().filter(|field| field.key == key);
        declared.any(|field| value_of(field, fields).is_some())
    };
    let mut demanding = mode.fields.iter().filter(|field| field.default.is_none());
    demanding.find(|field| is_lacking(field, is_there))
}

/// Whether a field must be given and is not; `is_there` says which ones are.
pub fn is_lacking(field: &Field, is_there: impl Fn(&str) -> bool) -> bool {
    let other = field.required_unless.as_deref();
    !is_there(&field.key) && (field.required || other.is_some_and(|other| !is_there(other)))
}

/// Whether a field has a value.
pub fn is_given(key: &str, fields: &Fields) -> bool {
    fields.text(key).is_some() || fields.secret(key).is_some()
}

fn value_of<'a>(field: &Field, fields: &'a Fields) -> Option<&'a str> {
    match field.field_type {
        FieldType::Secret => fields.secret(&field.key).map(Secret::expose),
        _ => fields.text(&field.key),
    }
}

fn missing_error(mode: &str, key: &str) -> Error {
    Error::invalid_input(
        "argument_missing",
        message!("error-field-missing", mode = mode, flag = flag(key)),
    )
    .hint(message!("hint-field-missing", flag = flag(key)))
}

fn check_value(field: &Field, value: &str) -> Result<(), Error> {
    let Some(reason) = misfit(field, value) else {
        return Ok(());
    };
    let error = Error::invalid_input(
        "field_invalid",
        message!("error-field-invalid", flag = flag(&field.key)),
    );
    if value.trim() != value {
        return Err(error.hint(message!("hint-field-space")));
    }
    // That it does not match is what the error says already.
    let error = match field.field_type {
        FieldType::Text | FieldType::Secret => error,
        _ => error.reason(reason),
    };
    let hint = (!field.choices.is_empty()).then(|| {
        let choices: Vec<_> = field.choices.iter().map(|choice| choice.value.as_str()).collect();
        message!("hint-choices", choices = Several(&choices))
    });
    Err(error.maybe_hint(hint))
}

/// Why a value does not fit its field, if it does not. The value is not repeated: it might be a secret.
pub fn misfit(field: &Field, value: &str) -> Option<Message> {
    let reason = match field.field_type {
        FieldType::Choice if !field.choices.iter().any(|choice| choice.value == value) => {
            message!("value-no-choice")
        }
        FieldType::Number if value.parse::<i64>().is_err() => message!("value-no-number"),
        FieldType::Bool if !matches!(value, "true" | "false") => message!("value-no-bool"),
        FieldType::Url if url::Url::parse(value).is_err() => message!("value-no-url"),
        _ => {
            // A pattern that is no regular expression was refused with its manifest.
            let pattern = field.pattern.as_ref().and_then(|pattern| whole(pattern).ok())?;
            return (!pattern.is_match(value)).then(|| message!("value-no-match"));
        }
    };
    Some(reason)
}

/// The regular expression that matches a whole value.
///
/// # Errors
/// When the pattern is no regular expression.
pub fn whole(pattern: &str) -> Result<Regex, regex_lite::Error> {
    Regex::new(&format!("^(?:{pattern})$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_comes_from_a_variable_or_a_file_without_its_line_ending() {
        let environment = Environment::of_variables([("S", "from env")]);
        let secret = read_secret("x", "env:S", &environment).expect("is set");
        assert_eq!(secret.expose(), "from env");
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "from file \r\n").expect("writes");
        let source = format!("file:{}", file.path().display());
        assert_eq!(
            read_secret("x", &source, &environment)
                .expect("is there")
                .expose(),
            "from file "
        );
        assert_eq!(
            read_secret("x", "env:T", &environment).expect_err("unset").code(),
            "secret_unset"
        );
        assert_eq!(
            read_secret("x", "file:/nowhere", &environment)
                .expect_err("no file")
                .code(),
            "secret_unreadable"
        );
    }

    #[test]
    fn what_is_longer_than_any_secret_is_refused_in_both_languages() {
        use crate::text::Language;
        let file = tempfile::NamedTempFile::new().expect("a file");
        let source = format!("file:{}", file.path().display());
        let read = || read_secret("x", &source, &Environment::default());
        std::fs::write(file.path(), "s".repeat(LARGEST_SECRET as usize)).expect("writes");
        assert_eq!(read().expect("fits").expose().len() as u64, LARGEST_SECRET);
        std::fs::write(file.path(), "s".repeat(LARGEST_SECRET as usize + 1)).expect("writes");
        let error = read().expect_err("too long");
        assert_eq!(error.code(), "secret_too_long");
        assert!(
            error.to_text(Language::English).contains("65536 bytes"),
            "{error}"
        );
        assert!(error.to_text(Language::Chinese).contains("65536 字节"), "{error}");
    }

    #[test]
    fn a_literal_is_refused_and_not_repeated() {
        let error =
            read_secret("access-key-secret", "s3cret", &Environment::default()).expect_err("a literal");
        assert_eq!(error.code(), "secret_literal");
        let text = error.to_text(crate::text::Language::English);
        assert!(!text.contains("s3cret") && text.contains("env:NAME"), "{text}");
    }

    #[test]
    fn what_stands_behind_env_or_file_is_not_repeated_either() {
        for source in ["env:s3cret", "file:s3cret"] {
            let error = read_secret("x", source, &Environment::default()).expect_err("no such thing");
            assert!(
                !error.to_text(crate::text::Language::English).contains("s3cret"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_pattern_matches_the_whole_value() {
        let pattern = whole("a|b").expect("a regex");
        assert!(pattern.is_match("a") && pattern.is_match("b"));
        assert!(!pattern.is_match("ab") && !pattern.is_match("xa"));
    }
}
