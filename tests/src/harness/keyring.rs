//! A desktop's keyring: gnome-keyring on a D-Bus of its own, all of it in a test's home.

use std::{
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use super::{Home, eventually, surroundings};

const SERVICE: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
const LOGIN: &str = "/org/freedesktop/secrets/collection/login";

/// A bus where nothing is started by itself, so that a keyring that is gone stays gone.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>ADDRESS</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// The keyring of a home, which its `yun` finds by `DBUS_SESSION_BUS_ADDRESS`. Ended when it is dropped.
pub struct Keyring {
    directory: PathBuf,
    address: String,
    bus: Child,
    service: Option<Child>,
}

impl Keyring {
    /// Starts a keyring, unlocked and empty.
    ///
    /// # Panics
    /// When the programs are not installed, or do not start.
    pub fn start(home: &mut Home) -> Self {
        let directory = home.path("desktop");
        fs::create_dir_all(directory.join("data")).expect("a directory can be made");
        let address = format!("unix:path={}", directory.join("bus").display());
        let configuration = home.write("desktop/bus.conf", BUS.replace("ADDRESS", &address));
        home.set("DBUS_SESSION_BUS_ADDRESS", address.clone());
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--nofork", "--nopidfile", "--config-file"])
            .arg(configuration);
        let mut keyring = Self {
            bus: spawned(quiet(&mut bus), "dbus-daemon"),
            directory,
            address,
            service: None,
        };
        let socket = keyring.directory.join("bus");
        eventually("the bus listens", || socket.exists());
        keyring.run(Some("a password of the keyring"));
        keyring
    }

    /// Starts the keyring's service: unlocked by a password, or locked.
    pub fn run(&mut self, password: Option<&str>) {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        self.surround(quiet(&mut command));
        if password.is_some() {
            command.arg("--unlock").stdin(Stdio::piped());
        }
        let mut service = spawned(&mut command, "gnome-keyring-daemon");
        if let (Some(password), Some(mut pipe)) = (password, service.stdin.take()) {
            pipe.write_all(password.as_bytes())
                .expect("the service reads its password");
        }
        self.service = Some(service);
        eventually("the keyring answers", || {
            self.ask(
                ROOT,
                "org.freedesktop.Secret.Service.ReadAlias",
                &["string:default"],
            )
            .is_some_and(|said| password.is_none() || said.contains(LOGIN))
        });
    }

    /// Locks it.
    pub fn lock(&self) {
        let login = format!("array:objpath:{LOGIN}");
        let locked = self.ask(ROOT, "org.freedesktop.Secret.Service.Lock", &[&login]);
        assert!(locked.is_some(), "the keyring can be locked");
    }

    /// Ends its service, as if the session had none any more.
    pub fn end(&mut self) {
        end(self.service.take());
        eventually("nobody answers", || {
            self.ask(
                ROOT,
                "org.freedesktop.Secret.Service.ReadAlias",
                &["string:default"],
            )
            .is_none()
        });
    }

    /// The labels of yun's items, sorted.
    pub fn labels(&self) -> Vec<String> {
        let found = self
            .ask(
                ROOT,
                "org.freedesktop.Secret.Service.SearchItems",
                &["dict:string:string:application,yun"],
            )
            .expect("the keyring answers");
        let items = found
            .lines()
            .filter_map(|line| line.trim().strip_prefix("object path \"")?.strip_suffix('"'));
        let mut labels: Vec<String> = items.map(|item| self.label(item)).collect();
        labels.sort();
        labels
    }

    fn label(&self, item: &str) -> String {
        let arguments = ["string:org.freedesktop.Secret.Item", "string:Label"];
        let said = self.ask(item, "org.freedesktop.DBus.Properties.Get", &arguments);
        let said = said.expect("an item has a label");
        said.split('"').nth(1).expect("the label is quoted").to_owned()
    }

    /// Calls a method of the service; nothing if it fails.
    fn ask(&self, object: &str, method: &str, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new("dbus-send");
        command
            .args(["--session", "--print-reply", "--reply-timeout=5000"])
            .arg(format!("--dest={SERVICE}"))
            .args([object, method])
            .args(arguments);
        self.surround(&mut command);
        let output = command
            .output()
            .unwrap_or_else(|error| not_there("dbus-send", &error));
        let said = String::from_utf8(output.stdout).expect("dbus-send writes UTF-8");
        output.status.success().then_some(said)
    }

    fn surround(&self, command: &mut Command) {
        command
            .env_clear()
            .env("PATH", surroundings::path())
            .env("HOME", &self.directory)
            .env("XDG_DATA_HOME", self.directory.join("data"))
            .env("XDG_RUNTIME_DIR", &self.directory)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address);
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        end(self.service.take());
        let _gone = self.bus.kill();
        let _reaped = self.bus.wait();
    }
}

fn end(process: Option<Child>) {
    if let Some(mut process) = process {
        // Gone already, there is nothing to end.
        let _gone = process.kill();
        let _reaped = process.wait();
    }
}

fn quiet(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

fn spawned(command: &mut Command, program: &str) -> Child {
    command.spawn().unwrap_or_else(|error| not_there(program, &error))
}

fn not_there<T>(program: &str, error: &std::io::Error) -> T {
    panic!("{program} does not start ({error}): install the packages gnome-keyring and dbus")
}
