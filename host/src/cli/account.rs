//! What belongs to any account: `whoami`, `regions` and `resource-groups`.

use std::sync::Arc;

use clap::ArgMatches;
use yun_plugin_api::{Cell, manifest::ColumnKind};

use super::{
    Command,
    globals::{Globals, sort_keys},
    grammar::Grammar,
};
use crate::{
    account::Identity,
    catalog::Catalog,
    clock,
    core::Core,
    error::Error,
    listing::{self, Outcome, Target},
    output::{self, Column, Object, Sheet, SortKey},
    session::{Resolved, Session},
    text::{Message, message},
};

pub(super) fn whoami_grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar.command("whoami", message!("help-whoami"))
}

pub(super) fn regions_grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar
        .command("regions", message!("help-regions"))
        .arg(grammar.sort())
}

pub(super) fn resource_groups_grammar(grammar: &Grammar, _catalog: &Catalog) -> clap::Command {
    grammar
        .command("resource-groups", message!("help-resource-groups"))
        .arg(grammar.sort())
}

/// Shows whose credentials each chosen profile has.
pub(super) fn whoami(command: Command, _matches: &ArgMatches) -> Result<u8, Error> {
    let several = command.several()?;
    command.in_runtime(|core, globals, progress| async move {
        let columns = vec![
            column(&globals, "profile", message!("column-profile"), ColumnKind::Text),
            column(&globals, "mode", message!("column-mode"), ColumnKind::Text),
            column(
                &globals,
                "account_id",
                message!("column-account-id"),
                ColumnKind::Text,
            ),
            column(&globals, "arn", message!("column-arn"), ColumnKind::Text),
            column(
                &globals,
                "identity_type",
                message!("column-identity-type"),
                ColumnKind::Text,
            ),
            column(
                &globals,
                "expires_at",
                message!("column-expires-at"),
                ColumnKind::Time,
            ),
        ];
        output::check_columns(&columns, globals.columns.as_deref())?;
        let asked = each_profile(&core, &globals, |core, session| async move {
            let (identity, resolved) = core.identity(&session).await?;
            identity_row(&core, &session, identity, &resolved)
        });
        let outcome = asked.await?;
        progress.clear();
        let mut rows: Vec<Vec<Cell>> = outcome.answers.iter().map(|(_, row)| row.clone()).collect();
        match (several, rows.pop()) {
            (false, Some(row)) => {
                let fields = columns.into_iter().zip(row).collect();
                globals.print_object(&Object { fields, raw: None })?;
            }
            (_, last) => {
                rows.extend(last);
                let mut sheet = Sheet::new(columns, rows);
                sheet.sort(&[SortKey::parse("profile")])?;
                print(sheet, &outcome, &globals)?;
            }
        }
        Ok(finish(&outcome, &globals))
    })
}

fn identity_row(
    core: &Core,
    session: &Session,
    identity: Identity,
    resolved: &Resolved,
) -> Result<Vec<Cell>, Error> {
    let mode = &core.catalog.credential(&session.profile.mode)?.provided.mode;
    Ok(vec![
        session.name().into(),
        mode.as_str().into(),
        identity.account_id.into(),
        identity.arn.into(),
        identity.identity_type.into(),
        resolved.expires_at.map(clock::rfc3339).into(),
    ])
}

/// Lists the regions that each chosen account may use, as it tells them now.
pub(super) fn regions(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let columns = |globals: &Globals| {
        vec![
            column(globals, "id", message!("column-id"), ColumnKind::Text),
            column(globals, "name", message!("column-name"), ColumnKind::Text),
            column(globals, "status", message!("column-status"), ColumnKind::Status),
            column(globals, "current", message!("column-current"), ColumnKind::Bool),
            column(globals, "endpoint", message!("column-endpoint"), ColumnKind::Text).wide(),
        ]
    };
    rows_of_accounts(command, matches, columns, |core, session| async move {
        let own = session.profile.region.as_str().to_owned();
        let row = |region: crate::account::Region| -> Vec<Cell> {
            let is_own = region.id == own;
            vec![
                region.id.into(),
                region.name.into(),
                region.status.into(),
                is_own.into(),
                region.endpoint.into(),
            ]
        };
        Ok(core.kept_regions(&session).await?.into_iter().map(row).collect())
    })
}

/// Lists the resource groups of each chosen account.
pub(super) fn resource_groups(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let columns = |globals: &Globals| {
        vec![
            column(globals, "id", message!("column-id"), ColumnKind::Text),
            column(globals, "name", message!("column-name"), ColumnKind::Text),
            column(
                globals,
                "display_name",
                message!("column-display-name"),
                ColumnKind::Text,
            ),
            column(globals, "status", message!("column-status"), ColumnKind::Status),
            column(globals, "current", message!("column-current"), ColumnKind::Bool),
        ]
    };
    rows_of_accounts(command, matches, columns, |core, session| async move {
        let own = session.profile.resource_group.clone();
        let row = |group: crate::account::ResourceGroup| -> Vec<Cell> {
            let is_own = own.as_deref() == Some(&group.id);
            vec![
                group.id.into(),
                group.name.into(),
                group.display_name.into(),
                group.status.into(),
                is_own.into(),
            ]
        };
        Ok(core
            .resource_groups(&session)
            .await?
            .into_iter()
            .map(row)
            .collect())
    })
}

/// Asks each chosen account for rows, and shows them by profile and id.
fn rows_of_accounts<F>(
    command: Command,
    matches: &ArgMatches,
    columns: impl Fn(&Globals) -> Vec<Column>,
    ask: impl Fn(Arc<Core>, Arc<Session>) -> F,
) -> Result<u8, Error>
where
    F: Future<Output = Result<Vec<Vec<Cell>>, Error>> + Send + 'static,
{
    let several = command.several()?;
    let sort = sort_keys(matches)?;
    let mut columns = columns(&command.globals);
    if several {
        let profile = column(
            &command.globals,
            "profile",
            message!("column-profile"),
            ColumnKind::Text,
        );
        columns.insert(0, profile);
    }
    output::check_columns(&columns, command.globals.columns.as_deref())?;
    output::check_sort(&columns, &sort)?;
    command.in_runtime(|core, globals, progress| async move {
        let mut outcome = each_profile(&core, &globals, ask).await?;
        progress.clear();
        let mut sheet = Sheet::new(columns, Vec::new());
        for (target, rows) in &mut outcome.answers {
            for mut row in rows.drain(..) {
                if several {
                    row.insert(0, target.session.name().into());
                }
                sheet.rows.push(row);
            }
        }
        sheet.sort(&default_order(several))?;
        sheet.sort(&sort)?;
        print(sheet, &outcome, &globals)?;
        Ok(finish(&outcome, &globals))
    })
}

fn default_order(several: bool) -> Vec<SortKey> {
    let profile = several.then(|| SortKey::parse("profile"));
    profile.into_iter().chain([SortKey::parse("id")]).collect()
}

/// Asks something of each chosen profile, side by side.
async fn each_profile<T, F>(
    core: &Arc<Core>,
    globals: &Globals,
    ask: impl Fn(Arc<Core>, Arc<Session>) -> F,
) -> Result<Outcome<T>, Error>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    let (sessions, unusable) = globals.sessions(core)?;
    let target = |session: Arc<Session>| Target {
        region: session.profile.region.as_str().to_owned(),
        session,
    };
    let targets = sessions.into_iter().map(target).collect();
    let mut outcome = listing::ask(targets, globals.concurrency, |target| {
        ask(Arc::clone(core), target.session)
    })
    .await;
    outcome.failures.splice(0..0, unusable);
    Ok(outcome)
}

/// Writes the rows, unless nobody gave any.
fn print<T>(sheet: Sheet, outcome: &Outcome<T>, globals: &Globals) -> Result<(), Error> {
    if !outcome.answers.is_empty() {
        globals.print_sheet(&sheet)?;
    }
    Ok(())
}

fn finish<T>(outcome: &Outcome<T>, globals: &Globals) -> u8 {
    let reporter = globals.reporter();
    for failure in &outcome.failures {
        reporter.report(failure);
    }
    outcome.exit_code()
}

fn column(globals: &Globals, key: &str, title: Message, kind: ColumnKind) -> Column {
    Column::new(key, globals.language.say(&title), kind)
}
