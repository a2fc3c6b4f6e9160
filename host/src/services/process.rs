//! `process.run`: a program in a process group of its own, which ends with the call.

use std::{
    collections::HashSet,
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdout, Command},
};
use yun_plugin_api::{Error as PluginError, ProcessOutput, ProcessRun, Secret};
use zeroize::Zeroizing;

use super::{LiveCall, Services, not_wanted, wiped::Wiped};
use crate::{
    error::Error,
    mutex::lock,
    text::{Message, message, visible},
};

/// How long a program may run unless the plugin says otherwise.
const USUAL_TIME: Duration = Duration::from_secs(60);
/// How much it may write unless the plugin says otherwise, in bytes.
const USUAL_SIZE: u64 = 1024 * 1024;
const LARGEST_SIZE: u64 = 16 * 1024 * 1024;
/// How long is waited for the rest of its output once it has ended: what it has started may hold it open.
const LAST_WORDS: Duration = Duration::from_millis(300);

impl Services {
    pub(super) async fn run(
        &self,
        call: &Arc<LiveCall>,
        run: ProcessRun,
    ) -> Result<ProcessOutput, PluginError> {
        call.grant(|grant| grant.process(&run))?;
        let is_line = call.grant(|grant| Ok(grant.is_command_line(&run)))?;
        let failed = |code, message: Message| self.told(call.context.failure(code, message));
        let words = match is_line {
            true => shlex::split(&run.command).unwrap_or_default(),
            false => vec![run.command.clone()],
        };
        let Some((program, arguments)) = words.split_first() else {
            return Err(failed("command_malformed", message!("error-command-malformed")));
        };
        let mut group = self
            .start(
                program,
                arguments.iter().chain(&run.arguments),
                run.input.is_some(),
            )
            .map_err(|error| self.told(not_started(call, program, &error)))?;
        let limit = call.context.until(run.timeout_seconds, USUAL_TIME);
        let began = std::time::Instant::now();
        let most = run.max_bytes.unwrap_or(USUAL_SIZE).min(LARGEST_SIZE);
        tokio::select! {
            ended = tokio::time::timeout_at(limit.into(), group.finished(run.input, most)) => match ended {
                Ok(Ok(ended)) => self.output(call, program, ended, most),
                Ok(Err(error)) => {
                    let reason = error.to_string();
                    Err(failed("program_failed", message!("error-program-failed", program = program, reason = reason)))
                }
                Err(_) => {
                    let seconds = began.elapsed().as_millis().div_ceil(1000).to_string();
                    let message = message!("error-program-timeout", program = program, seconds = seconds);
                    Err(failed("program_timeout", message))
                }
            },
            () = call.cancelled() => Err(not_wanted()),
        }
    }

    fn start<'a>(
        &self,
        program: &str,
        arguments: impl Iterator<Item = &'a String>,
        has_input: bool,
    ) -> std::io::Result<Group<'_>> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .envs(self.environment.variables())
            .stdin(if has_input { Stdio::piped() } else { Stdio::null() })
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        #[cfg(unix)]
        command.process_group(0);
        command.kill_on_drop(true);
        self.programs.start(&mut command)
    }

    fn output(
        &self,
        call: &Arc<LiveCall>,
        program: &str,
        ended: Ended,
        most: u64,
    ) -> Result<ProcessOutput, PluginError> {
        let failed = |code, message| Err(self.told(call.context.failure(code, message)));
        if ended.output.len() as u64 > most {
            let message = message!("error-program-too-much", program = program, bytes = most);
            return failed("output_too_large", message);
        }
        match str::from_utf8(ended.output.bytes()) {
            Ok(text) => Ok(ProcessOutput {
                code: ended.code,
                output: Secret::new(text.to_owned()),
            }),
            Err(_) => failed(
                "output_not_text",
                message!("error-program-not-text", program = program),
            ),
        }
    }
}

fn not_started(call: &Arc<LiveCall>, program: &str, error: &std::io::Error) -> Error {
    let program = visible(program);
    match error.kind() {
        std::io::ErrorKind::NotFound => call
            .context
            .failure(
                "program_missing",
                message!("error-program-missing", program = program),
            )
            .hint(message!("hint-program-missing")),
        _ => {
            let message = message!(
                "error-program-failed",
                program = program,
                reason = error.to_string()
            );
            call.context.failure("program_failed", message)
        }
    }
}

/// The programs that run, each by the id of its process group: none outlives the command.
#[derive(Default)]
pub struct Programs(Mutex<Running>);

#[derive(Default)]
struct Running {
    groups: HashSet<u32>,
    is_over: bool,
}

impl Programs {
    fn start(&self, command: &mut Command) -> std::io::Result<Group<'_>> {
        // Held while it starts, so that none slips through the end of all.
        let mut running = lock(&self.0);
        if running.is_over {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        let child = command.spawn()?;
        running.groups.extend(child.id());
        Ok(Group {
            id: child.id(),
            child: Some(child),
            programs: self,
        })
    }

    /// Ends all that run; none starts from now on.
    pub fn end(&self) {
        let mut running = lock(&self.0);
        running.is_over = true;
        running.groups.drain().for_each(kill);
    }
}

/// A program and all that it starts; what is left of it ends when this is dropped.
struct Group<'a> {
    id: Option<u32>,
    child: Option<Child>,
    programs: &'a Programs,
}

/// How a program ended.
struct Ended {
    code: Option<i32>,
    output: Wiped,
}

impl Group<'_> {
    /// Waits for its end and takes what it writes, at most one byte more than `most`.
    async fn finished(&mut self, input: Option<Secret>, most: u64) -> std::io::Result<Ended> {
        let Some(child) = self.child.as_mut() else {
            return Err(std::io::ErrorKind::NotFound.into());
        };
        if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
            // Who does not read its input has ended, or ends without it.
            tokio::spawn(async move {
                let _ = pipe.write_all(input.expose().as_bytes()).await;
            });
        }
        let output = child.stdout.take().map(|pipe| Reading {
            pipe,
            read: Wiped::default(),
        });
        let Some(mut output) = output else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        let status = tokio::select! {
            status = child.wait() => status?,
            read = output.read_up_to(most) => {
                read?;
                if output.read.len() as u64 > most {
                    // It runs still, and ends with this group.
                    return Ok(Ended { code: None, output: output.read });
                }
                child.wait().await?
            }
        };
        // Nothing more comes if it has been read to its end already.
        let _ = tokio::time::timeout(LAST_WORDS, output.read_up_to(most)).await;
        self.leave();
        Ok(Ended {
            code: status.code(),
            output: output.read,
        })
    }

    /// The program has ended by itself: what it has started goes on.
    fn leave(&mut self) {
        self.child = None;
        if let Some(id) = self.id.take() {
            lock(&self.programs.0).groups.remove(&id);
        }
    }
}

struct Reading {
    pipe: ChildStdout,
    read: Wiped,
}

impl Reading {
    async fn read_up_to(&mut self, most: u64) -> std::io::Result<()> {
        while self.read.len() as u64 <= most {
            let mut chunk = Zeroizing::new([0; 8192]);
            let count = self.pipe.read(&mut chunk[..]).await?;
            if count == 0 {
                break;
            }
            self.read.append(&chunk[..count]);
        }
        Ok(())
    }
}

impl Drop for Group<'_> {
    fn drop(&mut self) {
        let Some(id) = self.id else { return };
        // Who is not there any more has been ended with all.
        if lock(&self.programs.0).groups.remove(&id) {
            kill(id);
        }
    }
}

#[cfg(unix)]
fn kill(group: u32) {
    let group = i32::try_from(group).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        // One that has ended meanwhile needs no end.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

/// Elsewhere the program itself ends when its handle is dropped.
#[cfg(not(unix))]
fn kill(_group: u32) {}
