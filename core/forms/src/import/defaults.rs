//! The `default` column: a value of the type, or an expression that gives one.

use super::SURVEY;
use super::choices::Lists;
use super::types;
use crate::expression::{self, Expression, Names, Node, iso_date, iso_moment, iso_time};
use crate::form::Kind;
use crate::problem::{Findings, ProblemCode};
use crate::session::admit;
use crate::value::Value;
use crate::workbook::Row;

/// A first value.
pub(super) enum Default {
    None,
    Value(Value),
    /// Still text: names are linked later.
    Computed(String),
}

pub(super) fn read(row: &Row, kind: Kind, lists: &Lists, findings: &mut Findings) -> Default {
    let Some(text) = row.get("default").filter(|_| types::takes(kind, "default")) else {
        return Default::None;
    };
    // In a text, an operator may be just a word.
    let calls = text.contains("${") || text.ends_with(')') && text.contains('(');
    if calls {
        return Default::Computed(text.to_owned());
    }
    if let Some(value) = value(text, kind, lists) {
        return Default::Value(value);
    }
    if is_sum(text, kind) {
        return Default::Computed(text.to_owned());
    }
    findings.add(SURVEY, Some(row.number), Some("default"), ProblemCode::InvalidDefault, text);
    Default::None
}

/// `2 + 3`, `today() - 1`; not `2026-02-30`, which is no date and no sum either.
fn is_sum(text: &str, kind: Kind) -> bool {
    let has_number = match kind {
        Kind::Integer | Kind::Decimal => true,
        Kind::Date | Kind::Time | Kind::DateTime => text.contains('('),
        _ => false,
    };
    let sum = |expression: Expression| matches!(expression.root, Node::Binary(..));
    has_number && expression::parse(text, Names::Paths).is_ok_and(sum)
}

fn value(text: &str, kind: Kind, lists: &Lists) -> Option<Value> {
    let list = match kind {
        Kind::One(id) | Kind::Many(id) => lists.get(id),
        _ => None,
    };
    let value = match kind {
        Kind::Text | Kind::Barcode | Kind::Hidden => Some(Value::Text(text.to_owned())),
        Kind::Integer => text.parse().ok().map(Value::Integer),
        Kind::Decimal => text.parse().ok().map(Value::Decimal),
        Kind::Date => iso_date(text).map(Value::Date),
        Kind::Time => iso_time(text).map(Value::Time),
        Kind::DateTime => iso_moment(text).map(Value::DateTime),
        Kind::Geopoint => text.parse().ok().map(Value::Point),
        Kind::Acknowledge => (text == "OK").then_some(Value::Acknowledged),
        Kind::One(_) => Some(Value::One(text.to_owned())),
        Kind::Many(_) => Some(Value::Many(text.split_whitespace().map(ToOwned::to_owned).collect())),
        _ => None,
    };
    // What no answer can be is no first answer either: the draft could not be opened again.
    admit(kind, list, value?).ok().flatten()
}
