//! `profile edit`: what was given changes, or what is asked for on a terminal; verified before it is saved.

use std::sync::Arc;

use clap::ArgMatches;
use yun_plugin_api::{
    Fields,
    manifest::{CredentialManifest, FieldType},
};

use super::{
    arguments,
    asking::{self, Lists},
    change::{Change, Setting},
    own_name, verification,
};
use crate::{
    blocking::blocking,
    cli::{Command, globals::Globals},
    core::Core,
    environment::Environment,
    error::{Error, exit},
    output::progress::ProgressLine,
    profile::{
        Profile, fields,
        secrets::{self, Secrets, Unlocking},
        together,
    },
    prompt::{
        Asker,
        field::{Answer, Need, Present},
    },
    session::Session,
    text::message,
};

/// A profile as it was read, and what is to become of it.
struct Edit {
    profile: Profile,
    secrets: Secrets,
    mode: CredentialManifest,
    change: Change,
    /// Who is asked for region and resource group too.
    asker: Option<Asker>,
    lists: Lists,
}

pub(super) fn run(command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let name = own_name(&command, matches, "NAME", message!("prompt-edit"))?;
    let edit = prepared(&command, matches, &name)?;
    command.in_runtime(|core, globals, progress| async move {
        let mut edit = edit;
        edit.settle(&core, &globals, &progress).await?;
        blocking(move || edit.save(&core.environment, core.unlocking)).await?;
        globals.note(&message!("note-saved", name = name));
        Ok(exit::DONE)
    })
}

/// What can be known without asking Alibaba Cloud.
fn prepared(command: &Command, matches: &ArgMatches, name: &str) -> Result<Edit, Error> {
    let config = command.config()?;
    let profile = config.profile(name)?;
    let present = command.catalog.credential(&profile.mode).ok();
    let present = present.map(|served| served.provided.clone());
    let change = Change::read(command, matches, &profile, present.as_ref())?;
    let mode = change.mode.clone().or(present);
    let Some(mode) = mode else {
        return Err(arguments::missing_mode(&command.catalog));
    };
    let secrets = secrets::of_profile(&command.environment, &profile, command.globals.unlocking());
    let (secrets, _) = change.kept(profile.secret_store, secrets)?;
    let mut edit = Edit {
        profile,
        secrets,
        mode,
        asker: None,
        lists: match matches.get_flag("no-verify") {
            true => Lists::Left,
            false => Lists::Asked,
        },
        change,
    };
    let profiles = command.profiles()?;
    let others = profiles.names().into_iter().filter(|other| *other != name);
    let others: Vec<String> = others.map(str::to_owned).collect();
    match command.asker() {
        Some(asker) if edit.change.is_empty() => {
            edit.asker = Some(asker);
            edit.ask_fields(asker, &others)?;
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
    let (profile, secrets) = edit.changed();
    fields::check(&edit.mode, &fields_of(&profile, &secrets))?;
    Ok(edit)
}

impl Edit {
    /// The profile and its secrets as they will be.
    fn changed(&self) -> (Profile, Secrets) {
        let (mut profile, mut secrets) = (self.profile.clone(), self.secrets.clone());
        self.change.apply(&mut profile, &mut secrets);
        (profile, secrets)
    }

    /// Asks for each field, with what it holds.
    fn ask_fields(&mut self, asker: Asker, others: &[String]) -> Result<(), Error> {
        for field in &self.mode.fields {
            let present = self.profile.fields.get(&field.key);
            let shown = match (field.field_type, present) {
                (FieldType::Secret, _) if self.secrets.contains_key(&field.key) => Present::Secret,
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
                    self.change.unset.insert(field.key.clone());
                }
                (Answer::Nothing, _) => {}
                (Answer::Plain(text), _) if present == Some(&text) => {}
                (Answer::Plain(text), _) => {
                    self.change.set.plain.insert(field.key.clone(), text);
                }
                (Answer::Secret(secret), _) => {
                    self.change.set.secret.insert(field.key.clone(), secret);
                }
            }
        }
        Ok(())
    }

    /// Verifies what will be, and asks for region and resource group if the fields were asked for too.
    async fn settle(&mut self, core: &Core, globals: &Globals, progress: &ProgressLine) -> Result<(), Error> {
        let (profile, secrets) = self.changed();
        let session = Arc::new(Session::new(profile, secrets));
        if self.change.concerns_credentials() {
            core.credential_cache(&session).forget();
        }
        verification::check(core, &session, &self.mode).await?;
        if self.lists == Lists::Asked {
            let (identity, _) = verification::identity(core, &session, progress).await?;
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
        let session = Arc::new(session.moved_to(self.changed().0).await);
        verification::region(core, &session).await
    }

    async fn ask_account(&mut self, asker: Asker, core: &Core, session: &Arc<Session>) -> Result<(), Error> {
        let present = &self.profile.region;
        let region = asking::region(asker, core, session, self.lists, Some(present)).await?;
        self.change.region = Some(region).filter(|region| region != present);
        if self.lists == Lists::Left {
            return Ok(());
        }
        let group = asking::resource_group(asker, core, session).await?;
        if group != self.profile.resource_group {
            self.change.resource_group = group.map_or(Setting::Cleared, Setting::Set);
        }
        Ok(())
    }

    /// Applies the change to what is there by now: another process may have changed something else meanwhile.
    fn save(&self, environment: &Environment, unlocking: Unlocking) -> Result<(), Error> {
        let name = self.profile.name.as_str();
        together::edit(environment, unlocking, |config, changes| {
            let mut profile = config.profile(name)?;
            if profile.mode != self.profile.mode {
                return Err(Error::invalid_input(
                    "profile_changed",
                    message!("error-profile-changed", name = name),
                ));
            }
            let from = profile.secret_store;
            let (mut secrets, kept) = self.change.kept(from, changes.present(from, name))?;
            profile.secret_store = changes.place(config, kept)?;
            self.change.apply(&mut profile, &mut secrets);
            fields::check(&self.mode, &fields_of(&profile, &secrets))?;
            changes.move_to(
                profile.secret_store,
                kept.unwrap_or(profile.secret_store),
                name,
                secrets,
            );
            config.put(&profile)
        })
    }
}

fn fields_of(profile: &Profile, secrets: &Secrets) -> Fields {
    Fields {
        plain: profile.fields.clone(),
        secret: secrets.clone(),
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
        .hint(message!("hint-nothing-to-change", flags = flags.join(", ")))
}
