//! The grammar of the command line: the host's own nouns and flags, and those that manifests bring.

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use yun_plugin_api::manifest::{Field, FieldType};

use super::{
    account, api, completion, doctor, find, globals, login, man, plugin, profile, resource, settings, ui,
};
use crate::{
    catalog::Catalog,
    error::Error,
    profile::fields,
    text::{Language, Message, message},
};

/// A noun of the host's own: what it looks like, and what carries it out.
pub(super) struct Noun {
    pub(super) name: &'static str,
    grammar: fn(&Grammar, &Catalog) -> Command,
    pub(super) run: fn(super::Command, &ArgMatches) -> Result<u8, Error>,
}

/// The host's own nouns, in the order of the help. Every other noun is a resource type of some manifest.
pub(super) const NOUNS: &[Noun] = &[
    Noun {
        name: "ui",
        grammar: ui::grammar,
        run: ui::run,
    },
    Noun {
        name: "profile",
        grammar: profile::grammar,
        run: profile::run,
    },
    Noun {
        name: "login",
        grammar: login::login_grammar,
        run: login::login,
    },
    Noun {
        name: "logout",
        grammar: login::logout_grammar,
        run: login::logout,
    },
    Noun {
        name: "whoami",
        grammar: account::whoami_grammar,
        run: account::whoami,
    },
    Noun {
        name: "run",
        grammar: profile::export::run_grammar,
        run: profile::export::run,
    },
    Noun {
        name: "regions",
        grammar: account::regions_grammar,
        run: account::regions,
    },
    Noun {
        name: "resource-groups",
        grammar: account::resource_groups_grammar,
        run: account::resource_groups,
    },
    Noun {
        name: "find",
        grammar: find::grammar,
        run: find::run,
    },
    Noun {
        name: "api",
        grammar: api::grammar,
        run: api::run,
    },
    Noun {
        name: "plugin",
        grammar: plugin::grammar,
        run: plugin::run,
    },
    Noun {
        name: "settings",
        grammar: settings::grammar,
        run: settings::run,
    },
    Noun {
        name: "doctor",
        grammar: doctor::grammar,
        run: doctor::run,
    },
    Noun {
        name: "completion",
        grammar: completion::grammar,
        run: completion::run,
    },
    Noun {
        name: "man",
        grammar: man::grammar,
        run: man::run,
    },
];

/// Builds the grammar, its help in `language`.
pub(super) fn build(catalog: &Catalog, language: Language) -> Command {
    let grammar = Grammar { language };
    let root = grammar
        .command("yun", message!("help-yun"))
        .version(env!("CARGO_PKG_VERSION"))
        .subcommands(NOUNS.iter().map(|noun| (noun.grammar)(&grammar, catalog)))
        .args(globals::grammar(&grammar));
    root.subcommands(
        catalog
            .resources()
            .map(|served| resource::grammar(&grammar, served.provided)),
    )
}

/// The words that commands and options are made of, in one language.
pub(super) struct Grammar {
    pub(super) language: Language,
}

impl Grammar {
    pub(super) fn say(&self, message: Message) -> String {
        self.language.say(&message)
    }

    /// A command that is described by a message.
    pub(super) fn command(&self, name: &str, about: Message) -> Command {
        self.bare(name, self.say(about))
    }

    /// A command that is described by any text.
    pub(super) fn bare(&self, name: &str, about: String) -> Command {
        let template = format!(
            "{{about}}\n\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
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
            .term_width(0)
    }

    /// An option of a command; what it takes is still to be said.
    pub(super) fn arg(&self, name: &str, help: Message) -> Arg {
        Arg::new(name.to_owned())
            .long(name.to_owned())
            .help(self.say(help))
            .help_heading(self.say(message!("help-options")))
    }

    /// An option that takes no value.
    pub(super) fn flag(&self, name: &str, help: Message) -> Arg {
        self.arg(name, help).action(ArgAction::SetTrue)
    }

    /// An option that takes a value.
    pub(super) fn value(&self, name: &str, help: Message, value: Message) -> Arg {
        self.arg(name, help).value_name(self.say(value))
    }

    /// `--sort`, for commands that answer with rows.
    pub(super) fn sort(&self) -> Arg {
        self.value("sort", message!("help-option-sort"), message!("help-value-keys"))
            .action(ArgAction::Append)
            .allow_hyphen_values(true)
    }

    /// An argument without a name, which must be there.
    pub(super) fn positional(&self, name: &str, value: Message, help: Message) -> Arg {
        Arg::new(name.to_owned())
            .required(true)
            .value_name(self.say(value))
            .help(self.say(help))
            .help_heading(self.say(message!("help-arguments")))
    }

    /// A field's flag. Values are never checked here: an error of the parser would repeat them.
    pub(super) fn field(&self, field: &Field) -> Arg {
        let (help, value) = match field.field_type {
            FieldType::Secret => {
                let help = self.language.pick(&field.help);
                (
                    format!("{help} ({})", self.say(message!("help-secret-source"))),
                    "env:NAME|file:PATH|-".to_owned(),
                )
            }
            FieldType::Choice if !field.choices.is_empty() => {
                let values = field.choices.iter().map(|choice| choice.value.as_str());
                (
                    self.language.pick(&field.help).to_owned(),
                    values.collect::<Vec<&str>>().join("|"),
                )
            }
            _ => (
                self.language.pick(&field.help).to_owned(),
                self.say(message!("help-value-value")),
            ),
        };
        let flag = fields::flag(&field.key);
        let arg = Arg::new(flag.clone())
            .long(flag)
            .help(help)
            .help_heading(self.say(message!("help-fields")));
        match field.field_type {
            FieldType::Bool => arg.action(ArgAction::SetTrue),
            _ => arg.value_name(value).value_hint(ValueHint::Other),
        }
    }
}

#[cfg(test)]
mod tests {
    use yun_plugin_api::manifest::{RESERVED_FLAGS, RESERVED_TYPES, RESERVED_VERBS};

    use super::*;

    /// A manifest whose resource type has everything that makes flags.
    const RESOURCE: &str = r#"{
        "schema": 1,
        "id": "things",
        "name": { "en": "Things", "zh": "物品" },
        "description": { "en": "Lists and shows things.", "zh": "列出和查看物品。" },
        "version": "0.1.0",
        "authors": ["The yun authors"],
        "license": "Apache-2.0",
        "protocol": { "min": 1, "max": 1 },
        "capabilities": [],
        "provides": [{
            "kind": "resource",
            "type": "thing",
            "aliases": [],
            "title": { "en": "Things", "zh": "物品" },
            "help": { "en": "Things", "zh": "物品" },
            "scope": "regional",
            "resource_group": true,
            "columns": [
                { "key": "id", "title": { "en": "ID", "zh": "ID" }, "kind": "text" },
                { "key": "name", "title": { "en": "Name", "zh": "名称" }, "kind": "text" },
                { "key": "status", "title": { "en": "Status", "zh": "状态" }, "kind": "status" },
                { "key": "region", "title": { "en": "Region", "zh": "地域" }, "kind": "text" }
            ],
            "filters": [{
                "key": "name",
                "title": { "en": "Name", "zh": "名称" },
                "help": { "en": "A name", "zh": "名称" },
                "type": "text",
                "repeatable": true
            }],
            "actions": [{
                "name": "stop",
                "title": { "en": "Stop", "zh": "停止" },
                "help": { "en": "Stops things", "zh": "停止物品" },
                "risk": "write",
                "batch": 1,
                "calls": []
            }],
            "lacks": [{ "name": "release", "because": { "en": "there is no way", "zh": "没有办法" } }]
        }]
    }"#;

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
                // No manifest brings options to `find`, and types of instances are what ECS filters by; nor to `plugin`.
                let is_alone = matches!(
                    (name, flag.get_id().as_str()),
                    ("find", "type") | ("plugin", "path" | "index" | "name" | "remove")
                );
                if let Some(flag) = flag.get_long().filter(|_| !is_alone) {
                    assert!(RESERVED_FLAGS.contains(&flag), "--{flag} is a flag of the host");
                }
            }
        }
        let manifest = yun_plugin_api::manifest::Manifest::parse(RESOURCE.as_bytes()).expect("valid");
        let resource = manifest.resources().next().expect("one type");
        let grammar = Grammar {
            language: Language::Chinese,
        };
        for command in resource::grammar(&grammar, resource).get_subcommands() {
            let is_manifests = ["stop", "release"].contains(&command.get_name());
            assert!(is_manifests || RESERVED_VERBS.contains(&command.get_name()));
            // What an API lacks takes the flags that others would have.
            let visible = command.get_arguments().filter(|flag| !flag.is_hide_set());
            for flag in visible.filter_map(Arg::get_long) {
                assert!(RESERVED_FLAGS.contains(&flag), "--{flag} is a flag of the host");
            }
        }
    }
}
