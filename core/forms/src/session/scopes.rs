//! Where answers live: one scope for the form, one for each instance of a
//! repeat. A scope has a cell for each of its residents and hangs below the
//! scope that its repeat stands in.

use crate::form::{Form, NodeId};
use crate::path::InstanceId;
use crate::value::Value;

/// A scope of one session; never given twice, so that it always means the
/// same, removed or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ScopeId(usize);

impl ScopeId {
    pub(super) const ROOT: Self = Self(0);
}

/// What is known of one row in one scope.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// What was answered or calculated, relevant or not.
    pub(super) stored: Option<Value>,
    /// What everyone else sees: `stored` while relevant.
    pub(super) published: Option<Value>,
    /// Relevance changed: readers are told even if the value did not.
    pub(super) republish: bool,
    pub(super) relevant: bool,
    pub(super) invalid: bool,
    /// What was chosen is offered no more.
    pub(super) withdrawn: bool,
    pub(super) required: bool,
    pub(super) readonly: bool,
}

#[derive(Debug)]
pub(super) struct Scope {
    pub(super) parent: Option<ScopeId>,
    /// The repeat that this is an instance of; the root for the form itself.
    pub(super) repeat: NodeId,
    pub(super) instance: InstanceId,
    cells: Vec<Cell>,
    /// The instances of each repeat that stands in this scope.
    children: Vec<Instances>,
    alive: bool,
}

/// The instances of one repeat in one place, in order.
#[derive(Debug)]
struct Instances {
    repeat: NodeId,
    all: Vec<ScopeId>,
    /// How many are there for everybody else: `repeat_count` may have come down.
    shown: usize,
}

#[derive(Debug)]
pub(super) struct Scopes {
    all: Vec<Scope>,
    pub(super) next_instance: u32,
}

impl Scopes {
    pub(super) fn new(cells: usize) -> Self {
        let root = Scope {
            parent: None,
            repeat: NodeId::ROOT,
            instance: InstanceId(0),
            cells: vec![Cell::default(); cells],
            children: Vec::new(),
            alive: true,
        };
        Self { all: vec![root], next_instance: 1 }
    }

    #[expect(clippy::indexing_slicing, reason = "scope ids are made here and scopes are never dropped")]
    pub(super) fn get(&self, id: ScopeId) -> &Scope {
        &self.all[id.0]
    }

    #[expect(clippy::indexing_slicing, reason = "scope ids are made here and scopes are never dropped")]
    fn get_mut(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.all[id.0]
    }

    #[expect(clippy::indexing_slicing, reason = "a scope has a cell for each slot of its repeat")]
    pub(super) fn cell(&self, scope: ScopeId, slot: usize) -> &Cell {
        &self.get(scope).cells[slot]
    }

    #[expect(clippy::indexing_slicing, reason = "a scope has a cell for each slot of its repeat")]
    pub(super) fn cell_mut(&mut self, scope: ScopeId, slot: usize) -> &mut Cell {
        &mut self.get_mut(scope).cells[slot]
    }

    pub(super) fn alive(&self) -> Vec<ScopeId> {
        (0..self.all.len()).map(ScopeId).filter(|id| self.get(*id).alive).collect()
    }

    /// How many scopes were ever made, removed ones too.
    pub(super) fn made(&self) -> usize {
        self.all.len()
    }

    pub(super) fn residents<'form>(&self, form: &'form Form, scope: ScopeId) -> &'form [NodeId] {
        &form.node(self.get(scope).repeat).residents
    }

    /// The instances of a repeat in this scope, in order.
    pub(super) fn instances(&self, scope: ScopeId, repeat: NodeId) -> &[ScopeId] {
        self.of(scope, repeat).and_then(|instances| instances.all.get(..instances.shown)).unwrap_or_default()
    }

    /// As [`Self::instances`], with those out of sight.
    pub(super) fn everyone(&self, scope: ScopeId, repeat: NodeId) -> &[ScopeId] {
        self.of(scope, repeat).map_or(&[], |instances| instances.all.as_slice())
    }

    /// Shows the first so many instances and no more.
    pub(super) fn show(&mut self, scope: ScopeId, repeat: NodeId, count: usize) {
        let children = &mut self.get_mut(scope).children;
        if let Some(instances) = children.iter_mut().find(|known| known.repeat == repeat) {
            instances.shown = count.min(instances.all.len());
        }
    }

    pub(super) fn instance(&self, scope: ScopeId, repeat: NodeId, id: InstanceId) -> Option<ScopeId> {
        self.everyone(scope, repeat).iter().copied().find(|child| self.get(*child).instance == id)
    }

    /// Whether an instance is among those that are shown; the form itself is.
    pub(super) fn is_shown(&self, scope: ScopeId) -> bool {
        let here = self.get(scope);
        here.parent.and_then(|parent| self.of(parent, here.repeat)).is_none_or(|siblings| {
            siblings.shown == siblings.all.len()
                || siblings.all.iter().take(siblings.shown).any(|s| *s == scope)
        })
    }

    pub(super) fn is_alive(&self, scope: ScopeId) -> bool {
        self.get(scope).alive
    }

    fn of(&self, scope: ScopeId, repeat: NodeId) -> Option<&Instances> {
        self.get(scope).children.iter().find(|known| known.repeat == repeat)
    }

    /// Adds an instance at the end.
    pub(super) fn add(
        &mut self,
        form: &Form,
        parent: ScopeId,
        repeat: NodeId,
        instance: InstanceId,
    ) -> ScopeId {
        let id = ScopeId(self.all.len());
        self.all.push(Scope {
            parent: Some(parent),
            repeat,
            instance,
            cells: vec![Cell::default(); form.node(repeat).residents.len()],
            children: Vec::new(),
            alive: true,
        });
        let children = &mut self.get_mut(parent).children;
        match children.iter_mut().find(|known| known.repeat == repeat) {
            Some(instances) => {
                instances.all.push(id);
                instances.shown += usize::from(instances.shown + 1 == instances.all.len());
            }
            None => children.push(Instances { repeat, all: vec![id], shown: 1 }),
        }
        id
    }

    /// Takes an instance out, with the instances inside it.
    pub(super) fn remove(&mut self, id: ScopeId) {
        let (parent, repeat) = (self.get(id).parent, self.get(id).repeat);
        if let Some(parent) = parent {
            let children = &mut self.get_mut(parent).children;
            if let Some(instances) = children.iter_mut().find(|known| known.repeat == repeat) {
                let seen = instances.all.iter().take(instances.shown).filter(|child| **child != id).count();
                instances.all.retain(|child| *child != id);
                instances.shown = seen;
            }
        }
        let mut gone = vec![id];
        while let Some(id) = gone.pop() {
            let scope = self.get_mut(id);
            scope.alive = false;
            scope.cells = Vec::new();
            gone.extend(std::mem::take(&mut scope.children).into_iter().flat_map(|instances| instances.all));
        }
    }

    /// The scope `levels` above.
    pub(super) fn above(&self, mut scope: ScopeId, levels: usize) -> ScopeId {
        for _ in 0..levels {
            scope = self.get(scope).parent.unwrap_or(scope);
        }
        scope
    }

    /// Every scope that one reaches by going down through these repeats.
    pub(super) fn below(&self, scope: ScopeId, repeats: &[NodeId]) -> Vec<ScopeId> {
        let mut reached = vec![scope];
        for repeat in repeats {
            reached = reached
                .into_iter()
                .flat_map(|scope| self.instances(scope, *repeat).iter().copied())
                .collect();
        }
        reached
    }

    /// 1-based place among its siblings; 1 for the form itself.
    pub(super) fn position(&self, scope: ScopeId) -> usize {
        let here = self.get(scope);
        here.parent
            .and_then(|parent| self.instances(parent, here.repeat).iter().position(|child| *child == scope))
            .map_or(1, |index| index + 1)
    }
}
