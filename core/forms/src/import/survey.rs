//! The survey sheet: rows into a tree, judged one by one. Expressions and
//! references stay text here; they are linked when every name is known.

use std::collections::HashSet;

use super::SURVEY;
use super::choices::Lists;
use super::columns::Columns;
use super::types::{self, RowType};
use super::words::{self, Written};
use crate::form::{Flag, Kind, Node, NodeId, Words};
use crate::problem::{Findings, ProblemCode};
use crate::value::Value;
use crate::workbook::{Row, Sheet};

/// Groups in groups in groups.
const MOST_DEPTH: usize = 32;

/// A row as a node, with the texts that are still to be linked.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) node: Node,
    pub(super) relevant: Option<String>,
    pub(super) constraint: Option<String>,
    pub(super) calculation: Option<String>,
    pub(super) required: Option<String>,
    pub(super) readonly: Option<String>,
    pub(super) label: Written,
    pub(super) hint: Written,
    pub(super) constraint_message: Written,
    pub(super) required_message: Written,
}

/// Reads the rows; the first draft is the form itself.
pub(super) fn read(sheet: &Sheet, columns: &Columns, lists: &Lists, findings: &mut Findings) -> Vec<Draft> {
    let mut tree = Tree::new();
    for row in &sheet.rows {
        let Some(text) = row.get("type") else {
            findings.add(SURVEY, Some(row.number), Some("type"), ProblemCode::MissingType, "");
            continue;
        };
        match types::read(text, row.get("appearance"), lists) {
            Err((code, detail)) => {
                findings.add(SURVEY, Some(row.number), Some("type"), code, &detail);
                // The name still stands, so that references to it are not blamed too.
                if code == ProblemCode::MissingChoiceList {
                    let draft = draft(row, Kind::Text, columns, findings);
                    tree.place(draft, findings);
                }
            }
            Ok(RowType::Question(kind)) => {
                let mut draft = draft(row, kind, columns, findings);
                draft.node.default = default(row, kind, lists, findings);
                tree.place(draft, findings);
            }
            Ok(RowType::Begin(kind)) => {
                let draft = draft(row, kind, columns, findings);
                tree.begin(draft, findings);
            }
            Ok(RowType::End(kind)) => tree.end(kind, row, findings),
        }
    }
    for open in tree.open.iter().skip(1) {
        findings.add(SURVEY, Some(open.row), Some("type"), ProblemCode::Unbalanced, &open.name);
    }
    tree.drafts
}

struct Tree {
    drafts: Vec<Draft>,
    /// The groups and repeats around the next row; the form itself at the bottom.
    open: Vec<Open>,
    /// The names that each group has, so that a twin is seen at once.
    names: HashSet<(NodeId, String)>,
}

/// A group or repeat that has begun.
struct Open {
    /// Where its rows go: itself, or the deepest group that is still allowed.
    id: NodeId,
    kind: Kind,
    name: String,
    row: u32,
}

impl Tree {
    fn new() -> Self {
        let form = Open { id: NodeId::ROOT, kind: Kind::Group, name: String::new(), row: 0 };
        Self {
            drafts: vec![blank(node(String::new(), 0, Kind::Group))],
            open: vec![form],
            names: HashSet::new(),
        }
    }

    fn place(&mut self, mut draft: Draft, findings: &mut Findings) -> NodeId {
        let id = NodeId(u32::try_from(self.drafts.len()).unwrap_or(u32::MAX));
        let parent = self.open.last().map_or(NodeId::ROOT, |open| open.id);
        let name = draft.node.name.clone();
        if !name.is_empty() && !self.names.insert((parent, name.clone())) {
            let row = Some(draft.node.row);
            findings.add(SURVEY, row, Some("name"), ProblemCode::DuplicateName, &name);
        }
        if let Some(around) = self.drafts.get_mut(parent.index()) {
            around.node.children.push(id);
            draft.node.repeats.clone_from(&around.node.repeats);
            if around.node.kind == Kind::Repeat {
                draft.node.repeats.push(parent);
            }
        }
        draft.node.parent = Some(parent);
        self.drafts.push(draft);
        id
    }

    fn begin(&mut self, draft: Draft, findings: &mut Findings) {
        let (kind, name, row) = (draft.node.kind, draft.node.name.clone(), draft.node.row);
        let id = if self.open.len() > MOST_DEPTH {
            findings.add(SURVEY, Some(row), Some("type"), ProblemCode::TooDeep, &name);
            self.open.last().map_or(NodeId::ROOT, |open| open.id)
        } else {
            self.place(draft, findings)
        };
        self.open.push(Open { id, kind, name, row });
    }

    fn end(&mut self, kind: Kind, row: &Row, findings: &mut Findings) {
        let mut fault = |code, column: &str, detail: &str| {
            findings.add(SURVEY, Some(row.number), Some(column), code, detail);
        };
        for cell in row.cells.iter().filter(|cell| !matches!(cell.column.as_str(), "type" | "name")) {
            fault(ProblemCode::DoesNotApply, &cell.column, &cell.text);
        }
        if self.open.len() <= 1 {
            fault(ProblemCode::Unbalanced, "type", row.get("name").unwrap_or_default());
            return;
        }
        // An end of the wrong kind still ends, or every later row is blamed.
        let Some(open) = self.open.pop() else { return };
        if open.kind != kind {
            fault(ProblemCode::Unbalanced, "type", &open.name);
        } else if let Some(name) = row.get("name").filter(|name| *name != open.name) {
            fault(ProblemCode::Unbalanced, "name", name);
        }
    }
}

fn draft(row: &Row, kind: Kind, columns: &Columns, findings: &mut Findings) -> Draft {
    let name = row.get("name").unwrap_or_default();
    if name.is_empty() {
        findings.add(SURVEY, Some(row.number), Some("name"), ProblemCode::MissingName, "");
    } else if !is_name(name) {
        findings.add(SURVEY, Some(row.number), Some("name"), ProblemCode::InvalidName, name);
    }
    for cell in &row.cells {
        let applies = match cell.column.split_once("::") {
            Some((base, _)) => types::takes_words(kind, base),
            None => types::takes(kind, &cell.column) || types::takes_words(kind, &cell.column),
        };
        if !applies {
            findings.add(SURVEY, Some(row.number), Some(&cell.column), ProblemCode::DoesNotApply, &cell.text);
        }
    }
    let label = if types::needs_label(kind) { words::needed } else { words::read };
    let mut words_of = |base| words::read(SURVEY, row, base, columns, findings);
    let (hint, constraint_message, required_message) =
        (words_of("hint"), words_of("constraint_message"), words_of("required_message"));
    let own = |column: &str| row.get(column).map(ToOwned::to_owned);
    for (message, of) in [(&constraint_message, "constraint"), (&required_message, "required")] {
        if !message.is_empty() && row.get(of).is_none() {
            let column = format!("{of}_message");
            findings.add(SURVEY, Some(row.number), Some(&column), ProblemCode::DoesNotApply, "");
        }
    }
    if kind == Kind::Calculate && row.get("calculation").is_none() {
        findings.add(SURVEY, Some(row.number), Some("calculation"), ProblemCode::MissingCalculation, name);
    }
    let mut node = node(name.to_owned(), row.number, kind);
    node.appearance = own("appearance");
    node.parameters = own("parameters");
    Draft {
        node,
        relevant: own("relevant"),
        constraint: own("constraint"),
        calculation: own("calculation"),
        required: own("required"),
        readonly: own("readonly").or_else(|| own("read_only")),
        label: label(SURVEY, row, "label", columns, findings),
        hint,
        constraint_message,
        required_message,
    }
}

/// A default must be a value of the type: what is computed is refused.
fn default(row: &Row, kind: Kind, lists: &Lists, findings: &mut Findings) -> Option<Value> {
    let text = row.get("default")?;
    let list = |id| lists.get(id);
    let value = match kind {
        Kind::Text | Kind::Hidden => Some(Value::Text(text.to_owned())),
        Kind::Integer => text.parse().ok().map(Value::Integer),
        Kind::Decimal => text.parse().ok().map(Value::Decimal),
        Kind::Date => crate::expression::iso_date(text).map(Value::Date),
        Kind::One(id) => list(id).filter(|list| list.has(text)).map(|_| Value::One(text.to_owned())),
        Kind::Many(id) => list(id)
            .filter(|list| text.split_whitespace().all(|code| list.has(code)))
            .map(|_| Value::Many(text.split_whitespace().map(ToOwned::to_owned).collect())),
        _ => None,
    };
    let computed = text.contains("${") || text.ends_with(')') && text.contains('(');
    if computed {
        findings.add(SURVEY, Some(row.number), Some("default"), ProblemCode::DynamicDefault, text);
        return None;
    }
    if value.is_none() && types::takes(kind, "default") {
        findings.add(SURVEY, Some(row.number), Some("default"), ProblemCode::InvalidDefault, text);
    }
    value
}

/// XML's names without the colon; `_id` is what an instance of a repeat has.
fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && name.len() <= 128
        && name != "_id"
}

fn node(name: String, row: u32, kind: Kind) -> Node {
    Node {
        name,
        row,
        kind,
        parent: None,
        repeats: Vec::new(),
        slot: 0,
        children: Vec::new(),
        by_name: Vec::new(),
        residents: Vec::new(),
        label: Words::default(),
        hint: Words::default(),
        constraint_message: Words::default(),
        required_message: Words::default(),
        relevant: None,
        constraint: None,
        calculation: None,
        required: Flag::Never,
        readonly: Flag::Never,
        default: None,
        appearance: None,
        parameters: None,
    }
}

fn blank(node: Node) -> Draft {
    Draft {
        node,
        relevant: None,
        constraint: None,
        calculation: None,
        required: None,
        readonly: None,
        label: Written::new(),
        hint: Written::new(),
        constraint_message: Written::new(),
        required_message: Written::new(),
    }
}
