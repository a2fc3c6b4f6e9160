//! What a profile lacks, asked for on a terminal: name, mode, fields, region, resource group.

use std::sync::Arc;

use unicode_width::UnicodeWidthStr as _;
use yun_plugin_api::{
    Fields,
    manifest::{CredentialManifest, Field},
};

use super::arguments;
use crate::{
    account::{Region, ResourceGroup, unknown_region},
    catalog::Catalog,
    core::Core,
    error::Error,
    profile::{ProfileName, RegionId, config::Config, fields},
    prompt::{
        Asker, Choice, Question,
        field::{Answer, Need, Present},
    },
    session::Session,
    text::message,
};

/// Asks for a name that no profile has yet.
pub(super) fn name(asker: Asker, config: &Config) -> Result<ProfileName, Error> {
    let taken: Vec<String> = config.names().into_iter().map(str::to_owned).collect();
    let language = asker.language();
    let misfit = move |given: &str| match ProfileName::parse(given) {
        Err(_) if given.is_empty() => Some(language.say(&message!("value-missing"))),
        Err(error) => Some(error.sentence(language)),
        Ok(_) if taken.iter().any(|name| name == given) => {
            Some(language.say(&message!("error-profile-exists", name = given)))
        }
        Ok(_) => None,
    };
    let question = Question {
        title: language.say(&message!("prompt-name")),
        help: Some(language.say(&message!("prompt-help-name"))),
        ..Question::default()
    };
    ProfileName::parse(&asker.line(&question, misfit)?)
}

/// Has a mode chosen, those that are recommended first.
pub(super) fn mode(asker: Asker, catalog: &Catalog) -> Result<CredentialManifest, Error> {
    let language = asker.language();
    let mut modes: Vec<&CredentialManifest> = catalog.credentials().map(|served| served.provided).collect();
    if modes.is_empty() {
        return Err(arguments::missing_mode(catalog));
    }
    modes.sort_by_key(|mode| !mode.recommended);
    let choice = |mode: &CredentialManifest| {
        let title = language.pick(&mode.title);
        Choice {
            value: mode.clone(),
            title: match mode.recommended {
                true => language.say(&message!("prompt-recommended", title = title)),
                false => title.to_owned(),
            },
            about: format!("  {}", language.pick(&mode.help)),
        }
    };
    let choices = modes.into_iter().map(choice).collect();
    asker.choice(&language.say(&message!("prompt-mode")), choices, 0, |_| false)
}

/// Asks for the fields that were not given, in the manifest's order. `profiles` may be named by a field.
pub(super) fn fields(
    asker: Asker,
    mode: &CredentialManifest,
    given: &mut Fields,
    profiles: &[String],
) -> Result<(), Error> {
    for (at, field) in mode.fields.iter().enumerate() {
        if fields::is_given(&field.key, given) {
            continue;
        }
        let Some(need) = need(field, &mode.fields[at + 1..], given) else {
            continue;
        };
        match asker.field(field, need, Present::Nothing, profiles)? {
            Answer::Nothing => {}
            Answer::Plain(text) => drop(given.plain.insert(field.key.clone(), text)),
            Answer::Secret(secret) => drop(given.secret.insert(field.key.clone(), secret)),
        }
    }
    Ok(())
}

/// Whether a field may stay empty, as far as the answers before it tell; nothing if it need not be asked for,
/// because the field that it stands in for is given. `later` are the fields that will still be asked for.
fn need(field: &Field, later: &[Field], given: &Fields) -> Option<Need> {
    if field.required {
        return Some(Need::Required);
    }
    let Some(other) = &field.required_unless else {
        return Some(Need::Optional);
    };
    if fields::is_given(other, given) {
        return None;
    }
    let still_asked = later.iter().any(|field| &field.key == other);
    Some(if still_asked || field.default.is_some() {
        Need::Optional
    } else {
        Need::Required
    })
}

/// Whether the account may be asked for its lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lists {
    /// It may.
    Asked,
    /// Nobody is to be asked.
    Left,
}

/// A region of the list, or one that is typed.
#[derive(Clone, PartialEq, Eq)]
enum PickedRegion {
    Listed(String),
    Typed,
}

/// Has a region picked from the account's own, or typed where the list cannot be had.
pub(super) async fn region(
    asker: Asker,
    core: &Core,
    session: &Arc<Session>,
    lists: Lists,
    present: Option<&RegionId>,
) -> Result<RegionId, Error> {
    if lists == Lists::Left {
        return typed_region(asker, Vec::new(), present);
    }
    match core.regions(session).await {
        Ok(regions) if !regions.is_empty() => match picked_region(asker, &regions, present)? {
            PickedRegion::Listed(id) => RegionId::parse(&id),
            PickedRegion::Typed => typed_region(asker, regions, present),
        },
        Ok(none) => typed_region(asker, none, present),
        Err(error) => {
            *session.regions_unknown.lock().await = true;
            let reason = error.sentence(asker.language());
            asker.say(&message!("note-no-regions-list", reason = reason));
            typed_region(asker, Vec::new(), present)
        }
    }
}

fn picked_region(
    asker: Asker,
    regions: &[Region],
    present: Option<&RegionId>,
) -> Result<PickedRegion, Error> {
    let language = asker.language();
    let widest = regions.iter().map(|region| region.id.width()).max().unwrap_or(0);
    let listed = regions.iter().map(|region| Choice {
        value: PickedRegion::Listed(region.id.clone()),
        title: region.id.clone(),
        about: format!("{}  {}", " ".repeat(widest - region.id.width()), region.name),
    });
    let typed = Choice {
        value: PickedRegion::Typed,
        title: language.say(&message!("prompt-another-region")),
        about: String::new(),
    };
    let choices: Vec<Choice<PickedRegion>> = listed.chain([typed]).collect();
    let is_present = |region: &Region| present.is_some_and(|present| present.as_str() == region.id);
    let start = regions.iter().position(is_present).unwrap_or(0);
    let question = language.say(&message!("prompt-region"));
    asker.choice(&question, choices, start, |picked| *picked == PickedRegion::Typed)
}

/// Asks for a region's id. It must be one of those that are known, if any are.
fn typed_region(asker: Asker, known: Vec<Region>, present: Option<&RegionId>) -> Result<RegionId, Error> {
    let language = asker.language();
    let misfit = move |given: &str| match RegionId::parse(given) {
        Err(_) if given.is_empty() => Some(language.say(&message!("value-missing"))),
        Err(error) => Some(error.sentence(language)),
        Ok(_) if known.is_empty() => None,
        Ok(_) => unknown_region(given, &known).map(|error| error.sentence(language)),
    };
    let question = Question {
        title: language.say(&message!("prompt-region-id")),
        help: Some(language.say(&message!("hint-region-form"))),
        present: present.map(|region| region.as_str().to_owned()),
        default: None,
    };
    RegionId::parse(&asker.line(&question, misfit)?)
}

/// Has a resource group picked from the account's own, or none. Where they cannot be listed it stays as it is.
pub(super) async fn resource_group(
    asker: Asker,
    core: &Core,
    session: &Arc<Session>,
) -> Result<Option<String>, Error> {
    let present = session.profile.resource_group.clone();
    match core.resource_groups(session).await {
        Ok(groups) if groups.is_empty() => Ok(present),
        Ok(groups) => picked_group(asker, &groups, present.as_deref()),
        Err(error) => {
            let reason = error.sentence(asker.language());
            asker.say(&message!("note-no-groups-list", reason = reason));
            Ok(present)
        }
    }
}

fn picked_group(
    asker: Asker,
    groups: &[ResourceGroup],
    present: Option<&str>,
) -> Result<Option<String>, Error> {
    let language = asker.language();
    let none = Choice {
        value: None,
        title: language.say(&message!("prompt-no-group")),
        about: String::new(),
    };
    let listed = groups.iter().map(|group| {
        let name = Some(group.display_name.as_str()).filter(|name| !name.is_empty());
        Choice {
            value: Some(group.id.clone()),
            title: name.unwrap_or(&group.name).to_owned(),
            about: format!("  {}", group.id),
        }
    });
    let choices: Vec<Choice<Option<String>>> = [none].into_iter().chain(listed).collect();
    let start = groups
        .iter()
        .position(|group| Some(group.id.as_str()) == present)
        .map_or(0, |at| at + 1);
    let question = language.say(&message!("prompt-resource-group"));
    asker.choice(&question, choices, start, |_| false)
}
