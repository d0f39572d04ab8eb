//! pyxform's Markdown dialect: one table after another, the sheet's name in
//! the first column. Lines that begin with `#` are comments, a row of dashes
//! is decoration, `\|` is a pipe inside a cell.

use super::Builder;
use crate::problem::{Findings, ProblemCode};

pub(super) fn read(text: &str, builder: &mut Builder, findings: &mut Findings) {
    for (index, line) in text.lines().enumerate() {
        let place = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some(inner) = line.strip_prefix('|').and_then(|rest| rest.strip_suffix('|')) else {
            findings.add("workbook", Some(place), None, ProblemCode::OutsideTable, line);
            continue;
        };
        let cells = split(inner);
        if is_decoration(&cells) {
            continue;
        }
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        builder.row(place, &cells, findings);
    }
}

fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for character in line.chars() {
        if character == '|' && !escaped {
            cells.push(String::new());
            continue;
        }
        if let Some(cell) = cells.last_mut() {
            if character == '|' {
                // The backslash before it was only there for the pipe.
                cell.pop();
            }
            cell.push(character);
        }
        escaped = character == '\\';
    }
    cells
}

fn is_decoration(cells: &[String]) -> bool {
    let mut dashes = false;
    for cell in cells {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        if !cell.chars().all(|c| matches!(c, '-' | ':')) {
            return false;
        }
        dashes = true;
    }
    dashes
}
