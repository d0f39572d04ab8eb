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
//! - **Time.** There is no clock here: `today()` and `now()` are what the caller
//!   gave, and stay the same when the draft is resumed on another day.
//! - **Choices that went.** What was chosen and is not offered any more, because another
//!   answer changed, stands and is reported; a person decides.
//! - **Counted repeats.** Where `repeat_count` comes down, the instances beyond it are kept,
//!   out of sight, as hidden answers are.
//!
//! Every method leaves the session usable; a refused call has changed nothing.

mod answer;
mod answers;
mod known;
mod missing;
mod reader;
mod repeats;
mod scopes;
mod shared;
mod snapshot;
mod view;
mod wave;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::expression::Moment;
use crate::form::{Form, Initial, Kind, LanguageIndex, Meta, NodeId};
use crate::path::FieldPath;
use crate::value::Value;
use scopes::Scopes;
use wave::{Given, Wave};

pub use answer::AnswerError;
pub(crate) use answer::admit;
pub use answers::{Answers, ReopenError};
pub use missing::{Issue, IssueCode, Missing};
pub use repeats::MOST_INSTANCES;
pub use snapshot::{ResumeError, Snapshot};
pub use view::{ChoiceView, GroupView, InstanceView, Item, MediaView, Question, RepeatView};

/// What a session knows of the world around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionContext {
    /// The day of the visit: what `today()` is.
    pub today: NaiveDate,
    /// When the form was opened, with the offset of the place: `start`, and what `now()` is.
    pub began: DateTime<FixedOffset>,
    /// Who fills it in: `username`.
    pub username: String,
    /// On which phone: `deviceid`.
    pub device: String,
    /// The language of labels and messages, by code (`zh-CN`) or name; the
    /// form's default if it has no such language.
    pub language: String,
    /// First values by question name, for questions outside repeats: known
    /// facts and answers of an earlier visit. A name the form does not have is
    /// passed over, since the facts are the same for every form.
    pub presets: BTreeMap<String, Value>,
}

impl SessionContext {
    /// A session of a day without anybody in it: for tools that look at answers with a form's rules.
    pub fn on(today: NaiveDate, language: &str) -> Self {
        Self {
            today,
            began: today.and_time(NaiveTime::MIN).and_utc().fixed_offset(),
            username: String::new(),
            device: String::new(),
            language: language.to_owned(),
            presets: BTreeMap::new(),
        }
    }

    fn moment(&self) -> Moment {
        Moment { today: self.today, now: self.began }
    }
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
    moment: Moment,
    language: LanguageIndex,
    scopes: Scopes,
    refused_presets: Vec<String>,
}

impl FormSession {
    /// Begins an empty filling with the form's defaults and the context's presets.
    pub fn new(form: Arc<Form>, context: SessionContext) -> Self {
        let mut session = Self::bare(form, context.moment(), &context.language);
        session.know(&context.username, &context.device);
        let mut wave = Wave::new(Given::Nothing);
        wave.begin(&mut session, scopes::ScopeId::ROOT);
        for (name, value) in context.presets {
            if !session.preset(&name, value) {
                session.refused_presets.push(name);
            }
        }
        wave.run(&mut session);
        session
    }

    /// The form that is being filled.
    pub fn form(&self) -> &Arc<Form> {
        &self.form
    }

    /// The day of the visit.
    pub fn today(&self) -> NaiveDate {
        self.moment.today
    }

    /// Shows everything in another language from now on, by code or name; the
    /// form's default if it has no such language.
    pub fn set_language(&mut self, language: &str) {
        let language = self.form.language(language);
        if language == self.language {
            return;
        }
        self.language = language;
        let mut wave = Wave::new(Given::Nothing);
        for (node, facet) in self.form.graph.in_words() {
            wave.everywhere(self, *node, *facet);
        }
        wave.run(self);
    }

    /// The form is being finished: fills in its `end`.
    pub fn end(&mut self, at: DateTime<FixedOffset>) -> Changes {
        let form = Arc::clone(&self.form);
        let mut wave = Wave::new(Given::Nothing);
        for id in &form.node(NodeId::ROOT).residents {
            let node = form.node(*id);
            if node.kind == Kind::Meta(Meta::End) {
                self.scopes.cell_mut(scopes::ScopeId::ROOT, node.slot).stored = Some(Value::DateTime(at));
                wave.stored(self, *id, scopes::ScopeId::ROOT);
            }
        }
        wave.run(self)
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

    fn bare(form: Arc<Form>, moment: Moment, language: &str) -> Self {
        let language = form.language(language);
        let scopes = Scopes::new(form.node(NodeId::ROOT).residents.len());
        Self { form, moment, language, scopes, refused_presets: Vec::new() }
    }

    /// Computes everything once, but for what is given.
    fn settle(&mut self, given: Given) {
        let mut wave = Wave::new(given);
        for scope in self.scopes.alive() {
            wave.enter(self, scope);
        }
        wave.run(self);
    }

    fn fill_defaults(&mut self, scope: scopes::ScopeId) {
        let form = Arc::clone(&self.form);
        for id in self.scopes.residents(&form, scope) {
            let node = form.node(*id);
            if let Initial::Value(value) = &node.initial {
                self.scopes.cell_mut(scope, node.slot).stored = Some(value.clone());
            }
        }
    }

    /// What the session knows of itself, for the rows that ask.
    fn know(&mut self, username: &str, device: &str) {
        let form = Arc::clone(&self.form);
        let text = |text: &str| Some(Value::Text(text.to_owned())).filter(|value| !value.is_blank());
        for id in &form.node(NodeId::ROOT).residents {
            let node = form.node(*id);
            let Kind::Meta(meta) = node.kind else { continue };
            self.scopes.cell_mut(scopes::ScopeId::ROOT, node.slot).stored = match meta {
                Meta::Today => Some(Value::Date(self.moment.today)),
                Meta::Start => Some(Value::DateTime(self.moment.now)),
                Meta::Username => text(username),
                Meta::DeviceId => text(device),
                Meta::End => None,
            };
        }
    }

    /// True if the preset was taken or is no business of this form.
    fn preset(&mut self, name: &str, value: Value) -> bool {
        let form = Arc::clone(&self.form);
        let residents = &form.node(NodeId::ROOT).residents;
        let Some(id) = residents.iter().find(|id| form.node(**id).name == name) else { return true };
        let node = form.node(*id);
        if !node.kind.takes_answer() {
            return false;
        }
        match admit(node.kind, form.list(node), value) {
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
