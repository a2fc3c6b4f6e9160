//! Rows as plugins give them, under columns.

use yun_plugin_api::{Cell, Row};

use crate::output::Column;

/// A row's cells in the columns' order; of a key that comes twice the first counts. Profile and region are those that
/// were asked, where the row says no other region.
pub(crate) fn cells(row: Row, profile: &str, region: &str, columns: &[Column]) -> Vec<Cell> {
    let mut cells: Vec<Option<Cell>> = vec![None; columns.len()];
    let mut next = 0;
    for (key, cell) in row.into_cells() {
        // Plugins give their cells in the manifest's order, as a rule.
        let is_next = columns.get(next).is_some_and(|column| column.key == key);
        let place = if is_next {
            Some(next)
        } else {
            columns.iter().position(|column| column.key == key)
        };
        if let Some(place) = place {
            cells[place].get_or_insert(cell);
            next = place + 1;
        }
    }
    let whole =
        |(cell, column): (Option<Cell>, &Column)| match (column.key.as_str(), cell.unwrap_or_default()) {
            ("profile", _) => profile.into(),
            ("region", Cell::Empty) => region.into(),
            (_, cell) => cell,
        };
    cells.into_iter().zip(columns).map(whole).collect()
}
