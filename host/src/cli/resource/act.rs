//! `<type> <action> ID…`, for whatever actions the manifests bring.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use clap::{ArgAction, ArgMatches};
use tokio::sync::mpsc;
use yun_plugin_api::manifest::{Action, ResourceManifest};

use super::{
    Command,
    consent::{Consent, confirmed},
    list,
    params::{self, params},
    report_failures,
    results::{self, Results},
    subjects::{Chosen, chosen},
};
use crate::{
    acting::{self, Acting, Deed, Event, Finished, Ledger, Plan, Rehearsal, Stage, Subject},
    cli::{globals::Globals, grammar::Grammar},
    core::Core,
    error::{Error, ErrorKind},
    listing::{self, Places},
    output::{self, Format, progress::ProgressLine},
    text::{Several, message, visible},
};

/// How long there is at least between two words on how far it is.
const BETWEEN_LINES: Duration = Duration::from_millis(100);

pub(super) fn grammar(grammar: &Grammar, resource: &ResourceManifest, action: &Action) -> clap::Command {
    let filters: Vec<&str> = resource
        .filters
        .iter()
        .map(|filter| filter.key.as_str())
        .collect();
    let filter_help = match filters.is_empty() {
        true => message!("help-option-filter-none"),
        false => message!("help-option-filter-action", filters = Several(&filters)),
    };
    let help = grammar.language.pick(&action.help).to_owned();
    grammar
        .bare(&action.name, help)
        .arg(
            grammar
                .positional("ID", message!("help-value-id"), message!("help-action-ids"))
                .required(false)
                .num_args(1..),
        )
        .args(params::grammar(grammar, &action.params))
        .arg(
            grammar
                .arg("filter", filter_help)
                .value_name("KEY=VALUE")
                .action(ArgAction::Append),
        )
        .arg(grammar.flag("all-matching", message!("help-option-all-matching")))
        .arg(grammar.flag("dry-run", message!("help-option-dry-run")))
        .arg(grammar.flag("yes", message!("help-option-yes-action")).short('y'))
        .arg(grammar.flag("no-wait", message!("help-option-no-wait")))
        .arg(grammar.value(
            "wait-timeout",
            message!("help-option-wait-timeout"),
            message!("help-value-seconds"),
        ))
}

pub(super) fn run(command: Command, noun: &str, name: &str, matches: &ArgMatches) -> Result<u8, Error> {
    let resource = command.catalog.resource(noun)?.provided.clone();
    let Some(action) = resource.action(name).cloned() else {
        return Err(Error::invalid_input(
            "arguments_invalid",
            message!("error-arguments"),
        ));
    };
    let globals = command.globals.clone();
    let several = command.several()?;
    let columns = Results::columns(several, globals.language);
    output::check_columns(&columns, globals.columns.as_deref())?;
    list::refuse_resource_group(&command, &resource)?;
    let deed = Deed {
        params: params(&action.params, matches)?,
        rehearsal: rehearsal(&action, matches),
        wait: wait(matches)?,
        resource,
        action,
    };
    let chosen = chosen(&deed.resource, matches, globals.language)?;
    let consent = Consent::of(&command, &deed, &chosen, matches);
    let ledger = Arc::new(Ledger::default());
    let kind = deed.resource.resource_type.clone();
    let wish = Wish {
        deed,
        chosen,
        consent,
        several,
        ledger: Arc::clone(&ledger),
    };
    let outcome = command.in_runtime(|core, globals, progress| wish.carried_out(core, globals, progress));
    if matches!(&outcome, Err(error) if error.kind() == ErrorKind::Cancelled) {
        note_what_goes_on(&ledger, &kind, several, &globals)?;
    }
    outcome
}

fn rehearsal(action: &Action, matches: &ArgMatches) -> Rehearsal {
    match matches.get_flag("dry-run") {
        false => Rehearsal::None,
        true => Rehearsal::of(action),
    }
}

fn wait(matches: &ArgMatches) -> Result<Option<Duration>, Error> {
    let seconds = match matches.get_one::<String>("wait-timeout") {
        None => acting::USUAL_WAIT,
        Some(text) => text
            .parse::<f64>()
            .ok()
            .filter(|seconds| (0.001..=86_400.0).contains(seconds))
            .map(Duration::from_secs_f64)
            .ok_or_else(|| {
                Error::invalid_input(
                    "argument_invalid",
                    message!("error-argument-value", flag = "--wait-timeout"),
                )
                .hint(message!("hint-timeout"))
            })?,
    };
    Ok((!matches.get_flag("no-wait")).then_some(seconds))
}

/// What was asked for.
struct Wish {
    deed: Deed,
    chosen: Chosen,
    consent: Consent,
    several: bool,
    ledger: Arc<Ledger>,
}

impl Wish {
    async fn carried_out(
        self,
        core: Arc<Core>,
        globals: Globals,
        progress: ProgressLine,
    ) -> Result<u8, Error> {
        let Self {
            deed,
            chosen,
            consent,
            several,
            ledger,
        } = self;
        let (sessions, mut beside) = globals.sessions(&core)?;
        let regions = globals.regions()?;
        let (targets, unknown) =
            listing::targets(&core, &sessions, &regions, &deed.resource, globals.concurrency).await;
        beside.extend(unknown);
        ledger.set_targets(targets.clone());
        let (sender, events) = mpsc::unbounded_channel();
        let acting = Arc::new(Acting {
            core,
            deed,
            targets: targets.clone(),
            regions,
            places: Places::new(globals.concurrency),
            ledger,
            events: sender,
        });
        let (subjects, missing, failed) = found(&acting, chosen, &globals).await;
        beside.extend(failed);
        let mut plan = Plan::of(&acting.deed, subjects);
        plan.finished.extend(missing);
        let kind = acting.deed.resource.resource_type.clone();
        let mut told = HashSet::new();
        if !plan.ready.is_empty() && !matches!(consent, Consent::Given) {
            // What is refused already is said before anybody is asked about the rest.
            progress.clear();
            report_failures(&results::errors(&plan.finished, &kind, &globals), &globals);
            told.extend(plan.finished.iter().map(|finished| finished.id.clone()));
            confirmed(consent, &acting, &plan).await?;
        }
        let total = plan.finished.len() + plan.on_the_way.len() + plan.ready.len();
        if total == 0 && beside.is_empty() {
            let title = globals.language.pick(&acting.deed.resource.title);
            globals.note(&message!("note-nothing-to-do", title = title));
        }
        for subject in plan.ready.iter().chain(&plan.on_the_way) {
            acting.ledger.note(&subject.id, Stage::Untouched);
        }
        let watch = Watch {
            results: Results::new(&targets, several, globals.language),
            globals: &globals,
            progress: &progress,
            acting: &acting,
            total,
        };
        let work = tokio::spawn(Arc::clone(&acting).carry_out(plan));
        let Seen {
            mut finished,
            unwritten,
            ..
        } = watch.until(work, events).await;
        progress.clear();
        if acting.deed.rehearsal != Rehearsal::None {
            globals.notice(&message!("note-dry-run"));
        }
        watch.results.order(&mut finished);
        if !watch.is_written_as_it_comes() {
            globals.print(&watch.results.render(&finished, &globals)?)?;
        }
        let untold: Vec<Finished> = finished
            .iter()
            .filter(|finished| !told.contains(&finished.id))
            .cloned()
            .collect();
        report_failures(&results::errors(&untold, &kind, &globals), &globals);
        report_failures(&beside, &globals);
        match unwritten {
            Some(error) => Err(error),
            None => Ok(results::exit_code(&finished, &beside)),
        }
    }
}

/// What is to be acted on, what of it is nowhere, and which targets could not be asked for what they have.
async fn found(
    acting: &Arc<Acting>,
    chosen: Chosen,
    globals: &Globals,
) -> (Vec<Subject>, Vec<Finished>, Vec<Error>) {
    match chosen {
        Chosen::Ids(ids) => {
            let found = acting::look(acting, &ids).await;
            (found.subjects, found.missing, Vec::new())
        }
        Chosen::Matching(filters) => {
            let query = listing::Query {
                resource_group: globals.resource_group.clone(),
                filters,
                limit: None,
            };
            let (subjects, failures) = acting::matching(acting, query, globals.concurrency).await;
            (subjects, Vec::new(), failures)
        }
    }
}

/// What was seen of what is being done.
#[derive(Default)]
struct Seen {
    finished: Vec<Finished>,
    has_said_that_it_waits: bool,
    /// When it was last said how far it is.
    said_at: Option<Instant>,
    /// Why results cannot be written.
    unwritten: Option<Error>,
}

/// Follows what is being done.
struct Watch<'a> {
    results: Results<'a>,
    globals: &'a Globals,
    progress: &'a ProgressLine,
    acting: &'a Acting,
    total: usize,
}

impl Watch<'_> {
    fn is_written_as_it_comes(&self) -> bool {
        self.globals.format == Format::Jsonl && self.globals.query.is_none()
    }

    /// Collects what is finished until all is; writes it at once where that is the format's way. What cannot be written
    /// stops nothing that was begun.
    async fn until(
        &self,
        mut work: tokio::task::JoinHandle<()>,
        mut events: mpsc::UnboundedReceiver<Event>,
    ) -> Seen {
        let mut seen = Seen::default();
        let mut ticks = tokio::time::interval(BETWEEN_LINES);
        loop {
            tokio::select! {
                biased;
                Some(event) = events.recv() => self.see(event, &mut seen).await,
                ended = &mut work => {
                    if let Err(failed) = ended {
                        std::panic::resume_unwind(failed.into_panic());
                    }
                    break;
                }
                _ = ticks.tick() => self.say_how_far(&mut seen),
            }
        }
        while let Ok(event) = events.try_recv() {
            self.see(event, &mut seen).await;
        }
        seen
    }

    async fn see(&self, event: Event, seen: &mut Seen) {
        match event {
            Event::Finished(one) => {
                if self.is_written_as_it_comes() && seen.unwritten.is_none() {
                    seen.unwritten = self.write(&one).await.err();
                }
                seen.finished.push(*one);
            }
            Event::WouldSend(call) => {
                let call = acting::in_words(&call);
                self.globals.notice(&message!("note-would-send", call = call));
            }
            Event::Moved(..) => {}
        }
        self.say_how_far(seen);
    }

    /// Says how far it is; of thousands of ids not for each.
    fn say_how_far(&self, seen: &mut Seen) {
        let is_due = seen.said_at.is_none_or(|at| at.elapsed() >= BETWEEN_LINES);
        if !is_due {
            return;
        }
        seen.said_at = Some(Instant::now());
        if self.progress.is_shown() {
            self.progress.say(self.line(seen.finished.len()));
        } else if !seen.has_said_that_it_waits {
            seen.has_said_that_it_waits = self.say_that_it_waits();
        }
    }

    /// Whoever reads may take their time: that holds nothing up.
    async fn write(&self, one: &Finished) -> Result<(), Error> {
        let text = self.results.render(std::slice::from_ref(one), self.globals)?.text;
        let writing = tokio::task::spawn_blocking(move || output::print(&text));
        let written = writing
            .await
            .unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
        written.map(drop)
    }

    fn line(&self, done: usize) -> String {
        let going = self.acting.ledger.going().into_iter();
        let statuses: Vec<String> = going
            .map(|(status, count)| format!("{} {count}", visible(&status)))
            .collect();
        let statuses = match statuses.is_empty() {
            true => String::new(),
            false => format!(" · {}", self.globals.language.list(&statuses)),
        };
        self.globals.language.say(&message!(
            "progress-act",
            action = self.acting.deed.action.name.as_str(),
            done = done,
            total = self.total,
            statuses = statuses
        ))
    }

    /// Where no line is drawn over again, one says that it takes time.
    fn say_that_it_waits(&self) -> bool {
        let deed = &self.acting.deed;
        if deed.wait.is_none() || deed.action.waits.is_none() || deed.rehearsal != Rehearsal::None {
            return true;
        }
        let going: usize = self.acting.ledger.going().values().sum();
        if going == 0 {
            return false;
        }
        let message = message!("note-waiting", action = deed.action.name.as_str(), count = going);
        self.globals.note(&message);
        true
    }
}

/// Shows what is known of those that are over, and says what goes on though nobody waits for it any more.
fn note_what_goes_on(ledger: &Ledger, kind: &str, several: bool, globals: &Globals) -> Result<(), Error> {
    let mut ended = ledger.ended();
    let stages = ledger.all();
    if stages.is_empty() {
        return Ok(());
    }
    let shown = Results::new(ledger.targets(), several, globals.language);
    // Lines were written as they came.
    if globals.format != Format::Jsonl || globals.query.is_some() {
        shown.order(&mut ended);
        globals.print(&shown.render(&ended, globals)?)?;
    }
    let (mut going, mut sent, mut untouched) = (Vec::new(), Vec::new(), Vec::new());
    for (id, stage) in stages {
        match stage {
            Stage::Going(status) if status.is_empty() => going.push(visible(&id)),
            Stage::Going(status) => going.push(format!("{} ({})", visible(&id), visible(&status))),
            Stage::Sent => sent.push(visible(&id)),
            Stage::Untouched => untouched.push(visible(&id)),
            Stage::Finished => {}
        }
    }
    let goes_on = !going.is_empty() || !sent.is_empty();
    for (ids, message) in [
        (&going, message!("note-still-going", ids = Several(&going))),
        (&sent, message!("note-sent-unanswered", ids = Several(&sent))),
        (&untouched, message!("note-not-sent", ids = Several(&untouched))),
    ] {
        if !ids.is_empty() {
            globals.notice(&message);
        }
    }
    if goes_on {
        globals.notice(&results::look_later(kind, globals));
    }
    Ok(())
}
