//! `plugin install NAME[@VERSION]`: which index offers it, and which version is taken.

use std::path::Path;

use clap::ArgMatches;
use semver::Version;

use super::{
    super::{Command, globals::Globals},
    indexes::{self, Indexes},
    offer::{Answer, Offer, Terms},
    offered::Offered,
    search,
};
use crate::{
    catalog::Catalog,
    error::{Error, ErrorKind, exit},
    index::{
        self, Loaded,
        choice::{self, PassedOver, Wanted},
        document::Entry,
    },
    installing::consent::Signatures,
    profile::config::Config,
    suggest,
    text::{Several, message},
};

/// What is wanted by name: with `--index` always, and without where nothing lies at such a path. What a name is and lies
/// here too is a path as long as there is no index: whoever may write into a directory that somebody works in is not to
/// decide that their library takes the place of an index's, nor the other way round.
///
/// # Errors
/// When `--index` is given and this is no name, when it may be a name or a path, or what stands behind `@` is no version.
pub(super) fn wanted(path: &Path, names_index: bool, config: &Config) -> Result<Option<Wanted>, Error> {
    let wanted = path.to_str().map(Wanted::parse).transpose();
    // A link that leads nowhere lies there too.
    if path.symlink_metadata().is_ok() && !names_index {
        return match wanted {
            Ok(Some(Some(_))) if !index::set(config)?.is_empty() => Err(name_or_path(path)),
            _ => Ok(None),
        };
    }
    match wanted?.flatten() {
        Some(wanted) => Ok(Some(wanted)),
        None if names_index => {
            let message = message!("error-name-of-index", name = path);
            Err(Error::invalid_input("plugin_name", message).hint(message!("hint-name-of-index")))
        }
        None => Ok(None),
    }
}

fn name_or_path(name: &Path) -> Error {
    let message = message!("error-name-or-path", name = name);
    Error::invalid_input("plugin_name_or_path", message).hint(message!("hint-name-or-path", name = name))
}

/// Finds it, fetches it, and offers it as any library is offered.
pub(super) fn run(command: Command, matches: &ArgMatches, wanted: Wanted) -> Result<u8, Error> {
    let addresses = indexes::chosen(matches, &command.config()?).map_err(|error| {
        let message = message!("error-name-without-index", name = wanted.id.as_str());
        match error.code() {
            "index_none" => error.reworded(message),
            _ => error,
        }
    })?;
    let terms = Terms::of(matches);
    let signatures = Signatures::of(&command.config()?)?;
    let (asker, environment) = (command.asker(), command.environment.clone());
    let (globals, offer) = command.in_runtime(|core, globals, progress| async move {
        let indexes = Indexes::load(&core, &globals, &progress, addresses).await?;
        // One that cannot be asked may be the one that is meant: nobody else's is taken in its place.
        if let Some((_, error)) = indexes.failed.into_iter().next() {
            return Err(error);
        }
        let (loaded, entry) = offering(&indexes.loaded, &wanted.id)?;
        let (release, file) = match &wanted.version {
            Some(version) => choice::exactly(entry, version)?,
            None => {
                let choice = choice::newest(entry);
                let taken = choice.taken;
                let taken = taken.ok_or_else(|| choice::none_usable(entry.id(), &choice.passed_over))?;
                check_no_older(&core.catalog, entry.id(), taken.0.version(), &globals)?;
                let passed_over = choice.passed_over.iter();
                passed_over.for_each(|passed| note_passed_over(entry.id(), passed, &globals));
                taken
            }
        };
        if let Some(reason) = &release.yanked {
            let (id, version) = (entry.id(), release.version().to_string());
            let message = message!(
                "note-yanked",
                id = id,
                version = version,
                reason = reason.as_str()
            );
            globals.notice(&message);
        }
        let offered = Offered {
            loaded,
            entry,
            release,
            file,
        };
        let candidate = offered.fetch(&core, &globals, &progress).await?;
        let mut offer = Offer::of(candidate, &core.catalog, &terms, signatures, globals.runner)?;
        offer.open(&core).await?;
        progress.clear();
        note_source(&offer, &globals);
        Ok((globals, (offer, terms)))
    })?;
    let (offer, terms) = offer;
    offer.settle(&environment, &globals, asker, &terms, Answer::Installed)?;
    Ok(exit::DONE)
}

/// What is older than what is installed is taken only by its version: whoever withholds the newer ones would have what was
/// mended since back again. What cannot be compared is replaced, and that is said.
fn check_no_older(catalog: &Catalog, id: &str, offered: &Version, globals: &Globals) -> Result<(), Error> {
    let installed = catalog
        .installed(id)
        .and_then(|library| library.installed.as_deref());
    let Some(installed) = installed else {
        return Ok(());
    };
    if let Some(why) = search::incomparable(&installed.version) {
        let why = globals.language.say(&why);
        globals.notice(&message!("note-incomparable", id = id, why = why));
        return Ok(());
    }
    if Version::parse(&installed.version).is_ok_and(|installed| installed <= *offered) {
        return Ok(());
    }
    let (version, offered) = (installed.version.as_str(), offered.to_string());
    let message = message!(
        "error-newer-installed",
        id = id,
        installed = version,
        offered = &offered
    );
    Err(Error::invalid_input("plugin_newer_installed", message)
        .hint(message!("hint-newer-installed", id = id, offered = &offered))
        .by_plugin(id))
}

/// Says that what is installed came from elsewhere, if it did.
pub(super) fn note_source(offer: &Offer, globals: &Globals) {
    if let Some((id, before)) = offer.other_source() {
        globals.notice(&message!("note-other-source", id = id, before = before));
    }
}

/// The one index that offers a plugin.
///
/// # Errors
/// When none does, or several do: who offers the id of another's plugin may mean to have theirs installed in its place.
pub(super) fn offering<'a>(loaded: &'a [Loaded], id: &str) -> Result<(&'a Loaded, &'a Entry), Error> {
    let offers: Vec<(&Loaded, &Entry)> = loaded
        .iter()
        .filter_map(|loaded| Some((loaded, loaded.index.entry(id)?)))
        .collect();
    match offers.as_slice() {
        [one] => Ok(*one),
        [] => {
            let all = loaded.iter().flat_map(|loaded| &loaded.index.plugins);
            let all: Vec<&str> = all.map(Entry::id).collect();
            let hint = suggest::hint(id, all, || message!("hint-plugin-search"));
            let message = message!("error-not-offered", id = id);
            Err(Error::new(ErrorKind::NotFound, "plugin_not_offered", message).hint(hint))
        }
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|(loaded, _)| loaded.address.identity())
                .collect();
            let message = message!("error-offered-twice", id = id, indexes = Several(&names));
            Err(Error::invalid_input("index_ambiguous", message)
                .hint(message!("hint-offered-twice"))
                .by_plugin(id))
        }
    }
}

/// Says why a newer version is not taken.
fn note_passed_over(id: &str, passed: &PassedOver, globals: &Globals) {
    let (version, why) = (
        passed.version.to_string(),
        globals.language.say(&passed.why.message()),
    );
    globals.notice(&message!(
        "note-passed-over",
        id = id,
        version = version,
        why = why
    ));
}
