//! A draft on its way to the disk and back.
//!
//! A snapshot holds every answer, hidden ones and calculated values too, so
//! that a resumed session equals the one that was left. It names its form and
//! version: a draft is resumed with exactly that form, however many newer
//! versions have come since.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::FormSession;
use super::answer::admit;
use super::repeats::{MOST_EVER, MOST_INSTANCES};
use super::scopes::ScopeId;
use super::wave::Given;
use crate::expression::Moment;
use crate::form::{Form, FormId, FormVersion, Kind, NodeId};
use crate::path::{FieldPath, InstanceId};
use crate::value::Value;

/// The layout below; a change of meaning gets a new number.
const LAYOUT: u32 = 1;

/// A draft as plain data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The layout of this record, now 1.
    pub layout: u32,
    /// The form that is being filled.
    pub form: FormId,
    /// Its version.
    pub version: FormVersion,
    /// The day of the visit.
    pub today: NaiveDate,
    /// When the form was opened; a draft of an older build does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<DateTime<FixedOffset>>,
    /// The code of the language shown.
    pub language: String,
    /// The instances of each repeat in order, outer repeats before inner ones.
    pub repeats: Vec<(FieldPath, Vec<InstanceId>)>,
    /// Every stored value by its path, whether relevant or not.
    pub answers: BTreeMap<FieldPath, Value>,
    /// The id that the next instance gets.
    pub next_instance: u32,
}

/// Why a draft could not be resumed. The snapshot is untouched and may be
/// resumed by a build or with a form that knows it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResumeError {
    /// The draft was written by a newer build.
    #[error("the draft has layout {0}, which this build does not know")]
    UnknownLayout(u32),
    /// The draft belongs to another form or version.
    #[error("the draft belongs to form {form} version {version}")]
    OtherForm {
        /// The form that it belongs to.
        form: FormId,
        /// The version that it belongs to.
        version: FormVersion,
    },
    /// The draft has something where the form has nothing like it.
    #[error("the draft does not fit its form at {0}")]
    Misfit(FieldPath),
}

impl FormSession {
    /// The draft as it is now.
    pub fn snapshot(&self) -> Snapshot {
        let mut snapshot = Snapshot {
            layout: LAYOUT,
            form: self.form.id().clone(),
            version: self.form.version().clone(),
            today: self.moment.today,
            began: Some(self.moment.now),
            language: self.form.languages.get(self.language.0).map(|l| l.code.clone()).unwrap_or_default(),
            repeats: Vec::new(),
            answers: BTreeMap::new(),
            next_instance: self.scopes.next_instance,
        };
        for scope in self.scopes.alive() {
            for id in self.scopes.residents(&self.form, scope) {
                let node = self.form.node(*id);
                let instances = self.scopes.everyone(scope, *id);
                if node.kind == Kind::Repeat && !instances.is_empty() {
                    let ids = instances.iter().map(|instance| self.scopes.get(*instance).instance);
                    snapshot.repeats.push((self.path_of(scope, *id), ids.collect()));
                }
                if let Some(value) = &self.scopes.cell(scope, node.slot).stored {
                    snapshot.answers.insert(self.path_of(scope, *id), value.clone());
                }
            }
        }
        snapshot.repeats.sort_by_key(|(path, _)| path.0.len());
        snapshot
    }

    /// Resumes a draft where it was left.
    ///
    /// # Errors
    /// See [`ResumeError`].
    pub fn resume(form: Arc<Form>, snapshot: &Snapshot) -> Result<Self, ResumeError> {
        if snapshot.layout != LAYOUT {
            return Err(ResumeError::UnknownLayout(snapshot.layout));
        }
        if (&snapshot.form, &snapshot.version) != (form.id(), form.version()) {
            let (form, version) = (snapshot.form.clone(), snapshot.version.clone());
            return Err(ResumeError::OtherForm { form, version });
        }
        let midnight = || snapshot.today.and_time(NaiveTime::MIN).and_utc().fixed_offset();
        let moment = Moment { today: snapshot.today, now: snapshot.began.unwrap_or_else(midnight) };
        let mut session = Self::bare(form, moment, &snapshot.language);
        let form = Arc::clone(&session.form);
        for (path, instances) in &snapshot.repeats {
            let misfit = || ResumeError::Misfit(path.clone());
            let (scope, repeat) = session.find(path).ok_or_else(misfit)?;
            for instance in instances {
                if !session.restore_instance(scope, repeat, *instance) || instance.0 >= snapshot.next_instance
                {
                    return Err(misfit());
                }
            }
        }
        for (path, value) in &snapshot.answers {
            let misfit = || ResumeError::Misfit(path.clone());
            let (scope, id) = session.find(path).ok_or_else(misfit)?;
            let node = form.node(id);
            let admitted = admit(node.kind, form.list(node), value.clone()).map_err(|_| misfit())?;
            session.scopes.cell_mut(scope, node.slot).stored = admitted;
        }
        session.scopes.next_instance = snapshot.next_instance;
        session.settle(Given::Calculated);
        Ok(session)
    }

    /// Adds an instance with the id it had; false if it cannot have been one.
    pub(super) fn restore_instance(&mut self, scope: ScopeId, repeat: NodeId, instance: InstanceId) -> bool {
        let form = Arc::clone(&self.form);
        let possible = form.node(repeat).kind == Kind::Repeat
            && instance.0 > 0
            && instance.0 < u32::MAX
            && self.scopes.made() < MOST_EVER
            && self.scopes.everyone(scope, repeat).len() < MOST_INSTANCES
            && self.scopes.instance(scope, repeat, instance).is_none();
        if possible {
            self.scopes.add(&form, scope, repeat, instance);
            self.scopes.next_instance = self.scopes.next_instance.max(instance.0 + 1);
        }
        possible
    }
}
