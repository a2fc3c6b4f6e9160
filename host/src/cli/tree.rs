//! The grammar of the command line: the host's own nouns and flags, and those that manifests bring.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, Command, ValueHint, builder::PossibleValuesParser};
use yun_plugin_api::manifest::{Field, FieldType, ResourceManifest};

use crate::{
    catalog::Catalog,
    output::Format,
    profile::fields,
    runner::RunnerKind,
    text::{Language, Message, message},
};

/// Builds the grammar, its help in `language`.
pub(super) fn build(catalog: &Catalog, language: Language) -> Command {
    let tree = Tree { language };
    let mut root = tree
        .command("yun", message!("help-yun"))
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand(tree.profile(catalog))
        .subcommand(tree.command("whoami", message!("help-whoami")))
        .subcommand(
            tree.command("plugin", message!("help-plugin"))
                .subcommand_required(true)
                .subcommand(tree.command("list", message!("help-plugin-list"))),
        );
    for arg in tree.globals() {
        root = root.arg(arg);
    }
    for served in catalog.resources() {
        root = root.subcommand(tree.resource(served.provided));
    }
    root
}

struct Tree {
    language: Language,
}

impl Tree {
    fn say(&self, message: Message) -> String {
        self.language.say(&message)
    }

    fn command(&self, name: &str, about: Message) -> Command {
        self.bare(name, self.say(about))
    }

    fn bare(&self, name: &str, about: String) -> Command {
        let template = format!(
            "{{about}}\n\n{} {{usage}}\n\n{{all-args}}",
            self.say(message!("help-usage"))
        );
        Command::new(name.to_owned())
            .about(about)
            .disable_help_subcommand(true)
            .disable_help_flag(true)
            .disable_version_flag(true)
            .subcommand_help_heading(self.say(message!("help-commands")))
            .subcommand_value_name(self.say(message!("help-command")))
            .help_template(template)
            .hide_possible_values(true)
            .max_term_width(100)
    }

    fn arg(&self, name: &str, help: Message) -> Arg {
        Arg::new(name.to_owned())
            .long(name.to_owned())
            .help(self.say(help))
            .help_heading(self.say(message!("help-options")))
    }

    fn positional(&self, name: &str, value: Message, help: Message) -> Arg {
        Arg::new(name.to_owned())
            .required(true)
            .value_name(self.say(value))
            .help(self.say(help))
            .help_heading(self.say(message!("help-arguments")))
    }

    fn globals(&self) -> Vec<Arg> {
        let heading = self.say(message!("help-global-options"));
        let flag = |name, help| self.arg(name, help).action(ArgAction::SetTrue);
        let value = |name, help, value: Message| self.arg(name, help).value_name(self.say(value));
        let globals = vec![
            value(
                "profile",
                message!("help-option-profile"),
                message!("help-value-name"),
            )
            .short('p')
            .action(ArgAction::Append),
            flag("all-profiles", message!("help-option-all-profiles")).conflicts_with("profile"),
            value(
                "region",
                message!("help-option-region"),
                message!("help-value-region"),
            )
            .short('r')
            .action(ArgAction::Append),
            value(
                "resource-group",
                message!("help-option-resource-group"),
                message!("help-value-id"),
            ),
            value(
                "output",
                message!("help-option-output"),
                message!("help-value-format"),
            )
            .short('o')
            .value_parser(PossibleValuesParser::new(Format::WORDS)),
            value(
                "columns",
                message!("help-option-columns"),
                message!("help-value-keys"),
            )
            .action(ArgAction::Append),
            value(
                "lang",
                message!("help-option-lang"),
                message!("help-value-language"),
            )
            .value_parser(PossibleValuesParser::new(["en", "zh"])),
            flag("no-input", message!("help-option-no-input")),
            value(
                "timeout",
                message!("help-option-timeout"),
                message!("help-value-seconds"),
            ),
            value(
                "concurrency",
                message!("help-option-concurrency"),
                message!("help-value-number"),
            ),
            value(
                "runner",
                message!("help-option-runner"),
                message!("help-value-runner"),
            )
            .value_parser(PossibleValuesParser::new(RunnerKind::WORDS)),
            flag("verbose", message!("help-option-verbose"))
                .short('v')
                .action(ArgAction::Count),
            flag("quiet", message!("help-option-quiet")).short('q'),
            flag("help", message!("help-option-help"))
                .short('h')
                .action(ArgAction::Help),
        ];
        let mut globals: Vec<Arg> = globals
            .into_iter()
            .map(|arg| arg.global(true).help_heading(heading.clone()))
            .collect();
        globals.push(
            flag("version", message!("help-option-version"))
                .short('V')
                .action(ArgAction::Version)
                .help_heading(heading),
        );
        globals
    }

    fn profile(&self, catalog: &Catalog) -> Command {
        let name = || self.positional("NAME", message!("help-value-name"), message!("help-profile-name"));
        let mut add = self
            .command("add", message!("help-profile-add"))
            .arg(name())
            .arg(
                self.arg("mode", message!("help-option-mode"))
                    .value_name(self.say(message!("help-value-mode"))),
            )
            .arg(
                self.arg("no-verify", message!("help-option-no-verify"))
                    .action(ArgAction::SetTrue),
            )
            .arg(
                self.arg("no-use", message!("help-option-no-use"))
                    .action(ArgAction::SetTrue),
            );
        for (_, field) in credential_fields(catalog) {
            add = add.arg(self.field(field));
        }
        self.command("profile", message!("help-profile"))
            .subcommand_required(true)
            .subcommand(add)
            .subcommand(self.command("list", message!("help-profile-list")))
            .subcommand(self.command("use", message!("help-profile-use")).arg(name()))
            .subcommand(
                self.command("remove", message!("help-profile-remove"))
                    .arg(name()),
            )
    }

    /// A field's flag. Values are never checked here: an error of the parser would repeat them.
    fn field(&self, field: &Field) -> Arg {
        let (help, value) = match field.field_type {
            FieldType::Secret => {
                let help = self.language.pick(&field.help);
                (
                    format!("{help} ({})", self.say(message!("help-secret-source"))),
                    "env:NAME|file:PATH|-".to_owned(),
                )
            }
            _ => (
                self.language.pick(&field.help).to_owned(),
                self.say(message!("help-value-value")),
            ),
        };
        let flag = fields::flag(&field.key);
        let action = match field.field_type {
            FieldType::Bool => ArgAction::SetTrue,
            _ => ArgAction::Set,
        };
        Arg::new(flag.clone())
            .action(action)
            .long(flag)
            .help(help)
            .value_name(value)
            .value_hint(ValueHint::Other)
            .help_heading(self.say(message!("help-fields")))
    }

    fn resource(&self, resource: &ResourceManifest) -> Command {
        let filters: Vec<String> = resource.filters.iter().map(|filter| filter.key.clone()).collect();
        let filter_help = match filters.is_empty() {
            true => message!("help-option-filter-none"),
            false => message!("help-option-filter", filters = filters.join(", ")),
        };
        let list = self
            .bare(
                "list",
                self.say(message!("help-list", title = self.language.pick(&resource.title))),
            )
            .arg(
                self.arg("filter", filter_help)
                    .value_name("KEY=VALUE")
                    .action(ArgAction::Append),
            )
            .arg(
                self.arg("limit", message!("help-option-limit"))
                    .value_name(self.say(message!("help-value-number"))),
            );
        let show = self
            .bare(
                "show",
                self.say(message!("help-show", title = self.language.pick(&resource.title))),
            )
            .arg(self.positional("ID", message!("help-value-id"), message!("help-show-id")));
        self.bare(
            &resource.resource_type,
            self.language.pick(&resource.help).to_owned(),
        )
        .visible_aliases(resource.aliases.clone())
        .subcommand_required(true)
        .subcommand(list)
        .subcommand(show)
    }
}

/// The fields of all credential modes by flag; modes that share a key share the flag, a secret one counting first.
fn credential_fields(catalog: &Catalog) -> BTreeMap<String, &Field> {
    let mut by_flag: BTreeMap<String, &Field> = BTreeMap::new();
    for served in catalog.credentials() {
        for field in &served.provided.fields {
            let flag = by_flag.entry(fields::flag(&field.key)).or_insert(field);
            if field.field_type == FieldType::Secret {
                *flag = field;
            }
        }
    }
    by_flag
}

#[cfg(test)]
mod tests {
    use yun_plugin_api::manifest::{RESERVED_FLAGS, RESERVED_TYPES, RESERVED_VERBS};

    use super::*;

    #[test]
    fn the_grammar_is_sound_and_every_name_in_it_is_reserved() {
        let mut tree = build(&Catalog::default(), Language::English);
        tree.build();
        tree.clone().debug_assert();
        for command in tree.get_subcommands() {
            let name = command.get_name();
            assert!(RESERVED_TYPES.contains(&name), "{name} is a noun of the host");
            for flag in command
                .get_subcommands()
                .chain([command])
                .flat_map(Command::get_arguments)
            {
                if let Some(flag) = flag.get_long() {
                    assert!(RESERVED_FLAGS.contains(&flag), "--{flag} is a flag of the host");
                }
            }
        }
        let manifest = include_bytes!("../../../plugins/ecs/manifest.json");
        let manifest = yun_plugin_api::manifest::Manifest::parse(manifest).expect("valid");
        let resource = manifest.resources().next().expect("one type");
        for command in (Tree {
            language: Language::Chinese,
        })
        .resource(resource)
        .get_subcommands()
        {
            assert!(RESERVED_VERBS.contains(&command.get_name()));
            for flag in command.get_arguments().filter_map(Arg::get_long) {
                assert!(RESERVED_FLAGS.contains(&flag), "--{flag} is a flag of the host");
            }
        }
    }
}
