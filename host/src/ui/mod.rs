//! The terminal UI, `yun ui`: the same library as the commands, on a whole screen.
//!
//! `state` is plain data, `update` changes it by one `event` and says by `effect`s what is to be done, `running`
//! does that and brings the answers as events, and `view` draws the state. Nothing but `running` and `terminal`
//! reaches the world.

mod account;
pub(crate) mod chosen;
mod command;
mod effect;
mod event;
pub(crate) mod keys;
mod layout;
mod plugin;
pub mod preferences;
pub mod rows;
mod running;
mod state;
mod terminal;
pub mod theme;
mod trial;
mod update;
mod view;

pub use chosen::{Chosen, Said};
pub use running::{Beginning, run};
