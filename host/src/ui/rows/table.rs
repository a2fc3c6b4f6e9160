//! All rows of a type by columns, in the order in which they came.

use std::{borrow::Cow, cmp::Ordering, collections::HashMap};

use yun_plugin_api::{Cell, Row, manifest::ColumnKind};

use super::{
    Direction, Place, Sort,
    column::{Cells, Emptiness, Rank},
    fold::Needle,
};
use crate::{listing::cells, output::Column, text::Language};

/// The rows.
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) language: Language,
    cells: Vec<Cells>,
    /// The columns of these keys, if the type has them.
    id: Option<usize>,
    region: Option<usize>,
    places: Vec<Place>,
    place_numbers: HashMap<Place, u32>,
    /// The number of each row's place.
    place_of: Vec<u32>,
}

impl Table {
    pub(super) fn new(columns: Vec<Column>, language: Language) -> Self {
        let called = |key| columns.iter().position(|column| column.key == key);
        // What is an id or a region is a text, whatever a manifest says of it.
        let kind =
            |(at, column): (usize, &Column)| match Some(at) == called("id") || Some(at) == called("region") {
                true => ColumnKind::Text,
                false => column.kind,
            };
        Self {
            cells: columns
                .iter()
                .enumerate()
                .map(|column| Cells::new(kind(column)))
                .collect(),
            id: called("id"),
            region: called("region"),
            columns,
            language,
            places: Vec::new(),
            place_numbers: HashMap::new(),
            place_of: Vec::new(),
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.place_of.len()
    }

    /// Adds a row.
    pub(super) fn push(&mut self, place: &Place, row: Row) {
        let cells = cells(row, &place.profile, &place.region, &self.columns);
        self.push_cells(place, cells);
    }

    /// Adds a row of these cells, in the order of the columns.
    pub(super) fn push_cells(&mut self, place: &Place, cells: Vec<Cell>) {
        let number = match self.place_numbers.get(place) {
            Some(number) => *number,
            None => {
                let number = u32::try_from(self.places.len()).expect("fewer places than rows");
                self.places.push(place.clone());
                self.place_numbers.insert(place.clone(), number);
                number
            }
        };
        let at = u32::try_from(self.len()).expect("fewer rows than memory has room for");
        for (column, cell) in self.cells.iter_mut().zip(cells) {
            column.push(at, cell);
        }
        self.place_of.push(number);
    }

    /// Puts another cell in the place of one.
    pub(super) fn set(&mut self, row: u32, column: usize, cell: Cell) {
        self.cells[column].set(row, cell);
    }

    /// Puts another row in the place of one that was found where it was.
    pub(super) fn amend(&mut self, at: u32, row: Row) {
        let place = self.place(at).clone();
        let cells = cells(row, &place.profile, &place.region, &self.columns);
        for (column, cell) in self.cells.iter_mut().zip(cells) {
            column.set(at, cell);
        }
    }

    /// The cell of a row as it came, a list being one text.
    pub(super) fn cell(&self, row: u32, column: usize) -> Cell {
        match self.text(row, column) {
            Some(text) => text.into(),
            None => self.cells[column].cell(row),
        }
    }

    pub(super) fn shown(&self, row: u32, column: usize) -> Cow<'_, str> {
        self.cells[column].shown(row, self.language)
    }

    /// The text of a cell as it came.
    pub(super) fn text(&self, row: u32, column: usize) -> Option<&str> {
        self.cells[column].text(row)
    }

    pub(super) fn place(&self, row: u32) -> &Place {
        &self.places[self.place_of[row as usize] as usize]
    }

    /// The id of a row; empty if it has none.
    pub(super) fn id(&self, row: u32) -> &str {
        self.id.and_then(|id| self.text(row, id)).unwrap_or_default()
    }

    /// The region that a row says, or else that it was found in.
    pub(super) fn region(&self, row: u32) -> &str {
        let said = self.region.and_then(|region| self.text(row, region));
        said.unwrap_or(&self.place(row).region)
    }

    /// The rows whose id is one of these.
    pub(super) fn rows_with_ids<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Vec<u32> {
        self.id.map_or_else(Vec::new, |id| self.cells[id].rows_with(ids))
    }

    /// Profile, region, id, and then which came first.
    pub(super) fn usual_order(&self, one: u32, other: u32) -> Ordering {
        let (first, second) = (self.place_of[one as usize], self.place_of[other as usize]);
        let profile = |place: u32| &self.places[place as usize].profile;
        let profiles = || match first == second {
            true => Ordering::Equal,
            false => profile(first).cmp(profile(second)),
        };
        profiles()
            .then_with(|| self.region(one).cmp(self.region(other)))
            .then_with(|| self.id(one).cmp(self.id(other)))
            .then(one.cmp(&other))
    }

    /// The order of two rows; no two are alike.
    pub(super) fn order(&self, sort: Sort, one: u32, other: u32) -> Ordering {
        let Some(column) = sort.column else {
            return self.usual_order(one, other);
        };
        let order = match (self.cells[column].compare(one, other), sort.direction) {
            ((order, Emptiness::None), Direction::Descending) => order.reverse(),
            ((order, _), _) => order,
        };
        order.then_with(|| self.usual_order(one, other))
    }

    /// The rows ordered by a column; those that are alike stay as they are.
    pub(super) fn ordered_by(&self, column: usize, direction: Direction, rows: &[u32]) -> Vec<u32> {
        let ranks = self.cells[column].ranks();
        let key = |row: &u32| {
            let rank = match ranks[*row as usize] {
                Rank::Value(place) => u128::from(place),
                Rank::Odd(place) => 1 << 64 | u128::from(place),
                Rank::Empty => return u128::MAX,
            };
            match direction {
                Direction::Ascending => rank,
                Direction::Descending => (1 << 65) - rank,
            }
        };
        let keys = rows.iter().map(key);
        let mut keyed: Vec<(u128, u32)> = keys.zip(0..).collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, at)| rows[at as usize]).collect()
    }

    /// Whether each needle is in what is shown of a row in one of these columns.
    pub(super) fn matches(&self, row: u32, columns: &[usize], needles: &[Needle]) -> bool {
        let is_in = |needle: &Needle| {
            let mut columns = columns.iter();
            columns.any(|column| self.cells[*column].matches(row, needle, self.language))
        };
        needles.iter().all(is_in)
    }

    /// Whether a needle is in what is shown in these columns, for each row.
    pub(super) fn matching(&self, columns: &[usize], needle: &Needle) -> Vec<bool> {
        let mut matching = vec![false; self.len()];
        for column in columns {
            self.cells[*column].note_matching(needle, self.language, &mut matching);
        }
        matching
    }
}
