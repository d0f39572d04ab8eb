//! Over the members of repeats, and over several answers.

use super::super::evaluate::Moment;
use super::super::value::Operand;
use super::{at, first, length};

/// Every member of every argument that is not empty.
pub(super) fn present(arguments: &[Operand]) -> impl Iterator<Item = &Operand> {
    arguments.iter().flat_map(Operand::members).filter(|member| !member.is_empty())
}

pub(super) fn numbers(arguments: &[Operand]) -> Vec<f64> {
    present(arguments).map(Operand::to_number).collect()
}

pub(super) fn extreme(arguments: &[Operand], wins: fn(f64, f64) -> bool) -> Operand {
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
pub(super) fn count(arguments: &[Operand], _: Moment) -> Operand {
    match arguments.first() {
        Some(Operand::Set(members)) => length(members.len()),
        Some(single) => length(usize::from(!single.is_empty())),
        None => length(0),
    }
}

pub(super) fn coalesce(arguments: &[Operand], _: Moment) -> Operand {
    arguments.iter().find(|argument| !argument.is_empty()).cloned().unwrap_or_else(Operand::empty)
}

/// `checklist(min, max, v1, v2, ...)`: whether that many are ticked; -1 is no bound.
pub(super) fn checklist(arguments: &[Operand], _: Moment) -> Operand {
    let answers = arguments.get(2..).unwrap_or_default().iter().flat_map(Operand::members);
    let many = answers.filter(|answer| ticked(answer)).count();
    within(arguments, length(many).to_number())
}

/// `weighted-checklist(min, max, v1, w1, v2, w2, ...)`: whether the weights of those that are true lie between.
pub(super) fn weighted_checklist(arguments: &[Operand], _: Moment) -> Operand {
    let pairs = arguments.get(2..).unwrap_or_default().chunks(2);
    let weight = |pair: &[Operand]| if ticked(&first(pair)) { at(pair, 1).to_number() } else { 0.0 };
    within(arguments, pairs.map(weight).sum())
}

/// ODK's reference has `yes`, its specification what is true or a number above 0; `no` is neither.
fn ticked(answer: &Operand) -> bool {
    matches!(answer.to_text().as_str(), "yes" | "true") || answer.to_number() > 0.0
}

fn within(arguments: &[Operand], reached: f64) -> Operand {
    let (fewest, most) = (first(arguments).to_number(), at(arguments, 1).to_number());
    Operand::Bool((fewest == -1.0 || reached >= fewest) && (most == -1.0 || reached <= most))
}
