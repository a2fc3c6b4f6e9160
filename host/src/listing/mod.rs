//! Lists and shows over types, profiles and regions: side by side under one limit, partial failures kept.

mod ask;
mod cells;
mod denial;
mod list;
mod needle;
mod pages;
mod places;
mod regions;
mod round;
mod view;

use std::sync::Arc;

use yun_plugin_api::{Filter, Row, manifest::ResourceManifest};

use crate::{
    account::REGION_UNKNOWN,
    error::{Error, exit},
    session::Session,
    text::{Message, Several, message},
};

pub use ask::{ask, show, targets};
pub(crate) use ask::{explained, side_by_side};
pub(crate) use cells::cells;
pub(crate) use denial::denial;
pub use list::{list, list_targets};
pub(crate) use needle::Needle;
pub use places::Places;
pub use view::{Following, Pace, view};

/// One profile in one region.
#[derive(Clone)]
pub struct Target {
    /// The profile.
    pub session: Arc<Session>,
    /// The region.
    pub region: String,
}

/// Which regions were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Regions {
    /// Each profile's own.
    Default,
    /// These.
    Named(Vec<String>),
    /// All that the account may use, or that a type can be in.
    All,
}

impl Regions {
    /// Whether a region that failed so is left out rather than reported: it is none for the account, and nobody named it.
    pub fn leaves_out(&self, error: &Error) -> bool {
        matches!(self, Self::All) && (regions::is_closed(error.code()) || error.code() == REGION_UNKNOWN)
    }
}

/// What came of asking several targets.
pub struct Outcome<T> {
    /// What the targets answered, in the targets' order.
    pub answers: Vec<(Target, T)>,
    /// The errors of the others.
    pub failures: Vec<Error>,
}

impl<T> Outcome<T> {
    /// The exit code: 0 when all went well, 3 when some did, and the errors' own when all failed alike.
    pub fn exit_code(&self) -> u8 {
        let Some(first) = self.failures.first() else {
            return exit::DONE;
        };
        if !self.answers.is_empty() {
            return exit::PARTIAL;
        }
        let alike = self
            .failures
            .iter()
            .all(|failure| failure.exit_code() == first.exit_code());
        if alike { first.exit_code() } else { exit::FAILED }
    }
}

/// What to list.
#[derive(Clone)]
pub struct Query {
    /// The resource group, if the command named one; otherwise each profile's own counts.
    pub resource_group: Option<String>,
    /// The filters.
    pub filters: Vec<Filter>,
    /// At most so many rows of each target.
    pub limit: Option<u64>,
}

/// A type of which a list is wanted.
#[derive(Clone)]
pub struct Wanted {
    /// The type.
    pub resource: ResourceManifest,
    /// What of it.
    pub query: Query,
}

/// What happens while types are listed.
pub enum Event {
    /// So many more targets are asked.
    Targets(usize),
    /// Rows came, none of them for the second time.
    Rows(Arrived),
    /// A target is done, or has failed.
    Done,
}

/// Rows of one target.
pub struct Arrived {
    /// The place of the type among those that are wanted.
    pub wanted: usize,
    /// A number that no other type and target has.
    pub slot: usize,
    /// The target.
    pub target: Target,
    /// The rows.
    pub rows: Vec<Row>,
}

/// What came of listing types.
pub struct Listed {
    /// The slots of the targets whose rows count, and why others failed. A target whose list never came to rest is in
    /// both.
    pub outcome: Outcome<usize>,
    /// What is to be said besides, of each type and profile at most once.
    pub remarks: Vec<Remark>,
}

/// What is no failure, and yet to be known.
pub struct Remark {
    /// The place of the type among those that are wanted.
    pub wanted: usize,
    /// The profile.
    pub profile: String,
    /// What it is about.
    pub about: About,
}

/// What a remark is about.
pub enum About {
    /// Regions are left out: the account may not use them, or the product is not there.
    RegionsLeftOut(Vec<String>),
    /// Nothing was found, and the API answers so too to who may not see what there is.
    MayBeDenied,
}

impl Remark {
    /// It in words; `title` is that of the type.
    pub fn message(&self, title: &str) -> Message {
        let profile = self.profile.as_str();
        match &self.about {
            About::RegionsLeftOut(regions) => message!(
                "note-regions-left-out",
                title = title,
                profile = profile,
                regions = Several(regions)
            ),
            About::MayBeDenied => message!("note-may-be-denied", title = title, profile = profile),
        }
    }
}
