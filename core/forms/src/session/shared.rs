//! What is the same for everybody at one door: asked in one visit, it need not be asked in the next.

use super::{FormSession, scopes::ScopeId};
use crate::{form::NodeId, value::Value};
use std::collections::BTreeMap;

impl FormSession {
    /// What was answered to the questions that have `shared` in their `appearance`, by name:
    /// presets for another visit at the same door.
    pub fn shared_answers(&self) -> BTreeMap<String, Value> {
        self.form
            .node(NodeId::ROOT)
            .residents
            .iter()
            .map(|id| self.form.node(*id))
            .filter(|node| node.is_shared())
            .filter_map(|node| {
                let given = self.scopes.cell(ScopeId::ROOT, node.slot).published.clone()?;
                Some((node.name.clone(), given))
            })
            .collect()
    }
}
