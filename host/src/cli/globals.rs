//! The options that every command takes.

use std::{sync::Arc, time::Duration};

use clap::{Arg, ArgAction, ArgMatches, builder::PossibleValuesParser};

use super::{grammar::Grammar, report::Reporter};
use crate::{
    core::Core,
    error::Error,
    listing::Regions,
    output::{self, Format, Object, Paint, Query, Reader, Rendered, Sheet, SortKey, Style},
    profile::{
        RegionId,
        registry::{Profiles, Usable, no_profile},
        secrets::Unlocking,
    },
    runner::RunnerKind,
    session::Session,
    terminal::Terminal,
    text::{Language, Message, Several, message},
};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a person may take to log in unless `--timeout` says otherwise.
const DEFAULT_LOGIN_TIMEOUT: Duration = Duration::from_secs(300);
const DEFAULT_CONCURRENCY: usize = 32;

/// The words of `--color`.
pub(super) const COLOURS: [&str; 3] = ["auto", "always", "never"];

/// What the settings say about what the arguments leave open.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults {
    pub(super) format: Format,
    pub(super) color: Option<String>,
}

/// Whether a stream is coloured: as it was said, or if it is a terminal and the variables allow it.
pub(super) fn paint(said: Option<&str>, is_terminal: bool, terminal: &Terminal) -> Paint {
    match said {
        Some("always") => Paint::Coloured,
        Some("never") => Paint::Plain,
        _ if is_terminal && terminal.colour => Paint::Coloured,
        _ => Paint::Plain,
    }
}

/// The options that every command takes.
#[derive(Clone)]
pub(super) struct Globals {
    pub(super) language: Language,
    /// What `--lang` says.
    pub(super) said_language: Option<Language>,
    /// What `--color` says.
    pub(super) said_color: Option<String>,
    pub(super) format: Format,
    pub(super) columns: Option<Vec<String>>,
    pub(super) query: Option<Query>,
    pub(super) width: Option<usize>,
    pub(super) paint: Paint,
    error_paint: Paint,
    pub(super) profiles: Vec<String>,
    pub(super) all_profiles: bool,
    pub(super) regions: Vec<String>,
    pub(super) resource_group: Option<String>,
    pub(super) runner: Option<RunnerKind>,
    pub(super) timeout: Duration,
    /// How long a person may take to log in.
    pub(super) login_timeout: Duration,
    pub(super) concurrency: usize,
    pub(super) no_input: bool,
    pub(super) quiet: bool,
    pub(super) verbosity: u8,
}

/// The options that every command takes.
pub(super) fn grammar(grammar: &Grammar) -> Vec<Arg> {
    let heading = grammar.say(message!("help-global-options"));
    let flag = |name, help| grammar.flag(name, help);
    let value = |name, help, taken| grammar.value(name, help, taken);
    let globals = vec![
        value(
            "profile",
            message!("help-option-profile"),
            message!("help-value-name"),
        )
        .short('p')
        .action(ArgAction::Append),
        flag("all-profiles", message!("help-option-all-profiles")).conflicts_with("profile"),
        value(
            "region",
            message!("help-option-region"),
            message!("help-value-region"),
        )
        .short('r')
        .action(ArgAction::Append),
        value(
            "resource-group",
            message!("help-option-resource-group"),
            message!("help-value-id"),
        ),
        value(
            "output",
            message!("help-option-output"),
            message!("help-value-format"),
        )
        .short('o')
        .value_parser(PossibleValuesParser::new(Format::WORDS)),
        value(
            "columns",
            message!("help-option-columns"),
            message!("help-value-keys"),
        )
        .action(ArgAction::Append),
        value(
            "query",
            message!("help-option-query"),
            message!("help-value-query"),
        ),
        value(
            "color",
            message!("help-option-color"),
            message!("help-value-when"),
        )
        .value_parser(PossibleValuesParser::new(COLOURS)),
        value(
            "lang",
            message!("help-option-lang"),
            message!("help-value-language"),
        )
        .value_parser(PossibleValuesParser::new(["en", "zh"])),
        flag("no-input", message!("help-option-no-input")),
        value(
            "timeout",
            message!("help-option-timeout"),
            message!("help-value-seconds"),
        ),
        value(
            "concurrency",
            message!("help-option-concurrency"),
            message!("help-value-number"),
        ),
        value(
            "runner",
            message!("help-option-runner"),
            message!("help-value-runner"),
        )
        .value_parser(PossibleValuesParser::new(RunnerKind::WORDS)),
        flag("verbose", message!("help-option-verbose"))
            .short('v')
            .action(ArgAction::Count),
        flag("quiet", message!("help-option-quiet")).short('q'),
        flag("help", message!("help-option-help"))
            .short('h')
            .action(ArgAction::Help),
    ];
    let mut globals: Vec<Arg> = globals
        .into_iter()
        .map(|arg| arg.global(true).help_heading(heading.clone()))
        .collect();
    globals.push(
        flag("version", message!("help-option-version"))
            .short('V')
            .action(ArgAction::Version)
            .help_heading(heading),
    );
    globals
}

impl Globals {
    /// Whether a keyring may ask the user to unlock it.
    pub(super) fn unlocking(&self) -> Unlocking {
        match self.no_input {
            true => Unlocking::Refused,
            false => Unlocking::Asked,
        }
    }

    /// Reads the options; what they leave open, the settings decide.
    pub(super) fn read(
        matches: &ArgMatches,
        language: Language,
        terminal: &Terminal,
        defaults: &Defaults,
    ) -> Result<Self, Error> {
        let text = |name| matches.get_one::<String>(name).map(String::as_str);
        let color = text("color").or(defaults.color.as_deref());
        let texts = |name| -> Vec<String> {
            matches
                .get_many::<String>(name)
                .map(|values| values.cloned().collect())
                .unwrap_or_default()
        };
        let mut columns: Vec<String> = Vec::new();
        for key in texts("columns")
            .iter()
            .flat_map(|list| list.split(','))
            .map(str::trim)
        {
            if key.is_empty() {
                return Err(invalid("columns", message!("hint-columns-empty")));
            }
            if !columns.iter().any(|known| known == key) {
                columns.push(key.to_owned());
            }
        }
        if text("resource-group").is_some_and(|group| group.trim().is_empty()) {
            return Err(invalid("resource-group", message!("hint-empty")));
        }
        let timeout = match text("timeout") {
            None => None,
            Some(seconds) => seconds
                .parse::<f64>()
                .ok()
                .filter(|seconds| (0.001..=86_400.0).contains(seconds))
                .map(Duration::from_secs_f64)
                .ok_or_else(|| invalid("timeout", message!("hint-timeout")))
                .map(Some)?,
        };
        let concurrency = match text("concurrency") {
            None => DEFAULT_CONCURRENCY,
            Some(number) => number
                .parse()
                .ok()
                .filter(|number| (1..=1024).contains(number))
                .ok_or_else(|| invalid("concurrency", message!("hint-concurrency")))?,
        };
        Ok(Self {
            said_language: text("lang").and_then(Language::parse),
            said_color: text("color").map(str::to_owned),
            language,
            // The values of these two were held against the words when they were parsed.
            format: text("output").and_then(Format::parse).unwrap_or(defaults.format),
            runner: text("runner").and_then(RunnerKind::parse),
            columns: Some(columns).filter(|columns| !columns.is_empty()),
            query: text("query").map(Query::parse).transpose()?,
            width: terminal.width,
            paint: paint(color, terminal.stdout, terminal),
            error_paint: paint(color, terminal.stderr, terminal),
            profiles: texts("profile"),
            all_profiles: matches.get_flag("all-profiles"),
            regions: texts("region"),
            resource_group: text("resource-group").map(str::to_owned),
            timeout: timeout.unwrap_or(DEFAULT_TIMEOUT),
            login_timeout: timeout.unwrap_or(DEFAULT_LOGIN_TIMEOUT),
            concurrency,
            no_input: matches.get_flag("no-input"),
            quiet: matches.get_flag("quiet"),
            verbosity: matches.get_count("verbose"),
        })
    }

    /// How the command's answer is written.
    pub(super) fn style(&self) -> Style<'_> {
        Style {
            format: self.format,
            columns: self.columns.as_deref(),
            query: self.query.as_ref(),
            language: self.language,
            width: self.width,
            paint: self.paint,
        }
    }

    /// Writes the rows that the command answers with to stdout.
    pub(super) fn print_sheet(&self, sheet: &Sheet) -> Result<Reader, Error> {
        self.print(&sheet.render(&self.style())?)
    }

    /// Writes the one thing that the command answers with to stdout.
    pub(super) fn print_object(&self, object: &Object) -> Result<Reader, Error> {
        self.print(&object.render(&self.style())?)
    }

    /// Whether somebody chose parts of the answer.
    pub(super) fn chooses(&self) -> bool {
        self.columns.is_some() || self.query.is_some()
    }

    /// How the command's errors are told.
    pub(super) fn reporter(&self) -> Reporter {
        Reporter {
            format: self.format,
            language: self.language,
            paint: self.error_paint,
            width: self.width,
        }
    }

    /// Writes an answer to stdout, and says on stderr what the terminal has no room for.
    pub(super) fn print(&self, rendered: &Rendered) -> Result<Reader, Error> {
        let reader = output::print(&rendered.text)?;
        if !rendered.left_out.is_empty() {
            let columns = Several(&rendered.left_out);
            self.note(&message!("note-columns-left-out", columns = columns));
        }
        Ok(reader)
    }

    /// Tells a person, on stderr, what happened. A program that reads JSON needs no such talk.
    pub(super) fn note(&self, message: &Message) {
        if !self.quiet && !self.format.is_json() {
            output::note(&self.language.say(message));
        }
    }

    /// Tells whoever reads stderr what they should know, in the form that they read.
    pub(super) fn notice(&self, message: &Message) {
        let text = self.language.say(message);
        match self.format {
            _ if self.quiet => {}
            format if format.is_json() => {
                output::note(&serde_json::json!({ "note": { "message": text } }).to_string());
            }
            _ => output::note(&text),
        }
    }

    /// The regions that were asked for.
    pub(super) fn regions(&self) -> Result<Regions, Error> {
        if self.regions.is_empty() {
            return Ok(Regions::Default);
        }
        if self.regions.iter().any(|region| region == "all") {
            return Ok(Regions::All);
        }
        let mut named: Vec<String> = Vec::new();
        for region in &self.regions {
            let region = RegionId::parse(region)?.as_str().to_owned();
            if !named.contains(&region) {
                named.push(region);
            }
        }
        Ok(Regions::Named(named))
    }

    /// Whether the command line says which profiles are meant.
    pub(super) fn names_profiles(&self) -> bool {
        self.all_profiles || !self.profiles.is_empty()
    }

    /// The names of the profiles that the command is for: those of `-p`, else the one in use.
    pub(super) fn profile_names(&self, profiles: &Profiles) -> Result<Vec<String>, Error> {
        if self.all_profiles {
            return Ok(profiles.names().into_iter().map(str::to_owned).collect());
        }
        if !self.profiles.is_empty() {
            let mut names: Vec<String> = Vec::new();
            for name in &self.profiles {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
            return Ok(names);
        }
        Ok(vec![profiles.used()?.to_owned()])
    }

    /// The profile that the command is for, put to use.
    ///
    /// # Errors
    /// When several were named, or this one cannot be used.
    pub(super) fn session(&self, core: &Core) -> Result<Arc<Session>, Error> {
        let profiles = Profiles::load(&core.environment, &core.catalog)?;
        match self.profile_names(&profiles)?.as_slice() {
            [] => Err(no_profile()),
            [name] => profiles.session(core, name),
            _ => Err(Error::invalid_input("one_profile", message!("error-one-profile"))),
        }
    }

    /// The profiles that the command is for, put to use, and why some cannot be.
    ///
    /// # Errors
    /// When a named profile does not exist, or there is none.
    pub(super) fn sessions(&self, core: &Core) -> Result<Usable, Error> {
        let profiles = Profiles::load(&core.environment, &core.catalog)?;
        profiles.sessions(core, &self.profile_names(&profiles)?)
    }
}

/// The columns of `--sort`, which takes several with commas between them.
pub(super) fn sort_keys(matches: &ArgMatches) -> Result<Vec<SortKey>, Error> {
    let lists = matches.get_many::<String>("sort").into_iter().flatten();
    lists
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .map(|key| match key.trim_start_matches('-') {
            "" => Err(invalid("sort", message!("hint-columns-empty"))),
            _ => Ok(SortKey::parse(key)),
        })
        .collect()
}

fn invalid(flag: &str, hint: Message) -> Error {
    Error::invalid_input(
        "argument_invalid",
        message!("error-argument-value", flag = format!("--{flag}")),
    )
    .hint(hint)
}
