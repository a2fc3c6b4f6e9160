//! The Secret Service of a desktop on Linux, asked over D-Bus by a thread of its own.
//!
//! The thread has a runtime and keeps the connection: callers may run inside a runtime or outside, and many profiles
//! are read over one connection. Where the session has no bus there is no thread.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Mutex, mpsc},
    thread,
    time::Duration,
};

use secret_service::{Collection, EncryptionType, Error as Reason, Item, SecretService};
use zbus::{connection, fdo};
use zeroize::Zeroizing;

use super::{Failure, ItemName, LONGEST_PROMPT};
use crate::{environment::Environment, mutex::lock, profile::secrets::Unlocking};

/// How long a keyring may take with what nobody is asked about. Tests wait for one that says nothing.
const LONGEST_CALL: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 10 });

const CONTENT_TYPE: &str = "application/json";

/// What a caller waits longer than the thread: it says more.
const GRACE: Duration = Duration::from_secs(1);

pub(super) struct Backend {
    /// The session's bus.
    address: Option<String>,
    /// Whether a prompt may be shown, and can be.
    unlocking: Unlocking,
}

impl Backend {
    pub(super) fn of(environment: &Environment, unlocking: Unlocking) -> Self {
        let has_desktop = ["DISPLAY", "WAYLAND_DISPLAY"]
            .into_iter()
            .any(|name| environment.variable(name).is_some());
        Self {
            address: address(environment),
            unlocking: match has_desktop {
                true => unlocking,
                false => Unlocking::Refused,
            },
        }
    }

    pub(super) fn is_open(&self) -> Result<bool, Failure> {
        match self.ask(Task::IsOpen)? {
            Answer::IsOpen(is_open) => Ok(is_open),
            _ => Err(astray()),
        }
    }

    pub(super) fn read(&self, name: ItemName) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        match self.ask(Task::Read(name))? {
            Answer::Content(content) => Ok(content),
            _ => Err(astray()),
        }
    }

    pub(super) fn write(&self, name: ItemName, content: Zeroizing<Vec<u8>>) -> Result<(), Failure> {
        self.ask(Task::Write(name, content)).map(drop)
    }

    pub(super) fn remove(&self, name: ItemName) -> Result<(), Failure> {
        self.ask(Task::Remove(name)).map(drop)
    }

    fn ask(&self, task: Task) -> Result<Answer, Failure> {
        let address = self.address.clone().ok_or(Failure::Absent)?;
        let limit = match (&task, self.unlocking) {
            (Task::IsOpen, _) | (_, Unlocking::Refused) => LONGEST_CALL,
            (_, Unlocking::Asked) => LONGEST_PROMPT,
        };
        let (sender, answer) = mpsc::channel();
        let job = Job {
            address,
            task,
            unlocking: self.unlocking,
            limit,
            sender,
        };
        hand_over(job)?;
        match answer.recv_timeout(limit + GRACE) {
            Ok(outcome) => outcome,
            Err(mpsc::RecvTimeoutError::Timeout) => Err(Failure::Silent(limit)),
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(astray()),
        }
    }
}

/// The address of the session's bus: the variable's, or the socket that a session of systemd has.
fn address(environment: &Environment) -> Option<String> {
    if let Some(address) = environment.variable("DBUS_SESSION_BUS_ADDRESS") {
        return Some(address.to_owned());
    }
    let socket = Path::new(environment.path_variable("XDG_RUNTIME_DIR")?).join("bus");
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_/.\\".contains(&byte);
    let path = socket.to_str().filter(|path| path.bytes().all(is_plain))?;
    socket.exists().then(|| format!("unix:path={path}"))
}

/// The error for a thread that ended, or answered something else than it was asked.
fn astray() -> Failure {
    Failure::Other("no answer".to_owned())
}

enum Task {
    IsOpen,
    Read(ItemName),
    Write(ItemName, Zeroizing<Vec<u8>>),
    Remove(ItemName),
}

enum Answer {
    IsOpen(bool),
    Content(Option<Zeroizing<Vec<u8>>>),
    Done,
}

struct Job {
    address: String,
    task: Task,
    unlocking: Unlocking,
    limit: Duration,
    sender: mpsc::Sender<Result<Answer, Failure>>,
}

/// Gives a job to the thread, which is started for the first one, and again if it has ended.
fn hand_over(mut job: Job) -> Result<(), Failure> {
    static THREAD: Mutex<Option<mpsc::Sender<Job>>> = Mutex::new(None);
    let mut thread = lock(&THREAD);
    if let Some(jobs) = thread.as_ref() {
        match jobs.send(job) {
            Ok(()) => return Ok(()),
            Err(mpsc::SendError(back)) => job = back,
        }
    }
    let (sender, jobs) = mpsc::channel();
    thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || work(&jobs))
        .map_err(|error| Failure::Other(error.to_string()))?;
    let sent = sender.send(job).map_err(|_| astray());
    *thread = Some(sender);
    sent
}

/// A connection, and the bus that it is to.
type Connected = Option<(String, SecretService<'static>)>;

fn work(jobs: &mpsc::Receiver<Job>) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "the keyring cannot be asked");
            return;
        }
    };
    let mut connected: Connected = None;
    for job in jobs {
        let limit = job.limit;
        let outcome = runtime.block_on(async {
            let performed = tokio::time::timeout(
                limit,
                perform(&mut connected, job.task, &job.address, job.unlocking),
            );
            performed.await.unwrap_or(Err(Failure::Silent(limit)))
        });
        if matches!(
            outcome,
            Err(Failure::Absent | Failure::Silent(_) | Failure::Other(_))
        ) {
            connected = None;
        }
        // Nobody listens any more if it took too long.
        drop(job.sender.send(outcome));
    }
}

async fn perform(
    connected: &mut Connected,
    task: Task,
    address: &str,
    unlocking: Unlocking,
) -> Result<Answer, Failure> {
    let known = connected.take().filter(|(known, _)| known == address);
    let service = match known {
        Some((_, service)) => service,
        None => connect(address).await?,
    };
    let (_, service) = connected.insert((address.to_owned(), service));
    let keyring = Open { service, unlocking };
    match task {
        Task::IsOpen => Ok(Answer::IsOpen(
            !keyring.collection().await?.is_locked().await.map_err(failure)?,
        )),
        Task::Read(name) => keyring.read(&name).await.map(Answer::Content),
        Task::Write(name, content) => keyring.write(&name, &content).await.map(|()| Answer::Done),
        Task::Remove(name) => keyring.remove(&name).await.map(|()| Answer::Done),
    }
}

async fn connect(address: &str) -> Result<SecretService<'static>, Failure> {
    // A bus that cannot be reached is as good as none.
    let unreachable = |error: zbus::Error| {
        tracing::debug!(%error, "the session's bus cannot be reached");
        Failure::Absent
    };
    let builder = connection::Builder::address(address).map_err(unreachable)?;
    let connection = builder.build().await.map_err(unreachable)?;
    SecretService::connect_with_existing(EncryptionType::Dh, connection)
        .await
        .map_err(failure)
}

/// A service that is connected to.
struct Open<'a> {
    service: &'a SecretService<'static>,
    unlocking: Unlocking,
}

impl Open<'_> {
    async fn read(&self, name: &ItemName) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        match self.items(name).await?.first() {
            None => Ok(None),
            Some(item) => {
                let content = item.get_secret().await.map_err(failure)?;
                Ok(Some(Zeroizing::new(content)))
            }
        }
    }

    /// Writes into the item where it is: somebody may have moved it to another collection.
    async fn write(&self, name: &ItemName, content: &[u8]) -> Result<(), Failure> {
        if let Some(item) = self.items(name).await?.first() {
            return item.set_secret(content, CONTENT_TYPE).await.map_err(failure);
        }
        let collection = self.collection().await?;
        self.unlock(&collection).await?;
        collection
            .create_item(&name.label(), attributes(name), content, true, CONTENT_TYPE)
            .await
            .map(drop)
            .map_err(failure)
    }

    async fn remove(&self, name: &ItemName) -> Result<(), Failure> {
        for item in self.items(name).await? {
            item.delete().await.map_err(failure)?;
        }
        Ok(())
    }

    /// The items of this name, unlocked. A service may find none of them while it is locked.
    async fn items(&self, name: &ItemName) -> Result<Vec<Item<'_>>, Failure> {
        let found = self.search(name).await?;
        if !found.unlocked.is_empty() {
            return Ok(found.unlocked);
        }
        if found.locked.is_empty() {
            match self.collection().await {
                Ok(collection) if collection.is_locked().await.map_err(failure)? => {
                    self.unlock(&collection).await?;
                }
                _ => return Ok(Vec::new()),
            }
        }
        for item in &found.locked {
            self.ask()?;
            item.unlock().await.map_err(failure)?;
        }
        let found = self.search(name).await?;
        match found.locked.is_empty() {
            true => Ok(found.unlocked),
            false => Err(Failure::Locked),
        }
    }

    async fn search(&self, name: &ItemName) -> Result<secret_service::SearchItemsResult<Item<'_>>, Failure> {
        self.service.search_items(attributes(name)).await.map_err(failure)
    }

    /// The collection that new items go to.
    async fn collection(&self) -> Result<Collection<'_>, Failure> {
        match self.service.get_default_collection().await {
            Err(Reason::NoResult) => Err(Failure::NoCollection),
            collection => collection.map_err(failure),
        }
    }

    async fn unlock(&self, collection: &Collection<'_>) -> Result<(), Failure> {
        if !collection.is_locked().await.map_err(failure)? {
            return Ok(());
        }
        self.ask()?;
        collection.unlock().await.map_err(failure)?;
        match collection.is_locked().await.map_err(failure)? {
            true => Err(Failure::Locked),
            false => Ok(()),
        }
    }

    fn ask(&self) -> Result<(), Failure> {
        match self.unlocking {
            Unlocking::Asked => Ok(()),
            Unlocking::Refused => Err(Failure::Locked),
        }
    }
}

/// What an item is found by.
fn attributes(name: &ItemName) -> HashMap<&str, &str> {
    HashMap::from([
        ("application", "yun"),
        ("profile", name.profile.as_str()),
        ("configuration", name.configuration.as_str()),
    ])
}

fn failure(reason: Reason) -> Failure {
    tracing::debug!(%reason, "the keyring does not do it");
    match reason {
        Reason::Unavailable | Reason::PromptDisconnected => Failure::Absent,
        Reason::Locked => Failure::Locked,
        Reason::Prompt => Failure::Denied,
        Reason::Zbus(zbus::Error::FDO(error)) => of_bus(&error),
        Reason::ZbusFdo(error) => of_bus(&error),
        Reason::Zbus(zbus::Error::InputOutput(_)) => Failure::Absent,
        Reason::Zbus(zbus::Error::MethodError(name, text, _)) => {
            of_name(name.as_str(), text.as_deref().unwrap_or_default())
        }
        reason => Failure::Other(reason.to_string()),
    }
}

fn of_bus(error: &fdo::Error) -> Failure {
    match error {
        fdo::Error::ServiceUnknown(_)
        | fdo::Error::NameHasNoOwner(_)
        | fdo::Error::NoReply(_)
        | fdo::Error::Disconnected(_)
        | fdo::Error::NoServer(_)
        | fdo::Error::SpawnExecFailed(_)
        | fdo::Error::SpawnForkFailed(_)
        | fdo::Error::SpawnChildExited(_)
        | fdo::Error::SpawnChildSignaled(_)
        | fdo::Error::SpawnFailed(_)
        | fdo::Error::SpawnServiceNotFound(_) => Failure::Absent,
        fdo::Error::AccessDenied(_) | fdo::Error::AuthFailed(_) => Failure::Denied,
        fdo::Error::ZBus(zbus::Error::InputOutput(_)) => Failure::Absent,
        error => Failure::Other(error.to_string()),
    }
}

/// An error by its name on the bus: those of D-Bus, and those of the Secret Service.
fn of_name(name: &str, text: &str) -> Failure {
    match name.rsplit_once('.') {
        Some(("org.freedesktop.DBus.Error", "ServiceUnknown" | "NameHasNoOwner" | "NoReply")) => {
            Failure::Absent
        }
        Some(("org.freedesktop.DBus.Error.Spawn", _)) => Failure::Absent,
        Some(("org.freedesktop.DBus.Error", "AccessDenied")) => Failure::Denied,
        Some((_, "IsLocked")) => Failure::Locked,
        _ => Failure::Other(format!("{name}: {text}")),
    }
}
