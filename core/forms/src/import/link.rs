//! Names become rows: expressions are parsed, `${name}` is resolved in them
//! and in the words that carry answers.

use std::collections::HashMap;

use super::SURVEY;
use super::survey::Draft;
use super::words::Written;
use crate::expression;
use crate::form::{ExpressionId, Flag, Kind, Linked, Node, NodeId, Part, Template, Words};
use crate::graph::has_value;
use crate::problem::{Findings, ProblemCode};

/// The rows with everything resolved that could be.
pub(super) struct Survey {
    pub(super) nodes: Vec<Node>,
    pub(super) expressions: Vec<Linked>,
}

pub(super) fn link(drafts: Vec<Draft>, findings: &mut Findings) -> Survey {
    let names = Names::of(&drafts);
    let mut expressions = Vec::new();
    let mut nodes = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut linker = Linker { names: &names, expressions: &mut expressions, findings, draft: &draft };
        let relevant = linker.expression("relevant", draft.relevant.as_deref());
        let constraint = linker.expression("constraint", draft.constraint.as_deref());
        let calculation = linker.expression("calculation", draft.calculation.as_deref());
        let required = linker.flag("required", draft.required.as_deref());
        let readonly = linker.flag("readonly", draft.readonly.as_deref());
        let label = linker.words("label", &draft.label);
        let hint = linker.words("hint", &draft.hint);
        let constraint_message = linker.words("constraint_message", &draft.constraint_message);
        let required_message = linker.words("required_message", &draft.required_message);
        nodes.push(Node {
            relevant,
            constraint,
            calculation,
            required,
            readonly,
            label,
            hint,
            constraint_message,
            required_message,
            ..draft.node
        });
    }
    settle(&mut nodes);
    Survey { nodes, expressions }
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
            Some(meaning) if !has_value(meaning.kind) => Err(ProblemCode::InvalidReference),
            Some(meaning) => Ok(meaning),
        }
    }
}

struct Linker<'a> {
    names: &'a Names,
    expressions: &'a mut Vec<Linked>,
    findings: &'a mut Findings,
    draft: &'a Draft,
}

impl Linker<'_> {
    fn fault(&mut self, column: &str, code: ProblemCode, detail: &str) {
        self.findings.add(SURVEY, Some(self.draft.node.row), Some(column), code, detail);
    }

    fn expression(&mut self, column: &str, text: Option<&str>) -> Option<ExpressionId> {
        let expression = match expression::parse(text?) {
            Ok(expression) => expression,
            Err(faults) => {
                for fault in faults {
                    self.fault(column, fault.code, &fault.detail);
                }
                return None;
            }
        };
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
        // With a name missing the references would not fit the symbols.
        (references.len() == expression.names.len()).then(|| {
            self.expressions.push(Linked { expression, references });
            ExpressionId(self.expressions.len() - 1)
        })
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
