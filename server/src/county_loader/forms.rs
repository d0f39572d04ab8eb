//! Forms: checked, then published to everyone.

use super::LoadError;
use crate::{app::App, audience::Audience, feed};
use doorstep_forms::{Form, Format};
use doorstep_protocol::changes::{DocumentKind, FormDocument};
use std::{fs, path::Path};

/// Publishes every form of a folder; a README is none.
pub(super) async fn publish(app: &App, folder: &Path) -> Result<usize, LoadError> {
    let unreadable = |_| LoadError::Unreadable { file: folder.display().to_string() };
    let mut files: Vec<_> = fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(unreadable)?;
    files.retain(|path| path.extension().is_some_and(|kind| kind == "md") && !path.ends_with("README.md"));
    files.sort();
    let forms = files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let count = forms.len();
    app.write(move |tx| {
        forms.iter().try_for_each(|form| {
            let key = format!("{}/{}", form.id, form.version);
            feed::put(tx, DocumentKind::Form, &key, Audience::County, form).map_err(LoadError::from)
        })
    })
    .await?;
    Ok(count)
}

fn read(path: &Path) -> Result<FormDocument, LoadError> {
    let file = || path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).map_err(|_| LoadError::Unreadable { file: file() })?;
    let form = Form::import(&text, Format::of(&text))
        .map_err(|problems| LoadError::Form { file: file(), problems: problems.list().len() })?;
    Ok(FormDocument { id: form.id().0.clone(), version: form.version().0.clone(), text })
}
