//! Answers as the scripts write them, and as they are compared.

use doorstep_forms::{QuestionKind, Value};

/// A value by the type of its question; none for `-`, which takes an answer away.
pub(crate) fn read(kind: QuestionKind, text: &str) -> Result<Option<Value>, String> {
    let wrong = |_| format!("{text} is no {kind:?}");
    if text == "-" {
        return Ok(None);
    }
    Ok(Some(match kind {
        QuestionKind::Text | QuestionKind::Barcode => Value::Text(text.to_owned()),
        QuestionKind::Integer => Value::Integer(text.parse().map_err(|_| wrong(()))?),
        QuestionKind::Decimal => Value::Decimal(text.parse().map_err(|_| wrong(()))?),
        QuestionKind::Date => Value::Date(text.parse().map_err(|_| wrong(()))?),
        QuestionKind::Time => {
            let whole = if text.len() == 5 { format!("{text}:00") } else { text.to_owned() };
            Value::Time(whole.parse().map_err(|_| wrong(()))?)
        }
        QuestionKind::DateTime => Value::DateTime(text.parse().map_err(|_| wrong(()))?),
        QuestionKind::Geopoint => Value::Point(text.parse().map_err(|_| wrong(()))?),
        QuestionKind::SelectOne => Value::One(text.to_owned()),
        QuestionKind::SelectMultiple => Value::Many(text.split_whitespace().map(ToOwned::to_owned).collect()),
        QuestionKind::Image | QuestionKind::Signature => Value::Media(text.to_owned()),
        QuestionKind::Acknowledge if text == "OK" => Value::Acknowledged,
        QuestionKind::Hidden => fact(text),
        // Refused, whatever is said.
        QuestionKind::Note | QuestionKind::Calculate | QuestionKind::Acknowledge => {
            Value::Text(text.to_owned())
        }
    }))
}

/// What a hidden row is given: a whole number, a decimal, a date, else a text.
fn fact(text: &str) -> Value {
    let integer = text.parse().map(Value::Integer).ok();
    let decimal = || text.parse().map(Value::Decimal).ok();
    let date = || text.parse().map(Value::Date).ok();
    integer.or_else(decimal).or_else(date).unwrap_or_else(|| Value::Text(text.to_owned()))
}

/// An answer as a script writes it.
pub(crate) fn shown(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text) | Value::One(text) | Value::Media(text)) => text.clone(),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::Decimal(decimal)) => decimal.to_string(),
        Some(Value::Date(date)) => date.to_string(),
        Some(Value::Time(time)) => time.format("%H:%M:%S").to_string(),
        Some(Value::DateTime(moment)) => moment.to_rfc3339(),
        Some(Value::Point(point)) => point.to_string(),
        Some(Value::Many(codes)) => codes.join(" "),
        Some(Value::Acknowledged) => "OK".to_owned(),
    }
}
