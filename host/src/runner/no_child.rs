//! Where there are no child processes for plugins yet: systems without Unix sockets.

use std::{path::PathBuf, sync::Arc};

use tokio::runtime::Handle;
use zeroize::Zeroizing;

use super::{Opened, Runner};
use crate::{
    error::{Error, ErrorKind},
    services::Serve,
    text::message,
};

/// The child runner needs a pair of connected sockets, which only Unix has under that name.
pub(super) struct ChildRunner {
    plugin: Opened,
}

impl ChildRunner {
    pub(super) fn new(
        plugin: Opened,
        _executable: Option<PathBuf>,
        _services: Arc<dyn Serve>,
        _handle: Handle,
    ) -> Self {
        Self { plugin }
    }
}

impl Runner for ChildRunner {
    fn call(&self, _call_id: u64, _method: &str, _request: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let reason = std::io::Error::from(std::io::ErrorKind::Unsupported).to_string();
        let message = message!("error-runner-not-started", reason = reason);
        Err(Error::new(ErrorKind::Plugin, "runner_not_started", message).by_plugin(&self.plugin.manifest.id))
    }

    fn abandon(&self, _call_id: u64) {}

    fn end(&self) {}
}
