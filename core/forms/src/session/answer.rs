//! Taking an answer: is there such a question, and can it have this value?

use chrono::{Datelike, FixedOffset};

use super::wave::{Given, Wave};
use super::{Changes, FormSession, scopes::ScopeId};
use crate::decimal::Decimal;
use crate::expression::{MOST_TEXT, Operand, iso_time, written};
use crate::form::{ChoiceList, Form, Kind, Meta, Node, NodeId};
use crate::path::{FieldPath, Step};
use crate::value::Value;

/// Whole numbers have at most 15 digits, so that expressions see them exactly.
const MOST_INTEGER: u64 = 999_999_999_999_999;
/// No date of a visit, a birth or a plan lies outside these years.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;
/// A media id is a hash with a little around it.
const MOST_MEDIA_ID: usize = 256;

/// Why an answer was not taken. Nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// The form has no such row, or no instance with that id.
    #[error("the form has nothing at this path")]
    UnknownPath,
    /// A group, note or calculation takes no answer.
    #[error("what stands at this path takes no answer")]
    NotAQuestion,
    /// The value is of another type than the question.
    #[error("the value is of another type than the question")]
    WrongType,
    /// The code is not among the choices.
    #[error("the code is not among the choices")]
    NotAChoice,
    /// The number, date or id is beyond what can be kept exactly.
    #[error("the value is out of range")]
    OutOfRange,
    /// The text is longer than 32 KiB.
    #[error("the text is too long")]
    TooLong,
    /// The question can only be read at the moment.
    #[error("the question is read-only")]
    ReadOnly,
    /// The repeat, or the whole draft, has as many instances as it can.
    #[error("there are too many instances")]
    TooManyInstances,
    /// The form itself says how many instances there are.
    #[error("the form says how many instances there are")]
    Counted,
}

impl FormSession {
    /// Answers a question. A blank text and a choice of nothing clear it.
    ///
    /// An answer to a question that is not relevant at the moment is kept.
    ///
    /// # Errors
    /// See [`AnswerError`]; nothing has changed then. A broken constraint is
    /// no error: the answer is kept and reported with its question.
    pub fn answer(&mut self, path: &FieldPath, value: Value) -> Result<Changes, AnswerError> {
        let (scope, id) = self.question(path)?;
        let node = self.form.node(id);
        let admitted = admit(node.kind, self.form.list(node), value)?;
        Ok(self.store(scope, id, admitted))
    }

    /// Takes an answer away.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub fn clear(&mut self, path: &FieldPath) -> Result<Changes, AnswerError> {
        let (scope, id) = self.question(path)?;
        Ok(self.store(scope, id, None))
    }

    fn question(&self, path: &FieldPath) -> Result<(ScopeId, NodeId), AnswerError> {
        let (scope, id) = self.find(path).ok_or(AnswerError::UnknownPath)?;
        let node = self.form.node(id);
        if !node.kind.takes_answer() {
            return Err(AnswerError::NotAQuestion);
        }
        if self.scopes.cell(scope, node.slot).readonly {
            return Err(AnswerError::ReadOnly);
        }
        Ok((scope, id))
    }

    fn store(&mut self, scope: ScopeId, id: NodeId, value: Option<Value>) -> Changes {
        let cell = self.scopes.cell_mut(scope, self.form.node(id).slot);
        if cell.stored == value {
            return Changes::default();
        }
        cell.stored = value;
        let mut wave = Wave::new(Given::Nothing);
        wave.stored(self, id, scope);
        wave.run(self)
    }

    /// The scope and row that a path names; an instance's path ends at its repeat.
    pub(super) fn find(&self, path: &FieldPath) -> Option<(ScopeId, NodeId)> {
        let (mut scope, mut id) = (ScopeId::ROOT, NodeId::ROOT);
        for (index, Step { name, instance }) in path.0.iter().enumerate() {
            id = self.form.child(id, name)?;
            let last = index + 1 == path.0.len();
            match (self.form.node(id).kind, instance) {
                (Kind::Repeat, Some(_)) if last => return None,
                (Kind::Repeat, Some(instance)) => scope = self.scopes.instance(scope, id, *instance)?,
                (Kind::Repeat, None) if !last => return None,
                (_, Some(_)) => return None,
                (_, None) => {}
            }
        }
        (id != NodeId::ROOT).then_some((scope, id))
    }

    /// The path of a row in a scope: the inverse of [`Self::find`].
    pub(super) fn path_of(&self, mut scope: ScopeId, mut id: NodeId) -> FieldPath {
        let mut steps = Vec::new();
        let mut instance = None;
        while id != NodeId::ROOT {
            let node = self.form.node(id);
            steps.push(Step { name: node.name.clone(), instance });
            id = node.parent.unwrap_or(NodeId::ROOT);
            instance = None;
            if id != NodeId::ROOT && self.form.node(id).kind == Kind::Repeat {
                instance = Some(self.scopes.get(scope).instance);
                scope = self.scopes.above(scope, 1);
            }
        }
        steps.reverse();
        FieldPath(steps)
    }
}

/// The value as it is kept: none if it is blank, several codes in the list's order.
pub(crate) fn admit(
    kind: Kind,
    list: Option<&ChoiceList>,
    value: Value,
) -> Result<Option<Value>, AnswerError> {
    if !fits(kind, &value) {
        return Err(AnswerError::WrongType);
    }
    if value.is_blank() {
        return Ok(None);
    }
    let has = |code: &str| list.is_some_and(|list| list.has(code));
    Ok(Some(match value {
        Value::Text(text) if text.len() > MOST_TEXT => return Err(AnswerError::TooLong),
        Value::Integer(number) if number.unsigned_abs() > MOST_INTEGER => {
            return Err(AnswerError::OutOfRange);
        }
        Value::Date(date) if !YEARS.contains(&date.year()) => return Err(AnswerError::OutOfRange),
        Value::DateTime(moment) if !YEARS.contains(&moment.year()) => return Err(AnswerError::OutOfRange),
        Value::Media(id) if id.len() > MOST_MEDIA_ID => return Err(AnswerError::OutOfRange),
        Value::One(code) if !has(&code) => return Err(AnswerError::NotAChoice),
        Value::Many(codes) => {
            if !codes.iter().all(|code| has(code)) {
                return Err(AnswerError::NotAChoice);
            }
            let known = list.into_iter().flat_map(ChoiceList::codes);
            Value::Many(
                known.filter(|known| codes.iter().any(|code| code == known)).map(ToOwned::to_owned).collect(),
            )
        }
        value => value,
    }))
}

fn fits(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::Text | Kind::Barcode => matches!(value, Value::Text(_)),
        Kind::Integer => matches!(value, Value::Integer(_)),
        Kind::Decimal => matches!(value, Value::Decimal(_)),
        Kind::Date | Kind::Meta(Meta::Today) => matches!(value, Value::Date(_)),
        Kind::Time => matches!(value, Value::Time(_)),
        Kind::DateTime | Kind::Meta(Meta::Start | Meta::End) => matches!(value, Value::DateTime(_)),
        Kind::Geopoint => matches!(value, Value::Point(_)),
        Kind::Acknowledge => matches!(value, Value::Acknowledged),
        Kind::One(_) => matches!(value, Value::One(_)),
        Kind::Many(_) => matches!(value, Value::Many(_)),
        Kind::Image | Kind::Signature => matches!(value, Value::Media(_)),
        Kind::Hidden => {
            matches!(value, Value::Text(_) | Value::Integer(_) | Value::Decimal(_) | Value::Date(_))
        }
        Kind::Calculate | Kind::Meta(Meta::Username | Meta::DeviceId) => matches!(value, Value::Text(_)),
        Kind::Group | Kind::Repeat | Kind::Note => false,
    }
}

/// What a calculation gives, as a value of the row; none if it is empty or
/// cannot be one. A calculation that is no number is empty.
pub(super) fn from_operand(form: &Form, node: &Node, result: &Operand, offset: FixedOffset) -> Option<Value> {
    let number = || Some(result.to_number()).filter(|number| number.is_finite());
    let codes = || result.to_text().split_ascii_whitespace().map(ToOwned::to_owned).collect();
    let value = match node.kind {
        Kind::Integer => {
            let whole = number()?.trunc();
            // 15 digits are exact in both types.
            (whole.abs() <= MOST_INTEGER as f64).then_some(Value::Integer(whole as i64))?
        }
        Kind::Decimal => Value::Decimal(nearest(number()?)?),
        Kind::Date => Value::Date(result.to_date()?),
        Kind::Time => match result {
            Operand::DateTime(moment) => Value::Time(moment.time()),
            other => Value::Time(iso_time(&other.to_text())?),
        },
        Kind::DateTime => Value::DateTime(result.to_moment(offset)?),
        Kind::Geopoint => Value::Point(result.to_text().parse().ok()?),
        Kind::Acknowledge => result.to_bool().then_some(Value::Acknowledged)?,
        Kind::One(_) => Value::One(result.to_text()),
        Kind::Many(_) => Value::Many(codes()),
        _ => match result {
            Operand::Number(number) if !number.is_finite() => return None,
            other => Value::Text(other.to_text()),
        },
    };
    admit(node.kind, form.list(node), value).ok().flatten()
}

/// The nearest decimal of 15 digits, those after the point that are 0 included; none beyond them.
fn nearest(number: f64) -> Option<Decimal> {
    written(number).parse().or_else(|_| format!("{number:.15}").parse()).ok()
}
