//! `cargo xtask words`: what the shells say, from one catalogue for all of them.
//!
//! `words/AREA.toml` holds the words of one area, in Chinese and in English, each under a key that begins with the area's name.
//! What comes out is committed beside each shell's sources, so that a shell builds without us; a check holds the two together.

mod android;
mod catalogue;

use crate::{failure::Failure, place};
use catalogue::Catalogue;
use std::{fs, path::PathBuf};

/// Writes what the catalogue says to where the shells read it.
pub(crate) fn write() -> Result<(), Failure> {
    let (wanted, stale) = files()?;
    for path in stale {
        fs::remove_file(&path).map_err(place::at(&path))?;
    }
    for (path, text) in wanted {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(place::at(folder))?;
        }
        fs::write(&path, text).map_err(place::at(&path))?;
    }
    Ok(())
}

/// Fails when a shell would say something else than the catalogue.
pub(crate) fn check() -> Result<(), Failure> {
    let (wanted, stale) = files()?;
    let differs = |(path, text): &(PathBuf, String)| fs::read_to_string(path).is_ok_and(|now| now == *text);
    let changed = wanted.iter().filter(|file| !differs(file)).map(|(path, _)| path);
    let found: Vec<_> = changed.chain(&stale).map(|path| path.display().to_string()).collect();
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure::Found(format!("not what words/ says; run `cargo xtask words`:\n{}", found.join("\n"))))
}

/// What has to be there, and what is left over from an area that is gone.
type Files = (Vec<(PathBuf, String)>, Vec<PathBuf>);

fn files() -> Result<Files, Failure> {
    let catalogue = Catalogue::read(&place::root().join("words"))?;
    let resources = place::root().join("android/app/src/main/res");
    let wanted = android::files(&catalogue, &resources);
    let mut stale = Vec::new();
    for folder in android::FOLDERS {
        let folder = resources.join(folder);
        for entry in fs::read_dir(&folder).map_err(place::at(&folder))? {
            let path = entry.map_err(place::at(&folder))?.path();
            let ours =
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(android::PREFIX));
            if ours && !wanted.iter().any(|(wanted, _)| *wanted == path) {
                stale.push(path);
            }
        }
    }
    Ok((wanted, stale))
}
