//! Which row depends on which, fixed once when a form is compiled.
//!
//! Each row has two things others may wait for: whether it is relevant, and
//! its value. They form a graph; its topological order is the order of
//! recomputation, so that a change is followed once, and a ring in it is a
//! cycle that the importer refuses. Constraints and the required and readonly
//! flags are read by no expression and so come after everything else.

use crate::form::{ExpressionId, Flag, Kind, Linked, Node, NodeId, Words};

/// One thing about a row that is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Facet {
    Relevance,
    /// What it is worth, or how many instances it has.
    Value,
    /// A calculation that is made when its trigger changes, and stands until then.
    Triggered,
    /// Whether the answer is among the choices that are offered, and which are.
    Choices,
    Constraint,
    Required,
    Readonly,
    /// A label, hint or message with an answer in it: nothing is computed, but
    /// the row must be drawn again.
    Words,
}

/// A facet of a row, to be recomputed at its rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Task {
    pub(crate) rank: u32,
    pub(crate) node: NodeId,
    pub(crate) facet: Facet,
}

/// What must be looked at again when a value changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reader {
    pub(crate) task: Task,
    /// It looks across instances, with `indexed-repeat()`; any other sees no sibling of its own.
    pub(crate) across: bool,
}

/// The compiled graph.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    /// By row: what must be looked at again when its value changes.
    readers: Vec<Vec<Reader>>,
    /// By vertex: its place in the order.
    ranks: Vec<u32>,
    /// What must be looked at again when another language is shown.
    in_words: Vec<(NodeId, Facet)>,
}

impl Graph {
    pub(crate) fn readers(&self, node: NodeId) -> &[Reader] {
        self.readers.get(node.index()).map_or(&[], Vec::as_slice)
    }

    /// The facets whose expressions read the words of choices.
    pub(crate) fn in_words(&self) -> &[(NodeId, Facet)] {
        &self.in_words
    }

    pub(crate) fn task(&self, node: NodeId, facet: Facet) -> Task {
        let rank = match facet {
            Facet::Relevance => self.ranks.get(relevance(node)),
            Facet::Value | Facet::Triggered => self.ranks.get(value(node)),
            Facet::Choices | Facet::Constraint | Facet::Required | Facet::Readonly | Facet::Words => None,
        };
        Task { rank: rank.copied().unwrap_or(u32::MAX), node, facet }
    }

    /// Compiles the graph.
    ///
    /// # Errors
    /// The facets that wait for themselves.
    pub(crate) fn compile(nodes: &[Node], expressions: &[Linked]) -> Result<Self, Vec<(NodeId, Facet)>> {
        let mut waits = Waits { after: vec![Vec::new(); nodes.len() * 2] };
        let mut readers: Vec<Vec<(NodeId, Facet, bool)>> = vec![Vec::new(); nodes.len()];
        let mut in_words = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let id = NodeId(u32::try_from(index).unwrap_or(u32::MAX));
            waits.add(relevance(id), value(id));
            if let Some(parent) = node.parent {
                waits.add(relevance(parent), relevance(id));
                if nodes.get(parent.index()).is_some_and(|parent| parent.kind == Kind::Repeat) {
                    // There is nothing inside before it is known how many there are.
                    waits.add(value(parent), relevance(id));
                }
            }
            for (facet, expression) in computed(node) {
                let Some(linked) = expressions.get(expression.0) else { continue };
                // A trigger is set off by what it names, and by no language.
                if linked.expression.reads_language && facet != Facet::Triggered {
                    in_words.push((id, facet));
                }
                let sources = match facet {
                    Facet::Triggered => node.triggers.clone(),
                    _ => sources(id, node, facet, linked),
                };
                for source in sources {
                    match facet {
                        Facet::Relevance => waits.add(value(source), relevance(id)),
                        Facet::Value | Facet::Triggered => waits.add(value(source), value(id)),
                        _ => {}
                    }
                    if let Some(readers) = readers.get_mut(source.index()) {
                        readers.push((id, facet, linked.looks_across(source)));
                    }
                }
            }
            for source in named_in_words(node) {
                if let Some(readers) = readers.get_mut(source.index()) {
                    readers.push((id, Facet::Words, false));
                }
            }
        }
        let ranks = waits.order().map_err(|ring| ring.into_iter().map(facet_of).collect::<Vec<_>>())?;
        let mut graph = Self { readers: Vec::new(), ranks, in_words };
        graph.readers = readers
            .into_iter()
            .map(|list| {
                let reader = |(node, facet, across)| Reader { task: graph.task(node, facet), across };
                let mut readers: Vec<Reader> = list.into_iter().map(reader).collect();
                readers.sort_unstable();
                readers.dedup();
                readers
            })
            .collect();
        Ok(graph)
    }
}

/// The rows that one expression of a row reads.
fn sources(id: NodeId, node: &Node, facet: Facet, linked: &Linked) -> Vec<NodeId> {
    let mut sources = linked.references.clone();
    // An answer is held against its own constraint and choices whenever it changes.
    if linked.expression.reads_itself && !matches!(facet, Facet::Constraint | Facet::Choices) {
        sources.push(id);
    }
    if linked.expression.reads_position {
        sources.extend(node.repeats.last());
    }
    sources
}

/// The expressions of a row that are followed, with what each computes.
pub(crate) fn computed(node: &Node) -> impl Iterator<Item = (Facet, ExpressionId)> {
    let flag = |flag| match flag {
        Flag::When(expression) => Some(expression),
        Flag::Never | Flag::Always => None,
    };
    let calculated = if node.triggers.is_empty() { Facet::Value } else { Facet::Triggered };
    [
        (Facet::Relevance, node.relevant),
        (calculated, node.calculation),
        (Facet::Choices, node.choice_filter),
        (Facet::Constraint, node.constraint),
        (Facet::Required, flag(node.required)),
        (Facet::Readonly, flag(node.readonly)),
    ]
    .into_iter()
    .filter_map(|(facet, expression)| Some((facet, expression?)))
}

fn named_in_words(node: &Node) -> impl Iterator<Item = NodeId> {
    let all = [&node.label, &node.hint, &node.guidance, &node.constraint_message, &node.required_message];
    all.into_iter().flat_map(Words::answers)
}

fn relevance(node: NodeId) -> usize {
    node.index() * 2
}

fn value(node: NodeId) -> usize {
    node.index() * 2 + 1
}

fn facet_of(vertex: usize) -> (NodeId, Facet) {
    let node = NodeId(u32::try_from(vertex / 2).unwrap_or(u32::MAX));
    (node, if vertex.is_multiple_of(2) { Facet::Relevance } else { Facet::Value })
}

/// Edges by vertex: what waits for it.
struct Waits {
    after: Vec<Vec<usize>>,
}

impl Waits {
    fn add(&mut self, first: usize, then: usize) {
        if let Some(list) = self.after.get_mut(first) {
            list.push(then);
        }
    }

    /// Kahn's order without recursion: the rank of each vertex, or the vertices on rings.
    fn order(&self) -> Result<Vec<u32>, Vec<usize>> {
        let everyone = vec![true; self.after.len()];
        let sorted = peel(&self.after, &everyone);
        if sorted.len() == self.after.len() {
            let mut ranks = vec![0; sorted.len()];
            for (rank, vertex) in sorted.into_iter().enumerate() {
                if let Some(slot) = ranks.get_mut(vertex) {
                    *slot = u32::try_from(rank).unwrap_or(u32::MAX);
                }
            }
            return Ok(ranks);
        }
        // What is left lies on a ring or behind one; peeled from the other
        // side, only rings (and what joins two of them) remain.
        let mut left = everyone;
        for vertex in sorted {
            if let Some(slot) = left.get_mut(vertex) {
                *slot = false;
            }
        }
        for vertex in peel(&reversed(&self.after), &left) {
            if let Some(slot) = left.get_mut(vertex) {
                *slot = false;
            }
        }
        Err(left.iter().enumerate().filter(|(_, ring)| **ring).map(|(vertex, _)| vertex).collect())
    }
}

/// Takes away, among the vertices that take part, those that wait for nobody,
/// until none is left to take.
fn peel(after: &[Vec<usize>], takes_part: &[bool]) -> Vec<usize> {
    let in_play = |vertex: usize| takes_part.get(vertex).copied().unwrap_or(false);
    let mut waiting = vec![0_usize; after.len()];
    for (vertex, list) in after.iter().enumerate() {
        for then in list.iter().filter(|_| in_play(vertex)) {
            if let Some(count) = waiting.get_mut(*then) {
                *count += 1;
            }
        }
    }
    let mut free: Vec<usize> =
        (0..after.len()).filter(|vertex| in_play(*vertex) && waiting.get(*vertex) == Some(&0)).collect();
    let mut done = 0;
    while let Some(vertex) = free.get(done).copied() {
        done += 1;
        for then in after.get(vertex).into_iter().flatten().filter(|then| in_play(**then)) {
            if let Some(count) = waiting.get_mut(*then) {
                *count -= 1;
                if *count == 0 {
                    free.push(*then);
                }
            }
        }
    }
    free
}

fn reversed(after: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut reversed = vec![Vec::new(); after.len()];
    for (vertex, list) in after.iter().enumerate() {
        for then in list {
            if let Some(list) = reversed.get_mut(*then) {
                list.push(vertex);
            }
        }
    }
    reversed
}

/// The column that a facet's expression stands in.
pub(crate) fn column(facet: Facet) -> &'static str {
    match facet {
        Facet::Relevance => "relevant",
        Facet::Value | Facet::Triggered => "calculation",
        Facet::Choices => "choice_filter",
        Facet::Constraint => "constraint",
        Facet::Required => "required",
        Facet::Readonly => "readonly",
        Facet::Words => "label",
    }
}
