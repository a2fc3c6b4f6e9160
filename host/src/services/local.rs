//! `file.read`, `env.get` and `profile.credentials`: what lies on this machine.

use std::{fs::File, io::Read, path::Path, sync::Arc, time::Duration};

use yun_plugin_api::{
    Credentials, Error as PluginError, Keys, ResolveAnswer, Secret,
    protocol::service::{FileContent, Value},
};
use zeroize::Zeroizing;

use super::{LiveCall, Services, http::expanded, refused, wiped::Wiped};
use crate::{clock, text::message};

/// The largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1024 * 1024;
/// How long reading one may take.
const LONGEST_READ: Duration = Duration::from_secs(10);

impl Services {
    pub(super) async fn read_file(
        &self,
        call: &Arc<LiveCall>,
        path: &str,
    ) -> Result<FileContent, PluginError> {
        call.grant(|grant| grant.file(path))?;
        let file = expanded(&self.environment)(path);
        let failed = |code, message| call.context.failure(code, message);
        // Nobody may ever write into what is a pipe.
        let reading = tokio::task::spawn_blocking(move || content(&file));
        let read = tokio::time::timeout_at(call.context.until(None, LONGEST_READ).into(), reading).await;
        let content = match read.unwrap_or_else(|_| Ok(Err(std::io::ErrorKind::TimedOut.into()))) {
            Ok(Ok(content)) => content,
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(self.told(failed(
                    "file_missing",
                    message!("error-file-missing", path = path),
                )));
            }
            Ok(Err(error)) => {
                let message = message!("error-file-unreadable", path = path, reason = error.to_string());
                return Err(self.told(failed("file_unreadable", message)));
            }
            Err(_) => return Err(super::host_panicked()),
        };
        if content.len() as u64 > LARGEST_FILE {
            let message = message!("error-file-too-large", path = path, bytes = LARGEST_FILE);
            return Err(self.told(failed("file_too_large", message)));
        }
        match str::from_utf8(content.bytes()) {
            Ok(text) => Ok(FileContent {
                content: Secret::new(text.to_owned()),
            }),
            Err(_) => Err(self.told(failed(
                "file_not_text",
                message!("error-file-not-text", path = path),
            ))),
        }
    }

    pub(super) fn variable(&self, call: &Arc<LiveCall>, name: &str) -> Result<Value, PluginError> {
        call.grant(|grant| grant.variable(name))?;
        let value = self
            .environment
            .variable(name)
            .map(|text| Secret::new(text.to_owned()));
        Ok(Value { value })
    }

    /// The credentials of the profile that a field names, which were fetched before the call began.
    pub(super) fn source(&self, call: &Arc<LiveCall>, field: &str) -> Result<ResolveAnswer, PluginError> {
        call.grant(|grant| grant.source(field).map(drop))?;
        let found = call
            .context
            .credential
            .as_ref()
            .and_then(|credential| credential.sources.get(field));
        let Some(resolved) = found else {
            return Err(refused(
                "no_credentials",
                format!("the credentials of {field} were not fetched"),
            ));
        };
        let keys = Keys::clone(&resolved.keys);
        Ok(ResolveAnswer {
            credentials: Credentials::Keys(keys),
            expires_at: resolved.expires_at.map(clock::rfc3339),
        })
    }
}

/// The file's content; of one that is too large a byte more than may be read.
fn content(path: &Path) -> std::io::Result<Wiped> {
    if path.metadata()?.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    let mut file = File::open(path)?;
    let mut content = Wiped::default();
    let mut chunk = Zeroizing::new([0; 8192]);
    while content.len() as u64 <= LARGEST_FILE {
        match file.read(&mut chunk[..])? {
            0 => break,
            count => content.append(&chunk[..count]),
        }
    }
    Ok(content)
}
