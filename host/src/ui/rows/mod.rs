//! The rows of one resource type: kept by columns, each as what its kind says, and shown sorted and filtered.
//!
//! A row is known by its number: the first that came is 0, the next 1. Numbers hold until [`Rows::replace_with`].

mod arrangement;
mod column;
mod fold;
mod number;
mod table;
mod texts;
mod time;

#[cfg(test)]
mod tests;

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
};

use yun_plugin_api::{Cell, Row};

use crate::{
    output::{Column, Tone},
    text::Language,
};
use arrangement::Arrangement;
use table::Table;

/// Where rows were found: a profile in a region.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The profile's name.
    pub profile: String,
    /// The region's id.
    pub region: String,
}

/// What rows are sorted by; those that are alike come by profile, region and id, and what has no value comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sort {
    /// The place of the column; none sorts by profile, region and id.
    pub column: Option<usize>,
    /// The direction of that column.
    pub direction: Direction,
}

/// Which values come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// The least.
    #[default]
    Ascending,
    /// The greatest.
    Descending,
}

/// Rows, the order and the filter in which they are shown, which are marked, and the one that the cursor is on.
pub struct Rows {
    table: Table,
    arrangement: Arrangement,
    marked: BTreeSet<u32>,
    cursor: Option<u32>,
}

/// What a row is known by when it is listed anew.
#[derive(PartialEq, Eq, Hash)]
struct Identity<'a> {
    profile: &'a str,
    region: &'a str,
    id: &'a str,
}

impl Rows {
    /// No rows yet, under these columns; those that a table shows are searched by the filter.
    pub fn new(columns: Vec<Column>, language: Language) -> Self {
        let shown = columns.iter().enumerate().filter(|(_, column)| !column.wide);
        let arrangement = Arrangement::searching(shown.map(|(at, _)| at).collect());
        Self {
            table: Table::new(columns, language),
            arrangement,
            marked: BTreeSet::new(),
            cursor: None,
        }
    }

    /// No rows yet, to be shown as these are: what a refresh fills, and then [`Rows::replace_with`] takes.
    pub fn afresh(&self) -> Self {
        let mut afresh = Self::new(self.table.columns.clone(), self.table.language);
        afresh.arrange_like(self);
        afresh
    }

    /// Adds the rows of a page that was listed at a place, and keeps up what is shown.
    pub fn append(&mut self, place: &Place, rows: Vec<Row>) {
        let first = u32::try_from(self.table.len()).expect("fewer rows than memory has room for");
        for row in rows {
            self.table.push(place, row);
        }
        self.arrangement.take(&self.table, first);
    }

    /// Takes over rows of places whose list failed, unless they came all the same; answers with those places.
    pub fn keep(&mut self, older: &Self, has_failed: impl Fn(&Place) -> bool) -> BTreeSet<Place> {
        let mut kept = BTreeSet::new();
        let first = u32::try_from(self.table.len()).expect("fewer rows than memory has room for");
        let came: HashSet<(&Place, &str)> = (0..first)
            .map(|row| (self.place(row), self.id(row)))
            .filter(|(place, _)| has_failed(place))
            .collect();
        let is_wanted = |row: &u32| {
            let place = older.place(*row);
            has_failed(place) && !came.contains(&(place, older.id(*row)))
        };
        let wanted: Vec<u32> = older
            .arrangement
            .rows()
            .iter()
            .copied()
            .filter(is_wanted)
            .collect();
        for row in wanted {
            let cells = 0..older.columns().len();
            let cells = cells.map(|column| older.cell(row, column)).collect();
            self.table.push_cells(older.place(row), cells);
            kept.insert(older.place(row).clone());
        }
        self.arrangement.take(&self.table, first);
        kept
    }

    /// How many rows there are, shown or not.
    pub fn len(&self) -> usize {
        self.arrangement.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.table.columns
    }

    /// The cell of a row as the table of `list` shows it.
    pub fn text(&self, row: u32, column: usize) -> Cow<'_, str> {
        self.table.shown(row, column)
    }

    /// The cell of a row as it came, a list being one text.
    pub fn cell(&self, row: u32, column: usize) -> Cell {
        self.table.cell(row, column)
    }

    /// What the status of a row says at a glance, if the column is one of statuses and that is known.
    pub fn tone(&self, row: u32, column: usize) -> Option<Tone> {
        let word = self.table.text(row, column)?;
        self.columns()[column].tone_of(word)
    }

    /// The id of a row as it came; empty if it has none.
    pub fn id(&self, row: u32) -> &str {
        self.table.id(row)
    }

    /// Where a row was found.
    pub fn place(&self, row: u32) -> &Place {
        self.table.place(row)
    }

    /// The numbers of the rows that are shown, in order.
    pub fn view(&self) -> &[u32] {
        self.arrangement.shown()
    }

    /// What the rows are sorted by.
    pub fn sort(&self) -> Sort {
        self.arrangement.sort
    }

    /// Sorts the rows.
    pub fn sort_by(&mut self, sort: Sort) {
        self.arrangement.sort_by(&self.table, sort);
    }

    /// What was typed to filter by; empty where nothing was.
    pub fn filter(&self) -> &str {
        &self.arrangement.typed
    }

    /// Shows only rows that have each word of this in a searched column, in any case; all if there is none.
    pub fn filter_by(&mut self, typed: &str) {
        self.arrangement.filter_by(&self.table, typed);
    }

    /// Has the filter search these columns, which are those that are shown.
    pub fn search(&mut self, columns: &[usize]) {
        self.arrangement.search(&self.table, columns);
    }

    /// Says yes and no in this language from now on.
    pub fn speak(&mut self, language: Language) {
        if language != self.table.language {
            self.table.language = language;
            self.arrangement.find(&self.table);
        }
    }

    /// The place of the cursor in the view: that of its row, or where its row would be if it is not shown. Without a
    /// row it is at the first. None where nothing is shown.
    pub fn cursor(&self) -> Option<usize> {
        let last = self.view().len().checked_sub(1)?;
        let place = self
            .cursor
            .map_or(0, |row| self.arrangement.before(&self.table, row));
        Some(place.min(last))
    }

    /// Puts the cursor on the row in this place of the view, the last at most; there it stays while others come and
    /// go. None has it at the first again, whichever that is.
    pub fn move_to(&mut self, place: Option<usize>) {
        let last = self.view().len().saturating_sub(1);
        self.cursor = place.and_then(|place| self.view().get(place.min(last)).copied());
    }

    /// Whether a row is marked.
    pub fn is_marked(&self, row: u32) -> bool {
        self.marked.contains(&row)
    }

    /// Marks a row, or takes its mark away.
    pub fn mark(&mut self, row: u32, marked: bool) {
        match marked {
            true => self.marked.insert(row),
            false => self.marked.remove(&row),
        };
    }

    /// Takes all marks away.
    pub fn unmark_all(&mut self) {
        self.marked.clear();
    }

    /// The rows that are marked, shown or not.
    pub fn marked(&self) -> impl ExactSizeIterator<Item = u32> {
        self.marked.iter().copied()
    }

    /// Takes the rows of a list that was made since. They are sorted and filtered as these were; the cursor and the
    /// marks stay on the rows of the same profile, region and id. A mark whose row is gone is gone; a cursor whose row
    /// is gone stays in its place.
    pub fn replace_with(&mut self, mut newer: Self) {
        newer.arrange_like(self);
        newer.speak(self.table.language);
        let place = self.cursor.and(self.cursor());
        let wanted: HashSet<Identity<'_>> = self
            .marked()
            .chain(self.cursor)
            .map(|row| self.identity(row))
            .collect();
        let candidates = newer
            .table
            .rows_with_ids(wanted.iter().map(|identity| identity.id));
        let cursor = self.cursor.map(|row| self.identity(row));
        let marks: HashSet<Identity<'_>> = self.marked().map(|row| self.identity(row)).collect();
        let marked = candidates
            .iter()
            .filter(|row| marks.contains(&newer.identity(**row)));
        let marked = marked.copied().collect();
        let same = candidates
            .iter()
            .find(|row| Some(newer.identity(**row)) == cursor);
        let same = same.copied();
        newer.marked = marked;
        match same {
            Some(row) => newer.cursor = Some(row),
            None => newer.move_to(place),
        }
        *self = newer;
    }

    /// What the column of this key has, in the row of this id that was found there.
    pub fn known(&self, place: &Place, id: &str, key: &str) -> Option<Cell> {
        let column = self.columns().iter().position(|column| column.key == key)?;
        Some(self.cell(self.found(place, id)?, column))
    }

    /// Puts another cell into the column of this key, in the row of this id that was found there.
    pub fn set(&mut self, place: &Place, id: &str, key: &str, cell: Cell) {
        let column = self.columns().iter().position(|column| column.key == key);
        if let (Some(column), Some(row)) = (column, self.found(place, id)) {
            self.table.set(row, column, cell);
            self.arrangement.put_anew(&self.table, row);
        }
    }

    /// Puts all that a row is by now in the place of what was found of it there.
    pub fn amend(&mut self, place: &Place, newer: &Row) {
        if let Some(row) = newer.id().and_then(|id| self.found(place, id)) {
            self.table.amend(row, newer.clone());
            self.arrangement.put_anew(&self.table, row);
        }
    }

    /// Takes away the rows of these ids that were found there.
    pub fn remove(&mut self, place: &Place, ids: &[String]) {
        let gone: Vec<u32> = ids.iter().filter_map(|id| self.found(place, id)).collect();
        if gone.is_empty() {
            return;
        }
        let at = self.cursor.and(self.cursor());
        for row in &gone {
            self.marked.remove(row);
            self.arrangement.leave_out(*row);
        }
        if self.cursor.is_some_and(|row| gone.contains(&row)) {
            self.move_to(at);
        }
    }

    /// The row of an id that was found there.
    fn found(&self, place: &Place, id: &str) -> Option<u32> {
        let rows = self.table.rows_with_ids(std::iter::once(id));
        rows.into_iter()
            .find(|row| self.place(*row) == place && self.arrangement.holds(*row))
    }

    fn arrange_like(&mut self, other: &Self) {
        let other = &other.arrangement;
        self.search(&other.searched);
        self.sort_by(other.sort);
        self.filter_by(&other.typed);
    }

    fn identity(&self, row: u32) -> Identity<'_> {
        Identity {
            profile: &self.place(row).profile,
            region: self.table.region(row),
            id: self.id(row),
        }
    }
}
