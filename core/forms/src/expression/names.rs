//! What an expression may ask of a name, beyond its value.

use super::{Expression, Node, Symbol};
use crate::form::NodeId;

/// What a name means, as far as that matters here.
pub(crate) struct Shape {
    pub(crate) id: NodeId,
    /// The repeats around it.
    pub(crate) repeats: Vec<NodeId>,
    pub(crate) is_repeat: bool,
    pub(crate) is_select: bool,
}

impl Expression {
    /// The names that are asked for what they do not have: words of choices, or a place in a repeat around them.
    pub(crate) fn misused(&self, meaning: &dyn Fn(&str) -> Option<Shape>) -> impl Iterator<Item = String> {
        let mut found = Vec::new();
        let shape = |symbol: Symbol| self.names.get(symbol.0).and_then(|name| meaning(name));
        self.root.each(&mut |node| match node {
            Node::ChoiceName(question, _) if shape(*question).is_some_and(|shape| !shape.is_select) => {
                found.push(*question);
            }
            Node::Indexed(symbol, places) => {
                let around = shape(*symbol).map(|shape| shape.repeats).unwrap_or_default();
                let foreign = |repeat: &Symbol| {
                    shape(*repeat).is_some_and(|shape| !shape.is_repeat || !around.contains(&shape.id))
                };
                found.extend(places.iter().map(|(repeat, _)| *repeat).filter(foreign));
            }
            _ => {}
        });
        found
            .into_iter()
            .filter_map(|symbol| self.names.get(symbol.0).cloned())
            .collect::<Vec<_>>()
            .into_iter()
    }
}

impl Node {
    /// Every node of the tree. Its depth is bounded by the parser.
    fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        match self {
            Self::Negate(inner)
            | Self::Regex(inner, _)
            | Self::Once(inner)
            | Self::ChoiceName(_, inner)
            | Self::Pull(_, inner) => inner.each(visit),
            Self::Binary(_, left, right) => {
                left.each(visit);
                right.each(visit);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.each(visit)),
            Self::Indexed(_, places) => places.iter().for_each(|(_, place)| place.each(visit)),
            Self::Text(_)
            | Self::Number(_)
            | Self::Reference(_)
            | Self::Itself
            | Self::Position
            | Self::Column(_) => {}
        }
    }
}
