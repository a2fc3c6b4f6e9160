//! The page of resources: a tab for each type, and the one resource that is looked at.

use std::collections::{BTreeMap, BTreeSet};

use yun_plugin_api::{Resource, manifest::ResourceManifest};

use super::{Asked, Input, Search, TYPE, Viewed};
use crate::{
    error::Error,
    listing::Remark,
    output::Column,
    text::{Language, message},
    ui::{
        effect::Subject,
        event::{Generation, Moment},
        layout::{Layout, Layouts},
        rows::{Direction, Place, Rows, Sort},
    },
};

/// The place of the profile's column.
pub(in crate::ui) const PROFILE: usize = 0;

/// The page of resources.
pub(in crate::ui) struct Home {
    /// The types, each with what was listed of it.
    pub(in crate::ui) tabs: Vec<Tab>,
    /// Which of them is shown, from 0.
    pub(in crate::ui) current: usize,
    /// The filter while it is typed.
    pub(in crate::ui) filtering: Option<Input>,
    /// What is found in everything, while that is shown.
    pub(in crate::ui) search: Option<Box<Search>>,
    /// The resource that is looked at.
    pub(in crate::ui) detail: Option<Detail>,
    /// What somebody chose of the lists of types, those that are not there just now among them.
    pub(in crate::ui) layouts: Layouts,
}

/// A resource type, and what was listed of it.
pub(in crate::ui) struct Tab {
    /// The type.
    pub(in crate::ui) resource: ResourceManifest,
    /// Its rows. The first column is the profile; the others are those that the manifest has lists show.
    pub(in crate::ui) rows: Rows,
    /// What a refresh has brought so far; it takes the rows' place when all is there.
    pub(in crate::ui) newer: Option<Rows>,
    /// The places of the columns that were chosen, ascending; [`Tab::columns`] says which are shown.
    pub(in crate::ui) shown: Vec<usize>,
    /// How wide each column has had to be so far.
    pub(in crate::ui) widths: Vec<usize>,
    /// How many rows of the view are above the first that is on the screen.
    pub(in crate::ui) above: usize,
    /// How its list stands.
    pub(in crate::ui) list: List,
    /// When the rows were listed, but for those that are old.
    pub(in crate::ui) fresh_at: Option<Moment>,
    /// The places that could not be listed anew, and when their rows were listed.
    pub(in crate::ui) old: BTreeMap<Place, Moment>,
}

/// How a list stands.
#[derive(Default)]
pub(in crate::ui) struct List {
    /// The number under which it is asked for; none when nothing is under way.
    pub(in crate::ui) asked: Option<Generation>,
    /// How many targets are asked.
    pub(in crate::ui) targets: usize,
    /// How many of them are done.
    pub(in crate::ui) done: usize,
    /// When all had come; none before, or where it must be listed anew.
    pub(in crate::ui) ended_at: Option<Moment>,
    /// What failed of the last list that ended.
    pub(in crate::ui) failures: Vec<Error>,
    /// What is to be said besides.
    pub(in crate::ui) remarks: Vec<Remark>,
    /// Whether nobody could be asked for lack of credentials: until somebody does something about that, asking again by
    /// itself would only have questions put up and logins tried.
    pub(in crate::ui) is_in_vain: bool,
}

/// The resource that is looked at.
pub(in crate::ui) struct Detail {
    /// Which one it is.
    pub(in crate::ui) subject: Subject,
    /// It in full; none if it is gone.
    pub(in crate::ui) resource: Asked<Option<Resource>>,
    /// Whether the API's own object is shown, rather than fields.
    pub(in crate::ui) raw: bool,
    /// How many lines are above the first that is shown.
    pub(in crate::ui) above: usize,
    /// The view of it that is read, if one is.
    pub(in crate::ui) viewed: Option<Box<Viewed>>,
    /// Whether it is open only as long as a view of it is chosen or read.
    pub(in crate::ui) is_for_view: bool,
}

impl Home {
    /// A tab for each of these types, nothing being listed yet.
    pub(in crate::ui) fn new(
        resources: impl IntoIterator<Item = ResourceManifest>,
        language: Language,
    ) -> Self {
        let tabs = resources.into_iter().map(|resource| Tab::new(resource, language));
        Self {
            tabs: tabs.collect(),
            current: 0,
            filtering: None,
            search: None,
            detail: None,
            layouts: Layouts::new(),
        }
    }

    /// Has lists be as somebody chose them.
    pub(in crate::ui) fn lay_out(&mut self, layouts: Layouts) {
        self.layouts = layouts;
        for tab in &mut self.tabs {
            if let Some(layout) = self.layouts.get(&tab.resource.resource_type) {
                tab.lay_out(layout);
            }
        }
    }

    /// The view that is read, if one is.
    pub(in crate::ui) fn viewed(&self) -> Option<&Viewed> {
        self.detail.as_ref()?.viewed.as_deref()
    }

    /// The tab that is shown, what is found being one; none if there is no type at all.
    pub(in crate::ui) fn tab(&self) -> Option<&Tab> {
        match &self.search {
            Some(search) => Some(&search.tab),
            None => self.tabs.get(self.current),
        }
    }

    /// The tab of a type.
    pub(in crate::ui) fn tab_of(&self, resource_type: &str) -> Option<&Tab> {
        let mut tabs = self.tabs.iter();
        tabs.find(|tab| tab.resource.resource_type == resource_type)
    }

    /// All tabs, that of what is found among them.
    pub(in crate::ui) fn tabs_mut(&mut self) -> impl Iterator<Item = &mut Tab> {
        let found = self.search.iter_mut().map(|search| &mut search.tab);
        self.tabs.iter_mut().chain(found)
    }

    /// The tab that is shown, to be changed.
    pub(in crate::ui) fn tab_mut(&mut self) -> Option<&mut Tab> {
        match &mut self.search {
            Some(search) => Some(&mut search.tab),
            None => self.tabs.get_mut(self.current),
        }
    }
}

impl Tab {
    /// A type of which nothing was listed.
    pub(in crate::ui) fn new(resource: ResourceManifest, language: Language) -> Self {
        let columns = columns(&resource, language);
        let shown = usual(&columns);
        let mut rows = Rows::new(columns, language);
        rows.search(&shown);
        Self {
            widths: vec![0; rows.columns().len()],
            rows,
            resource,
            newer: None,
            shown,
            above: 0,
            list: List::default(),
            fresh_at: None,
            old: BTreeMap::new(),
        }
    }

    /// The places of the columns that the manifest has lists show.
    pub(in crate::ui) fn usual(&self) -> Vec<usize> {
        usual(self.rows.columns())
    }

    /// The keys of the columns that were chosen; none where those are the manifest's own. Those that were chosen before and
    /// are not there just now keep their places: another version of the type may have them again.
    pub(in crate::ui) fn chosen_columns(&self, before: &[String]) -> Option<Vec<String>> {
        let columns = self.rows.columns();
        let is_there = |key: &String| columns.iter().any(|column| column.key == *key);
        let mut keys: Vec<String> = self.shown.iter().map(|at| columns[*at].key.clone()).collect();
        let mut next = 0;
        for key in before {
            match keys.iter().position(|other| other == key) {
                Some(place) => next = place + 1,
                None if is_there(key) => {}
                None => {
                    keys.insert(next, key.clone());
                    next += 1;
                }
            }
        }
        let is_chosen = self.shown != self.usual() || keys.len() > self.shown.len();
        is_chosen.then_some(keys)
    }

    /// The key of the column that rows are sorted by, and the direction; none where they come as they are listed.
    pub(in crate::ui) fn chosen_sort(&self) -> Option<(String, Direction)> {
        let sort = self.rows.sort();
        let column = self.rows.columns().get(sort.column?)?;
        Some((column.key.clone(), sort.direction))
    }

    /// Has it be as somebody chose it, as far as there still are such columns.
    pub(in crate::ui) fn lay_out(&mut self, layout: &Layout) {
        let columns = self.rows.columns();
        let place = |key: &String| columns.iter().position(|column| column.key == *key);
        let shown: BTreeSet<usize> = layout.columns.iter().flatten().filter_map(place).collect();
        let sort = layout.sort.as_ref().and_then(|(key, direction)| {
            Some(Sort {
                column: Some(place(key)?),
                direction: *direction,
            })
        });
        if !shown.is_empty() {
            self.shown = shown.into_iter().collect();
        }
        self.rows.sort_by(sort.unwrap_or_default());
    }

    /// Forgets all that was listed; which columns are shown, how they are sorted and what was typed stay.
    pub(in crate::ui) fn forget(&mut self) {
        self.rows = self.rows.afresh();
        self.newer = None;
        self.above = 0;
        self.list = List::default();
        self.fresh_at = None;
        self.old.clear();
        self.widths.fill(0);
    }

    /// The places of the columns that are shown where these profiles are asked: those that were chosen, and the profile's
    /// before them where there are several. What draws, sorts and filters goes by this.
    pub(in crate::ui) fn columns(&self, profiles: &[String]) -> Vec<usize> {
        let profile = profiles.len() > 1 && !self.shown.contains(&PROFILE);
        let profile = profile.then_some(PROFILE).into_iter();
        profile.chain(self.shown.iter().copied()).collect()
    }

    /// Whether rows of a type may be among these.
    pub(in crate::ui) fn may_hold(&self, resource_type: &str) -> bool {
        let is_of_several = self.rows.columns().iter().any(|column| column.key == TYPE);
        is_of_several || self.resource.resource_type == resource_type
    }

    /// The type that a row is of.
    pub(in crate::ui) fn type_of(&self, row: u32) -> String {
        let column = self.rows.columns().iter().position(|column| column.key == TYPE);
        match column {
            Some(column) => self.rows.text(row, column).into_owned(),
            None => self.resource.resource_type.clone(),
        }
    }

    /// The number of the row that the cursor is on.
    pub(in crate::ui) fn row(&self) -> Option<u32> {
        self.rows.view().get(self.rows.cursor()?).copied()
    }
}

/// The places of those that are shown unless somebody chose others.
fn usual(columns: &[Column]) -> Vec<usize> {
    let columns = columns.iter().enumerate();
    let shown = columns.filter(|(_, column)| !column.wide);
    shown.map(|(at, _)| at).collect()
}

/// The columns of a type's list, the profile before them: shown where several are asked.
fn columns(resource: &ResourceManifest, language: Language) -> Vec<Column> {
    let profile = Column::new(
        "profile",
        language.say(&message!("column-profile")),
        yun_plugin_api::manifest::ColumnKind::Text,
    )
    .wide();
    let own = resource
        .columns
        .iter()
        .filter(|column| !column.detail)
        .map(|column| Column {
            key: column.key.clone(),
            title: language.pick(&column.title).to_owned(),
            kind: column.kind,
            wide: column.wide,
            tones: column.tones.clone(),
        });
    std::iter::once(profile).chain(own).collect()
}
