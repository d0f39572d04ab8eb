//! A compiled form: an immutable tree of rows, with every reference resolved
//! and the order of recomputation fixed. One form serves any number of
//! sessions and threads.

mod choices;
mod node;
mod table;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::graph::Graph;
use crate::import;
use crate::problem::Problems;
use crate::workbook::Format;

pub(crate) use choices::{Choice, ChoiceColumn, ChoiceList};
pub(crate) use node::{ExpressionId, Flag, Initial, Kind, Linked, ListId, Meta, Node, NodeId};
pub use node::{Parameters, QuestionKind};
pub(crate) use table::Lookup;
pub use words::MediaKind;
pub(crate) use words::{Media, Part, Template, Words};

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

/// One question or computed value of a form, for callers that bind to names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<'form> {
    /// The name in the `name` column.
    pub name: &'form str,
    /// What it asks for.
    pub kind: QuestionKind,
    /// Whether it must be answered, always or at times.
    pub required: bool,
    /// Whether it stands inside a repeat and so may have many answers.
    pub in_repeat: bool,
    /// The codes of its choices; empty unless it is a select.
    pub codes: Vec<&'form str>,
    /// Asked once of all who are visited at one door (`shared` in the `appearance`).
    pub shared: bool,
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
    pub(crate) lookups: Vec<Lookup>,
    pub(crate) graph: Graph,
}

impl Form {
    /// Reads a workbook.
    ///
    /// # Errors
    /// Every problem of the workbook at once, in the order of its sheets and
    /// rows. Nothing that the engine does not support is passed over.
    pub fn import(text: &str, format: Format) -> Result<Self, Problems> {
        import::import(text, format, &BTreeMap::new())
    }

    /// Reads a workbook with the CSV files that it names, by file name. Those that travel in the
    /// workbook itself, as sheets such as `villages.csv`, need not be given.
    ///
    /// # Errors
    /// As [`Self::import`].
    pub fn import_with(
        text: &str,
        format: Format,
        files: &BTreeMap<String, String>,
    ) -> Result<Self, Problems> {
        import::import(text, format, files)
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
                required: node.required != Flag::Never,
                kind,
                in_repeat: !node.repeats.is_empty(),
                codes: self.list(node).map(|list| list.codes().collect()).unwrap_or_default(),
                shared: node.is_shared(),
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

/// The place of a language in [`Form::languages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LanguageIndex(pub(crate) usize);
