//! The functions an expression may call: one line each in [`FUNCTIONS`].

mod dates;
mod numbers;
mod sets;
mod texts;

use super::evaluate::Moment;
use super::value::Operand;

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
    /// Needs its arguments' values and the time of the visit only.
    Values(fn(&[Operand], Moment) -> Operand),
    /// Its pattern is compiled by the parser.
    Regex,
    /// Reads the question it belongs to.
    Once,
    /// Reads the words of a question's choice.
    ChoiceName,
    /// Reads a question in another instance.
    Indexed,
    /// Reads a file that was published with the form.
    Pull,
}

/// No call has more arguments than this.
const MANY: usize = 64;

macro_rules! table {
    ($($name:literal $fewest:tt ..= $most:tt $run:expr;)+) => {
        /// Sorted by nothing but use; looked up at import only.
        static FUNCTIONS: &[Function] =
            &[$(Function { name: $name, fewest: $fewest, most: $most, run: $run },)+];

        #[cfg(test)]
        pub(super) const NAMES: &[&str] = &[$($name),+];
    };
}

table! {
    "true" 0..=0 Run::Values(|_, _| Operand::Bool(true));
    "false" 0..=0 Run::Values(|_, _| Operand::Bool(false));
    "not" 1..=1 Run::Values(|a, _| Operand::Bool(!first(a).to_bool()));
    "boolean" 1..=1 Run::Values(|a, _| Operand::Bool(first(a).to_bool()));
    "boolean-from-string" 1..=1 Run::Values(|a, _| Operand::Bool(matches!(first(a).to_text().as_str(), "1" | "true")));
    "if" 3..=3 Run::Values(|a, _| if first(a).to_bool() { at(a, 1) } else { at(a, 2) });
    "coalesce" 1..=MANY Run::Values(sets::coalesce);
    "once" 1..=1 Run::Once;

    "number" 1..=1 Run::Values(|a, _| Operand::Number(first(a).to_number()));
    "int" 1..=1 Run::Values(|a, _| numbers::map(a, f64::trunc));
    "round" 1..=2 Run::Values(numbers::round);
    "abs" 1..=1 Run::Values(|a, _| numbers::map(a, f64::abs));
    "floor" 1..=1 Run::Values(|a, _| numbers::map(a, f64::floor));
    "ceiling" 1..=1 Run::Values(|a, _| numbers::map(a, f64::ceil));
    "sqrt" 1..=1 Run::Values(|a, _| numbers::map(a, f64::sqrt));
    "exp" 1..=1 Run::Values(|a, _| numbers::map(a, f64::exp));
    "log" 1..=1 Run::Values(|a, _| numbers::map(a, f64::ln));
    "log10" 1..=1 Run::Values(|a, _| numbers::map(a, f64::log10));
    "pow" 2..=2 Run::Values(|a, _| Operand::Number(first(a).to_number().powf(at(a, 1).to_number())));
    "pi" 0..=0 Run::Values(|_, _| Operand::Number(std::f64::consts::PI));
    "distance" 1..=MANY Run::Values(numbers::distance);

    "sum" 1..=MANY Run::Values(|a, _| Operand::Number(sets::numbers(a).into_iter().sum()));
    "max" 1..=MANY Run::Values(|a, _| sets::extreme(a, |next, best| next > best));
    "min" 1..=MANY Run::Values(|a, _| sets::extreme(a, |next, best| next < best));
    "count" 1..=1 Run::Values(sets::count);
    "count-non-empty" 1..=1 Run::Values(|a, _| length(sets::present(a).count()));
    "checklist" 2..=MANY Run::Values(sets::checklist);
    "weighted-checklist" 2..=MANY Run::Values(sets::weighted_checklist);
    "position" 2..=1 Run::Once;
    "indexed-repeat" 3..=7 Run::Indexed;

    "selected" 2..=2 Run::Values(texts::selected);
    "selected-at" 2..=2 Run::Values(texts::selected_at);
    "count-selected" 1..=1 Run::Values(|a, _| length(first(a).to_text().split_ascii_whitespace().count()));
    "jr:choice-name" 2..=2 Run::ChoiceName;
    "pulldata" 4..=4 Run::Pull;

    "string" 1..=1 Run::Values(|a, _| Operand::Text(first(a).to_text()));
    "string-length" 1..=1 Run::Values(|a, _| length(first(a).to_text().chars().count()));
    "concat" 1..=MANY Run::Values(|a, _| texts::joined("", a));
    "join" 2..=MANY Run::Values(|a, _| texts::joined(&first(a).to_text(), a.get(1..).unwrap_or_default()));
    "substr" 2..=3 Run::Values(texts::substr);
    "substring-before" 2..=2 Run::Values(|a, _| texts::split(a, |(before, _)| before));
    "substring-after" 2..=2 Run::Values(|a, _| texts::split(a, |(_, after)| after));
    "translate" 3..=3 Run::Values(texts::translate);
    "contains" 2..=2 Run::Values(|a, _| Operand::Bool(first(a).to_text().contains(&at(a, 1).to_text())));
    "starts-with" 2..=2 Run::Values(|a, _| Operand::Bool(first(a).to_text().starts_with(&at(a, 1).to_text())));
    "ends-with" 2..=2 Run::Values(|a, _| Operand::Bool(first(a).to_text().ends_with(&at(a, 1).to_text())));
    "normalize-space" 1..=1 Run::Values(texts::normalize_space);
    "regex" 2..=2 Run::Regex;

    "today" 0..=0 Run::Values(|_, moment| Operand::Date(moment.today));
    "now" 0..=0 Run::Values(|_, moment| Operand::DateTime(moment.now));
    "date" 1..=1 Run::Values(|a, _| first(a).to_date().map_or_else(Operand::empty, Operand::Date));
    "date-time" 1..=1 Run::Values(dates::date_time);
    "decimal-date-time" 1..=1 Run::Values(dates::decimal_date_time);
    "decimal-time" 1..=1 Run::Values(dates::decimal_time);
    "format-date" 2..=2 Run::Values(dates::format);
    "format-date-time" 2..=2 Run::Values(dates::format);
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
