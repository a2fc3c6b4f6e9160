//! What a plugin reaches outside of its child: nothing. In the host's own process it reaches what its user does, which
//! shows that the attempts are what they say.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::ErrorKind,
    net::{TcpListener, UdpSocket},
    os::{
        linux::net::SocketAddrExt as _,
        unix::net::{SocketAddr, UnixDatagram, UnixListener},
    },
    path::Path,
};

use chrono::TimeDelta;
use serde_json::Value;
use yun_tests::cloud::{Cloud, World};
use yun_tests::harness::{Home, Runner};

use super::home;

/// What the system says to whoever may not.
const REFUSALS: [&str; 3] = ["EPERM", "EACCES", "ENOSYS"];

/// Attempts aimed at a file that holds what nobody may read.
const READS: [&str; 2] = ["read-file", "read-by-openat2"];

/// Attempts to change a file, or the directory that it lies in.
const WRITES: [&str; 12] = [
    "make-file",
    "make-directory",
    "make-link",
    "make-hard-link",
    "make-pipe",
    "append-file",
    "truncate-file",
    "truncate-by-path",
    "open-to-all",
    "change-times",
    "rename-file",
    "remove-file",
];

/// Attempts at other processes, the host first, and at programs: aimed at nothing but these.
const PROCESSES: [&str; 35] = [
    "fork",
    "fork-by-its-name",
    "fork-by-clone3",
    "run-a-program",
    "become-a-program",
    "become-a-file-of-memory",
    "make-a-file-of-memory",
    "look-for-the-host",
    "end-the-host",
    "kill-the-host",
    "look-for-everybody",
    "look-for-the-group",
    "signal-a-thread-of-the-host",
    "signal-by-tkill",
    "queue-a-signal",
    "open-the-host",
    "signal-by-descriptor",
    "take-the-hosts-descriptor",
    "signal-by-a-sockets-owner",
    "trace-the-host",
    "be-traced",
    "read-the-hosts-memory",
    "write-the-hosts-memory",
    "advise-the-hosts-memory",
    "compare-with-the-host",
    "limit-the-host",
    "slow-the-host",
    "move-the-host",
    "read-the-hosts-environment",
    "read-the-hosts-arguments",
    "read-the-hosts-maps",
    "open-the-hosts-memory",
    "list-the-hosts-descriptors",
    "lift-file-limit",
    "lift-memory-limit",
];

/// Attempts at parts of the kernel that have been ways out elsewhere.
const KERNEL: [&str; 37] = [
    "bpf",
    "performance-counters",
    "page-faults",
    "read-the-keyring",
    "add-to-the-keyring",
    "request-a-key",
    "mount",
    "mount-anew",
    "open-a-tree",
    "unmount",
    "leave-namespaces",
    "leave-the-network",
    "join-namespaces",
    "change-the-root",
    "turn-the-root",
    "change-the-directory",
    "load-a-module",
    "load-a-module-file",
    "watch-all-files",
    "watch-files",
    "open-by-handle",
    "name-a-handle",
    "share-memory",
    "message-queue",
    "be-dumped",
    "be-traced-by-anybody",
    "outlive-the-host",
    "change-personality",
    "become-another-user",
    "change-capabilities",
    "leave-the-session",
    "type-at-the-terminal",
    "break-memory",
    "another-filter",
    "landlock-again",
    "set-a-timer",
    "ports",
];

/// And those that no table above has: they are aimed at something of their own.
const AIMED: [&str; 24] = [
    "list-directory",
    "read-link",
    "read-memory",
    "write-own-memory",
    "read-variables",
    "start-threads",
    "connect-tcp",
    "listen-tcp",
    "send-udp",
    "connect-unix",
    "connect-abstract",
    "listen-unix",
    "send-unix-datagram",
    "send-from-a-pair",
    "raw-socket",
    "packet-socket",
    "netlink-socket",
    "vsock-socket",
    "kernel-crypto-socket",
    "socket-by-x32",
    "socket-by-int80",
    "io-uring",
    "io-uring-enter",
    "process-information",
];

/// The row that an attempt ends in.
fn attempt(home: &Home<'_>, attempt: &str, target: &str, runner: Runner) -> Value {
    let target = if target.is_empty() { "nothing" } else { target };
    let filters = [format!("how=reach-{attempt}"), format!("target={target}")];
    let list = home.command(["misdeeds", "list", "-q", "-o", "json"]);
    let list = list.arguments(["--filter", &filters[0], "--filter", &filters[1]]);
    let ran = list.runner(runner).run().succeeds();
    let row = ran.rows().into_iter().next().unwrap();
    assert_eq!(row["id"], attempt);
    row
}

#[track_caller]
fn is_refused(home: &Home<'_>, name: &str, target: &str) {
    let row = attempt(home, name, target, Runner::Child);
    let said = row["name"].as_str().unwrap();
    assert!(
        row["status"] == "refused" && REFUSALS.contains(&said),
        "{name} of {target}: {row}"
    );
}

/// In the host's process the same attempt gets there.
#[track_caller]
fn is_reached_in_process(home: &Home<'_>, name: &str, target: &str) -> Value {
    let row = attempt(home, name, target, Runner::InProcess);
    assert_eq!(row["status"], "reached", "{name} of {target}: {row}");
    row
}

#[test]
fn every_attempt_of_the_plugin_is_made() {
    let tables = [&READS[..], &WRITES, &PROCESSES, &KERNEL, &AIMED].concat();
    let made: BTreeSet<String> = tables.into_iter().map(str::to_owned).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile/misdeeds/src/reach");
    let mut known = BTreeSet::new();
    for file in ["files", "kernel", "network", "processes"] {
        let source = fs::read_to_string(folder.join(file).with_extension("rs")).unwrap();
        let lines = source
            .lines()
            .filter_map(|line| line.strip_prefix("        \"")?.split_once("\" =>"));
        known.extend(lines.map(|(name, _)| name.to_owned()));
    }
    assert_eq!(known, made);
}

#[test]
fn no_file_of_the_user_or_of_a_process_is_read() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    // Everything that holds a secret is there: own and foreign profiles, and what is kept between commands.
    home.write_aliyun(r#"{"current": "default", "profiles": [{"name": "default", "mode": "AK"}]}"#);
    let temporary = cloud.temporary_keys(TimeDelta::hours(1));
    let kept = home.write("cache/credentials/kept.json", &temporary.access_key_secret);
    fs::set_permissions(&kept, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let own = home.path("plugins");
    let files = [home.config_file(), home.secrets_file(), home.aliyun_file(), kept];
    let files = files.iter().map(|file| file.to_str().unwrap());
    let system = [
        "/etc/passwd",
        "/proc/self/environ",
        "/proc/self/maps",
        "/proc/self/status",
        "/proc/version",
    ];
    for file in files.chain(system) {
        assert!(File::open(file).is_ok(), "{file} is there");
        for read in READS {
            is_refused(&home, read, file);
        }
    }
    // What is read in the host's process is no secret here: it would show.
    is_reached_in_process(&home, "read-file", "/etc/passwd");
    for directory in [
        "/",
        "/etc",
        "/proc",
        own.to_str().unwrap(),
        home.path("").to_str().unwrap(),
    ] {
        is_refused(&home, "list-directory", directory);
        is_reached_in_process(&home, "list-directory", directory);
    }
    for (name, target) in [
        ("read-link", "/proc/self/exe"),
        ("read-memory", "/proc/self"),
        ("write-own-memory", ""),
        ("process-information", ""),
    ] {
        is_refused(&home, name, target);
    }
    is_reached_in_process(&home, "read-link", "/proc/self/exe");
}

/// All that lies below a directory: kind, mode, content, and when it was changed.
fn snapshot(directory: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(directory).unwrap().map(Result::unwrap);
    let described = entries.map(|entry| {
        let metadata = fs::symlink_metadata(entry.path()).unwrap();
        // Nobody ever writes into a pipe that was made.
        let content = match metadata.is_file() {
            true => fs::read_to_string(entry.path()).unwrap(),
            false => String::new(),
        };
        let what = (
            metadata.file_type(),
            metadata.permissions(),
            metadata.modified().unwrap(),
            content,
        );
        (
            entry.file_name().to_string_lossy().into_owned(),
            format!("{what:?}"),
        )
    });
    described.collect()
}

#[test]
fn no_file_is_made_changed_or_removed() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for name in WRITES {
        let prey = home.write(format!("prey/{name}/file"), "unharmed");
        let directory = prey.parent().unwrap();
        let before = snapshot(directory);
        is_refused(&home, name, prey.to_str().unwrap());
        assert_eq!(snapshot(directory), before, "{name}");
        is_reached_in_process(&home, name, prey.to_str().unwrap());
        assert_ne!(snapshot(directory), before, "{name} does something where it may");
    }
}

#[test]
fn no_variable_of_the_host_is_seen() {
    let cloud = Cloud::with(World::default());
    let mut home = home(&cloud);
    home.set("MISDEED_SECRET", "not-for-plugins");
    let row = attempt(&home, "read-variables", "MISDEED_SECRET", Runner::Child);
    assert_eq!(row["name"], " of 0", "{row}");
    let row = is_reached_in_process(&home, "read-variables", "MISDEED_SECRET");
    assert!(
        row["name"].as_str().unwrap().starts_with("not-for-plugins of "),
        "{row}"
    );
}

/// Checks that an attempt got nowhere in the child: `arrived` says whether something came.
#[track_caller]
fn nothing_arrives(
    home: &Home<'_>,
    name: &str,
    target: &str,
    mut arrived: impl FnMut() -> std::io::Result<()>,
) {
    is_refused(home, name, target);
    let nothing = arrived().expect_err("nothing comes");
    assert_eq!(nothing.kind(), ErrorKind::WouldBlock, "{name}");
    is_reached_in_process(home, name, target);
    arrived().unwrap_or_else(|error| panic!("{name} arrives where it may: {error}"));
}

#[test]
fn no_socket_is_reached_and_none_opened() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    tcp.set_nonblocking(true).unwrap();
    let address = tcp.local_addr().unwrap().to_string();
    nothing_arrives(&home, "connect-tcp", &address, || tcp.accept().map(drop));
    // The local cloud, which the host talks to in the same command.
    let cloud_address = cloud.url().trim_start_matches("http://").to_owned();
    is_refused(&home, "connect-tcp", &cloud_address);
    is_reached_in_process(&home, "connect-tcp", &cloud_address);
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    udp.set_nonblocking(true).unwrap();
    let address = udp.local_addr().unwrap().to_string();
    nothing_arrives(&home, "send-udp", &address, || udp.recv(&mut [0; 16]).map(drop));
    let path = home.path("stream.sock");
    let stream = UnixListener::bind(&path).unwrap();
    stream.set_nonblocking(true).unwrap();
    nothing_arrives(&home, "connect-unix", path.to_str().unwrap(), || {
        stream.accept().map(drop)
    });
    let name = format!("misdeeds-{}", std::process::id());
    let hidden = UnixListener::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
    hidden.set_nonblocking(true).unwrap();
    nothing_arrives(&home, "connect-abstract", &name, || hidden.accept().map(drop));
    let path = home.path("datagram.sock");
    let datagrams = UnixDatagram::bind(&path).unwrap();
    datagrams.set_nonblocking(true).unwrap();
    for name in ["send-unix-datagram", "send-from-a-pair"] {
        nothing_arrives(&home, name, path.to_str().unwrap(), || {
            datagrams.recv(&mut [0; 16]).map(drop)
        });
    }
    let path = home.path("own");
    for name in ["listen-tcp", "listen-unix"] {
        is_refused(&home, name, path.to_str().unwrap());
        is_reached_in_process(&home, name, path.to_str().unwrap());
    }
    for name in [
        "raw-socket",
        "packet-socket",
        "netlink-socket",
        "vsock-socket",
        "kernel-crypto-socket",
        "io-uring",
        "io-uring-enter",
    ] {
        is_refused(&home, name, "");
    }
    if cfg!(target_arch = "x86_64") {
        is_refused(&home, "socket-by-x32", "");
    }
}

#[test]
fn no_process_is_started_signalled_or_looked_into() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for name in PROCESSES {
        is_refused(&home, name, "");
    }
    // In the host's process they are aimed at its parent, which is this test: what does no harm to it is tried.
    for name in [
        "fork",
        "run-a-program",
        "look-for-the-host",
        "open-the-host",
        "read-the-hosts-arguments",
    ] {
        is_reached_in_process(&home, name, "");
    }
}

#[test]
fn a_plugin_may_have_threads() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    let row = attempt(&home, "start-threads", "", Runner::Child);
    assert_eq!(
        (row["status"].as_str(), row["name"].as_str()),
        (Some("reached"), Some("8 threads"))
    );
}

#[test]
fn no_other_part_of_the_kernel_answers() {
    let cloud = Cloud::with(World::default());
    let home = home(&cloud);
    for name in KERNEL {
        is_refused(&home, name, "");
    }
    is_reached_in_process(&home, "change-the-directory", "");
}
