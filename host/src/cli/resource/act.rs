//! `<type> <action> ID…`, for whatever actions the manifests bring.

use std::{sync::Arc, time::Duration};

use clap::{ArgAction, ArgMatches};
use tokio::sync::mpsc;
use yun_plugin_api::{
    ApiCall,
    manifest::{Action, DryRun, ResourceManifest, Risk},
};

use super::{
    Command, list,
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
    prompt::Asker,
    text::{message, visible},
};

/// How long is waited unless the command says otherwise.
const DEFAULT_WAIT: Duration = Duration::from_secs(600);

pub(super) fn grammar(grammar: &Grammar, resource: &ResourceManifest, action: &Action) -> clap::Command {
    let filters: Vec<&str> = resource
        .filters
        .iter()
        .map(|filter| filter.key.as_str())
        .collect();
    let filter_help = match filters.is_empty() {
        true => message!("help-option-filter-none"),
        false => message!("help-option-filter-action", filters = filters.join(", ")),
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
    let asker = needed_asker(&command, &deed, &chosen, matches)?;
    let ledger = Arc::new(Ledger::default());
    let kind = deed.resource.resource_type.clone();
    let wish = Wish {
        deed,
        chosen,
        asker,
        several,
        ledger: Arc::clone(&ledger),
    };
    let outcome = command.in_runtime(|core, globals, progress| wish.carried_out(core, globals, progress));
    if matches!(&outcome, Err(error) if error.kind() == ErrorKind::Cancelled) {
        note_what_goes_on(&ledger, &kind, &globals);
    }
    outcome
}

fn rehearsal(action: &Action, matches: &ArgMatches) -> Rehearsal {
    match (matches.get_flag("dry-run"), action.dry_run) {
        (false, _) => Rehearsal::None,
        (true, DryRun::Native) => Rehearsal::Native,
        (true, DryRun::None) => Rehearsal::TakenDown,
    }
}

fn wait(matches: &ArgMatches) -> Result<Option<Duration>, Error> {
    let seconds = match matches.get_one::<String>("wait-timeout") {
        None => DEFAULT_WAIT,
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

/// Whoever has to say yes, if somebody has to; without anybody to ask nothing happens.
fn needed_asker(
    command: &Command,
    deed: &Deed,
    chosen: &Chosen,
    matches: &ArgMatches,
) -> Result<Option<Asker>, Error> {
    let is_grave = deed.action.risk == Risk::Destructive || matches!(chosen, Chosen::Matching(_));
    let is_nothing = matches!(chosen, Chosen::Ids(ids) if ids.is_empty());
    if !is_grave || is_nothing || deed.rehearsal != Rehearsal::None || matches.get_flag("yes") {
        return Ok(None);
    }
    command.asker().map(Some).ok_or_else(|| {
        Error::invalid_input("confirmation_needed", message!("error-confirmation-needed"))
            .hint(message!("hint-confirmation-needed"))
    })
}

/// What was asked for.
struct Wish {
    deed: Deed,
    chosen: Chosen,
    asker: Option<Asker>,
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
            asker,
            several,
            ledger,
        } = self;
        let (sessions, mut beside) = globals.sessions(&core)?;
        let regions = globals.regions()?;
        let (targets, unknown) =
            listing::targets(&core, &sessions, &regions, &deed.resource, globals.concurrency).await;
        beside.extend(unknown);
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
        if let (Some(asker), false) = (asker, plan.ready.is_empty()) {
            progress.clear();
            confirmed(asker, &acting.deed, &plan).await?;
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
            globals.note(&message!("note-dry-run"));
        }
        watch.results.order(&mut finished);
        if !watch.is_written_as_it_comes() {
            globals.print(&watch.results.render(&finished, &globals)?)?;
        }
        let kind = &acting.deed.resource.resource_type;
        report_failures(&results::errors(&finished, kind, globals.language), &globals);
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

/// Asks whether it is meant, naming what it is for.
async fn confirmed(asker: Asker, deed: &Deed, plan: &Plan) -> Result<(), Error> {
    let language = asker.language();
    let names: Vec<String> = plan.ready.iter().map(described).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let question = language.say(&message!(
        "prompt-act",
        action = deed.action.name.as_str(),
        count = plan.ready.len(),
        title = language.pick(&deed.resource.title),
        ids = results::named(&names, language)
    ));
    let asked = tokio::task::spawn_blocking(move || asker.confirm(&question, None, false));
    let answer = asked
        .await
        .unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
    match answer? {
        true => Ok(()),
        false => Err(Error::new(
            ErrorKind::Cancelled,
            "declined",
            message!("error-declined"),
        )),
    }
}

fn described(subject: &Subject) -> String {
    match subject.name().as_str() {
        "" => subject.id.clone(),
        name => format!("{} ({name})", subject.id),
    }
}

/// What was seen of what is being done.
#[derive(Default)]
struct Seen {
    finished: Vec<Finished>,
    has_said_that_it_waits: bool,
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
                let call = shown(&call);
                self.globals.notice(&message!("note-would-send", call = call));
            }
            Event::Moved => {}
        }
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
        let mut statuses = std::collections::BTreeMap::<String, usize>::new();
        for (_, stage) in self.acting.ledger.all() {
            if let Stage::Going(status) = stage {
                *statuses.entry(visible(&status)).or_default() += 1;
            }
        }
        let statuses: Vec<String> = statuses
            .into_iter()
            .map(|(status, count)| format!("{status} {count}"))
            .collect();
        let statuses = match statuses.is_empty() {
            true => String::new(),
            false => format!(" · {}", statuses.join(", ")),
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
        let going = self.acting.ledger.all().into_iter();
        let going = going
            .filter(|(_, stage)| matches!(stage, Stage::Going(_)))
            .count();
        if going == 0 {
            return false;
        }
        let message = message!(
            "note-waiting",
            action = deed.action.name.as_str(),
            count = self.total
        );
        self.globals.note(&message);
        true
    }
}

/// A call as a person reads it. The token that makes it harmless to repeat is another one each time.
fn shown(call: &ApiCall) -> String {
    let mut text = format!("{}/{}", call.product, call.action);
    for (key, value) in &call.params {
        if key != "ClientToken" {
            text.push_str(&format!(" {key}={}", visible(value)));
        }
    }
    text
}

/// Says what goes on though nobody waits for it any more.
fn note_what_goes_on(ledger: &Ledger, kind: &str, globals: &Globals) {
    let (mut going, mut sent, mut untouched) = (Vec::new(), Vec::new(), Vec::new());
    for (id, stage) in ledger.all() {
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
        (&going, message!("note-still-going", ids = going.join(", "))),
        (&sent, message!("note-sent-unanswered", ids = sent.join(", "))),
        (&untouched, message!("note-not-sent", ids = untouched.join(", "))),
    ] {
        if !ids.is_empty() {
            globals.notice(&message);
        }
    }
    if goes_on {
        globals.notice(&message!("note-look-later", kind = kind));
    }
}
