//! The local cloud as a program of its own: starts it, says where it is and with which keys, and serves until it is
//! told to end.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use yun_tests::cloud::{Cloud, CloudOptions, KeyCase, Pace, TimeDelta, World};

fn main() -> ExitCode {
    let matches = command().get_matches();
    match serve(&matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut text = format!("local-cloud: {error}");
            let mut cause = error.source();
            while let Some(source) = cause {
                text.push_str(&format!(": {source}"));
                cause = source.source();
            }
            // Without a standard error there is nobody to tell.
            #[expect(clippy::disallowed_methods, reason = "a program of its own")]
            let _unread = writeln!(io::stderr().lock(), "{text}");
            ExitCode::from(2)
        }
    }
}

fn command() -> Command {
    let number = |name: &'static str| Arg::new(name).long(name).value_parser(value_parser!(usize));
    Command::new("local-cloud")
        .about("A server on 127.0.0.1 that behaves as Alibaba Cloud does, for tests and demonstrations")
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .default_value("0")
                .help("Port of the plain address; 0 takes any that is free"),
        )
        .arg(
            Arg::new("latency-ms")
                .long("latency-ms")
                .value_name("MILLISECONDS")
                .value_parser(value_parser!(u64))
                .default_value("0")
                .help("How long each answer takes at least"),
        )
        .arg(
            Arg::new("pace-ms")
                .long("pace-ms")
                .value_name("MILLISECONDS")
                .value_parser(value_parser!(u64))
                .default_value("3000")
                .help("How long each status lasts that a resource goes through, Stopping for instance"),
        )
        .arg(
            Arg::new("pace-looks")
                .long("pace-looks")
                .value_name("N")
                .value_parser(value_parser!(u32))
                .conflicts_with("pace-ms")
                .help("Lets each such status last until it was seen so often, instead of by time"),
        )
        .arg(number("instances").value_name("N").help("Instances in each region, instead of the default world's"))
        .arg(number("first-region").value_name("N").help("Instances in the first region, instead of as many as in the others"))
        .arg(number("running").value_name("N").help("Running instances more in the first region"))
        .arg(number("others").value_name("N").help("Managed instances, container groups and servers more in each region"))
        .arg(number("regions").value_name("N").help("How many regions there are, instead of 8"))
        .arg(
            Arg::new("ready-file")
                .long("ready-file")
                .value_name("PATH")
                .value_parser(value_parser!(PathBuf))
                .help("Writes addresses and keys to this file as JSON, once it answers"),
        )
        .arg(
            Arg::new("oidc-token-in-address")
                .long("oidc-token-in-address")
                .action(ArgAction::SetTrue)
                .help("Takes OIDC tokens that stand in an address, where Alibaba Cloud's own SDKs put them"),
        )
        .arg(
            Arg::new("pascal-case-exchange")
                .long("pascal-case-exchange")
                .action(ArgAction::SetTrue)
                .help("Exchanges OAuth tokens for AccessKeyId and so on, as Alibaba Cloud's SDK for Python reads it"),
        )
        .arg(
            Arg::new("report")
                .long("report")
                .value_name("PATH")
                .value_parser(value_parser!(PathBuf))
                .help("Writes its own processor time, the API requests by action, and how many connections there were at once to this file as JSON, when it ends"),
        )
        .arg(
            Arg::new("until-stdin-closes")
                .long("until-stdin-closes")
                .action(ArgAction::SetTrue)
                .help("Ends when standard input does; otherwise by Ctrl-C"),
        )
}

fn serve(matches: &ArgMatches) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // Listened for before anything is announced, so that whoever reads the announcement can end it.
    let ended = runtime.block_on(async { Ended::listen(matches.get_flag("until-stdin-closes")) })?;
    let cloud = Cloud::try_start(CloudOptions {
        port: matches.get_one("port").copied().unwrap_or_default(),
        world: world(|name| matches.get_one(name).copied()),
        latency: Duration::from_millis(matches.get_one("latency-ms").copied().unwrap_or_default()),
        ..CloudOptions::default()
    })?;
    cloud.world(|world| {
        world.pace = pace(matches);
        world.takes_oidc_token_in_address = matches.get_flag("oidc-token-in-address");
        if matches.get_flag("pascal-case-exchange") {
            world.oauth.exchange_keys = KeyCase::Pascal;
        }
    });
    announce(&cloud)?;
    if let Some(path) = matches.get_one::<PathBuf>("ready-file") {
        write_whole(path, &facts(&cloud).to_string())
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    let reported = match matches.get_one::<PathBuf>("report") {
        Some(path) => Some((path, processor_time()?)),
        None => None,
    };
    runtime.block_on(ended.wait());
    if let Some((path, started)) = reported {
        let report = report(started, processor_time()?, &cloud);
        write_whole(path, &report.to_string())
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

fn pace(matches: &ArgMatches) -> Pace {
    match matches.get_one("pace-looks") {
        Some(looks) => Pace::Looks(*looks),
        None => Pace::Time(Duration::from_millis(
            matches.get_one("pace-ms").copied().unwrap_or_default(),
        )),
    }
}

/// The time that a processor spent on this process, in the program and in the system for it.
#[derive(Clone, Copy)]
struct ProcessorTime {
    user: Duration,
    system: Duration,
}

#[cfg(unix)]
fn processor_time() -> io::Result<ProcessorTime> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::{TimeVal, TimeValLike as _};
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let duration =
        |time: TimeVal| Duration::from_micros(u64::try_from(time.num_microseconds()).unwrap_or_default());
    Ok(ProcessorTime {
        user: duration(usage.user_time()),
        system: duration(usage.system_time()),
    })
}

#[cfg(not(unix))]
fn processor_time() -> io::Result<ProcessorTime> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "the processor time is not known here",
    ))
}

/// What serving cost, and apart from it what it took until the first request could be answered. In seconds.
fn report(started: ProcessorTime, ended: ProcessorTime, cloud: &Cloud) -> Value {
    let mut actions = BTreeMap::<String, usize>::new();
    for request in cloud.requests() {
        *actions.entry(request.action).or_default() += 1;
    }
    json!({
        "user_seconds": (ended.user - started.user).as_secs_f64(),
        "system_seconds": (ended.system - started.system).as_secs_f64(),
        "start_user_seconds": started.user.as_secs_f64(),
        "start_system_seconds": started.system.as_secs_f64(),
        "requests": cloud.arrived(),
        "actions": actions,
        "most_connections": cloud.most_connections(),
    })
}

fn world(number: impl Fn(&str) -> Option<usize>) -> World {
    let world = match (number("regions"), number("instances")) {
        (None, None) => World::default(),
        (regions, instances) => World::sized(regions.unwrap_or(8), instances.unwrap_or(10)),
    };
    let world = match number("first-region") {
        Some(instances) => world.with_first_region_of(instances),
        None => world,
    };
    let running = number("running").unwrap_or_default();
    world
        .with_running(running)
        .with_others(number("others").unwrap_or_default())
}

/// The users by name, each with what can be said of him in a few words.
const USERS: [(&str, &str); 5] = [
    ("developer", "may do everything"),
    ("root", "the account itself"),
    ("reader", "may only read"),
    ("outsider", "may do nothing"),
    ("regionless", "may not list the regions"),
];

fn announce(cloud: &Cloud) -> io::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "a program of its own")]
    let mut out = io::stdout().lock();
    writeln!(out, "http       {}", cloud.url())?;
    writeln!(out, "https      {}", cloud.https_url())?;
    writeln!(out, "proxy      {}", cloud.proxy_url())?;
    writeln!(out, "CA file    {}", cloud.ca_file().display())?;
    for (name, about) in USERS {
        let keys = cloud.keys_of(name);
        writeln!(
            out,
            "{name:<10} {} {}  ({about})",
            keys.access_key_id, keys.access_key_secret
        )?;
    }
    writeln!(out, "role       {}", cloud.role_arn("operator"))?;
    writeln!(out, "gives keys {}", cloud.credentials_uri())?;
    writeln!(out, "export YUN_ENDPOINT_URL={}", cloud.url())?;
    out.flush()
}

fn facts(cloud: &Cloud) -> Value {
    let keys = USERS.map(|(name, _)| {
        let keys = cloud.keys_of(name);
        let value = json!({"access_key_id": keys.access_key_id, "access_key_secret": keys.access_key_secret});
        (name.to_owned(), value)
    });
    let temporary = cloud.temporary_keys(TimeDelta::hours(12));
    let external_id = cloud.world(|world| world.role("partner").external_id.clone());
    json!({
        "url": cloud.url(),
        "https_url": cloud.https_url(),
        "proxy_url": cloud.proxy_url(),
        "ca_file": cloud.ca_file(),
        "keys": Value::Object(keys.into_iter().collect()),
        "temporary": {
            "access_key_id": temporary.access_key_id,
            "access_key_secret": temporary.access_key_secret,
            "security_token": temporary.security_token,
        },
        "role_arn": cloud.role_arn("operator"),
        "external_id_role": {"role_arn": cloud.role_arn("partner"), "external_id": external_id},
        "credentials_uri": cloud.credentials_uri(),
        "oidc_role_arn": cloud.role_arn("workload"),
        "oidc_provider_arn": cloud.oidc_provider_arn(),
        "oidc_token": cloud.oidc_token(TimeDelta::hours(12)),
        "oidc_token_expired": cloud.oidc_token(TimeDelta::zero()),
    })
}

/// Whoever waits for the file never sees half of it.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{text}")?;
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// What ends the program: an interrupt, a request to terminate, or the end of standard input.
struct Ended {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    stdin: Option<oneshot::Receiver<()>>,
}

impl Ended {
    fn listen(with_stdin: bool) -> io::Result<Self> {
        #[cfg(unix)]
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            #[cfg(unix)]
            interrupt: signal(SignalKind::interrupt())?,
            #[cfg(unix)]
            terminate: signal(SignalKind::terminate())?,
            stdin: with_stdin.then(end_of_stdin),
        })
    }

    async fn wait(self) {
        let stdin = async {
            match self.stdin {
                Some(closed) => drop(closed.await),
                None => std::future::pending().await,
            }
        };
        #[cfg(unix)]
        {
            let (mut interrupt, mut terminate) = (self.interrupt, self.terminate);
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                () = stdin => {}
            }
        }
        #[cfg(not(unix))]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = stdin => {}
        }
    }
}

/// Resolves when standard input ends. Reading it has a thread of its own, which nobody waits for.
fn end_of_stdin() -> oneshot::Receiver<()> {
    let (closed, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 1024];
        #[expect(clippy::disallowed_methods, reason = "a program of its own")]
        while io::stdin().lock().read(&mut buffer).is_ok_and(|read| read > 0) {}
        drop(closed);
    });
    receiver
}
