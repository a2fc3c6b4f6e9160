//! `<type> show`.

use std::sync::Arc;

use clap::ArgMatches;
use yun_plugin_api::{Resource, manifest::ResourceManifest};

use super::{Command, Part, columns, columns_help, report_failures};
use crate::{
    cli::{globals::Globals, grammar::Grammar},
    core::Core,
    error::{Error, ErrorKind, exit},
    listing::{self, Outcome, Places, Regions, Target, cells},
    output::{self, Object},
    text::{Several, message},
};

pub(super) fn grammar(grammar: &Grammar, resource: &ResourceManifest) -> clap::Command {
    let title = grammar.language.pick(&resource.title);
    grammar
        .command("show", message!("help-show", title = title))
        .arg(grammar.positional("ID", message!("help-value-id"), message!("help-show-id")))
        .after_help(columns_help(grammar, resource, Part::Show))
}

pub(super) fn run(command: Command, noun: &str, matches: &ArgMatches) -> Result<u8, Error> {
    let resource = command.catalog.resource(noun)?.provided.clone();
    let columns = columns(
        &resource,
        Part::Show,
        command.several()?,
        command.globals.language,
    );
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    let id = matches.get_one::<String>("ID").cloned().unwrap_or_default();
    if id.is_empty() {
        let message = message!("error-missing-argument", argument = "ID");
        return Err(Error::invalid_input("argument_missing", message).hint(message!("hint-help")));
    }
    command.in_runtime(|core, globals, progress| async move {
        let search = Search::of(&core, &resource, &globals).await?;
        let found = search.find(&core, &resource, &id, &globals).await;
        progress.clear();
        let (target, found) = match found? {
            Ok(found) => found,
            Err(code) => return Ok(code),
        };
        let cells = cells(found.row, target.session.name(), &target.region, &columns);
        let object = Object {
            fields: columns.into_iter().zip(cells).collect(),
            raw: Some(found.raw),
        };
        globals.print_object(&object)?;
        Ok(exit::DONE)
    })
}

/// Where one resource may be.
pub(super) struct Search {
    pub(super) targets: Vec<Target>,
    regions: Regions,
    /// Why some of what was asked for cannot be looked into.
    pub(super) unusable: Vec<Error>,
}

impl Search {
    /// The profiles and regions that were asked for.
    pub(super) async fn of(
        core: &Arc<Core>,
        resource: &ResourceManifest,
        globals: &Globals,
    ) -> Result<Self, Error> {
        let (sessions, mut unusable) = globals.sessions(core)?;
        let regions = globals.regions()?;
        let (targets, unknown) =
            listing::targets(core, &sessions, &regions, resource, globals.concurrency).await;
        unusable.extend(unknown);
        Ok(Self {
            targets,
            regions,
            unusable,
        })
    }

    /// Looks for a resource in all of them; if it is nowhere, the exit code, all being said.
    pub(super) async fn find(
        self,
        core: &Arc<Core>,
        resource: &ResourceManifest,
        id: &str,
        globals: &Globals,
    ) -> Result<Result<(Target, Resource), u8>, Error> {
        let of_type = &resource.resource_type;
        let mut outcome = listing::show(core, of_type, self.targets, id, globals.concurrency).await;
        // Where every region is closed nobody has looked.
        if !outcome.answers.is_empty() {
            outcome
                .failures
                .retain(|failure| !self.regions.leaves_out(failure));
        }
        outcome.failures.splice(0..0, self.unusable);
        let found = outcome
            .answers
            .iter_mut()
            .find_map(|(target, found)| Some((target.clone(), found.take()?)));
        if let Some(found) = found {
            return Ok(Ok(found));
        }
        let asked = outcome.answers.first().filter(|_| outcome.failures.is_empty());
        if let Some((target, _)) = asked
            && let Some(denial) = listing::denial(core, &Places::new(1), resource, target).await
        {
            return Err(denial);
        }
        not_found(id, resource, &outcome, globals).map(Err)
    }
}

/// Nobody has it: that is certain only if nobody failed.
fn not_found<T>(
    id: &str,
    resource: &ResourceManifest,
    outcome: &Outcome<T>,
    globals: &Globals,
) -> Result<u8, Error> {
    report_failures(&outcome.failures, globals);
    if !outcome.failures.is_empty() {
        return Ok(outcome.exit_code());
    }
    let regions: Vec<&str> = outcome
        .answers
        .iter()
        .map(|(target, _)| target.region.as_str())
        .collect();
    let message = message!(
        "error-not-found",
        title = globals.language.pick(&resource.title),
        id = id,
        regions = Several(&regions)
    );
    let everywhere = globals.regions.iter().any(|region| region == "all");
    let hint = (!everywhere).then(|| message!("hint-not-found"));
    let error = Error::new(ErrorKind::NotFound, "not_found", message).maybe_hint(hint);
    Err(match outcome.answers.as_slice() {
        [(target, _)] => error.for_profile(target.session.name()).in_region(&target.region),
        _ => error,
    })
}
