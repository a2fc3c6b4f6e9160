//! Opens a library.

use std::path::Path;

use yun_plugin_api::{
    __private::{
        self as boundary,
        abi::{
            HostServicesRef, PluginInstanceBox, PluginRootRef,
            abi_stable::{
                library::{AbiHeaderRef, LibraryError, ROOT_MODULE_LOADER_NAME_WITH_NUL},
                std_types::{RResult, RSlice},
            },
        },
    },
    Error, ErrorKind,
    manifest::Manifest,
    protocol::OpenRequest,
};

use crate::catalog::SPOKEN;

/// Loads the library at `path`, holds what it says of itself against `manifest`, and opens the plugin.
///
/// A library is never unloaded: code of it may run until the process ends.
///
/// # Errors
/// When it cannot be loaded, is of another layout, says something else of itself, or does not open.
pub fn open(path: &Path, manifest: &Manifest, services: HostServicesRef) -> Result<PluginInstanceBox, Error> {
    let root = load(path)?;
    let own = Manifest::parse(root.manifest()().as_slice());
    if own.as_ref() != Ok(manifest) {
        let reason = "after loading, it says something else of itself than its manifest did before";
        return Err(Error::new(ErrorKind::Plugin, "plugin_manifest_differs", reason));
    }
    let protocol = manifest.protocol.newest_shared(SPOKEN).unwrap_or(SPOKEN.max);
    let request = boundary::encode(&OpenRequest::new(protocol, env!("CARGO_PKG_VERSION")))?;
    match root.open()(services, RSlice::from(&request[..])) {
        RResult::ROk(instance) => Ok(instance),
        RResult::RErr(error) => Err(boundary::decode::<Error>(&error)?),
    }
}

#[expect(unsafe_code, reason = "a library's code can only be trusted, not checked")]
fn load(path: &Path) -> Result<PluginRootRef, Error> {
    // SAFETY: loading runs the library's constructors. The catalog has held the file against its rules: it is a
    // regular file that not everybody can change, whole, of this architecture, and carries a manifest.
    let library = unsafe { libloading::Library::new(path) }
        .map_err(|error| refused("plugin_not_loadable", innermost(&error)))?;
    // Never unloaded, not even on the ways out below: its constructors may have left threads behind.
    let library = std::mem::ManuallyDrop::new(library);
    // SAFETY: a library that carries a manifest exports under this name the header that `export_plugin!` makes;
    // a missing symbol is an error, and `upgrade` checks its magic before anything else of it is read.
    let header = unsafe { library.get::<AbiHeaderRef>(ROOT_MODULE_LOADER_NAME_WITH_NUL.as_bytes()) }
        .map(|symbol| *symbol)
        .map_err(|error| refused("plugin_not_loadable", innermost(&error)))?;
    let layout = |error: LibraryError| refused("plugin_layout", short(&error.to_string()));
    header
        .upgrade()
        .map_err(|error| refused("plugin_layout", short(&error.to_string())))?
        .init_root_module::<PluginRootRef>()
        .map_err(layout)
}

fn refused(code: &'static str, reason: String) -> Error {
    Error::new(ErrorKind::Plugin, code, reason)
}

fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    error
        .source()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

/// The lines of a layout error that say what is wrong; the whole is many kilobytes.
fn short(text: &str) -> String {
    tracing::debug!(text, "the library's layout is refused");
    let from = text.find("Error:").unwrap_or(0);
    text[from..]
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(4)
        .collect::<Vec<_>>()
        .join(" ")
}
