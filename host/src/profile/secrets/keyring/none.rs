//! A system whose keyring, if it has one, is not known here.

use zeroize::Zeroizing;

use super::{Failure, ItemName};
use crate::{environment::Environment, profile::secrets::Unlocking};

pub(super) struct Backend;

impl Backend {
    pub(super) fn of(_environment: &Environment, _unlocking: Unlocking) -> Self {
        Self
    }

    pub(super) fn is_open(&self) -> Result<bool, Failure> {
        Err(Failure::Absent)
    }

    pub(super) fn read(&self, _name: ItemName) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
        Err(Failure::Absent)
    }

    pub(super) fn write(&self, _name: ItemName, _content: Zeroizing<Vec<u8>>) -> Result<(), Failure> {
        Err(Failure::Absent)
    }

    pub(super) fn remove(&self, _name: ItemName) -> Result<(), Failure> {
        Err(Failure::Absent)
    }
}
