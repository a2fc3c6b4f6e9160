//! The command line: from the arguments to an exit code.

mod account;
mod api;
mod completion;
mod doctor;
mod find;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod globals;
mod grammar;
mod login;
mod man;
mod plugin;
mod profile;
mod report;
mod resource;
mod settings;
mod ui;
mod usage;

use std::{ffi::OsString, future::Future, pin::Pin, sync::Arc};

use clap::ArgMatches;

use crate::{
    catalog::Catalog,
    core::{Core, Options},
    environment::Environment,
    error::{Error, exit},
    output::{self, Format, progress::ProgressLine},
    profile::{config::Config, registry::Profiles},
    prompt::Asker,
    runner, runtime,
    services::{Person, Reached},
    terminal::Terminal,
    text::{Language, Several, message},
};
use globals::{Defaults, Globals};
use report::Reporter;

/// Runs the command that this process was started for.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the arguments are read"
)]
pub fn main() -> ! {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match arguments.get(1).and_then(|argument| argument.to_str()) {
        // Answered before anything else is looked at, so that it works when everything else is broken.
        Some("--version" | "-V") if arguments.len() == 2 => runner::end_process(print_version()),
        Some(runner::CHILD_ARGUMENT) => runner::end_process(runner::run_child()),
        Some(completion::ARGUMENT) => {
            let surroundings = Environment::of_this_process();
            runner::end_process(completion::answer(&arguments[2..], &surroundings))
        }
        Some("help") => {
            let mut asked: Vec<OsString> = arguments;
            asked.remove(1);
            asked.push("--help".into());
            runner::end_process(run(&asked, Environment::of_this_process()))
        }
        _ => runner::end_process(run(&arguments, Environment::of_this_process())),
    }
}

fn print_version() -> u8 {
    match output::print(concat!("yun ", env!("CARGO_PKG_VERSION"), "\n")) {
        Ok(_) => exit::DONE,
        Err(error) => {
            let language = Language::of_locale(&Environment::of_this_process());
            output::note(&error.to_text(language));
            error.exit_code()
        }
    }
}

/// What a command has at hand.
struct Command {
    environment: Environment,
    terminal: Terminal,
    catalog: Catalog,
    globals: Globals,
    /// Whether login pages are opened in a browser, or shown.
    opens_browser: bool,
}

/// Runs a command line in these surroundings and returns its exit code.
fn run(arguments: &[OsString], environment: Environment) -> u8 {
    runner::hide_memory();
    // A configuration that cannot be read has no say here; the command that needs it says why.
    let config = Config::load(&environment).ok();
    let language = language(arguments, &environment, config.as_ref());
    let defaults = Defaults {
        format: config
            .as_ref()
            .and_then(|config| crate::settings::default_format(config).ok())
            .unwrap_or_default(),
        color: config
            .as_ref()
            .and_then(|config| config.setting("color").map(str::to_owned)),
    };
    let terminal = Terminal::of_this_process(&environment);
    let catalog = Catalog::discover(&environment);
    let mut tree = grammar::build(&catalog, language);
    let reporter = Reporter::of_arguments(arguments, &terminal, language, &defaults);
    let matches = match tree.try_get_matches_from_mut(arguments) {
        Ok(matches) => matches,
        Err(error) => return usage::report(&error, &tree, &catalog, arguments, reporter),
    };
    let globals = default_format(&matches, config.as_ref()).and_then(|format| {
        let defaults = Defaults { format, ..defaults };
        Globals::read(&matches, language, &terminal, &defaults)
    });
    let globals = match globals {
        Ok(globals) => globals,
        Err(error) => return reporter.report(&error),
    };
    start_log(globals.verbosity);
    note_development_plugins(&catalog, &globals);
    let reporter = globals.reporter();
    let command = Command {
        environment,
        terminal,
        catalog,
        globals,
        opens_browser: true,
    };
    match dispatch(command, &matches, &mut tree) {
        Ok(code) => code,
        Err(error) => reporter.report(&error),
    }
}

fn dispatch(command: Command, matches: &ArgMatches, tree: &mut clap::Command) -> Result<u8, Error> {
    match matches.subcommand() {
        None => {
            let help = tree.render_help().to_string();
            let mut help = output::help(&help, command.terminal.width);
            if command.terminal.stdin && command.terminal.stdout {
                let offered = command.globals.language.say(&message!("note-ui-offered"));
                help = format!("{help}\n{offered}\n");
            }
            output::print(&help)?;
            Ok(exit::DONE)
        }
        Some((name, matches)) => match grammar::NOUNS.iter().find(|noun| noun.name == name) {
            Some(noun) => (noun.run)(command, matches),
            None => resource::run(command, name, matches),
        },
    }
}

impl Command {
    /// Somebody who can be asked for what is missing.
    fn asker(&self) -> Option<Asker> {
        let asker = Asker::at(&self.terminal, self.globals.language);
        asker.filter(|_| !self.globals.no_input)
    }

    /// The current configuration.
    fn config(&self) -> Result<Config, Error> {
        Config::load(&self.environment)
    }

    /// All profiles, whoever keeps them.
    fn profiles(&self) -> Result<Profiles, Error> {
        Profiles::load(&self.environment, &self.catalog)
    }

    /// Whether several profiles were asked for, so that each row says whose it is.
    fn several(&self) -> Result<bool, Error> {
        let globals = &self.globals;
        if !globals.all_profiles && globals.profiles.len() < 2 {
            return Ok(false);
        }
        let names = globals.profile_names(&self.profiles()?)?;
        Ok(globals.all_profiles || names.len() > 1)
    }

    /// Runs work that needs the network or plugins, until it is done or interrupted.
    fn in_runtime<T, F>(self, work: impl FnOnce(Arc<Core>, Globals, ProgressLine) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let progress = ProgressLine::new(!self.globals.quiet);
        let person = Person {
            reached: Reached::ByLines {
                asker: self.asker(),
                can_type: !self.globals.no_input,
                progress: progress.clone(),
            },
            opens_browser: self.opens_browser,
        };
        let Self {
            environment,
            catalog,
            globals,
            ..
        } = self;
        let unlocking = globals.unlocking();
        let runtime = runtime::start()?;
        let spoken = progress.clone();
        let options = Options {
            language: globals.language,
            timeout: globals.timeout,
            login_timeout: globals.login_timeout,
            person,
            runner: globals.runner,
            unlocking,
            on_progress: Box::new(move |said| spoken.say(crate::text::visible(&said.message))),
        };
        let core = Arc::new(Core::new(environment, catalog, options, runtime.handle().clone()));
        let work = Box::pin(work(Arc::clone(&core), globals, progress.clone()));
        let outcome = runtime.block_on(unless_interrupted(&core, work));
        progress.clear();
        core.end();
        // Calls that were given up may still run, and a plugin's `Drop` may take its time: nobody waits for them. Nor
        // is the runtime taken away from under them, for they would panic; the process ends soon.
        std::mem::forget(runtime);
        std::mem::forget(core);
        outcome
    }
}

/// What comes of work, or that it was interrupted. Built once for each kind of answer, not for each command.
async fn unless_interrupted<T>(
    core: &Core,
    work: Pin<Box<dyn Future<Output = Result<T, Error>> + '_>>,
) -> Result<T, Error> {
    tokio::select! {
        // Ctrl-C is listened for before the work begins: until then it would end the process unheard.
        biased;
        () = runtime::interrupted() => {
            core.cancel();
            Err(runtime::was_interrupted())
        }
        outcome = work => outcome,
    }
}

/// The language, from `--lang`, the setting or the locale; needed before the arguments can be parsed, since help is
/// text too.
fn language(arguments: &[OsString], environment: &Environment, config: Option<&Config>) -> Language {
    let texts: Vec<&str> = arguments
        .iter()
        .filter_map(|argument| argument.to_str())
        .collect();
    let after = texts
        .iter()
        .position(|text| *text == "--lang")
        .and_then(|at| texts.get(at + 1))
        .copied();
    let joined = || texts.iter().find_map(|text| text.strip_prefix("--lang="));
    let setting = || config.and_then(|config| config.setting("language"));
    after
        .or_else(joined)
        .and_then(Language::parse)
        .or_else(|| setting().and_then(Language::parse))
        .unwrap_or_else(|| Language::of_locale(environment))
}

/// The format that the settings ask for. What mends or examines the settings works with wrong ones too.
fn default_format(matches: &ArgMatches, config: Option<&Config>) -> Result<Format, Error> {
    let asked = matches.try_contains_id("output").unwrap_or_default();
    let mends = matches!(
        matches.subcommand_name(),
        None | Some("settings" | "doctor" | "completion" | "man")
    );
    match config.map(crate::settings::default_format) {
        None => Ok(Format::default()),
        Some(Err(_)) if asked || mends => Ok(Format::default()),
        Some(format) => format,
    }
}

/// Writes the log to stderr: errors of plugins, and more with each `-v`.
#[expect(clippy::disallowed_methods, reason = "the log has a writer of its own")]
fn start_log(verbosity: u8) {
    use tracing::level_filters::LevelFilter;
    let level = match verbosity {
        0 => LevelFilter::ERROR,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // The libraries beneath are not asked: what they log is not for users, and may be what they send.
    let own = tracing_subscriber::filter::filter_fn(move |metadata| {
        metadata.target().starts_with("yun") && *metadata.level() <= level
    });
    use tracing_subscriber::{Layer, layer::SubscriberExt, util::SubscriberInitExt};
    let to_stderr = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .without_time();
    // A second start in one process keeps the first log.
    let _ = tracing_subscriber::registry()
        .with(to_stderr.with_filter(own))
        .try_init();
}

/// Libraries of `YUN_PLUGIN_PATH` get what their manifests ask for: the user is told.
fn note_development_plugins(catalog: &Catalog, globals: &Globals) {
    let found: Vec<String> = catalog
        .libraries()
        .iter()
        .filter(|library| library.origin == crate::catalog::Origin::Path && library.refusal.is_none())
        .map(crate::catalog::Library::id)
        .collect();
    if !found.is_empty() {
        let message = message!("note-development-plugins", plugins = Several(&found));
        globals.notice(&message);
    }
}
