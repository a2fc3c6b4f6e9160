//! Where on the command line the cursor is, and so what may stand there.

use clap::{Arg, ArgAction, Command};

use super::{
    candidate::{Candidate, Reply},
    values::{Asked, Knowledge},
};

/// Where the cursor is.
pub(super) struct Position<'a> {
    root: &'a Command,
    command: &'a Command,
    /// The names of the commands that lead here.
    path: Vec<&'a str>,
    /// The arguments without a name that were given to the command.
    positionals: Vec<&'a str>,
    /// The options that were given, with their values.
    given: Vec<(&'a Arg, &'a str)>,
    /// The option whose value comes next.
    pending: Option<&'a Arg>,
    /// Whether `--` has ended the options.
    options_ended: bool,
    current: &'a str,
}

/// Follows the words, of which the last is being typed.
pub(super) fn find<'a>(root: &'a Command, words: &'a [String]) -> Position<'a> {
    let (current, previous) = words
        .split_last()
        .map_or(("", &[][..]), |(last, rest)| (last, rest));
    let mut position = Position {
        root,
        command: root,
        path: Vec::new(),
        positionals: Vec::new(),
        given: Vec::new(),
        pending: None,
        options_ended: false,
        current,
    };
    for word in previous {
        position.pass(word);
    }
    position
}

impl<'a> Position<'a> {
    fn pass(&mut self, word: &'a str) {
        if let Some(arg) = self.pending.take() {
            self.given.push((arg, word));
        } else if !self.options_ended && word == "--" {
            self.options_ended = true;
        } else if !self.options_ended && word.starts_with("--") {
            let (name, value) = word
                .split_once('=')
                .map_or((word, None), |(name, value)| (name, Some(value)));
            let arg = self
                .options()
                .find(|arg| arg.get_long() == name.strip_prefix("--"));
            self.pass_option(arg, value);
        } else if !self.options_ended && word.len() > 1 && word.starts_with('-') {
            self.pass_shorts(&word[1..]);
        } else if let Some(next) = self.subcommand(word) {
            self.command = next;
            self.path.push(next.get_name());
        } else {
            self.positionals.push(word);
        }
    }

    fn pass_option(&mut self, arg: Option<&'a Arg>, value: Option<&'a str>) {
        match (arg, value) {
            (Some(arg), None) if arg.get_action().takes_values() => self.pending = Some(arg),
            (Some(arg), value) => self.given.push((arg, value.unwrap_or_default())),
            (None, _) => {}
        }
    }

    /// `-v`, `-vq`, `-p`, `-pNAME`.
    fn pass_shorts(&mut self, shorts: &'a str) {
        for (at, short) in shorts.char_indices() {
            let arg = self.options().find(|arg| arg.get_short() == Some(short));
            let rest = &shorts[at + short.len_utf8()..];
            if arg.is_some_and(|arg| arg.get_action().takes_values()) {
                let value = (!rest.is_empty()).then(|| rest.strip_prefix('=').unwrap_or(rest));
                return self.pass_option(arg, value);
            }
            self.pass_option(arg, None);
        }
    }

    fn options(&self) -> impl Iterator<Item = &'a Arg> + use<'a> {
        let of_root = self.root.get_arguments().filter(|arg| arg.is_global_set());
        self.command.get_arguments().chain(of_root)
    }

    fn subcommand(&self, word: &str) -> Option<&'a Command> {
        let may_be = !self.options_ended && self.positionals.is_empty();
        self.command.find_subcommand(word).filter(|_| may_be)
    }

    /// What may stand here.
    pub(super) fn reply(&self, knowledge: &Knowledge<'_>) -> Reply {
        let reply = if let Some(arg) = self.pending {
            self.value(knowledge, arg, self.current)
        } else if self.options_ended || !self.current.starts_with('-') {
            self.words(knowledge)
        } else {
            self.option_or_its_value(knowledge)
        };
        reply.beginning_with(self.current)
    }

    fn value(&self, knowledge: &Knowledge<'_>, arg: &Arg, current: &str) -> Reply {
        knowledge.values(&Asked {
            path: &self.path,
            arg,
            positionals: &self.positionals,
            current,
        })
    }

    /// Commands, or the values of the next argument without a name; where there are none, options.
    fn words(&self, knowledge: &Knowledge<'_>) -> Reply {
        if self.command.has_subcommands() {
            // Behind a word that is no command there is nothing to offer.
            let may_be = self.positionals.is_empty() && !self.options_ended;
            return if may_be { self.commands() } else { Reply::NOTHING };
        }
        let repeated = || {
            let last = self.command.get_positionals().last();
            last.filter(|arg| matches!(arg.get_action(), ArgAction::Append))
        };
        let mut arguments = self.command.get_positionals();
        match arguments.nth(self.positionals.len()).or_else(repeated) {
            Some(arg) => self.value(knowledge, arg, self.current),
            None if self.options_ended || !self.current.is_empty() => Reply::NOTHING,
            None => self.option_names(knowledge),
        }
    }

    fn commands(&self) -> Reply {
        let shown = self
            .command
            .get_subcommands()
            .filter(|command| !command.is_hide_set());
        Reply::Words(
            shown
                .map(|command| Candidate::new(command.get_name(), about(command)))
                .collect(),
        )
    }

    fn option_or_its_value(&self, knowledge: &Knowledge<'_>) -> Reply {
        let current = self.current;
        if let Some((name, value)) = current.split_once('=').filter(|_| current.starts_with("--")) {
            let arg = self
                .options()
                .find(|arg| arg.get_long() == name.strip_prefix("--"));
            let arg = arg.filter(|arg| arg.get_action().takes_values());
            return arg.map_or(Reply::NOTHING, |arg| {
                self.value(knowledge, arg, value).behind(&current[..=name.len()])
            });
        }
        let short = current
            .chars()
            .nth(1)
            .filter(|_| current.len() > 2 && !current.starts_with("--"));
        let attached = short.and_then(|short| self.options().find(|arg| arg.get_short() == Some(short)));
        match attached.filter(|arg| arg.get_action().takes_values()) {
            Some(arg) => {
                let rest = current.char_indices().nth(2).map_or(current.len(), |(at, _)| at);
                self.value(knowledge, arg, &current[rest..])
                    .behind(&current[..rest])
            }
            None => self.option_names(knowledge),
        }
    }

    fn option_names(&self, knowledge: &Knowledge<'_>) -> Reply {
        let mode = self.given.iter().find(|(arg, _)| arg.get_id() == "mode");
        let mode = mode.map(|(_, mode)| *mode);
        let again = |arg: &Arg| {
            matches!(arg.get_action(), ArgAction::Append | ArgAction::Count)
                || !self.given.iter().any(|(given, _)| given.get_id() == arg.get_id())
        };
        let mut names: Vec<Candidate> = Vec::new();
        for arg in self.options().filter(|arg| !arg.is_hide_set() && again(arg)) {
            let Some(long) = arg.get_long() else { continue };
            let name = format!("--{long}");
            let known = names.iter().any(|known| known.value == name);
            if !known && knowledge.is_option_of(&self.path, long, mode) {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                names.push(Candidate::new(name, help));
            }
        }
        Reply::Words(names)
    }
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}
