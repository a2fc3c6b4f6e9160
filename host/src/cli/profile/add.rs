//! `profile add`: fields from the arguments, and from whoever can be asked; verified, saved, made the current one.

use std::{collections::BTreeMap, sync::Arc};

use clap::ArgMatches;
use yun_plugin_api::{Fields, manifest::CredentialManifest};

use super::{
    arguments,
    asking::{self, Lists},
    verification,
};
use crate::{
    account::central_region,
    blocking::blocking,
    cli::{Command, globals::Globals},
    core::Core,
    environment::Environment,
    error::{Error, exit},
    output::progress::ProgressLine,
    profile::{
        Profile, ProfileName, RegionId, Signature, fields,
        secrets::{Place, Secrets, Stores, Unlocking},
        together,
    },
    prompt::Asker,
    session::Session,
    text::message,
};

/// A profile in the making.
struct Draft {
    name: ProfileName,
    mode: CredentialManifest,
    fields: Fields,
    region: Option<RegionId>,
    resource_group: Option<String>,
    signature: Signature,
    /// Whom something was asked already: who is being asked is asked for what is optional too.
    asked: Option<Asker>,
}

pub(super) fn run(mut command: Command, matches: &ArgMatches) -> Result<u8, Error> {
    let draft = draft(&command, matches)?;
    let lists = match matches.get_flag("no-verify") {
        true => Lists::Left,
        false => Lists::Asked,
    };
    let switch = !matches.get_flag("no-use");
    command.opens_browser = !matches.get_flag("no-browser");
    command.in_runtime(|core, globals, progress| async move {
        let session = settled(&core, draft, lists, &globals, &progress).await?;
        // Those that were given, and what a login has left.
        let secrets = session.secrets();
        let profile = session.profile.clone();
        blocking(move || save(&core.environment, core.unlocking, profile, secrets, switch)).await?;
        let name = session.name();
        globals.note(&if switch {
            message!("note-saved-used", name = name)
        } else {
            message!("note-saved", name = name)
        });
        Ok(exit::DONE)
    })
}

/// What can be known without asking Alibaba Cloud.
fn draft(command: &Command, matches: &ArgMatches) -> Result<Draft, Error> {
    let config = command.config()?;
    let asker = command.asker();
    let mut asked = None;
    let name = match (super::given_name(matches, "NAME"), asker) {
        (Some(name), _) => arguments::free_name(&config, name)?,
        (None, Some(asker)) => {
            asked = Some(asker);
            asking::name(asker, &config)?
        }
        (None, None) => return Err(arguments::missing("NAME").hint(message!("hint-help"))),
    };
    // Nobody is asked for what could not be saved.
    Stores::open(&command.environment, command.globals.unlocking())?.place(&config, None)?;
    let region = arguments::region(&command.globals)?;
    let mode = match (arguments::mode(&command.catalog, matches)?, asker) {
        (Some(mode), _) => mode,
        (None, Some(asker)) => {
            asked = Some(asker);
            asking::mode(asker, &command.catalog)?
        }
        (None, None) => return Err(arguments::missing_mode(&command.catalog)),
    };
    let mut fields = arguments::fields_of(&mode, matches, command)?;
    if region.is_none() && asker.is_none() {
        return Err(arguments::missing_region());
    }
    fields::check_given(&mode, &fields)?;
    if region.is_none() || fields::missing(&mode, &fields).is_some() {
        asked = asker;
    }
    if let Some(asker) = asked {
        let profiles = command.profiles()?;
        let others: Vec<String> = profiles.names().into_iter().map(str::to_owned).collect();
        asking::fields(asker, &mode, &mut fields, &others)?;
    }
    fields::check(&mode, &fields)?;
    Ok(Draft {
        name,
        mode,
        fields,
        region,
        resource_group: command.globals.resource_group.clone(),
        signature: arguments::signature(matches).unwrap_or_default(),
        asked,
    })
}

/// The profile with its region and resource group, verified unless nobody is to be asked.
async fn settled(
    core: &Core,
    draft: Draft,
    lists: Lists,
    globals: &Globals,
    progress: &ProgressLine,
) -> Result<Arc<Session>, Error> {
    let mut profile = Profile {
        name: draft.name,
        mode: draft.mode.mode.clone(),
        region: draft.region.clone().unwrap_or_else(central_region),
        resource_group: draft.resource_group.clone(),
        signature: draft.signature,
        secret_store: Place::default(),
        endpoints: BTreeMap::new(),
        fields: draft.fields.plain,
    };
    let mut session = Arc::new(Session::new(profile.clone(), draft.fields.secret));
    verification::check(core, &session, &draft.mode).await?;
    if lists == Lists::Asked && draft.mode.login {
        core.login(&session).await?;
    }
    if lists == Lists::Asked {
        let (identity, _) = verification::identity(core, &session, progress).await?;
        globals.note(&message!(
            "note-verified",
            arn = &identity.arn,
            account = &identity.account_id
        ));
    }
    if let Some(asker) = draft.asked.filter(|_| draft.region.is_none()) {
        profile.region = asking::region(asker, core, &session, lists, None).await?;
        session = Arc::new(session.moved_to(profile.clone()).await);
    }
    if lists == Lists::Left {
        return Ok(session);
    }
    verification::region(core, &session).await?;
    if let Some(asker) = draft.asked.filter(|_| draft.resource_group.is_none()) {
        profile.resource_group = asking::resource_group(asker, core, &session).await?;
        session = Arc::new(session.moved_to(profile).await);
    }
    Ok(session)
}

/// Saves a profile with its secrets, or neither.
fn save(
    environment: &Environment,
    unlocking: Unlocking,
    mut profile: Profile,
    secrets: Secrets,
    switch: bool,
) -> Result<(), Error> {
    together::edit(environment, unlocking, |config, changes| {
        let name = profile.name.as_str();
        arguments::refuse_existing(config, &profile.name)?;
        profile.secret_store = changes.place(config, None)?;
        config.put(&profile)?;
        if switch {
            config.set_current(name)?;
        }
        changes.store(profile.secret_store, name, secrets);
        Ok(())
    })
}
