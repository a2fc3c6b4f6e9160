//! What is done on the page of profiles, by the library that the commands use.

use std::sync::Arc;

use yun_plugin_api::manifest::{CredentialManifest, FieldType};

use super::effects::Tools;
use crate::{
    account::Identity,
    core::Core,
    error::Error,
    profile::{
        ProfileName, RegionId,
        adding::{self, Draft, Use},
        config::Config,
        editing::{Change, Edit, Setting},
        importing::{self, Order},
        registry::Profiles,
        removing, renaming,
        secrets::{self, Secrets, Stores, Unlocking},
        standing, switching, verification,
    },
    session::Session,
    text::{Message, message},
    ui::{
        account::{
            Account, Accounts, Checked, Deal, Dealt, Done, Editable, Entered, Imported, Offer, Offered,
            Refused, Target,
        },
        event::Generation,
    },
};

/// What is entered, put to use before it is saved.
struct Trial {
    session: Arc<Session>,
    /// What becomes of the profile that is there.
    edit: Option<Edit>,
}

/// What was entered and works.
#[derive(Clone)]
pub(super) struct Works {
    session: Arc<Session>,
    /// Whose it is.
    identity: Identity,
}

impl Tools {
    /// The profiles, with how each stands.
    pub(super) async fn accounts(self: &Arc<Self>) -> Result<Accounts, Error> {
        let core = self.core();
        let (profiles, mut accounts) = self
            .apart(|tools| {
                let core = tools.core();
                let profiles = Profiles::load(&core.environment, &core.catalog)?;
                let stores = Stores::open(&core.environment, Unlocking::Refused)?;
                let names = profiles.names().into_iter();
                let accounts: Vec<Account> = names
                    .map(|name| account(&core, &profiles, &stores, name))
                    .collect();
                Ok::<_, Error>((profiles, accounts))
            })
            .await?;
        for account in &mut accounts {
            if standing::has_login(&core.catalog, account.standing, account.mode.as_deref()) {
                account.standing = standing::of_login(&core, &profiles, &account.name).await;
            }
        }
        let mut modes: Vec<CredentialManifest> = core
            .catalog
            .credentials()
            .map(|served| served.provided.clone())
            .collect();
        modes.sort_by_key(|mode| !mode.recommended);
        Ok(Accounts {
            accounts,
            modes,
            remarks: profiles.remarks().to_vec(),
        })
    }

    /// A profile that is to be edited, without its secrets.
    pub(super) async fn editable(self: &Arc<Self>, name: String) -> Result<Editable, Error> {
        self.apart(move |tools| {
            let core = tools.core();
            let profiles = Profiles::load(&core.environment, &core.catalog)?;
            profiles.check_own(&name)?;
            let profile = profiles.config().profile(&name)?;
            let secrets = secrets::of_profile(&core.environment, &profile, core.unlocking);
            let secrets = match secrets {
                // Whoever gives them anew needs no old ones from a keyring that is gone.
                Err(error) if error.code() == secrets::ABSENT => Secrets::new(),
                secrets => secrets?,
            };
            Ok(Editable {
                profile,
                secrets: secrets.into_keys().collect(),
            })
        })
        .await
    }

    /// Whether what is entered works; for a new profile whose mode has a login, a person logs in. It is kept under this
    /// number, to be saved as it is then.
    pub(super) async fn check(
        self: &Arc<Self>,
        of: Generation,
        entered: Entered,
    ) -> Result<Identity, Refused> {
        let entered = somewhere(entered);
        let trial = self.trial(entered.clone()).await?;
        let identity = self.verified(&trial, &entered).await?;
        let works = Works {
            session: trial.session,
            identity: identity.clone(),
        };
        self.keep_checked(of, works);
        Ok(identity)
    }

    async fn verified(self: &Arc<Self>, trial: &Trial, entered: &Entered) -> Result<Identity, Refused> {
        let core = self.core();
        self.plausible(trial, entered).await?;
        let login = entered.target == Target::New && entered.mode.login;
        Ok(verification::whole(&core, &trial.session, login).await?)
    }

    async fn plausible(self: &Arc<Self>, trial: &Trial, entered: &Entered) -> Result<(), Refused> {
        let core = self.core();
        match verification::implausible(&core, &trial.session, &entered.mode).await? {
            None => Ok(()),
            Some(wrong) => Err(Refused {
                field: Some(wrong.field),
                error: wrong.error,
            }),
        }
    }

    /// Saves what is entered.
    pub(super) async fn save(self: &Arc<Self>, entered: Entered, checked: Checked) -> Result<Dealt, Refused> {
        let mut trial = self.trial(entered.clone()).await?;
        let works = match checked {
            Checked::Under(of) | Checked::Never(Some(of)) => self.checked(of),
            Checked::First | Checked::Never(None) => None,
        };
        let identity = match (works, checked) {
            (Some(works), _) => {
                // With what a login has left; where it is used may have been chosen since.
                let profile = trial.session.profile.clone();
                trial.session = Arc::new(works.session.moved_to(profile).await);
                if matches!(checked, Checked::Under(_)) {
                    verification::region(&self.core(), &trial.session).await?;
                    Some(works.identity)
                } else {
                    None
                }
            }
            (None, Checked::Never(_)) => {
                self.plausible(&trial, &entered).await?;
                None
            }
            (None, _) => Some(self.verified(&trial, &entered).await?),
        };
        let saved = self.apart(move |tools| {
            let core = tools.core();
            let name = trial.session.name().to_owned();
            let said = match &trial.edit {
                Some(edit) => {
                    edit.save(&core.environment, core.unlocking)?;
                    message!("note-saved", name = name.as_str())
                }
                None => {
                    let (profile, secrets) = (trial.session.profile.clone(), trial.session.secrets());
                    adding::save(
                        &core.environment,
                        core.unlocking,
                        profile,
                        secrets,
                        Use::FromNowOn,
                    )?;
                    message!("note-saved-used", name = name.as_str())
                }
            };
            tools.renew();
            let done = match trial.edit {
                Some(_) => Done::Edited(name),
                None => Done::Added(name),
            };
            Ok::<_, Error>(Dealt {
                done,
                identity,
                said: vec![said],
            })
        });
        Ok(saved.await?)
    }

    /// The regions or resource groups of the account that what is entered belongs to.
    pub(super) async fn offer(
        self: &Arc<Self>,
        offer: Offer,
        entered: Entered,
        checked: Option<Generation>,
    ) -> Result<Offered, Error> {
        let core = self.core();
        let session = match checked.and_then(|of| self.checked(of)) {
            Some(works) => works.session,
            None => {
                let mut entered = somewhere(entered);
                if entered.name.is_empty() {
                    // It does not matter for what the account has.
                    "-".clone_into(&mut entered.name);
                }
                self.trial(entered).await?.session
            }
        };
        Ok(match offer {
            Offer::Regions => Offered::Regions(core.regions(&session).await?),
            Offer::Groups => Offered::Groups(core.resource_groups(&session).await?),
        })
    }

    /// What is entered, held against the manifest and the configuration.
    async fn trial(self: &Arc<Self>, entered: Entered) -> Result<Trial, Error> {
        self.apart(move |tools| {
            let core = tools.core();
            match entered.target {
                Target::New => new(&core, entered),
                Target::Edited => edited(&core, entered),
            }
        })
        .await
    }

    /// Whether a profile works.
    pub(super) async fn verdict(self: &Arc<Self>, name: String) -> Result<Identity, Error> {
        let session = self.session(vec![name.clone()]).await;
        let asked = match session {
            Ok(session) => verification::whole(&self.core(), &session, false).await,
            Err(error) => Err(error),
        };
        asked.map_err(|error| error.for_profile(&name))
    }

    /// Does something to a profile.
    pub(super) async fn deal(self: &Arc<Self>, deal: Deal) -> Result<Dealt, Error> {
        match deal {
            Deal::LogIn(name) => {
                let (core, session) = (self.core(), self.session(vec![name.clone()]).await?);
                core.login(&session).await?;
                // Others may take their credentials from it.
                self.renew();
                let (identity, _) = core.identity(&session).await?;
                let (arn, account) = (&identity.arn, &identity.account_id);
                let said = message!(
                    "note-logged-in",
                    name = name.as_str(),
                    arn = arn,
                    account = account
                );
                Ok(Dealt {
                    done: Done::Login(name),
                    identity: Some(identity),
                    said: vec![said],
                })
            }
            Deal::LogOut(name) => {
                let (core, session) = (self.core(), self.session(vec![name.clone()]).await?);
                core.logout(&session).await?;
                self.renew();
                Ok(Dealt {
                    identity: None,
                    said: vec![message!("note-logged-out", name = name.as_str())],
                    done: Done::Login(name),
                })
            }
            deal => {
                self.apart(move |tools| {
                    let dealt = written(&tools.core(), deal)?;
                    tools.renew();
                    Ok(dealt)
                })
                .await
            }
        }
    }

    /// Copies profiles of others, each or none of it.
    pub(super) async fn import(self: &Arc<Self>, names: Vec<String>) -> Result<Vec<Imported>, Error> {
        self.apart(move |tools| {
            let core = tools.core();
            let profiles = Profiles::load(&core.environment, &core.catalog)?;
            let imported = names.into_iter().map(|name| {
                let copied = match profiles.foreign(&name) {
                    None => Err(profiles.unknown(&name)),
                    Some(foreign) => {
                        let order = Order {
                            foreign,
                            name: foreign.name.clone(),
                        };
                        importing::import(&core.environment, core.unlocking, &profiles, &order)
                    }
                };
                Imported {
                    name,
                    error: copied.err(),
                }
            });
            let imported = imported.collect();
            tools.renew();
            Ok(imported)
        })
        .await
    }
}

/// Where no region is chosen yet, whose the credentials are and what regions there are can be asked for all the same.
fn somewhere(entered: Entered) -> Entered {
    let region = match RegionId::parse(&entered.region) {
        Ok(_) => entered.region,
        Err(_) => crate::account::central_region().as_str().to_owned(),
    };
    Entered { region, ..entered }
}

fn account(core: &Core, profiles: &Profiles, stores: &Stores, name: &str) -> Account {
    let (standing, _) = standing::of_name(profiles, &core.catalog, stores, name);
    let (mode, region) = profiles.outline(name);
    let served = mode.as_ref().and_then(|mode| core.catalog.credential(mode).ok());
    let own = profiles
        .config()
        .profile(name)
        .ok()
        .filter(|_| profiles.is_own(name));
    Account {
        name: name.to_owned(),
        title: served.as_ref().map(|served| served.provided.title.clone()),
        login: served.is_some_and(|served| served.provided.login),
        mode,
        region: region.map(|region| region.as_str().to_owned()),
        resource_group: own.and_then(|profile| profile.resource_group),
        source: profiles.source(name),
        standing,
        current: profiles.in_use() == Some(name),
    }
}

fn new(core: &Core, entered: Entered) -> Result<Trial, Error> {
    let config = Config::load(&core.environment)?;
    // Nobody is asked for what could not be saved.
    Stores::open(&core.environment, core.unlocking)?.place(&config, None)?;
    let draft = Draft {
        name: adding::free_name(&config, &entered.name)?,
        mode: entered.mode,
        fields: entered.fields,
        region: RegionId::parse(&entered.region)?,
        resource_group: entered.resource_group,
        signature: entered.signature,
    };
    crate::profile::fields::check(&draft.mode, &draft.fields)?;
    Ok(Trial {
        session: Arc::new(draft.session()),
        edit: None,
    })
}

fn edited(core: &Core, entered: Entered) -> Result<Trial, Error> {
    let config = Config::load(&core.environment)?;
    let profile = config.profile(&entered.name)?;
    let is_secret = |key: &String| {
        let mut fields = entered.mode.fields.iter();
        fields.any(|field| field.key == *key && field.field_type == FieldType::Secret)
    };
    let region = RegionId::parse(&entered.region)?;
    let mut set = entered.fields;
    set.plain
        .retain(|key, value| profile.fields.get(key) != Some(value));
    let change = Change {
        set,
        unset: entered
            .cleared
            .into_iter()
            .filter(|key| !is_secret(key))
            .collect(),
        region: Some(region).filter(|region| *region != profile.region),
        resource_group: match entered.resource_group {
            same if same == profile.resource_group => Setting::Kept,
            Some(group) => Setting::Set(group),
            None => Setting::Cleared,
        },
        signature: Some(entered.signature).filter(|signature| *signature != profile.signature),
        mode: Some(entered.mode.clone()).filter(|mode| mode.mode != profile.mode),
    };
    let secrets = secrets::of_profile(&core.environment, &profile, core.unlocking);
    let (secrets, _) = change.kept(profile.secret_store, secrets)?;
    let edit = Edit {
        profile,
        secrets,
        mode: entered.mode,
        change,
    };
    edit.check()?;
    let (profile, secrets) = edit.changed();
    let session = Arc::new(Session::new(profile, secrets));
    if edit.change.concerns_credentials() {
        core.credential_cache(&session).forget();
    }
    Ok(Trial {
        session,
        edit: Some(edit),
    })
}

/// What only changes the configuration.
fn written(core: &Core, deal: Deal) -> Result<Dealt, Error> {
    let (environment, unlocking, catalog) = (&core.environment, core.unlocking, &core.catalog);
    let profiles = Profiles::load(environment, catalog)?;
    let said = |first: Message| vec![first];
    Ok(match deal {
        Deal::Use(name) => {
            switching::switch_to(environment, &profiles, &name)?;
            Dealt {
                identity: None,
                said: said(message!("note-used", name = name.as_str())),
                done: Done::Used(name),
            }
        }
        Deal::Remove(name) => {
            profiles.check_own(&name)?;
            let removed = removing::remove(environment, unlocking, catalog, &name)?;
            let mut said = Vec::new();
            for reference in removed.references {
                let (profile, key) = (reference.profile, reference.key);
                said.push(message!(
                    "note-source-removed",
                    profile = profile,
                    key = key,
                    name = name.as_str()
                ));
            }
            if removed.left {
                said.push(message!("note-keyring-left", name = name.as_str()));
            }
            said.push(message!("note-removed", name = name.as_str()));
            Dealt {
                identity: None,
                said,
                done: Done::Removed(name),
            }
        }
        Deal::Rename { old, new } => {
            profiles.check_own(&old)?;
            let parsed = ProfileName::parse(&new)?;
            let dangling = renaming::rename(environment, unlocking, catalog, &old, &parsed)?;
            let mut said = Vec::new();
            for reference in dangling {
                let (profile, key) = (reference.profile, reference.key);
                said.push(message!(
                    "note-reference-left",
                    profile = profile,
                    key = key,
                    old = old.as_str()
                ));
            }
            said.push(message!("note-renamed", old = old.as_str(), new = new.as_str()));
            Dealt {
                identity: None,
                said,
                done: Done::Renamed { old, new },
            }
        }
        Deal::LogIn(name) | Deal::LogOut(name) => return Err(profiles.unknown(&name)),
    })
}
