//! The functions an expression may call: one line each in [`FUNCTIONS`].

use chrono::NaiveDate;

use super::value::{Operand, written};

/// A function, its bounds, and how it runs.
#[derive(Debug)]
pub(crate) struct Function {
    name: &'static str,
    fewest: usize,
    most: usize,
    pub(super) run: Run,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Run {
    /// Needs its arguments' values and the day of the visit only.
    Values(fn(&[Operand], NaiveDate) -> Operand),
    /// Its pattern is compiled by the parser.
    Regex,
    /// Reads the question it belongs to.
    Once,
}

/// No call has more arguments than this.
const MANY: usize = 64;

macro_rules! table {
    ($($name:literal $fewest:tt ..= $most:tt $run:expr;)+) => {
        /// Sorted by nothing but use; looked up at import only.
        static FUNCTIONS: &[Function] =
            &[$(Function { name: $name, fewest: $fewest, most: $most, run: $run },)+];
    };
}

table! {
    "true" 0..=0 Run::Values(|_, _| Operand::Bool(true));
    "false" 0..=0 Run::Values(|_, _| Operand::Bool(false));
    "not" 1..=1 Run::Values(|a, _| Operand::Bool(!first(a).to_bool()));
    "boolean" 1..=1 Run::Values(|a, _| Operand::Bool(first(a).to_bool()));
    "if" 3..=3 Run::Values(|a, _| if first(a).to_bool() { at(a, 1) } else { at(a, 2) });
    "coalesce" 1..=MANY Run::Values(coalesce);
    "once" 1..=1 Run::Once;
    "number" 1..=1 Run::Values(|a, _| Operand::Number(first(a).to_number()));
    "int" 1..=1 Run::Values(|a, _| Operand::Number(first(a).to_number().trunc()));
    "round" 1..=2 Run::Values(round);
    "abs" 1..=1 Run::Values(|a, _| Operand::Number(first(a).to_number().abs()));
    "floor" 1..=1 Run::Values(|a, _| Operand::Number(first(a).to_number().floor()));
    "ceiling" 1..=1 Run::Values(|a, _| Operand::Number(first(a).to_number().ceil()));
    "sum" 1..=MANY Run::Values(|a, _| Operand::Number(numbers(a).into_iter().sum()));
    "max" 1..=MANY Run::Values(|a, _| extreme(a, |next, best| next > best));
    "min" 1..=MANY Run::Values(|a, _| extreme(a, |next, best| next < best));
    "count" 1..=1 Run::Values(count);
    "count-non-empty" 1..=1 Run::Values(|a, _| length(present(a).count()));
    "selected" 2..=2 Run::Values(selected);
    "count-selected" 1..=1 Run::Values(|a, _| length(first(a).to_text().split_ascii_whitespace().count()));
    "string" 1..=1 Run::Values(|a, _| Operand::Text(first(a).to_text()));
    "string-length" 1..=1 Run::Values(|a, _| length(first(a).to_text().chars().count()));
    "concat" 1..=MANY Run::Values(|a, _| joined("", a));
    "join" 2..=MANY Run::Values(|a, _| joined(&first(a).to_text(), a.get(1..).unwrap_or_default()));
    "substr" 2..=3 Run::Values(substr);
    "contains" 2..=2 Run::Values(|a, _| Operand::Bool(first(a).to_text().contains(&at(a, 1).to_text())));
    "starts-with" 2..=2 Run::Values(|a, _| Operand::Bool(first(a).to_text().starts_with(&at(a, 1).to_text())));
    "ends-with" 2..=2 Run::Values(|a, _| Operand::Bool(first(a).to_text().ends_with(&at(a, 1).to_text())));
    "normalize-space" 1..=1 Run::Values(normalize_space);
    "regex" 2..=2 Run::Regex;
    "today" 0..=0 Run::Values(|_, today| Operand::Date(today));
    "date" 1..=1 Run::Values(|a, _| first(a).to_date().map_or_else(Operand::empty, Operand::Date));
    "position" 2..=1 Run::Once;
}

/// Looks a name up; `position` is known but only in the form `position(..)`.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

impl Function {
    pub(super) fn takes(&self, arguments: usize) -> bool {
        (self.fewest..=self.most).contains(&arguments)
    }
}

fn at(arguments: &[Operand], index: usize) -> Operand {
    arguments.get(index).cloned().unwrap_or_else(Operand::empty)
}

fn first(arguments: &[Operand]) -> Operand {
    at(arguments, 0)
}

fn length(count: usize) -> Operand {
    // Counts are bounded far below 2^32.
    Operand::Number(f64::from(u32::try_from(count).unwrap_or(u32::MAX)))
}

/// Every member of every argument that is not empty.
fn present(arguments: &[Operand]) -> impl Iterator<Item = &Operand> {
    arguments.iter().flat_map(Operand::members).filter(|member| !member.is_empty())
}

fn numbers(arguments: &[Operand]) -> Vec<f64> {
    present(arguments).map(Operand::to_number).collect()
}

fn extreme(arguments: &[Operand], wins: fn(f64, f64) -> bool) -> Operand {
    let best = numbers(arguments).into_iter().reduce(|best, next| {
        if best.is_nan() || next.is_nan() {
            f64::NAN
        } else if wins(next, best) {
            next
        } else {
            best
        }
    });
    Operand::Number(best.unwrap_or(f64::NAN))
}

/// Nodes are counted, answered or not; a single unanswered question is none.
fn count(arguments: &[Operand], _: NaiveDate) -> Operand {
    match arguments.first() {
        Some(Operand::Set(members)) => length(members.len()),
        Some(single) => length(usize::from(!single.is_empty())),
        None => length(0),
    }
}

fn coalesce(arguments: &[Operand], _: NaiveDate) -> Operand {
    arguments.iter().find(|argument| !argument.is_empty()).cloned().unwrap_or_else(Operand::empty)
}

fn selected(arguments: &[Operand], _: NaiveDate) -> Operand {
    let wanted = at(arguments, 1).to_text();
    let has = |member: &Operand| member.to_text().split_ascii_whitespace().any(|code| code == wanted.trim());
    Operand::Bool(arguments.first().is_some_and(|codes| codes.members().iter().any(has)))
}

/// XPath rounds a half upwards; ODK adds the number of places.
fn round(arguments: &[Operand], _: NaiveDate) -> Operand {
    let number = first(arguments).to_number();
    let places = arguments.get(1).map_or(0.0, Operand::to_number).trunc();
    if !(-15.0..=15.0).contains(&places) {
        return Operand::Number(f64::NAN);
    }
    let power = 10_f64.powi(places as i32);
    // 1.005 * 100 is 100.49999999999999: look at it with 15 digits first.
    let scaled = super::value::number(&written(number * power));
    Operand::Number((scaled + 0.5).floor() / power)
}

fn joined(separator: &str, parts: &[Operand]) -> Operand {
    let mut text = String::new();
    for (index, part) in parts.iter().flat_map(Operand::members).enumerate() {
        if index > 0 {
            text.push_str(separator);
        }
        text.push_str(&part.to_text());
        if text.len() > super::value::MOST_TEXT {
            return Operand::empty();
        }
    }
    Operand::text(text)
}

/// ODK's `substr(text, start, end)`: from 0, the end left out.
fn substr(arguments: &[Operand], _: NaiveDate) -> Operand {
    let text = first(arguments).to_text();
    let length = text.chars().count();
    let index = |number: f64| if number > 0.0 { (number as usize).min(length) } else { 0 };
    let start = index(at(arguments, 1).to_number());
    let end = arguments.get(2).map_or(length, |end| index(end.to_number()));
    Operand::Text(text.chars().take(end).skip(start).collect())
}

fn normalize_space(arguments: &[Operand], _: NaiveDate) -> Operand {
    let text = first(arguments).to_text();
    Operand::Text(text.split_whitespace().collect::<Vec<_>>().join(" "))
}
