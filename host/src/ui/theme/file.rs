//! Themes as files: TOML in which each role has a colour, or a table of what it looks like.

use std::{ops::Range, path::Path};

use toml_edit::{Document, Item, TableLike, Value};

use super::{Colour, Ink, NAMES, Role, Theme, colour::ANSI};
use crate::{
    error::Error,
    suggest,
    text::{Message, Several, message},
};

/// The key of the theme that a file builds on.
const BASE: &str = "base";
/// What the table of a role may have.
const LOOKS: [&str; 6] = ["color", "background", "bold", "dim", "underline", "reverse"];

/// Reads a theme. What the text does not say, `base` says where the text names none.
///
/// # Errors
/// The first thing that is wrong, with its line and what is allowed there.
pub(super) fn parse(text: &str, path: &Path, base: Theme) -> Result<Theme, Error> {
    let file = File { text, path };
    let document = Document::parse(text).map_err(|error| {
        let reason = error.message().to_owned();
        let (path, line) = (path, file.line(error.span()));
        let message = message!("error-theme-toml", path = path, line = line, reason = reason);
        Error::invalid_input("theme_invalid", message)
    })?;
    let table = document.as_table();
    let mut theme = match table.get(BASE) {
        None => base,
        Some(item) => file.base(item)?,
    };
    for (name, item) in table.iter().filter(|(name, _)| *name != BASE) {
        let span = || table.key(name).and_then(toml_edit::Key::span);
        let role = Role::named(name).ok_or_else(|| file.unknown_role(name, span()))?;
        let ink = file.ink(name, item, span())?;
        theme.inks[role as usize] = ink;
    }
    Ok(theme)
}

/// A file that is read.
struct File<'a> {
    text: &'a str,
    path: &'a Path,
}

impl File<'_> {
    fn base(&self, item: &Item) -> Result<Theme, Error> {
        item.as_str().and_then(Theme::named).ok_or_else(|| {
            let value = self.written(item.span());
            let message = message!(
                "error-theme-base",
                path = self.path,
                line = self.line(item.span()),
                value = value
            );
            invalid(message).hint(message!("hint-choices", choices = Several(&NAMES)))
        })
    }

    fn ink(&self, role: &str, item: &Item, named: Option<Range<usize>>) -> Result<Ink, Error> {
        if let Some(value) = item.as_value().filter(|value| !value.is_inline_table()) {
            let color = Some(self.colour(value)?);
            return Ok(Ink {
                color,
                ..Ink::default()
            });
        }
        let Some(table) = item.as_table_like() else {
            let message = message!(
                "error-theme-role",
                path = self.path,
                line = self.line(named),
                role = role
            );
            return Err(invalid(message).hint(message!("hint-theme-look", looks = Several(&LOOKS))));
        };
        self.look(role, table)
    }

    fn look(&self, role: &str, table: &dyn TableLike) -> Result<Ink, Error> {
        let mut ink = Ink::default();
        for (key, item) in table.iter() {
            let span = table.key(key).and_then(toml_edit::Key::span);
            let Some(value) = item.as_value() else {
                return Err(self.unknown_look(role, key, span));
            };
            match key {
                "color" => ink.color = Some(self.colour(value)?),
                "background" => ink.background = Some(self.colour(value)?),
                "bold" => ink.bold = self.yes(key, value)?,
                "dim" => ink.dim = self.yes(key, value)?,
                "underline" => ink.underline = self.yes(key, value)?,
                "reverse" => ink.reverse = self.yes(key, value)?,
                _ => return Err(self.unknown_look(role, key, span)),
            }
        }
        Ok(ink)
    }

    fn colour(&self, value: &Value) -> Result<Colour, Error> {
        let numbered = || u8::try_from(value.as_integer()?).ok().map(Colour::numbered);
        let colour = value.as_str().and_then(Colour::parse).or_else(numbered);
        colour.ok_or_else(|| {
            let written = self.written(value.span());
            let line = self.line(value.span());
            let message = message!(
                "error-theme-colour",
                path = self.path,
                line = line,
                value = written
            );
            invalid(message).hint(message!("hint-theme-colour", names = Several(&ANSI)))
        })
    }

    fn yes(&self, key: &str, value: &Value) -> Result<bool, Error> {
        value.as_bool().ok_or_else(|| {
            let message = message!(
                "error-theme-yes",
                path = self.path,
                line = self.line(value.span()),
                key = key
            );
            invalid(message)
        })
    }

    fn unknown_role(&self, name: &str, span: Option<Range<usize>>) -> Error {
        let names = || Role::ALL.iter().map(|(name, _)| *name).chain([BASE]);
        let hint = suggest::hint(name, names(), || {
            message!("hint-theme-roles", names = Several(&names().collect::<Vec<_>>()))
        });
        let message = message!(
            "error-theme-unknown",
            path = self.path,
            line = self.line(span),
            name = name
        );
        invalid(message).hint(hint)
    }

    fn unknown_look(&self, role: &str, key: &str, span: Option<Range<usize>>) -> Error {
        let line = self.line(span);
        let message = message!(
            "error-theme-look",
            path = self.path,
            line = line,
            role = role,
            key = key
        );
        invalid(message).hint(message!("hint-theme-look", looks = Several(&LOOKS)))
    }

    /// The line in which something begins, from 1.
    fn line(&self, span: Option<Range<usize>>) -> usize {
        let before = span.and_then(|span| self.text.get(..span.start));
        before.unwrap_or_default().matches('\n').count() + 1
    }

    fn written(&self, span: Option<Range<usize>>) -> &str {
        span.and_then(|span| self.text.get(span))
            .unwrap_or_default()
            .trim()
    }
}

fn invalid(message: Message) -> Error {
    Error::invalid_input("theme_invalid", message)
}
