//! `profile add`: fields from the arguments, and from whoever can be asked; verified, saved, made the current one.

use std::sync::Arc;

use clap::ArgMatches;
use yun_plugin_api::{Fields, manifest::CredentialManifest};

use super::{
    arguments,
    asking::{self, Lists},
};
use crate::{
    account::central_region,
    blocking::blocking,
    cli::{Command, globals::Globals},
    core::Core,
    error::{Error, exit},
    output::progress::ProgressLine,
    profile::{
        ProfileName, RegionId, Signature,
        adding::{self, Use},
        fields,
        secrets::Stores,
        verification,
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
    let used = match matches.get_flag("no-use") {
        true => Use::NotYet,
        false => Use::FromNowOn,
    };
    command.opens_browser = !matches.get_flag("no-browser");
    command.in_runtime(|core, globals, progress| async move {
        let session = settled(&core, draft, lists, &globals, &progress).await?;
        // Those that were given, and what a login has left.
        let secrets = session.secrets();
        let profile = session.profile.clone();
        blocking(move || adding::save(&core.environment, core.unlocking, profile, secrets, used)).await?;
        let name = session.name();
        globals.note(&match used {
            Use::FromNowOn => message!("note-saved-used", name = name),
            Use::NotYet => message!("note-saved", name = name),
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
        (Some(name), _) => adding::free_name(&config, name)?,
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
    let Draft {
        mode, asked, region, ..
    } = &draft;
    let started = adding::Draft {
        name: draft.name.clone(),
        mode: mode.clone(),
        fields: draft.fields.clone(),
        region: region.clone().unwrap_or_else(central_region),
        resource_group: draft.resource_group.clone(),
        signature: draft.signature,
    };
    let mut session = Arc::new(started.session());
    let mut profile = session.profile.clone();
    verification::check(core, &session, mode).await?;
    if lists == Lists::Asked && mode.login {
        core.login(&session).await?;
    }
    if lists == Lists::Asked {
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
    if let Some(asker) = asked.filter(|_| region.is_none()) {
        profile.region = asking::region(asker, core, &session, lists, None).await?;
        session = Arc::new(session.moved_to(profile.clone()).await);
    }
    if lists == Lists::Left {
        return Ok(session);
    }
    verification::region(core, &session).await?;
    if let Some(asker) = asked.filter(|_| draft.resource_group.is_none()) {
        profile.resource_group = asking::resource_group(asker, core, &session).await?;
        session = Arc::new(session.moved_to(profile).await);
    }
    Ok(session)
}
