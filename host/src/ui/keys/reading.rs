//! Keys that people chose: `[keys]` in the configuration, the name of a command with a key or several.

use super::{Context, Keys, Press};
use crate::{
    error::Error,
    profile::config::{Config, KeyNames},
    suggest,
    text::{Several, message},
    ui::command::Command,
};

/// A command with the keys that it is to have.
struct Wish {
    command: Command,
    keys: Vec<Press>,
}

impl Keys {
    /// The keys that the configuration says; and what is wrong there. A command of which something is wrong has the keys
    /// that it has otherwise.
    pub(crate) fn of_config(config: &Config) -> (Self, Vec<Error>) {
        let mut wrong = Vec::new();
        let named = config.keys().unwrap_or_else(|misplaced| {
            wrong.push(misplaced);
            Vec::new()
        });
        let mut wishes: Vec<Wish> = Vec::new();
        for (name, keys) in named {
            match wish(name, keys) {
                Ok(wish) => wishes.push(wish),
                Err(error) => wrong.push(error),
            }
        }
        loop {
            let keys = Self::with(&wishes);
            let Some((context, press, one, other)) = keys.taken_twice() else {
                return (keys, wrong);
            };
            // The last in the file gives way; one of the two is in it, since no key is taken twice without.
            let place = wishes
                .iter()
                .rposition(|wish| wish.command == one || wish.command == other);
            let Some(place) = place else {
                return (Self::default(), wrong);
            };
            let dropped = wishes.remove(place).command;
            let holder = if dropped == one { other } else { one };
            wrong.push(taken(context, press, dropped, holder));
        }
    }

    /// The usual keys, but for these commands. Where text is typed, only keys that type nothing count.
    fn with(wishes: &[Wish]) -> Self {
        let usual = Self::default();
        let mut bound = Vec::with_capacity(usual.bound.len());
        for (context, press, command) in usual.bound.iter().copied() {
            let wished = wishes.iter().find(|wish| wish.command == command);
            let chosen: Vec<Press> = wished.map_or_else(Vec::new, |wish| wish.keys_in(context));
            if chosen.is_empty() || is_fixed(press) {
                bound.push((context, press, command));
            }
            let is_there = bound
                .iter()
                .any(|there| (there.0, there.2) == (context, command) && chosen.contains(&there.1));
            if !is_there {
                bound.extend(chosen.into_iter().map(|press| (context, press, command)));
            }
        }
        Self { bound }
    }

    /// A key that does two things in one place, and what.
    fn taken_twice(&self) -> Option<(Context, Press, Command, Command)> {
        let mut seen = std::collections::HashMap::new();
        self.bound.iter().find_map(|(context, press, command)| {
            let before = seen.insert((*context, *press), *command)?;
            (before != *command).then_some((*context, *press, before, *command))
        })
    }
}

impl Wish {
    fn keys_in(&self, context: Context) -> Vec<Press> {
        let is_typed = matches!(context, Context::Choice | Context::Line | Context::Form);
        let keys = self.keys.iter().copied();
        keys.filter(|press| !is_typed || !press.types()).collect()
    }
}

/// Whether a key keeps what it does: whatever is in the configuration, there is a way out.
fn is_fixed(press: Press) -> bool {
    press == Press::control('c')
}

fn wish(name: &str, keys: KeyNames<'_>) -> Result<Wish, Error> {
    let names = || Command::ALL.iter().map(|command| command.name());
    let known = Command::ALL.iter().find(|command| command.name() == name);
    let command = *known.ok_or_else(|| {
        let hint = suggest::hint(name, names(), || {
            message!(
                "hint-keys-commands",
                names = Several(&names().collect::<Vec<_>>())
            )
        });
        Error::invalid_input("keys_invalid", message!("error-keys-command", name = name)).hint(hint)
    })?;
    let unreadable = |key: &str| {
        let message = message!("error-keys-key", command = name, key = key);
        Error::invalid_input("keys_invalid", message).hint(message!("hint-keys-key"))
    };
    let keys = match keys {
        KeyNames::Texts(texts) if !texts.is_empty() => texts,
        KeyNames::Texts(_) => return Err(unreadable("[]")),
        KeyNames::Other(written) => return Err(unreadable(&written)),
    };
    let keys = keys
        .into_iter()
        .map(|key| Press::parse(key).ok_or_else(|| unreadable(key)));
    let keys: Vec<Press> = keys.collect::<Result<_, _>>()?;
    Ok(Wish { command, keys })
}

fn taken(_context: Context, press: Press, command: Command, holder: Command) -> Error {
    let message = message!(
        "error-keys-taken",
        key = press.name(),
        command = command.name(),
        holder = holder.name()
    );
    Error::invalid_input("keys_invalid", message).hint(message!("hint-keys-taken", holder = holder.name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{environment::Environment, text::Language};

    fn read(keys: &str) -> (Keys, Vec<Error>) {
        let home = tempfile::tempdir().expect("a directory");
        std::fs::write(home.path().join("config.toml"), keys).expect("a file");
        let environment = Environment::of_variables([("YUN_CONFIG_DIR", home.path())]);
        Keys::of_config(&Config::load(&environment).expect("loads"))
    }

    fn names(keys: &Keys, context: Context, command: Command) -> Vec<String> {
        keys.of(context, command).map(Press::name).collect()
    }

    #[test]
    fn commands_have_the_keys_that_are_chosen_and_others_stay() {
        let (keys, wrong) = read("[keys]\nrefresh = [\"f5\", \"ctrl-r\"]\nquit = \"Q\"\nmark = \"x\"\n");
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(names(&keys, Context::Table, Command::Refresh), ["f5", "ctrl-r"]);
        assert_eq!(names(&keys, Context::Detail, Command::Refresh), ["f5", "ctrl-r"]);
        assert_eq!(
            names(&keys, Context::Table, Command::Quit),
            ["Q", "ctrl-c"],
            "there is always a way out"
        );
        assert_eq!(names(&keys, Context::Table, Command::Mark), ["x"]);
        assert_eq!(
            names(&keys, Context::Choice, Command::Mark),
            ["space"],
            "x is typed there"
        );
        let r = Press::parse("r").expect("a key");
        assert_eq!(keys.command(Context::Table, r), None);
        assert_eq!(
            keys.command(Context::Table, Press::parse("/").expect("a key")),
            Some(Command::Filter)
        );
        assert!(read("").1.is_empty() && read("[keys]\n").1.is_empty());
    }

    #[test]
    fn two_commands_may_exchange_their_keys() {
        let (keys, wrong) = read("[keys]\nrefresh = \"s\"\nsort-next = \"r\"\n");
        assert!(wrong.is_empty());
        let of = |name| keys.command(Context::Table, Press::parse(name).expect("a key"));
        assert_eq!(
            (of("s"), of("r")),
            (Some(Command::Refresh), Some(Command::SortNext))
        );
    }

    #[test]
    fn what_is_wrong_is_told_by_name_and_the_usual_key_holds() {
        for (keys, told, command) in [
            ("refersh = \"f5\"", &["refersh", "refresh"][..], Command::Refresh),
            ("zzzz = \"f5\"", &["zzzz", "sort-next"], Command::Refresh),
            (
                "refresh = \"hyper-r\"",
                &["refresh", "hyper-r", "ctrl-x"],
                Command::Refresh,
            ),
            ("refresh = 5", &["refresh", "5"], Command::Refresh),
            ("refresh = []", &["refresh", "[]"], Command::Refresh),
            ("refresh = [\"f5\", 5]", &["refresh", "5"], Command::Refresh),
            (
                "refresh = \"s\"",
                &["refresh", "s", "sort-next"],
                Command::Refresh,
            ),
            (
                "refresh = \"ctrl-c\"",
                &["refresh", "ctrl-c", "quit"],
                Command::Refresh,
            ),
            (
                "filter = \"f3\"\nsort-next = \"f3\"",
                &["sort-next", "f3", "filter"],
                Command::SortNext,
            ),
        ] {
            let (read, wrong) = read(&format!("[keys]\n{keys}\n"));
            assert_eq!(wrong.len(), 1, "{keys}: {wrong:?}");
            for language in [Language::English, Language::Chinese] {
                let said = wrong[0].to_text(language);
                assert!(told.iter().all(|part| said.contains(part)), "{keys}: {said}");
            }
            let usual = names(&Keys::default(), Context::Table, command);
            assert_eq!(names(&read, Context::Table, command), usual, "{keys}");
        }
        assert_eq!(read("keys = 5\n").1.len(), 1);
    }
}
