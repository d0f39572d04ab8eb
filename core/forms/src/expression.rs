//! XPath expressions as XLSForm writes them.
//!
//! A cell such as `${age} >= 16 and selected(${met}, 'child')` is parsed once,
//! at import, into a tree whose depth and size are bounded, and evaluated any
//! number of times with XPath 1.0's types as ODK uses them. Evaluation cannot
//! fail: what has no meaning is not-a-number or empty, as in XPath. Everything
//! that can be wrong is said by the parser, with the fragment that is wrong.
//!
//! Where ODK leaves a choice, the rules here are:
//!
//! - a reference to a question without an answer, or that is not relevant, is
//!   the empty text; arithmetic with it is not-a-number, every order
//!   comparison with it is false. Write `coalesce(${x}, 0)` where 0 is meant;
//! - `sum`, `max` and `min` leave empty members out;
//! - a date counts as days since 1970-01-01 in arithmetic and compares with
//!   another date or with an ISO text as a date;
//! - numbers are written with at most 15 significant digits, so that
//!   `0.1 + 0.2` is `0.3`;
//! - a time of day counts as a fraction of a day, a date with a time as days and a fraction,
//!   by the clock of the place where it was answered;
//! - `now()` is the moment at which the form was opened, so that a resumed draft gives what it gave;
//! - `regex` asks for the whole text, and `\d \w \s` are ASCII, as in Java.

mod evaluate;
mod functions;
mod lexer;
mod names;
mod parser;
mod pattern;
mod temporal;
mod value;

pub(crate) use evaluate::{Moment, Scope, evaluate};
pub(crate) use names::Shape;
pub(crate) use parser::{Names, parse};
pub(crate) use temporal::{iso_date, iso_moment, iso_time};
pub(crate) use value::{MOST_TEXT, Operand, written};

use crate::problem::ProblemCode;
use functions::Function;

/// The index of a reference in [`Expression::names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symbol(pub(crate) usize);

/// An expression that parsed.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    pub(crate) root: Node,
    /// The names in `${}`, each once, in order of first use.
    pub(crate) names: Vec<String>,
    /// The bare names of a `choice_filter`, each once.
    pub(crate) columns: Vec<String>,
    /// What each `pulldata()` looks into.
    pub(crate) pulls: Vec<Pull>,
    /// The names that `indexed-repeat()` reads, in whichever instance.
    pub(crate) across: Vec<Symbol>,
    /// Whether `position(..)` occurs.
    pub(crate) reads_position: bool,
    /// Whether `.` occurs outside `once()`.
    pub(crate) reads_itself: bool,
    /// Whether its result depends on the language that is shown.
    pub(crate) reads_language: bool,
}

/// `pulldata('file', 'column', 'key column', key)`, but for the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pull {
    pub(crate) file: String,
    pub(crate) column: String,
    pub(crate) key: String,
}

/// A node of the tree.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Text(String),
    Number(f64),
    Reference(Symbol),
    /// `.`: the question that the expression belongs to.
    Itself,
    /// `position(..)`: 1-based place of the enclosing repeat instance.
    Position,
    Negate(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(&'static Function, Vec<Node>),
    /// `regex(text, 'pattern')`, the pattern compiled.
    Regex(Box<Node>, regex::Regex),
    /// `once(x)`: the value the question has, else `x`.
    Once(Box<Node>),
    /// A column of the choice that a `choice_filter` looks at, by its place in [`Expression::columns`].
    Column(usize),
    /// `jr:choice-name(code, '${question}')`: the words of a choice.
    ChoiceName(Symbol, Box<Node>),
    /// `indexed-repeat(${name}, ${repeat}, index, ...)`.
    Indexed(Symbol, Vec<(Symbol, Node)>),
    /// `pulldata(…, key)`, by its place in [`Expression::pulls`].
    Pull(usize, Box<Node>),
}

/// A binary operator of XPath.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: ProblemCode,
    pub(crate) detail: String,
}

#[cfg(test)]
mod tests;
