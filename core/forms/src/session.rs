//! One filling of a form: answers in, visible questions out.
//!
//! A session holds what was answered and what follows from it: relevance,
//! calculated values, whether constraints hold. An answer recomputes only
//! what depends on it, in the order that the form fixed, each thing once.
//!
//! - **Hidden answers.** An answer that is not relevant stays in the draft and
//!   is there again when it becomes relevant. Until then expressions see it as
//!   empty and the finished answers leave it out.
//! - **Wrong answers.** An answer of the wrong type is refused. One that breaks
//!   a constraint is kept, because nothing written is lost; it is reported
//!   beside its question and keeps the form from being finished.
//! - **Time.** There is no clock here: `today()` is the day that the caller
//!   gave, and stays the same when the draft is resumed on another day.
//!
//! Every method leaves the session usable; a refused call has changed nothing.

mod answer;
mod answers;
mod missing;
mod repeats;
mod scopes;
mod snapshot;
mod view;
mod wave;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::form::{Form, Kind, LanguageIndex, NodeId};
use crate::path::FieldPath;
use crate::value::Value;
use scopes::Scopes;
use wave::Wave;

pub use answer::AnswerError;
pub use answers::{Answers, ReopenError};
pub use missing::{Issue, IssueCode, Missing};
pub use repeats::MOST_INSTANCES;
pub use snapshot::{ResumeError, Snapshot};
pub use view::{ChoiceView, GroupView, InstanceView, Item, Question, RepeatView};

/// What a session knows of the world around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionContext {
    /// The day of the visit: what `today()` is.
    pub today: NaiveDate,
    /// The language of labels and messages, by code (`zh-CN`) or name; the
    /// form's default if it has no such language.
    pub language: String,
    /// First values by question name, for questions outside repeats: known
    /// facts and answers of an earlier visit. A name the form does not have is
    /// passed over, since the facts are the same for every form.
    pub presets: BTreeMap<String, Value>,
}

/// What one call changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// What is to be drawn again, sorted: questions whose value, words,
    /// relevance or issues changed, and groups that appeared or went.
    pub changed: Vec<FieldPath>,
    /// How many expressions were evaluated for it.
    pub evaluated: usize,
}

/// One filling of a form.
#[derive(Debug)]
pub struct FormSession {
    form: Arc<Form>,
    today: NaiveDate,
    language: LanguageIndex,
    scopes: Scopes,
    refused_presets: Vec<String>,
}

impl FormSession {
    /// Begins an empty filling with the form's defaults and the context's presets.
    pub fn new(form: Arc<Form>, context: SessionContext) -> Self {
        let mut session = Self::bare(form, context.today, &context.language);
        session.fill_defaults(scopes::ScopeId::ROOT);
        for (name, value) in context.presets {
            if !session.preset(&name, value) {
                session.refused_presets.push(name);
            }
        }
        session.settle(false);
        session
    }

    /// The form that is being filled.
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// The day of the visit.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Shows everything in another language from now on, by code or name; the
    /// form's default if it has no such language.
    pub fn set_language(&mut self, language: &str) {
        self.language = self.form.language(language);
    }

    /// Names of presets whose value the question of that name cannot have; the
    /// question was left empty.
    pub fn refused_presets(&self) -> &[String] {
        &self.refused_presets
    }

    /// The value of a question or calculation, if it is relevant and has one.
    pub fn value(&self, path: &FieldPath) -> Option<&Value> {
        let (scope, node) = self.find(path)?;
        self.scopes.cell(scope, self.form.node(node).slot).published.as_ref()
    }

    fn bare(form: Arc<Form>, today: NaiveDate, language: &str) -> Self {
        let language = form.language(language);
        let scopes = Scopes::new(form.node(NodeId::ROOT).residents.len());
        Self { form, today, language, scopes, refused_presets: Vec::new() }
    }

    /// Computes everything once. `trusted` keeps calculated values that a
    /// snapshot brought.
    fn settle(&mut self, trusted: bool) {
        let mut wave = Wave::new(trusted);
        for scope in self.scopes.alive() {
            wave.enter(self, scope);
        }
        wave.run(self);
    }

    fn fill_defaults(&mut self, scope: scopes::ScopeId) {
        let form = Arc::clone(&self.form);
        for id in self.scopes.residents(&form, scope) {
            let node = form.node(*id);
            self.scopes.cell_mut(scope, node.slot).stored.clone_from(&node.default);
        }
    }

    /// True if the preset was taken or is no business of this form.
    fn preset(&mut self, name: &str, value: Value) -> bool {
        let form = Arc::clone(&self.form);
        let residents = &form.node(NodeId::ROOT).residents;
        let Some(id) = residents.iter().find(|id| form.node(**id).name == name) else { return true };
        let node = form.node(*id);
        if matches!(node.kind, Kind::Group | Kind::Repeat | Kind::Note | Kind::Calculate) {
            return false;
        }
        match answer::admit(&form, node, value) {
            Ok(admitted) => {
                self.scopes.cell_mut(scopes::ScopeId::ROOT, node.slot).stored = admitted;
                true
            }
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests;
