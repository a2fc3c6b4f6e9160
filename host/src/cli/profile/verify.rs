//! `profile verify`: whether profiles work, and if not, why.

use std::sync::Arc;

use clap::ArgMatches;
use tokio::{sync::Semaphore, task::JoinSet};
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{common_exit_code, meant_names};
use crate::{
    account::Identity,
    cli::{Command, globals::Globals},
    clock,
    core::Core,
    error::{Error, ErrorKind, exit},
    output::{self, Column, Format, Object, Sheet},
    profile::{registry::Profiles, verification},
    session::Resolved,
    text::{Language, message},
};

/// What came of one profile.
struct Verdict {
    profile: String,
    identity: Option<(Identity, Resolved)>,
    error: Option<Error>,
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let names = meant_names(&command, matches)?;
    let profiles = command.profiles()?;
    if names.is_empty() {
        return Err(
            Error::new(ErrorKind::Credentials, "no_profile", message!("error-no-profile"))
                .hint(message!("hint-no-profile")),
        );
    }
    if let Some(unknown) = names.iter().find(|name| !profiles.contains(name)) {
        return Err(profiles.unknown(unknown));
    }
    output::check_columns(
        &columns(command.globals.language),
        command.globals.columns.as_deref(),
    )?;
    let one_object = names.len() == 1 && !command.globals.all_profiles;
    command.in_runtime(|core, globals, progress| async move {
        progress.say(globals.language.say(&message!("progress-verify")));
        let verdicts = verdicts(&core, profiles, names, globals.concurrency).await;
        progress.clear();
        print(&globals, &verdicts, one_object)
    })
}

/// Asks for all profiles side by side; the verdicts come in the order of the names.
async fn verdicts(core: &Arc<Core>, profiles: Profiles, names: Vec<String>, at_once: usize) -> Vec<Verdict> {
    let places = Arc::new(Semaphore::new(at_once));
    let profiles = Arc::new(profiles);
    let mut asking = JoinSet::new();
    for (at, name) in names.into_iter().enumerate() {
        let (core, profiles, places) = (Arc::clone(core), Arc::clone(&profiles), Arc::clone(&places));
        asking.spawn(async move {
            // It is never closed; without a place it would be asked all the same.
            let _place = places.acquire().await;
            (at, verdict(&core, &profiles, name).await)
        });
    }
    let mut verdicts = asking.join_all().await;
    verdicts.sort_by_key(|(at, _)| *at);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}

async fn verdict(core: &Core, profiles: &Profiles, name: String) -> Verdict {
    let mut verdict = Verdict {
        profile: name,
        identity: None,
        error: None,
    };
    if let Err(error) = look(core, profiles, &mut verdict).await {
        verdict.error = Some(error.for_profile(&verdict.profile));
    }
    verdict
}

async fn look(core: &Core, profiles: &Profiles, verdict: &mut Verdict) -> Result<(), Error> {
    let session = profiles.session(core, &verdict.profile)?;
    core.fresh_credentials(&session).await?;
    verdict.identity = Some(core.identity(&session).await?);
    verification::region(core, &session).await
}

/// A single profile is answered by an object, or by the error alone where a person reads; several are rows.
fn print(globals: &Globals, verdicts: &[Verdict], one_object: bool) -> Result<u8, Error> {
    let columns = columns(globals.language);
    let rows: Vec<Vec<Cell>> = verdicts
        .iter()
        .map(|verdict| verdict.cells(globals.language))
        .collect();
    if !one_object {
        globals.print_sheet(&Sheet::new(columns, rows))?;
    } else if !matches!(globals.format, Format::Table | Format::Wide)
        || verdicts.iter().all(|verdict| verdict.error.is_none())
    {
        let fields = columns.into_iter().zip(rows.into_iter().flatten()).collect();
        globals.print_object(&Object { fields, raw: None })?;
    }
    let reporter = globals.reporter();
    for error in verdicts.iter().filter_map(|verdict| verdict.error.as_ref()) {
        reporter.report(error);
    }
    Ok(exit_code(verdicts))
}

fn exit_code(verdicts: &[Verdict]) -> u8 {
    let codes: Vec<u8> = verdicts
        .iter()
        .map(|verdict| verdict.error.as_ref().map_or(exit::DONE, Error::exit_code))
        .collect();
    common_exit_code(&codes)
}

pub(super) fn columns(language: Language) -> Vec<Column> {
    [
        ("profile", message!("column-profile"), ColumnKind::Text, false),
        ("ok", message!("column-ok"), ColumnKind::Bool, false),
        (
            "account_id",
            message!("column-account-id"),
            ColumnKind::Text,
            false,
        ),
        ("arn", message!("column-arn"), ColumnKind::Text, false),
        (
            "identity_type",
            message!("column-identity-type"),
            ColumnKind::Text,
            true,
        ),
        (
            "expires_at",
            message!("column-expires-at"),
            ColumnKind::Time,
            true,
        ),
        // Told in full on stderr, where the hint stands with it.
        ("reason", message!("column-reason"), ColumnKind::Text, true),
    ]
    .into_iter()
    .map(|(key, title, kind, wide)| Column {
        wide,
        ..Column::new(key, language.say(&title), kind)
    })
    .collect()
}

impl Verdict {
    /// The cells under [`columns`].
    fn cells(&self, language: Language) -> Vec<Cell> {
        let identity = self.identity.as_ref().map(|(identity, _)| identity);
        let text = |of: fn(&Identity) -> &String| Cell::from(identity.map(|identity| of(identity).clone()));
        let expires_at = self
            .identity
            .as_ref()
            .and_then(|(_, resolved)| resolved.expires_at);
        vec![
            self.profile.as_str().into(),
            self.error.is_none().into(),
            text(|identity| &identity.account_id),
            text(|identity| &identity.arn),
            text(|identity| &identity.identity_type),
            expires_at.map(clock::rfc3339).into(),
            self.error.as_ref().map(|error| error.sentence(language)).into(),
        ]
    }
}
