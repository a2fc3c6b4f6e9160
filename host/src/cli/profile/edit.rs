//! `profile edit`: what was given changes, or what is asked for on a terminal; verified before it is saved.

use std::sync::Arc;

use clap::ArgMatches;
use yun_plugin_api::manifest::{CredentialManifest, FieldType};

use super::{
    arguments,
    asking::{self, Lists},
    change, own_name,
};
use crate::{
    blocking::blocking,
    cli::{Command, globals::Globals},
    core::Core,
    error::{Error, exit},
    output::progress::ProgressLine,
    profile::{
        editing::{Edit, Setting, fields_of},
        fields, secrets, verification,
    },
    prompt::{
        Asker,
        field::{Answer, Need, Present},
    },
    session::Session,
    text::{Several, message},
};

/// What is edited, and who is asked about it.
struct Editing {
    edit: Edit,
    /// Who is asked for region and resource group too.
    asker: Option<Asker>,
    lists: Lists,
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let name = own_name(&command, matches, "NAME", message!("prompt-edit"))?;
    let editing = prepared(&command, matches, &name)?;
    command.in_runtime(|core, globals, progress| async move {
        let mut editing = editing;
        editing.settle(&core, &globals, &progress).await?;
        let edit = editing.edit;
        blocking(move || edit.save(&core.environment, core.unlocking)).await?;
        globals.note(&message!("note-saved", name = name));
        Ok(exit::DONE)
    })
}

/// What can be known without asking Alibaba Cloud.
fn prepared(command: &Command, matches: &ArgMatches, name: &str) -> Result<Editing, Error> {
    let config = command.config()?;
    let profile = config.profile(name)?;
    let present = command.catalog.credential(&profile.mode).ok();
    let present = present.map(|served| served.provided.clone());
    let change = change::read(command, matches, &profile, present.as_ref())?;
    let mode = change.mode.clone().or(present);
    let Some(mode) = mode else {
        return Err(arguments::missing_mode(&command.catalog));
    };
    let secrets = secrets::of_profile(&command.environment, &profile, command.globals.unlocking());
    let (secrets, _) = change.kept(profile.secret_store, secrets)?;
    let mut editing = Editing {
        edit: Edit {
            profile,
            secrets,
            mode,
            change,
        },
        asker: None,
        lists: match matches.get_flag("no-verify") {
            true => Lists::Left,
            false => Lists::Asked,
        },
    };
    let edit = &mut editing.edit;
    let profiles = command.profiles()?;
    let others = profiles.names().into_iter().filter(|other| *other != name);
    let others: Vec<String> = others.map(str::to_owned).collect();
    match command.asker() {
        Some(asker) if edit.change.is_empty() => {
            ask_fields(edit, asker, &others)?;
            editing.asker = Some(asker);
        }
        Some(asker) if edit.change.mode.is_some() => {
            let (profile, secrets) = edit.changed();
            let mut fields = fields_of(&profile, &secrets);
            if fields::missing(&edit.mode, &fields).is_some() {
                asking::fields(asker, &edit.mode, &mut fields, &others)?;
                edit.change.set = fields;
            }
        }
        None if edit.change.is_empty() => return Err(nothing_given(&edit.mode)),
        _ => {}
    }
    editing.edit.check()?;
    Ok(editing)
}

/// Asks for each field, with what it holds.
fn ask_fields(edit: &mut Edit, asker: Asker, others: &[String]) -> Result<(), Error> {
    for field in &edit.mode.fields.clone() {
        let present = edit.profile.fields.get(&field.key);
        let shown = match (field.field_type, present) {
            (FieldType::Secret, _) if edit.secrets.contains_key(&field.key) => Present::Secret,
            (FieldType::Secret, _) | (_, None) => Present::Nothing,
            (_, Some(text)) => Present::Plain(text),
        };
        let need = match field.required {
            true => Need::Required,
            false => Need::Optional,
        };
        match (asker.field(field, need, shown, others)?, field.field_type) {
            // It stays, even if the configuration holds one too by mistake.
            (Answer::Nothing, FieldType::Secret) => {}
            (Answer::Nothing, _) if present.is_some() => {
                edit.change.unset.insert(field.key.clone());
            }
            (Answer::Nothing, _) => {}
            (Answer::Plain(text), _) if present == Some(&text) => {}
            (Answer::Plain(text), _) => {
                edit.change.set.plain.insert(field.key.clone(), text);
            }
            (Answer::Secret(secret), _) => {
                edit.change.set.secret.insert(field.key.clone(), secret);
            }
        }
    }
    Ok(())
}

impl Editing {
    /// Verifies what will be, and asks for region and resource group if the fields were asked for too.
    async fn settle(&mut self, core: &Core, globals: &Globals, progress: &ProgressLine) -> Result<(), Error> {
        let (profile, secrets) = self.edit.changed();
        let session = Arc::new(Session::new(profile, secrets));
        if self.edit.change.concerns_credentials() {
            core.credential_cache(&session).forget();
        }
        verification::check(core, &session, &self.edit.mode).await?;
        if self.lists == Lists::Asked {
            progress.say(core.language().say(&message!("progress-verify")));
            let asked = verification::identity(core, &session).await;
            progress.clear();
            let (identity, _) = asked?;
            globals.note(&message!(
                "note-verified",
                arn = &identity.arn,
                account = &identity.account_id
            ));
        }
        if let Some(asker) = self.asker {
            self.ask_account(asker, core, &session).await?;
        }
        if self.lists == Lists::Left {
            return Ok(());
        }
        let session = Arc::new(session.moved_to(self.edit.changed().0).await);
        verification::region(core, &session).await
    }

    async fn ask_account(&mut self, asker: Asker, core: &Core, session: &Arc<Session>) -> Result<(), Error> {
        let present = &self.edit.profile.region;
        let region = asking::region(asker, core, session, self.lists, Some(present)).await?;
        self.edit.change.region = Some(region).filter(|region| region != present);
        if self.lists == Lists::Left {
            return Ok(());
        }
        let group = asking::resource_group(asker, core, session).await?;
        if group != self.edit.profile.resource_group {
            self.edit.change.resource_group = group.map_or(Setting::Cleared, Setting::Set);
        }
        Ok(())
    }
}

fn nothing_given(mode: &CredentialManifest) -> Error {
    let fields = mode.fields.iter().map(|field| fields::flag(&field.key));
    let own = [
        "region",
        "signature",
        "resource-group",
        "no-resource-group",
        "mode",
        "unset",
    ]
    .map(str::to_owned);
    let flags: Vec<String> = fields.chain(own).map(|flag| format!("--{flag}")).collect();
    Error::invalid_input("argument_missing", message!("error-nothing-to-change"))
        .hint(message!("hint-nothing-to-change", flags = Several(&flags)))
}
