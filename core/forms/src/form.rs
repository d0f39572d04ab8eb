//! A compiled form: an immutable tree of rows, with every reference resolved
//! and the order of recomputation fixed. One form serves any number of
//! sessions and threads.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::expression::Expression;
use crate::graph::Graph;
use crate::import;
use crate::problem::Problems;
use crate::value::Value;
use crate::workbook::Format;

/// The `form_id` of a form's settings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FormId(pub String);

/// The `version` of a form's settings, such as `2026110101`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FormVersion(pub String);

impl fmt::Display for FormId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for FormVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A language of a form, from a header such as `label::中文 (zh-CN)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// The name as the header writes it: `中文 (zh-CN)`.
    pub name: String,
    /// The code in its parentheses, or the whole name if there is none.
    pub code: String,
}

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
    /// One of the choices.
    SelectOne,
    /// Any of the choices.
    SelectMultiple,
    /// Words to read; takes no answer.
    Note,
    /// A photo.
    Image,
    /// A signature drawn by hand.
    Signature,
    /// Computed, never shown.
    Calculate,
    /// Given by the caller, never shown.
    Hidden,
}

/// One question or computed value of a form, for callers that bind to names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'form> {
    /// The name in the `name` column.
    pub name: &'form str,
    /// What it asks for.
    pub kind: QuestionKind,
    /// Whether it stands inside a repeat and so may have many answers.
    pub in_repeat: bool,
    /// The codes of its choices; empty unless it is a select.
    pub codes: Vec<&'form str>,
}

/// A form that imported without a problem.
#[derive(Debug)]
pub struct Form {
    pub(crate) id: FormId,
    pub(crate) version: FormVersion,
    pub(crate) languages: Vec<Language>,
    pub(crate) default_language: LanguageIndex,
    pub(crate) title: Words,
    pub(crate) lists: Vec<ChoiceList>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) expressions: Vec<Linked>,
    pub(crate) graph: Graph,
}

impl Form {
    /// Reads a workbook.
    ///
    /// # Errors
    /// Every problem of the workbook at once, in the order of its sheets and
    /// rows. Nothing that the engine does not support is passed over.
    pub fn import(text: &str, format: Format) -> Result<Self, Problems> {
        import::import(text, format)
    }

    /// The form's id.
    pub fn id(&self) -> &FormId {
        &self.id
    }

    /// The form's version.
    pub fn version(&self) -> &FormVersion {
        &self.version
    }

    /// The languages in which every word of the form stands.
    pub fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// The language that `default_language` names, else the first.
    pub fn default_language(&self) -> &Language {
        // A form always has at least one language; the index is made by the importer.
        #[expect(clippy::indexing_slicing, reason = "the importer checked the index")]
        &self.languages[self.default_language.0]
    }

    /// The title in a language (its code or name), or in the default language.
    pub fn title(&self, language: &str) -> &str {
        let language = self.language(language);
        match self.title.in_language(language) {
            Some(Template { parts }) => match parts.first() {
                Some(Part::Text(text)) => text,
                _ => "",
            },
            None => "",
        }
    }

    /// Every question, note and computed value, in the order of the form.
    pub fn fields(&self) -> impl Iterator<Item = Field<'_>> {
        self.nodes.iter().filter_map(|node| {
            let kind = node.kind.question()?;
            Some(Field {
                name: &node.name,
                kind,
                in_repeat: !node.repeats.is_empty(),
                codes: self.list(node).map(|list| list.codes().collect()).unwrap_or_default(),
            })
        })
    }

    /// The first field of this name.
    pub fn field(&self, name: &str) -> Option<Field<'_>> {
        self.fields().find(|field| field.name == name)
    }

    /// The language with this code or name, else the default.
    pub(crate) fn language(&self, wanted: &str) -> LanguageIndex {
        self.languages
            .iter()
            .position(|language| language.code == wanted || language.name == wanted)
            .map_or(self.default_language, LanguageIndex)
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        #[expect(clippy::indexing_slicing, reason = "only this form's importer makes its node ids")]
        &self.nodes[id.index()]
    }

    pub(crate) fn expression(&self, id: ExpressionId) -> &Linked {
        #[expect(clippy::indexing_slicing, reason = "only this form's importer makes its expression ids")]
        &self.expressions[id.0]
    }

    pub(crate) fn list(&self, node: &Node) -> Option<&ChoiceList> {
        match node.kind {
            Kind::One(list) | Kind::Many(list) => self.lists.get(list.0),
            _ => None,
        }
    }

    /// The child of a group or repeat with this name.
    pub(crate) fn child(&self, parent: NodeId, name: &str) -> Option<NodeId> {
        let by_name = &self.node(parent).by_name;
        let found = by_name.binary_search_by(|child| self.node(*child).name.as_str().cmp(name)).ok()?;
        by_name.get(found).copied()
    }
}

/// The place of a row in [`Form::nodes`]; 0 is the form itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(crate) u32);

impl NodeId {
    pub(crate) const ROOT: Self = Self(0);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The place of an expression in [`Form::expressions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ExpressionId(pub(crate) usize);

/// The place of a list in [`Form::lists`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ListId(pub(crate) usize);

/// The place of a language in [`Form::languages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LanguageIndex(pub(crate) usize);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Group,
    Repeat,
    Text,
    Integer,
    Decimal,
    Date,
    One(ListId),
    Many(ListId),
    Note,
    Calculate,
    Hidden,
    Image,
    Signature,
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
            Self::One(_) => QuestionKind::SelectOne,
            Self::Many(_) => QuestionKind::SelectMultiple,
            Self::Note => QuestionKind::Note,
            Self::Calculate => QuestionKind::Calculate,
            Self::Hidden => QuestionKind::Hidden,
            Self::Image => QuestionKind::Image,
            Self::Signature => QuestionKind::Signature,
        })
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
    pub(crate) constraint_message: Words,
    pub(crate) required_message: Words,
    pub(crate) relevant: Option<ExpressionId>,
    pub(crate) constraint: Option<ExpressionId>,
    pub(crate) calculation: Option<ExpressionId>,
    pub(crate) required: Flag,
    pub(crate) readonly: Flag,
    pub(crate) default: Option<Value>,
    pub(crate) appearance: Option<String>,
    pub(crate) parameters: Option<String>,
}

/// `yes`, `no`, or an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    Never,
    Always,
    When(ExpressionId),
}

/// An expression whose names are rows.
#[derive(Debug)]
pub(crate) struct Linked {
    pub(crate) expression: Expression,
    /// For each of its names, the row it means.
    pub(crate) references: Vec<NodeId>,
}

/// A text in every language, or in none.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// By language; empty if the row has no such text.
    pub(crate) templates: Vec<Template>,
}

impl Words {
    pub(crate) fn in_language(&self, language: LanguageIndex) -> Option<&Template> {
        self.templates.get(language.0)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.templates.is_empty()
    }
}

/// A text with answers in it: `How old is ${name}?`
#[derive(Debug, Default)]
pub(crate) struct Template {
    pub(crate) parts: Vec<Part>,
}

#[derive(Debug)]
pub(crate) enum Part {
    Text(String),
    Answer(NodeId),
}

/// A list of the choices sheet.
#[derive(Debug)]
pub(crate) struct ChoiceList {
    pub(crate) choices: Vec<Choice>,
}

impl ChoiceList {
    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        self.choices.iter().map(|choice| choice.code.as_str())
    }

    pub(crate) fn has(&self, code: &str) -> bool {
        self.codes().any(|known| known == code)
    }
}

#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) code: String,
    pub(crate) label: Words,
}
