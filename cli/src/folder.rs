//! Files of a folder.

use crate::CliError;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every file below a folder, in the order of their paths.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(CliError::unreadable(&folder))? {
            let path = entry.map_err(CliError::unreadable(&folder))?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}
