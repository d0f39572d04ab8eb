//! One change and everything that follows from it.
//!
//! A wave holds the tasks that are due, sorted by the rank that the form's
//! graph gave them. A task only ever makes tasks of a higher rank due, so each
//! is done once, however many of its sources changed.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::reader::{View, common};
use super::repeats::{MOST_EVER, MOST_INSTANCES};
use super::scopes::ScopeId;
use super::{Changes, FormSession, answer};
use crate::expression::{Operand, evaluate};
use crate::form::{ExpressionId, Flag, Form, Initial, Kind, Node, NodeId};
use crate::graph::{Facet, Reader, Task};
use crate::path::InstanceId;

pub(super) struct Wave {
    due: BTreeSet<(Task, ScopeId)>,
    touched: BTreeSet<(ScopeId, NodeId)>,
    /// Scopes whose computed defaults are still to be filled, once everything else has settled.
    fresh: VecDeque<ScopeId>,
    /// Scopes that this wave began: a first value is no change, so it sets nothing off.
    begun: BTreeSet<ScopeId>,
    evaluated: usize,
    given: Given,
}

/// What is already there and right when a wave begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// Nothing.
    Nothing,
    /// What a trigger once set: a finished form is opened again.
    Triggered,
    /// Every calculated value: a draft is resumed.
    Calculated,
}

/// Who is told of a row.
#[derive(Debug, Clone, Copy)]
struct Told {
    /// Only readers that are not in this repeat.
    outside: Option<NodeId>,
    /// Its value is another one: only that sets a trigger off.
    changed: bool,
}

impl Wave {
    pub(super) fn new(given: Given) -> Self {
        Self {
            due: BTreeSet::new(),
            touched: BTreeSet::new(),
            fresh: VecDeque::new(),
            begun: BTreeSet::new(),
            evaluated: 0,
            given,
        }
    }

    /// Fills a scope that has just been made, and makes everything in it due.
    pub(super) fn begin(&mut self, session: &mut FormSession, scope: ScopeId) {
        session.fill_defaults(scope);
        self.enter(session, scope);
        self.fresh.push_back(scope);
        self.begun.insert(scope);
    }

    /// Makes one facet of a row due wherever the row stands.
    pub(super) fn everywhere(&mut self, session: &FormSession, node: NodeId, facet: Facet) {
        let repeats = &session.form.node(node).repeats;
        for scope in session.scopes.below(ScopeId::ROOT, repeats) {
            self.require(&session.form, node, facet, scope);
        }
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
        let seen = if cell.relevant { cell.stored.clone() } else { None };
        let changed = seen != cell.published;
        cell.published = seen;
        self.published(session, node, scope, changed);
    }

    /// Instances of a repeat came or went: tells those outside it that read
    /// something inside, and those inside that read their place.
    pub(super) fn instances_changed(&mut self, session: &FormSession, repeat: NodeId, scope: ScopeId) {
        let form = &session.form;
        self.touched.insert((scope, repeat));
        self.tell(session, repeat, scope, Told { outside: None, changed: false });
        let mut inside = form.node(repeat).children.clone();
        while let Some(id) = inside.pop() {
            self.tell(session, id, scope, Told { outside: Some(repeat), changed: false });
            inside.extend(&form.node(id).children);
        }
    }

    pub(super) fn run(&mut self, session: &mut FormSession) -> Changes {
        let form = Arc::clone(&session.form);
        loop {
            self.settle(session, &form);
            let Some(scope) = self.fresh.pop_front() else { break };
            self.compute_defaults(session, &form, scope);
        }
        let mut changed: Vec<_> =
            self.touched.iter().map(|(scope, node)| session.path_of(*scope, *node)).collect();
        changed.sort();
        Changes { changed, evaluated: self.evaluated }
    }

    fn settle(&mut self, session: &mut FormSession, form: &Form) {
        while let Some((task, scope)) = self.due.pop_first() {
            if !session.scopes.is_alive(scope) {
                continue;
            }
            match task.facet {
                Facet::Relevance => self.relevance(session, form, task.node, scope),
                Facet::Value => self.value(session, form, task.node, scope),
                Facet::Triggered => self.triggered(session, form, task.node, scope),
                Facet::Choices => self.choices(session, form, task.node, scope),
                Facet::Constraint => self.constraint(session, form, task.node, scope),
                Facet::Required | Facet::Readonly => self.flag(session, form, task, scope),
                Facet::Words => {
                    self.touched.insert((scope, task.node));
                }
            }
        }
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
        for facet in [Facet::Value, Facet::Choices, Facet::Constraint, Facet::Required, Facet::Readonly] {
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
        if node.kind == Kind::Repeat {
            if relevant {
                self.count(session, form, id, scope);
            }
            // It has no value, but whoever counts it sees it come and go.
            if std::mem::take(&mut session.scopes.cell_mut(scope, node.slot).republish) {
                self.tell(session, id, scope, Told { outside: None, changed: false });
            }
            return;
        }
        let cell = session.scopes.cell(scope, node.slot);
        let stood = cell.republish.then(|| cell.stored.clone());
        let follows = node.triggers.is_empty() && self.given != Given::Calculated;
        if let Some(expression) = node.calculation.filter(|_| relevant && follows) {
            self.calculate(session, form, expression, id, scope);
        }
        let cell = session.scopes.cell_mut(scope, node.slot);
        let seen = if cell.relevant { cell.stored.clone() } else { None };
        let differs = seen != cell.published;
        if !differs && !cell.republish {
            return;
        }
        // What is hidden or comes back is seen anew, but nobody has changed it.
        let changed = stood.map_or(differs, |stood| cell.stored != stood);
        cell.published = seen;
        cell.republish = false;
        self.published(session, id, scope, changed);
    }

    fn calculate(
        &mut self,
        session: &mut FormSession,
        form: &Form,
        expression: ExpressionId,
        id: NodeId,
        scope: ScopeId,
    ) {
        let result = self.evaluate(session, expression, id, scope);
        let node = form.node(id);
        let offset = session.moment.now.timezone();
        session.scopes.cell_mut(scope, node.slot).stored = answer::from_operand(form, node, &result, offset);
    }

    /// What set this row off has changed. A hidden row is set too, and has its value when it comes back.
    fn triggered(&mut self, session: &mut FormSession, form: &Form, id: NodeId, scope: ScopeId) {
        if let Some(expression) = form.node(id).calculation.filter(|_| self.given == Given::Nothing) {
            self.calculate(session, form, expression, id, scope);
            self.require(form, id, Facet::Value, scope);
        }
    }

    /// A repeat whose `repeat_count` says how many instances it shows. Those beyond are kept, out of sight.
    fn count(&mut self, session: &mut FormSession, form: &Form, id: NodeId, scope: ScopeId) {
        let Some(expression) = form.node(id).calculation else { return };
        let wanted = self.evaluate(session, expression, id, scope).to_number();
        let wanted = if wanted >= 1.0 { (wanted as usize).min(MOST_INSTANCES) } else { 0 };
        let before = session.scopes.instances(scope, id).to_vec();
        while session.scopes.everyone(scope, id).len() < wanted && session.scopes.made() < MOST_EVER {
            let instance = InstanceId(session.scopes.next_instance);
            session.scopes.next_instance += 1;
            let added = session.scopes.add(form, scope, id, instance);
            self.begin(session, added);
        }
        session.scopes.show(scope, id, wanted);
        let now = session.scopes.instances(scope, id).to_vec();
        if now == before {
            return;
        }
        let (gone, back) = (missing_in(&now, &before), missing_in(&before, &now));
        for moved in gone.chain(back) {
            self.enter(session, moved);
        }
        self.instances_changed(session, id, scope);
    }

    /// First values that an expression gives, where nothing stands yet.
    fn compute_defaults(&mut self, session: &mut FormSession, form: &Form, scope: ScopeId) {
        for id in session.scopes.residents(form, scope) {
            let node = form.node(*id);
            let Initial::Computed(expression) = node.initial else { continue };
            if session.scopes.cell(scope, node.slot).stored.is_none() {
                self.calculate(session, form, expression, *id, scope);
                self.stored(session, *id, scope);
                // The next default may read this one.
                self.settle(session, form);
            }
        }
    }

    /// Which choices are offered may have changed; the answer stands, even if it is offered no more.
    fn choices(&mut self, session: &mut FormSession, form: &Form, id: NodeId, scope: ScopeId) {
        let node = form.node(id);
        if node.choice_filter.is_none() {
            return;
        }
        self.evaluated += 1;
        let withdrawn = !session.offers_answer(node, scope);
        session.scopes.cell_mut(scope, node.slot).withdrawn = withdrawn;
        self.touched.insert((scope, id));
    }

    /// Everyone else sees something new of this row: its value, or whether it is relevant.
    fn published(&mut self, session: &FormSession, id: NodeId, scope: ScopeId, changed: bool) {
        let changed = changed && !self.begun.contains(&scope);
        self.touched.insert((scope, id));
        self.require(&session.form, id, Facet::Choices, scope);
        self.require(&session.form, id, Facet::Constraint, scope);
        self.tell(session, id, scope, Told { outside: None, changed });
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

    /// Makes due what reads a row.
    fn tell(&mut self, session: &FormSession, source: NodeId, scope: ScopeId, told: Told) {
        let form = &session.form;
        // The scope stands in as many repeats as its own row does, and the row
        // may stand deeper than the scope when an instance is gone.
        let depth = session.depth(scope);
        let repeats = &form.node(source).repeats;
        let around = repeats.get(..depth.min(repeats.len())).unwrap_or_default();
        for Reader { task, across } in form.graph.readers(source) {
            let reader = form.node(task.node);
            let inside = told.outside.is_some_and(|repeat| reader.repeats.contains(&repeat));
            if inside || task.facet == Facet::Triggered && !told.changed {
                continue;
            }
            let common = if *across { 0 } else { common(around, &reader.repeats) };
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
        evaluate(&linked.expression, &View::new(session, linked, session.form.node(node), scope))
    }
}

/// The members of the second list that the first has not.
fn missing_in<'a>(first: &'a [ScopeId], second: &'a [ScopeId]) -> impl Iterator<Item = ScopeId> + 'a {
    second.iter().copied().filter(|scope| !first.contains(scope))
}

impl FormSession {
    /// A child of a repeat looks at the repeat itself, one scope up; an instance out of sight is hidden whole.
    fn parent_is_relevant(&self, node: &Node, scope: ScopeId) -> bool {
        let Some(parent) = node.parent else { return true };
        let parent = self.form.node(parent);
        match parent.kind {
            Kind::Repeat => {
                self.scopes.cell(self.scopes.above(scope, 1), parent.slot).relevant
                    && self.scopes.is_shown(scope)
            }
            _ => self.scopes.cell(scope, parent.slot).relevant,
        }
    }

    fn depth(&self, scope: ScopeId) -> usize {
        let repeat = self.form.node(self.scopes.get(scope).repeat);
        repeat.repeats.len() + usize::from(repeat.parent.is_some())
    }
}
