//! One row of the survey sheet, compiled.

use serde::Serialize;

use super::words::{Media, Words};
use crate::expression::Expression;
use crate::form::choices::ChoiceColumn;
use crate::value::Value;

/// What a row asks for, as a shell draws it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Free text.
    Text,
    /// A whole number.
    Integer,
    /// An exact decimal.
    Decimal,
    /// A civil date.
    Date,
    /// A time of day.
    Time,
    /// A date with a time.
    DateTime,
    /// One of the choices.
    SelectOne,
    /// Any of the choices.
    SelectMultiple,
    /// Words to read; takes no answer.
    Note,
    /// A tick under words that must be read.
    Acknowledge,
    /// A place.
    Geopoint,
    /// What a barcode or QR code says.
    Barcode,
    /// A photo.
    Image,
    /// A signature drawn by hand.
    Signature,
    /// Computed, never shown.
    Calculate,
    /// Given by the caller, never shown.
    Hidden,
}

/// The place of a row in [`Form::nodes`](super::Form::nodes); 0 is the form itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(crate) u32);

impl NodeId {
    pub(crate) const ROOT: Self = Self(0);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The place of an expression in [`Form::expressions`](super::Form::expressions).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ExpressionId(pub(crate) usize);

/// The place of a list in [`Form::lists`](super::Form::lists).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListId(pub(crate) usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Group,
    Repeat,
    Text,
    Integer,
    Decimal,
    Date,
    Time,
    DateTime,
    One(ListId),
    Many(ListId),
    Note,
    Acknowledge,
    Geopoint,
    Barcode,
    Calculate,
    Hidden,
    Image,
    Signature,
    Meta(Meta),
}

/// What a session knows of itself, asked for by a row's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meta {
    Today,
    Start,
    End,
    Username,
    DeviceId,
}

impl Kind {
    /// The kind as callers see it; none for groups and repeats.
    pub(crate) fn question(self) -> Option<QuestionKind> {
        Some(match self {
            Self::Group | Self::Repeat => return None,
            Self::Text => QuestionKind::Text,
            Self::Integer => QuestionKind::Integer,
            Self::Decimal => QuestionKind::Decimal,
            Self::Date => QuestionKind::Date,
            Self::Time => QuestionKind::Time,
            Self::DateTime => QuestionKind::DateTime,
            Self::One(_) => QuestionKind::SelectOne,
            Self::Many(_) => QuestionKind::SelectMultiple,
            Self::Note => QuestionKind::Note,
            Self::Acknowledge => QuestionKind::Acknowledge,
            Self::Geopoint => QuestionKind::Geopoint,
            Self::Barcode => QuestionKind::Barcode,
            Self::Calculate => QuestionKind::Calculate,
            Self::Hidden | Self::Meta(_) => QuestionKind::Hidden,
            Self::Image => QuestionKind::Image,
            Self::Signature => QuestionKind::Signature,
        })
    }

    /// Whether a person answers it.
    pub(crate) fn asks(self) -> bool {
        self.is_shown() && self != Self::Note
    }

    /// Whether it is a question or note on the screen.
    pub(crate) fn is_shown(self) -> bool {
        !matches!(self, Self::Group | Self::Repeat | Self::Calculate | Self::Hidden | Self::Meta(_))
    }

    /// Whether anyone may read a value of it; a repeat is counted.
    pub(crate) fn has_value(self) -> bool {
        !matches!(self, Self::Group | Self::Note)
    }

    /// Whether an answer or a preset may be put there.
    pub(crate) fn takes_answer(self) -> bool {
        self.asks() || self == Self::Hidden
    }
}

/// One row of the survey sheet.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// Its row in the sheet, for problems.
    pub(crate) row: u32,
    pub(crate) kind: Kind,
    pub(crate) parent: Option<NodeId>,
    /// The repeats around it, outermost first, itself not among them.
    pub(crate) repeats: Vec<NodeId>,
    /// Its place among the residents of its repeat.
    pub(crate) slot: usize,
    pub(crate) children: Vec<NodeId>,
    /// The children sorted by name.
    pub(crate) by_name: Vec<NodeId>,
    /// For a repeat and for the form: the rows below it that are in no deeper repeat.
    pub(crate) residents: Vec<NodeId>,
    pub(crate) label: Words,
    pub(crate) hint: Words,
    pub(crate) guidance: Words,
    pub(crate) constraint_message: Words,
    pub(crate) required_message: Words,
    pub(crate) media: Media,
    pub(crate) relevant: Option<ExpressionId>,
    pub(crate) constraint: Option<ExpressionId>,
    /// What it is worth; of a repeat: how many instances it has.
    pub(crate) calculation: Option<ExpressionId>,
    /// The rows whose change makes the calculation; none if every source of it does.
    pub(crate) triggers: Vec<NodeId>,
    /// Which choices are offered.
    pub(crate) choice_filter: Option<ExpressionId>,
    pub(crate) required: Flag,
    pub(crate) readonly: Flag,
    pub(crate) initial: Initial,
    pub(crate) appearance: Option<String>,
    pub(crate) parameters: Parameters,
}

/// The word of an `appearance` that makes a question one for everybody at a door.
const SHARED: &str = "shared";

impl Node {
    /// Asked once of all who are visited at one door.
    pub(crate) fn is_shared(&self) -> bool {
        self.appearance.as_ref().is_some_and(|words| words.split_whitespace().any(|word| word == SHARED))
    }

    /// Whether it can be: an answer that is a file belongs to one visit, one in a repeat to one instance.
    pub(crate) fn can_be_shared(&self) -> bool {
        self.kind.asks() && !matches!(self.kind, Kind::Image | Kind::Signature) && self.repeats.is_empty()
    }
}

/// A first value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Initial {
    None,
    Value(Value),
    /// Computed once, when the form or the instance begins.
    Computed(ExpressionId),
}

/// `yes`, `no`, or an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    Never,
    Always,
    When(ExpressionId),
}

/// What the `parameters` column says, as far as it concerns who draws the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Parameters {
    /// The long edge of a photo, pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_pixels: Option<u32>,
    /// Lines of a text field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u32>,
    /// Metres within which a place is good enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture_accuracy: Option<u32>,
}

/// An expression whose names are rows.
#[derive(Debug)]
pub(crate) struct Linked {
    pub(crate) expression: Expression,
    /// For each of its names, the row it means.
    pub(crate) references: Vec<NodeId>,
    /// For each of its columns, what it means in the list that is filtered.
    pub(crate) columns: Vec<ChoiceColumn>,
    /// For each of its `pulldata()`, the place in [`Form::lookups`](super::Form::lookups).
    pub(crate) pulls: Vec<usize>,
}

impl Linked {
    /// Whether it reads a row in instances that are not its own.
    pub(crate) fn looks_across(&self, row: NodeId) -> bool {
        self.expression.across.iter().any(|symbol| self.references.get(symbol.0) == Some(&row))
    }
}
