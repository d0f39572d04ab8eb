//! What an expression sees of the session around it.

use super::FormSession;
use super::scopes::ScopeId;
use crate::expression::{Moment, Operand, Scope, Symbol, evaluate};
use crate::form::{Choice, Kind, Linked, Node, NodeId};
use crate::value::Value;

/// What an expression of one row in one scope sees.
pub(super) struct View<'a> {
    session: &'a FormSession,
    linked: &'a Linked,
    node: &'a Node,
    scope: ScopeId,
    /// The choice that a `choice_filter` looks at.
    choice: Option<&'a Choice>,
}

/// How many repeats two rows share, counted from the outside.
pub(super) fn common(one: &[NodeId], other: &[NodeId]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

impl<'a> View<'a> {
    pub(super) fn new(session: &'a FormSession, linked: &'a Linked, node: &'a Node, scope: ScopeId) -> Self {
        Self { session, linked, node, scope, choice: None }
    }

    fn row(&self, symbol: Symbol) -> Option<(NodeId, &'a Node)> {
        let id = self.linked.references.get(symbol.0).copied()?;
        Some((id, self.session.form.node(id)))
    }
}

impl Scope for View<'_> {
    fn read(&self, symbol: Symbol) -> Operand {
        let Some((id, source)) = self.row(symbol) else { return Operand::empty() };
        let scopes = &self.session.scopes;
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
            return self.session.operand(scopes.cell(top, source.slot).published.as_ref());
        }
        let cells = scopes.below(top, deeper).into_iter().map(|home| scopes.cell(home, source.slot));
        Operand::Set(
            cells
                .filter(|cell| cell.relevant)
                .map(|cell| self.session.operand(cell.published.as_ref()))
                .collect(),
        )
    }

    fn itself(&self) -> Operand {
        self.session.operand(self.session.scopes.cell(self.scope, self.node.slot).stored.as_ref())
    }

    fn position(&self) -> usize {
        self.session.scopes.position(self.scope)
    }

    fn moment(&self) -> Moment {
        self.session.moment
    }

    /// A repeat for which no place is given is the one around the reader, else its first instance.
    fn read_at(&self, symbol: Symbol, places: &[(Symbol, usize)]) -> Operand {
        let Some((_, source)) = self.row(symbol) else { return Operand::empty() };
        let scopes = &self.session.scopes;
        let shared = common(&source.repeats, &self.node.repeats);
        let mut home = ScopeId::ROOT;
        for (depth, repeat) in source.repeats.iter().enumerate() {
            let given =
                places.iter().find(|(named, _)| self.row(*named).is_some_and(|(id, _)| id == *repeat));
            let next = match given {
                Some((_, place)) => {
                    place.checked_sub(1).and_then(|index| scopes.instances(home, *repeat).get(index).copied())
                }
                None if depth < shared => Some(scopes.above(self.scope, self.node.repeats.len() - depth - 1)),
                None => scopes.instances(home, *repeat).first().copied(),
            };
            let Some(next) = next else { return Operand::empty() };
            home = next;
        }
        self.session.operand(scopes.cell(home, source.slot).published.as_ref())
    }

    fn choice_name(&self, question: Symbol, code: &str) -> Operand {
        let list = self.row(question).and_then(|(_, node)| self.session.form.list(node));
        let words = list.and_then(|list| list.find(code)).map(|choice| self.session.plain(&choice.label));
        Operand::Text(words.unwrap_or_default())
    }

    fn column(&self, column: usize) -> Operand {
        let cell =
            self.choice.zip(self.linked.columns.get(column)).map(|(choice, column)| choice.cell(*column));
        Operand::Text(cell.unwrap_or_default().to_owned())
    }

    fn pull(&self, pull: usize, key: &str) -> Operand {
        let lookup = self.linked.pulls.get(pull).and_then(|place| self.session.form.lookups.get(*place));
        Operand::Text(lookup.map_or("", |lookup| lookup.get(key)).to_owned())
    }
}

impl FormSession {
    /// What one row's words see of an answer that stands in the same repeats or further out.
    pub(super) fn read_one(&self, reader: &Node, scope: ScopeId, source: NodeId) -> Operand {
        let source = self.form.node(source);
        let home = self.scopes.above(scope, reader.repeats.len() - common(&source.repeats, &reader.repeats));
        self.operand(self.scopes.cell(home, source.slot).published.as_ref())
    }

    /// The choices that a question offers now, in their order.
    pub(super) fn offered<'a>(&'a self, node: &'a Node, scope: ScopeId) -> impl Iterator<Item = &'a Choice> {
        let list = self.form.list(node).map_or(&[][..], |list| list.choices.as_slice());
        list.iter().filter(move |choice| self.offers(node, scope, choice))
    }

    /// Whether everything that was chosen is offered.
    pub(super) fn offers_answer(&self, node: &Node, scope: ScopeId) -> bool {
        let Some(list) = self.form.list(node) else { return true };
        let offered = |code: &String| list.find(code).is_some_and(|choice| self.offers(node, scope, choice));
        match &self.scopes.cell(scope, node.slot).published {
            Some(Value::One(code)) => offered(code),
            Some(Value::Many(codes)) => codes.iter().all(offered),
            _ => true,
        }
    }

    fn offers(&self, node: &Node, scope: ScopeId, choice: &Choice) -> bool {
        node.choice_filter.is_none_or(|expression| {
            let linked = self.form.expression(expression);
            let view = View { choice: Some(choice), ..View::new(self, linked, node, scope) };
            evaluate(&linked.expression, &view).to_bool()
        })
    }

    /// An answer as expressions see it. Moments are in the session's one time of day, so that those written
    /// with different offsets compare as the instants that they are, as numbers too.
    fn operand(&self, value: Option<&Value>) -> Operand {
        match value {
            Some(Value::DateTime(moment)) => {
                Operand::DateTime(moment.with_timezone(self.moment.now.offset()))
            }
            value => operand(value),
        }
    }
}

fn operand(value: Option<&Value>) -> Operand {
    match value {
        None => Operand::empty(),
        Some(Value::Text(text) | Value::One(text) | Value::Media(text)) => Operand::Text(text.clone()),
        // At most 15 digits: exact.
        Some(Value::Integer(number)) => Operand::Number(*number as f64),
        Some(Value::Decimal(decimal)) => Operand::Number(decimal.to_f64()),
        Some(Value::Date(date)) => Operand::Date(*date),
        Some(Value::Time(time)) => Operand::Time(*time),
        Some(Value::DateTime(moment)) => Operand::DateTime(*moment),
        Some(Value::Point(point)) => Operand::Text(point.to_string()),
        Some(Value::Many(codes)) => Operand::Text(codes.join(" ")),
        Some(Value::Acknowledged) => Operand::Text("OK".to_owned()),
    }
}
