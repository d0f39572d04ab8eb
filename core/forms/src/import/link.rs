//! Names become rows: expressions are parsed, `${name}` is resolved in them
//! and in the words that carry answers.

mod pulls;

use std::collections::{BTreeSet, HashMap};

use super::SURVEY;
use super::choices::Lists;
use super::survey::Draft;
use super::words::Written;
use crate::expression::{self, Expression, Names as Bare};
use crate::form::{
    ChoiceColumn, ExpressionId, Flag, Initial, Kind, Linked, Lookup, Node, NodeId, Part, Template, Words,
};
use crate::problem::{Findings, ProblemCode};
use crate::workbook::Workbook;
use pulls::Pulls;

/// The rows with everything resolved that could be.
pub(super) struct Survey {
    pub(super) nodes: Vec<Node>,
    pub(super) expressions: Vec<Linked>,
    pub(super) lookups: Vec<Lookup>,
    /// Columns of lists that a `choice_filter` reads.
    pub(super) columns: BTreeSet<String>,
}

pub(super) fn link(
    drafts: Vec<Draft>,
    lists: &Lists,
    workbook: &Workbook,
    findings: &mut Findings,
) -> Survey {
    let names = Names::of(&drafts);
    let mut expressions = Vec::new();
    let mut pulls = Pulls::new(workbook);
    let mut columns = BTreeSet::new();
    let mut nodes = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut linker = Linker {
            names: &names,
            lists,
            expressions: &mut expressions,
            pulls: &mut pulls,
            columns: &mut columns,
            findings,
            draft: &draft,
        };
        let relevant = linker.expression("relevant", draft.relevant.as_deref());
        let constraint = linker.expression("constraint", draft.constraint.as_deref());
        let counted = if draft.node.kind == Kind::Repeat { "repeat_count" } else { "calculation" };
        let calculation = linker.expression(counted, draft.calculation.as_deref());
        let triggers = linker.triggers(draft.trigger.as_deref());
        let choice_filter = linker.filter(draft.choice_filter.as_deref());
        let initial = match linker.expression("default", draft.default.as_deref()) {
            Some(expression) => Initial::Computed(expression),
            None => draft.node.initial.clone(),
        };
        let required = linker.flag("required", draft.required.as_deref());
        let readonly = linker.flag("readonly", draft.readonly.as_deref());
        let label = linker.words("label", &draft.label);
        let hint = linker.words("hint", &draft.hint);
        let guidance = linker.words("guidance_hint", &draft.guidance);
        let constraint_message = linker.words("constraint_message", &draft.constraint_message);
        let required_message = linker.words("required_message", &draft.required_message);
        nodes.push(Node {
            relevant,
            constraint,
            calculation,
            triggers,
            choice_filter,
            initial,
            required,
            readonly,
            label,
            hint,
            guidance,
            constraint_message,
            required_message,
            ..draft.node
        });
    }
    settle(&mut nodes);
    Survey { nodes, expressions, lookups: pulls.lookups, columns }
}

/// Gives every row its slot in its repeat, and every group its index of names.
fn settle(nodes: &mut [Node]) {
    let mut residents: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for (index, node) in nodes.iter_mut().enumerate() {
        let repeat = node.repeats.last().copied().unwrap_or(NodeId::ROOT);
        let house = residents.entry(repeat).or_default();
        node.slot = house.len();
        house.push(NodeId(u32::try_from(index).unwrap_or(u32::MAX)));
    }
    for (repeat, residents) in residents {
        if let Some(node) = nodes.get_mut(repeat.index()) {
            node.residents = residents;
        }
    }
    let names: Vec<String> = nodes.iter().map(|node| node.name.clone()).collect();
    for node in nodes {
        node.by_name.clone_from(&node.children);
        node.by_name.sort_by_key(|child| names.get(child.index()));
    }
}

/// What a name can mean.
struct Meaning {
    id: NodeId,
    kind: Kind,
    repeats: Vec<NodeId>,
    /// Several rows have it, in different groups.
    shared: bool,
}

impl Meaning {
    fn shape(&self) -> expression::Shape {
        expression::Shape {
            id: self.id,
            repeats: self.repeats.clone(),
            is_repeat: self.kind == Kind::Repeat,
            is_select: matches!(self.kind, Kind::One(_) | Kind::Many(_)),
        }
    }
}

struct Names(HashMap<String, Meaning>);

impl Names {
    fn of(drafts: &[Draft]) -> Self {
        let mut names: HashMap<String, Meaning> = HashMap::new();
        for (index, draft) in drafts.iter().enumerate().skip(1) {
            let node = &draft.node;
            let meaning = Meaning {
                id: NodeId(u32::try_from(index).unwrap_or(u32::MAX)),
                kind: node.kind,
                repeats: node.repeats.clone(),
                shared: false,
            };
            names.entry(node.name.clone()).and_modify(|known| known.shared = true).or_insert(meaning);
        }
        Self(names)
    }

    fn find(&self, name: &str) -> Result<&Meaning, ProblemCode> {
        match self.0.get(name) {
            None => Err(ProblemCode::UnknownReference),
            Some(meaning) if meaning.shared => Err(ProblemCode::AmbiguousReference),
            Some(meaning) if !meaning.kind.has_value() => Err(ProblemCode::InvalidReference),
            Some(meaning) => Ok(meaning),
        }
    }
}

struct Linker<'a, 'w> {
    names: &'a Names,
    lists: &'a Lists,
    pulls: &'a mut Pulls<'w>,
    columns: &'a mut BTreeSet<String>,
    expressions: &'a mut Vec<Linked>,
    findings: &'a mut Findings,
    draft: &'a Draft,
}

impl Linker<'_, '_> {
    fn fault(&mut self, column: &str, code: ProblemCode, detail: &str) {
        self.findings.add(SURVEY, Some(self.draft.node.row), Some(column), code, detail);
    }

    fn expression(&mut self, column: &str, text: Option<&str>) -> Option<ExpressionId> {
        let expression = self.parsed(column, text?, Bare::Paths)?;
        self.linked(column, expression, Vec::new())
    }

    /// A `choice_filter`: its bare names are columns of the row's list.
    fn filter(&mut self, text: Option<&str>) -> Option<ExpressionId> {
        let expression = self.parsed("choice_filter", text?, Bare::Columns)?;
        let (Kind::One(list) | Kind::Many(list)) = self.draft.node.kind else { return None };
        let list = self.lists.get(list)?;
        let found: Vec<Option<ChoiceColumn>> =
            expression.columns.iter().map(|name| list.column(name)).collect();
        for (name, column) in expression.columns.iter().zip(&found) {
            self.columns.insert(name.clone());
            if column.is_none() {
                self.fault("choice_filter", ProblemCode::UnknownColumn, name);
            }
        }
        self.linked("choice_filter", expression, found.into_iter().collect::<Option<_>>()?)
    }

    fn parsed(&mut self, column: &str, text: &str, bare: Bare) -> Option<Expression> {
        match expression::parse(text, bare) {
            Ok(expression) => Some(expression),
            Err(faults) => {
                for fault in faults {
                    self.fault(column, fault.code, &fault.detail);
                }
                None
            }
        }
    }

    fn linked(
        &mut self,
        column: &str,
        expression: Expression,
        columns: Vec<ChoiceColumn>,
    ) -> Option<ExpressionId> {
        let mut references = Vec::with_capacity(expression.names.len());
        for name in &expression.names {
            match self.names.find(name) {
                Ok(meaning) => references.push(meaning.id),
                Err(code) => self.fault(column, code, name),
            }
        }
        if expression.reads_position && self.draft.node.repeats.is_empty() {
            self.fault(column, ProblemCode::OutsideRepeat, "position(..)");
        }
        let misused: Vec<String> =
            expression.misused(&|name| self.names.find(name).ok().map(Meaning::shape)).collect();
        for name in &misused {
            self.fault(column, ProblemCode::InvalidReference, name);
        }
        let mut pulls = Vec::with_capacity(expression.pulls.len());
        for pull in &expression.pulls {
            match self.pulls.find(pull) {
                Ok(lookup) => pulls.push(lookup),
                Err((code, detail)) => self.fault(column, code, &detail),
            }
        }
        // With one missing, the others would not fit the symbols.
        let whole = references.len() == expression.names.len() && pulls.len() == expression.pulls.len();
        (whole && misused.is_empty()).then(|| {
            self.expressions.push(Linked { expression, references, columns, pulls });
            ExpressionId(self.expressions.len() - 1)
        })
    }

    /// `${a}`, or several with commas between them.
    fn triggers(&mut self, text: Option<&str>) -> Vec<NodeId> {
        let mut triggers = Vec::new();
        for written in text.into_iter().flat_map(|text| text.split(',')) {
            let written = written.trim();
            let name = written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
            match name.map(|name| self.names.find(name.trim())) {
                Some(Ok(meaning)) if meaning.kind != Kind::Repeat => triggers.push(meaning.id),
                Some(Err(code)) => self.fault("trigger", code, written),
                _ => self.fault("trigger", ProblemCode::InvalidReference, written),
            }
        }
        triggers
    }

    fn flag(&mut self, column: &str, text: Option<&str>) -> Flag {
        match text.map(str::to_lowercase).as_deref() {
            None | Some("no" | "false" | "false()") => Flag::Never,
            Some("yes" | "true" | "true()") => Flag::Always,
            Some(_) => self.expression(column, text).map_or(Flag::Never, Flag::When),
        }
    }

    fn words(&mut self, column: &str, written: &Written) -> Words {
        Words { templates: written.iter().map(|text| self.template(column, text)).collect() }
    }

    fn template(&mut self, column: &str, text: &str) -> Template {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let Some((name, after)) = after.split_once('}') else {
                self.fault(column, ProblemCode::InvalidReference, after);
                return Template { parts };
            };
            match self.names.find(name.trim()) {
                // Only one answer fits into a sentence.
                Ok(meaning) if meaning.kind == Kind::Repeat || !self.sees_one(meaning) => {
                    self.fault(column, ProblemCode::InvalidReference, name);
                }
                Ok(meaning) => parts.push(Part::Answer(meaning.id)),
                Err(code) => self.fault(column, code, name),
            }
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Template { parts }
    }

    /// Whether the row stands in every repeat that the named row stands in.
    fn sees_one(&self, meaning: &Meaning) -> bool {
        self.draft.node.repeats.starts_with(&meaning.repeats)
    }
}
