//! What the verbs share that ask indexes: which ones, and what is said of them.

use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, ValueHint};

use super::super::{globals::Globals, grammar::Grammar};
use crate::{
    core::Core,
    error::Error,
    index::{self, Address, Loaded, fetch::Fetcher},
    output::progress::ProgressLine,
    profile::config::Config,
    text::message,
    trust::{Signed, TrustedKeys},
};

/// `--index`.
pub(super) fn argument(grammar: &Grammar) -> Arg {
    grammar
        .value(
            "index",
            message!("help-option-index"),
            message!("help-value-index"),
        )
        .action(ArgAction::Append)
        .value_hint(ValueHint::FilePath)
}

/// The addresses that `--index` names.
pub(super) fn named(matches: &ArgMatches) -> Vec<String> {
    matches.get_many("index").into_iter().flatten().cloned().collect()
}

/// The addresses of the indexes that are asked: those of `--index`, else those of the setting.
pub(super) fn chosen(matches: &ArgMatches, config: &Config) -> Result<Vec<Address>, Error> {
    index::chosen(&named(matches), config)
}

/// The indexes that were asked.
pub(super) struct Indexes {
    /// Those that may be used, in the order in which they were named.
    pub(super) loaded: Vec<Loaded>,
    /// Why others cannot be, with their addresses.
    pub(super) failed: Vec<(Address, Error)>,
}

impl Indexes {
    /// Gets all of them, and says which are not signed by somebody who is trusted.
    pub(super) async fn load(
        core: &Arc<Core>,
        globals: &Globals,
        progress: &ProgressLine,
        addresses: Vec<Address>,
    ) -> Result<Self, Error> {
        let keys = TrustedKeys::load(&core.environment)?;
        let mut indexes = Self {
            loaded: Vec::new(),
            failed: Vec::new(),
        };
        for address in addresses {
            let shown = address.to_string();
            progress.begin(globals.language.say(&message!("progress-index", index = shown)));
            match index::load(fetcher(core, globals), &core.environment, &keys, address.clone()).await {
                Ok(loaded) => indexes.loaded.push(loaded),
                Err(error) => indexes.failed.push((address, error)),
            }
        }
        progress.clear();
        indexes.loaded.iter().for_each(|loaded| note(loaded, globals));
        Ok(indexes)
    }

    /// The one of them that was recorded so.
    pub(super) fn recorded_as(&self, identity: &str) -> Option<&Address> {
        let failed = self.failed.iter().map(|(address, _)| address);
        let all = self.loaded.iter().map(|loaded| &loaded.address).chain(failed);
        Address::recorded_as(identity, all)
    }
}

/// What fetches for a command.
pub(super) fn fetcher<'a>(core: &'a Core, globals: &Globals) -> Fetcher<'a> {
    Fetcher {
        api: &core.services.api,
        limit: globals.timeout,
    }
}

fn note(loaded: &Loaded, globals: &Globals) {
    let index = loaded.address.to_string();
    match &loaded.signed {
        Signed::By(_) => {}
        Signed::Unsigned => globals.notice(&message!("note-index-unsigned", index = index)),
        Signed::ByUnknown { key_id } => {
            let key = key_id.to_string();
            globals.notice(&message!("note-index-unknown-key", index = index, key = key));
        }
    }
}
