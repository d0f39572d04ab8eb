//! Instances of repeats: added at the end, removed by their id.

use std::sync::Arc;

use super::answer::AnswerError;
use super::wave::{Given, Wave};
use super::{Changes, FormSession};
use crate::form::Kind;
use crate::path::{FieldPath, InstanceId};

/// Instances that one repeat may have in one place.
pub const MOST_INSTANCES: usize = 500;
/// Instances that one draft may ever make, removed ones too.
pub(super) const MOST_EVER: usize = 20_000;

impl FormSession {
    /// Adds an instance to the repeat at `path` (`members`) and gives the path
    /// of the new instance (`members[3]`).
    ///
    /// # Errors
    /// [`AnswerError::UnknownPath`], [`AnswerError::NotAQuestion`] if it is no
    /// repeat, [`AnswerError::Counted`], [`AnswerError::TooManyInstances`]; nothing has changed then.
    pub fn add_instance(&mut self, path: &FieldPath) -> Result<(FieldPath, Changes), AnswerError> {
        let (scope, repeat) = self.find(path).ok_or(AnswerError::UnknownPath)?;
        if self.form.node(repeat).kind != Kind::Repeat {
            return Err(AnswerError::NotAQuestion);
        }
        if self.form.node(repeat).calculation.is_some() {
            return Err(AnswerError::Counted);
        }
        let full = self.scopes.instances(scope, repeat).len() >= MOST_INSTANCES;
        if full || self.scopes.made() >= MOST_EVER {
            return Err(AnswerError::TooManyInstances);
        }
        let instance = InstanceId(self.scopes.next_instance);
        self.scopes.next_instance += 1;
        let form = Arc::clone(&self.form);
        let added = self.scopes.add(&form, scope, repeat, instance);
        let mut wave = Wave::new(Given::Nothing);
        wave.begin(self, added);
        wave.instances_changed(self, repeat, scope);
        let changes = wave.run(self);
        let mut path = path.clone();
        if let Some(last) = path.0.last_mut() {
            last.instance = Some(instance);
        }
        Ok((path, changes))
    }

    /// Removes the instance at `path` (`members[2]`) with everything in it.
    ///
    /// # Errors
    /// [`AnswerError::UnknownPath`], [`AnswerError::Counted`]; nothing has changed then.
    pub fn remove_instance(&mut self, path: &FieldPath) -> Result<Changes, AnswerError> {
        let instance = path.instance().ok_or(AnswerError::UnknownPath)?;
        let mut repeat_path = path.clone();
        if let Some(last) = repeat_path.0.last_mut() {
            last.instance = None;
        }
        let (scope, repeat) = self.find(&repeat_path).ok_or(AnswerError::UnknownPath)?;
        if self.form.node(repeat).calculation.is_some() {
            return Err(AnswerError::Counted);
        }
        let gone = self.scopes.instance(scope, repeat, instance).ok_or(AnswerError::UnknownPath)?;
        self.scopes.remove(gone);
        let mut wave = Wave::new(Given::Nothing);
        wave.instances_changed(self, repeat, scope);
        Ok(wave.run(self))
    }
}
