//! Plugins from an index: what is searched, installed by name, and upgraded, and what is refused.

mod installs;
mod network;
mod publisher;
mod refused;
mod search;
mod sources;
mod upgrades;
