//! Effects, carried out by the library that commands use.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex},
};

use tokio::{
    sync::mpsc::{self, Sender},
    task::AbortHandle,
};
use yun_plugin_api::Resource;

use super::{accounts::Works, acting::Prepared, layouts::Layouts, person::AtScreen, sessions::Sessions};
use crate::{
    catalog::Catalog,
    core::Core,
    error::{Error, ErrorKind},
    listing::{self, Arrived, Listed, Places, Query, Regions, Target, Wanted},
    mutex::lock,
    profile::{config::Config, registry::Profiles, switching},
    session::Session,
    settings::Setting,
    text::message,
    ui::{
        chosen::{Chosen, Said},
        effect::{Effect, Subject, Wish},
        event::{Acted, Event, Generation, Known, KnownProfile, Listing, News},
        rows::Place,
        state::Group,
        terminal::Screen,
    },
};

/// How many pages of a list may have come and not been taken in.
pub(super) const PAGES_AHEAD: usize = 16;

/// Carries out effects.
pub(super) struct Effects {
    tools: Arc<Tools>,
    person: Arc<AtScreen>,
    /// What runs, by the question that it answers.
    running: HashMap<Generation, AbortHandle>,
    /// Whether somebody has left.
    pub(super) is_over: bool,
}

/// What effects work with.
pub(super) struct Tools {
    /// What works just now: another one once plugins or profiles are others.
    core: Mutex<Arc<Core>>,
    sessions: Sessions,
    /// What was entered last that worked, and under which number.
    checked: Mutex<Option<(Generation, Works)>>,
    pub(super) answers: Sender<Event>,
    pub(super) concurrency: usize,
    /// Actions that were planned, by the number that they were asked for under.
    pub(super) planned: Mutex<HashMap<Generation, Prepared>>,
    /// What is to be kept of lists.
    pub(super) layouts: Layouts,
    /// The names of the profiles that were asked for at the start.
    chosen: Option<Vec<String>>,
    /// What the command line says instead of settings.
    said: Said,
}

impl Effects {
    pub(super) fn new(
        core: Arc<Core>,
        answers: Sender<Event>,
        person: Arc<AtScreen>,
        concurrency: usize,
        chosen: Option<Vec<String>>,
        said: Said,
    ) -> Self {
        Self {
            tools: Arc::new(Tools {
                core: Mutex::new(core),
                sessions: Sessions::default(),
                checked: Mutex::default(),
                answers,
                concurrency,
                planned: Mutex::default(),
                layouts: Layouts::default(),
                chosen,
                said,
            }),
            person,
            running: HashMap::new(),
            is_over: false,
        }
    }

    /// Carries out an effect, or begins to. What is known at once comes back; everything else comes as an event.
    ///
    /// # Errors
    /// When the terminal does not do as it is told.
    pub(super) fn carry_out(&mut self, effect: Effect, screen: &mut Screen) -> Result<Option<Event>, Error> {
        self.running.retain(|_, running| !running.is_finished());
        let tools = Arc::clone(&self.tools);
        match effect {
            Effect::Profiles(of) => self.ask(of, Event::Profiles, async move { tools.profiles().await }),
            Effect::List(of, wish) => self.list(of, *wish),
            Effect::Renew => tools.renew(),
            Effect::Speak(language) => {
                tools.core().speak(language);
                // What was fetched in the other one, names of regions for instance, is fetched anew.
                tools.renew();
            }
            Effect::Search(of, text, wish) => {
                let ended = |of, ended| Event::Listing(of, over(ended));
                self.ask(of, ended, async move { tools.search(of, text, *wish).await });
            }
            Effect::Forget(of) => {
                tools.give_up(of);
                if let Some(running) = self.running.remove(&of) {
                    running.abort();
                }
            }
            Effect::Regions(of, names) => {
                self.ask(of, Event::Regions, async move { tools.regions(names).await });
            }
            Effect::ResourceGroups(of, names) => {
                self.ask(
                    of,
                    Event::ResourceGroups,
                    async move { tools.groups(names).await },
                );
            }
            Effect::Show(of, subject) => {
                self.ask(of, Event::Shown, async move { tools.show(*subject).await });
            }
            Effect::Plan(of, order) => {
                self.ask(of, Event::Planned, async move { tools.plan(of, *order).await });
            }
            Effect::Act(of) => self.ask(of, ended, async move { tools.act(of).await }),
            Effect::Rehearse(of, order) => {
                self.ask(of, ended, async move { tools.rehearse(of, *order).await });
            }
            Effect::View(of, look) => {
                let ended = |of, ended: Result<(), Error>| Event::Viewed(of, ended.map(|()| News::Ended));
                self.ask(of, ended, async move { tools.view(of, *look).await });
            }
            Effect::Bell => screen.ring()?,
            Effect::Settings(of) => self.ask(of, boxed, async move { tools.read_chosen().await }),
            Effect::Set(of, setting, value) => {
                self.ask(of, boxed, async move { tools.set(setting, value).await });
            }
            Effect::Plugins(of) => self.ask(of, Event::Plugins, async move { tools.plugins().await }),
            Effect::Plugin(of, path, language) => {
                let asking = async move { tools.plugin(path, language).await };
                self.ask(of, Event::Plugin, asking);
            }
            Effect::Switch(of, id, switch) => {
                let asking = async move { tools.switch(id, switch).await };
                self.ask(of, Event::Switched, asking);
            }
            effect @ (Effect::Accounts(_)
            | Effect::Editable(..)
            | Effect::Check(..)
            | Effect::Save(..)
            | Effect::Offer(..)
            | Effect::Deal(..)
            | Effect::Verdict(..)
            | Effect::Import(..)) => self.of_accounts(effect),
            Effect::Use(of, name) => self.ask(of, Event::Used, async move { tools.make_current(name).await }),
            Effect::KeepLayout(resource_type, chosen) => tools.keep_layout(resource_type, chosen),
            Effect::Mouse(used) => screen.mouse(used)?,
            Effect::Copy(text) => {
                let copied = screen.copy(&text).map(|()| text);
                return Ok(Some(Event::Copied(copied)));
            }
            Effect::Answer(id, answer) => self.person.answer(id, answer),
            Effect::Redraw => screen.forget()?,
            Effect::Quit => self.is_over = true,
        }
        Ok(None)
    }

    /// Waits until what somebody chose of lists is kept, about a second at most; answers with why it is not.
    pub(super) fn keep_all(&self) -> Option<Error> {
        self.tools.write_layouts()
    }

    /// Asks one question; the answer is an event, whatever happens.
    fn ask<T: Send + 'static, E: From<Error> + Send + 'static>(
        &mut self,
        of: Generation,
        event: fn(Generation, Result<T, E>) -> Event,
        asking: impl Future<Output = Result<T, E>> + Send + 'static,
    ) {
        let answers = self.tools.answers.clone();
        let asking = tokio::spawn(asking);
        self.running.insert(of, asking.abort_handle());
        tokio::spawn(async move {
            let answer = match asking.await {
                Ok(answer) => answer,
                // Nobody wants it any more.
                Err(ended) if ended.is_cancelled() => return,
                Err(_) => Err(panicked().into()),
            };
            let _nobody_listens = answers.send(event(of, answer)).await;
        });
    }

    /// What is done on the page of profiles.
    fn of_accounts(&mut self, effect: Effect) {
        let tools = Arc::clone(&self.tools);
        match effect {
            Effect::Accounts(of) => self.ask(of, Event::Accounts, async move { tools.accounts().await }),
            Effect::Editable(of, name) => {
                self.ask(of, Event::Editable, async move { tools.editable(name).await });
            }
            Effect::Check(of, entered) => {
                let asking = async move { tools.check(of, *entered).await };
                self.ask(of, Event::Checked, asking);
            }
            Effect::Save(of, entered, checked) => {
                let asking = async move { tools.save(*entered, checked).await };
                self.ask(of, Event::Saved, asking);
            }
            Effect::Offer(of, offer, entered, checked) => {
                let asking = async move { tools.offer(offer, *entered, checked).await };
                self.ask(of, Event::Offered, asking);
            }
            Effect::Deal(of, deal) => self.ask(of, Event::Dealt, async move { tools.deal(deal).await }),
            Effect::Verdict(of, name) => {
                self.ask(of, Event::Verdict, async move { tools.verdict(name).await });
            }
            Effect::Import(of, names) => {
                self.ask(of, Event::Imported, async move { tools.import(names).await });
            }
            _ => {}
        }
    }

    fn list(&mut self, of: Generation, wish: Wish) {
        let tools = Arc::clone(&self.tools);
        self.ask(of, |of, ended| Event::Listing(of, over(ended)), async move {
            tools.list(of, wish).await
        });
    }
}

/// The end of a list.
fn over(ended: Result<Listed, Error>) -> Listing {
    match ended {
        Ok(listed) => Listing::Ended {
            failures: listed.outcome.failures,
            remarks: listed.remarks,
        },
        Err(error) => Listing::Ended {
            failures: vec![error],
            remarks: Vec::new(),
        },
    }
}

/// The end of an action.
fn ended(of: Generation, ended: Result<(), Error>) -> Event {
    Event::Acted(of, Acted::Ended(ended))
}

fn boxed(of: Generation, chosen: Result<Chosen, Error>) -> Event {
    Event::Chosen(of, chosen.map(Box::new))
}

fn panicked() -> Error {
    Error::new(ErrorKind::Failed, "internal", message!("error-ui-internal"))
        .hint(message!("hint-ui-internal"))
}

impl Tools {
    /// What works just now.
    pub(super) fn core(&self) -> Arc<Core> {
        Arc::clone(&lock(&self.core))
    }

    /// Keeps what was entered and works.
    pub(super) fn keep_checked(&self, of: Generation, works: Works) {
        *lock(&self.checked) = Some((of, works));
    }

    /// What was entered and works, if it is what was verified under this number.
    pub(super) fn checked(&self, of: Generation) -> Option<Works> {
        let checked = lock(&self.checked);
        let checked = checked.as_ref().filter(|(under, _)| *under == of);
        checked.map(|(_, works)| works.clone())
    }

    /// Has these libraries used from now on. What runs goes on with those that it began with.
    pub(super) fn use_catalog(&self, catalog: Catalog) {
        let mut core = lock(&self.core);
        *core = Arc::new(core.with_catalog(catalog));
    }

    /// Does what reads files or waits for a keyring, where that holds nobody up.
    pub(super) async fn apart<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> T {
        let tools = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || work(&tools));
        done.await
            .unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()))
    }

    /// Makes a profile the current one, and leaves what is fetched for it, or asked on its behalf, alone.
    async fn make_current(self: &Arc<Self>, name: String) -> Result<(), Error> {
        self.apart(move |tools| {
            let core = tools.core();
            let profiles = Profiles::load(&core.environment, &core.catalog)?;
            switching::switch_to(&core.environment, &profiles, &name)
        })
        .await
    }

    async fn profiles(self: &Arc<Self>) -> Result<Known, Error> {
        self.apart(|tools| {
            let core = tools.core();
            let profiles = Profiles::load(&core.environment, &core.catalog)?;
            let chosen = match &tools.chosen {
                Some(chosen) if chosen.iter().all(|name| profiles.contains(name)) => chosen.clone(),
                _ => vec![profiles.used()?.to_owned()],
            };
            let known = profiles
                .names()
                .into_iter()
                .map(|name| known(&core.catalog, &profiles, name))
                .collect();
            Ok(Known {
                profiles: known,
                chosen,
            })
        })
        .await
    }

    /// What somebody chose, by what stands in the configuration now.
    async fn read_chosen(self: &Arc<Self>) -> Result<Chosen, Error> {
        self.apart(|tools| {
            let environment = &tools.core().environment;
            Ok(Chosen::read(
                &Config::load(environment)?,
                &tools.said,
                environment,
            ))
        })
        .await
    }

    /// Sets a setting, or has its default hold.
    async fn set(
        self: &Arc<Self>,
        setting: &'static Setting,
        value: Option<String>,
    ) -> Result<Chosen, Error> {
        let moved = self.apart(move |tools| {
            let core = tools.core();
            let (environment, unlocking) = (&core.environment, core.unlocking);
            match value {
                Some(value) => setting.set(environment, unlocking, &value),
                None => setting.unset(environment, unlocking),
            }
        });
        let moved = moved.await?.map(Arc::new);
        let chosen = self.read_chosen().await?;
        Ok(Chosen { moved, ..chosen })
    }

    /// Forgets what was fetched for profiles; what is kept for commands to come, and still holds, is not fetched anew.
    pub(super) fn renew(&self) {
        self.sessions.forget();
        self.core().renew_sources();
    }

    pub(super) async fn sessions(
        self: &Arc<Self>,
        names: Vec<String>,
    ) -> Result<(Vec<Arc<Session>>, Vec<Error>), Error> {
        self.apart(move |tools| tools.sessions.of(&tools.core(), &names))
            .await
    }

    /// The first of these profiles.
    pub(super) async fn session(self: &Arc<Self>, names: Vec<String>) -> Result<Arc<Session>, Error> {
        let (sessions, failures) = self.sessions(names).await?;
        let failure = failures.into_iter().next();
        sessions
            .into_iter()
            .next()
            .ok_or_else(|| failure.unwrap_or_else(panicked))
    }

    async fn regions(self: &Arc<Self>, names: Vec<String>) -> Result<Vec<crate::account::Region>, Error> {
        let session = self.session(names).await?;
        let mut regions = self.core().kept_regions(&session).await?;
        regions.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(regions)
    }

    async fn groups(
        self: &Arc<Self>,
        names: Vec<String>,
    ) -> Result<Vec<crate::account::ResourceGroup>, Error> {
        let session = self.session(names).await?;
        self.core().resource_groups(&session).await
    }

    async fn show(self: &Arc<Self>, subject: Subject) -> Result<Option<Resource>, Error> {
        let session = self.session(vec![subject.profile]).await?;
        let target = Target {
            session,
            region: subject.region,
        };
        let kind = subject.resource_type;
        let mut shown = listing::show(&self.core(), &kind, vec![target], &subject.id, 1).await;
        match shown.failures.pop() {
            Some(failure) => Err(failure),
            None => Ok(shown.answers.pop().and_then(|(_, resource)| resource)),
        }
    }

    /// Lists a type; tells of each page as it comes.
    async fn list(self: &Arc<Self>, of: Generation, wish: Wish) -> Result<Listed, Error> {
        let resource = self
            .core()
            .catalog
            .resource(&wish.resource_type)?
            .provided
            .clone();
        let (sessions, unusable) = self.sessions(wish.profiles).await?;
        let (sessions, resource_group) = self.limited(sessions, wish.group).await;
        let wanted = Wanted {
            resource,
            query: Query {
                resource_group,
                filters: Vec::new(),
                limit: None,
            },
        };
        let (sender, mut events) = mpsc::channel(PAGES_AHEAD);
        let listing = self.listed(vec![wanted], sessions, wish.regions, sender);
        let telling = async {
            while let Some(event) = events.recv().await {
                let _nobody_listens = self.answers.send(Event::Listing(of, told(event))).await;
            }
        };
        let (mut listed, ()) = tokio::join!(listing, telling);
        listed.outcome.failures.splice(0..0, unusable);
        Ok(listed)
    }

    /// The sessions as a resource group limits them, and the one that is asked for of all.
    pub(super) async fn limited(
        &self,
        sessions: Vec<Arc<Session>>,
        group: Group,
    ) -> (Vec<Arc<Session>>, Option<String>) {
        match group {
            Group::Own => (sessions, None),
            Group::Named(id) => (sessions, Some(id)),
            Group::Any => {
                let mut freed = Vec::with_capacity(sessions.len());
                for session in sessions {
                    freed.push(self.sessions.without_group(session).await);
                }
                (freed, None)
            }
        }
    }

    pub(super) fn listed(
        &self,
        wanted: Vec<Wanted>,
        sessions: Vec<Arc<Session>>,
        regions: Regions,
        events: Sender<listing::Event>,
    ) -> impl Future<Output = Listed> + use<> {
        let places = Places::new(self.concurrency);
        listing::list(self.core(), wanted, sessions, regions, places, events)
    }
}

fn told(event: listing::Event) -> Listing {
    match event {
        listing::Event::Targets(more) => Listing::Targets(more),
        listing::Event::Done => Listing::Done,
        listing::Event::Rows(Arrived { target, rows, .. }) => Listing::Rows(placed(&target), rows),
    }
}

/// Where rows of a target were found.
pub(super) fn placed(target: &Target) -> Place {
    Place {
        profile: target.session.name().to_owned(),
        region: target.region.clone(),
    }
}

fn known(catalog: &Catalog, profiles: &Profiles, name: &str) -> KnownProfile {
    let (mode, region) = profiles.outline(name);
    let own = profiles.profile(name).ok();
    let served = mode.as_ref().and_then(|mode| catalog.credential(mode).ok());
    KnownProfile {
        name: name.to_owned(),
        title: served.map(|served| served.provided.title.clone()),
        mode,
        region: region.map(|region| region.as_str().to_owned()),
        resource_group: own.and_then(|profile| profile.resource_group),
    }
}
