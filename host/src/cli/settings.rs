//! `settings list`, `get`, `set` and `unset`.

use clap::ArgMatches;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{Command, grammar::Grammar};
use crate::{
    catalog::Catalog,
    error::{Error, exit},
    output::{self, Column, Format, Object, Sheet},
    profile::{config::Config, moving::Moved},
    settings::{SETTINGS, Setting, unknown},
    text::{Language, Several, message},
};

/// The keys of the columns of `settings list`.
pub(super) const COLUMNS: [&str; 5] = ["key", "value", "default", "source", "help"];

pub(super) fn grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    let key = || grammar.positional("KEY", message!("help-value-key"), message!("help-setting-key"));
    let value = grammar.positional(
        "VALUE",
        message!("help-value-value"),
        message!("help-setting-value"),
    );
    let set = grammar.command("set", message!("help-settings-set"));
    grammar
        .command("settings", message!("help-settings"))
        .subcommand_required(true)
        .subcommand(grammar.command("list", message!("help-settings-list")))
        .subcommand(grammar.command("get", message!("help-settings-get")).arg(key()))
        .subcommand(set.arg(key()).arg(value))
        .subcommand(
            grammar
                .command("unset", message!("help-settings-unset"))
                .arg(key()),
        )
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let text = |matches: &ArgMatches, id| matches.get_one::<String>(id).cloned().unwrap_or_default();
    match matches.subcommand() {
        Some(("list", _)) => list(&command),
        Some(("get", matches)) => show(&command, &text(matches, "KEY")),
        Some(("set", matches)) => set(&command, &text(matches, "KEY"), &text(matches, "VALUE")),
        Some(("unset", matches)) => unset(&command, &text(matches, "KEY")),
        _ => Err(Error::invalid_input(
            "arguments_invalid",
            message!("error-arguments"),
        )),
    }
}

fn columns(language: Language) -> Vec<Column> {
    let titles = [
        message!("column-key"),
        message!("column-value"),
        message!("column-default"),
        message!("column-source"),
        message!("column-help"),
    ];
    let column = |(key, title): (&str, _)| Column {
        wide: key == "help",
        ..Column::new(key, language.say(&title), ColumnKind::Text)
    };
    COLUMNS.into_iter().zip(titles).map(column).collect()
}

fn list(command: &Command) -> Result<u8, Error> {
    let config = command.config()?;
    if let Some(misplaced) = config.settings_misplaced() {
        return Err(misplaced);
    }
    let language = command.globals.language;
    let columns = columns(language);
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    let foreign = foreign(&config);
    let known = SETTINGS
        .iter()
        .map(|setting| known_row(setting, &config, language));
    let rows = known
        .chain(foreign.iter().map(|key| foreign_row(key, &config, language)))
        .collect();
    command.globals.print_sheet(&Sheet::new(columns, rows))?;
    if !foreign.is_empty() {
        let message = message!("note-settings-foreign", keys = Several(&foreign));
        command.globals.notice(&message);
    }
    Ok(exit::DONE)
}

/// The keys in the file that this version does not know.
fn foreign(config: &Config) -> Vec<String> {
    let keys = config.settings().into_iter().map(|(key, _)| key.to_owned());
    keys.filter(|key| SETTINGS.iter().all(|setting| setting.key() != *key))
        .collect()
}

fn known_row(setting: &Setting, config: &Config, language: Language) -> Vec<Cell> {
    let stored = stored(config, &setting.key());
    let source = if stored.is_some() { "config" } else { "default" };
    vec![
        setting.name.into(),
        setting.shown(stored.as_deref().unwrap_or(setting.default)).into(),
        setting.default.into(),
        source.into(),
        language.say(&setting.help()).into(),
    ]
}

fn foreign_row(key: &str, config: &Config, language: Language) -> Vec<Cell> {
    vec![
        key.into(),
        stored(config, key).into(),
        Cell::Empty,
        "config".into(),
        language.say(&message!("setting-foreign")).into(),
    ]
}

/// What stands in the file, whatever it is.
fn stored(config: &Config, key: &str) -> Option<String> {
    let found = config.settings().into_iter().find(|(known, _)| *known == key);
    found.map(|(_, value)| value)
}

fn show(command: &Command, name: &str) -> Result<u8, Error> {
    let config = command.config()?;
    let language = command.globals.language;
    let row = match Setting::named(name) {
        Some(setting) => known_row(setting, &config, language),
        None if config.has_setting(name) => foreign_row(name, &config, language),
        None => return Err(unknown(name)),
    };
    let globals = &command.globals;
    if let (Format::Table | Format::Wide, None, None, Cell::Text(value)) =
        (globals.format, &globals.columns, &globals.query, &row[1])
    {
        output::print(&format!("{}\n", crate::text::visible(value)))?;
        return Ok(exit::DONE);
    }
    let fields = columns(language).into_iter().zip(row).collect();
    command.globals.print_object(&Object { fields, raw: None })?;
    Ok(exit::DONE)
}

fn set(command: &Command, name: &str, value: &str) -> Result<u8, Error> {
    let setting = Setting::named(name).ok_or_else(|| unknown(name))?;
    let moved = setting.set(&command.environment, command.globals.unlocking(), value)?;
    let shown = setting.shown(value);
    let message = message!("note-setting-set", name = setting.name, value = shown);
    command.globals.note(&message);
    Ok(moved.map_or(exit::DONE, |moved| tell(command, &moved)))
}

/// Says which secrets were moved, and which were not: that is a part that failed.
fn tell(command: &Command, moved: &Moved) -> u8 {
    if !moved.profiles.is_empty() {
        let profiles = Several(&moved.profiles);
        let message = message!("note-secrets-moved", place = moved.place.word(), names = profiles);
        command.globals.note(&message);
    }
    let reporter = command.globals.reporter();
    for error in &moved.left {
        reporter.report(error);
    }
    match moved.left.is_empty() {
        true => exit::DONE,
        false => exit::PARTIAL,
    }
}

/// Takes a setting out of the file; one that only another version knows, too.
fn unset(command: &Command, name: &str) -> Result<u8, Error> {
    let setting = Setting::named(name);
    let key = setting.map_or_else(|| name.to_owned(), Setting::key);
    let is_set = command.config()?.has_setting(&key);
    if setting.is_none() && !is_set {
        return Err(unknown(name));
    }
    let moved = match (is_set, setting) {
        (true, Some(setting)) => setting.unset(&command.environment, command.globals.unlocking())?,
        (true, None) => {
            Config::edit(&command.environment, |config| config.unset_setting(&key))?;
            None
        }
        (false, _) => None,
    };
    command.globals.note(&match setting {
        None => message!("note-setting-removed", name = name),
        Some(setting) => message!("note-setting-unset", name = setting.name, value = setting.default),
    });
    Ok(moved.map_or(exit::DONE, |moved| tell(command, &moved)))
}
