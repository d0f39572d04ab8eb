//! Texts, and the codes of several choices, which are one.

use super::super::evaluate::Moment;
use super::super::value::{MOST_TEXT, Operand};
use super::{at, first};

pub(super) fn selected(arguments: &[Operand], _: Moment) -> Operand {
    let wanted = at(arguments, 1).to_text();
    let has = |member: &Operand| member.to_text().split_ascii_whitespace().any(|code| code == wanted.trim());
    Operand::Bool(arguments.first().is_some_and(|codes| codes.members().iter().any(has)))
}

/// The code at a place, from 0.
pub(super) fn selected_at(arguments: &[Operand], _: Moment) -> Operand {
    let (codes, place) = (first(arguments).to_text(), at(arguments, 1).to_number());
    let code = if place >= 0.0 { codes.split_ascii_whitespace().nth(place as usize) } else { None };
    Operand::Text(code.unwrap_or_default().to_owned())
}

pub(super) fn joined(separator: &str, parts: &[Operand]) -> Operand {
    let mut text = String::new();
    for (index, part) in parts.iter().flat_map(Operand::members).enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        text.push_str(&part.to_text());
        if text.len() > MOST_TEXT {
            return Operand::empty();
        }
    }
    Operand::text(text)
}

/// ODK's `substr(text, start, end)`: from 0, the end left out.
pub(super) fn substr(arguments: &[Operand], _: Moment) -> Operand {
    let text = first(arguments).to_text();
    let length = text.chars().count();
    let index = |number: f64| if number > 0.0 { (number as usize).min(length) } else { 0 };
    let start = index(at(arguments, 1).to_number());
    let end = arguments.get(2).map_or(length, |end| index(end.to_number()));
    Operand::Text(text.chars().take(end).skip(start).collect())
}

/// What stands before or after the first occurrence; empty if there is none.
pub(super) fn split(arguments: &[Operand], part: for<'a> fn((&'a str, &'a str)) -> &'a str) -> Operand {
    let (text, at) = (first(arguments).to_text(), at(arguments, 1).to_text());
    Operand::Text(text.split_once(&at).map(part).unwrap_or_default().to_owned())
}

/// XPath's `translate()`: each character by its partner, without one it is taken out.
pub(super) fn translate(arguments: &[Operand], _: Moment) -> Operand {
    let (from, to) = (at(arguments, 1).to_text(), at(arguments, 2).to_text());
    let partner = |character: char| match from.chars().position(|known| known == character) {
        None => Some(character),
        Some(place) => to.chars().nth(place),
    };
    Operand::text(first(arguments).to_text().chars().filter_map(partner).collect())
}

pub(super) fn normalize_space(arguments: &[Operand], _: Moment) -> Operand {
    let text = first(arguments).to_text();
    Operand::Text(text.split_whitespace().collect::<Vec<_>>().join(" "))
}
