//! What `plugin install PATH --grant` may grant: what the library asks for, as its manifest says. It is read, not loaded.

use std::path::{Path, PathBuf};

use yun_plugin_api::manifest::Manifest;

use super::{
    candidate::{Candidate, Reply},
    values::Knowledge,
};
use crate::{
    catalog::{Claim, Library, Origin, locate},
    installing::{
        grants::{ALL, NONE},
        words,
    },
    text::message,
};

impl Knowledge<'_> {
    /// The words that `--grant` takes for what was named; no more than what holds for all where that cannot be read.
    pub(super) fn grants(&self, positionals: &[&str]) -> Reply {
        let library = positionals.first().and_then(|named| self.meant(named));
        let carried = library.and_then(|library| library.carried);
        let asked = carried.map(|manifest| self.asked_by(&manifest));
        let for_all = [
            Candidate::new(ALL, self.language.say(&message!("complete-grant-all"))),
            Candidate::new(NONE, self.language.say(&message!("complete-grant-none"))),
        ];
        Reply::Words(asked.into_iter().flatten().chain(for_all).collect())
    }

    /// The library at a path; of a plugin of an index the one that is installed, if it is.
    fn meant(&self, named: &str) -> Option<Library> {
        let path = self.expanded(named);
        match locate(&path, self.environment) {
            Ok(path) => Some(Library::look(&path, Origin::Path, self.environment)),
            Err(_) => {
                let id = named.split_once('@').map_or(named, |(id, _)| id);
                self.catalog.installed(id).cloned()
            }
        }
    }

    /// A path as the shell will hand it over.
    fn expanded(&self, named: &str) -> PathBuf {
        match (named.strip_prefix("~/"), self.environment.home()) {
            (Some(below), Some(home)) => home.join(below),
            _ => Path::new(named).to_owned(),
        }
    }

    fn asked_by(&self, manifest: &Manifest) -> Vec<Candidate> {
        let capabilities = manifest.capabilities.iter().map(|capability| {
            let help = words::of_capability(capability, manifest, self.language);
            Candidate::new(capability.to_string(), self.language.say(&help))
        });
        let claims = Claim::ALL.into_iter().filter(|claim| claim.is_made_by(manifest));
        let claims = claims.map(|claim| {
            let help = self.language.say(&words::of_claim(claim, manifest));
            Candidate::new(claim.word(), help)
        });
        capabilities.chain(claims).collect()
    }
}
