//! Walking the tree. Depth and size are bounded by the parser, the sizes of
//! texts by [`super::value::MOST_TEXT`], of sets by the instances of a form.

use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::functions::Run;
use super::temporal::Temporal;
use super::value::Operand;
use super::{Expression, Node, Operator, Symbol};

/// When a session takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The day of the visit.
    pub(crate) today: NaiveDate,
    /// When the form was opened.
    pub(crate) now: DateTime<FixedOffset>,
}

/// What an expression can see of the session around it.
pub(crate) trait Scope {
    /// The value behind a `${name}`: empty when unanswered or not relevant.
    fn read(&self, symbol: Symbol) -> Operand;
    /// The value of the question that the expression belongs to.
    fn itself(&self) -> Operand;
    /// The 1-based place of the enclosing repeat instance.
    fn position(&self) -> usize;
    /// When it takes place.
    fn moment(&self) -> Moment;
    /// The value of a question in a certain instance of repeats around it, by 1-based places.
    fn read_at(&self, symbol: Symbol, places: &[(Symbol, usize)]) -> Operand;
    /// The words of a choice of a question.
    fn choice_name(&self, question: Symbol, code: &str) -> Operand;
    /// A column of the choice that is looked at.
    fn column(&self, column: usize) -> Operand;
    /// What the file of a `pulldata()` has for a key.
    fn pull(&self, pull: usize, key: &str) -> Operand;
}

pub(crate) fn evaluate(expression: &Expression, scope: &dyn Scope) -> Operand {
    walk(&expression.root, scope)
}

fn walk(node: &Node, scope: &dyn Scope) -> Operand {
    match node {
        Node::Text(text) => Operand::Text(text.clone()),
        Node::Number(number) => Operand::Number(*number),
        Node::Reference(symbol) => scope.read(*symbol),
        Node::Itself => scope.itself(),
        // Instances are bounded far below 2^32.
        Node::Position => Operand::Number(f64::from(u32::try_from(scope.position()).unwrap_or(u32::MAX))),
        Node::Negate(inner) => Operand::Number(-walk(inner, scope).to_number()),
        Node::Binary(operator, left, right) => binary(*operator, left, right, scope),
        Node::Call(function, arguments) => {
            let arguments: Vec<Operand> = arguments.iter().map(|argument| walk(argument, scope)).collect();
            match function.run {
                Run::Values(run) => run(&arguments, scope.moment()),
                // The parser gives these a node of their own.
                Run::Regex | Run::Once | Run::ChoiceName | Run::Indexed | Run::Pull => Operand::empty(),
            }
        }
        Node::Regex(text, regex) => Operand::Bool(regex.is_match(&walk(text, scope).to_text())),
        Node::Once(inner) => {
            let standing = scope.itself();
            if standing.is_empty() { walk(inner, scope) } else { standing }
        }
        Node::Column(column) => scope.column(*column),
        Node::ChoiceName(question, code) => scope.choice_name(*question, &walk(code, scope).to_text()),
        Node::Indexed(symbol, places) => {
            let place = |node| {
                let number = walk(node, scope).to_number();
                if number >= 1.0 { number as usize } else { 0 }
            };
            let places: Vec<_> = places.iter().map(|(repeat, node)| (*repeat, place(node))).collect();
            scope.read_at(*symbol, &places)
        }
        Node::Pull(pull, key) => scope.pull(*pull, &walk(key, scope).to_text()),
    }
}

fn binary(operator: Operator, left: &Node, right: &Node, scope: &dyn Scope) -> Operand {
    let left = walk(left, scope);
    match operator {
        Operator::Or => return Operand::Bool(left.to_bool() || walk(right, scope).to_bool()),
        Operator::And => return Operand::Bool(left.to_bool() && walk(right, scope).to_bool()),
        _ => {}
    }
    let right = walk(right, scope);
    let arithmetic = |run: fn(f64, f64) -> f64| Operand::Number(run(left.to_number(), right.to_number()));
    match operator {
        Operator::Add => arithmetic(|a, b| a + b),
        Operator::Subtract => arithmetic(|a, b| a - b),
        Operator::Multiply => arithmetic(|a, b| a * b),
        Operator::Divide => arithmetic(|a, b| a / b),
        Operator::Modulo => arithmetic(|a, b| a % b),
        _ => Operand::Bool(compare(operator, &left, &right)),
    }
}

/// XPath compares sets by existence: some member on each side must agree.
fn compare(operator: Operator, left: &Operand, right: &Operand) -> bool {
    left.members().iter().any(|a| right.members().iter().any(|b| compare_single(operator, a, b)))
}

fn compare_single(operator: Operator, left: &Operand, right: &Operand) -> bool {
    let order = match operator {
        Operator::Equal | Operator::NotEqual => return equal(left, right) == (operator == Operator::Equal),
        _ => order(left, right),
    };
    match operator {
        Operator::Less => order == Some(Ordering::Less),
        Operator::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Operator::Greater => order == Some(Ordering::Greater),
        Operator::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        _ => false,
    }
}

fn equal(left: &Operand, right: &Operand) -> bool {
    match (left, right) {
        (Operand::Bool(_), _) | (_, Operand::Bool(_)) => left.to_bool() == right.to_bool(),
        (Operand::Text(a), Operand::Text(b)) => a == b,
        // A text beside a number is a number, though it may look like a date.
        (Operand::Number(_), _) | (_, Operand::Number(_)) => left.to_number() == right.to_number(),
        _ => order(left, right).is_some_and(Ordering::is_eq),
    }
}

fn order(left: &Operand, right: &Operand) -> Option<Ordering> {
    match (Temporal::of(left), Temporal::of(right)) {
        (Some(a), Some(b)) => a.order(b),
        _ => left.to_number().partial_cmp(&right.to_number()),
    }
}
