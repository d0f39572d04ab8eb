//! The `parameters` column: `max-pixels=1600`, several with spaces between them.

use super::SURVEY;
use crate::form::{Kind, Parameters};
use crate::problem::{Findings, ProblemCode};
use crate::workbook::Row;

/// No photo of a phone is larger, pixels along an edge.
const MOST_PIXELS: u32 = 20_000;

/// The pairs of a cell; `None` for a word that is no pair.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split([' ', ';', ',']).filter(|word| !word.is_empty()).map(|word| match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    })
}

/// Reads what concerns who draws the question; what is not known is a problem.
pub(super) fn read(row: &Row, kind: Kind, from_file: bool, findings: &mut Findings) -> Parameters {
    let mut parameters = Parameters::default();
    for (name, value) in row.get("parameters").map(pairs).into_iter().flatten() {
        let number =
            |most: u32| value.and_then(|text| text.parse().ok()).filter(|number| (1..=most).contains(number));
        let taken = match (kind, name) {
            (Kind::Image, "max-pixels") => {
                parameters.max_pixels = number(MOST_PIXELS);
                parameters.max_pixels.is_some()
            }
            (Kind::Text, "rows") => {
                parameters.rows = number(100);
                parameters.rows.is_some()
            }
            (Kind::Geopoint, "capture-accuracy") => {
                parameters.capture_accuracy = number(1_000);
                parameters.capture_accuracy.is_some()
            }
            // Read with the file itself.
            (Kind::One(_) | Kind::Many(_), "value" | "label") => from_file && value.is_some(),
            _ => false,
        };
        if !taken {
            let detail =
                name.to_owned() + value.map(|value| format!("={value}")).unwrap_or_default().as_str();
            findings.add(
                SURVEY,
                Some(row.number),
                Some("parameters"),
                ProblemCode::InvalidParameter,
                &detail,
            );
        }
    }
    parameters
}

/// Of `audit`, what is always kept may be asked for: who changed what when. Where a person walked is not kept.
pub(super) fn audit(row: &Row, findings: &mut Findings) {
    for (name, value) in row.get("parameters").map(pairs).into_iter().flatten() {
        if !matches!((name, value), ("track-changes" | "identify-user", Some("true" | "false"))) {
            findings.add(SURVEY, Some(row.number), Some("parameters"), ProblemCode::InvalidParameter, name);
        }
    }
}
