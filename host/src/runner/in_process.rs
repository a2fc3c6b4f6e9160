//! A library in the host's own process.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock},
};

use tokio::runtime::Handle;
use yun_plugin_api::__private::{
    self as boundary,
    abi::{
        HostServices, HostServices_TO, PluginInstanceBox,
        abi_stable::{
            sabi_trait::prelude::TD_Opaque,
            std_types::{RArc, RResult, RSlice, RStr, RVec},
        },
    },
};
use zeroize::Zeroizing;

use super::{Opened, Runner, bounds, loader};
use crate::{error::Error, services::Serve};

pub(super) struct InProcess {
    plugin: Opened,
    services: Arc<dyn Serve>,
    handle: Handle,
    instance: OnceLock<Result<PluginInstanceBox, yun_plugin_api::Error>>,
}

impl InProcess {
    pub(super) fn new(plugin: Opened, services: Arc<dyn Serve>, handle: Handle) -> Self {
        Self {
            plugin,
            services,
            handle,
            instance: OnceLock::new(),
        }
    }

    fn instance(&self) -> Result<&PluginInstanceBox, Error> {
        if self.instance.get().is_none() {
            self.plugin.check()?;
        }
        let opened = self.instance.get_or_init(|| {
            let services = Callbacks {
                plugin: self.plugin.manifest.id.clone(),
                services: Arc::clone(&self.services),
                handle: self.handle.clone(),
            };
            let services = HostServices_TO::from_ptr(RArc::new(services), TD_Opaque);
            loader::open(&self.plugin.file.path, &self.plugin.manifest, services)
        });
        opened.as_ref().map_err(|error| self.plugin.not_opened(error))
    }
}

impl Runner for InProcess {
    fn call(&self, call_id: u64, method: &str, request: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self
            .instance()?
            .call(call_id, RStr::from(method), RSlice::from(request))
        {
            RResult::ROk(answer) if bounds::is_too_much(&answer) => Err(self.plugin.answered_too_much()),
            RResult::ROk(mut answer) => {
                let copy = Zeroizing::new(answer.to_vec());
                boundary::wipe(&mut answer);
                Ok(copy)
            }
            RResult::RErr(error) => Err(self.plugin.failed(&error)),
        }
    }

    /// A thread cannot be ended from outside: the call goes on, its id dead, and the process does not wait.
    fn abandon(&self, _call_id: u64) {}

    fn end(&self) {}
}

/// What the plugin calls. It runs on the plugin's thread and may wait there.
struct Callbacks {
    plugin: String,
    services: Arc<dyn Serve>,
    handle: Handle,
}

impl HostServices for Callbacks {
    fn call(&self, call_id: u64, method: RStr<'_>, request: RSlice<'_, u8>) -> RResult<RVec<u8>, RVec<u8>> {
        let serve = || {
            self.handle.block_on(self.services.serve(
                &self.plugin,
                call_id,
                method.as_str(),
                request.as_slice(),
            ))
        };
        if let Some(error) = bounds::refuse(method.as_str(), request.as_slice()) {
            return RResult::RErr(RVec::from(boundary::encode(&error).unwrap_or_default()));
        }
        // A panic must not reach the boundary: it would end the process.
        match catch_unwind(AssertUnwindSafe(serve)) {
            Ok(Ok(answer)) => RResult::ROk(RVec::from(answer)),
            Ok(Err(error)) => RResult::RErr(RVec::from(boundary::encode(&error).unwrap_or_default())),
            Err(_) => RResult::RErr(RVec::from(
                boundary::encode(&crate::services::host_panicked()).unwrap_or_default(),
            )),
        }
    }
}
