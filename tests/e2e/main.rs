//! End to end: the built host with its plugins against the local cloud, as a user runs it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what a test unwraps is what it expects")]

mod account;
mod acting;
mod aliyun_cli;
mod arrows;
mod capabilities;
mod cases;
mod catalog;
mod child;
mod completion;
mod completion_shells;
mod credential_lifetime;
mod demonstration;
mod doctor;
mod enterprise;
mod environment_profile;
mod errors;
mod export;
mod filters;
mod find;
mod interrupt;
mod keyring;
mod language;
mod list;
mod lists_accounts;
mod lists_pages;
mod lists_regions;
mod login;
mod man;
mod memory;
mod misbehaviour;
mod output;
mod profile_add;
mod profile_choice;
mod profile_edit;
mod profile_files;
mod profile_import;
mod profile_prompts;
mod profile_questions;
mod profile_rename;
mod profile_show;
mod profile_verify;
mod regions;
mod retries;
mod secrets;
mod services;
mod settings;
mod show;
mod signature;
mod transport;
mod unplug;
mod version_and_help;
mod views;
mod wrong;
