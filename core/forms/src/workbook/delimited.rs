//! pyxform's single-file CSV: RFC 4180 records whose first field names the
//! sheet or is empty.

use super::Builder;
use crate::problem::{Findings, ProblemCode};

pub(super) fn read(text: &str, builder: &mut Builder, findings: &mut Findings) {
    rows(text, findings, |place, cells, findings| builder.row(place, cells, findings));
}

/// A file of its own: no first field names a sheet.
pub(super) fn read_file(text: &str, builder: &mut Builder, findings: &mut Findings) {
    rows(text, findings, |place, cells, findings| {
        let cells: Vec<&str> = std::iter::once("").chain(cells.iter().copied()).collect();
        builder.row(place, &cells, findings);
    });
}

fn rows(text: &str, findings: &mut Findings, mut take: impl FnMut(u32, &[&str], &mut Findings)) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for record in reader.records() {
        match record {
            Ok(record) => {
                let place = record.position().map_or(0, csv::Position::line);
                let cells: Vec<&str> = record.iter().collect();
                take(u32::try_from(place).unwrap_or(u32::MAX), &cells, findings);
            }
            Err(_) => findings.add("workbook", None, None, ProblemCode::OutsideTable, ""),
        }
    }
}
