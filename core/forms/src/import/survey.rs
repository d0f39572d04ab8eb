//! The survey sheet: rows into a tree, judged one by one. Expressions and
//! references stay text here; they are linked when every name is known.

use std::collections::HashSet;

use super::choices::{self, Lists};
use super::columns::Columns;
use super::types::{self, RowType};
use super::words::{self, Written};
use super::{SURVEY, defaults, parameters};
use crate::form::{Flag, Initial, Kind, ListId, Media, Node, NodeId, Parameters, Words};
use crate::problem::{Findings, ProblemCode};
use crate::workbook::{Row, Sheet, Workbook, parts};

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
    pub(super) trigger: Option<String>,
    pub(super) choice_filter: Option<String>,
    /// A default that is computed.
    pub(super) default: Option<String>,
    pub(super) label: Written,
    pub(super) hint: Written,
    pub(super) guidance: Written,
    pub(super) constraint_message: Written,
    pub(super) required_message: Written,
}

/// Reads the rows; the first draft is the form itself.
pub(super) fn read(
    sheet: &Sheet,
    workbook: &Workbook,
    columns: &Columns,
    lists: &mut Lists,
    findings: &mut Findings,
) -> Vec<Draft> {
    let mut tree = Tree::new();
    let mut audited = false;
    for row in &sheet.rows {
        let Some(text) = row.get("type") else {
            findings.add(SURVEY, Some(row.number), Some("type"), ProblemCode::MissingType, "");
            continue;
        };
        let file = file_of(text);
        if let Some(file) = file {
            choices::read_file(lists, row, file, workbook, columns, findings);
        }
        let key = file.map(|file| choices::file_key(row, file));
        match types::read(text, key.as_deref(), row.get("appearance"), lists) {
            Err((code, detail)) => {
                findings.add(SURVEY, Some(row.number), Some("type"), code, &detail);
                // The name still stands, so that references to it are not blamed too.
                if matches!(code, ProblemCode::MissingChoiceList | ProblemCode::MissingFile) {
                    let draft = draft(row, Kind::One(ListId(usize::MAX)), columns, findings);
                    tree.place(draft, findings);
                }
            }
            Ok(RowType::Question(kind)) => {
                let mut draft = draft(row, kind, columns, findings);
                draft.node.parameters = parameters::read(row, kind, file.is_some(), findings);
                match defaults::read(row, kind, lists, findings) {
                    defaults::Default::None => {}
                    defaults::Default::Value(value) => draft.node.initial = Initial::Value(value),
                    defaults::Default::Computed(text) => draft.default = Some(text),
                }
                tree.place(draft, findings);
            }
            Ok(RowType::Audit) => {
                parameters::audit(row, findings);
                let known = |column: &str| matches!(column, "type" | "name" | "parameters");
                for cell in row.cells.iter().filter(|cell| !known(&cell.column)) {
                    let code = ProblemCode::DoesNotApply;
                    findings.add(SURVEY, Some(row.number), Some(&cell.column), code, &cell.text);
                }
                let fault = if audited { Some("type") } else { None };
                let name = row.get("name").filter(|name| *name != "audit").map(|_| "name");
                for column in fault.into_iter().chain(name) {
                    findings.add(SURVEY, Some(row.number), Some(column), ProblemCode::DoesNotApply, "audit");
                }
                audited = true;
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

/// The file that a `select_one_from_file` names.
fn file_of(text: &str) -> Option<&str> {
    let mut words = text.split_whitespace();
    words.next().filter(|word| word.ends_with("_from_file")).and(words.next())
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
        if draft.node.is_shared() && !draft.node.can_be_shared() {
            let row = Some(draft.node.row);
            findings.add(SURVEY, row, Some("appearance"), ProblemCode::DoesNotApply, "shared");
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
        let applies = match parts(&cell.column) {
            (base, Some(_)) => types::takes_words(kind, base),
            (column, None) => types::takes(kind, column) || types::takes_words(kind, column),
        };
        if !applies {
            findings.add(SURVEY, Some(row.number), Some(&cell.column), ProblemCode::DoesNotApply, &cell.text);
        }
    }
    if let Some(word) = row.get("appearance").and_then(types::foreign) {
        let code = ProblemCode::UnsupportedAppearance;
        findings.add(SURVEY, Some(row.number), Some("appearance"), code, word);
    }
    let media = choices::media(SURVEY, row, columns, findings);
    // A picture may stand for the words.
    let label = if kind.is_shown() && media.is_empty() { words::needed } else { words::read };
    let mut words_of = |base| words::read(SURVEY, row, base, columns, findings);
    let (hint, guidance) = (words_of("hint"), words_of("guidance_hint"));
    let (constraint_message, required_message) =
        (words_of("constraint_message"), words_of("required_message"));
    let own = |column: &str| row.get(column).map(ToOwned::to_owned);
    for (message, of) in [(&constraint_message, "constraint"), (&required_message, "required")] {
        if !message.is_empty() && row.get(of).is_none() {
            let column = format!("{of}_message");
            findings.add(SURVEY, Some(row.number), Some(&column), ProblemCode::DoesNotApply, "");
        }
    }
    let triggered = row.get("trigger").is_some() && types::takes(kind, "trigger");
    if (kind == Kind::Calculate || triggered) && row.get("calculation").is_none() {
        findings.add(SURVEY, Some(row.number), Some("calculation"), ProblemCode::MissingCalculation, name);
    }
    let mut node = node(name.to_owned(), row.number, kind);
    node.appearance = own("appearance");
    node.media = media;
    Draft {
        node,
        relevant: own("relevant"),
        constraint: own("constraint"),
        calculation: own(if kind == Kind::Repeat { "repeat_count" } else { "calculation" }),
        trigger: own("trigger"),
        choice_filter: own("choice_filter"),
        default: None,
        required: own("required"),
        readonly: own("readonly").or_else(|| own("read_only")),
        label: label(SURVEY, row, "label", columns, findings),
        hint,
        guidance,
        constraint_message,
        required_message,
    }
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
        guidance: Words::default(),
        constraint_message: Words::default(),
        required_message: Words::default(),
        media: Media::new(),
        relevant: None,
        constraint: None,
        calculation: None,
        triggers: Vec::new(),
        choice_filter: None,
        required: Flag::Never,
        readonly: Flag::Never,
        initial: Initial::None,
        appearance: None,
        parameters: Parameters::default(),
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
        trigger: None,
        choice_filter: None,
        default: None,
        label: Written::new(),
        hint: Written::new(),
        guidance: Written::new(),
        constraint_message: Written::new(),
        required_message: Written::new(),
    }
}
