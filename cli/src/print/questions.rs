//! The forms that were given beside a case.

use crate::{
    CliError,
    forms::{self, Outcome},
};
use doorstep_domain::visit::FormRef;
use doorstep_forms::Form;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Forms by id and version.
pub(super) struct Questions(BTreeMap<FormRef, Arc<Form>>);

impl Questions {
    /// Files must be forms; of a folder, those that are.
    pub(super) fn read(files: &[PathBuf], folder: Option<&Path>) -> Result<Self, CliError> {
        let below = folder.map(forms::forms_in).transpose()?.unwrap_or_default();
        let mut questions = BTreeMap::new();
        for file in files.iter().chain(&below) {
            match forms::examine(file)? {
                Outcome::Imported(form) => {
                    let named = FormRef { id: form.id().0.clone(), version: form.version().0.clone() };
                    questions.entry(named).or_insert(Arc::from(form));
                }
                Outcome::Refused(_) | Outcome::Neither => {
                    println!("{} is no form that can be read: doorstep forms check says why", file.display());
                }
            }
        }
        Ok(Self(questions))
    }

    pub(super) fn form(&self, wanted: &FormRef) -> Option<&Arc<Form>> {
        self.0.get(wanted)
    }

    /// Which other versions of a form were given.
    pub(super) fn instead(&self, id: &str) -> String {
        let given = self.0.keys().filter(|form| form.id == id);
        let given: Vec<&str> = given.map(|form| form.version.as_str()).collect();
        if given.is_empty() { String::new() } else { format!("; given was version {}", given.join(", ")) }
    }
}
