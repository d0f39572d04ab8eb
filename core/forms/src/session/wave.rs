//! One change and everything that follows from it.
//!
//! A wave holds the tasks that are due, sorted by the rank that the form's
//! graph gave them. A task only ever makes tasks of a higher rank due, so each
//! is done once, however many of its sources changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::scopes::ScopeId;
use super::{Changes, FormSession, answer};
use crate::expression::{Operand, Scope, Symbol, evaluate};
use crate::form::{ExpressionId, Flag, Form, Kind, Linked, Node, NodeId};
use crate::graph::{Facet, Task};
use crate::value::Value;

pub(super) struct Wave {
    due: BTreeSet<(Task, ScopeId)>,
    touched: BTreeSet<(ScopeId, NodeId)>,
    evaluated: usize,
    /// Calculated values are already there and right.
    trusted: bool,
}

impl Wave {
    pub(super) fn new(trusted: bool) -> Self {
        Self { due: BTreeSet::new(), touched: BTreeSet::new(), evaluated: 0, trusted }
    }

    /// Makes everything in a new scope due.
    pub(super) fn enter(&mut self, session: &FormSession, scope: ScopeId) {
        for id in session.scopes.residents(&session.form, scope) {
            self.require(&session.form, *id, Facet::Relevance, scope);
        }
    }

    /// The stored value of a row changed by hand. What a person wrote stands
    /// even where it is also calculated, until a source of that changes.
    pub(super) fn stored(&mut self, session: &mut FormSession, node: NodeId, scope: ScopeId) {
        let slot = session.form.node(node).slot;
        let cell = session.scopes.cell_mut(scope, slot);
        cell.published = if cell.relevant { cell.stored.clone() } else { None };
        self.published(session, node, scope);
    }

    /// Instances of a repeat came or went: tells those outside it that read
    /// something inside, and those inside that read their place.
    pub(super) fn instances_changed(&mut self, session: &FormSession, repeat: NodeId, scope: ScopeId) {
        let form = &session.form;
        self.touched.insert((scope, repeat));
        self.tell(session, repeat, scope, None);
        let mut inside = form.node(repeat).children.clone();
        while let Some(id) = inside.pop() {
            self.tell(session, id, scope, Some(repeat));
            inside.extend(&form.node(id).children);
        }
    }

    pub(super) fn run(&mut self, session: &mut FormSession) -> Changes {
        let form = Arc::clone(&session.form);
        while let Some((task, scope)) = self.due.pop_first() {
            match task.facet {
                Facet::Relevance => self.relevance(session, &form, task.node, scope),
                Facet::Value => self.value(session, &form, task.node, scope),
                Facet::Constraint => self.constraint(session, &form, task.node, scope),
                Facet::Required | Facet::Readonly => self.flag(session, &form, task, scope),
                Facet::Words => {
                    self.touched.insert((scope, task.node));
                }
            }
        }
        let mut changed: Vec<_> =
            self.touched.iter().map(|(scope, node)| session.path_of(*scope, *node)).collect();
        changed.sort();
        Changes { changed, evaluated: self.evaluated }
    }

    fn require(&mut self, form: &Form, node: NodeId, facet: Facet, scope: ScopeId) {
        self.due.insert((form.graph.task(node, facet), scope));
    }

    fn relevance(&mut self, session: &mut FormSession, form: &Form, id: NodeId, scope: ScopeId) {
        let node = form.node(id);
        let relevant = session.parent_is_relevant(node, scope)
            && node.relevant.is_none_or(|expression| self.evaluate(session, expression, id, scope).to_bool());
        let cell = session.scopes.cell_mut(scope, node.slot);
        if cell.relevant == relevant {
            return;
        }
        cell.relevant = relevant;
        cell.republish = true;
        self.touched.insert((scope, id));
        for facet in [Facet::Value, Facet::Constraint, Facet::Required, Facet::Readonly] {
            self.require(form, id, facet, scope);
        }
        let children: Vec<ScopeId> = match node.kind {
            Kind::Repeat => session.scopes.instances(scope, id).to_vec(),
            _ => vec![scope],
        };
        for child in &node.children {
            for scope in &children {
                self.require(form, *child, Facet::Relevance, *scope);
            }
        }
    }

    fn value(&mut self, session: &mut FormSession, form: &Form, id: NodeId, scope: ScopeId) {
        let node = form.node(id);
        let relevant = session.scopes.cell(scope, node.slot).relevant;
        if let Some(expression) = node.calculation.filter(|_| relevant && !self.trusted) {
            let result = self.evaluate(session, expression, id, scope);
            session.scopes.cell_mut(scope, node.slot).stored = answer::from_operand(node.kind, &result);
        }
        let cell = session.scopes.cell_mut(scope, node.slot);
        let seen = if cell.relevant { cell.stored.clone() } else { None };
        if seen == cell.published && !cell.republish {
            return;
        }
        cell.published = seen;
        cell.republish = false;
        self.published(session, id, scope);
    }

    /// Everyone else sees something new of this row.
    fn published(&mut self, session: &FormSession, id: NodeId, scope: ScopeId) {
        self.touched.insert((scope, id));
        self.require(&session.form, id, Facet::Constraint, scope);
        self.tell(session, id, scope, None);
    }

    fn constraint(&mut self, session: &mut FormSession, form: &Form, id: NodeId, scope: ScopeId) {
        let node = form.node(id);
        let Some(expression) = node.constraint else { return };
        let answered = session.scopes.cell(scope, node.slot).published.is_some();
        let invalid = answered && !self.evaluate(session, expression, id, scope).to_bool();
        let cell = session.scopes.cell_mut(scope, node.slot);
        if cell.invalid != invalid {
            cell.invalid = invalid;
            self.touched.insert((scope, id));
        }
    }

    fn flag(&mut self, session: &mut FormSession, form: &Form, task: Task, scope: ScopeId) {
        let node = form.node(task.node);
        let flag = if task.facet == Facet::Required { node.required } else { node.readonly };
        let relevant = session.scopes.cell(scope, node.slot).relevant;
        let set = relevant
            && match flag {
                Flag::Never => false,
                Flag::Always => true,
                Flag::When(expression) => self.evaluate(session, expression, task.node, scope).to_bool(),
            };
        let cell = session.scopes.cell_mut(scope, node.slot);
        let kept = if task.facet == Facet::Required { &mut cell.required } else { &mut cell.readonly };
        if *kept != set {
            *kept = set;
            self.touched.insert((scope, task.node));
        }
    }

    /// Makes due what reads a row; with `outside`, only readers that are not in that repeat.
    fn tell(&mut self, session: &FormSession, source: NodeId, scope: ScopeId, outside: Option<NodeId>) {
        let form = &session.form;
        // The scope stands in as many repeats as its own row does, and the row
        // may stand deeper than the scope when an instance is gone.
        let depth = session.depth(scope);
        let repeats = &form.node(source).repeats;
        let around = repeats.get(..depth.min(repeats.len())).unwrap_or_default();
        for task in form.graph.readers(source) {
            let reader = form.node(task.node);
            if outside.is_some_and(|repeat| reader.repeats.contains(&repeat)) {
                continue;
            }
            let common = common(around, &reader.repeats);
            let top = session.scopes.above(scope, depth - common);
            for scope in session.scopes.below(top, reader.repeats.get(common..).unwrap_or_default()) {
                self.due.insert((*task, scope));
            }
        }
    }

    fn evaluate(
        &mut self,
        session: &FormSession,
        expression: ExpressionId,
        node: NodeId,
        scope: ScopeId,
    ) -> Operand {
        self.evaluated += 1;
        let linked = session.form.expression(expression);
        evaluate(&linked.expression, &View { session, linked, node: session.form.node(node), scope })
    }
}

/// How many repeats two rows share, counted from the outside.
fn common(one: &[NodeId], other: &[NodeId]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

impl FormSession {
    /// A child of a repeat looks at the repeat itself, one scope up.
    fn parent_is_relevant(&self, node: &Node, scope: ScopeId) -> bool {
        let Some(parent) = node.parent else { return true };
        let parent = self.form.node(parent);
        let home = match parent.kind {
            Kind::Repeat => self.scopes.above(scope, 1),
            _ => scope,
        };
        self.scopes.cell(home, parent.slot).relevant
    }

    /// What one row's words see of an answer that stands in the same repeats or further out.
    pub(super) fn read_one(&self, reader: &Node, scope: ScopeId, source: NodeId) -> Operand {
        let source = self.form.node(source);
        let home = self.scopes.above(scope, reader.repeats.len() - common(&source.repeats, &reader.repeats));
        operand(self.scopes.cell(home, source.slot).published.as_ref())
    }

    fn depth(&self, scope: ScopeId) -> usize {
        let repeat = self.form.node(self.scopes.get(scope).repeat);
        repeat.repeats.len() + usize::from(repeat.parent.is_some())
    }
}

/// What an expression of one row in one scope sees.
struct View<'a> {
    session: &'a FormSession,
    linked: &'a Linked,
    node: &'a Node,
    scope: ScopeId,
}

impl Scope for View<'_> {
    fn read(&self, symbol: Symbol) -> Operand {
        let Some(id) = self.linked.references.get(symbol.0).copied() else { return Operand::empty() };
        let (scopes, source) = (&self.session.scopes, self.session.form.node(id));
        let common = common(&source.repeats, &self.node.repeats);
        let top = scopes.above(self.scope, self.node.repeats.len() - common);
        let deeper = source.repeats.get(common..).unwrap_or_default();
        if source.kind == Kind::Repeat {
            let relevant = |home: &ScopeId| scopes.cell(*home, source.slot).relevant;
            let homes = scopes.below(top, deeper).into_iter().filter(relevant);
            let count = homes.map(|home| scopes.instances(home, id).len()).sum();
            return Operand::Set(vec![Operand::empty(); count]);
        }
        if deeper.is_empty() {
            return operand(scopes.cell(top, source.slot).published.as_ref());
        }
        let cells = scopes.below(top, deeper).into_iter().map(|home| scopes.cell(home, source.slot));
        Operand::Set(
            cells.filter(|cell| cell.relevant).map(|cell| operand(cell.published.as_ref())).collect(),
        )
    }

    fn itself(&self) -> Operand {
        operand(self.session.scopes.cell(self.scope, self.node.slot).stored.as_ref())
    }

    fn position(&self) -> usize {
        self.session.scopes.position(self.scope)
    }

    fn today(&self) -> NaiveDate {
        self.session.today
    }
}

/// An answer as expressions see it.
fn operand(value: Option<&Value>) -> Operand {
    match value {
        None => Operand::empty(),
        Some(Value::Text(text) | Value::One(text) | Value::Media(text)) => Operand::Text(text.clone()),
        // At most 15 digits: exact.
        Some(Value::Integer(number)) => Operand::Number(*number as f64),
        Some(Value::Decimal(decimal)) => Operand::Number(decimal.to_f64()),
        Some(Value::Date(date)) => Operand::Date(*date),
        Some(Value::Many(codes)) => Operand::Text(codes.join(" ")),
    }
}
