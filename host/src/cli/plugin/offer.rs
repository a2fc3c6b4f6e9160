//! What comes between a library that may be installed and one that is: it is tried, shown, asked about where that is
//! needed, and installed. The same for a file and for what an index offers.

use std::sync::Arc;

use clap::ArgMatches;
use yun_plugin_api::manifest::{ColumnKind, Manifest};

use super::super::{Command, globals::Globals};
use crate::{
    catalog::{Catalog, Installed, Record},
    core::Core,
    environment::Environment,
    error::{Error, exit},
    installing::{
        Candidate,
        consent::{self, Consent, Signatures},
        grants::Grants,
        portrait::Portrait,
        words,
    },
    output::{self, Format, Object, Style},
    prompt::{Asker, nobody_to_ask},
    runner::{Confinement, RunnerKind},
    text::{Language, Message, Several, message},
    trust::Signed,
};

/// What the command line says of the terms on which a plugin is installed.
pub(super) struct Terms {
    /// The words of `--grant`.
    pub(super) grants: Vec<String>,
    /// Whether `--yes` answers.
    pub(super) yes: bool,
}

impl Terms {
    /// What `--grant` and `--yes` say.
    pub(super) fn of(matches: &ArgMatches) -> Self {
        Self {
            grants: matches.get_many("grant").into_iter().flatten().cloned().collect(),
            yes: matches.get_flag("yes"),
        }
    }

    /// What a plugin is granted on them.
    fn granted(&self, manifest: &Manifest, before: Option<&Installed>) -> Result<Grants, Error> {
        let words: Vec<&str> = self.grants.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] => Ok(Grants::usual(manifest, before)),
            words => Grants::of_words(words, manifest),
        }
    }
}

/// Offers one library, and installs it.
///
/// # Errors
/// When it may not be installed, does not open, or somebody says no.
pub(super) fn make(command: Command, candidate: Candidate, terms: &Terms) -> Result<u8, Error> {
    let signatures = Signatures::of(&command.config()?)?;
    let runner = command.globals.runner;
    let mut offer = Offer::of(candidate, &command.catalog, terms, signatures, runner)?;
    let (asker, environment) = (command.asker(), command.environment.clone());
    let (globals, offer) = command.in_runtime(|core, globals, progress| async move {
        offer.open(&core).await?;
        progress.clear();
        Ok((globals, offer))
    })?;
    offer.settle(&environment, &globals, asker, terms, Answer::Installed)?;
    Ok(exit::DONE)
}

/// What the command answers with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// What was installed.
    Installed,
    /// What became of each of several plugins, which is not told here.
    Results,
}

/// A library that may be installed, and on which terms.
pub(super) struct Offer {
    candidate: Candidate,
    before: Option<Installed>,
    /// That another key signed what is installed.
    change: Option<Message>,
    grants: Grants,
    runner: RunnerKind,
    consent: Consent,
    confinement: Option<Confinement>,
}

impl Offer {
    /// Holds a library against what is installed and what is asked of signatures. It runs as was said, as before, or in a
    /// child.
    ///
    /// # Errors
    /// When one of its names belongs to another, the setting forbids it, or a word of `--grant` is nothing that it asks
    /// for.
    pub(super) fn of(
        candidate: Candidate,
        catalog: &Catalog,
        terms: &Terms,
        signatures: Signatures,
        runner: Option<RunnerKind>,
    ) -> Result<Self, Error> {
        candidate.check_names(catalog)?;
        let before = catalog.installed(&candidate.manifest.id);
        let before = before.and_then(|library| library.installed.as_deref().cloned());
        let signer = before
            .as_ref()
            .and_then(|before| consent::signer(before, &candidate.keys));
        let consent = Consent::needed(&candidate.signed, signer, signatures)
            .map_err(|error| error.by_plugin(&candidate.manifest.id))?;
        let change = consent::change(&candidate.signed, before.as_ref(), signer);
        let mut grants = terms.granted(&candidate.manifest, before.as_ref())?;
        let mut as_before = before.as_ref().map(|before| before.runner);
        // What one key's plugin was trusted with beyond the usual is not for another's.
        if change.is_some() {
            as_before = None;
            if terms.grants.is_empty() {
                grants.claims.clear();
            }
        }
        Ok(Self {
            runner: runner.or(as_before).unwrap_or(RunnerKind::Child),
            candidate,
            before,
            change,
            grants,
            consent,
            confinement: None,
        })
    }

    /// The id, and where what is installed under it came from, if that is elsewhere than this.
    pub(super) fn other_source(&self) -> Option<(&str, String)> {
        let before = self.before.as_ref()?;
        let source = match &before.index {
            index if *index == self.candidate.index => return None,
            Some(index) => index.clone(),
            None => before.installed_from.to_string_lossy().into_owned(),
        };
        Some((&before.id, source))
    }

    /// Opens it in a child.
    ///
    /// # Errors
    /// When it does not open.
    pub(super) async fn open(&mut self, core: &Arc<Core>) -> Result<(), Error> {
        let candidate = &self.candidate;
        let opened = core.probe(&candidate.looked_at, &candidate.manifest, RunnerKind::Child);
        self.confinement = opened.await?;
        Ok(())
    }

    /// Shows it, asks where that is needed, and installs it.
    ///
    /// # Errors
    /// When somebody says no, or nobody can be asked; when it cannot be installed.
    pub(super) fn settle(
        mut self,
        environment: &Environment,
        globals: &Globals,
        asker: Option<Asker>,
        terms: &Terms,
        answer: Answer,
    ) -> Result<(), Error> {
        let asks = match self.consent {
            Consent::Given => false,
            Consent::Asked => !terms.yes,
            Consent::AskedInPerson => true,
        };
        // Whoever is asked sees what for.
        match asks || !globals.quiet && !globals.format.is_json() {
            true => self.show(globals)?,
            false => self
                .told_briefly(answer)
                .iter()
                .for_each(|told| globals.notice(told)),
        }
        if asks {
            let asker = asker.ok_or_else(|| self.unanswered())?;
            self.ask(asker, !terms.grants.is_empty())?;
        }
        self.accept(environment, globals, answer)
    }

    /// The error for a question that nobody can answer.
    fn unanswered(&self) -> Error {
        let manifest = &self.candidate.manifest;
        match (self.consent, &self.before) {
            (Consent::AskedInPerson, Some(before)) => {
                let (id, version) = (manifest.id.as_str(), before.version.as_str());
                let message = message!("error-no-longer-signed", id = id, version = version);
                Error::invalid_input("signature_lost", message)
                    .hint(message!("hint-no-longer-signed", id = id))
                    .by_plugin(id)
            }
            _ => nobody_to_ask(),
        }
    }

    /// Installs it, and says so.
    fn accept(self, environment: &Environment, globals: &Globals, answer: Answer) -> Result<(), Error> {
        let manifest = Arc::clone(&self.candidate.manifest);
        let asked = Grants::all(&manifest);
        let granted = self.grants.clone();
        let object = self.object(globals.language, &asked);
        // A person was shown it already. What does not fit is said before anything is installed.
        let is_asked_for =
            answer == Answer::Installed && (globals.format != Format::Table || globals.chooses());
        let rendered = is_asked_for
            .then(|| object.render(&globals.style()))
            .transpose()?;
        let installed =
            self.candidate
                .install(environment, self.before.as_ref(), self.runner, self.grants)?;
        let (id, version) = (manifest.id.as_str(), installed.version.as_str());
        globals.note(&message!("note-installed", id = id, version = version));
        if Record::load(environment)?.disabled.contains(id) {
            globals.notice(&message!("note-disabled", id = id));
        }
        let left_out = granted.missing_of(&asked);
        if !left_out.is_empty() {
            globals.notice(&message!("note-not-granted", capabilities = Several(&left_out)));
        }
        if let Some(rendered) = rendered {
            globals.print(&rendered)?;
        }
        Ok(())
    }

    /// Shows what it is, on standard error: it is what the question is about.
    fn show(&self, globals: &Globals) -> Result<(), Error> {
        let language = globals.language;
        let asked = Grants::all(&self.candidate.manifest);
        let mut object = self.object(language, &asked);
        let told_below = [
            "asks_for",
            "capabilities",
            "granted",
            "not_granted",
            "signature",
            "signed_by",
            "key_id",
        ];
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
        let signed = &self.candidate.signed;
        output::note(&language.say(&consent::line(signed)));
        if let Some(change) = &self.change {
            output::note(&language.say(change));
        }
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
        if let Some(new) = self.new_capabilities() {
            output::note(&language.say(&new));
        }
        let withheld = self.grants.missing_of(&asked);
        if !withheld.is_empty() {
            let message = message!("install-withheld", capabilities = Several(&withheld));
            output::note(&language.say(&message));
        }
        if self.runner == RunnerKind::InProcess {
            output::note(&language.say(&message!("install-in-process")));
        }
        Ok(())
    }

    /// What is told even where nothing is shown: that nobody who is trusted signed it, where the answer does not say so,
    /// that somebody else did, and what it asks for anew.
    fn told_briefly(&self, answer: Answer) -> Vec<Message> {
        let signed = &self.candidate.signed;
        let is_untold = answer == Answer::Results && !matches!(signed, Signed::By(_));
        let line = is_untold.then(|| consent::line(signed));
        let told = [line, self.change.clone(), self.new_capabilities()];
        told.into_iter().flatten().collect()
    }

    /// What it asks for that what is installed did not, if there is any.
    fn new_capabilities(&self) -> Option<Message> {
        let before = self.before.as_ref()?;
        let new = Grants::all(&self.candidate.manifest).unknown_to(before);
        let version = before.version.as_str();
        (!new.is_empty()).then(|| message!("install-new", version = version, capabilities = Several(&new)))
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
        portrait.index(candidate.index.as_deref());
        portrait.field("size_bytes", message!("column-size"), ColumnKind::Number, size);
        portrait.text("sha256", message!("column-sha256"), &candidate.sha256);
        portrait.signed(Some(&Ok(candidate.signed.clone())));
        portrait.text("runner", message!("column-runner"), self.runner.word());
        if let Some(confinement) = self.confinement.filter(|_| self.runner == RunnerKind::Child) {
            portrait.confinement(confinement);
        }
        portrait.grants(asked, &self.grants);
        portrait.finish(None)
    }
}
