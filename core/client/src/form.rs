//! Forms as the county published them, compiled once.

use crate::{error::ClientError, open::Client};
use doorstep_domain::{purpose::Purpose, visit::FormRef};
use doorstep_forms::{Form, Format};
use doorstep_protocol::changes::FormDocument;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Compiled forms by version. A form never changes under its version, so nothing here grows stale.
#[derive(Default)]
pub(crate) struct Forms {
    compiled: Mutex<HashMap<FormRef, Arc<Form>>>,
}

impl Client {
    /// The newest published form for a purpose.
    pub(crate) fn newest_form(&self, purpose: Purpose) -> Result<(FormRef, Arc<Form>), ClientError> {
        let document = self.store().newest_form(purpose.as_str())?;
        self.compiled(document.ok_or_else(|| ClientError::invalid("form", "no_form"))?)
    }

    /// The form of a draft begun earlier: its own version, not the newest.
    pub(crate) fn form_of(&self, form: &FormRef) -> Result<Arc<Form>, ClientError> {
        if let Some(compiled) = self.lock_forms().get(form) {
            return Ok(Arc::clone(compiled));
        }
        let document = self.store().form(&form.id, &form.version)?;
        Ok(self.compiled(document.ok_or_else(|| ClientError::invalid("form", "no_form"))?)?.1)
    }

    fn compiled(&self, document: FormDocument) -> Result<(FormRef, Arc<Form>), ClientError> {
        let about = FormRef { id: document.id, version: document.version };
        if let Some(compiled) = self.lock_forms().get(&about) {
            return Ok((about, Arc::clone(compiled)));
        }
        // The county checked it before publishing: what does not compile here needs a newer app.
        let form = Form::import(&document.text, Format::of(&document.text))
            .map_err(|_| ClientError::invalid("form", "form_needs_newer_app"))?;
        let form = Arc::new(form);
        self.lock_forms().insert(about.clone(), Arc::clone(&form));
        Ok((about, form))
    }

    fn lock_forms(&self) -> std::sync::MutexGuard<'_, HashMap<FormRef, Arc<Form>>> {
        self.inner.forms.compiled.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
