//! The packages in which yun is shipped: a tarball, and a package for Debian. The same sources make the same bytes,
//! wherever they are built.

#![cfg(unix)]

mod archive;
mod building;
mod debian;
mod error;
mod licences;
mod needs;
mod packages;
mod pages;
mod running;
mod source;
mod surroundings;
mod tree;
mod twice;

pub use building::{Build, build};
pub use error::Error;
pub use packages::{Package, Packages, pack};
pub use source::Source;
pub use surroundings::arguments;
pub use twice::build_elsewhere;
