//! Forms: checked, then published to everyone. All of a folder, or none.

use super::LoadError;
use crate::{app::App, audience::Audience, db::DbError, feed};
use doorstep_excel::{is_table, may_be_form, text_of};
use doorstep_forms::{Form, Format};
use doorstep_protocol::changes::{DocumentKind, FormDocument};
use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
};

/// A file that is no form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedForm {
    /// Its name.
    pub file: String,
    /// Every reason, each with sheet, row and column where it has them.
    pub reasons: Vec<String>,
}

/// As `doorstep forms check` says it.
impl fmt::Display for RefusedForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: refused\n  {}", self.file, self.reasons.join("\n  "))
    }
}

/// Forms by `id/version`.
pub(super) type Checked = BTreeMap<String, FormDocument>;

/// Publishes forms, as text.
pub(super) async fn publish(app: &App, forms: Checked) -> Result<usize, LoadError> {
    let count = forms.len();
    app.write(move |tx| {
        let mut refused = Vec::new();
        for (key, form) in &forms {
            let body = serde_json::to_string(form).map_err(|_| DbError::Json)?;
            match feed::held(tx, DocumentKind::Form, key, Audience::County)? {
                // Drafts and records stand on what it was.
                Some(held) if held != body => {
                    let reasons = vec![format!("{key} is published with other words: give it a new version")];
                    refused.push(RefusedForm { file: form.id.clone(), reasons });
                }
                _ => feed::put(tx, DocumentKind::Form, key, Audience::County, form)?,
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(LoadError::Forms { refused }) }
    })
    .await?;
    Ok(count)
}

/// Every form of a folder, or what is to be mended in each file. A README and a CSV without a sheet `survey` are none.
pub(super) fn checked(folder: &Path) -> Result<Checked, LoadError> {
    let mut forms = BTreeMap::new();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut refused = Vec::new();
    for path in files_of(folder)? {
        let file = name(&path);
        let bytes = fs::read(&path).map_err(|_| LoadError::Unreadable { file: file.clone() })?;
        if is_table(&path, &bytes) {
            continue;
        }
        let read = read(&path, bytes).and_then(|form| {
            let key = format!("{}/{}", form.id, form.version);
            match files.insert(key.clone(), file.clone()) {
                // The same form as text and in Excel: which of them is meant is not ours to say.
                Some(other) => Err(vec![format!("{} version {} is in {other}, too", form.id, form.version)]),
                None => Ok((key, form)),
            }
        });
        match read {
            Ok((key, form)) => {
                forms.insert(key, form);
            }
            Err(reasons) => refused.push(RefusedForm { file, reasons }),
        }
    }
    if refused.is_empty() { Ok(forms) } else { Err(LoadError::Forms { refused }) }
}

/// What may be forms, in the order of their names.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let entries = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()
    });
    let mut files = entries.map_err(|_| LoadError::Unreadable { file: folder.display().to_string() })?;
    files.retain(|path| may_be_form(path));
    files.sort();
    Ok(files)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn read(path: &Path, bytes: Vec<u8>) -> Result<FormDocument, Vec<String>> {
    let text = text_of(path, bytes).map_err(|error| vec![error.to_string()])?;
    let form = Form::import(&text, Format::of(&text))
        .map_err(|problems| problems.list().iter().map(ToString::to_string).collect::<Vec<_>>())?;
    Ok(FormDocument { id: form.id().0.clone(), version: form.version().0.clone(), text })
}
