//! The values that arguments may have: from the configuration and the manifests, never from the network.

use std::collections::BTreeSet;

use clap::{Arg, ValueHint};
use yun_plugin_api::manifest::{Choice, Field, FieldType, FilterManifest, RESERVED_FLAGS, ResourceManifest};

use super::{
    super::profile,
    candidate::{Candidate, Reply},
};
use crate::{
    catalog::Catalog,
    environment::Environment,
    profile::{ProfileName, fields, registry::Profiles},
    region_cache,
    settings::{SETTINGS, Setting},
    text::{Language, message},
    trust::{TrustedKey, TrustedKeys},
};

/// What is known without asking anybody.
pub(super) struct Knowledge<'a> {
    pub(super) environment: &'a Environment,
    pub(super) profiles: Option<&'a Profiles>,
    pub(super) catalog: &'a Catalog,
    pub(super) language: Language,
}

/// Whose value is wanted.
pub(super) struct Asked<'a> {
    /// The names of the commands that lead to the argument.
    pub(super) path: &'a [&'a str],
    /// The argument.
    pub(super) arg: &'a Arg,
    /// The arguments without a name before it.
    pub(super) positionals: &'a [&'a str],
    /// What of the value is typed already.
    pub(super) current: &'a str,
}

impl Knowledge<'_> {
    /// The values that an argument may have.
    pub(super) fn values(&self, asked: &Asked<'_>) -> Reply {
        let possible = asked.arg.get_possible_values();
        if !possible.is_empty() {
            let names = possible.iter().map(|value| value.get_name());
            return Reply::Words(names.map(Candidate::plain).collect());
        }
        let noun = asked.path.first().copied().unwrap_or_default();
        let verb = asked.path.last().copied().unwrap_or_default();
        match (noun, asked.arg.get_id().as_str()) {
            ("profile", "NAME") if verb == "add" => Reply::NOTHING,
            ("plugin", "NAME") => Reply::NOTHING,
            ("profile", "NAME") if verb == "import" => {
                let mut names = self.named(Profiles::importable);
                names.retain(|name| !asked.positionals.contains(&name.value.as_str()));
                Reply::Words(names)
            }
            ("profile", "NAME" | "OLD") if matches!(verb, "edit" | "rename" | "remove") => {
                Reply::Words(self.named(|profiles| profiles.config().names()))
            }
            (_, "profile" | "NAME" | "OLD") => Reply::Words(self.profiles()),
            // A profile has one region, and so has a call.
            ("profile" | "api", "region") if matches!(verb, "add" | "edit" | "api") => {
                Reply::Words(self.regions())
            }
            (_, "region") => Reply::Words(self.regions_or_all()),
            ("profile", "mode") => Reply::Words(self.modes()),
            ("profile", "unset") => Reply::Words(self.field_flags(asked.positionals)),
            ("settings", "KEY") => Reply::Words(self.settings()),
            ("settings", "VALUE") => Reply::Words(setting_values(asked.positionals)),
            ("plugin", "ID") => {
                let mut plugins = self.plugins();
                let is_of_installed = matches!(verb, "remove" | "upgrade");
                plugins.retain(|plugin| !is_of_installed || self.catalog.installed(&plugin.value).is_some());
                Reply::Words(plugins)
            }
            ("plugin", "grant") => self.grants(asked.positionals),
            ("plugin", "remove") => Reply::Words(self.trusted_keys()),
            (_, "columns") => self.columns(asked.path, asked.current),
            (_, "sort") => self.sort_keys(asked.path, asked.current),
            ("profile", flag) => self.field(flag, asked.arg),
            (noun, "filter") => self.filter(noun, asked.current),
            ("find", "type") => Reply::Words(self.types()),
            (noun, flag) => match self.param(noun, verb, flag) {
                Some(field) => self.field_values(field),
                None => by_hint(asked.arg),
            },
        }
    }

    /// Whether an option belongs here: of the fields of all modes, only those of the mode that was named.
    pub(super) fn is_option_of(&self, path: &[&str], long: &str, mode: Option<&str>) -> bool {
        let (["profile", "add"], Some(mode)) = (path, mode) else {
            return true;
        };
        if RESERVED_FLAGS.contains(&long) {
            return true;
        }
        self.catalog.credential(mode).is_ok_and(|served| {
            let fields = &served.provided.fields;
            fields.iter().any(|field| fields::flag(&field.key) == long)
        })
    }

    fn profiles(&self) -> Vec<Candidate> {
        self.named(Profiles::names)
    }

    /// These names of profiles, with their modes and regions.
    fn named<'a>(&'a self, names: impl Fn(&'a Profiles) -> Vec<&'a str>) -> Vec<Candidate> {
        let Some(profiles) = self.profiles else {
            return Vec::new();
        };
        let name = |name: &str| {
            let name = ProfileName::parse(name).ok()?;
            let help = match profiles.outline(name.as_str()) {
                (Some(mode), Some(region)) => format!("{mode}, {}", region.as_str()),
                _ => String::new(),
            };
            Some(Candidate::new(name.as_str(), help))
        };
        names(profiles).into_iter().filter_map(name).collect()
    }

    fn regions(&self) -> Vec<Candidate> {
        let known = known_regions(self.environment, self.profiles);
        known.into_iter().map(Candidate::plain).collect()
    }

    fn regions_or_all(&self) -> Vec<Candidate> {
        let all = Candidate::new("all", self.language.say(&message!("complete-all-regions")));
        self.regions().into_iter().chain([all]).collect()
    }

    fn modes(&self) -> Vec<Candidate> {
        let modes = self.catalog.credentials().map(|served| served.provided);
        modes
            .map(|mode| Candidate::new(mode.mode.as_str(), self.language.pick(&mode.title)))
            .collect()
    }

    fn plugins(&self) -> Vec<Candidate> {
        let libraries = self.catalog.libraries().iter();
        libraries
            .filter_map(|library| library.manifest.as_ref())
            .map(|manifest| Candidate::new(manifest.id.as_str(), self.language.pick(&manifest.name)))
            .collect()
    }

    /// The keys that are trusted, by their names, with their ids.
    fn trusted_keys(&self) -> Vec<Candidate> {
        let keys = TrustedKeys::load(self.environment).unwrap_or_default();
        let named = |key: &TrustedKey| {
            let id = key.id.to_string();
            let help = if key.name == id { String::new() } else { id };
            Candidate::new(key.name.as_str(), help)
        };
        keys.iter().map(named).collect()
    }

    fn settings(&self) -> Vec<Candidate> {
        let named = |setting: &Setting| Candidate::new(setting.name, self.language.say(&setting.help()));
        SETTINGS.iter().map(named).collect()
    }

    /// The fields of the named profile's mode, or of all modes where that is not known.
    fn field_flags(&self, positionals: &[&str]) -> Vec<Candidate> {
        let named = positionals
            .first()
            .and_then(|name| self.profiles?.config().profile(name).ok());
        let mode = named.and_then(|profile| Some(self.catalog.credential(&profile.mode).ok()?.provided));
        let is_of_mode =
            |field: &Field| mode.is_none_or(|mode| mode.fields.iter().any(|own| own.key == field.key));
        let fields = profile::credential_fields(self.catalog).into_iter();
        fields
            .filter(|(_, field)| is_of_mode(field))
            .map(|(flag, field)| Candidate::new(flag, self.language.pick(&field.title)))
            .collect()
    }

    fn field(&self, flag: &str, arg: &Arg) -> Reply {
        let modes = self.catalog.credentials().map(|served| served.provided);
        let mut fields = modes.flat_map(|mode| &mode.fields);
        match fields.find(|field| fields::flag(&field.key) == flag) {
            None => by_hint(arg),
            Some(field) => self.field_values(field),
        }
    }

    fn field_values(&self, field: &Field) -> Reply {
        match field.field_type {
            FieldType::Choice => Reply::Words(self.choices(&field.choices)),
            FieldType::Secret => {
                let sources = [
                    ("env:", message!("complete-secret-env")),
                    ("file:", message!("complete-secret-file")),
                    ("-", message!("complete-secret-stdin")),
                ];
                let source = |(word, help)| Candidate::new(word, self.language.say(&help));
                Reply::Prefixes(sources.map(source).to_vec())
            }
            FieldType::Profile => Reply::Words(self.profiles()),
            FieldType::Path | FieldType::Command => Reply::Files,
            _ => Reply::NOTHING,
        }
    }

    fn choices(&self, choices: &[Choice]) -> Vec<Candidate> {
        let named =
            |choice: &Choice| Candidate::new(choice.value.as_str(), self.language.pick(&choice.title));
        choices.iter().map(named).collect()
    }

    fn types(&self) -> Vec<Candidate> {
        let types = self.catalog.resources().map(|served| served.provided);
        types
            .map(|known| Candidate::new(known.resource_type.as_str(), self.language.pick(&known.title)))
            .collect()
    }

    /// The parameter of a type's action or view whose option this is.
    fn param(&self, noun: &str, verb: &str, option: &str) -> Option<&Field> {
        let resource = self.resource(noun)?;
        let action = resource.action(verb).map(|action| &action.params);
        let params = action.or_else(|| resource.view(verb).map(|view| &view.params))?;
        params.iter().find(|field| fields::flag(&field.key) == option)
    }

    pub(super) fn resource(&self, noun: &str) -> Option<&ResourceManifest> {
        self.catalog.resource(noun).ok().map(|served| served.provided)
    }

    /// `key=`, then what the key's value may be.
    fn filter(&self, noun: &str, current: &str) -> Reply {
        let Some(resource) = self.resource(noun) else {
            return Reply::NOTHING;
        };
        let Some((key, _)) = current.split_once('=') else {
            let filters = resource.filters.iter();
            let key = |filter: &FilterManifest| {
                Candidate::new(format!("{}=", filter.key), self.language.pick(&filter.title))
            };
            return Reply::Prefixes(filters.map(key).collect());
        };
        let known = resource
            .filters
            .iter()
            .find(|filter| filter.key == key.replace('-', "_"));
        let values = match known {
            None => Reply::NOTHING,
            Some(filter) if filter.field_type == FieldType::Bool => {
                Reply::Words(["true", "false"].map(Candidate::plain).to_vec())
            }
            Some(filter) => Reply::Words(self.choices(&filter.choices)),
        };
        values.behind(&current[..=key.len()])
    }
}

/// The regions that are known here: those of the profiles, and those that accounts were told of before.
fn known_regions(environment: &Environment, profiles: Option<&Profiles>) -> BTreeSet<String> {
    let regions = profiles.into_iter().flat_map(|profiles| {
        let names = profiles.names().into_iter();
        names.filter_map(|name| profiles.outline(name).1)
    });
    regions
        .map(|region| region.as_str().to_owned())
        .chain(region_cache::known_regions(environment))
        .collect()
}

fn setting_values(positionals: &[&str]) -> Vec<Candidate> {
    let setting = positionals.first().and_then(|name| Setting::named(name));
    let choices = setting.map(|setting| setting.choices).unwrap_or_default();
    choices.iter().copied().map(Candidate::plain).collect()
}

fn by_hint(arg: &Arg) -> Reply {
    match arg.get_value_hint() {
        ValueHint::AnyPath
        | ValueHint::FilePath
        | ValueHint::DirPath
        | ValueHint::ExecutablePath
        | ValueHint::CommandWithArguments => Reply::Files,
        _ => Reply::NOTHING,
    }
}
