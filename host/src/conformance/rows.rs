//! The rules of rows: what every row has, and cells that are what their columns say.

use std::net::IpAddr;

use yun_plugin_api::{
    Cell, Row, Timestamp,
    manifest::{ColumnKind, ResourceManifest},
};

use super::{Check, Rule};
use crate::text::message;

/// Which columns a row may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RowOf {
    List,
    Get,
}

impl Check {
    /// Holds one row against the manifest.
    pub(super) fn row(&mut self, resource: &ResourceManifest, row: &Row, of: RowOf) {
        let subject = resource.resource_type.as_str();
        let id = row.id().unwrap_or_default().to_owned();
        if id.trim().is_empty() {
            self.fail(Rule::RowsComplete, subject, &message!("check-row-no-id"));
        }
        for key in ["name", "status", "region"] {
            if row.cell(key).is_none() {
                let what = message!("check-row-lacks", id = id.as_str(), key = key);
                self.fail(Rule::RowsComplete, subject, &what);
            }
        }
        for (key, cell) in row.clone().into_cells() {
            let column = resource.columns.iter().find(|column| column.key == key);
            let Some(column) = column.filter(|column| of == RowOf::Get || !column.detail) else {
                let what = message!("check-cell-no-column", id = id.as_str(), key = key.as_ref());
                self.fail(Rule::CellsFit, subject, &what);
                continue;
            };
            if !fits(column.kind, &cell) {
                let what = message!(
                    "check-cell-misfit",
                    id = id.as_str(),
                    key = key.as_ref(),
                    kind = kind_word(column.kind)
                );
                self.fail(Rule::CellsFit, subject, &what);
            }
        }
    }
}

/// Whether a cell is what its column holds. One without a value fits everywhere.
fn fits(kind: ColumnKind, cell: &Cell) -> bool {
    match (kind, cell) {
        (_, Cell::Empty) => true,
        (ColumnKind::Time, Cell::Text(text)) => Timestamp::parse(text).is_some(),
        (ColumnKind::Ip, Cell::Text(text)) => text.parse::<IpAddr>().is_ok(),
        (ColumnKind::Ip, Cell::List(texts)) => texts.iter().all(|text| text.parse::<IpAddr>().is_ok()),
        (ColumnKind::Number | ColumnKind::Bytes, Cell::Integer(_) | Cell::Float(_)) => true,
        (ColumnKind::Bool, Cell::Bool(_)) | (ColumnKind::List, Cell::List(_)) => true,
        (ColumnKind::Text | ColumnKind::Status, Cell::Text(_)) => true,
        _ => false,
    }
}

fn kind_word(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Status => "status",
        ColumnKind::Time => "time",
        ColumnKind::Ip => "ip",
        ColumnKind::Number => "number",
        ColumnKind::Bytes => "bytes",
        ColumnKind::Bool => "bool",
        ColumnKind::List => "list",
        ColumnKind::Text => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_fits_the_kind_of_its_column_alone() {
        let text = |text: &str| Cell::from(text);
        assert!(fits(ColumnKind::Time, &text("2026-01-02T03:04:05Z")));
        assert!(!fits(ColumnKind::Time, &text("2026-01-02 03:04")));
        assert!(fits(ColumnKind::Ip, &text("::1")) && !fits(ColumnKind::Ip, &text("a")));
        assert!(fits(ColumnKind::Ip, &vec!["10.0.0.1".to_owned()].into()));
        assert!(fits(ColumnKind::Bytes, &4.into()) && !fits(ColumnKind::Number, &text("4")));
        assert!(fits(ColumnKind::Bool, &true.into()) && !fits(ColumnKind::Bool, &text("true")));
        assert!(!fits(ColumnKind::List, &text("a")) && !fits(ColumnKind::Text, &1.into()));
        assert!(fits(ColumnKind::Number, &Cell::Empty));
    }
}
