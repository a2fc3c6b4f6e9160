//! `plugin upgrade`: newer versions of what came from an index, from that index.

use std::sync::Arc;

use clap::ArgMatches;

use super::{
    super::{Command, globals::Globals, grammar::Grammar},
    by_name,
    indexes::{self, Indexes},
    offer::{Answer, Offer, Terms},
    offered::Offered,
    search,
    upgraded::{self, Done, Upgraded},
};
use crate::{
    catalog::{Catalog, Installed},
    core::Core,
    environment::Environment,
    error::{Error, ErrorKind},
    index::{self, Address, Loaded, choice, document::Entry},
    installing::{Candidate, consent::Signatures},
    output::{self, progress::ProgressLine},
    prompt::Asker,
    text::{Language, Message, message},
};

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    grammar
        .command("upgrade", message!("help-plugin-upgrade"))
        .arg(super::id_argument(grammar).required(false).num_args(0..))
        .arg(indexes::argument(grammar))
        .arg(grammar.flag("yes", message!("help-option-yes")))
        .arg(grammar.flag("dry-run", message!("help-option-dry-run-upgrade")))
}

/// What was named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// No plugin: all are meant.
    All,
    /// Plugins.
    Plugin,
    /// Plugins, and the index that has newer ones.
    Index,
}

/// What is to become of a plugin.
enum Plan<'a> {
    /// It stays as it is, because of this.
    Stays(Message),
    /// This takes its place.
    Upgrade(Offered<'a>),
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let columns = upgraded::columns(command.globals.language);
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    let ids: Vec<String> = matches.get_many("ID").into_iter().flatten().cloned().collect();
    let names_index = !indexes::named(matches).is_empty();
    let chosen = chosen(&command.catalog, &ids)?;
    let config = command.config()?;
    let addresses = match names_index {
        true => indexes::chosen(matches, &config)?,
        false => sources(&chosen, &index::set(&config)?)?,
    };
    let wish = Wish {
        naming: match (ids.is_empty(), names_index) {
            (true, _) => Naming::All,
            (false, false) => Naming::Plugin,
            (false, true) => Naming::Index,
        },
        is_rehearsal: matches.get_flag("dry-run"),
        terms: Terms {
            grants: Vec::new(),
            yes: matches.get_flag("yes"),
        },
        signatures: Signatures::of(&config)?,
    };
    let (asker, environment) = (command.asker(), command.environment.clone());
    let (globals, wish, begun) = command.in_runtime(|core, globals, progress| async move {
        let indexes = Indexes::load(&core, &globals, &progress, addresses).await?;
        let mut begun = Vec::new();
        for installed in &chosen {
            begun.push(wish.begin(installed, &indexes, &core, &globals, &progress).await);
        }
        progress.clear();
        Ok((globals, wish, begun))
    })?;
    let results = settled(begun, &environment, &globals, asker, &wish.terms);
    if wish.is_rehearsal {
        globals.note(&message!("note-dry-run"));
    }
    if results.is_empty() {
        globals.note(&message!("note-nothing-from-index"));
    }
    upgraded::tell(&results, &globals)
}

/// What the command line asks for.
struct Wish {
    naming: Naming,
    is_rehearsal: bool,
    terms: Terms,
    signatures: Signatures,
}

impl Wish {
    /// Finds out what is to become of a plugin, and has what takes its place fetched and opened.
    async fn begin(
        &self,
        installed: &Installed,
        indexes: &Indexes,
        core: &Arc<Core>,
        globals: &Globals,
        progress: &ProgressLine,
    ) -> (Upgraded, Option<Offer>) {
        let language = globals.language;
        let mut upgraded = Upgraded::of(installed);
        let plan = upgraded.take(planned(installed, indexes, self.naming, language));
        let offered = match plan {
            None => return (upgraded, None),
            Some(Plan::Stays(because)) => {
                upgraded.outcome = Ok(Done::Unchanged(because));
                return (upgraded, None);
            }
            Some(Plan::Upgrade(offered)) => offered,
        };
        upgraded.version = offered.release.version().to_string();
        upgraded.because = because(installed, &offered, language);
        if self.is_rehearsal {
            return (upgraded, None);
        }
        let fetched = offered.fetch(core, globals, progress).await;
        let opened = self.opened(fetched, core, globals).await;
        let offer = upgraded.take(opened);
        (upgraded, offer)
    }

    /// A library that was fetched, and opens.
    async fn opened(
        &self,
        fetched: Result<Candidate, Error>,
        core: &Arc<Core>,
        globals: &Globals,
    ) -> Result<Offer, Error> {
        let mut offer = Offer::of(
            fetched?,
            &core.catalog,
            &self.terms,
            self.signatures,
            globals.runner,
        )?;
        offer.open(core).await?;
        Ok(offer)
    }
}

/// Installs what was fetched, one after the other, each after its question.
fn settled(
    begun: Vec<(Upgraded, Option<Offer>)>,
    environment: &Environment,
    globals: &Globals,
    asker: Option<Asker>,
    terms: &Terms,
) -> Vec<Upgraded> {
    let mut results = Vec::new();
    let mut is_left = false;
    for (mut upgraded, offer) in begun {
        if let Some(offer) = offer {
            // Whoever leaves a question is asked no other.
            let settled = match is_left {
                true => Err(left()),
                false => {
                    by_name::note_source(&offer, globals);
                    offer.settle(environment, globals, asker, terms, Answer::Results)
                }
            };
            is_left |= matches!(&settled, Err(error) if error.code() == "interrupted");
            upgraded.take(settled);
        }
        results.push(upgraded);
    }
    results
}

fn left() -> Error {
    Error::new(ErrorKind::Cancelled, "interrupted", message!("error-interrupted"))
}

/// The installed plugins that are meant: those that were named, each once, or all that came from an index.
fn chosen(catalog: &Catalog, ids: &[String]) -> Result<Vec<Installed>, Error> {
    let installed = |id: &str| {
        let library = catalog.installed(id)?;
        library.installed.as_deref().cloned()
    };
    if ids.is_empty() {
        let all = catalog.libraries().iter();
        let mut all: Vec<Installed> = all
            .filter_map(|library| library.installed.as_deref().cloned())
            .filter(|installed| installed.index.is_some())
            .collect();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        return Ok(all);
    }
    let mut chosen: Vec<Installed> = Vec::new();
    for id in ids {
        let Some(installed) = installed(id) else {
            catalog.plugin(id)?;
            let message = message!("error-plugin-not-installed", id = id);
            return Err(Error::invalid_input("plugin_not_installed", message));
        };
        if !chosen.contains(&installed) {
            chosen.push(installed);
        }
    }
    Ok(chosen)
}

/// The addresses of the indexes that these came from, each once; as they are set where they are, with what stands behind
/// `?`.
fn sources(chosen: &[Installed], set: &[Address]) -> Result<Vec<Address>, Error> {
    let recorded = chosen.iter().filter_map(|installed| installed.index.as_deref());
    index::each_once(recorded.map(|index| {
        let known = Address::recorded_as(index, set.iter());
        known.cloned().map_or_else(|| Address::parse(index), Ok)
    }))
}

/// What is to become of a plugin. Another index than it came from is asked only where both are named.
fn planned<'a>(
    installed: &Installed,
    indexes: &'a Indexes,
    naming: Naming,
    language: Language,
) -> Result<Plan<'a>, Error> {
    let Some(index) = installed.index.as_deref() else {
        return match naming {
            Naming::Index => moved(installed, indexes, language),
            Naming::All | Naming::Plugin => Ok(Plan::Stays(message!("stays-file"))),
        };
    };
    let asked = indexes.recorded_as(index);
    let mut failed = indexes.failed.iter();
    if let Some((_, error)) = failed.find(|(address, _)| Some(address) == asked) {
        return Err(error.clone());
    }
    let mut loaded = indexes.loaded.iter();
    match (loaded.find(|loaded| Some(&loaded.address) == asked), naming) {
        (Some(loaded), _) => match loaded.index.entry(&installed.id) {
            Some(entry) => Ok(newer(installed, loaded, entry, language)),
            None => Ok(Plan::Stays(message!("stays-gone", index = index))),
        },
        (None, Naming::Index) => moved(installed, indexes, language),
        (None, Naming::All | Naming::Plugin) => Ok(Plan::Stays(message!("stays-other-index", index = index))),
    }
}

/// What the indexes that were named have for a plugin from elsewhere, which was named too.
fn moved<'a>(installed: &Installed, indexes: &'a Indexes, language: Language) -> Result<Plan<'a>, Error> {
    // One that cannot be asked may be the one that is meant.
    if let Some((_, error)) = indexes.failed.first() {
        return Err(error.clone());
    }
    let (loaded, entry) = by_name::offering(&indexes.loaded, &installed.id)?;
    Ok(newer(installed, loaded, entry, language))
}

/// What is to be said of the version that takes the place of what is installed.
fn because(installed: &Installed, offered: &Offered<'_>, language: Language) -> Option<String> {
    let incomparable = search::incomparable(&installed.version).map(|why| language.say(&why));
    let passed_over = search::why(&choice::newest(offered.entry), language);
    let all: Vec<String> = incomparable.into_iter().chain(passed_over).collect();
    (!all.is_empty()).then(|| all.join(language.say(&message!("why-separator")).as_str()))
}

/// What is newer than what is installed, and can be used.
fn newer<'a>(installed: &Installed, loaded: &'a Loaded, entry: &'a Entry, language: Language) -> Plan<'a> {
    let choice = choice::newest(entry);
    let why = search::why(&choice, language);
    let Some((release, file)) = choice.taken else {
        return Plan::Stays(message!("stays-none", why = why.unwrap_or_default()));
    };
    let offered = release.version();
    if search::is_older(&installed.version, offered) {
        return Plan::Upgrade(Offered {
            loaded,
            entry,
            release,
            file,
        });
    }
    Plan::Stays(match why {
        _ if installed.version != offered.to_string() => {
            message!("stays-newer", offered = offered.to_string())
        }
        Some(why) => message!("stays-passed-over", why = why),
        None => message!("stays-newest"),
    })
}
