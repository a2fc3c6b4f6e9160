//! Runs the UI: keys and answers become events, effects are carried out, and frames are drawn when something changed.
//!
//! While it runs nothing here waits for the network, a file or a plugin: effects run on the runtime's threads. Before the
//! first frame a small file is read, and written once more after the last one.

mod accounts;
mod acting;
mod effects;
mod layouts;
mod person;
mod plugins;
mod searching;
mod sessions;
mod viewing;

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use tokio::{
    runtime::Handle,
    sync::mpsc::{self, Receiver, Sender, UnboundedReceiver, UnboundedSender},
    time::sleep_until,
};

use super::{
    chosen::{Chosen, Said},
    event::{Event, Moment},
    layout,
    state::{self, Group, Home, Scope, State},
    terminal::Screen,
    update, view,
};
use crate::{
    catalog::Catalog,
    core::{Core, Options},
    environment::Environment,
    error::Error,
    listing::Regions,
    profile::secrets::Unlocking,
    runner::RunnerKind,
    runtime,
    services::{Person, Reached},
    text::{Message, visible},
};
use effects::Effects;
use person::AtScreen;

/// The shortest time between two frames without a key: 60 a second.
const FRAME: Duration = Duration::from_micros(16_667);
/// How long answers are taken in before a frame is drawn again.
const TAKING: Duration = Duration::from_millis(8);
/// How many answers may have come and not been taken in; whoever has more waits.
const ANSWERS_AHEAD: usize = 256;

/// How the UI begins.
pub struct Beginning {
    /// The surroundings.
    pub environment: Environment,
    /// The libraries.
    pub catalog: Catalog,
    /// What somebody chose.
    pub chosen: Chosen,
    /// What the command line says instead.
    pub said: Said,
    /// The names of the profiles that were asked for; without any, the one in use.
    pub profiles: Option<Vec<String>>,
    /// The regions.
    pub regions: Regions,
    /// The resource group, if one was asked for.
    pub resource_group: Option<String>,
    /// Where plugins run, if it was said.
    pub runner: Option<RunnerKind>,
    /// How long one call may take.
    pub timeout: Duration,
    /// How long a person may take to log in.
    pub login_timeout: Duration,
    /// How many requests of a list run at once.
    pub concurrency: usize,
    /// Whether a keyring may ask to be unlocked.
    pub unlocking: Unlocking,
    /// Whether login pages are opened in a browser, or shown.
    pub opens_browser: bool,
}

/// Shows the UI until somebody leaves it; answers with what goes on though nobody waits for it any more.
///
/// # Errors
/// When the terminal does not do as it is told, or the process is told to end.
pub fn run(beginning: Beginning) -> (Vec<Message>, Result<(), Error>) {
    let mut goes_on = Vec::new();
    let ended = lived(beginning, &mut goes_on);
    (goes_on, ended)
}

fn lived(beginning: Beginning, goes_on: &mut Vec<Message>) -> Result<(), Error> {
    let started = Instant::now();
    let runtime = runtime::start()?;
    let interrupted = runtime::interrupted_or_hung_up(runtime.handle());
    let (answers, coming) = mpsc::channel(ANSWERS_AHEAD);
    let log = answers.clone();
    let mut screen = Screen::open(move |line| {
        // A program that writes faster than anybody reads is not waited for.
        let _full = log.try_send(Event::Logged(visible(&line)));
    })?;
    let mut state = state(&beginning, screen.size()?);
    screen.mouse(state.mouse)?;
    let beginnings = update::begin(&mut state);
    screen.draw(|frame| view::draw(&state, frame))?;
    state.changed = false;
    tracing::debug!(
        milliseconds = started.elapsed().as_millis(),
        "the first frame is drawn"
    );
    let person = Arc::new(AtScreen::new(answers.clone()));
    let concurrency = beginning.concurrency;
    let asked_for = beginning.profiles.clone();
    let said = beginning.said.clone();
    let core = Arc::new(core(
        beginning,
        Arc::clone(&person),
        answers.clone(),
        runtime.handle().clone(),
    ));
    let mut running = Running {
        screen,
        state,
        started,
        drawn: started,
        pressed: false,
        effects: Effects::new(Arc::clone(&core), answers, person, concurrency, asked_for, said),
    };
    let ended = runtime.block_on(async {
        let keys = keys();
        running.carry_out(beginnings)?;
        running.live(interrupted, keys, coming).await
    });
    *goes_on = state::goes_on(&running.state.deeds);
    let Running { screen, effects, .. } = running;
    // Whatever is said from here on is said on a terminal that is as it was.
    drop(screen);
    let ended = ended.and(effects.keep_all().map_or(Ok(()), Err));
    core.cancel();
    core.end();
    // Calls that were given up may still run; nobody waits for them, nor is the runtime taken away from under them.
    std::mem::forget(runtime);
    std::mem::forget(core);
    ended
}

fn state(beginning: &Beginning, size: (u16, u16)) -> State {
    let group = beginning.resource_group.clone().map_or(Group::Own, Group::Named);
    let scope = Scope {
        profiles: Vec::new(),
        regions: beginning.regions.clone(),
        group,
    };
    let resources = beginning
        .catalog
        .resources()
        .map(|served| served.provided.clone());
    let mut home = Home::new(resources, beginning.chosen.language);
    let layouts = layout::load(&beginning.environment);
    let (layouts, unreadable) = match layouts {
        Ok(layouts) => (layouts, None),
        Err(error) => (Default::default(), Some(error)),
    };
    home.lay_out(layouts);
    let mut state = State::new(beginning.chosen.clone(), size, scope, home);
    if let Some(error) = unreadable {
        state.log(error.to_text(state.language));
    }
    state
}

fn core(beginning: Beginning, person: Arc<AtScreen>, answers: Sender<Event>, handle: Handle) -> Core {
    let options = Options {
        language: beginning.chosen.language,
        timeout: beginning.timeout,
        login_timeout: beginning.login_timeout,
        person: Person {
            reached: Reached::OnScreen(person),
            opens_browser: beginning.opens_browser,
        },
        runner: beginning.runner,
        unlocking: beginning.unlocking,
        on_progress: Box::new(move |said| {
            // The next one says more.
            let _full = answers.try_send(Event::Progress(visible(&said.message)));
        }),
    };
    Core::new(beginning.environment, beginning.catalog, options, handle)
}

/// Keys and what else the terminal tells, read on a thread of its own: they never wait for answers. It ends with the
/// process, for nothing else can end the reading of a key.
fn keys() -> UnboundedReceiver<Event> {
    let (sender, keys) = mpsc::unbounded_channel();
    thread::spawn(move || while read_key(&sender).is_some() {});
    keys
}

/// Hands on what the terminal tells next; none when it tells nothing any more, or nobody listens.
fn read_key(sender: &UnboundedSender<Event>) -> Option<()> {
    use crossterm::event::{Event as Told, MouseEventKind as Mouse, read};
    let event = match read().ok()? {
        Told::Key(key) => Event::Key(key),
        // Where it merely goes changes nothing, and it goes everywhere.
        Told::Mouse(mouse) if matches!(mouse.kind, Mouse::Moved | Mouse::Drag(_)) => return Some(()),
        Told::Mouse(mouse) => Event::Mouse(mouse),
        Told::Paste(text) => Event::Paste(text),
        Told::Resize(columns, rows) => Event::Resize(columns, rows),
        _ => return Some(()),
    };
    sender.send(event).ok()
}

/// The UI while it runs.
struct Running {
    screen: Screen,
    state: State,
    started: Instant,
    /// When the last frame was drawn.
    drawn: Instant,
    /// Whether a key was taken in since: what it does shows at once.
    pressed: bool,
    effects: Effects,
}

/// What ended a wait.
enum Woken {
    Key(Event),
    Answer(Event),
    /// It is time for a frame, or for what the time alone changes.
    Time,
    /// The terminal is gone.
    Gone,
    /// The process is told to end.
    Told,
}

impl Running {
    /// Takes in what happens, and draws, until somebody leaves.
    async fn live(
        &mut self,
        interrupted: impl Future<Output = ()>,
        mut keys: UnboundedReceiver<Event>,
        mut answers: Receiver<Event>,
    ) -> Result<(), Error> {
        let mut interrupted = std::pin::pin!(interrupted);
        while !self.effects.is_over {
            let wakes_at = self.wakes_at();
            let woken = tokio::select! {
                biased;
                () = &mut interrupted => Woken::Told,
                key = keys.recv() => key.map_or(Woken::Gone, Woken::Key),
                () = until(wakes_at) => Woken::Time,
                Some(event) = answers.recv() => Woken::Answer(event),
            };
            self.happens(Event::Tick(self.moment()))?;
            match woken {
                Woken::Key(key) => self.press(key)?,
                Woken::Answer(answer) => self.happens(answer)?,
                Woken::Time => {}
                Woken::Gone => return Ok(()),
                Woken::Told => return Err(runtime::was_interrupted()),
            }
            self.take_in(&mut keys, &mut answers)?;
            self.draw_if_due()?;
        }
        Ok(())
    }

    /// Takes in what has come meanwhile, for no longer than a frame can wait: keys first, and once there was one no
    /// answers any more, for what it does shows at once.
    fn take_in(
        &mut self,
        keys: &mut UnboundedReceiver<Event>,
        answers: &mut Receiver<Event>,
    ) -> Result<(), Error> {
        let begun = Instant::now();
        while begun.elapsed() < TAKING && !self.effects.is_over {
            if let Ok(key) = keys.try_recv() {
                self.press(key)?;
                continue;
            }
            if self.pressed {
                break;
            }
            let Ok(answer) = answers.try_recv() else {
                break;
            };
            self.happens(answer)?;
        }
        Ok(())
    }

    fn press(&mut self, key: Event) -> Result<(), Error> {
        self.pressed = true;
        self.happens(key)
    }

    fn happens(&mut self, event: Event) -> Result<(), Error> {
        let effects = update::update(&mut self.state, event);
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<super::effect::Effect>) -> Result<(), Error> {
        for effect in effects {
            let done = self.effects.carry_out(effect, &mut self.screen)?;
            if let Some(event) = done {
                self.happens(event)?;
            }
        }
        Ok(())
    }

    fn moment(&self) -> Moment {
        self.started.elapsed()
    }

    /// When something is to be done though nothing happens; never if there is nothing to do then.
    fn wakes_at(&self) -> Option<Instant> {
        let frame = self.state.changed.then(|| self.drawn + FRAME);
        let time = self.state.wakes_at().map(|moment| self.started + moment);
        [frame, time].into_iter().flatten().min()
    }

    fn draw_if_due(&mut self) -> Result<(), Error> {
        let was_pressed = std::mem::take(&mut self.pressed);
        if self.state.changed && (was_pressed || self.drawn.elapsed() >= FRAME) {
            self.screen.draw(|frame| view::draw(&self.state, frame))?;
            self.state.changed = false;
            self.drawn = Instant::now();
        }
        Ok(())
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
