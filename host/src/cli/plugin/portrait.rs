//! What is told of a plugin, before it is installed and afterwards.

use yun_plugin_api::{
    Cell,
    manifest::{ColumnKind, Manifest},
};

use crate::{
    catalog::Library,
    installing::{grants::Grants, words},
    output::Column,
    runner::Confinement,
    text::{Language, Message, message, visible},
};

pub(super) type Fields = Vec<(Column, Cell)>;

/// A field of a portrait.
pub(super) fn field(
    language: Language,
    key: &str,
    title: Message,
    kind: ColumnKind,
    cell: impl Into<Cell>,
) -> (Column, Cell) {
    (Column::new(key, language.say(&title), kind), cell.into())
}

/// What its manifest says of it.
pub(super) fn of_manifest(manifest: &Manifest, library: &Library, language: Language) -> Fields {
    let text = |key: &str, title, value: &str| field(language, key, title, ColumnKind::Text, visible(value));
    let list = |key: &str, title, values: Vec<String>| field(language, key, title, ColumnKind::List, values);
    let protocol = match manifest.protocol {
        range if range.min == range.max => range.min.to_string(),
        range => format!("{}-{}", range.min, range.max),
    };
    let provides = library.provides().into_iter().map(str::to_owned).collect();
    vec![
        text("id", message!("column-id"), &manifest.id),
        text("name", message!("column-name"), language.pick(&manifest.name)),
        text(
            "description",
            message!("column-description"),
            language.pick(&manifest.description),
        ),
        text("version", message!("column-version"), &manifest.version),
        list("authors", message!("column-authors"), manifest.authors.clone()),
        text("license", message!("column-license"), &manifest.license),
        list("provides", message!("column-provides"), provides),
        text("protocol", message!("column-protocol"), &protocol),
        list(
            "asks_for",
            message!("column-asks-for"),
            words::of_manifest(manifest, language),
        ),
    ]
}

/// What it asks for as `--grant` takes it, and what of that it has.
pub(super) fn of_grants(asked: &Grants, granted: &Grants, language: Language) -> Fields {
    let names = |grants: &Grants| Grants::default().missing_of(grants);
    let list = |key: &str, title, values: Vec<String>| field(language, key, title, ColumnKind::List, values);
    vec![
        list("capabilities", message!("column-capabilities"), names(asked)),
        list("granted", message!("column-granted"), names(granted)),
        list(
            "not_granted",
            message!("column-not-granted"),
            granted.missing_of(asked),
        ),
    ]
}

/// What its child is confined to.
pub(super) fn of_confinement(confinement: Confinement, language: Language) -> Fields {
    let text =
        |key: &str, title, value: &str| field(language, key, title, ColumnKind::Text, value.to_owned());
    let line = language.say(&confinement.line());
    vec![text("confinement", message!("column-confinement"), &line)]
}
