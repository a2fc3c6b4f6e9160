//! `plugin install`: shows what a library is and asks for, asks, and installs it.

use std::path::PathBuf;

use clap::{ArgAction, ArgMatches, ValueHint};
use yun_plugin_api::manifest::{ColumnKind, Manifest};

use super::{
    super::{Command, globals::Globals, grammar::Grammar},
    portrait::Portrait,
};
use crate::{
    catalog::{Installed, Record, locate},
    environment::Environment,
    error::{Error, exit},
    installing::{Candidate, grants::Grants, words},
    output::{self, Format, Object, Style},
    prompt::{Asker, nobody_to_ask},
    runner::{Confinement, RunnerKind},
    text::{Language, message},
};

pub(super) fn grammar(grammar: &Grammar) -> clap::Command {
    let path = grammar
        .positional("PATH", message!("help-value-path"), message!("help-plugin-path"))
        .value_hint(ValueHint::AnyPath)
        .value_parser(clap::value_parser!(PathBuf));
    let grant = grammar
        .value(
            "grant",
            message!("help-option-grant"),
            message!("help-value-grant"),
        )
        .action(ArgAction::Append);
    grammar
        .command("install", message!("help-plugin-install"))
        .arg(path)
        .arg(grant)
        .arg(grammar.flag("yes", message!("help-option-yes")))
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let path: &PathBuf = matches.get_one("PATH").expect("it is required");
    let path = locate(path, &command.environment)?;
    let words: Vec<String> = matches.get_many("grant").into_iter().flatten().cloned().collect();
    let yes = matches.get_flag("yes");
    let asker = command.asker();
    let candidate = Candidate::stage(&command.environment, &path)?;
    candidate.check_names(&command.catalog)?;
    let before = command.catalog.installed(&candidate.manifest.id);
    let before = before.and_then(|library| library.installed.as_deref().cloned());
    let grants = grants(&words, &candidate.manifest, before.as_ref())?;
    let environment = command.environment.clone();
    let (library, manifest) = (
        candidate.looked_at.clone(),
        std::sync::Arc::clone(&candidate.manifest),
    );
    let (globals, confinement) = command.in_runtime(|core, globals, progress| async move {
        let confinement = core.probe(&library, &manifest, RunnerKind::Child).await?;
        progress.clear();
        Ok((globals, confinement))
    })?;
    let runner = runner(&globals, before.as_ref());
    let mut offer = Offer {
        candidate,
        before,
        grants,
        runner,
        confinement,
    };
    // Whoever is asked sees what for.
    if !yes || !globals.quiet && !globals.format.is_json() {
        offer.show(&globals)?;
    }
    if !yes {
        let asker = asker.ok_or_else(nobody_to_ask)?;
        offer.ask(asker, !words.is_empty())?;
    }
    offer.accept(&environment, &globals)
}

fn grants(words: &[String], manifest: &Manifest, before: Option<&Installed>) -> Result<Grants, Error> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Ok(Grants::usual(manifest, before)),
        words => Grants::of_words(words, manifest),
    }
}

/// Where it is to run: as was said, as before, or in a child.
fn runner(globals: &Globals, before: Option<&Installed>) -> RunnerKind {
    let before = before.map(|before| before.runner);
    globals.runner.or(before).unwrap_or(RunnerKind::Child)
}

/// A library that opened, and may be installed.
struct Offer {
    candidate: Candidate,
    before: Option<Installed>,
    grants: Grants,
    runner: RunnerKind,
    confinement: Option<Confinement>,
}

impl Offer {
    /// Installs it, and says so.
    fn accept(self, environment: &Environment, globals: &Globals) -> Result<u8, Error> {
        let manifest = std::sync::Arc::clone(&self.candidate.manifest);
        let asked = Grants::all(&manifest);
        let granted = self.grants.clone();
        let object = self.object(globals.language, &asked);
        let installed = self.candidate.install(environment, self.runner, self.grants)?;
        let (id, version) = (manifest.id.as_str(), installed.version.as_str());
        globals.note(&message!("note-installed", id = id, version = version));
        if Record::load(environment)?.disabled.contains(id) {
            globals.notice(&message!("note-disabled", id = id));
        }
        let left_out = granted.missing_of(&asked);
        if !left_out.is_empty() {
            globals.notice(&message!("note-not-granted", capabilities = left_out.join(", ")));
        }
        if globals.format.is_json() || globals.format == Format::Yaml {
            globals.print_object(&object)?;
        }
        Ok(exit::DONE)
    }

    /// Shows what it is, on standard error: it is what the question is about.
    fn show(&self, globals: &Globals) -> Result<(), Error> {
        let language = globals.language;
        let asked = Grants::all(&self.candidate.manifest);
        let mut object = self.object(language, &asked);
        let told_below = ["asks_for", "capabilities", "granted", "not_granted"];
        object
            .fields
            .retain(|(column, _)| !told_below.contains(&column.key.as_str()));
        let style = Style {
            format: Format::Table,
            columns: None,
            query: None,
            language,
            width: globals.width,
            paint: output::Paint::Plain,
        };
        output::note(object.render(&style)?.text.trim_end());
        let manifest = &self.candidate.manifest;
        let asks = words::of_manifest(manifest, language);
        let title = match asks.is_empty() {
            true => message!("install-asks-nothing"),
            false => message!("install-asks"),
        };
        output::note(&language.say(&title));
        for ask in asks {
            output::note(&format!("  - {ask}"));
        }
        if let Some(before) = &self.before {
            let new = asked.unknown_to(before);
            if !new.is_empty() {
                let (version, capabilities) = (before.version.as_str(), new.join(", "));
                let message = message!("install-new", version = version, capabilities = capabilities);
                output::note(&language.say(&message));
            }
        }
        let withheld = self.grants.missing_of(&asked);
        if !withheld.is_empty() {
            let message = message!("install-withheld", capabilities = withheld.join(", "));
            output::note(&language.say(&message));
        }
        if self.runner == RunnerKind::InProcess {
            output::note(&language.say(&message!("install-in-process")));
        }
        Ok(())
    }

    fn ask(&mut self, asker: Asker, grants_were_named: bool) -> Result<(), Error> {
        let manifest = &self.candidate.manifest;
        let question = match &self.before {
            None => message!("prompt-install", id = manifest.id.as_str()),
            Some(before) => message!(
                "prompt-upgrade",
                id = manifest.id.as_str(),
                before = before.version.as_str(),
                version = manifest.version.as_str()
            ),
        };
        asker.sure(&asker.language().say(&question))?;
        if grants_were_named {
            return Ok(());
        }
        let missing = self.grants.missing_claims(manifest);
        for claim in missing {
            let what = asker.language().say(&words::of_claim(claim, manifest));
            let question = asker.language().say(&message!("prompt-claim", what = what));
            if asker.confirm(&question, None, false)? {
                self.grants.claims.insert(claim);
            }
        }
        Ok(())
    }

    /// What it is.
    fn object(&self, language: Language, asked: &Grants) -> Object {
        let candidate = &self.candidate;
        let mut portrait = Portrait::new(language);
        portrait.manifest(&candidate.manifest, &candidate.looked_at);
        if let Some(before) = &self.before {
            let title = message!("column-previous-version");
            portrait.text("previous_version", title, &before.version);
        }
        let size = i64::try_from(candidate.size).unwrap_or(i64::MAX);
        portrait.path(
            "installed_from",
            message!("column-installed-from"),
            &candidate.from,
        );
        portrait.field("size_bytes", message!("column-size"), ColumnKind::Number, size);
        portrait.text("sha256", message!("column-sha256"), &candidate.sha256);
        portrait.text("runner", message!("column-runner"), self.runner.word());
        if let Some(confinement) = self.confinement.filter(|_| self.runner == RunnerKind::Child) {
            portrait.confinement(confinement);
        }
        portrait.grants(asked, &self.grants);
        portrait.finish(None)
    }
}
