//! The text files of the working tree that are, or are about to be, under version control.

use crate::{child, failure::Failure, place};
use std::{fs, process::Command};

/// A text file: its path from the root, with `/`, and its contents.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All text files, in the order of their paths.
pub(crate) fn all() -> Result<Vec<Source>, Failure> {
    let root = place::root();
    let mut git = Command::new("git");
    // A clone made by another user, as in a container, is still the one that we were asked to look at.
    git.current_dir(&root).args(["-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]);
    let printed = child::stdout(&mut git)?;
    let printed = String::from_utf8_lossy(&printed);
    let mut paths: Vec<&str> = printed.split('\0').filter(|path| !path.is_empty()).collect();
    paths.sort_unstable();
    paths.dedup();
    // What is not text, or was deleted and not yet committed, is not ours to read.
    let read =
        |path: &str| Some(Source { path: path.into(), text: fs::read_to_string(root.join(path)).ok()? });
    Ok(paths.into_iter().filter_map(read).collect())
}

impl Source {
    pub(crate) fn is_one_of(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    /// Is the whole file tests? (`foo/tests.rs`, or anything in a crate's own `tests` folder; the
    /// top folder `tests` holds crates.)
    pub(crate) fn is_test(&self) -> bool {
        self.path.split('/').skip(1).any(|part| part == "tests" || part == "tests.rs")
    }

    /// The lines before the file's test module, each with its number from one.
    pub(crate) fn shipped_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = (1..).zip(self.text.lines());
        lines.take_while(|(_, line)| line.trim() != "#[cfg(test)]" || self.is_declaration_after(line))
    }

    /// `#[cfg(test)]` above `mod tests;` hides no code that follows it.
    fn is_declaration_after(&self, line: &str) -> bool {
        let after = self.text.split_once(line).map(|(_, after)| after.trim_start());
        after.is_some_and(|after| after.lines().next().is_some_and(|next| next.trim_end().ends_with(';')))
    }
}
