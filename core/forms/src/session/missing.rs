//! What keeps a form from being finished.

use serde::Serialize;

use super::FormSession;
use super::scopes::ScopeId;
use super::view::render;
use crate::form::{Node, NodeId};
use crate::path::FieldPath;

/// What is wrong with the answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueCode {
    /// The question must be answered and is not.
    Required,
    /// What was chosen is not offered any more, because of another answer.
    Withdrawn,
    /// The answer breaks the question's constraint.
    Constraint,
}

/// An issue, with the form's own words for it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Issue {
    /// What is wrong.
    pub code: IssueCode,
    /// The form's message in the session's language, if the form has one; the
    /// shell has words of its own for each code.
    pub message: Option<String>,
}

/// A message may carry answers, so only the code is printed.
impl std::fmt::Debug for Issue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Issue({:?})", self.code)
    }
}

/// A question that keeps the form from being finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The question.
    pub path: FieldPath,
    /// What is wrong with it.
    pub code: IssueCode,
}

impl FormSession {
    /// Everything that keeps the form from being finished, in the form's order.
    pub fn missing(&self) -> Vec<Missing> {
        let mut missing = Vec::new();
        self.walk(&mut |scope, id| {
            if let Some(code) = self.issue_code(self.form.node(id), scope) {
                missing.push(Missing { path: self.path_of(scope, id), code });
            }
        });
        missing
    }

    pub(super) fn issue(&self, node: &Node, scope: ScopeId) -> Option<Issue> {
        let code = self.issue_code(node, scope)?;
        let words = match code {
            IssueCode::Required => Some(&node.required_message),
            IssueCode::Withdrawn => None,
            IssueCode::Constraint => Some(&node.constraint_message),
        };
        let words = words.filter(|words| !words.is_empty());
        let message = words.map(|words| render(self, node, scope, words));
        Some(Issue { code, message })
    }

    fn issue_code(&self, node: &Node, scope: ScopeId) -> Option<IssueCode> {
        let cell = self.scopes.cell(scope, node.slot);
        if cell.required && cell.published.is_none() {
            Some(IssueCode::Required)
        } else if cell.withdrawn {
            Some(IssueCode::Withdrawn)
        } else if cell.invalid {
            Some(IssueCode::Constraint)
        } else {
            None
        }
    }

    /// Visits every relevant row in the form's order, instance by instance.
    pub(super) fn walk(&self, visit: &mut dyn FnMut(ScopeId, NodeId)) {
        // Groups are nested at most 32 deep.
        self.walk_below(ScopeId::ROOT, NodeId::ROOT, visit);
    }

    fn walk_below(&self, scope: ScopeId, parent: NodeId, visit: &mut dyn FnMut(ScopeId, NodeId)) {
        for id in &self.form.node(parent).children {
            let node = self.form.node(*id);
            if !self.scopes.cell(scope, node.slot).relevant {
                continue;
            }
            visit(scope, *id);
            match node.kind {
                crate::form::Kind::Repeat => {
                    for instance in self.scopes.instances(scope, *id) {
                        self.walk_below(*instance, *id, visit);
                    }
                }
                _ => self.walk_below(scope, *id, visit),
            }
        }
    }
}
