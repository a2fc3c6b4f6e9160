//! `<type> <view>`: a log, or whatever else a manifest lets people look at.

use std::sync::Arc;

use clap::ArgMatches;
use yun_plugin_api::{
    Cell, ViewRequest,
    manifest::{ColumnKind, ResourceManifest, View},
};

use super::{
    Command,
    params::{self, params},
    show::Search,
};
use crate::{
    cli::{globals::Globals, grammar::Grammar},
    core::Core,
    error::{Error, exit},
    listing::{self, Following, Pace, Target},
    output::{self, Column, Format, Object, Reader, progress::ProgressLine},
    text::{Message, message, visible_lines},
};

/// The option that follows a view.
const FOLLOW: &str = "follow";

pub(super) fn grammar(grammar: &Grammar, view: &View) -> clap::Command {
    let follow = view
        .follow
        .then(|| grammar.flag(FOLLOW, message!("help-option-follow")));
    grammar
        .bare(&view.name, grammar.language.pick(&view.help).to_owned())
        .arg(grammar.positional("ID", message!("help-value-id"), message!("help-show-id")))
        .args(params::grammar(grammar, &view.params))
        .args(follow)
}

/// A view as it was asked for, held against the manifest.
struct Wish {
    resource: ResourceManifest,
    request: ViewRequest,
    is_followed: bool,
    stdout_is_terminal: bool,
}

pub(super) fn run(command: Command, noun: &str, name: &str, matches: &ArgMatches) -> Result<u8, Error> {
    let resource = command.catalog.resource(noun)?.provided.clone();
    let Some(view) = resource.view(name) else {
        let message = message!("error-arguments");
        return Err(Error::invalid_input("arguments_invalid", message));
    };
    let id = matches.get_one::<String>("ID").cloned().unwrap_or_default();
    if id.is_empty() {
        let message = message!("error-missing-argument", argument = "ID");
        return Err(Error::invalid_input("argument_missing", message).hint(message!("hint-help")));
    }
    let is_followed = view.follow && matches.get_flag(FOLLOW);
    if is_followed {
        check_followed(&command.globals)?;
    }
    let wish = Wish {
        request: ViewRequest {
            resource_type: resource.resource_type.clone(),
            region: String::new(),
            view: view.name.clone(),
            id,
            params: params(&view.params, matches)?,
            follow: false,
            cursor: None,
        },
        is_followed,
        stdout_is_terminal: command.terminal.stdout,
        resource,
    };
    if let Some(columns) = &command.globals.columns {
        output::check_columns(&columns_of(&command.globals), Some(columns))?;
    }
    command.in_runtime(|core, globals, progress| wish.shown(core, globals, progress))
}

/// What has no end cannot be one document, nor be asked anything.
fn check_followed(globals: &Globals) -> Result<(), Error> {
    let streams = matches!(
        globals.format,
        Format::Table | Format::Wide | Format::Json | Format::Jsonl
    );
    if streams && globals.query.is_none() && globals.columns.is_none() {
        return Ok(());
    }
    let error = Error::invalid_input("follow_unfit", message!("error-follow-unfit"));
    Err(error.hint(message!("hint-follow-unfit")))
}

impl Wish {
    async fn shown(mut self, core: Arc<Core>, globals: Globals, progress: ProgressLine) -> Result<u8, Error> {
        let target = match self.find(&core, &globals).await? {
            Ok(target) => target,
            Err(code) => return Ok(code),
        };
        self.request.region.clone_from(&target.region);
        progress.clear();
        match self.is_followed {
            true => self.follow(&core, &target, &globals).await,
            false => self.show(&core, &target, &globals).await,
        }
    }

    /// Where the resource is; if it is nowhere, the exit code, all being said.
    async fn find(&self, core: &Arc<Core>, globals: &Globals) -> Result<Result<Target, u8>, Error> {
        let mut search = Search::of(core, &self.resource, globals).await?;
        if search.targets.len() == 1 && search.unusable.is_empty() {
            return Ok(Ok(search.targets.remove(0)));
        }
        let found = search
            .find(core, &self.resource, &self.request.id, globals)
            .await?;
        Ok(found.map(|(target, _)| target))
    }

    async fn show(&self, core: &Arc<Core>, target: &Target, globals: &Globals) -> Result<u8, Error> {
        let text = listing::view(core, target, &self.request).await?.text;
        let is_plain = matches!(globals.format, Format::Table | Format::Wide);
        if is_plain && globals.query.is_none() && globals.columns.is_none() {
            let is_line_open = !text.is_empty() && !text.ends_with('\n') && self.stdout_is_terminal;
            let end = if is_line_open { "\n" } else { "" };
            output::print(&(self.for_reader(text) + end))?;
            return Ok(exit::DONE);
        }
        let cells: [Cell; 3] = [
            self.request.id.as_str().into(),
            target.region.as_str().into(),
            text.into(),
        ];
        let fields = columns_of(globals).into_iter().zip(cells).collect();
        globals.print_object(&Object { fields, raw: None })?;
        Ok(exit::DONE)
    }

    /// Writes what comes as it comes. Ctrl-C ends it as it ends every command.
    async fn follow(&self, core: &Arc<Core>, target: &Target, globals: &Globals) -> Result<u8, Error> {
        let mut following = Following::new(core, target, self.request.clone(), Pace::default());
        let mut begun = String::new();
        let mut is_line_open = false;
        while let Some(text) = following.news().await? {
            is_line_open = !text.ends_with('\n');
            let text = match globals.format.is_json() {
                true => json_lines(&mut begun, &text),
                false => self.for_reader(text),
            };
            // Whoever reads may take their time; meanwhile Ctrl-C still counts.
            let writing = tokio::task::spawn_blocking(move || output::print(&text));
            let reader = writing
                .await
                .unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))?;
            if reader == Reader::Gone {
                return Ok(exit::DONE);
            }
        }
        if !begun.is_empty() {
            output::print(&json_lines(&mut begun, "\n"))?;
        } else if is_line_open && self.stdout_is_terminal {
            output::print("\n")?;
        }
        Ok(exit::DONE)
    }

    /// The text as it came, for a program; for a person what would steer the terminal is made visible.
    fn for_reader(&self, text: String) -> String {
        match self.stdout_is_terminal {
            true => visible_lines(&text),
            false => text,
        }
    }
}

/// The lines that this text completes, each as an object; `begun` is the line that is not complete yet.
fn json_lines(begun: &mut String, text: &str) -> String {
    begun.push_str(text);
    let Some(end) = begun.rfind('\n') else {
        return String::new();
    };
    let rest = begun.split_off(end + 1);
    let whole = std::mem::replace(begun, rest);
    whole
        .lines()
        .map(|line| output::json_line(&serde_json::json!({ "text": line })))
        .collect()
}

fn columns_of(globals: &Globals) -> Vec<Column> {
    let column = |key: &str, title: Message| Column::new(key, globals.language.say(&title), ColumnKind::Text);
    vec![
        column("id", message!("column-id")),
        column("region", message!("column-region")),
        column("text", message!("column-text")),
    ]
}

#[cfg(test)]
mod tests {
    use super::json_lines;

    #[test]
    fn a_line_is_written_once_it_is_complete() {
        let mut begun = String::new();
        assert_eq!(json_lines(&mut begun, "a\nb"), "{\"text\":\"a\"}\n");
        assert_eq!(json_lines(&mut begun, "c"), "");
        assert_eq!(
            json_lines(&mut begun, "\r\n\n"),
            "{\"text\":\"bc\"}\n{\"text\":\"\"}\n"
        );
        assert_eq!(begun, "");
    }
}
